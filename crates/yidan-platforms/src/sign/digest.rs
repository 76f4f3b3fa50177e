//! Digests in the spellings that platforms want: hex upper or lower, Base64, keyed or not. What is digested is decided in the files beside.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use sm3::Sm3;
use std::fmt::Write as _;

pub fn md5(text: &[u8]) -> Vec<u8> {
    Md5::digest(text).to_vec()
}

pub fn sha1(text: &[u8]) -> Vec<u8> {
    Sha1::digest(text).to_vec()
}

pub fn sha256(text: &[u8]) -> Vec<u8> {
    Sha256::digest(text).to_vec()
}

pub fn sm3(text: &[u8]) -> Vec<u8> {
    Sm3::digest(text).to_vec()
}

macro_rules! keyed {
    ($($name:ident $hash:ty),+) => {$(
        pub fn $name(key: &[u8], text: &[u8]) -> Vec<u8> {
            // HMAC takes keys of every length.
            let mut mac = Hmac::<$hash>::new_from_slice(key).expect("HMAC takes any key");
            mac.update(text);
            mac.finalize().into_bytes().to_vec()
        }
    )+};
}
keyed!(hmac_md5 Md5, hmac_sha1 Sha1, hmac_sha256 Sha256, hmac_sha512 Sha512);

pub fn lower(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        // Writing to a String does not fail.
        let _ = write!(out, "{b:02x}");
        out
    })
}

pub fn upper(bytes: &[u8]) -> String {
    lower(bytes).to_uppercase()
}

pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
