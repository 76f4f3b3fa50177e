//! Orders and bill lines on their way from a reader into the store: collected into batches, written one transaction each, counted
//! once. The same path judges without writing for the preview.

use super::bills::Identity;
use super::import::{FileResult, Problem};
use crate::App;
use crate::doubles::words::finding_text;
use crate::error::{Failure, Result};
use crate::jobs::{Running, Wish};
use crate::orders::intake::{self, Origin, Taken};
use crate::orders::review::Review;
use crate::words;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use yidan_domain::limits::{IMPORT_BATCH, LINE_BATCH, LISTED_REJECTIONS};
use yidan_domain::order::{Incoming, Order};
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;
use yidan_domain::{BillLine, Finding, OrderDraft, Severity};
use yidan_sheets::{Flow, Kind, Progress, Rejected, Sink};
use yidan_store::{NewLine, RejectedRow, SourceRow};

/// Orders and lines of earlier files of one preview are remembered up to this number, so that two reports of the same count right.
const REMEMBERED: usize = 200_000;

/// What earlier files of a preview would have brought.
#[derive(Default)]
pub struct Remembered {
    orders: HashMap<(i64, String), Order>,
    lines: HashSet<String>,
}

/// A bill on its way in.
pub struct Bill {
    pub kind: Kind,
    pub identity: Identity,
    pub batch: Vec<(NewLine, SourceRow)>,
}

/// The word of a unit variant.
pub fn word_of<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A refused row in words.
pub fn problem(app: &App, rejected: &Rejected) -> Problem {
    let reason = word_of(&rejected.reason);
    Problem {
        sheet: rejected.sheet.clone(),
        row: rejected.row,
        column: rejected.cell.as_ref().map(|c| c.heading.clone()),
        cell: rejected.cell.as_ref().map(|c| c.address.clone()),
        key: rejected.key.clone(),
        text: app.say_with(&format!("reject.{reason}"), &[]),
        reason,
        rejected: true,
    }
}

/// Why reading stopped before the end.
pub enum Stopped {
    Wish(Wish),
    Failed(Failure),
}

/// The job's note from the counts so far and the number of orders seen.
pub type NoteMaker<'a> = Box<dyn Fn(&FileResult, i64) -> String + 'a>;

/// One file on its way in.
pub struct Taking<'a, 'r> {
    pub running: &'a mut Running<'r>,
    pub result: FileResult,
    pub shop_id: i64,
    pub file_id: i64,
    pub is_item_report: bool,
    /// Set when the file is a bill.
    pub bill: Option<Bill>,
    /// Sheets of a file that is read from several, in their order.
    pub sheets: Vec<String>,
    pub dry_run: bool,
    pub only_clean: bool,
    /// Orders of this file that an earlier run of the job has taken in already.
    pub skip: i64,
    /// Orders seen in this file.
    pub seen: i64,
    /// Counts of the files before, for the progress.
    pub before: i64,
    pub batch: Vec<(OrderDraft, Vec<SourceRow>)>,
    pub rejected: Vec<RejectedRow>,
    /// Cells of refused rows, kept verbatim under no order.
    pub orphans: Vec<SourceRow>,
    pub remembered: &'a mut Remembered,
    pub remembers: bool,
    pub stopped: Option<Stopped>,
    /// Makes the job's note for the counts so far; written with every batch.
    pub note: NoteMaker<'a>,
}

impl Taking<'_, '_> {
    fn app(&self) -> &App {
        self.running.app
    }

    fn stop(&mut self, why: Stopped) -> Flow {
        self.stopped = Some(why);
        Flow::Stop
    }

    /// Writes, or judges, what has been collected.
    pub fn flush(&mut self) -> Result<Wish> {
        if let Some(bill) = &mut self.bill {
            let (word, lines) = (word_of(&bill.kind), std::mem::take(&mut bill.batch));
            if self.dry_run {
                self.judge_lines(&word, &lines)?;
            } else {
                self.store_lines(&word, &lines)?;
            }
            return self.running.look(self.running.app.now_ms());
        }
        let batch = std::mem::take(&mut self.batch);
        if self.dry_run {
            self.judge(&batch)?;
        } else {
            self.store(&batch)?;
        }
        let now_ms = self.app().now_ms();
        self.running.look(now_ms)
    }

