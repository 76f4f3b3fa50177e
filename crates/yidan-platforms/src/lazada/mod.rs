//! Lazada: one house per country, everything signed with the path in front. Orders and their pieces come from two calls and are put together.
//! Labels are not here: they are Lazada's own documents.

mod orders;
mod token;
mod trouble;
mod writes;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{self, Pairs, unreadable};
use crate::node::{Node, in_china};
use crate::walks::{self, Pages, Slice};
use crate::wording;
use serde_json::Value;

pub(crate) struct Lazada;

const ABOUT: About = About {
    form: &[
        Field { key: "app_key", words: ("App Key", "App Key"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("App Secret", "App Secret"), is_secret: true, is_required: true },
        Field {
            key: "country", words: ("国家（sg th my vn ph id）", "Country (sg th my vn ph id)"), is_secret: false, is_required: true
        },
    ],
    can: &[Can::Orders, Can::Detail, Can::Refunds, Can::Ship, Can::Stock, Can::Token, Can::Browser],
    // They ask not to be polled hard.
    walk: Walk { longest_s: 7 * 86_400, overlap_s: 300, lag_s: 60, days_back: 90, every_s: 300, by_change: true },
    placed: None,
    rates: &[Rate { method: "*", calls: 5, per_ms: 1_000 }],
    url: "https://api.lazada.sg",
    authorize_url: "https://auth.lazada.com/oauth/authorize?response_type=code&force_auth=true&redirect_uri={redirect}&client_id={app_key}&state={state}",
    writes_are_official: true,
};

/// The houses of the countries.
const HOUSES: &[(&str, &str)] = &[
    ("sg", "https://api.lazada.sg"),
    ("th", "https://api.lazada.co.th"),
    ("my", "https://api.lazada.com.my"),
    ("vn", "https://api.lazada.vn"),
    ("ph", "https://api.lazada.com.ph"),
    ("id", "https://api.lazada.co.id"),
];

const LIST: &str = "/orders/get";
const LIST_ITEMS: &str = "/orders/items/get";
const ORDER: &str = "/order/get";
const ITEMS: &str = "/order/items/get";
const REFUNDS: &str = "/reverse/getreverseordersforseller";
/// Orders of a page: they are kept until their pieces are told, so there are not many.
const LIMIT: i64 = 40;
/// Within one second pages overlap by so many, in case some leave it meanwhile.
const OVERLAP: i64 = 10;
const REFUND_PAGES: Pages = Pages { first: 1, size: 50, most: 100 };
/// Under this note stand the orders that wait for their pieces, as JSON.
const WAITING: &str = "orders";

impl Channel for Lazada {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (path, pairs) = match task {
            Task::Authorize { code } => return token::first(access, code, now_ms).map(Some),
            Task::Refresh => return token::next(access, now_ms).map(Some),
            Task::Test => {
                (LIST, Pairs::new().with("update_after", iso(now_ms.div_euclid(1_000) - 60)).with("limit", "1").with("offset", "0"))
            }
            Task::Changed { .. } if !at.ids.is_empty() => (LIST_ITEMS, Pairs::new().with("order_ids", format!("[{}]", at.ids.join(",")))),
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                (LIST, page(after(at, slice), slice.to_s, at.page))
            }
            Task::Placed { .. } => return Ok(None),
            Task::Orders { numbers } => match walks::number(at, numbers) {
                Some(id) => (if at.step == 0 { ORDER } else { ITEMS }, Pairs::new().with("order_id", id)),
                None => return Ok(None),
            },
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                let pairs = Pairs::new()
                    .with("page_no", REFUND_PAGES.page(at).to_string())
                    .with("page_size", REFUND_PAGES.size.to_string())
                    .with("ReverseOrderLineModifiedTimeRangeStart", (slice.from_s * 1_000).to_string());
                (REFUNDS, pairs.with("ReverseOrderLineModifiedTimeRangeEnd", (slice.to_s * 1_000).to_string()))
            }
            Task::Ship(shipment) if at.step == 0 => {
                writes::without_number(shipment)?;
                (ITEMS, Pairs::new().with("order_id", &shipment.order_no))
            }
            Task::Ship(shipment) => {
                let (path, pairs) = writes::ship(shipment, at)?;
                return post(access, path, pairs, now_ms).map(Some);
            }
            Task::Stock { goods, pieces } => {
                return post(access, "/product/price_quantity/update", writes::stock(goods, *pieces)?, now_ms).map(Some);
            }
            Task::Memo { .. } | Task::Carriers => return access.need("app_key").map(|_| None),
        };
        let pairs = signed(access, path, pairs, true, now_ms)?;
        Ok(Some(letters::get(path, format!("{}/rest{path}?{}", house(access)?, pairs.query()))))
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let whole = Node(&value);
        let node = match (opened(whole), task) {
            (Err(Trouble::Refused { code, .. }), Task::Orders { numbers }) if trouble::is_unknown_order(&code) && at.step == 0 => {
                return Ok(walks::gone(at, numbers));
            }
            (opened, _) => opened?,
        };
        let mut heard = Heard::default();
        match task {
            Task::Authorize { .. } | Task::Refresh => return token::heard(whole, at),
            Task::Changed { .. } if !at.ids.is_empty() => {
                hear_pieces(node, at, &mut heard)?;
                at.notes.remove(WAITING);
                let count = at.ids.len();
                walks::next_ids(at, count);
            }
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                heard.total = (at.step == 0).then(|| node.at("countTotal").int()).flatten();
                hear_page(node, at, slice, &mut heard)?;
            }
            Task::Orders { numbers } if at.step == 0 => {
                if node.at("order_id").id().is_none() {
                    return Ok(walks::untold(at, numbers));
                }
                at.notes.insert(WAITING.to_owned(), node.0.to_string());
                at.step = 1;
            }
            Task::Orders { numbers } => {
                let order = waiting(at)?;
                wording::take_orders(std::iter::once(Node(&order)), &mut heard, |order| orders::order(order, node.list().collect()));
                at.notes.remove(WAITING);
                at.step = 0;
                walks::next_number(at, numbers.len());
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                if REFUND_PAGES.hear_told(at, slice, node, "total")? {
                    let is_vn = access.get("country") == Some("vn");
                    for case in node.at("items").list() {
                        wording::take_refunds(case.at("reverse_order_lines"), &mut heard, |line| orders::refund(case, line, is_vn));
                    }
                }
            }
            Task::Ship(_) => writes::heard(node, at)?,
            _ => at.is_done = true,
        }
        Ok(heard)
    }
}

