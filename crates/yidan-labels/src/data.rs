//! What a label can say: plain values that the app fills from orders. No drawing, no masking, no wording of fields here.

use serde::{Deserialize, Serialize};

/// A receiver or a sender, in full. Masking happens when a field is read for drawing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Party {
    pub name: String,
    /// As it is dialled; a virtual number carries its extension as `-1234`.
    pub phone: String,
    /// 省市区 and street in one line.
    pub address: String,
}

impl std::fmt::Debug for Party {
    /// Never shows a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Party(…)")
    }
}

/// One line of goods.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LabelItem {
    /// The merchant's own code.
    pub sku_code: String,
    pub title: String,
    /// 商品简称; empty = the title is used.
    pub short_title: String,
    /// Colour, size and the like.
    pub spec: String,
    /// 货位
    pub shelf: String,
    /// 69-code on the goods.
    pub barcode: String,
    /// The goods in another language, as the shop wrote it for this SKU; empty = not printed.
    pub second_text: String,
    pub qty: i64,
    /// Absent = not printed.
    pub unit_price_fen: Option<i64>,
    pub amount_fen: Option<i64>,
    pub gift: bool,
}

/// Everything that a template may show of one parcel. Empty text = nothing known; such elements are left out.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LabelData {
    pub order_no: String,
    /// Other orders that travel in the same parcel (合单).
    pub merged_order_nos: Vec<String>,
    pub shop: String,
    pub platform: String,
    /// The carrier's own number. Absent = this is an internal label and says so.
    pub waybill_no: Option<String>,
    pub carrier: String,
    /// 标快, 特快 …
    pub product: String,
    /// 大头笔 / 三段码, as the carrier's reply gave it; never computed here.
    pub route_code: String,
    /// Printed large where the carrier gave no route code.
    pub receiver_city: String,
    /// 集包地
    pub bag_place: String,
    /// n of n/m; 0 = unknown and not printed.
    pub parcel_index: u32,
    pub parcel_count: u32,
    /// 母单号 of a child parcel.
    pub mother_waybill_no: String,
    /// What the carrier wants in the QR code of the label, as its reply gave it.
    pub qr_text: String,
    pub receiver: Party,
    pub sender: Party,
    /// 代收货款
    pub cod_fen: Option<i64>,
    /// 到付 freight
    pub collect_freight_fen: Option<i64>,
    /// 保价 declared value
    pub insured_fen: Option<i64>,
    pub goods_fen: Option<i64>,
    pub freight_fen: Option<i64>,
    pub discount_fen: Option<i64>,
    pub paid_fen: Option<i64>,
    /// Wall time as text, e.g. `2026-11-22 10:02`.
    pub ordered_at: String,
    pub batch_no: String,
    /// Place in the printed list, from 1; 0 = none.
    pub sequence_no: u32,
    pub buyer_note: String,
    pub seller_note: String,
    /// Word of the seller's flag, e.g. 红旗.
    pub seller_flag: String,
    /// Free lines of the shop: greetings, 售后说明, second-language text.
    pub memo: Vec<String>,
    pub return_address: String,
    /// Short words in boxes: 已验视, 加急, 易碎 …
    pub marks: Vec<String>,
    /// How often it was printed before; > 0 draws 补 with the count.
    pub reprint_count: u32,
    pub items: Vec<LabelItem>,
}

impl std::fmt::Debug for LabelData {
    /// Numbers only: persons, notes and addresses never reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LabelData")
            .field("order_no", &self.order_no)
            .field("waybill_no", &self.waybill_no)
            .field("sequence_no", &self.sequence_no)
            .field("items", &self.items.len())
            .finish_non_exhaustive()
    }
}

impl LabelData {
    /// What the bars say: the carrier's number when there is one, else the order's.
    pub fn code(&self) -> &str {
        match &self.waybill_no {
            Some(no) if !no.is_empty() => no,
            _ => &self.order_no,
        }
    }

    /// A carrier issued a number for this parcel.
    pub fn has_waybill(&self) -> bool {
        self.waybill_no.as_deref().is_some_and(|no| !no.is_empty())
    }

    /// Pieces over all lines.
    pub fn piece_count(&self) -> i64 {
        self.items.iter().map(|i| i.qty).fold(0, i64::saturating_add)
    }
}
