//! Session keys: the first one from what the browser brought back, later ones from the refresh token. The token's door takes a plain form.

use super::ABOUT;
use crate::channel::{Access, At, Heard, Reply, Request, Trouble};
use crate::letters::{self, Pairs};
use crate::node::Node;
use crate::tokens;

/// With a code from the browser.
pub(super) fn first(access: &Access, code: &str) -> Result<Request, Trouble> {
    let pairs = credentials(access)?.with("grant_type", "authorization_code").with("code", code);
    ask(access, &pairs.with("redirect_uri", access.get("redirect").unwrap_or_default()))
}

/// With the refresh token.
pub(super) fn next(access: &Access) -> Result<Request, Trouble> {
    let pairs = credentials(access)?.with("grant_type", "refresh_token");
    ask(access, &pairs.with("refresh_token", access.need("refresh_token")?))
}

fn credentials(access: &Access) -> Result<Pairs, Trouble> {
    Ok(Pairs::new().with("client_id", access.need("app_key")?).with("client_secret", access.need("app_secret")?))
}

fn ask(access: &Access, pairs: &Pairs) -> Result<Request, Trouble> {
    let house = if access.url.is_empty() { "https://oauth.taobao.com" } else { access.base(&ABOUT)? };
    Ok(letters::form("token", format!("{house}/token"), pairs, false))
}

pub(super) fn heard(reply: &Reply, at: &mut At) -> Result<Heard, Trouble> {
    let value = letters::object(reply)?;
    let node = Node(&value);
    if let Some(code) = node.at("error").text() {
        let words = node.at("error_description").text().unwrap_or_default();
        return Err(match code.as_str() {
            "invalid_client" | "unauthorized_client" => Trouble::Setup { code, words },
            _ => Trouble::Authorize { code, words },
        });
    }
    let tokens = tokens::read(node, tokens::USUAL)?;
    let nick = node.at("taobao_user_nick").text();
    let shop_name = nick.map(|n| percent_encoding::percent_decode_str(&n).decode_utf8_lossy().into_owned());
    Ok(Heard { shop_name, ..tokens::done(at, tokens) })
}
