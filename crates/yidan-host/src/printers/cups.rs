//! The queues of CUPS, asked by IPP over its local port. Questions to one queue are `ipp.rs`.

use super::ipp::{self, Answer, Uri, VIEW_ATTRIBUTES, ask, first_text, question, view, wanting};
use crate::limits;
use ::ipp::model::{DelimiterTag, Operation, StatusCode};
use ::ipp::value::IppValue;
use std::fmt::Write;
use yidan_app::ports::{PrintError, PrinterView};

/// A CUPS server: `host:port`.
#[derive(Debug, Clone)]
pub struct Cups {
    server: String,
}

impl Cups {
    /// The server of `CUPS_SERVER` in the forms CUPS knows: host, host:port, with or without `/version=…`. A socket's path means this machine.
    pub fn new(told: Option<&str>) -> Self {
        let told = told.unwrap_or_default().trim();
        let host = told.split('/').next().unwrap_or_default();
        let server = if host.is_empty() {
            "localhost:631".to_owned()
        } else if host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) {
            host.to_owned()
        } else {
            format!("{host}:631")
        };
        Cups { server }
    }

    /// All queues, the default one marked.
    pub fn list(&self) -> Result<Vec<PrinterView>, PrintError> {
        let default = self.default_queue()?;
        let mut request = wanting(question(Operation::CupsGetPrinters, None)?, VIEW_ATTRIBUTES);
        ipp::put(&mut request, "limit", IppValue::Integer(limits::PRINTERS as i32));
        match ask(&self.uri("/")?, request, limits::PRINTER_ANSWER)? {
            Answer::Yes(reply) => {
                let groups = reply.attributes().groups_of(DelimiterTag::PrinterAttributes);
                let named = groups.filter_map(|g| first_text(g, "printer-name").map(|name| (name, g)));
                Ok(named.map(|(name, g)| view(name.clone(), default.as_deref() == Some(name.as_str()), g)).collect())
            }
            // CUPS without any queue answers so.
            Answer::No(StatusCode::ClientErrorNotFound, _) => Ok(Vec::new()),
            Answer::No(_, words) => Err(PrintError::Refused(words)),
        }
    }

    /// The address of a queue.
    pub fn queue(&self, name: &str) -> Result<Uri, PrintError> {
        self.uri(&format!("/printers/{}", escaped(name)))
    }

    fn default_queue(&self) -> Result<Option<String>, PrintError> {
        let request = wanting(question(Operation::CupsGetDefault, None)?, &["printer-name"]);
        match ask(&self.uri("/")?, request, limits::PRINTER_ANSWER)? {
            Answer::Yes(reply) => {
                Ok(reply.attributes().first_of(DelimiterTag::PrinterAttributes).and_then(|g| first_text(g, "printer-name")))
            }
            Answer::No(..) => Ok(None),
        }
    }

    fn uri(&self, path: &str) -> Result<Uri, PrintError> {
        format!("ipp://{}{path}", self.server).parse().map_err(|_| PrintError::NoPrinter)
    }
}

/// A queue's name as a part of an address.
fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_told_in_several_forms() {
        for (told, expected) in [
            (None, "localhost:631"),
            (Some(""), "localhost:631"),
            (Some("/run/cups/cups.sock"), "localhost:631"),
            (Some("127.0.0.1:18632"), "127.0.0.1:18632"),
            (Some("print.local"), "print.local:631"),
            (Some("print.local:632/version=1.1"), "print.local:632"),
            (Some("[::1]:631"), "[::1]:631"),
        ] {
            assert_eq!(Cups::new(told).server, expected, "{told:?}");
        }
    }

    #[test]
    fn queue_names_become_addresses() {
        let cups = Cups::new(Some("localhost:631"));
        for (name, expected) in [
            ("Label_76", "ipp://localhost:631/printers/Label_76"),
            ("标签 1", "ipp://localhost:631/printers/%E6%A0%87%E7%AD%BE%201"),
            ("../admin", "ipp://localhost:631/printers/..%2Fadmin"),
            ("a?b#c", "ipp://localhost:631/printers/a%3Fb%23c"),
        ] {
            assert_eq!(cups.queue(name).expect("an address").to_string(), expected);
        }
    }
}
