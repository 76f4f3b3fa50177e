//! Who is asked where parcels stand, as the owner has set it up. Keys are not here: they are kept where the machine keeps secrets.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};

/// A source of tracks. Texts named JSON are of the caller's own shape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrackSource {
    /// 0 = not stored yet.
    pub id: i64,
    pub name: String,
    /// Code of the platform.
    pub source: String,
    /// The connected shop whose access opens it.
    pub shop_id: Option<i64>,
    /// Empty = the source's own address.
    pub url: String,
    /// Address of this desk as the source reaches it; empty = it sends nothing.
    pub push_base: String,
    /// BLAKE3 of the secret part of the address to which it sends.
    pub path_hash: Vec<u8>,
    pub is_off: bool,
    pub checked: bool,
    /// JSON
    pub trouble: Option<String>,
    /// It is not asked before, UTC ms.
    pub rest_ms: i64,
    pub asked_at_ms: Option<i64>,
    pub pushed_at_ms: Option<i64>,
    pub made_at_ms: i64,
}

const COLUMNS: &str =
    "id, name, source, shop_id, url, push_base, path_hash, is_off, checked, trouble, rest_ms, asked_at_ms, pushed_at_ms, made_at_ms";

fn source(r: &Row<'_>) -> rusqlite::Result<TrackSource> {
    Ok(TrackSource {
        id: r.get(0)?,
        name: r.get(1)?,
        source: r.get(2)?,
        shop_id: r.get(3)?,
        url: r.get(4)?,
        push_base: r.get(5)?,
        path_hash: r.get(6)?,
        is_off: r.get(7)?,
        checked: r.get(8)?,
        trouble: r.get(9)?,
        rest_ms: r.get(10)?,
        asked_at_ms: r.get(11)?,
        pushed_at_ms: r.get(12)?,
        made_at_ms: r.get(13)?,
    })
}

impl Reader<'_> {
    /// All sources, the oldest first.
    pub fn track_sources(&self) -> Result<Vec<TrackSource>> {
        let mut stmt = self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM track_source ORDER BY id"))?;
        let rows = stmt.query_map([], source)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    pub fn track_source_named(&self, name: &str) -> Result<Option<TrackSource>> {
        let mut stmt = self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM track_source WHERE name = ?1"))?;
        Ok(stmt.query_row([name], source).optional()?)
    }
}

impl Writer<'_> {
    /// Keeps a source, a new one or the one of its id, and answers its id. What asking and pushes note about it stays.
    pub fn put_track_source(&mut self, s: &TrackSource) -> Result<i64> {
        let id = (s.id > 0).then_some(s.id);
        let mut stmt = self.conn.prepare_cached(
            "INSERT INTO track_source (id, name, source, shop_id, url, push_base, path_hash, is_off, checked, trouble, rest_ms, made_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, shop_id = excluded.shop_id, url = excluded.url,
               push_base = excluded.push_base, path_hash = excluded.path_hash, is_off = excluded.is_off, checked = excluded.checked,
               trouble = excluded.trouble, rest_ms = excluded.rest_ms RETURNING id",
        )?;
        let values = params![
            id,
            s.name,
            s.source,
            s.shop_id,
            s.url,
            s.push_base,
            s.path_hash,
            s.is_off,
            s.checked,
            s.trouble,
            s.rest_ms,
            s.made_at_ms
        ];
        Ok(stmt.query_row(values, |r| r.get(0))?)
    }

    /// Forgets a source. Numbers that it sent are asked about again by others.
    pub fn remove_track_source(&mut self, id: i64) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM track_source WHERE id = ?1")?.execute([id])?;
        Ok(())
    }

    /// It was asked. `trouble` = what stops it as a whole, and until when it rests.
    pub fn note_track_source(&mut self, id: i64, now_ms: i64, trouble: Option<&str>, rest_ms: i64) -> Result<()> {
        let sql = "UPDATE track_source SET asked_at_ms = ?2, trouble = ?3, rest_ms = ?4 WHERE id = ?1";
        self.conn.prepare_cached(sql)?.execute(params![id, now_ms, trouble, rest_ms])?;
        Ok(())
    }

    /// It has sent something that was taken.
    pub fn note_track_push(&mut self, id: i64, now_ms: i64) -> Result<()> {
        self.conn.prepare_cached("UPDATE track_source SET pushed_at_ms = ?2 WHERE id = ?1")?.execute([id, now_ms])?;
        Ok(())
    }
}
