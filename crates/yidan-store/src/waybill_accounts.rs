//! Where waybill numbers come from, and what carriers take. Keys of accounts are not here: they are kept where the machine keeps secrets.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{Row, params};

/// A source of numbers as the owner has set it up. Texts named JSON are of the caller's own shape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WaybillAccount {
    /// 0 = not stored yet.
    pub id: i64,
    pub name: String,
    /// Code of the source; `plain` = own numbers.
    pub source: String,
    /// The connected shop whose access opens it.
    pub shop_id: Option<i64>,
    /// Empty = the source's own address.
    pub url: String,
    /// Carriers as people write them; the first is the usual one.
    pub carriers: Vec<String>,
    pub product: String,
    /// JSON
    pub sender: String,
    /// JSON
    pub number_range: Option<String>,
    pub is_off: bool,
    /// The owner has checked a source that is known from third parties only.
    pub checked: bool,
    /// JSON
    pub trouble: Option<String>,
    pub made_at_ms: i64,
}

/// One line of a carrier's prices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FreightPrice {
    pub carrier: String,
    /// Without 省/市 at the end; empty = everywhere else.
    pub provinces: Vec<String>,
    pub first_g: i64,
    pub first_fen: i64,
    /// 0 = nothing is added.
    pub next_g: i64,
    pub next_fen: i64,
}

fn account(r: &Row<'_>) -> Result<WaybillAccount> {
    let id = r.get(0)?;
    let carriers: String = r.get(5)?;
    Ok(WaybillAccount {
        id,
        name: r.get(1)?,
        source: r.get(2)?,
        shop_id: r.get(3)?,
        url: r.get(4)?,
        carriers: serde_json::from_str(&carriers).map_err(|_| Error::Unreadable { table: "waybill_account", column: "carriers", id })?,
        product: r.get(6)?,
        sender: r.get(7)?,
        number_range: r.get(8)?,
        is_off: r.get(9)?,
        checked: r.get(10)?,
        trouble: r.get(11)?,
        made_at_ms: r.get(12)?,
    })
}

impl Reader<'_> {
    /// All accounts, the oldest first.
    pub fn waybill_accounts(&self) -> Result<Vec<WaybillAccount>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT id, name, source, shop_id, url, carriers, product, sender, number_range, is_off, checked, trouble, made_at_ms
             FROM waybill_account ORDER BY id",
        )?;
        let mut rows = stmt.query([])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push(account(r)?);
        }
        Ok(out)
    }

    pub fn waybill_account(&self, id: i64) -> Result<Option<WaybillAccount>> {
        Ok(self.waybill_accounts()?.into_iter().find(|a| a.id == id))
    }

    /// The price table, in the order in which it was written.
    pub fn freight_prices(&self) -> Result<Vec<FreightPrice>> {
        let mut stmt = self
            .conn
            .prepare_cached("SELECT id, carrier, provinces, first_g, first_fen, next_g, next_fen FROM freight_price ORDER BY id")?;
        let mut rows = stmt.query([])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            let provinces: String = r.get(2)?;
            let unreadable = |_| Error::Unreadable { table: "freight_price", column: "provinces", id: r.get(0).unwrap_or_default() };
            out.push(FreightPrice {
                carrier: r.get(1)?,
                provinces: serde_json::from_str(&provinces).map_err(unreadable)?,
                first_g: r.get(3)?,
                first_fen: r.get(4)?,
                next_g: r.get(5)?,
                next_fen: r.get(6)?,
            });
        }
        Ok(out)
    }
}

impl Writer<'_> {
    /// Keeps an account, a new one or the one of its id, and answers its id.
    pub fn put_waybill_account(&mut self, a: &WaybillAccount) -> Result<i64> {
        let carriers = serde_json::to_string(&a.carriers).unwrap_or_default();
        let id = (a.id > 0).then_some(a.id);
        self.conn
            .prepare_cached(
                "INSERT INTO waybill_account (id, name, source, shop_id, url, carriers, product, sender, number_range, is_off, checked, trouble,
                   made_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, source = excluded.source, shop_id = excluded.shop_id, url = excluded.url,
                   carriers = excluded.carriers, product = excluded.product, sender = excluded.sender, number_range = excluded.number_range,
                   is_off = excluded.is_off, checked = excluded.checked, trouble = excluded.trouble",
            )?
            .execute(params![
                id,
                a.name,
                a.source,
                a.shop_id,
                a.url,
                carriers,
                a.product,
                a.sender,
                a.number_range,
                a.is_off,
                a.checked,
                a.trouble,
                a.made_at_ms
            ])?;
        Ok(if a.id > 0 { a.id } else { self.conn.last_insert_rowid() })
    }

    /// Forgets an account that never gave a number. False = it did.
    pub fn remove_waybill_account(&mut self, id: i64) -> Result<bool> {
        let used = self.conn.prepare_cached("SELECT 1 FROM waybill WHERE account_id = ?1 LIMIT 1")?.exists([id])?;
        if !used {
            self.conn.prepare_cached("DELETE FROM waybill_account WHERE id = ?1")?.execute([id])?;
        }
        Ok(!used)
    }

    /// Notes the last trouble with an account as a whole; none = it works.
    pub fn set_account_trouble(&mut self, id: i64, trouble: Option<&str>) -> Result<()> {
        self.conn.prepare_cached("UPDATE waybill_account SET trouble = ?2 WHERE id = ?1")?.execute(params![id, trouble])?;
        Ok(())
    }

    /// Puts a whole price table in place of the old one.
    pub fn put_freight_prices(&mut self, prices: &[FreightPrice]) -> Result<()> {
        self.conn.execute("DELETE FROM freight_price", [])?;
        let mut stmt = self.conn.prepare_cached(
            "INSERT INTO freight_price (carrier, provinces, first_g, first_fen, next_g, next_fen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for p in prices {
            let provinces = serde_json::to_string(&p.provinces).unwrap_or_default();
            stmt.execute(params![p.carrier, provinces, p.first_g, p.first_fen, p.next_g, p.next_fen])?;
        }
        Ok(())
    }
}
