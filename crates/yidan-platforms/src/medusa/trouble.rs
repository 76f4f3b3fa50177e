//! Medusa's refusals by their type and status; its sentences are shown and never matched.

use crate::channel::{Reply, Trouble};
use crate::letters;
use crate::node::Node;
use serde_json::Value;

/// The object of a good reply. `is_final` = who asks cannot be made new from here: a key, or the login itself.
pub(super) fn opened(reply: &Reply, is_final: bool) -> Result<Value, Trouble> {
    let value = letters::object(reply);
    if reply.status < 400 || reply.status == 429 || reply.status >= 500 {
        return value;
    }
    let value = value.unwrap_or_default();
    let node = Node(&value);
    let kind = node.at("type").text();
    let words = node.at("message").text().unwrap_or_default();
    let code = kind.clone().unwrap_or_else(|| reply.status.to_string());
    Err(match (reply.status, kind.as_deref()) {
        (401, _) if !is_final => Trouble::Authorize { code, words },
        // Without a type it is no answer of the shop: a wrong address, or an older program.
        (401 | 403, _) | (404 | 405, None) => Trouble::Setup { code, words },
        // Another change holds the order.
        (409, _) => Trouble::Again { code, words },
        _ => Trouble::Refused { code, words },
    })
}
