//! A source of parcels' ways: a carrier, a marketplace or somebody who speaks for several carriers. As with `Channel` and `Waybill`, a source builds
//! requests, reads replies and pushes; it never sends, waits or stores. Codes are mapped onto the house's states by its table (`track.csv`), and
//! a sentence speaks only where there is no code.
//!
//! How often somebody is asked, what an order makes of it and which number belongs to whom are not here.

mod about;
mod heard;
mod table;

pub use about::{About, Can};
pub use heard::{Answer, Heard, HeardTrack, Push, PushTrouble, Pushed};
pub(crate) use heard::{event, settled};
pub use table::{carrier_name, stand_of, table_lines};

use crate::channel::{Access, At, Reply, Request, Trouble};
use crate::letters;
use serde::{Deserialize, Serialize};

/// One source of tracks.
pub trait Tracker: Send + Sync {
    /// Form, abilities, limits: data.
    fn about(&self) -> &'static About;

    /// The next request of a task, or `None` when it is done or the source has no such call. `now_ms` is UTC. `Trouble::Setup` when the access
    /// lacks something, `Trouble::Refused` when the source would not take it (`carrier`: not one of its carriers; `phone`: it wants one).
    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble>;

    /// Reads the reply to the request that `ask` gave for this `at` and moves `at` on. On trouble `at` stays where it is.
    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble>;

    /// Reads what the source sends by itself, after its signature was checked, and says how to answer it.
    fn hear_push(&self, access: &Access, push: &Push, now_ms: i64) -> Result<Pushed, PushTrouble> {
        let _ = (access, push, now_ms);
        Err(PushTrouble::NotSpoken)
    }

    /// What a push is answered that is not taken: the source will send it again.
    fn refuse_push(&self, trouble: &PushTrouble, now_ms: i64) -> Answer {
        let _ = now_ms;
        Answer::plain(if *trouble == PushTrouble::Signature { 403 } else { 400 })
    }
}

/// What is wanted of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// The whole way of a number so far.
    Query(Followed),
    /// From now on the source sends by itself, to this address.
    Subscribe { followed: Followed, address: String },
    /// What carriers a number may belong to.
    Guess { number: String },
}

/// A number that is followed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Followed {
    pub number: String,
    /// Carrier as a person writes it.
    pub carrier: String,
    /// Last four digits of the receiver's or sender's phone; empty = not known.
    pub phone_end: String,
    /// The order it belongs to by the marketplace's own number; empty = none.
    pub order_no: String,
    /// City it left from and city it goes to; empty = not known.
    pub from: String,
    pub to: String,
}

impl std::fmt::Debug for Followed {
    /// Digits of a phone are nobody's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Followed").field("number", &self.number).field("carrier", &self.carrier).finish_non_exhaustive()
    }
}

/// The source's code of a carrier, by the owner's choice or its table.
pub(crate) fn carrier(access: &Access, about: &About, name: &str) -> Result<String, Trouble> {
    letters::carrier_named(access, about.carriers, name)
}

/// The last four digits where the source wants them of this carrier; a refusal `phone` where nobody knows them.
pub(crate) fn phone_end<'f>(about: &About, code: &str, followed: &'f Followed) -> Result<&'f str, Trouble> {
    if followed.phone_end.is_empty() && about.phone_of.contains(&code) {
        return Err(letters::refused("phone", code));
    }
    Ok(&followed.phone_end)
}
