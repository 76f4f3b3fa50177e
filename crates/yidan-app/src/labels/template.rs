//! The shop's own templates beside those that come with the program: shown, saved, taken away, exported and imported, tried with a real order.
//! They are kept as the text of a template file. Printing with them is `pdf` and `print`.

use super::layout::{LayoutView, read_layout};
use super::pdf::{self, TemplateView};
use super::units::Units;
use super::{draw, sample};
use crate::App;
use crate::desk::{NameRequest, Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::files::profiles::{FileRequest, NameReply};
use crate::labels::data::Place;
use crate::orders::touch::event;
use crate::orders::view::Shops;
use crate::ports::FileRef;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::{Read, Write};
use ts_rs::TS;
use yidan_domain::limits::{NAME_CHARS, OWN_TEMPLATES, PROFILE_BYTES};
use yidan_labels::{Head, LabelData, Layout, Press, RenderOptions, Template, base64, preview};

/// One template with all that is on it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TemplateDetail {
    pub template: TemplateView,
    pub layout: LayoutView,
}

/// Saves a template of one's own; the same name is replaced. Names of shipped ones are taken.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveTemplateRequest {
    pub layout: LayoutView,
}

/// What templates can say.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FieldView {
    pub name: String,
    pub title: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FieldsReply {
    pub fields: Vec<FieldView>,
}

/// Draws one label as the print head would burn it, without printing anything.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PreviewRequest {
    /// A template by name, when no layout is given; the default one when neither is.
    #[ts(optional)]
    pub template: Option<String>,
    /// A layout that is being edited.
    #[ts(optional)]
    pub layout: Option<LayoutView>,
    /// The number of the order to draw; a made-up one when absent.
    #[ts(optional)]
    pub order_no: Option<String>,
    /// 203 (when absent) or 300
    #[ts(optional)]
    pub dpi: Option<u32>,
    /// Show names, phones and addresses in full.
    pub full: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PreviewReply {
    /// A PNG picture on the shelf.
    pub file: FileRef,
    /// The same picture in base64, for showing it at once.
    pub png: String,
    pub width_mm: f64,
    pub height_mm: f64,
    pub pages: usize,
    /// Characters that no font has; they are drawn as a box.
    pub missing: String,
    /// What else a person should see: a code that does not fit.
    pub notes: Vec<String>,
}

/// A template of the shop by its name.
pub fn own(app: &App, name: &str) -> Result<Option<Layout>> {
    let kept = app.store.get(|r| r.label_template(name))?;
    // A text that an older or newer program wrote may not be understood; then it is as if it were not there.
    Ok(kept.and_then(|t| Layout::read(&t.toml).ok()))
}

/// All templates of the shop, by name.
pub fn all_own(app: &App) -> Result<Vec<Layout>> {
    let kept = app.store.get(|r| r.label_templates())?;
    Ok(kept.into_iter().filter_map(|t| Layout::read(&t.toml).ok()).collect())
}

fn layout_of(app: &App, name: &str) -> Result<Layout> {
    if let Some((_, text)) = yidan_labels::SHIPPED.iter().find(|(n, _)| *n == name) {
        return Layout::read(text).map_err(|e| Failure::new(Code::Internal).with("detail", e));
    }
    own(app, name)?.ok_or_else(|| Failure::new(Code::NotFound).with("what", name))
}

/// One template in full.
pub fn show(app: &App, _session: &Session, request: NameRequest) -> Result<TemplateDetail> {
    let layout = layout_of(app, &request.name)?;
    let template = Template::of(layout.clone()).map_err(|e| Failure::new(Code::BadTemplate).with("detail", e))?;
    Ok(TemplateDetail { template: pdf::described(app, &template), layout: LayoutView::of(&layout)? })
}

/// Every field with its word.
pub fn fields(app: &App, _session: &Session, _request: Nothing) -> Result<FieldsReply> {
    let word = |name: &str| match name.strip_prefix("row.") {
        Some(name) => app.say_with(&format!("label_row.{name}"), &[]),
        None => app.say_with(&format!("label_field.{name}"), &[]),
    };
    let view = |name: &str| FieldView { name: name.to_owned(), title: word(name) };
    Ok(FieldsReply { fields: yidan_labels::fields::FIELDS.iter().map(|(name, _)| view(name)).collect() })
}

/// Keeps a template of the shop.
pub fn save(app: &App, session: &Session, request: SaveTemplateRequest) -> Result<NameReply> {
    keep(app, session, read_layout(&request.layout)?)
}

fn keep(app: &App, session: &Session, mut layout: Layout) -> Result<NameReply> {
    let name = layout.name.trim().to_owned();
    let is_taken = yidan_labels::SHIPPED.iter().any(|(shipped, _)| *shipped == name);
    if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) || is_taken {
        return Err(Failure::new(Code::BadTemplate).with("detail", app.say_with("template_fault.name", &[])));
    }
    layout.name.clone_from(&name);
    if layout.title.trim().is_empty() {
        layout.title.clone_from(&name);
    }
    Template::of(layout.clone()).map_err(|e| Failure::new(Code::BadTemplate).with("detail", e))?;
    let toml = layout.write().map_err(|e| Failure::new(Code::BadTemplate).with("detail", e))?;
    if toml.len() as u64 > PROFILE_BYTES {
        return Err(Failure::new(Code::FileTooLarge).with("name", &name));
    }
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let known = w.label_templates()?;
        if known.len() >= OWN_TEMPLATES && !known.iter().any(|t| t.name == name) {
            return Err(Failure::new(Code::BadTemplate).with("detail", app.say_with("template_fault.too_many", &[])));
        }
        w.put_label_template(&name, &toml, now_ms)?;
        w.append_events(0, &[event(session, now_ms, "template_save", None, None, Some(json!({ "name": name }).to_string()))])?;
        Ok(())
    })?;
    Ok(NameReply { name })
}

