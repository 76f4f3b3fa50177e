//! Who signs, by which schemes: the first scheme of a platform is its usual one. Names of schemes are lower case with `-`;
//! a scheme has further names where the platform's own word for it differs.

use super::digest::{base64, hmac_sha256, lower, md5, sha1};
use super::{SignError, SignInput, Signed, carriers, oauth1, shops};

pub struct Signer {
    pub code: &'static str,
    /// The field by which a request itself says how it is signed.
    pub told_by: Option<&'static str>,
    pub schemes: &'static [Scheme],
}

pub struct Scheme {
    pub names: &'static [&'static str],
    pub run: fn(&SignInput) -> Result<Signed, SignError>,
}

const fn scheme(names: &'static [&'static str], run: fn(&SignInput) -> Result<Signed, SignError>) -> Scheme {
    Scheme { names, run }
}

pub fn find(code: &str) -> Option<&'static Signer> {
    SIGNERS.iter().find(|s| s.code == code)
}

/// Codes of all that sign.
pub fn codes() -> Vec<&'static str> {
    SIGNERS.iter().map(|s| s.code).collect()
}

/// Schemes of one of them, the usual one first; empty where nothing is signed.
pub fn schemes(code: &str) -> Vec<&'static str> {
    find(code).map(|s| s.schemes.iter().map(|s| s.names[0]).collect()).unwrap_or_default()
}

const SIGNERS: &[Signer] = &[
    Signer {
        code: "taobao",
        told_by: Some("sign_method"),
        schemes: &[
            scheme(&["md5"], |i| Ok(shops::taobao(&i.secret, &i.fields, "md5"))),
            scheme(&["hmac", "hmac-md5"], |i| Ok(shops::taobao(&i.secret, &i.fields, "hmac"))),
            scheme(&["hmac-sha256"], |i| Ok(shops::taobao(&i.secret, &i.fields, "hmac-sha256"))),
        ],
    },
    Signer { code: "pdd", told_by: None, schemes: &[scheme(&["md5"], |i| Ok(shops::pdd(&i.secret, &i.fields)))] },
    Signer {
        code: "douyin",
        told_by: Some("sign_method"),
        schemes: &[scheme(&["hmac-sha256"], |i| douyin(i, true)), scheme(&["md5"], |i| douyin(i, false)), scheme(&["push"], douyin_push)],
    },
    Signer { code: "jd", told_by: None, schemes: &[scheme(&["md5", "sp-api"], |i| Ok(shops::jd(&i.secret, &i.fields)))] },
    Signer {
        code: "kuaishou",
        told_by: Some("signMethod"),
        schemes: &[
            scheme(&["md5"], |i| Ok(shops::kuaishou(&i.secret, &i.fields, false))),
            scheme(&["hmac", "hmac-sha256"], |i| Ok(shops::kuaishou(&i.secret, &i.fields, true))),
        ],
    },
    Signer { code: "xiaohongshu", told_by: None, schemes: &[scheme(&["md5"], xiaohongshu)] },
    Signer { code: "shopee", told_by: None, schemes: &[scheme(&["hmac-sha256"], shopee)] },
    Signer { code: "lazada", told_by: None, schemes: &[scheme(&["sha256", "hmac-sha256"], lazada), scheme(&["push"], app_key_and_body)] },
    Signer { code: "tiktok_shop", told_by: None, schemes: &[scheme(&["hmac-sha256"], tiktok_shop), scheme(&["push"], app_key_and_body)] },
    Signer { code: "wechat_shop", told_by: None, schemes: &[scheme(&["push"], wechat_push)] },
    Signer { code: "shopify", told_by: None, schemes: &[scheme(&["push"], body_base64), scheme(&["redirect"], shopify_redirect)] },
    Signer { code: "woocommerce", told_by: None, schemes: &[scheme(&["oauth1"], woocommerce), scheme(&["push"], body_base64)] },
    Signer { code: "sf", told_by: None, schemes: &[scheme(&["md5"], carriers::sf)] },
    Signer { code: "zto", told_by: None, schemes: &[scheme(&["md5"], carriers::zto), scheme(&["sha256"], carriers::zto_sha256)] },
    Signer { code: "yto", told_by: None, schemes: &[scheme(&["md5"], carriers::yto)] },
    Signer { code: "sto", told_by: None, schemes: &[scheme(&["md5"], carriers::sto)] },
    Signer { code: "yunda", told_by: None, schemes: &[scheme(&["md5"], carriers::yunda)] },
    Signer { code: "dbkd", told_by: None, schemes: &[scheme(&["md5"], carriers::dbkd)] },
    Signer {
        code: "jdl",
        told_by: Some("algorithm"),
        schemes: &[
            scheme(&["md5-salt", "md5"], carriers::jdl_md5),
            scheme(&["hmacmd5", "hmac-md5"], carriers::jdl_hmac_md5),
            scheme(&["hmacsha1", "hmac-sha1"], carriers::jdl_hmac_sha1),
            scheme(&["hmacsha256", "hmac-sha256"], carriers::jdl_hmac_sha256),
            scheme(&["hmacsha512", "hmac-sha512"], carriers::jdl_hmac_sha512),
        ],
    },
    Signer { code: "cainiao", told_by: None, schemes: &[scheme(&["md5"], carriers::cainiao)] },
    Signer { code: "kdniao", told_by: None, schemes: &[scheme(&["md5"], carriers::kdniao)] },
    Signer {
        code: "kuaidi100",
        told_by: Some("signType"),
        schemes: &[
            scheme(&["md5"], carriers::kuaidi100),
            scheme(&["sha256"], carriers::kuaidi100_sha256),
            scheme(&["sm3"], carriers::kuaidi100_sm3),
            scheme(&["query"], carriers::kuaidi100_query),
            scheme(&["label"], carriers::kuaidi100_label),
            scheme(&["push"], carriers::kuaidi100_push),
        ],
    },
];

