//! Reports into xlsx bytes. Rows come in as plain values from the caller; nothing here knows the database or the words of states.

mod error;
mod grid;
mod month;
mod month_details;
mod month_summary;

pub use error::ReportError;
pub use month::{MonthGoods, MonthHead, MonthOrder, MonthOutcome, MonthProblem, MonthSource, SourceError, write_month};
