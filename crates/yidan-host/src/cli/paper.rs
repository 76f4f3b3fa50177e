//! `labels pdf`, `labels print`, `reconcile sheet`: what ends on paper or in a file for somebody else.

use super::args::{Chosen, Labels};
use super::draw::{Table, text, yuan};
use super::progress::Ended;
use super::{Desk, Ending, Result, templates};
use crate::printers::is_address;
use crate::words::{word, word_with};
use serde_json::{Value, json};
use std::path::Path;
use yidan_app::error::{Code, Failure};

pub fn labels(desk: &mut Desk, labels: Labels) -> Result<Ending> {
    match labels {
        Labels::Pdf { chosen, out } => pdf(desk, &chosen, &out),
        Labels::Print { chosen, printer, reprint } => print(desk, &chosen, &printer, reprint),
        Labels::Templates(verb) => templates::run(desk, verb),
    }
}

fn pdf(desk: &mut Desk, chosen: &Chosen, out: &Path) -> Result<Ending> {
    let request = json!({ "selection": selection(chosen), "template": chosen.template, "full": chosen.full });
    let (mut result, in_part) = match desk.run_job("labels.pdf", request)? {
        Ended::Unfinished(job) => return desk.unfinished(&job),
        Ended::Result { result, in_part, .. } => (result, in_part),
    };
    if !saved(desk, &mut result, out)? {
        return Err(Failure::new(Code::NothingSelected));
    }
    if desk.out.json {
        desk.out.document(&result)?;
    } else {
        let facts = [("labels", result["labels"].to_string()), ("pages", result["pages"].to_string()), ("file", out.display().to_string())];
        desk.out.line(&word_with("cli.labels.saved", &facts.each_ref().map(|(n, v)| (*n, v.as_str()))))?;
        skipped(desk, &result)?;
    }
    Ok(part(in_part || has(&result, "skipped")))
}

fn print(desk: &mut Desk, chosen: &Chosen, printer: &str, reprint: bool) -> Result<Ending> {
    if is_address(printer) {
        // The person at this machine named it; that makes it known.
        desk.world.printers.add(printer);
    }
    let request = json!({
        "selection": selection(chosen), "printer": printer, "template": chosen.template, "reprint": reprint, "full": chosen.full
    });
    let (result, in_part) = match desk.run_job("labels.print", request)? {
        Ended::Unfinished(job) => return desk.unfinished(&job),
        Ended::Result { result, in_part, .. } => (result, in_part),
    };
    if desk.out.json {
        desk.out.document(&result)?;
    } else {
        let mut table = Table::new(["sequence", "order_no", "print_state", "words"].map(|c| word(&format!("cli.column.{c}"))).into());
        for label in result["labels"].as_array().into_iter().flatten() {
            let state = word(&format!("cli.print.{}", label["state"].as_str().unwrap_or_default()));
            table.row(vec![label["sequence"].to_string(), text(&label["order_no"]), state, text(&label["words"])]);
        }
        desk.out.table(&table)?;
        skipped(desk, &result)?;
    }
    let count = |name: &str| result[name].as_i64().unwrap_or(0);
    let troubled = count("failed") + count("unknown") + count("queued");
    if troubled > 0 && count("printed") == 0 {
        return Ok(Ending::Failed(Code::PrinterRefused));
    }
    Ok(part(in_part || troubled > 0 || has(&result, "skipped")))
}

pub fn sheet(desk: &mut Desk, month: &str, out: &Path, shop: Option<&str>) -> Result<Ending> {
    let (mut result, in_part) = match desk.run_job("reconcile.sheet", json!({ "month": month, "shop": shop }))? {
        Ended::Unfinished(job) => return desk.unfinished(&job),
        Ended::Result { result, in_part, .. } => (result, in_part),
    };
    if !saved(desk, &mut result, out)? {
        return Err(Failure::new(Code::Internal).with("command", "reconcile.sheet"));
    }
    if desk.out.json {
        desk.out.document(&result)?;
    } else {
        let sum = yuan(result["sum_fen"].as_i64());
        let (orders, differences) = (result["orders"].to_string(), result["differences"].to_string());
        let file = out.display().to_string();
        desk.out
            .line(&word_with("cli.sheet.saved", &[("orders", &orders), ("sum", &sum), ("differences", &differences), ("file", &file)]))?;
    }
    Ok(part(in_part))
}

/// Copies the result's file from the shelf to the place that was typed; the reply then names that place. False when there is no file.
pub fn saved(desk: &Desk, result: &mut Value, out: &Path) -> Result<bool> {
    let file = result.as_object_mut().and_then(|r| r.remove("file")).unwrap_or_default();
    let Some(handle) = file["handle"].as_str() else { return Ok(false) };
    let copied = desk.world.shelf.copy_out(handle, out);
    copied.map_err(|e| {
        let detail = format!("{}: {e}", out.display());
        Failure::from(e).with("name", out.display()).with("detail", detail)
    })?;
    result["out"] = json!(out.display().to_string());
    Ok(true)
}

fn selection(chosen: &Chosen) -> Value {
    if chosen.all { json!("all_to_print") } else { json!({ "numbers": chosen.orders }) }
}

pub(super) fn skipped(desk: &mut Desk, result: &Value) -> Result<()> {
    for order in result["skipped"].as_array().into_iter().flatten() {
        desk.out.line(&word_with("cli.labels.skipped", &[("order_no", &text(&order["order_no"])), ("why", &text(&order["text"]))]))?;
    }
    Ok(())
}

fn has(result: &Value, list: &str) -> bool {
    result[list].as_array().is_some_and(|l| !l.is_empty())
}

fn part(in_part: bool) -> Ending {
    if in_part { Ending::InPart } else { Ending::Done }
}
