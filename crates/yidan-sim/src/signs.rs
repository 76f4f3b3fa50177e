//! Signatures as the platforms check them, written from their documents alone: what the connectors sign with is deliberately not used.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, b| {
        // Writing to a String does not fail.
        let _ = write!(out, "{b:02x}");
        out
    })
}

fn keyed_bytes(secret: &str, text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes any key");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn keyed(secret: &str, text: &str) -> String {
    hex(&keyed_bytes(secret, text))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, i| bits << 8 | three.get(i).copied().unwrap_or(0) as usize);
        for i in 0..4 {
            out.push(if i <= three.len() { LETTERS[bits >> (18 - 6 * i) & 63] as char } else { '=' });
        }
    }
    out
}

fn keyed_md5(secret: &str, text: &str) -> String {
    let mut mac = Hmac::<Md5>::new_from_slice(secret.as_bytes()).expect("HMAC takes any key");
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

fn plain(text: &str) -> String {
    hex(&Md5::digest(text.as_bytes()))
}

/// Names and values of everything but the signature, sorted bytewise, what is empty left out.
fn joined(pairs: &BTreeMap<String, String>) -> String {
    let kept = pairs.iter().filter(|(n, v)| *n != "sign" && !n.is_empty() && !v.is_empty());
    kept.map(|(n, v)| format!("{n}{v}")).collect()
}

/// TOP, all three of its ways; upper case.
pub(crate) fn taobao(secret: &str, pairs: &BTreeMap<String, String>) -> String {
    let text = joined(pairs);
    let sign = match pairs.get("sign_method").map(String::as_str) {
        Some("hmac-sha256") => keyed(secret, &text),
        Some("hmac") => keyed_md5(secret, &text),
        _ => plain(&format!("{secret}{text}{secret}")),
    };
    sign.to_uppercase()
}

/// Pinduoduo; upper case.
pub(crate) fn pdd(secret: &str, pairs: &BTreeMap<String, String>) -> String {
    plain(&format!("{secret}{}{secret}", joined(pairs))).to_uppercase()
}

/// Douyin over the body as it came; lower case.
pub(crate) fn douyin(secret: &str, query: &BTreeMap<String, String>, body: &str) -> String {
    let field = |name: &str| query.get(name).map_or("", String::as_str);
    let (key, method, time, v) = (field("app_key"), field("method"), field("timestamp"), field("v"));
    let text = format!("{secret}app_key{key}method{method}param_json{body}timestamp{time}v{v}{secret}");
    if field("sign_method") == "hmac-sha256" { keyed(secret, &text) } else { plain(&text) }
}

/// JD: what stands in the query and the JSON beside it; upper case.
pub(crate) fn jd(secret: &str, query: &BTreeMap<String, String>, param: &str) -> String {
    let mut pairs = query.clone();
    pairs.insert("360buy_param_json".to_owned(), param.to_owned());
    plain(&format!("{secret}{}{secret}", joined(&pairs))).to_uppercase()
}

/// WooCommerce over http: OAuth 1.0a with one leg, everything in the query.
pub(crate) fn woocommerce(secret: &str, method: &str, address: &str, query: &BTreeMap<String, String>) -> String {
    let mut pairs: Vec<String> =
        query.iter().filter(|(n, _)| *n != "oauth_signature").map(|(n, v)| format!("{}={}", percent(n), percent(v))).collect();
    pairs.sort();
    let text = format!("{method}&{}&{}", percent(address), percent(&pairs.join("&")));
    base64(&keyed_bytes(&format!("{secret}&"), &text))
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
            out.push(b as char);
        } else {
            // Writing to a String does not fail.
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(of: &[(&str, &str)]) -> BTreeMap<String, String> {
        of.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn vectors_of_the_platforms() {
        let mut top = pairs(&[
            ("app_key", "90010001"),
            ("end_modified", "2026-03-15 10:20:00"),
            ("fields", "tid,status,modified,orders.oid"),
            ("format", "json"),
            ("method", "taobao.trades.sold.increment.get"),
            ("page_no", "1"),
            ("page_size", "50"),
            ("session", "yidan_session_0001"),
            ("start_modified", "2026-03-15 09:50:00"),
            ("timestamp", "2026-03-15 10:20:30"),
            ("use_has_next", "true"),
            ("v", "2.0"),
            ("buyer_nick", ""),
        ]);
        for (way, want) in [
            ("md5", "AE4B26C5F2915381CB6A04D6D680823C"),
            ("hmac", "0EB6061B70F1E0E5DC956EFF113597B8"),
            ("hmac-sha256", "B7B61BF5DA8B3C8B179613D242B40216E4ACF09762A0AC8C8659643261ED7502"),
        ] {
            top.insert("sign_method".into(), way.into());
            assert_eq!(taobao("yidan0top0secret0demo", &top), want, "{way}");
        }
        let mut douyin_query = pairs(&[
            ("app_key", "7000000000000000001"),
            ("method", "order.addOrderRemark"),
            ("timestamp", "1773541231"),
            ("v", "2"),
            ("sign_method", "hmac-sha256"),
        ]);
        let body = r#"{"is_add_star":"true","order_id":"6900000000000000001","remark":"一单：加急<50%>&礼盒","star":"5"}"#;
        let secret = "00000000-1111-2222-3333-444444444444";
        assert_eq!(douyin(secret, &douyin_query, body), "0a2063ffb9ae155a92dfecf4ff28293e7b619d68f36725e5c9e9ccbf849e6a25");
        douyin_query.remove("sign_method");
        assert_eq!(douyin(secret, &douyin_query, body), "5d1043f0d314d663c36568b25b2322a5");
        let note = pairs(&[
            ("access_token", "yidan_token_0001"),
            ("client_id", "yidan_client_0001"),
            ("data_type", "JSON"),
            ("note", "一单：加急 50%&礼盒"),
            ("order_sn", "260315-000000000000001"),
            ("tag", "1"),
            ("tag_name", "红色"),
            ("timestamp", "1773541232"),
            ("type", "pdd.order.note.update"),
        ]);
        assert_eq!(pdd("yidan_pdd_secret_0001", &note), "94A2399F43E64277063B6F575342CD6A");
    }
    #[test]
    fn vectors_of_jd_and_of_oauth() {
        let mut query = pairs(&[
            ("app_key", "YIDANAPPKEY0001"),
            ("access_token", "yidan_jd_token_0001"),
            ("v", "2.0"),
            ("method", "jingdong.pop.order.modifyVenderRemark"),
            ("timestamp", "2026-03-15 10:20:31"),
        ]);
        let param = r#"{"order_id":"300000000001","remark":"一单：加急 50%&礼盒"}"#;
        assert_eq!(jd("yidan_jd_secret_0001", &query, param), "C6BD2B8DEB4F0F81D0FE71BFC06ABB65");
        query.insert("sign".into(), "is not signed".into());
        assert_eq!(jd("yidan_jd_secret_0001", &query, param), "C6BD2B8DEB4F0F81D0FE71BFC06ABB65");
        let query = pairs(&[
            ("dates_are_gmt", "true"),
            ("modified_after", "2026-01-01T00:00:00"),
            ("order", "asc"),
            ("orderby", "modified"),
            ("page", "1"),
            ("per_page", "100"),
            ("oauth_consumer_key", "ck_demo"),
            ("oauth_nonce", "0123456789abcdef"),
            ("oauth_timestamp", "1700000000"),
            ("oauth_signature_method", "HMAC-SHA256"),
        ]);
        let address = "http://127.0.0.1:8080/wp-json/wc/v3/orders";
        assert_eq!(woocommerce("cs_demo", "GET", address, &query), "lVCKpnGCw07eFEUIyuIyoG4TERafLRe+ZDC4HmwV1+k=");
    }
}
