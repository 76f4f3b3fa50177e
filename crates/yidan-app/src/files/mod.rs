//! Use cases of files: look, preview, import, save what was refused; what came in before, bills, formats of one's own, watched folders.

pub mod bills;
pub mod columns;
pub mod findings;
pub mod history;
pub mod import;
pub mod mapping;
mod originals;
pub mod profiles;
pub mod read;
mod sequence;
mod taking;
pub mod watch;
