//! What is told to Xiaohongshu: parcels and the memo with its flag.

use crate::channel::{Access, At, Shipment, Trouble};
use crate::letters::{carrier, refused};
use crate::node::Node;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) const CARRIERS: &str = include_str!("carriers.csv");

/// One call per parcel; parts are told by the SKUs in them, pieces of one SKU cannot be split.
pub(super) fn ship(access: &Access, shipment: &Shipment, at: &At, now_ms: i64) -> Result<Value, Trouble> {
    let is_split = shipment.parcels.len() > 1 || !shipment.is_all;
    let parcel =
        usize::try_from(at.page).ok().and_then(|i| shipment.parcels.get(i)).ok_or_else(|| refused("no_parcel", &shipment.order_no))?;
    let mut param = json!({
        "orderId": shipment.order_no, "expressNo": parcel.number, "expressCompanyCode": carrier(access, CARRIERS, parcel)?,
        "deliveringTime": now_ms, "unpack": is_split,
    });
    if is_split {
        if parcel.lines.is_empty() {
            return Err(refused("no_lines", &parcel.number));
        }
        let others = shipment.parcels.iter().filter(|p| !std::ptr::eq(*p, parcel)).flat_map(|p| &p.lines);
        if let Some((sku, _)) = others.into_iter().find(|(sku, _)| parcel.lines.iter().any(|(own, _)| own == sku)) {
            return Err(refused("split_pieces", sku));
        }
        param["skuIdList"] = parcel.lines.iter().map(|(sku, _)| sku.as_str()).collect();
    }
    Ok(param)
}

/// Flags begin with grey = 1 there. The text is told beside the flag.
pub(super) fn memo(order_no: &str, memo: Option<&str>, flag: Option<u8>) -> Result<Value, Trouble> {
    let note = memo.ok_or_else(|| refused("memo_needed", order_no))?;
    let mut param = json!({"orderId": order_no, "sellerMarkNote": note, "operator": "yidan"});
    if let Some(flag) = flag {
        param["sellerMarkPriority"] = json!(flag.min(5) + 1);
    }
    Ok(param)
}

/// Pieces in the warehouse that a shop without several has.
pub(super) fn stock(goods: &BTreeMap<String, String>, pieces: i64) -> Result<Value, Trouble> {
    let sku = goods.get("sku_id").ok_or_else(|| refused("missing", "sku_id"))?;
    Ok(json!({"skuId": sku, "qtyWithWhcode": {"CPartner": pieces}}))
}

/// Name and code of each carrier.
pub(super) fn carriers(data: Node) -> Vec<(String, String)> {
    let companies = data.at("expressCompanyInfos").list();
    companies.filter_map(|c| Some((c.at("expressCompanyName").text()?, c.at("expressCompanyCode").text()?))).collect()
}
