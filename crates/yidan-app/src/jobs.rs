//! Long work: one row per job in the database, worked off by one worker, visible in the tray, safe to run twice.

use crate::desk::{Nothing, Role, Session};
use crate::error::{Code, Failure, Result};
use crate::ports::FileRef;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_store::{Job, JobState as Stage, NewJob, Writer};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Queued,
    Running,
    Paused,
    /// A crash or a restart cut it off; it goes on when resumed.
    Interrupted,
    Done,
    /// Done, but some of it was refused.
    Partly,
    Failed,
    Cancelled,
}

/// A job as the tray shows it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JobView {
    pub id: i64,
    /// `import`, `preview`, `labels_pdf`, `print`, `month_sheet`, `demo`, `export`, `trail_export`, `sync`, `backup`
    pub kind: String,
    /// What it is about: a file name, a month, a printer.
    pub title: String,
    pub state: JobState,
    pub total: i64,
    pub done: i64,
    pub failed: i64,
    /// Seconds left, once it can be told.
    pub seconds_left: Option<i64>,
    /// Units per second, once it can be told.
    pub per_second: Option<i64>,
    pub created_at: String,
    pub finished_at: Option<String>,
    /// The shape depends on `kind`: ImportResult, PdfResult, PrintResult, SheetResult, DemoResult, …
    #[ts(type = "unknown")]
    pub result: Option<serde_json::Value>,
    pub file: Option<FileRef>,
    pub error: Option<Failure>,
    /// The sentence for people: progress while it runs, result when it ended.
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JobStarted {
    pub job: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JobRequest {
    pub job: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JobsReply {
    pub jobs: Vec<JobView>,
}

/// What a running job is told when it looks up from its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    GoOn,
    Pause,
    Cancel,
}

/// How a job's work ended.
pub enum Outcome {
    Done(serde_json::Value),
    /// Done, but some of it was refused.
    Partly(serde_json::Value),
    Paused,
    Cancelled,
}

/// The hand that a job's work holds: progress out, wishes in.
pub struct Running<'a> {
    pub app: &'a App,
    pub row: Job,
    pub session: Session,
    shown_at_ms: i64,
}

impl Running<'_> {
    pub fn request<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.row.request).map_err(|e| Failure::new(Code::Internal).with("detail", e))
    }

    /// What the work kept for itself when it was last cut off.
    pub fn note<T: serde::de::DeserializeOwned + Default>(&self) -> T {
        self.row.note.as_deref().and_then(|n| serde_json::from_str(n).ok()).unwrap_or_default()
    }

    /// Notes progress, at most four times a second, and asks what is wished.
    pub fn tick(&mut self, done: i64, total: Option<i64>) -> Result<Wish> {
        let now_ms = self.app.now_ms();
        if now_ms - self.shown_at_ms < 250 {
            return Ok(Wish::GoOn);
        }
        self.app.store.put(|w| w.progress_job(self.row.id, done, total, None, now_ms))?;
        self.look(now_ms)
    }

    /// Shows the job as it stands in the file and asks what is wished. For work that notes its progress in its own transactions.
    pub fn look(&mut self, now_ms: i64) -> Result<Wish> {
        self.shown_at_ms = now_ms;
        let row = self.app.store.get(|r| r.job(self.row.id))?;
        self.app.ports.faces.job(&view(self.app, &row));
        Ok(match row.state {
            Stage::Running => Wish::GoOn,
            Stage::Paused => Wish::Pause,
            _ => Wish::Cancel,
        })
    }
}

/// The work behind each kind.
fn work_of(kind: &str) -> Option<fn(&mut Running<'_>) -> Result<Outcome>> {
    Some(match kind {
        "import" | "preview" => crate::files::import::work,
        "labels_pdf" => crate::labels::pdf::work,
        "print" => crate::labels::print::work,
        "month_sheet" => crate::reconcile::sheet::work,
        "demo" => crate::orders::demo::work,
        "export" => crate::orders::export::work,
        "trail_export" => crate::trail::work,
        "consistency" => crate::consistency::make::work,
        "consistency_sheet" => crate::consistency::sheet::work,
        "sync" => crate::sync::view::work,
        "waybills" => crate::waybills::issue::work,
        "waybills_cancel" => crate::waybills::cancel::work,
        "track_poll" => crate::track::poll::work,
        "proofs" => crate::track::proof::work,
        _ => return None,
    })
}

