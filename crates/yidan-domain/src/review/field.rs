//! The fields that rules can speak of, and what kind of value each holds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of value a field holds, and so which operators fit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One text, or several: a field of lines has one per line, and one of them is enough.
    Text,
    /// An integer; money in fen, weight in grams.
    Number,
    /// `HH:MM` of the day at the shop. A range may run over midnight.
    TimeOfDay,
    /// `YYYY-MM-DD` at the shop.
    Day,
    /// `yes` or `no`.
    YesNo,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $word:literal $kind:ident,)*) => {
        /// A field that rules can speak of. Names are those of the normal form where it has one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        #[ts(rename = "RuleFieldName")]
        pub enum Field { $($(#[$doc])* $name,)* }

        impl Field {
            pub const ALL: &[Field] = &[$(Field::$name,)*];

            /// The word of rule files and commands.
            pub fn word(self) -> &'static str {
                match self { $(Field::$name => $word,)* }
            }

            pub fn kind(self) -> Kind {
                match self { $(Field::$name => Kind::$kind,)* }
            }
        }
    };
}

fields! {
    OrderNo "order_no" Text,
    /// The platform's code, such as `pdd`.
    Platform "platform" Text,
    /// The shop's name.
    Shop "shop" Text,
    StatusRaw "status_raw" Text,
    /// The platform's name for the buyer.
    Buyer "buyer" Text,
    ReceiverName "receiver_name" Text,
    /// Digits alone, without country code of the mainland.
    ReceiverPhone "receiver_phone" Text,
    ReceiverProvince "receiver_province" Text,
    ReceiverCity "receiver_city" Text,
    ReceiverDistrict "receiver_district" Text,
    /// Below the district.
    ReceiverAddress "receiver_address" Text,
    /// Province, city, district and the rest in one.
    Address "address" Text,
    BuyerMemo "buyer_memo" Text,
    SellerMemo "seller_memo" Text,
    /// Both memos.
    Memo "memo" Text,
    SkuCode "sku_code" Text,
    Title "title" Text,
    Spec "spec" Text,
    /// Code, title and spec of every line.
    Goods "goods" Text,
    /// Categories of the goods, as the shop's own list of goods names them.
    Category "category" Text,
    Tag "tag" Text,
    Warehouse "warehouse" Text,
    Carrier "carrier" Text,
    BuyerAmountFen "buyer_amount_fen" Number,
    MerchantAmountFen "merchant_amount_fen" Number,
    FreightFen "freight_fen" Number,
    RefundFen "refund_fen" Number,
    /// Pieces over all lines.
    Pieces "pieces" Number,
    /// Number of lines.
    Kinds "kinds" Number,
    WeightG "weight_g" Number,
    Flag "flag" Number,
    /// Day of the week of the payment, Monday is 1.
    PaidWeekday "paid_weekday" Number,
    CreatedTime "created_time" TimeOfDay,
    PaidTime "paid_time" TimeOfDay,
    CreatedDay "created_day" Day,
    PaidDay "paid_day" Day,
    /// The shop or its carrier counts the place as remote.
    Remote "remote" YesNo,
    Blacklisted "blacklisted" YesNo,
    /// No earlier order of this buyer is known.
    FirstOrder "first_order" YesNo,
    /// The platform hides the receiver.
    Masked "masked" YesNo,
    Urgent "urgent" YesNo,
    AfterSale "after_sale" YesNo,
}

impl Field {
    /// Names of places, where 广东 means 广东省.
    pub(super) fn is_region(self) -> bool {
        matches!(self, Field::ReceiverProvince | Field::ReceiverCity | Field::ReceiverDistrict)
    }

    /// An order may have several values of it at once.
    pub(super) fn is_manifold(self) -> bool {
        matches!(self, Field::Memo | Field::SkuCode | Field::Title | Field::Spec | Field::Goods | Field::Category | Field::Tag)
    }
}
