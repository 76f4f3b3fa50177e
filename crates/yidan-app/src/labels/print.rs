//! `labels.print`, `prints.*`, `printers.*`: paper from a real queue. 已打印 is set from what the queue reports, never from hope.

use super::pdf::Skipped;
use crate::orders::select::Selection;
use crate::orders::show::PrintView;
use crate::ports::PrinterView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Prints labels on a queue, as a job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintRequest {
    pub selection: Selection,
    pub printer: String,
    #[serde(default)]
    #[ts(optional)]
    pub template: Option<String>,
    /// Orders printed before are printed again and marked 补. Without it such orders make the command answer `already_printed`.
    #[serde(default)]
    pub reprint: bool,
    #[serde(default)]
    pub full: bool,
}

/// One label of a print job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LabelResult {
    pub order_id: i64,
    pub order_no: String,
    pub sequence: i64,
    /// `queued`, `sent`, `printed`, `failed`, `unknown`, `cancelled`
    pub state: String,
    pub words: Option<String>,
}

/// Result of a print job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintResult {
    pub batch_id: i64,
    pub batch_no: String,
    pub printed: i64,
    pub failed: i64,
    pub unknown: i64,
    pub queued: i64,
    pub labels: Vec<LabelResult>,
    pub skipped: Vec<Skipped>,
}

/// A batch of labels.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchView {
    pub id: i64,
    pub no: String,
    pub at: String,
    pub actor: String,
    pub printer: String,
    pub template: String,
    pub labels: i64,
    pub printed: i64,
    pub failed: i64,
    pub unknown: i64,
    pub waiting: i64,
    pub job: Option<i64>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PrintsRequest {
    /// 50 when absent.
    pub limit: Option<usize>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintsReply {
    pub batches: Vec<BatchView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchRequest {
    pub id: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchDetail {
    pub batch: BatchView,
    pub labels: Vec<LabelResult>,
    #[ts(type = "unknown")]
    #[serde(skip)]
    pub history: Vec<PrintView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintersReply {
    pub printers: Vec<PrinterView>,
}

/// Prints the test page with a ruler and a barcode.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestPageRequest {
    pub printer: String,
    #[serde(default)]
    #[ts(optional)]
    pub template: Option<String>,
}

// STUBS
pub fn start(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::labels::print::PrintRequest,
) -> crate::error::Result<crate::jobs::JobStarted> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn prints_list(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::labels::print::PrintsRequest,
) -> crate::error::Result<crate::labels::print::PrintsReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn prints_show(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::labels::print::BatchRequest,
) -> crate::error::Result<crate::labels::print::BatchDetail> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn printers_list(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::Nothing,
) -> crate::error::Result<crate::labels::print::PrintersReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn printers_test(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::labels::print::TestPageRequest,
) -> crate::error::Result<crate::desk::Nothing> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
