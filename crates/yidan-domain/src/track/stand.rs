//! Where a parcel stands: seven states with a closed list of finer words. Codes of sources are mapped onto them by tables in the platforms.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Canonical state of a parcel. The order is the rank of events of the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TrackState {
    /// 待揽收: the label was made, nobody has scanned it
    Pending,
    /// 已揽收
    Collected,
    /// 运输中
    InTransit,
    /// 派件中
    OutForDelivery,
    /// 派件异常
    Exception,
    /// 已签收
    Delivered,
    /// 退回: on the way back, or back
    Returned,
}

impl TrackState {
    pub const ALL: [TrackState; 7] = [
        TrackState::Pending,
        TrackState::Collected,
        TrackState::InTransit,
        TrackState::OutForDelivery,
        TrackState::Exception,
        TrackState::Delivered,
        TrackState::Returned,
    ];

    /// The word of commands, tables and replies.
    pub fn word(self) -> &'static str {
        match self {
            TrackState::Pending => "pending",
            TrackState::Collected => "collected",
            TrackState::InTransit => "in_transit",
            TrackState::OutForDelivery => "out_for_delivery",
            TrackState::Exception => "exception",
            TrackState::Delivered => "delivered",
            TrackState::Returned => "returned",
        }
    }

    pub fn from_word(word: &str) -> Option<TrackState> {
        TrackState::ALL.into_iter().find(|s| s.word() == word)
    }
}

use TrackState as S;

/// Finer words and the state each belongs to.
const SUBS: &[(S, &str)] = &[
    (S::InTransit, "customs"),
    (S::InTransit, "forwarded"),
    (S::OutForDelivery, "at_pickup_point"),
    (S::Exception, "rejected"),
    (S::Exception, "lost_or_damaged"),
    (S::Exception, "intercepted"),
    (S::Exception, "delivery_failed"),
    (S::Exception, "no_contact"),
    (S::Exception, "address"),
    (S::Exception, "held"),
    (S::Exception, "customs"),
    (S::Exception, "cancelled"),
    (S::Exception, "no_trace"),
    (S::Exception, "overdue"),
    (S::Exception, "stagnant"),
    (S::Exception, "not_picked_up"),
    (S::Returned, "returning"),
    (S::Returned, "returned"),
];

/// A state, and its finer word where one is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stand {
    pub state: TrackState,
    /// One of the closed list; empty = none.
    pub sub: &'static str,
}

impl Stand {
    pub const fn plain(state: TrackState) -> Stand {
        Stand { state, sub: "" }
    }

    /// `exception/no_contact`, `delivered`; a finer word that belongs to one state only may stand alone (`at_pickup_point`).
    pub fn parse(text: &str) -> Option<Stand> {
        let (state, sub) = text.split_once('/').unwrap_or((text, ""));
        match TrackState::from_word(state) {
            Some(state) if sub.is_empty() => Some(Stand::plain(state)),
            Some(state) => SUBS.iter().find(|(s, word)| *s == state && *word == sub).map(|(state, sub)| Stand { state: *state, sub }),
            None => {
                let mut found = SUBS.iter().filter(|(_, word)| *word == text);
                let (state, sub) = found.next()?;
                found.next().is_none().then_some(Stand { state: *state, sub })
            }
        }
    }

    /// The same as `parse` reads it.
    pub fn text(self) -> String {
        if self.sub.is_empty() { self.state.word().to_owned() } else { format!("{}/{}", self.state.word(), self.sub) }
    }

    /// Every finer word, for tables of words.
    pub fn subs() -> impl Iterator<Item = &'static str> {
        SUBS.iter().map(|(_, word)| *word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stands_as_text() {
        for (text, want) in [
            ("delivered", Some("delivered")),
            ("exception/no_contact", Some("exception/no_contact")),
            ("at_pickup_point", Some("out_for_delivery/at_pickup_point")),
            ("rejected", Some("exception/rejected")),
            ("returned", Some("returned")),
            ("returned/returning", Some("returned/returning")),
            // Two states have it: alone it says nothing.
            ("customs", None),
            ("delivered/no_contact", None),
            ("", None),
            ("签收", None),
        ] {
            assert_eq!(Stand::parse(text).map(Stand::text).as_deref(), want, "{text}");
        }
        for (state, sub) in SUBS {
            assert_eq!(Stand::parse(&format!("{}/{sub}", state.word())), Some(Stand { state: *state, sub }));
        }
    }
}