/// A page of orders: they wait for their pieces, which are asked for before the next page.
fn hear_page(node: Node, at: &mut At, slice: Slice, heard: &mut Heard) -> Result<(), Trouble> {
    let list = node.at("orders");
    if !list.0.is_array() && node.at("countTotal").int() != Some(0) {
        return Err(unreadable("a list without orders"));
    }
    let mut next = at.clone();
    if list.len() < LIMIT {
        slice.finish(&mut next);
    } else {
        let before = after(at, slice);
        let last = list.list().filter_map(orders::updated_s).max().ok_or_else(|| unreadable("a page without times"))?;
        // The bound takes its own second in, so the rows of that second come again.
        (next.cursor, next.page) = if last > before { (last.to_string(), 0) } else { (at.cursor.clone(), at.page + LIMIT - OVERLAP) };
        next.step = 1;
    }
    let ids: Vec<String> = list.list().filter_map(|o| o.at("order_id").id()).collect();
    if ids.len() < list.list().count() {
        heard.unreadable.push(("?".to_owned(), "an order without a number".to_owned()));
    }
    if !ids.is_empty() {
        next.notes.insert(WAITING.to_owned(), list.0.to_string());
    }
    walks::with_ids(at, next, ids);
    Ok(())
}

/// Where the walk by time stands, seconds.
fn after(at: &At, slice: Slice) -> i64 {
    at.cursor.parse().unwrap_or(slice.from_s)
}

/// The pieces of the orders that wait. One without pieces is read as it is, and told.
fn hear_pieces(node: Node, at: &At, heard: &mut Heard) -> Result<(), Trouble> {
    if !node.0.is_array() {
        return Err(unreadable("pieces without a list"));
    }
    let waiting = waiting(at)?;
    for order in Node(&waiting).list() {
        let Some(id) = order.at("order_id").id() else { continue };
        let pieces = node.list().find(|row| row.at("order_id").id().as_ref() == Some(&id)).map(|row| row.at("order_items"));
        if pieces.is_none() {
            heard.unreadable.push((id, "listed, but without its pieces".to_owned()));
        }
        let pieces = pieces.map(|p| p.list().collect()).unwrap_or_default();
        heard.orders.extend(orders::order(order, pieces));
    }
    Ok(())
}

fn waiting(at: &At) -> Result<Value, Trouble> {
    at.notes.get(WAITING).and_then(|text| serde_json::from_str(text).ok()).ok_or_else(|| unreadable("no order waits"))
}

fn page(after_s: i64, before_s: i64, offset: i64) -> Pairs {
    Pairs::new()
        .with("update_after", iso(after_s))
        .with("update_before", iso(before_s))
        .with("sort_by", "updated_at")
        .with("sort_direction", "ASC")
        .with("limit", LIMIT.to_string())
        .with("offset", offset.to_string())
}

fn iso(seconds: i64) -> String {
    format!("{}+08:00", in_china(seconds * 1_000).as_str().replace(' ', "T"))
}

fn house(access: &Access) -> Result<&str, Trouble> {
    if !access.url.is_empty() {
        return access.base(&ABOUT);
    }
    let country = access.need("country")?;
    let house = HOUSES.iter().find(|(code, _)| *code == country).map(|(_, house)| *house);
    house.ok_or_else(|| Trouble::Setup { code: "country".to_owned(), words: country.to_owned() })
}

/// The path is signed without `/rest`.
fn signed(access: &Access, path: &str, pairs: Pairs, with_token: bool, now_ms: i64) -> Result<Pairs, Trouble> {
    let pairs = pairs.with("app_key", access.need("app_key")?).with("timestamp", now_ms.to_string()).with("sign_method", "sha256");
    let secret = access.need("app_secret")?;
    let pairs = if with_token { pairs.with("access_token", access.need("access_token")?) } else { pairs };
    let sign = crate::sign::lazada(secret, path, &pairs.0, "").sign;
    Ok(pairs.with("sign", sign))
}

fn post(access: &Access, path: &str, pairs: Pairs, now_ms: i64) -> Result<Request, Trouble> {
    let pairs = signed(access, path, pairs, true, now_ms)?;
    Ok(letters::form(path, format!("{}/rest{path}", house(access)?), &pairs, true))
}

/// The payload of a success: `data`, or `result` with a verdict of its own.
fn opened(node: Node) -> Result<Node, Trouble> {
    match node.at("code").text().as_deref() {
        Some("0") => {}
        Some(_) => return Err(trouble::of(node)),
        None => return Err(unreadable("no code")),
    }
    let result = node.at("result");
    if result.at("success").0.as_bool() == Some(false) {
        return Err(trouble::of_result(result));
    }
    Ok(if result.is_nothing() { node.at("data") } else { result })
}
