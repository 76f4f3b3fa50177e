//! Signatures of marketplaces: which fields, in which order, wrapped in what. Values are raw, before any URL encoding.

use super::digest::{base64, hmac_md5, hmac_sha256, lower, md5, upper};
use super::{Fields, Signed};

/// Name and value of every field without separators, sorted bytewise; fields of `left_out` and empty ones are skipped.
fn joined(fields: &Fields, left_out: &[&str]) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        if !name.is_empty() && !value.is_empty() && !left_out.contains(&name.as_str()) {
            out.push_str(name);
            out.push_str(value);
        }
    }
    out
}

/// `UPPER MD5(secret + name value… + secret)`: the form that TOP made popular and that Pinduoduo and JD share.
pub fn wrapped(secret: &str, fields: &Fields) -> Signed {
    let text = format!("{secret}{}{secret}", joined(fields, &["sign"]));
    Signed { sign: upper(&md5(text.as_bytes())), string_to_sign: text }
}

/// Taobao and Tmall. `sign_method` is one of the signed fields; `hmac` and `hmac-sha256` do not wrap the text in the secret.
pub fn taobao(secret: &str, fields: &Fields, sign_method: &str) -> Signed {
    let keyed = match sign_method {
        "hmac" => hmac_md5,
        "hmac-sha256" => hmac_sha256,
        _ => return wrapped(secret, fields),
    };
    let text = joined(fields, &["sign"]);
    Signed { sign: upper(&keyed(secret.as_bytes(), text.as_bytes())), string_to_sign: text }
}

/// Pinduoduo.
pub fn pdd(secret: &str, fields: &Fields) -> Signed {
    wrapped(secret, fields)
}

/// JD, both the router (`360buy_param_json`) and the reading of SP-API with its `X-JOS-…` headers as fields.
pub fn jd(secret: &str, fields: &Fields) -> Signed {
    let mut signed = fields.clone();
    signed.remove("X-JOS-Sign");
    wrapped(secret, &signed)
}

/// Douyin: a fixed pattern around the body, which has to be the JSON with sorted keys that is sent. `access_token` is not signed.
pub fn douyin(secret: &str, app_key: &str, method: &str, param_json: &str, timestamp: &str, is_hmac: bool) -> Signed {
    let text = format!("{secret}app_key{app_key}method{method}param_json{param_json}timestamp{timestamp}v2{secret}");
    let sign = if is_hmac { hmac_sha256(secret.as_bytes(), text.as_bytes()) } else { md5(text.as_bytes()) };
    Signed { sign: lower(&sign), string_to_sign: text }
}

/// Kuaishou: seven fixed fields as `k=v&…` and the third credential, `signSecret`, at the end.
pub fn kuaishou(sign_secret: &str, fields: &Fields, is_hmac: bool) -> Signed {
    const SIGNED: [&str; 7] = ["access_token", "appkey", "method", "param", "signMethod", "timestamp", "version"];
    let mut text = String::new();
    for name in SIGNED {
        if let Some(value) = fields.get(name).filter(|v| !v.is_empty()) {
            text.push_str(&format!("{name}={value}&"));
        }
    }
    text.push_str(&format!("signSecret={sign_secret}"));
    let sign = if is_hmac { base64(&hmac_sha256(sign_secret.as_bytes(), text.as_bytes())) } else { lower(&md5(text.as_bytes())) };
    Signed { sign, string_to_sign: text }
}

/// Xiaohongshu: four fixed fields; the body is not signed.
pub fn xiaohongshu(secret: &str, method: &str, app_id: &str, timestamp: &str, version: &str) -> Signed {
    let text = format!("{method}?appId={app_id}&timestamp={timestamp}&version={version}{secret}");
    Signed { sign: lower(&md5(text.as_bytes())), string_to_sign: text }
}

/// Shopee. `owner` is empty for public calls, else access token and shop or merchant id. The path begins with `/api/v2/`.
pub fn shopee(partner_key: &str, partner_id: &str, path: &str, timestamp: &str, owner: &[&str]) -> Signed {
    let text = format!("{partner_id}{path}{timestamp}{}", owner.concat());
    Signed { sign: lower(&hmac_sha256(partner_key.as_bytes(), text.as_bytes())), string_to_sign: text }
}

/// Lazada. The path is without `/rest`; a raw body, if there is one, follows the fields.
pub fn lazada(secret: &str, path: &str, fields: &Fields, body: &str) -> Signed {
    let text = format!("{path}{}{body}", joined(fields, &["sign"]));
    Signed { sign: upper(&hmac_sha256(secret.as_bytes(), text.as_bytes())), string_to_sign: text }
}

/// TikTok Shop: path, query fields and the exact body, wrapped in the secret.
pub fn tiktok_shop(secret: &str, path: &str, query: &Fields, body: &str) -> Signed {
    let pairs: String = query.iter().filter(|(n, _)| *n != "sign" && *n != "access_token").map(|(n, v)| format!("{n}{v}")).collect();
    let text = format!("{secret}{path}{pairs}{body}{secret}");
    Signed { sign: lower(&hmac_sha256(secret.as_bytes(), text.as_bytes())), string_to_sign: text }
}
