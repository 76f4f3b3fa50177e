//! Tokens of Shopee: four hours each. Every refresh token can be used once and brings the next one: it has to be kept before anything else.

use super::signed;
use crate::channel::{Access, At, Heard, Request, Trouble};
use crate::letters::{self, Pairs, number_or_text};
use crate::node::Node;
use crate::tokens::{self, Names};
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
    Ok(tokens::done(at, tokens::read(node, Names("access_token", "refresh_token", "expire_in"))?))
}
