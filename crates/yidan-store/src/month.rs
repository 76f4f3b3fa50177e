//! The month sheet's rows: everything of one local month (UTC+8) by the order's own time (created, or paid where a source tells
//! no creation), streamed in order. Nothing is gathered; a million rows pass through one by one.

use crate::codes;
use crate::error::{Error, Result};
use crate::open::Reader;
use crate::order_write::trackings;
use rusqlite::{CachedStatement, Row, params};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use yidan_domain::order::{Marks, State};
use yidan_domain::{RefundState, Severity, Tracking};

/// A range of time, of one shop or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// UTC milliseconds of the first moment.
    pub from_ms: i64,
    /// UTC milliseconds of the first moment behind it.
    pub to_ms: i64,
    pub shop: Option<i64>,
}

impl Month {
    /// A calendar month in China; `None` when it does not exist.
    pub fn of(year: i32, month: u32, shop: Option<i64>) -> Option<Month> {
        let start = |year: i32, month: u32| {
            let text = format!("{year:04}-{month:02}-01");
            yidan_domain::WallTime::parse(&text).map(|w| w.to_utc_ms(yidan_domain::wall_time::CHINA_OFFSET_MINUTES))
        };
        let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        Some(Month { from_ms: start(year, month)?, to_ms: start(next_year, next_month)?, shop })
    }
}

/// An order as the sheet lists it. No name, phone or street.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthOrder {
    pub id: i64,
    pub shop_id: i64,
    pub shop: String,
    pub platform: String,
    pub order_no: String,
    pub state: State,
    pub status_raw: Option<String>,
    pub refund_state: Option<RefundState>,
    pub created_at_ms: Option<i64>,
    pub paid_at_ms: Option<i64>,
    pub shipped_at_ms: Option<i64>,
    pub finished_at_ms: Option<i64>,
    pub buyer_amount_fen: Option<i64>,
    pub merchant_amount_fen: Option<i64>,
    pub freight_fen: Option<i64>,
    pub refund_fen: Option<i64>,
    pub trackings: Vec<Tracking>,
    pub province: Option<String>,
    pub city: Option<String>,
    pub pieces: Option<i64>,
    pub marks: Marks,
    pub hold_reason: Option<String>,
    pub buyer_memo: Option<String>,
    pub seller_memo: Option<String>,
}

/// A line as the sheet lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthItem {
    pub order_id: i64,
    pub shop_id: i64,
    pub order_no: String,
    pub state: State,
    pub line: i64,
    pub sub_no: Option<String>,
    pub sku_code: Option<String>,
    pub title: Option<String>,
    pub spec: Option<String>,
    pub qty: Option<i64>,
    pub unit_price_fen: Option<i64>,
    pub amount_fen: Option<i64>,
    pub refund_fen: Option<i64>,
}

/// A finding as the sheet lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthFinding {
    pub order_id: i64,
    pub shop_id: i64,
    pub order_no: String,
    pub code: String,
    pub severity: Severity,
    pub field: Option<String>,
    pub facts: BTreeMap<String, String>,
}

/// Goods over the month: paid and not closed orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthGoods {
    pub sku_code: Option<String>,
    pub title: Option<String>,
    pub spec: Option<String>,
    pub orders: i64,
    pub qty: Option<i64>,
    pub amount_fen: Option<i64>,
    pub refund_fen: Option<i64>,
}

/// Sums of a shop in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthSum {
    pub shop_id: i64,
    pub shop: String,
    pub platform: String,
    pub state: State,
    pub n: i64,
    pub buyer_fen: i64,
    pub merchant_fen: i64,
    pub freight_fen: i64,
    pub refund_fen: i64,
}

const ORDERS: &str = include_str!("reports/month_orders.sql");
const ITEMS: &str = include_str!("reports/month_items.sql");
const FINDINGS: &str = include_str!("reports/month_findings.sql");
const GOODS: &str = include_str!("reports/month_goods.sql");
const SUMS: &str = include_str!("reports/month_sums.sql");

fn state(r: &Row<'_>, at: usize, id: i64) -> Result<State> {
    State::from_code(r.get(at)?).ok_or(Error::Unreadable { table: "orders", column: "state", id })
}

