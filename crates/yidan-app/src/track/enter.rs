//! `track.add` (手动补录): what only the telephone, or the carrier's own page, told.

use super::view::{TrackStory, story};
use super::{HAND, hear};
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::orders::touch::event;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_domain::track::{Stand, TrackEvent, TrackState, bare, masked};
use yidan_domain::wall_time::{CHINA_OFFSET_MINUTES, WallTime};
use yidan_platforms::track::HeardTrack;

/// One event by hand.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddTrackRequest {
    pub number: String,
    /// `collected`, `in_transit`, `out_for_delivery`, `exception`, `delivered`, `returned`, also with a finer word: `exception/no_contact`.
    pub state: String,
    /// RFC 3339, or `YYYY-MM-DD HH:MM` of China.
    pub at: String,
    /// What was said; the state's own word when empty.
    #[serde(default)]
    pub text: String,
    /// The carrier, where the order does not tell it.
    #[serde(default)]
    #[ts(optional)]
    pub carrier: Option<String>,
}

/// Characters of a sentence.
const MOST_CHARS: usize = 300;
/// A clock may be ahead by so much.
const AHEAD_MS: i64 = 5 * 60_000;

/// Enters one event; the orders of the number follow as if the carrier had told it.
pub fn add(app: &App, session: &Session, request: AddTrackRequest) -> Result<TrackStory> {
    let bad = |field: &str| Failure::new(Code::BadRequest).with("detail", field);
    let number = bare(&request.number).ok_or_else(|| bad("number"))?;
    let stand = Stand::parse(&request.state).filter(|s| s.state != TrackState::Pending).ok_or_else(|| bad("state"))?;
    let now_ms = app.now_ms();
    let at_ms = moment_of(&request.at).filter(|at| *at <= now_ms + AHEAD_MS && *at > 0).ok_or_else(|| bad("at"))?;
    let said: String = request.text.trim().chars().take(MOST_CHARS).collect();
    let text = if said.is_empty() { app.say_with(&format!("track.state.{}", stand.state.word()), &[]) } else { said };
    let told = TrackEvent { at_ms, text, place: String::new(), code: HAND.to_owned(), stand: Some(stand) };
    app.store.write(|w| {
        let orders = match w.orders_of_track(&number)? {
            known if !known.is_empty() => known,
            // A parcel that nobody follows: of an order that was under way before, or that is done.
            _ => {
                let found = w.ids_by_number(&request.number)?;
                let mut named = Vec::new();
                for id in found {
                    let order = w.show(id)?;
                    if order.trackings.iter().flatten().any(|t| bare(t.number()).as_ref() == Some(&number)) {
                        named.push(id);
                    }
                }
                named
            }
        };
        if orders.is_empty() && w.track(&number)?.is_none() {
            return Err(Failure::new(Code::NotFound).with("what", &request.number));
        }
        w.follow_number(&number, request.carrier.as_deref().unwrap_or_default().trim(), at_ms, Some(now_ms))?;
        for id in &orders {
            w.link_track(&number, *id)?;
        }
        // The trail holds no people: a phone stands in the event alone.
        let data = json!({"number": number, "state": stand.text(), "at": moment::rfc3339(at_ms), "text": masked(&told.text)}).to_string();
        for id in &orders {
            w.append_events(*id, &[event(session, now_ms, "track_add", None, None, Some(data.clone()))])?;
        }
        let heard = HeardTrack { number: number.clone(), events: vec![told], ..HeardTrack::default() };
        hear::take(w, &heard, HAND, now_ms)?;
        Ok(())
    })?;
    app.store.read(|r| story(app, r, &number))
}

fn moment_of(text: &str) -> Option<i64> {
    let text = text.trim();
    let plain = || {
        let full = if text.len() == 16 { format!("{text}:00") } else { text.to_owned() };
        let wall = WallTime::parse(&full.replacen('T', " ", 1)).filter(|w| !w.is_date_only())?;
        Some(wall.to_utc_ms(CHINA_OFFSET_MINUTES))
    };
    moment::parse(text).or_else(plain)
}
