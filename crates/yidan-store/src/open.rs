//! Opening the data file, and the two handles through which everything else goes: one writer, several readers.
//! What may be written or read stands beside the tables, as methods of `Writer` and `Reader`.

use crate::caches::Caches;
use crate::error::{Error, Result};
use crate::migrate;
use crate::summary::Deltas;
use crate::trail::Tail;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The data file's name inside the data folder.
pub const FILE_NAME: &str = "yidan.db";
/// Statements kept compiled per connection.
const STATEMENT_CACHE: usize = 256;
/// Readers kept open while nobody uses them.
const IDLE_READERS: usize = 4;
/// How long a writer waits for another process, in ms.
const BUSY_MS: u64 = 5_000;

/// An open data file. Shared by all threads of the process; other processes may have it open too.
pub struct Store {
    source: Source,
    writer: Mutex<WriteSeat>,
    readers: Mutex<Vec<Connection>>,
}

pub(crate) enum Source {
    Folder(PathBuf),
    /// The URI of a database in memory, shared by the connections of this store.
    Memory(String),
}

struct WriteSeat {
    conn: Connection,
    caches: Caches,
    /// A commit waits until the disk has it.
    durable: bool,
    /// SQLite's mark of what other connections have committed.
    seen: i64,
}

/// A consistent view of the data: everything read through one handle belongs to one moment.
pub struct Reader<'a> {
    pub(crate) conn: &'a Connection,
}

/// One write transaction. It can also read what it has written.
pub struct Writer<'a> {
    reader: Reader<'a>,
    pub(crate) caches: &'a mut Caches,
    pub(crate) deltas: Deltas,
    pub(crate) tail: Option<Tail>,
    /// The end of the trail on each day that this transaction wrote on.
    pub(crate) day_heads: BTreeMap<i64, Tail>,
}

impl<'a> std::ops::Deref for Writer<'a> {
    type Target = Reader<'a>;
    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

impl Store {
    /// Opens or creates `yidan.db` in `folder` (created when missing) and brings it to the current shape.
    /// `now_ms` names the copy that is put aside before a migration.
    pub fn open(folder: &Path, now_ms: i64) -> Result<Store> {
        std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, &e))?;
        crate::backup::finish_restore(folder)?;
        let file = folder.join(FILE_NAME);
        Store::start(Source::Folder(folder.to_path_buf()), now_ms).map_err(|e| e.at(&file))
    }

    /// A fresh database in memory, for tests and for trying an import.
    pub fn open_memory() -> Result<Store> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        Store::start(Source::Memory(format!("file:/yidan-{n}?vfs=memdb")), 0)
    }

    fn start(source: Source, now_ms: i64) -> Result<Store> {
        let mut conn = connect(&source)?;
        // A newer file is refused before anything of it is touched, the journal mode included.
        let found = migrate::user_version(&conn)?;
        if found > migrate::VERSION {
            return Err(Error::NewerFile { found, ours: migrate::VERSION });
        }
        prepare(&conn)?;
        let file = source.file();
        migrate::bring_up(&mut conn, file.as_deref(), now_ms)?;
        Ok(Store {
            source,
            writer: Mutex::new(WriteSeat { conn, caches: Caches::default(), durable: false, seen: 0 }),
            readers: Mutex::new(Vec::new()),
        })
    }

    /// The data folder; `None` for a database in memory.
    pub fn folder(&self) -> Option<&Path> {
        match &self.source {
            Source::Folder(folder) => Some(folder),
            Source::Memory(_) => None,
        }
    }

    /// Runs `work` in one transaction. An error or a panic rolls everything back. Once this has answered, not even a power cut
    /// takes the change back.
    pub fn write<T, E: From<Error>>(&self, work: impl FnOnce(&mut Writer<'_>) -> std::result::Result<T, E>) -> std::result::Result<T, E> {
        self.transact(true, work)
    }

    /// As `write`, for the many batches of an import: a power cut may take back the last of them, whole and in order, together with
    /// the progress noted in them. The next `write` makes all of them lasting.
    pub fn write_bulk<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Writer<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.transact(false, work)
    }

    fn transact<T, E: From<Error>>(
        &self,
        durable: bool,
        work: impl FnOnce(&mut Writer<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut seat = self.seat();
        if seat.durable != durable {
            let level = if durable { "PRAGMA synchronous=FULL" } else { "PRAGMA synchronous=NORMAL" };
            seat.conn.execute_batch(level).map_err(Error::from)?;
            seat.durable = durable;
        }
        let WriteSeat { conn, caches, seen, .. } = &mut *seat;
        conn.execute_batch("BEGIN IMMEDIATE").map_err(Error::from)?;
        let mut open = OpenTransaction { conn, caches, done: false };
        let version = conn.prepare_cached("PRAGMA data_version").and_then(|mut s| s.query_row([], |r| r.get(0))).map_err(Error::from)?;
        // Another process may have put back an old copy, in which what is cached here never was.
        if version != *seen {
            open.caches.clear();
            *seen = version;
        }
        let mut writer = Writer {
            reader: Reader { conn: open.conn },
            caches: open.caches,
            deltas: Deltas::default(),
            tail: None,
            day_heads: BTreeMap::new(),
        };
        let value = work(&mut writer)?;
        writer.flush()?;
        drop(writer);
        open.commit()?;
        Ok(value)
    }

    /// Runs `work` on one moment of the data, beside any writer.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&Reader<'_>) -> std::result::Result<T, E>) -> std::result::Result<T, E> {
        let idle = lock(&self.readers).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.new_reader()?,
        };
        conn.execute_batch("BEGIN").map_err(Error::from)?;
        let value = work(&Reader { conn: &conn });
        // A reader that cannot end its view is not used again; nothing was written through it.
        if conn.execute_batch("ROLLBACK").is_ok() {
            let mut readers = lock(&self.readers);
            if readers.len() < IDLE_READERS {
                readers.push(conn);
            }
        }
        value
    }

    /// Grows whenever anybody, this process included, has committed a change that this store has not looked at yet.
    pub fn change_counter(&self) -> Result<i64> {
        let seat = self.seat();
        let own = seat.conn.total_changes() as i64;
        let others: i64 = seat.conn.query_row("PRAGMA data_version", [], |r| r.get(0)).map_err(Error::from)?;
        Ok(own.wrapping_add(others << 40))
    }

    /// Writes the journal back into the file and lets SQLite look at its statistics: for idle moments and before the end.
    pub fn tidy(&self) -> Result<()> {
        let seat = self.seat();
        seat.conn.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(())
    }

    /// Makes the statistics that the query planner needs; worth calling after a large import.
    pub fn analyze(&self) -> Result<()> {
        self.seat().conn.execute_batch("PRAGMA analysis_limit=1000; ANALYZE;")?;
        Ok(())
    }

    /// For work on the file as a whole. What was cached is forgotten: the content may be another afterwards.
    pub(crate) fn replace_content<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let mut seat = self.seat();
        seat.caches.clear();
        seat.conn.flush_prepared_statement_cache();
        work(&mut seat.conn)
    }

    /// Reads the search index once, so that the first search after a start does not wait for the disk. For a thread of its own.
    pub fn warm(&self) -> Result<()> {
        self.read(|r| {
            r.conn.query_row("SELECT sum(length(block)) FROM search_data", [], |row| row.get::<_, Option<i64>>(0))?;
            Ok(())
        })
    }

    fn new_reader(&self) -> Result<Connection> {
        let conn = connect(&self.source)?;
        prepare(&conn)?;
        conn.execute_batch("PRAGMA query_only=ON")?;
        Ok(conn)
    }

    fn seat(&self) -> MutexGuard<'_, WriteSeat> {
        lock(&self.writer)
    }
}

