//! `waybills issue|cancel|list|settle|enter|freight` and `waybills accounts list|save|test|remove`: numbers of parcels from a terminal.
//! Keys of an account come as JSON on stdin, never as an argument: arguments stand in the list of processes.

use super::desk::from_stdin;
use super::draw::{Table, text};
use super::progress::Ended;
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;
use yidan_app::error::{Code, Failure};

#[derive(Debug, Subcommand)]
pub enum Waybills {
    #[command(about = word("cli.help.waybills.issue"))]
    Issue(Issue),
    #[command(about = word("cli.help.waybills.cancel"))]
    Cancel {
        #[arg(value_name = "NUMBER", required = true, value_delimiter = ',', help = word("cli.help.waybill_no"))]
        numbers: Vec<String>,
    },
    #[command(about = word("cli.help.waybills.list"))]
    List {
        #[arg(long, value_name = "STATE", help = word("cli.help.waybill_state"))]
        state: Option<String>,
        #[arg(long, value_name = "NO", help = word("cli.help.waybill_find"))]
        find: Option<String>,
        #[arg(long, value_name = "N", help = word("cli.help.limit"))]
        limit: Option<i64>,
    },
    #[command(about = word("cli.help.waybills.settle"))]
    Settle {
        #[arg(value_name = "ID", help = word("cli.help.waybill_id"))]
        id: i64,
        #[arg(long, value_name = "NUMBER", help = word("cli.help.waybill_number"))]
        number: Option<String>,
    },
    #[command(about = word("cli.help.waybills.enter"))]
    Enter {
        #[arg(value_name = "NO", help = word("cli.help.no"))]
        no: String,
        #[arg(value_name = "NUMBER", help = word("cli.help.waybill_no"))]
        number: String,
        #[arg(long, value_name = "CARRIER", default_value = "", help = word("cli.help.carrier"))]
        carrier: String,
    },
    #[command(subcommand, about = word("cli.help.waybills.accounts"))]
    Accounts(Accounts),
    #[command(about = word("cli.help.waybills.freight"))]
    Freight {
        #[arg(value_name = "FILE", help = word("cli.help.freight_file"))]
        file: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct Issue {
    #[arg(long, value_name = "NO,…", value_delimiter = ',', required_unless_present = "all", conflicts_with = "all", help = word("cli.help.numbers"))]
    orders: Vec<String>,
    #[arg(long, help = word("cli.help.all"))]
    all: bool,
    #[arg(long, value_name = "NAME", help = word("cli.help.waybill_source"))]
    source: Option<String>,
    #[arg(long, value_name = "CODE", help = word("cli.help.carrier"))]
    carrier: Option<String>,
    #[arg(long, value_name = "N", help = word("cli.help.waybill_parcels"))]
    parcels: Option<i64>,
    #[arg(long = "weight-g", value_name = "G", help = word("cli.help.waybill_weight"))]
    weight_g: Option<i64>,
    #[arg(long = "cod-fen", value_name = "FEN", help = word("cli.help.waybill_cod"))]
    cod_fen: Option<i64>,
    #[arg(long = "insured-fen", value_name = "FEN", help = word("cli.help.waybill_insured"))]
    insured_fen: Option<i64>,
}

#[derive(Debug, Subcommand)]
pub enum Accounts {
    #[command(about = word("cli.help.waybills.accounts.list"))]
    List,
    #[command(about = word("cli.help.waybills.accounts.save"))]
    Save(Box<Save>),
    #[command(about = word("cli.help.waybills.accounts.test"))]
    Test {
        #[arg(value_name = "NAME", help = word("cli.help.waybill_account"))]
        name: String,
    },
    #[command(about = word("cli.help.waybills.accounts.remove"))]
    Remove {
        #[arg(value_name = "NAME", help = word("cli.help.waybill_account"))]
        name: String,
    },
}

#[derive(Debug, Args)]
pub struct Save {
    #[arg(value_name = "SOURCE", help = word("cli.help.waybill_source"))]
    source: String,
    #[arg(long, value_name = "NAME", required = true, help = word("cli.help.waybill_account"))]
    name: String,
    #[arg(long, value_name = "SHOP", help = word("cli.help.waybill_shop"))]
    shop: Option<String>,
    #[arg(long, value_name = "URL", help = word("cli.help.shop_url"))]
    url: Option<String>,
    #[arg(long, value_name = "A,B", value_delimiter = ',', help = word("cli.help.waybill_carriers"))]
    carriers: Vec<String>,
    #[arg(long, value_name = "CODE", help = word("cli.help.waybill_product"))]
    product: Option<String>,
    #[arg(long, value_name = "TEXT", help = word("cli.help.waybill_sender"))]
    sender: Option<String>,
    #[arg(long, value_name = "FROM-TO", help = word("cli.help.waybill_range"))]
    range: Option<String>,
    #[arg(long, conflicts_with = "on", help = word("cli.help.waybill_off"))]
    off: bool,
    #[arg(long, help = word("cli.help.waybill_on"))]
    on: bool,
    #[arg(long, help = word("cli.help.waybill_checked"))]
    checked: bool,
}

pub fn waybills(desk: &mut Desk, told: Waybills) -> Result<Ending> {
    match told {
        Waybills::Issue(issue) => {
            let selection = if issue.all { json!("all_to_print") } else { json!({ "numbers": issue.orders }) };
            let request = json!({
                "selection": selection, "source": issue.source, "carrier": issue.carrier, "parcels": issue.parcels,
                "weight_g": issue.weight_g, "cod_fen": issue.cod_fen, "insured_fen": issue.insured_fen,
            });
            job(desk, "waybills.issue", request, &["order_no", "number", "carrier", "state", "text"])
        }
        Waybills::Cancel { numbers } => {
            job(desk, "waybills.cancel", json!({ "numbers": numbers }), &["number", "order_no", "state", "text"])
        }
        Waybills::List { state, find, limit } => list(desk, json!({ "state": state, "find": find, "limit": limit })),
        Waybills::Settle { id, number } => entered(desk, "waybills.settle", json!({ "id": id, "number": number })),
        Waybills::Enter { no, number, carrier } => {
            entered(desk, "waybills.enter", json!({ "no": no, "number": number, "carrier": carrier }))
        }
        Waybills::Accounts(told) => accounts(desk, told),
        Waybills::Freight { file } => freight(desk, file),
    }
}

/// A job whose result names every parcel.
fn job(desk: &mut Desk, command: &str, request: Value, columns: &[&str]) -> Result<Ending> {
    let (view, result, in_part) = match desk.run_job(command, request)? {
        Ended::Unfinished(job) => return desk.unfinished(&job),
        Ended::Result { job, result, in_part } => (job, result, in_part),
    };
    let rows = result["results"].as_array().cloned().unwrap_or_default();
    if desk.out.json {
        desk.out.document(&result)?;
    } else {
        let mut table = Table::new(columns.iter().map(|c| column(c)).collect());
        for row in &rows {
            table.row(columns.iter().map(|c| cell(row, c)).collect());
        }
        desk.out.table(&table)?;
        desk.out.line(&view.text)?;
    }
    let failed = result["failed"].as_i64().unwrap_or_default();
    Ok(match in_part {
        false => Ending::Done,
        true if failed == rows.len() as i64 => Ending::Failed(Code::Refused),
        true => Ending::InPart,
    })
}

fn column(name: &str) -> String {
    word(match name {
        "number" => "cli.column.trackings",
        "carrier" => "cli.column.carrier",
        "order_no" => "cli.column.order_no",
        "state" => "cli.column.state",
        "id" => "cli.column.id",
        "account" => "cli.column.account",
        _ => "cli.column.error",
    })
}

/// What became of a parcel is a word of the program's; people read it in their language.
fn cell(row: &Value, name: &str) -> String {
    let told = text(&row[name]);
    if name != "state" {
        return told;
    }
    word(match told.as_str() {
        "issued" => "waybill.state.issued",
        "already" => "waybill.state.already",
        "unsure" => "waybill.state.unsure",
        "later" => "waybill.state.later",
        "cancelled" => "waybill.state.cancelled",
        "skipped" => "waybill.state.skipped",
        _ => "waybill.state.refused",
    })
}

fn list(desk: &mut Desk, request: Value) -> Result<Ending> {
    let reply = desk.ask("waybills.list", request)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(["id", "order_no", "number", "carrier", "state", "account", "text"].map(column).into());
    for row in reply["waybills"].as_array().into_iter().flatten() {
        let remark = if row["trouble"].is_string() { text(&row["trouble"]) } else { text(&row["why"]) };
        let cells = ["order_no", "number", "carrier", "state_text", "account"].map(|c| text(&row[c]));
        table.row([row["id"].to_string()].into_iter().chain(cells).chain([remark]).collect());
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

fn entered(desk: &mut Desk, command: &str, request: Value) -> Result<Ending> {
    let reply = desk.ask(command, request)?;
    if desk.out.json {
        desk.out.document(&reply)?;
    } else {
        desk.out.line(&format!("{}  {}", text(&reply["order_no"]), text(&reply["number"])))?;
    }
    Ok(Ending::Done)
}

fn accounts(desk: &mut Desk, told: Accounts) -> Result<Ending> {
    match told {
        Accounts::List => {}
        Accounts::Save(save) => {
            let name = save.name.clone();
            let reply = desk.ask("waybill_accounts.save", request_of(*save)?)?;
            if desk.out.json {
                desk.out.document(&reply)?;
                return Ok(Ending::Done);
            }
            desk.out.line(&word_with("cli.waybills.saved", &[("name", &name)]))?;
        }
        Accounts::Test { name } => {
            let reply = desk.ask("waybill_accounts.test", json!({ "name": name }))?;
            if desk.out.json {
                desk.out.document(&reply)?;
            } else {
                desk.out.line(&text(&reply["text"]))?;
                for branch in reply["branches"].as_array().into_iter().flatten() {
                    desk.out.line(&format!("{}  {}  {}", text(&branch["carrier"]), text(&branch["name"]), text(&branch["left"])))?;
                }
            }
            return Ok(if reply["ok"] == true { Ending::Done } else { Ending::Failed(Code::Network) });
        }
        Accounts::Remove { name } => {
            desk.ask("waybill_accounts.remove", json!({ "name": name }))?;
            if !desk.out.json {
                desk.out.line(&word_with("cli.waybills.removed", &[("name", &name)]))?;
            }
        }
    }
    let reply = desk.ask("waybill_accounts.list", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(vec![column("account"), word("cli.column.source"), column("carrier"), word("cli.column.error")]);
    for account in reply["accounts"].as_array().into_iter().flatten() {
        let carriers: Vec<String> = account["carriers"].as_array().into_iter().flatten().map(text).collect();
        let missing: Vec<String> = account["missing"].as_array().into_iter().flatten().map(text).collect();
        let remark = match (missing.is_empty(), account["trouble"].as_str()) {
            (false, _) => word_with("waybill.missing", &[("names", &missing.join(" "))]),
            (true, Some(trouble)) => trouble.to_owned(),
            (true, None) if account["is_off"] == true => word("cli.help.waybill_off"),
            (true, None) => String::new(),
        };
        table.row(vec![text(&account["name"]), text(&account["source_name"]), carriers.join(" "), remark]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

fn request_of(save: Save) -> Result<Value> {
    let told = from_stdin()?;
    // A refusal of the reader would quote what it has read.
    let bad = |detail: &str| Failure::new(Code::BadRequest).with("detail", detail);
    let credentials: Value =
        if told.trim().is_empty() { json!({}) } else { serde_json::from_str(&told).map_err(|_| bad("stdin: {\"…\":\"…\"}"))? };
    if !credentials.as_object().is_some_and(|o| o.values().all(Value::is_string)) {
        return Err(bad("stdin: {\"…\":\"…\"}"));
    }
    let range = save.range.as_deref().map(|r| range_of(r).ok_or_else(|| bad("range: YD000001-YD009999"))).transpose()?;
    let mut request = json!({
        "source": save.source, "name": save.name, "shop": save.shop, "url": save.url, "product": save.product,
        "sender_text": save.sender, "range": range, "credentials": credentials,
    });
    if !save.carriers.is_empty() {
        request["carriers"] = json!(save.carriers);
    }
    if save.off || save.on {
        request["is_off"] = json!(save.off);
    }
    if save.checked {
        request["checked"] = json!(true);
    }
    Ok(request)
}

/// `YD000001-YD009999`: the same letters, then the first and the last number.
fn range_of(told: &str) -> Option<Value> {
    let (from, to) = told.split_once(['-', '–', '~'])?;
    let cut = |no: &str| {
        let digits = no.trim().len() - no.trim().trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (prefix, number) = no.trim().split_at(no.trim().len() - digits);
        (prefix.to_owned(), number.to_owned())
    };
    let ((prefix, first), (end, last)) = (cut(from), cut(to));
    if !(end.is_empty() || end == prefix) || first.is_empty() {
        return None;
    }
    let digits = if first.len() == last.len() { first.len() } else { 0 };
    Some(json!({ "prefix": prefix, "next": first.parse::<i64>().ok()?, "last": last.parse::<i64>().ok()?, "digits": digits }))
}

fn freight(desk: &mut Desk, file: Option<PathBuf>) -> Result<Ending> {
    let reply = match file {
        None => desk.ask("freight.list", Value::Null)?,
        Some(path) => {
            let told = std::fs::read_to_string(&path).map_err(|e| Failure::from(e).with("name", path.display()))?;
            let rows: Value = serde_json::from_str(&told).map_err(|e| Failure::new(Code::BadRequest).with("detail", e))?;
            let request = if rows.is_array() { json!({ "rows": rows }) } else { rows };
            desk.ask("freight.save", request)?
        }
    };
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(vec![column("carrier"), word("cli.column.area"), word("cli.column.first"), word("cli.column.continued")]);
    for row in reply["rows"].as_array().into_iter().flatten() {
        let places: Vec<String> = row["provinces"].as_array().into_iter().flatten().map(text).collect();
        let price = |grams: &str, fen: &str| {
            let (grams, fen) = (row[grams].as_i64().unwrap_or_default(), row[fen].as_i64());
            format!("{} g  {}", grams, super::draw::yuan(fen))
        };
        table.row(vec![text(&row["carrier"]), places.join(" "), price("first_g", "first_fen"), price("next_g", "next_fen")]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_as_they_are_written() {
        for (told, want) in [
            ("YD000001-YD009999", Some(("YD", 1, 9_999, 6))),
            ("7800-7899", Some(("", 7_800, 7_899, 4))),
            ("A1-999", Some(("A", 1, 999, 0))),
            ("A1-B9", None),
            ("A-9", None),
            ("12", None),
        ] {
            let got = range_of(told);
            let want = want.map(|(prefix, next, last, digits)| json!({"prefix": prefix, "next": next, "last": last, "digits": digits}));
            assert_eq!(got, want, "{told}");
        }
    }
}
