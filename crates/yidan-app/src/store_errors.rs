//! Errors of the data file as failures of the table.

use crate::error::{Code, Failure};
use yidan_store::Error as E;

impl From<E> for Failure {
    fn from(e: E) -> Self {
        let detail = e.to_string();
        match e {
            E::NewerFile { found, ours } => Failure::new(Code::NewerDatabase).with("found", found).with("ours", ours),
            E::ReadOnly { path } => Failure::new(Code::ReadOnlyFolder).with("detail", path.display()),
            E::DiskFull => Failure::new(Code::DiskFull),
            E::Locked => Failure::new(Code::DatabaseBusy),
            E::Corrupt { .. } | E::NotADatabase { .. } | E::MigrationChanged { .. } | E::Unreadable { .. } => {
                Failure::new(Code::DatabaseCorrupt).with("detail", detail)
            }
            E::CannotOpen { .. } => Failure::new(Code::ReadOnlyFolder).with("detail", detail),
            E::Io { kind, .. } => Failure::from(std::io::Error::from(kind)),
            E::Unknown { id, .. } => Failure::new(Code::NotFound).with("what", id),
            E::BadCursor => Failure::new(Code::BadRequest).with("detail", "after"),
            E::NameTaken { name } => Failure::new(Code::BadRequest).with("detail", name),
            _ => Failure::new(Code::Internal).with("detail", detail),
        }
    }
}
