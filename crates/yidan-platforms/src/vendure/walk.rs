//! Finding what changed in Vendure. Payments, shipments and refunds leave the time of change of an order as it was, and a cart becomes an
//! order without moving it, so a cursor on that time loses orders. Watched instead, one after another: orders placed in the window, orders
//! whose time did move in it (cancellations), all orders in an open state, and those of ours that are open and were not met by then.
//!
//! Pages follow a key, the time of the last row, instead of a page number: what leaves a list moves nothing out of sight.

use super::orders;
use crate::channel::{At, Heard, Trouble};
use crate::letters::unreadable;
use crate::node::Node;
use crate::{walks, wording};
use serde_json::{Value, json};

/// Rows of a page, as many as the shop allows.
const TAKE: i64 = 100;
const TAKE_NOTE: &str = "take";
/// Codes asked for at once.
const CHUNK: usize = 50;
const OPEN: &[&str] = &[
    "PaymentAuthorized",
    "PaymentSettled",
    "PartiallyShipped",
    "Shipped",
    "PartiallyDelivered",
    "Modifying",
    "ArrangingAdditionalPayment",
];
const PLACED: u32 = 0;
const MOVED: u32 = 1;
const STILL_OPEN: u32 = 2;
const LEFT: u32 = 3;

type Question = (&'static str, &'static str, Value, bool);

pub(super) fn ask(at: &At, from_ms: i64, to_ms: i64) -> Question {
    if at.step == LEFT {
        return ("orders", orders::QUERY, by_code(&at.ids[..at.ids.len().min(CHUNK)]), false);
    }
    let key = key_of(at.step);
    let from = if at.cursor.is_empty() { iso(if at.step == STILL_OPEN { 0 } else { from_ms }) } else { at.cursor.clone() };
    // Open orders are asked for whenever they were placed; the far end is behind every clock.
    let to = if at.step == STILL_OPEN { "2999-01-01T00:00:00.000Z".to_owned() } else { iso(to_ms - 1) };
    let mut filter = json!({ "active": { "eq": false }, key: { "between": { "start": from, "end": to } } });
    if at.step == STILL_OPEN {
        filter["state"] = json!({ "in": OPEN });
    }
    let options = json!({ "filter": filter, "sort": { key: "ASC" }, "take": take(at), "skip": at.page });
    ("orders", orders::QUERY, json!({ "o": options }), false)
}

fn key_of(step: u32) -> &'static str {
    if step == MOVED { "updatedAt" } else { "orderPlacedAt" }
}

fn take(at: &At) -> i64 {
    at.notes.get(TAKE_NOTE).and_then(|t| t.parse().ok()).unwrap_or(TAKE)
}

fn iso(ms: i64) -> String {
    let moment = chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default();
    moment.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The shop allows fewer rows than were asked for: the same is asked again with as many as it names, or half.
pub(super) fn takes_fewer(at: &mut At, trouble: &Trouble) -> bool {
    let Trouble::Refused { code, words } = trouble else { return false };
    let now = take(at);
    if code != "USER_INPUT_ERROR" || !words.contains("take") || now <= 1 {
        return false;
    }
    let named = words.split(|c: char| !c.is_ascii_digit()).find_map(|n| n.parse::<i64>().ok()).filter(|n| (1..now).contains(n));
    at.notes.insert(TAKE_NOTE.to_owned(), named.unwrap_or(now / 2).to_string());
    true
}

pub(super) fn hear(data: Node, at: &mut At, open: &[String]) -> Result<Heard, Trouble> {
    let list = rows(data)?;
    let is_first = at.step == PLACED && at.cursor.is_empty() && at.page == 0;
    if is_first {
        at.ids = open.to_vec();
    }
    let mut heard = Heard { total: list.at("totalItems").int().filter(|_| is_first), ..Heard::default() };
    take_orders(list, &mut heard);
    if at.step == LEFT {
        let rest = at.ids.split_off(at.ids.len().min(CHUNK));
        heard.gone = unheard(std::mem::replace(&mut at.ids, rest), &heard);
        at.page += 1;
    } else {
        at.ids = unheard(std::mem::take(&mut at.ids), &heard);
        let times: Vec<String> = list.at("items").list().filter_map(|o| o.at(key_of(at.step)).text()).collect();
        let is_full = list.at("items").len() >= take(at);
        if !walks::turned(at, &times, is_full) {
            at.step += 1;
            at.cursor.clear();
            at.page = 0;
        }
    }
    at.is_done = at.step == LEFT && at.ids.is_empty();
    Ok(heard)
}

fn rows(data: Node) -> Result<Node, Trouble> {
    let list = data.at("orders");
    if list.at("items").0.is_array() { Ok(list) } else { Err(unreadable("no list of orders")) }
}

fn unheard(codes: Vec<String>, heard: &Heard) -> Vec<String> {
    codes.into_iter().filter(|code| !heard.orders.iter().any(|o| o.draft.order_no == *code)).collect()
}

fn take_orders(list: Node, heard: &mut Heard) {
    for node in list.at("items").list().filter(|n| !orders::is_part(*n)) {
        heard.refunds.extend(orders::refunds(node));
    }
    wording::take_orders(list.at("items").list().filter(|n| !orders::is_part(*n)), heard, orders::order);
}

pub(super) fn by_code(codes: &[String]) -> Value {
    json!({ "o": { "filter": { "code": { "in": codes } }, "take": CHUNK } })
}

/// The next of the numbers that are asked for together.
pub(super) fn chunk<'n>(at: &At, numbers: &'n [String]) -> Option<&'n [String]> {
    usize::try_from(at.page).ok().and_then(|i| numbers.chunks(CHUNK).nth(i))
}

pub(super) fn hear_numbers(data: Node, at: &mut At, numbers: &[String]) -> Result<Heard, Trouble> {
    let list = rows(data)?;
    let mut heard = Heard::default();
    take_orders(list, &mut heard);
    heard.gone = unheard(chunk(at, numbers).unwrap_or_default().to_vec(), &heard);
    at.page += 1;
    at.is_done = chunk(at, numbers).is_none();
    Ok(heard)
}
