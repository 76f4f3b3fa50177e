//! Copies of the data file while it is in use, and putting one back. When a copy is due is decided elsewhere.

use crate::error::{Error, Result};
use crate::migrate;
use crate::open::{FILE_NAME, Store};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use yidan_domain::WallTime;
use yidan_domain::limits::BACKUPS_KEPT;
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;

/// Pages copied between two looks at the caller.
const PAGES_PER_STEP: i32 = 1_000;
/// The folder of copies inside the data folder.
const FOLDER: &str = "backups";
/// A restored file on its way in, before it takes the place of the old one.
const INCOMING: &str = "yidan.db.incoming";

/// A copy in the folder of copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    pub name: String,
    pub bytes: u64,
}

/// `20261122-101500`, the wall time in China.
pub(crate) fn stamp(at_ms: i64) -> String {
    WallTime::from_utc_ms(at_ms, CHINA_OFFSET_MINUTES).as_str().replace(['-', ':'], "").replace(' ', "-")
}

/// Copies the database of `conn` to a new file at `to`. `step(done, total)` is called between steps, in pages; false stops.
/// Answers false when it was stopped; nothing is left behind then.
pub(crate) fn copy(conn: &Connection, to: &Path, mut step: impl FnMut(i64, i64) -> bool) -> Result<bool> {
    let unfinished = to.with_extension("part");
    let _ = std::fs::remove_file(&unfinished);
    let mut target = Connection::open(&unfinished).map_err(|e| Error::from(e).at(to))?;
    let whole = copy_pages(conn, &mut target, &mut step).inspect_err(|_| {
        let _ = std::fs::remove_file(&unfinished);
    })?;
    drop(target);
    if whole {
        std::fs::rename(&unfinished, to).map_err(|e| Error::io(to, &e))?;
    } else {
        let _ = std::fs::remove_file(&unfinished);
    }
    Ok(whole)
}

fn copy_pages(conn: &Connection, target: &mut Connection, step: &mut dyn FnMut(i64, i64) -> bool) -> Result<bool> {
    let backup = Backup::new(conn, target)?;
    loop {
        let result = backup.step(PAGES_PER_STEP)?;
        let p = backup.progress();
        let go_on = step(i64::from(p.pagecount - p.remaining), i64::from(p.pagecount));
        match result {
            _ if !go_on => return Ok(false),
            StepResult::Done => return Ok(true),
            StepResult::Busy | StepResult::Locked => return Err(Error::Locked),
            _ => {}
        }
    }
}