impl Drop for Store {
    /// The journal goes back into the file, so that the folder can be copied. Failing that, the next start does it.
    fn drop(&mut self) {
        lock(&self.readers).clear();
        let _ = self.tidy();
    }
}

/// A panic inside a transaction has rolled it back, so what the lock guards is sound.
fn lock<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Source {
    pub(crate) fn file(&self) -> Option<PathBuf> {
        match self {
            Source::Folder(folder) => Some(folder.join(FILE_NAME)),
            Source::Memory(_) => None,
        }
    }
}

fn connect(source: &Source) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = match source {
        Source::Folder(folder) => Connection::open_with_flags(folder.join(FILE_NAME), flags)?,
        Source::Memory(uri) => Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?,
    };
    conn.busy_timeout(std::time::Duration::from_millis(BUSY_MS))?;
    conn.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    // Without it a statement is compiled anew for every value that is bound to it, in case another plan suits the value better:
    // twice the time of a state change. Plans that depend on values are chosen by `plan`.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(conn)
}

/// A journal of 64 MB before it is written back lets an import run up to 80 % faster than SQLite's own 4 MB; the cache is 64 MB.
/// `synchronous=NORMAL` in WAL mode may lose the last transactions when the power fails, never the file's soundness; `write` asks for more.
fn prepare(conn: &Connection) -> Result<()> {
    conn.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=16000; PRAGMA cache_size=-65536;
         PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864;",
    )?;
    Ok(())
}

struct OpenTransaction<'a> {
    conn: &'a Connection,
    caches: &'a mut Caches,
    done: bool,
}

impl OpenTransaction<'_> {
    fn commit(&mut self) -> Result<()> {
        self.conn.execute_batch("COMMIT")?;
        self.done = true;
        Ok(())
    }
}

impl Drop for OpenTransaction<'_> {
    fn drop(&mut self) {
        if !self.done {
            // What was cached may point at rows that are taken back now.
            self.caches.clear();
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }
}
