//! Use cases of the order list: see, find, change, move.

pub mod demo;
pub mod export;
pub mod field_rules;
pub mod find;
pub(crate) mod intake;
pub mod list;
pub mod made_up;
pub mod paste;
mod paste_goods;
mod paste_split;
pub mod repair;
pub mod returns;
pub(crate) mod review;
pub mod row;
pub(crate) mod ruled;
pub mod select;
pub mod show;
pub mod step;
pub mod stops;
pub mod story;
pub mod tags;
pub mod touch;
pub(crate) mod view;
