//! `orders.show`: one order with its whole story.

use super::row::OrderRow;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks for one order by id or by any number known of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ShowRequest {
    pub id: Option<i64>,
    pub no: Option<String>,
    pub mask: bool,
}

/// One entry of the trail in words.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EventView {
    pub at: String,
    pub actor: String,
    /// Event word (`import`, `accept`, `edit`, `print`, …).
    pub what: String,
    pub from: Option<String>,
    pub to: Option<String>,
    pub rule: Option<String>,
    /// The sentence for people.
    pub text: String,
}

/// A source row as it came.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RowView {
    pub file: String,
    pub sheet: Option<String>,
    pub row: u64,
    /// Heading and cell, verbatim, in file order.
    pub cells: Vec<(String, String)>,
}

/// One printed, failed or waiting label of the order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintView {
    pub at: String,
    pub actor: String,
    pub printer: String,
    pub template: String,
    pub batch_no: String,
    pub sequence: i64,
    /// `queued`, `sent`, `printed`, `failed`, `unknown`, `cancelled`
    pub state: String,
    /// 0 = first print, then 1, 2, … for 补打.
    pub reprint: i64,
    pub words: Option<String>,
}

/// A hold that stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HoldView {
    pub reason: String,
    pub at: Option<String>,
    pub actor: Option<String>,
}

/// The next step that the drawer offers.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NextStep {
    /// `accept`, `print`, `ship`, `release`, or none of them.
    pub action: Option<String>,
    /// Why it is grey, as a sentence.
    pub refusal: Option<String>,
}

/// The order's story.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OrderStory {
    #[serde(flatten)]
    pub order: OrderRow,
    pub finished_at: Option<String>,
    pub merchant_amount_fen: Option<i64>,
    /// Normal-form fields that a person has edited.
    pub edited: Vec<String>,
    pub next_step: NextStep,
    pub events: Vec<EventView>,
    pub rows: Vec<RowView>,
    pub holds: Vec<HoldView>,
    pub prints: Vec<PrintView>,
    /// Bill lines that name this order.
    pub bills: Vec<yidan_domain::BillLine>,
}

// STUBS
pub fn show(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::show::ShowRequest,
) -> crate::error::Result<crate::orders::show::OrderStory> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
