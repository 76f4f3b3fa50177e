//! `track.poll`, and the thread that asks by itself: numbers whose turn it is are taken, their sources are asked one by one within the budget, and
//! what comes back goes through the one door. A number is asked about at most every half hour, whoever wants it.

use super::sources::{Opened, open_all};
use super::{hear, view};
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running, Wish};
use crate::ports::WireError;
use crate::sync::{Halt, KeptTrouble};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::{
    TRACK_BACK_OFF_MS, TRACK_BATCH, TRACK_JOB, TRACK_LEAST_MINUTES, TRACK_PATIENCE_MS, TRACK_REST_MS, TRACK_TRIES, TRACK_USUAL_DAYS,
};
use yidan_domain::track::{bare, guess};
use yidan_platforms::channel::{At, Trouble};
use yidan_platforms::track::{Can, Followed, Heard, Task};
use yidan_store::{KeptTrack, Reader, TrackClaim};

/// Asks now.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PollRequest {
    /// Numbers, as written; empty = all whose turn it is.
    pub numbers: Vec<String>,
}

/// What came of one number.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PolledNumber {
    pub number: String,
    /// `news`, `same`, `unknown`, `subscribed`, `failed`, `too_soon`, `not_followed`
    pub outcome: String,
    /// As a sentence.
    pub text: String,
}

/// Result of the job.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct PollResult {
    pub asked: i64,
    /// Numbers with events that were not known.
    pub news: i64,
    /// Orders that moved.
    pub moved: i64,
    /// Numbers of which nothing is known yet.
    pub unknown: i64,
    pub failed: i64,
    pub numbers: Vec<PolledNumber>,
}

const LEAST_MS: i64 = TRACK_LEAST_MINUTES * 60_000;
/// A source with a lock of its own on a number asks for at least so much patience.
const LOCKED_S: u64 = 1_800;

/// So long after a parcel has left nobody wonders that nothing is known of it.
const FRESH_MS: i64 = 2 * moment::DAY_MS;

/// What asking about one number came to.
enum Asked {
    Told(hear::Told),
    Unknown,
    Subscribed,
    Failed(KeptTrouble),
}

/// Queues a look at numbers.
pub fn start(app: &App, session: &Session, request: PollRequest) -> Result<JobStarted> {
    if app.store.get(|r| r.track_sources())?.is_empty() {
        return Err(Failure::new(Code::Refused)
            .with("reason", "no_track_source")
            .with("why", app.say_with("error.refused.no_track_source", &[])));
    }
    let title = match request.numbers.as_slice() {
        [] => app.say_with("track.poll.due", &[]),
        [one] => one.clone(),
        many => app.say_with("track.poll.many", &[("count", many.len().to_string())]),
    };
    jobs::queue(app, session, "track_poll", &title, &request)
}

pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: PollRequest = running.request()?;
    let mut result = PollResult::default();
    let mut plain: Vec<String> = Vec::new();
    for written in request.numbers.iter().take(TRACK_JOB) {
        match bare(written) {
            Some(number) if app.store.get(|r| r.track(&number))?.is_some() => plain.push(number),
            _ => result.numbers.push(said(app, written, "not_followed", &[])),
        }
    }
    if !request.numbers.is_empty() && plain.is_empty() {
        return Ok(Outcome::Partly(json(&result)?));
    }
    let mut opened = open_all(app)?;
    let is_all = request.numbers.is_empty();
    let mut wanted = plain.chunks(TRACK_BATCH);
    loop {
        let numbers = if is_all { &[][..] } else { wanted.next().unwrap_or_default() };
        if !is_all && numbers.is_empty() || result.asked >= TRACK_JOB as i64 {
            break;
        }
        let claimed = claim(app, numbers)?;
        for number in numbers.iter().filter(|n| claimed.iter().all(|t| t.number != **n)) {
            let at_ms = app.store.get(|r| r.track(number))?.and_then(|t| t.asked_ms).unwrap_or_default() + LEAST_MS;
            result.numbers.push(said(app, number, "too_soon", &[("at", moment::short(at_ms))]));
        }
        if is_all && claimed.is_empty() {
            break;
        }
        for track in claimed {
            match running.tick(result.asked, None)? {
                Wish::GoOn => {}
                Wish::Pause | Wish::Cancel => return Ok(Outcome::Cancelled),
            }
            ask_about(app, &mut opened, track, &mut result)?;
        }
    }
    app.ports.faces.changed(&["track", "orders"]);
    let value = json(&result)?;
    Ok(if result.failed > 0 { Outcome::Partly(value) } else { Outcome::Done(value) })
}

