//! What a WooCommerce site answers when it does not do what it was asked: its own words in JSON, or the page of a firewall or of maintenance.

use crate::channel::{Reply, Trouble};
use crate::letters;
use crate::node::Node;
use serde_json::Value;

/// The JSON of a good reply.
pub(super) fn opened(reply: &Reply) -> Result<Value, Trouble> {
    let value = serde_json::from_slice::<Value>(&reply.body).ok();
    if let Some(error) = value.as_ref().map(Node).filter(|v| v.at("code").text().is_some() && v.at("message").text().is_some()) {
        // Plain refusals can come with status 500; a broken site has no words for it.
        if reply.status != 429 && !(502..=504).contains(&reply.status) {
            return Err(of(reply.status, error));
        }
    }
    if reply.status == 429 || reply.status >= 500 {
        return letters::object(reply);
    }
    match (value, reply.status) {
        (Some(value), 200..=299) => Ok(value),
        (None, 200..=299) => Err(Trouble::Unreadable { what: format!("status {}, {} bytes, no JSON", reply.status, reply.body.len()) }),
        // A page of somebody before the shop: a firewall, a wrong address.
        (_, status) => Err(Trouble::Setup { code: status.to_string(), words: String::new() }),
    }
}

fn of(status: u16, error: Node) -> Trouble {
    let code = error.at("code").text().unwrap_or_default();
    let words = error.at("message").text().unwrap_or_default();
    match code.as_str() {
        "rest_no_route" | "rest_disabled" => Trouble::Setup { code, words },
        "internal_server_error" => Trouble::Again { code, words },
        _ if status == 401 || status == 403 => Trouble::Setup { code, words },
        _ => Trouble::Refused { code, words },
    }
}
