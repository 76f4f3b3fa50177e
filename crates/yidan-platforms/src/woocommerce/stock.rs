//! Pieces for sale, an absolute value. A variation has an address of its own below its product.

use super::Question;
use crate::channel::{At, Heard, Method, Trouble};
use crate::letters::{Pairs, refused, unreadable};
use crate::node::Node;
use serde_json::json;
use std::collections::BTreeMap;

pub(super) fn ask(goods: &BTreeMap<String, String>, pieces: i64, at: &At) -> Result<Question, Trouble> {
    let known = goods.get("product_id").map(|product| match goods.get("variation_id").or(goods.get("sku_id")) {
        Some(variation) => format!("/products/{product}/variations/{variation}"),
        None => format!("/products/{product}"),
    });
    let found = Some(at.cursor.clone()).filter(|c| !c.is_empty());
    match (known.or(found), goods.get("sku_code")) {
        (Some(path), _) => Ok(Question::send(Method::Put, path, json!({ "manage_stock": true, "stock_quantity": pieces }))),
        (None, Some(sku)) => Ok(Question::get("/products", Pairs::new().with("sku", sku).with("_fields", "id,parent_id,type,sku"))),
        (None, None) => Err(refused("missing", "sku_code")),
    }
}

pub(super) fn hear(node: Node, at: &mut At) -> Result<Heard, Trouble> {
    if node.0.is_array() {
        let mut found = node.list();
        let product = found.next().ok_or_else(|| refused("not_found", "sku_code"))?;
        if found.next().is_some() {
            return Err(refused("ambiguous", "sku_code"));
        }
        let id = product.at("id").id().ok_or_else(|| unreadable("a product without id"))?;
        at.cursor = match product.at("parent_id").id() {
            Some(parent) => format!("/products/{parent}/variations/{id}"),
            None => format!("/products/{id}"),
        };
        return Ok(Heard::default());
    }
    node.at("id").id().ok_or_else(|| unreadable("no product"))?;
    at.is_done = true;
    Ok(Heard::default())
}
