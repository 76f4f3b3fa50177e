//! Errors as faces see them: a code of a closed list and facts. Sentences are in `assets/words`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What went wrong, as far as a face acts on it. The exit codes of the command line follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request does not have the shape the command asks for.
    BadRequest,
    UnknownCommand,
    NotAllowed,
    SignInNeeded,
    /// Name or PIN; which of them is not told.
    WrongPin,
    /// Too many wrong PINs; facts.seconds says how long to wait.
    SignInWait,
    /// A request of a shop's own program that is not signed with the shop's key, or is not of now; facts.reason says which.
    BadSignature,
    NotFound,
    /// The order's state, a mark, a refund or a finding forbids it; facts.reason says which.
    Refused,
    /// Labels that came out once already: ask, then repeat with `reprint`.
    AlreadyPrinted,
    NothingSelected,
    /// The list has been built anew since the selection was made.
    StaleSelection,
    FileMissing,
    /// A watched folder is not there.
    FolderMissing,
    /// No whole path, or a folder of the desk itself.
    FolderUnfit,
    FileUnreadable,
    EmptyFile,
    CorruptFile,
    NeedsPassword,
    BadPassword,
    UnknownFile,
    /// A choice of columns, or a saved one, that cannot be read; facts.detail names the field or the place.
    BadMapping,
    /// A review rule that cannot be used; facts.detail says where and why, facts.line the line of the file.
    BadRule,
    /// A label template that cannot be used; facts.detail says why.
    BadTemplate,
    NothingToImport,
    FileTooLarge,
    DiskFull,
    ReadOnlyFolder,
    DatabaseBusy,
    DatabaseCorrupt,
    NewerDatabase,
    PrintSystemMissing,
    PrinterMissing,
    PrinterRefused,
    NoSuchPaper,
    ClockWrong,
    Network,
    /// The place of secrets does not work; facts.detail says why.
    Secrets,
    /// Secrets are in an enciphered file whose passphrase is missing.
    SecretsLocked,
    Internal,
}

impl Code {
    pub fn word(self) -> String {
        // A unit variant with snake_case renaming always serializes to a string.
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(s)) => s,
            _ => String::from("internal"),
        }
    }

    /// Exit code of the command line: 2 usage, 3 refused, 4 file, network or printer trouble, 5 internal.
    pub fn exit(self) -> i32 {
        match self {
            Code::BadRequest | Code::UnknownCommand | Code::BadMapping | Code::BadRule | Code::BadTemplate => 2,
            Code::NotAllowed
            | Code::SignInNeeded
            | Code::WrongPin
            | Code::SignInWait
            | Code::BadSignature
            | Code::NotFound
            | Code::Refused
            | Code::AlreadyPrinted
            | Code::NothingSelected
            | Code::StaleSelection
            | Code::NewerDatabase => 3,
            Code::FileMissing
            | Code::FolderMissing
            | Code::FolderUnfit
            | Code::FileUnreadable
            | Code::EmptyFile
            | Code::CorruptFile
            | Code::NeedsPassword
            | Code::BadPassword
            | Code::UnknownFile
            | Code::NothingToImport
            | Code::FileTooLarge
            | Code::DiskFull
            | Code::ReadOnlyFolder
            | Code::DatabaseBusy
            | Code::DatabaseCorrupt
            | Code::PrintSystemMissing
            | Code::PrinterMissing
            | Code::PrinterRefused
            | Code::NoSuchPaper
            | Code::ClockWrong
            | Code::Network
            | Code::Secrets
            | Code::SecretsLocked => 4,
            Code::Internal => 5,
        }
    }
}

/// An error as it leaves the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code:?}")]
pub struct Failure {
    pub code: Code,
    pub facts: BTreeMap<String, String>,
    /// The sentence for people in the language of the data folder, filled in at the table.
    pub message: String,
}

impl Failure {
    pub fn new(code: Code) -> Self {
        Failure { code, facts: BTreeMap::new(), message: String::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }
}

pub type Result<T> = std::result::Result<T, Failure>;

impl From<crate::ports::ShelfError> for Failure {
    fn from(e: crate::ports::ShelfError) -> Self {
        use crate::ports::ShelfError as S;
        match e {
            S::Missing => Failure::new(Code::FileMissing),
            S::Full => Failure::new(Code::DiskFull),
            S::ReadOnly => Failure::new(Code::ReadOnlyFolder),
            S::Io(io) => Failure::from(io),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(e: std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        let code = match e.kind() {
            K::StorageFull | K::QuotaExceeded => Code::DiskFull,
            K::ReadOnlyFilesystem | K::PermissionDenied => Code::ReadOnlyFolder,
            K::NotFound => Code::FileMissing,
            _ => Code::FileUnreadable,
        };
        Failure::new(code).with("detail", e)
    }
}

impl From<crate::ports::PrintError> for Failure {
    fn from(e: crate::ports::PrintError) -> Self {
        use crate::ports::PrintError as P;
        match e {
            P::NoSystem(why) => Failure::new(Code::PrintSystemMissing).with("detail", why),
            P::NoPrinter => Failure::new(Code::PrinterMissing),
            P::Refused(why) => Failure::new(Code::PrinterRefused).with("detail", why),
            P::Busy => Failure::new(Code::PrinterRefused).with("detail", "busy"),
            P::NoSuchPaper => Failure::new(Code::NoSuchPaper),
            P::NotReady(reasons) => Failure::new(Code::PrinterRefused).with("detail", reasons.join(", ")),
            P::BrokenOff(why) => Failure::new(Code::PrinterRefused).with("detail", why),
        }
    }
}
