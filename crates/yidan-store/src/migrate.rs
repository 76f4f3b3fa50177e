//! Bringing a data file to the current shape: all pending migrations in one transaction, after a copy was put aside.
//! Nothing here knows what the tables mean.

use crate::error::{Error, Result};
use rusqlite::{Connection, params};
use std::path::Path;

/// One step. The number is its place in the list plus one and becomes `user_version`.
pub(crate) struct Migration {
    pub name: &'static str,
    pub sql: &'static str,
}

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_start", sql: include_str!("../../../migrations/0001_start.sql") },
    Migration { name: "0002_search_fts5", sql: include_str!("../../../migrations/0002_search_fts5.sql") },
];

/// The version that this program writes.
pub const VERSION: i64 = MIGRATIONS.len() as i64;

/// Refuses a newer file, checks that what was applied is what we know, applies the rest.
/// `file` is the database's own path; `None` for one in memory.
pub(crate) fn bring_up(conn: &mut Connection, file: Option<&Path>, now_ms: i64) -> Result<()> {
    let found = user_version(conn)?;
    if found > VERSION {
        return Err(Error::NewerFile { found, ours: VERSION });
    }
    if found == VERSION {
        return check_applied(conn, found);
    }
    if found > 0 {
        check_applied(conn, found)?;
        if let Some(file) = file {
            copy_aside(conn, file, found, now_ms)?;
        }
    }
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Another process may have done the work while we waited for the lock.
    let found = user_version(&tx)?;
    tx.execute_batch(
        "CREATE TABLE IF NOT EXISTS migration (
           version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL, applied_at_ms INTEGER NOT NULL) STRICT",
    )?;
    for (at, m) in MIGRATIONS.iter().enumerate().skip(usize::try_from(found).unwrap_or(0)) {
        let version = at as i64 + 1;
        tx.execute_batch(m.sql).map_err(|e| match Error::from(e) {
            Error::Sql { detail, .. } => Error::MigrationFailed { version, detail },
            other => other,
        })?;
        tx.execute(
            "INSERT INTO migration (version, name, checksum, applied_at_ms) VALUES (?1, ?2, ?3, ?4)",
            params![version, m.name, checksum(m.sql), now_ms],
        )?;
    }
    tx.pragma_update(None, "user_version", VERSION)?;
    tx.commit()?;
    Ok(())
}

pub(crate) fn user_version(conn: &Connection) -> Result<i64> {
    Ok(conn.query_row("PRAGMA user_version", [], |r| r.get(0))?)
}

/// Line ends are taken out of account: a check-out on Windows may have turned them.
pub(crate) fn checksum(sql: &str) -> [u8; 32] {
    *blake3::hash(sql.replace("\r\n", "\n").as_bytes()).as_bytes()
}

fn check_applied(conn: &Connection, upto: i64) -> Result<()> {
    let mut stmt = conn.prepare("SELECT version, checksum FROM migration ORDER BY version")?;
    let rows = stmt.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?)))?;
    let mut seen = 0;
    for row in rows {
        let (version, sum) = row?;
        let known = usize::try_from(version - 1).ok().and_then(|at| MIGRATIONS.get(at));
        if known.is_none_or(|m| checksum(m.sql).as_slice() != sum.as_slice()) {
            return Err(Error::MigrationChanged { version });
        }
        seen += 1;
    }
    if seen == upto { Ok(()) } else { Err(Error::MigrationChanged { version: seen + 1 }) }
}

/// `yidan.db` of version 3 is kept as `backups/before-v4-20261122-101500.db`.
fn copy_aside(conn: &Connection, file: &Path, found: i64, now_ms: i64) -> Result<()> {
    let folder = file.parent().unwrap_or(Path::new(".")).join("backups");
    std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, &e))?;
    let to = folder.join(format!("before-v{}-{}.db", found + 1, crate::backup::stamp(now_ms)));
    crate::backup::copy(conn, &to, |_, _| true).map(|_| ())
}
