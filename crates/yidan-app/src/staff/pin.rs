//! What a PIN is and what is kept of it: argon2id with the least parameters that OWASP names (19 MiB, two passes, one lane).
//! The PIN itself is never kept, shown or logged.

use crate::error::{Code, Failure, Result};
use crate::ports::Randomness;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use ts_rs::TS;

/// Digits of a PIN; other texts are longer.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=12;
const LETTERS: std::ops::RangeInclusive<usize> = 6..=64;
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
/// Compared with when a name is not known, so that the answer takes as long as for one that is. It is the hash of no PIN.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmUhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A PIN as typed.
#[derive(Clone, Default, PartialEq, Eq, TS)]
#[ts(as = "String")]
pub struct Pin(String);

impl Pin {
    pub fn new(typed: &str) -> Pin {
        Pin(typed.to_owned())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// 4–12 digits, or 6–64 characters that are not all digits.
    pub fn is_sound(&self) -> bool {
        let count = self.0.chars().count();
        let allowed = if self.0.bytes().all(|b| b.is_ascii_digit()) { DIGITS } else { LETTERS };
        allowed.contains(&count) && !self.0.chars().any(char::is_control)
    }

    /// The text that is kept.
    pub fn hash(&self, randomness: &dyn Randomness) -> Result<String> {
        let mut salt = [0; SALT_BYTES];
        randomness.fill(&mut salt).map_err(internal)?;
        let hash: PasswordHash = hasher()?.hash_password_with_salt(self.0.as_bytes(), &salt).map_err(internal)?;
        Ok(hash.to_string())
    }

    /// Is this the PIN behind a kept text? `None` stands for a name that nobody has; the answer takes as long and is no.
    pub fn is_behind(&self, kept: Option<&str>) -> bool {
        let Ok(hash) = PasswordHash::new(kept.unwrap_or(NOBODY)) else { return false };
        let same = Argon2::default().verify_password(self.0.as_bytes(), &hash).is_ok();
        same && kept.is_some()
    }
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn internal(e: impl fmt::Display) -> Failure {
    Failure::new(Code::Internal).with("detail", e)
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

impl Serialize for Pin {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Pin {
    /// Digits may come as a number. What cannot be read is not quoted in the error.
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Pin, D::Error> {
        match serde_json::Value::deserialize(from) {
            Ok(serde_json::Value::String(text)) => Ok(Pin(text)),
            Ok(serde_json::Value::Number(digits)) if digits.is_u64() => Ok(Pin(digits.to_string())),
            _ => Err(serde::de::Error::custom("pin")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting;
    impl Randomness for Counting {
        fn fill(&self, bytes: &mut [u8]) -> std::io::Result<()> {
            bytes.iter_mut().enumerate().for_each(|(i, b)| *b = i as u8);
            Ok(())
        }
    }

    #[test]
    fn shapes() {
        for (typed, sound) in [
            ("1234", true),
            ("0000", true),
            ("123456789012", true),
            ("123", false),
            ("1234567890123", false),
            ("", false),
            ("abc12", false),
            ("abc123", true),
            ("门后第三块砖", true),
            ("a b c d", true),
            ("abcdef\n", false),
            (&"x".repeat(64), true),
            (&"x".repeat(65), false),
        ] {
            assert_eq!(Pin::new(typed).is_sound(), sound, "{typed:?}");
        }
    }

    #[test]
    fn what_is_kept_proves_the_pin_and_does_not_show_it() {
        let pin = Pin::new("2468");
        let kept = pin.hash(&Counting).expect("hashed");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && !kept.contains("2468"), "{kept}");
        assert!(pin.is_behind(Some(&kept)));
        for (typed, kept) in
            [("2469", Some(kept.as_str())), ("", Some(kept.as_str())), ("2468", None), ("2468", Some("")), ("2468", Some("x"))]
        {
            assert!(!Pin::new(typed).is_behind(kept), "{typed} {kept:?}");
        }
        assert!(PasswordHash::new(NOBODY).is_ok(), "a name nobody has costs the same work");
        assert_eq!(format!("{pin:?}"), "Pin(…)");
    }

    #[test]
    fn a_pin_that_cannot_be_read_is_not_quoted() {
        let read = |json: &str| serde_json::from_str::<Pin>(json);
        assert_eq!(read("2468").expect("digits"), Pin::new("2468"));
        assert_eq!(read("\"02468\"").expect("text"), Pin::new("02468"));
        for json in ["[2468]", "24.68", "true", "null", "-2468"] {
            let error = read(json).expect_err(json).to_string();
            assert!(!error.contains("24"), "{error}");
        }
    }
}