/// Puts a job into the queue. `title` names its object.
pub fn queue<T: Serialize>(app: &App, session: &Session, kind: &str, title: &str, request: &T) -> Result<JobStarted> {
    let request = serde_json::json!({"title": title, "request": request, "role": session.role}).to_string();
    let new = NewJob { key: None, kind: kind.to_owned(), request, total: None, actor: session.actor.clone(), at_ms: app.now_ms() };
    Ok(JobStarted { job: app.store.put(|w| w.add_job(&new))? })
}

#[derive(Deserialize)]
struct Stored {
    title: String,
    request: serde_json::Value,
    /// Of whoever started it; jobs from before there were roles are the owner's.
    #[serde(default)]
    role: Option<Role>,
}

impl App {
    /// Works off the next queued job; false when nothing waits. `stop` is asked before the work begins.
    pub fn work_once(&self, stop: &dyn Fn() -> bool) -> bool {
        if stop() {
            return false;
        }
        let claimed = self.mark_cut_off().and_then(|()| self.store.put(|w| w.claim_job(self.alive.id(), self.now_ms())));
        match claimed {
            Ok(Some(row)) => {
                self.run(row);
                true
            }
            _ => false,
        }
    }

    /// Runs one job here and now, or waits for whoever runs it already.
    pub fn run_job(&self, id: i64) -> Result<JobView> {
        loop {
            if let Some(row) = self.store.put(|w| w.claim_job_of(id, self.alive.id(), self.now_ms()))? {
                self.run(row);
            }
            self.mark_cut_off()?;
            let row = self.store.get(|r| r.job(id))?;
            if !matches!(row.state, Stage::Queued | Stage::Running) {
                return Ok(view(self, &row));
            }
            self.ports.printers.pause();
        }
    }

    /// Jobs of dead processes: imports and numbers go on by themselves, for they lose and double nothing; paper waits for a person.
    pub(crate) fn mark_cut_off(&self) -> Result<()> {
        let open = self.store.get(|r| r.open_jobs())?;
        for row in open.into_iter().filter(|j| j.state == Stage::Running) {
            if row.owner.as_deref().is_some_and(|o| self.alive.is_alive(o)) {
                continue;
            }
            let goes_on = matches!(row.kind.as_str(), "import" | "demo" | "waybills" | "waybills_cancel");
            self.store.put(|w| if goes_on { w.requeue_job(row.id).map(|_| ()) } else { w.interrupt_job(row.id) })?;
            self.show_job(row.id);
        }
        Ok(())
    }

    fn run(&self, row: Job) {
        let (id, actor, kind) = (row.id, row.actor.clone(), row.kind.clone());
        let role = serde_json::from_str::<Stored>(&row.request).ok().and_then(|s| s.role).unwrap_or(Role::Owner);
        let session = Session::of(&actor, role);
        let mut running = Running { app: self, row: unwrapped(row), session, shown_at_ms: 0 };
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match work_of(&kind) {
            Some(work) => work(&mut running),
            None => Err(Failure::new(Code::Internal).with("detail", &kind)),
        }));
        let outcome = caught.unwrap_or_else(|_| Err(Failure::new(Code::Internal).with("detail", &kind)));
        let ended = match outcome {
            Ok(Outcome::Done(v)) => Some((Stage::Done, Ended { partly: false, value: v })),
            Ok(Outcome::Partly(v)) => Some((Stage::Done, Ended { partly: true, value: v })),
            // Whoever wished it has set the state already.
            Ok(Outcome::Paused | Outcome::Cancelled) => None,
            Err(f) => Some((Stage::Failed, Ended { partly: false, value: serde_json::to_value(self.worded(f)).unwrap_or_default() })),
        };
        if let Some((state, ended)) = ended {
            let text = serde_json::to_string(&ended).unwrap_or_default();
            let now_ms = self.now_ms();
            // A full disk or a locked file must not take the worker down; the job then shows as cut off.
            let _ = self.store.put(|w| w.finish_job(id, state, &text, now_ms));
        }
        self.show_job(id);
        self.ports.faces.changed(&["job", "orders", "source_file"]);
        if kind == "import" {
            // A backlog is seen at once, not at the next minute; what fails here is tried again then.
            let _ = self.look_at_clocks();
        }
    }

    pub(crate) fn show_job(&self, id: i64) {
        if let Ok(row) = self.store.get(|r| r.job(id)) {
            self.ports.faces.job(&view(self, &row));
        }
    }
}

