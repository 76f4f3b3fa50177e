//! Signatures against the vectors of every platform and carrier (`cases/sign.json`), and what may never leak from them.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use yidan_platforms::sign::{SignError, SignInput, codes, schemes, sign};

#[derive(Deserialize)]
struct Case {
    case: String,
    code: String,
    scheme: Option<String>,
    secret: String,
    fields: BTreeMap<String, String>,
    path: Option<String>,
    body: Option<String>,
    sign: String,
    string_to_sign: Option<String>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("cases/sign.json")).expect("cases")
}

#[test]
fn every_vector_comes_out() {
    for c in cases() {
        let input = SignInput { secret: c.secret, fields: c.fields, path: c.path, body: c.body };
        let signed = sign(&c.code, c.scheme.as_deref(), &input).unwrap_or_else(|e| panic!("{}: {e}", c.case));
        assert_eq!(signed.sign, c.sign, "{}", c.case);
        if let Some(text) = c.string_to_sign {
            assert_eq!(signed.string_to_sign, text, "{}", c.case);
        }
    }
}

#[test]
fn every_platform_that_signs_has_a_vector() {
    let with: BTreeSet<String> = cases().into_iter().map(|c| c.code).collect();
    assert_eq!(with, codes().into_iter().map(str::to_owned).collect());
}

#[test]
fn what_is_unknown_lists_what_there_is_and_never_the_secret() {
    let input =
        SignInput { secret: "planted-canary".into(), fields: BTreeMap::from([("app_key".into(), "1".into())]), ..SignInput::default() };
    let told = [
        sign("nobody", None, &input).expect_err("unknown platform"),
        sign("taobao", Some("rot13"), &input).expect_err("unknown scheme"),
        sign("shopee", None, &input).expect_err("no partner"),
        sign("lazada", None, &input).expect_err("no path"),
    ];
    assert!(matches!(&told[0], SignError::UnknownPlatform { known, .. } if known.contains(&"kdniao") && known.contains(&"taobao")));
    assert_eq!(told[1].to_string(), "taobao has no scheme \"rot13\"; there are md5, hmac, hmac-sha256");
    assert_eq!(told[2], SignError::Missing { what: "partner_id".into() });
    assert_eq!(told[3], SignError::Missing { what: "path".into() });
    for error in told {
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
    let signed = sign("taobao", None, &input).expect("signed");
    assert!(signed.string_to_sign.contains("planted-canary"), "the scheme wraps the secret");
    assert!(!format!("{signed:?} {input:?}").contains("canary"));
}

#[test]
fn schemes_are_plain_words() {
    assert_eq!(schemes("taobao"), ["md5", "hmac", "hmac-sha256"]);
    assert_eq!(schemes("douyin")[..2], ["hmac-sha256", "md5"]);
    assert!(schemes("youzan").is_empty());
    for code in codes() {
        for scheme in schemes(code) {
            assert!(scheme.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{code} {scheme}");
        }
    }
}