fn json(result: &PollResult) -> Result<serde_json::Value> {
    serde_json::to_value(result).map_err(|e| Failure::new(Code::Internal).with("detail", e))
}

fn said(app: &App, number: &str, outcome: &str, facts: &[(&str, String)]) -> PolledNumber {
    let mut all = vec![("number", number.to_owned())];
    all.extend(facts.iter().cloned());
    PolledNumber { number: number.to_owned(), outcome: outcome.to_owned(), text: app.say_with(&format!("track.polled.{outcome}"), &all) }
}

impl App {
    /// A number's turn has come, and there is somebody to ask.
    pub fn tracks_due(&self) -> Result<bool> {
        let now_ms = self.now_ms();
        self.store.get(|r| Ok(r.is_track_due(now_ms)? && r.track_sources()?.iter().any(|s| !s.is_off && s.rest_ms <= now_ms)))
    }

    /// Asks about one batch of numbers whose turn it is. `stop` is asked before each.
    pub fn poll_tracks(&self, stop: &dyn Fn() -> bool) -> Result<PollResult> {
        let mut result = PollResult::default();
        let mut opened = open_all(self)?;
        if opened.is_empty() {
            return Ok(result);
        }
        for track in claim(self, &[])? {
            if stop() {
                break;
            }
            ask_about(self, &mut opened, track, &mut result)?;
        }
        if result.asked > 0 {
            self.ports.faces.changed(if result.moved > 0 { &["track", "orders"] } else { &["track"] });
        }
        Ok(result)
    }
}

/// Takes numbers, so that nobody else asks about them meanwhile. Who dies while asking has asked in vain: their turn comes again.
fn claim(app: &App, numbers: &[String]) -> Result<Vec<KeptTrack>> {
    let now_ms = app.now_ms();
    let claim = TrackClaim { now_ms, asked_before_ms: now_ms - LEAST_MS, again_ms: now_ms + LEAST_MS, numbers, limit: TRACK_BATCH };
    app.store.put(|w| w.claim_tracks(&claim))
}

/// Asks the first source that takes the number, then the next where one fails, and keeps what came of it.
fn ask_about(app: &App, opened: &mut Vec<Opened>, track: KeptTrack, result: &mut PollResult) -> Result<()> {
    let number = track.number.clone();
    let (followed, shop_id) = app.store.read(|r| followed(r, &track))?;
    let mut last: Option<KeptTrouble> = None;
    let mut asked = None;
    let mut at = 0;
    result.asked += 1;
    while at < opened.len() && asked.is_none() {
        let source = &opened[at];
        if source.row.shop_id.is_some_and(|shop| Some(shop) != shop_id) {
            at += 1;
            continue;
        }
        match ask_one(app, source, &track, &followed) {
            Ok(done) => asked = Some(done),
            Err(Halt::Failure(failure)) => return Err(failure),
            Err(halt) => {
                let trouble = KeptTrouble::of(app, &halt);
                // Who cannot be asked at all is left alone for a while; the next source may know.
                if let Some(rest_ms) = rest_of(&halt) {
                    let (id, now_ms) = (source.row.id, app.now_ms());
                    app.store.put(|w| w.note_track_source(id, now_ms, Some(&trouble.json()), now_ms + rest_ms))?;
                    last = Some(trouble);
                    opened.remove(at);
                    continue;
                }
                last = Some(trouble);
                at += 1;
            }
        }
    }
    let asked = asked.unwrap_or_else(|| Asked::Failed(last.unwrap_or_else(|| nobody(app))));
    keep(app, track, asked, result, &number)
}

