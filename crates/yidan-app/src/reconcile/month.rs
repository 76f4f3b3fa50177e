//! `reconcile.overview` and `reconcile.sheet`.

use crate::ports::FileRef;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MonthRequest {
    /// `YYYY-MM` at UTC+8, by payment time, or by order time where no payment time is known.
    pub month: String,
    /// Shop name; all shops when absent.
    #[serde(default)]
    #[ts(optional)]
    pub shop: Option<String>,
}

/// One shop in one month. Money in fen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MonthShop {
    pub platform: String,
    pub platform_name: String,
    pub shop: String,
    pub orders: i64,
    /// 应收: what the merchant is to get where told, else what the buyer paid.
    pub receivable_fen: i64,
    /// 实付
    pub paid_fen: i64,
    pub refund_fen: i64,
    pub freight_fen: i64,
    /// Orders by state word.
    pub states: std::collections::BTreeMap<String, i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MonthReply {
    pub month: String,
    pub shops: Vec<MonthShop>,
    pub orders: i64,
    pub paid_fen: i64,
    pub refund_fen: i64,
    /// Orders of the month with a question the accountant should look at.
    pub differences: i64,
    /// Months that have orders at all, newest first.
    pub months: Vec<String>,
}

/// Result of the sheet job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SheetResult {
    pub file: Option<FileRef>,
    pub orders: i64,
    pub sum_fen: i64,
    pub differences: i64,
    pub sheets: Vec<String>,
}

// STUBS
pub fn overview(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::reconcile::month::MonthRequest,
) -> crate::error::Result<crate::reconcile::month::MonthReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn start(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::reconcile::month::MonthRequest,
) -> crate::error::Result<crate::jobs::JobStarted> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
