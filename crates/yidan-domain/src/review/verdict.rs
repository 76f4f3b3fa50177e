//! What all hits together ask for: every hold, tag and second person, and of single values the one of the highest priority.

use super::judge::Hit;
use super::rule::Action;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A value and the rule that says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Said<T> {
    pub value: T,
    pub rule: String,
}

/// A hold that a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HoldAsked {
    pub rule: String,
    /// The rule's name where it gives no reason of its own.
    pub reason: String,
    /// Absent = until a person lets it go.
    pub release_after_minutes: Option<i64>,
}

/// What is to be done with one order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Verdict {
    /// By priority, the highest first.
    pub holds: Vec<HoldAsked>,
    /// Names of the rules that ask for a second person.
    pub second_person: Vec<String>,
    /// Names of the rules that make it urgent.
    pub urgent: Vec<String>,
    pub tags: Vec<Said<String>>,
    pub flag: Option<Said<u8>>,
    pub warehouse: Option<Said<String>>,
    pub carrier: Option<Said<String>>,
}

impl Verdict {
    /// Puts the hits together. Of equal priorities the one asked first decides.
    pub fn of(hits: &[Hit]) -> Verdict {
        let mut by_priority: Vec<&Hit> = hits.iter().collect();
        by_priority.sort_by_key(|hit| std::cmp::Reverse(hit.priority));
        let mut out = Verdict::default();
        for hit in by_priority {
            for action in &hit.actions {
                out.add(&hit.rule, action);
            }
        }
        out
    }

    /// Nothing stops the order: it may go on by itself.
    pub fn lets_pass(&self) -> bool {
        self.holds.is_empty() && self.second_person.is_empty()
    }

    fn add(&mut self, rule: &str, action: &Action) {
        let rule = rule.to_owned();
        match action {
            Action::Hold { reason, release_after_minutes } => {
                let reason = reason.clone().unwrap_or_else(|| rule.clone());
                self.holds.push(HoldAsked { rule, reason, release_after_minutes: *release_after_minutes });
            }
            Action::SecondPerson => self.second_person.push(rule),
            Action::Urgent => self.urgent.push(rule),
            Action::Tag { tag } => {
                if !self.tags.iter().any(|said| said.value == *tag) {
                    self.tags.push(Said { value: tag.clone(), rule });
                }
            }
            Action::Flag { flag } => {
                self.flag.get_or_insert(Said { value: *flag, rule });
            }
            Action::Warehouse { warehouse } => {
                self.warehouse.get_or_insert(Said { value: warehouse.clone(), rule });
            }
            Action::Carrier { carrier } => {
                self.carrier.get_or_insert(Said { value: carrier.clone(), rule });
            }
        }
    }
}
