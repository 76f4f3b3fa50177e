//! Lines of bills: kept once per account, and found again by the numbers that they name. What a line means is not decided here.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{Row, params, params_from_iter};
use std::collections::BTreeMap;
use yidan_domain::{BillLine, Direction, WallTime};

/// A line on its way in. `key` tells it from all other lines of the shop's bills of that kind.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLine {
    pub key: String,
    pub sheet: i64,
    /// As a spreadsheet counts, first = 1.
    pub row: i64,
    pub line: BillLine,
}

/// A line as it is kept, with what is needed to show where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptLine {
    pub id: i64,
    pub shop_id: i64,
    /// Kind of the file: `settlement`, `fund_flow`, …
    pub bill: String,
    pub file_id: i64,
    pub file_name: String,
    pub sheet: i64,
    pub sheet_name: Option<String>,
    pub row: i64,
    pub line: BillLine,
}

/// Which lines are asked for. Empty = all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BillFilter {
    pub shop_id: Option<i64>,
    /// Wall times from (inclusive) and to (exclusive), as texts that sort.
    pub from: Option<String>,
    pub to: Option<String>,
}

const COLUMNS: &str = "b.id, b.shop_id, b.bill, b.file_id, f.name, b.sheet, s.name, b.row, b.at, b.line_id, b.order_no, b.sub_order_no,
    b.direction, b.amount_fen, b.kind, b.type_raw, b.balance_fen, b.fees, b.party, b.remark, b.tracking_no, b.weight_g, b.province, b.city, b.carrier";
const TABLES: &str = "bill_line b JOIN source_file f ON f.id = b.file_id
    LEFT JOIN source_sheet s ON s.file_id = b.file_id AND s.sheet = b.sheet";
/// Lines of one order that are answered at most.
const MOST_OF_ORDER: i64 = 1_000;

fn kept(r: &Row<'_>) -> Result<KeptLine> {
    let id: i64 = r.get(0)?;
    let unreadable = |column| Error::Unreadable { table: "bill_line", column, id };
    let at: Option<String> = r.get(8)?;
    let fees: Option<String> = r.get(17)?;
    let direction: Option<i64> = r.get(12)?;
    Ok(KeptLine {
        id,
        shop_id: r.get(1)?,
        bill: r.get(2)?,
        file_id: r.get(3)?,
        file_name: r.get(4)?,
        sheet: r.get(5)?,
        sheet_name: r.get(6)?,
        row: r.get(7)?,
        line: BillLine {
            at: at.map(|t| WallTime::parse(&t).ok_or_else(|| unreadable("at"))).transpose()?,
            line_id: r.get(9)?,
            order_no: r.get(10)?,
            sub_order_no: r.get(11)?,
            direction: direction.map(|d| {
                if d > 0 {
                    Direction::In
                } else if d < 0 {
                    Direction::Out
                } else {
                    Direction::None
                }
            }),
            amount_fen: r.get(13)?,
            kind: r.get(14)?,
            type_raw: r.get(15)?,
            balance_fen: r.get(16)?,
            fees: fees.map(|f| serde_json::from_str::<BTreeMap<String, i64>>(&f).map_err(|_| unreadable("fees"))).transpose()?,
            party: r.get(18)?,
            remark: r.get(19)?,
            tracking_no: r.get(20)?,
            weight_g: r.get(21)?,
            province: r.get(22)?,
            city: r.get(23)?,
            carrier: r.get(24)?,
            // They only lead to the line and are not read back.
            payment_no: None,
            refund_no: None,
        },
    })
}

