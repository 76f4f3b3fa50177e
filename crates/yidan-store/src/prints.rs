//! The print log: batches, and for each label what the print system said of it.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{Row, params};

/// What is known of a label's paper. Words as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LabelState {
    /// Ours, not handed over yet.
    Queued,
    /// The print system has it.
    Sent,
    /// The print system says that it came out.
    Printed,
    Failed,
    /// Handed over, but nobody can tell any more: a person must look.
    Unknown,
    Cancelled,
}

impl LabelState {
    pub const ALL: [LabelState; 6] =
        [LabelState::Queued, LabelState::Sent, LabelState::Printed, LabelState::Failed, LabelState::Unknown, LabelState::Cancelled];

    pub fn word(self) -> &'static str {
        match self {
            LabelState::Queued => "queued",
            LabelState::Sent => "sent",
            LabelState::Printed => "printed",
            LabelState::Failed => "failed",
            LabelState::Unknown => "unknown",
            LabelState::Cancelled => "cancelled",
        }
    }

    pub fn from_word(word: &str) -> Option<LabelState> {
        LabelState::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// A run to one printer. `note` is JSON text of the caller's own shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintBatch {
    pub id: i64,
    pub created_at_ms: i64,
    pub actor: String,
    pub printer: String,
    pub template: String,
    pub note: Option<String>,
    /// Labels in it, by state.
    pub labels: Vec<(LabelState, i64)>,
}

/// One label of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintLabel {
    pub batch_id: i64,
    /// Place in the run, first = 1.
    pub seq: i64,
    pub order_id: i64,
    pub waybill_no: Option<String>,
    /// The parcel it is for, where orders were merged or split.
    pub parcel_id: Option<i64>,
    pub state: LabelState,
    /// The print system's own job id.
    pub queue_job: Option<String>,
    /// 1 = first print, 2 = first reprint, …
    pub copy_no: i64,
    /// The queue's own words.
    pub error: Option<String>,
    pub at_ms: i64,
    pub printer: String,
    pub template: String,
    pub actor: String,
}

/// A label to be printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewLabel {
    /// The order that the label names first.
    pub order_id: i64,
    pub waybill_no: Option<String>,
    /// The parcel it is for, where orders were merged or split.
    pub parcel_id: Option<i64>,
}

const LABELS: &str = "SELECT l.batch_id, l.seq, l.order_id, l.waybill_no, l.state, l.queue_job, l.copy_no, l.error, l.at_ms,
  b.printer, b.template, b.actor, l.parcel_id FROM print_label l JOIN print_batch b ON b.id = l.batch_id";

fn label(r: &Row<'_>) -> Result<PrintLabel> {
    let batch_id = r.get(0)?;
    let word: String = r.get(4)?;
    Ok(PrintLabel {
        batch_id,
        seq: r.get(1)?,
        order_id: r.get(2)?,
        waybill_no: r.get(3)?,
        state: LabelState::from_word(&word).ok_or(Error::Unreadable { table: "print_label", column: "state", id: batch_id })?,
        queue_job: r.get(5)?,
        copy_no: r.get(6)?,
        error: r.get(7)?,
        at_ms: r.get(8)?,
        printer: r.get(9)?,
        template: r.get(10)?,
        actor: r.get(11)?,
        parcel_id: r.get(12)?,
    })
}

