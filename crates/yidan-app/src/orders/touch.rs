//! `orders.edit`, `orders.hold`, `orders.release`, `orders.flag`, `orders.reveal`, `orders.back`: changes beside the state.

use super::select::Selection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Sets normal-form fields of one order by hand: receiver_*, buyer_memo, seller_memo, trackings. `null` empties a field.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EditRequest {
    pub id: i64,
    #[ts(type = "Record<string, unknown>")]
    pub fields: serde_json::Map<String, serde_json::Value>,
}

/// Holds orders with a reason.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HoldRequest {
    pub selection: Selection,
    pub reason: String,
}

/// Lets held orders go.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReleaseRequest {
    pub selection: Selection,
}

/// Plants a flag: 0 none … 5 purple.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FlagRequest {
    pub selection: Selection,
    pub flag: u8,
}

/// 加急 on or off.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UrgentRequest {
    pub selection: Selection,
    pub urgent: bool,
}

/// Sets aside one finding of an order; recorded.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IgnoreRequest {
    pub id: i64,
    /// The finding's code.
    pub code: String,
}

/// Shows the whole receiver of one order; recorded.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RevealRequest {
    pub id: i64,
}

/// The receiver in full.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RevealReply {
    pub receiver: yidan_domain::order::Receiver,
}

/// Takes back the last batch change by its mark.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackRequest {
    pub undo: String,
}

// STUBS
pub fn edit(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::touch::EditRequest,
) -> crate::error::Result<crate::orders::row::OrderRow> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn hold(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::touch::HoldRequest,
) -> crate::error::Result<crate::orders::step::BatchReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn release(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::touch::ReleaseRequest,
) -> crate::error::Result<crate::orders::step::BatchReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn flag(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::touch::FlagRequest,
) -> crate::error::Result<crate::orders::step::BatchReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn urgent(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::touch::UrgentRequest,
) -> crate::error::Result<crate::orders::step::BatchReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn ignore(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::touch::IgnoreRequest,
) -> crate::error::Result<crate::orders::row::OrderRow> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn reveal(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::touch::RevealRequest,
) -> crate::error::Result<crate::orders::touch::RevealReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn back(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::touch::BackRequest,
) -> crate::error::Result<crate::orders::step::BatchReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
