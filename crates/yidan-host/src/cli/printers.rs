//! `printers`: those of the print system and those with an address of their own, what is set for them, a test page.

use super::draw::{Table, text};
use super::{Desk, Ending, Result};
use crate::words::word;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use yidan_app::error::{Code, Failure};

#[derive(Debug, Subcommand)]
pub enum Printers {
    #[command(about = word("cli.help.printers.list"))]
    List,
    #[command(about = word("cli.help.printers.add"))]
    Add {
        #[arg(value_name = "NAME", help = word("cli.help.printer_name"))]
        name: String,
        #[arg(long, value_name = "ADDRESS", help = word("cli.help.address"))]
        address: String,
        #[command(flatten)]
        set: Setting,
    },
    #[command(about = word("cli.help.printers.set"))]
    Set {
        #[arg(value_name = "NAME", help = word("cli.help.printer"))]
        name: String,
        #[command(flatten)]
        set: Setting,
    },
    #[command(about = word("cli.help.printers.remove"))]
    Remove {
        #[arg(value_name = "NAME", help = word("cli.help.printer"))]
        name: String,
    },
    #[command(about = word("cli.help.printers.test"))]
    Test {
        #[arg(value_name = "NAME", help = word("cli.help.printer"))]
        name: String,
        #[arg(long, value_name = "NAME", help = word("cli.help.template"))]
        template: Option<String>,
    },
}

/// What is set; what is not typed stays as it was.
#[derive(Debug, Args)]
pub struct Setting {
    #[arg(long, value_name = "pdf|tspl|zpl|cpcl|esc_pos", help = word("cli.help.language"))]
    pub language: Option<String>,
    #[arg(long, value_name = "203|300", help = word("cli.help.dpi"))]
    pub dpi: Option<u32>,
    #[arg(long, value_name = "MM", allow_negative_numbers = true, help = word("cli.help.offset_right"))]
    pub right: Option<f64>,
    #[arg(long, value_name = "MM", allow_negative_numbers = true, help = word("cli.help.offset_down"))]
    pub down: Option<f64>,
    #[arg(long, value_name = "0|180", help = word("cli.help.rotation"))]
    pub rotation: Option<u32>,
    #[arg(long, value_name = "N", help = word("cli.help.density"))]
    pub density: Option<u8>,
    #[arg(long, value_name = "N", help = word("cli.help.speed"))]
    pub speed: Option<u8>,
    #[arg(long, value_name = "MM", help = word("cli.help.gap"))]
    pub gap: Option<f64>,
    #[arg(long, value_name = "76x130", help = word("cli.help.paper"))]
    pub paper: Option<String>,
}

pub fn run(desk: &mut Desk, verb: Printers) -> Result<Ending> {
    match verb {
        Printers::List => list(desk)?,
        Printers::Add { name, address, set } => save(desk, &name, Some(&address), &set)?,
        Printers::Set { name, set } => save(desk, &name, None, &set)?,
        Printers::Remove { name } => {
            desk.ask("printers.remove", json!({ "name": name }))?;
            list(desk)?;
        }
        Printers::Test { name, template } => {
            let reply = desk.ask("printers.test", json!({ "printer": name, "template": template }))?;
            desk.out.document_or_line(&reply, &name)?;
        }
    }
    Ok(Ending::Done)
}

fn save(desk: &mut Desk, name: &str, address: Option<&str>, set: &Setting) -> Result<()> {
    // Without any printer the list may fail; what is set is in the settings all the same.
    let session = desk.ask("session.get", Value::Null)?;
    let known = session["settings"]["printers"][name].clone();
    let mut setup = if known.is_object() { known } else { json!({}) };
    setup["name"] = json!(name);
    let mut put = |field: &str, value: Value| {
        if !value.is_null() {
            setup[field] = value;
        }
    };
    put("address", json!(address));
    put("language", json!(set.language));
    put("dpi", json!(set.dpi));
    put("offset_right_mm", json!(set.right));
    put("offset_down_mm", json!(set.down));
    put("rotation", json!(set.rotation));
    put("density", json!(set.density));
    put("speed", json!(set.speed));
    put("gap_mm", json!(set.gap));
    if let Some(paper) = &set.paper {
        let sides: Option<(u32, u32)> = paper.split_once(['x', '×', '*']).and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
        let (width, height) = sides.ok_or_else(|| Failure::new(Code::BadRequest).with("detail", paper))?;
        put("paper_mm", json!([width, height]));
    }
    let reply = desk.ask("printers.save", setup)?;
    desk.out.document_or_line(&reply, name)
}

fn list(desk: &mut Desk) -> Result<()> {
    let reply = desk.ask("printers.list", Value::Null)?;
    if desk.out.json {
        return desk.out.document(&reply);
    }
    let mut table = Table::new(["printer", "ready", "reasons", "sizes", "set"].map(|c| word(&format!("cli.column.{c}"))).into());
    for printer in reply["printers"].as_array().into_iter().flatten() {
        let list = |name: &str| printer[name].as_array().cloned().unwrap_or_default();
        let star = if printer["is_default"] == true { " *" } else { "" };
        let sizes: Vec<String> = list("sizes_mm").iter().take(6).map(|s| format!("{}×{}", s[0], s[1])).collect();
        let ready = word(if printer["ready"] == true { "cli.yes" } else { "cli.no" });
        let reasons: Vec<String> = list("reasons").iter().map(text).collect();
        let setup = reply["setups"].as_array().into_iter().flatten().find(|s| s["name"] == printer["name"]);
        table.row(vec![
            format!("{}{star}", text(&printer["name"])),
            ready,
            reasons.join(" "),
            sizes.join(" "),
            setup.map(told).unwrap_or_default(),
        ]);
    }
    desk.out.table(&table)
}

/// What is set, in one line.
fn told(setup: &Value) -> String {
    let mut parts = vec![text(&setup["language"]), format!("{} dpi", setup["dpi"])];
    if setup["address"].is_string() {
        parts.insert(0, text(&setup["address"]));
    }
    let offset = ["offset_right_mm", "offset_down_mm"].map(|name| setup[name].as_f64().unwrap_or(0.0));
    if offset.iter().any(|mm| mm.abs() > 0.0) {
        parts.push(format!("{}/{} mm", offset[0], offset[1]));
    }
    if setup["rotation"] == 180 {
        parts.push("180°".to_owned());
    }
    if let Some(paper) = setup["paper_mm"].as_array() {
        parts.push(paper.iter().map(Value::to_string).collect::<Vec<_>>().join("×"));
    }
    parts.join(" ")
}
