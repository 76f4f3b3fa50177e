//! Long work: one row per job in the database, worked off by one worker, visible in the tray, safe to run twice.

use crate::error::Failure;
use crate::ports::FileRef;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Queued,
    Running,
    Paused,
    /// A crash or a restart cut it off; it goes on when resumed.
    Interrupted,
    Done,
    /// Done, but some of it was refused.
    Partly,
    Failed,
    Cancelled,
}

/// A job as the tray shows it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JobView {
    pub id: i64,
    /// `import`, `preview`, `labels_pdf`, `print`, `month_sheet`, `demo`, `export`, `backup`
    pub kind: String,
    /// What it is about: a file name, a month, a printer.
    pub title: String,
    pub state: JobState,
    pub total: i64,
    pub done: i64,
    pub failed: i64,
    /// Seconds left, once it can be told.
    pub seconds_left: Option<i64>,
    /// Units per second, once it can be told.
    pub per_second: Option<i64>,
    pub created_at: String,
    pub finished_at: Option<String>,
    /// The shape depends on `kind`: ImportResult, PdfResult, PrintResult, SheetResult, DemoResult, …
    #[ts(type = "unknown")]
    pub result: Option<serde_json::Value>,
    pub file: Option<FileRef>,
    pub error: Option<Failure>,
    /// The sentence for people: progress while it runs, result when it ended.
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JobStarted {
    pub job: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JobRequest {
    pub job: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JobsReply {
    pub jobs: Vec<JobView>,
}

// STUBS
pub fn list(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::Nothing,
) -> crate::error::Result<crate::jobs::JobsReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn show(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::jobs::JobRequest,
) -> crate::error::Result<crate::jobs::JobView> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn pause(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::jobs::JobRequest,
) -> crate::error::Result<crate::jobs::JobView> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn resume(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::jobs::JobRequest,
) -> crate::error::Result<crate::jobs::JobView> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn cancel(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::jobs::JobRequest,
) -> crate::error::Result<crate::jobs::JobView> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn dismiss(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::jobs::JobRequest,
) -> crate::error::Result<crate::desk::Nothing> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
