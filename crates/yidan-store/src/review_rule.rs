//! Review rules by name: a text whose meaning is its reader's business, whether it is on, and its priority. A row without a text speaks
//! of a rule that comes with the program.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::params;

/// A stored rule, or what was decided about a shipped one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRule {
    pub name: String,
    /// Absent = a shipped rule that was only switched or moved.
    pub toml: Option<String>,
    pub is_on: bool,
    pub priority: i64,
    pub updated_at_ms: i64,
}

impl Reader<'_> {
    /// All stored rules in the order of their making.
    pub fn review_rules(&self) -> Result<Vec<StoredRule>> {
        let mut stmt =
            self.conn.prepare_cached("SELECT name, toml, is_on, priority, updated_at_ms FROM review_rule ORDER BY position, name")?;
        let rows = stmt.query_map([], |r| {
            Ok(StoredRule { name: r.get(0)?, toml: r.get(1)?, is_on: r.get(2)?, priority: r.get(3)?, updated_at_ms: r.get(4)? })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }
}

impl Writer<'_> {
    /// Saves a rule; the same name is replaced and keeps its place.
    pub fn save_review_rule(&mut self, rule: &StoredRule) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO review_rule (name, toml, is_on, priority, position, updated_at_ms)
                 VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(position), 0) + 1 FROM review_rule), ?5)
                 ON CONFLICT (name) DO UPDATE SET toml = excluded.toml, is_on = excluded.is_on, priority = excluded.priority,
                   updated_at_ms = excluded.updated_at_ms",
            )?
            .execute(params![rule.name, rule.toml, rule.is_on, rule.priority, rule.updated_at_ms])?;
        Ok(())
    }

    /// Forgets a rule, or what was decided about a shipped one. Answers whether it was there.
    pub fn remove_review_rule(&mut self, name: &str) -> Result<bool> {
        Ok(self.conn.prepare_cached("DELETE FROM review_rule WHERE name = ?1")?.execute([name])? == 1)
    }
}
