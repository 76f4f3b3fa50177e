//! Kuaishou shops: a path per call, common parameters and `param` signed with a third credential. One order is one line of goods.
//! Stock is not here: the interface adds and takes pieces, it sets none. Split shipments and flags are not known well enough.

mod orders;
mod token;
mod trouble;
mod writes;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{self, Pairs, number_or_text, unreadable};
use crate::node::Node;
use crate::walks::{self, Slice};
use crate::wording;
use serde_json::{Value, json};

pub(crate) struct Kuaishou;

const ABOUT: About = About {
    form: &[
        Field { key: "app_key", words: ("appKey", "appKey"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("appSecret", "appSecret"), is_secret: true, is_required: true },
        Field { key: "sign_secret", words: ("signSecret", "signSecret"), is_secret: true, is_required: true },
    ],
    can: &[Can::Orders, Can::Detail, Can::Refunds, Can::Ship, Can::Memo, Can::Token, Can::Browser],
    walk: Walk { longest_s: 7 * 86_400, overlap_s: 300, lag_s: 60, days_back: 90, every_s: 60, by_change: true },
    placed: None,
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "https://openapi.kwaixiaodian.com",
    authorize_url: "https://open.kwaixiaodian.com/oauth/authorize?app_id={app_key}&redirect_uri={redirect}\
&scope=merchant_order,merchant_item,merchant_refund,merchant_logistics&response_type=code&state={state}",
    writes_are_official: true,
};

const LIST: &str = "open.order.cursor.list";
const DETAIL: &str = "open.order.detail";
const REFUNDS: &str = "open.seller.order.refund.pcursor.list";
/// Cases are asked for a day at a time.
const REFUND_SLICE_S: i64 = 86_400;
const NO_MORE: &str = "nomore";

impl Channel for Kuaishou {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (method, param, writes) = match task {
            Task::Authorize { code } => return token::first(access, code).map(Some),
            Task::Refresh => return token::next(access).map(Some),
            Task::Test => (LIST, list(now_ms - 60_000, now_ms, "", 1), false),
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                (LIST, list(slice.from_s * 1_000, slice.to_s * 1_000, &at.cursor, 50), false)
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, REFUND_SLICE_S);
                let param = json!({
                    "beginTime": slice.from_s * 1_000, "endTime": slice.to_s * 1_000, "type": 9, "queryType": 2, "negotiateStatus": 0,
                    "pageSize": 100, "currentPage": at.page.max(0) + 1, "pcursor": at.cursor,
                });
                (REFUNDS, param, false)
            }
            Task::Placed { .. } => return Ok(None),
            Task::Orders { numbers } => match walks::number(at, numbers) {
                Some(oid) => (DETAIL, json!({"oid": number_or_text(oid)}), false),
                None => return Ok(None),
            },
            Task::Ship(shipment) => writes::ship(access, shipment)?,
            // Notes are added, not replaced: what is there already is asked first, so that nothing is said twice.
            Task::Memo { memo, .. } if memo.as_deref().is_none_or(str::is_empty) => return access.need("app_key").map(|_| None),
            Task::Memo { order_no, .. } if at.step == 0 => (DETAIL, json!({"oid": number_or_text(order_no)}), false),
            Task::Memo { order_no, memo, .. } => writes::memo(order_no, memo.as_deref())?,
            Task::Stock { .. } | Task::Carriers => return access.need("app_key").map(|_| None),
        };
        request(access, method, &param, now_ms, writes).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        if matches!(task, Task::Authorize { .. } | Task::Refresh) {
            return token::heard(Node(&value), at);
        }
        let node = match (opened(Node(&value)), task) {
            (Err(Trouble::Refused { words, .. }), Task::Orders { numbers }) if words.contains("订单不存在") => {
                return Ok(walks::gone(at, numbers));
            }
            (opened, _) => opened?,
        };
        let mut heard = Heard::default();
        match task {
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                let cursor = node.at("cursor").text().ok_or_else(|| unreadable("a list without a cursor"))?;
                walks::follow(at, slice, Some(cursor).filter(|c| c != NO_MORE))?;
                wording::take_orders(node.at("orderList").list(), &mut heard, orders::order);
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, REFUND_SLICE_S);
                let cursor = node.first(&["pcursor", "cursor"]).text().ok_or_else(|| unreadable("a list without a cursor"))?;
                let page = at.page + 1;
                walks::follow(at, slice, Some(cursor).filter(|c| c != NO_MORE))?;
                if at.step > 0 {
                    at.page = page;
                }
                wording::take_refunds(node.at("refundOrderInfoList"), &mut heard, orders::refund);
            }
            Task::Orders { numbers } => heard = walks::told(at, numbers, orders::told(node), orders::order),
            Task::Memo { memo, .. } if at.step == 0 => {
                if !orders::told(node).is_object() {
                    return Err(unreadable("a reply without the order"));
                }
                at.step = 1;
                at.is_done = orders::notes(node).iter().any(|note| Some(note) == memo.as_ref());
            }
            _ => at.is_done = true,
        }
        Ok(heard)
    }
}

/// By time of change, all states, all kinds of distribution.
fn list(from_ms: i64, to_ms: i64, cursor: &str, size: i64) -> Value {
    json!({
        "orderViewStatus": 1, "queryType": 2, "cpsType": 0, "sort": 1, "pageSize": size, "beginTime": from_ms, "endTime": to_ms, "cursor": cursor,
    })
}

fn request(access: &Access, method: &str, param: &Value, now_ms: i64, writes: bool) -> Result<Request, Trouble> {
    let pairs = Pairs::new()
        .with("appkey", access.need("app_key")?)
        .with("method", method)
        .with("version", "1")
        .with("access_token", access.need("access_token")?)
        .with("timestamp", now_ms.to_string())
        .with("signMethod", "HMAC_SHA256")
        .with("param", letters::sorted_json(param));
    let sign = crate::sign::kuaishou(access.need("sign_secret")?, &pairs.0, true).sign;
    let pairs = pairs.with("sign", sign);
    let url = format!("{}/{}", access.base(&ABOUT)?, method.replace('.', "/"));
    Ok(if writes { letters::form(method, url, &pairs, true) } else { letters::get(method, format!("{url}?{}", pairs.query())) })
}

/// The data of a success; writing calls may have none.
fn opened(node: Node) -> Result<Node, Trouble> {
    match node.at("result").int() {
        Some(1) => Ok(node.at("data")),
        Some(_) => Err(trouble::of(node)),
        None => Err(unreadable("no result")),
    }
}
