//! Orders that changed in a window, by the time of change, cursor by cursor. One that changes while pages are read moves behind the last
//! page or out of the window, and is met there or in the next one. Orders with many lines are asked for once more, one by one.

use super::orders;
use crate::channel::{Access, At, Heard, Trouble};
use crate::letters::{refused, unreadable};
use crate::node::Node;
use crate::{walks, wording};
use serde_json::{Value, json};

pub(super) type Question = (&'static str, String, Value, bool);

/// Orders of a page and lines of an order: together they stay below a thousand points.
const PAGE: i64 = 8;
const LINES: u32 = 50;
/// Lines of an order that is asked for alone.
const ALL_LINES: u32 = 250;
/// The pages are read; orders with many lines may be left.
const PAGES_READ: u32 = 1;

pub(super) fn ask(at: &At, from_ms: i64, to_ms: i64) -> Question {
    if let Some(id) = at.ids.first() {
        let query = format!("query($id: ID!) {{ order(id: $id) {{ {} }} }}", orders::fields(ALL_LINES));
        return ("order", query, json!({ "id": id }), false);
    }
    // Without the quotes the time would be ignored and the day alone would count.
    let window = format!("updated_at:>='{}' AND updated_at:<'{}'", iso(from_ms - 999), iso(to_ms));
    list(&window, PAGE, LINES, &at.cursor)
}

fn list(search: &str, first: i64, lines: u32, after: &str) -> Question {
    let query = format!(
        "query($q: String!, $n: Int!, $after: String) {{ orders(first: $n, after: $after, query: $q, sortKey: UPDATED_AT) {{ \
         pageInfo {{ hasNextPage endCursor }} nodes {{ {} }} }} }}",
        orders::fields(lines)
    );
    let after = Some(after).filter(|a| !a.is_empty());
    ("orders", query, json!({ "q": search, "n": first, "after": after }), false)
}

/// Whole seconds, upwards.
fn iso(ms: i64) -> String {
    let moment = chrono::DateTime::from_timestamp_millis(ms + 999).unwrap_or_default();
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub(super) fn hear(access: &Access, data: Node, at: &mut At) -> Result<Heard, Trouble> {
    let mut heard = Heard::default();
    if at.ids.is_empty() {
        let list = rows(data)?;
        let (long, whole): (Vec<Node>, Vec<Node>) = list.at("nodes").list().partition(|n| has_more(*n));
        let page = list.at("pageInfo");
        match page.at("endCursor").text().filter(|_| page.at("hasNextPage").is_true()) {
            Some(cursor) if cursor != at.cursor => at.cursor = cursor,
            Some(_) => return Err(unreadable("the same cursor again")),
            None => at.step = PAGES_READ,
        }
        at.ids = long.into_iter().filter_map(|n| n.at("id").text()).collect();
        take(access, &whole, &mut heard);
        at.page += 1;
    } else {
        // One that was deleted meanwhile is null.
        let order = data.0.get("order").map(Node).ok_or_else(|| unreadable("no order"))?;
        if has_more(order) {
            heard.unreadable.push((order.at("name").text().unwrap_or_default(), format!("more than {ALL_LINES} lines")));
        } else if order.is_object() {
            take(access, &[order], &mut heard);
        }
        at.ids.remove(0);
    }
    at.is_done = at.step == PAGES_READ && at.ids.is_empty();
    Ok(heard)
}

fn rows(data: Node) -> Result<Node, Trouble> {
    let list = data.at("orders");
    if list.at("nodes").0.is_array() { Ok(list) } else { Err(unreadable("no list of orders")) }
}

fn has_more(order: Node) -> bool {
    order.at("lineItems").at("pageInfo").at("hasNextPage").is_true()
}

fn take(access: &Access, nodes: &[Node], heard: &mut Heard) {
    for node in nodes {
        heard.refunds.extend(orders::refunds(*node));
    }
    wording::take_orders(nodes.iter().copied(), heard, |node| orders::order(access, node));
}

/// The search for a name can find others beside it; what is not the very name is left out.
pub(super) fn by_name(name: &str) -> Question {
    list(&format!("name:{}", quoted(name)), 3, 200, "")
}

/// A word of the search language.
pub(super) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "\\'"))
}

pub(super) fn hear_number(access: &Access, data: Node, at: &mut At, numbers: &[String]) -> Result<Heard, Trouble> {
    let name = walks::number(at, numbers).ok_or_else(|| refused("not_found", ""))?.to_owned();
    let found: Vec<Node> = rows(data)?.at("nodes").list().filter(|n| n.at("name").text().as_deref() == Some(&name)).collect();
    let mut heard = Heard::default();
    take(access, &found, &mut heard);
    if found.is_empty() {
        heard.gone.push(name);
    }
    walks::next_number(at, numbers.len());
    Ok(heard)
}
