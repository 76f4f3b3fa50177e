//! What a reply or a push of a source brought, and how a push is answered.

use super::table::stand_of;
use yidan_domain::track::{Stand, TrackEvent};

/// What one reply brought.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    pub tracks: Vec<HeardTrack>,
    /// The source knows of nothing for the number (yet).
    pub is_unknown: bool,
    /// The subscription stands.
    pub is_subscribed: bool,
    /// Carriers that a number may belong to, as people write them, the likeliest first.
    pub carriers: Vec<String>,
}

/// The way of one number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeardTrack {
    pub number: String,
    /// The carrier as people write it, where the source says that it is another than told.
    pub carrier: Option<String>,
    /// In the source's order.
    pub events: Vec<TrackEvent>,
    /// Nothing more will come.
    pub is_finished: bool,
    /// The source has given up, in its own words (`3天查询无记录`).
    pub ended: Option<String>,
    /// Who signed, where the source has a place for it.
    pub signer: Option<String>,
}

/// A push as it came to the door.
pub struct Push<'p> {
    /// Names in lower case.
    pub headers: &'p [(String, String)],
    pub body: &'p [u8],
}

/// What a push brought.
#[derive(Debug, Clone)]
pub struct Pushed {
    pub tracks: Vec<HeardTrack>,
    /// What the source wants to hear when it is stored.
    pub answer: Answer,
}

/// An answer to a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    /// Words of the source's own form, as JSON.
    pub fn json(value: &serde_json::Value) -> Answer {
        Answer { status: 200, body: value.to_string() }
    }

    /// Nothing but a status.
    pub fn plain(status: u16) -> Answer {
        Answer { status, body: String::new() }
    }
}

/// Why a push is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushTrouble {
    /// It is not signed with our key, or not at all.
    #[error("signature")]
    Signature,
    /// Signed, and none that we know. The words hold no content.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// The source sends nothing by itself, or the access lacks the key to check it with.
    #[error("not spoken")]
    NotSpoken,
}

/// An event; the code decides, the sentence where there is none or an unknown one.
pub(crate) fn event(
    table: &str,
    at_ms: Option<i64>,
    text: Option<String>,
    place: Option<String>,
    codes: &[Option<String>],
) -> Option<TrackEvent> {
    let text = text.unwrap_or_default();
    let (code, stand) = stand_of(table, codes, &text);
    // Without a moment it has no place on the way.
    Some(TrackEvent { at_ms: at_ms?, text, place: place.unwrap_or_default(), code, stand })
}

/// The state of the parcel as a whole counts for its newest event when that has no code of its own.
pub(crate) fn settled(table: &str, events: &mut [TrackEvent], codes: &[Option<String>]) {
    let (code, stand) = stand_of(table, codes, "");
    let newest = events.iter_mut().max_by_key(|e| (e.at_ms, e.stand.map(|s: Stand| s.state)));
    if let (Some(newest), Some(stand)) = (newest, stand)
        && newest.code.is_empty()
    {
        (newest.code, newest.stand) = (code, Some(stand));
    }
}