/// No source takes the number.
fn nobody(app: &App) -> KeptTrouble {
    KeptTrouble { kind: "refused".into(), code: String::new(), words: app.say_with("track.nobody", &[]), at_ms: app.now_ms() }
}

/// How long a source rests after a trouble that is its own; `None` = the trouble is the number's.
fn rest_of(halt: &Halt) -> Option<i64> {
    match halt {
        Halt::Trouble(Trouble::Setup { .. } | Trouble::Authorize { .. }) => Some(TRACK_REST_MS),
        Halt::Trouble(Trouble::Wait { after_s: Some(s), .. }) if *s >= LOCKED_S => None,
        Halt::Trouble(Trouble::Wait { after_s, .. }) => Some(after_s.map_or(TRACK_PATIENCE_MS, |s| i64::try_from(s).unwrap_or(60) * 1_000)),
        _ => None,
    }
}

fn keep(app: &App, track: KeptTrack, asked: Asked, result: &mut PollResult, number: &str) -> Result<()> {
    let now_ms = app.now_ms();
    let mut line = |outcome: &str, facts: &[(&str, String)]| result.numbers.push(said(app, number, outcome, facts));
    let (misses, trouble) = match &asked {
        Asked::Told(told) if told.new > 0 => {
            line("news", &[("count", told.new.to_string())]);
            (0, None)
        }
        Asked::Told(_) => {
            line("same", &[]);
            (0, None)
        }
        Asked::Subscribed => {
            line("subscribed", &[]);
            (0, None)
        }
        Asked::Unknown => {
            line("unknown", &[]);
            // A fresh parcel is not known yet to anybody; that is no reason to ask less often.
            let is_fresh = now_ms - track.followed_at_ms < FRESH_MS;
            (if is_fresh { 0 } else { track.misses + 1 }, None)
        }
        Asked::Failed(trouble) => {
            line("failed", &[("why", view::trouble_text(app, trouble))]);
            (track.misses + 1, Some(trouble.json()))
        }
    };
    match asked {
        Asked::Told(told) => {
            result.news += i64::from(told.new > 0);
            result.moved += told.moved as i64;
        }
        Asked::Unknown => result.unknown += 1,
        Asked::Failed(_) => result.failed += 1,
        Asked::Subscribed => {}
    }
    app.store.write(|w| {
        let Some(mut kept) = w.track(number)? else { return Ok(()) };
        (kept.misses, kept.trouble) = (misses, trouble);
        kept.next_ms = hear::next_ms(&kept, now_ms);
        Ok(w.put_track(&kept)?)
    })
}

/// One number at one source: ordered where the source sends by itself, else asked.
fn ask_one(app: &App, source: &Opened, track: &KeptTrack, followed: &Followed) -> std::result::Result<Asked, Halt> {
    let mut followed = followed.clone();
    if followed.carrier.is_empty() {
        followed.carrier = carrier_by_source(app, source, &followed.number)?;
    }
    if track.subscribed_by.is_none()
        && source.tracker.about().can(Can::Subscribe)
        && let Some(address) = source.push_url()
    {
        let heard = call(app, source, &Task::Subscribe { followed, address })?;
        if heard.is_subscribed {
            let id = source.row.id;
            app.store.write(|w| {
                let Some(mut kept) = w.track(&track.number)? else { return Ok(()) };
                kept.subscribed_by = Some(id);
                Ok(w.put_track(&kept)?)
            })?;
            return Ok(Asked::Subscribed);
        }
        return Ok(Asked::Unknown);
    }
    let heard = call(app, source, &Task::Query(followed))?;
    let now_ms = app.now_ms();
    let told = app.store.write(|w| {
        let mut told: Option<hear::Told> = None;
        for one in &heard.tracks {
            if let Some(more) = hear::take(w, one, &source.row.source, now_ms)? {
                let sum = told.get_or_insert_default();
                (sum.new, sum.moved) = (sum.new + more.new, sum.moved + more.moved);
            }
        }
        w.note_track_source(source.row.id, now_ms, None, 0)?;
        Ok(told)
    })?;
    Ok(match told {
        Some(told) if !heard.is_unknown => Asked::Told(told),
        _ => Asked::Unknown,
    })
}