/// A result as it is stored.
#[derive(Serialize, Deserialize)]
struct Ended {
    partly: bool,
    value: serde_json::Value,
}

/// The stored result of a job, without what is around it.
pub fn result_of<T: serde::de::DeserializeOwned>(row: &Job) -> Option<T> {
    let ended: Ended = serde_json::from_str(row.result.as_deref()?).ok()?;
    serde_json::from_value(ended.value).ok()
}

/// Jobs looked through for cut-off ones and for the tray.
const OPEN_JOBS: i64 = 200;

/// The work sees its own request, not the title around it.
fn unwrapped(mut row: Job) -> Job {
    if let Ok(stored) = serde_json::from_str::<Stored>(&row.request) {
        row.request = stored.request.to_string();
    }
    row
}

/// A job as the tray shows it.
pub fn view(app: &App, row: &Job) -> JobView {
    let stored = serde_json::from_str::<Stored>(&row.request).ok();
    let ended: Option<Ended> = row.result.as_deref().and_then(|r| serde_json::from_str(r).ok());
    let partly = ended.as_ref().is_some_and(|e| e.partly);
    let result = ended.map(|e| e.value);
    let state = match row.state {
        Stage::Queued => JobState::Queued,
        Stage::Running => JobState::Running,
        Stage::Paused => JobState::Paused,
        Stage::Interrupted => JobState::Interrupted,
        Stage::Done if partly => JobState::Partly,
        Stage::Done => JobState::Done,
        Stage::Cancelled => JobState::Cancelled,
        Stage::Failed => JobState::Failed,
    };
    let error: Option<Failure> = if state == JobState::Failed { result.clone().and_then(|v| serde_json::from_value(v).ok()) } else { None };
    let spent_ms = row.beat_at_ms.unwrap_or(0) - row.started_at_ms.unwrap_or(0);
    let per_second = (state == JobState::Running && spent_ms >= 2_000).then(|| row.done * 1_000 / spent_ms);
    let total = row.total.unwrap_or(0);
    let seconds_left = per_second.filter(|p| *p > 0 && total > row.done).map(|p| (total - row.done) / p + 1);
    let file = result.as_ref().and_then(|r| serde_json::from_value(r["file"].clone()).ok());
    JobView {
        id: row.id,
        kind: row.kind.clone(),
        title: stored.map(|s| s.title).unwrap_or_default(),
        state,
        total,
        done: row.done,
        failed: result.as_ref().and_then(|r| r["failed"].as_i64()).unwrap_or(0),
        seconds_left,
        per_second,
        created_at: moment::rfc3339(row.created_at_ms),
        finished_at: moment::maybe(row.finished_at_ms),
        text: text(app, row, state, result.as_ref(), error.as_ref()),
        result: if error.is_some() { None } else { result },
        file,
        error,
    }
}

fn text(app: &App, row: &Job, state: JobState, result: Option<&serde_json::Value>, error: Option<&Failure>) -> String {
    let kind = app.say_with(&format!("job.{}", row.kind), &[]);
    let mut facts = vec![("kind", kind), ("done", row.done.to_string()), ("total", row.total.unwrap_or(0).to_string())];
    let key = match state {
        JobState::Queued => "job.text.queued",
        JobState::Running if row.total.is_some_and(|t| t > 0) => "job.text.running",
        JobState::Running => "job.text.running_open",
        JobState::Paused => "job.text.paused",
        JobState::Interrupted => "job.text.interrupted",
        JobState::Cancelled => "job.text.cancelled",
        JobState::Failed => {
            facts.push(("why", error.map(|e| e.message.clone()).unwrap_or_default()));
            "job.text.failed"
        }
        JobState::Done | JobState::Partly => {
            return app.say(&format!("job.done.{}", row.kind), &result.map(result_facts).unwrap_or_default());
        }
    };
    app.say_with(key, &facts)
}

