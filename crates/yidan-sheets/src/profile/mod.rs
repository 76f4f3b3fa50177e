//! Formats as data: how they are written (`format`), their words (`words`), the set that recognises a header (`set`),
//! the columns of one header (`plan`), and a first guess for headings that nobody knows (`guess`).

pub mod fields;
pub mod format;
pub mod guess;
pub mod plan;
pub mod set;
pub mod words;
