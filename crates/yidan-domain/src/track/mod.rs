//! The way of a parcel as carriers tell it: canonical states, events and what they say together, sentences, patterns of numbers.
//! Who was asked, what is stored and which order moves are decided elsewhere.

mod event;
mod mask;
mod number;
mod stand;
mod words;

pub use event::{TrackEvent, Way, key, sort, way};
pub use mask::{masked, signer};
pub use number::{Candidate, Guess, Warning, bare, guess, s10_check_digit};
pub use stand::{Stand, TrackState};
pub use words::by_words;
