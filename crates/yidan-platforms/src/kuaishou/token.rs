//! Tokens of Kuaishou: two days each; the refresh token keeps its first end of 180 days, then the owner allows it again.

use super::{ABOUT, trouble};
use crate::channel::{Access, At, Heard, Request, Trouble};
use crate::letters::{self, Pairs};
use crate::node::Node;
use crate::tokens;

pub(super) fn first(access: &Access, code: &str) -> Result<Request, Trouble> {
    let pairs = credentials(access)?.with("grant_type", "code").with("code", code);
    Ok(letters::get("token", format!("{}/oauth2/access_token?{}", access.base(&ABOUT)?, pairs.query())))
}

pub(super) fn next(access: &Access) -> Result<Request, Trouble> {
    let pairs = credentials(access)?.with("grant_type", "refresh_token").with("refresh_token", access.need("refresh_token")?);
    Ok(letters::form("token", format!("{}/oauth2/refresh_token", access.base(&ABOUT)?), &pairs, false))
}

fn credentials(access: &Access) -> Result<Pairs, Trouble> {
    Ok(Pairs::new().with("app_id", access.need("app_key")?).with("app_secret", access.need("app_secret")?))
}

pub(super) fn heard(node: Node, at: &mut At) -> Result<Heard, Trouble> {
    if node.at("result").int().is_some_and(|result| result != 1) {
        return Err(trouble::of(node));
    }
    Ok(tokens::done(at, tokens::read(node, tokens::USUAL)?))
}