/// Forgets a template of the shop. What was printed with it stays as it is.
pub fn remove(app: &App, session: &Session, request: NameRequest) -> Result<Nothing> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        if !w.remove_label_template(&request.name)? {
            return Err(Failure::new(Code::NotFound).with("what", &request.name));
        }
        let data = json!({ "name": request.name }).to_string();
        w.append_events(0, &[event(session, now_ms, "template_remove", None, None, Some(data))]).map_err(Failure::from)
    })?;
    Ok(Nothing {})
}

/// A template as a text file, shipped ones too.
pub fn export(app: &App, _session: &Session, request: NameRequest) -> Result<FileRef> {
    let layout = layout_of(app, &request.name)?;
    let text = layout.write().map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    let mut file = app.ports.shelf.create(&format!("{}.toml", layout.name))?;
    file.write_all(text.as_bytes())?;
    Ok(file.finish()?)
}

/// Takes in a template that was exported, here or elsewhere. One with the name of a shipped one is kept under a name of its own.
pub fn import(app: &App, session: &Session, request: FileRequest) -> Result<NameReply> {
    let (info, file) = app.ports.shelf.open(&request.file)?;
    if info.bytes > PROFILE_BYTES {
        return Err(Failure::new(Code::FileTooLarge).with("name", info.name));
    }
    let mut text = String::new();
    file.take(PROFILE_BYTES).read_to_string(&mut text)?;
    let mut layout = Layout::read(text.trim_start_matches('\u{feff}')).map_err(|e| Failure::new(Code::BadTemplate).with("detail", e))?;
    if yidan_labels::SHIPPED.iter().any(|(shipped, _)| *shipped == layout.name) {
        layout.name.push_str("-own");
    }
    keep(app, session, layout)
}

/// The picture that would be burnt.
pub fn preview(app: &App, session: &Session, request: PreviewRequest) -> Result<PreviewReply> {
    let template = match &request.layout {
        Some(layout) => Template::of(read_layout(layout)?).map_err(|e| Failure::new(Code::BadTemplate).with("detail", e))?,
        None => pdf::template(app, request.template.as_deref())?,
    };
    let data = match request.order_no.as_deref().filter(|no| !no.is_empty()) {
        Some(no) => of_order(app, session, no)?,
        None => sample::label(app),
    };
    let head = if request.dpi == Some(300) { Head::Dpi300 } else { Head::Dpi203 };
    let options = RenderOptions { head, ..pdf::options(app, !request.full) };
    let labels = app.labels()?;
    let drawn = Press::new(labels).and_then(|mut press| press.draw(&template, &mut std::iter::once(data), &options));
    let (pages, outcome) = drawn.map_err(|e| pdf::render_failure(&e))?;
    let Some(page) = pages.first() else {
        let text = outcome.skipped.first().map(|s| pdf::not_drawn(app, s.order_no.clone(), s.reason).text);
        return Err(Failure::new(Code::BadTemplate).with("detail", text.unwrap_or_default()));
    };
    let png = preview::png(page).map_err(|e| pdf::render_failure(&e))?;
    let mut file = app.ports.shelf.create(&format!("{}.png", template.name))?;
    file.write_all(&png)?;
    Ok(PreviewReply {
        file: file.finish()?,
        png: base64::encode(&png),
        width_mm: template.width_mm,
        height_mm: template.height_mm,
        pages: pages.len(),
        missing: outcome.missing_glyphs.into_iter().map(|m| m.characters).collect(),
        notes: outcome.without_code.into_iter().map(|s| pdf::not_drawn(app, s.order_no, s.reason).text).collect(),
    })
}

/// The label of an order as it would be printed now, whatever keeps it from being printed.
fn of_order(app: &App, session: &Session, order_no: &str) -> Result<LabelData> {
    let found = app.store.get(|r| r.ids_by_number(order_no))?;
    let id = *found.first().ok_or_else(|| Failure::new(Code::NotFound).with("what", order_no))?;
    let shops = app.store.read(Shops::of)?;
    let place = Place { batch_no: "B0001", sequence: 1, reprint: 0 };
    let unit = Units::default().of(app, session.by(), id, &mut Vec::new(), |_| Ok(true))?.into_iter().next();
    let data = match unit {
        Some(unit) => unit.data(app, &shops, place),
        None => {
            let order = app.store.get(|r| r.order(id))?.ok_or_else(|| Failure::new(Code::NotFound).with("what", order_no))?;
            pdf::one(app, &shops, &order, place)
        }
    };
    draw::filled(app, data)
}
