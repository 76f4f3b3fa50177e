//! An order as lists show it. The same shape for window, command line and LAN.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::order::State;
use yidan_domain::{ItemDraft, RefundState, Tracking};

/// A finding on an order as lists show it. `text` is the sentence in the language asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingView {
    pub code: String,
    pub severity: yidan_domain::Severity,
    pub field: Option<String>,
    pub text: String,
    pub blocking: bool,
    /// The order that it is about beside its own: a likely double.
    pub other: Option<i64>,
}

/// One order in a list. Times are RFC 3339 with offset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct OrderRow {
    pub id: i64,
    pub platform: String,
    pub shop: String,
    pub order_no: String,
    pub state: State,
    pub held: bool,
    pub hold_reason: Option<String>,
    /// Names of the rules whose holds stand.
    pub hold_rules: Vec<String>,
    pub locked: bool,
    pub exception: bool,
    /// Why it is an exception: a word of the closed list, and its sentence.
    pub cause: Option<String>,
    pub cause_text: Option<String>,
    pub after_sale: bool,
    pub urgent: bool,
    pub status_raw: Option<String>,
    pub refund_state: Option<RefundState>,
    pub created_at: Option<String>,
    pub paid_at: Option<String>,
    pub shipped_at: Option<String>,
    /// The moment by which the parcel has to be on its way; absent when nothing waits.
    pub ship_by: Option<String>,
    pub buyer_amount_fen: Option<i64>,
    pub freight_fen: Option<i64>,
    pub refund_fen: Option<i64>,
    pub receiver_name: Option<String>,
    pub receiver_phone: Option<String>,
    pub receiver_phone_ext: Option<String>,
    pub receiver_province: Option<String>,
    pub receiver_city: Option<String>,
    pub receiver_district: Option<String>,
    pub receiver_address: Option<String>,
    /// Hidden by the platform; what this list itself hides does not count.
    pub receiver_masked: bool,
    pub items: Vec<ItemDraft>,
    pub trackings: Option<Vec<Tracking>>,
    pub buyer_memo: Option<String>,
    pub seller_memo: Option<String>,
    /// 0 none, 1 red, 2 yellow, 3 green, 4 blue, 5 purple.
    pub flag: u8,
    /// Names, sorted.
    pub tags: Vec<String>,
    pub print_count: i64,
    /// The last print ended in failure or is unknown.
    pub print_trouble: bool,
    pub findings: Vec<FindingView>,
    /// 合单提示, 已合并 or 已拆分; absent = its own parcel.
    pub parcel: Option<crate::parcels::ParcelMark>,
}
