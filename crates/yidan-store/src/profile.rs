//! A person's own formats by name: texts whose meaning is their reader's business.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::params;

/// A saved format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedProfile {
    pub name: String,
    pub toml: String,
    pub updated_at_ms: i64,
}

impl Reader<'_> {
    /// All saved formats by name.
    pub fn profiles(&self) -> Result<Vec<SavedProfile>> {
        let mut stmt = self.conn.prepare_cached("SELECT name, toml, updated_at_ms FROM profile ORDER BY name")?;
        let rows = stmt.query_map([], |r| Ok(SavedProfile { name: r.get(0)?, toml: r.get(1)?, updated_at_ms: r.get(2)? }))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }
}

impl Writer<'_> {
    /// Saves a format; the same name is replaced.
    pub fn save_profile(&mut self, name: &str, toml: &str, now_ms: i64) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO profile (name, toml, updated_at_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET toml = excluded.toml, updated_at_ms = excluded.updated_at_ms",
            )?
            .execute(params![name, toml, now_ms])?;
        Ok(())
    }

    /// Forgets a format. Answers whether it was there.
    pub fn remove_profile(&mut self, name: &str) -> Result<bool> {
        Ok(self.conn.prepare_cached("DELETE FROM profile WHERE name = ?1")?.execute([name])? == 1)
    }
}
