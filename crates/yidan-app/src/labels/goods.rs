//! Goods in another language, by SKU: kept, listed, taken from a table and written as one; and labels for the goods themselves.

use super::draw::{self, Pen};
use super::{pdf, printer};
use crate::desk::{Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::files::profiles::FileRequest;
use crate::labels::print::send_now;
use crate::orders::select::Selection;
use crate::orders::touch::event;
use crate::ports::FileRef;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use ts_rs::TS;
use yidan_domain::limits::{GOODS_LABELS, GOODS_TEXT_CHARS, GOODS_TEXTS};
use yidan_domain::order::Order;
use yidan_labels::{Kind, LabelData, LabelItem};
use yidan_sheets::{ProfileSet, Source};

/// The text of one SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GoodsText {
    pub sku_code: String,
    /// What labels say in the other language; empty takes the line away.
    pub text: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct GoodsTextsRequest {
    /// Part of a code or of a text.
    #[ts(optional)]
    pub find: Option<String>,
    /// 200 when absent.
    #[ts(optional)]
    pub limit: Option<usize>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct GoodsTextsReply {
    pub texts: Vec<GoodsText>,
    /// Of all, found or not.
    pub total: usize,
    /// Texts with characters that no font has: the code and the characters.
    pub missing: Vec<(String, String)>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveGoodsTextsRequest {
    pub texts: Vec<GoodsText>,
}

/// What taking in texts did.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct GoodsTextsSaved {
    pub saved: usize,
    pub removed: usize,
    /// Rows of the file that name no SKU.
    pub skipped: usize,
}

/// How many labels of one SKU.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct GoodsCount {
    pub sku_code: String,
    pub count: u32,
    /// What it is called; found in the orders when absent.
    #[serde(default)]
    #[ts(optional)]
    pub title: Option<String>,
}

/// Labels for goods: for each piece of the orders, or for the SKUs that are named. To a printer, or into a PDF.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct GoodsLabelsRequest {
    #[serde(default)]
    #[ts(optional)]
    pub selection: Option<Selection>,
    #[serde(default)]
    pub goods: Vec<GoodsCount>,
    #[serde(default)]
    #[ts(optional)]
    pub template: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub printer: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct GoodsLabelsReply {
    pub labels: usize,
    /// Absent when they went to a printer.
    pub file: Option<FileRef>,
    /// Why some got no label, and characters that no font has.
    pub notes: Vec<String>,
}

/// The template of goods labels when none is named.
const GOODS_TEMPLATE: &str = "sku-60x40";

/// Texts by code.
pub fn texts(app: &App, _session: &Session, request: GoodsTextsRequest) -> Result<GoodsTextsReply> {
    let limit = request.limit.unwrap_or(200).clamp(1, GOODS_TEXTS);
    let find = request.find.unwrap_or_default().trim().to_lowercase();
    let all = app.store.get(|r| r.goods_texts())?;
    let total = all.len();
    let labels = app.labels()?;
    let fits =
        |(code, text): &(String, String)| find.is_empty() || code.to_lowercase().contains(&find) || text.to_lowercase().contains(&find);
    let shown: Vec<GoodsText> = all.into_iter().filter(fits).take(limit).map(|(sku_code, text)| GoodsText { sku_code, text }).collect();
    let lacking = |t: &GoodsText| Some((t.sku_code.clone(), labels.missing_glyphs(&t.text))).filter(|(_, missing)| !missing.is_empty());
    Ok(GoodsTextsReply { missing: shown.iter().filter_map(lacking).collect(), texts: shown, total })
}

/// Keeps texts; an empty one takes its line away.
pub fn save_texts(app: &App, session: &Session, request: SaveGoodsTextsRequest) -> Result<GoodsTextsSaved> {
    keep(app, session, request.texts, 0)
}

fn keep(app: &App, session: &Session, texts: Vec<GoodsText>, skipped: usize) -> Result<GoodsTextsSaved> {
    // The last line of a code wins.
    let wanted: BTreeMap<String, String> =
        texts.into_iter().map(|t| (t.sku_code.trim().to_owned(), t.text.split_whitespace().collect::<Vec<_>>().join(" "))).collect();
    if wanted.contains_key("") {
        return Err(Failure::new(Code::BadRequest).with("detail", "sku_code"));
    }
    if let Some((code, _)) = wanted.iter().find(|(code, text)| text.chars().count() > GOODS_TEXT_CHARS || code.chars().count() > 100) {
        return Err(Failure::new(Code::BadRequest).with("detail", code));
    }
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let (mut saved, mut removed) = (0, 0);
        for (code, text) in &wanted {
            if text.is_empty() {
                removed += usize::from(w.remove_goods_text(code)?);
            } else {
                w.put_goods_text(code, text, now_ms)?;
                saved += 1;
            }
        }
        if w.goods_texts()?.len() > GOODS_TEXTS {
            return Err(Failure::new(Code::BadRequest).with("detail", GOODS_TEXTS));
        }
        let data = json!({ "saved": saved, "removed": removed }).to_string();
        w.append_events(0, &[event(session, now_ms, "goods_texts", None, None, Some(data))])?;
        Ok(GoodsTextsSaved { saved, removed, skipped })
    })
}

