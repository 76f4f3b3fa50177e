//! What is told to Lazada: that pieces are packed and then ready, and stock. The number of a parcel is made there, it cannot be told.

use super::orders;
use crate::channel::{At, Shipment, Trouble};
use crate::letters::{Pairs, number_or_text, refused, unreadable};
use crate::node::Node;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PACKAGES: &str = "packages";

pub(super) fn without_number(shipment: &Shipment) -> Result<(), Trouble> {
    match shipment.parcels.as_slice() {
        [parcel] if !shipment.is_all => Err(refused("whole_order", &parcel.number)),
        [parcel] if !parcel.number.is_empty() => Err(refused("platform_logistics", &parcel.number)),
        [_] => Ok(()),
        _ => Err(refused("one_parcel", &shipment.order_no)),
    }
}

/// First the pieces are packed, then their packages are ready.
pub(super) fn ship(shipment: &Shipment, at: &At) -> Result<(&'static str, Pairs), Trouble> {
    without_number(shipment)?;
    if at.step == 1 {
        let pieces: Vec<Value> = at.ids.iter().map(|id| number_or_text(id)).collect();
        let order = json!({"order_id": number_or_text(&shipment.order_no), "order_item_list": pieces});
        // Local logistics; what crosses borders wants a provider that only a person can choose.
        let request = json!({"pack_order_list": [order], "delivery_type": "dropship", "shipping_allocate_type": "TFS"});
        return Ok(("/order/fulfill/pack", Pairs::new().with("packReq", request.to_string())));
    }
    let packages: Vec<Value> = packages(at).into_iter().map(|id| json!({"package_id": id})).collect();
    Ok(("/order/package/rts", Pairs::new().with("readyToShipReq", json!({"packages": packages}).to_string())))
}

fn packages(at: &At) -> Vec<String> {
    at.notes.get(PACKAGES).map(|list| list.split(',').map(str::to_owned).collect()).unwrap_or_default()
}

/// Hears the pieces, then the packing, then the readiness.
pub(super) fn heard(node: Node, at: &mut At) -> Result<(), Trouble> {
    match at.step {
        0 => hear_pieces(node, at),
        1 => hear_packed(node, at),
        _ => {
            each_is_fine(node.at("data").at("packages"))?;
            at.is_done = true;
            Ok(())
        }
    }
}

fn hear_pieces(node: Node, at: &mut At) -> Result<(), Trouble> {
    if !node.0.is_array() {
        return Err(unreadable("no pieces"));
    }
    let (mut to_pack, mut packed, mut gone) = (Vec::new(), Vec::new(), false);
    for piece in node.list() {
        if piece.at("need_cancel_confirm").is_true() || piece.at("is_cancel_pending").is_true() {
            return Err(Trouble::RefundOpen { code: "need_cancel_confirm".to_owned(), words: String::new() });
        }
        match orders::word(piece).as_str() {
            "pending" | "topack" | "repacked" => to_pack.extend(piece.at("order_item_id").id()),
            "packed" | "toship" => packed.extend(piece.at("package_id").id()),
            "ready_to_ship" | "shipped" | "shipping" | "delivered" | "confirmed" => gone = true,
            _ => {}
        }
    }
    packed.dedup();
    match (to_pack.is_empty(), packed.is_empty(), gone) {
        (true, true, true) => return Err(Trouble::Already { code: "ready_to_ship".to_owned(), words: String::new() }),
        (true, true, false) => return Err(refused("nothing_left", "")),
        (empty, _, _) => at.step = if empty { 2 } else { 1 },
    }
    at.ids = to_pack;
    at.notes.insert(PACKAGES.to_owned(), packed.join(","));
    Ok(())
}

fn hear_packed(node: Node, at: &mut At) -> Result<(), Trouble> {
    let mut ids: Vec<String> = packages(at).into_iter().filter(|id| !id.is_empty()).collect();
    let mut orders = 0;
    for order in node.at("data").at("pack_order_list").list() {
        orders += 1;
        each_is_fine(order.at("order_item_list"))?;
        ids.extend(order.at("order_item_list").list().filter_map(|piece| piece.at("package_id").id()));
    }
    if orders == 0 || ids.is_empty() {
        return Err(unreadable("packed, but no package"));
    }
    ids.sort();
    ids.dedup();
    at.ids.clear();
    at.notes.insert(PACKAGES.to_owned(), ids.join(","));
    at.step = 2;
    Ok(())
}

/// A success may hold failures: each row has a verdict of its own.
fn each_is_fine(rows: Node) -> Result<(), Trouble> {
    if rows.len() == 0 {
        return Err(unreadable("a success without rows"));
    }
    for row in rows.list() {
        let code = row.at("item_err_code").text().unwrap_or_default();
        let words = row.at("msg").text().unwrap_or_default();
        match code.as_str() {
            "0" => {}
            _ if row.at("retry").is_true() => return Err(Trouble::Again { code, words }),
            _ => return Err(Trouble::Refused { code, words }),
        }
    }
    Ok(())
}

/// The total of a SKU, by its id or the merchant's code.
pub(super) fn stock(goods: &BTreeMap<String, String>, pieces: i64) -> Result<Pairs, Trouble> {
    let element = |name: &str, key: &str| goods.get(key).map(|v| format!("<{name}>{}</{name}>", escaped(v))).unwrap_or_default();
    let names = [element("ItemId", "item_id"), element("SkuId", "sku_id"), element("SellerSku", "sku_code")].concat();
    if !names.contains("<SkuId>") && !names.contains("<SellerSku>") {
        return Err(refused("missing", "sku_id"));
    }
    let payload = format!("<Request><Product><Skus><Sku>{names}<Quantity>{pieces}</Quantity></Sku></Skus></Product></Request>");
    Ok(Pairs::new().with("payload", payload))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
