//! 黑名单 as it is stored: hashes of what people are known by. How the keys are made is not known here.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use crate::trail::{Hash, first_half};
use rusqlite::{OptionalExtension, params};

/// One person or company that is not to be served without a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlacklistEntry {
    pub id: i64,
    /// Masked: enough for a person to know whom it means.
    pub label: String,
    pub reason: String,
    pub listed_by: String,
    pub listed_at_ms: i64,
}

/// What is entered.
#[derive(Debug, Clone)]
pub struct NewBlacklistEntry<'a> {
    pub label: &'a str,
    pub reason: &'a str,
    pub listed_by: &'a str,
    pub listed_at_ms: i64,
    /// What the person is known by, in normal form; only hashes of it are stored.
    pub keys: &'a [&'a str],
}

fn hash(key: &str) -> Hash {
    first_half(blake3::hash(key.as_bytes()).as_bytes())
}

impl Reader<'_> {
    /// All entries, the newest first.
    pub fn blacklist(&self) -> Result<Vec<BlacklistEntry>> {
        let mut stmt = self.conn.prepare_cached("SELECT id, label, reason, listed_by, listed_at_ms FROM blacklist ORDER BY id DESC")?;
        let rows = stmt.query_map([], |r| {
            Ok(BlacklistEntry { id: r.get(0)?, label: r.get(1)?, reason: r.get(2)?, listed_by: r.get(3)?, listed_at_ms: r.get(4)? })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// There is no entry at all.
    pub fn blacklist_is_empty(&self) -> Result<bool> {
        let mut stmt = self.conn.prepare_cached("SELECT 1 FROM blacklist LIMIT 1")?;
        Ok(!stmt.exists([])?)
    }

    /// The entry that one of these keys belongs to, if any.
    pub fn blacklisted(&self, keys: &[&str]) -> Result<Option<i64>> {
        let mut stmt = self.conn.prepare_cached("SELECT blacklist_id FROM blacklist_key WHERE key = ?1")?;
        for key in keys {
            if let Some(id) = stmt.query_row([hash(key).as_slice()], |r| r.get(0)).optional()? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}

impl Writer<'_> {
    /// Enters a person. A key that another entry has moves to this one.
    pub fn add_to_blacklist(&mut self, new: &NewBlacklistEntry<'_>) -> Result<i64> {
        self.conn
            .prepare_cached("INSERT INTO blacklist (label, reason, listed_by, listed_at_ms) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![new.label, new.reason, new.listed_by, new.listed_at_ms])?;
        let id = self.conn.last_insert_rowid();
        for key in new.keys {
            self.conn
                .prepare_cached(
                    "INSERT INTO blacklist_key (key, blacklist_id) VALUES (?1, ?2)
                     ON CONFLICT (key) DO UPDATE SET blacklist_id = excluded.blacklist_id",
                )?
                .execute(params![hash(key).as_slice(), id])?;
        }
        Ok(id)
    }

    /// Forgets an entry. Answers whether it was there.
    pub fn remove_from_blacklist(&mut self, id: i64) -> Result<bool> {
        self.conn.prepare_cached("DELETE FROM blacklist_key WHERE blacklist_id = ?1")?.execute([id])?;
        Ok(self.conn.prepare_cached("DELETE FROM blacklist WHERE id = ?1")?.execute([id])? == 1)
    }
}