/// Takes texts from the first two columns of a table: code and text. A first row that is no SKU of either kind is a heading.
pub fn import_texts(app: &App, session: &Session, request: FileRequest) -> Result<GoodsTextsSaved> {
    let (info, bytes) = app.ports.shelf.open(&request.file)?;
    let unreadable = |e: yidan_sheets::Error| Failure::new(Code::FileUnreadable).with("name", &info.name).with("detail", e);
    let mut opened = Source::new(bytes).and_then(|source| yidan_sheets::open(source, &ProfileSet::default(), None)).map_err(unreadable)?;
    let rows = opened.preview(GOODS_TEXTS + 1).map_err(unreadable)?;
    let (mut texts, mut skipped) = (Vec::new(), 0);
    for (at, row) in rows.iter().enumerate() {
        let code = row.cell(0).trim();
        if at == 0 && is_heading(code) {
            continue;
        }
        if code.is_empty() {
            skipped += 1;
            continue;
        }
        texts.push(GoodsText { sku_code: code.to_owned(), text: row.cell(1).to_owned() });
    }
    if texts.is_empty() {
        return Err(Failure::new(Code::NothingToImport).with("name", info.name));
    }
    keep(app, session, texts, skipped)
}

fn is_heading(cell: &str) -> bool {
    let cell = cell.to_lowercase();
    ["sku", "编码", "code", "货号", "商家编码"].iter().any(|word| cell == *word || cell.starts_with(&format!("{word} ")))
        || cell.ends_with("编码")
}

/// All texts as a table.
pub fn export_texts(app: &App, _session: &Session, _request: Nothing) -> Result<FileRef> {
    let quoted = |text: &str| {
        // A spreadsheet must not take a code for a sum.
        let guard = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    };
    let mut out = format!("\u{feff}{},{}\r\n", quoted("SKU 编码"), quoted(&app.say_with("file.goods_text", &[])));
    for (code, text) in app.store.get(|r| r.goods_texts())? {
        out.push_str(&format!("{},{}\r\n", quoted(&code), quoted(&text)));
    }
    let mut file = app.ports.shelf.create(&format!("{}-{}.csv", app.say_with("file.goods_texts", &[]), moment::day(app.now_ms())))?;
    file.write_all(out.as_bytes())?;
    Ok(file.finish()?)
}

/// Draws labels for goods. They belong to no order: nothing is counted and no order moves.
pub fn labels(app: &App, _session: &Session, request: GoodsLabelsRequest) -> Result<GoodsLabelsReply> {
    let template = pdf::template(app, Some(request.template.as_deref().unwrap_or(GOODS_TEMPLATE)))?;
    if template.kind != Kind::Sku {
        return Err(Failure::new(Code::BadTemplate).with("detail", app.say_with("template_fault.not_for_goods", &[])));
    }
    let list = pages(app, &request)?;
    if list.is_empty() {
        return Err(Failure::new(Code::NothingSelected));
    }
    let count = list.len();
    if count > GOODS_LABELS {
        return Err(Failure::new(Code::BadRequest).with("detail", GOODS_LABELS));
    }
    let mut notes = Vec::new();
    if let Some(name) = &request.printer {
        printer::introduce(app);
        let mut pen = Pen::new(app, name, true)?;
        for data in list {
            let drawn = pen.draw(&template, draw::filled(app, data)?, "Yidan goods".into())?;
            tell(app, &drawn.outcome, &mut notes);
            if drawn.outcome.pages > 0 {
                send_now(app, name, &drawn.sheets)?;
            }
        }
        return Ok(GoodsLabelsReply { labels: count, file: None, notes });
    }
    let filled = list.into_iter().map(|data| draw::filled(app, data)).collect::<Result<Vec<_>>>()?;
    let mut file = app.ports.shelf.create(&format!("{}-{}.pdf", app.say_with("file.goods_labels", &[]), moment::day(app.now_ms())))?;
    let mut bytes = Vec::new();
    let drawn = app.labels()?.render_pdf(&template, &mut filled.into_iter(), &pdf::options(app, true), &mut bytes);
    let outcome = drawn.map_err(|e| pdf::render_failure(&e))?;
    file.write_all(&bytes)?;
    tell(app, &outcome, &mut notes);
    let file = if outcome.pages > 0 { Some(file.finish()?) } else { None };
    Ok(GoodsLabelsReply { labels: outcome.labels, file, notes })
}

fn tell(app: &App, outcome: &yidan_labels::Outcome, notes: &mut Vec<String>) {
    let skipped = outcome.skipped.iter().map(|s| pdf::not_drawn(app, s.order_no.clone(), s.reason));
    for note in pdf::notes(app, outcome).into_iter().chain(skipped) {
        let line = format!("{} {}", note.order_no, note.text);
        if !notes.contains(&line) {
            notes.push(line);
        }
    }
}

/// One page for each piece.
fn pages(app: &App, request: &GoodsLabelsRequest) -> Result<Vec<LabelData>> {
    let mut out = Vec::new();
    let mut add = |item: LabelItem, count: u64| {
        for _ in 0..count.min(GOODS_LABELS as u64 + 1) {
            out.push(LabelData { order_no: item.sku_code.clone(), items: vec![item.clone()], ..LabelData::default() });
        }
    };
    for wanted in &request.goods {
        let item = LabelItem {
            sku_code: wanted.sku_code.trim().to_owned(),
            title: wanted.title.clone().unwrap_or_default(),
            qty: 1,
            ..LabelItem::default()
        };
        add(item, u64::from(wanted.count));
    }
    if let Some(selection) = &request.selection {
        for id in selection.ids(app)? {
            let Some(order): Option<Order> = app.store.get(|r| r.order(id))? else { continue };
            for line in &order.items {
                let item = super::data::item(line);
                let count = u64::try_from(item.qty).unwrap_or(0);
                add(LabelItem { qty: 1, ..item }, count);
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings() {
        for (cell, want) in [("SKU", true), ("SKU 编码", true), ("商家编码", true), ("code", true), ("CUP-01", false), ("SKU-01", false)]
        {
            assert_eq!(is_heading(cell), want, "{cell}");
        }
    }
}
