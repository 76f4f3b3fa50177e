//! Pieces on hand at the shop's default place, found by the merchant's code where the platform's id is not known. What is promised to
//! orders is counted apart there.

use crate::channel::{At, Heard, Trouble};
use crate::letters::{refused, unreadable};
use crate::node::Node;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FIND: &str = "query($sku: String!) { productVariants(options: { filter: { sku: { eq: $sku } }, take: 2 }) { items { id sku } } }";
const PUT: &str = "mutation($i: [UpdateProductVariantInput!]!) { updateProductVariants(input: $i) { id sku } }";

type Question = (&'static str, &'static str, Value, bool);

pub(super) fn ask(goods: &BTreeMap<String, String>, pieces: i64, at: &At) -> Result<Question, Trouble> {
    let id = goods.get("variant_id").or(Some(&at.cursor).filter(|c| !c.is_empty()));
    match (id, goods.get("sku_code")) {
        (Some(id), _) => Ok(("updateProductVariants", PUT, json!({ "i": [{ "id": id, "stockOnHand": pieces }] }), true)),
        (None, Some(sku)) => Ok(("productVariants", FIND, json!({ "sku": sku }), false)),
        (None, None) => Err(refused("missing", "sku_code")),
    }
}

pub(super) fn hear(data: Node, at: &mut At) -> Result<Heard, Trouble> {
    if let Some(found) = data.0.get("productVariants").map(Node) {
        let mut variants = found.at("items").list();
        let id = variants.next().and_then(|v| v.at("id").text()).ok_or_else(|| refused("not_found", "sku_code"))?;
        if variants.next().is_some() {
            return Err(refused("ambiguous", "sku_code"));
        }
        at.cursor = id;
        at.step = 1;
        return Ok(Heard::default());
    }
    if data.at("updateProductVariants").len() == 0 {
        return Err(unreadable("no variant"));
    }
    at.is_done = true;
    Ok(Heard::default())
}
