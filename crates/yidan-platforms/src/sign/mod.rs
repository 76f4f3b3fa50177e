//! Signatures of all platforms and carriers: from a secret and what is sent to the text that is digested and the signature.
//! Pure functions; the very bytes that are signed have to be sent. When to sign and where the result goes is each connector's business.

mod carriers;
pub mod digest;
mod oauth1;
mod shops;
mod table;

pub use oauth1::{oauth1, parameters as oauth1_parameters, percent as oauth1_percent};
pub use shops::{douyin, jd, kuaishou, lazada, pdd, shopee, taobao, tiktok_shop, wrapped, xiaohongshu};
pub use table::{codes, schemes};

use std::collections::BTreeMap;

/// What is sent, by the platform's own names; sorted bytewise.
pub type Fields = BTreeMap<String, String>;

/// What a signature is made of.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SignInput {
    /// Whatever the platform calls its signing secret.
    pub secret: String,
    /// Parameters by the platform's own names; `sign` itself is ignored.
    pub fields: Fields,
    /// Path of the call, where the platform signs it.
    pub path: Option<String>,
    /// Exactly the body that is sent, where the platform signs it.
    pub body: Option<String>,
}

impl std::fmt::Debug for SignInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInput").field("names", &self.fields.keys()).field("path", &self.path).finish_non_exhaustive()
    }
}

impl SignInput {
    fn need(&self, name: &str) -> Result<&str, SignError> {
        self.fields.get(name).map(String::as_str).ok_or_else(|| SignError::Missing { what: name.to_owned() })
    }

    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    fn need_path(&self) -> Result<&str, SignError> {
        self.path.as_deref().ok_or_else(|| SignError::Missing { what: "path".to_owned() })
    }

    /// The one text that is signed as a whole: under one of these names, or the body.
    fn text(&self, names: &[&str]) -> Result<&str, SignError> {
        let named = names.iter().find_map(|n| self.fields.get(*n)).map(String::as_str);
        named.or(self.body.as_deref()).ok_or_else(|| SignError::Missing { what: names.first().unwrap_or(&"body").to_string() })
    }
}

/// A signature and the text it was made of. For most platforms that text holds the secret, so there is no way to print this by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    pub sign: String,
    pub string_to_sign: String,
}

impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signed").field("sign", &self.sign).finish_non_exhaustive()
    }
}

/// Why nothing could be signed. Never holds a value of a field, let alone the secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// No platform of that code signs anything.
    #[error("no signature is known for {code:?}; there are {}", .known.join(", "))]
    UnknownPlatform { code: String, known: Vec<&'static str> },
    /// The platform has no such way to sign.
    #[error("{code} has no scheme {scheme:?}; there are {}", .known.join(", "))]
    UnknownScheme { code: &'static str, scheme: String, known: Vec<&'static str> },
    /// A field, the path or the body that is part of what is signed.
    #[error("{what} is missing")]
    Missing { what: String },
}

/// Signs as the platform does. Without a scheme, a field that names it decides (`sign_method`), else the platform's usual one.
pub fn sign(code: &str, scheme: Option<&str>, input: &SignInput) -> Result<Signed, SignError> {
    let signer = table::find(code).ok_or_else(|| SignError::UnknownPlatform { code: code.to_owned(), known: codes() })?;
    let told = signer.told_by.and_then(|name| input.fields.get(name)).map(String::as_str).filter(|s| !s.is_empty());
    let Some(wanted) = scheme.or(told) else { return (signer.schemes[0].run)(input) };
    let bare = wanted.to_lowercase().replace('_', "-");
    match signer.schemes.iter().find(|s| s.names.contains(&bare.as_str())) {
        Some(s) => (s.run)(input),
        None => Err(SignError::UnknownScheme { code: signer.code, scheme: wanted.to_owned(), known: schemes(signer.code) }),
    }
}
