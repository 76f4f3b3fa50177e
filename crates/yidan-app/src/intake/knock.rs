//! Who is let in: a request names its shop and its moment and is signed with the shop's key. Refused ones are counted, and the trail
//! hears of them at most once a minute: whoever knocks without a key must not be able to fill it.

use super::door::{KEY_BYTES, doors_of, of_secrets, secret_name};
use crate::App;
use crate::error::{Code, Failure, Result};
use crate::orders::review::by_system;
use serde_json::json;
use std::sync::{Mutex, PoisonError};
use yidan_domain::limits::{INTAKE_CLOCK_MS, INTAKE_REFUSED_MS};
use yidan_platforms::sign::digest::hmac_sha256;
use yidan_store::Shop;

/// What the headers of a request say; missing ones are empty.
#[derive(Clone, Copy, Default)]
pub struct Knock<'a> {
    /// The shop's name, as it is or percent-encoded.
    pub shop: &'a str,
    /// Seconds since 1970.
    pub timestamp: &'a str,
    /// HMAC-SHA256 of `timestamp.body` by the shop's key, hexadecimal.
    pub signature: &'a str,
}

/// What was refused since this program was started.
#[derive(Default)]
pub struct Refused(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    total: i64,
    /// Since the last entry of the trail.
    untold: i64,
    told_at_ms: Option<i64>,
}

impl Refused {
    pub(crate) fn total(&self) -> i64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).total
    }

    /// Counts one more. Answers how many the trail is to hear of now.
    pub(crate) fn count(&self, now_ms: i64) -> Option<i64> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.total += 1;
        counted.untold += 1;
        // A clock that was set back must not silence the trail until it has caught up.
        if counted.told_at_ms.is_some_and(|told| (0..INTAKE_REFUSED_MS).contains(&(now_ms - told))) {
            return None;
        }
        counted.told_at_ms = Some(now_ms);
        Some(std::mem::take(&mut counted.untold))
    }
}

/// The shop that sent this and the moment it signed (UTC ms), or why nobody is let in. Which of shop, key and signature was wrong is not told.
pub(super) fn let_in(app: &App, knock: &Knock<'_>, body: &[u8]) -> Result<(Shop, i64)> {
    let now_ms = app.now_ms();
    let outcome = check(app, knock, body, now_ms);
    if let Err(failure) = &outcome
        && failure.code == Code::BadSignature
        && let Some(count) = app.refused.count(now_ms)
    {
        let data = json!({ "count": count, "reason": failure.facts.get("reason") }).to_string();
        let entry = by_system(now_ms, "intake_refused", Some(data));
        // The answer is no in any case; a data file that is busy must not turn it into something else.
        let _ = app.store.put(|w| w.append_events(0, &[entry]));
    }
    outcome
}

pub(super) fn refused(reason: &str) -> Failure {
    Failure::new(Code::BadSignature).with("reason", reason)
}

fn check(app: &App, knock: &Knock<'_>, body: &[u8], now_ms: i64) -> Result<(Shop, i64)> {
    // What cannot be right costs neither a question to the data nor one to the keyring.
    let signed_ms = plain_number(knock.timestamp).ok_or_else(|| refused("signature"))? * 1_000;
    let given = from_hex(knock.signature).ok_or_else(|| refused("signature"))?;
    let name = decoded(knock.shop).ok_or_else(|| refused("signature"))?;
    let mut signed = Vec::with_capacity(knock.timestamp.len() + 1 + body.len());
    signed.extend_from_slice(knock.timestamp.as_bytes());
    signed.push(b'.');
    signed.extend_from_slice(body);
    for (shop, _) in doors_of(app, name.trim())? {
        let kept = app.ports.secrets.get(&secret_name(shop.id)).map_err(of_secrets)?;
        let Some(key) = kept.as_deref().and_then(from_hex) else { continue };
        if is_same(&hmac_sha256(&key, &signed), &given) {
            // Told only to who has the key: a wrong clock is theirs to mend.
            return if (signed_ms - now_ms).abs() <= INTAKE_CLOCK_MS { Ok((shop, signed_ms)) } else { Err(refused("time")) };
        }
    }
    Err(refused("signature"))
}

/// Takes as long for a signature that is wrong at its first byte as for one that is wrong at its last.
fn is_same(expected: &[u8], given: &[u8]) -> bool {
    // Hashes of that crate are compared in constant time, and hashing takes away what the bytes were.
    blake3::hash(expected) == blake3::hash(given)
}

/// Digits only, so that one moment has one spelling.
fn plain_number(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 12 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn from_hex(text: &str) -> Option<[u8; KEY_BYTES]> {
    let digits = text.trim().as_bytes();
    if digits.len() != KEY_BYTES * 2 {
        return None;
    }
    let mut bytes = [0; KEY_BYTES];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

/// Headers bear no Chinese everywhere, so a name may come percent-encoded. A sign that begins no code stands for itself.
fn decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let code = bytes.get(at + 1).zip(bytes.get(at + 2)).and_then(|(a, b)| Some(nibble(*a)? << 4 | nibble(*b)?));
        match code.filter(|_| byte == b'%') {
            Some(code) => {
                out.push(code);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_headers_bear_them() {
        for (text, name) in [
            ("自营小店", Some("自营小店")),
            ("%E8%87%AA%E8%90%A5", Some("自营")),
            ("%e8%87%aa 1", Some("自 1")),
            ("100% wool", Some("100% wool")),
            ("a%2", Some("a%2")),
            ("a%25b", Some("a%b")),
            ("%FF", None),
        ] {
            assert_eq!(decoded(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn the_trail_hears_once_a_minute() {
        let refused = Refused::default();
        let told: Vec<_> = [0, 1, 59_999, 60_000, 60_001, 200_000, 100_000].into_iter().map(|ms| refused.count(ms)).collect();
        assert_eq!(told, [Some(1), None, None, Some(3), None, Some(2), Some(1)]);
        assert_eq!(refused.total(), 7);
    }
}
