//! Shops connected to their platform's interface: orders come in by themselves, and what left here is told there.
//!
//! A visit (`visit`) belongs to one visitor at a time. It sends what waits (`send`), asks again about orders that stand still, and pulls
//! windows of changed orders (`pull`); the cursor moves only in the transaction that stores a whole window with its receipt. One loop
//! (`line`) asks and hears for every platform; what differs between platforms is in their folders. Credentials come from `keys`.

pub mod compare;
pub mod connect;
pub(crate) mod keys;
mod line;
pub mod outbox;
mod pull;
mod send;
pub mod view;
pub mod visit;

pub(crate) use compare::{Compared, Span, span_of};
pub(crate) use connect::refresh;
pub(crate) use line::Pace;
pub(crate) use send::note;
pub(crate) use visit::{Errand, visit};

use crate::App;
use crate::error::Failure;
use serde::{Deserialize, Serialize};
use yidan_platforms::channel::Trouble;

/// Why a visit did not go on.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The platform, or the way to it.
    Trouble(Trouble),
    /// Something was to be written there and no answer came: perhaps it took effect.
    Lost(String),
    /// The work has to end, or another visitor has taken over.
    Cut,
    /// Our own side.
    Failure(Failure),
}

impl Halt {
    /// Nothing is asked until somebody acts.
    fn needs_owner(&self) -> bool {
        matches!(self, Halt::Trouble(trouble) if trouble.stops_the_shop())
    }
}

impl From<Trouble> for Halt {
    fn from(trouble: Trouble) -> Self {
        Halt::Trouble(trouble)
    }
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Self {
        Halt::Failure(failure)
    }
}

/// Why the desk itself does not send something: codes of `send` and of the connectors.
const OWN_REFUSALS: &[&str] =
    &["carrier", "closed", "gone", "memo_needed", "no_lines", "one_parcel", "refund", "shipped_otherwise", "whole_order"];

/// The last trouble of a shop, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptTrouble {
    /// `busy`, `wait`, `again`, `authorize`, `refused`, `setup`, `unreadable`, `lost`, `failure`
    pub kind: String,
    pub code: String,
    pub words: String,
    pub at_ms: i64,
}

impl KeptTrouble {
    pub fn of(app: &App, halt: &Halt) -> KeptTrouble {
        let at_ms = app.now_ms();
        let kept = |kind: &str, code: &str, words: &str| KeptTrouble { kind: kind.into(), code: code.into(), words: words.into(), at_ms };
        match halt {
            Halt::Trouble(trouble) => match trouble {
                Trouble::Wait { code, words, .. } => kept("wait", code, words),
                Trouble::Again { code, words } => kept("again", code, words),
                Trouble::Authorize { code, words } => kept("authorize", code, words),
                Trouble::Already { code, words } | Trouble::RefundOpen { code, words } | Trouble::Refused { code, words } => {
                    kept("refused", code, words)
                }
                Trouble::Setup { code, words } => kept("setup", code, words),
                Trouble::Unreadable { what } => kept("unreadable", "", what),
            },
            Halt::Lost(words) => kept("lost", "", words),
            Halt::Cut => kept("cut", "", ""),
            // The sentence names everything; a code before it would be for nobody.
            Halt::Failure(failure) => kept("failure", "", &app.worded(failure.clone()).message),
        }
    }

    /// Somebody else was visiting the shop all the while.
    pub fn busy(at_ms: i64) -> KeptTrouble {
        KeptTrouble { kind: "busy".into(), code: String::new(), words: String::new(), at_ms }
    }

    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub fn read(text: Option<&str>) -> Option<KeptTrouble> {
        text.and_then(|t| serde_json::from_str(t).ok())
    }

    /// What happened and what to do, for people.
    pub fn sentence(&self, app: &App) -> String {
        let words = match (self.code.is_empty(), self.words.is_empty()) {
            (true, _) => self.words.clone(),
            (false, true) => self.code.clone(),
            (false, false) => format!("{} {}", self.code, self.words),
        };
        // What our own side says no to has its own sentence; a platform's word is told as it is.
        if self.kind == "refused" && OWN_REFUSALS.contains(&self.code.as_str()) {
            return app.say_with(&format!("sync.refused.{}", self.code), &[("words", self.words.clone())]);
        }
        app.say_with(&format!("sync.trouble.{}", self.kind), &[("words", words)])
    }
}
