//! The one door for events: what a source, a push or a person tells of a number is kept once, the way is read anew from all of it, and the orders
//! follow. The same again changes nothing, and the order in which things are told does not matter.

use super::follow::orders_follow;
use crate::error::Result;
use yidan_domain::limits::{
    TRACK_AT_THE_DOOR_MINUTES, TRACK_EVENTS, TRACK_LEAST_MINUTES, TRACK_LONGEST_MINUTES, TRACK_MOVING_MINUTES, TRACK_PENDING_MINUTES,
    TRACK_RETURNING_MINUTES, TRACK_SILENT_DAYS, TRACK_SUBSCRIBED_MINUTES, TRACK_UNSEEN_DAYS,
};
use yidan_domain::track::{Stand, TrackEvent, TrackState, key, signer, way};
use yidan_platforms::track::HeardTrack;
use yidan_store::{KeptTrack, KeptTrackEvent, Reader, Writer};

const DAY_MS: i64 = crate::moment::DAY_MS;

/// What telling did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Events that were not known.
    pub new: usize,
    /// Orders that moved, or became or ceased to be an exception.
    pub moved: usize,
}

/// Keeps what was told of a followed number. `None` = nobody follows it.
pub(super) fn take(w: &mut Writer<'_>, heard: &HeardTrack, source: &str, now_ms: i64) -> Result<Option<Told>> {
    let Some(number) = yidan_domain::track::bare(&heard.number) else { return Ok(None) };
    let Some(before) = w.track(&number)? else { return Ok(None) };
    let kept: Vec<KeptTrackEvent> = heard
        .events
        .iter()
        // Nothing has happened tomorrow: such a moment is a mistake and would silence every alarm.
        .filter(|e| e.at_ms <= now_ms + DAY_MS)
        .take(TRACK_EVENTS)
        .map(|e| kept_event(&number, e, source, now_ms))
        .collect();
    let known: Vec<i64> = w.track_events(&number)?.iter().map(|e| e.key).collect();
    let newest_new_ms = kept.iter().filter(|e| !known.contains(&e.key)).map(|e| e.at_ms).max();
    let new = w.add_track_events(&number, &kept)?;
    let mut after = before.clone();
    if let Some(carrier) = &heard.carrier {
        after.carrier.clone_from(carrier);
    }
    read_way(w, &mut after)?;
    if let Some(name) = heard.signer.as_deref().and_then(|name| signer(&format!("签收人：{name}"))) {
        after.signer = Some(name);
    }
    if heard.ended.is_some() {
        after.subscribed_by = None;
    }
    after.next_ms = if heard.is_finished && is_over(&after) { None } else { next_ms(&after, now_ms) };
    if after != before {
        w.put_track(&after)?;
    }
    let moved = orders_follow(w, &before, &after, newest_new_ms, now_ms)?;
    Ok(Some(Told { new, moved }))
}

fn kept_event(number: &str, e: &TrackEvent, source: &str, now_ms: i64) -> KeptTrackEvent {
    KeptTrackEvent {
        key: key(number, e.at_ms, &e.text),
        at_ms: e.at_ms,
        text: e.text.clone(),
        place: e.place.clone(),
        code: e.code.clone(),
        stand: e.stand.map(Stand::text).unwrap_or_default(),
        source: source.to_owned(),
        heard_ms: now_ms,
    }
}

/// Everything kept of a number, as events.
pub(super) fn events_of(r: &Reader<'_>, number: &str) -> Result<Vec<TrackEvent>> {
    let of = |e: KeptTrackEvent| TrackEvent { at_ms: e.at_ms, text: e.text, place: e.place, code: e.code, stand: Stand::parse(&e.stand) };
    Ok(r.track_events(number)?.into_iter().map(of).collect())
}

/// Reads the way of a number from all of its events.
fn read_way(r: &Reader<'_>, t: &mut KeptTrack) -> Result<()> {
    let mut events = events_of(r, &t.number)?;
    yidan_domain::track::sort(&mut events);
    let Some(last) = events.last() else { return Ok(()) };
    let way = way(&events);
    (t.last_text, t.last_place, t.last_at_ms) = (last.text.clone(), last.place.clone(), Some(last.at_ms));
    (t.state, t.sub, t.since_ms) = (way.stand.state.word().to_owned(), way.stand.sub.to_owned(), way.since_ms);
    (t.collected_ms, t.moved_ms, t.delivered_ms, t.scan_ms) = (way.collected_ms, way.moved_ms, way.delivered_ms, way.scan_ms);
    let signed = events.iter().rev().filter(|e| e.stand.is_some_and(|s| s.state == TrackState::Delivered));
    t.signer = signed.filter_map(|e| signer(&e.text)).next().or(t.signer.take());
    Ok(())
}

/// Nothing more can come.
fn is_over(t: &KeptTrack) -> bool {
    t.state == TrackState::Delivered.word() || (t.state == TrackState::Returned.word() && t.sub == "returned")
}

/// When a number is asked about next; `None` = no more.
pub(super) fn next_ms(t: &KeptTrack, now_ms: i64) -> Option<i64> {
    let too_late = match t.scan_ms {
        None => now_ms - t.followed_at_ms > TRACK_UNSEEN_DAYS * DAY_MS,
        Some(scan_ms) => now_ms - scan_ms > TRACK_SILENT_DAYS * DAY_MS,
    };
    if is_over(t) || too_late {
        return None;
    }
    let usual = match TrackState::from_word(&t.state) {
        _ if t.subscribed_by.is_some() => TRACK_SUBSCRIBED_MINUTES,
        None | Some(TrackState::Pending) => TRACK_PENDING_MINUTES,
        Some(TrackState::OutForDelivery) => TRACK_AT_THE_DOOR_MINUTES,
        Some(TrackState::Returned) => TRACK_RETURNING_MINUTES,
        Some(TrackState::Collected | TrackState::InTransit | TrackState::Exception | TrackState::Delivered) => TRACK_MOVING_MINUTES,
    };
    let doubled = usual << t.misses.clamp(0, 5);
    let minutes = doubled.min(TRACK_LONGEST_MINUTES.max(usual)).max(TRACK_LEAST_MINUTES);
    Some(now_ms + minutes * 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_of_a_number() {
        let of = |state: &str, sub: &str, misses: i64, followed_days: i64, scan_days: Option<i64>| {
            let now_ms = 100 * DAY_MS;
            let t = KeptTrack {
                state: state.into(),
                sub: sub.into(),
                misses,
                followed_at_ms: now_ms - followed_days * DAY_MS,
                scan_ms: scan_days.map(|d| now_ms - d * DAY_MS),
                ..KeptTrack::default()
            };
            next_ms(&t, now_ms).map(|ms| (ms - now_ms) / 60_000)
        };
        for (state, sub, misses, followed, scan, want) in [
            ("pending", "", 0, 0, None, Some(240)),
            ("pending", "", 1, 0, None, Some(480)),
            ("pending", "", 9, 0, None, Some(1_440)),
            ("pending", "", 0, 16, None, None),
            ("in_transit", "", 0, 20, Some(1), Some(360)),
            ("in_transit", "", 0, 80, Some(61), None),
            ("out_for_delivery", "at_pickup_point", 0, 3, Some(0), Some(120)),
            ("exception", "held", 2, 3, Some(0), Some(1_440)),
            ("returned", "returning", 0, 3, Some(0), Some(1_440)),
            ("returned", "returned", 0, 3, Some(0), None),
            ("delivered", "", 0, 3, Some(0), None),
        ] {
            assert_eq!(of(state, sub, misses, followed, scan), want, "{state} {sub} {misses}");
        }
    }
}
