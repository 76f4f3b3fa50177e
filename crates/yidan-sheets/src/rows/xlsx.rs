//! Workbooks of the xlsx kind. Rows are read from the sheet's own elements; what its `dimension` claims is not believed.

use super::Rows;
use super::archive::{member_name, of_zip, open_member};
use super::bytes::{Archive, Metered};
use super::markup::{attribute, of_xml, push_reference};
use super::strings::Strings;
use crate::error::Error;
use crate::sink::SourceRow;
use crate::values::key::number_text;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::{BufRead, Read};
use std::sync::Arc;
use yidan_domain::limits;

/// An opened workbook.
pub struct Xlsx<'a> {
    archive: Archive<'a>,
    sheets: Vec<Sheet>,
    strings_part: Option<usize>,
    strings: Option<Strings>,
    pub from_1904: bool,
}

struct Sheet {
    name: Arc<str>,
    part: usize,
    bytes: u64,
}

/// Names of an archive's parts, as workbooks write them, with their places.
pub fn parts(archive: &mut Archive<'_>) -> Result<HashMap<String, usize>, Error> {
    let mut out = HashMap::new();
    for index in 0..archive.len().min(limits::WORKBOOK_PARTS) {
        let name = member_name(archive, index)?.replace('\\', "/");
        out.insert(name.trim_start_matches('/').to_lowercase(), index);
    }
    Ok(out)
}

/// An archive with a workbook's parts inside.
pub fn is_workbook(archive: &mut Archive<'_>) -> Result<bool, Error> {
    Ok(parts(archive)?.keys().any(|n| n.starts_with("xl/")))
}

impl<'a> Xlsx<'a> {
    pub fn open(mut archive: Archive<'a>) -> Result<Self, Error> {
        let parts = parts(&mut archive)?;
        let mut listed: Vec<(String, String)> = Vec::new();
        let mut from_1904 = false;
        if let Some(part) = parts.get("xl/workbook.xml") {
            let text = part_text(&mut archive, *part)?;
            workbook(&text, &mut listed, &mut from_1904)?;
        }
        let targets = match parts.get("xl/_rels/workbook.xml.rels") {
            Some(part) => relations(&part_text(&mut archive, *part)?)?,
            None => HashMap::new(),
        };
        let mut sheets = Vec::new();
        for (name, relation) in &listed {
            let path = targets.get(relation).map(|t| full_path(t));
            if let Some(part) = path.and_then(|p| parts.get(&p)) {
                sheets.push((name.as_str().into(), *part));
            }
        }
        if sheets.is_empty() {
            let mut loose: Vec<(&String, &usize)> =
                parts.iter().filter(|(n, _)| n.starts_with("xl/worksheets/") && n.ends_with(".xml")).collect();
            loose.sort_by_key(|(n, _)| (n.len(), n.as_str()));
            sheets = loose.into_iter().enumerate().map(|(i, (_, part))| (format!("Sheet{}", i + 1).into(), *part)).collect();
        }
        if sheets.is_empty() {
            return Err(Error::corrupt("no worksheet"));
        }
        let mut with_sizes = Vec::with_capacity(sheets.len());
        for (name, part) in sheets {
            let bytes = archive.by_index_raw(part).map_err(of_zip)?.size();
            with_sizes.push(Sheet { name, part, bytes });
        }
        Ok(Xlsx { archive, sheets: with_sizes, strings_part: parts.get("xl/sharedstrings.xml").copied(), strings: None, from_1904 })
    }

    pub fn sheets(&self) -> usize {
        self.sheets.len()
    }

    pub fn sheet_name(&self, index: usize) -> Option<&str> {
        self.sheets.get(index).map(|s| &*s.name)
    }

    pub fn sheet_bytes(&self, index: usize) -> u64 {
        self.sheets.get(index).map_or(0, |s| s.bytes)
    }

    /// Rows of a sheet. The shared strings are read with the first sheet and kept.
    pub fn rows(&mut self, index: usize) -> Result<SheetRows<'_>, Error> {
        if let (None, Some(part)) = (&self.strings, self.strings_part) {
            let input = Metered::new(open_member(&mut self.archive, part, None)?);
            self.strings = Some(Strings::read(input)?);
        }
        let sheet = self.sheets.get(index).ok_or_else(|| Error::corrupt("no such sheet"))?;
        let input = Metered::new(open_member(&mut self.archive, sheet.part, None)?);
        let mut reader = Reader::from_reader(input);
        reader.config_mut().check_end_names = false;
        Ok(SheetRows {
            reader,
            buf: Vec::with_capacity(1024),
            strings: self.strings.as_ref(),
            name: sheet.name.clone(),
            number: 0,
            formula: String::new(),
            wanted: usize::MAX,
            is_plain: false,
        })
    }
}

