//! `files.columns` and `files.try_mapping`: a file that nobody knows beside our fields, and what a choice of columns would read.
//! Stores nothing.

use super::import::Problem;
use super::mapping::{self, FieldInfo, Mapping, OWN};
use super::{read, taking};
use crate::App;
use crate::desk::Session;
use crate::error::{Failure, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_domain::limits::{MAPPING_COLUMNS, MAPPING_ROWS};
use yidan_domain::{BillLine, Finding, OrderDraft};
use yidan_sheets::{Flow, Kind, Opened, ProfileSet, Rejected, Sink, Source, SourceRow, guess_mapping, open_sheet};

/// Asks for the columns of a file.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ColumnsRequest {
    pub file: String,
    pub password: Option<String>,
    pub sheet: Option<String>,
}

/// A column with what its first cells hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnView {
    /// First = 0.
    pub index: usize,
    pub heading: String,
    /// Up to five filled cells.
    pub samples: Vec<String>,
    /// The field it probably feeds.
    pub guess: Option<String>,
    /// False where the column has no heading, or one that stands before it already: such a column cannot be chosen.
    pub usable: bool,
}

/// A word of the status column and what it probably means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StatusWord {
    pub word: String,
    pub status: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnsReply {
    pub file: String,
    pub platform: String,
    pub kind: String,
    pub sheet: Option<String>,
    /// All sheets of a workbook.
    pub sheets: Vec<String>,
    pub header_row: u64,
    pub columns: Vec<ColumnView>,
    pub fields: Vec<FieldInfo>,
    /// Different words of the guessed status column.
    pub status_words: Vec<StatusWord>,
}

/// Asks what a choice of columns reads.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct TryMappingRequest {
    pub file: String,
    pub password: Option<String>,
    pub mapping: Mapping,
}

/// A row as it would be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TriedRow {
    pub row: u64,
    /// Field → text; empty fields are left out.
    pub values: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TryMappingReply {
    /// Orders or lines that would come in.
    pub accepted: i64,
    pub rejected_total: i64,
    /// The first 20.
    pub rows: Vec<TriedRow>,
    /// The first 20.
    pub rejected: Vec<Problem>,
    /// Status words without a meaning yet.
    pub unknown_words: Vec<String>,
}

/// Listed rows of a trial, of each sort.
const SHOWN: usize = 20;

fn opened<'a>(app: &App, set: &ProfileSet, file: &str, password: Option<&str>, sheet: Option<&str>) -> Result<(String, Opened<'a>)> {
    let (info, bytes) = app.ports.shelf.open(file)?;
    let opened = Source::new(bytes).and_then(|source| open_sheet(source, set, password, sheet));
    let opened = opened.map_err(|e| read::failure(&info.name, &e))?;
    Ok((info.name, opened))
}

/// The columns of any file, known or not.
pub fn columns(app: &App, _session: &Session, request: ColumnsRequest) -> Result<ColumnsReply> {
    let set = app.profiles()?;
    let sheet = request.sheet.as_deref().filter(|s| !s.is_empty());
    let (file, mut opened) = opened(app, &set, &request.file, request.password.as_deref(), sheet)?;
    let rows = opened.preview_of(sheet, MAPPING_ROWS).map_err(|e| read::failure(&file, &e))?;
    let what = opened.recognised().clone();
    let guess = guess_mapping(&rows);
    let header_row = what.header_row.or(guess.as_ref().map(|g| g.header_row)).or(rows.first().map(SourceRow::number)).unwrap_or(1);
    let header = rows.iter().find(|r| r.number() == header_row);
    let headings: Vec<String> = header.into_iter().flat_map(|r| r.cells().take(MAPPING_COLUMNS).map(heading)).collect();
    let data: Vec<&SourceRow> = rows.iter().filter(|r| r.number() > header_row).collect();
    let guessed = guess.map(|g| mapping::mapping_of(&g.profile)).unwrap_or_default();
    let columns: Vec<ColumnView> = headings
        .iter()
        .enumerate()
        .map(|(index, heading)| {
            let usable = !heading.is_empty() && headings.iter().position(|h| h == heading) == Some(index);
            let guess = guessed.headings.iter().position(|h| h == heading).and_then(|at| guessed.columns.get(&at).cloned());
            ColumnView { index, heading: heading.clone(), samples: samples(&data, index), guess: guess.filter(|_| usable), usable }
        })
        .collect();
    let status_column = columns.iter().find(|c| c.guess.as_deref() == Some("status")).map(|c| c.index);
    Ok(ColumnsReply {
        file,
        platform: what.platform,
        kind: taking::word_of(&what.kind),
        sheet: sheet.map(str::to_owned).or(what.sheet).or_else(|| opened.sheets().into_iter().next()),
        sheets: opened.sheets(),
        header_row,
        status_words: status_column.map(|c| status_words(&data, c, &guessed)).unwrap_or_default(),
        columns,
        fields: mapping::fields(|key| app.say_with(key, &[])),
    })
}

