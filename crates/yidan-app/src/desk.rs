//! Small rooms of the desk: session, settings, saved views, shops.

use crate::orders::select::Filter;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Nothing to ask with.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Nothing {}

/// Who may do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Clerk,
    Accountant,
}

/// Who speaks, through which face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub actor: String,
    pub role: Role,
}

impl Session {
    /// Without staff there is one owner and no sign-in.
    pub fn owner() -> Self {
        Session { actor: String::from("店主"), role: Role::Owner }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SessionReply {
    pub actor: String,
    pub role: Role,
    pub version: String,
    pub data_folder: String,
    /// No order has ever come in.
    pub is_empty: bool,
    pub orders: i64,
    /// Now, as this machine's clock says.
    pub now: String,
    /// Settings by key, as stored.
    #[ts(type = "Record<string, unknown>")]
    pub settings: serde_json::Map<String, serde_json::Value>,
}

/// Stores one setting of the desk; `null` removes it. Keys: `language`, `theme`, `density`, `columns`, `print`, `first_run`, …
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SettingRequest {
    pub key: String,
    #[ts(type = "unknown")]
    pub value: serde_json::Value,
}

/// A saved filter of the order list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SavedView {
    pub name: String,
    pub filter: Filter,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ViewsReply {
    pub views: Vec<SavedView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NameRequest {
    pub name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShopView {
    pub id: i64,
    pub platform: String,
    pub platform_name: String,
    pub name: String,
    pub orders: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShopsReply {
    pub shops: Vec<ShopView>,
    /// Platforms known to this program: code and name.
    pub platforms: Vec<(String, String)>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RenameShopRequest {
    pub id: i64,
    pub name: String,
}

// STUBS
pub fn session_get(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::Nothing,
) -> crate::error::Result<crate::desk::SessionReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn settings_set(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::SettingRequest,
) -> crate::error::Result<crate::desk::Nothing> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn views_list(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::Nothing,
) -> crate::error::Result<crate::desk::ViewsReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn views_save(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::SavedView,
) -> crate::error::Result<crate::desk::Nothing> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn views_remove(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::NameRequest,
) -> crate::error::Result<crate::desk::Nothing> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn shops_list(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::Nothing,
) -> crate::error::Result<crate::desk::ShopsReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
pub fn shops_rename(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::RenameShopRequest,
) -> crate::error::Result<crate::desk::Nothing> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
