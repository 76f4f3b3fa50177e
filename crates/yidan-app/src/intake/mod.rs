//! The door for programs of one's own: an own site or a till sends its orders, signed with the key of its shop.
//!
//! `door` opens and closes doors and lists them, `knock` decides who is let in, `receive` takes the orders of a request. The key is shown
//! once; after that it is only where the machine keeps secrets.

mod door;
mod knock;
mod receive;

pub use door::{DoorRequest, DoorView, DoorsReply, OpenDoorReply, close, list, open};
pub use knock::{Knock, Refused};
pub use receive::{OrderAnswer, ReceiveReply, receive};

pub use yidan_domain::limits::INTAKE_BYTES as BYTES;
