//! `orders.export`: the selected orders as a sheet.

use super::select::Selection;
use crate::App;
use crate::desk::Session;
use crate::error::Result;
use crate::jobs::{self, JobStarted};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which orders go into the sheet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ExportRequest {
    pub selection: Selection,
}

/// Queues the sheet of the selected orders.
pub fn start(app: &App, session: &Session, request: ExportRequest) -> Result<JobStarted> {
    let ids = request.selection.ids(app)?;
    let title = ids.len().to_string();
    jobs::queue(app, session, "export", &title, &ExportRequest { selection: Selection::Ids(ids) })
}
