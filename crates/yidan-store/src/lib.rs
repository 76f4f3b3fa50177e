//! The data file of a shop: SQLite, and the only SQL of the house. Synchronous.
//! No business decision is made here: rows come in and go out as they are told; who may do what is `app`'s business.

mod backup;
mod caches;
mod codes;
mod error;
mod event;
mod filter;
mod fingerprint;
mod list;
mod list_by_value;
mod migrate;
mod open;
mod order_children;
mod order_read;
mod order_write;
mod plan;
mod search;
mod search_text;
mod shop;
mod source;
mod summary;
mod totals;
mod trail;

pub use error::{Error, Result};
pub use event::{EventRow, NewEvent};
pub use filter::{DateBy, Filter, Page, Precision, Sort, Tabs, Total};
pub use fingerprint::fingerprint;
pub use list::Hit;
pub use migrate::VERSION;
pub use open::{Reader, Store, Writer};
pub use order_read::ListRow;
pub use search_text::{FoundIn, NUMBERS_PER_SEARCH};
pub use shop::Shop;
pub use source::{NewSourceFile, RejectedRow, ShownRow, SourceFile, SourceRow};
