//! `shops add|test|authorize|pause|resume|every|disconnect`, `sync run|status|compare`, `outbox list|retry|declare|renumber|stock`: connected shops from a terminal.
//! Credentials come as JSON on stdin, never as an argument: arguments stand in the list of processes.

use super::desk::from_stdin;
use super::draw::{Table, text};
use super::progress::Ended;
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use clap::Subcommand;
use serde_json::{Map, Value, json};
use yidan_app::error::{Code, Failure};

#[derive(Debug, Subcommand)]
pub enum Shops {
    #[command(about = word("cli.help.shops.list"))]
    List,
    #[command(about = word("cli.help.shops.add"))]
    Add {
        #[arg(value_name = "PLATFORM", help = word("cli.help.platform"))]
        platform: String,
        #[arg(long, value_name = "NAME", required = true, help = word("cli.help.shop"))]
        name: String,
        #[arg(long, value_name = "URL", help = word("cli.help.shop_url"))]
        url: Option<String>,
        #[arg(long, value_name = "N", help = word("cli.help.shop_days"))]
        days: Option<i64>,
    },
    #[command(about = word("cli.help.shops.test"))]
    Test(Name),
    #[command(about = word("cli.help.shops.authorize"))]
    Authorize {
        #[command(flatten)]
        name: Name,
        #[arg(long, value_name = "CODE", default_value = "", help = word("cli.help.shop_code"))]
        code: String,
    },
    #[command(about = word("cli.help.shops.pause"))]
    Pause(Name),
    #[command(about = word("cli.help.shops.resume"))]
    Resume(Name),
    #[command(about = word("cli.help.shops.every"))]
    Every {
        #[command(flatten)]
        name: Name,
        #[arg(value_name = "MINUTES", help = word("cli.help.shop_every"))]
        minutes: i64,
    },
    #[command(about = word("cli.help.shops.checked"))]
    Checked(Name),
    #[command(about = word("cli.help.shops.disconnect"))]
    Disconnect(Name),
}

#[derive(Debug, clap::Args)]
pub struct Name {
    #[arg(value_name = "NAME", help = word("cli.help.shop"))]
    name: String,
}

#[derive(Debug, Subcommand)]
pub enum Sync {
    #[command(about = word("cli.help.sync.run"))]
    Run {
        #[arg(value_name = "NAME", help = word("cli.help.shop"))]
        names: Vec<String>,
        #[arg(long, help = word("cli.help.sync_full"))]
        full: bool,
    },
    #[command(about = word("cli.help.sync.status"))]
    Status,
    #[command(about = word("cli.help.sync.compare"))]
    Compare(Name),
}

#[derive(Debug, Subcommand)]
pub enum Outbox {
    #[command(about = word("cli.help.outbox.list"))]
    List,
    #[command(about = word("cli.help.outbox.retry"))]
    Retry {
        #[arg(value_name = "ID", required = true, help = word("cli.help.outbox_id"))]
        ids: Vec<i64>,
    },
    #[command(about = word("cli.help.outbox.declare"))]
    Declare {
        #[arg(value_name = "ID", required = true, help = word("cli.help.outbox_id"))]
        ids: Vec<i64>,
        #[arg(long, value_name = "TEXT", help = word("cli.help.outbox_note"))]
        note: Option<String>,
    },
    #[command(about = word("cli.help.outbox.renumber"))]
    Renumber {
        #[arg(value_name = "ID", help = word("cli.help.outbox_id"))]
        id: i64,
        #[arg(value_name = "NUMBER", help = word("cli.help.waybill_no"))]
        number: String,
        #[arg(long, value_name = "CARRIER", default_value = "", help = word("cli.help.carrier"))]
        carrier: String,
    },
    #[command(about = word("cli.help.outbox.stock"))]
    Stock {
        #[command(flatten)]
        name: Name,
        #[arg(value_name = "KEY=ID", required = true, help = word("cli.help.goods"))]
        goods: Vec<String>,
        #[arg(long, value_name = "N", help = word("cli.help.pieces"))]
        pieces: i64,
    },
}

