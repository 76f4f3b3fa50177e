//! `findings.groups` and `findings.rows`: what stands against orders before dispatch and what imports refused, by cause, worst first.

use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::moment;
use crate::orders::view::Shops;
use crate::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_domain::Severity;
use yidan_domain::limits::HISTORY_ROWS;

/// Where a finding comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingSource {
    /// Stands against an order that has not left yet.
    #[default]
    Order,
    /// A row that an import refused.
    Row,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct FindingGroupsRequest {
    pub shop: Option<String>,
}

/// One cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingGroup {
    pub code: String,
    pub source: FindingSource,
    pub severity: Severity,
    /// Orders, or rows.
    pub count: i64,
    /// What is wrong.
    pub text: String,
    /// What to do.
    pub advice: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindingGroupsReply {
    pub groups: Vec<FindingGroup>,
}

/// Asks for the orders or rows of one cause.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct FindingRowsRequest {
    pub code: String,
    pub source: FindingSource,
    pub shop: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// At most 500; absent = 100.
    pub limit: Option<i64>,
}

/// One order, or one row, with the place it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingRow {
    pub order_id: Option<i64>,
    /// Of a refused row the number it names, where it names one.
    pub order_no: Option<String>,
    pub file_id: Option<i64>,
    pub file: Option<String>,
    pub sheet: Option<String>,
    pub row: Option<i64>,
    /// Address as a spreadsheet shows it.
    pub cell: Option<String>,
    /// Heading of the cell, or our name of the field.
    pub column: Option<String>,
    pub text: String,
    pub at: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindingRowsReply {
    pub rows: Vec<FindingRow>,
    pub next: Option<String>,
}

/// All causes, worst first.
pub fn groups(app: &App, _session: &Session, request: FindingGroupsRequest) -> Result<FindingGroupsReply> {
    let (orders, rows) = app.store.read(|r| {
        let shop = Shops::of(r)?.asked_for(request.shop.as_deref());
        Ok::<_, Failure>((r.order_causes(shop)?, r.row_causes(shop)?))
    })?;
    let tell = |source, cause: yidan_store::Cause| FindingGroup {
        text: text(app, source, &cause.code),
        advice: advice(app, &cause.code),
        severity: match cause.severity {
            3.. => Severity::Blocking,
            2 => Severity::Warning,
            _ => Severity::Info,
        },
        count: cause.count,
        code: cause.code,
        source,
    };
    let of_orders = orders.into_iter().map(|c| tell(FindingSource::Order, c));
    let mut groups: Vec<FindingGroup> = of_orders.chain(rows.into_iter().map(|c| tell(FindingSource::Row, c))).collect();
    // A refused row is missing altogether, which is worse than an order that waits.
    groups.sort_by(|a, b| (b.severity, b.source, b.count, &a.code).cmp(&(a.severity, a.source, a.count, &b.code)));
    Ok(FindingGroupsReply { groups })
}

/// What is wrong, without the facts of one case.
fn text(app: &App, source: FindingSource, code: &str) -> String {
    let cause = format!("cause.{code}");
    let own = match source {
        FindingSource::Order => format!("finding.{code}"),
        FindingSource::Row => format!("reject.{code}"),
    };
    app.say_with(if words::has(&cause) { &cause } else { &own }, &[])
}

fn advice(app: &App, code: &str) -> String {
    let key = format!("advice.{code}");
    app.say_with(if words::has(&key) { &key } else { "advice.other" }, &[])
}

/// Orders or rows of one cause.
pub fn rows(app: &App, _session: &Session, request: FindingRowsRequest) -> Result<FindingRowsReply> {
    let limit = request.limit.unwrap_or(100).clamp(1, HISTORY_ROWS);
    match request.source {
        FindingSource::Order => of_orders(app, &request, limit),
        FindingSource::Row => of_rows(app, &request, limit),
    }
}

fn of_orders(app: &App, request: &FindingRowsRequest, limit: i64) -> Result<FindingRowsReply> {
    let after = request.after.as_deref().map(|a| a.parse::<i64>().map_err(|_| bad_mark())).transpose()?;
    let found = app.store.read(|r| {
        let shop = Shops::of(r)?.asked_for(request.shop.as_deref());
        Ok::<_, Failure>(r.order_troubles(&request.code, shop, after, limit)?)
    })?;
    let next = (found.len() as i64 == limit).then(|| found.last().map(|t| t.order_id.to_string())).flatten();
    let rows = found.into_iter().map(|t| {
        let facts: BTreeMap<String, String> = serde_json::from_str(&t.facts).unwrap_or_default();
        FindingRow {
            order_id: Some(t.order_id),
            order_no: Some(t.order_no),
            file_id: t.file_id,
            file: t.file_name,
            sheet: t.sheet_name,
            row: t.row,
            cell: None,
            column: t.field.map(|f| app.say(&format!("field.{f}"), &BTreeMap::new())),
            text: crate::doubles::words::text_of(app, &request.code, &facts),
            at: moment::rfc3339(t.at_ms),
        }
    });
    Ok(FindingRowsReply { rows: rows.collect(), next })
}

fn of_rows(app: &App, request: &FindingRowsRequest, limit: i64) -> Result<FindingRowsReply> {
    let after = request.after.as_deref().map(mark).transpose()?;
    let found = app.store.read(|r| {
        let shop = Shops::of(r)?.asked_for(request.shop.as_deref());
        Ok::<_, Failure>(r.row_troubles(&request.code, shop, after, limit)?)
    })?;
    let mark_of = |t: &yidan_store::RowTrouble| format!("{}:{}:{}:{}", t.rejected.file_id, t.rejected.sheet, t.rejected.row, t.seq);
    let next = (found.len() as i64 == limit).then(|| found.last().map(mark_of)).flatten();
    let rows = found.into_iter().map(|t| FindingRow {
        order_id: None,
        order_no: t.rejected.key,
        file_id: Some(t.rejected.file_id),
        file: Some(t.file_name),
        sheet: t.sheet_name,
        row: Some(t.rejected.row),
        cell: t.rejected.cell,
        column: t.rejected.heading,
        text: app.say_with(&format!("reject.{}", t.rejected.reason), &[]),
        at: moment::rfc3339(t.imported_at_ms),
    });
    Ok(FindingRowsReply { rows: rows.collect(), next })
}

fn bad_mark() -> Failure {
    Failure::new(Code::BadRequest).with("detail", "after")
}

/// `file:sheet:row:seq`
fn mark(text: &str) -> Result<[i64; 4]> {
    let parts: Vec<i64> = text.split(':').map(str::parse).collect::<std::result::Result<_, _>>().map_err(|_| bad_mark())?;
    parts.try_into().map_err(|_| bad_mark())
}
