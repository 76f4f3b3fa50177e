//! The log of the scan desk, parcels that left or came back over it, and what each desk has in hand. What a code means is in
//! `scan_codes`; what is answered is decided elsewhere.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;

/// One scan to be noted. Words as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewScan {
    pub at_ms: i64,
    pub actor: String,
    pub desk: String,
    pub mode: String,
    pub code: String,
    pub colour: String,
    pub outcome: String,
    pub sentence: String,
    pub order_id: Option<i64>,
    pub weight_g: Option<i64>,
    pub is_forced: bool,
}

/// One scan as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanRow {
    pub id: i64,
    pub scan: NewScan,
    /// Number of the order that the answer named.
    pub order_no: Option<String>,
}

/// A number of an order that went over the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftParcel {
    pub order_id: i64,
    /// Letters and digits, lower case.
    pub number: String,
    pub at_ms: i64,
    pub actor: String,
}

/// What a desk has in hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hand {
    pub mode: String,
    /// As read from the label; empty while no label is known.
    pub number: String,
    pub weight_g: Option<i64>,
    pub opened_at_ms: i64,
    /// Pieces by code of the article.
    pub goods: BTreeMap<String, i64>,
}

/// An order whose label was asked for by scanning its goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelClaim {
    /// Absent = about to be queued.
    pub job_id: Option<i64>,
    pub at_ms: i64,
}

/// A parcel that came back and waits for a person's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedParcel {
    pub order_id: i64,
    pub number: String,
    pub at_ms: i64,
    pub actor: String,
}

const SCAN: &str = "SELECT s.id, s.at_ms, s.actor, s.desk, s.mode, s.code, s.colour, s.outcome, s.sentence, s.order_id, s.weight_g,
   s.is_forced, o.order_no FROM scan s LEFT JOIN orders o ON o.id = s.order_id";

fn scan(r: &Row<'_>) -> rusqlite::Result<ScanRow> {
    let scan = NewScan {
        at_ms: r.get(1)?,
        actor: r.get(2)?,
        desk: r.get(3)?,
        mode: r.get(4)?,
        code: r.get(5)?,
        colour: r.get(6)?,
        outcome: r.get(7)?,
        sentence: r.get(8)?,
        order_id: r.get(9)?,
        weight_g: r.get(10)?,
        is_forced: r.get(11)?,
    };
    Ok(ScanRow { id: r.get(0)?, scan, order_no: r.get(12)? })
}

impl Reader<'_> {
    /// The latest scans of a desk, newest first.
    pub fn scans_of_desk(&self, desk: &str, limit: usize) -> Result<Vec<ScanRow>> {
        let mut stmt = self.conn.prepare_cached(&format!("{SCAN} WHERE s.desk = ?1 ORDER BY s.id DESC LIMIT ?2"))?;
        let rows = stmt.query_map(params![desk, limit as i64], scan)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Scans since a moment by mode and colour.
    pub fn scan_counts(&self, desk: &str, from_ms: i64) -> Result<Vec<(String, String, i64)>> {
        let mut stmt =
            self.conn.prepare_cached("SELECT mode, colour, count(*) FROM scan WHERE at_ms >= ?2 AND desk = ?1 GROUP BY mode, colour")?;
        let rows = stmt.query_map(params![desk, from_ms], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Numbers of an order that went over the desk.
    pub fn left_of(&self, order_id: i64) -> Result<Vec<LeftParcel>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT l.number, s.at_ms, s.actor FROM scan_left l JOIN scan s ON s.id = l.scan_id WHERE l.order_id = ?1 ORDER BY s.id",
        )?;
        let rows = stmt.query_map([order_id], |r| Ok(LeftParcel { order_id, number: r.get(0)?, at_ms: r.get(1)?, actor: r.get(2)? }))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// What a desk has in hand.
    pub fn hand(&self, desk: &str) -> Result<Option<Hand>> {
        let mut stmt = self.conn.prepare_cached("SELECT mode, number, weight_g, opened_at_ms FROM scan_hand WHERE desk = ?1")?;
        let found = stmt.query_row([desk], |r| {
            Ok(Hand { mode: r.get(0)?, number: r.get(1)?, weight_g: r.get(2)?, opened_at_ms: r.get(3)?, goods: BTreeMap::new() })
        });
        let Some(mut hand) = found.optional()? else { return Ok(None) };
        let mut stmt = self.conn.prepare_cached("SELECT code, pieces FROM scan_hand_goods WHERE desk = ?1")?;
        let rows = stmt.query_map([desk], |r| Ok((r.get(0)?, r.get(1)?)))?;
        hand.goods = rows.collect::<rusqlite::Result<BTreeMap<String, i64>>>()?;
        Ok(Some(hand))
    }

    /// Whether the label of an order was asked for by scanning its goods.
    pub fn label_claim(&self, order_id: i64) -> Result<Option<LabelClaim>> {
        let mut stmt = self.conn.prepare_cached("SELECT job_id, at_ms FROM scan_label WHERE order_id = ?1")?;
        Ok(stmt.query_row([order_id], |r| Ok(LabelClaim { job_id: r.get(0)?, at_ms: r.get(1)? })).optional()?)
    }

    /// When and by whom a parcel was noted as come back, undecided or not.
    pub fn returned(&self, order_id: i64, number: &str) -> Result<Option<ReturnedParcel>> {
        let mut stmt = self.conn.prepare_cached("SELECT at_ms, actor FROM returned_parcel WHERE order_id = ?1 AND number = ?2")?;
        let found = stmt.query_row(params![order_id, number], |r| {
            Ok(ReturnedParcel { order_id, number: number.to_owned(), at_ms: r.get(0)?, actor: r.get(1)? })
        });
        Ok(found.optional()?)
    }

    /// Parcels that came back and wait for a person's word, the oldest first, and how many there are in all.
    pub fn returns_open(&self, limit: usize) -> Result<(Vec<ReturnedParcel>, i64)> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT order_id, number, at_ms, actor FROM returned_parcel WHERE decided_at_ms IS NULL ORDER BY at_ms, order_id LIMIT ?1",
        )?;
        let rows = stmt.query_map([limit as i64], |r| {
            Ok(ReturnedParcel { order_id: r.get(0)?, number: r.get(1)?, at_ms: r.get(2)?, actor: r.get(3)? })
        })?;
        let rows = rows.collect::<rusqlite::Result<Vec<ReturnedParcel>>>()?;
        let mut count = self.conn.prepare_cached("SELECT count(*) FROM returned_parcel WHERE decided_at_ms IS NULL")?;
        let all = count.query_row([], |r| r.get(0))?;
        Ok((rows, all))
    }
}

