//! What a PDF writer must be able to do: begin a page, fill black rectangles, set a run of text. Everything is black; positions are in mm
//! from the top left corner. Layout is done before; writers decide nothing.

use crate::error::Error;

/// A black rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    pub x_mm: f64,
    pub y_mm: f64,
    pub width_mm: f64,
    pub height_mm: f64,
}

/// A run of text on one baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextRun<'a> {
    pub x_mm: f64,
    pub baseline_mm: f64,
    pub size_pt: f64,
    pub bold: bool,
    pub text: &'a str,
}

/// Bold is the same outline with a stroke of this width, in em.
pub const BOLD_STROKE_EM: f64 = 0.035;

/// One document in the making.
pub trait Sheet {
    /// Ends the page before and begins one of this size.
    fn new_page(&mut self, width_mm: f64, height_mm: f64) -> Result<(), Error>;
    fn fill(&mut self, blocks: &[Block]);
    fn text(&mut self, run: TextRun<'_>);
    /// Ends the document; gives the bytes written.
    fn finish(self: Box<Self>) -> Result<u64, Error>;
}
