//! The walk over one table: header found, every row judged, refused, or turned into an order or a line.

use super::judge::{Judge, Verdict};
use super::keys::{Answer, Keys};
use super::seen::{Known, Seen, content_hash, text_hash};
use crate::error::Error;
use crate::fault::Fault;
use crate::lines;
use crate::orders::groups::{Counts, Groups};
use crate::orders::row::Say;
use crate::orders::{row as order_row, state};
use crate::profile::format::{Grain, Kind};
use crate::profile::plan::Plan;
use crate::profile::words::Heard;
use crate::rows::Rows;
use crate::sink::{Flow, Progress, Reason, Rejected, Sink, Skipped, SourceRow, Why};
use crate::values::key::is_damaged;
use std::collections::HashSet;
use yidan_domain::{Finding, Severity, limits};

/// What has been told so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Totals {
    pub accepted_rows: u64,
    pub rejected_rows: u64,
    pub skipped_rows: u64,
    pub orders: u64,
    pub item_lines: u64,
    pub lines: u64,
    /// The listener asked to stop before the end.
    pub stopped: bool,
}

/// State that belongs to the whole file, over all its tables.
#[derive(Default)]
pub struct FileState {
    pub totals: Totals,
    pub seen: Seen,
    /// Odd words that have been told.
    pub told: HashSet<String>,
    pub rows_done: u64,
    pub bytes_before: u64,
    pub bytes_total: u64,
}

/// The walk over one table.
pub struct Walk<'w> {
    plan: &'w Plan,
    judge: Judge,
    keys: Keys,
    groups: Groups,
    heard: Heard,
    file: &'w mut FileState,
    sink: &'w mut dyn Sink,
    /// Several sheets are read, so refused rows name theirs.
    names_sheet: bool,
    /// Hashes of keys are counted while groups wait for their last rows.
    counts: bool,
    current_key: Option<String>,
    stopped: bool,
}

impl<'w> Walk<'w> {
    pub fn new(
        plan: &'w Plan,
        judge: Judge,
        counts: Option<Counts>,
        names_sheet: bool,
        file: &'w mut FileState,
        sink: &'w mut dyn Sink,
    ) -> Self {
        let counted = counts.is_some();
        let groups = Groups::new(counts);
        Walk {
            plan,
            judge,
            keys: Keys::default(),
            groups,
            heard: Heard::default(),
            file,
            sink,
            names_sheet,
            counts: counted,
            current_key: None,
            stopped: false,
        }
    }

    /// Reads from the first row to the end, or to the listener's stop.
    pub fn run(mut self, rows: &mut dyn Rows, header_row: u64) -> Result<(), Error> {
        let mut row = SourceRow::default();
        let mut last_filled = 0;
        while !self.stopped && rows.next_row(&mut row)? {
            self.file.rows_done += 1;
            if self.file.rows_done.is_multiple_of(4096) {
                self.progress(rows.bytes_done());
            }
            if row.is_blank() {
                continue;
            }
            row.note_marks();
            if row.number > last_filled + 1 {
                self.blanks(&row, last_filled + 1, row.number - 1);
            }
            last_filled = row.number;
            if row.number < header_row {
                let why = if is_comment(&row) { Why::Comment } else { Why::Title };
                self.skip(&row, why);
            } else if row.number > header_row {
                self.row(&mut row);
            }
        }
        if !self.stopped {
            self.settle_keys(true);
            for (order, rows) in self.groups.drain(self.plan) {
                if !self.stopped {
                    self.order(order, &rows);
                }
            }
        }
        self.file.totals.stopped |= self.stopped;
        self.progress(rows.bytes_done());
        Ok(())
    }

    fn flow(&mut self, flow: Flow) {
        self.stopped |= flow == Flow::Stop;
    }

    fn progress(&mut self, bytes: u64) {
        let p = Progress { rows_done: self.file.rows_done, bytes_done: self.file.bytes_before + bytes, bytes_total: self.file.bytes_total };
        let flow = self.sink.progress(p);
        self.flow(flow);
    }

    fn sheet_of(&self, row: &SourceRow) -> Option<String> {
        if self.names_sheet { row.sheet().map(str::to_owned) } else { None }
    }

