//! Template and parcel into pages: labels, packing slips and pick lists as PDF, as black dots of a print head, as the bytes that label
//! printers take. No printer, no database, no files; bytes in, bytes out.

pub mod bars;
pub mod base64;
pub mod bitmap;
pub mod calibrate;
pub mod code128;
pub mod compose;
pub mod data;
mod embed;
pub mod error;
pub mod fields;
pub mod fit;
pub mod font;
mod ink;
pub mod layout;
pub mod mask;
pub mod options;
pub mod pick;
pub mod picture;
pub mod press;
pub mod preview;
pub mod proof;
pub mod qr;
pub mod render;
pub mod sheet;
pub mod streams;
pub mod table;
pub mod template;
mod threshold;
pub mod wording;
mod write_dots;
mod write_printpdf;
mod write_stream;

pub use bitmap::Bitmap;
pub use data::{LabelData, LabelItem, Party};
pub use error::Error;
pub use layout::Layout;
pub use options::{Backend, Head, ItemText, MissingGlyphs, Outcome, Placing, RenderOptions, SkipReason, Skipped};
pub use press::{DotPage, Press};
pub use render::Labels;
pub use template::{Kind, SHIPPED, Template};
