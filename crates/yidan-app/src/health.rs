//! `trail.verify`, `backup.*`, `doctor.check`: is everything well, and the way back when it is not.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FirstBad {
    pub n: i64,
    pub order_no: Option<String>,
    pub at: Option<String>,
    /// `changed`, `missing`, `added`
    pub why: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VerifyReply {
    pub ok: bool,
    pub events: i64,
    pub first_bad: Option<FirstBad>,
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackupView {
    pub name: String,
    pub at: String,
    pub bytes: u64,
    pub orders: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackupsReply {
    pub backups: Vec<BackupView>,
    pub folder: String,
}

/// One line of health.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Check {
    /// `database`, `disk`, `printers`, `clock`, `trail`, `backup`, `shops`
    pub word: String,
    /// `ok`, `look`, `bad`
    pub light: String,
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DoctorReply {
    pub checks: Vec<Check>,
}

// STUBS
pub fn trail_verify(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::Nothing,
) -> crate::error::Result<crate::health::VerifyReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn backup_list(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::Nothing,
) -> crate::error::Result<crate::health::BackupsReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn backup_now(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::Nothing,
) -> crate::error::Result<crate::health::BackupView> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn backup_restore(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::NameRequest,
) -> crate::error::Result<crate::desk::Nothing> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn doctor(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::Nothing,
) -> crate::error::Result<crate::health::DoctorReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
