//! Drafts: the normal form of what a file, a paste or a platform reply says about an order or a bill line.
//! A draft is a statement by somebody else, not yet an order of ours; nothing here decides anything.

use crate::wall_time::WallTime;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the platform says the order stands. The fine states of ours live in `order::State`.
/// The order of the variants is the order of progress; `Closed` is final whatever came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DraftStatus {
    /// 待付款
    Unpaid,
    /// 待发货
    ToShip,
    /// 部分发货
    PartShipped,
    /// 已发货
    Shipped,
    /// 交易完成
    Completed,
    /// 已关闭 or 已取消
    Closed,
}

impl DraftStatus {
    /// The status of a word of the normal form, as tables of platforms and formats write it.
    pub fn from_word(word: &str) -> Option<DraftStatus> {
        Some(match word {
            "unpaid" => DraftStatus::Unpaid,
            "to_ship" => DraftStatus::ToShip,
            "part_shipped" => DraftStatus::PartShipped,
            "shipped" => DraftStatus::Shipped,
            "completed" => DraftStatus::Completed,
            "closed" => DraftStatus::Closed,
            _ => return None,
        })
    }
}

/// What the source tells about refunds of an order. Absent means that the source does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    None,
    InProgress,
    Partial,
    Full,
    /// The source says that a refund succeeded, but not how much.
    PartialOrFull,
}

/// A waybill as a source writes it: carrier name (as written, may be empty) and number. Serialized as a pair.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Tracking(pub Option<String>, pub String);

impl Tracking {
    /// Carrier name as the source writes it.
    pub fn carrier(&self) -> Option<&str> {
        self.0.as_deref()
    }
    /// Waybill number.
    pub fn number(&self) -> &str {
        &self.1
    }
}

/// One line (子单) of an order draft. Money in 1/100 of the file's currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ItemDraft {
    pub sub_no: Option<String>,
    /// The merchant's own code, if the source carries one.
    pub sku_code: Option<String>,
    pub title: Option<String>,
    pub spec: Option<String>,
    /// Pieces; absent when the source gives only a total over several joined goods.
    pub qty: Option<i64>,
    pub unit_price_fen: Option<i64>,
    pub amount_fen: Option<i64>,
    pub refund_fen: Option<i64>,
}

/// One order as a source tells it. Absent = the source has no such column or the cell is empty.
/// Times are wall-clock times of the source. Money is 1/100 of the currency of the source.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderDraft {
    pub order_no: String,
    /// Absent when the platform's word is not in its dictionary (then a finding is raised by the reader).
    pub status: Option<DraftStatus>,
    /// The platform's own word, verbatim.
    pub status_raw: Option<String>,
    pub refund_state: Option<RefundState>,
    pub created_at: Option<WallTime>,
    pub paid_at: Option<WallTime>,
    pub shipped_at: Option<WallTime>,
    pub finished_at: Option<WallTime>,
    /// What the buyer paid, by the platform's own column.
    pub buyer_amount_fen: Option<i64>,
    /// What the merchant is to get, where the platform tells.
    pub merchant_amount_fen: Option<i64>,
    pub freight_fen: Option<i64>,
    pub refund_fen: Option<i64>,
    pub receiver_name: Option<String>,
    pub receiver_phone: Option<String>,
    pub receiver_phone_ext: Option<String>,
    pub receiver_province: Option<String>,
    pub receiver_city: Option<String>,
    pub receiver_district: Option<String>,
    pub receiver_address: Option<String>,
    /// True when name, phone or address are hidden or enciphered by the platform.
    #[serde(default)]
    pub receiver_masked: bool,
    /// Absent = the source has no waybill columns; empty = none yet.
    pub trackings: Option<Vec<Tracking>>,
    pub buyer_memo: Option<String>,
    pub seller_memo: Option<String>,
    #[serde(default)]
    pub items: Vec<ItemDraft>,
    /// Until when the platform promised the buyer that the parcel leaves. No part of the normal form.
    #[serde(skip)]
    #[ts(skip)]
    pub promised_at: Option<WallTime>,
    /// The payment's own number at the platform or payment house. For finding the order only: it is no part of the normal form.
    #[serde(skip)]
    #[ts(skip)]
    pub payment_no: Option<String>,
    /// The refund's or after-sale's own number, likewise.
    #[serde(skip)]
    #[ts(skip)]
    pub refund_no: Option<String>,
    /// The platform itself says so, now: what it says of refunds holds in both directions. Files do not tell their age.
    #[serde(skip)]
    #[ts(skip)]
    pub is_latest: bool,
}

impl std::fmt::Debug for OrderDraft {
    /// Name, phone and address never reach a log: only the number, the state and the size are shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OrderDraft")
            .field("order_no", &self.order_no)
            .field("status", &self.status)
            .field("buyer_amount_fen", &self.buyer_amount_fen)
            .field("items", &self.items.len())
            .finish_non_exhaustive()
    }
}

/// Direction of money in a bill line, seen from the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    In,
    Out,
    /// 不计收支: shown, but left out of sums.
    None,
}

/// One line of a payment bill, settlement, fund flow, bank statement or carrier bill.
/// `amount_fen` is signed, + into the shop (carrier bills: cost +, compensation −).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BillLine {
    pub line_id: Option<String>,
    pub at: Option<WallTime>,
    pub order_no: Option<String>,
    pub sub_order_no: Option<String>,
    pub direction: Option<Direction>,
    pub amount_fen: i64,
    /// Closed list of words, see docs/words.md: goods, refund, subsidy, platform_fee, commission, …
    pub kind: Option<String>,
    pub type_raw: Option<String>,
    pub balance_fen: Option<i64>,
    /// Signed parts by name (platform_fee, commission, refund, …); absent where the format has none.
    pub fees: Option<std::collections::BTreeMap<String, i64>>,
    pub party: Option<String>,
    pub remark: Option<String>,
    pub tracking_no: Option<String>,
    pub weight_g: Option<i64>,
    pub province: Option<String>,
    pub city: Option<String>,
    pub carrier: Option<String>,
    /// The payment's own number at the platform or payment house. For finding the order only: it is no part of the normal form.
    #[serde(skip)]
    #[ts(skip)]
    pub payment_no: Option<String>,
    /// The refund's or after-sale's own number, likewise.
    #[serde(skip)]
    #[ts(skip)]
    pub refund_no: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_tables_are_those_of_the_normal_form() {
        use DraftStatus::{Closed, Completed, PartShipped, Shipped, ToShip, Unpaid};
        for status in [Unpaid, ToShip, PartShipped, Shipped, Completed, Closed] {
            let word = serde_json::to_value(status).expect("plain word");
            assert_eq!(word.as_str().and_then(DraftStatus::from_word), Some(status), "{word}");
        }
        assert_eq!(DraftStatus::from_word("Shipped"), None);
    }
}