pub fn shops(desk: &mut Desk, told: Shops) -> Result<Ending> {
    match told {
        Shops::List => super::desk::shops(desk),
        Shops::Add { platform, name, url, days } => {
            let text = from_stdin()?;
            // A refusal of the reader would quote what it has read.
            let bad = || Failure::new(Code::BadRequest).with("detail", "stdin: {\"…\":\"…\"}");
            let credentials: Value = if text.trim().is_empty() { json!({}) } else { serde_json::from_str(&text).map_err(|_| bad())? };
            let texts = credentials.as_object().is_some_and(|o| o.values().all(Value::is_string));
            if !texts {
                return Err(bad());
            }
            let request = json!({ "platform": platform, "name": name, "url": url, "credentials": credentials, "days": days });
            let reply = desk.ask("shops.add", request)?;
            if desk.out.json {
                desk.out.document(&reply)?;
                return Ok(Ending::Done);
            }
            desk.out.line(&word_with("cli.shops.added", &[("name", &name)]))?;
            let missing: Vec<&str> = reply["missing"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            if !missing.is_empty() {
                desk.out.line(&word_with("cli.shops.missing", &[("names", &missing.join(" "))]))?;
            }
            if let Some(url) = reply["authorize_url"].as_str() {
                desk.out.line(&word_with("cli.shops.authorize_at", &[("url", url)]))?;
            }
            Ok(Ending::Done)
        }
        Shops::Test(Name { name }) => tested(desk, "shops.test", json!({ "name": name })),
        Shops::Authorize { name: Name { name }, code } => tested(desk, "shops.authorize", json!({ "name": name, "code": code })),
        Shops::Pause(Name { name }) => done(desk, "shops.pause", json!({ "name": name, "paused": true })),
        Shops::Resume(Name { name }) => done(desk, "shops.pause", json!({ "name": name, "paused": false })),
        Shops::Every { name: Name { name }, minutes } => done(desk, "shops.pause", json!({ "name": name, "every_minutes": minutes })),
        Shops::Checked(Name { name }) => done(desk, "shops.pause", json!({ "name": name, "writes_checked": true })),
        Shops::Disconnect(Name { name }) => done(desk, "shops.disconnect", json!({ "name": name })),
    }
}

fn tested(desk: &mut Desk, command: &str, request: Value) -> Result<Ending> {
    let reply = desk.ask(command, request)?;
    if desk.out.json {
        desk.out.document(&reply)?;
    } else {
        desk.out.line(&text(&reply["text"]))?;
    }
    Ok(if reply["ok"] == true { Ending::Done } else { Ending::Failed(Code::Network) })
}

fn done(desk: &mut Desk, command: &str, request: Value) -> Result<Ending> {
    desk.ask(command, request)?;
    status(desk)
}

pub fn sync(desk: &mut Desk, told: Sync) -> Result<Ending> {
    match told {
        Sync::Status => status(desk),
        Sync::Run { names, full } => match desk.run_job("sync.run", json!({ "shops": names, "full": full }))? {
            Ended::Unfinished(job) => desk.unfinished(&job),
            Ended::Result { job, result, in_part } => {
                if desk.out.json {
                    desk.out.document(&result)?;
                } else {
                    let shops = result["shops"].as_array().map_or(&[][..], Vec::as_slice);
                    for shop in shops.iter().filter(|s| s["error"].is_string()) {
                        desk.out.line(&format!("{}  {}", text(&shop["shop"]), text(&shop["error"])))?;
                    }
                    desk.out.line(&job.text)?;
                }
                let shops = result["shops"].as_array().map_or(0, Vec::len) as i64;
                let failed = result["failed"].as_i64().unwrap_or_default();
                Ok(match in_part {
                    false => Ending::Done,
                    true if failed == shops => Ending::Failed(Code::Network),
                    true => Ending::InPart,
                })
            }
        },
        Sync::Compare(Name { name }) => {
            let reply = desk.ask("sync.compare", json!({ "name": name }))?;
            if desk.out.json {
                desk.out.document(&reply)?;
                return Ok(Ending::Done);
            }
            let count = |key: &str| reply[key].as_array().map_or(0, Vec::len).to_string();
            let (ours, theirs) = (reply["ours"].to_string(), reply["theirs"].to_string());
            let facts = [count("missing"), count("extra"), count("different")];
            let facts = [("ours", &ours), ("theirs", &theirs), ("missing", &facts[0]), ("extra", &facts[1]), ("different", &facts[2])];
            desk.out.line(&word_with("cli.sync.compared", &facts.map(|(k, v)| (k, v.as_str()))))?;
            let mut table = Table::new(["order_no", "field", "ours", "theirs"].map(|c| word(&format!("cli.column.{c}"))).into());
            for key in ["missing", "extra"] {
                for no in reply[key].as_array().into_iter().flatten() {
                    table.row(vec![text(no), word(&format!("cli.sync.{key}")), String::new(), String::new()]);
                }
            }
            for one in reply["different"].as_array().into_iter().flatten() {
                table.row(["order_no", "field", "ours", "theirs"].map(|k| text(&one[k])).into());
            }
            desk.out.table(&table)?;
            Ok(Ending::Done)
        }
    }
}

fn status(desk: &mut Desk) -> Result<Ending> {
    let reply = desk.ask("sync.status", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(["shop", "platform", "complete_until", "next", "error"].map(|c| word(&format!("cli.column.{c}"))).into());
    for link in reply["links"].as_array().into_iter().flatten() {
        let next = if link["paused"] == true { word("cli.sync.paused") } else { text(&link["next_at"]) };
        table.row(vec![text(&link["shop"]), text(&link["platform_name"]), text(&link["complete_until"]), next, text(&link["trouble"])]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

pub fn outbox(desk: &mut Desk, told: &Outbox) -> Result<Ending> {
    match told {
        Outbox::List => {}
        Outbox::Retry { ids } => drop(desk.ask("outbox.retry", json!({ "ids": ids }))?),
        Outbox::Declare { ids, note } => {
            let reply = desk.ask("outbox.declare", json!({ "ids": ids, "note": note }))?;
            return said(desk, &reply, word_with("cli.outbox.declared", &[("count", &reply["done"].to_string())]));
        }
        Outbox::Renumber { id, number, carrier } => {
            let reply = desk.ask("outbox.renumber", json!({ "id": id, "number": number, "carrier": carrier }))?;
            return said(desk, &reply, word("cli.outbox.renumbered"));
        }
        Outbox::Stock { name: Name { name }, goods, pieces } => {
            let pairs: Option<Map<String, Value>> =
                goods.iter().map(|g| g.split_once('=').map(|(k, v)| (k.trim().to_owned(), Value::from(v.trim())))).collect();
            let goods = pairs.ok_or_else(|| Failure::new(Code::BadRequest).with("detail", "KEY=ID"))?;
            let reply = desk.ask("outbox.stock", json!({ "shop": name, "goods": goods, "pieces": pieces }))?;
            return said(desk, &reply, word_with("cli.outbox.noted", &[("id", &reply["id"].to_string())]));
        }
    }
    let reply = desk.ask("outbox.list", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let columns = ["id", "kind", "shop", "order_no", "state", "tries", "next", "error"];
    let mut table = Table::new(columns.map(|c| word(&format!("cli.column.{c}"))).into());
    for one in reply["messages"].as_array().into_iter().flatten() {
        table.row(vec![
            one["id"].to_string(),
            word(&format!("outbox.kind.{}", text(&one["kind"]))),
            text(&one["shop"]),
            text(&one["order_no"]),
            word(&format!("outbox.state.{}", text(&one["state"]))),
            one["tries"].to_string(),
            text(&one["next_at"]),
            text(&one["text"]),
        ]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

fn said(desk: &mut Desk, reply: &Value, line: String) -> Result<Ending> {
    if desk.out.json {
        desk.out.document(reply)?;
    } else {
        desk.out.line(&line)?;
    }
    Ok(Ending::Done)
}
