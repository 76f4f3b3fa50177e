//! Orders whose rows are still coming. Small files keep all of them to the end; for large ones the rows of every key are counted beforehand,
//! so that an order leaves memory with its last row, however far apart its rows stand.

use super::merge::merge;
use super::row::Say;
use super::state::settle;
use crate::profile::plan::Plan;
use crate::sink::SourceRow;
use crate::table::seen::Hashed;
use std::collections::HashMap;
use yidan_domain::OrderDraft;

struct Open {
    draft: OrderDraft,
    says: Vec<Say>,
    rows: Vec<SourceRow>,
}

/// An order with all its rows.
pub type Closed = (OrderDraft, Vec<SourceRow>);

/// Rows of each key, by its hash.
pub type Counts = HashMap<u64, u32, Hashed>;

/// See the module.
#[derive(Default)]
pub struct Groups {
    open: HashMap<u64, Open, Hashed>,
    /// Hashes of the keys in the order of their first rows.
    order: Vec<u64>,
    /// Rows still to come, by the hash of the key.
    left: Option<Counts>,
    /// Rows that have been told, kept for their memory.
    spare: Vec<SourceRow>,
}

/// Rows kept for their memory.
const MOST_SPARE: usize = 256;

impl Groups {
    /// `counts`: rows of every key in the file, by the hash of the key; absent for files that fit into memory.
    pub fn new(counts: Option<Counts>) -> Self {
        Groups { left: counts, ..Groups::default() }
    }

    /// Adds an accepted row.
    pub fn add(&mut self, plan: &Plan, draft: OrderDraft, say: Say, row: &SourceRow, key_hash: u64) {
        let mut own = self.spare.pop().unwrap_or_default();
        own.copy_from(row);
        match self.open.get_mut(&key_hash) {
            Some(open) => {
                merge(plan, &mut open.draft, draft);
                open.says.push(say);
                open.rows.push(own);
            }
            None => {
                if self.left.is_none() {
                    self.order.push(key_hash);
                }
                self.open.insert(key_hash, Open { draft, says: vec![say], rows: vec![own] });
            }
        }
    }

    /// A row of this key has been dealt with, accepted or not. Answers the order when it was the last one.
    pub fn row_done(&mut self, plan: &Plan, key_hash: u64) -> Option<Closed> {
        let left = self.left.as_mut()?.get_mut(&key_hash)?;
        *left = left.saturating_sub(1);
        if *left > 0 {
            return None;
        }
        self.open.remove(&key_hash).map(|open| close(plan, open))
    }

    /// Rows that nobody needs any more.
    pub fn give_back(&mut self, rows: Vec<SourceRow>) {
        let room = MOST_SPARE.saturating_sub(self.spare.len());
        self.spare.extend(rows.into_iter().take(room));
    }

    /// All open orders, at the end of the file.
    pub fn drain(&mut self, plan: &Plan) -> Vec<Closed> {
        let mut out = Vec::with_capacity(self.open.len());
        for key in std::mem::take(&mut self.order) {
            out.extend(self.open.remove(&key).map(|open| close(plan, open)));
        }
        let mut rest: Vec<Open> = self.open.drain().map(|(_, open)| open).collect();
        rest.sort_by_key(|open| open.rows.first().map_or(0, SourceRow::number));
        out.extend(rest.into_iter().map(|open| close(plan, open)));
        out
    }
}

fn close(plan: &Plan, mut open: Open) -> Closed {
    settle(plan, &mut open.draft, &open.says);
    (open.draft, open.rows)
}
