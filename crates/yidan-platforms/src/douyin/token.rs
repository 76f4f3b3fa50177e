//! Tokens of Douyin. An app for one's own shop needs no browser: without a code the shop's id is enough.

use super::request;
use crate::channel::{Access, At, Heard, Request, Trouble};
use crate::node::Node;
use crate::tokens;
use serde_json::json;

pub(super) fn first(access: &Access, code: &str, now_ms: i64) -> Result<Request, Trouble> {
    let param = if code.is_empty() {
        access.need("app_key")?;
        json!({"code": "", "grant_type": "authorization_self", "shop_id": access.need("shop_id")?})
    } else {
        json!({"code": code, "grant_type": "authorization_code"})
    };
    request(access, "/token/create", &param, None, now_ms, false)
}

/// More than an hour before its end the same pair comes back: asking early is harmless.
pub(super) fn next(access: &Access, now_ms: i64) -> Result<Request, Trouble> {
    access.need("app_key")?;
    let param = json!({"grant_type": "refresh_token", "refresh_token": access.need("refresh_token")?});
    request(access, "/token/refresh", &param, None, now_ms, false)
}

pub(super) fn heard(node: Node, at: &mut At) -> Result<Heard, Trouble> {
    let mut tokens = tokens::read(node, tokens::USUAL)?;
    tokens.values.extend(node.at("shop_id").id().map(|id| ("shop_id".to_owned(), id)));
    Ok(Heard { shop_name: node.at("shop_name").text(), ..tokens::done(at, tokens) })
}
