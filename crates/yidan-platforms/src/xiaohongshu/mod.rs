//! Xiaohongshu: one address, one flat JSON object; the body itself is not signed. Lists carry no lines: each order is asked for.
//! Receivers are not here: they come as ciphers from a call of their own, right before a waybill.

mod orders;
mod token;
mod trouble;
mod writes;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Placed, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{self, unreadable};
use crate::node::Node;
use crate::walks::{self, Pages, Slice};
use crate::wording;
use serde_json::{Value, json};

pub(crate) struct Xiaohongshu;

const ABOUT: About = About {
    form: &[
        Field { key: "app_key", words: ("appId", "appId"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("appSecret", "appSecret"), is_secret: true, is_required: true },
    ],
    can: &[Can::Orders, Can::Detail, Can::Refunds, Can::Ship, Can::ShipParts, Can::Memo, Can::Flag, Can::Stock, Can::Token, Can::Browser],
    walk: Walk { longest_s: 1_800, overlap_s: 300, lag_s: 60, days_back: 30, every_s: 300, by_change: true },
    placed: Some(Placed { longest_s: PLACED_SLICE_S, settles_s: 3_600 }),
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "https://ark.xiaohongshu.com",
    authorize_url: "https://ark.xiaohongshu.com/ark/authorization?appId={app_key}&redirectUri={redirect}&state={state}",
    writes_are_official: false,
};

const LIST: &str = "order.getOrderList";
/// By time of placing a day is allowed, by time of change half an hour.
const PLACED_SLICE_S: i64 = 86_400;
const DETAIL: &str = "order.getOrderDetail";
const REFUNDS: &str = "afterSale.listAfterSaleInfos";
const CARRIERS: &str = "common.getExpressCompanyList";
const PAGES: Pages = Pages { first: 1, size: 100, most: 100 };

impl Channel for Xiaohongshu {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (method, param, writes) = match task {
            Task::Authorize { code } => return token::first(access, code, now_ms).map(Some),
            Task::Refresh => return token::next(access, now_ms).map(Some),
            Task::Test => {
                let end_s = now_ms.div_euclid(1_000);
                (LIST, list(CHANGED, end_s - 60, end_s, 1, 1), false)
            }
            Task::Changed { .. } | Task::Placed { .. } if !at.ids.is_empty() => (DETAIL, json!({"orderId": at.ids[0]}), false),
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                (LIST, list(CHANGED, slice.from_s, slice.to_s, PAGES.page(at), PAGES.size), false)
            }
            Task::Placed { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, PLACED_SLICE_S);
                (LIST, list(CREATED, slice.from_s, slice.to_s, PAGES.page(at), PAGES.size), false)
            }
            Task::Refunds { from_ms, to_ms } => {
                // Milliseconds here, unlike the orders' list.
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                let param = json!({
                    "startTime": slice.from_s * 1_000, "endTime": slice.to_s * 1_000, "timeType": 2,
                    "pageNo": PAGES.page(at), "pageSize": PAGES.size,
                });
                (REFUNDS, param, false)
            }
            Task::Orders { numbers } => match walks::number(at, numbers) {
                Some(id) => (DETAIL, json!({"orderId": id}), false),
                None => return Ok(None),
            },
            Task::Ship(shipment) => ("order.orderDeliver", writes::ship(access, shipment, at, now_ms)?, true),
            Task::Memo { order_no, memo, flag } => ("order.modifySellerMarkInfo", writes::memo(order_no, memo.as_deref(), *flag)?, true),
            Task::Stock { goods, pieces } => ("inventory.syncSkuStockV2", writes::stock(goods, *pieces)?, true),
            Task::Carriers => (CARRIERS, json!({}), false),
        };
        access.need("app_key")?;
        request(access, method, param, Some(access.need("access_token")?), now_ms, writes).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let is_unknown = |trouble: &Trouble| matches!(trouble, Trouble::Refused { words, .. } if words.contains("订单不存在"));
        let node = match (opened(Node(&value)), task) {
            (Err(trouble), Task::Orders { numbers }) if is_unknown(&trouble) => return Ok(walks::gone(at, numbers)),
            (Err(trouble), Task::Changed { .. } | Task::Placed { .. }) if is_unknown(&trouble) && !at.ids.is_empty() => {
                return Ok(walks::gone_id(at));
            }
            (opened, _) => opened?,
        };
        let mut heard = Heard::default();
        match task {
            Task::Authorize { .. } | Task::Refresh => return token::heard(node, at),
            Task::Changed { .. } | Task::Placed { .. } if !at.ids.is_empty() => {
                let Some(order) = orders::order(node) else { return Ok(walks::untold_id(at)) };
                heard.orders.push(order);
                walks::next_id(at);
            }
            Task::Changed { from_ms, to_ms, .. } => {
                page(node, at, Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s), &mut heard)?;
            }
            Task::Placed { from_ms, to_ms } => page(node, at, Slice::of(at, *from_ms, *to_ms, PLACED_SLICE_S), &mut heard)?,
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                if PAGES.hear_told(at, slice, node, "totalCount")? {
                    wording::take_refunds(node.at("afterSaleBasicInfos"), &mut heard, orders::refund);
                }
            }
            Task::Orders { numbers } => {
                let Some(order) = orders::order(node) else { return Ok(walks::untold(at, numbers)) };
                heard.orders.push(order);
                walks::next_number(at, numbers.len());
            }
            Task::Ship(shipment) => walks::next_number(at, shipment.parcels.len()),
            Task::Carriers => {
                heard.carriers = writes::carriers(node);
                at.is_done = true;
            }
            _ => at.is_done = true,
        }
        Ok(heard)
    }
}

