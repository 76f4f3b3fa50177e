//! Taobao and Tmall: TOP, one address, `method`, a signed form. Which fields mean what is in `orders`, which codes in `trouble`.
//! Decrypting receivers and waybills are not here: they need an environment of the platform's own.

mod orders;
mod token;
mod track;
mod trouble;
mod writes;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{self, Pairs};
use crate::node::{Node, in_china};
use crate::walks::{self, Pages, Slice};
use crate::wording;

pub(crate) use track::TaobaoTrack;
pub(crate) use trouble::of as trouble;

pub(crate) struct Taobao;

const ABOUT: About = About {
    form: &[
        Field { key: "app_key", words: ("AppKey", "AppKey"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("AppSecret", "AppSecret"), is_secret: true, is_required: true },
        Field {
            key: "access_token",
            words: ("SessionKey（可不填，用授权代替）", "Session key (or authorize)"),
            is_secret: true,
            is_required: false,
        },
    ],
    can: &[Can::Orders, Can::Detail, Can::Refunds, Can::Ship, Can::ShipParts, Can::Memo, Can::Flag, Can::Stock, Can::Token, Can::Browser],
    walk: Walk { longest_s: 86_400, overlap_s: 300, lag_s: 60, days_back: 90, every_s: 60, by_change: true },
    placed: None,
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "https://gw.api.taobao.com",
    authorize_url: "https://oauth.taobao.com/authorize?response_type=code&client_id={app_key}&redirect_uri={redirect}&state={state}&view=web",
    writes_are_official: true,
};

const LIST: &str = "taobao.trades.sold.increment.get";
const DETAIL: &str = "taobao.trade.fullinfo.get";
const REFUNDS: &str = "taobao.refunds.receive.get";
const CARRIERS: &str = "taobao.logistics.companies.get";
/// 40 to 50 are advised; pages have no published end, ours is far beyond a busy day.
const PAGES: Pages = Pages { first: 1, size: 50, most: 1_000 };

impl Channel for Taobao {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (method, pairs, writes) = match task {
            Task::Authorize { code } => return token::first(access, code).map(Some),
            Task::Refresh => return token::next(access).map(Some),
            Task::Test => {
                let now = now_ms.div_euclid(1_000);
                (LIST, window(now - 60, now).with("fields", "tid").with("page_no", "1").with("page_size", "1"), false)
            }
            Task::Changed { from_ms, to_ms, .. } => match at.ids.first() {
                Some(tid) => (DETAIL, detail(tid), false),
                None => {
                    let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                    (LIST, paged(slice, at).with("fields", orders::LIST_FIELDS), false)
                }
            },
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                (REFUNDS, paged(slice, at).with("fields", orders::REFUND_FIELDS), false)
            }
            Task::Placed { .. } => return Ok(None),
            Task::Orders { numbers } => match walks::number(at, numbers) {
                Some(tid) => (DETAIL, detail(tid), false),
                None => return Ok(None),
            },
            Task::Ship(shipment) => writes::ship(access, shipment, at)?,
            Task::Memo { order_no, memo, flag } => writes::memo(order_no, memo.as_deref(), *flag),
            Task::Stock { goods, pieces } => writes::stock(goods, *pieces)?,
            Task::Carriers => (CARRIERS, Pairs::new().with("fields", "id,code,name,reg_mail_no"), false),
        };
        request(access, method, pairs, now_ms, writes).map(Some)
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let _ = access;
        if matches!(task, Task::Authorize { .. } | Task::Refresh) {
            return token::heard(reply, at);
        }
        let value = match (letters::payload(reply, "_response", trouble::of), task) {
            // The list has told the trade already: one that is gone meanwhile must not hold up the walk.
            (Err(Trouble::Refused { code, .. }), Task::Changed { .. }) if !at.ids.is_empty() && trouble::is_unknown_trade(&code) => {
                return Ok(walks::gone_id(at));
            }
            (Err(Trouble::Refused { code, .. }), Task::Orders { numbers }) if trouble::is_unknown_trade(&code) => {
                return Ok(walks::gone(at, numbers));
            }
            (opened, _) => opened?,
        };
        let node = Node(&value);
        let mut heard = Heard::default();
        match task {
            Task::Changed { from_ms, to_ms, .. } if at.ids.is_empty() => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                let trades = node.at("trades").at("trade");
                let (mut next, mut ids) = (at.clone(), Vec::new());
                if PAGES.hear_or_empty(&mut next, slice, node, "total_results", trades)? {
                    ids = orders::trades(trades, &mut heard);
                }
                heard.total = walks::total(&next);
                walks::with_ids(at, next, ids);
            }
            Task::Changed { .. } => {
                orders::trade(node.at("trade"), &mut heard);
                walks::next_id(at);
            }
            Task::Orders { numbers } => {
                if !node.at("trade").is_object() {
                    return Ok(walks::untold(at, numbers));
                }
                orders::trade(node.at("trade"), &mut heard);
                walks::next_number(at, numbers.len());
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                let refunds = node.at("refunds").at("refund");
                if PAGES.hear_or_empty(at, slice, node, "total_results", refunds)? {
                    wording::take_refunds(refunds, &mut heard, orders::refund);
                }
            }
            Task::Ship(shipment) => writes::shipped(node, at, shipment)?,
            Task::Carriers => {
                let companies = node.at("logistics_companies").at("logistics_company");
                heard.carriers = companies.list().filter_map(|c| Some((c.at("name").text()?, c.at("code").text()?))).collect();
                at.is_done = true;
            }
            _ => at.is_done = true,
        }
        Ok(heard)
    }
}

fn window(from_s: i64, to_s: i64) -> Pairs {
    let text = |s: i64| in_china(s * 1_000).as_str().to_owned();
    Pairs::new().with("start_modified", text(from_s)).with("end_modified", text(to_s)).with("use_has_next", "false")
}

fn paged(slice: Slice, at: &At) -> Pairs {
    window(slice.from_s, slice.to_s).with("page_no", PAGES.page(at).to_string()).with("page_size", PAGES.size.to_string())
}

fn detail(tid: &str) -> Pairs {
    Pairs::new().with("tid", tid).with("fields", orders::DETAIL_FIELDS).with("include_oaid", "true")
}

/// A signed request of TOP.
pub(crate) fn request(access: &Access, method: &str, pairs: Pairs, now_ms: i64, writes: bool) -> Result<Request, Trouble> {
    let secret = access.need("app_secret")?;
    let pairs = pairs
        .with("method", method)
        .with("app_key", access.need("app_key")?)
        .with("session", access.need("access_token")?)
        .with("timestamp", in_china(now_ms).as_str())
        .with("format", "json")
        .with("v", "2.0")
        .with("sign_method", "hmac-sha256");
    let sign = crate::sign::taobao(secret, &pairs.0, "hmac-sha256").sign;
    let url = format!("{}/router/rest", access.base(&ABOUT)?);
    Ok(letters::form(method, url, &pairs.with("sign", sign), writes))
}
