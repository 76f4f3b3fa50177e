//! Which container some bytes are, by content alone, and its tables.

use super::Rows;
use super::biff::Biff;
use super::bytes::{Archive, Bytes, Shared};
use super::delimited::Delimited;
use super::encoding::{self, TextEncoding, TextReader};
use super::html::HtmlRows;
use super::ole::{self, Ole};
use super::protect;
use super::spreadsheetml::{self, SpreadsheetRows};
use super::xlsx::{self, Xlsx};
use crate::error::Error;
use yidan_domain::limits;

/// An opened container that is no archive.
pub enum Document<'a> {
    Text { bytes: Bytes<'a>, encoding: TextEncoding, delimiter: u8 },
    Html { bytes: Bytes<'a>, encoding: TextEncoding },
    SpreadsheetMl { bytes: Bytes<'a>, encoding: TextEncoding, sheets: Vec<String> },
    Xlsx { book: Box<Xlsx<'a>>, is_encrypted: bool },
    Biff(Biff),
}

/// What some bytes are.
pub enum Container<'a> {
    Document(Document<'a>),
    /// A zip that is no workbook.
    Archive(Archive<'a>),
}

impl<'a> Container<'a> {
    /// Looks at the first bytes.
    pub fn open(mut bytes: Bytes<'a>, password: Option<&str>) -> Result<Self, Error> {
        let head = bytes.head(8)?;
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            let Bytes::Whole(shared) = bytes.into_shared()? else { return Err(Error::corrupt("no archive")) };
            let mut archive = Archive::new(shared).map_err(super::archive::of_zip)?;
            if !xlsx::is_workbook(&mut archive)? {
                return Ok(Container::Archive(archive));
            }
            return Ok(Container::Document(Document::Xlsx { book: Box::new(Xlsx::open(archive)?), is_encrypted: false }));
        }
        if head == ole::SIGNATURE {
            return Document::open_compound(bytes, password).map(Container::Document);
        }
        Document::open_text(bytes).map(Container::Document)
    }
}

impl<'a> Document<'a> {
    /// An old workbook, or a new one that is protected.
    fn open_compound(bytes: Bytes<'a>, password: Option<&str>) -> Result<Self, Error> {
        let mut bytes = bytes;
        let ole = Ole::open(bytes.read_all("old workbook", limits::PART_BYTES)?)?;
        if !ole.has("EncryptedPackage") {
            return Ok(Document::Biff(Biff::open(&ole, password.is_some())?));
        }
        let plain = protect::unlock(&ole, password)?;
        let archive = Archive::new(Shared::memory(plain)).map_err(super::archive::of_zip)?;
        Ok(Document::Xlsx { book: Box::new(Xlsx::open(archive)?), is_encrypted: true })
    }

    /// Markup or delimited text, by its first characters.
    fn open_text(mut bytes: Bytes<'a>) -> Result<Self, Error> {
        let encoding = encoding::detect(bytes.open()?)?;
        let mut head = String::new();
        TextReader::new(bytes.open()?, encoding).fill(&mut head)?;
        let lower: String = head.trim_start().chars().take(4096).collect::<String>().to_ascii_lowercase();
        let is_xml = lower.starts_with("<?xml") || lower.starts_with("<workbook") || lower.starts_with("<ss:workbook");
        if is_xml && lower.contains("urn:schemas-microsoft-com:office:spreadsheet") {
            let sheets = spreadsheetml::sheet_names(&mut bytes, encoding)?;
            return if sheets.is_empty() { Err(Error::NothingToImport) } else { Ok(Document::SpreadsheetMl { bytes, encoding, sheets }) };
        }
        if lower.starts_with('<') && ["<html", "<table", "<!doctype html", "<tr", "<meta"].iter().any(|t| lower.contains(t)) {
            return Ok(Document::Html { bytes, encoding });
        }
        let line = head.lines().find(|l| !l.trim().is_empty()).unwrap_or("");
        let delimiter = if line.matches('\t').count() > line.matches(',').count() { b'\t' } else { b',' };
        Ok(Document::Text { bytes, encoding, delimiter })
    }

    /// The word of the normal form, without the archive around it.
    pub fn container(&self) -> &'static str {
        match self {
            Document::Text { .. } => "csv",
            Document::Html { .. } => "html",
            Document::SpreadsheetMl { .. } => "spreadsheetml",
            Document::Xlsx { is_encrypted: true, .. } => "xlsx-encrypted",
            Document::Xlsx { .. } => "xlsx",
            Document::Biff(_) => "xls",
        }
    }

    /// The word of the normal form; workbooks have none.
    pub fn encoding(&self) -> Option<&'static str> {
        match self {
            Document::Text { encoding, .. } | Document::SpreadsheetMl { encoding, .. } => Some(encoding.word()),
            Document::Html { encoding: TextEncoding::Gb18030, .. } => Some("gbk"),
            Document::Html { encoding, .. } => Some(encoding.word()),
            Document::Xlsx { .. } | Document::Biff(_) => None,
        }
    }

    /// Dates count from 1904.
    pub fn counts_from_1904(&self) -> bool {
        match self {
            Document::Xlsx { book, .. } => book.from_1904,
            Document::Biff(book) => book.from_1904,
            _ => false,
        }
    }

    /// Number of tables.
    pub fn tables(&self) -> usize {
        match self {
            Document::Text { .. } | Document::Html { .. } => 1,
            Document::SpreadsheetMl { sheets, .. } => sheets.len(),
            Document::Xlsx { book, .. } => book.sheets(),
            Document::Biff(book) => book.sheets(),
        }
    }

    pub fn sheet_name(&self, table: usize) -> Option<&str> {
        match self {
            Document::Text { .. } | Document::Html { .. } => None,
            Document::SpreadsheetMl { sheets, .. } => sheets.get(table).map(String::as_str),
            Document::Xlsx { book, .. } => book.sheet_name(table),
            Document::Biff(book) => book.sheet_name(table),
        }
    }

    /// Records are told apart by separators.
    pub fn is_delimited(&self) -> bool {
        matches!(self, Document::Text { .. })
    }

    /// Bytes of a table, as `Rows::bytes_done` counts them.
    pub fn table_bytes(&self, table: usize) -> u64 {
        match self {
            Document::Text { bytes, .. } | Document::Html { bytes, .. } | Document::SpreadsheetMl { bytes, .. } => bytes.len(),
            Document::Xlsx { book, .. } => book.sheet_bytes(table),
            Document::Biff(book) => book.sheet_bytes(table),
        }
    }

    /// The rows of a table from the start.
    pub fn rows(&mut self, table: usize) -> Result<Box<dyn Rows + '_>, Error> {
        Ok(match self {
            Document::Text { bytes, encoding, delimiter } => {
                Box::new(Delimited::new(TextReader::new(bytes.open()?, *encoding), *delimiter))
            }
            Document::Html { bytes, encoding } => Box::new(HtmlRows::new(TextReader::new(bytes.open()?, *encoding))),
            Document::SpreadsheetMl { bytes, encoding, sheets } => {
                let name = sheets.get(table).cloned().unwrap_or_default();
                Box::new(SpreadsheetRows::open(bytes, *encoding, table, &name)?)
            }
            Document::Xlsx { book, .. } => Box::new(book.rows(table)?),
            Document::Biff(book) => Box::new(book.rows(table)),
        })
    }

    /// As `rows`, when only the first cells of each row are wanted, and of them only what is ASCII.
    pub fn outline(&mut self, table: usize, columns: usize) -> Result<Box<dyn Rows + '_>, Error> {
        let is_narrow = matches!(self, Document::Text { encoding, .. } if TextReader::is_narrow(*encoding));
        let mut rows = if is_narrow { self.narrow_outline()? } else { self.rows(table)? };
        rows.skim(columns);
        Ok(rows)
    }

    fn narrow_outline(&mut self) -> Result<Box<dyn Rows + '_>, Error> {
        match self {
            Document::Text { bytes, delimiter, .. } => Ok(Box::new(Delimited::new(TextReader::outline(bytes.open()?), *delimiter))),
            _ => Err(Error::corrupt("no text")),
        }
    }

    /// How a text is being read, so that it can be read so again after other attempts.
    pub fn reading(&self) -> Option<(TextEncoding, u8)> {
        match self {
            Document::Text { encoding, delimiter, .. } => Some((*encoding, *delimiter)),
            _ => None,
        }
    }

    /// Takes a way of reading back.
    pub fn restore(&mut self, reading: Option<(TextEncoding, u8)>) {
        if let (Document::Text { encoding, delimiter, .. }, Some((e, d))) = (self, reading) {
            *encoding = e;
            *delimiter = d;
        }
    }

    /// Another reading of a text whose headings nobody knows: other separators, or cells that are UTF-8 among others.
    /// Answers false when there is none left.
    pub fn try_otherwise(&mut self, attempt: usize) -> bool {
        let Document::Text { encoding, delimiter, .. } = self else { return false };
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