/// A page of ids: they are asked for one by one before the next page.
fn page(node: Node, at: &mut At, slice: Slice, heard: &mut Heard) -> Result<(), Trouble> {
    let (mut next, mut ids) = (at.clone(), Vec::new());
    if PAGES.hear_told(&mut next, slice, node, "total")? {
        for order in node.at("orderList").list() {
            match order.at("orderId").id() {
                Some(id) => ids.push(id),
                None => heard.unreadable.push(("?".to_owned(), "an order without a number".to_owned())),
            }
        }
    }
    heard.total = walks::total(&next);
    walks::with_ids(at, next, ids);
    Ok(())
}

/// Values of `timeType`.
const CREATED: i64 = 1;
const CHANGED: i64 = 2;

fn list(time: i64, from_s: i64, to_s: i64, page: i64, size: i64) -> Value {
    json!({"startTime": from_s, "endTime": to_s, "timeType": time, "orderType": 0, "orderStatus": 0, "pageNo": page, "pageSize": size})
}

/// Common and business parameters stand side by side.
fn request(access: &Access, method: &str, mut body: Value, token: Option<&str>, now_ms: i64, writes: bool) -> Result<Request, Trouble> {
    let (app_id, secret) = (access.need("app_key")?, access.need("app_secret")?);
    let timestamp = now_ms.div_euclid(1_000).to_string();
    body["sign"] = json!(crate::sign::xiaohongshu(secret, method, app_id, &timestamp, "2.0").sign);
    body["appId"] = json!(app_id);
    body["method"] = json!(method);
    body["version"] = json!("2.0");
    body["timestamp"] = json!(timestamp);
    if let Some(token) = token {
        body["accessToken"] = json!(token);
    }
    let url = format!("{}/ark/open_api/v3/common_controller", access.base(&ABOUT)?);
    Ok(letters::json_post(method, url, letters::sorted_json(&body), writes))
}

/// The data of a success. Some families wrap theirs once more.
fn opened(node: Node) -> Result<Node, Trouble> {
    let code = node.at("error_code").int();
    if node.at("success").0.as_bool() == Some(false) || code.is_some_and(|code| code != 0) {
        return Err(trouble::of(node));
    }
    if code.is_none() && !node.at("success").is_true() {
        return Err(unreadable("neither error_code nor success"));
    }
    let data = node.at("data");
    if data.at("success").0.as_bool() == Some(false) {
        return Err(trouble::of(data));
    }
    Ok(if data.at("data").is_object() && !data.at("success").is_nothing() { data.at("data") } else { data })
}
