//! `orders list`, `show`, `paste`, `demo`, `apply`.

use super::args::{List, Orders};
use super::draw::{Table, text, yuan};
use super::progress::Ended;
use super::{Desk, Ending, Result, parcels, stops};
use crate::words::{word, word_with};
use serde_json::{Value, json};
use yidan_app::error::Code;

pub fn run(desk: &mut Desk, orders: Orders) -> Result<Ending> {
    match orders {
        Orders::List(told) => list(desk, &told),
        Orders::Show { no } => show(desk, &no),
        Orders::Merge { numbers } => parcels::merge(desk, &numbers),
        Orders::Split { no, lines } => parcels::split(desk, &no, &lines),
        Orders::Unmerge { no } => parcels::undo(desk, &no),
        Orders::Parcels { no } => parcels::show(desk, &no),
        Orders::Proposals => parcels::proposals(desk),
        Orders::Stops(told) => stops::run(desk, told),
        Orders::Demo { orders, seed, days } => demo(desk, orders, seed, days),
        Orders::Paste { shop, accept, again } => paste(desk, shop.as_deref(), accept, again),
        Orders::Apply { no, event, note, fields } => {
            let order = desk.ask("orders.apply", json!({ "no": no, "event": event, "note": note, "fields": fields }))?;
            if desk.out.json {
                desk.out.document(&order)?;
            } else {
                rows(desk, std::slice::from_ref(&order))?;
            }
            Ok(Ending::Done)
        }
    }
}

fn list(desk: &mut Desk, told: &List) -> Result<Ending> {
    // A mark that was not typed does not restrict.
    let only = |typed: bool| if typed { json!(true) } else { Value::Null };
    let filter = json!({
        "states": told.state, "stage": told.stage, "platforms": told.platform, "shops": told.shop, "held": only(told.held),
        "exception": only(told.exception), "find": told.find, "from": told.from, "to": told.to
    });
    let reply = desk.ask("orders.list", json!({ "filter": filter, "limit": told.limit, "after": told.after }))?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let orders = reply["orders"].as_array().map_or(&[][..], Vec::as_slice);
    rows(desk, orders)?;
    let (shown, total) = (orders.len().to_string(), reply["total"].to_string());
    desk.out.line(&word_with("cli.orders.total", &[("shown", &shown), ("total", &total)]))?;
    if let Some(next) = reply["next"].as_str() {
        desk.out.line(&word_with("cli.orders.next", &[("next", next)]))?;
    }
    Ok(Ending::Done)
}

pub(super) fn rows(desk: &mut Desk, orders: &[Value]) -> Result<()> {
    let columns = ["order_no", "shop", "state", "marks", "paid_at", "amount", "receiver", "area", "items", "trackings", "findings"];
    let mut table = Table::new(columns.map(|c| word(&format!("cli.column.{c}"))).into());
    for order in orders {
        let list = |name: &str| order[name].as_array().map_or(&[][..], Vec::as_slice);
        let marks = ["held", "locked", "exception", "after_sale", "urgent"]
            .iter()
            .filter(|m| order[**m] == true)
            .map(|m| word(&format!("cli.mark.{m}")));
        let area = ["receiver_province", "receiver_city", "receiver_district"].map(|f| text(&order[f])).concat();
        let pieces: i64 = list("items").iter().filter_map(|i| i["qty"].as_i64()).sum();
        table.row(vec![
            text(&order["order_no"]),
            text(&order["shop"]),
            word(&format!("state.{}", text(&order["state"]))),
            marks.collect::<Vec<_>>().join(" "),
            minute(&text(&order["paid_at"])),
            yuan(order["buyer_amount_fen"].as_i64()),
            format!("{} {}", text(&order["receiver_name"]), text(&order["receiver_phone"])),
            area,
            pieces.to_string(),
            list("trackings").iter().map(|t| text(&t[1])).collect::<Vec<_>>().join(" "),
            list("findings").iter().map(|f| text(&f["text"])).collect::<Vec<_>>().join(" "),
        ]);
    }
    desk.out.table(&table)
}

