//! Reports of consistency: what was compared when, the figures of each shop, and every difference by its order.

use crate::codes;
use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};
use yidan_domain::RefundState;
use yidan_domain::order::State;

/// One comparison of all shops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyReport {
    pub id: i64,
    /// `day`, `week`
    pub kind: String,
    /// China's date: the day that is told of, or on which the week's was made.
    pub day: String,
    /// Orders made in this time, UTC ms, end exclusive.
    pub from_ms: i64,
    pub to_ms: i64,
    pub made_at_ms: i64,
}

/// What one shop's comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsistencyShop {
    pub shop_id: i64,
    /// Orders by the platform; absent = it was not asked.
    pub theirs: Option<i64>,
    pub ours: i64,
    /// Of the missing ones, brought in since.
    pub fetched: i64,
    pub counts: ConsistencyCounts,
    /// JSON of the caller's own shape: why it could not be asked.
    pub trouble: Option<String>,
}

/// What is counted of our own orders of a time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConsistencyCounts {
    pub ours: i64,
    /// Orders that may be another one once more and that nobody has cleared.
    pub doubles: i64,
    /// Orders that came in later than they should.
    pub late: i64,
    /// Paid and neither cancelled nor refunded whole.
    pub net: i64,
    pub net_fen: i64,
}

/// One difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsistencyDifference {
    pub shop_id: i64,
    /// `missing`, `extra`, `different`
    pub kind: String,
    pub order_no: String,
    /// Empty where the whole order is meant.
    pub field: String,
    pub ours: String,
    pub theirs: String,
}

/// A span of orders by their own time, and what counts as late there.
#[derive(Debug, Clone, Copy)]
pub struct ConsistencySpan {
    pub from_ms: i64,
    pub to_ms: i64,
    /// Orders that were made before this are not judged late: nobody was asked for them yet.
    pub late_since_ms: i64,
    pub late_after_ms: i64,
}

const REPORT: &str = "SELECT id, kind, day, from_ms, to_ms, made_at_ms FROM consistency_report";

fn report(r: &Row<'_>) -> rusqlite::Result<ConsistencyReport> {
    Ok(ConsistencyReport { id: r.get(0)?, kind: r.get(1)?, day: r.get(2)?, from_ms: r.get(3)?, to_ms: r.get(4)?, made_at_ms: r.get(5)? })
}

