//! `rules`: review rules listed, saved from a file, tried on past orders, switched, removed, handed on.

use super::args::Rules;
use super::draw::{Table, text};
use super::files::{handed_out, unopened};
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use serde_json::{Value, json};
use std::path::Path;

pub fn run(desk: &mut Desk, rules: Rules) -> Result<Ending> {
    match rules {
        Rules::List => list(desk),
        Rules::Save { file } => {
            let reply = desk.ask("rules.save", json!({ "file": lent(desk, &file)? }))?;
            let line = word_with("cli.rules.saved", &[("names", &joined(&reply["saved"]))]);
            desk.out.document_or_line(&reply, &line)?;
            if !desk.out.json {
                told(desk, &reply["warnings"])?;
            }
            Ok(Ending::Done)
        }
        Rules::Try { file, days } => {
            let reply = desk.ask("rules.try", json!({ "file": lent(desk, &file)?, "days": days }))?;
            tried(desk, &reply)
        }
        Rules::Remove { name } => {
            desk.ask("rules.remove", json!({ "name": name }))?;
            list(desk)
        }
        Rules::Switch { name, to } => {
            desk.ask("rules.switch", json!({ "name": name, "on": to == "on" }))?;
            list(desk)
        }
        Rules::Export { names, out } => {
            let file = desk.ask("rules.export", json!({ "names": names }))?;
            let copied = handed_out(desk, &file, &out)?;
            desk.out.document_or_line(&copied, &out.display().to_string())?;
            Ok(Ending::Done)
        }
    }
}

fn lent(desk: &Desk, file: &Path) -> Result<String> {
    Ok(desk.world.shelf.lend(file).map_err(|e| unopened(file, e))?.handle)
}

fn list(desk: &mut Desk) -> Result<Ending> {
    let reply = desk.ask("rules.list", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(["priority", "on", "source", "rule"].map(|c| word(&format!("cli.column.{c}"))).into());
    let rules = reply["rules"].as_array().map_or(&[][..], Vec::as_slice);
    for rule in rules {
        let source = match (rule["shipped"] == true, rule["changed"] == true) {
            (true, false) => "shipped",
            (true, true) => "changed",
            (false, _) => "own",
        };
        let on = word(if rule["on"] == true { "cli.on" } else { "cli.off" });
        table.row(vec![rule["priority"].to_string(), on, word(&format!("cli.rules.{source}")), text(&rule["name"])]);
    }
    desk.out.table(&table)?;
    // Sentences are longer than a cell may be.
    for rule in rules {
        desk.out.line(&format!("{}  {}", text(&rule["name"]), text(&rule["sentence"])))?;
    }
    told(desk, &reply["problems"])?;
    Ok(Ending::Done)
}

fn tried(desk: &mut Desk, reply: &Value) -> Result<Ending> {
    if desk.out.json {
        desk.out.document(reply)?;
        return Ok(Ending::Done);
    }
    for sentence in reply["sentences"].as_array().into_iter().flatten() {
        desk.out.line(&text(sentence))?;
    }
    let count = |name: &str| reply[name].to_string();
    let facts = [("days", &count("days")), ("searched", &count("searched")), ("matched", &count("matched"))];
    desk.out.line(&word_with("cli.rules.tried", &facts.map(|(k, v)| (k, v.as_str()))))?;
    for number in reply["orders"].as_array().into_iter().flatten() {
        desk.out.line(&text(number))?;
    }
    told(desk, &reply["conflicts"])?;
    Ok(Ending::Done)
}

/// What rules do to each other, one sentence a line.
fn told(desk: &mut Desk, problems: &Value) -> Result<()> {
    for problem in problems.as_array().into_iter().flatten() {
        desk.out.line(&text(&problem["text"]))?;
    }
    Ok(())
}

fn joined(names: &Value) -> String {
    names.as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join("、")
}
