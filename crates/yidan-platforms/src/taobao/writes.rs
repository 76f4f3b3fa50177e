//! What is told to TOP: parcels, memo, stock. Requests only; whether to send them is decided elsewhere.

use crate::channel::{Access, At, Shipment, Trouble};
use crate::letters::{Pairs, carrier, refused};
use crate::node::Node;
use std::collections::{BTreeMap, BTreeSet};

const CARRIERS: &str = include_str!("carriers.csv");

type Call = (&'static str, Pairs, bool);

/// One call per parcel. Parcels with lines are split shipments by sub-order; pieces of one sub-order cannot be split in this call.
pub(super) fn ship(access: &Access, shipment: &Shipment, at: &At) -> Result<Call, Trouble> {
    let parcels = &shipment.parcels;
    let is_split = parcels.len() > 1 || !shipment.is_all;
    let mut seen = BTreeSet::new();
    for (sub_no, _) in parcels.iter().flat_map(|p| &p.lines) {
        if is_split && !seen.insert(sub_no) {
            return Err(refused("split_pieces", sub_no));
        }
    }
    let parcel = usize::try_from(at.page).ok().and_then(|i| parcels.get(i)).ok_or_else(|| refused("no_parcel", &shipment.order_no))?;
    if is_split && parcel.lines.is_empty() {
        return Err(refused("no_lines", &parcel.number));
    }
    let pairs = Pairs::new()
        .with("tid", &shipment.order_no)
        .with("company_code", carrier(access, CARRIERS, parcel)?)
        .with("out_sid", &parcel.number)
        .with("is_split", if is_split { "1" } else { "0" });
    let subs: Vec<&str> = if is_split { parcel.lines.iter().map(|(sub_no, _)| sub_no.as_str()).collect() } else { Vec::new() };
    Ok(("taobao.logistics.offline.send", pairs.with("sub_tid", subs.join(",")), true))
}

/// A parcel is told when the platform says so itself.
pub(super) fn shipped(node: Node, at: &mut At, shipment: &Shipment) -> Result<(), Trouble> {
    if !node.at("shipping").at("is_success").is_true() {
        return Err(refused("is_success", "false"));
    }
    at.page += 1;
    at.is_done = at.page >= shipment.parcels.len() as i64;
    Ok(())
}

/// The flags are numbered as ours. An empty memo has to be asked for in so many words.
pub(super) fn memo(order_no: &str, memo: Option<&str>, flag: Option<u8>) -> Call {
    let pairs = Pairs::new()
        .with("tid", order_no)
        .with("memo", memo.unwrap_or_default())
        .with("flag", flag.map(|f| f.min(5).to_string()).unwrap_or_default())
        .with("reset", if memo == Some("") { "true" } else { "" });
    ("taobao.trade.memo.update", pairs, true)
}

/// Sets the pieces of one SKU, by its id or the merchant's code, or of goods without SKUs.
pub(super) fn stock(goods: &BTreeMap<String, String>, pieces: i64) -> Result<Call, Trouble> {
    let num_iid = goods.get("num_iid").ok_or_else(|| refused("missing", "num_iid"))?;
    let pairs = Pairs::new().with("num_iid", num_iid).with("type", "1");
    Ok(match (goods.get("sku_id"), goods.get("sku_code")) {
        (Some(sku), _) => ("taobao.skus.quantity.update", pairs.with("skuid_quantities", format!("{sku}:{pieces}")), true),
        (None, Some(code)) => ("taobao.skus.quantity.update", pairs.with("outerid_quantities", format!("{code}:{pieces}")), true),
        (None, None) => ("taobao.item.quantity.update", pairs.with("quantity", pieces.to_string()), true),
    })
}
