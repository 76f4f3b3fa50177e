//! A file that has been recognised: what it is, and the way to read it.

use crate::archived;
use crate::error::Error;
use crate::look::{Table, look};
use crate::orders::groups::Counts;
use crate::profile::format::Kind;
use crate::profile::set::ProfileSet;
use crate::rows::bytes::{Bytes, Shared};
use crate::rows::document::{Container, Document};
use crate::sink::{Sink, SourceRow};
use crate::source::Source;
use crate::table::judge::Judge;
use crate::table::seen::text_hash;
use crate::table::walk::{FileState, Totals, Walk};
use serde::Serialize;

/// Tables above this size have the rows of each order counted before they are read, so that finished orders can leave memory.
const COUNT_BYTES_TEXT: u64 = 2 * 1024 * 1024;
const COUNT_BYTES_MARKUP: u64 = 24 * 1024 * 1024;

/// What a file is. For a file that nobody knows, platform and kind are `unknown` and `headings` is empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recognised {
    pub platform: String,
    pub kind: Kind,
    /// `csv`, `xlsx`, `zip/csv`, …
    pub container: String,
    pub encoding: Option<String>,
    pub header_row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheets: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored_members: Option<Vec<String>>,
    pub generation: Option<String>,
    pub currency: Option<String>,
    /// Headings as the file writes them.
    #[serde(skip)]
    pub headings: Vec<String>,
    /// How many of them feed a field.
    #[serde(skip)]
    pub used_columns: usize,
    /// The file has receiver columns; without them a draft's `receiver_masked` says nothing.
    #[serde(skip)]
    pub tells_receiver: bool,
    /// The file has goods columns; without them a draft's empty `items` says nothing.
    #[serde(skip)]
    pub tells_items: bool,
}

/// An opened file.
pub struct Opened<'a> {
    pub(crate) document: Document<'a>,
    pub(crate) tables: Vec<Table>,
    pub(crate) recognised: Recognised,
}

/// Opens a file and finds out what it is, by its content alone.
/// A protected file answers `NeedsPassword` or `BadPassword`; a file that nobody knows opens as `unknown`.
pub fn open<'a>(source: Source<'a>, profiles: &ProfileSet, password: Option<&str>) -> Result<Opened<'a>, Error> {
    open_sheet(source, profiles, password, None)
}

/// The same, looking at one sheet of a workbook only. A container without sheets is looked at as a whole.
pub fn open_sheet<'a>(source: Source<'a>, profiles: &ProfileSet, password: Option<&str>, sheet: Option<&str>) -> Result<Opened<'a>, Error> {
    if source.is_empty() {
        return Err(Error::EmptyFile);
    }
    let len = source.len();
    match Container::open(Bytes::Whole(Shared::new(source.bytes, len)), password)? {
        Container::Archive(archive) => archived::open(archive, profiles, password),
        Container::Document(mut document) => {
            let found = inspect(&mut document, profiles, sheet)?;
            Ok(Opened { document, tables: found.tables, recognised: found.recognised })
        }
    }
}

/// What a document holds.
pub(crate) struct Found {
    pub tables: Vec<Table>,
    pub recognised: Recognised,
    /// It holds something like a table, known or not.
    pub is_tabular: bool,
}

/// Looks at every table of a document, or at one sheet, and takes the one to read, or all sheets of a carrier's bill.
pub(crate) fn inspect(document: &mut Document<'_>, profiles: &ProfileSet, sheet: Option<&str>) -> Result<Found, Error> {
    let chosen = sheet.and_then(|name| (0..document.tables()).find(|i| document.sheet_name(*i) == Some(name)));
    let as_first_read = document.reading();
    let mut attempt = 0;
    let mut is_tabular = false;
    loop {
        let mut found: Vec<Table> = Vec::new();
        let mut has_rows = false;
        let mut tabular: Vec<usize> = Vec::new();
        let mut prefaces = String::new();
        for index in 0..document.tables() {
            let seen = look(document, profiles, index)?;
            has_rows |= seen.has_rows;
            if chosen.is_some_and(|c| c != index) {
                continue;
            }
            if seen.is_tabular {
                tabular.push(index);
            }
            prefaces.push_str(&seen.preface);
            found.extend(seen.table);
        }
        is_tabular |= !tabular.is_empty();
        if !has_rows {
            return Err(if document.is_delimited() { Error::EmptyFile } else { Error::NothingToImport });
        }
        if !found.is_empty() {
            let tables = choose(document, found, &prefaces)?;
            let recognised = describe(document, &tables, &tabular);
            return Ok(Found { tables, recognised, is_tabular: true });
        }
        if !document.try_otherwise(attempt) {
            document.restore(as_first_read);
            return Ok(Found { tables: Vec::new(), recognised: unknown(document), is_tabular });
        }
        attempt += 1;
    }
}

