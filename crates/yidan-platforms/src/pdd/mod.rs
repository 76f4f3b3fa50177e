//! Pinduoduo: one address, `type`, a signed form. Orders are told only once they are paid.
//! Decrypting receivers is not here: it is counted by the day.

mod orders;
mod token;
mod trouble;
mod waybill;
mod writes;

pub(crate) use waybill::PddWaybill;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Placed, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{self, Pairs};
use crate::node::Node;
use crate::walks::{self, Pages, Slice};
use crate::wording;

pub(crate) struct Pdd;

const ABOUT: About = About {
    form: &[
        Field { key: "app_key", words: ("client_id", "client_id"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("client_secret", "client_secret"), is_secret: true, is_required: true },
        Field {
            key: "access_token",
            words: ("access_token（可不填，用授权代替）", "access_token (or authorize)"),
            is_secret: true,
            is_required: false,
        },
    ],
    can: &[Can::Orders, Can::Detail, Can::Refunds, Can::Ship, Can::Memo, Can::Flag, Can::Stock, Can::Token, Can::Browser],
    walk: Walk { longest_s: 1_800, overlap_s: 300, lag_s: 180, days_back: 90, every_s: 60, by_change: true },
    placed: Some(Placed { longest_s: PLACED_SLICE_S, settles_s: 2 * 86_400 }),
    rates: &[
        Rate { method: LIST, calls: 3_000, per_ms: 60_000 },
        Rate { method: PLACED, calls: 10_000, per_ms: 60_000 },
        Rate { method: REFUNDS, calls: 100, per_ms: 10_000 },
        Rate { method: "*", calls: 20, per_ms: 1_000 },
    ],
    url: "https://gw-api.pinduoduo.com",
    authorize_url: "https://fuwu.pinduoduo.com/service-market/auth?response_type=code&client_id={app_key}&redirect_uri={redirect}&state={state}",
    writes_are_official: true,
};

const LIST: &str = "pdd.order.number.list.increment.get";
/// By the time of the deal. What is paid but waits for its group has none yet, which is why it is not asked for the youngest orders.
const PLACED: &str = "pdd.order.list.get";
const PLACED_SLICE_S: i64 = 86_400;
const DETAIL: &str = "pdd.order.information.get";
const REFUNDS: &str = "pdd.refund.list.increment.get";
const CARRIERS: &str = "pdd.logistics.companies.get";
const PAGES: Pages = Pages { first: 1, size: 100, most: 1_000 };
/// After-sale states that are asked for one by one: nobody documents a value for all of them.
const REFUND_STATES: &[&str] = &["2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "31", "33"];
const REFUND_STATE: &str = "state";

impl Channel for Pdd {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (method, pairs, writes) = match task {
            Task::Authorize { code } => return token::first(access, code, now_ms).map(Some),
            Task::Refresh => return token::next(access, now_ms).map(Some),
            Task::Test => {
                let end_s = now_ms.div_euclid(1_000) - ABOUT.walk.lag_s;
                (LIST, window(end_s - 60, end_s).with("page", "1").with("page_size", "1"), false)
            }
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                (LIST, paged(window(slice.from_s, slice.to_s), at), false)
            }
            Task::Placed { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, PLACED_SLICE_S);
                (PLACED, paged(of_all(slice.from_s, slice.to_s, "start_confirm_at", "end_confirm_at"), at), false)
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                let pairs = Pairs::new()
                    .with("start_updated_at", slice.from_s.to_string())
                    .with("end_updated_at", slice.to_s.to_string())
                    .with("after_sales_type", "1")
                    .with("after_sales_status", REFUND_STATES[refund_state(at)]);
                (REFUNDS, paged(pairs, at), false)
            }
            Task::Orders { numbers } => match walks::number(at, numbers) {
                Some(order_sn) => (DETAIL, Pairs::new().with("order_sn", order_sn), false),
                None => return Ok(None),
            },
            Task::Ship(shipment) => writes::ship(access, shipment)?,
            Task::Memo { order_no, memo, flag } => writes::memo(order_no, memo.as_deref(), *flag)?,
            Task::Stock { goods, pieces } => writes::stock(goods, *pieces)?,
            Task::Carriers => (CARRIERS, Pairs::new(), false),
        };
        let pairs = pairs.with("access_token", access.need("access_token")?);
        request(access, method, pairs, now_ms, writes).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        // The name of the member does not always follow from the method.
        let value = match (letters::payload(reply, "response", trouble::of), task) {
            (Err(Trouble::Refused { words, .. }), Task::Orders { numbers }) if trouble::is_unknown_order(&words) => {
                return Ok(walks::gone(at, numbers));
            }
            (opened, _) => opened?,
        };
        let node = Node(&value);
        let mut heard = Heard::default();
        match task {
            Task::Authorize { .. } | Task::Refresh => return token::heard(node, at),
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                let list = node.at("order_sn_list");
                if PAGES.hear_or_empty(at, slice, node, "total_count", list)? {
                    wording::take_orders(list.list(), &mut heard, orders::order);
                }
                heard.total = walks::total(at);
            }
            Task::Placed { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, PLACED_SLICE_S);
                let list = node.at("order_list");
                if PAGES.hear_or_empty(at, slice, node, "total_count", list)? {
                    wording::take_orders(list.list(), &mut heard, orders::order);
                }
                heard.total = walks::total(at);
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                let list = node.at("refund_list");
                if PAGES.hear_or_empty(at, slice, node, "total_count", list)? {
                    wording::take_refunds(list, &mut heard, orders::refund);
                }
                next_refund_state(at);
            }
            Task::Orders { numbers } => heard = walks::told(at, numbers, node.at("order_info"), orders::order),
            Task::Ship(_) | Task::Memo { .. } | Task::Stock { .. } => {
                writes::done(node)?;
                at.is_done = true;
            }
            Task::Carriers => {
                let offered =
                    node.at("logistics_companies").list().filter(|c| c.at("available").is_nothing() || c.at("available").is_true());
                heard.carriers = offered.filter_map(|c| Some((c.at("logistics_company").text()?, c.at("id").id()?))).collect();
                at.is_done = true;
            }
            Task::Test => at.is_done = true,
        }
        Ok(heard)
    }
}

