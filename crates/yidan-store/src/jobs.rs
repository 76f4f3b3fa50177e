//! Long work as rows: it survives a restart, and any face can watch it. Who runs it, and how, is not known here.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};

/// Where a job stands. Words as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobState {
    Queued,
    Running,
    /// Put aside by a person; `requeue_job` goes on.
    Paused,
    /// Its runner died; a person decides whether it goes on.
    Interrupted,
    Done,
    Failed,
    Cancelled,
}

impl JobState {
    pub const ALL: [JobState; 7] = [
        JobState::Queued,
        JobState::Running,
        JobState::Paused,
        JobState::Interrupted,
        JobState::Done,
        JobState::Failed,
        JobState::Cancelled,
    ];

    pub fn word(self) -> &'static str {
        match self {
            JobState::Queued => "queued",
            JobState::Running => "running",
            JobState::Paused => "paused",
            JobState::Interrupted => "interrupted",
            JobState::Done => "done",
            JobState::Failed => "failed",
            JobState::Cancelled => "cancelled",
        }
    }

    pub fn from_word(word: &str) -> Option<JobState> {
        JobState::ALL.into_iter().find(|s| s.word() == word)
    }

    pub fn is_over(self) -> bool {
        matches!(self, JobState::Done | JobState::Failed | JobState::Cancelled)
    }
}

/// A job as it stands. `request`, `note` and `result` are JSON texts of the caller's own shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub id: i64,
    pub key: Option<String>,
    pub kind: String,
    pub state: JobState,
    pub request: String,
    pub done: i64,
    pub total: Option<i64>,
    pub note: Option<String>,
    pub result: Option<String>,
    pub actor: String,
    /// The process that runs it.
    pub owner: Option<String>,
    pub tries: i64,
    pub created_at_ms: i64,
    pub started_at_ms: Option<i64>,
    /// The owner's last sign of life.
    pub beat_at_ms: Option<i64>,
    pub finished_at_ms: Option<i64>,
}

/// A job to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// The same key is queued once only.
    pub key: Option<String>,
    pub kind: String,
    pub request: String,
    pub total: Option<i64>,
    pub actor: String,
    pub at_ms: i64,
}

const COLUMNS: &str = "id, key, kind, state, request, done, total, note, result, actor, owner, tries, created_at_ms, started_at_ms,
  beat_at_ms, finished_at_ms";

fn job(r: &Row<'_>) -> Result<Job> {
    let id = r.get(0)?;
    let word: String = r.get(3)?;
    Ok(Job {
        id,
        key: r.get(1)?,
        kind: r.get(2)?,
        state: JobState::from_word(&word).ok_or(Error::Unreadable { table: "job", column: "state", id })?,
        request: r.get(4)?,
        done: r.get(5)?,
        total: r.get(6)?,
        note: r.get(7)?,
        result: r.get(8)?,
        actor: r.get(9)?,
        owner: r.get(10)?,
        tries: r.get(11)?,
        created_at_ms: r.get(12)?,
        started_at_ms: r.get(13)?,
        beat_at_ms: r.get(14)?,
        finished_at_ms: r.get(15)?,
    })
}

impl Reader<'_> {
    pub fn job(&self, id: i64) -> Result<Job> {
        self.jobs_where("id = ?1 AND ?2", id, 1)?.pop().ok_or(Error::Unknown { table: "job", id })
    }

    /// The latest jobs, newest first.
    pub fn jobs(&self, limit: i64) -> Result<Vec<Job>> {
        self.jobs_where("1 ORDER BY id DESC LIMIT ?1 + 0 * ?2", limit, 0)
    }

    /// Jobs that are not over, oldest first.
    pub fn open_jobs(&self) -> Result<Vec<Job>> {
        self.jobs_where("state IN ('queued', 'running', 'paused', 'interrupted') AND ?1 = ?2 ORDER BY id", 0, 0)
    }

    fn jobs_where(&self, condition: &str, a: i64, b: i64) -> Result<Vec<Job>> {
        let mut stmt = self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM job WHERE {condition}"))?;
        let mut rows = stmt.query([a, b])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push(job(r)?);
        }
        Ok(out)
    }
}

