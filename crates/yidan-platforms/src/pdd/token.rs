//! Tokens of Pinduoduo, asked at the same door as everything else, signed without a token.

use super::request;
use crate::channel::{Access, At, Heard, Request, Tokens, Trouble};
use crate::letters::Pairs;
use crate::node::Node;
use crate::tokens;

pub(super) fn first(access: &Access, code: &str, now_ms: i64) -> Result<Request, Trouble> {
    request(access, "pdd.pop.auth.token.create", Pairs::new().with("code", code), now_ms, false)
}

pub(super) fn next(access: &Access, now_ms: i64) -> Result<Request, Trouble> {
    access.need("app_key")?;
    let pairs = Pairs::new().with("refresh_token", access.need("refresh_token")?);
    request(access, "pdd.pop.auth.token.refresh", pairs, now_ms, false)
}

pub(super) fn heard(node: Node, at: &mut At) -> Result<Heard, Trouble> {
    let told = tokens::read(node, tokens::USUAL)?;
    let tokens = Tokens { expires_at_ms: node.at("expires_at").seconds().or(told.expires_at_ms), ..told };
    Ok(Heard { shop_name: node.at("owner_name").text(), ..tokens::done(at, tokens) })
}
