//! Tokens of Douyin. An app for one's own shop needs no browser: without a code the shop's id is enough.

use super::request;
use crate::channel::{Access, At, Heard, Request, Tokens, Trouble};
use crate::letters::unreadable;
use crate::node::Node;
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
    let token = node.at("access_token").text().ok_or_else(|| unreadable("no access_token"))?;
    // Documented as a moment, told as seconds left.
    let (moment, left) = match node.at("expires_in").int() {
        Some(s) if s >= 1_000_000_000 => (s.checked_mul(1_000), None),
        told => (None, told.filter(|s| *s > 0)),
    };
    let mut tokens = Tokens { expires_at_ms: moment, expires_in_s: left, ..Tokens::default() };
    tokens.values.insert("access_token".to_owned(), token);
    for key in ["refresh_token", "shop_id"] {
        if let Some(value) = node.at(key).id() {
            tokens.values.insert(key.to_owned(), value);
        }
    }
    at.is_done = true;
    Ok(Heard { tokens: Some(tokens), shop_name: node.at("shop_name").text(), ..Heard::default() })
}
