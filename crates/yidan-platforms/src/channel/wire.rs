//! A request to be sent and a reply as it came: bytes, nothing understood yet.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    pub fn word(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// A request, signed and ready. What was signed is exactly what is here.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The platform's name of the call, for limits and records: `taobao.trades.sold.increment.get`, `/order/searchList`.
    pub call: String,
    pub method: Method,
    /// Complete, with its query.
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// It changes something there: after a lost reply it is never sent again blindly.
    pub writes: bool,
}

/// Keys, tokens and buyers stand in url, headers and body: only the call is shown.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("call", &self.call)
            .field("method", &self.method)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A reply as it came over the wire.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    /// When the other side sent it by its own clock, UTC ms, to the second; absent where it does not tell.
    pub fn date_ms(&self) -> Option<i64> {
        chrono::DateTime::parse_from_rfc2822(self.header("date")?).ok().map(|at| at.timestamp_millis())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}
