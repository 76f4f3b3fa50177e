//! `home.board`: the owner's one glance. Every number is a filter whose list adds up to it.

use crate::orders::select::Filter;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A number with the list behind it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Tile {
    /// `review`, `warehouse`, `on_the_way`, `delivered`, `after_sale`, or a to-do word (`overdue`, `blocked`, `held`, `exception`, `print_trouble`)
    pub word: String,
    pub count: i64,
    pub sum_fen: i64,
    pub filter: Filter,
}

/// One figure of the strip with its definition.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Kpi {
    /// `untouched` (per mille), `cycle` (minutes), `today_orders`, `today_fen`
    pub word: String,
    pub value: Option<i64>,
}

/// What came in last per shop.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShopReceipt {
    pub platform: String,
    pub platform_name: String,
    pub shop: String,
    pub orders: i64,
    pub sum_fen: i64,
    pub last_file: Option<String>,
    pub last_import_at: Option<String>,
    pub last_new: i64,
    pub last_updated: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BoardReply {
    pub orders: i64,
    pub stages: Vec<Tile>,
    pub to_do: Vec<Tile>,
    pub kpis: Vec<Kpi>,
    pub shops: Vec<ShopReceipt>,
}

// STUBS
pub fn board(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::desk::Nothing,
) -> crate::error::Result<crate::home::BoardReply> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
