//! What a code under the scanner may be: a waybill number, an order's number, an article. Always the whole code: a parcel is not let out
//! by the end of a number. SQLite's own part (FTS5) proposes, the stored texts decide.

use crate::error::{Error, Result};
use crate::open::Reader;
use crate::order_write::trackings;
use crate::search::tail;
use crate::search_text::plain_number;
use rusqlite::params;
use yidan_domain::order::State;

/// Candidates looked at for one number.
const MOST_CANDIDATES: i64 = 20_000;
/// Waiting orders looked at for one article.
const MOST_WAITING: i64 = 500;

impl Reader<'_> {
    /// Orders that carry exactly this waybill number now, oldest first. Case and separators do not count.
    pub fn ids_of_waybill(&self, number: &str) -> Result<Vec<i64>> {
        let (plain, Some(end)) = (plain_number(number), tail(number)) else { return Ok(Vec::new()) };
        let token = format!("\"t{}\"", String::from_utf8_lossy(&end));
        let mut candidates = self.conn.prepare_cached(
            "SELECT o.id, o.trackings FROM search s JOIN orders o ON o.id = s.rowid WHERE search MATCH ?1 ORDER BY s.rowid DESC LIMIT ?2",
        )?;
        let mut rows = candidates.query(params![token, MOST_CANDIDATES])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let text = row.get_ref(1)?.as_str_or_null().map_err(rusqlite::Error::from)?;
            if trackings(text, id)?.iter().flatten().any(|t| plain_number(t.number()) == plain) {
                out.push(id);
            }
        }
        out.sort_unstable();
        Ok(out)
    }

    /// Orders of exactly this number of their own, oldest first.
    pub fn ids_of_order_no(&self, number: &str) -> Result<Vec<i64>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT o.id FROM shop s CROSS JOIN orders o WHERE o.shop_id = s.id AND o.order_no IN (?1, ?2) ORDER BY o.id",
        )?;
        let rows = stmt.query_map([number, &number.to_ascii_lowercase()], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Orders that the registry knows by this number, oldest first; of one kind where `kind` names one.
    pub fn ids_once_known(&self, number: &str, kind: Option<&str>) -> Result<Vec<i64>> {
        let mut stmt = self
            .conn
            .prepare_cached("SELECT DISTINCT order_id FROM order_number WHERE no = ?1 AND (?2 IS NULL OR kind = ?2) ORDER BY order_id")?;
        let rows = stmt.query_map(params![plain_number(number), kind], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Articles of this code, however its letters are written in the sources.
    pub fn listings_of_code(&self, code: &str) -> Result<Vec<i64>> {
        let mut stmt = self.conn.prepare_cached("SELECT id FROM listing WHERE sku_code IN (?1, ?2, ?3)")?;
        let rows = stmt.query_map([code, &code.to_uppercase(), &code.to_lowercase()], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Orders that wait for their label, never printed, not stopped, with one of these articles among their goods: urgent ones first, then
    /// the oldest. `is_single` asks for orders of one line with one piece.
    pub fn waiting_with(&self, listings: &[i64], is_single: bool) -> Result<Vec<i64>> {
        let list = serde_json::to_string(listings).unwrap_or_default();
        let mut out = Vec::new();
        // Two questions, so that each walks an index in the order that is wanted and stops early.
        for marks in ["(o.marks & 16) <> 0", "(o.marks & 16) = 0"] {
            let sql = format!(
                "SELECT o.id FROM orders o WHERE o.state = ?1 AND {marks} AND (o.marks & 15) = 0 AND o.print_count = 0
                   AND EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.listing_id IN (SELECT value FROM json_each(?2)))
                   AND (NOT ?3 OR ((SELECT count(*) FROM order_line l WHERE l.order_id = o.id) = 1
                     AND (SELECT coalesce(l.qty, 1) FROM order_line l WHERE l.order_id = o.id) = 1))
                 ORDER BY o.id LIMIT ?4"
            );
            let mut stmt = self.conn.prepare_cached(&sql)?;
            let rows = stmt.query_map(params![State::ToPrint.code(), list, is_single, MOST_WAITING], |r| r.get(0))?;
            for id in rows {
                out.push(id?);
            }
        }
        Ok(out)
    }

    /// When the platform was last asked about an order, UTC ms.
    pub fn asked_at(&self, order_id: i64) -> Result<Option<i64>> {
        let mut stmt = self.conn.prepare_cached("SELECT asked_at_ms FROM remote_order WHERE order_id = ?1")?;
        let mut rows = stmt.query([order_id])?;
        Ok(match rows.next()? {
            Some(row) => row.get(0)?,
            None => None,
        })
    }
}
