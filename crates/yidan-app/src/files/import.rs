//! `files.import` and `files.problems`: exports into orders, as a job; the same job shows the preview when `dry_run` is set.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to import. With `dry_run` nothing is written and the result is the preview.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ImportRequest {
    /// Handles of files on the shelf.
    pub files: Vec<String>,
    /// Name of the shop; when absent the file's own shop name or the platform's name is taken.
    pub shop: Option<String>,
    pub password: Option<String>,
    pub dry_run: bool,
    /// Leave out orders that carry a warning or a blocking finding.
    pub only_clean: bool,
}

/// One row that was refused, or one order that came in with a complaint.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Problem {
    pub sheet: Option<String>,
    pub row: u64,
    /// The heading of the cell in question.
    pub column: Option<String>,
    /// Its address as a spreadsheet shows it, for example `F318`.
    pub cell: Option<String>,
    /// Order number or other key of the row, if it has one.
    pub key: Option<String>,
    /// Reject reason or finding code.
    pub reason: String,
    /// The row did not come in.
    pub rejected: bool,
    /// The sentence for people.
    pub text: String,
}

/// What happened to one file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FileResult {
    pub file: String,
    pub handle: String,
    pub platform: String,
    pub platform_name: String,
    pub kind: String,
    pub shop: Option<String>,
    pub rows: i64,
    pub orders_new: i64,
    pub orders_updated: i64,
    pub orders_unchanged: i64,
    /// Orders that came in with a warning or a blocking finding.
    pub orders_flagged: i64,
    pub lines_new: i64,
    pub lines_known: i64,
    /// Recognised headings and all headings of the file.
    pub headings_known: i64,
    pub headings_total: i64,
    pub rejected_total: i64,
    /// Rejected rows as the command line lists them.
    pub rejected: Vec<Problem>,
    /// Rejected rows and complaints together, in file order; at most 10,000.
    pub problems: Vec<Problem>,
    pub error: Option<crate::error::Failure>,
}

/// Result of an import job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ImportResult {
    pub dry_run: bool,
    pub files: Vec<FileResult>,
    /// Findings over all files.
    pub findings: i64,
}

/// Asks for the refused rows of an import job as a file that opens in a spreadsheet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProblemsRequest {
    pub job: i64,
}

// STUBS
pub fn start(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::files::import::ImportRequest,
) -> crate::error::Result<crate::jobs::JobStarted> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn problems(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::files::import::ProblemsRequest,
) -> crate::error::Result<crate::ports::FileRef> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
