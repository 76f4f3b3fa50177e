//! HTML tables, as seller centres name them `.xls`. Every `tr` of the page is a row; nothing else of HTML is understood.

use super::Rows;
use super::encoding::TextReader;
use crate::error::Error;
use crate::sink::SourceRow;
use crate::values::text::numeric_entity;
use yidan_domain::limits;

/// Rows of a page.
pub struct HtmlRows<'b> {
    input: TextReader<'b>,
    buf: String,
    pos: usize,
    ended: bool,
    number: u64,
    /// Rows that a cell of an earlier row still covers, by column.
    covered: Vec<u32>,
}

enum Token {
    /// Name (lower case), whether it closes, and the whole tag's place.
    Tag(String, bool, std::ops::Range<usize>),
    Text(std::ops::Range<usize>),
    End,
}

impl<'b> HtmlRows<'b> {
    pub fn new(input: TextReader<'b>) -> Self {
        HtmlRows { input, buf: String::new(), pos: 0, ended: false, number: 0, covered: Vec::new() }
    }

    /// Loads more text. Everything before `pos` is dropped.
    fn more(&mut self) -> Result<bool, Error> {
        if self.ended {
            return Ok(false);
        }
        self.buf.drain(..self.pos);
        self.pos = 0;
        if self.buf.len() as u64 > limits::MARKUP_BYTES {
            return Err(Error::TooBig { what: "markup", limit: limits::MARKUP_BYTES });
        }
        self.ended = !self.input.fill(&mut self.buf)?;
        Ok(!self.ended)
    }

    fn token(&mut self) -> Result<Token, Error> {
        loop {
            let rest = &self.buf[self.pos..];
            if rest.is_empty() {
                if self.more()? {
                    continue;
                }
                return Ok(Token::End);
            }
            if !rest.starts_with('<') || !tag_may_start(rest) {
                let skip = usize::from(rest.starts_with('<'));
                if let Some(n) = rest[skip..].find('<') {
                    return Ok(self.take_text(skip + n));
                }
                if self.more()? {
                    continue;
                }
                let n = self.buf.len() - self.pos;
                return Ok(self.take_text(n));
            }
            match tag_end(rest) {
                Some(end) => {
                    let at = self.pos..self.pos + end;
                    self.pos = at.end;
                    let (name, closes) = tag_name(&self.buf[at.clone()]);
                    return Ok(Token::Tag(name, closes, at));
                }
                None => {
                    if self.more()? {
                        continue;
                    }
                    let n = self.buf.len() - self.pos;
                    return Ok(self.take_text(n));
                }
            }
        }
    }

    fn take_text(&mut self, n: usize) -> Token {
        let at = self.pos..self.pos + n;
        self.pos = at.end;
        Token::Text(at)
    }

    /// Skips what scripts and styles hold.
    fn skip_until_closed(&mut self, name: &str) -> Result<(), Error> {
        loop {
            match self.token()? {
                Token::Tag(n, true, _) if n == name => return Ok(()),
                Token::End => return Ok(()),
                _ => {}
            }
        }
    }

    /// Fills columns that are covered by a cell above.
    fn cover(&mut self, row: &mut SourceRow) {
        while let Some(left) = self.covered.get_mut(row.len()).filter(|n| **n > 0) {
            *left -= 1;
            row.end_cell();
        }
    }

    fn end_cell(&mut self, row: &mut SourceRow, start: usize, across: u32, down: u32) {
        super::delimited::clip(&mut row.text, start);
        if row.len() >= limits::SHEET_COLUMNS {
            row.text.truncate(start);
            return;
        }
        for _ in 0..across.max(1).min((limits::SHEET_COLUMNS - row.len()) as u32) {
            if down > 1 {
                if self.covered.len() <= row.len() {
                    self.covered.resize(row.len() + 1, 0);
                }
                let column = row.len();
                self.covered[column] = down - 1;
            }
            row.end_cell();
        }
    }
}

/// `<` before a letter, `/`, `!` or `?` opens a tag; anything else is text.
fn tag_may_start(rest: &str) -> bool {
    rest.as_bytes().get(1).is_none_or(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
}

/// Length of the tag at the start, with quotes respected; `None` when it is not complete.
fn tag_end(rest: &str) -> Option<usize> {
    if rest.starts_with("<!--") {
        return rest.find("-->").map(|n| n + 3);
    }
    let mut quote = None;
    for (i, b) in rest.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return Some(i + 1),
            (None, b'"' | b'\'') if rest.as_bytes()[..i].ends_with(b"=") => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    None
}

fn tag_name(tag: &str) -> (String, bool) {
    let body = tag.trim_start_matches('<');
    let closes = body.starts_with('/');
    let name: String = body.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '!' || *c == ':').collect();
    (name.to_ascii_lowercase(), closes)
}

/// A number attribute such as `colspan="3"`.
fn span(tag: &str, name: &str) -> u32 {
    let lower = tag.to_ascii_lowercase();
    let Some(at) = lower.find(name) else { return 1 };
    let digits: String =
        lower[at + name.len()..].trim_start_matches([' ', '=', '"', '\'']).chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(1).clamp(1, 65_536)
}

/// Appends text with its entities resolved.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((c, n)) = numeric_entity(rest) {
            out.push(c);
            rest = &rest[n..];
            continue;
        }
        const NAMED: [(&str, &str); 8] = [
            ("&nbsp;", " "),
            ("&amp;", "&"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&apos;", "'"),
            ("&yen;", "¥"),
            ("&times;", "×"),
        ];
        match NAMED.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, c)) => {
                out.push_str(c);
                rest = &rest[name.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

impl Rows for HtmlRows<'_> {
    fn next_row(&mut self, row: &mut SourceRow) -> Result<bool, Error> {
        // Where the open cell's text starts, and how far it spans.
        let mut cell: Option<(usize, u32, u32)> = None;
        let mut in_row = false;
        loop {
            let token = self.token()?;
            match token {
                Token::Tag(name, closes, at) => match (name.as_str(), closes) {
                    ("tr", false) if !in_row => {
                        in_row = true;
                        row.clear();
                        self.number += 1;
                        row.number = self.number;
                        row.sheet = None;
                    }
                    ("tr", false) => {
                        // The row before was never closed: this tag is read again.
                        self.pos = at.start;
                        break;
                    }
                    ("tr" | "table" | "tbody" | "thead", true) if in_row => break,
                    ("td" | "th", false) if in_row => {
                        if let Some((start, across, down)) = cell.take() {
                            self.end_cell(row, start, across, down);
                        }
                        self.cover(row);
                        let tag = &self.buf[at];
                        cell = Some((row.text.len(), span(tag, "colspan"), span(tag, "rowspan")));
                    }
                    ("td" | "th", true) => {
                        if let Some((start, across, down)) = cell.take() {
                            self.end_cell(row, start, across, down);
                        }
                    }
                    ("br", _) if cell.is_some() => row.text.push('\n'),
                    ("script" | "style", false) => self.skip_until_closed(&name)?,
                    _ => {}
                },
                Token::Text(at) => {
                    if cell.is_some() {
                        push_text(&mut row.text, &self.buf[at]);
                    }
                }
                Token::End if in_row => break,
                Token::End => return Ok(false),
            }
        }
        if let Some((start, across, down)) = cell {
            self.end_cell(row, start, across, down);
        }
        self.cover(row);
        if self.number > limits::SHEET_ROWS {
            return Err(Error::TooBig { what: "rows", limit: limits::SHEET_ROWS });
        }
        Ok(true)
    }

    fn bytes_done(&self) -> u64 {
        self.input.bytes_done()
    }
}
