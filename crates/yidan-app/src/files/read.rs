//! `files.read`: what a file says, in the normal form. Stores nothing.

use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_sheets::{Error as E, Source};

/// Files on the shelf and the password of protected ones.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ReadRequest {
    pub files: Vec<String>,
    pub password: Option<String>,
}

/// One reading per file, in the order asked.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReadReply {
    #[ts(type = "unknown[]")]
    pub files: Vec<serde_json::Value>,
}

/// Reads files into the normal form. A file that cannot be read answers with its error word in its own place.
pub fn read(app: &App, _session: &Session, request: ReadRequest) -> Result<ReadReply> {
    let profiles = app.profiles()?;
    let mut files = Vec::with_capacity(request.files.len());
    for handle in &request.files {
        let (info, bytes) = app.ports.shelf.open(handle)?;
        let read = Source::new(bytes).and_then(|source| {
            let mut opened = yidan_sheets::open(source, &profiles, request.password.as_deref())?;
            yidan_sheets::read_all(&mut opened)
        });
        let mut shown = match read {
            Ok(reading) => serde_json::to_value(&reading).map_err(|e| Failure::new(Code::Internal).with("detail", e))?,
            Err(e) => serde_json::json!({"platform": "unknown", "kind": "unknown", "error": e.code()}),
        };
        if let Some(map) = shown.as_object_mut() {
            map.insert("file".into(), info.name.into());
        }
        files.push(shown);
    }
    Ok(ReadReply { files })
}

/// A reader's error as a failure about this file.
pub fn failure(name: &str, e: &yidan_sheets::Error) -> Failure {
    let code = match e {
        E::EmptyFile => Code::EmptyFile,
        E::Corrupt(_) => Code::CorruptFile,
        E::NothingToImport => Code::NothingToImport,
        E::NeedsPassword => Code::NeedsPassword,
        E::BadPassword => Code::BadPassword,
        E::TooBig { .. } => Code::FileTooLarge,
        E::BadProfile { .. } => Code::Internal,
        E::Io(io) => return Failure::from(std::io::Error::from(io.kind())).with("name", name),
    };
    let limit = if let E::TooBig { limit, .. } = e { format!("{} MB", limit >> 20) } else { String::new() };
    Failure::new(code).with("name", name).with("detail", e).with("limit", limit)
}
