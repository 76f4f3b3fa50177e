//! Which container some bytes are, by content alone, and its tables.

use super::Rows;
use super::bytes::Bytes;
use super::delimited::Delimited;
use super::encoding::{self, TextEncoding, TextReader};
use crate::error::Error;

/// An opened container that is no archive.
pub enum Document<'a> {
    Text { bytes: Bytes<'a>, encoding: TextEncoding, delimiter: u8 },
}

impl<'a> Document<'a> {
    /// Looks at the first bytes.
    pub fn open(mut bytes: Bytes<'a>) -> Result<Self, Error> {
        let encoding = encoding::detect(bytes.open()?)?;
        let mut document = Document::Text { bytes, encoding, delimiter: b',' };
        document.choose_delimiter()?;
        Ok(document)
    }

    /// Tab, if the first line has more tabs than commas.
    fn choose_delimiter(&mut self) -> Result<(), Error> {
        let Document::Text { bytes, encoding, delimiter } = self;
        let mut text = String::new();
        TextReader::new(bytes.open()?, *encoding).fill(&mut text)?;
        let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or("");
        if line.matches('\t').count() > line.matches(',').count() {
            *delimiter = b'\t';
        }
        Ok(())
    }

    /// Dates count from 1904.
    pub fn from_1904(&self) -> bool {
        false
    }

    /// The word of the normal form, without the archive around it.
    pub fn container(&self) -> &'static str {
        match self {
            Document::Text { .. } => "csv",
        }
    }

    pub fn encoding(&self) -> Option<&'static str> {
        match self {
            Document::Text { encoding, .. } => Some(encoding.word()),
        }
    }

    /// Number of tables.
    pub fn tables(&self) -> usize {
        1
    }

    pub fn sheet_name(&self, _table: usize) -> Option<&str> {
        None
    }

    /// Records are told apart by separators.
    pub fn is_delimited(&self) -> bool {
        matches!(self, Document::Text { .. })
    }

    /// Bytes of a table, as `Rows::bytes_done` counts them.
    pub fn table_bytes(&self, _table: usize) -> u64 {
        match self {
            Document::Text { bytes, .. } => bytes.len(),
        }
    }

    /// The rows of a table from the start.
    pub fn rows(&mut self, _table: usize) -> Result<Box<dyn Rows + '_>, Error> {
        match self {
            Document::Text { bytes, encoding, delimiter } => {
                Ok(Box::new(Delimited::new(TextReader::new(bytes.open()?, *encoding), *delimiter)))
            }
        }
    }

    /// The bytes back.
    pub fn into_bytes(self) -> Bytes<'a> {
        match self {
            Document::Text { bytes, .. } => bytes,
        }
    }

    /// Another reading of a text whose headings nobody knows: other separators, or cells that are UTF-8 among others.
    /// Answers false when there is none left.
    pub fn try_otherwise(&mut self, attempt: usize) -> bool {
        let Document::Text { encoding, delimiter, .. } = self;
        match attempt {
            0 => *delimiter = if *delimiter == b',' { b'\t' } else { b',' },
            1 => *delimiter = b';',
            2 if *encoding == TextEncoding::Gb18030 => {
                *encoding = TextEncoding::Mixed;
                *delimiter = b',';
            }
            3 if *encoding == TextEncoding::Mixed => *delimiter = b'\t',
            _ => return false,
        }
        true
    }
}
