//! 扫描台: every scan gets an answer in one colour and one sentence, from what is known here and now. `out` lets parcels leave, `label`
//! finds the order that waits for an article and prints its label, `returns` notes what came back. Nothing here waits for a network.

pub mod act;
mod age;
pub mod code;
mod company;
mod contents;
pub mod desk;
mod find;
mod label;
mod leave;
mod out;
mod reply;
mod returns;
mod stop;

pub use act::{Mode, ScanRequest, act};
pub use reply::{Colour, ScanGoods, ScanReply, Sound};
