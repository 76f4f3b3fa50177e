//! `doctor`, `shops list`, `watch`, `jobs`, and any other command of the table by its name.

use super::args::{Call, Jobs, Watch};
use super::draw::{Table, text};
use super::progress::{self, Ended};
use super::{Desk, Ending, Result};
use crate::limits;
use crate::words::word;
use serde_json::{Value, json};
use std::io::Read;
use yidan_app::error::{Code, Failure};

pub fn doctor(desk: &mut Desk) -> Result<Ending> {
    let reply = desk.ask("doctor.check", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
    } else {
        for check in reply["checks"].as_array().into_iter().flatten() {
            let light = word(&format!("cli.light.{}", text(&check["light"])));
            desk.out.line(&format!("{light}  {}", text(&check["text"])))?;
        }
    }
    // Looking was done in full, whatever was found.
    Ok(Ending::Done)
}

pub fn shops(desk: &mut Desk) -> Result<Ending> {
    let reply = desk.ask("shops.list", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(["shop", "platform", "orders"].map(|c| word(&format!("cli.column.{c}"))).into());
    for shop in reply["shops"].as_array().into_iter().flatten() {
        table.row(vec![text(&shop["name"]), text(&shop["platform_name"]), shop["orders"].to_string()]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

pub fn watch(desk: &mut Desk, watch: &Watch) -> Result<Ending> {
    // A folder is typed as it is seen from here, and watched from wherever the desk runs.
    let whole = |folder: &std::path::Path| std::path::absolute(folder).map(|p| p.display().to_string()).map_err(Failure::from);
    match watch {
        Watch::List => {}
        Watch::Add { folder, shop } => drop(desk.ask("watch.add", json!({ "path": whole(folder)?, "shop": shop }))?),
        Watch::Remove { folder } => drop(desk.ask("watch.remove", json!({ "path": whole(folder)? }))?),
    }
    let reply = desk.ask("watch.list", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(["folder", "shop", "at", "error"].map(|c| word(&format!("cli.column.{c}"))).into());
    for folder in reply["folders"].as_array().into_iter().flatten() {
        table.row(["path", "shop", "last_seen_at", "error"].map(|n| text(&folder[n])).into());
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

pub fn jobs(desk: &mut Desk, jobs: &Jobs) -> Result<Ending> {
    match jobs {
        Jobs::List => {
            let reply = desk.ask("jobs.list", Value::Null)?;
            if desk.out.json {
                desk.out.document(&reply)?;
                return Ok(Ending::Done);
            }
            let mut table = Table::new(["job", "title", "text"].map(|c| word(&format!("cli.column.{c}"))).into());
            for job in reply["jobs"].as_array().into_iter().flatten() {
                table.row(vec![job["id"].to_string(), text(&job["title"]), text(&job["text"])]);
            }
            desk.out.table(&table)?;
            Ok(Ending::Done)
        }
        Jobs::Run { job } => {
            let view = desk.ask("jobs.show", json!({ "job": job }))?;
            // A job that waits already needs no permission to go on.
            if view["state"] != "queued" && view["state"] != "running" {
                desk.ask("jobs.resume", json!({ "job": job }))?;
            }
            let ended = progress::finish(desk, *job)?;
            shown(desk, ended)
        }
    }
}

/// A command by its own name, its request as JSON from the line or from stdin, its reply as JSON.
pub fn call(desk: &mut Desk, call: &Call) -> Result<Ending> {
    let request = match call.request.as_deref() {
        Some("-") => from_stdin()?,
        Some(text) => text.to_owned(),
        None => String::from("null"),
    };
    let request =
        serde_json::from_str(&request).map_err(|e| Failure::new(Code::BadRequest).with("command", &call.name).with("detail", e))?;
    let reply = desk.ask(&call.name, request)?;
    match reply["job"].as_i64().filter(|_| call.wait) {
        Some(job) => {
            let ended = progress::finish(desk, job)?;
            shown(desk, ended)
        }
        None => {
            desk.out.document(&reply)?;
            Ok(Ending::Done)
        }
    }
}

fn shown(desk: &mut Desk, ended: Ended) -> Result<Ending> {
    match ended {
        Ended::Unfinished(job) => desk.unfinished(&job),
        Ended::Result { job, in_part, .. } => {
            if desk.out.json {
                desk.out.document(&job)?;
            } else {
                desk.out.line(&job.text)?;
            }
            Ok(if in_part { Ending::InPart } else { Ending::Done })
        }
    }
}

pub(super) fn from_stdin() -> Result<String> {
    let mut text = String::new();
    let limit = limits::REQUEST_BYTES as u64;
    let read = std::io::stdin().take(limit + 1).read_to_string(&mut text);
    let read = read.map_err(|e| Failure::new(Code::BadRequest).with("detail", e))?;
    if read as u64 > limit {
        return Err(Failure::new(Code::FileTooLarge).with("name", "-").with("limit", format!("{} MB", limit >> 20)));
    }
    Ok(text)
}