impl Reader<'_> {
    /// The latest reports, newest first.
    pub fn consistency_reports(&self, limit: usize) -> Result<Vec<ConsistencyReport>> {
        let mut stmt = self.conn.prepare_cached(&format!("{REPORT} ORDER BY made_at_ms DESC, id DESC LIMIT ?1"))?;
        let rows = stmt.query_map([limit as i64], report)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// The report of a kind about a day.
    pub fn consistency_of(&self, kind: &str, day: &str) -> Result<Option<ConsistencyReport>> {
        let mut stmt = self.conn.prepare_cached(&format!("{REPORT} WHERE kind = ?1 AND day = ?2"))?;
        Ok(stmt.query_row([kind, day], report).optional()?)
    }

    pub fn consistency_shops(&self, report_id: i64) -> Result<Vec<ConsistencyShop>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT shop_id, theirs, ours, fetched, doubles, late, net, net_fen, trouble FROM consistency_shop WHERE report_id = ?1
             ORDER BY shop_id",
        )?;
        let rows = stmt.query_map([report_id], |r| {
            let ours = r.get(2)?;
            let counts = ConsistencyCounts { ours, doubles: r.get(4)?, late: r.get(5)?, net: r.get(6)?, net_fen: r.get(7)? };
            Ok(ConsistencyShop { shop_id: r.get(0)?, theirs: r.get(1)?, ours, fetched: r.get(3)?, counts, trouble: r.get(8)? })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    pub fn consistency_differences(&self, report_id: i64) -> Result<Vec<ConsistencyDifference>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT shop_id, kind, order_no, field, ours, theirs FROM consistency_difference WHERE report_id = ?1 ORDER BY shop_id, id",
        )?;
        let rows = stmt.query_map([report_id], |r| {
            Ok(ConsistencyDifference {
                shop_id: r.get(0)?,
                kind: r.get(1)?,
                order_no: r.get(2)?,
                field: r.get(3)?,
                ours: r.get(4)?,
                theirs: r.get(5)?,
            })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// How many differences a report has.
    pub fn consistency_found(&self, report_id: i64) -> Result<i64> {
        let mut stmt = self.conn.prepare_cached("SELECT count(*) FROM consistency_difference WHERE report_id = ?1")?;
        Ok(stmt.query_row([report_id], |r| r.get(0))?)
    }

    /// Our own orders of a shop in a span, counted.
    pub fn consistency_counts(&self, shop_id: i64, span: ConsistencySpan) -> Result<ConsistencyCounts> {
        let ids = (codes::id_from_ms(span.from_ms), codes::id_from_ms(span.to_ms));
        let mut stmt = self.conn.prepare_cached(
            "SELECT count(*),
               coalesce(sum(EXISTS (SELECT 1 FROM likeness l WHERE l.b = o.id AND l.answer = 'open')
                 OR EXISTS (SELECT 1 FROM likeness l WHERE l.a = o.id AND l.answer = 'open')), 0),
               coalesce(sum(coalesce(o.paid_at_ms, o.created_at_ms) >= ?4
                 AND o.first_seen_at_ms - coalesce(o.paid_at_ms, o.created_at_ms) > ?5), 0),
               coalesce(sum(o.state NOT IN (?6, ?7) AND coalesce(o.refund_state, 0) <> ?8), 0),
               coalesce(sum(CASE WHEN o.state NOT IN (?6, ?7) AND coalesce(o.refund_state, 0) <> ?8
                 THEN coalesce(o.buyer_amount_fen, 0) - coalesce(o.refund_fen, 0) END), 0)
             FROM orders o WHERE o.shop_id = ?1 AND o.id >= ?2 AND o.id < ?3",
        )?;
        let told = params![
            shop_id,
            ids.0,
            ids.1,
            span.late_since_ms,
            span.late_after_ms,
            State::Unpaid.code(),
            State::Closed.code(),
            codes::of_refund(RefundState::Full)
        ];
        let counts = stmt.query_row(told, |r| {
            Ok(ConsistencyCounts { ours: r.get(0)?, doubles: r.get(1)?, late: r.get(2)?, net: r.get(3)?, net_fen: r.get(4)? })
        })?;
        Ok(counts)
    }
}

impl Writer<'_> {
    /// Keeps a report; one of the same kind about the same day gives way to it. Returns its id.
    pub fn put_consistency(
        &mut self,
        new: &ConsistencyReport,
        shops: &[ConsistencyShop],
        differences: &[ConsistencyDifference],
    ) -> Result<i64> {
        for table in ["consistency_difference", "consistency_shop"] {
            let sql = format!("DELETE FROM {table} WHERE report_id IN (SELECT id FROM consistency_report WHERE kind = ?1 AND day = ?2)");
            self.conn.prepare_cached(&sql)?.execute([&new.kind, &new.day])?;
        }
        self.conn.prepare_cached("DELETE FROM consistency_report WHERE kind = ?1 AND day = ?2")?.execute([&new.kind, &new.day])?;
        self.conn
            .prepare_cached("INSERT INTO consistency_report (kind, day, from_ms, to_ms, made_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![new.kind, new.day, new.from_ms, new.to_ms, new.made_at_ms])?;
        let id = self.conn.last_insert_rowid();
        for s in shops {
            self.conn
                .prepare_cached(
                    "INSERT INTO consistency_shop (report_id, shop_id, theirs, ours, fetched, doubles, late, net, net_fen, trouble)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                )?
                .execute(params![
                    id,
                    s.shop_id,
                    s.theirs,
                    s.ours,
                    s.fetched,
                    s.counts.doubles,
                    s.counts.late,
                    s.counts.net,
                    s.counts.net_fen,
                    s.trouble
                ])?;
        }
        for d in differences {
            self.conn
                .prepare_cached(
                    "INSERT INTO consistency_difference (report_id, shop_id, kind, order_no, field, ours, theirs)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![id, d.shop_id, d.kind, d.order_no, d.field, d.ours, d.theirs])?;
        }
        Ok(id)
    }
}