impl Reader<'_> {
    /// Lines that name one of these order or sub-order numbers, or one of these waybills, by time; at most 1,000.
    pub fn lines_of(&self, numbers: &[String], trackings: &[String]) -> Result<Vec<KeptLine>> {
        let marks = |n: usize, from: usize| (from..from + n).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
        let (own, parcels) = (marks(numbers.len(), 1), marks(trackings.len(), numbers.len() + 1));
        // Three small looks by index; one question with OR would walk the table.
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES} WHERE b.id IN (SELECT id FROM bill_line WHERE order_no IN ({own})
               UNION SELECT id FROM bill_line WHERE sub_order_no IN ({own}) UNION SELECT id FROM bill_line WHERE tracking_no IN ({parcels}))
             ORDER BY b.at, b.id LIMIT {MOST_OF_ORDER}"
        );
        let mut stmt = self.conn.prepare(&sql)?;
        let mut rows = stmt.query(params_from_iter(numbers.iter().chain(trackings)))?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push(kept(r)?);
        }
        Ok(out)
    }

    /// A page of lines, newest first. `after` is the last line of the page before: its time and id.
    pub fn bill_lines(&self, filter: &BillFilter, after: Option<(&str, i64)>, limit: i64) -> Result<Vec<KeptLine>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES}
             WHERE (?1 IS NULL OR b.shop_id = ?1) AND (?2 IS NULL OR b.at >= ?2) AND (?3 IS NULL OR b.at < ?3)
               AND (?4 IS NULL OR (coalesce(b.at, ''), b.id) < (?4, ?5))
             ORDER BY b.at DESC, b.id DESC LIMIT ?6"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows = stmt.query(params![filter.shop_id, filter.from, filter.to, after.map(|a| a.0), after.map_or(0, |a| a.1), limit])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push(kept(r)?);
        }
        Ok(out)
    }

    /// Is a line of this identity known?
    pub fn knows_line(&self, shop_id: i64, bill: &str, key: &str) -> Result<bool> {
        let mut stmt = self.conn.prepare_cached("SELECT 1 FROM bill_line WHERE shop_id = ?1 AND bill = ?2 AND key = ?3")?;
        Ok(stmt.exists(params![shop_id, bill, key])?)
    }

    /// Number of lines of a shop's bills.
    pub fn line_count(&self, shop_id: i64) -> Result<i64> {
        Ok(self.conn.prepare_cached("SELECT count(*) FROM bill_line WHERE shop_id = ?1")?.query_row([shop_id], |r| r.get(0))?)
    }
}

impl Writer<'_> {
    /// Keeps a line unless one of the same identity is there. Answers whether it is new.
    pub fn add_line(&mut self, shop_id: i64, bill: &str, file_id: i64, new: &NewLine) -> Result<bool> {
        let l = &new.line;
        let direction = l.direction.map(|d| match d {
            Direction::In => 1,
            Direction::Out => -1,
            Direction::None => 0,
        });
        // A map of texts and integers always serializes.
        let fees = l.fees.as_ref().map(|f| serde_json::json!(f).to_string());
        let mut stmt = self.conn.prepare_cached(
            "INSERT INTO bill_line (shop_id, bill, key, file_id, sheet, row, at, line_id, order_no, sub_order_no, direction, amount_fen,
               kind, type_raw, balance_fen, fees, party, remark, tracking_no, weight_g, province, city, carrier)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)
             ON CONFLICT (shop_id, bill, key) DO NOTHING",
        )?;
        let n = stmt.execute(params![
            shop_id,
            bill,
            new.key,
            file_id,
            new.sheet,
            new.row,
            l.at.as_ref().map(WallTime::as_str),
            l.line_id,
            l.order_no,
            l.sub_order_no,
            direction,
            l.amount_fen,
            l.kind,
            l.type_raw,
            l.balance_fen,
            fees,
            l.party,
            l.remark,
            l.tracking_no,
            l.weight_g,
            l.province,
            l.city,
            l.carrier
        ])?;
        if n == 1 {
            let line_id = self.conn.last_insert_rowid();
            for (kind, no) in [("payment", &l.payment_no), ("refund", &l.refund_no)] {
                if let Some(no) = no {
                    self.note_line_number(line_id, kind, no)?;
                }
            }
        }
        Ok(n == 1)
    }
}
