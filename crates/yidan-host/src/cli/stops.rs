//! `orders hold`, `release`, `urgent`, `flag`, `tag`, `except`, `settle`, `address`, `answer`, `ask-check`, `check`: what stops an order
//! and what lets it go, by the orders' numbers.

use super::orders::rows;
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use yidan_app::error::Code;

/// Numbers of the orders meant.
#[derive(Debug, Args)]
pub struct Which {
    #[arg(value_name = "NO,…", value_delimiter = ',', required = true, help = word("cli.help.numbers"))]
    numbers: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub enum Stops {
    #[command(about = word("cli.help.orders.hold"))]
    Hold {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "TEXT", required = true, help = word("cli.help.reason"))]
        reason: String,
        #[arg(long, value_name = "N", help = word("cli.help.hold_minutes"))]
        minutes: Option<i64>,
    },
    #[command(about = word("cli.help.orders.release"))]
    Release(Which),
    #[command(about = word("cli.help.orders.urgent"))]
    Urgent {
        #[command(flatten)]
        which: Which,
        #[arg(long, help = word("cli.help.off"))]
        off: bool,
    },
    #[command(about = word("cli.help.orders.flag"))]
    Flag {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "N", required = true, help = word("cli.help.flag"))]
        flag: u8,
    },
    #[command(about = word("cli.help.orders.tag"))]
    Tag {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "TAG", help = word("cli.help.tag_add"))]
        add: Vec<String>,
        #[arg(long, value_name = "TAG", help = word("cli.help.tag_remove"))]
        remove: Vec<String>,
    },
    #[command(about = word("cli.help.orders.except"))]
    Except {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "CAUSE", required = true, help = word("cli.help.cause"))]
        cause: String,
        #[arg(long, value_name = "TEXT", help = word("cli.help.note"))]
        note: Option<String>,
    },
    #[command(about = word("cli.help.orders.settle"))]
    Settle {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "TEXT", help = word("cli.help.note"))]
        note: Option<String>,
    },
    #[command(about = word("cli.help.orders.address"))]
    Address {
        #[arg(value_name = "NO", help = word("cli.help.no"))]
        no: String,
        #[arg(long, value_name = "JSON", required = true, value_parser = super::args::json_object, help = word("cli.help.fields"))]
        fields: Value,
        #[arg(long, help = word("cli.help.address_ask"))]
        ask: bool,
    },
    #[command(about = word("cli.help.orders.answer"))]
    Answer {
        #[arg(value_name = "NO", help = word("cli.help.no"))]
        no: String,
        #[arg(value_name = "approve/refuse/withdraw", value_parser = ["approve", "refuse", "withdraw"], help = word("cli.help.answer"))]
        answer: String,
        #[arg(long, value_name = "TEXT", help = word("cli.help.reason"))]
        reason: Option<String>,
    },
    #[command(about = word("cli.help.orders.ask_check"))]
    AskCheck(Which),
    #[command(about = word("cli.help.orders.check"))]
    Check {
        #[arg(value_name = "NO", help = word("cli.help.no"))]
        no: String,
        #[arg(long, value_name = "TEXT", help = word("cli.help.check_refuse"))]
        refuse: Option<String>,
    },
}

pub fn run(desk: &mut Desk, told: Stops) -> Result<Ending> {
    match told {
        Stops::Hold { which, reason, minutes } => {
            batch(desk, "orders.hold", &which, json!({ "reason": reason, "release_after_minutes": minutes }))
        }
        Stops::Release(which) => batch(desk, "orders.release", &which, json!({})),
        Stops::Urgent { which, off } => batch(desk, "orders.urgent", &which, json!({ "urgent": !off })),
        Stops::Flag { which, flag } => batch(desk, "orders.flag", &which, json!({ "flag": flag })),
        Stops::Tag { which, add, remove } => batch(desk, "orders.tag", &which, json!({ "add": add, "remove": remove })),
        Stops::Except { which, cause, note } => batch(desk, "orders.except", &which, json!({ "cause": cause, "note": note })),
        Stops::Settle { which, note } => batch(desk, "orders.settle", &which, json!({ "note": note })),
        Stops::AskCheck(which) => batch(desk, "orders.ask_check", &which, json!({})),
        Stops::Address { no, fields, ask } => one(desk, "orders.address_change", &no, json!({ "fields": fields, "ask": ask })),
        Stops::Answer { no, answer, reason } => one(desk, "orders.address_answer", &no, json!({ "answer": answer, "reason": reason })),
        Stops::Check { no, refuse } => one(desk, "orders.check", &no, json!({ "refuse": refuse })),
    }
}

/// Many orders: how many it was done with, and why not with the others.
fn batch(desk: &mut Desk, command: &str, which: &Which, mut request: Value) -> Result<Ending> {
    request["selection"] = json!({ "numbers": which.numbers });
    let reply = desk.ask(command, request)?;
    let refused = reply["refused"].as_array().map_or(&[][..], Vec::as_slice);
    let done = reply["done"].as_i64().unwrap_or_default();
    if desk.out.json {
        desk.out.document(&reply)?;
    } else {
        desk.out.line(&word_with("cli.batch.done", &[("done", &done.to_string())]))?;
        for one in refused {
            let (no, why) = (one["order_no"].as_str().unwrap_or_default(), one["text"].as_str().unwrap_or_default());
            desk.out.line(&format!("{no}  {why}"))?;
        }
    }
    Ok(match (refused.is_empty(), done) {
        (true, _) => Ending::Done,
        (false, 0) => Ending::Failed(Code::Refused),
        (false, _) => Ending::InPart,
    })
}

/// One order, by any number known of it; the reply is the order.
fn one(desk: &mut Desk, command: &str, no: &str, mut request: Value) -> Result<Ending> {
    request["id"] = desk.ask("orders.show", json!({ "no": no }))?["id"].clone();
    let order = desk.ask(command, request)?;
    if desk.out.json {
        desk.out.document(&order)?;
    } else {
        rows(desk, std::slice::from_ref(&order))?;
    }
    Ok(Ending::Done)
}
