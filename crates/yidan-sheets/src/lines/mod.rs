//! Rows of bills into lines: amounts and directions (`row`), and what kind of money it is (`kind`).

pub mod kind;
pub mod row;