impl Store {
    /// Copies the data file to `backups/yidan-YYYYMMDD-HHMMSS.db` while others go on working, and answers the new file.
    /// `None` when `step` stopped it. A database in memory has no folder to copy to: `Unknown`.
    pub fn back_up(&self, now_ms: i64, step: impl FnMut(i64, i64) -> bool) -> Result<Option<PathBuf>> {
        let folder = self.backup_folder()?;
        std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, &e))?;
        let to = folder.join(format!("yidan-{}.db", stamp(now_ms)));
        // One reader's snapshot is copied, so the copy is of one moment and a writer never starts it over.
        let whole = self.read(|r| {
            r.conn.query_row("SELECT count(*) FROM shop", [], |row| row.get::<_, i64>(0))?;
            copy(r.conn, &to, step)
        })?;
        Ok(whole.then_some(to))
    }

    /// Makes today's copy if there is none of this local day yet, and lets go of the oldest beyond the number kept.
    pub fn daily_backup(&self, now_ms: i64) -> Result<Option<PathBuf>> {
        let today = stamp(now_ms);
        let prefix = format!("yidan-{}", &today[..8]);
        if self.backups()?.iter().any(|b| b.name.starts_with(&prefix)) {
            return Ok(None);
        }
        let made = self.back_up(now_ms, |_, _| true)?;
        let folder = self.backup_folder()?;
        for old in self.backups()?.iter().skip(BACKUPS_KEPT) {
            let path = folder.join(&old.name);
            std::fs::remove_file(&path).map_err(|e| Error::io(&path, &e))?;
        }
        Ok(made)
    }

    /// The copies that this program made, newest first. Files put aside before a migration or a restore are not among them.
    pub fn backups(&self) -> Result<Vec<BackupFile>> {
        let folder = self.backup_folder()?;
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(Error::io(&folder, &e)),
        };
        let mut out = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|e| Error::io(&folder, &e))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("yidan-") && name.ends_with(".db") {
                let bytes = entry.metadata().map_err(|e| Error::io(&entry.path(), &e))?.len();
                out.push(BackupFile { name, bytes });
            }
        }
        // The names hold the time in an order that sorts.
        out.sort_by(|a, b| b.name.cmp(&a.name));
        Ok(out)
    }

    fn backup_folder(&self) -> Result<PathBuf> {
        self.folder().map(|f| f.join(FOLDER)).ok_or(Error::Unknown { table: "folder", id: 0 })
    }

    /// Puts the copy of this name back into the open file, in one transaction that every process sees at once. The present state is
    /// kept as `backups/replaced-….db` and its path answered. Nothing has changed when it fails.
    pub fn restore(&self, name: &str, now_ms: i64) -> Result<PathBuf> {
        let folder = self.backup_folder()?;
        let from = folder.join(Path::new(name).file_name().unwrap_or_default());
        check_copy(&from)?;
        let aside = folder.join(format!("replaced-{}.db", stamp(now_ms)));
        let source = Connection::open_with_flags(&from, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| Error::from(e).at(&from))?;
        self.replace_content(|conn| {
            copy(conn, &aside, |_, _| true)?;
            // All pages in one step: the write lock is held throughout, and a failure leaves the old content.
            let done = Backup::new(&source, conn)?.step(-1)?;
            if done != StepResult::Done {
                return Err(Error::Locked);
            }
            migrate::bring_up(conn, None, now_ms)
        })?;
        Ok(aside)
    }

    /// Puts a copy in place of a file that cannot be opened any more. Nobody may have the folder open. The damaged file and its
    /// journals are kept in `backups/` under `replaced-….db`.
    pub fn put_back(data_folder: &Path, from: &Path, now_ms: i64) -> Result<PathBuf> {
        check_copy(from)?;
        let (file, incoming) = (data_folder.join(FILE_NAME), data_folder.join(INCOMING));
        let _ = std::fs::remove_file(&incoming);
        {
            let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| Error::from(e).at(from))?;
            copy(&source, &incoming, |_, _| true)?;
        }
        let aside = data_folder.join(FOLDER).join(format!("replaced-{}.db", stamp(now_ms)));
        std::fs::create_dir_all(data_folder.join(FOLDER)).map_err(|e| Error::io(data_folder, &e))?;
        // The journals go first: beside another file they would be taken for its own.
        for ending in ["-wal", "-shm", ""] {
            let (old, new) = (with_ending(&file, ending), with_ending(&aside, ending));
            match std::fs::rename(&old, &new) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Error::io(&old, &e)),
                _ => {}
            }
        }
        std::fs::rename(&incoming, &file).map_err(|e| Error::io(&incoming, &e))?;
        Ok(aside)
    }

    /// A quick look at the file's pages; `Corrupt` with SQLite's words when they are not sound.
    pub fn check(&self) -> Result<()> {
        self.read(|r| {
            let word: String = r.conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if word == "ok" { Ok(()) } else { Err(Error::Corrupt { detail: word }) }
        })
    }

    /// What SQLite's own check says of the file; empty = sound. Reads every page.
    pub fn integrity(&self) -> Result<Vec<String>> {
        self.read(|r| {
            let mut stmt = r.conn.prepare("PRAGMA integrity_check(20)")?;
            let rows = stmt.query_map([], |row| row.get(0))?;
            let words = rows.collect::<rusqlite::Result<Vec<String>>>()?;
            Ok(words.into_iter().filter(|w| w != "ok").collect())
        })
    }
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A copy that is to be put back must be a sound database of a version that this program knows.
fn check_copy(from: &Path) -> Result<()> {
    let conn = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| Error::from(e).at(from))?;
    let found = migrate::user_version(&conn).map_err(|e| e.at(from))?;
    if found > migrate::VERSION {
        return Err(Error::NewerFile { found, ours: migrate::VERSION });
    }
    if found == 0 {
        return Err(Error::NotADatabase { path: from.to_path_buf() });
    }
    let word: String = conn.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?;
    if word == "ok" { Ok(()) } else { Err(Error::Corrupt { detail: word }) }
}

/// A restore that was cut off between its two renames is finished before the file is opened.
pub(crate) fn finish_restore(folder: &Path) -> Result<()> {
    let (file, incoming) = (folder.join(FILE_NAME), folder.join(INCOMING));
    if !file.exists() && incoming.exists() {
        std::fs::rename(&incoming, &file).map_err(|e| Error::io(&incoming, &e))?;
    }
    Ok(())
}
