//! Use cases of the month: overview on screen and the sheet for the accountant.

pub mod month;
pub(crate) mod sheet;
