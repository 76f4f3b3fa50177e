//! `track.show` and `track.guess`: the way of a number in words, and what carrier a number looks like.

use super::{HAND, poll};
use crate::desk::{Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::orders::view::Shops;
use crate::orders::{find, row::OrderRow, view};
use crate::sync::KeptTrouble;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::TRACK_USUAL_DAYS;
use yidan_domain::track::{Stand, bare, guess as guess_number};
use yidan_store::{KeptTrack, KeptTrackEvent, Reader};

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrackRequest {
    /// A waybill number, or any number of an order.
    pub number: String,
}

/// A followed number.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrackView {
    pub number: String,
    pub carrier: String,
    /// `pending`, `collected`, `in_transit`, `out_for_delivery`, `exception`, `delivered`, `returned`
    pub state: String,
    /// A finer word; absent = none.
    pub sub: Option<String>,
    /// Both in words.
    pub text: String,
    pub since: String,
    pub left_at: String,
    pub collected_at: Option<String>,
    pub delivered_at: Option<String>,
    pub scan_at: Option<String>,
    pub last_text: String,
    pub last_at: Option<String>,
    pub signer: Option<String>,
    pub asked_at: Option<String>,
    /// Absent = nobody asks any more.
    pub next_at: Option<String>,
    /// Its source sends by itself.
    pub subscribed: bool,
    /// Why nothing came of asking, as a sentence.
    pub trouble: Option<String>,
}

/// One event.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrackEventView {
    pub at: String,
    pub text: String,
    pub place: String,
    /// Absent = nobody knows what it means.
    pub state: Option<String>,
    pub state_text: String,
    /// Who told it first, in words.
    pub source: String,
    pub heard_at: String,
}

/// The way of a number.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrackStory {
    pub track: TrackView,
    /// The newest first.
    pub events: Vec<TrackEventView>,
    /// Orders that go with it, people masked.
    pub orders: Vec<OrderRow>,
}

/// What carrier a number looks like.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct GuessReply {
    /// In its plain form; empty = no number at all.
    pub number: String,
    /// The likeliest first.
    pub carriers: Vec<GuessedCarrier>,
    /// `check_digit`, `unknown`, `several`, `spoilt`
    pub warnings: Vec<String>,
    /// The warnings as sentences.
    pub texts: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct GuessedCarrier {
    pub code: String,
    pub name: String,
    /// It has such numbers today, not only old ones.
    pub current: bool,
}

pub fn show(app: &App, _session: &Session, request: TrackRequest) -> Result<TrackStory> {
    app.store.read(|r| {
        let number = match bare(&request.number) {
            Some(number) if r.track(&number)?.is_some() => number,
            _ => {
                let id = find::the_one(app, r, &request.number)?;
                let first = r.tracks_of(id)?.into_iter().next();
                first.map(|t| t.number).ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.number))?
            }
        };
        story(app, r, &number)
    })
}

/// The way of a followed number.
pub(super) fn story(app: &App, r: &Reader<'_>, number: &str) -> Result<TrackStory> {
    let track = r.track(number)?.ok_or_else(|| Failure::new(Code::NotFound).with("what", number))?;
    let shops = Shops::of(r)?;
    let orders = view::rows(app, r, &shops, &r.orders_of_track(number)?, true)?;
    let events = r.track_events(number)?.into_iter().rev().map(|e| event_view(app, e)).collect();
    Ok(TrackStory { track: track_view(app, track), events, orders })
}

/// A state and its finer word for people.
pub(super) fn stand_text(app: &App, state: &str, sub: &str) -> String {
    let state = app.say_with(&format!("track.state.{state}"), &[]);
    if sub.is_empty() { state } else { format!("{state}·{}", app.say_with(&format!("track.sub.{sub}"), &[])) }
}

/// What stood in the way of asking, for people.
pub(super) fn trouble_text(app: &App, trouble: &KeptTrouble) -> String {
    match (trouble.kind.as_str(), trouble.code.as_str()) {
        ("refused", "phone") => app.say_with("track.refused.phone", &[]),
        ("refused", "carrier") => app.say_with("track.refused.carrier", &[("carrier", trouble.words.clone())]),
        ("refused", "") => trouble.words.clone(),
        _ => trouble.sentence(app),
    }
}

pub(super) fn track_view(app: &App, t: KeptTrack) -> TrackView {
    TrackView {
        text: stand_text(app, &t.state, &t.sub),
        since: moment::rfc3339(t.since_ms),
        left_at: moment::rfc3339(t.followed_at_ms),
        collected_at: moment::maybe(t.collected_ms),
        delivered_at: moment::maybe(t.delivered_ms),
        scan_at: moment::maybe(t.scan_ms),
        last_at: moment::maybe(t.last_at_ms),
        asked_at: moment::maybe(t.asked_ms),
        next_at: moment::maybe(t.next_ms),
        subscribed: t.subscribed_by.is_some(),
        trouble: KeptTrouble::read(t.trouble.as_deref()).map(|trouble| trouble_text(app, &trouble)),
        sub: Some(t.sub).filter(|s| !s.is_empty()),
        number: t.number,
        carrier: t.carrier,
        state: t.state,
        last_text: t.last_text,
        signer: t.signer,
    }
}

fn event_view(app: &App, e: KeptTrackEvent) -> TrackEventView {
    let stand = Stand::parse(&e.stand);
    TrackEventView {
        at: moment::rfc3339(e.at_ms),
        state: stand.map(|s| s.state.word().to_owned()),
        state_text: stand.map(|s| stand_text(app, s.state.word(), s.sub)).unwrap_or_default(),
        source: if e.source == HAND { app.say_with("track.by_hand", &[]) } else { platform_name(app, &e.source) },
        heard_at: moment::rfc3339(e.heard_ms),
        text: e.text,
        place: e.place,
    }
}

pub fn guess(app: &App, _session: &Session, request: TrackRequest) -> Result<GuessReply> {
    let Some(found) = guess_number(&request.number) else {
        let texts = vec![app.say_with("track.warning.spoilt", &[])];
        return Ok(GuessReply { number: String::new(), carriers: Vec::new(), warnings: vec!["spoilt".to_owned()], texts });
    };
    let since_ms = app.now_ms() - TRACK_USUAL_DAYS * moment::DAY_MS;
    let usual = app.store.read(|r| poll::by_looks(r, &found.number, since_ms))?;
    let mut carriers: Vec<GuessedCarrier> = found
        .candidates
        .iter()
        .map(|c| GuessedCarrier { code: c.code.to_owned(), name: c.name.to_owned(), current: c.is_current })
        .collect();
    // Those that this desk uses come first.
    carriers.sort_by_key(|c| usual.as_ref() != Some(&c.name));
    let warnings: Vec<String> = found.warnings.iter().map(|w| w.word().to_owned()).collect();
    let texts = warnings.iter().map(|w| app.say_with(&format!("track.warning.{w}"), &[])).collect();
    Ok(GuessReply { number: found.number, carriers, warnings, texts })
}
