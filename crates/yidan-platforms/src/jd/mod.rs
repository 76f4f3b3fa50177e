//! JD POP: one address, `method`; what is common stands in the query, what is meant is JSON in one field of the form.
//! The newer SP-API is not here: nobody has published a checked example of it.

mod orders;
mod token;
mod trouble;
mod writes;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{self, Pairs, unreadable};
use crate::node::{Node, in_china};
use crate::walks::{self, Pages, Slice};
use crate::wording;
use serde_json::{Value, json};

pub(crate) struct Jd;

const ABOUT: About = About {
    form: &[
        Field { key: "app_key", words: ("AppKey", "AppKey"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("AppSecret", "AppSecret"), is_secret: true, is_required: true },
        Field {
            key: "access_token",
            words: ("access_token（可不填，用授权代替）", "access_token (or authorize)"),
            is_secret: true,
            is_required: false,
        },
    ],
    can: &[Can::Orders, Can::Detail, Can::Refunds, Can::Ship, Can::Memo, Can::Flag, Can::Stock, Can::Token, Can::Browser],
    walk: Walk { longest_s: 28 * 86_400, overlap_s: 300, lag_s: 60, days_back: 90, every_s: 60, by_change: true },
    placed: None,
    rates: &[Rate { method: "*", calls: 5, per_ms: 1_000 }],
    url: "https://api.jd.com",
    authorize_url: "https://open-oauth.jd.com/oauth2/to_login?app_key={app_key}&response_type=code&redirect_uri={redirect}&state={state}&scope=snsapi_base",
    writes_are_official: false,
};

const LIST: &str = "jingdong.pop.order.enSearch";
const DETAIL: &str = "jingdong.pop.order.enGet";
const REFUNDS: &str = "jingdong.pop.afs.soa.refundapply.queryPageList";
const CARRIERS: &str = "jingdong.get.vender.all.delivery.company";
const PAGES: Pages = Pages { first: 1, size: 100, most: 100 };
const REFUND_PAGES: Pages = Pages { first: 1, size: 50, most: 100 };
/// Cases are asked for twice: those applied for in the window, and those decided in it.
const DECIDED: &str = "decided";

impl Channel for Jd {
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
                let which = if at.notes.contains_key(DECIDED) { "check" } else { "apply" };
                let mut param = json!({"pageIndex": REFUND_PAGES.page(at), "pageSize": REFUND_PAGES.size});
                param[format!("{which}TimeStart")] = json!(wall(slice.from_s));
                param[format!("{which}TimeEnd")] = json!(wall(slice.to_s));
                (REFUNDS, param, false)
            }
            Task::Placed { .. } => return Ok(None),
            Task::Orders { numbers } => match walks::number(at, numbers) {
                Some(order_id) => (DETAIL, json!({"order_id": order_id, "optional_fields": orders::FIELDS}), false),
                None => return Ok(None),
            },
            Task::Ship(shipment) => writes::ship(access, shipment)?,
            Task::Memo { order_no, memo, flag } => writes::memo(order_no, memo.as_deref(), *flag)?,
            Task::Stock { goods, pieces } => writes::stock(goods, *pieces)?,
            Task::Carriers => (CARRIERS, json!({}), false),
        };
        request(access, method, &param, now_ms, writes).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        if matches!(task, Task::Authorize { .. } | Task::Refresh) {
            return token::heard(reply, at);
        }
        let value = letters::object(reply)?;
        let node = match (opened(Node(&value)), task) {
            (Err(Trouble::Refused { words, .. }), Task::Orders { numbers }) if words.contains("订单不存在") => {
                return Ok(walks::gone(at, numbers));
            }
            (opened, _) => opened?,
        };
        let mut heard = Heard::default();
        match task {
            Task::Changed { from_ms, to_ms, .. } => {
                let result = node.at("searchorderinfo_result");
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                if PAGES.hear_told(at, slice, result, "orderTotal")? {
                    wording::take_orders(result.at("orderInfoList").list(), &mut heard, orders::order);
                }
                heard.total = walks::total(at);
            }
            Task::Orders { numbers } => heard = walks::told(at, numbers, node.at("orderDetailInfo").at("orderInfo"), orders::order),
            Task::Refunds { from_ms, to_ms } => {
                let result = node.at("queryResult");
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                let is_decided = at.notes.contains_key(DECIDED);
                if REFUND_PAGES.hear_told(at, slice, result, "totalCount")? {
                    wording::take_refunds(result.at("result"), &mut heard, orders::refund);
                }
                if at.is_done && !is_decided {
                    *at = At::default();
                    at.notes.insert(DECIDED.to_owned(), "1".to_owned());
                }
            }
            Task::Carriers => {
                heard.carriers = writes::carriers(node).ok_or_else(|| unreadable("no list of carriers"))?;
                at.is_done = true;
            }
            _ => at.is_done = true,
        }
        Ok(heard)
    }
}

fn wall(seconds: i64) -> String {
    in_china(seconds * 1_000).as_str().to_owned()
}

/// By time of change (`dateType` 1 would be by creation). All states: one that is not listed would be lost without a word.
fn list(from_s: i64, to_s: i64, page: i64, size: i64) -> Value {
    json!({
        "start_date": wall(from_s), "end_date": wall(to_s), "order_state": "ALL", "optional_fields": orders::FIELDS,
        "page": page.to_string(), "page_size": size.to_string(), "sortType": "0", "dateType": "0", "source_id": "JOS",
    })
}

fn request(access: &Access, method: &str, param: &Value, now_ms: i64, writes: bool) -> Result<Request, Trouble> {
    let param = letters::sorted_json(param);
    let query = Pairs::new()
        .with("method", method)
        .with("app_key", access.need("app_key")?)
        .with("access_token", access.need("access_token")?)
        .with("timestamp", in_china(now_ms).as_str())
        .with("v", "2.0");
    let signed = query.clone().with("360buy_param_json", param.as_str());
    let query = query.with("sign", crate::sign::jd(access.need("app_secret")?, &signed.0).sign);
    let url = format!("{}/routerjson?{}", access.base(&ABOUT)?, query.query());
    Ok(letters::form(method, url, &Pairs::new().with("360buy_param_json", param), writes))
}

/// The payload. A business failure hides inside a success: any member may carry a `success` that is false.
fn opened(node: Node) -> Result<Node, Trouble> {
    if node.at("error_response").is_object() {
        return Err(trouble::of_platform(node.at("error_response")));
    }
    let members = node.0.as_object().into_iter().flatten();
    let payload = members.filter(|(name, _)| name.ends_with("_responce") || name.ends_with("_response")).map(|(_, v)| Node(v)).next();
    let payload = payload.filter(|p| p.is_object()).ok_or_else(|| unreadable("no responce member"))?;
    if payload.at("code").text().is_some_and(|code| code != "0") {
        return Err(trouble::of_platform(payload));
    }
    for result in payload.0.as_object().into_iter().flatten().map(|(_, v)| Node(v)) {
        for verdict in [result.at("apiResult"), result] {
            if verdict.at("success").0.as_bool() == Some(false) {
                return Err(trouble::of_business(verdict));
            }
        }
    }
    Ok(payload)
}
