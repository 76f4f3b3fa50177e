//! `labels.print`, `prints.*`, `printers.*`: paper from a real queue. 已打印 is set from what the queue reports, never from hope.

use super::data::Place;
use super::draw::{self, Pen};
use super::paper;
use super::pdf::{self, Skipped};
use super::printer::{self, PrinterSetup};
use super::units::{self, Unit, Units};
use crate::desk::{Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running, Wish};
use crate::orders::select::Selection;
use crate::orders::view::Shops;
use crate::ports::{PrintError, PrinterView, QueueState, Sheets};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, VecDeque};
use ts_rs::TS;
use yidan_domain::limits::QUEUE_LOOKS;
use yidan_labels::{LabelData, Party};
use yidan_store::{KeptParcel, LabelState, NewLabel, PrintBatch, PrintLabel};

/// Prints labels on a queue, as a job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintRequest {
    pub selection: Selection,
    pub printer: String,
    #[serde(default)]
    #[ts(optional)]
    pub template: Option<String>,
    /// Orders printed before are printed again and marked 补. Without it such orders make the command answer `already_printed`.
    #[serde(default)]
    pub reprint: bool,
    #[serde(default)]
    pub full: bool,
}

/// One label of a print job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LabelResult {
    pub order_id: i64,
    pub order_no: String,
    pub sequence: i64,
    /// `queued`, `sent`, `printed`, `failed`, `unknown`, `cancelled`
    pub state: String,
    pub words: Option<String>,
}

/// Result of a print job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintResult {
    pub batch_id: i64,
    pub batch_no: String,
    pub printed: i64,
    pub failed: i64,
    pub unknown: i64,
    pub queued: i64,
    pub labels: Vec<LabelResult>,
    pub skipped: Vec<Skipped>,
}

