//! 挂起: why an order waits, since when, and until when. An order may be held for several reasons at once and is free when all are gone.

use super::{Person, Refusal, Signed};
use crate::order::hands::PLATFORM;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a hold ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReleasedBy {
    Person(Signed),
    /// Its time was over. UTC milliseconds of the moment it was due.
    Time {
        due_ms: i64,
    },
}

/// One reason to wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hold {
    /// Name of the rule, where a rule set it.
    pub rule: Option<String>,
    pub reason: String,
    pub since: Signed,
    /// Absent = until a person lets it go. UTC milliseconds.
    pub release_at_ms: Option<i64>,
    pub released: Option<ReleasedBy>,
}

impl Hold {
    pub fn is_open(&self) -> bool {
        self.released.is_none()
    }

    fn is_ended_by(&self, who: &str) -> bool {
        matches!(&self.released, Some(ReleasedBy::Person(signed)) if signed.by == who)
    }
}

/// All holds an order has had, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Holds(pub Vec<Hold>);

impl Holds {
    /// Some reason stands.
    pub fn is_held(&self) -> bool {
        self.0.iter().any(Hold::is_open)
    }

    /// A person holds the order. The same reason again only moves the time.
    pub fn hold(&mut self, person: &Person, reason: &str, release_at_ms: Option<i64>, now_ms: i64) -> Result<(), Refusal> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::NoReason);
        }
        if release_at_ms.is_some_and(|at| at <= now_ms) {
            return Err(Refusal::BadTime);
        }
        if let Some(open) = self.0.iter_mut().find(|h| h.is_open() && h.rule.is_none() && h.reason == reason) {
            if open.release_at_ms == release_at_ms {
                return Err(Refusal::NothingNew);
            }
            open.release_at_ms = release_at_ms;
            return Ok(());
        }
        let since = Signed::new(person, now_ms);
        self.0.push(Hold { rule: None, reason: reason.to_owned(), since, release_at_ms, released: None });
        Ok(())
    }

    /// A rule holds the order, once: what a person or time has let go is not caught again by the same rule. Returns whether it did.
    pub fn hold_by_rule(&mut self, rule: &str, reason: &str, release_after_minutes: Option<i64>, by: &str, now_ms: i64) -> bool {
        if self.0.iter().any(|h| h.rule.as_deref() == Some(rule)) {
            return false;
        }
        let release_at_ms = release_after_minutes.map(|minutes| now_ms.saturating_add(minutes.saturating_mul(60_000)));
        let since = Signed { by: by.to_owned(), at_ms: now_ms };
        self.0.push(Hold { rule: Some(rule.to_owned()), reason: reason.to_owned(), since, release_at_ms, released: None });
        true
    }

    /// The platform wants the order to wait, with its word for it, or does not any more. A person who let it go is asked again only
    /// when the platform changes its mind. Returns whether anything changed.
    pub fn by_platform(&mut self, word: Option<&str>, now_ms: i64) -> bool {
        let last = self.0.iter_mut().rev().find(|h| h.rule.is_none() && h.since.by == PLATFORM);
        match (word, last) {
            (None, Some(hold)) if hold.is_open() => {
                hold.released = Some(ReleasedBy::Person(Signed { by: PLATFORM.to_owned(), at_ms: now_ms }));
                true
            }
            (Some(word), Some(hold)) if hold.reason == word && (hold.is_open() || !hold.is_ended_by(PLATFORM)) => false,
            (Some(word), last) => {
                if let Some(open) = last.filter(|h| h.is_open()) {
                    open.released = Some(ReleasedBy::Person(Signed { by: PLATFORM.to_owned(), at_ms: now_ms }));
                }
                let since = Signed { by: PLATFORM.to_owned(), at_ms: now_ms };
                self.0.push(Hold { rule: None, reason: word.to_owned(), since, release_at_ms: None, released: None });
                true
            }
            (None, _) => false,
        }
    }

    /// A person lets the order go, whatever the reasons. Returns how many there were.
    pub fn release(&mut self, person: &Person, now_ms: i64) -> Result<usize, Refusal> {
        let mut n = 0;
        for hold in self.0.iter_mut().filter(|h| h.is_open()) {
            hold.released = Some(ReleasedBy::Person(Signed::new(person, now_ms)));
            n += 1;
        }
        if n == 0 { Err(Refusal::NothingNew) } else { Ok(n) }
    }

    /// Ends the holds whose time is over, and returns how many. A clock that jumped is no harm: what is due is due once.
    pub fn release_due(&mut self, now_ms: i64) -> usize {
        let mut n = 0;
        for hold in self.0.iter_mut().filter(|h| h.is_open()) {
            if let Some(due_ms) = hold.release_at_ms.filter(|at| *at <= now_ms) {
                hold.released = Some(ReleasedBy::Time { due_ms });
                n += 1;
            }
        }
        n
    }

    /// When to look again: the earliest release among the open holds. UTC milliseconds.
    pub fn next_release_ms(&self) -> Option<i64> {
        self.0.iter().filter(|h| h.is_open()).filter_map(|h| h.release_at_ms).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::By;

    const MINUTE: i64 = 60_000;

    fn clerk() -> Person {
        Person { name: "小李".into(), role: By::Clerk }
    }

    #[test]
    fn several_reasons() {
        let mut holds = Holds::default();
        assert_eq!(holds.hold(&clerk(), " ", None, 0), Err(Refusal::NoReason));
        assert_eq!(holds.hold(&clerk(), "等电话", Some(0), 0), Err(Refusal::BadTime));
        assert_eq!(holds.hold(&clerk(), "等电话", Some(5), 0), Ok(()));
        assert_eq!(holds.hold(&clerk(), "等电话", Some(5), 1), Err(Refusal::NothingNew));
        assert_eq!(holds.hold(&clerk(), "等电话", Some(9), 1), Ok(()));
        assert!(holds.hold_by_rule("大学城小额", "疑似刷单", Some(1), "系统", 0));
        assert_eq!((holds.0.len(), holds.next_release_ms()), (2, Some(9)));
        assert_eq!((holds.release_due(8), holds.is_held()), (0, true));
        assert_eq!((holds.release_due(9), holds.is_held(), holds.next_release_ms()), (1, true, Some(MINUTE)));
        assert_eq!((holds.release_due(MINUTE * 99), holds.is_held(), holds.next_release_ms()), (1, false, None));
        assert_eq!(holds.0[1].released, Some(ReleasedBy::Time { due_ms: MINUTE }));
        assert_eq!(holds.release_due(MINUTE * 999), 0);
        assert_eq!(holds.release(&clerk(), 0), Err(Refusal::NothingNew));
    }

    #[test]
    fn the_platform_holds_and_lets_go() {
        let mut holds = Holds::default();
        assert!(!holds.by_platform(None, 0));
        assert!(holds.by_platform(Some("审核中"), 1));
        assert!(!holds.by_platform(Some("审核中"), 2));
        assert!(holds.by_platform(Some("暂停发货"), 3));
        assert_eq!((holds.0.len(), holds.0[1].is_open(), holds.0[0].is_open()), (2, true, false));
        assert!(holds.by_platform(None, 4) && !holds.is_held());
        // Once more by the platform's own will.
        assert!(holds.by_platform(Some("暂停发货"), 5) && holds.is_held());
        // What a person has let go is not caught again by the same word.
        assert_eq!(holds.release(&clerk(), 6), Ok(1));
        assert!(!holds.by_platform(Some("暂停发货"), 7));
        assert!(holds.by_platform(Some("审核中"), 8));
    }

    #[test]
    fn what_is_let_go_is_not_caught_again_by_its_rule() {
        let mut holds = Holds::default();
        assert!(holds.hold_by_rule("r", "x", None, "系统", 0));
        assert!(!holds.hold_by_rule("r", "x", None, "系统", 1));
        assert_eq!(holds.release(&clerk(), 2), Ok(1));
        assert!(!holds.hold_by_rule("r", "x", None, "系统", 3));
        assert!(holds.hold_by_rule("s", "y", None, "系统", 4));
        assert_eq!(holds.hold(&clerk(), "x", None, 5), Ok(()));
        assert_eq!(holds.release(&clerk(), 6), Ok(2));
        assert!(!holds.is_held());
    }
}
