//! Rows of an order file into order drafts: one row (`row`), several rows (`merge`), what they say together (`state`), and the rows of
//! orders that are still open (`groups`).

pub mod groups;
pub mod merge;
pub mod row;
pub mod state;
