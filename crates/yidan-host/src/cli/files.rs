//! `files`: a person's files and folders onto the shelf, originals back out, and replies that name files as they were typed.

use super::args::{Files, Import};
use super::draw::{Table, text};
use super::out::say;
use super::progress::Ended;
use super::{Desk, Ending, Result};
use crate::exports;
use crate::words::{word, worded};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use yidan_app::error::{Code, Failure};
use yidan_app::ports::{FileRef, ShelfError};

pub fn run(desk: &mut Desk, files: Files) -> Result<Ending> {
    match files {
        Files::Read { files, password } => read(desk, &files, password.as_deref()),
        Files::Import(told) => import(desk, &told),
        Files::Original { id, out } => {
            let file = desk.ask("files.original", json!({ "id": id }))?;
            let copied = handed_out(desk, &file, &out)?;
            desk.out.document_or_line(&copied, &out.display().to_string())?;
            Ok(Ending::Done)
        }
    }
}

/// Copies a file of the shelf to the place that was typed.
pub fn handed_out(desk: &Desk, file: &Value, out: &Path) -> Result<Value> {
    let bytes = desk.world.shelf.copy_out(&text(&file["handle"]), out).map_err(|e| unopened(out, e))?;
    Ok(json!({ "out": out.display().to_string(), "name": file["name"], "bytes": bytes }))
}

/// One file after the other, each written before the next is read: the reply may be larger than memory.
fn read(desk: &mut Desk, files: &[PathBuf], password: Option<&str>) -> Result<Ending> {
    let mut table = Table::new(
        ["file", "platform", "kind", "accepted", "rejected", "skipped", "error"].map(|c| word(&format!("cli.column.{c}"))).into(),
    );
    let mut count = Count::default();
    if desk.out.json {
        desk.out.raw("{\"files\":[")?;
    }
    for (i, path) in files.iter().enumerate() {
        let reading = match read_one(desk, path, password) {
            Ok(reading) => reading,
            Err(failure) => unread(path, failure),
        };
        count.add(&reading);
        if desk.out.json {
            if i > 0 {
                desk.out.raw(",")?;
            }
            desk.out.part(&reading)?;
        } else {
            let list = |name: &str| reading[name].as_array().map_or(0, Vec::len).to_string();
            let number = reading["accepted_rows"].as_i64().map_or_else(|| "-".to_owned(), |n| n.to_string());
            table.row(vec![
                text(&reading["file"]),
                platform(&reading),
                text(&reading["kind"]),
                number,
                list("rejected"),
                list("skipped"),
                trouble(&reading),
            ]);
        }
    }
    if desk.out.json {
        desk.out.raw("]}\n")?;
    } else {
        desk.out.table(&table)?;
    }
    count.ending()
}

fn read_one(desk: &Desk, path: &Path, password: Option<&str>) -> Result<Value> {
    let lent = desk.world.shelf.lend(path).map_err(|e| unopened(path, e))?;
    let mut reply = desk.ask("files.read", json!({ "files": [lent.handle], "password": password }))?;
    let mut reading = reply["files"].get_mut(0).map(Value::take).ok_or_else(|| Failure::new(Code::Internal))?;
    reading["file"] = json!(path.display().to_string());
    Ok(reading)
}

fn import(desk: &mut Desk, told: &Import) -> Result<Ending> {
    let mut given: Vec<(PathBuf, FileRef)> = Vec::new();
    let (mut missed, mut left_out) = (Vec::new(), Vec::new());
    for path in &told.files {
        for path in &spread(path, &mut left_out, &mut missed) {
            match desk.world.shelf.put(path) {
                Ok(file) => given.push((path.clone(), file)),
                Err(e) => missed.push(unread(path, unopened(path, e))),
            }
        }
    }
    let mut result = json!({ "files": [], "findings": 0 });
    if !given.is_empty() {
        let handles: Vec<&str> = given.iter().map(|(_, f)| f.handle.as_str()).collect();
        let request = json!({
            "files": handles, "shop": told.shop, "password": told.password, "dry_run": told.dry_run, "only_clean": told.only_clean,
            "profile": told.profile
        });
        match desk.run_job("files.import", request)? {
            Ended::Unfinished(job) => return desk.unfinished(&job),
            Ended::Result { result: imported, .. } => result = imported,
        }
    }
    let mut count = Count::default();
    if let Some(files) = result["files"].as_array_mut() {
        for file in files.iter_mut() {
            renamed(file, &given);
        }
        files.extend(missed);
        files.iter().for_each(|f| count.add(f));
    }
    if !left_out.is_empty() {
        result["left_out"] = json!(left_out);
    }
    if desk.out.json {
        desk.out.document(&result)?;
    } else {
        show(desk, &result)?;
    }
    count.ending()
}

