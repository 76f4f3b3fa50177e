//! Tokens of Kuaishou: two days each; the refresh token keeps its first end of 180 days, then the owner allows it again.

use super::{ABOUT, trouble};
use crate::channel::{Access, At, Heard, Request, Tokens, Trouble};
use crate::letters::{self, Pairs, unreadable};
use crate::node::Node;

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
    let token = node.at("access_token").text().ok_or_else(|| unreadable("no access_token"))?;
    let mut tokens = Tokens { expires_in_s: node.at("expires_in").int().filter(|s| *s > 0), ..Tokens::default() };
    tokens.values.insert("access_token".to_owned(), token);
    if let Some(refresh) = node.at("refresh_token").text() {
        tokens.values.insert("refresh_token".to_owned(), refresh);
    }
    at.is_done = true;
    Ok(Heard { tokens: Some(tokens), ..Heard::default() })
}
