//! Tokens of Xiaohongshu, asked at the same address as everything else, signed without a token.

use super::request;
use crate::channel::{Access, At, Heard, Request, Tokens, Trouble};
use crate::node::Node;
use crate::tokens::{self, Names};
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
    let told = tokens::read(node, Names("accessToken", "refreshToken", ""))?;
    let tokens = Tokens { expires_at_ms: node.at("accessTokenExpiresAt").millis(), ..told };
    Ok(Heard { shop_name: node.at("sellerName").text(), ..tokens::done(at, tokens) })
}