fn refund_state(at: &At) -> usize {
    let told = at.notes.get(REFUND_STATE).and_then(|t| t.parse().ok()).unwrap_or(0);
    usize::min(told, REFUND_STATES.len() - 1)
}

/// The window is read for one state: once more for the next.
fn next_refund_state(at: &mut At) {
    let next = refund_state(at) + 1;
    if at.is_done && next < REFUND_STATES.len() {
        *at = At::default();
        at.notes.insert(REFUND_STATE.to_owned(), next.to_string());
    }
}

fn window(from_s: i64, to_s: i64) -> Pairs {
    of_all(from_s, to_s, "start_updated_at", "end_updated_at").with("is_lucky_flag", "0")
}

/// Whatever their states.
fn of_all(from_s: i64, to_s: i64, from: &str, to: &str) -> Pairs {
    Pairs::new()
        .with(from, from_s.to_string())
        .with(to, to_s.to_string())
        .with("order_status", "5")
        .with("refund_status", "5")
        .with("use_has_next", "false")
}

fn paged(pairs: Pairs, at: &At) -> Pairs {
    pairs.with("page", PAGES.page(at).to_string()).with("page_size", PAGES.size.to_string())
}

fn request(access: &Access, method: &str, pairs: Pairs, now_ms: i64, writes: bool) -> Result<Request, Trouble> {
    let secret = access.need("app_secret")?;
    let pairs = pairs
        .with("type", method)
        .with("client_id", access.need("app_key")?)
        .with("timestamp", now_ms.div_euclid(1_000).to_string())
        .with("data_type", "JSON")
        .with("version", "V1");
    let sign = crate::sign::pdd(secret, &pairs.0).sign;
    let url = format!("{}/api/router", access.base(&ABOUT)?);
    Ok(letters::form(method, url, &pairs.with("sign", sign), writes))
}
