//! Shopify: its admin interface in GraphQL, by a permanent token or by one that client id and secret fetch for a day.
//! Refunding, the catalogue and the older REST interface are not here.

mod orders;
mod ship;
mod stock;
mod token;
mod trouble;
mod walk;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Rate, Reply, Request, Task, Trouble, Walk};
use crate::graphql;
use crate::node::Node;
use serde_json::{Value, json};

pub(crate) struct Shopify;

/// The version of the interface; each is supported for about a year.
const VERSION: &str = "2026-10";

const ABOUT: About = About {
    form: &[
        Field {
            key: "access_token",
            words: ("Access Token（shpat_…，没有就填下面两项）", "Access token shpat_... (or the two below)"),
            is_secret: true,
            is_required: false,
        },
        Field { key: "client_id", words: ("Client ID", "Client ID"), is_secret: false, is_required: false },
        Field { key: "client_secret", words: ("Client Secret", "Client secret"), is_secret: true, is_required: false },
        Field {
            key: "pending_is_paid",
            words: ("货到付款、转账的单也发时填 1", "1 where orders are sent before they are paid"),
            is_secret: false,
            is_required: false,
        },
    ],
    can: &[Can::Orders, Can::Detail, Can::Ship, Can::ShipParts, Can::Stock, Can::Token],
    walk: Walk { longest_s: 30 * 86_400, overlap_s: 300, lag_s: 60, days_back: 60, every_s: 60, by_change: true },
    placed: None,
    rates: &[Rate { method: "*", calls: 2, per_ms: 1_000 }],
    url: "",
    authorize_url: "",
    writes_are_official: true,
};

const TEST: &str = "query { shop { name } orders(first: 1) { nodes { id } } }";

impl Channel for Shopify {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, _now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (call, query, variables, writes) = match task {
            Task::Authorize { .. } | Task::Refresh => return token::ask(access),
            Task::Test => ("shop", TEST.to_owned(), json!({}), false),
            Task::Changed { from_ms, to_ms, .. } => walk::ask(at, *from_ms, *to_ms),
            Task::Orders { numbers } => match crate::walks::number(at, numbers) {
                Some(name) => walk::by_name(name),
                None => return Ok(None),
            },
            Task::Ship(shipment) => ship::ask(shipment, at)?,
            Task::Stock { goods, pieces } => stock::ask(access, goods, *pieces, at)?,
            Task::Placed { .. } | Task::Refunds { .. } | Task::Memo { .. } | Task::Carriers => return Ok(None),
        };
        let url = format!("{}/admin/api/{VERSION}/graphql.json", access.base(&ABOUT)?);
        let mut request = graphql::request(call, url, &query, &variables, writes);
        request.headers.push(("x-shopify-access-token".to_owned(), token::of(access)?.to_owned()));
        Ok(Some(request))
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        if matches!(task, Task::Authorize { .. } | Task::Refresh) {
            return token::hear(at, reply);
        }
        let value = opened(access, reply)?;
        let data = Node(&value).at("data");
        match task {
            Task::Changed { .. } => walk::hear(access, data, at),
            Task::Orders { numbers } => walk::hear_number(access, data, at, numbers),
            Task::Ship(shipment) => ship::hear(data, at, shipment),
            Task::Stock { .. } => stock::hear(access, data, at),
            _ => {
                at.is_done = true;
                Ok(Heard { shop_name: data.at("shop").at("name").text(), ..Heard::default() })
            }
        }
    }
}

/// Fields that an app may not see come back empty beside good data, with an error that says so: the order is kept.
fn opened(access: &Access, reply: &Reply) -> Result<Value, Trouble> {
    let is_denied_in_part = |value: &Value| {
        let node = Node(value);
        let has_data = node.at("data").0.as_object().is_some_and(|d| d.values().any(|v| !v.is_null()));
        has_data && node.at("errors").list().all(|e| e.at("extensions").at("code").text().as_deref() == Some("ACCESS_DENIED"))
    };
    match serde_json::from_slice::<Value>(&reply.body) {
        Ok(value) if reply.status == 200 && is_denied_in_part(&value) => Ok(value),
        parsed => {
            let cost = parsed.map(|v| trouble::wait_s(Node(&v))).unwrap_or_default();
            let can_renew = access.get("client_secret").is_some();
            graphql::opened(reply, |code, words| trouble::of(reply.status, code, words, cost, can_renew))
        }
    }
}