fn show(desk: &mut Desk, no: &str) -> Result<Ending> {
    let story = desk.ask("orders.show", json!({ "no": no }))?;
    if desk.out.json {
        desk.out.document(&story)?;
        return Ok(Ending::Done);
    }
    rows(desk, std::slice::from_ref(&story))?;
    let lines = |name: &str| story[name].as_array().cloned().unwrap_or_default();
    let mut items = Table::new(["sku", "title", "spec", "qty", "amount"].map(|c| word(&format!("cli.column.{c}"))).into());
    for item in lines("items") {
        let amount = item["amount_fen"].as_i64().or(item["unit_price_fen"].as_i64());
        items.row(vec![text(&item["sku_code"]), text(&item["title"]), text(&item["spec"]), number(&item["qty"]), yuan(amount)]);
    }
    desk.out.line("")?;
    desk.out.table(&items)?;
    let mut numbers = Table::new(["kind", "number"].map(|c| word(&format!("cli.column.{c}"))).into());
    for number in lines("numbers") {
        numbers.row(vec![text(&number["name"]), text(&number["no"])]);
    }
    desk.out.line("")?;
    desk.out.table(&numbers)?;
    let mut events = Table::new(["at", "actor", "text"].map(|c| word(&format!("cli.column.{c}"))).into());
    for event in lines("events") {
        events.row(vec![minute(&text(&event["at"])), text(&event["actor"]), text(&event["text"])]);
    }
    desk.out.line("")?;
    desk.out.table(&events)?;
    Ok(Ending::Done)
}

/// One order answers as it is, several as a list beside the first.
fn paste(desk: &mut Desk, shop: Option<&str>, accept: bool, again: bool) -> Result<Ending> {
    let text = super::desk::from_stdin()?;
    let reply = desk.ask("orders.paste", json!({ "text": text, "shop": shop, "accept": accept, "again": again }))?;
    let drafts = reply["drafts"].as_array().map_or(&[][..], Vec::as_slice);
    if desk.out.json {
        let first = drafts.first();
        let mut answer = json!({
            "draft": first.map_or(Value::Null, |d| d["draft"].clone()),
            "findings": first.map_or_else(|| json!([]), |d| d["findings"].clone()),
            "stored": first.map_or(Value::Null, |d| d["stored"].clone()),
        });
        if drafts.len() > 1 {
            answer["drafts"] = reply["drafts"].clone();
        }
        desk.out.document(&answer)?;
    } else {
        pasted(desk, drafts)?;
    }
    let accepted = reply["accepted"].as_i64().unwrap_or_default();
    Ok(match (accept, accepted) {
        (true, 0) => Ending::Failed(Code::Refused),
        (true, n) if n < drafts.len() as i64 => Ending::InPart,
        _ => Ending::Done,
    })
}

fn pasted(desk: &mut Desk, drafts: &[Value]) -> Result<()> {
    let columns = ["order_no", "receiver", "area", "address", "sku", "findings"];
    let mut table = Table::new(columns.map(|c| word(&format!("cli.column.{c}"))).into());
    for one in drafts {
        let draft = &one["draft"];
        let items = draft["items"].as_array().map_or(&[][..], Vec::as_slice).iter();
        let named =
            |i: &Value| format!("{}×{}", text(if i["sku_code"].is_null() { &i["title"] } else { &i["sku_code"] }), number(&i["qty"]));
        table.row(vec![
            text(&draft["order_no"]),
            format!("{} {}", text(&draft["receiver_name"]), text(&draft["receiver_phone"])),
            ["receiver_province", "receiver_city", "receiver_district"].map(|f| text(&draft[f])).concat(),
            text(&draft["receiver_address"]),
            items.map(named).collect::<Vec<_>>().join(" "),
            one["findings"].as_array().into_iter().flatten().map(|f| text(&f["text"])).collect::<Vec<_>>().join(" "),
        ]);
    }
    desk.out.table(&table)
}

fn demo(desk: &mut Desk, orders: u64, seed: Option<u64>, days: Option<u32>) -> Result<Ending> {
    match desk.run_job("orders.demo", json!({ "orders": orders, "seed": seed, "days": days }))? {
        Ended::Unfinished(job) => desk.unfinished(&job),
        Ended::Result { job, result, in_part } => {
            if desk.out.json {
                desk.out.document(&result)?;
            } else {
                desk.out.line(&job.text)?;
            }
            Ok(if in_part { Ending::InPart } else { Ending::Done })
        }
    }
}

/// `2026-11-22T14:05:09+08:00` as `2026-11-22 14:05`.
fn minute(rfc3339: &str) -> String {
    rfc3339.get(..16).map_or_else(|| rfc3339.to_owned(), |m| m.replace('T', " "))
}

fn number(value: &Value) -> String {
    value.as_i64().map_or_else(|| "-".to_owned(), |n| n.to_string())
}
