//! `doubles list`, `show`, `answer`: orders that are probably the same.

use super::draw::{Table, text};
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub enum Doubles {
    #[command(about = word("cli.help.doubles.list"))]
    List {
        #[arg(long, value_name = "N", help = word("cli.help.limit"))]
        limit: Option<usize>,
    },
    #[command(about = word("cli.help.doubles.show"))]
    Show(Pair),
    #[command(about = word("cli.help.doubles.answer"))]
    Answer {
        #[command(flatten)]
        pair: Pair,
        #[command(flatten)]
        answer: Said,
    },
}

/// An order and, where it has several likely doubles, which of them.
#[derive(Debug, Args)]
pub struct Pair {
    #[arg(value_name = "NO", help = word("cli.help.no"))]
    no: String,
    #[arg(long, value_name = "NO", help = word("cli.help.double_with"))]
    with: Option<String>,
}

#[derive(Debug, Args)]
#[group(id = "said", required = true, multiple = false)]
pub struct Said {
    #[arg(long, help = word("cli.help.double_keep"))]
    keep: bool,
    #[arg(long, help = word("cli.help.double_merge"))]
    merge: bool,
    #[arg(long, value_name = "NO", help = word("cli.help.double_void"))]
    void: Option<String>,
    #[arg(long, help = word("cli.help.double_ask"))]
    ask: bool,
}

pub fn run(desk: &mut Desk, doubles: Doubles) -> Result<Ending> {
    match doubles {
        Doubles::List { limit } => list(desk, limit),
        Doubles::Show(pair) => show(desk, &pair),
        Doubles::Answer { pair, answer } => {
            let request = request(desk, &pair)?;
            let (word, gone) = match &answer.void {
                Some(no) => ("void", id_of(desk, no)?),
                None => (
                    if answer.keep {
                        "keep"
                    } else if answer.merge {
                        "merge"
                    } else {
                        "ask"
                    },
                    Value::Null,
                ),
            };
            let mut request = request;
            request["answer"] = json!(word);
            request["void"] = gone;
            let done = desk.ask("doubles.answer", request)?;
            if desk.out.json {
                desk.out.document(&done)?;
            } else {
                pairs(desk, std::slice::from_ref(&done))?;
            }
            Ok(Ending::Done)
        }
    }
}

fn id_of(desk: &Desk, no: &str) -> Result<Value> {
    Ok(desk.ask("orders.show", json!({ "no": no }))?["id"].clone())
}

fn request(desk: &Desk, pair: &Pair) -> Result<Value> {
    Ok(match &pair.with {
        Some(other) => json!({ "pair": [id_of(desk, &pair.no)?, id_of(desk, other)?] }),
        None => json!({ "no": pair.no }),
    })
}

fn list(desk: &mut Desk, limit: Option<usize>) -> Result<Ending> {
    let reply = desk.ask("doubles.list", json!({ "limit": limit }))?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let found = reply["pairs"].as_array().cloned().unwrap_or_default();
    if found.is_empty() {
        desk.out.line(&word("ui.double.none"))?;
    } else {
        pairs(desk, &found)?;
    }
    Ok(Ending::Done)
}

fn pairs(desk: &mut Desk, list: &[Value]) -> Result<()> {
    let columns = ["order_no", "double", "why", "answer"];
    let mut table = Table::new(columns.map(|c| word(&format!("cli.column.{c}"))).into());
    for pair in list {
        let answer = text(&pair["answer"]);
        table.row(vec![
            text(&pair["order_nos"][0]),
            text(&pair["order_nos"][1]),
            text(&pair["why"]),
            word(&format!("cli.double.{answer}")),
        ]);
    }
    desk.out.table(&table)
}

fn show(desk: &mut Desk, pair: &Pair) -> Result<Ending> {
    let request = request(desk, pair)?;
    let side = desk.ask("doubles.show", request)?;
    if desk.out.json {
        desk.out.document(&side)?;
        return Ok(Ending::Done);
    }
    desk.out.line(&word_with("cli.double.why", &[("why", &text(&side["pair"]["why"]))]))?;
    let (left, right) = (text(&side["left"]["order_no"]), text(&side["right"]["order_no"]));
    let mut table = Table::new(vec![String::new(), word("cli.column.field"), left, right]);
    for field in side["fields"].as_array().into_iter().flatten() {
        let mark = if field["differs"] == true { "≠" } else { "" };
        let one_line = |v: &Value| text(v).replace('\n', " ");
        table.row(vec![mark.to_owned(), text(&field["name"]), one_line(&field["left"]), one_line(&field["right"])]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}
