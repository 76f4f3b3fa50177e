//! Signatures of carriers and of those who speak for several of them: mostly one text and a secret behind it.
//! Base64 is of the raw digest, except where a carrier takes it of the hex text.

use super::digest::{base64, hmac_md5, hmac_sha1, hmac_sha256, hmac_sha512, lower, md5, sha256, sm3, upper};
use super::{SignError, SignInput, Signed};

type Outcome = Result<Signed, SignError>;

fn raw(text: String) -> Signed {
    Signed { sign: base64(&md5(text.as_bytes())), string_to_sign: text }
}

/// SF: the JSON, the milliseconds and the check word, encoded as Java's `URLEncoder` does, then digested.
pub fn sf(input: &SignInput) -> Outcome {
    let whole = format!("{}{}{}", input.text(&["msgData"])?, input.need("timestamp")?, input.secret);
    Ok(raw(url_encoder(&whole)))
}

/// As `java.net.URLEncoder`: a blank is `+`, and only letters, digits and `* - . _` stay.
fn url_encoder(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for b in text.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(b)),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

fn zto_text(input: &SignInput) -> Result<String, SignError> {
    let timestamp = ["timestamp", "x-timestamp"].iter().find_map(|n| input.fields.get(*n)).map_or("", String::as_str);
    let body = match &input.body {
        Some(body) => body,
        None => input.text(&["body", "data"])?,
    };
    Ok(format!("{timestamp}{body}{}", input.secret))
}

/// ZTO: the body, with the milliseconds before it where they are sent.
pub fn zto(input: &SignInput) -> Outcome {
    Ok(raw(zto_text(input)?))
}

pub fn zto_sha256(input: &SignInput) -> Outcome {
    let text = zto_text(input)?;
    Ok(Signed { sign: base64(&sha256(text.as_bytes())), string_to_sign: text })
}

/// YTO: `param`, the interface, its version and that interface's own secret.
pub fn yto(input: &SignInput) -> Outcome {
    Ok(raw(format!("{}{}{}{}", input.text(&["param"])?, input.need("method")?, input.need("version")?, input.secret)))
}

/// STO.
pub fn sto(input: &SignInput) -> Outcome {
    Ok(raw(format!("{}{}", input.text(&["content"])?, input.secret)))
}

/// Cainiao LINK.
pub fn cainiao(input: &SignInput) -> Outcome {
    Ok(raw(format!("{}{}", input.text(&["logistics_interface", "content"])?, input.secret)))
}

/// Yunda: body and secret with `_` between them.
pub fn yunda(input: &SignInput) -> Outcome {
    let body = match &input.body {
        Some(body) => body,
        None => input.text(&["body"])?,
    };
    let text = format!("{body}_{}", input.secret);
    Ok(Signed { sign: lower(&md5(text.as_bytes())), string_to_sign: text })
}

/// Deppon: Base64 of the hex text. The secret is its `appkey`.
pub fn dbkd(input: &SignInput) -> Outcome {
    let text = format!("{}{}{}", input.text(&["params"])?, input.secret, input.need("timestamp")?);
    Ok(Signed { sign: base64(lower(&md5(text.as_bytes())).as_bytes()), string_to_sign: text })
}

/// KDNiao: Base64 of the hex text, over the JSON before URL encoding. In a form the result is encoded once more.
pub fn kdniao(input: &SignInput) -> Outcome {
    let text = format!("{}{}", input.text(&["RequestData"])?, input.secret);
    Ok(Signed { sign: base64(lower(&md5(text.as_bytes())).as_bytes()), string_to_sign: text })
}

/// What Kuaidi100 signs: labels carry `t`, queries `customer`, pushes neither.
fn kuaidi100_text(input: &SignInput) -> Result<String, SignError> {
    if input.fields.contains_key("t") {
        label_text(input)
    } else if input.fields.contains_key("customer") {
        query_text(input)
    } else {
        push_text(input)
    }
}

fn label_text(input: &SignInput) -> Result<String, SignError> {
    Ok(format!("{}{}{}{}", input.text(&["param"])?, input.need("t")?, input.need("key")?, input.secret))
}

/// The signing secret of a query is the key itself.
fn query_text(input: &SignInput) -> Result<String, SignError> {
    let key = input.fields.get("key").unwrap_or(&input.secret);
    Ok(format!("{}{key}{}", input.text(&["param"])?, input.need("customer")?))
}

fn push_text(input: &SignInput) -> Result<String, SignError> {
    Ok(format!("{}{}", input.text(&["param"])?, input.secret))
}

fn upper_md5(text: String) -> Signed {
    Signed { sign: upper(&md5(text.as_bytes())), string_to_sign: text }
}

pub fn kuaidi100(input: &SignInput) -> Outcome {
    kuaidi100_text(input).map(upper_md5)
}

pub fn kuaidi100_query(input: &SignInput) -> Outcome {
    query_text(input).map(upper_md5)
}

pub fn kuaidi100_label(input: &SignInput) -> Outcome {
    label_text(input).map(upper_md5)
}

pub fn kuaidi100_push(input: &SignInput) -> Outcome {
    push_text(input).map(upper_md5)
}

pub fn kuaidi100_sha256(input: &SignInput) -> Outcome {
    let text = kuaidi100_text(input)?;
    Ok(Signed { sign: upper(&sha256(text.as_bytes())), string_to_sign: text })
}

pub fn kuaidi100_sm3(input: &SignInput) -> Outcome {
    let text = kuaidi100_text(input)?;
    Ok(Signed { sign: upper(&sm3(text.as_bytes())), string_to_sign: text })
}

fn jdl_text(input: &SignInput) -> Result<String, SignError> {
    let (secret, path) = (&input.secret, input.need_path()?);
    let body = input.text(&["param_json"])?;
    let (token, key, at) = (input.need("access_token")?, input.need("app_key")?, input.need("timestamp")?);
    Ok(format!("{secret}access_token{token}app_key{key}method{path}param_json{body}timestamp{at}v2.0{secret}"))
}

/// JD Logistics (LOP), `md5-salt`.
pub fn jdl_md5(input: &SignInput) -> Outcome {
    jdl_text(input).map(upper_md5)
}

macro_rules! jdl_keyed {
    ($($name:ident $hash:ident),+) => {$(
        pub fn $name(input: &SignInput) -> Outcome {
            let text = jdl_text(input)?;
            Ok(Signed { sign: base64(&$hash(input.secret.as_bytes(), text.as_bytes())), string_to_sign: text })
        }
    )+};
}
jdl_keyed!(jdl_hmac_md5 hmac_md5, jdl_hmac_sha1 hmac_sha1, jdl_hmac_sha256 hmac_sha256, jdl_hmac_sha512 hmac_sha512);
