//! People of the desk, as rows. Who may do what, and what makes a PIN right, is not known here.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::params;
use std::fmt;

/// One person who is here. `pin_hash` is a PHC text, never the PIN.
#[derive(Clone, PartialEq, Eq)]
pub struct StaffRow {
    pub name: String,
    /// `owner`, `clerk`, `accountant`
    pub role: String,
    pub pin_hash: String,
    pub created_at_ms: i64,
}

impl fmt::Debug for StaffRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaffRow").field("name", &self.name).field("role", &self.role).finish_non_exhaustive()
    }
}

impl Reader<'_> {
    /// Everybody who is here, in the order they came.
    pub fn staff(&self) -> Result<Vec<StaffRow>> {
        let sql = "SELECT name, role, pin_hash, created_at_ms FROM staff WHERE removed_at_ms IS NULL ORDER BY created_at_ms, name";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let rows =
            stmt.query_map([], |r| Ok(StaffRow { name: r.get(0)?, role: r.get(1)?, pin_hash: r.get(2)?, created_at_ms: r.get(3)? }))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }
}

impl Writer<'_> {
    /// Writes a person as given; one who had gone is here again.
    pub fn save_staff(&mut self, row: &StaffRow) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO staff (name, role, pin_hash, created_at_ms) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (name) DO UPDATE SET role = excluded.role, pin_hash = excluded.pin_hash,
                   created_at_ms = excluded.created_at_ms, removed_at_ms = NULL",
            )?
            .execute(params![row.name, row.role, row.pin_hash, row.created_at_ms])?;
        Ok(())
    }

    /// Lets a person go; the hash of the PIN goes with them. Answers whether they were here.
    pub fn remove_staff(&mut self, name: &str, at_ms: i64) -> Result<bool> {
        let mut stmt =
            self.conn.prepare_cached("UPDATE staff SET removed_at_ms = ?2, pin_hash = '' WHERE name = ?1 AND removed_at_ms IS NULL")?;
        Ok(stmt.execute(params![name, at_ms])? == 1)
    }
}