fn heading(cell: &str) -> String {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\u{feff}')).to_owned()
}

fn samples(rows: &[&SourceRow], column: usize) -> Vec<String> {
    let filled = rows.iter().map(|r| r.cell(column).trim()).filter(|c| !c.is_empty());
    filled.take(5).map(|c| c.chars().take(60).collect()).collect()
}

fn status_words(rows: &[&SourceRow], column: usize, guessed: &Mapping) -> Vec<StatusWord> {
    let mut words: Vec<String> = rows.iter().map(|r| r.cell(column).trim().to_owned()).filter(|w| !w.is_empty()).collect();
    words.sort();
    words.dedup();
    words.into_iter().map(|word| StatusWord { status: guessed.status.get(&word).cloned(), word }).collect()
}

/// Reads the file by the choice, keeping nothing but the first rows.
pub fn try_mapping(app: &App, _session: &Session, request: TryMappingRequest) -> Result<TryMappingReply> {
    let profile = mapping::profile("trial", &request.mapping)?;
    let set = super::profiles::set_of(profile)?;
    let sheet = request.mapping.sheet.as_deref().filter(|s| !s.is_empty());
    let (file, mut opened) = opened(app, &set, &request.file, request.password.as_deref(), sheet)?;
    let mut trial = Trial {
        app,
        reply: TryMappingReply { accepted: 0, rejected_total: 0, rows: Vec::new(), rejected: Vec::new(), unknown_words: Vec::new() },
    };
    if opened.recognised().kind == Kind::Unknown {
        return Err(Failure::new(crate::error::Code::BadMapping).with("detail", app.say_with("mapping.no_header", &[])).with("name", file));
    }
    opened.read_into(&mut trial).map_err(|e| read::failure(&file, &e))?;
    Ok(trial.reply)
}

struct Trial<'a> {
    app: &'a App,
    reply: TryMappingReply,
}

impl Trial<'_> {
    fn show<T: Serialize>(&mut self, row: Option<&SourceRow>, value: &T) {
        self.reply.accepted += 1;
        if self.reply.rows.len() < SHOWN {
            let mut values = BTreeMap::new();
            flatten("", &serde_json::to_value(value).unwrap_or_default(), &mut values);
            self.reply.rows.push(TriedRow { row: row.map_or(0, SourceRow::number), values });
        }
    }
}

/// Fields under the names by which they are chosen; of goods those of the first.
fn flatten(prefix: &str, value: &serde_json::Value, into: &mut BTreeMap<String, String>) {
    for (name, v) in value.as_object().into_iter().flatten() {
        let is_fen = name.ends_with("_fen");
        let key = format!("{prefix}{}", name.trim_end_matches("_fen"));
        match v {
            serde_json::Value::String(s) => drop(into.insert(key, s.clone())),
            serde_json::Value::Number(n) if is_fen => drop(into.insert(key, yidan_domain::money::yuan(n.as_i64().unwrap_or(0)))),
            serde_json::Value::Number(n) => drop(into.insert(key, n.to_string())),
            serde_json::Value::Array(list) if name == "items" => {
                let first = list.first().unwrap_or(&serde_json::Value::Null);
                flatten("item.", first, into);
            }
            serde_json::Value::Array(list) if name == "trackings" => {
                if let Some(pair) = list.first() {
                    for (field, text) in [("carrier", pair[0].as_str()), ("tracking_no", pair[1].as_str())] {
                        text.map(|t| into.insert(field.to_owned(), t.to_owned()));
                    }
                }
            }
            _ => {}
        }
    }
}

impl Sink for Trial<'_> {
    fn order(&mut self, order: OrderDraft, rows: &[SourceRow]) -> Flow {
        self.show(rows.first(), &order);
        Flow::Continue
    }

    fn line(&mut self, line: BillLine, row: &SourceRow) -> Flow {
        self.reply.accepted += 1;
        if self.reply.rows.len() < SHOWN {
            let mut values = BTreeMap::new();
            flatten("line.", &serde_json::to_value(&line).unwrap_or_default(), &mut values);
            self.reply.rows.push(TriedRow { row: row.number(), values });
        }
        Flow::Continue
    }

    fn rejected(&mut self, rejected: Rejected, _source: &SourceRow) -> Flow {
        self.reply.rejected_total += 1;
        if self.reply.rejected.len() < SHOWN {
            self.reply.rejected.push(taking::problem(self.app, &rejected));
        }
        Flow::Continue
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        if let Some(word) = finding.facts.get("word").filter(|_| finding.code == "unknown_status") {
            self.reply.unknown_words.push(word.clone());
        }
        Flow::Continue
    }
}

/// Platform of a mapping.
pub fn platform_of(profile: &yidan_sheets::Profile) -> &str {
    profile.platform.as_deref().filter(|p| !p.is_empty()).unwrap_or(OWN)
}
