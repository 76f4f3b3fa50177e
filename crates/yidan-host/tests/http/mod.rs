//! A browser for tests, as small as can be: one request per connection, a cookie, streams read line by line.
#![allow(dead_code)] // Every test file is a program of its own and uses its part of this.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What a server answered.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Reply {
    /// A header's value; empty when it was not sent.
    pub fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find(|l| l.split(':').next().is_some_and(|n| n.eq_ignore_ascii_case(name)));
        line.and_then(|l| l.split_once(':')).map_or("", |(_, v)| v.trim())
    }

    /// All headers, names in lower case.
    pub fn headers(&self) -> Vec<(String, String)> {
        let lines = self.head.lines().skip(1).filter_map(|l| l.split_once(':'));
        lines.map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned())).collect()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }
}

/// Someone who speaks to a server at `address` (`host:port`).
pub struct Browser {
    pub address: String,
    pub cookie: String,
}

impl Browser {
    pub fn new(address: &str) -> Self {
        Browser { address: address.to_owned(), cookie: String::new() }
    }

    /// Signs in with the key of an address such as `http://127.0.0.1:7788/?key=…`.
    pub fn signed_in(url: &str) -> Self {
        let (address, key) = url.trim_start_matches("http://").split_once("/?key=").expect("an address with a key");
        let mut browser = Browser::new(address);
        let reply = browser.post("/signin", &serde_json::json!({ "key": key }));
        assert_eq!(reply.status, 200, "{reply:?}");
        browser.cookie = reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        browser
    }

    /// Signs in with name and PIN, as where people are named.
    pub fn with_pin(address: &str, name: &str, pin: &str) -> Self {
        let mut browser = Browser::new(address);
        let reply = browser.post("/rpc/session.sign_in", &serde_json::json!({ "name": name, "pin": pin }));
        assert_eq!(reply.status, 200, "{reply:?}");
        browser.cookie = reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        browser
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], b"")
    }

    pub fn post(&self, path: &str, body: &serde_json::Value) -> Reply {
        self.send("POST", path, &[("content-type", "application/json")], body.to_string().as_bytes())
    }

    /// Calls a command of the table.
    pub fn rpc(&self, name: &str, request: &serde_json::Value) -> serde_json::Value {
        self.post(&format!("/rpc/{name}"), request).json()
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        self.try_send(method, path, headers, body).expect("a head")
    }

    /// The reply, or nothing when the connection was cut before one came.
    pub fn try_send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Reply> {
        let mut connection = self.connect();
        self.write(&mut connection, method, path, headers, body);
        let mut bytes = Vec::new();
        // A server may refuse before it has read everything and close at once; what it said first still counts.
        let _ = connection.read_to_end(&mut bytes);
        let split = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
        let mut reply = Reply { status, head, body: bytes[split + 4..].to_vec() };
        if reply.header("transfer-encoding") == "chunked" {
            reply.body = joined(&reply.body);
        }
        Some(reply)
    }

    /// The lines of an event stream, one after the other.
    pub fn stream(&self, path: &str) -> impl Iterator<Item = String> + use<> {
        let mut connection = self.connect();
        self.write(&mut connection, "GET", path, &[], b"");
        BufReader::new(connection).lines().map_while(Result::ok)
    }

    fn connect(&self) -> TcpStream {
        let connection = TcpStream::connect(&self.address).expect("the server answers");
        connection.set_read_timeout(Some(Duration::from_secs(60))).expect("a time-out");
        connection
    }

    fn write(&self, connection: &mut TcpStream, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) {
        let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        if !headers.iter().any(|(n, _)| *n == "host") {
            head.push_str(&format!("host: {}\r\n", self.address));
        }
        if !headers.iter().any(|(n, _)| *n == "content-length") {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        if !self.cookie.is_empty() {
            head.push_str(&format!("cookie: other=1; {}\r\n", self.cookie));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        connection.write_all(head.as_bytes()).and_then(|()| connection.write_all(body)).expect("sent");
    }
}

/// A chunked body as one.
fn joined(mut body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = body.windows(2).position(|w| w == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&body[..end]), 16).unwrap_or(0);
        let start = end + 2;
        if size == 0 || body.len() < start + size + 2 {
            break;
        }
        out.extend_from_slice(&body[start..start + size]);
        body = &body[start + size + 2..];
    }
    out
}
