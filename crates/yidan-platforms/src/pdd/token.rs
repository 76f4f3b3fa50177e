//! Tokens of Pinduoduo, asked at the same door as everything else, signed without a token.

use super::request;
use crate::channel::{Access, At, Heard, Request, Tokens, Trouble};
use crate::letters::{Pairs, unreadable};
use crate::node::Node;

pub(super) fn first(access: &Access, code: &str, now_ms: i64) -> Result<Request, Trouble> {
    request(access, "pdd.pop.auth.token.create", Pairs::new().with("code", code), now_ms, false)
}

pub(super) fn next(access: &Access, now_ms: i64) -> Result<Request, Trouble> {
    access.need("app_key")?;
    let pairs = Pairs::new().with("refresh_token", access.need("refresh_token")?);
    request(access, "pdd.pop.auth.token.refresh", pairs, now_ms, false)
}

pub(super) fn heard(node: Node, at: &mut At) -> Result<Heard, Trouble> {
    let token = node.at("access_token").text().ok_or_else(|| unreadable("no access_token"))?;
    let mut tokens = Tokens {
        expires_at_ms: node.at("expires_at").seconds(),
        expires_in_s: node.at("expires_in").int().filter(|s| *s > 0),
        ..Tokens::default()
    };
    tokens.values.insert("access_token".to_owned(), token);
    if let Some(refresh) = node.at("refresh_token").text() {
        tokens.values.insert("refresh_token".to_owned(), refresh);
    }
    at.is_done = true;
    Ok(Heard { tokens: Some(tokens), shop_name: node.at("owner_name").text(), ..Heard::default() })
}
