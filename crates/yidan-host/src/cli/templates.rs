//! `labels templates|save|remove|export|preview|calibrate|goods|texts`: what labels look like, and labels for goods.

use super::draw::{Table, text};
use super::files::{handed_out, unopened};
use super::{Desk, Ending, Result};
use crate::words::{word, word_with};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use yidan_app::error::{Code, Failure};

#[derive(Debug, Subcommand)]
pub enum Templates {
    #[command(name = "templates", about = word("cli.help.labels.templates"))]
    List,
    #[command(about = word("cli.help.labels.save"))]
    Save {
        #[arg(value_name = "FILE", help = word("cli.help.template_file"))]
        file: PathBuf,
    },
    #[command(about = word("cli.help.labels.remove"))]
    Remove {
        #[arg(value_name = "NAME", help = word("cli.help.template"))]
        name: String,
    },
    #[command(about = word("cli.help.labels.export"))]
    Export {
        #[arg(value_name = "NAME", help = word("cli.help.template"))]
        name: String,
        #[arg(long, value_name = "FILE", help = word("cli.help.out"))]
        out: PathBuf,
    },
    #[command(about = word("cli.help.labels.preview"))]
    Preview {
        #[arg(long, value_name = "NAME", help = word("cli.help.template"))]
        template: Option<String>,
        #[arg(long, value_name = "NO", help = word("cli.help.preview_order"))]
        order: Option<String>,
        #[arg(long, value_name = "203|300", help = word("cli.help.dpi"))]
        dpi: Option<u32>,
        #[arg(long, help = word("cli.help.full"))]
        full: bool,
        #[arg(long, value_name = "FILE", help = word("cli.help.out"))]
        out: PathBuf,
    },
    #[command(about = word("cli.help.labels.calibrate"))]
    Calibrate {
        #[arg(long, value_name = "NAME", help = word("cli.help.printer"))]
        printer: String,
        #[arg(long, value_name = "NAME", help = word("cli.help.template"))]
        template: Option<String>,
        #[arg(long, value_name = "MM", requires = "top", help = word("cli.help.left"))]
        left: Option<f64>,
        #[arg(long, value_name = "MM", requires = "left", help = word("cli.help.top"))]
        top: Option<f64>,
    },
    #[command(about = word("cli.help.labels.goods"))]
    Goods {
        #[arg(value_name = "SKU[=N]", required_unless_present = "orders", help = word("cli.help.sku_counts"))]
        goods: Vec<String>,
        #[arg(long, value_name = "NO,…", value_delimiter = ',', help = word("cli.help.numbers"))]
        orders: Vec<String>,
        #[arg(long, value_name = "NAME", help = word("cli.help.template"))]
        template: Option<String>,
        #[arg(long, value_name = "NAME", required_unless_present = "out", help = word("cli.help.printer"))]
        printer: Option<String>,
        #[arg(long, value_name = "FILE", conflicts_with = "printer", help = word("cli.help.out"))]
        out: Option<PathBuf>,
    },
    #[command(subcommand, about = word("cli.help.labels.texts"))]
    Texts(Texts),
}

#[derive(Debug, Subcommand)]
pub enum Texts {
    #[command(about = word("cli.help.labels.texts.list"))]
    List {
        #[arg(long, value_name = "TEXT", help = word("cli.help.find"))]
        find: Option<String>,
    },
    #[command(about = word("cli.help.labels.texts.set"))]
    Set {
        #[arg(value_name = "SKU", help = word("cli.help.sku"))]
        sku: String,
        #[arg(value_name = "TEXT", help = word("cli.help.goods_text"))]
        text: String,
    },
    #[command(about = word("cli.help.labels.texts.import"))]
    Import {
        #[arg(value_name = "FILE", help = word("cli.help.file"))]
        file: PathBuf,
    },
    #[command(about = word("cli.help.labels.texts.export"))]
    Export {
        #[arg(long, value_name = "FILE", help = word("cli.help.out"))]
        out: PathBuf,
    },
}

pub fn run(desk: &mut Desk, verb: Templates) -> Result<Ending> {
    match verb {
        Templates::List => list(desk)?,
        Templates::Save { file } => {
            let reply = desk.ask("labels.import", json!({ "file": lent(desk, &file)? }))?;
            desk.out.document_or_line(&reply, &text(&reply["name"]))?;
        }
        Templates::Remove { name } => {
            desk.ask("labels.remove", json!({ "name": name }))?;
            list(desk)?;
        }
        Templates::Export { name, out } => {
            let file = desk.ask("labels.export", json!({ "name": name }))?;
            let copied = handed_out(desk, &file, &out)?;
            desk.out.document_or_line(&copied, &out.display().to_string())?;
        }
        Templates::Preview { template, order, dpi, full, out } => {
            let request = json!({ "template": template, "order_no": order, "dpi": dpi, "full": full });
            let mut reply = desk.ask("labels.preview", request)?;
            handed_out(desk, &reply["file"], &out)?;
            if let Some(fields) = reply.as_object_mut() {
                fields.remove("png");
                fields.insert("out".to_owned(), json!(out.display().to_string()));
            }
            let missing = text(&reply["missing"]);
            let line = if missing.is_empty() {
                out.display().to_string()
            } else {
                word_with("cli.labels.missing", &[("file", &out.display().to_string()), ("characters", &missing)])
            };
            desk.out.document_or_line(&reply, &line)?;
        }
        Templates::Calibrate { printer, template, left, top } => calibrate(desk, &printer, template.as_deref(), left, top)?,
        Templates::Goods { goods, orders, template, printer, out } => {
            return labels_for_goods(desk, &goods, &orders, template.as_deref(), printer.as_deref(), out.as_deref());
        }
        Templates::Texts(verb) => texts(desk, verb)?,
    }
    Ok(Ending::Done)
}