/// A file is itself; a folder is the exports in it, and what was passed over is told.
fn spread(path: &Path, left_out: &mut Vec<Value>, missed: &mut Vec<Value>) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_path_buf()];
    }
    match exports::of(path) {
        Ok(found) => {
            left_out.extend(found.left_out.iter().map(|(p, why)| json!({ "file": p.display().to_string(), "why": why.word() })));
            found.files
        }
        Err(e) => {
            missed.push(unread(path, unopened(path, ShelfError::Io(e))));
            Vec::new()
        }
    }
}

/// A file's result under the name that was typed, its error as one word of the normal form.
fn renamed(file: &mut Value, given: &[(PathBuf, FileRef)]) {
    let handle = text(&file["handle"]);
    if let Some((path, _)) = given.iter().find(|(_, f)| f.handle == handle) {
        file["file"] = json!(path.display().to_string());
    }
    if let Ok(failure) = serde_json::from_value::<Failure>(file["error"].take()) {
        let failure = worded(failure);
        file["error"] = json!(error_word(failure.code));
        file["message"] = json!(failure.message);
    }
}

fn show(desk: &mut Desk, result: &Value) -> Result<()> {
    let columns = ["file", "platform", "kind", "new", "updated", "unchanged", "lines", "rejected", "error"];
    let mut table = Table::new(columns.map(|c| word(&format!("cli.column.{c}"))).into());
    for file in result["files"].as_array().into_iter().flatten() {
        let number = |name: &str| file[name].as_i64().map_or_else(|| "-".to_owned(), |n| n.to_string());
        table.row(vec![
            text(&file["file"]),
            platform(file),
            text(&file["kind"]),
            number("orders_new"),
            number("orders_updated"),
            number("orders_unchanged"),
            number("lines_new"),
            number("rejected_total"),
            trouble(file),
        ]);
    }
    desk.out.table(&table)?;
    for file in result["files"].as_array().into_iter().flatten() {
        for problem in file["rejected"].as_array().into_iter().flatten() {
            say(&format!("{}  {}", text(&file["file"]), text(&problem["text"])));
        }
    }
    for passed in result["left_out"].as_array().into_iter().flatten() {
        say(&format!("{}  {}", text(&passed["file"]), word(&format!("cli.left_out.{}", text(&passed["why"])))));
    }
    Ok(())
}

/// How the files of one call went.
#[derive(Default)]
struct Count {
    files: usize,
    failed: usize,
    refused: bool,
    first: Option<Code>,
}

impl Count {
    fn add(&mut self, file: &Value) {
        self.files += 1;
        if file["error"].is_string() {
            self.failed += 1;
            self.first = self.first.or(Some(code_of(&text(&file["error"]))));
        }
        self.refused |= file["rejected"].as_array().is_some_and(|r| !r.is_empty());
    }

    /// Done, done in part, or nothing done: then the exit code is that of the first error, and the reply has been written already.
    fn ending(&self) -> Result<Ending> {
        match self.first {
            Some(code) if self.failed == self.files => Ok(Ending::Failed(code)),
            Some(_) => Ok(Ending::InPart),
            None if self.refused => Ok(Ending::InPart),
            None => Ok(Ending::Done),
        }
    }
}

/// A file that could not be looked at, in the shape of one that could.
fn unread(path: &Path, failure: Failure) -> Value {
    let failure = worded(failure);
    json!({ "file": path.display().to_string(), "platform": "unknown", "kind": null, "error": error_word(failure.code), "message": failure.message })
}

pub fn unopened(path: &Path, e: ShelfError) -> Failure {
    let name = path.display().to_string();
    let detail = e.to_string();
    let failure = Failure::from(e);
    // The shelf itself may be in trouble too; the file's name helps either way.
    let detail = failure.facts.get("detail").cloned().unwrap_or(detail);
    failure.with("name", &name).with("detail", format!("{name}: {detail}"))
}

/// The word of the normal form for an error of a file.
fn error_word(code: Code) -> String {
    match code {
        Code::CorruptFile => "corrupt".to_owned(),
        other => other.word(),
    }
}

fn code_of(word: &str) -> Code {
    let known = serde_json::from_value(json!(if word == "corrupt" { "corrupt_file" } else { word }));
    known.unwrap_or(Code::FileUnreadable)
}

fn platform(file: &Value) -> String {
    let name = text(&file["platform_name"]);
    if name.is_empty() { text(&file["platform"]) } else { name }
}

fn trouble(file: &Value) -> String {
    let message = text(&file["message"]);
    if message.is_empty() { text(&file["error"]) } else { message }
}