/// The numbers of a result under the names that the words use.
fn result_facts(result: &serde_json::Value) -> std::collections::BTreeMap<String, String> {
    let mut facts = std::collections::BTreeMap::new();
    if let Some(map) = result.as_object() {
        for (k, v) in map {
            let shown = match v {
                serde_json::Value::Number(n) => n.to_string(),
                serde_json::Value::Array(a) => a.len().to_string(),
                _ => continue,
            };
            facts.insert(k.clone(), shown);
        }
    }
    if let Some(sum) = result["sum_fen"].as_i64() {
        facts.insert("sum".into(), yidan_domain::money::yuan(sum));
    }
    if let Some(files) = result["files"].as_array() {
        let add = |name: &str| files.iter().filter_map(|f| f[name].as_i64()).sum::<i64>().to_string();
        facts.insert("new".into(), add("orders_new"));
        facts.insert("updated".into(), add("orders_updated"));
        facts.insert("unchanged".into(), add("orders_unchanged"));
        facts.insert("lines_new".into(), add("lines_new"));
        let problems = files.iter().filter_map(|f| f["rejected_total"].as_i64()).sum::<i64>()
            + files.iter().filter_map(|f| f["orders_flagged"].as_i64()).sum::<i64>();
        facts.insert("problems".into(), problems.to_string());
    }
    facts
}

/// Jobs that run, wait, or ended lately and were not dismissed.
pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<JobsReply> {
    app.mark_cut_off()?;
    let rows = app.store.get(|r| r.jobs(OPEN_JOBS))?;
    Ok(JobsReply { jobs: rows.iter().map(|r| view(app, r)).collect() })
}

pub fn show(app: &App, _session: &Session, request: JobRequest) -> Result<JobView> {
    let row = app.store.get(|r| r.job(request.job))?;
    Ok(view(app, &row))
}

/// Pauses at the next safe place; a waiting job stops waiting at once.
pub fn pause(app: &App, _session: &Session, request: JobRequest) -> Result<JobView> {
    change(app, request.job, |w, row| Ok(matches!(row.state, Stage::Queued | Stage::Running) && w.pause_job(row.id)?))
}

/// Goes on with a paused, interrupted or failed job.
pub fn resume(app: &App, _session: &Session, request: JobRequest) -> Result<JobView> {
    change(app, request.job, |w, row| Ok(matches!(row.state, Stage::Paused | Stage::Interrupted | Stage::Failed) && w.requeue_job(row.id)?))
}

/// Gives a job up; what is done stays done.
pub fn cancel(app: &App, _session: &Session, request: JobRequest) -> Result<JobView> {
    let now_ms = app.now_ms();
    change(app, request.job, |w, row| {
        let open = !row.state.is_over();
        if open {
            w.finish_job(row.id, Stage::Cancelled, "null", now_ms)?;
        }
        Ok(open)
    })
}

/// Takes an ended job out of the tray.
pub fn dismiss(app: &App, _session: &Session, request: JobRequest) -> Result<Nothing> {
    app.store.write(|w| {
        let row = w.job(request.job)?;
        if matches!(row.state, Stage::Queued | Stage::Running) {
            return Err(Failure::new(Code::Refused).with("reason", "running").with("why", view(app, &row).text));
        }
        w.remove_job(row.id).map_err(Failure::from)
    })?;
    Ok(Nothing {})
}

/// Changes a job's state if `to` finds it possible; its face hears of it at once.
fn change(app: &App, id: i64, to: impl FnOnce(&mut Writer<'_>, &Job) -> Result<bool>) -> Result<JobView> {
    app.mark_cut_off()?;
    let row = app.store.write(|w| {
        let row = w.job(id)?;
        if !to(w, &row)? {
            return Err(Failure::new(Code::Refused).with("reason", row.state.word()).with("why", view(app, &row).text));
        }
        w.job(id).map_err(Failure::from)
    })?;
    let shown = view(app, &row);
    app.ports.faces.job(&shown);
    Ok(shown)
}
