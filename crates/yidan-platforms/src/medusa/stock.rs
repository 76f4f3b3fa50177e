//! Pieces at one stock location, an absolute value; what is reserved for orders is counted apart there.

use super::Question;
use crate::channel::{Access, At, Heard, Trouble};
use crate::letters::{Pairs, encoded, refused, unreadable};
use crate::node::Node;
use serde_json::json;
use std::collections::BTreeMap;

/// `at.cursor` is the address of the level, once it is known.
pub(super) fn ask(goods: &BTreeMap<String, String>, pieces: i64, at: &At) -> Result<Question, Trouble> {
    let sku = goods.get("sku_code").ok_or_else(|| refused("missing", "sku_code"))?;
    if at.cursor.is_empty() {
        let query = Pairs::new().with("sku", sku).with("limit", "2").with("fields", "id,sku,*location_levels");
        return Ok(Question::get("inventory-items", "/admin/inventory-items", query));
    }
    Ok(Question::post("location-levels", at.cursor.clone(), json!({ "stocked_quantity": pieces })))
}

pub(super) fn hear(access: &Access, node: Node, at: &mut At) -> Result<Heard, Trouble> {
    if !at.cursor.is_empty() {
        node.at("inventory_item").at("id").text().ok_or_else(|| unreadable("no inventory item"))?;
        at.is_done = true;
        return Ok(Heard::default());
    }
    let list = node.at("inventory_items");
    if !list.0.is_array() {
        return Err(unreadable("no inventory items"));
    }
    let mut items = list.list();
    let item = items.next().ok_or_else(|| refused("not_found", "sku_code"))?;
    if items.next().is_some() {
        return Err(refused("ambiguous", "sku_code"));
    }
    let levels: Vec<String> = item.at("location_levels").list().filter_map(|l| l.at("location_id").text()).collect();
    let place = match access.get("location_id") {
        Some(wanted) => levels.into_iter().find(|l| l == wanted),
        None if levels.len() > 1 => return Err(refused("ambiguous", "location_id")),
        None => levels.into_iter().next(),
    };
    let place = place.ok_or_else(|| refused("not_found", "location_id"))?;
    let id = item.at("id").text().ok_or_else(|| unreadable("an item without id"))?;
    at.cursor = format!("/admin/inventory-items/{}/location-levels/{}", encoded(&id), encoded(&place));
    Ok(Heard::default())
}
