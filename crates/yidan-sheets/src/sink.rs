//! What the reader tells while it reads, and to whom: orders, bill lines, refused rows, skipped rows, odd words, progress.

use serde::{Deserialize, Serialize};
use std::sync::Arc;
use yidan_domain::{BillLine, Finding, OrderDraft};

/// What the listener wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Continue,
    /// Stop reading now; what has been told stays told. (To pause, a listener simply does not return yet.)
    Stop,
}

/// One row as the file shows it: sheet, row number (first = 1) and its cells, verbatim.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SourceRow {
    pub(crate) sheet: Option<Arc<str>>,
    pub(crate) number: u64,
    /// Cells in order, each followed by one separating character.
    pub(crate) text: String,
    /// Where each cell ends.
    pub(crate) ends: Vec<u32>,
    /// Some cell may hold a mark that must be decoded (`&#…;`, `_x…_`, a carriage return).
    pub(crate) has_marks: bool,
}

impl SourceRow {
    /// Sheet name, where the container has sheets.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }
    /// Row number as Excel would show it.
    pub fn number(&self) -> u64 {
        self.number
    }
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
    /// The text of a cell, `""` where the row is shorter.
    pub fn cell(&self, column: usize) -> &str {
        let Some(end) = self.ends.get(column) else { return "" };
        let start = if column == 0 { 0 } else { self.ends[column - 1] as usize + 1 };
        self.text.get(start..*end as usize).unwrap_or("")
    }
    /// All cells in order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|i| self.cell(i))
    }

    /// Becomes the same as another row, in the memory it has.
    pub(crate) fn copy_from(&mut self, other: &SourceRow) {
        self.sheet.clone_from(&other.sheet);
        self.number = other.number;
        self.text.clone_from(&other.text);
        self.ends.clone_from(&other.ends);
        self.has_marks = other.has_marks;
    }

    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }
    /// Ends the cell that has been written to `text` since the last end.
    pub(crate) fn end_cell(&mut self) {
        self.ends.push(self.text.len() as u32);
        self.text.push('\t');
    }
    /// Notes whether any cell needs decoding, once for all of them.
    pub(crate) fn note_marks(&mut self) {
        let b = self.text.as_bytes();
        self.has_marks = memchr::memchr2(b'\r', b'&', b).is_some() || memchr::memmem::find(b, b"_x").is_some();
    }
    /// No cell holds anything but blanks.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells().all(|c| c.trim().is_empty())
    }
    /// Number of cells without empty ones at the end.
    pub(crate) fn filled_len(&self) -> usize {
        (0..self.len()).rev().find(|i| !self.cell(*i).is_empty()).map_or(0, |i| i + 1)
    }
}

impl std::fmt::Debug for SourceRow {
    /// Cells hold names and phones: only the place is shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SourceRow({:?}, row {}, {} cells)", self.sheet, self.number, self.ends.len())
    }
}

/// Why a row was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    DamagedNumber,
    MissingKey,
    BadMoney,
    BadTime,
    BadDirection,
    BadColumns,
    DupRow,
    Conflict,
}

/// The cell that is to blame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellAt {
    /// Heading as the file writes it.
    pub heading: String,
    /// Address as Excel shows it, `C12`.
    pub address: String,
    /// The normal-form field it feeds.
    pub field: String,
}

/// A refused row: shown to the user with its place, key and reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    pub row: u64,
    pub key: Option<String>,
    pub reason: Reason,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<CellAt>,
}

/// Why a row was passed over without complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    Title,
    Comment,
    Blank,
    Legend,
    Total,
    HeaderAgain,
    EndMarker,
    ParentOfSplit,
}

/// A row that is normal but no data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    pub row: u64,
    pub why: Why,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
}

/// How far the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Progress {
    pub rows_done: u64,
    /// Bytes of the (unpacked) tables that have been read, and how many there are.
    pub bytes_done: u64,
    pub bytes_total: u64,
}

/// The listener. Every call answers whether to go on.
pub trait Sink {
    /// One complete order with all rows it came from. Each order number is told once.
    fn order(&mut self, order: OrderDraft, rows: &[SourceRow]) -> Flow;
    /// One bill line.
    fn line(&mut self, line: BillLine, row: &SourceRow) -> Flow;
    /// A refused row; `source` holds its cells.
    fn rejected(&mut self, rejected: Rejected, source: &SourceRow) -> Flow;
    fn skipped(&mut self, _skipped: Skipped) -> Flow {
        Flow::Continue
    }
    /// Something odd that does not cost the row: `unknown_status`, `unknown_kind`, … with `word`, `row` and `sheet` among the facts.
    /// The same word is told once per file.
    fn finding(&mut self, _finding: Finding) -> Flow {
        Flow::Continue
    }
    /// Told every few thousand rows.
    fn progress(&mut self, _progress: Progress) -> Flow {
        Flow::Continue
    }
}
