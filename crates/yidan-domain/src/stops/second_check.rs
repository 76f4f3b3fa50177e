//! 双人复核: two confirmations by two people, the second of them an owner. Until then the order is locked.

use super::{Person, Refusal, Signed};
use crate::order::By;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a confirmation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Confirmed {
    /// One is still missing.
    First,
    /// Both are there: the lock may go.
    Both,
}

/// A check by two people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecondCheck {
    /// Names of the rules that ask for it.
    pub rules: Vec<String>,
    pub asked_at_ms: i64,
    pub first: Option<Signed>,
    pub second: Option<Signed>,
    /// An owner has said no, with the reason; the order goes back to review.
    pub refused: Option<(Signed, String)>,
}

impl SecondCheck {
    pub fn ask(rules: Vec<String>, now_ms: i64) -> SecondCheck {
        SecondCheck { rules, asked_at_ms: now_ms, first: None, second: None, refused: None }
    }

    /// The order is locked.
    pub fn is_pending(&self) -> bool {
        self.second.is_none() && self.refused.is_none()
    }

    /// A person confirms. `is_alone` = the desk has nobody else (no staff named), so that one person is all there can be; the trail then
    /// shows one name twice.
    pub fn confirm(&mut self, person: &Person, is_alone: bool, now_ms: i64) -> Result<Confirmed, Refusal> {
        if !self.is_pending() {
            return Err(Refusal::Decided);
        }
        if !matches!(person.role, By::Owner | By::Clerk) {
            return Err(Refusal::NotAllowed);
        }
        let signed = Signed::new(person, now_ms);
        let Some(first) = &self.first else {
            self.first = Some(signed.clone());
            if is_alone && person.role == By::Owner {
                self.second = Some(signed);
                return Ok(Confirmed::Both);
            }
            return Ok(Confirmed::First);
        };
        if first.by == person.name {
            return Err(Refusal::SamePerson);
        }
        if person.role != By::Owner {
            return Err(Refusal::NotAllowed);
        }
        self.second = Some(signed);
        Ok(Confirmed::Both)
    }

    /// An owner says no.
    pub fn refuse(&mut self, person: &Person, reason: &str, now_ms: i64) -> Result<(), Refusal> {
        if !self.is_pending() {
            return Err(Refusal::Decided);
        }
        if person.role != By::Owner {
            return Err(Refusal::NotAllowed);
        }
        if reason.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        self.refused = Some((Signed::new(person, now_ms), reason.trim().to_owned()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, role: By) -> Person {
        Person { name: name.into(), role }
    }

    /// Who confirms one after the other, is the desk alone, and the answers.
    type Case = (&'static [(&'static str, By)], bool, &'static [Result<Confirmed, Refusal>]);

    #[test]
    fn two_people() {
        use Confirmed::{Both, First};
        let cases: &[Case] = &[
            (&[("小李", By::Clerk), ("店主", By::Owner)], false, &[Ok(First), Ok(Both)]),
            (&[("店主", By::Owner), ("合伙人", By::Owner)], false, &[Ok(First), Ok(Both)]),
            (&[("小李", By::Clerk), ("小李", By::Clerk)], false, &[Ok(First), Err(Refusal::SamePerson)]),
            (&[("小李", By::Clerk), ("小王", By::Clerk)], false, &[Ok(First), Err(Refusal::NotAllowed)]),
            (&[("店主", By::Owner), ("店主", By::Owner)], false, &[Ok(First), Err(Refusal::SamePerson)]),
            (&[("店主", By::Owner), ("小李", By::Clerk)], false, &[Ok(First), Err(Refusal::NotAllowed)]),
            (&[("会计", By::Accountant), ("系统", By::System)], false, &[Err(Refusal::NotAllowed), Err(Refusal::NotAllowed)]),
            (&[("店主", By::Owner), ("店主", By::Owner)], true, &[Ok(Both), Err(Refusal::Decided)]),
        ];
        for (people, is_alone, want) in cases {
            let mut check = SecondCheck::ask(vec!["金额异常".into()], 0);
            let got: Vec<_> = people.iter().map(|(name, role)| check.confirm(&person(name, *role), *is_alone, 1)).collect();
            assert_eq!(got, *want, "{people:?}");
            assert_eq!(check.is_pending(), !want.contains(&Ok(Both)), "{people:?}");
        }
    }

    #[test]
    fn refusing() {
        let mut check = SecondCheck::ask(Vec::new(), 0);
        assert_eq!(check.refuse(&person("小李", By::Clerk), "不对", 1), Err(Refusal::NotAllowed));
        assert_eq!(check.refuse(&person("店主", By::Owner), " ", 1), Err(Refusal::NoReason));
        assert_eq!(check.refuse(&person("店主", By::Owner), "不对", 1), Ok(()));
        assert!(!check.is_pending());
        assert_eq!(check.confirm(&person("店主", By::Owner), false, 2), Err(Refusal::Decided));
    }
}
