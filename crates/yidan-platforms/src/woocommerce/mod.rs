//! WooCommerce, an own site: REST by consumer key and secret, plain behind https, signed in the query over http (OAuth 1.0a with one leg).
//! Refunding, the catalogue and tracking plugins are not here.

mod orders;
mod ship;
mod stock;
mod trouble;
mod walk;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Method, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{Pairs, unreadable};
use crate::node::Node;
use crate::sign::{self, digest};
use serde_json::Value;

pub(crate) struct WooCommerce;

const ABOUT: About = About {
    form: &[
        Field { key: "consumer_key", words: ("消费者密钥 ck_…", "Consumer key ck_..."), is_secret: false, is_required: true },
        Field { key: "consumer_secret", words: ("消费者密码 cs_…", "Consumer secret cs_..."), is_secret: true, is_required: true },
        Field {
            key: "key_in_query",
            words: ("主机不转发认证头时填 1", "1 where the host strips the authorization header"),
            is_secret: false,
            is_required: false,
        },
    ],
    can: &[Can::Orders, Can::Detail, Can::Ship, Can::Memo, Can::Stock],
    walk: Walk { longest_s: 90 * 86_400, overlap_s: 300, lag_s: 60, days_back: 3_650, every_s: 120, by_change: true },
    placed: None,
    rates: &[Rate { method: "*", calls: 2, per_ms: 1_000 }],
    url: "",
    authorize_url: "",
    writes_are_official: true,
};

/// One question, before it is signed. The path is behind `/wc/v3`.
struct Question {
    method: Method,
    path: String,
    query: Pairs,
    body: Option<Value>,
}

impl Question {
    fn get(path: impl Into<String>, query: Pairs) -> Question {
        Question { method: Method::Get, path: path.into(), query, body: None }
    }

    fn send(method: Method, path: impl Into<String>, body: Value) -> Question {
        Question { method, path: path.into(), query: Pairs::new(), body: Some(body) }
    }
}

impl Channel for WooCommerce {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let question = match task {
            Task::Test => Question::get("/orders", Pairs::new().with("per_page", "1").with("_fields", "id")),
            Task::Changed { from_ms, to_ms, .. } => walk::ask(at, *from_ms, *to_ms),
            Task::Orders { numbers } => match walk::chunk(at, numbers) {
                Some(ids) => walk::by_id(ids),
                None => return Ok(None),
            },
            Task::Ship(shipment) => ship::ask(shipment, at)?,
            Task::Memo { order_no, memo, .. } => ship::ask_memo(order_no, memo.as_deref(), at)?,
            Task::Stock { goods, pieces } => stock::ask(goods, *pieces, at)?,
            Task::Placed { .. } | Task::Authorize { .. } | Task::Refresh | Task::Refunds { .. } | Task::Carriers => return Ok(None),
        };
        request(access, question, now_ms).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = trouble::opened(reply)?;
        let node = Node(&value);
        match task {
            Task::Test => {
                list(node)?;
                at.is_done = true;
                Ok(Heard::default())
            }
            Task::Changed { from_ms, .. } => walk::hear(list(node)?, reply, at, *from_ms),
            Task::Orders { numbers } => walk::hear_numbers(list(node)?, at, numbers),
            Task::Ship(shipment) => ship::hear(node, at, shipment),
            Task::Memo { memo, .. } => ship::hear_memo(node, at, memo.as_deref().unwrap_or_default()),
            Task::Stock { .. } => stock::hear(node, at),
            Task::Placed { .. } | Task::Authorize { .. } | Task::Refresh | Task::Refunds { .. } | Task::Carriers => Ok(Heard::default()),
        }
    }
}

fn list(node: Node) -> Result<Node, Trouble> {
    if node.0.is_array() { Ok(node) } else { Err(unreadable("not a list")) }
}

fn request(access: &Access, question: Question, now_ms: i64) -> Result<Request, Trouble> {
    let (key, secret) = (access.need("consumer_key")?, access.need("consumer_secret")?);
    let base = access.base(&ABOUT)?;
    let Question { method, path, mut query, body } = question;
    // Sites without readable addresses take the path as a parameter.
    let address = match base.split_once("?rest_route=") {
        Some((site, _)) => {
            query = query.with("rest_route", format!("/wc/v3{path}"));
            site.to_owned()
        }
        None => format!("{base}/wp-json/wc/v3{path}"),
    };
    let mut headers = Vec::new();
    if address.starts_with("http://") {
        query = signed(query, (key, secret), method, &address, now_ms);
    } else if access.get("key_in_query").is_some() {
        query = query.with("consumer_key", key).with("consumer_secret", secret);
    } else {
        headers.push(("authorization".to_owned(), format!("Basic {}", digest::base64(format!("{key}:{secret}").as_bytes()))));
    }
    let body = match body {
        Some(body) => {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
            body.to_string().into_bytes()
        }
        None => Vec::new(),
    };
    // The number of an order is no part of the call's name.
    let call = format!(
        "{} {}",
        method.word(),
        path.split('/').filter(|p| !p.is_empty() && !p.starts_with(|c: char| c.is_ascii_digit())).collect::<Vec<_>>().join("/")
    );
    let url = if query.0.is_empty() { address } else { format!("{address}?{}", query.query()) };
    Ok(Request { call, method, url, headers, body, writes: method != Method::Get })
}

/// The parameters of OAuth and their signature. The nonce follows from the moment and the question, so that it differs where they do.
fn signed(query: Pairs, (key, secret): (&str, &str), method: Method, address: &str, now_ms: i64) -> Pairs {
    let seed = format!("{now_ms} {} {address} {}", method.word(), query.query());
    let nonce: String = digest::lower(&digest::sha256(seed.as_bytes())).chars().take(32).collect();
    let query = query
        .with("oauth_consumer_key", key)
        .with("oauth_nonce", nonce)
        .with("oauth_signature_method", "HMAC-SHA256")
        .with("oauth_timestamp", now_ms.div_euclid(1_000).to_string());
    let signature = sign::oauth1(secret, method.word(), address, &query.0).sign;
    query.with("oauth_signature", signature)
}
