//! What is told to Douyin: parcels, memo with star, stock.

use crate::channel::{Access, Shipment, Trouble};
use crate::letters::{carrier, number_or_text, refused};
use crate::sign::digest::{lower, md5};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CARRIERS: &str = include_str!("carriers.csv");

type Call = (&'static str, Value, bool);

/// The star of our flag, and back: red 5, orange 4, green 3, cyan 2, purple 1.
pub(super) fn star(flag: u8) -> u8 {
    if flag == 0 { 0 } else { 6 - flag.min(5) }
}

/// The whole order in one parcel, or all parcels at once by sub-orders and pieces: all or none of them are taken.
pub(super) fn ship(access: &Access, shipment: &Shipment) -> Result<Call, Trouble> {
    if let ([parcel], true) = (shipment.parcels.as_slice(), shipment.is_all) {
        let company = carrier(access, CARRIERS, parcel)?;
        let param = json!({"order_id": shipment.order_no, "company_code": company, "logistics_code": parcel.number});
        return Ok(("/order/logisticsAdd", param, true));
    }
    let mut packs = Vec::new();
    for parcel in &shipment.parcels {
        if parcel.lines.is_empty() {
            return Err(refused("no_lines", &parcel.number));
        }
        let lines: Vec<Value> = parcel.lines.iter().map(|(id, pieces)| json!({"shipped_order_id": id, "shipped_num": pieces})).collect();
        let company = carrier(access, CARRIERS, parcel)?;
        packs.push(json!({"shipped_order_info": lines, "logistics_code": parcel.number, "company_code": company}));
    }
    if packs.is_empty() {
        return Err(refused("no_parcel", &shipment.order_no));
    }
    let packs = Value::Array(packs);
    // The same parcels have the same id: a repeated call answers as the first one did.
    let request_id = lower(&md5(format!("{}{packs}", shipment.order_no).as_bytes()));
    let param = json!({"order_id": shipment.order_no, "pack_list": packs, "request_id": request_id});
    Ok(("/order/logisticsAddMultiPack", param, true))
}

/// The text is obligatory there: a star alone would wipe it.
pub(super) fn memo(order_no: &str, memo: Option<&str>, flag: Option<u8>) -> Result<Call, Trouble> {
    let remark = memo.ok_or_else(|| refused("memo_needed", order_no))?;
    let mut param = json!({"order_id": order_no, "remark": remark});
    if let Some(flag) = flag {
        param["is_add_star"] = json!("true");
        param["star"] = json!(star(flag).to_string());
    }
    Ok(("/order/addOrderRemark", param, true))
}

/// Sets the pieces of one SKU by its id or the merchant's code.
pub(super) fn stock(goods: &BTreeMap<String, String>, pieces: i64) -> Result<Call, Trouble> {
    let product = goods.get("product_id").ok_or_else(|| refused("missing", "product_id"))?;
    let mut param = json!({"product_id": number_or_text(product), "stock_num": pieces, "incremental": false});
    match (goods.get("sku_id"), goods.get("sku_code")) {
        (Some(sku), _) => param["sku_id"] = number_or_text(sku),
        (None, Some(code)) => param["code"] = json!(code),
        (None, None) => return Err(refused("missing", "sku_id")),
    }
    Ok(("/sku/syncStock", param, true))
}
