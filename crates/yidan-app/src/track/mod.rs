//! Where parcels are: numbers of orders under way are followed by themselves, their carriers are asked (`poll`) or send by themselves (`push`),
//! and a person can enter what only the telephone told (`enter`). Events go through one door (`hear`), and orders follow them (`follow`) at the
//! moments of the scans, whenever these were told. Who is asked stands in `sources`; what people see in `view` and `list`,
//! and what others are shown in `proof`.

pub mod enter;
mod follow;
mod hear;
pub mod list;
pub mod poll;
pub mod proof;
mod push;
pub mod sources;
pub mod view;

pub use push::{Knock, receive};
pub use yidan_domain::limits::TRACK_PUSH_BYTES as PUSH_BYTES;
pub use yidan_platforms::track::Answer;

/// What an event's source is called that a person has entered.
pub(crate) const HAND: &str = "hand";
