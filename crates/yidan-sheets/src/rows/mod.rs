//! Containers into rows of cells. Nothing here knows headings or platforms; nothing here keeps more than one row,
//! except old workbooks and shared strings, which are bounded.

pub mod archive;
pub mod biff;
pub mod biff_strings;
pub mod bytes;
pub mod delimited;
pub mod document;
pub mod encoding;
pub mod html;
pub mod markup;
pub mod ole;
pub mod protect;
pub mod spreadsheetml;
pub mod strings;
pub mod xlsx;

use crate::error::Error;
use crate::sink::SourceRow;

/// Rows of one table, one after another.
pub trait Rows {
    /// Puts the next row into `row`, with its number; rows that the file leaves out show as a gap in the numbers. False at the end.
    fn next_row(&mut self, row: &mut SourceRow) -> Result<bool, Error>;
    /// Bytes of the table that have been read.
    fn bytes_done(&self) -> u64;
    /// From now on only the first cells of each row matter; a reader that can skip the others does so.
    fn skim(&mut self, _columns: usize) {}
}
