//! 合单 and 拆单: which pieces of which orders travel together. How pieces and money are shared is `yidan_domain::parcel`; here orders are
//! chosen, the outcome is kept with its events, and orders that share a parcel are kept together on their way.

pub mod change;
pub mod follow;
pub mod mark;
pub mod propose;
pub mod show;
mod together;

pub use follow::follow;
pub use mark::{ParcelKind, ParcelMark, marks};
pub use together::{in_step, mates, with_mates};
