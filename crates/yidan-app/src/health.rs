//! `trail.verify`, `backup.*`, `doctor.check`: is everything well, and the way back when it is not.

use crate::desk::{NameRequest, Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FirstBad {
    pub n: i64,
    pub order_no: Option<String>,
    pub at: Option<String>,
    /// `changed`, `gap`, `ending`, `state`, `missing`, `head`
    pub why: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VerifyReply {
    pub ok: bool,
    pub events: i64,
    pub first_bad: Option<FirstBad>,
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackupView {
    pub name: String,
    pub at: String,
    pub bytes: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackupsReply {
    pub backups: Vec<BackupView>,
    pub folder: String,
}

/// One line of health.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Check {
    /// `database`, `disk`, `printers`, `clock`, `trail`, `backup`, `shops`
    pub word: String,
    /// `ok`, `look`, `bad`
    pub light: String,
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DoctorReply {
    pub checks: Vec<Check>,
}

/// Checks the chain of the trail.
pub fn trail_verify(app: &App, _session: &Session, _request: Nothing) -> Result<VerifyReply> {
    let report = app.store.get(|r| r.verify_trail(|_, _| true))?.ok_or_else(|| Failure::new(Code::Internal).with("detail", "stopped"))?;
    crate::trail::note_check(app, &report)?;
    let first_bad =
        report.first_bad.map(|b| FirstBad { n: b.n, order_no: b.order_no, at: moment::maybe(b.at_ms), why: b.why.word().to_owned() });
    let text = match &first_bad {
        None => app.say_with("trail.ok", &[("events", report.events.to_string())]),
        Some(b) => app.say_with(&format!("trail.{}", b.why), &[("n", b.n.to_string())]),
    };
    Ok(VerifyReply { ok: report.ok, events: report.events, first_bad, text })
}

pub fn backup_list(app: &App, _session: &Session, _request: Nothing) -> Result<BackupsReply> {
    let backups = app.store.store().backups()?.into_iter().map(shown).collect();
    Ok(BackupsReply { backups, folder: app.folder.join("backups").display().to_string() })
}

fn shown(b: yidan_store::BackupFile) -> BackupView {
    BackupView { at: at_of(&b.name), name: b.name, bytes: b.bytes }
}

/// `yidan-20261122-101500.db` was made at 2026-11-22 10:15.
fn at_of(name: &str) -> String {
    let digits: String = name.chars().filter(char::is_ascii_digit).take(14).collect();
    if digits.len() < 14 {
        return String::new();
    }
    format!("{}-{}-{}T{}:{}:{}+08:00", &digits[..4], &digits[4..6], &digits[6..8], &digits[8..10], &digits[10..12], &digits[12..14])
}

pub fn backup_now(app: &App, _session: &Session, _request: Nothing) -> Result<BackupView> {
    let now_ms = app.now_ms();
    let path = app.store.store().back_up(now_ms, |_, _| true)?.ok_or_else(|| Failure::new(Code::Internal).with("detail", "stopped"))?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let made = app.store.store().backups()?.into_iter().find(|b| b.name == name);
    made.map(shown).ok_or_else(|| Failure::new(Code::Internal).with("detail", name))
}

/// Puts a copy in place of the data. The replaced file is kept aside; running work is not allowed meanwhile.
pub fn backup_restore(app: &App, session: &Session, request: NameRequest) -> Result<Nothing> {
    if app.store.get(|r| r.open_jobs())?.iter().any(|j| j.state == yidan_store::JobState::Running) {
        return Err(Failure::new(Code::Refused).with("reason", "running").with("why", app.say_with("error.refused.job_running", &[])));
    }
    let now_ms = app.now_ms();
    if !app.store.store().backups()?.iter().any(|b| b.name == request.name) {
        return Err(Failure::new(Code::NotFound).with("what", &request.name));
    }
    app.store.store().restore(&request.name, now_ms)?;
    let data = serde_json::json!({"name": request.name}).to_string();
    app.store.put(|w| w.append_events(0, &[crate::orders::touch::event(session, now_ms, "restore", None, None, Some(data))]))?;
    Ok(Nothing {})
}

/// Health in words.
pub fn doctor(app: &App, _session: &Session, _request: Nothing) -> Result<DoctorReply> {
    let mut checks = Vec::new();
    let mut tell = |word: &str, light: &str, facts: &[(&str, String)]| {
        checks.push(Check { word: word.into(), light: light.into(), text: app.say_with(&format!("doctor.{word}.{light}"), facts) });
    };
    match app.store.store().integrity() {
        Ok(words) if words.is_empty() => {
            let orders = app.store.get(|r| r.total(&yidan_store::Filter::default()))?.n;
            let bytes = std::fs::metadata(app.folder.join("yidan.db")).map_or(0, |m| m.len());
            tell("database", "ok", &[("orders", orders.to_string()), ("megabytes", (bytes >> 20).to_string())]);
        }
        Ok(words) => tell("database", "bad", &[("detail", words.join("; "))]),
        Err(e) => tell("database", "bad", &[("detail", e.to_string())]),
    }
    match writable(app) {
        Ok(()) => tell("disk", "ok", &[]),
        Err(f) => tell("disk", "bad", &[("detail", app.worded(f).message)]),
    }
    match app.ports.printers.list() {
        Ok(list) if list.is_empty() => tell("printers", "look", &[]),
        Ok(list) => tell("printers", "ok", &[("count", list.len().to_string())]),
        Err(e) => tell("printers", "bad", &[("detail", e.to_string())]),
    }
    let (now_ms, last_ms) = (app.now_ms(), last_write_ms(app)?);
    // A few minutes are the ordinary difference of two machines that share the folder.
    if now_ms + 600_000 < last_ms || now_ms < EARLIEST_MS {
        tell("clock", "bad", &[("now", moment::short(now_ms)), ("last", moment::short(last_ms))]);
    } else {
        tell("clock", "ok", &[("now", moment::short(now_ms))]);
    }
    let report = app.store.get(|r| r.verify_trail(|_, _| true))?;
    match report.as_ref().and_then(|r| r.first_bad.as_ref()) {
        None => tell("trail", "ok", &[("events", report.map_or(0, |r| r.events).to_string())]),
        Some(b) => tell("trail", "bad", &[("n", b.n.to_string()), ("at", b.at_ms.map(moment::short).unwrap_or_default())]),
    }
    match app.store.store().backups()?.first() {
        Some(b) => tell("backup", "ok", &[("name", b.name.clone())]),
        None => tell("backup", "look", &[]),
    }
    match app.store.get(|r| r.shops())?.len() {
        0 => tell("shops", "look", &[]),
        n => tell("shops", "ok", &[("count", n.to_string())]),
    }
    // Asking may reach the system's keyring: once is enough.
    let kind = app.ports.secrets.kind();
    let light = match kind {
        "system" | "file" => "ok",
        // Only who has something to keep there has to act.
        _ if app.store.get(|r| r.links())?.is_empty() => "look",
        _ => "bad",
    };
    tell("keyring", light, &[("kind", app.say_with(&format!("doctor.keyring.{kind}"), &[]))]);
    Ok(DoctorReply { checks })
}

/// When the data file was last written, by this machine's own clock then.
fn last_write_ms(app: &App) -> Result<i64> {
    let files = app.store.get(|r| r.source_files(1))?;
    let jobs = app.store.get(|r| r.jobs(1))?;
    Ok(files.iter().map(|f| f.imported_at_ms).chain(jobs.iter().map(|j| j.created_at_ms)).max().unwrap_or(0))
}

/// 2026-01-01: no order of this program is older than the program.
const EARLIEST_MS: i64 = 1_767_225_600_000;

fn writable(app: &App) -> Result<()> {
    let probe = app.folder.join("run").join("probe");
    std::fs::write(&probe, b"1")?;
    Ok(std::fs::remove_file(probe)?)
}

impl App {
    /// Reads what the first search needs, once. For a thread of its own after the start.
    pub fn warm(&self) -> Result<()> {
        Ok(self.store.store().warm()?)
    }

    /// To be called at the start and once a minute: the daily copy, holds whose time is over, the clocks, the daily check of the trail.
    /// What fails keeps none of the others back; the first failure is told.
    pub fn tick(&self) -> Result<()> {
        let mut first = self.mark_cut_off();
        first = first.and(self.store.store().daily_backup(self.now_ms()).map(|_| ()).map_err(Into::into));
        first = first.and(self.release_holds());
        first = first.and(self.look_at_clocks());
        first.and(crate::trail::check_daily(self))
    }

    fn release_holds(&self) -> Result<()> {
        if crate::orders::stops::release_due(self)? > 0 {
            self.ports.faces.changed(&["orders"]);
        }
        Ok(())
    }
}
