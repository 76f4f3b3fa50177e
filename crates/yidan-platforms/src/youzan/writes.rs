//! What is told to Youzan: parcels, memo with stars, stock.

use crate::channel::{Access, At, Shipment, Trouble};
use crate::letters::{carrier, number_or_text, refused};
use crate::node::Node;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) const CARRIERS: &str = include_str!("carriers.csv");

/// One call per parcel; without lines it is all that is left.
pub(super) fn ship(access: &Access, shipment: &Shipment, at: &At) -> Result<Value, Trouble> {
    let is_split = shipment.parcels.len() > 1 || !shipment.is_all;
    let parcel =
        usize::try_from(at.page).ok().and_then(|i| shipment.parcels.get(i)).ok_or_else(|| refused("no_parcel", &shipment.order_no))?;
    let company = carrier(access, CARRIERS, parcel)?;
    let mut body = json!({"tid": shipment.order_no, "is_no_express": 0, "out_stype": company, "out_sid": parcel.number});
    if is_split {
        if parcel.lines.is_empty() {
            return Err(refused("no_lines", &parcel.number));
        }
        body["oids"] = json!(parcel.lines.iter().map(|(oid, _)| oid.as_str()).collect::<Vec<_>>().join(","));
    }
    Ok(body)
}

/// One to five stars; there is no call that takes them away.
pub(super) fn memo(order_no: &str, memo: Option<&str>, flag: Option<u8>) -> Result<Value, Trouble> {
    let text = memo.ok_or_else(|| refused("memo_needed", order_no))?;
    let mut body = json!({"tid": order_no, "memo": text});
    if let Some(flag) = flag.filter(|f| *f > 0) {
        body["flag"] = json!(flag.min(5).to_string());
    }
    Ok(body)
}

pub(super) fn stock(goods: &BTreeMap<String, String>, pieces: i64) -> Result<Value, Trouble> {
    let item = goods.get("item_id").ok_or_else(|| refused("missing", "item_id"))?;
    let mut body = json!({"item_id": number_or_text(item), "quantity": pieces, "type": 0});
    if let Some(sku) = goods.get("sku_id") {
        body["sku_id"] = number_or_text(sku);
    }
    Ok(body)
}

/// Older calls answer `is_success`; newer ones say it in the envelope.
pub(super) fn done(node: Node) -> Result<(), Trouble> {
    if node.at("is_success").0.as_bool() == Some(false) { Err(refused("is_success", "false")) } else { Ok(()) }
}