    fn skip(&mut self, row: &SourceRow, why: Why) {
        self.file.totals.skipped_rows += 1;
        let skipped = Skipped { row: row.number, why, sheet: self.sheet_of(row) };
        let flow = self.sink.skipped(skipped);
        self.flow(flow);
    }

    /// Blank rows count only when something follows them.
    fn blanks(&mut self, before: &SourceRow, first: u64, last: u64) {
        let listed = last.min(first.saturating_add(limits::LISTED_REJECTIONS as u64));
        let sheet = self.sheet_of(before);
        for row in first..=listed {
            let flow = self.sink.skipped(Skipped { row, why: Why::Blank, sheet: sheet.clone() });
            self.flow(flow);
        }
        self.file.totals.skipped_rows += last - first + 1;
    }

    fn refuse(&mut self, row: &SourceRow, key: Option<&str>, fault: &Fault) {
        self.file.totals.rejected_rows += 1;
        let key = key.map(str::to_owned).or_else(|| self.plan.key().text(row).map(|(t, _)| t.into_owned()));
        let rejected = Rejected { row: row.number, key, reason: fault.reason, sheet: self.sheet_of(row), cell: fault.cell(self.plan, row) };
        let flow = self.sink.rejected(rejected, row);
        self.flow(flow);
    }

    fn row(&mut self, row: &mut SourceRow) {
        let (verdict, own_key) = self.judge.judge(self.plan, row);
        let continues = verdict == Verdict::Continues;
        let key = match verdict {
            Verdict::Skip(why) => return self.skip(row, why),
            Verdict::Refuse(reason) => {
                self.refuse(row, None, &Fault::of_row(reason));
                return self.done(row);
            }
            Verdict::Continues => self.current_key.clone(),
            Verdict::Data => own_key,
        };
        let Some(key) = key else {
            if continues {
                return self.refuse(row, None, &Fault::of_row(Reason::MissingKey));
            }
            return self.take(row, String::new());
        };
        if !continues && self.plan.ready.format.grain == Grain::FillDown {
            self.current_key = Some(key.clone());
        }
        if is_damaged(&key) {
            let column = self.plan.key().columns().first().copied().unwrap_or(0);
            self.refuse(row, Some(&key), &Fault::at(Reason::DamagedNumber, column, "key"));
            return self.done(row);
        }
        match self.keys.look(&key, row, continues) {
            Answer::Take => {
                self.settle_keys(false);
                self.take(row, key);
            }
            Answer::Held => self.settle_keys(false),
            Answer::Damaged => {
                self.refuse(row, Some(&key), &Fault::of_row(Reason::DamagedNumber));
                self.done(row);
            }
        }
    }

    /// Rows that were held back because their numbers looked cut off.
    fn settle_keys(&mut self, at_end: bool) {
        let Some((held, is_damaged)) = self.keys.settled(at_end) else { return };
        let mut last_key = String::new();
        for (row, continues) in held {
            let own = self.plan.key().text(&row).map(|(t, _)| t.into_owned());
            let key = if continues { last_key.clone() } else { own.unwrap_or_default() };
            last_key.clone_from(&key);
            if is_damaged {
                self.refuse(&row, Some(&key), &Fault::of_row(Reason::DamagedNumber));
                self.done_key(&key);
            } else {
                self.take(&row, key);
            }
        }
    }

    /// A row with a sound key (which may be empty for lines without numbers).
    fn take(&mut self, row: &SourceRow, key: String) {
        let kind = self.plan.ready.format.kind;
        if kind.is_orders() {
            if self.plan.ready.format.grain == Grain::Order { self.single(row, key) } else { self.part(row, key) }
        } else {
            self.line(row, &key, kind);
        }
    }

    fn done(&mut self, row: &SourceRow) {
        if self.counts
            && let Some((key, _)) = self.plan.key().text(row)
        {
            self.done_key(&key);
        }
    }

    fn done_key(&mut self, key: &str) {
        self.done_hash(text_hash(key));
    }

    fn done_hash(&mut self, key_hash: u64) {
        if self.counts
            && let Some((order, rows)) = self.groups.row_done(self.plan, key_hash)
        {
            self.order(order, &rows);
            self.groups.give_back(rows);
        }
    }

