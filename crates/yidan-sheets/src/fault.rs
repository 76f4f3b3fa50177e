//! Why one row cannot be taken: the reason, the column and the field. A value, not an error.

use crate::profile::plan::{Pick, Plan};
use crate::sink::{CellAt, Reason, SourceRow};
use crate::values::{money, text, time};
use yidan_domain::WallTime;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub reason: Reason,
    pub column: Option<usize>,
    pub field: &'static str,
}

impl Fault {
    pub fn of_row(reason: Reason) -> Self {
        Fault { reason, column: None, field: "" }
    }

    pub fn at(reason: Reason, column: usize, field: &'static str) -> Self {
        Fault { reason, column: Some(column), field }
    }

    /// The cell to blame, as Excel names it.
    pub fn cell(&self, plan: &Plan, row: &SourceRow) -> Option<CellAt> {
        let column = self.column?;
        let heading = plan.headings.raw.get(column).cloned().unwrap_or_default();
        Some(CellAt { heading, address: address(column, row.number()), field: self.field.to_owned() })
    }
}

/// `C12`.
pub fn address(column: usize, row: u64) -> String {
    let mut letters = Vec::new();
    let mut n = column + 1;
    while n > 0 {
        letters.push((b'A' + ((n - 1) % 26) as u8) as char);
        n = (n - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{row}")
}

/// The money of a field. `zero` stands for an empty cell of a column that is there.
pub fn money(plan: &Plan, pick: &Pick, row: &SourceRow, field: &'static str) -> Result<Option<i64>, Fault> {
    let read = |cell: &str, column: usize| -> Result<Option<i64>, Fault> {
        let Some(t) = text::clean_marked(cell, row.has_marks) else { return Ok(None) };
        match money::read(&t, plan.decimals) {
            Some(fen) => Ok(Some(fen)),
            None if plan.ready.format.empty_words.iter().any(|w| *w == *t) => Ok(None),
            None => Err(Fault::at(Reason::BadMoney, column, field)),
        }
    };
    let found = match pick {
        Pick::Absent => return Ok(None),
        Pick::One(c) => read(row.cell(*c), *c)?,
        Pick::Any(columns) | Pick::Join(columns, _) => {
            let mut found = None;
            for c in columns {
                found = read(row.cell(*c), *c)?;
                if found.is_some() {
                    break;
                }
            }
            found
        }
        Pick::Sum(columns) => {
            let mut sum = None;
            for c in columns {
                if let Some(fen) = read(row.cell(*c), *c)? {
                    sum = Some(sum.unwrap_or(0i64).saturating_add(fen));
                }
            }
            sum
        }
    };
    Ok(found.or_else(|| plan.ready.format.zero_when_empty.iter().any(|f| f == field).then_some(0)))
}

/// The time of a field.
pub fn moment(plan: &Plan, pick: &Pick, row: &SourceRow, field: &'static str) -> Result<Option<WallTime>, Fault> {
    let Some((t, column)) = pick.text(row) else { return Ok(None) };
    time::read(&t, &plan.times).map(Some).ok_or_else(|| Fault::at(Reason::BadTime, column, field))
}

/// The text of a field.
pub fn words(pick: &Pick, row: &SourceRow) -> Option<String> {
    pick.text(row).map(|(t, _)| t.into_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn addresses() {
        for (column, want) in [(0, "A7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7")] {
            assert_eq!(super::address(column, 7), want);
        }
    }
}
