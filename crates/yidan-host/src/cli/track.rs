//! `track poll|add|show|list|guess|proof|sources`: where parcels are, from a terminal. Credentials of sources come as JSON on stdin, never as an
//! argument: arguments stand in the list of processes.

use super::desk::from_stdin;
use super::draw::{Table, text};
use super::paper::{saved, skipped};
use super::progress::Ended;
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use yidan_app::error::{Code, Failure};

#[derive(Debug, Subcommand)]
pub enum Track {
    #[command(about = word("cli.help.track.poll"))]
    Poll {
        #[arg(value_name = "NUMBER", help = word("cli.help.track_number"))]
        numbers: Vec<String>,
    },
    #[command(about = word("cli.help.track.add"))]
    Add {
        #[arg(value_name = "NUMBER", help = word("cli.help.track_number"))]
        number: String,
        #[arg(long, value_name = "STATE", required = true, help = word("cli.help.track_state"))]
        state: String,
        #[arg(long, value_name = "TIME", required = true, help = word("cli.help.track_at"))]
        at: String,
        #[arg(long, value_name = "TEXT", default_value = "", help = word("cli.help.track_text"))]
        text: String,
        #[arg(long, value_name = "CARRIER", help = word("cli.help.carrier"))]
        carrier: Option<String>,
    },
    #[command(about = word("cli.help.track.show"))]
    Show(Number),
    #[command(about = word("cli.help.track.list"))]
    List {
        #[arg(long, value_name = "KIND", default_value = "uncollected", value_parser = ["uncollected", "stagnant", "returned", "trouble"], help = word("cli.help.track_kind"))]
        kind: String,
    },
    #[command(about = word("cli.help.track.guess"))]
    Guess(Number),
    #[command(about = word("cli.help.track.proof"))]
    Proof {
        #[arg(value_name = "NO", required = true, help = word("cli.help.track_proof_no"))]
        numbers: Vec<String>,
        #[arg(long, value_name = "FILE", required = true, help = word("cli.help.out"))]
        out: PathBuf,
    },
    #[command(subcommand, about = word("cli.help.track.sources"))]
    Sources(Sources),
}

#[derive(Debug, clap::Args)]
pub struct Number {
    #[arg(value_name = "NUMBER", help = word("cli.help.track_number"))]
    number: String,
}

#[derive(Debug, Subcommand)]
pub enum Sources {
    #[command(about = word("cli.help.track.sources.list"))]
    List,
    #[command(about = word("cli.help.track.sources.add"))]
    Add {
        #[arg(value_name = "SOURCE", help = word("cli.help.track_source"))]
        source: String,
        #[arg(long, value_name = "NAME", default_value = "", help = word("cli.help.track_name"))]
        name: String,
        #[arg(long, value_name = "NAME", help = word("cli.help.shop"))]
        shop: Option<String>,
        #[arg(long, value_name = "URL", help = word("cli.help.track_url"))]
        url: Option<String>,
        #[arg(long, value_name = "URL", help = word("cli.help.track_push_base"))]
        push_base: Option<String>,
        #[arg(long, help = word("cli.help.track_checked"))]
        checked: bool,
    },
    #[command(about = word("cli.help.track.sources.remove"))]
    Remove {
        #[arg(value_name = "NAME", help = word("cli.help.track_name"))]
        name: String,
    },
}

pub fn run(desk: &mut Desk, told: Track) -> Result<Ending> {
    match told {
        Track::Poll { numbers } => poll(desk, &numbers),
        Track::Add { number, state, at, text, carrier } => {
            let request = json!({ "number": number, "state": state, "at": at, "text": text, "carrier": carrier });
            let reply = desk.ask("track.add", request)?;
            story(desk, &reply)
        }
        Track::Show(Number { number }) => {
            let reply = desk.ask("track.show", json!({ "number": number }))?;
            story(desk, &reply)
        }
        Track::List { kind } => list(desk, &kind),
        Track::Guess(Number { number }) => guess(desk, &number),
        Track::Proof { numbers, out } => proof(desk, &numbers, &out),
        Track::Sources(sources) => self::sources(desk, sources),
    }
}

fn poll(desk: &mut Desk, numbers: &[String]) -> Result<Ending> {
    match desk.run_job("track.poll", json!({ "numbers": numbers }))? {
        Ended::Unfinished(job) => desk.unfinished(&job),
        Ended::Result { job, result, in_part } => {
            if desk.out.json {
                desk.out.document(&result)?;
            } else {
                for one in result["numbers"].as_array().into_iter().flatten() {
                    desk.out.line(&text(&one["text"]))?;
                }
                desk.out.line(&job.text)?;
            }
            Ok(if in_part { Ending::InPart } else { Ending::Done })
        }
    }
}