    /// A row that is a whole order.
    fn single(&mut self, row: &SourceRow, key: String) {
        let key_hash = text_hash(&key);
        match self.file.seen.key_with_content(key_hash, content_hash(row)) {
            Known::New => {}
            Known::Same => return self.refuse(row, Some(&key), &Fault::of_row(Reason::DupRow)),
            Known::Other => return self.refuse(row, Some(&key), &Fault::of_row(Reason::Conflict)),
        }
        match order_row::read(self.plan, &mut self.heard, row, key) {
            Ok((_, say)) if say.meaning.is_some_and(|m| m.is_parent) => self.skip(row, Why::ParentOfSplit),
            Ok((mut order, say)) => {
                self.file.totals.accepted_rows += 1;
                self.words(&say, row);
                state::settle(self.plan, &mut order, std::slice::from_ref(&say));
                self.order(order, std::slice::from_ref(row));
            }
            Err(fault) => {
                self.file.seen.forget_key(key_hash);
                self.refuse(row, None, &fault);
            }
        }
    }

    /// A row that is a part of an order.
    fn part(&mut self, row: &SourceRow, key: String) {
        let key_hash = text_hash(&key);
        if !self.file.seen.row(key_hash, content_hash(row)) {
            self.refuse(row, Some(&key), &Fault::of_row(Reason::DupRow));
            return self.done_hash(key_hash);
        }
        let own = if self.current_key.is_some() { Some(key.clone()) } else { None };
        match order_row::read(self.plan, &mut self.heard, row, key) {
            Ok((_, say)) if say.meaning.is_some_and(|m| m.is_parent) => self.skip(row, Why::ParentOfSplit),
            Ok((order, say)) => {
                self.file.totals.accepted_rows += 1;
                self.words(&say, row);
                self.groups.add(self.plan, order, say, row, key_hash);
            }
            Err(fault) => self.refuse(row, own.as_deref(), &fault),
        }
        self.done_hash(key_hash);
    }

    fn line(&mut self, row: &SourceRow, key: &str, kind: Kind) {
        let (line, odd) = match lines::row::read(self.plan, row) {
            Ok(read) => read,
            Err(fault) => return self.refuse(row, None, &fault),
        };
        let is_new = match (kind, &line.line_id) {
            (Kind::CarrierBill, _) => self.file.seen.row(text_hash(key), content_hash(row)),
            (Kind::Settlement, _) | (_, None) => true,
            (Kind::PersonalBill, Some(id)) => self.file.seen.row(text_hash(id), line.amount_fen as u64),
            (_, Some(id)) => self.file.seen.row(text_hash(id), 0),
        };
        if !is_new {
            return self.refuse(row, None, &Fault::of_row(Reason::DupRow));
        }
        if let Some(word) = odd {
            self.odd_word("unknown_kind", "kind", &word, row);
        }
        self.file.totals.accepted_rows += 1;
        self.file.totals.lines += 1;
        let flow = self.sink.line(line, row);
        self.flow(flow);
    }

    fn words(&mut self, say: &Say, row: &SourceRow) {
        if let (None, Some(word)) = (say.meaning, &say.word) {
            self.odd_word("unknown_status", "status", word, row);
        }
        if let Some(word) = &say.odd_refund_word {
            self.odd_word("unknown_after_sale", "refund_state", word, row);
        }
    }

    fn odd_word(&mut self, code: &str, field: &str, word: &str, row: &SourceRow) {
        if self.file.told.len() >= limits::LISTED_REJECTIONS || !self.file.told.insert(format!("{code}\t{word}")) {
            return;
        }
        let mut finding = Finding::new(code, Severity::Warning).on(field).with("word", word).with("row", row.number.to_string());
        if let Some(sheet) = row.sheet() {
            finding = finding.with("sheet", sheet);
        }
        finding = finding.with("platform", self.plan.ready.platform.as_str());
        let flow = self.sink.finding(finding);
        self.flow(flow);
    }

    fn order(&mut self, order: yidan_domain::OrderDraft, rows: &[SourceRow]) {
        self.file.totals.orders += 1;
        self.file.totals.item_lines += order.items.len() as u64;
        let flow = self.sink.order(order, rows);
        self.flow(flow);
    }
}

/// `#…` and `-----…` before the header.
fn is_comment(row: &SourceRow) -> bool {
    let first = row.cells().map(str::trim).find(|c| !c.is_empty()).unwrap_or("");
    first.starts_with('#') || first.starts_with("---")
}
