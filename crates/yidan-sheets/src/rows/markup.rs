//! What the XML containers share: names without prefixes, entities, attributes, and a byte stream out of decoded text.

use super::encoding::TextReader;
use crate::error::Error;
use quick_xml::events::{BytesRef, BytesStart};
use std::io::{BufRead, Read};

/// A fault of the XML itself.
pub fn of_xml(e: quick_xml::Error) -> Error {
    match e {
        quick_xml::Error::Io(e) => Error::from(std::io::Error::new(e.kind(), e.to_string())),
        other => Error::corrupt(other),
    }
}

/// The value of an attribute, by its name without prefix. A broken attribute counts as absent.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|a| a.key.local_name().into_inner() == name)?;
    Some(match quick_xml::escape::unescape(&found.value) {
        Ok(text) => text.into_owned(),
        Err(_) => found.value.into_owned(),
    })
}

/// Appends what `&name;` or `&#1;` stands for; an unknown name is kept as it is.
pub fn push_reference(out: &mut String, reference: &BytesRef<'_>) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        out.push(c);
        return;
    }
    let name: &str = reference;
    match name {
        "amp" => out.push('&'),
        "lt" => out.push('<'),
        "gt" => out.push('>'),
        "quot" => out.push('"'),
        "apos" => out.push('\''),
        "nbsp" => out.push(' '),
        _ => {
            out.push('&');
            out.push_str(name);
            out.push(';');
        }
    }
}

/// Decoded text as bytes again, for readers that want a stream of UTF-8.
pub struct TextBytes<'a> {
    text: TextReader<'a>,
    buf: String,
    pos: usize,
}

impl<'a> TextBytes<'a> {
    pub fn new(text: TextReader<'a>) -> Self {
        TextBytes { text, buf: String::new(), pos: 0 }
    }
}

impl Read for TextBytes<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let n = {
            let have = self.fill_buf()?;
            let n = have.len().min(out.len());
            out[..n].copy_from_slice(&have[..n]);
            n
        };
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for TextBytes<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        while self.pos == self.buf.len() {
            self.buf.clear();
            self.pos = 0;
            if !self.text.fill(&mut self.buf).map_err(|e| std::io::Error::other(e.to_string()))? {
                break;
            }
        }
        Ok(&self.buf.as_bytes()[self.pos..])
    }

    fn consume(&mut self, n: usize) {
        self.pos = (self.pos + n).min(self.buf.len());
    }
}