fn story(desk: &mut Desk, reply: &Value) -> Result<Ending> {
    if desk.out.json {
        desk.out.document(reply)?;
        return Ok(Ending::Done);
    }
    let track = &reply["track"];
    desk.out.line(&format!("{}  {}  {}", text(&track["carrier"]), text(&track["number"]), text(&track["text"])))?;
    if let Some(trouble) = track["trouble"].as_str() {
        desk.out.line(trouble)?;
    }
    let mut table = Table::new(["at", "state", "text", "source"].map(|c| word(&format!("cli.column.{c}"))).into());
    for event in reply["events"].as_array().into_iter().flatten() {
        table.row(["at", "state_text", "text", "source"].map(|k| text(&event[k])).into());
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

fn proof(desk: &mut Desk, numbers: &[String], out: &Path) -> Result<Ending> {
    let (mut result, in_part) = match desk.run_job("track.proofs", json!({ "selection": { "numbers": numbers } }))? {
        Ended::Unfinished(job) => return desk.unfinished(&job),
        Ended::Result { result, in_part, .. } => (result, in_part),
    };
    let is_there = saved(desk, &mut result, out)?;
    if desk.out.json {
        desk.out.document(&result)?;
    } else {
        skipped(desk, &result)?;
        if is_there {
            let facts = [("proofs", result["proofs"].to_string()), ("file", out.display().to_string())];
            desk.out.line(&word_with("cli.track.proofs", &facts.each_ref().map(|(n, v)| (*n, v.as_str()))))?;
        }
    }
    Ok(match (is_there, in_part) {
        (false, _) => Ending::Failed(Code::Refused),
        (true, true) => Ending::InPart,
        (true, false) => Ending::Done,
    })
}

fn list(desk: &mut Desk, kind: &str) -> Result<Ending> {
    let reply = desk.ask("track.list", json!({ "kind": kind }))?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let columns = ["order_no", "carrier", "number", "hours", "state", "text"];
    let mut table = Table::new(columns.map(|c| word(&format!("cli.column.{c}"))).into());
    for row in reply["rows"].as_array().into_iter().flatten() {
        let (order, track) = (&row["order"], &row["track"]);
        let first = &order["trackings"][0];
        let or = |a: &Value, b: &Value| if a.is_null() { text(b) } else { text(a) };
        table.row(vec![
            text(&order["order_no"]),
            or(&track["carrier"], &first[0]),
            or(&track["number"], &first[1]),
            row["hours"].to_string(),
            text(&track["text"]),
            text(&track["last_text"]),
        ]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

fn guess(desk: &mut Desk, number: &str) -> Result<Ending> {
    let reply = desk.ask("track.guess", json!({ "number": number }))?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    for carrier in reply["carriers"].as_array().into_iter().flatten() {
        desk.out.line(&format!("{}  {}", text(&carrier["code"]), text(&carrier["name"])))?;
    }
    for warning in reply["texts"].as_array().into_iter().flatten() {
        desk.out.line(&text(warning))?;
    }
    Ok(Ending::Done)
}

fn sources(desk: &mut Desk, told: Sources) -> Result<Ending> {
    match told {
        Sources::List => {}
        Sources::Add { source, name, shop, url, push_base, checked } => {
            let written = from_stdin()?;
            // A refusal of the reader would quote what it has read.
            let bad = || Failure::new(Code::BadRequest).with("detail", "stdin: {\"…\":\"…\"}");
            let credentials: Value =
                if written.trim().is_empty() { json!({}) } else { serde_json::from_str(&written).map_err(|_| bad())? };
            if !credentials.as_object().is_some_and(|o| o.values().all(Value::is_string)) {
                return Err(bad());
            }
            let mut request = json!({
                "source": source, "name": name, "shop": shop, "url": url, "push_base": push_base, "credentials": credentials,
            });
            if checked {
                request["checked"] = json!(true);
            }
            let reply = desk.ask("track.save_source", request)?;
            if desk.out.json {
                desk.out.document(&reply)?;
                return Ok(Ending::Done);
            }
            if let Some(url) = reply["push_url"].as_str().filter(|url| url.starts_with("http")) {
                desk.out.line(&word_with("cli.track.push_url", &[("url", url)]))?;
            }
        }
        Sources::Remove { name } => {
            desk.ask("track.remove_source", json!({ "name": name }))?;
        }
    }
    let reply = desk.ask("track.sources", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(["title", "platform", "works", "last_at", "error"].map(|c| word(&format!("cli.column.{c}"))).into());
    for one in reply["sources"].as_array().into_iter().flatten() {
        let works = word(if one["works"] == true { "cli.yes" } else { "cli.no" });
        table.row(vec![text(&one["name"]), text(&one["source_name"]), works, text(&one["asked_at"]), text(&one["trouble"])]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}
