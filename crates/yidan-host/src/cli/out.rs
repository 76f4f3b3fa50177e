//! Where results go: one JSON document or text on stdout, messages on stderr. A reader that went away is no trouble.

use super::draw::Table;
use serde::Serialize;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Stdout, Write};
use yidan_app::error::{Code, Failure};

/// The results of one call of the program.
pub struct Out {
    pub json: bool,
    stdout: BufWriter<Stdout>,
}

impl Out {
    pub fn new(json: bool) -> Self {
        Out { json, stdout: BufWriter::new(io::stdout()) }
    }

    /// The one JSON document.
    pub fn document(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        self.part(value)?;
        self.raw("\n")
    }

    /// The one JSON document, or one line for people.
    pub fn document_or_line(&mut self, value: &impl Serialize, line: &str) -> Result<(), Failure> {
        if self.json { self.document(value) } else { self.line(line) }
    }

    /// A value inside the document that the caller writes piece by piece.
    pub fn part(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        told(serde_json::to_writer(&mut self.stdout, value).map_err(io::Error::from))
    }

    pub fn raw(&mut self, text: &str) -> Result<(), Failure> {
        told(self.stdout.write_all(text.as_bytes()))
    }

    pub fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.raw(text)?;
        self.raw("\n")
    }

    pub fn table(&mut self, table: &Table) -> Result<(), Failure> {
        self.raw(&table.text())
    }

    /// Everything written so far leaves the program.
    pub fn flush(&mut self) -> Result<(), Failure> {
        told(self.stdout.flush())
    }
}

/// Says something to the person; never part of the result.
pub fn say(text: &str) {
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(io::stderr(), "{text}");
}

/// True when a person watches stderr.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Set aside when a pipe's reader has had enough: what is left need not be written, and that is success.
fn told(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => {
            // Nothing of the work is undone by leaving here: results are written after the work.
            std::process::exit(0)
        }
        Err(e) => Err(match e.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Failure::new(Code::DiskFull),
            _ => Failure::new(Code::FileUnreadable).with("detail", e),
        }),
        Ok(()) => Ok(()),
    }
}
