//! What stands against orders before dispatch and what was refused by imports, counted by cause and listed row by row.

use crate::error::{Error, Result};
use crate::open::Reader;
use crate::source::RejectedRow;
use rusqlite::params;

/// A cause and how often it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Finding code or reason of refusal.
    pub code: String,
    /// 1 info, 2 warning, 3 blocking; the gravest that stands. Refused rows have 3.
    pub severity: i64,
    pub count: i64,
}

/// A finding of an order before dispatch, and the first row that told of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderTrouble {
    pub order_id: i64,
    pub order_no: String,
    pub field: Option<String>,
    /// JSON object of texts.
    pub facts: String,
    /// When the order first came in.
    pub at_ms: i64,
    pub file_id: Option<i64>,
    pub file_name: Option<String>,
    pub sheet: Option<i64>,
    pub sheet_name: Option<String>,
    pub row: Option<i64>,
}

/// A refused row with the file it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowTrouble {
    pub rejected: RejectedRow,
    pub seq: i64,
    pub file_name: String,
    pub sheet_name: Option<String>,
    pub imported_at_ms: i64,
}

impl Reader<'_> {
    /// Findings of orders that have not left yet, by code.
    pub fn order_causes(&self, shop_id: Option<i64>) -> Result<Vec<Cause>> {
        self.causes(
            "SELECT f.code, max(f.severity), count(DISTINCT f.order_id) FROM orders o JOIN finding f ON f.order_id = o.id
             WHERE o.state < 60 AND (?1 IS NULL OR o.shop_id = ?1) GROUP BY f.code",
            shop_id,
        )
    }

    /// Refused rows of imports, by reason.
    pub fn row_causes(&self, shop_id: Option<i64>) -> Result<Vec<Cause>> {
        self.causes(
            "SELECT r.reason, 3, count(*) FROM rejected_row r JOIN source_file f ON f.id = r.file_id
             WHERE (?1 IS NULL OR f.shop_id = ?1) GROUP BY r.reason",
            shop_id,
        )
    }

    fn causes(&self, sql: &str, shop_id: Option<i64>) -> Result<Vec<Cause>> {
        let mut stmt = self.conn.prepare_cached(sql)?;
        let rows = stmt.query_map([shop_id], |r| Ok(Cause { code: r.get(0)?, severity: r.get(1)?, count: r.get(2)? }))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Orders before dispatch with this finding, newest first. `after` is the last order of the page before.
    pub fn order_troubles(&self, code: &str, shop_id: Option<i64>, after: Option<i64>, limit: i64) -> Result<Vec<OrderTrouble>> {
        // The page is chosen first; only its orders are looked up in the files they came from.
        let mut stmt = self.conn.prepare_cached(
            "SELECT t.id, t.order_no, t.field, t.facts, t.first_seen_at_ms, r.file_id, s.name, r.sheet, h.name, r.row
             FROM (SELECT o.id, o.order_no, f.field, f.facts, o.first_seen_at_ms FROM orders o JOIN finding f ON f.order_id = o.id
                   WHERE f.code = ?1 AND o.state < 60 AND (?2 IS NULL OR o.shop_id = ?2) AND (?3 IS NULL OR o.id < ?3)
                     AND f.seq = (SELECT min(seq) FROM finding WHERE order_id = o.id AND code = ?1)
                   ORDER BY o.id DESC LIMIT ?4) t
             LEFT JOIN source_row r ON r.order_id = t.id AND (r.file_id, r.sheet, r.row) =
               (SELECT file_id, sheet, row FROM source_row WHERE order_id = t.id ORDER BY file_id, sheet, row LIMIT 1)
             LEFT JOIN source_file s ON s.id = r.file_id LEFT JOIN source_sheet h ON h.file_id = r.file_id AND h.sheet = r.sheet
             ORDER BY t.id DESC",
        )?;
        let rows = stmt.query_map(params![code, shop_id, after, limit], |r| {
            Ok(OrderTrouble {
                order_id: r.get(0)?,
                order_no: r.get(1)?,
                field: r.get(2)?,
                facts: r.get(3)?,
                at_ms: r.get(4)?,
                file_id: r.get(5)?,
                file_name: r.get(6)?,
                sheet: r.get(7)?,
                sheet_name: r.get(8)?,
                row: r.get(9)?,
            })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Rows refused for this reason, newest file first, its rows in their order. `after` is the last row of the page before:
    /// file, sheet, row and place among the reasons of the row.
    pub fn row_troubles(&self, reason: &str, shop_id: Option<i64>, after: Option<[i64; 4]>, limit: i64) -> Result<Vec<RowTrouble>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT r.file_id, r.sheet, r.row, r.seq, r.key, r.reason, r.heading, r.cell, f.name, h.name, f.imported_at_ms
             FROM rejected_row r JOIN source_file f ON f.id = r.file_id
             LEFT JOIN source_sheet h ON h.file_id = r.file_id AND h.sheet = r.sheet
             WHERE r.reason = ?1 AND (?2 IS NULL OR f.shop_id = ?2)
               AND (?3 IS NULL OR r.file_id < ?3 OR (r.file_id = ?3 AND (r.sheet, r.row, r.seq) > (?4, ?5, ?6)))
             ORDER BY r.file_id DESC, r.sheet, r.row, r.seq LIMIT ?7",
        )?;
        let [file, sheet, row, seq] = after.map_or([None; 4], |a| a.map(Some));
        let rows = stmt.query_map(params![reason, shop_id, file, sheet, row, seq, limit], |r| {
            Ok(RowTrouble {
                rejected: RejectedRow {
                    file_id: r.get(0)?,
                    sheet: r.get(1)?,
                    row: r.get(2)?,
                    key: r.get(4)?,
                    reason: r.get(5)?,
                    heading: r.get(6)?,
                    cell: r.get(7)?,
                },
                seq: r.get(3)?,
                file_name: r.get(8)?,
                sheet_name: r.get(9)?,
                imported_at_ms: r.get(10)?,
            })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }
}
