//! Pieces for sale at one location, set only while they are what was read before: whoever sells in between is not overwritten.

use super::trouble;
use super::walk::{Question, quoted};
use crate::channel::{Access, At, Heard, Trouble};
use crate::letters::{refused, unreadable};
use crate::node::Node;
use serde_json::json;
use std::collections::BTreeMap;

const FIND: &str = "query($q: String!) { productVariants(first: 2, query: $q) { nodes { id sku inventoryItem { id
    inventoryLevels(first: 20) { nodes { location { id } quantities(names: [\"available\"]) { quantity } } } } } } }";
const PUT: &str = "mutation($i: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $i) { userErrors { field message code } } }";
const ITEM: &str = "item";
const PLACE: &str = "location";
const BEFORE: &str = "before";
/// So often somebody may sell in between.
const TRIES: i64 = 5;

pub(super) fn ask(access: &Access, goods: &BTreeMap<String, String>, pieces: i64, at: &At) -> Result<Question, Trouble> {
    let sku = goods.get("sku_code").ok_or_else(|| refused("missing", "sku_code"))?;
    let (Some(item), Some(place)) = (at.notes.get(ITEM), access.get("location_id").or(at.notes.get(PLACE).map(String::as_str))) else {
        return Ok(("productVariants", FIND.to_owned(), json!({ "q": format!("sku:{}", quoted(sku)) }), false));
    };
    let before: Option<i64> = at.notes.get(BEFORE).and_then(|t| t.parse().ok());
    let quantity = json!({ "inventoryItemId": item, "locationId": place, "quantity": pieces, "changeFromQuantity": before });
    let input = json!({ "name": "available", "reason": "correction", "quantities": [quantity] });
    Ok(("inventorySetQuantities", PUT.to_owned(), json!({ "i": input }), true))
}

pub(super) fn hear(access: &Access, data: Node, at: &mut At) -> Result<Heard, Trouble> {
    if let Some(found) = data.0.get("productVariants").map(Node) {
        let mut variants = found.at("nodes").list();
        let item = variants.next().map(|v| v.at("inventoryItem")).ok_or_else(|| refused("not_found", "sku_code"))?;
        if variants.next().is_some() {
            return Err(refused("ambiguous", "sku_code"));
        }
        let place = |level: Node| level.at("location").at("id").text();
        let levels: Vec<Node> = item.at("inventoryLevels").at("nodes").list().collect();
        let level = match access.get("location_id") {
            Some(wanted) => levels.into_iter().find(|l| place(*l).as_deref() == Some(wanted)),
            None if levels.len() > 1 => return Err(refused("ambiguous", "location_id")),
            None => levels.into_iter().next(),
        };
        let level = level.ok_or_else(|| refused("not_found", "location_id"))?;
        let before = level.at("quantities").list().next().and_then(|q| q.at("quantity").text()).unwrap_or_default();
        let mut note = |key: &str, value: Option<String>| at.notes.insert(key.to_owned(), value.unwrap_or_default());
        note(ITEM, item.at("id").text());
        note(PLACE, place(level));
        note(BEFORE, Some(before));
        at.step = 1;
        return Ok(Heard::default());
    }
    let Some(put) = data.0.get("inventorySetQuantities").map(Node).filter(|n| n.is_object()) else {
        return Err(unreadable("no answer to the quantity"));
    };
    match trouble::user_error(put) {
        None => at.is_done = true,
        Some(Trouble::Refused { code, .. }) if code == "CHANGE_FROM_QUANTITY_STALE" && at.page < TRIES => {
            *at = At { page: at.page + 1, ..At::default() };
        }
        Some(trouble) => return Err(trouble),
    }
    Ok(Heard::default())
}
