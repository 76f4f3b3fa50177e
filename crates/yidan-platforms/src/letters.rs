//! Building requests and opening replies: percent-encoding, forms, sorted JSON, and what the wire itself says about a failure.
//! Signatures and everything a platform means by its codes are elsewhere.

use crate::channel::{Access, Method, Reply, Request, ShippedParcel, Trouble, carrier_code};
use crate::node::Node;
use crate::sign::Fields;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A link with its places filled: `{redirect}`, `{state}`, and `{name}` for an entry of the access.
pub(crate) fn filled(link: &str, access: &Access, redirect: &str, state: &str) -> Result<String, Trouble> {
    let mut parts = link.split('{');
    let mut out = parts.next().filter(|head| !head.is_empty()).ok_or_else(|| refused("no_browser", ""))?.to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let value = match name {
            "redirect" => redirect,
            "state" => state,
            name => access.need(name)?,
        };
        out.push_str(&encoded(value));
        out.push_str(rest);
    }
    Ok(out)
}

/// Names and values of a request, sorted by name; empty values are left out, as every platform does when it checks a signature.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs(pub Fields);

impl Pairs {
    pub fn new() -> Pairs {
        Pairs::default()
    }

    pub fn with(mut self, name: &str, value: impl Into<String>) -> Pairs {
        let value = value.into();
        if !value.is_empty() {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// `a=1&b=2`, percent-encoded.
    pub fn query(&self) -> String {
        self.0.iter().map(|(n, v)| format!("{}={}", encoded(n), encoded(v))).collect::<Vec<_>>().join("&")
    }
}

/// A form by POST.
pub(crate) fn form(call: &str, url: String, pairs: &Pairs, writes: bool) -> Request {
    let headers = vec![("content-type".to_owned(), "application/x-www-form-urlencoded;charset=utf-8".to_owned())];
    Request { call: call.to_owned(), method: Method::Post, url, headers, body: pairs.query().into_bytes(), writes }
}

/// JSON by POST.
pub(crate) fn json_post(call: &str, url: String, body: String, writes: bool) -> Request {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Request { call: call.to_owned(), method: Method::Post, url, headers, body: body.into_bytes(), writes }
}

/// Names and values of a form that came to us; `None` when it is none.
pub(crate) fn form_pairs(body: &[u8]) -> Option<Fields> {
    let text = std::str::from_utf8(body).ok().filter(|text| text.contains('='))?;
    let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    Some(pairs.map(|(name, value)| (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))).collect())
}

/// `a%20b` as `a b`.
pub(crate) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Two signatures, compared without telling where they differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// An id as a number where it is one: some interfaces take nothing else.
pub(crate) fn number_or_text(id: &str) -> Value {
    id.parse::<i64>().map_or_else(|_| Value::from(id), Value::from)
}

/// Everything in the address.
pub(crate) fn get(call: &str, url: String) -> Request {
    Request { call: call.to_owned(), method: Method::Get, url, headers: Vec::new(), body: Vec::new(), writes: false }
}

/// JSON text with the members of every object sorted by their bytes, nothing between them, members that are null left out.
pub(crate) fn sorted_json(value: &Value) -> String {
    let mut out = String::new();
    write_sorted(value, &mut out);
    out
}

fn write_sorted(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().filter(|(_, v)| !v.is_null()).collect();
            members.sort_unstable_by_key(|(name, _)| name.as_bytes());
            out.push('{');
            for (i, (name, value)) in members.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(name.clone()).to_string());
                out.push(':');
                write_sorted(value, out);
            }
            out.push('}');
        }
        Value::Array(elements) => {
            out.push('[');
            for (i, value) in elements.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_sorted(value, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// The JSON object of a reply, whatever its status: most platforms tell their failures with status 200, some with others.
pub(crate) fn object(reply: &Reply) -> Result<Value, Trouble> {
    let (code, words) = (reply.status.to_string(), String::new());
    if reply.status == 429 {
        return Err(Trouble::Wait { after_s: reply.header("retry-after").and_then(|t| t.trim().parse().ok()), code, words });
    }
    if reply.status >= 500 {
        return Err(Trouble::Again { code, words });
    }
    match serde_json::from_slice::<Value>(&reply.body) {
        Ok(value) if value.is_object() => Ok(value),
        Ok(_) => Err(Trouble::Unreadable { what: format!("status {code}, not an object") }),
        Err(_) => Err(Trouble::Unreadable { what: format!("status {code}, {} bytes, no JSON", reply.body.len()) }),
    }
}

/// The payload of an enveloped reply: the one object whose name has this ending and that is no error.
pub(crate) fn payload(reply: &Reply, ending: &str, trouble: impl Fn(Node) -> Trouble) -> Result<Value, Trouble> {
    let Value::Object(members) = object(reply)? else { return Err(unreadable("no object")) };
    if let Some(error) = members.get("error_response") {
        return Err(trouble(Node(error)));
    }
    let payload = members.into_iter().find(|(name, value)| name.ends_with(ending) && value.is_object());
    payload.map(|(_, value)| value).ok_or_else(|| unreadable("no response member"))
}

pub(crate) fn unreadable(what: &str) -> Trouble {
    Trouble::Unreadable { what: what.to_owned() }
}

pub(crate) fn refused(code: &str, words: &str) -> Trouble {
    Trouble::Refused { code: code.to_owned(), words: words.to_owned() }
}

/// The platform's code for the carrier of a parcel: the owner's own choice (`carrier.<name>` in the access) before the table.
pub(crate) fn carrier(access: &Access, table: &str, parcel: &ShippedParcel) -> Result<String, Trouble> {
    carrier_named(access, table, &parcel.carrier)
}

/// The same for a carrier by its name.
pub(crate) fn carrier_named(access: &Access, table: &str, name: &str) -> Result<String, Trouble> {
    let chosen = access.get(&format!("carrier.{name}")).map(str::to_owned);
    let code = chosen.or_else(|| carrier_code(table, name).map(str::to_owned));
    code.ok_or_else(|| refused("carrier", name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_is_sorted_to_the_ground() {
        let value = json!({"b": [{"z": 1, "a": "<&>/"}], "a": null, "B": {"y": false, "x": "一\n"}});
        assert_eq!(sorted_json(&value), r#"{"B":{"x":"一\n","y":false},"b":[{"a":"<&>/","z":1}]}"#);
    }

    #[test]
    fn forms_leave_out_what_is_empty() {
        let pairs = Pairs::new().with("b", "加 急&").with("a", "~").with("none", "");
        assert_eq!(pairs.query(), "a=~&b=%E5%8A%A0%20%E6%80%A5%26");
    }

    #[test]
    fn links_are_filled() {
        let mut access = Access::default();
        let link = "https://example.com/a?id={app_key}&back={redirect}&s={state}&x=1";
        assert!(matches!(filled(link, &access, "r", "s"), Err(Trouble::Setup { .. })));
        access.values.insert("app_key".into(), "k 1".into());
        let want = "https://example.com/a?id=k%201&back=http%3A%2F%2F127.0.0.1%2F&s=7&x=1";
        assert_eq!(filled(link, &access, "http://127.0.0.1/", "7").unwrap(), want);
        assert!(matches!(filled("", &access, "r", "s"), Err(Trouble::Refused { .. })));
    }

    #[test]
    fn the_wire_itself() {
        let reply = |status, body: &str| Reply { status, headers: vec![("retry-after".into(), "7".into())], body: body.into() };
        assert_eq!(object(&reply(429, "{}")).unwrap_err(), Trouble::Wait { after_s: Some(7), code: "429".into(), words: String::new() });
        assert!(matches!(object(&reply(502, "<html>")), Err(Trouble::Again { .. })));
        for body in ["", "<html></html>", "[]", "null", "{\"a\":", "\u{0}"] {
            assert!(matches!(object(&reply(200, body)), Err(Trouble::Unreadable { .. })), "{body}");
        }
        assert!(object(&reply(400, "{}")).is_ok());
    }

    #[test]
    fn the_owner_chooses_before_the_table() {
        let mut access = Access::default();
        let parcel = ShippedParcel { carrier: "中通".into(), ..ShippedParcel::default() };
        assert_eq!(carrier(&access, "ZTO,中通\n", &parcel).unwrap(), "ZTO");
        assert!(matches!(carrier(&access, "SF,顺丰\n", &parcel), Err(Trouble::Refused { .. })));
        access.values.insert("carrier.中通".into(), "115".into());
        assert_eq!(carrier(&access, "ZTO,中通\n", &parcel).unwrap(), "115");
    }
}
