//! Tokens of WeChat: no browser and no refresh token, the shop's own id and secret are enough. The same token comes back until near its end.

use super::{ABOUT, trouble};
use crate::channel::{Access, At, Heard, Reply, Request, Trouble};
use crate::letters;
use crate::node::Node;
use crate::tokens;
use serde_json::json;

pub(super) fn ask(access: &Access) -> Result<Request, Trouble> {
    let body = json!({
        "grant_type": "client_credential", "appid": access.need("app_id")?, "secret": access.need("app_secret")?, "force_refresh": false,
    });
    let url = format!("{}/cgi-bin/stable_token", access.base(&ABOUT)?);
    Ok(letters::json_post("/cgi-bin/stable_token", url, letters::sorted_json(&body), false))
}

pub(super) fn heard(reply: &Reply, at: &mut At) -> Result<Heard, Trouble> {
    let value = letters::object(reply)?;
    let node = Node(&value);
    if node.at("errcode").int().is_some_and(|code| code != 0) {
        return Err(match trouble::of(node) {
            // Id and secret are all there is: a person has to mend them.
            Trouble::Authorize { code, words } | Trouble::Refused { code, words } => Trouble::Setup { code, words },
            other => other,
        });
    }
    Ok(tokens::done(at, tokens::read(node, tokens::USUAL)?))
}
