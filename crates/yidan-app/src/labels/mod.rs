//! Use cases of labels: templates, PDF, real printing.

pub mod calibrate;
pub mod data;
pub mod draw;
pub mod goods;
pub mod layout;
pub mod paper;
pub mod pdf;
pub mod print;
pub mod printer;
mod sample;
pub mod template;
pub mod units;
