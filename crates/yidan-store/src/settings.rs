//! Settings and saved views: small JSON texts by name. What they mean is their owner's business.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, params};

/// A saved filter or column set of a room. `value` is JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    pub id: i64,
    pub room: String,
    pub name: String,
    pub value: String,
    pub position: i64,
}

impl Reader<'_> {
    /// JSON text of a setting.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        let mut stmt = self.conn.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
        Ok(stmt.query_row([key], |r| r.get(0)).optional()?)
    }

    /// All settings whose key begins with `prefix`, by key.
    pub fn settings(&self, prefix: &str) -> Result<Vec<(String, String)>> {
        let mut stmt = self.conn.prepare_cached("SELECT key, value FROM setting WHERE substr(key, 1, length(?1)) = ?1 ORDER BY key")?;
        let rows = stmt.query_map([prefix], |r| Ok((r.get(0)?, r.get(1)?)))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// The saved views of a room in their order.
    pub fn saved_views(&self, room: &str) -> Result<Vec<SavedView>> {
        let mut stmt =
            self.conn.prepare_cached("SELECT id, room, name, value, position FROM saved_view WHERE room = ?1 ORDER BY position, id")?;
        let rows = stmt.query_map([room], |r| {
            Ok(SavedView { id: r.get(0)?, room: r.get(1)?, name: r.get(2)?, value: r.get(3)?, position: r.get(4)? })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }
}

impl Writer<'_> {
    /// Sets a setting; `None` removes it.
    pub fn set_setting(&mut self, key: &str, value: Option<&str>, now_ms: i64) -> Result<()> {
        match value {
            Some(value) => self
                .conn
                .prepare_cached(
                    "INSERT INTO setting (key, value, updated_at_ms) VALUES (?1, ?2, ?3)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at_ms = excluded.updated_at_ms",
                )?
                .execute(params![key, value, now_ms])?,
            None => self.conn.prepare_cached("DELETE FROM setting WHERE key = ?1")?.execute([key])?,
        };
        Ok(())
    }

    /// Saves a view under its name, at the end of its room's list when it is new. Answers its id.
    pub fn save_view(&mut self, room: &str, name: &str, value: &str) -> Result<i64> {
        self.conn
            .prepare_cached(
                "INSERT INTO saved_view (room, name, value, position)
                 VALUES (?1, ?2, ?3, (SELECT coalesce(max(position), 0) + 1 FROM saved_view WHERE room = ?1))
                 ON CONFLICT (room, name) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![room, name, value])?;
        let mut stmt = self.conn.prepare_cached("SELECT id FROM saved_view WHERE room = ?1 AND name = ?2")?;
        Ok(stmt.query_row([room, name], |r| r.get(0))?)
    }

    /// Puts a view at a place among those of its room.
    pub fn move_view(&mut self, id: i64, position: i64) -> Result<()> {
        let n = self.conn.prepare_cached("UPDATE saved_view SET position = ?2 WHERE id = ?1")?.execute([id, position])?;
        if n == 1 { Ok(()) } else { Err(Error::Unknown { table: "saved_view", id }) }
    }

    pub fn remove_view(&mut self, id: i64) -> Result<()> {
        let n = self.conn.prepare_cached("DELETE FROM saved_view WHERE id = ?1")?.execute([id])?;
        if n == 1 { Ok(()) } else { Err(Error::Unknown { table: "saved_view", id }) }
    }
}