impl Reader<'_> {
    /// The orders of the month, oldest first. `each` says `Break` to stop.
    pub fn month_orders(&self, month: Month, each: impl FnMut(MonthOrder) -> ControlFlow<()>) -> Result<()> {
        self.stream(ORDERS, month, month_order, each)
    }

    /// The lines of the month's orders, in the orders' order.
    pub fn month_items(&self, month: Month, each: impl FnMut(MonthItem) -> ControlFlow<()>) -> Result<()> {
        self.stream(ITEMS, month, month_item, each)
    }

    /// The findings of the month's orders, in the orders' order.
    pub fn month_findings(&self, month: Month, each: impl FnMut(MonthFinding) -> ControlFlow<()>) -> Result<()> {
        self.stream(FINDINGS, month, month_finding, each)
    }

    /// Goods of the month, most pieces first.
    pub fn month_goods(&self, month: Month, each: impl FnMut(MonthGoods) -> ControlFlow<()>) -> Result<()> {
        let row = |r: &Row<'_>| {
            Ok(MonthGoods {
                sku_code: r.get(0)?,
                title: r.get(1)?,
                spec: r.get(2)?,
                orders: r.get(3)?,
                qty: r.get(4)?,
                amount_fen: r.get(5)?,
                refund_fen: r.get(6)?,
            })
        };
        self.stream(GOODS, month, row, each)
    }

    /// Sums per shop and state, by platform and shop name.
    pub fn month_sums(&self, month: Month) -> Result<Vec<MonthSum>> {
        let row = |r: &Row<'_>| {
            Ok(MonthSum {
                shop_id: r.get(0)?,
                shop: r.get(1)?,
                platform: r.get(2)?,
                state: state(r, 3, 0)?,
                n: r.get(4)?,
                buyer_fen: r.get(5)?,
                merchant_fen: r.get(6)?,
                freight_fen: r.get(7)?,
                refund_fen: r.get(8)?,
            })
        };
        let mut out = Vec::new();
        self.stream(SUMS, month, row, |sum| {
            out.push(sum);
            ControlFlow::Continue(())
        })?;
        Ok(out)
    }

    /// Months (year, month) in which orders were made or paid, newest first.
    pub fn months(&self) -> Result<Vec<(i32, u32)>> {
        let mut stmt = self.conn.prepare_cached("SELECT day FROM state_day GROUP BY day HAVING sum(n) > 0 ORDER BY day DESC")?;
        let days = stmt.query_map([], |r| r.get::<_, i64>(0))?;
        let mut out: Vec<(i32, u32)> = Vec::new();
        for day in days {
            let wall = yidan_domain::WallTime::from_utc_ms(day? * 86_400_000, 0);
            let mut parts = wall.as_str().split('-');
            let month = (parts.next().and_then(|y| y.parse().ok()).unwrap_or(0), parts.next().and_then(|m| m.parse().ok()).unwrap_or(0));
            if out.last() != Some(&month) {
                out.push(month);
            }
        }
        Ok(out)
    }

    fn stream<T>(
        &self,
        sql: &str,
        month: Month,
        row: impl Fn(&Row<'_>) -> Result<T>,
        mut each: impl FnMut(T) -> ControlFlow<()>,
    ) -> Result<()> {
        let mut stmt: CachedStatement<'_> = self.conn.prepare_cached(sql)?;
        let (from, to) = (codes::id_from_ms(month.from_ms), codes::id_from_ms(month.to_ms));
        let mut rows = stmt.query(params![from, to, month.shop])?;
        while let Some(r) = rows.next()? {
            if each(row(r)?).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn month_order(r: &Row<'_>) -> Result<MonthOrder> {
    let id = r.get(0)?;
    let refund: Option<i64> = r.get(7)?;
    let unreadable = Error::Unreadable { table: "orders", column: "refund_state", id };
    Ok(MonthOrder {
        id,
        shop_id: r.get(1)?,
        shop: r.get(2)?,
        platform: r.get(3)?,
        order_no: r.get(4)?,
        state: state(r, 5, id)?,
        status_raw: r.get(6)?,
        refund_state: refund.map(|c| codes::refund(c).ok_or(unreadable)).transpose()?,
        created_at_ms: r.get(8)?,
        paid_at_ms: r.get(9)?,
        shipped_at_ms: r.get(10)?,
        finished_at_ms: r.get(11)?,
        buyer_amount_fen: r.get(12)?,
        merchant_amount_fen: r.get(13)?,
        freight_fen: r.get(14)?,
        refund_fen: r.get(15)?,
        trackings: trackings(r.get_ref(16)?.as_str_or_null().map_err(rusqlite::Error::from)?, id)?.unwrap_or_default(),
        province: r.get(17)?,
        city: r.get(18)?,
        pieces: r.get(19)?,
        marks: Marks::from_bits(r.get(20)?),
        hold_reason: r.get(21)?,
        buyer_memo: r.get(22)?,
        seller_memo: r.get(23)?,
    })
}

fn month_item(r: &Row<'_>) -> Result<MonthItem> {
    let order_id = r.get(0)?;
    Ok(MonthItem {
        order_id,
        shop_id: r.get(1)?,
        order_no: r.get(2)?,
        state: state(r, 3, order_id)?,
        line: r.get(4)?,
        sub_no: r.get(5)?,
        sku_code: r.get(6)?,
        title: r.get(7)?,
        spec: r.get(8)?,
        qty: r.get(9)?,
        unit_price_fen: r.get(10)?,
        amount_fen: r.get(11)?,
        refund_fen: r.get(12)?,
    })
}

fn month_finding(r: &Row<'_>) -> Result<MonthFinding> {
    let order_id = r.get(0)?;
    let unreadable = |column| Error::Unreadable { table: "finding", column, id: order_id };
    let facts: String = r.get(6)?;
    Ok(MonthFinding {
        order_id,
        shop_id: r.get(1)?,
        order_no: r.get(2)?,
        code: r.get(3)?,
        severity: codes::severity(r.get(4)?).ok_or_else(|| unreadable("severity"))?,
        field: r.get(5)?,
        facts: serde_json::from_str(&facts).map_err(|_| unreadable("facts"))?,
    })
}
