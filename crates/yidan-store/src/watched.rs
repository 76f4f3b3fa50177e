//! Folders that are watched for new files, and which of their files have been dealt with.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::params;

/// A watched folder and how the last look at it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedFolder {
    pub path: String,
    /// Name of the shop its files belong to; `None` = as any import finds out.
    pub shop: Option<String>,
    pub last_seen_at_ms: Option<i64>,
    /// Why the last look failed.
    pub error: Option<String>,
}

impl Reader<'_> {
    /// All watched folders by path.
    pub fn watched_folders(&self) -> Result<Vec<WatchedFolder>> {
        let mut stmt = self.conn.prepare_cached("SELECT path, shop, last_seen_at_ms, error FROM watched_folder ORDER BY path")?;
        let rows =
            stmt.query_map([], |r| Ok(WatchedFolder { path: r.get(0)?, shop: r.get(1)?, last_seen_at_ms: r.get(2)?, error: r.get(3)? }))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Has this file of a watched folder been dealt with, as it stands now?
    pub fn is_watched_file_done(&self, path: &str, name: &str, bytes: i64, changed_at_ms: i64) -> Result<bool> {
        let mut stmt =
            self.conn.prepare_cached("SELECT 1 FROM watched_file WHERE path = ?1 AND name = ?2 AND bytes = ?3 AND changed_at_ms = ?4")?;
        Ok(stmt.exists(params![path, name, bytes, changed_at_ms])?)
    }
}

impl Writer<'_> {
    /// Watches a folder; a known one gets another shop.
    pub fn watch_folder(&mut self, path: &str, shop: Option<&str>) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO watched_folder (path, shop) VALUES (?1, ?2) ON CONFLICT (path) DO UPDATE SET shop = excluded.shop",
            )?
            .execute(params![path, shop])?;
        Ok(())
    }

    /// Watches a folder no more. Answers whether it was watched.
    pub fn unwatch_folder(&mut self, path: &str) -> Result<bool> {
        Ok(self.conn.prepare_cached("DELETE FROM watched_folder WHERE path = ?1")?.execute([path])? == 1)
    }

    /// Notes how the last look at a folder went. A folder that is watched no more stays so.
    pub fn note_watch(&mut self, path: &str, at_ms: i64, error: Option<&str>) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE watched_folder SET last_seen_at_ms = ?2, error = ?3 WHERE path = ?1")?
            .execute(params![path, at_ms, error])?;
        Ok(())
    }

    /// Notes that a file of a watched folder has been dealt with, as it stands now.
    pub fn note_watched_file(&mut self, path: &str, name: &str, bytes: i64, changed_at_ms: i64) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO watched_file (path, name, bytes, changed_at_ms)
                 SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM watched_folder WHERE path = ?1)
                 ON CONFLICT (path, name) DO UPDATE SET bytes = excluded.bytes, changed_at_ms = excluded.changed_at_ms",
            )?
            .execute(params![path, name, bytes, changed_at_ms])?;
        Ok(())
    }
}
