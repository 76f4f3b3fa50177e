//! `labels.templates` and `labels.pdf`.

use super::data::{Place, label_data};
use super::draw;
use super::template as own;
use super::units::{Unit, Units};
use crate::desk::{self, Nothing, Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running, Wish};
use crate::orders::select::Selection;
use crate::orders::view::Shops;
use crate::orders::{step, story};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::order::{By, Event, Facts, Order, Refusal, apply};
use yidan_labels::{Kind, LabelData, RenderOptions, Template};

/// A label, slip or list that can be printed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TemplateView {
    pub name: String,
    /// Title in the language asked for.
    pub title: String,
    pub width_mm: u32,
    pub height_mm: u32,
    /// `label` one per order, `sku` one per goods, `slip` 发货单, `pick_list` 拣货单
    pub kind: String,
    /// The shop's own; the others come with the program and are not changed.
    pub own: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TemplatesReply {
    pub templates: Vec<TemplateView>,
    /// The one used when none is named.
    pub default: String,
}

/// Draws labels into one PDF, as a job. Drawing alone does not count as printing.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PdfRequest {
    pub selection: Selection,
    #[serde(default)]
    #[ts(optional)]
    pub template: Option<String>,
    /// Show names, phones and addresses in full.
    #[serde(default)]
    pub full: bool,
}

/// An order that got no label.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Skipped {
    pub order_no: String,
    /// A word of `error.refused.*`.
    pub reason: String,
    pub text: String,
}

/// Result of a label job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PdfResult {
    pub labels: i64,
    pub pages: i64,
    pub skipped: Vec<Skipped>,
    /// Labels that were drawn, but with something a person should see: a character the font lacks, a code that did not fit.
    pub notes: Vec<Skipped>,
    pub file: Option<crate::ports::FileRef>,
}

/// The template used when neither the request nor the desk names one.
pub const DEFAULT_TEMPLATE: &str = "own-76x130";

/// Shipped templates in the order of the menu.
pub fn templates(app: &App, _session: &Session, _request: Nothing) -> Result<TemplatesReply> {
    let mut list = Vec::new();
    for (name, _) in yidan_labels::SHIPPED {
        list.push(described(app, &template(app, Some(name))?));
    }
    let own = own::all_own(app)?.into_iter().filter_map(|layout| Template::of(layout).ok());
    list.extend(own.map(|t| described(app, &t)));
    Ok(TemplatesReply { templates: list, default: template_name(app, None) })
}

/// A template as lists show it.
pub fn described(app: &App, t: &Template) -> TemplateView {
    let kind = match t.kind {
        Kind::Label => "label",
        Kind::Sku => "sku",
        Kind::Slip => "slip",
        Kind::Pick => "pick_list",
    };
    let (width_mm, height_mm) = size_mm(t);
    let own = !yidan_labels::SHIPPED.iter().any(|(shipped, _)| *shipped == t.name);
    let title = if own { t.title.clone() } else { app.say_with(&format!("template.{}", t.name), &[]) };
    TemplateView { name: t.name.clone(), title, width_mm, height_mm, kind: kind.into(), own }
}

/// Whole millimetres of the page.
pub fn size_mm(t: &Template) -> (u32, u32) {
    (t.width_mm.round() as u32, t.height_mm.round() as u32)
}

pub fn template_name(app: &App, asked: Option<&str>) -> String {
    let chosen = desk::setting(app, "print").and_then(|p| p["template"].as_str().map(str::to_owned));
    asked.map(str::to_owned).or(chosen).unwrap_or_else(|| DEFAULT_TEMPLATE.to_owned())
}

pub fn template(app: &App, asked: Option<&str>) -> Result<Template> {
    let name = template_name(app, asked);
    if let Some(shipped) = Template::shipped(&name) {
        return Ok(shipped);
    }
    let own = own::own(app, &name)?.and_then(|layout| Template::of(layout).ok());
    own.ok_or_else(|| Failure::new(Code::NotFound).with("what", name))
}

/// A template that orders can be printed with.
pub fn orders_template(app: &App, name: &str) -> Result<Template> {
    let found = template(app, Some(name))?;
    if found.kind == Kind::Sku {
        return Err(Failure::new(Code::BadTemplate).with("detail", app.say_with("template_fault.not_for_orders", &[])));
    }
    Ok(found)
}

/// Queues the drawing of a PDF.
pub fn start(app: &App, session: &Session, request: PdfRequest) -> Result<JobStarted> {
    let name = template_name(app, request.template.as_deref());
    let title = described(app, &orders_template(app, &name)?).title;
    // The orders meant now are the orders drawn, whatever happens to the list meanwhile.
    let ids = request.selection.ids(app)?;
    let fixed = PdfRequest { selection: Selection::Ids(ids), template: Some(name.clone()), full: request.full };
    jobs::queue(app, session, "labels_pdf", &title, &fixed)
}

