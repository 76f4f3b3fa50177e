//! OAuth 1.0a with one leg, HMAC-SHA256: how WooCommerce wants requests over plain http signed. Nonce and time are the caller's.

use super::digest::{base64, hmac_sha256};
use super::{Fields, Signed};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986: only `A-Za-z0-9-._~` stay.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes a name or a value.
pub fn percent(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// All fields but the signature as `k=v&…`, encoded and sorted by the encoded name.
pub fn parameters(fields: &Fields) -> String {
    let mut pairs: Vec<(String, String)> =
        fields.iter().filter(|(n, _)| *n != "oauth_signature").map(|(n, v)| (percent(n), percent(v))).collect();
    pairs.sort();
    pairs.into_iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("&")
}

/// `method` is the HTTP verb, `url` is without its query, `fields` are the query and the `oauth_…` parameters.
pub fn oauth1(consumer_secret: &str, method: &str, url: &str, fields: &Fields) -> Signed {
    let text = format!("{}&{}&{}", method.to_uppercase(), percent(url), percent(&parameters(fields)));
    let key = format!("{consumer_secret}&");
    Signed { sign: base64(&hmac_sha256(key.as_bytes(), text.as_bytes())), string_to_sign: text }
}
