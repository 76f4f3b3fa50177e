//! What can go wrong with the data file, as facts. Sentences for people are made elsewhere.

use std::path::PathBuf;

/// Errors of the store. Paths are for the owner of the machine; nothing here carries a customer's data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Written by a newer program. Nothing was touched.
    #[error("data file has version {found}, this program knows {ours}")]
    NewerFile { found: i64, ours: i64 },
    /// An applied migration differs from the one built in: the file comes from another line of the program.
    #[error("migration {version} of the data file differs from the one built in")]
    MigrationChanged { version: i64 },
    #[error("migration {version} failed: {detail}")]
    MigrationFailed { version: i64, detail: String },
    /// The folder or the file cannot be written.
    #[error("cannot write to {path}")]
    ReadOnly { path: PathBuf },
    #[error("disk full")]
    DiskFull,
    /// The file is a database, but its pages are damaged.
    #[error("data file is damaged: {detail}")]
    Corrupt { detail: String },
    #[error("not a database: {path}")]
    NotADatabase { path: PathBuf },
    /// Another process held the write lock for longer than the waiting time.
    #[error("data file is locked by another process")]
    Locked,
    #[error("cannot open {path}: {detail}")]
    CannotOpen { path: PathBuf, detail: String },
    #[error("{path}: {kind}")]
    Io { path: PathBuf, kind: std::io::ErrorKind },
    /// (shop, order number) is already there.
    #[error("order {order_no} of shop {shop_id} exists")]
    DuplicateOrder { shop_id: i64, order_no: String },
    #[error("no {table} {id}")]
    Unknown { table: &'static str, id: i64 },
    /// Every change of an order leaves an event, and a new state one that leads to it; the caller gave none.
    #[error("change of order {order_no} without its event")]
    NoEvent { order_no: String },
    /// A stored value has a shape that this program does not know.
    #[error("unreadable {column} in {table} {id}")]
    Unreadable { table: &'static str, column: &'static str, id: i64 },
    #[error("bad cursor")]
    BadCursor,
    /// A name that must be unique is taken.
    #[error("name {name} is taken")]
    NameTaken { name: String },
    #[error("sqlite {code}: {detail}")]
    Sql { code: i32, detail: String },
}

pub type Result<T> = std::result::Result<T, Error>;

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as C;
        let detail = e.to_string();
        match e.sqlite_error() {
            Some(code) => match code.code {
                C::DatabaseBusy | C::DatabaseLocked => Error::Locked,
                C::DiskFull => Error::DiskFull,
                C::DatabaseCorrupt => Error::Corrupt { detail },
                C::NotADatabase => Error::NotADatabase { path: PathBuf::new() },
                C::ReadOnly | C::PermissionDenied => Error::ReadOnly { path: PathBuf::new() },
                C::CannotOpen => Error::CannotOpen { path: PathBuf::new(), detail },
                _ => Error::Sql { code: code.extended_code, detail },
            },
            None => Error::Sql { code: 0, detail },
        }
    }
}

impl Error {
    /// Fills in the path where SQLite did not tell it.
    #[must_use]
    pub(crate) fn at(self, file: &std::path::Path) -> Self {
        let path = file.to_path_buf();
        match self {
            Error::NotADatabase { .. } => Error::NotADatabase { path },
            Error::ReadOnly { .. } => Error::ReadOnly { path },
            Error::CannotOpen { detail, .. } => Error::CannotOpen { path, detail },
            other => other,
        }
    }

    pub(crate) fn io(path: &std::path::Path, e: &std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        let path = path.to_path_buf();
        match e.kind() {
            K::PermissionDenied | K::ReadOnlyFilesystem => Error::ReadOnly { path },
            K::StorageFull | K::QuotaExceeded => Error::DiskFull,
            kind => Error::Io { path, kind },
        }
    }
}
