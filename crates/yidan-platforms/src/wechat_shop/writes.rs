//! What is told to WeChat: parcels with their goods, the memo, stock.

use super::orders::{line_no, line_of};
use crate::channel::{Access, At, Shipment, Trouble};
use crate::letters::{carrier, refused};
use crate::node::Node;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CARRIERS: &str = include_str!("carriers.csv");
/// Under this note stands what is still to be sent, as `product_infos`.
pub(super) const REST: &str = "rest";

/// What an order still has to be sent, as `product_infos`. One that is under way or asked back is told as what it is.
pub(super) fn rest(order: Node) -> Result<String, Trouble> {
    let status = order.at("status").int().unwrap_or(0);
    if status == 30 || status == 100 {
        return Err(Trouble::Already { code: status.to_string(), words: String::new() });
    }
    let detail = order.at("order_detail");
    let mut sent: BTreeMap<String, i64> = BTreeMap::new();
    for product in detail.at("delivery_info").at("delivery_product_info").list().flat_map(|parcel| parcel.at("product_infos").list()) {
        *sent.entry(line_no(product).unwrap_or_default()).or_default() += product.at("product_cnt").int().unwrap_or(0);
    }
    let mut rest = Vec::new();
    for product in detail.at("product_infos").list() {
        if product.at("on_aftersale_sku_cnt").int().unwrap_or(0) > 0 {
            return Err(Trouble::RefundOpen { code: "on_aftersale_sku_cnt".to_owned(), words: String::new() });
        }
        let line = line_no(product).unwrap_or_default();
        let gone = sent.get(&line).copied().unwrap_or(0) + product.at("finish_aftersale_sku_cnt").int().unwrap_or(0);
        let count = product.at("sku_cnt").int().unwrap_or(0) - gone;
        if count > 0 {
            rest.push(product_info(&line, count));
        }
    }
    if rest.is_empty() {
        return Err(refused("nothing_left", &order.at("order_id").text().unwrap_or_default()));
    }
    Ok(Value::Array(rest).to_string())
}

fn product_info(line: &str, count: i64) -> Value {
    let (product_id, sku_id) = line_of(line);
    json!({"product_id": product_id, "sku_id": sku_id, "product_cnt": count})
}

/// All parcels in one call.
pub(super) fn ship(access: &Access, shipment: &Shipment, at: &At) -> Result<Value, Trouble> {
    if shipment.parcels.is_empty() {
        return Err(refused("no_parcel", &shipment.order_no));
    }
    let mut parcels = Vec::new();
    for parcel in &shipment.parcels {
        let products = match (parcel.lines.is_empty(), shipment.parcels.len()) {
            (false, _) => Value::Array(parcel.lines.iter().map(|(line, count)| product_info(line, *count)).collect()),
            (true, 1) => at.notes.get(REST).and_then(|rest| serde_json::from_str(rest).ok()).unwrap_or_default(),
            (true, _) => return Err(refused("no_lines", &parcel.number)),
        };
        let company = carrier(access, CARRIERS, parcel)?;
        parcels.push(json!({"delivery_id": company, "waybill_id": parcel.number, "deliver_type": 1, "product_infos": products}));
    }
    Ok(json!({"order_id": shipment.order_no, "delivery_list": parcels}))
}

/// Notes are text only: there are no flags.
pub(super) fn memo(order_no: &str, memo: Option<&str>) -> Result<Value, Trouble> {
    let notes = memo.ok_or_else(|| refused("memo_needed", order_no))?;
    Ok(json!({"order_id": order_no, "merchant_notes": notes}))
}

pub(super) fn stock(goods: &BTreeMap<String, String>, pieces: i64) -> Result<Value, Trouble> {
    let need = |key: &str| goods.get(key).ok_or_else(|| refused("missing", key));
    Ok(json!({"product_id": need("product_id")?, "sku_id": need("sku_id")?, "diff_type": 3, "num": pieces}))
}
