//! One cell into one value. Each file knows one kind of value; none knows columns, rows or platforms.

pub mod key;
pub mod money;
pub mod person;
pub mod text;
pub mod time;
