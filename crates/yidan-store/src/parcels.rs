//! Parcels of merged and split orders, with the steps that made them. Whether a step may be, and how money is shared, is decided by the
//! domain; here its outcome is kept, and can be taken back.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, params};
use std::collections::HashMap;
use yidan_domain::parcel::{Money, Parcel, Portion, Share};

/// A parcel as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptParcel {
    pub id: i64,
    /// The step that made it.
    pub step_id: i64,
    pub parcel: Parcel,
}

/// One merge or split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelStep {
    pub id: i64,
    /// `merge` or `split`
    pub kind: String,
    pub actor: String,
    pub created_at_ms: i64,
}

/// How many orders share an order's parcel, and over how many parcels it is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParcelCount {
    pub orders: i64,
    pub parcels: i64,
}

impl Reader<'_> {
    /// Parcels in which pieces of the order travel, in the order of their making. Empty = the order is its own parcel.
    pub fn parcels_of(&self, order_id: i64) -> Result<Vec<KeptParcel>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT p.id, p.step_id FROM parcel_share s JOIN parcel p ON p.id = s.parcel_id
             WHERE s.order_id = ?1 AND p.gone_by IS NULL ORDER BY p.id",
        )?;
        let rows = stmt.query_map([order_id], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<Vec<(i64, i64)>>>()?;
        rows.into_iter().map(|(id, step_id)| Ok(KeptParcel { id, step_id, parcel: self.parcel_contents(id)? })).collect()
    }

    /// A parcel that still stands, by its id.
    pub fn parcel(&self, id: i64) -> Result<Option<KeptParcel>> {
        let mut stmt = self.conn.prepare_cached("SELECT step_id FROM parcel WHERE id = ?1 AND gone_by IS NULL")?;
        let step_id: Option<i64> = stmt.query_row([id], |r| r.get(0)).optional()?;
        step_id.map(|step_id| Ok(KeptParcel { id, step_id, parcel: self.parcel_contents(id)? })).transpose()
    }

    /// All parcels of the latest step still standing.
    pub fn parcels_of_step(&self, step_id: i64) -> Result<Vec<KeptParcel>> {
        let mut stmt = self.conn.prepare_cached("SELECT id FROM parcel WHERE step_id = ?1 AND gone_by IS NULL ORDER BY id")?;
        let ids = stmt.query_map([step_id], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        ids.into_iter().map(|id| Ok(KeptParcel { id, step_id, parcel: self.parcel_contents(id)? })).collect()
    }

    pub fn parcel_step(&self, id: i64) -> Result<ParcelStep> {
        let mut stmt = self.conn.prepare_cached("SELECT id, kind, actor, created_at_ms FROM parcel_step WHERE id = ?1")?;
        let found = stmt.query_row([id], |r| Ok(ParcelStep { id: r.get(0)?, kind: r.get(1)?, actor: r.get(2)?, created_at_ms: r.get(3)? }));
        found.optional()?.ok_or(Error::Unknown { table: "parcel_step", id })
    }

    fn parcel_contents(&self, id: i64) -> Result<Parcel> {
        let mut lines = self
            .conn
            .prepare_cached("SELECT order_id, line, qty, amount_fen FROM parcel_line WHERE parcel_id = ?1 ORDER BY order_id, line")?;
        let portions = lines.query_map([id], |r| {
            Ok(Portion { order_id: r.get(0)?, line: r.get::<_, u32>(1)? as usize, qty: r.get(2)?, amount_fen: r.get(3)? })
        })?;
        let portions = portions.collect::<rusqlite::Result<Vec<Portion>>>()?;
        let mut sums = self.conn.prepare_cached(
            "SELECT order_id, buyer_amount_fen, merchant_amount_fen, freight_fen, refund_fen FROM parcel_share
             WHERE parcel_id = ?1 ORDER BY order_id",
        )?;
        let shares = sums.query_map([id], |r| {
            let money =
                Money { buyer_amount_fen: r.get(1)?, merchant_amount_fen: r.get(2)?, freight_fen: r.get(3)?, refund_fen: r.get(4)? };
            Ok(Share { order_id: r.get(0)?, money })
        })?;
        Ok(Parcel { portions, shares: shares.collect::<rusqlite::Result<Vec<Share>>>()? })
    }

    /// Merged and split ones among these orders.
    pub fn parcel_counts(&self, ids: &[i64]) -> Result<HashMap<i64, ParcelCount>> {
        let list = serde_json::to_string(ids).unwrap_or_default();
        let mut stmt = self.conn.prepare_cached(
            "SELECT s.order_id, count(*), max((SELECT count(*) FROM parcel_share o WHERE o.parcel_id = s.parcel_id))
             FROM json_each(?1) j CROSS JOIN parcel_share s ON s.order_id = j.value JOIN parcel p ON p.id = s.parcel_id
             WHERE p.gone_by IS NULL GROUP BY s.order_id",
        )?;
        let rows = stmt.query_map([list], |r| Ok((r.get(0)?, ParcelCount { parcels: r.get(1)?, orders: r.get(2)? })))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Orders that wait for a label and share a phone with another such order, oldest first; hidden phones tell nothing. At most `limit`.
    pub fn waiting_with_company(&self, limit: i64) -> Result<Vec<i64>> {
        let mut stmt = self.conn.prepare_cached(
            "WITH waiting AS (SELECT o.id, substr(replace(replace(r.phone, ' ', ''), '-', ''), -11) AS phone FROM orders o JOIN receiver r ON r.order_id = o.id
               WHERE o.state IN (20, 30, 40) AND o.print_count = 0 AND r.phone IS NOT NULL AND instr(r.phone, '*') = 0)
             SELECT id FROM waiting WHERE phone IN (SELECT phone FROM waiting GROUP BY phone HAVING count(*) > 1) ORDER BY id LIMIT ?1",
        )?;
        let rows = stmt.query_map([limit], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Labels of these parcels that came out, are on their way, or were lost from sight.
    pub fn has_paper(&self, parcel_id: i64) -> Result<bool> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT 1 FROM print_label WHERE parcel_id = ?1 AND state IN ('queued', 'sent', 'printed', 'unknown') LIMIT 1",
        )?;
        Ok(stmt.exists([parcel_id])?)
    }

    /// How often a label of this parcel came out.
    pub fn parcel_prints(&self, parcel_id: i64) -> Result<i64> {
        let mut stmt = self.conn.prepare_cached("SELECT count(*) FROM print_label WHERE parcel_id = ?1 AND state = 'printed'")?;
        Ok(stmt.query_row([parcel_id], |r| r.get(0))?)
    }
}

