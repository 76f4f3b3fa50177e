//! Medusa 2, an own site: its admin interface in REST, by a secret API key or a signed-in session.
//! Refunding, capturing and the catalogue are not here. Orders go by their id: lists cannot be asked for the number that people see.

mod orders;
mod ship;
mod stock;
mod trouble;
mod walk;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Method, Rate, Reply, Request, Task, Tokens, Trouble, Walk};
use crate::letters::{self, Pairs, unreadable};
use crate::node::Node;
use crate::sign::digest;
use serde_json::{Value, json};

pub(crate) struct Medusa;

const ABOUT: About = About {
    form: &[
        Field {
            key: "api_key",
            words: ("Secret API Key（sk_…，有就只填这个）", "Secret API key sk_... (nothing else is needed then)"),
            is_secret: true,
            is_required: false,
        },
        Field { key: "email", words: ("管理员邮箱", "Administrator's e-mail"), is_secret: false, is_required: false },
        Field { key: "password", words: ("密码", "Password"), is_secret: true, is_required: false },
        Field {
            key: "location_id",
            words: ("发货仓 ID（sloc_…，只有一个仓不用填）", "Stock location sloc_... (shops with several)"),
            is_secret: false,
            is_required: false,
        },
        Field {
            key: "authorized_is_paid",
            words: ("发货后才扣款的店填 1", "1 where money is captured after shipping"),
            is_secret: false,
            is_required: false,
        },
    ],
    can: &[Can::Orders, Can::Detail, Can::Ship, Can::ShipParts, Can::Stock, Can::Token],
    walk: Walk { longest_s: 90 * 86_400, overlap_s: 300, lag_s: 10, days_back: 3_650, every_s: 60, by_change: false },
    placed: None,
    rates: &[Rate { method: "*", calls: 5, per_ms: 1_000 }],
    url: "",
    authorize_url: "",
    writes_are_official: true,
};

/// One question, before who asks is written on it.
struct Question {
    call: &'static str,
    path: String,
    query: Pairs,
    body: Option<Value>,
}

impl Question {
    fn get(call: &'static str, path: impl Into<String>, query: Pairs) -> Question {
        Question { call, path: path.into(), query, body: None }
    }

    fn post(call: &'static str, path: impl Into<String>, body: Value) -> Question {
        Question { call, path: path.into(), query: Pairs::new(), body: Some(body) }
    }
}

impl Channel for Medusa {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, _now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let question = match task {
            Task::Authorize { .. } | Task::Refresh => return login(access),
            // The first version has no such address, and other units of money.
            Task::Test => Question::get("stores", "/admin/stores", Pairs::new().with("limit", "1").with("fields", "id,name")),
            Task::Changed { from_ms, to_ms, .. } => walk::ask(at, *from_ms, *to_ms),
            Task::Orders { numbers } => match walk::chunk(at, numbers) {
                Some(ids) => walk::by_id(ids),
                None => return Ok(None),
            },
            Task::Ship(shipment) => ship::ask(access, shipment, at)?,
            Task::Stock { goods, pieces } => stock::ask(goods, *pieces, at)?,
            Task::Placed { .. } | Task::Refunds { .. } | Task::Memo { .. } | Task::Carriers => return Ok(None),
        };
        let mut request = request(access, question)?;
        request.headers.push(("authorization".to_owned(), who(access)?));
        Ok(Some(request))
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        if matches!(task, Task::Authorize { .. } | Task::Refresh) {
            return logged_in(at, reply);
        }
        let opened = trouble::opened(reply, access.get("api_key").is_some());
        let value = match (opened, task) {
            (Err(refusal), Task::Ship(_)) => return Err(ship::sent_before(at, refusal)),
            (opened, _) => opened?,
        };
        let node = Node(&value);
        match task {
            Task::Changed { open, .. } => walk::hear(access, node, at, open),
            Task::Orders { numbers } => walk::hear_numbers(access, node, at, numbers),
            Task::Ship(shipment) => ship::hear(access, node, at, shipment),
            Task::Stock { .. } => stock::hear(access, node, at),
            _ => {
                let store = node.at("stores").list().next().ok_or_else(|| unreadable("no stores"))?;
                at.is_done = true;
                Ok(Heard { shop_name: store.at("name").text(), ..Heard::default() })
            }
        }
    }
}

fn request(access: &Access, question: Question) -> Result<Request, Trouble> {
    let Question { call, path, query, body } = question;
    let mut url = format!("{}{path}", access.base(&ABOUT)?);
    if !query.0.is_empty() {
        url = format!("{url}?{}", query.query());
    }
    Ok(match body {
        Some(body) => letters::json_post(call, url, body.to_string(), true),
        None => Request { call: call.to_owned(), method: Method::Get, url, headers: Vec::new(), body: Vec::new(), writes: false },
    })
}

fn who(access: &Access) -> Result<String, Trouble> {
    if let Some(key) = access.get("api_key") {
        return Ok(format!("Basic {}", digest::base64(format!("{key}:").as_bytes())));
    }
    if let Some(token) = access.get("access_token") {
        return Ok(format!("Bearer {token}"));
    }
    access.need("email")?;
    access.need("password")?;
    Err(Trouble::Authorize { code: "no_session".to_owned(), words: String::new() })
}

/// An API key needs no session.
fn login(access: &Access) -> Result<Option<Request>, Trouble> {
    if access.get("api_key").is_some() {
        return Ok(None);
    }
    let body = json!({ "email": access.need("email")?, "password": access.need("password")? });
    let mut request = request(access, Question::post("auth", "/auth/user/emailpass", body))?;
    // It changes nothing: after a lost reply it is simply asked again.
    request.writes = false;
    Ok(Some(request))
}

fn logged_in(at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
    let value = trouble::opened(reply, true)?;
    let token = Node(&value).at("token").text().ok_or_else(|| unreadable("no token"))?;
    let mut tokens = Tokens::default();
    tokens.values.insert("access_token".to_owned(), token);
    at.is_done = true;
    Ok(Heard { tokens: Some(tokens), ..Heard::default() })
}