/// The drawing job. Orders that may not leave get no label; the others are drawn in the order of the list.
pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: PdfRequest = running.request()?;
    let Selection::Ids(ids) = &request.selection else { return Err(Failure::new(Code::Internal).with("detail", "selection")) };
    let template = template(app, request.template.as_deref())?;
    let shops = app.store.read(Shops::of)?;
    let mut skipped = Vec::new();
    let mut wish = Wish::GoOn;
    let mut failed: Option<Failure> = None;
    let mut sequence = 0;
    let mut units = Units::default();
    let total = ids.len() as i64;
    let mut file = app.ports.shelf.create(&format!("{}-{}.pdf", app.say_with("file.labels", &[]), moment::day(app.now_ms())))?;
    let drawn = {
        let mut seen = 0;
        let mut source = ids.iter().map_while(|id| {
            seen += 1;
            match running.tick(seen - 1, Some(total)) {
                Ok(Wish::GoOn) => {}
                Ok(other) => {
                    wish = other;
                    return None;
                }
                Err(f) => {
                    failed = Some(f);
                    return None;
                }
            }
            match units.of(app, running.session.by(), *id, &mut skipped, |_| Ok(true)) {
                Ok(list) => {
                    let label = |unit: Unit| {
                        sequence += 1;
                        let reprint = unit.first().print_count.clamp(0, 99) as u32;
                        draw::filled(app, unit.data(app, &shops, Place { batch_no: "", sequence, reprint }))
                    };
                    match list.into_iter().map(label).collect::<Result<Vec<_>>>() {
                        Ok(labels) => Some(labels),
                        Err(f) => {
                            failed = Some(f);
                            None
                        }
                    }
                }
                Err(f) => {
                    failed = Some(f);
                    None
                }
            }
        });
        let options = options(app, !request.full);
        let mut out = std::io::BufWriter::new(&mut file);
        let drawn = app.labels()?.render_pdf(&template, &mut source.by_ref().flatten(), &options, &mut out);
        std::io::Write::flush(&mut out)?;
        drawn
    };
    if let Some(f) = failed {
        return Err(f);
    }
    if wish != Wish::GoOn {
        return Ok(Outcome::Cancelled);
    }
    let drawn = drawn.map_err(|e| render_failure(&e))?;
    let notes = notes(app, &drawn);
    for s in drawn.skipped {
        skipped.push(not_drawn(app, s.order_no, s.reason));
    }
    let file = if drawn.labels > 0 { Some(file.finish()?) } else { None };
    let some_skipped = !skipped.is_empty();
    let result = PdfResult { labels: drawn.labels as i64, pages: drawn.pages as i64, skipped, notes, file };
    let value = serde_json::to_value(result).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    Ok(if some_skipped { Outcome::Partly(value) } else { Outcome::Done(value) })
}

/// What a person should see on labels that were drawn.
pub fn notes(app: &App, drawn: &yidan_labels::Outcome) -> Vec<Skipped> {
    let glyphs = drawn.missing_glyphs.iter().map(|m| Skipped {
        order_no: m.order_no.clone(),
        reason: "missing_glyphs".into(),
        text: app.say_with("print.missing_glyphs", &[("characters", m.characters.clone())]),
    });
    let codes = drawn.without_code.iter().map(|s| not_drawn(app, s.order_no.clone(), s.reason));
    glyphs.chain(codes).collect()
}

/// An order that the renderer could not draw.
pub fn not_drawn(app: &App, order_no: String, reason: yidan_labels::SkipReason) -> Skipped {
    let word = serde_json::to_value(reason).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    Skipped { order_no, text: app.say_with(&format!("error.refused.{word}"), &[]), reason: word }
}

pub fn render_failure(e: &yidan_labels::Error) -> Failure {
    match e {
        yidan_labels::Error::Output(io) => Failure::from(std::io::Error::from(io.kind())),
        other => Failure::new(Code::Internal).with("detail", other),
    }
}

/// The order, when it may have a label now; otherwise the reason goes to `skipped`.
pub fn drawable(app: &App, by: By, id: i64, skipped: &mut Vec<Skipped>) -> Result<Option<Order>> {
    let Some(order) = app.store.get(|r| r.order(id))? else {
        skipped.push(Skipped { order_no: id.to_string(), reason: "gone".into(), text: app.say_with("error.refused.gone", &[]) });
        return Ok(None);
    };
    let mut tried = order.clone();
    match apply(&mut tried, Event::Print, Facts::by(by)) {
        Ok(_) => Ok(Some(order)),
        Err(why) => {
            let (reason, text) = if why == Refusal::NotFromHere {
                ("not_to_print".to_owned(), app.say_with("error.refused.not_to_print", &[("state", story::state(app, order.state))]))
            } else {
                (why.word().to_owned(), step::refusal_text(app, &order, Event::Print, why))
            };
            skipped.push(Skipped { order_no: order.order_no, reason, text });
            Ok(None)
        }
    }
}

/// What the label of this order says.
pub fn one(app: &App, shops: &Shops, order: &Order, place: Place<'_>) -> LabelData {
    let platform = platform_name(app, &shops.platform(order.shop_id));
    let flag = app.say_with(&format!("flag.{}", order.flag), &[]);
    label_data(order, shops, &platform, &flag, place)
}

pub fn options(app: &App, mask: bool) -> RenderOptions {
    RenderOptions { mask, printed_at: moment::short(app.now_ms()), title: "Yidan".into(), ..RenderOptions::default() }
}
