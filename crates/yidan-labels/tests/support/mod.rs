//! What the tests of pages share: the fixtures, the face, and a sheet that writes down what is drawn.

// Each test binary uses its own part of this.
#![allow(dead_code)]

pub mod decode;
pub mod tools;

use std::sync::OnceLock;
use yidan_labels::sheet::{Block, Sheet, TextRun};
use yidan_labels::{Bitmap, Error, LabelData, Labels, RenderOptions};

/// One page as it was drawn.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub width_mm: f64,
    pub height_mm: f64,
    pub texts: Vec<Text>,
    /// Each call of `fill`.
    pub fills: Vec<Vec<Block>>,
}

#[derive(Debug, Clone)]
pub struct Text {
    pub x_mm: f64,
    pub baseline_mm: f64,
    pub size_pt: f64,
    pub bold: bool,
    pub text: String,
}

impl Text {
    /// The box of the ink of common characters: left, top, right, bottom in mm.
    pub fn ink(&self) -> [f64; 4] {
        let em_mm = self.size_pt * 25.4 / 72.0;
        let width = labels().face().width_em(&self.text) * em_mm;
        [self.x_mm, self.baseline_mm - 0.85 * em_mm, self.x_mm + width, self.baseline_mm + 0.1 * em_mm]
    }
}

/// Writes down what is drawn.
#[derive(Default)]
pub struct Recorder {
    pub pages: Vec<Page>,
}

impl Sheet for Recorder {
    fn new_page(&mut self, width_mm: f64, height_mm: f64) -> Result<(), Error> {
        self.pages.push(Page { width_mm, height_mm, ..Page::default() });
        Ok(())
    }

    fn fill(&mut self, blocks: &[Block]) {
        if let (Some(page), false) = (self.pages.last_mut(), blocks.is_empty()) {
            page.fills.push(blocks.to_vec());
        }
    }

    fn text(&mut self, run: TextRun<'_>) {
        if let Some(page) = self.pages.last_mut() {
            page.texts.push(Text {
                x_mm: run.x_mm,
                baseline_mm: run.baseline_mm,
                size_pt: run.size_pt,
                bold: run.bold,
                text: run.text.to_owned(),
            });
        }
    }

    fn finish(self: Box<Self>) -> Result<u64, Error> {
        Ok(0)
    }
}

/// The face, read once for all tests of a binary.
pub fn labels() -> &'static Labels {
    static LABELS: OnceLock<Labels> = OnceLock::new();
    LABELS.get_or_init(|| {
        let file =
            |name: &str| std::fs::read(format!("{}/../../assets/fonts/{name}", env!("CARGO_MANIFEST_DIR"))).expect("it lies in assets");
        let main = Labels::load(file("NotoSansSC-Regular.ttf")).expect("a sound font");
        main.with(file("NotoSansThai-Regular.ttf")).expect("a sound font")
    })
}

pub fn fixtures() -> Vec<LabelData> {
    serde_json::from_str(include_str!("../../fixtures/orders.json")).expect("fixtures are sound")
}

pub fn options() -> RenderOptions {
    RenderOptions { printed_at: "2026-11-22 10:02".into(), clerk: "小李".into(), title: "样例".into(), ..RenderOptions::default() }
}

/// Box around blocks: left, top, right, bottom in mm.
pub fn bounds(blocks: &[Block]) -> [f64; 4] {
    blocks.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |b, k| {
        [b[0].min(k.x_mm), b[1].min(k.y_mm), b[2].max(k.x_mm + k.width_mm), b[3].max(k.y_mm + k.height_mm)]
    })
}

/// A part of a picture as a PBM file; left, top, right, bottom in dots.
pub fn pbm(bitmap: &Bitmap, [left, top, right, bottom]: [usize; 4]) -> Vec<u8> {
    let (right, bottom) = (right.min(bitmap.width()), bottom.min(bitmap.height()));
    let mut part = Bitmap::new(right - left, bottom - top);
    for (x, y) in (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))).filter(|(x, y)| bitmap.is_black(*x, *y)) {
        part.blacken(x - left, y - top);
    }
    [format!("P4\n{} {}\n", part.width(), part.height()).as_bytes(), part.rows()].concat()
}
