//! `trail verify`, `trail heads`, `trail export`.

use super::args::Trail;
use super::draw::{Table, text};
use super::progress::Ended;
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use serde_json::{Value, json};
use std::path::Path;

pub fn run(desk: &mut Desk, trail: &Trail) -> Result<Ending> {
    match trail {
        Trail::Verify => verify(desk),
        Trail::Heads => heads(desk),
        Trail::Export { out } => export(desk, out),
    }
}

fn verify(desk: &mut Desk) -> Result<Ending> {
    let reply = desk.ask("trail.verify", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
    } else {
        desk.out.line(&text(&reply["text"]))?;
    }
    Ok(if reply["ok"] == true { Ending::Done } else { Ending::InPart })
}

fn heads(desk: &mut Desk) -> Result<Ending> {
    let reply = desk.ask("trail.heads", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(["day", "events", "hash"].map(|c| word(&format!("cli.column.{c}"))).into());
    for head in reply["heads"].as_array().into_iter().flatten() {
        table.row(vec![text(&head["day"]), head["events"].to_string(), text(&head["hash"])]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

fn export(desk: &mut Desk, out: &Path) -> Result<Ending> {
    let result = match desk.run_job("trail.export", Value::Null)? {
        Ended::Unfinished(job) => return desk.unfinished(&job),
        Ended::Result { result, .. } => result,
    };
    super::files::handed_out(desk, &result["file"], out)?;
    let (events, file) = (result["events"].clone(), out.display().to_string());
    if desk.out.json {
        desk.out.document(&json!({ "out": file, "events": events }))?;
    } else {
        desk.out.line(&word_with("cli.trail.saved", &[("events", &events.to_string()), ("file", &file)]))?;
    }
    Ok(Ending::Done)
}
