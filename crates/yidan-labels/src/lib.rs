//! Template and parcel into pages: labels, packing slips and pick lists as PDF. No printer, no database, no files; bytes in, bytes out.

pub mod bars;
pub mod code128;
pub mod compose;
pub mod data;
mod embed;
pub mod error;
pub mod fields;
pub mod fit;
pub mod font;
pub mod mask;
pub mod options;
pub mod pick;
pub mod qr;
pub mod render;
pub mod sheet;
pub mod table;
pub mod template;
pub mod wording;
mod write_printpdf;
mod write_stream;

pub use data::{LabelData, LabelItem, Party};
pub use error::Error;
pub use options::{Backend, Head, ItemText, MissingGlyphs, Outcome, RenderOptions, SkipReason, Skipped};
pub use render::Labels;
pub use template::{Kind, SHIPPED, Template};