impl Writer<'_> {
    /// Notes a scan and answers its id.
    pub fn add_scan(&mut self, s: &NewScan) -> Result<i64> {
        self.conn
            .prepare_cached(
                "INSERT INTO scan (at_ms, actor, desk, mode, code, colour, outcome, sentence, order_id, weight_g, is_forced)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                s.at_ms,
                s.actor,
                s.desk,
                s.mode,
                s.code,
                s.colour,
                s.outcome,
                s.sentence,
                s.order_id,
                s.weight_g,
                s.is_forced
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// A number of an order went over the desk.
    pub fn note_left(&mut self, order_id: i64, number: &str, scan_id: i64) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO scan_left (order_id, number, scan_id) VALUES (?1, ?2, ?3)
                 ON CONFLICT (order_id, number) DO UPDATE SET scan_id = excluded.scan_id",
            )?
            .execute(params![order_id, number, scan_id])?;
        Ok(())
    }

    /// Puts something into the hand of a desk; nothing = the hand is empty.
    pub fn set_hand(&mut self, desk: &str, hand: Option<&Hand>) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM scan_hand_goods WHERE desk = ?1")?.execute([desk])?;
        self.conn.prepare_cached("DELETE FROM scan_hand WHERE desk = ?1")?.execute([desk])?;
        let Some(hand) = hand else { return Ok(()) };
        self.conn
            .prepare_cached("INSERT INTO scan_hand (desk, mode, number, weight_g, opened_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![desk, hand.mode, hand.number, hand.weight_g, hand.opened_at_ms])?;
        let mut stmt = self.conn.prepare_cached("INSERT INTO scan_hand_goods (desk, code, pieces) VALUES (?1, ?2, ?3)")?;
        for (code, pieces) in &hand.goods {
            stmt.execute(params![desk, code, pieces])?;
        }
        Ok(())
    }

    /// Takes an order for a label, or notes the job that prints it.
    pub fn claim_label(&mut self, order_id: i64, job_id: Option<i64>, now_ms: i64) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO scan_label (order_id, job_id, at_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT (order_id) DO UPDATE SET job_id = excluded.job_id, at_ms = excluded.at_ms",
            )?
            .execute(params![order_id, job_id, now_ms])?;
        Ok(())
    }

    /// Lets an order go that no label came of.
    pub fn unclaim_label(&mut self, order_id: i64) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM scan_label WHERE order_id = ?1")?.execute([order_id])?;
        Ok(())
    }

    /// A parcel came back. What is known of it stays as it was first noted.
    pub fn note_returned(&mut self, p: &ReturnedParcel) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO returned_parcel (order_id, number, at_ms, actor) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (order_id, number) DO NOTHING",
            )?
            .execute(params![p.order_id, p.number, p.at_ms, p.actor])?;
        Ok(())
    }

    /// A person has said what was in the parcels of an order that came back.
    pub fn decide_returns(&mut self, order_id: i64, now_ms: i64) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE returned_parcel SET decided_at_ms = ?2 WHERE order_id = ?1 AND decided_at_ms IS NULL")?
            .execute([order_id, now_ms])?;
        Ok(())
    }
}