fn unknown(document: &Document<'_>) -> Recognised {
    Recognised {
        platform: "unknown".to_owned(),
        kind: Kind::Unknown,
        container: document.container().to_owned(),
        encoding: document.encoding().map(str::to_owned),
        header_row: None,
        sheet: None,
        sheets: None,
        member: None,
        ignored_members: None,
        generation: None,
        currency: None,
        headings: Vec::new(),
        used_columns: 0,
        tells_receiver: false,
        tells_items: false,
    }
}

/// A running balance first, else most rows; of a carrier's bill all sheets of that carrier.
fn choose(document: &mut Document<'_>, mut found: Vec<Table>, prefaces: &str) -> Result<Vec<Table>, Error> {
    let is_carrier = found.iter().any(|t| t.plan.ready.format.kind == Kind::CarrierBill);
    if found.len() > 1 && is_carrier {
        let name = found.iter().find(|t| t.plan.ready.format.kind == Kind::CarrierBill).map(|t| t.plan.ready.format.name.clone());
        found.retain(|t| Some(&t.plan.ready.format.name) == name.as_ref());
    } else if found.len() > 1 {
        let mut best: Option<(bool, u64, usize)> = None;
        for (i, table) in found.iter().enumerate() {
            let rows = if table.plan.has_balance() && !found.iter().any(|t| t.plan.has_balance() && t.index != table.index) {
                u64::MAX
            } else {
                count_rows(document, table.index)?
            };
            let rank = (table.plan.has_balance(), rows);
            if best.is_none_or(|(balance, n, _)| rank > (balance, n)) {
                best = Some((rank.0, rank.1, i));
            }
        }
        let kept = best.map_or(0, |(_, _, i)| i);
        found = found.into_iter().skip(kept).take(1).collect();
    }
    for table in &mut found {
        if table.plan.times.span.is_none() {
            table.plan.times.span = crate::values::time::span_of_title(prefaces);
        }
    }
    Ok(found)
}

fn describe(document: &Document<'_>, found: &[Table], tabular: &[usize]) -> Recognised {
    let mut r = unknown(document);
    let Some(first) = found.first() else { return r };
    let name = |t: &usize| document.sheet_name(*t).map(str::to_owned);
    r.platform.clone_from(&first.plan.ready.platform);
    r.kind = first.plan.ready.format.kind;
    r.header_row = Some(first.header_row);
    r.generation = Some(first.plan.generation().to_owned());
    r.currency.clone_from(&first.currency);
    r.headings.clone_from(&first.plan.headings.raw);
    r.used_columns = first.plan.used_columns();
    r.tells_receiver = first.plan.tells_receiver();
    r.tells_items = first.plan.tells_items();
    if found.len() > 1 {
        r.sheets = Some(found.iter().filter_map(|t| name(&t.index)).collect());
    } else {
        r.sheet = name(&first.index);
    }
    let ignored: Vec<String> = tabular.iter().filter(|t| !found.iter().any(|f| f.index == **t)).filter_map(name).collect();
    r.ignored_members = (!ignored.is_empty()).then_some(ignored);
    r
}

pub(crate) fn count_rows(document: &mut Document<'_>, index: usize) -> Result<u64, Error> {
    let mut rows = document.rows(index)?;
    let mut row = SourceRow::default();
    let mut n = 0;
    while rows.next_row(&mut row)? {
        n += u64::from(!row.is_blank());
    }
    Ok(n)
}

