//! `orders.export`: the selected orders as a sheet.

use super::select::Selection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which orders go into the sheet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ExportRequest {
    pub selection: Selection,
}

// STUBS
pub fn start(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::export::ExportRequest,
) -> crate::error::Result<crate::jobs::JobStarted> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
