//! `files.read`: what a file says, in the normal form. Stores nothing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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

// STUBS
pub fn read(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::files::read::ReadRequest,
) -> crate::error::Result<crate::files::read::ReadReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