fn douyin(i: &SignInput, is_hmac: bool) -> Result<Signed, SignError> {
    Ok(shops::douyin(&i.secret, i.need("app_key")?, i.need("method")?, i.text(&["param_json"])?, i.need("timestamp")?, is_hmac))
}

/// What Douyin puts into `event-sign`.
fn douyin_push(i: &SignInput) -> Result<Signed, SignError> {
    let text = format!("{}{}{}", i.need("app_key")?, i.text(&["body"])?, i.secret);
    Ok(Signed { sign: lower(&md5(text.as_bytes())), string_to_sign: text })
}

fn xiaohongshu(i: &SignInput) -> Result<Signed, SignError> {
    Ok(shops::xiaohongshu(&i.secret, i.need("method")?, i.need("appId")?, i.need("timestamp")?, i.need("version")?))
}

fn shopee(i: &SignInput) -> Result<Signed, SignError> {
    let owner = [i.field("access_token"), i.field("shop_id"), i.field("merchant_id")];
    Ok(shops::shopee(&i.secret, i.need("partner_id")?, i.need_path()?, i.need("timestamp")?, &owner))
}

fn lazada(i: &SignInput) -> Result<Signed, SignError> {
    Ok(shops::lazada(&i.secret, i.need_path()?, &i.fields, i.body.as_deref().unwrap_or_default()))
}

fn tiktok_shop(i: &SignInput) -> Result<Signed, SignError> {
    Ok(shops::tiktok_shop(&i.secret, i.need_path()?, &i.fields, i.body.as_deref().unwrap_or_default()))
}

/// What Lazada and TikTok Shop put into `Authorization` of a push.
fn app_key_and_body(i: &SignInput) -> Result<Signed, SignError> {
    let text = format!("{}{}", i.need("app_key")?, i.text(&["body"])?);
    Ok(Signed { sign: lower(&hmac_sha256(i.secret.as_bytes(), text.as_bytes())), string_to_sign: text })
}

/// The secret is the token of the message address.
fn wechat_push(i: &SignInput) -> Result<Signed, SignError> {
    let mut parts = [i.secret.as_str(), i.need("timestamp")?, i.need("nonce")?];
    parts.sort_unstable();
    let text = parts.concat();
    Ok(Signed { sign: lower(&sha1(text.as_bytes())), string_to_sign: text })
}

fn body_base64(i: &SignInput) -> Result<Signed, SignError> {
    let text = i.text(&["body"])?.to_owned();
    Ok(Signed { sign: base64(&hmac_sha256(i.secret.as_bytes(), text.as_bytes())), string_to_sign: text })
}

/// The query with which Shopify sends the owner back.
fn shopify_redirect(i: &SignInput) -> Result<Signed, SignError> {
    let pairs: Vec<String> = i.fields.iter().filter(|(n, _)| *n != "hmac").map(|(n, v)| format!("{n}={v}")).collect();
    let text = pairs.join("&");
    Ok(Signed { sign: lower(&hmac_sha256(i.secret.as_bytes(), text.as_bytes())), string_to_sign: text })
}

/// `path` is the whole address without its query, `method` (a field that is not signed) the HTTP verb, GET where it is left out.
fn woocommerce(i: &SignInput) -> Result<Signed, SignError> {
    let mut fields = i.fields.clone();
    let method = fields.remove("method").unwrap_or_else(|| "GET".to_owned());
    Ok(oauth1::oauth1(&i.secret, &method, i.need_path()?, &fields))
}