/// A batch of labels.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchView {
    pub id: i64,
    pub no: String,
    pub at: String,
    pub actor: String,
    pub printer: String,
    pub template: String,
    pub labels: i64,
    pub printed: i64,
    pub failed: i64,
    pub unknown: i64,
    pub waiting: i64,
    pub job: Option<i64>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PrintsRequest {
    /// 50 when absent.
    pub limit: Option<usize>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintsReply {
    pub batches: Vec<BatchView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchRequest {
    pub id: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchDetail {
    pub batch: BatchView,
    pub labels: Vec<LabelResult>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintersReply {
    pub printers: Vec<PrinterView>,
    /// What is set for printers, by name; those that are not named are as usual.
    pub setups: Vec<PrinterSetup>,
}

/// Prints the test page with a ruler and a barcode.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestPageRequest {
    pub printer: String,
    #[serde(default)]
    #[ts(optional)]
    pub template: Option<String>,
}

/// The number of a batch as clerks say it: `B0012`.
pub fn batch_no(id: i64) -> String {
    format!("B{id:04}")
}

/// Labels under way at one time: enough to keep a printer busy, few enough to stop in time.
const IN_FLIGHT: usize = 3;

/// Queues a print job. Its labels are fixed now; orders that printed before need `reprint`.
pub fn start(app: &App, session: &Session, request: PrintRequest) -> Result<JobStarted> {
    let name = pdf::template_name(app, request.template.as_deref());
    pdf::orders_template(app, &name)?;
    printer::introduce(app);
    if !app.ports.printers.list()?.iter().any(|p| p.name == request.printer) {
        return Err(Failure::new(Code::PrinterMissing).with("printer", &request.printer));
    }
    let ids = request.selection.ids(app)?;
    if !request.reprint {
        let rows = app.store.get(|r| r.rows(&ids))?;
        let again = rows.iter().filter(|r| r.print_count > 0).count();
        if again > 0 {
            return Err(Failure::new(Code::AlreadyPrinted).with("count", again));
        }
    }
    let fixed = PrintRequest { selection: Selection::Ids(ids), template: Some(name), ..request.clone() };
    jobs::queue(app, session, "print", &request.printer, &fixed)
}

/// What the print job keeps for itself.
#[derive(Default, Serialize, Deserialize)]
struct Note {
    batch_id: i64,
    skipped: Vec<Skipped>,
}

/// The print job. Every label is noted as sent before it is sent: after a crash a label is never printed again by itself.
pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: PrintRequest = running.request()?;
    printer::introduce(app);
    let mut note: Note = running.note();
    if note.batch_id == 0 {
        note = open_batch(running, &request)?;
    }
    let mut press = Press {
        app,
        session: running.session.clone(),
        batch_id: note.batch_id,
        request: &request,
        pen: Pen::new(app, &request.printer, !request.full)?,
        flying: VecDeque::new(),
        idle_looks: 0,
        stuck: false,
    };
    press.take_up()?;
    loop {
        let labels = app.store.get(|r| r.labels_of(note.batch_id))?;
        let ended = labels.iter().filter(|l| !matches!(l.state, LabelState::Queued | LabelState::Sent)).count() as i64;
        let wish = running.tick(ended, Some(labels.len() as i64))?;
        if wish != Wish::GoOn {
            press.drain(wish == Wish::Cancel)?;
            return Ok(if wish == Wish::Pause { Outcome::Paused } else { Outcome::Cancelled });
        }
        let next = labels.into_iter().find(|l| l.state == LabelState::Queued);
        match next {
            Some(label) if press.flying.len() < IN_FLIGHT && !press.stuck => press.send(&label)?,
            _ if press.flying.is_empty() => break,
            _ => press.look()?,
        }
    }
    if press.stuck {
        press.give_up_waiting()?;
    }
    let result = result_of(app, &note)?;
    let clean = result.failed + result.unknown + result.queued == 0
        && result.skipped.is_empty()
        && result.labels.iter().all(|l| l.state == "printed");
    let value = serde_json::to_value(result).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    Ok(if clean { Outcome::Done(value) } else { Outcome::Partly(value) })
}

/// Makes the batch with all its labels in one transaction with the job's note.
fn open_batch(running: &Running<'_>, request: &PrintRequest) -> Result<Note> {
    let app = running.app;
    let Selection::Ids(ids) = &request.selection else { return Err(Failure::new(Code::Internal).with("detail", "selection")) };
    let (mut skipped, mut chosen, mut units) = (Vec::new(), Vec::new(), Units::default());
    // Of a split order whose first part came out before, only the others are printed, unless all are wanted again.
    let wanted = |parcel: &KeptParcel| Ok(request.reprint || app.store.get(|r| r.parcel_prints(parcel.id))? == 0);
    for id in ids {
        chosen.extend(units.of(app, running.session.by(), *id, &mut skipped, wanted)?);
    }
    let now_ms = app.now_ms();
    let template = request.template.clone().unwrap_or_default();
    app.store.write(|w| {
        let mut labels = Vec::new();
        for unit in &chosen {
            // Two clerks, one parcel: an order whose label is under way is not put into a second batch.
            let mut under_way = false;
            for order in &unit.orders {
                under_way |= w.prints(order.id)?.iter().any(|l| matches!(l.state, LabelState::Queued | LabelState::Sent));
            }
            if under_way {
                let text = app.say_with("error.refused.in_print", &[]);
                skipped.push(Skipped { order_no: unit.first().order_no.clone(), reason: "in_print".into(), text });
                continue;
            }
            labels.push(NewLabel { order_id: unit.first().id, waybill_no: unit.waybill_no(), parcel_id: unit.parcel_id });
        }
        let batch_id = w.add_print_batch(&running.session.actor, &request.printer, &template, None, &labels, now_ms)?;
        let note = Note { batch_id, skipped };
        let text = serde_json::to_string(&note).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
        w.progress_job(running.row.id, 0, Some(labels.len() as i64), Some(&text), now_ms)?;
        Ok(note)
    })
}

/// One label on its way.
struct Flying {
    label: PrintLabel,
    queue_job: String,
}

/// The printer's side of a print job.
struct Press<'a> {
    app: &'a App,
    session: Session,
    batch_id: i64,
    request: &'a PrintRequest,
    pen: Pen<'a>,
    flying: VecDeque<Flying>,
    idle_looks: usize,
    stuck: bool,
}

impl Press<'_> {
    /// After a restart: labels that were sent are asked about; one without a queue job may or may not have come out.
    fn take_up(&mut self) -> Result<()> {
        for l in self.app.store.get(|r| r.labels_of(self.batch_id))?.into_iter().filter(|l| l.state == LabelState::Sent) {
            match l.queue_job.clone() {
                Some(queue_job) => self.flying.push_back(Flying { label: l, queue_job }),
                None => self.set(l.seq, LabelState::Unknown, None, Some(&self.app.say_with("print.lost", &[])))?,
            }
        }
        Ok(())
    }

    fn set(&self, seq: i64, state: LabelState, queue_job: Option<&str>, words: Option<&str>) -> Result<()> {
        let now_ms = self.app.now_ms();
        self.app.store.put(|w| w.set_label(self.batch_id, seq, state, queue_job, words, now_ms))?;
        Ok(())
    }

    /// Draws and hands over one label. What has changed since it was queued decides again.
    fn send(&mut self, label: &PrintLabel) -> Result<()> {
        let app = self.app;
        let shops = app.store.read(Shops::of)?;
        let mut why = Vec::new();
        let Some(unit) = self.unit(label, &mut why)? else {
            return self.set(label.seq, LabelState::Cancelled, None, why.first().map(|s| s.text.as_str()));
        };
        let template = pdf::template(app, self.request.template.as_deref())?;
        let number = batch_no(self.batch_id);
        let place = Place { batch_no: &number, sequence: label.seq as u32, reprint: (label.copy_no - 1).clamp(0, 99) as u32 };
        let data = draw::filled(app, unit.data(app, &shops, place))?;
        let drawn = match self.pen.draw(&template, data, format!("{number}-{:03}", label.seq)) {
            Ok(drawn) => drawn,
            // The template is not the paper that lies in the printer: no other label will fit either.
            Err(f) if f.code == Code::NoSuchPaper => {
                self.stuck = true;
                return self.set(label.seq, LabelState::Failed, None, Some(&app.worded(f).message));
            }
            Err(f) => return Err(f),
        };
        if let Some(s) = drawn.outcome.skipped.first() {
            let text = pdf::not_drawn(app, unit.first().order_no.clone(), s.reason).text;
            return self.set(label.seq, LabelState::Failed, None, Some(&text));
        }
        let sheets = drawn.sheets;
        let mut notes: Vec<String> = pdf::notes(app, &drawn.outcome).into_iter().map(|n| n.text).collect();
        if drawn.lost_dots > 0 {
            notes.push(app.say_with("print.lost_dots", &[]));
        }
        let words = (!notes.is_empty()).then(|| notes.join(" "));
        self.set(label.seq, LabelState::Sent, None, words.as_deref())?;
        match app.ports.printers.send(&self.request.printer, &sheets) {
            Ok(queue_job) => {
                self.set(label.seq, LabelState::Sent, Some(&queue_job), None)?;
                self.flying.push_back(Flying { label: label.clone(), queue_job });
                Ok(())
            }
            Err(PrintError::Busy) => {
                self.set(label.seq, LabelState::Queued, None, None)?;
                self.wait_for_the_printer()
            }
            Err(PrintError::NotReady(reasons)) => {
                let words = printer::reasons(app, &reasons);
                self.set(label.seq, LabelState::Queued, None, Some(&app.say_with("print.not_ready", &[("words", words)])))?;
                self.wait_for_the_printer()
            }
            // A part is with the printer: what it makes of it can only be seen there. It is never sent again by itself.
            Err(PrintError::BrokenOff(detail)) => {
                self.set(label.seq, LabelState::Unknown, None, Some(&app.say_with("print.broken_off", &[("words", detail)])))?;
                self.stuck = true;
                Ok(())
            }
            // The print system said no before it took anything: nothing will come out.
            Err(e) => {
                let f = Failure::from(e)
                    .with("printer", &self.request.printer)
                    .with("width_mm", sheets.width_mm)
                    .with("height_mm", sheets.height_mm);
                self.set(label.seq, LabelState::Failed, None, Some(&app.worded(f).message))?;
                self.stuck = true;
                Ok(())
            }
        }
    }

    /// Nothing was taken, so the label stays in line until the printer is through with what it has in hand, ours or another's.
    fn wait_for_the_printer(&mut self) -> Result<()> {
        if !self.flying.is_empty() {
            return self.look();
        }
        self.idle_looks += 1;
        self.stuck = self.idle_looks >= QUEUE_LOOKS;
        if !self.stuck {
            self.app.ports.printers.pause();
        }
        Ok(())
    }

    /// One look at everything under way; a pause when nothing has changed.
    fn look(&mut self) -> Result<()> {
        let app = self.app;
        let mut moved = false;
        for _ in 0..self.flying.len() {
            let Some(f) = self.flying.pop_front() else { break };
            match app.ports.printers.state(&self.request.printer, &f.queue_job) {
                Ok(QueueState::Done) => {
                    self.printed(&f)?;
                    moved = true;
                }
                Ok(QueueState::Failed(words)) => {
                    self.set(f.label.seq, LabelState::Failed, Some(&f.queue_job), Some(&app.say_with("print.queue", &[("words", words)])))?;
                    moved = true;
                }
                Ok(QueueState::Unknown) => {
                    self.set(f.label.seq, LabelState::Unknown, Some(&f.queue_job), Some(&app.say_with("print.lost", &[])))?;
                    moved = true;
                }
                Ok(QueueState::Waiting(_)) | Err(_) => self.flying.push_back(f),
            }
        }
        if moved {
            self.idle_looks = 0;
            return Ok(());
        }
        self.idle_looks += 1;
        if self.idle_looks >= QUEUE_LOOKS {
            self.stuck = true;
            return self.drain(true);
        }
        app.ports.printers.pause();
        Ok(())
    }

    /// Takes back what is still in the queue, so that it does not come out hours later; what cannot be taken back is unknown.
    fn drain(&mut self, take_back: bool) -> Result<()> {
        while let Some(f) = self.flying.pop_front() {
            let state = self.app.ports.printers.state(&self.request.printer, &f.queue_job);
            if matches!(state, Ok(QueueState::Done)) {
                self.printed(&f)?;
                continue;
            }
            if !take_back {
                // Paused: the label stays sent and is asked about when the job goes on.
                continue;
            }
            let words = match &state {
                Ok(QueueState::Waiting(w)) if !w.is_empty() => format!("{} {}", self.app.say_with("print.stuck", &[]), w),
                _ => self.app.say_with("print.stuck", &[]),
            };
            match self.app.ports.printers.cancel(&self.request.printer, &f.queue_job) {
                Ok(()) => self.set(f.label.seq, LabelState::Failed, Some(&f.queue_job), Some(&words))?,
                Err(_) => self.set(f.label.seq, LabelState::Unknown, Some(&f.queue_job), Some(&self.app.say_with("print.lost", &[])))?,
            }
        }
        Ok(())
    }

    /// The printer is stuck: what was not sent is given up, so that it can be printed elsewhere.
    fn give_up_waiting(&self) -> Result<()> {
        for l in self.app.store.get(|r| r.labels_of(self.batch_id))?.into_iter().filter(|l| l.state == LabelState::Queued) {
            self.set(l.seq, LabelState::Cancelled, None, None)?;
        }
        Ok(())
    }

    /// What the label stands for now; the reason goes to `why` when it may not be printed any more.
    fn unit(&self, label: &PrintLabel, why: &mut Vec<Skipped>) -> Result<Option<Unit>> {
        let app = self.app;
        let Some(parcel_id) = label.parcel_id else {
            return Ok(Units::default()
                .of(app, self.session.by(), label.order_id, why, |_| Ok(true))?
                .into_iter()
                .find(|u| u.parcel_id.is_none()));
        };
        match app.store.get(|r| r.parcel(parcel_id))? {
            Some(kept) => units::of_parcel(app, self.session.by(), kept, why),
            None => Ok(None),
        }
    }

    /// The queue says that the page went to the device.
    fn printed(&self, f: &Flying) -> Result<()> {
        let now_ms = self.app.now_ms();
        self.app.store.write(|w| paper::came_out(w, &self.session, &f.label, Some(&f.queue_job), now_ms))
    }
}