fn part_text(archive: &mut Archive<'_>, part: usize) -> Result<String, Error> {
    let mut out = Vec::new();
    open_member(archive, part, None)?.take(limits::PART_BYTES).read_to_end(&mut out)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// Sheets with their relations, and whether dates count from 1904.
fn workbook(text: &str, sheets: &mut Vec<(String, String)>, from_1904: &mut bool) -> Result<(), Error> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event().map_err(of_xml)? {
            Event::Start(e) | Event::Empty(e) => match e.local_name().into_inner() {
                "sheet" if sheets.len() < limits::WORKBOOK_PARTS => {
                    if let (Some(name), Some(id)) = (attribute(&e, "name"), attribute(&e, "id")) {
                        sheets.push((name, id));
                    }
                }
                "workbookPr" => *from_1904 = attribute(&e, "date1904").is_some_and(|v| matches!(v.as_str(), "1" | "true")),
                _ => {}
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn relations(text: &str) -> Result<HashMap<String, String>, Error> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut out = HashMap::new();
    loop {
        match reader.read_event().map_err(of_xml)? {
            Event::Start(e) | Event::Empty(e) if e.local_name().into_inner() == "Relationship" => {
                let is_sheet = attribute(&e, "Type").is_none_or(|t| t.ends_with("/worksheet"));
                if let (true, Some(id), Some(target)) = (is_sheet, attribute(&e, "Id"), attribute(&e, "Target")) {
                    out.insert(id, target);
                }
            }
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

fn full_path(target: &str) -> String {
    let t = target.replace('\\', "/");
    match t.strip_prefix('/') {
        Some(absolute) => absolute.to_lowercase(),
        None if t.starts_with("xl/") => t.to_lowercase(),
        None => format!("xl/{}", t.trim_start_matches("./")).to_lowercase(),
    }
}

/// Rows of one sheet, element by element.
pub struct SheetRows<'x> {
    reader: Reader<Metered<Box<dyn Read + 'x>>>,
    buf: Vec<u8>,
    strings: Option<&'x Strings>,
    name: Arc<str>,
    number: u64,
    formula: String,
    /// Only so many cells of a row are wanted.
    wanted: usize,
    /// The tags of this sheet carry no prefix.
    is_plain: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum CellKind {
    Number,
    Shared,
    Text,
    Truth,
    Fault,
}

impl SheetRows<'_> {
    /// Reads the cells of a row up to its end.
    fn cells(&mut self, row: &mut SourceRow) -> Result<(), Error> {
        loop {
            self.buf.clear();
            match self.reader.read_event_into(&mut self.buf).map_err(of_xml)? {
                Event::Start(e) if e.local_name().into_inner() == "c" => {
                    let (column, kind) = cell_head(&e);
                    let column = column.unwrap_or(row.len());
                    self.cell(row, column, kind)?;
                    if row.len() >= self.wanted && self.is_plain {
                        self.skip_rest()?;
                    }
                }
                Event::End(e) if e.local_name().into_inner() == "row" => return Ok(()),
                Event::Eof => return Err(Error::corrupt("sheet ends within a row")),
                _ => {}
            }
        }
    }

    /// Moves towards the end tag of the row without looking at what stands before it. Where a block of input ends in between,
    /// the general way takes one tag and then comes here again.
    fn skip_rest(&mut self) -> Result<(), Error> {
        let input = self.reader.get_mut();
        loop {
            let block = input.fill_buf()?;
            if block.is_empty() {
                return Err(Error::corrupt("sheet ends within a row"));
            }
            let end = memchr::memmem::find(block, b"</row").or_else(|| memchr::memrchr(b'<', block));
            let n = end.unwrap_or(block.len());
            input.consume(n);
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// Reads one cell up to its end and puts it into its column.
    fn cell(&mut self, row: &mut SourceRow, column: usize, kind: CellKind) -> Result<(), Error> {
        let keep = column < limits::SHEET_COLUMNS && column >= row.len();
        if keep {
            while row.len() < column {
                row.end_cell();
            }
        }
        let start = row.text.len();
        let (mut in_value, mut in_text, mut in_hint, mut in_formula) = (false, false, false, false);
        self.formula.clear();
        loop {
            self.buf.clear();
            match self.reader.read_event_into(&mut self.buf).map_err(of_xml)? {
                Event::Text(t) if in_formula => self.formula.push_str(&t),
                Event::GeneralRef(r) if in_formula => push_reference(&mut self.formula, &r),
                Event::Text(t) if (in_value || in_text) && !in_hint => row.text.push_str(&t),
                Event::CData(t) if (in_value || in_text) && !in_hint => row.text.push_str(&t),
                Event::GeneralRef(r) if (in_value || in_text) && !in_hint => push_reference(&mut row.text, &r),
                Event::Start(e) => match e.local_name().into_inner() {
                    "v" => in_value = true,
                    "t" => in_text = true,
                    "rPh" => in_hint = true,
                    "f" => in_formula = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().into_inner() {
                    "f" => in_formula = false,
                    "v" => in_value = false,
                    "t" => in_text = false,
                    "rPh" => in_hint = false,
                    "c" => break,
                    _ => {}
                },
                Event::Eof => return Err(Error::corrupt("sheet ends within a cell")),
                _ => {}
            }
        }
        if !keep {
            row.text.truncate(start);
            return Ok(());
        }
        if row.text.len() == start && self.formula.starts_with('"') {
            // A protected number whose value nobody has worked out yet: `="5123"`.
            row.text.push('=');
            row.text.push_str(&self.formula);
        } else {
            self.value(row, start, kind);
        }
        super::delimited::clip(&mut row.text, start);
        row.end_cell();
        Ok(())
    }

    /// What stands in `<v>` into what the cell shows.
    fn value(&self, row: &mut SourceRow, start: usize, kind: CellKind) {
        match kind {
            CellKind::Text => {}
            CellKind::Shared => {
                let index = row.text[start..].trim().parse().ok();
                row.text.truncate(start);
                if let (Some(i), Some(strings)) = (index, self.strings) {
                    row.text.push_str(strings.get(i));
                }
            }
            CellKind::Number => {
                let shown = match number_text(row.text[start..].trim()) {
                    std::borrow::Cow::Borrowed(same) if same.len() == row.text.len() - start => return,
                    other => other.into_owned(),
                };
                row.text.truncate(start);
                row.text.push_str(&shown);
            }
            CellKind::Truth => {
                let shown = if row.text[start..].trim() == "1" { "TRUE" } else { "FALSE" };
                row.text.truncate(start);
                row.text.push_str(shown);
            }
            CellKind::Fault => row.text.truncate(start),
        }
    }
}

/// Column (from `r="C5"`) and kind of a cell.
fn cell_head(e: &BytesStart<'_>) -> (Option<usize>, CellKind) {
    let mut column = None;
    let mut kind = CellKind::Number;
    for a in e.attributes().with_checks(false).flatten() {
        match a.key.into_inner() {
            "r" => column = column_of(a.value.as_bytes()),
            "t" => {
                kind = match &*a.value {
                    "s" => CellKind::Shared,
                    "b" => CellKind::Truth,
                    "e" => CellKind::Fault,
                    "n" => CellKind::Number,
                    _ => CellKind::Text,
                }
            }
            _ => {}
        }
    }
    (column, kind)
}

fn column_of(reference: &[u8]) -> Option<usize> {
    let mut n = 0usize;
    for b in reference.iter().take(4).take_while(|b| b.is_ascii_alphabetic()) {
        n = n * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1;
    }
    n.checked_sub(1)
}

impl Rows for SheetRows<'_> {
    fn next_row(&mut self, row: &mut SourceRow) -> Result<bool, Error> {
        loop {
            self.buf.clear();
            let (number, is_empty) = match self.reader.read_event_into(&mut self.buf).map_err(of_xml)? {
                Event::Start(e) if e.local_name().into_inner() == "row" => {
                    self.is_plain = e.name().into_inner() == "row";
                    (row_number(&e), false)
                }
                Event::Empty(e) if e.local_name().into_inner() == "row" => (row_number(&e), true),
                Event::End(e) if e.local_name().into_inner() == "sheetData" => return Ok(false),
                Event::Eof => return Ok(false),
                _ => continue,
            };
            self.reader.get_mut().mark();
            self.number = number.filter(|n| *n > self.number).unwrap_or(self.number + 1);
            if self.number > limits::SHEET_ROWS {
                return Err(Error::TooBig { what: "rows", limit: limits::SHEET_ROWS });
            }
            row.clear();
            row.number = self.number;
            row.sheet = Some(self.name.clone());
            if !is_empty {
                self.cells(row)?;
            }
            return Ok(true);
        }
    }

    fn bytes_done(&self) -> u64 {
        self.reader.get_ref().total()
    }

    fn skim(&mut self, columns: usize) {
        self.wanted = columns;
        // Rows are now left in the middle, see `skip_rest`.
        self.reader.config_mut().allow_unmatched_ends = true;
    }
}

fn row_number(e: &BytesStart<'_>) -> Option<u64> {
    let a = e.attributes().with_checks(false).flatten().find(|a| a.key.into_inner() == "r")?;
    a.value.trim().parse().ok()
}