    fn judge(&mut self, batch: &[(OrderDraft, Vec<SourceRow>)]) -> Result<()> {
        let app = self.running.app;
        let now_ms = app.now_ms();
        let review = app.store.read(Review::load)?;
        let (actor, file) = (self.running.session.actor.clone(), self.result.file.clone());
        let origin = Origin { actor: &actor, now_ms, shop_id: self.shop_id, source: &file, review: &review };
        for (draft, rows) in batch {
            let key = (self.shop_id, draft.order_no.clone());
            let known = match self.remembered.orders.get(&key) {
                Some(order) => Some(order.clone()),
                // A shop that does not exist yet has no orders.
                None if self.shop_id == 0 => None,
                None => app.store.get(|r| r.find_order(self.shop_id, &draft.order_no))?,
            };
            let incoming = Incoming { draft, is_item_report: self.is_item_report, offset_minutes: CHINA_OFFSET_MINUTES };
            let (taken, order) = app.store.read(|r| intake::judge(r, known.as_ref(), &origin, incoming))?;
            let row = rows.first().map_or(0, |r| r.row as u64);
            if self.count(taken, &order, row) && self.remembers && self.remembered.orders.len() < REMEMBERED {
                self.remembered.orders.insert(key, order);
            }
        }
        app.store.put(|w| w.progress_job(self.running.row.id, self.before + self.seen, None, None, now_ms))?;
        Ok(())
    }

    fn store(&mut self, batch: &[(OrderDraft, Vec<SourceRow>)]) -> Result<()> {
        let app = self.running.app;
        let (actor, file, job) = (self.running.session.actor.clone(), self.result.file.clone(), self.running.row.id);
        let now_ms = app.now_ms();
        let mut counted = self.result.clone();
        std::mem::swap(&mut counted, &mut self.result);
        let done = app.store.write_bulk(|w| {
            let review = Review::load(w)?;
            let origin = Origin { actor: &actor, now_ms, shop_id: self.shop_id, source: &file, review: &review };
            for (draft, rows) in batch {
                let incoming = Incoming { draft, is_item_report: self.is_item_report, offset_minutes: CHINA_OFFSET_MINUTES };
                let row = rows.first().map_or(0, |r| r.row as u64);
                if self.only_clean {
                    let known = w.find_order(self.shop_id, &draft.order_no)?;
                    let (_, order) = intake::judge(w, known.as_ref(), &origin, incoming)?;
                    if is_flagged(&order) {
                        self.complain(&order, row);
                        self.result.orders_flagged += 1;
                        continue;
                    }
                }
                let (taken, order) = intake::take(w, &origin, incoming, rows)?;
                self.count(taken, &order, row);
            }
            let note = (self.note)(&self.result, self.seen);
            w.progress_job(job, self.before + self.seen, None, Some(&note), now_ms)?;
            Ok(())
        });
        if done.is_err() {
            // The transaction is gone, and with it what was counted in it.
            self.result = counted;
        }
        done
    }

    fn judge_lines(&mut self, bill: &str, lines: &[(NewLine, SourceRow)]) -> Result<()> {
        let app = self.running.app;
        for (new, _) in lines {
            let known = self.shop_id != 0 && app.store.get(|r| r.knows_line(self.shop_id, bill, &new.key))?;
            let is_new = !known && {
                let key = format!("{}/{bill}/{}", self.result.platform, new.key);
                if self.remembers && self.remembered.lines.len() < REMEMBERED {
                    self.remembered.lines.insert(key)
                } else {
                    !self.remembered.lines.contains(&key)
                }
            };
            self.count_line(is_new);
        }
        let done = self.before + self.seen;
        app.store.put(|w| w.progress_job(self.running.row.id, done, None, None, app.now_ms()))?;
        Ok(())
    }

    fn store_lines(&mut self, bill: &str, lines: &[(NewLine, SourceRow)]) -> Result<()> {
        let (app, job) = (self.running.app, self.running.row.id);
        let now_ms = app.now_ms();
        let counted = (self.result.lines_new, self.result.lines_known);
        let done = app.store.write_bulk(|w| {
            for (new, row) in lines {
                let is_new = w.add_line(self.shop_id, bill, self.file_id, new)?;
                if is_new {
                    w.add_source_rows(0, std::slice::from_ref(row))?;
                }
                self.count_line(is_new);
            }
            let note = (self.note)(&self.result, self.seen);
            w.progress_job(job, self.before + self.seen, None, Some(&note), now_ms)?;
            Ok(())
        });
        if done.is_err() {
            // The transaction is gone, and with it what was counted in it.
            (self.result.lines_new, self.result.lines_known) = counted;
        }
        done
    }

    fn count_line(&mut self, is_new: bool) {
        if is_new {
            self.result.lines_new += 1;
        } else {
            self.result.lines_known += 1;
        }
    }

    /// The place of a row's sheet among those that are read.
    fn sheet_of(&self, row: &yidan_sheets::SourceRow) -> i64 {
        row.sheet().and_then(|name| self.sheets.iter().position(|s| s == name)).map_or(0, |at| at as i64)
    }

    /// A row of the reader in the store's shape.
    fn stored(&self, r: &yidan_sheets::SourceRow) -> SourceRow {
        SourceRow { file_id: self.file_id, sheet: self.sheet_of(r), row: r.number() as i64, cells: r.cells().map(str::to_owned).collect() }
    }

