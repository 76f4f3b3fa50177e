//! 包裹: which pieces of which orders travel together. 合单 puts several orders into one parcel, 拆单 one into several; pieces and money
//! always add up, and both can be undone until something is printed. What a platform allows is data. Orders themselves stay as they are.

mod contents;
mod limits;
mod merge;
mod propose;
mod split;

pub use contents::{Money, Parcel, Portion, Share};
pub use limits::{Limits, MergeBy, SplitBy, limits_of};
pub use merge::{Mergeable, merge, merging_refusal};
pub use propose::{Proposal, Why, propose};
pub use split::{Take, split};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a merge, a split or an undo cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// A label is out.
    Printed,
    /// Not on its way to the printer: unpaid, closed or gone.
    NotWaiting,
    /// Held, locked, or money is going back.
    Stopped,
    /// Fewer than two.
    TooFew,
    /// More than the platform allows.
    TooMany,
    /// The platform does not know such a thing.
    NotAllowed,
    /// Lines cannot be divided on this platform, or their pieces are not known.
    WholeLinesOnly,
    OtherReceiver,
    /// The receiver is hidden and the platform has given no key for it.
    HiddenReceiver,
    /// No such line, no pieces, or more pieces than there are.
    BadPieces,
    /// Somebody has changed the parcels since.
    ChangedSince,
}

/// How parcels stood before a merge or split, for putting them back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Undo {
    pub before: Vec<Parcel>,
    pub after: Vec<Parcel>,
}

impl Undo {
    /// The parcels as they were. Refused once one of them is printed or differs from what the step had made.
    pub fn take_back(&self, now: &[Parcel], is_printed: bool) -> Result<Vec<Parcel>, Refusal> {
        if is_printed {
            return Err(Refusal::Printed);
        }
        if now != self.after {
            return Err(Refusal::ChangedSince);
        }
        Ok(self.before.clone())
    }
}
