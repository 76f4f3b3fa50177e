//! 审单规则: what the owner wants done with which orders, as sentences "when … then …" kept as data.
//!
//! `rule` is the data, `text` its form in a file, `ready` the checked and compiled set, `judge` the answer for one order, `conflict` what
//! two rules can do to each other, `shipped` the rules that come with the program. Nothing here changes an order; carrying out a verdict
//! is the business of those who hold the order. Faults of single values are the work of `rules`.

mod conflict;
mod field;
mod fold;
pub(crate) use fold::fold;
mod judge;
mod ready;
mod rule;
mod sequence;
mod shipped;
mod text;
mod verdict;
mod view;

pub use conflict::{Overlap, Problem, overlaps, problems};
pub use field::{Field, Kind};
pub use judge::{Hit, Match};
pub use ready::{Error, RuleSet};
pub use rule::{Action, Condition, Node, Op, Rule, Values};
pub use shipped::shipped;
pub use text::{parse, render};
pub use verdict::{HoldAsked, Said, Verdict};
pub use view::{OrderView, REMOTE_PROVINCES};
