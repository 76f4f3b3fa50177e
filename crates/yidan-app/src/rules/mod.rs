//! 审单规则 at the desk: the rules that come with the program and the desk's own, saved, switched, put in order and tried.
//! What a rule is and how it judges is `yidan_domain::review`; carrying a verdict out on an order is the business of `orders`.

pub(crate) mod book;
pub mod list;
pub mod save;
pub(crate) mod sight;
pub mod source;
pub mod trial;
pub(crate) mod wording;