impl Reader<'_> {
    /// Everything that was printed of an order, alone or in one parcel with others, oldest first.
    pub fn prints(&self, order_id: i64) -> Result<Vec<PrintLabel>> {
        self.labels_where(
            "(l.order_id = ?1 OR l.parcel_id IN (SELECT s.parcel_id FROM parcel_share s WHERE s.order_id = ?1)) ORDER BY l.batch_id, l.seq",
            order_id,
        )
    }

    /// The labels of a run in their order.
    pub fn labels_of(&self, batch_id: i64) -> Result<Vec<PrintLabel>> {
        self.labels_where("l.batch_id = ?1 ORDER BY l.seq", batch_id)
    }

    /// Labels whose paper is not certain yet: queued, sent or unknown.
    pub fn open_labels(&self) -> Result<Vec<PrintLabel>> {
        self.labels_where("l.state IN ('queued', 'sent', 'unknown') AND ?1 = 0 ORDER BY l.batch_id, l.seq", 0)
    }

    fn labels_where(&self, condition: &str, value: i64) -> Result<Vec<PrintLabel>> {
        let mut stmt = self.conn.prepare_cached(&format!("{LABELS} WHERE {condition}"))?;
        let mut rows = stmt.query([value])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push(label(r)?);
        }
        Ok(out)
    }

    /// The latest runs, newest first.
    pub fn print_batches(&self, limit: i64) -> Result<Vec<PrintBatch>> {
        let mut stmt = self
            .conn
            .prepare_cached("SELECT id, created_at_ms, actor, printer, template, note FROM print_batch ORDER BY id DESC LIMIT ?1")?;
        let batches = stmt.query_map([limit], |r| {
            Ok(PrintBatch {
                id: r.get(0)?,
                created_at_ms: r.get(1)?,
                actor: r.get(2)?,
                printer: r.get(3)?,
                template: r.get(4)?,
                note: r.get(5)?,
                labels: Vec::new(),
            })
        })?;
        let mut count = self.conn.prepare_cached("SELECT state, count(*) FROM print_label WHERE batch_id = ?1 GROUP BY state")?;
        let mut out = Vec::new();
        for batch in batches {
            let mut batch = batch?;
            let mut rows = count.query([batch.id])?;
            while let Some(r) = rows.next()? {
                let word: String = r.get(0)?;
                let state =
                    LabelState::from_word(&word).ok_or(Error::Unreadable { table: "print_label", column: "state", id: batch.id })?;
                batch.labels.push((state, r.get(1)?));
            }
            out.push(batch);
        }
        Ok(out)
    }
}

impl Writer<'_> {
    /// Opens a run for these labels, all `Queued`, and returns its id. Copy numbers follow what is known:
    /// labels that were printed, sent or lost from sight count as copies; failed and cancelled ones do not.
    pub fn add_print_batch(
        &mut self,
        actor: &str,
        printer: &str,
        template: &str,
        note: Option<&str>,
        labels: &[NewLabel],
        now_ms: i64,
    ) -> Result<i64> {
        self.conn
            .prepare_cached("INSERT INTO print_batch (created_at_ms, actor, printer, template, note) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![now_ms, actor, printer, template, note])?;
        let batch_id = self.conn.last_insert_rowid();
        let mut stmt = self.conn.prepare_cached(
            "INSERT INTO print_label (batch_id, seq, order_id, waybill_no, state, copy_no, at_ms, parcel_id)
             SELECT ?1, ?2, ?3, ?4, 'queued', 1 + (SELECT count(*) FROM print_label p
               WHERE p.order_id = ?3 AND p.parcel_id IS ?6 AND p.state IN ('printed', 'sent', 'unknown')), ?5, ?6",
        )?;
        for (at, new) in labels.iter().enumerate() {
            stmt.execute(params![batch_id, at as i64 + 1, new.order_id, new.waybill_no, now_ms, new.parcel_id])?;
        }
        Ok(batch_id)
    }

    /// Notes what became of a label. `queue_job` and `error` keep their value when `None`.
    pub fn set_label(
        &mut self,
        batch_id: i64,
        seq: i64,
        state: LabelState,
        queue_job: Option<&str>,
        error: Option<&str>,
        now_ms: i64,
    ) -> Result<()> {
        let n = self
            .conn
            .prepare_cached(
                "UPDATE print_label SET state = ?3, queue_job = coalesce(?4, queue_job), error = coalesce(?5, error), at_ms = ?6
                 WHERE batch_id = ?1 AND seq = ?2",
            )?
            .execute(params![batch_id, seq, state.word(), queue_job, error, now_ms])?;
        if n == 1 { Ok(()) } else { Err(Error::Unknown { table: "print_label", id: batch_id }) }
    }
}
