//! `consistency.make`, and the reports that are made by themselves. What is missing here is named first and then taken in, so that the
//! report tells of a hole that the desk has closed already; nothing is ever removed.

use super::{Kind, day_of, due_ms};
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running};
use crate::moment::{self, DAY_MS};
use crate::orders::review::by_system;
use crate::sync::{Compared, Errand, Halt, KeptTrouble, Span, span_of, visit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_domain::limits::{CONSISTENCY_BUSY_MS, CONSISTENCY_BUSY_TRIES, LATE_MINUTES};
use yidan_store::{ConsistencyDifference, ConsistencyReport, ConsistencyShop, ConsistencySpan, Link, Shop};

/// Which report to make.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(rename = "ConsistencyMakeRequest")]
pub struct MakeRequest {
    pub kind: Kind,
    /// `YYYY-MM-DD`; absent = yesterday. Only for a day's report.
    pub day: Option<String>,
}

/// Queues a report of now, as a job.
pub fn start(app: &App, session: &Session, request: MakeRequest) -> Result<JobStarted> {
    let day = day_of_request(app, &request)?;
    jobs::queue(app, session, "consistency", &day, &request)
}

fn day_of_request(app: &App, request: &MakeRequest) -> Result<String> {
    match (&request.day, request.kind) {
        (Some(day), Kind::Day) => match moment::day_start(day) {
            Some(start) if start <= app.now_ms() => Ok(day.clone()),
            _ => Err(Failure::new(Code::BadRequest).with("detail", "day")),
        },
        (_, kind) => Ok(day_of(kind, app.now_ms())),
    }
}

/// The job.
pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: MakeRequest = running.request()?;
    let day = day_of_request(app, &request)?;
    let Some(found) = make(app, request.kind, &day, &|| false)? else { return Ok(Outcome::Cancelled) };
    Ok(Outcome::Done(json!({ "kind": request.kind.word(), "day": day, "differences": found })))
}

impl App {
    /// Makes the reports whose time has come. Blocking, and long where much is compared; meant for a thread of its own. Safe to call at
    /// any time. Returns how many were made.
    pub fn make_due_reports(&self, stop: &dyn Fn() -> bool) -> Result<usize> {
        let mut made = 0;
        for kind in [Kind::Day, Kind::Week] {
            if !stop() && self.is_report_due(kind)? {
                made += usize::from(make(self, kind, &day_of(kind, self.now_ms()), stop)?.is_some());
            }
        }
        Ok(made)
    }

    fn is_report_due(&self, kind: Kind) -> Result<bool> {
        let now_ms = self.now_ms();
        let Some(due) = due_ms(kind, now_ms).filter(|due| *due <= now_ms) else { return Ok(false) };
        self.store.read(|r| {
            // A desk that did not know any shop when the report was due has nothing to tell.
            let knew = match kind {
                Kind::Day => r.shops()?.iter().any(|s| s.created_at_ms < due),
                Kind::Week => r.links()?.iter().any(|l| l.made_at_ms < due && !l.is_paused),
            };
            Ok(knew && r.consistency_of(kind.word(), &day_of(kind, now_ms))?.is_none())
        })
    }
}

