//! `consistency list|show|make|export`: the reports of what is here beside what platforms have, from a terminal.

use super::draw::{Table, text, yuan};
use super::paper::saved;
use super::progress::Ended;
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::PathBuf;
use yidan_app::error::{Code, Failure};

#[derive(Debug, Subcommand)]
pub enum Consistency {
    #[command(about = word("cli.help.consistency.list"))]
    List,
    #[command(about = word("cli.help.consistency.show"))]
    Show(Which),
    #[command(about = word("cli.help.consistency.make"))]
    Make(Which),
    #[command(about = word("cli.help.consistency.export"))]
    Export {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "FILE", required = true, help = word("cli.help.out"))]
        out: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub struct Which {
    #[arg(value_name = "DAY", help = word("cli.help.consistency_day"))]
    day: Option<String>,
    #[arg(long, help = word("cli.help.consistency_week"))]
    week: bool,
}

impl Which {
    fn request(&self) -> Value {
        json!({ "kind": if self.week { "week" } else { "day" }, "day": self.day })
    }
}

pub fn run(desk: &mut Desk, told: &Consistency) -> Result<Ending> {
    match told {
        Consistency::List => list(desk),
        Consistency::Show(which) => show(desk, &which.request()),
        Consistency::Make(which) => match desk.run_job("consistency.make", which.request())? {
            Ended::Unfinished(job) => desk.unfinished(&job),
            Ended::Result { result, .. } => show(desk, &json!({ "kind": result["kind"], "day": result["day"] })),
        },
        Consistency::Export { which, out } => {
            let (job, mut result) = match desk.run_job("consistency.sheet", which.request())? {
                Ended::Unfinished(job) => return desk.unfinished(&job),
                Ended::Result { job, result, .. } => (job, result),
            };
            if !saved(desk, &mut result, out)? {
                return Err(Failure::new(Code::Internal).with("command", "consistency.sheet"));
            }
            if desk.out.json {
                desk.out.document(&result)?;
            } else {
                desk.out.line(&job.text)?;
            }
            Ok(Ending::Done)
        }
    }
}

fn list(desk: &mut Desk) -> Result<Ending> {
    let reply = desk.ask("consistency.list", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(["day", "kind", "made_at", "differences", "not_asked"].map(|c| word(&format!("cli.column.{c}"))).into());
    for report in reply["reports"].as_array().into_iter().flatten() {
        let kind = word(&format!("file.consistency.{}", text(&report["kind"])));
        let counts = ["differences", "not_asked"].map(|key| report[key].to_string());
        let [differences, not_asked] = counts;
        table.row(vec![text(&report["day"]), kind, text(&report["made_at"]), differences, not_asked]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

fn show(desk: &mut Desk, request: &Value) -> Result<Ending> {
    let report = desk.ask("consistency.show", request.clone())?;
    if desk.out.json {
        desk.out.document(&report)?;
        return Ok(Ending::Done);
    }
    let facts = [("day", text(&report["day"])), ("at", text(&report["made_at"]))];
    desk.out.line(&word_with("cli.consistency.of", &facts.each_ref().map(|(k, v)| (*k, v.as_str()))))?;
    let columns = ["shop", "theirs", "ours", "arrival", "doubles", "late", "net", "net_amount", "error"];
    let mut table = Table::new(columns.map(|c| word(&format!("cli.column.{c}"))).into());
    for shop in report["shops"].as_array().into_iter().flatten() {
        let count = |key: &str| shop[key].as_i64().map(|n| n.to_string()).unwrap_or_default();
        let rate = shop["arrival_bp"].as_i64().map(|bp| format!("{}.{:02}%", bp / 100, bp % 100)).unwrap_or_default();
        table.row(vec![
            text(&shop["shop"]),
            count("theirs"),
            count("ours"),
            rate,
            count("doubles"),
            count("late"),
            count("net"),
            yuan(shop["net_fen"].as_i64()),
            text(&shop["trouble"]),
        ]);
    }
    desk.out.table(&table)?;
    for shop in report["shops"].as_array().into_iter().flatten() {
        for kind in ["missing", "extra"] {
            for no in shop[kind].as_array().into_iter().flatten() {
                desk.out.line(&format!("{}  {}  {}", text(&shop["shop"]), text(no), word(&format!("consistency.kind.{kind}"))))?;
            }
        }
        for one in shop["different"].as_array().into_iter().flatten() {
            let field = word(&format!("field.{}", text(&one["field"])));
            let (no, ours, theirs) = (text(&one["order_no"]), text(&one["ours"]), text(&one["theirs"]));
            desk.out.line(&format!("{}  {no}  {field}: {ours} ≠ {theirs}", text(&shop["shop"])))?;
        }
    }
    Ok(Ending::Done)
}
