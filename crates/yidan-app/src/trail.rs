//! `trail.heads`, `trail.export`: the trail for somebody who does not trust this program. The form is written down in docs/trail.md, so
//! that a third person can compute the chain again. Checking it here is `trail.verify` in `health`.

use crate::desk::{Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running, Wish};
use crate::orders::touch;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use std::io::Write;
use ts_rs::TS;
use yidan_store::{HashedEvent, Reader, TrailReport};

/// Name and version of the exported form.
const FORM: &str = "yidan-trail/1";
/// Entries read at once.
const PART: usize = 5_000;

/// The head of the trail at the end of one day.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HeadView {
    /// `YYYY-MM-DD` at UTC+8
    pub day: String,
    /// The last entry of the day.
    pub events: i64,
    /// Its hash, 32 hexadecimal digits.
    pub hash: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HeadsReply {
    /// One per day with entries, oldest first.
    pub heads: Vec<HeadView>,
}

/// An entry as a line of the export. The order of the fields is that in which they are hashed.
#[derive(Serialize)]
struct EntryLine<'a> {
    n: i64,
    order_id: i64,
    at_ms: i64,
    from: Option<i64>,
    to: Option<i64>,
    actor: &'a str,
    kind: &'a str,
    rule: Option<&'a str>,
    data: Option<&'a str>,
    hash: String,
    /// For the reader; not hashed.
    order_no: Option<&'a str>,
}

/// Setting with the outcome of the last check.
const CHECKED: &str = "trail.checked";

/// The last time the whole trail was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    pub at_ms: i64,
    pub events: i64,
    /// The first entry that is not sound.
    pub first_bad: Option<i64>,
}

impl Checked {
    /// Per mille of the trail that is sound from its beginning on; all of it while nothing is broken.
    pub fn sound_permille(&self) -> i64 {
        match self.first_bad {
            None => 1_000,
            Some(n) => (n - 1).max(0) * 1_000 / self.events.max(n).max(1),
        }
    }
}

/// The outcome of the last check; `None` = there was none yet.
pub fn last_check(r: &Reader<'_>) -> Result<Option<Checked>> {
    Ok(r.setting(CHECKED)?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The first entry that was not sound when the trail was last checked.
pub fn first_bad(r: &Reader<'_>) -> Result<Option<i64>> {
    Ok(last_check(r)?.and_then(|c| c.first_bad))
}

/// Remembers the outcome of a check.
pub fn note_check(app: &App, report: &TrailReport) -> Result<()> {
    let checked = Checked { at_ms: app.now_ms(), events: report.events, first_bad: report.first_bad.as_ref().map(|b| b.n) };
    let text = serde_json::to_string(&checked).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    app.store.put(|w| w.set_setting(CHECKED, Some(&text), checked.at_ms))
}

/// Checks the trail where the last check was not today. Seconds for a million entries: for the minute's work, not for a click.
pub fn check_daily(app: &App) -> Result<()> {
    let today = moment::day(app.now_ms());
    let last = app.store.read(last_check)?;
    if last.is_some_and(|c| moment::day(c.at_ms) == today) {
        return Ok(());
    }
    match app.store.get(|r| r.verify_trail(|_, _| true))? {
        Some(report) => note_check(app, &report),
        None => Ok(()),
    }
}

/// The heads of all days: note one somewhere else, and the days before it can never be changed unseen.
pub fn heads(app: &App, _session: &Session, _request: Nothing) -> Result<HeadsReply> {
    let days = app.store.get(|r| r.trail_days())?;
    let shown = |d: yidan_store::DayHead| HeadView { day: moment::day(day_ms(d.day)), events: d.events, hash: hex(&d.hash) };
    Ok(HeadsReply { heads: days.into_iter().map(shown).collect() })
}

/// Queues writing the whole trail out.
pub fn export(app: &App, session: &Session, request: Nothing) -> Result<JobStarted> {
    jobs::queue(app, session, "trail_export", &moment::day(app.now_ms()), &request)
}

/// The export job: a line that names the form, one line an entry, one line a day. All of one moment.
pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let name = format!("{}-{}.jsonl", app.say_with("file.trail", &[]), moment::day(app.now_ms()));
    let (days, total) = app.store.read(|r| Ok((r.trail_days()?, r.event_count()?)))?;
    let mut file = app.ports.shelf.create(&name)?;
    line(&mut file, &serde_json::json!({"form": FORM, "events": total}))?;
    let mut done = 0;
    while done < total {
        // The trail only grows, so parts read one after the other are of one piece.
        let part = app.store.get(|r| r.hashed_events(done, PART.min((total - done) as usize)))?;
        let Some(last) = part.last() else { break };
        done = last.n;
        for e in &part {
            line(&mut file, &of_entry(e))?;
        }
        match running.tick(done, Some(total))? {
            Wish::GoOn => {}
            // Half a trail proves nothing: it begins again.
            Wish::Pause => return Ok(Outcome::Paused),
            Wish::Cancel => return Ok(Outcome::Cancelled),
        }
    }
    for d in days {
        line(&mut file, &serde_json::json!({"day": moment::day(day_ms(d.day)), "events": d.events, "hash": hex(&d.hash)}))?;
    }
    let (now_ms, data) = (app.now_ms(), serde_json::json!({"count": total}).to_string());
    app.store.put(|w| w.append_events(0, &[touch::event(&running.session, now_ms, "export_trail", None, None, Some(data))]))?;
    Ok(Outcome::Done(serde_json::json!({"events": total, "file": file.finish()?})))
}

fn of_entry(e: &HashedEvent) -> EntryLine<'_> {
    EntryLine {
        n: e.n,
        order_id: e.order_id,
        at_ms: e.at_ms,
        from: e.from,
        to: e.to,
        actor: &e.actor,
        kind: &e.kind,
        rule: e.rule.as_deref(),
        data: e.data.as_deref(),
        hash: hex(&e.hash),
        order_no: e.order_no.as_deref(),
    }
}

fn line<T: Serialize>(file: &mut dyn Write, value: &T) -> Result<()> {
    let mut text = serde_json::to_vec(value).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    text.push(b'\n');
    Ok(file.write_all(&text)?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The first moment of a local day counted since 1970.
fn day_ms(day: i64) -> i64 {
    day * moment::DAY_MS - yidan_domain::wall_time::CHINA_OFFSET_MINUTES as i64 * 60_000
}
