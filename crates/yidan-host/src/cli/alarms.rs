//! `alarms list`, `alarms resume`, `alarms mute`.

use super::args::Alarms;
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use serde_json::{Value, json};

pub fn run(desk: &mut Desk, alarms: &Alarms) -> Result<Ending> {
    match alarms {
        Alarms::List => list(desk)?,
        Alarms::Resume => {
            let reply = desk.ask("alarms.resume", Value::Null)?;
            let facts = [("moved", reply["moved"].to_string()), ("left", reply["left"].to_string())];
            let line = word_with("cli.alarms.resumed", &facts.each_ref().map(|(n, v)| (*n, v.as_str())));
            desk.out.document_or_line(&reply, &line)?;
        }
        Alarms::Mute { code, until } => {
            desk.ask("alarms.mute", json!({ "code": code, "until": until }))?;
            list(desk)?;
        }
    }
    Ok(Ending::Done)
}

fn list(desk: &mut Desk) -> Result<()> {
    let reply = desk.ask("alarms.list", Value::Null)?;
    if desk.out.json {
        return desk.out.document(&reply);
    }
    let alarms = reply["alarms"].as_array().cloned().unwrap_or_default();
    if alarms.is_empty() {
        return desk.out.line(&word("cli.alarms.none"));
    }
    for alarm in &alarms {
        let grade = word(&format!("grade.{}", alarm["grade"].as_str().unwrap_or_default()));
        desk.out.line(&format!("{grade}  {}", alarm["text"].as_str().unwrap_or_default()))?;
    }
    Ok(())
}
