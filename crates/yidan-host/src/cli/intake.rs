//! `intake open|close|list`: shops whose own programs send orders. The requests themselves come to `serve`, never here.

use super::draw::{Table, text};
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub enum Intake {
    #[command(about = word("cli.help.intake.open"))]
    Open(Door),
    #[command(about = word("cli.help.intake.close"))]
    Close(Door),
    #[command(about = word("cli.help.intake.list"))]
    List,
}

#[derive(Debug, clap::Args)]
pub struct Door {
    #[arg(value_name = "NAME", help = word("cli.help.shop"))]
    name: String,
    #[arg(long, value_name = "PLATFORM", help = word("cli.help.intake_platform"))]
    platform: Option<String>,
}

pub fn run(desk: &mut Desk, told: Intake) -> Result<Ending> {
    match told {
        Intake::Open(Door { name, platform }) => {
            let reply = desk.ask("intake.open", json!({ "name": name, "platform": platform }))?;
            if desk.out.json {
                desk.out.document(&reply)?;
                return Ok(Ending::Done);
            }
            desk.out.line(&word_with("cli.intake.opened", &[("name", &text(&reply["shop"]))]))?;
            desk.out.line(&text(&reply["key"]))?;
            Ok(Ending::Done)
        }
        Intake::Close(Door { name, platform }) => {
            desk.ask("intake.close", json!({ "name": name, "platform": platform }))?;
            list(desk)
        }
        Intake::List => list(desk),
    }
}

fn list(desk: &mut Desk) -> Result<Ending> {
    let reply = desk.ask("intake.list", Value::Null)?;
    if desk.out.json {
        desk.out.document(&reply)?;
        return Ok(Ending::Done);
    }
    let mut table = Table::new(["shop", "platform", "made_at", "last_at", "orders"].map(|c| word(&format!("cli.column.{c}"))).into());
    for door in reply["doors"].as_array().into_iter().flatten() {
        let shown = ["shop", "platform_name", "made_at", "last_at"].map(|k| text(&door[k]));
        table.row(shown.into_iter().chain([door["orders"].to_string()]).collect());
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}
