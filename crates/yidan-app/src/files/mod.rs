//! Use cases of files: look, preview, import, save what was refused.

pub mod import;
pub(crate) mod profiles;
pub mod read;
mod taking;
