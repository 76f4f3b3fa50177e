//! Orders that changed in a window, and those of ours that are open and were not met: taking money does not move the time of change.
//! Pages follow the time of the last row instead of an offset, so that what leaves the list moves nothing out of sight.

use super::{Question, orders};
use crate::channel::{Access, At, Heard, Trouble};
use crate::letters::{Pairs, unreadable};
use crate::node::Node;
use crate::{walks, wording};

const PAGE: i64 = 100;
/// Ids asked for at once: longer lists are read differently there.
const CHUNK: usize = 20;
const LEFT: u32 = 1;

pub(super) fn ask(at: &At, from_ms: i64, to_ms: i64) -> Question {
    if at.step == LEFT {
        return by_id(&at.ids[..at.ids.len().min(CHUNK)]);
    }
    let query = Pairs::new()
        .with("limit", PAGE.to_string())
        .with("offset", at.page.to_string())
        .with("order", "updated_at")
        .with("updated_at[$gte]", if at.cursor.is_empty() { iso(from_ms) } else { at.cursor.clone() })
        .with("updated_at[$lt]", iso(to_ms))
        .with("fields", orders::FIELDS);
    Question::get("orders", "/admin/orders", query)
}

fn iso(ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

pub(super) fn by_id(ids: &[String]) -> Question {
    let mut query = Pairs::new().with("limit", CHUNK.to_string()).with("fields", orders::FIELDS);
    for (i, id) in ids.iter().enumerate() {
        query = query.with(&format!("id[{i}]"), id);
    }
    Question::get("orders", "/admin/orders", query)
}

pub(super) fn hear(access: &Access, node: Node, at: &mut At, open: &[String]) -> Result<Heard, Trouble> {
    let list = rows(node)?;
    let is_first = at.step != LEFT && at.cursor.is_empty() && at.page == 0;
    if is_first {
        at.ids = open.to_vec();
    }
    let mut heard = Heard { total: node.at("count").int().filter(|_| is_first), ..Heard::default() };
    take(access, list, &mut heard);
    if at.step == LEFT {
        let rest = at.ids.split_off(at.ids.len().min(CHUNK));
        let asked = std::mem::replace(&mut at.ids, rest);
        walks::only(&asked, &mut heard);
        at.page += 1;
    } else {
        at.ids.retain(|id| !heard.orders.iter().any(|o| o.draft.order_no == *id));
        let times: Vec<String> = list.list().filter_map(|o| o.at("updated_at").text()).collect();
        if !walks::turned(at, &times, list.len() >= PAGE) {
            *at = At { step: LEFT, ids: std::mem::take(&mut at.ids), ..At::default() };
        }
    }
    at.is_done = at.step == LEFT && at.ids.is_empty();
    Ok(heard)
}

fn rows(node: Node) -> Result<Node, Trouble> {
    let list = node.at("orders");
    if list.0.is_array() { Ok(list) } else { Err(unreadable("no list of orders")) }
}

fn take(access: &Access, list: Node, heard: &mut Heard) {
    for node in list.list() {
        heard.refunds.extend(orders::refunds(node));
    }
    wording::take_orders(list.list().filter(|n| orders::is_order(*n)), heard, |node| orders::order(access, node));
}

/// The next of the numbers that are asked for together.
pub(super) fn chunk<'n>(at: &At, numbers: &'n [String]) -> Option<&'n [String]> {
    usize::try_from(at.page).ok().and_then(|i| numbers.chunks(CHUNK).nth(i))
}

pub(super) fn hear_numbers(access: &Access, node: Node, at: &mut At, numbers: &[String]) -> Result<Heard, Trouble> {
    let mut heard = Heard::default();
    take(access, rows(node)?, &mut heard);
    walks::only(chunk(at, numbers).unwrap_or_default(), &mut heard);
    at.page += 1;
    at.is_done = chunk(at, numbers).is_none();
    Ok(heard)
}
