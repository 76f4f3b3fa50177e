//! `orders.show`: one order with its whole story.

use super::row::OrderRow;
use super::view::{self, Shops};
use super::{stops, story};
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::{App, moment};
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
    /// The whole sentence, with the rule and the words that met it.
    pub text: String,
    /// Name of the rule that set it; absent when a person did.
    pub rule: Option<String>,
    pub at: String,
    pub actor: String,
    /// When it goes on by itself; absent = when a person says so.
    pub release_at: Option<String>,
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
    pub address_change: stops::AddressChangeView,
    /// Absent when nobody asked for a second person.
    pub second_check: Option<stops::SecondCheckView>,
    pub prints: Vec<PrintView>,
    /// Bill lines that name this order.
    pub bills: Vec<crate::files::bills::BillView>,
}

/// One order by id or by any number known of it.
pub fn show(app: &App, session: &Session, request: ShowRequest) -> Result<OrderStory> {
    app.store.read(|r| {
        let id = match (request.id, &request.no) {
            (Some(id), _) => id,
            (None, Some(no)) => *r.ids_by_number(no)?.first().ok_or_else(|| Failure::new(Code::NotFound).with("what", no))?,
            (None, None) => return Err(Failure::new(Code::BadRequest).with("detail", "id / no")),
        };
        let order = r.order(id)?.ok_or_else(|| Failure::new(Code::NotFound).with("what", request.no.clone().unwrap_or(id.to_string())))?;
        let shops = Shops::of(r)?;
        let trail = r.events(id)?;
        let prints = story::prints(r, id)?;
        let trouble = prints.last().is_some_and(|p| p.state == "failed" || p.state == "unknown");
        Ok(OrderStory {
            order: view::of_order(app, &shops, &order, trouble, request.mask),
            finished_at: moment::maybe(order.finished_at_ms),
            merchant_amount_fen: order.merchant_amount_fen,
            edited: order.edited.iter().filter(|e| !e.contains(':')).cloned().collect(),
            next_step: story::next_step(app, &order, session.by()),
            events: story::events(app, &trail),
            rows: story::rows(r, id)?,
            holds: story::holds(app, &order, &trail),
            address_change: stops::change_view(app, session, &order, request.mask),
            second_check: stops::check_view(app, session, &order)?,
            prints,
            bills: crate::files::bills::of_order(app, r, &shops, &order)?,
        })
    })
}