/// Compares every shop and keeps the report. Returns how many differences there are; `None` when it was cut off, then nothing is kept.
fn make(app: &App, kind: Kind, day: &str, stop: &dyn Fn() -> bool) -> Result<Option<i64>> {
    let start = moment::day_start(day).ok_or_else(|| Failure::new(Code::Internal).with("detail", "day"))?;
    let now_ms = app.now_ms();
    let (shops, links) = app.store.get(|r| Ok((r.shops()?, r.links()?)))?;
    let (mut rows, mut differences) = (Vec::new(), Vec::new());
    let mut from_ms = start;
    for shop in &shops {
        let link = links.iter().find(|l| l.shop_id == shop.id);
        let span = match kind {
            Kind::Day => Span { from_ms: start, to_ms: start + DAY_MS },
            Kind::Week => match link.and_then(|_| days_back(shop)) {
                None => continue,
                Some(days) => Span { from_ms: now_ms - days * DAY_MS, to_ms: now_ms },
            },
        };
        from_ms = from_ms.min(span.from_ms);
        let mut row = counted(app, shop, link, span)?;
        if let Some(link) = link.filter(|l| !l.is_paused && !l.needs_owner) {
            match compared(app, link, span, stop)? {
                Compared::Done(reply, fetched) => {
                    (row.theirs, row.ours, row.fetched) = (Some(reply.theirs), reply.ours, fetched);
                    note(&mut differences, shop.id, &reply);
                }
                Compared::Trouble(Halt::Cut) => return Ok(None),
                Compared::Trouble(halt) => row.trouble = Some(KeptTrouble::of(app, &halt).json()),
                Compared::Busy => row.trouble = Some(KeptTrouble::busy(app.now_ms()).json()),
            }
        }
        if row.ours > 0 || link.is_some() {
            rows.push(row);
        }
    }
    let report = ConsistencyReport {
        id: 0,
        kind: kind.word().to_owned(),
        day: day.to_owned(),
        from_ms,
        to_ms: if kind == Kind::Day { start + DAY_MS } else { now_ms },
        made_at_ms: app.now_ms(),
    };
    app.store.write(|w| {
        w.put_consistency(&report, &rows, &differences)?;
        let data = json!({ "kind": report.kind, "day": report.day, "differences": differences.len() }).to_string();
        Ok::<(), Failure>(w.append_events(0, &[by_system(report.made_at_ms, "consistency", Some(data))])?)
    })?;
    app.ports.faces.changed(&["consistency"]);
    Ok(Some(differences.len() as i64))
}

/// How far back a shop's platform tells, days.
fn days_back(shop: &Shop) -> Option<i64> {
    let channel = yidan_platforms::find(&shop.platform).and_then(|p| p.channel())?;
    Some(channel.about().walk.days_back)
}

/// What our own orders tell, before anything missing is taken in.
fn counted(app: &App, shop: &Shop, link: Option<&Link>, span: Span) -> Result<ConsistencyShop> {
    // Files come when a person brings them; only a connected shop can be late.
    let late_since_ms = link.map_or(i64::MAX, |l| l.made_at_ms);
    let span = ConsistencySpan { from_ms: span.from_ms, to_ms: span.to_ms, late_since_ms, late_after_ms: LATE_MINUTES * 60_000 };
    let counts = app.store.get(|r| r.consistency_counts(shop.id, span))?;
    Ok(ConsistencyShop { shop_id: shop.id, ours: counts.ours, counts, ..ConsistencyShop::default() })
}

/// What changed since the last visit is fetched first, so that only what visits have missed is a difference.
fn compared(app: &App, link: &Link, span: Span, stop: &dyn Fn() -> bool) -> Result<Compared> {
    for _ in 0..CONSISTENCY_BUSY_TRIES {
        visit(app, link.shop_id, Errand::Usual, stop)?;
        let Some(link) = app.store.get(|r| r.link(link.shop_id))? else { return Ok(Compared::Busy) };
        match span_of(app, &link, span, true, stop)? {
            Compared::Busy => app.ports.wire.wait_ms(CONSISTENCY_BUSY_MS),
            other => return Ok(other),
        }
        if stop() {
            return Ok(Compared::Trouble(Halt::Cut));
        }
    }
    Ok(Compared::Busy)
}

fn note(differences: &mut Vec<ConsistencyDifference>, shop_id: i64, reply: &crate::sync::compare::CompareReply) {
    let whole = |kind: &str, no: &String| ConsistencyDifference {
        shop_id,
        kind: kind.to_owned(),
        order_no: no.clone(),
        ..ConsistencyDifference::default()
    };
    differences.extend(reply.missing.iter().map(|no| whole("missing", no)));
    differences.extend(reply.extra.iter().map(|no| whole("extra", no)));
    differences.extend(reply.different.iter().map(|d| ConsistencyDifference {
        field: d.field.clone(),
        ours: d.ours.clone(),
        theirs: d.theirs.clone(),
        ..whole("different", &d.order_no)
    }));
}
