//! Youzan: a path per call with its version, JSON, no signature. Replies come in three envelopes of different age.

mod orders;
mod token;
mod trouble;
mod writes;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{self, encoded, unreadable};
use crate::node::{Node, in_china};
use crate::walks::{self, Pages, Slice};
use crate::wording;
use serde_json::{Value, json};

pub(crate) struct Youzan;

const ABOUT: About = About {
    form: &[
        Field { key: "app_key", words: ("client_id", "client_id"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("client_secret", "client_secret"), is_secret: true, is_required: true },
        Field { key: "shop_id", words: ("店铺 ID（kdt_id）", "Shop id (kdt_id)"), is_secret: false, is_required: true },
    ],
    can: &[Can::Orders, Can::Detail, Can::Refunds, Can::Ship, Can::ShipParts, Can::Memo, Can::Flag, Can::Stock, Can::Token],
    walk: Walk { longest_s: 30 * 86_400, overlap_s: 300, lag_s: 60, days_back: 90, every_s: 60, by_change: true },
    placed: None,
    rates: &[Rate { method: "*", calls: 5, per_ms: 1_000 }],
    url: "https://open.youzanyun.com",
    authorize_url: "",
    writes_are_official: false,
};

const LIST: &str = "youzan.trades.sold.get/4.0.4";
const DETAIL: &str = "youzan.trade.get/4.0.2";
const REFUNDS: &str = "youzan.trade.refund.search/3.0.1";
const CARRIERS: &str = "youzan.logistics.express.get/3.0.0";
const PAGES: Pages = Pages { first: 1, size: 100, most: 100 };
/// Page × size ends at 3 000.
const REFUND_PAGES: Pages = Pages { first: 1, size: 50, most: 60 };

impl Channel for Youzan {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (call, body, writes) = match task {
            Task::Authorize { code } => return token::first(access, code).map(Some),
            Task::Refresh => return token::next(access).map(Some),
            Task::Test => {
                let end_s = now_ms.div_euclid(1_000);
                (LIST, list(end_s - 60, end_s, 1, 1), false)
            }
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                (LIST, list(slice.from_s, slice.to_s, PAGES.page(at), PAGES.size), false)
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                let body = json!({
                    "update_time_start": slice.from_s, "update_time_end": slice.to_s,
                    "page_no": REFUND_PAGES.page(at), "page_size": REFUND_PAGES.size,
                });
                (REFUNDS, body, false)
            }
            Task::Placed { .. } => return Ok(None),
            Task::Orders { numbers } => match walks::number(at, numbers) {
                Some(tid) => (DETAIL, json!({"tid": tid}), false),
                None => return Ok(None),
            },
            Task::Ship(shipment) => ("youzan.logistics.online.confirm/3.0.0", writes::ship(access, shipment, at)?, true),
            Task::Memo { order_no, memo, flag } => {
                ("youzan.trade.memo.update/3.0.0", writes::memo(order_no, memo.as_deref(), *flag)?, true)
            }
            Task::Stock { goods, pieces } => ("youzan.item.quantity.update/3.0.0", writes::stock(goods, *pieces)?, true),
            Task::Carriers => (CARRIERS, json!({}), false),
        };
        request(access, call, &body, writes).map(Some)
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
                if PAGES.hear_told(at, slice, node, "total_results")? {
                    wording::take_orders(node.at("full_order_info_list").list(), &mut heard, orders::order);
                }
                heard.total = walks::total(at);
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                if REFUND_PAGES.hear_told(at, slice, node, "total")? {
                    wording::take_refunds(node.at("refunds"), &mut heard, orders::refund);
                }
            }
            Task::Orders { numbers } => {
                let Some(order) = orders::order(node) else { return Ok(walks::untold(at, numbers)) };
                heard.orders.push(order);
                walks::next_number(at, numbers.len());
            }
            Task::Ship(shipment) => {
                writes::done(node)?;
                walks::next_number(at, shipment.parcels.len());
            }
            Task::Memo { .. } | Task::Stock { .. } => {
                writes::done(node)?;
                at.is_done = true;
            }
            Task::Carriers => {
                let companies = node.any_list().list();
                heard.carriers = companies.filter_map(|c| Some((c.at("name").text()?, c.at("id").id()?))).collect();
                at.is_done = true;
            }
            Task::Test | Task::Placed { .. } => at.is_done = true,
        }
        Ok(heard)
    }
}

fn list(from_s: i64, to_s: i64, page: i64, size: i64) -> Value {
    let wall = |s: i64| in_china(s * 1_000).as_str().to_owned();
    json!({"start_update": wall(from_s), "end_update": wall(to_s), "page_no": page, "page_size": size})
}

fn request(access: &Access, call: &str, body: &Value, writes: bool) -> Result<Request, Trouble> {
    access.need("app_key")?;
    let url = format!("{}/api/{call}?access_token={}", access.base(&ABOUT)?, encoded(access.need("access_token")?));
    Ok(letters::json_post(call, url, letters::sorted_json(body), writes))
}

/// The payload, whichever envelope it came in.
fn opened(node: Node) -> Result<Node, Trouble> {
    for (failure, code, words) in [("error_response", "code", "msg"), ("gw_err_resp", "err_code", "err_msg")] {
        let failure = node.at(failure);
        if failure.is_object() {
            return Err(trouble::of(failure.at(code), failure.at(words)));
        }
    }
    if node.at("response").is_object() {
        return Ok(node.at("response"));
    }
    match (node.at("success").0.as_bool(), node.at("code").int()) {
        (Some(true), _) | (None, Some(200)) => Ok(node.at("data")),
        (None, None) => Err(unreadable("neither success nor code")),
        _ => Err(trouble::of(node.at("code"), node.at("message"))),
    }
}
