//! Old workbooks (`.xls`, BIFF5 and BIFF8): a chain of records. Formulas count by the values that stand beside them.

use super::Rows;
use super::biff_strings::{Pieces, byte_text, unicode_text};
use super::ole::Ole;
use crate::error::Error;
use crate::sink::SourceRow;
use crate::values::key::float_text;
use encoding_rs::{Encoding, GB18030, WINDOWS_1252};
use std::sync::Arc;
use yidan_domain::limits;

/// A workbook in memory.
pub struct Biff {
    sheets: Vec<Sheet>,
    /// All texts, one after another.
    text: String,
    pub from_1904: bool,
}

struct Sheet {
    name: Arc<str>,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy)]
struct Cell {
    row: u32,
    column: u16,
    start: u32,
    end: u32,
}

/// One record: its number and its data.
struct Record<'d> {
    id: u16,
    data: &'d [u8],
    /// Where the next record starts.
    next: usize,
}

fn record(stream: &[u8], at: usize) -> Option<Record<'_>> {
    let head = stream.get(at..at + 4)?;
    let len = usize::from(u16::from_le_bytes([head[2], head[3]]));
    let end = (at + 4 + len).min(stream.len());
    Some(Record { id: u16::from_le_bytes([head[0], head[1]]), data: &stream[at + 4..end], next: end })
}

fn u16_of(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn u32_of(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

fn f64_of(data: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(data.get(at..at + 8)?.try_into().ok()?))
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;
const FILEPASS: u16 = 0x002f;

/// What the first part of a workbook says about all its sheets.
struct Globals {
    is_biff8: bool,
    code_page: &'static Encoding,
    strings: Vec<(u32, u32)>,
    places: Vec<(String, usize)>,
}

impl Biff {
    pub fn open(ole: &Ole, has_password: bool) -> Result<Self, Error> {
        let stream = ole.stream("Workbook").or_else(|| ole.stream("Book")).ok_or_else(|| Error::corrupt("no workbook stream"))?;
        let mut book = Biff { sheets: Vec::new(), text: String::new(), from_1904: false };
        let globals = book.globals(&stream, has_password)?;
        for (name, at) in &globals.places {
            let cells = book.sheet(&stream, *at, &globals);
            book.sheets.push(Sheet { name: name.as_str().into(), cells });
        }
        if book.sheets.is_empty() { Err(Error::corrupt("no worksheet")) } else { Ok(book) }
    }

    fn globals(&mut self, stream: &[u8], has_password: bool) -> Result<Globals, Error> {
        let first = record(stream, 0).filter(|r| r.id == BOF).ok_or_else(|| Error::corrupt("no workbook"))?;
        let is_biff8 = u16_of(first.data, 0) == Some(0x0600);
        let mut g = Globals { is_biff8, code_page: GB18030, strings: Vec::new(), places: Vec::new() };
        let mut at = first.next;
        while let Some(r) = record(stream, at) {
            at = r.next;
            match r.id {
                EOF => break,
                // The old ciphers are not read; asking again would not help.
                FILEPASS => return Err(if has_password { Error::BadPassword } else { Error::NeedsPassword }),
                0x0022 => self.from_1904 = u16_of(r.data, 0) == Some(1),
                0x0042 => g.code_page = code_page(u16_of(r.data, 0).unwrap_or(0)),
                0x0085 if g.places.len() < limits::WORKBOOK_PARTS => {
                    // Only worksheets; charts and macros have other kinds.
                    if let (Some(place), Some(0)) = (u32_of(r.data, 0), r.data.get(5)) {
                        let name = if is_biff8 { short_name(&r.data[6..]) } else { byte_text(r.data.get(7..).unwrap_or(&[]), g.code_page) };
                        g.places.push((name, place as usize));
                    }
                }
                0x00fc => {
                    let mut parts = vec![r.data];
                    while let Some(more) = record(stream, at).filter(|m| m.id == CONTINUE) {
                        parts.push(more.data);
                        at = more.next;
                    }
                    self.shared_strings(&parts, &mut g.strings)?;
                }
                _ => {}
            }
        }
        Ok(g)
    }

    fn shared_strings(&mut self, parts: &[&[u8]], out: &mut Vec<(u32, u32)>) -> Result<(), Error> {
        let mut pieces = Pieces::new(parts);
        pieces.skip(4);
        let count = pieces.u32().unwrap_or(0);
        for _ in 0..count {
            let start = self.text.len();
            if pieces.string(&mut self.text).is_none() {
                break;
            }
            super::delimited::clip(&mut self.text, start);
            out.push((start as u32, self.text.len() as u32));
            if self.text.len() as u64 > limits::PART_BYTES {
                return Err(Error::TooBig { what: "shared strings", limit: limits::PART_BYTES });
            }
        }
        Ok(())
    }

    fn push(&mut self, text: &str) -> (u32, u32) {
        let start = self.text.len();
        self.text.push_str(text);
        super::delimited::clip(&mut self.text, start);
        (start as u32, self.text.len() as u32)
    }

    fn sheet(&mut self, stream: &[u8], at: usize, g: &Globals) -> Vec<Cell> {
        let mut cells = Vec::new();
        let Some(first) = record(stream, at).filter(|r| r.id == BOF) else { return cells };
        let mut at = first.next;
        let mut depth = 1;
        // A formula whose text follows in its own record.
        let mut waiting: Option<(u32, u16)> = None;
        while let Some(r) = record(stream, at) {
            at = r.next;
            match r.id {
                BOF => depth += 1,
                EOF => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                0x0207 if depth == 1 => {
                    if let Some((row, column)) = waiting.take() {
                        let text = if g.is_biff8 { unicode_text(r.data) } else { byte_text(r.data.get(2..).unwrap_or(&[]), g.code_page) };
                        let (start, end) = self.push(&text);
                        cells.push(Cell { row, column, start, end });
                    }
                }
                _ if depth == 1 => self.cell(&r, g, &mut cells, &mut waiting),
                _ => {}
            }
        }
        cells.retain(|c| usize::from(c.column) < limits::SHEET_COLUMNS);
        cells.sort_by_key(|c| (c.row, c.column));
        cells
    }

    fn cell(&mut self, r: &Record<'_>, g: &Globals, cells: &mut Vec<Cell>, waiting: &mut Option<(u32, u16)>) {
        let (Some(row), Some(column)) = (u16_of(r.data, 0).map(u32::from), u16_of(r.data, 2)) else { return };
        let shown = match r.id {
            0x00fd => {
                let place = u32_of(r.data, 6).and_then(|i| g.strings.get(i as usize));
                cells.extend(place.map(|(start, end)| Cell { row, column, start: *start, end: *end }));
                return;
            }
            0x0204 | 0x00d6 => Some(if g.is_biff8 {
                unicode_text(r.data.get(6..).unwrap_or(&[]))
            } else {
                byte_text(r.data.get(8..).unwrap_or(&[]), g.code_page)
            }),
            0x0203 => f64_of(r.data, 6).map(float_text),
            0x027e => u32_of(r.data, 6).map(|n| float_text(rk(n))),
            0x00bd => {
                for (i, entry) in r.data.get(4..r.data.len().saturating_sub(2)).unwrap_or(&[]).chunks_exact(6).enumerate() {
                    let shown = float_text(rk(u32_of(entry, 2).unwrap_or(0)));
                    let (start, end) = self.push(&shown);
                    cells.push(Cell { row, column: column.saturating_add(i as u16), start, end });
                }
                return;
            }
            0x0006 => match (r.data.get(12..14), r.data.get(6)) {
                (Some([0xff, 0xff]), Some(0)) => {
                    *waiting = Some((row, column));
                    return;
                }
                (Some([0xff, 0xff]), Some(1)) => Some(if r.data.get(8) == Some(&1) { "TRUE" } else { "FALSE" }.to_owned()),
                (Some([0xff, 0xff]), _) => return,
                _ => f64_of(r.data, 6).map(float_text),
            },
            0x0205 if r.data.get(7) == Some(&0) => Some(if r.data.get(6) == Some(&1) { "TRUE" } else { "FALSE" }.to_owned()),
            _ => return,
        };
        if let Some(shown) = shown {
            let (start, end) = self.push(&shown);
            cells.push(Cell { row, column, start, end });
        }
    }

    pub fn sheets(&self) -> usize {
        self.sheets.len()
    }

    pub fn sheet_name(&self, index: usize) -> Option<&str> {
        self.sheets.get(index).map(|s| &*s.name)
    }

    /// Cells of a sheet stand for its bytes.
    pub fn sheet_bytes(&self, index: usize) -> u64 {
        self.sheets.get(index).map_or(0, |s| s.cells.len() as u64)
    }

    pub fn rows(&self, index: usize) -> BiffRows<'_> {
        let empty: &[Cell] = &[];
        let (name, cells) = self.sheets.get(index).map_or((Arc::from(""), empty), |s| (s.name.clone(), s.cells.as_slice()));
        BiffRows { text: &self.text, name, cells, done: 0 }
    }
}

/// A sheet's name: length, a flag for wide characters, the characters.
fn short_name(data: &[u8]) -> String {
    let len = usize::from(data.first().copied().unwrap_or(0));
    let wide = data.get(1).is_some_and(|f| f & 1 == 1);
    let body = data.get(2..).unwrap_or(&[]);
    if wide {
        let units: Vec<u16> = body.chunks_exact(2).take(len).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
        String::from_utf16_lossy(&units)
    } else {
        body.iter().take(len).map(|b| *b as char).collect()
    }
}

fn code_page(number: u16) -> &'static Encoding {
    match number {
        1252 | 0x8001 => WINDOWS_1252,
        _ => GB18030,
    }
}

