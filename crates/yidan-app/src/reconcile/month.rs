//! `reconcile.overview` and `reconcile.sheet`.

use crate::desk::{Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted};
use crate::ports::FileRef;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use ts_rs::TS;
use yidan_domain::Severity;
use yidan_store::Month;

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MonthRequest {
    /// `YYYY-MM` at UTC+8, by the order's own time: created, or paid where a source tells no creation.
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

fn span(request: &MonthRequest) -> Result<(i64, i64)> {
    moment::month_span(&request.month).ok_or_else(|| Failure::new(Code::BadRequest).with("detail", "month"))
}

pub(crate) fn of(app: &App, request: &MonthRequest) -> Result<Month> {
    let (from_ms, to_ms) = span(request)?;
    let shop = match request.shop.as_deref().filter(|s| !s.is_empty()) {
        None => None,
        Some(name) => {
            let known = app.store.get(|r| r.shops_named(name))?;
            Some(known.first().ok_or_else(|| Failure::new(Code::NotFound).with("what", name))?.id)
        }
    };
    Ok(Month { from_ms, to_ms, shop })
}

/// The month per shop, for the screen.
pub fn overview(app: &App, _session: &Session, request: MonthRequest) -> Result<MonthReply> {
    let month = of(app, &request)?;
    let sums = app.store.get(|r| r.month_sums(month))?;
    let mut shops: Vec<MonthShop> = Vec::new();
    for s in sums {
        if !shops.iter().any(|m| m.shop == s.shop && m.platform == s.platform) {
            shops.push(MonthShop {
                platform_name: platform_name(app, &s.platform),
                platform: s.platform.clone(),
                shop: s.shop.clone(),
                orders: 0,
                receivable_fen: 0,
                paid_fen: 0,
                refund_fen: 0,
                freight_fen: 0,
                states: BTreeMap::new(),
            });
        }
        // The shop was put there just now, or by a state before.
        let Some(m) = shops.iter_mut().find(|m| m.shop == s.shop && m.platform == s.platform) else { continue };
        m.orders += s.n;
        m.receivable_fen += s.merchant_fen;
        m.paid_fen += s.buyer_fen;
        m.refund_fen += s.refund_fen;
        m.freight_fen += s.freight_fen;
        *m.states.entry(s.state.word().to_owned()).or_default() += s.n;
    }
    let sum = |f: fn(&MonthShop) -> i64| shops.iter().map(f).sum();
    Ok(MonthReply {
        month: request.month.clone(),
        orders: sum(|m| m.orders),
        paid_fen: sum(|m| m.paid_fen),
        refund_fen: sum(|m| m.refund_fen),
        differences: differences(app, month)?,
        months: months(app)?,
        shops,
    })
}

/// Orders of the month with a finding that asks for a look.
fn differences(app: &App, month: Month) -> Result<i64> {
    let mut orders = 0;
    let mut last = 0;
    app.store.read(|r| {
        r.month_findings(month, |f| {
            if f.severity >= Severity::Warning && f.order_id != last {
                last = f.order_id;
                orders += 1;
            }
            ControlFlow::Continue(())
        })?;
        Ok(())
    })?;
    Ok(orders)
}

/// Months that have orders, newest first.
fn months(app: &App) -> Result<Vec<String>> {
    app.store.read(|r| {
        let at = |sort| -> Result<Option<i64>> {
            let page = r.list(&yidan_store::Filter::default(), sort, None, 1)?;
            // The upper bits of an id are the unix seconds of the order.
            Ok(page.ids.first().map(|id| (id >> 12) * 1_000))
        };
        let (Some(first), Some(last)) = (at(yidan_store::Sort::Oldest)?, at(yidan_store::Sort::Newest)?) else { return Ok(Vec::new()) };
        let mut list = Vec::new();
        let mut month = moment::day(last)[..7].to_owned();
        while let Some((from, to)) = moment::month_span(&month) {
            if list.len() >= MONTHS || to <= first {
                break;
            }
            let of_month = yidan_store::Filter { from_ms: Some(from), to_ms: Some(to), ..yidan_store::Filter::default() };
            if r.total(&of_month)?.n > 0 {
                list.push(month.clone());
            }
            month = moment::day(from - 1)[..7].to_owned();
        }
        Ok(list)
    })
}

/// Months offered at most: ten years.
const MONTHS: usize = 120;

/// Queues the month's workbook.
pub fn start(app: &App, session: &Session, request: MonthRequest) -> Result<JobStarted> {
    of(app, &request)?;
    let title = request.month.clone();
    jobs::queue(app, session, "month_sheet", &title, &request)
}
