//! Tokens of Shopee: four hours each. Every refresh token can be used once and brings the next one: it has to be kept before anything else.

use super::signed;
use crate::channel::{Access, At, Heard, Request, Tokens, Trouble};
use crate::letters::{self, Pairs, number_or_text, unreadable};
use crate::node::Node;
use serde_json::{Value, json};

pub(super) fn first(access: &Access, code: &str, now_ms: i64) -> Result<Request, Trouble> {
    ask(access, "/api/v2/auth/token/get", json!({"code": code}), now_ms)
}

pub(super) fn next(access: &Access, now_ms: i64) -> Result<Request, Trouble> {
    access.need("partner_id")?;
    ask(access, "/api/v2/auth/access_token/get", json!({"refresh_token": access.need("refresh_token")?}), now_ms)
}

fn ask(access: &Access, path: &str, mut body: Value, now_ms: i64) -> Result<Request, Trouble> {
    body["partner_id"] = number_or_text(access.need("partner_id")?);
    body["shop_id"] = number_or_text(access.need("shop_id")?);
    let url = signed(access, path, Pairs::new(), false, now_ms)?;
    Ok(letters::json_post(path, url, letters::sorted_json(&body), false))
}

pub(super) fn heard(node: Node, at: &mut At) -> Result<Heard, Trouble> {
    let token = node.at("access_token").text().ok_or_else(|| unreadable("no access_token"))?;
    let mut tokens = Tokens { expires_in_s: node.at("expire_in").int().filter(|s| *s > 0), ..Tokens::default() };
    tokens.values.insert("access_token".to_owned(), token);
    if let Some(refresh) = node.at("refresh_token").text() {
        tokens.values.insert("refresh_token".to_owned(), refresh);
    }
    at.is_done = true;
    Ok(Heard { tokens: Some(tokens), ..Heard::default() })
}
