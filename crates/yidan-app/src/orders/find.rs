//! `orders.find`: one box for any number, phone, name or SKU.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a person typed or pasted, and how many hits are wanted (20 when absent, 200 at most).
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct FindRequest {
    pub text: String,
    pub limit: Option<usize>,
    pub mask: bool,
}

/// Hits, newest first. `searched` says over how many orders.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindReply {
    pub orders: Vec<super::row::OrderRow>,
    /// There are more hits than shown.
    pub more: bool,
    pub searched: i64,
    /// Numbers of a pasted list that found nothing.
    pub missing: Vec<String>,
}

// STUBS
pub fn find(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::find::FindRequest,
) -> crate::error::Result<crate::orders::find::FindReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
