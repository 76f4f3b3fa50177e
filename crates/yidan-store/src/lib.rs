//! The data file of a shop: SQLite, and the only SQL of the house. Synchronous.
//! No business decision is made here: rows come in and go out as they are told; who may do what is `app`'s business.

mod backup;
mod caches;
mod codes;
mod error;
mod event;
mod fingerprint;
mod migrate;
mod open;
mod order_children;
mod order_read;
mod order_write;
mod search;
mod shop;
mod source;
mod summary;
mod trail;

pub use error::{Error, Result};
pub use event::{EventRow, NewEvent};
pub use fingerprint::fingerprint;
pub use migrate::VERSION;
pub use open::{Reader, Store, Writer};
pub use order_read::ListRow;
pub use shop::Shop;
pub use source::{NewSourceFile, RejectedRow, ShownRow, SourceFile, SourceRow};
