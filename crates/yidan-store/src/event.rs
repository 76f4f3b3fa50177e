//! What is told to the trail and what it tells back. The chain itself is in `trail`.

use yidan_domain::order::State;

/// One entry for the trail of an order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewEvent {
    /// UTC milliseconds.
    pub at_ms: i64,
    /// Who: a person's name, or the name of the part of the program.
    pub actor: String,
    /// What: a word such as `imported`, `edited`, or an event of the state table.
    pub kind: String,
    pub from: Option<State>,
    pub to: Option<State>,
    /// The rule that caused it.
    pub rule: Option<String>,
    /// JSON text with the particulars; no names, phones or addresses.
    pub data: Option<String>,
}

/// One entry as it stands in the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Place in the whole trail, first = 1.
    pub n: i64,
    pub order_id: i64,
    pub at_ms: i64,
    pub actor: String,
    pub kind: String,
    pub from: Option<State>,
    pub to: Option<State>,
    pub rule: Option<String>,
    pub data: Option<String>,
}
