//! Tokens of TikTok Shop, from another house. The first one also has to learn the shop's cipher, without which hardly anything can be asked.

use super::{ABOUT, request};
use crate::channel::{Access, Heard, Request, Tokens, Trouble};
use crate::letters::{self, Pairs, unreadable};
use crate::node::Node;
use crate::tokens::{self, Names};

pub(super) const SHOPS: &str = "/authorization/202309/shops";

pub(super) fn first(access: &Access, code: &str) -> Result<Request, Trouble> {
    ask(access, "get", Pairs::new().with("auth_code", code).with("grant_type", "authorized_code"))
}

pub(super) fn next(access: &Access) -> Result<Request, Trouble> {
    access.need("app_key")?;
    let refresh = access.need("refresh_token")?;
    ask(access, "refresh", Pairs::new().with("refresh_token", refresh).with("grant_type", "refresh_token"))
}

fn ask(access: &Access, what: &str, pairs: Pairs) -> Result<Request, Trouble> {
    let pairs = pairs.with("app_key", access.need("app_key")?).with("app_secret", access.need("app_secret")?);
    let house = if access.url.is_empty() { "https://auth.tiktok-shops.com" } else { access.base(&ABOUT)? };
    Ok(letters::get("token", format!("{house}/api/v2/token/{what}?{}", pairs.query())))
}

pub(super) fn shops(access: &Access, now_ms: i64) -> Result<Request, Trouble> {
    request(access, SHOPS, Pairs::new(), None, now_ms)
}

pub(super) fn heard(node: Node) -> Result<Heard, Trouble> {
    let tokens = tokens::read(node, Names("access_token", "refresh_token", "access_token_expire_in"))?;
    Ok(Heard { tokens: Some(tokens), shop_name: node.at("seller_name").text(), ..Heard::default() })
}

/// The shop named in the form, or the only one. Of several without a name nobody can choose but the owner.
pub(super) fn heard_shops(access: &Access, node: Node) -> Result<Heard, Trouble> {
    let shops: Vec<Node> = node.at("shops").list().collect();
    let wanted = access.get("shop_id");
    let fits = |shop: &&Node| wanted.is_none_or(|id| shop.at("id").id().as_deref() == Some(id));
    let shop = match (shops.iter().filter(fits).collect::<Vec<_>>().as_slice(), wanted) {
        ([shop], _) | ([shop, ..], Some(_)) => **shop,
        ([], _) if shops.is_empty() => return Err(unreadable("no shops")),
        _ => {
            let names: Vec<String> = shops.iter().filter_map(|s| Some(format!("{} {}", s.at("id").id()?, s.at("name").text()?))).collect();
            return Err(Trouble::Setup { code: "shop_id".to_owned(), words: names.join("; ") });
        }
    };
    let mut tokens = Tokens::default();
    for (key, member) in [("shop_cipher", "cipher"), ("shop_id", "id")] {
        tokens.values.insert(key.to_owned(), shop.at(member).text().ok_or_else(|| unreadable("a shop without its cipher"))?);
    }
    Ok(Heard { tokens: Some(tokens), shop_name: shop.at("name").text(), ..Heard::default() })
}
