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
    Migration { name: "0003_files", sql: include_str!("../../../migrations/0003_files.sql") },
    Migration { name: "0004_stops", sql: include_str!("../../../migrations/0004_stops.sql") },
    Migration { name: "0005_staff", sql: include_str!("../../../migrations/0005_staff.sql") },
    Migration { name: "0006_review_rule", sql: include_str!("../../../migrations/0006_review_rule.sql") },
    Migration { name: "0007_trail_day", sql: include_str!("../../../migrations/0007_trail_day.sql") },
    Migration { name: "0008_clocks", sql: include_str!("../../../migrations/0008_clocks.sql") },
    Migration { name: "0009_numbers", sql: include_str!("../../../migrations/0009_numbers.sql") },
    Migration { name: "0010_likeness", sql: include_str!("../../../migrations/0010_likeness.sql") },
    Migration { name: "0011_parcels", sql: include_str!("../../../migrations/0011_parcels.sql") },
    Migration { name: "0012_links", sql: include_str!("../../../migrations/0012_links.sql") },
    Migration { name: "0013_intake_door", sql: include_str!("../../../migrations/0013_intake_door.sql") },
    Migration { name: "0014_consistency", sql: include_str!("../../../migrations/0014_consistency.sql") },
    Migration { name: "0015_waybills", sql: include_str!("../../../migrations/0015_waybills.sql") },
    Migration { name: "0016_tracks", sql: include_str!("../../../migrations/0016_tracks.sql") },
    Migration { name: "0017_scans", sql: include_str!("../../../migrations/0017_scans.sql") },
    Migration { name: "0018_label_templates", sql: include_str!("../../../migrations/0018_label_templates.sql") },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_folder_and_what_has_shipped_is_unchanged() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
        let mut files: Vec<String> = std::fs::read_dir(&folder)
            .expect("the folder is there")
            .map(|f| f.expect("is listed").file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".sql"))
            .collect();
        files.sort_unstable();
        let listed: Vec<String> = MIGRATIONS.iter().map(|m| format!("{}.sql", m.name)).collect();
        assert_eq!(files, listed);
        for (at, m) in MIGRATIONS.iter().enumerate() {
            assert!(m.name.starts_with(&format!("{:04}_", at + 1)), "{}", m.name);
        }
        let released = std::fs::read_to_string(folder.join("released.txt")).expect("is there");
        for line in released.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let (name, sum) = line.split_once(' ').expect("a name and a checksum");
            let m = MIGRATIONS.iter().find(|m| m.name == name).expect("a shipped migration stays in the list");
            let hex: String = checksum(m.sql).iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(hex, sum, "{name} has shipped and was edited");
        }
    }

    #[test]
    fn an_older_file_is_copied_aside_and_brought_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("yidan.db");
        let mut conn = Connection::open(&file).expect("opens");
        // As the first migration alone left it.
        conn.execute_batch(MIGRATIONS[0].sql).expect("applies");
        conn.execute_batch(
            "CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL, applied_at_ms INTEGER NOT NULL) STRICT;
             INSERT INTO platform (code) VALUES ('taobao'); PRAGMA user_version = 1;",
        )
        .expect("writes");
        conn.execute("INSERT INTO migration VALUES (1, ?1, ?2, 0)", params![MIGRATIONS[0].name, checksum(MIGRATIONS[0].sql)])
            .expect("notes");
        bring_up(&mut conn, Some(&file), 1_795_017_600_000).expect("brings up");
        assert_eq!(user_version(&conn), Ok(VERSION));
        let aside = Connection::open(folder.path().join("backups/before-v2-20261119-000000.db")).expect("opens");
        assert_eq!(user_version(&aside), Ok(1));
        let kept: String = conn.query_row("SELECT code FROM platform", [], |r| r.get(0)).expect("reads");
        assert_eq!(kept, "taobao");
        bring_up(&mut conn, Some(&file), 1_795_017_600_001).expect("does nothing");
        assert_eq!(std::fs::read_dir(folder.path().join("backups")).expect("lists").count(), 1);
    }
}
