//! Tokens of JD: another house, everything in the address. A new one is given only within the last day of the old one.

use super::ABOUT;
use crate::channel::{Access, At, Heard, Reply, Request, Trouble};
use crate::letters::{self, Pairs, unreadable};
use crate::node::Node;
use crate::tokens;

pub(super) fn first(access: &Access, code: &str) -> Result<Request, Trouble> {
    let pairs = credentials(access)?.with("grant_type", "authorization_code").with("code", code);
    ask(access, "access_token", &pairs)
}

pub(super) fn next(access: &Access) -> Result<Request, Trouble> {
    let pairs = credentials(access)?.with("grant_type", "refresh_token").with("refresh_token", access.need("refresh_token")?);
    ask(access, "refresh_token", &pairs)
}

fn credentials(access: &Access) -> Result<Pairs, Trouble> {
    Ok(Pairs::new().with("app_key", access.need("app_key")?).with("app_secret", access.need("app_secret")?))
}

fn ask(access: &Access, what: &str, pairs: &Pairs) -> Result<Request, Trouble> {
    let house = if access.url.is_empty() { "https://open-oauth.jd.com" } else { access.base(&ABOUT)? };
    Ok(letters::get("token", format!("{house}/oauth2/{what}?{}", pairs.query())))
}

pub(super) fn heard(reply: &Reply, at: &mut At) -> Result<Heard, Trouble> {
    let value = letters::object(reply)?;
    let node = Node(&value);
    if node.at("access_token").text().is_none() {
        let code = node.first(&["code", "error"]).text().ok_or_else(|| unreadable("no access_token"))?;
        return Err(Trouble::Authorize { code, words: node.first(&["msg", "error_description"]).text().unwrap_or_default() });
    }
    Ok(tokens::done(at, tokens::read(node, tokens::USUAL)?))
}