    /// Writes what has been collected and tells the reader whether to go on.
    fn flow(&mut self) -> Flow {
        match self.flush() {
            Ok(Wish::GoOn) => Flow::Continue,
            Ok(wish) => self.stop(Stopped::Wish(wish)),
            Err(f) => self.stop(Stopped::Failed(f)),
        }
    }

    /// Counts one order; true when the order should be remembered.
    fn count(&mut self, taken: Taken, order: &Order, row: u64) -> bool {
        match taken {
            Taken::New => self.result.orders_new += 1,
            Taken::Updated => self.result.orders_updated += 1,
            Taken::Unchanged => self.result.orders_unchanged += 1,
        }
        if taken != Taken::Unchanged && is_flagged(order) {
            self.result.orders_flagged += 1;
            self.complain(order, row);
        }
        taken != Taken::Unchanged
    }

    fn complain(&mut self, order: &Order, row: u64) {
        for f in order.findings.iter().filter(|f| f.severity >= Severity::Warning) {
            if self.result.problems.len() >= LISTED_REJECTIONS {
                return;
            }
            let column = f.field.as_deref().map(|n| self.running.app.say_with(&format!("field.{n}"), &[]));
            let text = finding_text(self.running.app, f);
            self.result.problems.push(Problem {
                sheet: None,
                row,
                column,
                cell: None,
                key: Some(order.order_no.clone()),
                reason: f.code.clone(),
                rejected: false,
                text,
            });
        }
    }
}

/// A warning or a red finding stands.
fn is_flagged(order: &Order) -> bool {
    order.findings.iter().any(|f| f.severity >= Severity::Warning)
}

impl Sink for Taking<'_, '_> {
    fn order(&mut self, order: OrderDraft, rows: &[yidan_sheets::SourceRow]) -> Flow {
        self.seen += 1;
        self.result.rows += rows.len() as i64;
        if self.seen <= self.skip {
            return Flow::Continue;
        }
        let rows = rows.iter().map(|r| self.stored(r)).collect();
        self.batch.push((order, rows));
        if self.batch.len() < IMPORT_BATCH { Flow::Continue } else { self.flow() }
    }

    fn line(&mut self, line: BillLine, row: &yidan_sheets::SourceRow) -> Flow {
        self.seen += 1;
        self.result.rows += 1;
        let (kept, sheet) = (self.stored(row), self.sheet_of(row));
        // Only files of orders have no bill, and those have no lines.
        let Some(bill) = &mut self.bill else { return Flow::Continue };
        // Lines of an earlier run are counted too: equal ones are told apart by their number.
        let key = bill.identity.of(bill.kind, &line, row);
        if self.seen <= self.skip {
            return Flow::Continue;
        }
        bill.batch.push((NewLine { key, sheet, row: row.number() as i64, line }, kept));
        if bill.batch.len() < LINE_BATCH { Flow::Continue } else { self.flow() }
    }

    fn rejected(&mut self, rejected: Rejected, source: &yidan_sheets::SourceRow) -> Flow {
        self.result.rejected_total += 1;
        if self.result.rejected.len() < LISTED_REJECTIONS {
            let problem = problem(self.app(), &rejected);
            let reason = problem.reason.clone();
            self.result.rejected.push(problem.clone());
            self.result.problems.push(problem);
            self.rejected.push(RejectedRow {
                file_id: self.file_id,
                sheet: self.sheet_of(source),
                row: rejected.row as i64,
                key: rejected.key,
                reason,
                heading: rejected.cell.as_ref().map(|c| c.heading.clone()),
                cell: rejected.cell.map(|c| c.address),
            });
            self.orphans.push(self.stored(source));
        }
        Flow::Continue
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        // The order itself says that its status is unknown; once is enough.
        let is_told = finding.code == "unknown_status";
        if !is_told && finding.severity >= Severity::Warning && self.result.problems.len() < LISTED_REJECTIONS {
            let row = finding.facts.get("row").and_then(|r| r.parse().ok()).unwrap_or(0);
            let text = finding_text(self.app(), &finding);
            self.result.problems.push(Problem {
                sheet: finding.facts.get("sheet").cloned(),
                row,
                column: finding
                    .field
                    .as_deref()
                    .map(|n| format!("field.{n}"))
                    .filter(|key| words::has(key))
                    .map(|key| self.app().say_with(&key, &[])),
                cell: None,
                key: None,
                reason: finding.code,
                rejected: false,
                text,
            });
        }
        Flow::Continue
    }

    fn progress(&mut self, _progress: Progress) -> Flow {
        match self.running.tick(self.before + self.seen, None) {
            Ok(Wish::GoOn) => Flow::Continue,
            Ok(wish) => self.stop(Stopped::Wish(wish)),
            Err(f) => self.stop(Stopped::Failed(f)),
        }
    }
}
