//! A first look at one table: the header among its first rows, the format it belongs to, and what must be known before the walk
//! (order of day and month, years of short dates, the currency, whether rows end early).

use crate::error::Error;
use crate::profile::fields::{LineField as L, OrderField as O};
use crate::profile::plan::Plan;
use crate::profile::set::{Headings, ProfileSet};
use crate::rows::Rows;
use crate::rows::document::Document;
use crate::sink::SourceRow;
use crate::table::judge::trims_tails;
use crate::values::text::clean;
use crate::values::time;
use yidan_domain::limits;

/// Rows behind the header that are looked at.
const SAMPLE_ROWS: usize = 60;

/// A table that belongs to a known format.
pub struct Table {
    pub index: usize,
    pub plan: Plan,
    pub header_row: u64,
    pub trims_tails: bool,
    pub currency: Option<String>,
}

/// What a look found.
pub struct Look {
    pub table: Option<Table>,
    pub has_rows: bool,
    /// Two or more columns: something like a table.
    pub is_tabular: bool,
    /// Text of the rows before the header, or of the first rows where there is none.
    pub preface: String,
}

/// Reads the first rows of a table.
pub fn look(document: &mut Document<'_>, set: &ProfileSet, index: usize) -> Result<Look, Error> {
    let from_1904 = document.counts_from_1904();
    let mut rows = document.rows(index)?;
    let mut row = SourceRow::default();
    let mut out = Look { table: None, has_rows: false, is_tabular: false, preface: String::new() };
    while rows.next_row(&mut row)? {
        if row.number() > limits::HEADER_SCAN_ROWS as u64 {
            break;
        }
        if row.is_blank() {
            continue;
        }
        out.has_rows = true;
        let headings = Headings::of(row.cells());
        out.is_tabular |= headings.filled() > 1;
        if let Some(ready) = set.matching(&headings) {
            let mut plan = Plan::new(ready, headings);
            plan.times.from_1904 = from_1904;
            plan.times.span = time::span_of_title(&out.preface);
            let header_row = row.number();
            let sample = sample(rows.as_mut())?;
            drop(rows);
            return finish(document, out, plan, header_row, index, &sample);
        }
        if out.preface.len() < 4096 {
            row.cells().filter(|c| !c.trim().is_empty()).for_each(|c| {
                out.preface.push_str(c);
                out.preface.push('\n');
            });
        }
    }
    // A long run of blank rows may stand before the first filled one.
    while !out.has_rows && rows.next_row(&mut row)? {
        out.has_rows = !row.is_blank();
    }
    Ok(out)
}

fn sample(rows: &mut dyn Rows) -> Result<Vec<SourceRow>, Error> {
    let mut out = Vec::new();
    let mut row = SourceRow::default();
    while out.len() < SAMPLE_ROWS && rows.next_row(&mut row)? {
        if !row.is_blank() {
            row.note_marks();
            out.push(row.clone());
        }
    }
    Ok(out)
}

fn finish(
    document: &mut Document<'_>,
    mut out: Look,
    mut plan: Plan,
    header_row: u64,
    index: usize,
    sample: &[SourceRow],
) -> Result<Look, Error> {
    let data: Vec<&SourceRow> = sample.iter().filter(|r| plan.key().text(r).is_some() || plan.line(L::At).text(r).is_some()).collect();
    let lengths: Vec<usize> = data.iter().map(|r| r.len()).collect();
    let (times, _) = plan.typed_columns();
    let year_last = data.iter().any(|r| times.iter().any(|c| clean(r.cell(*c)).is_some_and(|t| time::is_year_last(&t))));
    if year_last {
        plan.times.day_month = day_month(document, index, header_row, &times)?;
    }
    let trims_tails = document.is_delimited() && trims_tails(plan.headings.width(), &lengths);
    let currency = currency(&plan, &data);
    out.table = Some(Table { index, plan, header_row, trims_tails, currency });
    Ok(out)
}

/// Looks through the file until one date settles whether the day or the month comes first.
fn day_month(document: &mut Document<'_>, index: usize, header_row: u64, times: &[usize]) -> Result<time::DayMonth, Error> {
    let mut rows = document.rows(index)?;
    let mut row = SourceRow::default();
    while rows.next_row(&mut row)? {
        if row.number() > header_row
            && let Some(found) = times.iter().find_map(|c| clean(row.cell(*c)).and_then(|t| time::day_month_evidence(&t)))
        {
            return Ok(found);
        }
    }
    Ok(time::DayMonth::DayFirst)
}

/// A currency column, `(PHP)` behind a heading of money, or what the format says.
fn currency(plan: &Plan, data: &[&SourceRow]) -> Option<String> {
    if let Some(word) = data.iter().find_map(|r| plan.order(O::Currency).text(r)) {
        return Some(word.0.to_uppercase());
    }
    let (_, money) = plan.typed_columns();
    let of_heading = money.iter().find_map(|c| {
        let raw = plan.headings.raw.get(*c)?.trim_end().strip_suffix(')')?;
        let code = raw.rsplit_once('(')?.1;
        (code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())).then(|| code.to_owned())
    });
    let of_cell = || {
        let cell = data.iter().flat_map(|r| money.iter().map(|c| r.cell(*c).trim_start())).find(|c| c.len() > 4)?;
        let (code, rest) = cell.split_at_checked(3)?;
        (code.bytes().all(|b| b.is_ascii_uppercase()) && rest.starts_with([' ', '-', '0'])).then(|| code.to_owned())
    };
    of_heading.or_else(of_cell).or_else(|| (!plan.ready.format.currency.is_empty()).then(|| plan.ready.format.currency.clone()))
}
