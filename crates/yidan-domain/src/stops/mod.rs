//! What stops an order beside its state: 挂起 with timed release, 改地址申请 that locks until decided, 双人复核. Each is a small state
//! machine of its own with values in and values out; setting the marks, voiding waybills and writing the trail is the caller's work.

mod address_change;
mod hold;
mod second_check;

pub use address_change::{AddressChange, AddressPolicy, ChangeState, Deed, Way, way};
pub use hold::{Hold, Holds, ReleasedBy};
pub use second_check::{Confirmed, SecondCheck};

use crate::order::By;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who acts, under which name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Person {
    pub name: String,
    pub role: By,
}

/// Who did something and when. UTC milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Signed {
    pub by: String,
    pub at_ms: i64,
}

impl Signed {
    fn new(person: &Person, at_ms: i64) -> Signed {
        Signed { by: person.name.clone(), at_ms }
    }
}

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The role may not.
    NotAllowed,
    /// The one who confirmed first cannot confirm again.
    SamePerson,
    /// It is decided already.
    Decided,
    /// Another request waits for its answer.
    Pending,
    /// The parcel has left.
    Left,
    /// Cancelled or done.
    Over,
    /// It says nothing new.
    NothingNew,
    /// A reason is needed.
    NoReason,
    /// The time is not after now.
    BadTime,
}

impl Refusal {
    /// The words line is `error.refused.<word>`.
    pub fn word(self) -> &'static str {
        match self {
            Refusal::NotAllowed => "not_allowed",
            Refusal::SamePerson => "same_person",
            Refusal::Decided => "decided",
            Refusal::Pending => "pending",
            Refusal::Left => "left",
            Refusal::Over => "over",
            Refusal::NothingNew => "nothing_new",
            Refusal::NoReason => "no_reason",
            Refusal::BadTime => "bad_time",
        }
    }
}

/// Is the order locked? Nothing goes on while an address change or a second check waits.
pub fn is_locked(change: Option<&AddressChange>, check: Option<&SecondCheck>) -> bool {
    change.is_some_and(AddressChange::is_pending) || check.is_some_and(SecondCheck::is_pending)
}
