//! Use cases of labels: templates, PDF, real printing.

pub mod data;
pub mod paper;
pub mod pdf;
pub mod print;
pub mod units;
