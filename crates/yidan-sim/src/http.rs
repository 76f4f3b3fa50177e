//! As much of HTTP/1.1 as a connector speaks: one request per connection, a thread each. No keep-alive, so that a cut line is a cut line.

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub method: String,
    pub path: String,
    pub query: BTreeMap<String, String>,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Asked {
    /// The form of the body.
    pub fn form(&self) -> BTreeMap<String, String> {
        pairs(&self.body)
    }
}

/// What a platform says. Most say everything with status 200.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Value,
}

impl From<Value> for Told {
    fn from(body: Value) -> Told {
        Told::new(200, body)
    }
}

impl Told {
    pub fn new(status: u16, body: Value) -> Told {
        Told { status, headers: Vec::new(), body }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Told {
        self.headers.push((name, value.to_string()));
        self
    }
}

/// `a=1&b=2`, percent-decoded.
pub(crate) fn pairs(text: &str) -> BTreeMap<String, String> {
    let decoded = |t: &str| percent_encoding::percent_decode_str(&t.replace('+', " ")).decode_utf8_lossy().into_owned();
    text.split('&').filter_map(|p| p.split_once('=')).map(|(n, v)| (decoded(n), decoded(v))).collect()
}

const MOST: usize = 4 << 20;

/// Reads one request; `None` when nothing sensible came.
pub(crate) fn read(stream: &TcpStream) -> Option<Asked> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut asked = Asked { method, ..Asked::default() };
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    (asked.path, asked.query) = (path.to_owned(), pairs(query));
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        asked.headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length: usize = asked.headers.get("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length.min(MOST)];
    reader.read_exact(&mut body).ok()?;
    asked.body = String::from_utf8(body).ok()?;
    Some(asked)
}

/// Writes one answer; of its body so many bytes. Whether it arrives is the other side's business.
pub(crate) fn write(stream: &TcpStream, told: &Told, most: Option<usize>) {
    let body = told.body.to_string();
    let body = &body.as_bytes()[..most.unwrap_or(body.len()).min(body.len())];
    let headers: String = told.headers.iter().map(|(n, v)| format!("{n}: {v}\r\n")).collect();
    write_bytes(stream, told.status, &format!("content-type: application/json;charset=utf-8\r\n{headers}"), body);
}

/// Writes the page of a server in trouble.
pub(crate) fn write_html(stream: &TcpStream, status: u16) {
    write_bytes(stream, status, "content-type: text/html\r\n", b"<html><body>Bad Gateway</body></html>");
}

fn write_bytes(mut stream: &TcpStream, status: u16, headers: &str, body: &[u8]) {
    let head = format!("HTTP/1.1 {status} -\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).and_then(|()| stream.flush());
}