fn label_results(app: &App, batch_id: i64) -> Result<Vec<LabelResult>> {
    app.store.read(|r| {
        let labels = r.labels_of(batch_id)?;
        let ids: Vec<i64> = labels.iter().map(|l| l.order_id).collect();
        let numbers: HashMap<i64, String> = r.rows(&ids)?.into_iter().map(|row| (row.id, row.order_no)).collect();
        Ok(labels
            .into_iter()
            .map(|l| LabelResult {
                order_id: l.order_id,
                order_no: numbers.get(&l.order_id).cloned().unwrap_or_default(),
                sequence: l.seq,
                state: l.state.word().to_owned(),
                words: l.error,
            })
            .collect())
    })
}

fn result_of(app: &App, note: &Note) -> Result<PrintResult> {
    let labels = label_results(app, note.batch_id)?;
    let count = |state: &str| labels.iter().filter(|l| l.state == state).count() as i64;
    Ok(PrintResult {
        batch_id: note.batch_id,
        batch_no: batch_no(note.batch_id),
        printed: count("printed"),
        failed: count("failed"),
        unknown: count("unknown"),
        queued: count("queued") + count("sent"),
        skipped: note.skipped.clone(),
        labels,
    })
}

/// Batches, newest first.
pub fn prints_list(app: &App, _session: &Session, request: PrintsRequest) -> Result<PrintsReply> {
    let limit = request.limit.unwrap_or(50).clamp(1, 500) as i64;
    let batches = app.store.get(|r| r.print_batches(limit))?;
    Ok(PrintsReply { batches: batches.into_iter().map(batch_view).collect() })
}