impl Writer<'_> {
    /// Queues a job and returns its id; a key that is known returns the job that has it.
    pub fn add_job(&mut self, new: &NewJob) -> Result<i64> {
        if let Some(key) = &new.key {
            let known = self.conn.prepare_cached("SELECT id FROM job WHERE key = ?1")?.query_row([key], |r| r.get(0)).optional()?;
            if let Some(id) = known {
                return Ok(id);
            }
        }
        self.conn
            .prepare_cached(
                "INSERT INTO job (key, kind, state, request, done, total, actor, tries, created_at_ms)
                 VALUES (?1, ?2, 'queued', ?3, 0, ?4, ?5, 0, ?6)",
            )?
            .execute(params![new.key, new.kind, new.request, new.total, new.actor, new.at_ms])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Takes the oldest queued job for `owner`.
    pub fn claim_job(&mut self, owner: &str, now_ms: i64) -> Result<Option<Job>> {
        let next = self.jobs_where("state = 'queued' AND ?1 = ?2 ORDER BY id LIMIT 1", 0, 0)?;
        next.first().map(|j| self.start_job(j.id, owner, now_ms)).transpose()
    }

    /// Takes one job for `owner` if it is queued.
    pub fn claim_job_of(&mut self, id: i64, owner: &str, now_ms: i64) -> Result<Option<Job>> {
        let queued = self.job(id)?.state == JobState::Queued;
        queued.then(|| self.start_job(id, owner, now_ms)).transpose()
    }

    fn start_job(&mut self, id: i64, owner: &str, now_ms: i64) -> Result<Job> {
        self.conn
            .prepare_cached(
                "UPDATE job SET state = 'running', owner = ?2, tries = tries + 1, started_at_ms = coalesce(started_at_ms, ?3),
                 beat_at_ms = ?3 WHERE id = ?1",
            )?
            .execute(params![id, owner, now_ms])?;
        self.job(id)
    }

    /// A job whose runner died waits for a person.
    pub fn interrupt_job(&mut self, id: i64) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE job SET state = 'interrupted', owner = NULL WHERE id = ?1 AND state = 'running'")?
            .execute([id])?;
        Ok(())
    }

    /// Forgets a job.
    pub fn remove_job(&mut self, id: i64) -> Result<()> {
        let n = self.conn.prepare_cached("DELETE FROM job WHERE id = ?1")?.execute([id])?;
        if n == 1 { Ok(()) } else { Err(Error::Unknown { table: "job", id }) }
    }

    /// Notes how far a job has come. Answers its state: a runner stops when it is no longer `Running`.
    pub fn progress_job(&mut self, id: i64, done: i64, total: Option<i64>, note: Option<&str>, now_ms: i64) -> Result<JobState> {
        self.conn
            .prepare_cached(
                "UPDATE job SET done = ?2, total = coalesce(?3, total), note = coalesce(?4, note), beat_at_ms = ?5 WHERE id = ?1",
            )?
            .execute(params![id, done, total, note, now_ms])?;
        Ok(self.job(id)?.state)
    }

    /// Ends a job as `Done`, `Failed` or `Cancelled`, with its result as JSON text.
    pub fn finish_job(&mut self, id: i64, state: JobState, result: &str, now_ms: i64) -> Result<()> {
        assert!(state.is_over(), "a job ends in a final state");
        let n = self
            .conn
            .prepare_cached("UPDATE job SET state = ?2, result = ?3, finished_at_ms = ?4, owner = NULL WHERE id = ?1")?
            .execute(params![id, state.word(), result, now_ms])?;
        if n == 1 { Ok(()) } else { Err(Error::Unknown { table: "job", id }) }
    }

    /// A queued or running job is put aside; its runner sees it at the next step. False when it is over or paused already.
    pub fn pause_job(&mut self, id: i64) -> Result<bool> {
        self.job(id)?;
        let sql = "UPDATE job SET state = 'paused', owner = NULL WHERE id = ?1 AND state IN ('queued', 'running')";
        Ok(self.conn.prepare_cached(sql)?.execute([id])? == 1)
    }

    /// A paused, failed or orphaned job waits for a runner again. False when it is done, cancelled or queued already.
    pub fn requeue_job(&mut self, id: i64) -> Result<bool> {
        self.job(id)?;
        let sql = "UPDATE job SET state = 'queued', owner = NULL, finished_at_ms = NULL
                   WHERE id = ?1 AND state IN ('paused', 'interrupted', 'failed', 'running')";
        Ok(self.conn.prepare_cached(sql)?.execute([id])? == 1)
    }
}
