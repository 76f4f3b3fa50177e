//! What a caller may choose for a print run, and what it is told afterwards.

use serde::{Deserialize, Serialize};

/// How goods are named on a label (sellers of private goods hide them).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemText {
    /// 商品简称, or the title where there is none.
    #[default]
    Title,
    /// SKU 编码 only.
    SkuCode,
    /// 不打印
    Hidden,
}

/// The print head that bars are snapped to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Head {
    /// 8 dots per mm.
    #[default]
    Dpi203,
    /// 300 / 25.4 dots per mm.
    Dpi300,
}

impl Head {
    pub fn dots_per_mm(self) -> f64 {
        match self {
            Head::Dpi203 => 8.0,
            Head::Dpi300 => 300.0 / 25.4,
        }
    }
}

/// Which PDF writer draws. Both take the same drawing operations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backend {
    /// The stream writer: it shows a box where a character is missing, which printpdf leaves blank.
    #[default]
    Auto,
    /// printpdf: the document lives in memory until it is saved.
    PrintPdf,
    /// Pages leave as they are drawn; memory does not grow with their number.
    Stream,
}

/// Where the picture stands on the paper of one printer. Asked for by those who know the printer; templates know nothing of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Placing {
    /// To the right; negative to the left.
    pub right_mm: f64,
    /// Down; negative up.
    pub down_mm: f64,
    /// Upside down, before it is moved.
    pub turned: bool,
}

/// Choices for one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RenderOptions {
    /// Hide parts of name, phone and address (labels and slips). On unless a shop switches it off.
    pub mask: bool,
    pub item_text: ItemText,
    pub head: Head,
    pub backend: Backend,
    /// For PDF files of the stream writer; dots are placed by `streams::Setup`.
    pub placing: Placing,
    /// Wall time shown as print time, e.g. `2026-11-22 10:02`.
    pub printed_at: String,
    /// Clerk named on pick lists.
    pub clerk: String,
    /// Title in the document's properties; must not name a person.
    pub title: String,
}

impl Default for RenderOptions {
    fn default() -> Self {
        RenderOptions {
            mask: true,
            item_text: ItemText::default(),
            head: Head::default(),
            backend: Backend::default(),
            placing: Placing::default(),
            printed_at: String::new(),
            clerk: String::new(),
            title: String::new(),
        }
    }
}

/// Why an order got no page, or no code on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Neither a waybill number nor an order number.
    NoNumber,
    /// The number holds characters that Code 128 cannot say.
    NotEncodable,
    /// Even with the narrowest module that scanners read the bars do not fit the label.
    BarcodeTooWide,
}

/// An order without a page (or without a code on it).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    pub order_no: String,
    pub reason: SkipReason,
}

/// Characters of one order that the font lacks; they are drawn as an empty box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingGlyphs {
    pub order_no: String,
    /// Each character once, in the order of appearance.
    pub characters: String,
}

/// What became of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub pages: usize,
    /// Orders that got a page (for a pick list: orders summed in it).
    pub labels: usize,
    pub bytes: u64,
    pub skipped: Vec<Skipped>,
    /// Orders that got their page, but without a barcode or QR code that the template does not insist on.
    pub without_code: Vec<Skipped>,
    pub missing_glyphs: Vec<MissingGlyphs>,
}
