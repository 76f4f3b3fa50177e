//! Tokens of Lazada, from a house of their own that is the same for all countries.

use super::{ABOUT, signed};
use crate::channel::{Access, At, Heard, Request, Trouble};
use crate::letters::{self, Pairs};
use crate::node::Node;
use crate::tokens;

pub(super) fn first(access: &Access, code: &str, now_ms: i64) -> Result<Request, Trouble> {
    ask(access, "/auth/token/create", Pairs::new().with("code", code), now_ms)
}

pub(super) fn next(access: &Access, now_ms: i64) -> Result<Request, Trouble> {
    access.need("app_key")?;
    ask(access, "/auth/token/refresh", Pairs::new().with("refresh_token", access.need("refresh_token")?), now_ms)
}

fn ask(access: &Access, path: &str, pairs: Pairs, now_ms: i64) -> Result<Request, Trouble> {
    let house = if access.url.is_empty() { "https://auth.lazada.com" } else { access.base(&ABOUT)? };
    let pairs = signed(access, path, pairs, false, now_ms)?;
    Ok(letters::get(path, format!("{house}/rest{path}?{}", pairs.query())))
}

pub(super) fn heard(node: Node, at: &mut At) -> Result<Heard, Trouble> {
    let tokens = tokens::read(node, tokens::USUAL)?;
    Ok(Heard { shop_name: node.at("account").text(), ..tokens::done(at, tokens) })
}
