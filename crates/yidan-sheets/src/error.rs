//! What can go wrong with a whole file. What is odd about one row is a value (see `sink`), never an error.

use thiserror::Error;

/// Why a file cannot be read at all. `code` is the word that faces act on.
#[derive(Debug, Error)]
pub enum Error {
    #[error("the file holds nothing")]
    EmptyFile,
    #[error("the file is damaged: {0}")]
    Corrupt(String),
    #[error("the file holds no table")]
    NothingToImport,
    #[error("the file is protected")]
    NeedsPassword,
    #[error("the password does not open the file")]
    BadPassword,
    #[error("{what} is larger than {limit}")]
    TooBig { what: &'static str, limit: u64 },
    #[error("profile {name}: {fact}")]
    BadProfile { name: String, fact: String },
    #[error("reading failed: {0}")]
    Io(std::io::Error),
}

impl Error {
    /// The closed list of words: `empty_file`, `corrupt`, `nothing_to_import`, `needs_password`, `bad_password`, `too_big`, `bad_profile`, `io`.
    pub fn code(&self) -> &'static str {
        match self {
            Error::EmptyFile => "empty_file",
            Error::Corrupt(_) => "corrupt",
            Error::NothingToImport => "nothing_to_import",
            Error::NeedsPassword => "needs_password",
            Error::BadPassword => "bad_password",
            Error::TooBig { .. } => "too_big",
            Error::BadProfile { .. } => "bad_profile",
            Error::Io(_) => "io",
        }
    }

    pub(crate) fn corrupt(fact: impl std::fmt::Display) -> Self {
        Error::Corrupt(fact.to_string())
    }
}

impl From<std::io::Error> for Error {
    /// Decoders report damaged data as IO errors of these kinds; everything else is the disk's trouble.
    fn from(e: std::io::Error) -> Self {
        use std::io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        if e.to_string() == crate::rows::bytes::TOO_MUCH {
            return Error::TooBig { what: "content", limit: yidan_domain::limits::UNPACKED_BYTES };
        }
        match e.kind() {
            InvalidData | InvalidInput | UnexpectedEof => Error::corrupt(e),
            _ => Error::Io(e),
        }
    }
}
