//! Use cases of files: look, preview, import, save what was refused.

pub mod import;
pub mod read;