/// Excel's short numbers: an integer or the upper half of a float, perhaps times 100.
fn rk(n: u32) -> f64 {
    let value = if n & 2 == 2 { f64::from((n as i32) >> 2) } else { f64::from_bits(u64::from(n & 0xffff_fffc) << 32) };
    if n & 1 == 1 { value / 100.0 } else { value }
}

/// Rows of one sheet.
pub struct BiffRows<'b> {
    text: &'b str,
    name: Arc<str>,
    cells: &'b [Cell],
    done: u64,
}

impl Rows for BiffRows<'_> {
    fn next_row(&mut self, row: &mut SourceRow) -> Result<bool, Error> {
        let Some(first) = self.cells.first() else { return Ok(false) };
        let count = self.cells.iter().take_while(|c| c.row == first.row).count();
        let (cells, rest) = self.cells.split_at(count);
        row.clear();
        row.number = u64::from(first.row) + 1;
        row.sheet = Some(self.name.clone());
        for cell in cells.iter().filter(|c| c.start <= c.end) {
            if usize::from(cell.column) < row.len() {
                continue;
            }
            while row.len() < usize::from(cell.column) {
                row.end_cell();
            }
            row.text.push_str(self.text.get(cell.start as usize..cell.end as usize).unwrap_or(""));
            row.end_cell();
        }
        self.cells = rest;
        self.done += count as u64;
        Ok(true)
    }

    fn bytes_done(&self) -> u64 {
        self.done
    }
}
