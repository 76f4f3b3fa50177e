//! Reports into xlsx bytes. Rows come in as plain values from the caller; nothing here knows the database or the words of states.

mod consistency;
mod error;
mod grid;
mod month;
mod month_details;
mod month_summary;
#[cfg(test)]
mod month_tests;
mod order_list;

pub use consistency::{ConsistencyLine, ConsistencyRow, write_consistency};
pub use error::ReportError;
pub use month::{
    EachGoods, EachOrder, EachProblem, MonthGoods, MonthHead, MonthOrder, MonthOutcome, MonthProblem, MonthSource, SourceError, write_month,
};
pub use order_list::{ListedOrder, OrderList};
