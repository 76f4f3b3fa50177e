//! Comma- or tab-separated text into rows. A quote counts only at the start of a cell; a quoted cell may hold line breaks.

use super::Rows;
use super::encoding::TextReader;
use crate::error::Error;
use crate::sink::SourceRow;
use std::sync::Arc;
use yidan_domain::limits;

/// Rows of a delimited text.
pub struct Delimited<'a> {
    input: TextReader<'a>,
    delimiter: u8,
    buf: String,
    pos: usize,
    ended: bool,
    number: u64,
    sheet: Option<Arc<str>>,
    /// Only so many cells of a record are wanted.
    wanted: usize,
}

enum Step {
    /// A record, ending before this position.
    Row(usize),
    NeedMore,
    /// A quote that is never closed and runs over lines.
    Unclosed,
    End,
}

impl<'a> Delimited<'a> {
    pub fn new(input: TextReader<'a>, delimiter: u8) -> Self {
        Delimited { input, delimiter, buf: String::new(), pos: 0, ended: false, number: 0, sheet: None, wanted: usize::MAX }
    }

    fn more(&mut self) -> Result<(), Error> {
        self.buf.drain(..self.pos);
        self.pos = 0;
        if self.buf.len() > limits::ROW_BYTES {
            return Err(Error::TooBig { what: "row", limit: limits::ROW_BYTES as u64 });
        }
        self.ended = !self.input.fill(&mut self.buf)?;
        Ok(())
    }

    /// Reads one record from `pos`. With `quotes` off, a quote is text: the way out of a quote that is never closed.
    fn parse(&self, row: &mut SourceRow, quotes: bool) -> Step {
        let b = self.buf.as_bytes();
        let mut i = self.pos;
        if i == b.len() {
            return if self.ended { Step::End } else { Step::NeedMore };
        }
        row.clear();
        // As long as no cell is quoted, the record is taken as it stands, separators and all.
        let mut copied = false;
        loop {
            if quotes && b.get(i) == Some(&b'"') {
                if !copied {
                    copied = true;
                    row.text.push_str(&self.buf[self.pos..i]);
                }
                match self.quoted(i + 1, row) {
                    Ok(after) => i = after,
                    Err(step) => return step,
                }
            }
            let stop = b[i..].iter().position(|c| *c == self.delimiter || *c == b'\n' || *c == b'\r').map(|n| i + n);
            let end = match stop {
                Some(end) => end,
                None if self.ended => b.len(),
                None => return Step::NeedMore,
            };
            if copied {
                row.text.push_str(&self.buf[i..end]);
                end_cell(row);
            } else if end - i > limits::CELL_CHARS || row.ends.len() >= limits::SHEET_COLUMNS {
                copied = true;
                row.text.push_str(&self.buf[self.pos..end]);
                end_cell(row);
            } else {
                row.ends.push((end - self.pos) as u32);
            }
            let after = match b.get(end) {
                Some(c) if *c == self.delimiter => {
                    i = end + 1;
                    if !copied && row.ends.len() >= self.wanted {
                        match self.skip_rest(i) {
                            Some(Step::Row(after)) => {
                                row.text.push_str(&self.buf[self.pos..end]);
                                row.text.push('\t');
                                return Step::Row(after);
                            }
                            Some(step) => return step,
                            None => {}
                        }
                    }
                    continue;
                }
                None => end,
                Some(b'\r') => match b.get(end + 1) {
                    Some(b'\n') => end + 2,
                    None if !self.ended => return Step::NeedMore,
                    _ => end + 1,
                },
                Some(_) => end + 1,
            };
            if !copied {
                row.text.push_str(&self.buf[self.pos..end]);
                row.text.push('\t');
            }
            return Step::Row(after);
        }
    }

    /// The end of a record of which nothing more is wanted; nothing when a quote stands in the way.
    fn skip_rest(&self, from: usize) -> Option<Step> {
        let b = self.buf.as_bytes();
        match memchr::memchr3(b'\n', b'\r', b'"', &b[from..]).map(|n| from + n) {
            None if self.ended => Some(Step::Row(b.len())),
            None => Some(Step::NeedMore),
            Some(at) => match (b[at], b.get(at + 1)) {
                (b'\n', _) => Some(Step::Row(at + 1)),
                (b'\r', Some(b'\n')) => Some(Step::Row(at + 2)),
                (b'\r', None) if !self.ended => Some(Step::NeedMore),
                (b'\r', _) => Some(Step::Row(at + 1)),
                _ => None,
            },
        }
    }

    /// Takes a quoted part from behind its opening quote; answers the position behind the closing one.
    fn quoted(&self, from: usize, row: &mut SourceRow) -> Result<usize, Step> {
        let b = self.buf.as_bytes();
        let mut start = from;
        loop {
            let Some(n) = b[start..].iter().position(|c| *c == b'"') else {
                let runs_over_lines = b[from..].contains(&b'\n');
                if (self.ended && runs_over_lines) || b.len() - from > limits::QUOTED_BYTES {
                    return Err(Step::Unclosed);
                }
                if !self.ended {
                    return Err(Step::NeedMore);
                }
                row.text.push_str(&self.buf[start..]);
                return Ok(b.len());
            };
            let quote = start + n;
            row.text.push_str(&self.buf[start..quote]);
            match b.get(quote + 1) {
                Some(b'"') => {
                    row.text.push('"');
                    start = quote + 2;
                }
                None if !self.ended => return Err(Step::NeedMore),
                _ => return Ok(quote + 1),
            }
        }
    }
}

/// Ends a cell, dropping what is beyond the limits.
fn end_cell(row: &mut SourceRow) {
    let start = row.ends.last().map_or(0, |e| *e as usize + 1);
    if row.ends.len() >= limits::SHEET_COLUMNS {
        row.text.truncate(start);
        return;
    }
    clip(&mut row.text, start);
    row.end_cell();
}

/// Cuts the text behind `start` to `limits::CELL_CHARS` characters.
pub fn clip(text: &mut String, start: usize) {
    if text.len() - start > limits::CELL_CHARS
        && let Some((at, _)) = text[start..].char_indices().nth(limits::CELL_CHARS)
    {
        text.truncate(start + at);
    }
}

impl Rows for Delimited<'_> {
    fn next_row(&mut self, row: &mut SourceRow) -> Result<bool, Error> {
        let mut quotes = true;
        loop {
            match self.parse(row, quotes) {
                Step::Row(end) => {
                    self.pos = end;
                    self.number += 1;
                    row.number = self.number;
                    row.sheet.clone_from(&self.sheet);
                    if self.number > limits::SHEET_ROWS {
                        return Err(Error::TooBig { what: "rows", limit: limits::SHEET_ROWS });
                    }
                    return Ok(true);
                }
                Step::NeedMore => self.more()?,
                Step::Unclosed => quotes = false,
                Step::End => return Ok(false),
            }
        }
    }

    fn bytes_done(&self) -> u64 {
        self.input.bytes_done()
    }

    fn skim(&mut self, columns: usize) {
        self.wanted = columns;
    }
}
