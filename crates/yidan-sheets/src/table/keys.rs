//! Long numbers that a spreadsheet has cut to 15 digits. One sound number clears the whole file, so rows are held back only while none has been seen.

use crate::sink::SourceRow;
use crate::values::key::{Tail, tail};
use std::collections::HashSet;

/// A file is damaged when at least so many different long keys have nothing but zeros behind the 15th digit, and no other has more.
const FEWEST: usize = 3;
/// So many rows settle the question.
const MOST_HELD: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Sound,
    Damaged,
}

/// What to do with a row.
pub enum Answer {
    Take,
    /// Kept until the file has shown more.
    Held,
    Damaged,
}

/// Rows under suspicion.
pub struct Keys {
    state: State,
    held: Vec<(SourceRow, bool)>,
    different: HashSet<String>,
    holds_current: bool,
}

impl Default for Keys {
    fn default() -> Self {
        Keys { state: State::Open, held: Vec::new(), different: HashSet::new(), holds_current: false }
    }
}

impl Keys {
    /// Looks at a row with its key; `continues` marks a row that belongs to the one before.
    pub fn look(&mut self, key: &str, row: &SourceRow, continues: bool) -> Answer {
        if self.state == State::Sound {
            return Answer::Take;
        }
        let tail = if continues && self.holds_current { Tail::Zeros } else { tail(key) };
        self.holds_current = tail == Tail::Zeros;
        match (tail, self.state) {
            (Tail::Zeros, State::Damaged) => Answer::Damaged,
            (Tail::Zeros, _) => {
                self.held.push((row.clone(), continues));
                if self.different.len() < FEWEST {
                    self.different.insert(key.to_owned());
                }
                if self.held.len() >= MOST_HELD && self.different.len() >= FEWEST {
                    self.state = State::Damaged;
                }
                Answer::Held
            }
            (Tail::Sound, State::Open) => {
                self.state = State::Sound;
                Answer::Take
            }
            _ => Answer::Take,
        }
    }

    /// Rows whose case is settled, and whether they are damaged. Called after each `look` and at the end of the file.
    pub fn settled(&mut self, at_end: bool) -> Option<(Vec<(SourceRow, bool)>, bool)> {
        let is_damaged = match self.state {
            State::Sound => false,
            State::Damaged => true,
            State::Open if at_end => self.different.len() >= FEWEST,
            State::Open => return None,
        };
        (!self.held.is_empty()).then(|| (std::mem::take(&mut self.held), is_damaged))
    }
}
