//! Orders that changed in a window. The key is the second of the last row, not a page number: an order that changes while pages are read
//! leaves the window, and everything behind it would move up by one. Bounds are exclusive and whole seconds of UTC.
//! Trashed orders are in no ordinary list and are asked for last.

use super::{Question, orders};
use crate::channel::{At, Heard, Reply, Trouble};
use crate::letters::Pairs;
use crate::node::Node;
use crate::{walks, wording};

const PAGE: i64 = 100;
const TRASH: u32 = 1;

pub(super) fn ask(at: &At, from_ms: i64, to_ms: i64) -> Question {
    let query = Pairs::new()
        .with("modified_after", if at.cursor.is_empty() { before(from_ms) } else { at.cursor.clone() })
        .with("modified_before", bare(to_ms + 999))
        .with("dates_are_gmt", "true")
        .with("orderby", "modified")
        .with("order", "asc")
        .with("per_page", PAGE.to_string())
        .with("page", (at.page + 1).to_string())
        .with("status", if at.step == TRASH { "trash" } else { "any" });
    Question::get("/orders", query)
}

/// UTC without a zone, whole seconds: with a zone and `dates_are_gmt` the site would shift it twice.
fn bare(ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default().format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The last second before this one.
fn before(ms: i64) -> String {
    bare(ms.div_euclid(1_000) * 1_000 - 1_000)
}

pub(super) fn hear(list: Node, reply: &Reply, at: &mut At, from_ms: i64) -> Result<Heard, Trouble> {
    let is_first = at.step != TRASH && at.cursor.is_empty() && at.page == 0;
    let mut heard = Heard::default();
    take(list, &mut heard);
    if is_first {
        heard.total = reply.header("x-wp-total").and_then(|t| t.trim().parse().ok());
    }
    let last_ms = list.list().filter_map(orders::modified_ms).last();
    match last_ms.filter(|_| list.len() >= PAGE) {
        Some(last_ms) => {
            let key = before(last_ms);
            let asked = if at.cursor.is_empty() { before(from_ms) } else { at.cursor.clone() };
            // A whole page within one second: only then page numbers, within that second.
            at.page = if key == asked { at.page + 1 } else { 0 };
            at.cursor = key;
        }
        None => {
            at.is_done = at.step == TRASH;
            *at = At { step: TRASH, is_done: at.is_done, ..At::default() };
        }
    }
    Ok(heard)
}

fn take(list: Node, heard: &mut Heard) {
    for node in list.list() {
        heard.refunds.extend(orders::refunds(node));
    }
    wording::take_orders(list.list().filter(|n| orders::is_order(*n)), heard, orders::order);
}

/// The next of the numbers that are asked for together.
pub(super) fn chunk<'n>(at: &At, numbers: &'n [String]) -> Option<&'n [String]> {
    usize::try_from(at.page).ok().and_then(|i| numbers.chunks(PAGE as usize).nth(i))
}

/// Something that is no number would be left out by the site, and then it would tell of all orders.
pub(super) fn by_id(ids: &[String]) -> Question {
    let ids: Vec<&str> = ids.iter().map(String::as_str).filter(|id| super::orders::is_id(id)).collect();
    let include = if ids.is_empty() { "0".to_owned() } else { ids.join(",") };
    Question::get("/orders", Pairs::new().with("include", include).with("per_page", PAGE.to_string()).with("status", "any"))
}

pub(super) fn hear_numbers(list: Node, at: &mut At, numbers: &[String]) -> Result<Heard, Trouble> {
    let asked = chunk(at, numbers).unwrap_or_default();
    let mut heard = Heard::default();
    take(list, &mut heard);
    walks::only(asked, &mut heard);
    at.page += 1;
    at.is_done = chunk(at, numbers).is_none();
    Ok(heard)
}
