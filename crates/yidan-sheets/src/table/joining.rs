//! Records with more cells than the header, because a free text holds unquoted commas: the text is joined back,
//! if then every time and every amount stands where it should.

use crate::profile::fields::{ItemField, OrderField};
use crate::profile::plan::Plan;
use crate::sink::SourceRow;
use crate::values::text::clean;
use crate::values::{money, time};

/// The record with the text of one free column joined; nothing when no column explains the extra cells.
pub fn rejoin(plan: &Plan, row: &SourceRow, times: &[usize], amounts: &[usize]) -> Option<SourceRow> {
    let extra = row.len() - plan.headings.raw.len();
    plan.free_text.iter().find_map(|column| {
        let joined = join(row, *column, extra);
        let fits =
            |columns: &[usize], reads: &dyn Fn(&str) -> bool| columns.iter().all(|c| clean(joined.cell(*c)).is_none_or(|t| reads(&t)));
        let is_sound =
            fits(times, &|t| time::read(t, &plan.times).is_some()) && fits(amounts, &|t| money::read(t, plan.decimals).is_some());
        (is_sound && words_fit(plan, &joined)).then_some(joined)
    })
}

/// The status is a word of the platform and the quantity a number, if there are any.
fn words_fit(plan: &Plan, row: &SourceRow) -> bool {
    let status_fits = plan.order(OrderField::Status).text(row).is_none_or(|(t, _)| plan.ready.words.status(&t).is_some());
    let qty_fits =
        plan.item(ItemField::Qty).text(row).is_none_or(|(t, _)| t.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b';')));
    status_fits && qty_fits
}

fn join(row: &SourceRow, column: usize, extra: usize) -> SourceRow {
    let mut out = SourceRow { sheet: row.sheet.clone(), number: row.number, has_marks: row.has_marks, ..SourceRow::default() };
    for (i, cell) in row.cells().enumerate() {
        out.text.push_str(cell);
        if (column..column + extra).contains(&i) {
            out.text.push(',');
        } else {
            out.end_cell();
        }
    }
    out
}
