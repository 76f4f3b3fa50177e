//! What is told to TikTok Shop: that a package has left, and stock. Package and carrier ids are asked first, they are known to nobody else.

use crate::channel::{Access, At, Shipment, ShippedParcel, Trouble};
use crate::letters::refused;
use crate::node::Node;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PACKAGE: &str = "package";
const OPTION: &str = "delivery_option";
const PROVIDER: &str = "provider";

pub(super) fn one_parcel(shipment: &Shipment) -> Result<&ShippedParcel, Trouble> {
    match shipment.parcels.as_slice() {
        [parcel] if shipment.is_all => Ok(parcel),
        _ => Err(refused("one_parcel", &shipment.order_no)),
    }
}

/// From the order: its one package and, for the seller's own carriers, where their ids are listed.
pub(super) fn hear_order(access: &Access, node: Node, shipment: &Shipment, at: &mut At) -> Result<(), Trouble> {
    let parcel = one_parcel(shipment)?;
    let order = node.at("orders").list().find(|o| o.at("id").id().as_deref() == Some(&shipment.order_no));
    let order = order.ok_or_else(|| refused("no_order", &shipment.order_no))?;
    let status = order.at("status").text().unwrap_or_default();
    if order.at("is_buyer_request_cancel").is_true() {
        return Err(Trouble::RefundOpen { code: "is_buyer_request_cancel".to_owned(), words: status });
    }
    match status.as_str() {
        "AWAITING_SHIPMENT" | "PARTIALLY_SHIPPING" => {}
        "AWAITING_COLLECTION" | "IN_TRANSIT" | "DELIVERED" | "COMPLETED" => {
            return Err(Trouble::Already { code: status, words: String::new() });
        }
        _ => return Err(refused(&status, &shipment.order_no)),
    }
    let packages: Vec<String> = order.at("packages").list().filter_map(|p| p.at("id").id()).collect();
    let [package] = packages.as_slice() else { return Err(refused("packages", &packages.len().to_string())) };
    // Their logistics make the number; a drop-off needs nothing else.
    let is_theirs = order.at("shipping_type").text().as_deref() == Some("TIKTOK");
    if is_theirs && !parcel.number.is_empty() {
        return Err(refused("platform_logistics", &parcel.number));
    }
    let chosen = access.get(&format!("carrier.{}", parcel.carrier));
    at.step = if is_theirs || chosen.is_some() { 2 } else { 1 };
    at.notes.insert(PACKAGE.to_owned(), package.clone());
    at.notes.insert(OPTION.to_owned(), order.at("delivery_option_id").id().unwrap_or_default());
    if let (false, Some(chosen)) = (is_theirs, chosen) {
        at.notes.insert(PROVIDER.to_owned(), chosen.to_owned());
    }
    Ok(())
}

pub(super) fn providers_path(at: &At) -> String {
    let option = at.notes.get(OPTION).map_or("", String::as_str);
    format!("/logistics/202309/delivery_options/{option}/shipping_providers")
}

/// The carrier by the name that the platform has for it, or by its id.
pub(super) fn hear_providers(node: Node, shipment: &Shipment, at: &mut At) -> Result<(), Trouble> {
    let wanted = one_parcel(shipment)?.carrier.trim().to_lowercase();
    let is_it = |p: &Node| p.at("id").id().as_deref() == Some(&wanted) || p.at("name").text().is_some_and(|n| n.to_lowercase() == wanted);
    let found = node.at("shipping_providers").list().find(is_it).and_then(|p| p.at("id").id());
    at.notes.insert(PROVIDER.to_owned(), found.ok_or_else(|| refused("carrier", &wanted))?);
    at.step = 2;
    Ok(())
}

pub(super) fn ship(shipment: &Shipment, at: &At) -> Result<(String, Value), Trouble> {
    let parcel = one_parcel(shipment)?;
    let package = at.notes.get(PACKAGE).ok_or_else(|| refused("packages", "0"))?;
    let body = match at.notes.get(PROVIDER) {
        Some(provider) => json!({"self_shipment": {"tracking_number": parcel.number, "shipping_provider_id": provider}}),
        None => json!({"handover_method": "DROP_OFF"}),
    };
    Ok((format!("/fulfillment/202309/packages/{package}/ship"), body))
}

/// All warehouses of a SKU have to be told; ours knows one.
pub(super) fn stock(goods: &BTreeMap<String, String>, pieces: i64) -> Result<(String, Value), Trouble> {
    let need = |key: &str| goods.get(key).ok_or_else(|| refused("missing", key));
    let inventory = json!([{"warehouse_id": need("warehouse_id")?, "quantity": pieces}]);
    let path = format!("/product/202309/products/{}/inventory/update", need("product_id")?);
    Ok((path, json!({"skus": [{"id": need("sku_id")?, "inventory": inventory}]})))
}

/// A success may hold failures.
pub(super) fn stocked(node: Node) -> Result<(), Trouble> {
    match node.at("errors").list().next() {
        Some(error) => Err(refused(&error.at("code").text().unwrap_or_default(), &error.at("message").text().unwrap_or_default())),
        None => Ok(()),
    }
}