fn batch_view(b: PrintBatch) -> BatchView {
    let count = |states: &[LabelState]| b.labels.iter().filter(|(s, _)| states.contains(s)).map(|(_, n)| n).sum();
    BatchView {
        labels: count(&LabelState::ALL),
        printed: count(&[LabelState::Printed]),
        failed: count(&[LabelState::Failed]),
        unknown: count(&[LabelState::Unknown]),
        waiting: count(&[LabelState::Queued, LabelState::Sent]),
        no: batch_no(b.id),
        id: b.id,
        at: moment::rfc3339(b.created_at_ms),
        actor: b.actor,
        printer: b.printer,
        template: b.template,
        job: None,
    }
}

/// One batch with every label.
pub fn prints_show(app: &App, _session: &Session, request: BatchRequest) -> Result<BatchDetail> {
    let batches = app.store.get(|r| r.print_batches(i64::MAX))?;
    let batch = batches.into_iter().find(|b| b.id == request.id).ok_or_else(|| Failure::new(Code::NotFound).with("what", request.id))?;
    Ok(BatchDetail { batch: batch_view(batch), labels: label_results(app, request.id)? })
}

/// One made-up label: the ruler for the offset and a barcode for the scanner.
pub fn printers_test(app: &App, _session: &Session, request: TestPageRequest) -> Result<Nothing> {
    let template = pdf::template(app, request.template.as_deref())?;
    let data = LabelData {
        order_no: "0000000000000001".into(),
        shop: app.say_with("print.test_shop", &[]),
        receiver: Party {
            name: "张示例".into(), phone: "19900000000".into(), address: "样例省样例市样例区样例路1号".into()
        },
        memo: vec![app.say_with("print.test_memo", &[])],
        ..LabelData::default()
    };
    printer::introduce(app);
    let drawn = Pen::new(app, &request.printer, true)?.draw(&template, data, "Yidan test".into())?;
    send_now(app, &request.printer, &drawn.sheets)
}

/// Hands pages over that belong to no batch.
pub fn send_now(app: &App, printer: &str, sheets: &Sheets) -> Result<Nothing> {
    let sent = app.ports.printers.send(printer, sheets).map_err(|e| match e {
        PrintError::NotReady(reasons) => Failure::new(Code::PrinterRefused).with("detail", printer::reasons(app, &reasons)),
        other => Failure::from(other),
    });
    sent.map_err(|f| f.with("printer", printer).with("width_mm", sheets.width_mm).with("height_mm", sheets.height_mm))?;
    Ok(Nothing {})
}
