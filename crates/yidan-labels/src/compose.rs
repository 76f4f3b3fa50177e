//! Draws one template for one order (or one pick list): decides pages, fits texts, places bars. Knows no PDF.

use crate::bars::{dots, place_bars, place_qr};
use crate::data::LabelData;
use crate::error::Error;
use crate::fields::{Field, Row, Scope, Tally};
use crate::fit::{self, BASELINE_EM, Fitted, LINE_EM, MM_PER_PT, Room};
use crate::font::Face;
use crate::options::{RenderOptions, SkipReason};
use crate::sheet::{BOLD_STROKE_EM, Block, Sheet, TextRun};
use crate::table::{self, TablePlan};
use crate::template::{Align, Area, Element, Pages, Shape, Stand, Template, Text};

/// Space between a framed text and its frame.
const FRAME_PAD_MM: f64 = 0.6;
const FRAME_THICK_MM: f64 = 0.25;

/// What one order or list is drawn from.
pub struct Content<'a> {
    pub data: &'a LabelData,
    pub rows: &'a [Row<'a>],
    pub tally: Tally,
}

/// What became of it.
#[derive(Debug, Default, PartialEq)]
pub struct Drawn {
    pub pages: usize,
    /// Characters that the font lacks.
    pub missing: String,
    /// An optional barcode or QR code was left out.
    pub without_code: Option<SkipReason>,
}

/// Draws with one face on one sheet.
pub struct Composer<'a> {
    pub face: &'a Face,
    pub template: &'a Template,
    pub options: &'a RenderOptions,
    pub sheet: &'a mut dyn Sheet,
}

