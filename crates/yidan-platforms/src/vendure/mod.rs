//! Vendure, an own site: its admin interface in GraphQL, by a signed-in session or an API key.
//! What changed is found by watching sets, because the time of change of an order cannot be trusted there (`walk.rs`).
//! Refunding, cancelling and the catalogue are not here.

mod orders;
mod ship;
mod stock;
mod trouble;
mod walk;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Rate, Reply, Request, Task, Tokens, Trouble, Walk};
use crate::graphql;
use crate::letters::unreadable;
use crate::node::Node;
use serde_json::{Value, json};

pub(crate) struct Vendure;

const ABOUT: About = About {
    form: &[
        Field {
            key: "api_key",
            words: ("API Key（有就只填这个）", "API key (nothing else is needed then)"),
            is_secret: true,
            is_required: false,
        },
        Field { key: "username", words: ("管理员帐号", "Administrator"), is_secret: false, is_required: false },
        Field { key: "password", words: ("密码", "Password"), is_secret: true, is_required: false },
        Field {
            key: "channel_token",
            words: ("渠道 Token（多渠道的店才填）", "Channel token (shops with several channels)"),
            is_secret: true,
            is_required: false,
        },
    ],
    can: &[Can::Orders, Can::Detail, Can::Ship, Can::ShipParts, Can::Stock, Can::Token],
    walk: Walk { longest_s: 90 * 86_400, overlap_s: 600, lag_s: 10, days_back: 3_650, every_s: 60, by_change: false },
    placed: None,
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "",
    authorize_url: "",
    writes_are_official: true,
};

const LOGIN: &str = "mutation($u: String!, $p: String!) { login(username: $u, password: $p, rememberMe: true) {
    __typename ... on CurrentUser { identifier channels { code } } ... on ErrorResult { errorCode message } } }";
const TEST: &str = "query { activeChannel { code } orders(options: { take: 1 }) { totalItems } }";

impl Channel for Vendure {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, _now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (call, query, variables, writes) = match task {
            Task::Authorize { .. } | Task::Refresh => return login(access),
            Task::Test => ("activeChannel", TEST, json!({}), false),
            Task::Changed { from_ms, to_ms, .. } => walk::ask(at, *from_ms, *to_ms),
            Task::Orders { numbers } => match walk::chunk(at, numbers) {
                Some(codes) => ("orders", orders::QUERY, walk::by_code(codes), false),
                None => return Ok(None),
            },
            Task::Ship(shipment) => ship::ask(access, shipment, at)?,
            Task::Stock { goods, pieces } => stock::ask(goods, *pieces, at)?,
            Task::Placed { .. } | Task::Refunds { .. } | Task::Memo { .. } | Task::Carriers => return Ok(None),
        };
        request(access, call, query, &variables, writes).map(Some)
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let has_key = access.get("api_key").is_some();
        let opened = graphql::opened(reply, |code, words| trouble::of(code, words, has_key));
        let value = match (opened, task) {
            (Err(trouble), Task::Changed { .. }) if walk::takes_fewer(at, &trouble) => return Ok(Heard::default()),
            (opened, _) => opened?,
        };
        let data = Node(&value).at("data");
        let mut heard = match task {
            Task::Authorize { .. } | Task::Refresh => return logged_in(data, at, reply),
            Task::Test => {
                at.is_done = true;
                let name = data.at("activeChannel").at("code").text().filter(|c| !c.starts_with("__"));
                Heard { shop_name: name, ..Heard::default() }
            }
            Task::Changed { open, .. } => walk::hear(data, at, open)?,
            Task::Orders { numbers } => walk::hear_numbers(data, at, numbers)?,
            Task::Ship(shipment) => ship::hear(data, at, shipment)?,
            Task::Stock { .. } => stock::hear(data, at)?,
            Task::Placed { .. } | Task::Refunds { .. } | Task::Memo { .. } | Task::Carriers => Heard::default(),
        };
        heard.tokens = renewed(access, reply);
        Ok(heard)
    }
}

fn request(access: &Access, call: &str, query: &str, variables: &Value, writes: bool) -> Result<Request, Trouble> {
    let url = format!("{}/admin-api", access.base(&ABOUT)?);
    let mut request = graphql::request(call, url, query, variables, writes);
    let mut put = |name: &str, value: String| request.headers.push((name.to_owned(), value));
    if let Some(key) = access.get("api_key") {
        put("vendure-api-key", key.to_owned());
    } else if let Some(token) = access.get("access_token") {
        put("authorization", format!("Bearer {token}"));
    } else if let Some(cookie) = access.get("cookie") {
        put("cookie", cookie.to_owned());
    } else {
        access.need("username")?;
        access.need("password")?;
        return Err(Trouble::Authorize { code: "no_session".to_owned(), words: String::new() });
    }
    if let Some(token) = access.get("channel_token") {
        put("vendure-token", token.to_owned());
    }
    Ok(request)
}

/// An API key needs no session.
fn login(access: &Access) -> Result<Option<Request>, Trouble> {
    if access.get("api_key").is_some() {
        return Ok(None);
    }
    let url = format!("{}/admin-api", access.base(&ABOUT)?);
    let variables = json!({ "u": access.need("username")?, "p": access.need("password")? });
    Ok(Some(graphql::request("login", url, LOGIN, &variables, false)))
}

fn logged_in(data: Node, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
    let login = data.at("login");
    match login.at("__typename").text().as_deref() {
        Some("CurrentUser") => {}
        Some(_) => return Err(trouble::setup(login)),
        None => return Err(unreadable("no login")),
    }
    let mut tokens = Tokens::default();
    if let Some(token) = reply.header("vendure-auth-token").filter(|t| !t.is_empty()) {
        tokens.values.insert("access_token".to_owned(), token.to_owned());
    } else {
        // Shops that allow cookies alone answer with a signed pair of them.
        let cookies = reply.headers.iter().filter(|(n, _)| n == "set-cookie").filter_map(|(_, v)| v.split(';').next());
        let cookie = cookies.collect::<Vec<_>>().join("; ");
        if cookie.is_empty() {
            return Err(unreadable("a login without a session"));
        }
        tokens.values.insert("cookie".to_owned(), cookie);
    }
    at.is_done = true;
    Ok(Heard { tokens: Some(tokens), ..Heard::default() })
}

/// Any answer may bring a new session: the newest counts.
fn renewed(access: &Access, reply: &Reply) -> Option<Tokens> {
    let token = reply.header("vendure-auth-token").filter(|t| !t.is_empty() && access.get("access_token") != Some(t))?;
    access.get("access_token")?;
    let mut tokens = Tokens::default();
    tokens.values.insert("access_token".to_owned(), token.to_owned());
    Some(tokens)
}
