//! Numbers of one's own: a range that the shop was given on paper, or counts for what it delivers itself. Nobody is asked; a number that was
//! given out is never given out again, not even when it was given back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_store::WaybillAccount;

/// A range of numbers: `prefix` and then `digits` digits, from `next` to `last`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NumberRange {
    #[serde(default)]
    pub prefix: String,
    pub next: i64,
    pub last: i64,
    #[serde(default)]
    pub digits: u8,
}

impl NumberRange {
    pub fn of(account: &WaybillAccount) -> Option<NumberRange> {
        serde_json::from_str(account.number_range.as_deref()?).ok()
    }

    /// How many are left.
    pub fn left(&self) -> i64 {
        (self.last - self.next + 1).max(0)
    }

    /// Takes the next one; none when the range is used up.
    pub fn take(&mut self) -> Option<String> {
        if self.left() == 0 {
            return None;
        }
        let number = format!("{}{:0width$}", self.prefix, self.next, width = usize::from(self.digits));
        self.next += 1;
        Some(number)
    }

    /// What is wrong with it.
    pub fn fault(&self) -> Option<&'static str> {
        let is_plain = self.prefix.bytes().all(|b| b.is_ascii_alphanumeric()) && self.prefix.len() <= 12;
        let widest = 10_i64.checked_pow(u32::from(self.digits)).unwrap_or(i64::MAX);
        if !is_plain {
            Some("prefix")
        } else if self.next < 0 || self.last < self.next || self.digits > 18 || (self.digits > 0 && self.last >= widest) {
            Some("next – last")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_once_and_end() {
        let mut range = NumberRange { prefix: "YD".into(), next: 99, last: 100, digits: 4 };
        assert_eq!(range.fault(), None);
        assert_eq!((range.take().as_deref(), range.take().as_deref(), range.take()), (Some("YD0099"), Some("YD0100"), None));
        for (bad, what) in [
            (NumberRange { prefix: "单".into(), next: 1, last: 2, digits: 0 }, "prefix"),
            (NumberRange { prefix: String::new(), next: 5, last: 2, digits: 0 }, "next – last"),
            (NumberRange { prefix: String::new(), next: 1, last: 1_000, digits: 3 }, "next – last"),
        ] {
            assert_eq!(bad.fault(), Some(what));
        }
    }
}
