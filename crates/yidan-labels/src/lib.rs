//! Template and parcel into pages: labels, packing slips and pick lists as PDF. No printer, no database, no files; bytes in, bytes out.

pub mod data;
pub mod options;

pub use data::{LabelData, LabelItem, Party};
pub use options::{Backend, Head, ItemText, MissingGlyphs, Outcome, RenderOptions, SkipReason, Skipped};
