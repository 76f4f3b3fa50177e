//! The writer of dots: the same drawing operations as the PDF writers take, on the raster of a print head. Bars, QR modules and lines are
//! whole dots already and are filled as such; glyphs begin on whole dots.

use crate::bitmap::Bitmap;
use crate::error::Error;
use crate::fit::MM_PER_PT;
use crate::font::Face;
use crate::ink::Ink;
use crate::options::Head;
use crate::press::DotPage;
use crate::sheet::{Block, Sheet, TextRun};

/// Pages held in memory at once: an A4 page at 300 dpi takes 1.1 MB, a label 0.08 MB.
const PAGES: usize = 1_000;

/// Pages that are being drawn.
pub(crate) struct DotSheet<'p, 'f> {
    pub face: &'f Face,
    pub ink: &'p mut Ink<'f>,
    pub head: Head,
    pub pages: &'p mut Vec<DotPage>,
}

impl Sheet for DotSheet<'_, '_> {
    fn new_page(&mut self, width_mm: f64, height_mm: f64) -> Result<(), Error> {
        if self.pages.len() == PAGES {
            return Err(Error::TooManyPages(PAGES));
        }
        let dots = |mm: f64| (mm * self.head.dots_per_mm()).round() as usize;
        let bitmap = Bitmap::new(dots(width_mm), dots(height_mm));
        self.pages.push(DotPage { width_mm, height_mm, head: self.head, bitmap });
        Ok(())
    }

    fn fill(&mut self, blocks: &[Block]) {
        let dots_per_mm = self.head.dots_per_mm();
        let Some(page) = self.pages.last_mut() else { return };
        for b in blocks {
            let near = |mm: f64| (mm * dots_per_mm).round() as i64;
            let (left, top) = (near(b.x_mm), near(b.y_mm));
            let (right, bottom) = (near(b.x_mm + b.width_mm), near(b.y_mm + b.height_mm));
            // A line is never thinner than a dot.
            page.bitmap.fill(left, top, right.max(left + 1), bottom.max(top + 1));
        }
    }

    fn text(&mut self, run: TextRun<'_>) {
        let dots_per_mm = self.head.dots_per_mm();
        let Some(page) = self.pages.last_mut() else { return };
        let size = run.size_pt * MM_PER_PT * dots_per_mm;
        let baseline = (run.baseline_mm * dots_per_mm).round() as i64;
        // Widths are summed before they are rounded, so that a line is as long as it was fitted.
        let mut x = run.x_mm * dots_per_mm;
        for placed in self.face.place(run.text) {
            let glyph = self.ink.glyph(placed.glyph, size, run.bold);
            let up = (placed.raise_em * size).round() as i64;
            page.bitmap.stamp(&glyph.dots, x.round() as i64 + i64::from(glyph.left), baseline - up + i64::from(glyph.top));
            x += f64::from(self.face.advance(placed.glyph)) / 1000.0 * size;
        }
    }

    fn finish(self: Box<Self>) -> Result<u64, Error> {
        Ok(self.pages.iter().map(|p| p.bitmap.rows().len() as u64).sum())
    }
}
