//! Orders into pages of dots, as a print head of 203 or 300 dpi burns them. What becomes of the dots (a printer's stream, a preview) is
//! decided elsewhere.

use crate::bitmap::Bitmap;
use crate::data::LabelData;
use crate::error::Error;
use crate::ink::Ink;
use crate::options::{Head, Outcome, RenderOptions};
use crate::render::Labels;
use crate::template::Template;
use crate::write_dots::DotSheet;

/// One page: its dots and the paper that they belong on.
#[derive(Debug, Clone, PartialEq)]
pub struct DotPage {
    pub width_mm: f64,
    pub height_mm: f64,
    pub head: Head,
    pub bitmap: Bitmap,
}

/// Draws dots and keeps the glyphs that it has drawn: one press serves a whole batch, order by order.
pub struct Press<'a> {
    labels: &'a Labels,
    ink: Ink<'a>,
}

impl<'a> Press<'a> {
    pub fn new(labels: &'a Labels) -> Result<Press<'a>, Error> {
        Ok(Press { labels, ink: Ink::new(labels.face())? })
    }

    /// Draws every order of the list. Give one order at a time to learn which pages are whose: nothing is drawn anew for that. Orders
    /// without a page and missing glyphs are named in the outcome as they are for a PDF; its bytes are those of the rows of dots.
    pub fn draw(
        &mut self,
        template: &Template,
        source: &mut dyn Iterator<Item = LabelData>,
        options: &RenderOptions,
    ) -> Result<(Vec<DotPage>, Outcome), Error> {
        let mut pages = Vec::new();
        let face = self.labels.face();
        let mut sheet = DotSheet { face, ink: &mut self.ink, head: options.head, pages: &mut pages };
        let mut outcome = self.labels.draw(template, source, options, &mut sheet)?;
        outcome.bytes = pages.iter().map(|p| p.bitmap.rows().len() as u64).sum();
        Ok((pages, outcome))
    }
}
