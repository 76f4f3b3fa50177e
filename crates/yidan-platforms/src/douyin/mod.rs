//! Douyin shops: a path per call, sorted JSON as the body, one signature over a fixed pattern. Money is fen, times are seconds.
//! The documents walk ascending pages; here they are walked from the last to the first, see `walks`.

mod orders;
mod token;
mod track;
mod trouble;
mod waybill;
mod writes;

pub(crate) use track::DouyinTrack;
pub(crate) use waybill::DouyinWaybill;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{self, Pairs, unreadable};
use crate::node::Node;
use crate::walks::{self, Pages, Slice};
use crate::wording;
use serde_json::{Value, json};

pub(crate) struct Douyin;

const ABOUT: About = About {
    form: &[
        Field { key: "app_key", words: ("app_key", "app_key"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("app_secret", "app_secret"), is_secret: true, is_required: true },
        Field { key: "shop_id", words: ("店铺 ID（自用型应用）", "Shop id (self-use app)"), is_secret: false, is_required: false },
    ],
    can: &[Can::Orders, Can::Detail, Can::Refunds, Can::Ship, Can::ShipParts, Can::Memo, Can::Flag, Can::Stock, Can::Token],
    walk: Walk { longest_s: 7 * 86_400, overlap_s: 300, lag_s: 60, days_back: 90, every_s: 60, by_change: true },
    placed: None,
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "https://openapi-fxg.jinritemai.com",
    authorize_url: "",
    writes_are_official: true,
};

const LIST: &str = "/order/searchList";
const DETAIL: &str = "/order/orderDetail";
const REFUNDS: &str = "/afterSale/List";
const CARRIERS: &str = "/order/logisticsCompanyList";
/// The documents name 50 000 and 10 000 as the end of page × size: the smaller one is kept.
const PAGES: Pages = Pages { first: 0, size: 100, most: 100 };

impl Channel for Douyin {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (call, param, writes) = match task {
            Task::Authorize { code } => return token::first(access, code, now_ms).map(Some),
            Task::Refresh => return token::next(access, now_ms).map(Some),
            Task::Test => {
                let end_s = now_ms.div_euclid(1_000);
                (LIST, list(end_s - 60, end_s, 0, 1), false)
            }
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                (LIST, list(slice.from_s, slice.to_s, PAGES.page(at), PAGES.size), false)
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                // Without this order the documents warn of missing cases.
                let param = json!({
                    "update_start_time": slice.from_s, "update_end_time": slice.to_s, "order_by": ["update_time asc"],
                    "page": PAGES.page(at), "size": PAGES.size,
                });
                (REFUNDS, param, false)
            }
            Task::Placed { .. } => return Ok(None),
            Task::Orders { numbers } => match walks::number(at, numbers) {
                Some(order_id) => (DETAIL, json!({"shop_order_id": order_id}), false),
                None => return Ok(None),
            },
            Task::Ship(shipment) => writes::ship(access, shipment)?,
            Task::Memo { order_no, memo, flag } => writes::memo(order_no, memo.as_deref(), *flag)?,
            Task::Stock { goods, pieces } => writes::stock(goods, *pieces)?,
            Task::Carriers => (CARRIERS, json!({}), false),
        };
        request(access, call, &param, Some(access.need("app_key").and_then(|_| access.need("access_token"))?), now_ms, writes).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let node = match (opened(Node(&value)), task) {
            (Err(Trouble::Refused { words, .. }), Task::Orders { numbers }) if words.contains("订单不存在") => {
                return Ok(walks::gone(at, numbers));
            }
            (opened, _) => opened?,
        };
        let mut heard = Heard::default();
        match task {
            Task::Authorize { .. } | Task::Refresh => return token::heard(node, at),
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                if PAGES.hear_told(at, slice, node, "total")? {
                    wording::take_orders(node.at("shop_order_list").list(), &mut heard, orders::order);
                }
                heard.total = walks::total(at);
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                if PAGES.hear_told(at, slice, node, "total")? {
                    wording::take_refunds(node.at("items"), &mut heard, orders::refund);
                }
            }
            Task::Orders { numbers } => heard = walks::told(at, numbers, node.at("shop_order_detail"), orders::order),
            Task::Carriers => {
                heard.carriers = node.list().filter_map(|c| Some((c.at("name").text()?, c.at("code").text()?))).collect();
                at.is_done = true;
            }
            _ => at.is_done = true,
        }
        Ok(heard)
    }
}

/// Oldest change first, see `walks`.
fn list(from_s: i64, to_s: i64, page: i64, size: i64) -> Value {
    json!({
        "update_time_start": from_s, "update_time_end": to_s, "order_by": "update_time", "order_asc": true, "page": page, "size": size,
    })
}

/// What is signed is the very text that is sent. The token is not signed.
fn request(access: &Access, call: &str, param: &Value, token: Option<&str>, now_ms: i64, writes: bool) -> Result<Request, Trouble> {
    let (app_key, secret) = (access.need("app_key")?, access.need("app_secret")?);
    let (method, body) = (call.trim_start_matches('/').replace('/', "."), letters::sorted_json(param));
    let timestamp = now_ms.div_euclid(1_000).to_string();
    let sign = crate::sign::douyin(secret, app_key, &method, &body, &timestamp, true).sign;
    let query = Pairs::new()
        .with("method", method)
        .with("app_key", app_key)
        .with("access_token", token.unwrap_or_default())
        .with("timestamp", timestamp)
        .with("v", "2")
        .with("sign", sign)
        .with("sign_method", "hmac-sha256");
    let url = format!("{}{call}?{}", access.base(&ABOUT)?, query.query());
    let mut request = letters::json_post(call, url, body, writes);
    // The codes that `trouble` knows are the newer ones.
    request.headers.push(("x-open-no-old-err-code".to_owned(), "1".to_owned()));
    Ok(request)
}

/// The data of a success.
fn opened(node: Node) -> Result<Node, Trouble> {
    match node.at("code").int() {
        Some(10_000) if !node.at("data").is_nothing() => Ok(node.at("data")),
        Some(10_000) => Err(unreadable("a success without data")),
        Some(_) => Err(trouble::of(node)),
        None => Err(unreadable("no code")),
    }
}