impl Writer<'_> {
    /// Keeps a step with the parcels it made in place of those it replaces. Answers the ids of the new parcels, in their order.
    pub fn add_parcel_step(&mut self, kind: &str, actor: &str, now_ms: i64, gone: &[i64], made: &[Parcel]) -> Result<Vec<i64>> {
        self.conn
            .prepare_cached("INSERT INTO parcel_step (kind, actor, created_at_ms) VALUES (?1, ?2, ?3)")?
            .execute(params![kind, actor, now_ms])?;
        let step_id = self.conn.last_insert_rowid();
        for id in gone {
            self.conn.prepare_cached("UPDATE parcel SET gone_by = ?2 WHERE id = ?1")?.execute([*id, step_id])?;
        }
        let mut ids = Vec::with_capacity(made.len());
        for parcel in made {
            self.conn.prepare_cached("INSERT INTO parcel (step_id) VALUES (?1)")?.execute([step_id])?;
            let id = self.conn.last_insert_rowid();
            self.put_parcel_contents(id, parcel)?;
            ids.push(id);
        }
        Ok(ids)
    }

    /// Puts other contents into a parcel that stays what it is.
    pub fn refill_parcel(&mut self, id: i64, parcel: &Parcel) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM parcel_line WHERE parcel_id = ?1")?.execute([id])?;
        self.conn.prepare_cached("DELETE FROM parcel_share WHERE parcel_id = ?1")?.execute([id])?;
        self.put_parcel_contents(id, parcel)
    }

    /// Takes a step back: what it made is gone, what it replaced stands again.
    pub fn remove_parcel_step(&mut self, step_id: i64) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM parcel WHERE step_id = ?1")?.execute([step_id])?;
        self.conn.prepare_cached("UPDATE parcel SET gone_by = NULL WHERE gone_by = ?1")?.execute([step_id])?;
        self.conn.prepare_cached("DELETE FROM parcel_step WHERE id = ?1")?.execute([step_id])?;
        Ok(())
    }

    fn put_parcel_contents(&mut self, id: i64, parcel: &Parcel) -> Result<()> {
        let mut lines =
            self.conn.prepare_cached("INSERT INTO parcel_line (parcel_id, order_id, line, qty, amount_fen) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for p in &parcel.portions {
            lines.execute(params![id, p.order_id, p.line as i64, p.qty, p.amount_fen])?;
        }
        let mut sums = self.conn.prepare_cached(
            "INSERT INTO parcel_share (parcel_id, order_id, buyer_amount_fen, merchant_amount_fen, freight_fen, refund_fen)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for s in &parcel.shares {
            let m = s.money;
            sums.execute(params![id, s.order_id, m.buyer_amount_fen, m.merchant_amount_fen, m.freight_fen, m.refund_fen])?;
        }
        Ok(())
    }
}
