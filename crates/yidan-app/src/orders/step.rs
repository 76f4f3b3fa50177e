//! `orders.apply`, `orders.accept`: moving orders along the state table.

use super::select::Selection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::order::Event;

/// Moves one order by an event of the state table.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ApplyRequest {
    /// Any number known of the order.
    pub no: String,
    pub event: Event,
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
    /// Normal-form fields to set in the same step, for example `{"trackings":[["中通","7310…"]]}`.
    #[serde(default)]
    #[ts(optional, type = "Record<string, unknown>")]
    pub fields: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Moves many orders by one event.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StepRequest {
    pub selection: Selection,
    /// `accept`, `send_back`, `ship`, `close`, …
    pub event: Event,
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
}

/// One order that did not move.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Refused {
    pub id: i64,
    pub order_no: String,
    /// A word of `error.refused.*`.
    pub reason: String,
    pub text: String,
}

/// What a batch command did. `undo` can be given to `orders.back` while nothing else has touched the orders.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchReply {
    pub done: i64,
    pub refused: Vec<Refused>,
    pub undo: Option<String>,
}

// STUBS
pub fn apply_one(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::step::ApplyRequest,
) -> crate::error::Result<crate::orders::row::OrderRow> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn step(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::step::StepRequest,
) -> crate::error::Result<crate::orders::step::BatchReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
