//! What is told to JD: parcels, memo, stock. None of it is more than read in other people's code: see SOURCES.md.

use crate::channel::{Access, Shipment, Trouble};
use crate::letters::{carrier, refused};
use crate::node::Node;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) const CARRIERS: &str = include_str!("carriers.csv");

type Call = (&'static str, Value, bool);

/// The whole order; several parcels stand side by side, joined with `|`.
pub(super) fn ship(access: &Access, shipment: &Shipment) -> Result<Call, Trouble> {
    if !shipment.is_all {
        return Err(refused("whole_order", &shipment.order_no));
    }
    if shipment.parcels.is_empty() {
        return Err(refused("no_parcel", &shipment.order_no));
    }
    let companies: Vec<String> = shipment.parcels.iter().map(|p| carrier(access, CARRIERS, p)).collect::<Result<_, _>>()?;
    let numbers: Vec<&str> = shipment.parcels.iter().map(|p| p.number.as_str()).collect();
    // The field is spelled so there.
    let param = json!({"orderId": shipment.order_no, "logiCoprId": companies.join("|"), "logiNo": numbers.join("|")});
    Ok(("jingdong.pop.order.shipment", param, true))
}

/// Flags are numbered as ours, grey = 0. The text is told beside the flag.
pub(super) fn memo(order_no: &str, memo: Option<&str>, flag: Option<u8>) -> Result<Call, Trouble> {
    let remark = memo.ok_or_else(|| refused("memo_needed", order_no))?;
    let param = json!({"order_id": order_no, "remark": remark, "flag": flag.map(|f| f.min(5))});
    Ok(("jingdong.pop.order.modifyVenderRemark", param, true))
}

pub(super) fn stock(goods: &BTreeMap<String, String>, pieces: i64) -> Result<Call, Trouble> {
    let sku = goods.get("sku_id").ok_or_else(|| refused("missing", "sku_id"))?;
    Ok(("jingdong.ware.stock.sku.set", json!({"skuId": sku, "stockNum": pieces}), true))
}

/// The list of carriers; the names of its members are not published, so the usual ones are tried.
pub(super) fn carriers(payload: Node) -> Option<Vec<(String, String)>> {
    let list = payload.0.as_object()?.values().map(|v| Node(v).any_list()).find(|list| !list.is_nothing())?;
    let names = ["name", "companyName", "deliveryCompanyName"];
    let codes = ["id", "companyId", "deliveryCompanyId"];
    Some(list.list().filter_map(|c| Some((c.first(&names).text()?, c.first(&codes).id()?))).collect())
}
