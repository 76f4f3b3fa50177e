//! The breaker of automatic movement. Orders that nothing holds back (paid, no hold, lock, exception or refund, nothing to look at, not
//! put there by a person) go on by themselves at the door. Those that for whatever reason still stand in 待审核 or 待分仓 are the backlog: a
//! few are moved on every minute; more than the limit, or one that has stood too long, say that something is wrong, and then automatic
//! movement stops until a person says otherwise. Intake never stops: what comes in meanwhile waits in 待审核.

use crate::desk::Session;
use crate::error::{Failure, Result};
use crate::orders::review::{Review, by_system, flow, step_event};
use crate::orders::touch;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_domain::limits::IMPORT_BATCH;
use yidan_domain::order::{By, Event, Facts, State, apply};
use yidan_store::{Reader, Writer};

/// Setting that stands while automatic movement is paused.
const PAUSED: &str = "alarm.paused";

/// Since when and why automatic movement is paused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    pub since_ms: i64,
    /// The backlog at that moment.
    pub orders: i64,
    /// How long its first order had waited, minutes.
    pub minutes: i64,
}

impl Paused {
    pub fn facts(&self) -> BTreeMap<String, String> {
        let at = moment::short(self.since_ms);
        [("at", at), ("orders", self.orders.to_string()), ("minutes", self.minutes.to_string())]
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text))
            .collect()
    }
}

/// What 恢复 did.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ResumeReply {
    /// Orders that went on.
    pub moved: i64,
    /// Orders that want a person now.
    pub left: i64,
}

/// Why automatic movement is paused; `None` = it runs.
pub fn paused(r: &Reader<'_>) -> Result<Option<Paused>> {
    Ok(r.setting(PAUSED)?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Looks at the backlog: pauses where it is too large or too old, moves it on where it is small. True when something changed.
pub fn look(app: &App) -> Result<bool> {
    let now_ms = app.now_ms();
    let (standing, backlog, clocks) = app.store.read(|r| Ok((paused(r)?, r.backlog()?, super::settings::clocks(r)?)))?;
    if standing.is_some() || backlog.orders == 0 {
        return Ok(false);
    }
    let minutes = backlog.oldest_ms.map_or(0, |since| (now_ms - since).max(0) / 60_000);
    let too_old = backlog.oldest_ms.is_some_and(|since| now_ms - since > clocks.breaker_minutes * 60_000);
    if backlog.orders <= clocks.breaker_orders && !too_old {
        return Ok(move_on(app)?.moved > 0);
    }
    let paused = Paused { since_ms: now_ms, orders: backlog.orders, minutes };
    let text = serde_json::to_string(&paused).map_err(|e| Failure::new(crate::error::Code::Internal).with("detail", e))?;
    app.store.write(|w| {
        w.set_setting(PAUSED, Some(&text), now_ms)?;
        let data = serde_json::json!({"orders": paused.orders, "minutes": paused.minutes}).to_string();
        w.append_events(0, &[by_system(now_ms, "pause", Some(data))]).map_err(Failure::from)
    })?;
    Ok(true)
}

/// `alarms.resume`: a person lets automatic movement go on, and what waited for it goes on at once.
pub fn resume(app: &App, session: &Session, _request: crate::desk::Nothing) -> Result<ResumeReply> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        if paused(w)?.is_none() {
            return Ok(());
        }
        w.set_setting(PAUSED, None, now_ms)?;
        w.append_events(0, &[touch::event(session, now_ms, "resume", None, None, None)]).map_err(Failure::from)
    })?;
    move_on(app)
}

/// Lets the whole backlog flow, as if it came in now. What the rules stop is left to people.
fn move_on(app: &App) -> Result<ResumeReply> {
    let (mut reply, mut after) = (ResumeReply { moved: 0, left: 0 }, 0);
    loop {
        let (count, last) = app.store.write(|w| move_part(w, app.now_ms(), after, &mut reply))?;
        after = last;
        if count < IMPORT_BATCH {
            return Ok(reply);
        }
    }
}

fn move_part(w: &mut Writer<'_>, now_ms: i64, after: i64, reply: &mut ResumeReply) -> Result<(usize, i64)> {
    let eyes = Review::load(w)?;
    let ids = w.backlog_ids(after, IMPORT_BATCH)?;
    for id in &ids {
        let before = w.show(*id)?;
        let mut order = before.clone();
        let mut events = Vec::new();
        order.findings = eyes.findings(&order);
        flow(&mut order, now_ms, &mut events);
        if order.state == State::ToAllocate && apply(&mut order, Event::Allocate, Facts::by(By::System)).is_ok() {
            events.push(step_event(now_ms, Event::Allocate, State::ToAllocate, order.state));
        }
        if order.state == before.state {
            reply.left += 1;
            w.leave_to_people(*id)?;
        } else {
            reply.moved += 1;
            w.update_order(&before, &order, &events, &[])?;
        }
    }
    Ok((ids.len(), ids.last().copied().unwrap_or(after)))
}
