//! Shopify's tokens: a permanent one from the form, or one of 24 hours that client id and secret fetch again and again.

use super::{ABOUT, trouble};
use crate::channel::{Access, At, Heard, Reply, Request, Tokens, Trouble};
use crate::letters::{self, Pairs, unreadable};
use crate::node::Node;

/// Where the fetched token is kept: the permanent one has an entry of its own in the form.
const FETCHED: &str = "day_token";

pub(super) fn of(access: &Access) -> Result<&str, Trouble> {
    if let Some(token) = access.get(FETCHED).filter(|_| access.get("client_secret").is_some()).or(access.get("access_token")) {
        return Ok(token);
    }
    access.need("client_id")?;
    access.need("client_secret")?;
    Err(Trouble::Authorize { code: "no_token".to_owned(), words: String::new() })
}

/// A permanent token needs nothing.
pub(super) fn ask(access: &Access) -> Result<Option<Request>, Trouble> {
    if access.get("access_token").is_some() && access.get("client_secret").is_none() {
        return Ok(None);
    }
    let pairs = Pairs::new()
        .with("client_id", access.need("client_id")?)
        .with("client_secret", access.need("client_secret")?)
        .with("grant_type", "client_credentials");
    Ok(Some(letters::form("access_token", format!("{}/admin/oauth/access_token", access.base(&ABOUT)?), &pairs, false)))
}

pub(super) fn hear(at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
    let value = letters::object(reply)?;
    let node = Node(&value);
    let Some(token) = node.at("access_token").text() else {
        let code = node.at("error").text().unwrap_or_else(|| reply.status.to_string());
        let words = node.first(&["error_description", "errors"]).text().unwrap_or_default();
        return Err(if reply.status >= 400 { trouble::setup(code, words) } else { unreadable("no access_token") });
    };
    let mut tokens = Tokens { expires_in_s: node.at("expires_in").int().filter(|s| *s > 0), ..Tokens::default() };
    tokens.values.insert(FETCHED.to_owned(), token);
    at.is_done = true;
    Ok(Heard { tokens: Some(tokens), ..Heard::default() })
}
