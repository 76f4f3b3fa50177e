//! SpreadsheetML, the XML that Excel 2003 wrote and that payment houses still name `.xls`.

use super::Rows;
use super::bytes::{Bytes, Metered};
use super::encoding::{TextEncoding, TextReader};
use super::markup::{TextBytes, attribute, of_xml, push_reference};
use crate::error::Error;
use crate::sink::SourceRow;
use crate::values::key::number_text;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::sync::Arc;
use yidan_domain::limits;

type Xml<'b> = Reader<Metered<TextBytes<'b>>>;

fn xml<'b>(bytes: &'b mut Bytes<'_>, encoding: TextEncoding) -> Result<Xml<'b>, Error> {
    let mut reader = Reader::from_reader(Metered::new(TextBytes::new(TextReader::new(bytes.open()?, encoding))));
    reader.config_mut().check_end_names = false;
    Ok(reader)
}

/// Names of the worksheets, in their order.
pub fn sheet_names(bytes: &mut Bytes<'_>, encoding: TextEncoding) -> Result<Vec<String>, Error> {
    let mut reader = xml(bytes, encoding)?;
    let mut buf = Vec::new();
    let mut names = Vec::new();
    loop {
        buf.clear();
        match reader.read_event_into(&mut buf).map_err(of_xml)? {
            Event::Start(e) if e.local_name().into_inner() == "Worksheet" && names.len() < limits::WORKBOOK_PARTS => {
                let name = attribute(&e, "Name");
                names.push(name.unwrap_or_else(|| format!("Sheet{}", names.len() + 1)));
            }
            Event::Start(e) if e.local_name().into_inner() == "Row" => reader.get_mut().mark(),
            Event::Eof => return Ok(names),
            _ => {}
        }
    }
}

/// Rows of one worksheet.
pub struct SpreadsheetRows<'b> {
    reader: Xml<'b>,
    buf: Vec<u8>,
    name: Arc<str>,
    number: u64,
}

impl<'b> SpreadsheetRows<'b> {
    pub fn open(bytes: &'b mut Bytes<'_>, encoding: TextEncoding, index: usize, name: &str) -> Result<Self, Error> {
        let mut rows = SpreadsheetRows { reader: xml(bytes, encoding)?, buf: Vec::new(), name: name.into(), number: 0 };
        let mut sheets = 0;
        loop {
            rows.buf.clear();
            match rows.reader.read_event_into(&mut rows.buf).map_err(of_xml)? {
                Event::Start(e) if e.local_name().into_inner() == "Worksheet" => {
                    sheets += 1;
                    if sheets == index + 1 {
                        return Ok(rows);
                    }
                }
                Event::Start(e) if e.local_name().into_inner() == "Row" => rows.reader.get_mut().mark(),
                Event::Eof => return Ok(rows),
                _ => {}
            }
        }
    }

    fn cells(&mut self, row: &mut SourceRow) -> Result<(), Error> {
        loop {
            self.buf.clear();
            let (index, span, is_empty) = match self.reader.read_event_into(&mut self.buf).map_err(of_xml)? {
                Event::Start(e) if e.local_name().into_inner() == "Cell" => (number_of(&e, "Index"), number_of(&e, "MergeAcross"), false),
                Event::Empty(e) if e.local_name().into_inner() == "Cell" => (number_of(&e, "Index"), number_of(&e, "MergeAcross"), true),
                Event::End(e) if e.local_name().into_inner() == "Row" => return Ok(()),
                Event::Eof => return Err(Error::corrupt("sheet ends within a row")),
                _ => continue,
            };
            if let Some(index) = index {
                while (row.len() as u64) + 1 < index && row.len() < limits::SHEET_COLUMNS {
                    row.end_cell();
                }
            }
            let start = row.text.len();
            if !is_empty {
                self.cell(row)?;
            }
            if row.len() >= limits::SHEET_COLUMNS {
                row.text.truncate(start);
                continue;
            }
            super::delimited::clip(&mut row.text, start);
            row.end_cell();
            for _ in 0..span.unwrap_or(0).min((limits::SHEET_COLUMNS - row.len()) as u64) {
                row.end_cell();
            }
        }
    }

    /// The text of `<Data>`; comments beside it are left out.
    fn cell(&mut self, row: &mut SourceRow) -> Result<(), Error> {
        let start = row.text.len();
        let (mut depth, mut is_number) = (0u32, false);
        loop {
            self.buf.clear();
            match self.reader.read_event_into(&mut self.buf).map_err(of_xml)? {
                Event::Start(e) if e.local_name().into_inner() == "Data" && depth == 0 => {
                    depth = 1;
                    is_number = attribute(&e, "Type").is_some_and(|t| t == "Number");
                }
                Event::Start(_) if depth > 0 => depth += 1,
                Event::End(e) if e.local_name().into_inner() == "Cell" => break,
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::Text(t) if depth > 0 => row.text.push_str(&t),
                Event::CData(t) if depth > 0 => row.text.push_str(&t),
                Event::GeneralRef(r) if depth > 0 => push_reference(&mut row.text, &r),
                Event::Eof => return Err(Error::corrupt("sheet ends within a cell")),
                _ => {}
            }
        }
        if is_number {
            let shown = number_text(row.text[start..].trim()).into_owned();
            row.text.truncate(start);
            row.text.push_str(&shown);
        }
        Ok(())
    }
}

fn number_of(e: &BytesStart<'_>, name: &str) -> Option<u64> {
    attribute(e, name)?.trim().parse().ok()
}

impl Rows for SpreadsheetRows<'_> {
    fn next_row(&mut self, row: &mut SourceRow) -> Result<bool, Error> {
        loop {
            self.buf.clear();
            let (index, is_empty) = match self.reader.read_event_into(&mut self.buf).map_err(of_xml)? {
                Event::Start(e) if e.local_name().into_inner() == "Row" => (number_of(&e, "Index"), false),
                Event::Empty(e) if e.local_name().into_inner() == "Row" => (number_of(&e, "Index"), true),
                Event::End(e) if e.local_name().into_inner() == "Worksheet" => return Ok(false),
                Event::Eof => return Ok(false),
                _ => continue,
            };
            self.reader.get_mut().mark();
            self.number = index.filter(|n| *n > self.number).unwrap_or(self.number + 1);
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
}
