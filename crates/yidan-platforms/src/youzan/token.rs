//! Tokens of Youzan. A self-use app needs no browser: id, secret and the shop's number are enough.

use super::ABOUT;
use crate::channel::{Access, At, Heard, Request, Tokens, Trouble};
use crate::letters::{self, number_or_text};
use crate::node::Node;
use crate::tokens;
use serde_json::{Value, json};

pub(super) fn first(access: &Access, code: &str) -> Result<Request, Trouble> {
    if code.is_empty() {
        let shop = number_or_text(access.need("shop_id")?);
        return ask(access, json!({"authorize_type": "silent", "grant_id": shop, "refresh": true}));
    }
    ask(access, json!({"authorize_type": "authorization_code", "code": code, "redirect_uri": access.get("redirect").unwrap_or_default()}))
}

/// Without a refresh token the shop's number does as well.
pub(super) fn next(access: &Access) -> Result<Request, Trouble> {
    match access.get("refresh_token") {
        Some(refresh) => ask(access, json!({"authorize_type": "refresh_token", "refresh_token": refresh})),
        None => first(access, ""),
    }
}

fn ask(access: &Access, mut body: Value) -> Result<Request, Trouble> {
    body["client_id"] = json!(access.need("app_key")?);
    body["client_secret"] = json!(access.need("app_secret")?);
    Ok(letters::json_post("token", format!("{}/auth/token", access.base(&ABOUT)?), letters::sorted_json(&body), false))
}

pub(super) fn heard(node: Node, at: &mut At) -> Result<Heard, Trouble> {
    let told = tokens::read(node, tokens::USUAL)?;
    Ok(tokens::done(at, Tokens { expires_at_ms: node.at("expires").millis().or(told.expires_at_ms), ..told }))
}
