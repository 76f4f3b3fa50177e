//! WeChat shops: a path per call, JSON, no signature, a token from the shop's own AppID and secret. Lists carry ids only.
//! Decoding receivers is not here: it is counted by the day and done by hand.

mod orders;
mod token;
mod trouble;
mod waybill;
mod writes;

pub(crate) use waybill::WechatWaybill;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{self, encoded, unreadable};
use crate::node::Node;
use crate::walks::{self, Slice};
use serde_json::{Value, json};

pub(crate) struct WechatShop;

const ABOUT: About = About {
    form: &[
        Field { key: "app_id", words: ("AppID", "AppID"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("AppSecret", "AppSecret"), is_secret: true, is_required: true },
    ],
    can: &[Can::Orders, Can::Detail, Can::Refunds, Can::Ship, Can::ShipParts, Can::Memo, Can::Stock, Can::Token],
    walk: Walk { longest_s: 7 * 86_400, overlap_s: 300, lag_s: 60, days_back: 90, every_s: 60, by_change: true },
    placed: None,
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "https://api.weixin.qq.com",
    authorize_url: "",
    writes_are_official: true,
};

const LIST: &str = "/channels/ec/order/list/get";
const DETAIL: &str = "/channels/ec/order/get";
const REFUNDS: &str = "/channels/ec/aftersale/getaftersalelist";
const REFUND: &str = "/channels/ec/aftersale/getaftersaleorder";
const CARRIERS: &str = "/channels/ec/order/deliverycompanylist/new/get";
/// After-sale cases are asked for a day at a time.
const REFUND_SLICE_S: i64 = 86_400;
/// So often a walk begins its slice anew when the platform has forgotten the cursor.
const MOST_RESTARTS: usize = 3;
const RESTARTS: &str = "restarts";

impl Channel for WechatShop {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (call, body, writes) = match task {
            Task::Authorize { .. } | Task::Refresh => return token::ask(access).map(Some),
            Task::Test => {
                let end_s = now_ms.div_euclid(1_000);
                (LIST, json!({"update_time_range": {"start_time": end_s - 60, "end_time": end_s}, "page_size": 1, "next_key": ""}), false)
            }
            Task::Changed { from_ms, to_ms, .. } => match at.ids.first() {
                Some(id) => (DETAIL, json!({"order_id": id}), false),
                None => {
                    let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                    let range = json!({"start_time": slice.from_s, "end_time": slice.to_s});
                    (LIST, json!({"update_time_range": range, "page_size": 100, "next_key": at.cursor}), false)
                }
            },
            Task::Refunds { from_ms, to_ms } => match at.ids.first() {
                Some(id) => (REFUND, json!({"after_sale_order_id": id}), false),
                None => {
                    let slice = Slice::of(at, *from_ms, *to_ms, REFUND_SLICE_S);
                    (REFUNDS, json!({"begin_update_time": slice.from_s, "end_update_time": slice.to_s, "next_key": at.cursor}), false)
                }
            },
            Task::Placed { .. } => return Ok(None),
            Task::Orders { numbers } => match walks::number(at, numbers) {
                Some(id) => (DETAIL, json!({"order_id": id}), false),
                None => return Ok(None),
            },
            // A parcel without lines holds whatever is still to be sent: that has to be asked first.
            Task::Ship(shipment) if at.step == 0 && shipment.parcels.iter().any(|p| p.lines.is_empty()) => {
                (DETAIL, json!({"order_id": shipment.order_no}), false)
            }
            Task::Ship(shipment) => ("/channels/ec/order/delivery/send", writes::ship(access, shipment, at)?, true),
            Task::Memo { order_no, memo, .. } => {
                ("/channels/ec/order/merchantnotes/update", writes::memo(order_no, memo.as_deref())?, true)
            }
            Task::Stock { goods, pieces } => ("/channels/ec/product/stock/update", writes::stock(goods, *pieces)?, true),
            Task::Carriers => (CARRIERS, json!({"ewaybill_only": false}), false),
        };
        request(access, call, &body, writes).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        if matches!(task, Task::Authorize { .. } | Task::Refresh) {
            return token::heard(reply, at);
        }
        let value = match (opened(reply), task) {
            (Err(Trouble::Refused { code, .. }), Task::Orders { numbers }) if trouble::is_unknown_order(&code) => {
                return Ok(walks::gone(at, numbers));
            }
            (Err(Trouble::Refused { code, .. }), Task::Changed { .. }) if trouble::is_unknown_order(&code) && !at.ids.is_empty() => {
                return Ok(walks::gone_id(at));
            }
            (Err(Trouble::Again { code, .. }), _) if code == trouble::CURSOR_IS_OVER && may_restart(at) => return Ok(Heard::default()),
            (opened, _) => opened?,
        };
        let (node, mut heard) = (Node(&value), Heard::default());
        match task {
            Task::Changed { .. } if !at.ids.is_empty() => {
                let Some(order) = orders::order(node.at("order")) else { return Ok(walks::untold_id(at)) };
                heard.orders.push(order);
                walks::next_id(at);
            }
            Task::Refunds { .. } if !at.ids.is_empty() => {
                let Some(case) = orders::refund(node.at("after_sale_order")) else { return Ok(walks::untold_id(at)) };
                heard.refunds.push(case);
                walks::next_id(at);
            }
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                page(node, at, slice, node.at("order_id_list"))?;
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, REFUND_SLICE_S);
                page(node, at, slice, node.at("after_sale_order_id_list"))?;
            }
            Task::Orders { numbers } => heard = walks::told(at, numbers, node.at("order"), orders::order),
            Task::Ship(shipment) if at.step == 0 && shipment.parcels.iter().any(|p| p.lines.is_empty()) => {
                at.notes.insert(writes::REST.to_owned(), writes::rest(told(node.at("order"))?)?);
                at.step = 1;
            }
            Task::Carriers => {
                let companies = node.at("company_list").list();
                heard.carriers = companies.filter_map(|c| Some((c.at("delivery_name").text()?, c.at("delivery_id").text()?))).collect();
                at.is_done = true;
            }
            _ => at.is_done = true,
        }
        Ok(heard)
    }
}

