//! `orders merge`, `split`, `unmerge`, `parcels`, `proposals`: which pieces of which orders travel together.

use super::draw::{Table, text, yuan};
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use serde_json::{Value, json};
use yidan_app::error::{Code, Failure};

pub fn merge(desk: &mut Desk, numbers: &[String]) -> Result<Ending> {
    let reply = desk.ask("parcels.merge", json!({ "selection": { "numbers": numbers } }))?;
    told(desk, &reply)
}

/// Each list of lines is one new parcel: `1:2,3` = two pieces of line 1 and all of line 3.
pub fn split(desk: &mut Desk, no: &str, lists: &[String]) -> Result<Ending> {
    let now = desk.ask("parcels.show", json!({ "no": no }))?;
    let known = now["parcels"][0]["lines"].as_array().cloned().unwrap_or_default();
    let takes = lists.iter().map(|list| takes(list, &known)).collect::<Result<Vec<Value>>>()?;
    let reply = desk.ask("parcels.split", json!({ "no": no, "takes": takes }))?;
    told(desk, &reply)
}

pub fn undo(desk: &mut Desk, no: &str) -> Result<Ending> {
    let reply = desk.ask("parcels.undo", json!({ "no": no }))?;
    told(desk, &reply)
}

pub fn show(desk: &mut Desk, no: &str) -> Result<Ending> {
    let reply = desk.ask("parcels.show", json!({ "no": no }))?;
    told(desk, &reply)
}

pub fn proposals(desk: &mut Desk) -> Result<Ending> {
    let reply = desk.ask("parcels.propose", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(["orders", "receiver", "limits"].map(|c| word(&format!("cli.column.{c}"))).into());
    for one in reply["proposals"].as_array().into_iter().flatten() {
        let orders = one["orders"].as_array().map_or(&[][..], Vec::as_slice);
        let numbers: Vec<String> = orders.iter().map(|o| text(&o["order_no"])).collect();
        let receiver = orders.first().map_or(String::new(), |o| format!("{} {}", text(&o["receiver_name"]), text(&o["receiver_phone"])));
        table.row(vec![numbers.join(","), receiver, text(&one["limits"])]);
    }
    desk.out.table(&table)?;
    let (orders, parcels) = (reply["orders"].to_string(), reply["parcels"].to_string());
    desk.out.line(&word_with("ui.parcel.strip", &[("orders", &orders), ("parcels", &parcels)]))?;
    Ok(Ending::Done)
}

/// Lines are counted from 1, as `orders parcels` shows them.
fn takes(list: &str, known: &[Value]) -> Result<Value> {
    let bad = || Failure::new(Code::BadRequest).with("detail", format!("--lines {list}"));
    let take = |part: &str| {
        let (line, qty) = part.split_once([':', '：']).map_or((part, None), |(line, qty)| (line, Some(qty)));
        let at: usize = line.trim().parse().map_err(|_| bad())?;
        let line = at.checked_sub(1).and_then(|at| known.get(at)).ok_or_else(bad)?;
        let qty: Option<i64> = qty.map(|q| q.trim().parse().map_err(|_| bad())).transpose()?;
        Ok(json!({ "order_id": line["order_id"], "line": line["line"], "qty": qty }))
    };
    list.split([',', '，']).map(take).collect::<Result<Vec<Value>>>().map(Value::from)
}

fn told(desk: &mut Desk, reply: &Value) -> Result<Ending> {
    if desk.out.json {
        desk.out.document(reply)?;
        return Ok(Ending::Done);
    }
    let columns = ["parcel", "line", "order_no", "sku", "title", "spec", "qty", "amount"];
    let mut table = Table::new(columns.map(|c| word(&format!("cli.column.{c}"))).into());
    for parcel in reply["parcels"].as_array().into_iter().flatten() {
        for (at, line) in parcel["lines"].as_array().into_iter().flatten().enumerate() {
            table.row(vec![
                format!("{}/{}", parcel["no"], parcel["of"]),
                (at + 1).to_string(),
                text(&line["order_no"]),
                text(&line["sku_code"]),
                text(&line["title"]),
                text(&line["spec"]),
                line["qty"].as_i64().map(|n| n.to_string()).unwrap_or_default(),
                yuan(line["amount_fen"].as_i64()),
            ]);
        }
    }
    desk.out.table(&table)?;
    desk.out.line(&text(&reply["limits"]["text"]))?;
    Ok(Ending::Done)
}
