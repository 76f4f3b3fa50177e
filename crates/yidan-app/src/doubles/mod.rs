//! 疑似重复: the second net. An order on its way in is held beside those that could be the same; a hit is a question for a person,
//! remembered per pair, so that an answer is never asked for twice. How alike two orders are is decided in `yidan_domain::likeness`.

pub mod answer;
pub mod list;
pub mod look;
pub mod words;

pub use look::{Looked, follow, is_typed, look, note};
