//! What hangs on an order: lines, receiver, findings, edited fields. Reading and writing them; the order's own row is elsewhere.

use crate::codes;
use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use crate::shop::Listing;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;
use yidan_domain::order::{Order, Receiver};
use yidan_domain::{Finding, ItemDraft};

/// A line from the columns sub number, code, title, spec, quantity, unit price, amount, refund.
pub(crate) fn item(r: &Row<'_>) -> rusqlite::Result<ItemDraft> {
    Ok(ItemDraft {
        sub_no: r.get(0)?,
        sku_code: r.get(1)?,
        title: r.get(2)?,
        spec: r.get(3)?,
        qty: r.get(4)?,
        unit_price_fen: r.get(5)?,
        amount_fen: r.get(6)?,
        refund_fen: r.get(7)?,
    })
}

impl Reader<'_> {
    pub(crate) fn items(&self, order_id: i64) -> Result<Vec<ItemDraft>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT l.sub_no, g.sku_code, g.title, g.spec, l.qty, l.unit_price_fen, l.amount_fen, l.refund_fen
             FROM order_line l JOIN listing g ON g.id = l.listing_id WHERE l.order_id = ?1 ORDER BY l.line",
        )?;
        let rows = stmt.query_map([order_id], item)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    pub(crate) fn receiver(&self, order_id: i64) -> Result<Receiver> {
        let mut stmt = self
            .conn
            .prepare_cached("SELECT name, phone, phone_ext, province, city, district, address, masked FROM receiver WHERE order_id = ?1")?;
        let found = stmt.query_row([order_id], |r| {
            Ok(Receiver {
                name: r.get(0)?,
                phone: r.get(1)?,
                phone_ext: r.get(2)?,
                province: r.get(3)?,
                city: r.get(4)?,
                district: r.get(5)?,
                address: r.get(6)?,
                masked: r.get(7)?,
            })
        });
        Ok(found.optional()?.unwrap_or_default())
    }

    pub(crate) fn findings(&self, order_id: i64) -> Result<Vec<Finding>> {
        let mut stmt = self.conn.prepare_cached("SELECT code, severity, field, facts FROM finding WHERE order_id = ?1 ORDER BY seq")?;
        let mut rows = stmt.query([order_id])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            let unreadable = |column| Error::Unreadable { table: "finding", column, id: order_id };
            let facts: BTreeMap<String, String> =
                serde_json::from_str(r.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?).map_err(|_| unreadable("facts"))?;
            let severity = codes::severity(r.get(1)?).ok_or_else(|| unreadable("severity"))?;
            out.push(Finding { code: r.get(0)?, severity, field: r.get(2)?, facts });
        }
        Ok(out)
    }

    pub(crate) fn edits(&self, order_id: i64) -> Result<Vec<String>> {
        let mut stmt = self.conn.prepare_cached("SELECT field FROM order_edit WHERE order_id = ?1 ORDER BY field")?;
        let rows = stmt.query_map([order_id], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }
}

impl Writer<'_> {
    pub(crate) fn listings(&mut self, order: &Order) -> Result<Vec<Listing>> {
        order.items.iter().map(|i| self.listing(i)).collect()
    }

    pub(crate) fn put_items(&mut self, id: i64, items: &[ItemDraft], listings: &[Listing]) -> Result<()> {
        let mut stmt = self.conn.prepare_cached(
            "INSERT INTO order_line (order_id, line, listing_id, sub_no, qty, unit_price_fen, amount_fen, refund_fen)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        for (line, (i, listing)) in items.iter().zip(listings).enumerate() {
            stmt.execute(params![id, line as i64, listing.id, i.sub_no, i.qty, i.unit_price_fen, i.amount_fen, i.refund_fen])?;
        }
        Ok(())
    }

    pub(crate) fn put_receiver(&mut self, id: i64, r: &Receiver) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO receiver (order_id, name, phone, phone_ext, province, city, district, address, masked)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![id, r.name, r.phone, r.phone_ext, r.province, r.city, r.district, r.address, r.masked])?;
        Ok(())
    }

    pub(crate) fn put_findings(&mut self, id: i64, findings: &[Finding]) -> Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let mut stmt = self
            .conn
            .prepare_cached("INSERT INTO finding (order_id, seq, code, severity, field, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for (seq, f) in findings.iter().enumerate() {
            let facts = serde_json::Value::from_iter(f.facts.iter().map(|(k, v)| (k.as_str(), v.as_str()))).to_string();
            stmt.execute(params![id, seq as i64, f.code, codes::of_severity(f.severity), f.field, facts])?;
        }
        Ok(())
    }

    pub(crate) fn put_edits(&mut self, id: i64, fields: &[String]) -> Result<()> {
        if fields.is_empty() {
            return Ok(());
        }
        let mut stmt = self
            .conn
            .prepare_cached("INSERT INTO order_edit (order_id, field) VALUES (?1, ?2) ON CONFLICT (order_id, field) DO NOTHING")?;
        for field in fields {
            stmt.execute(params![id, field])?;
        }
        Ok(())
    }

    pub(crate) fn clear_children(&mut self, table: ChildTable, id: i64) -> Result<()> {
        self.conn.prepare_cached(table.delete())?.execute([id])?;
        Ok(())
    }
}

#[derive(Clone, Copy)]
pub(crate) enum ChildTable {
    Items,
    Receiver,
    Findings,
    Edits,
}

impl ChildTable {
    fn delete(self) -> &'static str {
        match self {
            ChildTable::Items => "DELETE FROM order_line WHERE order_id = ?1",
            ChildTable::Receiver => "DELETE FROM receiver WHERE order_id = ?1",
            ChildTable::Findings => "DELETE FROM finding WHERE order_id = ?1",
            ChildTable::Edits => "DELETE FROM order_edit WHERE order_id = ?1",
        }
    }
}
