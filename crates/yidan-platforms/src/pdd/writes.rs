//! What is told to Pinduoduo: the parcel, the memo with its flag, stock.

use crate::channel::{Access, Shipment, Trouble};
use crate::letters::{Pairs, carrier, refused};
use crate::node::Node;
use std::collections::BTreeMap;

pub(super) const CARRIERS: &str = include_str!("carriers.csv");
/// Names that go with the flags; flags are numbered as ours.
const FLAGS: [&str; 6] = ["", "红色", "黄色", "绿色", "蓝色", "紫色"];

type Call = (&'static str, Pairs, bool);

/// One parcel for the whole order: the interface knows nothing else.
pub(super) fn ship(access: &Access, shipment: &Shipment) -> Result<Call, Trouble> {
    let [parcel] = shipment.parcels.as_slice() else { return Err(refused("one_parcel", &shipment.order_no)) };
    if !shipment.is_all {
        return Err(refused("whole_order", &shipment.order_no));
    }
    let pairs = Pairs::new()
        .with("order_sn", &shipment.order_no)
        .with("logistics_id", carrier(access, CARRIERS, parcel)?)
        .with("tracking_number", &parcel.number)
        .with("redelivery_type", "1");
    Ok(("pdd.logistics.online.send", pairs, true))
}

/// The text is obligatory there: a flag alone would wipe it.
pub(super) fn memo(order_no: &str, memo: Option<&str>, flag: Option<u8>) -> Result<Call, Trouble> {
    let note = memo.ok_or_else(|| refused("memo_needed", order_no))?;
    let mut pairs = Pairs::new().with("order_sn", order_no).with("note", if note.is_empty() { " " } else { note });
    if let Some(flag) = flag.filter(|f| (1..=5).contains(f)) {
        pairs = pairs.with("tag", flag.to_string()).with("tag_name", FLAGS[usize::from(flag)]);
    }
    Ok(("pdd.order.note.update", pairs, true))
}

/// Sets the pieces of one SKU by its id or the merchant's code.
pub(super) fn stock(goods: &BTreeMap<String, String>, pieces: i64) -> Result<Call, Trouble> {
    let pairs = Pairs::new().with("goods_id", goods.get("goods_id").ok_or_else(|| refused("missing", "goods_id"))?);
    let pairs = match (goods.get("sku_id"), goods.get("sku_code")) {
        (Some(sku), _) => pairs.with("sku_id", sku),
        (None, Some(code)) => pairs.with("outer_id", code),
        (None, None) => return Err(refused("missing", "sku_id")),
    };
    Ok(("pdd.goods.quantity.update", pairs.with("quantity", pieces.to_string()).with("update_type", "1"), true))
}

/// A call is done when the platform says so in one of its two ways.
pub(super) fn done(node: Node) -> Result<(), Trouble> {
    if node.at("is_success").is_true() || node.at("success").is_true() {
        return Ok(());
    }
    let code = node.at("error_code").text().unwrap_or_else(|| "is_success".to_owned());
    Err(refused(&code, &node.at("error_msg").text().unwrap_or_default()))
}
