//! Template and parcel into pages: labels, packing slips and pick lists as PDF. No printer, no database, no files; bytes in, bytes out.

pub mod code128;
pub mod data;
pub mod error;
pub mod fit;
pub mod font;
pub mod mask;
pub mod options;
pub mod qr;

pub use data::{LabelData, LabelItem, Party};
pub use error::Error;
pub use options::{Backend, Head, ItemText, MissingGlyphs, Outcome, RenderOptions, SkipReason, Skipped};