fn lent(desk: &Desk, file: &Path) -> Result<String> {
    Ok(desk.world.shelf.lend(file).map_err(|e| unopened(file, e))?.handle)
}

fn list(desk: &mut Desk) -> Result<()> {
    let reply = desk.ask("labels.templates", Value::Null)?;
    if desk.out.json {
        return desk.out.document(&reply);
    }
    let mut table = Table::new(["template", "title", "sizes", "kind", "own"].map(|c| word(&format!("cli.column.{c}"))).into());
    for t in reply["templates"].as_array().into_iter().flatten() {
        let star = if t["name"] == reply["default"] { " *" } else { "" };
        let own = word(if t["own"] == true { "cli.yes" } else { "cli.no" });
        let size = format!("{}×{}", t["width_mm"], t["height_mm"]);
        table.row(vec![format!("{}{star}", text(&t["name"])), text(&t["title"]), size, text(&t["kind"]), own]);
    }
    desk.out.table(&table)
}

fn calibrate(desk: &mut Desk, printer: &str, template: Option<&str>, left: Option<f64>, top: Option<f64>) -> Result<()> {
    let mut request = json!({ "printer": printer });
    for (name, value) in [("template", json!(template)), ("left_mm", json!(left)), ("top_mm", json!(top))] {
        if !value.is_null() {
            request[name] = value;
        }
    }
    let reply = desk.ask("printers.calibrate", request)?;
    let setup = &reply["setup"];
    let facts = [
        ("left", reply["cross_mm"][0].to_string()),
        ("top", reply["cross_mm"][1].to_string()),
        ("right", setup["offset_right_mm"].to_string()),
        ("down", setup["offset_down_mm"].to_string()),
    ];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    let line = if reply["printed"] == true { word_with("cli.labels.measure", &facts) } else { word_with("cli.labels.offset", &facts) };
    desk.out.document_or_line(&reply, &line)
}

fn labels_for_goods(
    desk: &mut Desk,
    goods: &[String],
    orders: &[String],
    template: Option<&str>,
    printer: Option<&str>,
    out: Option<&Path>,
) -> Result<Ending> {
    let mut counts = Vec::new();
    for typed in goods {
        let (sku, count) = typed.rsplit_once('=').unwrap_or((typed, "1"));
        let count: u32 = count.parse().map_err(|_| Failure::new(Code::BadRequest).with("detail", typed))?;
        counts.push(json!({ "sku_code": sku, "count": count }));
    }
    let mut request = json!({ "goods": counts, "template": template, "printer": printer });
    if !orders.is_empty() {
        request["selection"] = json!({ "numbers": orders });
    }
    let reply = desk.ask("labels.goods", request)?;
    if let Some(out) = out {
        handed_out(desk, &reply["file"], out)?;
    }
    let notes: Vec<String> = reply["notes"].as_array().into_iter().flatten().map(text).collect();
    let line = word_with("cli.labels.goods", &[("labels", &reply["labels"].to_string())]);
    desk.out.document_or_line(&reply, &std::iter::once(line).chain(notes.clone()).collect::<Vec<_>>().join("\n"))?;
    Ok(if notes.is_empty() { Ending::Done } else { Ending::InPart })
}

fn texts(desk: &mut Desk, verb: Texts) -> Result<()> {
    match verb {
        Texts::List { find } => {
            let reply = desk.ask("labels.texts", json!({ "find": find, "limit": 100_000 }))?;
            if desk.out.json {
                return desk.out.document(&reply);
            }
            let mut table = Table::new(["sku", "words"].map(|c| word(&format!("cli.column.{c}"))).into());
            for row in reply["texts"].as_array().into_iter().flatten() {
                table.row(vec![text(&row["sku_code"]), text(&row["text"])]);
            }
            desk.out.table(&table)
        }
        Texts::Set { sku, text } => {
            let reply = desk.ask("labels.save_texts", json!({ "texts": [{ "sku_code": sku, "text": text }] }))?;
            desk.out.document_or_line(&reply, &sku)
        }
        Texts::Import { file } => {
            let reply = desk.ask("labels.import_texts", json!({ "file": lent(desk, &file)? }))?;
            let count = |name: &str| reply[name].to_string();
            let line = word_with(
                "cli.labels.texts",
                &[("saved", &count("saved")), ("removed", &count("removed")), ("skipped", &count("skipped"))],
            );
            desk.out.document_or_line(&reply, &line)
        }
        Texts::Export { out } => {
            let file = desk.ask("labels.export_texts", Value::Null)?;
            let copied = handed_out(desk, &file, &out)?;
            desk.out.document_or_line(&copied, &out.display().to_string())
        }
    }
}
