//! `profiles`: formats of one's own, made from a sample file, listed, handed on as a small text file.

use super::args::Profiles;
use super::draw::Table;
use super::files::{handed_out, unopened};
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use serde_json::{Map, Value, json};
use std::path::Path;
use yidan_app::error::{Code, Failure};

pub fn run(desk: &mut Desk, profiles: Profiles) -> Result<Ending> {
    match profiles {
        Profiles::List => list(desk),
        Profiles::Save { name, file, maps, words, platform, sheet, password } => {
            let handle = desk.world.shelf.lend(&file).map_err(|e| unopened(&file, e))?.handle;
            let ask = json!({ "file": handle, "password": password, "sheet": sheet });
            let mapping = mapping(&desk.ask("files.columns", ask)?, &maps, &words, platform.as_deref(), sheet.as_deref())?;
            let tried = desk.ask("files.try_mapping", json!({ "file": handle, "password": password, "mapping": mapping }))?;
            desk.ask("profiles.save", json!({ "name": name, "mapping": mapping }))?;
            let (accepted, rejected) = (tried["accepted"].to_string(), tried["rejected_total"].to_string());
            let reply = json!({ "name": name, "mapping": mapping, "accepted": tried["accepted"], "rejected_total": tried["rejected_total"],
                "unknown_words": tried["unknown_words"] });
            let facts = [("name", name.as_str()), ("accepted", &accepted), ("rejected", &rejected)];
            desk.out.document_or_line(&reply, &word_with("cli.profiles.saved", &facts))?;
            Ok(Ending::Done)
        }
        Profiles::Remove { name } => {
            desk.ask("profiles.remove", json!({ "name": name }))?;
            list(desk)
        }
        Profiles::Export { name, out } => {
            let file = desk.ask("profiles.export", json!({ "name": name }))?;
            let copied = handed_out(desk, &file, &out)?;
            desk.out.document_or_line(&copied, &out.display().to_string())?;
            Ok(Ending::Done)
        }
        Profiles::Import { file } => {
            let reply = desk.ask("profiles.import", json!({ "file": lent(desk, &file)? }))?;
            desk.out.document_or_line(&reply, reply["name"].as_str().unwrap_or_default())?;
            Ok(Ending::Done)
        }
    }
}

fn lent(desk: &Desk, file: &Path) -> Result<String> {
    Ok(desk.world.shelf.lend(file).map_err(|e| unopened(file, e))?.handle)
}

fn list(desk: &mut Desk) -> Result<Ending> {
    let reply = desk.ask("profiles.list", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let mut table = Table::new(["title", "platform", "kind"].map(|c| word(&format!("cli.column.{c}"))).into());
    for profile in reply["profiles"].as_array().into_iter().flatten() {
        table.row(vec![text(&profile["name"]), text(&profile["platform_name"]), text(&profile["kind"])]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

/// The guesses of the core, changed by what was typed. `HEADING=` leaves a column out.
fn mapping(
    columns: &Value,
    maps: &[(String, String)],
    words: &[(String, String)],
    platform: Option<&str>,
    sheet: Option<&str>,
) -> Result<Value> {
    let empty = Vec::new();
    let listed = columns["columns"].as_array().unwrap_or(&empty);
    let headings: Vec<&str> = listed.iter().map(|c| c["heading"].as_str().unwrap_or_default()).collect();
    let mut chosen: Map<String, Value> = Map::new();
    for column in listed.iter().filter(|c| c["guess"].is_string()) {
        chosen.insert(column["index"].to_string(), column["guess"].clone());
    }
    for (heading, field) in maps {
        let index = headings.iter().position(|h| h == heading);
        let index = index.ok_or_else(|| Failure::new(Code::BadMapping).with("detail", heading))?.to_string();
        // What is typed takes the field from whatever column was guessed for it, unless it was typed for that one too.
        let typed = |at: &str| at.parse::<usize>().is_ok_and(|i| maps.iter().any(|(h, _)| headings.get(i) == Some(&h.as_str())));
        chosen.retain(|at, f| *at != index && (f != field.as_str() || typed(at)));
        if !field.is_empty() {
            chosen.insert(index, json!(field));
        }
    }
    let mut status: Map<String, Value> = Map::new();
    for known in columns["status_words"].as_array().into_iter().flatten().filter(|w| w["status"].is_string()) {
        status.insert(known["word"].as_str().unwrap_or_default().to_owned(), known["status"].clone());
    }
    status.extend(words.iter().map(|(w, s)| (w.clone(), json!(s))));
    Ok(
        json!({ "platform": platform, "sheet": sheet, "header_row": columns["header_row"], "headings": headings, "columns": chosen, "status": status }),
    )
}
