//! `orders.list`, `orders.snapshot`, `orders.rows`, `orders.tabs`: pages of the one order list.

use super::row::OrderRow;
use super::select::{Filter, Sort};
use super::tags::TagView;
use super::view::{self, Shops};
use crate::desk::Session;
use crate::error::Result;
use crate::{App, snapshots};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::{LIST_ROWS, TAG_TABS};
use yidan_domain::order::{Cause, Marks, Stage};
use yidan_store::Precision;

/// Rows that come with a frozen list.
const FIRST_ROWS: usize = 200;

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
    /// Tags that stand among the tabs, with their counts under the same filter.
    pub tags: Vec<TagView>,
}

/// One page by cursor.
pub fn list(app: &App, _session: &Session, request: ListRequest) -> Result<ListReply> {
    app.store.read(|r| {
        let shops = Shops::of(r)?;
        let filter = request.filter.to_store(&shops, app.now_ms())?;
        let limit = request.limit.unwrap_or(50).clamp(1, LIST_ROWS);
        let page = r.list(&filter, request.sort.to_store(), request.after.as_deref(), limit)?;
        let orders = view::rows(app, r, &shops, &page.ids, request.mask)?;
        // A page that begins and ends the list is its own count; else what the summaries cannot tell is counted to the end.
        let total = if request.after.is_none() && page.next.is_none() { page.ids.len() as i64 } else { r.total_exact(&filter)?.n };
        Ok(ListReply { orders, next: page.next, total })
    })
}

/// Freezes a filter; the first rows come along so that the face can show something at once.
pub fn snapshot(app: &App, _session: &Session, request: SnapshotRequest) -> Result<SnapshotReply> {
    let now_ms = app.now_ms();
    let (filter, sort) = (app.store.read(|r| request.filter.to_store(&Shops::of(r)?, now_ms))?, request.sort.to_store());
    let mark = app.snapshots.freeze(app.store.store(), filter.clone(), sort, now_ms);
    app.store.read(|r| {
        let shops = Shops::of(r)?;
        let page = r.list(&filter, sort, None, FIRST_ROWS)?;
        let mut total = r.total(&filter)?;
        if total.precision == Precision::AtLeast {
            // Searches and rare filters are counted by the frozen list itself.
            total.n = snapshots::wait(&*app.snapshots.get(&mark)?)?.len() as i64;
        }
        let rows = view::rows(app, r, &shops, &page.ids, request.mask)?;
        Ok(SnapshotReply { mark: mark.clone(), total: total.n, sum_fen: total.sum_fen, rows })
    })
}

/// Rows of a frozen list by their places.
pub fn rows(app: &App, _session: &Session, request: RowsRequest) -> Result<RowsReply> {
    let frozen = app.snapshots.get(&request.mark)?;
    let ids = snapshots::wait(&frozen)?;
    let from = request.from.min(ids.len());
    let to = from.saturating_add(request.count.min(LIST_ROWS)).min(ids.len());
    app.store.read(|r| {
        let shops = Shops::of(r)?;
        let rows = view::rows(app, r, &shops, &ids[from..to], request.mask)?;
        Ok(RowsReply { from, rows })
    })
}

/// Counts beside the tabs.
pub fn tabs(app: &App, _session: &Session, request: Filter) -> Result<TabsReply> {
    app.store.read(|r| {
        let filter = request.to_store(&Shops::of(r)?, app.now_ms())?;
        let tabs = r.tabs(&filter)?;
        let mut counts: std::collections::BTreeMap<String, i64> = tabs.states.iter().map(|(s, t)| (s.word().to_owned(), t.n)).collect();
        for stage in Stage::ALL {
            let n = match stage {
                Stage::AfterSale => tabs.after_sale.n,
                _ => tabs.states.iter().filter(|(s, _)| s.stage() == Some(stage)).map(|(_, t)| t.n).sum(),
            };
            let word = if stage == Stage::Delivered { "delivered_stage" } else { stage.word() };
            counts.insert(word.to_owned(), n);
        }
        for (word, t) in
            [("all", tabs.all), ("held", tabs.held), ("locked", tabs.locked), ("exception", tabs.exception), ("urgent", tabs.urgent)]
        {
            counts.insert(word.to_owned(), t.n);
        }
        // What a platform did not take is looked for only where there are exceptions at all.
        let failed = yidan_store::Filter {
            states: Vec::new(),
            stage: None,
            marked: Marks { exception: true, ..Marks::default() },
            cause: Some(Cause::WriteBackRefused),
            ..filter.clone()
        };
        counts.insert("send_failed".to_owned(), if tabs.exception.n == 0 { 0 } else { r.total(&failed)?.n });
        let mut tags = Vec::new();
        for known in r.tags()?.into_iter().filter(|t| t.tag.is_tab).take(TAG_TABS) {
            let bare = yidan_store::Filter { states: Vec::new(), stage: None, tag: Some(known.tag.name.clone()), ..filter.clone() };
            let orders = if known.orders == 0 { 0 } else { r.total(&bare)?.n };
            tags.push(TagView { name: known.tag.name, colour: known.tag.colour, is_tab: true, orders });
        }
        Ok(TabsReply { counts, tags })
    })
}
