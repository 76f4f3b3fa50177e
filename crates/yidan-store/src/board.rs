//! The figures of the first page: what stands in each stage, what is late, when each shop was last heard of.

use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::open::Reader;
use rusqlite::params;
use yidan_domain::order::{Stage, State};

/// Orders of a stage and what their buyers paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageFigure {
    pub stage: Stage,
    pub n: i64,
    pub sum_fen: i64,
}

/// Entries of an index counted for a figure that may be large.
const COUNT_TO: i64 = 100_000;

impl Reader<'_> {
    /// The five tiles, over all shops.
    pub fn stages(&self) -> Result<Vec<StageFigure>> {
        Stage::ALL
            .into_iter()
            .map(|stage| {
                let t = self.total(&Filter { stage: Some(stage), ..Filter::default() })?;
                Ok(StageFigure { stage, n: t.n, sum_fen: t.sum_fen })
            })
            .collect()
    }

    /// Orders in one of these states (before shipping) that were paid before a moment.
    pub fn count_paid_before(&self, states: &[State], paid_before_ms: i64) -> Result<i64> {
        let mut stmt = self
            .conn
            .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM orders WHERE state = ?1 AND state < 60 AND paid_at_ms < ?2 LIMIT ?3)")?;
        let mut n = 0;
        for s in states.iter().filter(|s| s.is_before_shipping()) {
            n += stmt.query_row(params![s.code(), paid_before_ms, COUNT_TO], |r| r.get::<_, i64>(0))?;
        }
        Ok(n)
    }

    /// The same orders, those paid first in front.
    pub fn paid_before(&self, states: &[State], paid_before_ms: i64, limit: i64) -> Result<Vec<i64>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT paid_at_ms, id FROM orders WHERE state = ?1 AND state < 60 AND paid_at_ms < ?2 ORDER BY paid_at_ms, id LIMIT ?3",
        )?;
        let mut found: Vec<(i64, i64)> = Vec::new();
        for s in states.iter().filter(|s| s.is_before_shipping()) {
            let rows = stmt.query_map(params![s.code(), paid_before_ms, limit], |r| Ok((r.get(0)?, r.get(1)?)))?;
            for row in rows {
                found.push(row?);
            }
        }
        found.sort_unstable();
        found.truncate(usize::try_from(limit).unwrap_or(0));
        Ok(found.into_iter().map(|f| f.1).collect())
    }

    /// Orders whose findings are at least this grave, by finding code, most frequent first; counted up to a bound.
    pub fn findings_by_code(&self, limit: i64) -> Result<Vec<(String, i64)>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT f.code, count(DISTINCT f.order_id) AS n
             FROM (SELECT id FROM orders WHERE finding_level <> 0 ORDER BY id DESC LIMIT ?2) o
             JOIN finding f ON f.order_id = o.id GROUP BY f.code ORDER BY n DESC, f.code LIMIT ?1",
        )?;
        let rows = stmt.query_map([limit, COUNT_TO / 10], |r| Ok((r.get(0)?, r.get(1)?)))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }
}
