//! Who speaks at the command line, and `staff`: PINs come from a hidden prompt or the environment, never from the line itself,
//! where other people of the machine could read them.

use super::args::{Room, Staff};
use super::draw::Table;
use super::out::say;
use super::{Desk, Ending, Result, Typed};
use crate::words::{word, word_with};
use serde_json::{Value, json};
use std::io::{BufRead, IsTerminal};
use yidan_app::App;
use yidan_app::desk::Session;
use yidan_app::error::{Code, Failure};
use yidan_app::staff::OWNER;
use yidan_app::staff::seat::{Face, Seat};
use yidan_app::table;

/// The PIN of whoever runs the command.
const PIN: &str = "YIDAN_PIN";
/// The PIN that somebody is given.
const NEW_PIN: &str = "YIDAN_NEW_PIN";
/// The owner's own PIN, when the first person named is not an owner.
const OWNER_PIN: &str = "YIDAN_OWNER_PIN";

/// Sits down as `--as` says. Once people are named, nothing goes on without a name and its PIN, but for asking who is here and for
/// `serve`, where every browser signs in by itself.
pub(super) fn sit(app: &App, as_name: Option<&str>, command: &Typed) -> Result<Seat> {
    let seat = Seat::new(Face::Line, as_name);
    if !app.asks_for_sign_in()? {
        return Ok(seat);
    }
    let is_open = match command {
        Typed::Own(Room::Serve(_)) => true,
        Typed::Own(Room::Call(call)) | Typed::Table(call) => call.name == "session.get",
        Typed::Own(_) => false,
    };
    match as_name.map(str::trim).filter(|n| !n.is_empty()) {
        Some(name) => {
            sign_in(app, &seat, name)?;
            Ok(seat)
        }
        None if is_open => Ok(seat),
        None => Err(needed("cli.sign_in.name")),
    }
}

fn sign_in(app: &App, seat: &Seat, name: &str) -> Result<()> {
    let session = Session::at(seat);
    let here = table::call(app, &session, "session.get", Value::Null)?;
    let is_open_owner = name == OWNER && here["open_owner"] == true;
    let pin = if is_open_owner { Some(String::new()) } else { from_environment(PIN) };
    let pin = match pin {
        Some(pin) => pin,
        None if std::io::stdin().is_terminal() => prompt(&word_with("cli.sign_in.prompt", &[("name", name)]))?,
        None => return Err(needed("cli.sign_in.pin")),
    };
    table::call(app, &session, "session.sign_in", json!({ "name": name, "pin": pin }))?;
    if is_open_owner {
        say(&word("cli.sign_in.open_owner"));
    }
    Ok(())
}

pub fn run(desk: &mut Desk, staff: &Staff) -> Result<Ending> {
    let reply = match staff {
        Staff::List => desk.ask("staff.list", Value::Null)?,
        Staff::Add { name, role } => {
            let listed = desk.ask("staff.list", Value::Null)?;
            // Whoever signed in with a PIN has given their own in YIDAN_PIN; it is nobody else's.
            let has_pin = desk.ask("session.get", Value::Null)?;
            let is_free = has_pin["asks_for_sign_in"] == false || has_pin["open_owner"] == true;
            let pin = new_pin(name, is_free)?;
            let has_owner = listed["people"].as_array().into_iter().flatten().any(|p| p["role"] == "owner");
            let owner_pin = if has_owner || role == "owner" { None } else { owner_pin()? };
            desk.ask("staff.add", json!({ "name": name, "role": role, "pin": pin, "owner_pin": owner_pin }))?
        }
        Staff::Remove { name } => desk.ask("staff.remove", json!({ "name": name }))?,
        Staff::Role { name, role } => desk.ask("staff.set_role", json!({ "name": name, "role": role }))?,
        Staff::Pin { name } => {
            let own = from_environment(PIN);
            let is_own = desk.ask("session.get", Value::Null)?["actor"] == name.as_str();
            let old_pin = match own {
                None if is_own && std::io::stdin().is_terminal() => Some(prompt(&word("cli.sign_in.old"))?),
                other => other.filter(|_| is_own),
            };
            desk.ask("staff.set_pin", json!({ "name": name, "pin": new_pin(name, false)?, "old_pin": old_pin }))?;
            desk.out.document_or_line(&json!({ "changed": true }), &word_with("cli.staff.pin_set", &[("name", name)]))?;
            return Ok(Ending::Done);
        }
    };
    shown(desk, &reply)
}

fn shown(desk: &mut Desk, reply: &Value) -> Result<Ending> {
    if desk.out.json {
        desk.out.document(reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(["person", "role", "since"].map(|c| word(&format!("cli.column.{c}"))).into());
    for person in reply["people"].as_array().into_iter().flatten() {
        let text = |name: &str| person[name].as_str().unwrap_or_default().to_owned();
        table.row(vec![text("name"), word(&format!("role.{}", text("role"))), text("since")]);
    }
    if reply["people"].as_array().is_some_and(|p| !p.is_empty()) {
        desk.out.table(&table)?;
    }
    say(reply["text"].as_str().unwrap_or_default());
    Ok(Ending::Done)
}

/// The PIN for somebody: `YIDAN_NEW_PIN`, or `YIDAN_PIN` while nobody's own PIN is asked for, or typed twice, or a line of the input.
fn new_pin(name: &str, is_free: bool) -> Result<String> {
    if let Some(pin) = from_environment(NEW_PIN).or_else(|| from_environment(PIN).filter(|_| is_free)) {
        return Ok(pin);
    }
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(Failure::from)?;
        let pin = line.trim_end_matches(['\r', '\n']);
        return if pin.is_empty() { Err(missing("cli.staff.no_pin")) } else { Ok(pin.to_owned()) };
    }
    let pin = prompt(&word_with("cli.staff.new_pin", &[("name", name)]))?;
    if prompt(&word("cli.staff.again"))? == pin { Ok(pin) } else { Err(missing("cli.staff.not_same")) }
}

/// The owner's own PIN, when it is given; without one the owner is let in as 店主 at this machine alone.
fn owner_pin() -> Result<Option<String>> {
    if let Some(pin) = from_environment(OWNER_PIN) {
        return Ok(Some(pin));
    }
    if !std::io::stdin().is_terminal() || from_environment(NEW_PIN).or_else(|| from_environment(PIN)).is_some() {
        return Ok(None);
    }
    let pin = prompt(&word("cli.staff.owner_pin"))?;
    Ok(Some(pin).filter(|p| !p.is_empty()))
}

fn prompt(words: &str) -> Result<String> {
    rpassword::prompt_password(words).map_err(Failure::from)
}

fn from_environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.is_empty())
}

fn needed(key: &str) -> Failure {
    Failure { message: word(key), ..Failure::new(Code::SignInNeeded) }
}

fn missing(key: &str) -> Failure {
    Failure { message: word(key), ..Failure::new(Code::BadRequest) }
}
