//! `scan`: one code from the line, or many from standard input, each answered by a colour and a sentence before the next is read.

use super::draw::text;
use super::progress::{self, Ended};
use super::{Desk, Ending, Result};
use crate::limits::SCAN_LINES;
use crate::printers::is_address;
use crate::words::word;
use clap::Args;
use serde_json::{Value, json};
use std::io::{BufRead, IsTerminal};
use yidan_app::error::{Code, Failure};

#[derive(Debug, Args)]
pub struct Scan {
    #[arg(value_name = "NUMBER", help = word("cli.help.scan.number"))]
    number: Option<String>,
    #[arg(long, value_name = "MODE", value_parser = ["out", "label", "return"], default_value = "out", help = word("cli.help.scan.mode"))]
    mode: String,
    #[arg(long, help = word("cli.help.scan.force"))]
    force: bool,
    #[arg(long, value_name = "G", help = word("cli.help.scan.weight"))]
    weight: Option<i64>,
    #[arg(long, value_name = "NAME", help = word("cli.help.scan.printer"))]
    printer: Option<String>,
    #[arg(long, value_name = "NAME", help = word("cli.help.scan.desk"))]
    desk: Option<String>,
}

pub fn run(desk: &mut Desk, scan: &Scan) -> Result<Ending> {
    if let Some(printer) = scan.printer.as_deref().filter(|p| is_address(p)) {
        // The person at this machine named it; that makes it known.
        desk.world.printers.add(printer);
    }
    if let Some(number) = &scan.number {
        return Ok(match one(desk, scan, number)? {
            true => Ending::Done,
            false => Ending::Failed(Code::Refused),
        });
    }
    let input = std::io::stdin();
    if input.is_terminal() {
        super::say(&word("cli.scan.waiting"));
    }
    let mut stopped = false;
    for line in input.lock().lines().take(SCAN_LINES) {
        let line = line.map_err(Failure::from)?;
        if line.trim().is_empty() {
            continue;
        }
        stopped |= !one(desk, scan, &line)?;
        desk.out.flush()?;
    }
    Ok(if stopped { Ending::InPart } else { Ending::Done })
}

/// Answers one code; false when the answer is red.
fn one(desk: &mut Desk, scan: &Scan, code: &str) -> Result<bool> {
    let request = json!({
        "code": code, "mode": scan.mode, "force": scan.force, "weight_g": scan.weight, "printer": scan.printer, "desk": scan.desk
    });
    let mut reply = desk.ask("scan.act", request)?;
    if let Some(job) = reply["job"].as_i64() {
        // Nobody else works the job off here: the label comes out before the next scan.
        reply["print"] = match progress::finish(desk, job)? {
            Ended::Result { result, .. } => result,
            Ended::Unfinished(job) => serde_json::to_value(job).unwrap_or(Value::Null),
        };
    }
    if desk.out.json {
        desk.out.document(&reply)?;
    } else {
        let mark = word(&format!("cli.scan.{}", text(&reply["colour"])));
        desk.out.line(&format!("{mark} {}", text(&reply["sentence"])))?;
    }
    Ok(reply["colour"] != "red")
}
