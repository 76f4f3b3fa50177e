//! One run: many orders through one template into one document. The choice of the writer is made here.

use crate::compose::{Composer, Content};
use crate::data::LabelData;
use crate::error::Error;
use crate::fields::{Row, Tally};
use crate::font::Face;
use crate::options::{Backend, ItemText, MissingGlyphs, Outcome, RenderOptions, Skipped};
use crate::pick::PickList;
use crate::sheet::Sheet;
use crate::template::{Kind, Template};
use crate::write_printpdf::{self, PrintPdfSheet};
use crate::write_stream::StreamSheet;
use printpdf::ParsedFont;
use std::borrow::Cow;
use std::io::Write;
use std::sync::OnceLock;

/// The face, loaded once and shared by all runs.
pub struct Labels {
    face: Face,
    /// The same files as printpdf wants them; made when first needed.
    parsed: OnceLock<Vec<ParsedFont>>,
}

impl Labels {
    /// Takes the bytes of one TrueType face; those built into the program are not copied.
    pub fn load(font: impl Into<Cow<'static, [u8]>>) -> Result<Labels, Error> {
        Ok(Labels { face: Face::load(font.into())?, parsed: OnceLock::new() })
    }

    /// The same with another face, whose glyphs are used for characters that are missing so far.
    pub fn with(self, font: impl Into<Cow<'static, [u8]>>) -> Result<Labels, Error> {
        Ok(Labels { face: self.face.with(font.into())?, parsed: OnceLock::new() })
    }

    /// The face's metrics and coverage.
    pub fn face(&self) -> &Face {
        &self.face
    }

    /// Characters that would be drawn as an empty box, each once.
    pub fn missing_glyphs(&self, text: &str) -> String {
        self.face.missing(text)
    }

    /// Draws every order in the order of the list into one PDF. Orders without a page are named in the outcome; only faults of the font,
    /// the template or the output end the run.
    pub fn render_pdf(
        &self,
        template: &Template,
        source: &mut dyn Iterator<Item = LabelData>,
        options: &RenderOptions,
        writer: &mut dyn Write,
    ) -> Result<Outcome, Error> {
        let print_pdf = options.backend == Backend::PrintPdf;
        let mut sheet: Box<dyn Sheet + '_> = if print_pdf {
            Box::new(PrintPdfSheet::new(&self.face, self.parsed_fonts()?, &options.title, writer))
        } else {
            Box::new(StreamSheet::new(&self.face, options.head.dots_per_mm(), options.placing, &options.title, writer)?)
        };
        let mut outcome = self.draw(template, source, options, sheet.as_mut())?;
        outcome.bytes = sheet.finish()?;
        Ok(outcome)
    }

    /// Draws on any sheet; `bytes` of the outcome stays 0.
    pub fn draw(
        &self,
        template: &Template,
        source: &mut dyn Iterator<Item = LabelData>,
        options: &RenderOptions,
        sheet: &mut dyn Sheet,
    ) -> Result<Outcome, Error> {
        let mut composer = Composer { face: &self.face, template, options, sheet };
        let mut outcome = Outcome::default();
        if template.kind == Kind::Pick {
            draw_pick(&mut composer, source, &mut outcome)?;
            return Ok(outcome);
        }
        for data in source {
            let hidden = template.kind == Kind::Label && options.item_text == ItemText::Hidden;
            let item_text = if template.kind == Kind::Label { options.item_text } else { ItemText::Title };
            let rows: Vec<Row<'_>> = data
                .items
                .iter()
                .take(if hidden { 0 } else { usize::MAX })
                .enumerate()
                .map(|(i, it)| Row::of_item(i + 1, it, item_text))
                .collect();
            let tally = Tally { orders: 1 + data.merged_order_nos.len(), pieces: data.piece_count(), kinds: data.items.len() };
            draw_one(&mut composer, &Content { data: &data, rows: &rows, tally }, 1, &mut outcome)?;
        }
        Ok(outcome)
    }

    fn parsed_fonts(&self) -> Result<&[ParsedFont], Error> {
        if let Some(parsed) = self.parsed.get() {
            return Ok(parsed);
        }
        let parsed = self.face.parts().iter().map(|p| write_printpdf::parse_font(&p.bytes)).collect::<Result<Vec<_>, _>>()?;
        Ok(self.parsed.get_or_init(|| parsed))
    }
}

/// A pick list names its batch; everything else of it are sums.
fn draw_pick(composer: &mut Composer<'_>, source: &mut dyn Iterator<Item = LabelData>, outcome: &mut Outcome) -> Result<(), Error> {
    let mut list = PickList::default();
    let mut head = LabelData::default();
    for data in source {
        if head.batch_no.is_empty() {
            head.batch_no.clone_from(&data.batch_no);
        }
        list.add(&data);
    }
    let tally = list.tally();
    draw_one(composer, &Content { data: &head, rows: &list.rows(), tally }, tally.orders, outcome)
}

fn draw_one(composer: &mut Composer<'_>, content: &Content<'_>, labels: usize, outcome: &mut Outcome) -> Result<(), Error> {
    let order_no = &content.data.order_no;
    match composer.draw(content)? {
        Ok(drawn) => {
            outcome.pages += drawn.pages;
            outcome.labels += labels;
            if !drawn.missing.is_empty() {
                outcome.missing_glyphs.push(MissingGlyphs { order_no: order_no.clone(), characters: drawn.missing });
            }
            if let Some(reason) = drawn.without_code {
                outcome.without_code.push(Skipped { order_no: order_no.clone(), reason });
            }
        }
        Err(reason) => outcome.skipped.push(Skipped { order_no: order_no.clone(), reason }),
    }
    Ok(())
}
