//! `labels.templates` and `labels.pdf`.

use crate::orders::select::Selection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A label, slip or list that can be printed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TemplateView {
    pub name: String,
    /// Title in the language asked for.
    pub title: String,
    pub width_mm: u32,
    pub height_mm: u32,
    /// `label` one per order, `slip` 发货单, `pick_list` 拣货单
    pub kind: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TemplatesReply {
    pub templates: Vec<TemplateView>,
    /// The one used when none is named.
    pub default: String,
}

/// Draws labels into one PDF, as a job. Drawing alone does not count as printing.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PdfRequest {
    pub selection: Selection,
    #[serde(default)]
    #[ts(optional)]
    pub template: Option<String>,
    /// Show names, phones and addresses in full.
    #[serde(default)]
    pub full: bool,
}

/// An order that got no label.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Skipped {
    pub order_no: String,
    /// A word of `error.refused.*`.
    pub reason: String,
    pub text: String,
}

/// Result of a label job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PdfResult {
    pub labels: i64,
    pub pages: i64,
    pub skipped: Vec<Skipped>,
    pub file: Option<crate::ports::FileRef>,
}

// STUBS
pub fn templates(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::Nothing,
) -> crate::error::Result<crate::labels::pdf::TemplatesReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn start(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::labels::pdf::PdfRequest,
) -> crate::error::Result<crate::jobs::JobStarted> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