/// A page of ids: they are asked for one by one before the next page.
fn page(node: Node, at: &mut At, slice: Slice, ids: Node) -> Result<(), Trouble> {
    let mut next = at.clone();
    let cursor = node.at("next_key").text().filter(|_| node.at("has_more").is_true());
    if cursor.is_none() && node.at("has_more").is_true() {
        return Err(unreadable("more without a cursor"));
    }
    walks::follow(&mut next, slice, cursor)?;
    walks::with_ids(at, next, ids.list().filter_map(Node::id).collect());
    Ok(())
}

fn told(node: Node) -> Result<Node, Trouble> {
    if node.is_object() { Ok(node) } else { Err(unreadable("a reply without what was asked for")) }
}

/// The cursor is over: the slice begins anew, but not for ever.
fn may_restart(at: &mut At) -> bool {
    let before = at.notes.get(RESTARTS).map_or(0, String::len);
    if at.cursor.is_empty() || before >= MOST_RESTARTS {
        return false;
    }
    at.notes.insert(RESTARTS.to_owned(), "x".repeat(before + 1));
    at.cursor.clear();
    at.step = 0;
    true
}

fn request(access: &Access, call: &str, body: &Value, writes: bool) -> Result<Request, Trouble> {
    access.need("app_id")?;
    let url = format!("{}{call}?access_token={}", access.base(&ABOUT)?, encoded(access.need("access_token")?));
    Ok(letters::json_post(call, url, letters::sorted_json(body), writes))
}

/// The reply of a success. An address that is not on the white list may be turned away before JSON is spoken.
fn opened(reply: &Reply) -> Result<Value, Trouble> {
    if reply.status == 403 {
        return Err(Trouble::Setup { code: "403".to_owned(), words: String::new() });
    }
    let value = letters::object(reply)?;
    match Node(&value).at("errcode").int() {
        Some(0) => Ok(value),
        Some(_) => Err(trouble::of(Node(&value))),
        None => Err(unreadable("no errcode")),
    }
}
