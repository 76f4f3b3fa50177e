//! Tokens of Xiaohongshu, asked at the same address as everything else, signed without a token.

use super::request;
use crate::channel::{Access, At, Heard, Request, Tokens, Trouble};
use crate::letters::unreadable;
use crate::node::Node;
use serde_json::json;

pub(super) fn first(access: &Access, code: &str, now_ms: i64) -> Result<Request, Trouble> {
    request(access, "oauth.getAccessToken", json!({"code": code}), None, now_ms, false)
}

/// A new pair comes only within the last half hour; earlier the same one comes back.
pub(super) fn next(access: &Access, now_ms: i64) -> Result<Request, Trouble> {
    access.need("app_key")?;
    request(access, "oauth.refreshToken", json!({"refreshToken": access.need("refresh_token")?}), None, now_ms, false)
}

pub(super) fn heard(node: Node, at: &mut At) -> Result<Heard, Trouble> {
    let token = node.at("accessToken").text().ok_or_else(|| unreadable("no accessToken"))?;
    let mut tokens = Tokens { expires_at_ms: node.at("accessTokenExpiresAt").millis(), ..Tokens::default() };
    tokens.values.insert("access_token".to_owned(), token);
    if let Some(refresh) = node.at("refreshToken").text() {
        tokens.values.insert("refresh_token".to_owned(), refresh);
    }
    at.is_done = true;
    Ok(Heard { tokens: Some(tokens), shop_name: node.at("sellerName").text(), ..Heard::default() })
}
