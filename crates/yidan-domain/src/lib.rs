//! What an order is. No IO, no clock, no JSON of others: values in, values and findings out.
//! Rooms above (`sheets`, `platforms`, `store`, `app`) speak in these types.

pub mod alarms;
pub mod blacklist;
pub mod draft;
pub mod finding;
pub mod likeness;
pub mod limits;
pub mod money;
pub mod order;
pub mod parcel;
pub mod review;
pub mod rules;
pub mod stops;
pub mod track;
pub mod wall_time;

pub use draft::{BillLine, Direction, DraftStatus, ItemDraft, OrderDraft, RefundState, Tracking};
pub use finding::{Finding, Severity};
pub use wall_time::WallTime;