impl Composer<'_> {
    /// All pages of one order. `Ok(Err(…))` = no page was begun, and why.
    pub fn draw(&mut self, content: &Content<'_>) -> Result<Result<Drawn, SkipReason>, Error> {
        let mut drawn = Drawn::default();
        let mut scope = Scope { data: content.data, options: self.options, tally: content.tally, page: 1, pages: 1, row: None };
        let codes = match self.plan_codes(&scope) {
            Ok((codes, without)) => {
                drawn.without_code = without;
                codes
            }
            Err(reason) => return Ok(Err(reason)),
        };
        let plan = self.template.elements.iter().find_map(|e| match &e.shape {
            Shape::Table(t) if applies(e, &scope) => Some(table::plan(self.face, t, e.area, content.rows, &scope)),
            _ => None,
        });
        scope.pages = plan.as_ref().map_or(1, |p| p.pages.len());
        for page in 1..=scope.pages {
            scope.page = page;
            self.sheet.new_page(self.template.width_mm, self.template.height_mm)?;
            for (element, code) in self.template.elements.iter().zip(&codes) {
                if on_page(element.pages, page, scope.pages) && applies(element, &scope) {
                    self.draw_element(element, code, plan.as_ref(), &scope, &mut drawn.missing);
                }
            }
        }
        drawn.pages = scope.pages;
        Ok(Ok(drawn))
    }

    /// Encodes every code of the template before a page is begun, so that a refused one leaves no half page.
    fn plan_codes(&self, scope: &Scope<'_>) -> Result<(Vec<Vec<Block>>, Option<SkipReason>), SkipReason> {
        let mut without = None;
        let dots_per_mm = self.options.head.dots_per_mm();
        let mut codes = Vec::with_capacity(self.template.elements.len());
        for element in &self.template.elements {
            let (placed, required) = match &element.shape {
                Shape::Barcode(b) if applies(element, scope) => {
                    (place_bars(&b.wording.say(scope), b, element.area, dots_per_mm), b.required)
                }
                Shape::Qr(q) if applies(element, scope) => (place_qr(&q.wording.say(scope), element.area, dots_per_mm), false),
                _ => (Ok(Vec::new()), false),
            };
            codes.push(match placed {
                Ok(blocks) => blocks,
                Err(reason) if required => return Err(reason),
                Err(reason) => {
                    without = Some(reason);
                    Vec::new()
                }
            });
        }
        Ok((codes, without))
    }

    fn draw_element(&mut self, element: &Element, code: &[Block], plan: Option<&TablePlan>, scope: &Scope<'_>, missing: &mut String) {
        let area = element.area;
        match &element.shape {
            Shape::Text(text) => self.draw_text(text, area, scope, missing),
            Shape::Barcode(_) | Shape::Qr(_) => self.sheet.fill(code),
            Shape::Picture(picture) => self.sheet.fill(&picture.place(area, self.options.head.dots_per_mm())),
            Shape::Block => self.block(area),
            Shape::Frame { thick_mm } => self.frame(area, *thick_mm),
            Shape::Table(_) => {
                if let Some(page) = plan.and_then(|p| p.pages.get(scope.page - 1)) {
                    for rule in &page.rules {
                        self.block(*rule);
                    }
                    for cell in &page.cells {
                        self.set(&cell.fitted, cell.area, cell.align, cell.bold, missing);
                    }
                }
            }
        }
    }

    fn draw_text(&mut self, text: &Text, area: Area, scope: &Scope<'_>, missing: &mut String) {
        let words = text.wording.say(scope);
        if words.is_empty() {
            return;
        }
        let pad = if text.framed { FRAME_PAD_MM } else { 0.0 };
        let inner = Area {
            x_mm: area.x_mm + pad,
            y_mm: area.y_mm + pad,
            width_mm: area.width_mm - 2.0 * pad,
            height_mm: area.height_mm - 2.0 * pad,
        };
        // The stroke of bold text stands out of its width by half on each side.
        let stroke_mm = if text.bold { BOLD_STROKE_EM * text.max_pt * MM_PER_PT } else { 0.0 };
        let room = Room {
            width_mm: inner.width_mm - stroke_mm,
            height_mm: inner.height_mm,
            max_pt: text.max_pt,
            min_pt: text.min_pt,
            max_lines: text.max_lines,
        };
        let fitted = fit::fit(self.face, &words, room);
        let spare = (inner.height_mm - fitted.height_mm()).max(0.0);
        let down = match text.stand {
            Stand::Top => 0.0,
            Stand::Middle => spare / 2.0,
            Stand::Bottom => spare,
        };
        if text.framed {
            self.frame(area, FRAME_THICK_MM);
        }
        self.set(&fitted, Area { y_mm: inner.y_mm + down, ..inner }, text.align, text.bold, missing);
    }

    /// Sets fitted lines from the top of an area.
    fn set(&mut self, fitted: &Fitted, area: Area, align: Align, bold: bool, missing: &mut String) {
        let em_mm = fitted.size_pt * MM_PER_PT;
        for (i, line) in fitted.lines.iter().enumerate() {
            if line.is_empty() {
                continue;
            }
            let spare = area.width_mm - self.face.width_em(line) * em_mm;
            let shift = match align {
                Align::Left => 0.0,
                Align::Center => spare / 2.0,
                Align::Right => spare,
            };
            let x_mm = area.x_mm + shift;
            let baseline_mm = area.y_mm + (i as f64 * LINE_EM + BASELINE_EM) * em_mm;
            self.sheet.text(TextRun { x_mm, baseline_mm, size_pt: fitted.size_pt, bold, text: line });
            for c in line.chars() {
                if self.face.glyph(c) == 0 && !missing.contains(c) {
                    missing.push(c);
                }
            }
        }
    }

    /// A black rectangle on the whole dots inside an area, never thinner than one.
    fn block(&mut self, area: Area) {
        let dots_per_mm = self.options.head.dots_per_mm();
        let (x, width) = whole_dots(area.x_mm, area.width_mm, dots_per_mm);
        let (y, height) = whole_dots(area.y_mm, area.height_mm, dots_per_mm);
        self.sheet.fill(&[dots(x, y, width, height, dots_per_mm)]);
    }

    fn frame(&mut self, area: Area, thick_mm: f64) {
        let Area { x_mm, y_mm, width_mm, height_mm } = area;
        self.block(Area { height_mm: thick_mm, ..area });
        self.block(Area { y_mm: y_mm + height_mm - thick_mm, height_mm: thick_mm, ..area });
        self.block(Area { width_mm: thick_mm, ..area });
        self.block(Area { x_mm: x_mm + width_mm - thick_mm, width_mm: thick_mm, ..area });
    }
}

/// First and number of the whole dots inside a stretch.
fn whole_dots(start_mm: f64, length_mm: f64, dots_per_mm: f64) -> (f64, f64) {
    const SLACK: f64 = 1e-6;
    let first = (start_mm * dots_per_mm - SLACK).ceil();
    let end = ((start_mm + length_mm) * dots_per_mm + SLACK).floor();
    (first, (end - first).max(1.0))
}

fn says(field: Field, scope: &Scope<'_>) -> bool {
    let mut out = String::new();
    field(scope, &mut out);
    !out.is_empty()
}

fn applies(element: &Element, scope: &Scope<'_>) -> bool {
    element.when.is_none_or(|f| says(f, scope)) && !element.unless.is_some_and(|f| says(f, scope))
}

fn on_page(pages: Pages, page: usize, of: usize) -> bool {
    match pages {
        Pages::All => true,
        Pages::First => page == 1,
        Pages::Last => page == of,
        Pages::Rest => page > 1,
    }
}