/// One question, within the source's budget, asked again while there is hope.
fn call(app: &App, source: &Opened, task: &Task) -> std::result::Result<Heard, Halt> {
    let about = source.tracker.about();
    for tries in 1.. {
        let mut at = At::default();
        let Some(request) = source.tracker.ask(&source.access, task, &at, app.now_ms())? else { return Ok(Heard::default()) };
        if let Some(rate) = about.rates.first() {
            // Shops have numbers above nothing; sources of tracks those below.
            let wait = app.pace.take(-source.row.id, rate, app.now_ms());
            if wait > 0 {
                app.ports.wire.wait_ms(wait);
            }
        }
        let trouble = match app.ports.wire.send(&request) {
            Ok(reply) => match source.tracker.hear(&source.access, task, &mut at, &reply) {
                Ok(heard) => return Ok(heard),
                Err(trouble) => trouble,
            },
            // A subscription that was ordered twice is one subscription.
            Err(WireError::NoAnswer(words) | WireError::NotSent(words)) => Trouble::Again { code: String::new(), words },
        };
        let again = matches!(trouble, Trouble::Again { .. } | Trouble::Unreadable { .. });
        if !again || tries >= TRACK_TRIES {
            return Err(Halt::Trouble(trouble));
        }
        app.ports.wire.wait_ms(TRACK_BACK_OFF_MS << (tries - 1));
    }
    Ok(Heard::default())
}

/// What is told with a number: its carrier by the order or by its looks, the end of the receiver's phone, the order's own number.
fn followed(r: &Reader<'_>, track: &KeptTrack) -> Result<(Followed, Option<i64>)> {
    let mut told = Followed { number: track.number.clone(), carrier: track.carrier.clone(), ..Followed::default() };
    let mut shop_id = None;
    if let Some(id) = r.orders_of_track(&track.number)?.first() {
        let order = r.show(*id)?;
        shop_id = Some(order.shop_id);
        let phone: String = order.receiver.phone.unwrap_or_default().chars().filter(|c| c.is_ascii_digit() || *c == '*').collect();
        told.phone_end =
            phone.get(phone.len().saturating_sub(4)..).filter(|end| end.len() == 4 && !end.contains('*')).unwrap_or_default().to_owned();
        told.order_no = order.order_no;
        told.to = order.receiver.city.unwrap_or_default();
    }
    if told.carrier.is_empty() {
        let since_ms = track.followed_at_ms - TRACK_USUAL_DAYS * moment::DAY_MS;
        told.carrier = by_looks(r, &track.number, since_ms)?.unwrap_or_default();
    }
    Ok((told, shop_id))
}

/// The carrier that a number looks like; among several the one that this desk uses most.
pub(super) fn by_looks(r: &Reader<'_>, number: &str, since_ms: i64) -> Result<Option<String>> {
    let candidates = guess(number).map(|g| g.candidates).unwrap_or_default();
    if candidates.len() < 2 {
        return Ok(candidates.first().map(|c| c.name.to_owned()));
    }
    let used = r.carriers_used(since_ms)?;
    let known = used.iter().find_map(|name| candidates.iter().find(|c| is_same_carrier(name, c.name, c.code)));
    // What nobody here uses is nobody's guess: the source is asked.
    Ok(known.map(|c| c.name.to_owned()))
}

/// `中通`, `中通快递` and `ZTO` are one.
fn is_same_carrier(written: &str, name: &str, code: &str) -> bool {
    yidan_platforms::channel::carrier_code(&format!("{code},{name}\n"), written).is_some()
}

/// The source says what carrier a number may be of, and the first that it knows is asked about.
fn carrier_by_source(app: &App, source: &Opened, number: &str) -> std::result::Result<String, Halt> {
    if !source.tracker.about().can(Can::Guess) {
        return Ok(String::new());
    }
    let heard = call(app, source, &Task::Guess { number: number.to_owned() })?;
    Ok(heard.carriers.into_iter().next().unwrap_or_default())
}
