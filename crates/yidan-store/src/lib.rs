//! The data file of a shop: SQLite, and the only SQL of the house. Synchronous.
//! No business decision is made here: rows come in and go out as they are told; who may do what is `app`'s business.

mod backup;
mod caches;
mod codes;
mod error;
mod event;
mod filter;
mod fingerprint;
mod jobs;
mod list;
mod list_by_value;
mod migrate;
mod open;
mod order_children;
mod order_read;
mod order_write;
mod outbox;
mod plan;
mod prints;
mod search;
mod search_text;
mod settings;
mod shop;
mod source;
mod summary;
mod totals;
mod trail;
mod trail_verify;

pub use error::{Error, Result};
pub use event::{EventRow, NewEvent};
pub use filter::{DateBy, Filter, Page, Precision, Sort, Tabs, Total};
pub use fingerprint::fingerprint;
pub use jobs::{Job, JobState, NewJob};
pub use list::Hit;
pub use migrate::VERSION;
pub use open::{Reader, Store, Writer};
pub use order_read::ListRow;
pub use outbox::{NewOutboxRow, OutboxRow, OutboxState};
pub use prints::{LabelState, PrintBatch, PrintLabel};
pub use search_text::{FoundIn, NUMBERS_PER_SEARCH};
pub use settings::SavedView;
pub use shop::Shop;
pub use source::{NewSourceFile, RejectedRow, ShownRow, SourceFile, SourceRow};
pub use trail_verify::{Broken, FirstBad, TrailReport};
