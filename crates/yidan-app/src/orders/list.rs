//! `orders.list`, `orders.snapshot`, `orders.rows`, `orders.tabs`: pages of the one order list.

use super::row::OrderRow;
use super::select::{Filter, Sort};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks for one page by cursor.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ListRequest {
    pub filter: Filter,
    pub sort: Sort,
    /// Rows of the page; 50 when absent, 1,000 at most.
    pub limit: Option<usize>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Hide names and phones as lists on screen do.
    pub mask: bool,
}

/// A page, the cursor of the next one, and how many orders the filter has.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ListReply {
    pub orders: Vec<OrderRow>,
    pub next: Option<String>,
    pub total: i64,
}

/// Asks for a frozen list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SnapshotRequest {
    pub filter: Filter,
    pub sort: Sort,
    pub mask: bool,
}

/// A frozen list: its mark, size, sum, and first rows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SnapshotReply {
    pub mark: String,
    pub total: i64,
    pub sum_fen: i64,
    /// The first 200 rows.
    pub rows: Vec<OrderRow>,
}

/// Asks for rows of a frozen list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RowsRequest {
    pub mark: String,
    pub from: usize,
    /// At most 1,000.
    pub count: usize,
    pub mask: bool,
}

/// Rows at their places; an order that is gone meanwhile is missing from the list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RowsReply {
    pub from: usize,
    pub rows: Vec<OrderRow>,
}

/// Counts beside the tabs, under a filter without states and marks.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TabsReply {
    /// By tab word: `all`, each state, `exception`, `held`, `after_sale`, `on_the_way`, `delivered_stage`.
    pub counts: std::collections::BTreeMap<String, i64>,
}

// STUBS
pub fn list(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::list::ListRequest,
) -> crate::error::Result<crate::orders::list::ListReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn snapshot(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::list::SnapshotRequest,
) -> crate::error::Result<crate::orders::list::SnapshotReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn rows(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::list::RowsRequest,
) -> crate::error::Result<crate::orders::list::RowsReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn tabs(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::select::Filter,
) -> crate::error::Result<crate::orders::list::TabsReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
