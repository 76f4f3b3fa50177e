//! What can be asked of the order list: the filter, the sort, the page. Plain values; how they become SQL is in `plan`.

use crate::clock::{Open, ShipBy, Work};
use yidan_domain::order::{Cause, Marks, Stage, State};

/// Which time a date range speaks of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum DateBy {
    /// The order's own time, as fixed at its first import: created, else paid, else first seen.
    #[default]
    Created,
    Paid,
}

/// A filter of the order list. Everything that is given must hold; the default is all orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Any of these; empty = any state.
    pub states: Vec<State>,
    /// States of a board stage; `AfterSale` is the mark.
    pub stage: Option<Stage>,
    /// The platform's id word.
    pub platform: Option<String>,
    /// Any of these; empty = any shop.
    pub shops: Vec<i64>,
    /// All marks that are set here must stand.
    pub marked: Marks,
    /// No mark that is set here may stand.
    pub unmarked: Marks,
    pub flag: Option<u8>,
    /// UTC milliseconds, from inclusive.
    pub from_ms: Option<i64>,
    /// UTC milliseconds, to exclusive.
    pub to_ms: Option<i64>,
    pub date_by: DateBy,
    pub province: Option<String>,
    /// The merchant's own code, exactly.
    pub sku: Option<String>,
    pub has_finding: Option<bool>,
    pub finding_code: Option<String>,
    /// A tag hangs on it.
    pub tag: Option<String>,
    /// It is an exception of this cause.
    pub cause: Option<Cause>,
    /// A label has come out of a printer.
    pub printed: Option<bool>,
    /// The time to ship ends in a range.
    pub ship_by: Option<ShipBy>,
    /// It stands in its state since a moment of this range: UTC milliseconds, from inclusive, to exclusive.
    pub since: Option<(i64, i64)>,
    /// Something waits for an answer.
    pub open: Option<Open>,
    /// What our own desk did with it.
    pub work: Option<Work>,
    /// Any number, name, memo word or goods; several terms must all hold; several whole numbers are a list.
    pub text: String,
}

impl Filter {
    /// The states that both `states` and `stage` allow; `None` = all, empty = none.
    pub(crate) fn allowed_states(&self) -> Option<Vec<State>> {
        let stage = self.stage.filter(|s| *s != Stage::AfterSale);
        let mut states = match (self.states.is_empty(), stage) {
            (true, None) => return None,
            (true, Some(stage)) => stage.states(),
            (false, None) => self.states.clone(),
            (false, Some(stage)) => self.states.iter().copied().filter(|s| s.stage() == Some(stage)).collect(),
        };
        states.sort_unstable();
        states.dedup();
        Some(states)
    }

    /// The marks that must stand, with the stage that is a mark.
    pub(crate) fn required_bits(&self) -> i64 {
        let stage = Marks { after_sale: self.stage == Some(Stage::AfterSale), ..Marks::default() };
        self.marked.bits() | stage.bits()
    }
}

/// Order of a list. Absent times and amounts come last, whichever way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    PaidNewest,
    PaidOldest,
    AmountHighest,
    AmountLowest,
}

/// A page of ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub ids: Vec<i64>,
    /// Where to go on; `None` = that was all. A page may be short although there is more: the look-through of one call is bounded.
    pub next: Option<String>,
}

/// How a figure is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    Exact,
    /// There are at least so many; counting further would take too long.
    AtLeast,
}

/// A count with its money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    pub n: i64,
    /// Sum of what the buyers paid, over the `n` counted.
    pub sum_fen: i64,
    pub precision: Precision,
}

/// The counts of the tabs under one filter, whose own states, stage and marks are left out of account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tabs {
    pub all: Total,
    /// One entry per state, in the order of progress.
    pub states: Vec<(State, Total)>,
    pub held: Total,
    pub locked: Total,
    pub exception: Total,
    pub after_sale: Total,
    pub urgent: Total,
}
