//! What is told to Shopee: that a parcel is arranged, and stock. Which way an order may go is asked first.

use crate::channel::{At, Shipment, ShippedParcel, Trouble};
use crate::letters::{number_or_text, refused};
use crate::node::Node;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Under this note stands the way that the platform allows.
pub(super) const WAY: &str = "way";

pub(super) fn one_parcel(shipment: &Shipment) -> Result<&ShippedParcel, Trouble> {
    match shipment.parcels.as_slice() {
        [parcel] if shipment.is_all => Ok(parcel),
        _ => Err(refused("one_parcel", &shipment.order_no)),
    }
}

/// The one way that needs nothing but a number, or nothing at all. A pick-up wants an address and an hour: those a person chooses.
pub(super) fn way(node: Node) -> Result<String, Trouble> {
    let needed = node.at("info_needed");
    let ways = needed.0.as_object().ok_or_else(|| crate::letters::unreadable("no info_needed"))?;
    if ways.contains_key("non_integrated") {
        return Ok("non_integrated".to_owned());
    }
    match needed.at("dropoff").0.as_array() {
        Some(fields) if fields.is_empty() => Ok("dropoff".to_owned()),
        _ => Err(refused("pickup", &ways.keys().cloned().collect::<Vec<_>>().join(","))),
    }
}

/// Numbers are the seller's own only without the platform's logistics; elsewhere the platform makes them.
pub(super) fn ship(shipment: &Shipment, at: &At) -> Result<Value, Trouble> {
    let parcel = one_parcel(shipment)?;
    let order_sn = &shipment.order_no;
    match (at.notes.get(WAY).map(String::as_str), parcel.number.as_str()) {
        (Some("non_integrated"), number) => Ok(json!({"order_sn": order_sn, "non_integrated": {"tracking_number": number}})),
        (Some("dropoff"), "") => Ok(json!({"order_sn": order_sn, "dropoff": {}})),
        _ => Err(refused("platform_logistics", &parcel.number)),
    }
}

pub(super) fn stock(goods: &BTreeMap<String, String>, pieces: i64) -> Result<Value, Trouble> {
    let item = goods.get("item_id").ok_or_else(|| refused("missing", "item_id"))?;
    // 0 = goods without variations.
    let model = goods.get("model_id").or_else(|| goods.get("sku_id")).map_or("0", String::as_str);
    let row = json!({"model_id": number_or_text(model), "seller_stock": [{"stock": pieces}]});
    Ok(json!({"item_id": number_or_text(item), "stock_list": [row]}))
}

/// A success may hold failures.
pub(super) fn stocked(node: Node) -> Result<(), Trouble> {
    match node.at("failure_list").list().next() {
        Some(failure) => Err(refused("failure_list", &failure.at("failed_reason").text().unwrap_or_default())),
        None => Ok(()),
    }
}
