//! A template as it is written: the keys of `assets/labels/*.toml`, for files, for the shop's own templates and for whoever edits them.
//! Whether it makes sense is checked in `template`.

use crate::error::Error;
use crate::template::{Align, Kind, Overflow, Pages, Stand};
use serde::{Deserialize, Serialize};

/// A whole template. What is as usual is left out when it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    pub name: String,
    /// For people.
    pub title: String,
    pub kind: Kind,
    pub size_mm: [f64; 2],
    pub margin_mm: f64,
    #[serde(default, rename = "element")]
    pub elements: Vec<Piece>,
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    Text,
    Barcode,
    Qr,
    Block,
    Frame,
    Picture,
    Table,
}

/// One element with all keys that any kind has; a kind uses its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    pub kind: PieceKind,
    pub at_mm: [f64; 2],
    pub size_mm: [f64; 2],
    #[serde(default, skip_serializing_if = "is_usual")]
    pub pages: Pages,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless: Option<String>,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub text: String,
    /// Largest and smallest size.
    #[serde(default = "usual_pt", skip_serializing_if = "is_usual_pt")]
    pub pt: [f64; 2],
    #[serde(default, skip_serializing_if = "is_usual")]
    pub bold: bool,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub align: Align,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub stand: Stand,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub lines: usize,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub framed: bool,
    /// Widest and narrowest module of a barcode.
    #[serde(default = "usual_module", skip_serializing_if = "is_usual_module")]
    pub module_mm: [f64; 2],
    #[serde(default, skip_serializing_if = "is_usual")]
    pub required: bool,
    #[serde(default = "usual_thick", skip_serializing_if = "is_usual_thick")]
    pub thick_mm: f64,
    /// A PNG picture in base64.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub png: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overflow: Option<Overflow>,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub more: String,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub foot: Vec<String>,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub headed: bool,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub ruled: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at_mm: Option<[f64; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_size_mm: Option<[f64; 2]>,
    // Lists of tables come last, as TOML wants it.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub columns: Vec<PieceColumn>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PieceColumn {
    #[serde(default, skip_serializing_if = "is_usual")]
    pub title: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub width_mm: f64,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub align: Align,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub bold: bool,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub lines: usize,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub total: String,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub hide_when_empty: bool,
}

impl Piece {
    /// One with everything as usual.
    pub fn new(kind: PieceKind, at_mm: [f64; 2], size_mm: [f64; 2]) -> Piece {
        Piece {
            kind,
            at_mm,
            size_mm,
            pages: Pages::default(),
            when: None,
            unless: None,
            text: String::new(),
            pt: usual_pt(),
            bold: false,
            align: Align::default(),
            stand: Stand::default(),
            lines: one(),
            framed: false,
            module_mm: usual_module(),
            required: false,
            thick_mm: usual_thick(),
            png: String::new(),
            overflow: None,
            more: String::new(),
            foot: Vec::new(),
            headed: false,
            ruled: false,
            next_at_mm: None,
            next_size_mm: None,
            columns: Vec::new(),
        }
    }
}

impl Layout {
    /// Reads a template's text; its sense is not checked.
    pub fn read(text: &str) -> Result<Layout, Error> {
        toml::from_str(text).map_err(|e| Error::TemplateForm(e.to_string()))
    }

    /// The text of a file that reads back as the same.
    pub fn write(&self) -> Result<String, Error> {
        toml::to_string(self).map_err(|e| Error::TemplateForm(e.to_string()))
    }
}

fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn usual_pt() -> [f64; 2] {
    [9.0, 7.0]
}

fn is_usual_pt(value: &[f64; 2]) -> bool {
    value.map(f64::to_bits) == usual_pt().map(f64::to_bits)
}

fn usual_module() -> [f64; 2] {
    [0.375, 0.25]
}

fn is_usual_module(value: &[f64; 2]) -> bool {
    value.map(f64::to_bits) == usual_module().map(f64::to_bits)
}

fn usual_thick() -> f64 {
    0.25
}

fn is_usual_thick(value: &f64) -> bool {
    value.total_cmp(&usual_thick()).is_eq()
}

fn one() -> usize {
    1
}

fn is_one(value: &usize) -> bool {
    *value == one()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::SHIPPED;

    #[test]
    fn what_is_written_reads_back() {
        for (name, text) in SHIPPED {
            let layout = Layout::read(text).expect("sound");
            let written = layout.write().expect("writable");
            assert_eq!(Layout::read(&written).expect("readable"), layout, "{name}");
            assert!(!written.contains("bold = false") && !written.contains("png = "), "{name}: what is usual is left out");
        }
    }
}
