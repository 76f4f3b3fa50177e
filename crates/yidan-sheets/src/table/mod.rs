//! One table from its header to its end: which rows are data (`judge`), which were there before (`seen`), and the walk itself (`walk`).

pub mod joining;
pub mod judge;
pub mod keys;
pub mod seen;
pub mod walk;