impl Opened<'_> {
    /// What the file is.
    pub fn recognised(&self) -> &Recognised {
        &self.recognised
    }

    /// Names of all sheets, in the workbook's order; empty where the container has none.
    pub fn sheets(&self) -> Vec<String> {
        (0..self.document.tables()).filter_map(|i| self.document.sheet_name(i).map(str::to_owned)).collect()
    }

    /// Where a sheet of this name stands; the first table that is read, where nothing is named.
    fn place_of(&self, sheet: Option<&str>) -> usize {
        let named = sheet.and_then(|name| (0..self.document.tables()).find(|i| self.document.sheet_name(*i) == Some(name)));
        named.unwrap_or_else(|| self.tables.first().map_or(0, |t| t.index))
    }

    /// One row by its number, as the file shows it.
    pub fn row(&mut self, sheet: Option<&str>, number: u64) -> Result<Option<SourceRow>, Error> {
        let mut source = self.document.rows(self.place_of(sheet))?;
        let mut row = SourceRow::default();
        while source.next_row(&mut row)? {
            if row.number() >= number {
                return Ok((row.number() == number).then_some(row));
            }
        }
        Ok(None)
    }

    /// The first filled rows of the first table, for the dialogue that maps columns by hand.
    pub fn preview(&mut self, rows: usize) -> Result<Vec<SourceRow>, Error> {
        self.preview_of(None, rows)
    }

    /// The same of one sheet.
    pub fn preview_of(&mut self, sheet: Option<&str>, rows: usize) -> Result<Vec<SourceRow>, Error> {
        let index = self.place_of(sheet);
        let mut source = self.document.rows(index)?;
        let mut out = Vec::new();
        let mut row = SourceRow::default();
        while out.len() < rows && source.next_row(&mut row)? {
            if !row.is_blank() {
                out.push(row.clone());
            }
        }
        Ok(out)
    }

    /// Reads the whole file and tells the listener what it finds. A file that nobody knows tells nothing.
    pub fn read_into(&mut self, sink: &mut dyn Sink) -> Result<Totals, Error> {
        let mut file =
            FileState { bytes_total: self.tables.iter().map(|t| self.document.table_bytes(t.index)).sum(), ..FileState::default() };
        let names_sheet = self.tables.len() > 1;
        for table in &self.tables {
            let counts = count_keys(&mut self.document, table)?;
            let mut judge = Judge::new(&table.plan, self.document.is_delimited());
            judge.trims_tails = table.trims_tails;
            let mut rows = self.document.rows(table.index)?;
            Walk::new(&table.plan, judge, counts, names_sheet, &mut file, sink).run(rows.as_mut(), table.header_row)?;
            file.bytes_before += rows.bytes_done();
            if file.totals.stopped {
                break;
            }
        }
        Ok(file.totals)
    }
}

/// Rows of each key in a large file whose orders have several rows.
fn count_keys(document: &mut Document<'_>, table: &Table) -> Result<Option<Counts>, Error> {
    let format = &table.plan.ready.format;
    let limit = if document.is_delimited() { COUNT_BYTES_TEXT } else { COUNT_BYTES_MARKUP };
    let has_groups = format.kind.is_orders() && format.grain != crate::profile::format::Grain::Order;
    if !has_groups || document.table_bytes(table.index) < limit {
        return Ok(None);
    }
    let fills_down = format.grain == crate::profile::format::Grain::FillDown;
    let columns = table.plan.key().columns().iter().max().map_or(0, |c| c + 1);
    // A row without a key of its own belongs to the one above unless it is blank, which takes all of its cells to see.
    let mut rows = if fills_down { document.rows(table.index)? } else { document.outline(table.index, columns)? };
    let mut row = SourceRow::default();
    let mut counts = Counts::default();
    let mut current = None;
    while rows.next_row(&mut row)? {
        if row.number() <= table.header_row {
            continue;
        }
        row.note_marks();
        match table.plan.key().text(&row) {
            Some((key, _)) => current = Some(text_hash(&key)),
            None if !fills_down || row.is_blank() => continue,
            None => {}
        }
        if let Some(hash) = current {
            *counts.entry(hash).or_insert(0) += 1;
        }
    }
    Ok(Some(counts))
}
