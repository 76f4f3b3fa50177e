//! Files of merchants into drafts: which platform's export some bytes are, and its orders and bill lines, row by row.
//! Formats are data that the caller brings (`ProfileSet`); no platform is named here. Nothing here opens paths, stores or sends.
//!
//! ```text
//! let profiles = ProfileSet::parse(&[ProfileSource { platform, toml, status_csv }, …])?;
//! let mut opened = open(Source::new(file)?, &profiles, password)?;      // what it is: opened.recognised()
//! let totals = opened.read_into(&mut sink)?;                            // a Sink hears orders, lines, refused rows, findings, progress
//! let reading = read_all(&mut opened)?;                                 // or everything at once, as `files read` shows it
//! ```

mod archived;
mod error;
mod fault;
mod lines;
mod look;
mod opened;
mod orders;
mod profile;
mod reading;
pub mod reports;
mod rows;
mod sink;
mod source;
mod table;
mod values;

pub use error::Error;
pub use opened::{Opened, Recognised, open, open_sheet};
pub use profile::format::{AddressForm, DirectionWords, FeeSign, Feed, Format, Generation, Grain, Kind, Kinds, OneOf, Profile, Variant};
pub use profile::guess::{Guess, guess_mapping};
pub use profile::set::{ProfileSet, ProfileSource};
pub use reading::{Reading, read_all};
pub use sink::{CellAt, Flow, Progress, Reason, Rejected, Sink, Skipped, SourceRow, Why};
pub use source::{ReadSeek, Source};
pub use table::walk::Totals;
