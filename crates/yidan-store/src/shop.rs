//! Platforms, shops, provinces and listings: the short lists that orders point at.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use crate::trail::{Hash, first_half};
use rusqlite::{OptionalExtension, params};
use yidan_domain::ItemDraft;

/// What is sold: the listing, and the first listing with the same title (0 = none).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listing {
    pub id: i64,
    pub title_id: i64,
}

/// A shop as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    pub id: i64,
    /// The platform's id word, e.g. `taobao`.
    pub platform: String,
    pub name: String,
    pub created_at_ms: i64,
    /// When a file or page last came in.
    pub last_import_at_ms: Option<i64>,
}

const SHOPS: &str = "SELECT s.id, p.code, s.name, s.created_at_ms, s.last_import_at_ms
                     FROM shop s JOIN platform p ON p.id = s.platform_id";

fn shop_row(r: &rusqlite::Row<'_>) -> rusqlite::Result<Shop> {
    Ok(Shop { id: r.get(0)?, platform: r.get(1)?, name: r.get(2)?, created_at_ms: r.get(3)?, last_import_at_ms: r.get(4)? })
}

impl Reader<'_> {
    /// All shops in the order of their making.
    pub fn shops(&self) -> Result<Vec<Shop>> {
        let mut stmt = self.conn.prepare_cached(&format!("{SHOPS} ORDER BY s.id"))?;
        let rows = stmt.query_map([], shop_row)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    pub fn shop(&self, id: i64) -> Result<Shop> {
        let mut stmt = self.conn.prepare_cached(&format!("{SHOPS} WHERE s.id = ?1"))?;
        stmt.query_row([id], shop_row).optional()?.ok_or(Error::Unknown { table: "shop", id })
    }

    /// Shops of this name on any platform.
    pub fn shops_named(&self, name: &str) -> Result<Vec<Shop>> {
        let mut stmt = self.conn.prepare_cached(&format!("{SHOPS} WHERE s.name = ?1 ORDER BY s.id"))?;
        let rows = stmt.query_map([name], shop_row)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// What is sold, as the sources name it, latest first: code, title and spec, nothing else.
    pub fn listings(&self, limit: usize) -> Result<Vec<ItemDraft>> {
        let mut stmt = self.conn.prepare_cached("SELECT sku_code, title, spec FROM listing ORDER BY id DESC LIMIT ?1")?;
        let rows = stmt.query_map([limit as i64], |r| {
            Ok(ItemDraft { sku_code: r.get(0)?, title: r.get(1)?, spec: r.get(2)?, ..ItemDraft::default() })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    pub(crate) fn platform_id(&self, code: &str) -> Result<Option<i64>> {
        let mut stmt = self.conn.prepare_cached("SELECT id FROM platform WHERE code = ?1")?;
        Ok(stmt.query_row([code], |r| r.get(0)).optional()?)
    }
}

impl Writer<'_> {
    /// The shop of this name on this platform; made if it is not there yet.
    pub fn shop_id(&mut self, platform: &str, name: &str, now_ms: i64) -> Result<i64> {
        let platform_id = match self.platform_id(platform)? {
            Some(id) => id,
            None => {
                self.conn.prepare_cached("INSERT INTO platform (code) VALUES (?1)")?.execute([platform])?;
                self.conn.last_insert_rowid()
            }
        };
        let mut stmt = self.conn.prepare_cached("SELECT id FROM shop WHERE platform_id = ?1 AND name = ?2")?;
        if let Some(id) = stmt.query_row(params![platform_id, name], |r| r.get(0)).optional()? {
            return Ok(id);
        }
        self.conn.prepare_cached("INSERT INTO shop (platform_id, name, created_at_ms) VALUES (?1, ?2, ?3)")?.execute(params![
            platform_id,
            name,
            now_ms
        ])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Fails with `NameTaken` when the platform has another shop of that name.
    pub fn rename_shop(&mut self, id: i64, name: &str) -> Result<()> {
        let changed = self.conn.prepare_cached("UPDATE shop SET name = ?2 WHERE id = ?1")?.execute(params![id, name]);
        match changed {
            Ok(1) => Ok(()),
            Ok(_) => Err(Error::Unknown { table: "shop", id }),
            Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
                Err(Error::NameTaken { name: name.to_owned() })
            }
            Err(e) => Err(e.into()),
        }
    }

    /// Notes that a file or page of this shop came in.
    pub fn touch_shop(&mut self, id: i64, now_ms: i64) -> Result<()> {
        let n = self.conn.prepare_cached("UPDATE shop SET last_import_at_ms = ?2 WHERE id = ?1")?.execute(params![id, now_ms])?;
        if n == 1 { Ok(()) } else { Err(Error::Unknown { table: "shop", id }) }
    }

    pub(crate) fn platform_of_shop(&mut self, shop_id: i64) -> Result<i64> {
        if let Some(id) = self.caches.platform_of_shop.get(&shop_id) {
            return Ok(*id);
        }
        let mut stmt = self.conn.prepare_cached("SELECT platform_id FROM shop WHERE id = ?1")?;
        let found = stmt.query_row([shop_id], |r| r.get(0)).optional()?;
        drop(stmt);
        let id = found.ok_or(Error::Unknown { table: "shop", id: shop_id })?;
        self.caches.platform_of_shop.insert(shop_id, id);
        Ok(id)
    }

    pub(crate) fn province_id(&mut self, name: Option<&str>) -> Result<Option<i64>> {
        let Some(name) = name else { return Ok(None) };
        if let Some(id) = self.caches.provinces.get(name) {
            return Ok(Some(*id));
        }
        self.conn.prepare_cached("INSERT INTO province (name) VALUES (?1) ON CONFLICT (name) DO NOTHING")?.execute([name])?;
        let id = self.conn.prepare_cached("SELECT id FROM province WHERE name = ?1")?.query_row([name], |r| r.get(0))?;
        self.caches.provinces.insert(name.to_owned(), id);
        Ok(Some(id))
    }

    pub(crate) fn listing(&mut self, item: &ItemDraft) -> Result<Listing> {
        let key = listing_key(item);
        if let Some(known) = self.caches.listings.get(&key) {
            return Ok(*known);
        }
        let mut stmt = self.conn.prepare_cached("SELECT id, title_id FROM listing WHERE key = ?1")?;
        let found = stmt.query_row([key.as_slice()], |r| Ok(Listing { id: r.get(0)?, title_id: r.get(1)? })).optional()?;
        drop(stmt);
        let listing = match found {
            Some(listing) => listing,
            None => self.add_listing(item, &key)?,
        };
        self.caches.listings.insert(key, listing);
        Ok(listing)
    }

    fn add_listing(&mut self, item: &ItemDraft, key: &Hash) -> Result<Listing> {
        let mut stmt = self.conn.prepare_cached("SELECT title_id FROM listing WHERE title = ?1 LIMIT 1")?;
        let known: Option<i64> = stmt.query_row([&item.title], |r| r.get(0)).optional()?;
        drop(stmt);
        self.conn
            .prepare_cached("INSERT INTO listing (title_id, key, sku_code, title, spec) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![known.unwrap_or(0), key.as_slice(), item.sku_code, item.title, item.spec])?;
        let id = self.conn.last_insert_rowid();
        self.index_listing(id, item)?;
        let title_id = match (known, &item.title) {
            (Some(title_id), _) => title_id,
            (None, None) => 0,
            (None, Some(title)) => {
                self.conn.prepare_cached("UPDATE listing SET title_id = id WHERE id = ?1")?.execute([id])?;
                self.index_title(id, title)?;
                id
            }
        };
        Ok(Listing { id, title_id })
    }
}

fn listing_key(item: &ItemDraft) -> Hash {
    let mut hasher = blake3::Hasher::new();
    for text in [&item.sku_code, &item.title, &item.spec] {
        match text {
            None => hasher.update(&u32::MAX.to_le_bytes()),
            Some(t) => hasher.update(&(t.len() as u32).to_le_bytes()).update(t.as_bytes()),
        };
    }
    first_half(hasher.finalize().as_bytes())
}
