//! Orders follow the scans of their parcels along the state table: the first scan makes 已揽收, the road 运输中, the last parcel's delivery 已签收.
//! The moments are those of the scans. What comes back or is lost makes the order an exception, once.

use crate::error::Result;
use crate::moment;
use crate::orders::intake::note_contradictions;
use crate::orders::review::by_system;
use crate::{parcels, sync};
use serde_json::json;
use yidan_domain::order::cause::scan_contradiction;
use yidan_domain::order::hands::CARRIER;
use yidan_domain::order::{By, Cause, Event, Facts, Order, State, apply};
use yidan_store::{KeptTrack, NewEvent, Writer};

/// A scan so long ago says nothing about an order that was closed since.
const FRESH_MS: i64 = 3 * moment::DAY_MS;

/// What the numbers of one order say together.
struct Scans {
    collected_ms: Option<i64>,
    moved_ms: Option<i64>,
    /// All of them are delivered.
    delivered_ms: Option<i64>,
    scan_ms: Option<i64>,
}

impl Scans {
    fn of(tracks: &[KeptTrack]) -> Scans {
        let all_delivered = !tracks.is_empty() && tracks.iter().all(|t| t.delivered_ms.is_some());
        Scans {
            collected_ms: tracks.iter().filter_map(|t| t.collected_ms).min(),
            moved_ms: tracks.iter().filter_map(|t| t.moved_ms).min(),
            delivered_ms: tracks.iter().filter_map(|t| t.delivered_ms).max().filter(|_| all_delivered),
            scan_ms: tracks.iter().filter_map(|t| t.scan_ms).max(),
        }
    }
}

/// Moves the orders of a number that was `before` and is `after`. `news_ms` = the newest scan that was not known. Answers how many changed.
pub(super) fn orders_follow(w: &mut Writer<'_>, before: &KeptTrack, after: &KeptTrack, news_ms: Option<i64>, now_ms: i64) -> Result<usize> {
    let mut changed = 0;
    for id in w.orders_of_track(&after.number)? {
        changed += usize::from(follow_one(w, id, before, after, news_ms, now_ms)?);
    }
    Ok(changed)
}

fn follow_one(w: &mut Writer<'_>, id: i64, was: &KeptTrack, is: &KeptTrack, news_ms: Option<i64>, now_ms: i64) -> Result<bool> {
    let Some(before) = w.order(id)? else { return Ok(false) };
    let scans = Scans::of(&w.tracks_of(id)?);
    let (mut after, mut events) = (before.clone(), Vec::new());
    for (event, at_ms) in [(Event::Collect, scans.collected_ms), (Event::Move, scans.moved_ms), (Event::Deliver, scans.delivered_ms)] {
        events.extend(at_ms.and_then(|at_ms| step(&mut after, event, at_ms, &is.number, now_ms)));
    }
    note_contradictions(&before, &mut after, now_ms, &mut events);
    let is_moving = news_ms.is_some_and(|ms| now_ms - ms < FRESH_MS) && is.delivered_ms.is_none() && is.collected_ms.is_some();
    if let Some(cause) = scan_contradiction(&after).filter(|cause| is_moving && is.state != "returned" && !after.is_excepted(*cause)) {
        after.except(cause);
        events.push(by_system(now_ms, "exception", Some(json!({"cause": cause.word()}).to_string())));
    }
    for (cause, did, does) in [
        (Cause::Returned, was.state == "returned", is.state == "returned"),
        (Cause::LostOrDamaged, was.sub == "lost_or_damaged", is.sub == "lost_or_damaged"),
    ] {
        // Only the turn counts: what a person has settled meanwhile stays settled.
        if does && !did && !after.marks.exception {
            after.except(cause);
            events.push(by_system(now_ms, "exception", Some(json!({"cause": cause.word(), "number": is.number}).to_string())));
        } else if did && !does && after.settle(cause) {
            events.push(by_system(now_ms, "settled", None));
        }
    }
    if !events.is_empty() {
        w.update_order(&before, &after, &events, &[])?;
        sync::note(w, &before, &after, now_ms)?;
        parcels::follow(w, &before, &after, now_ms)?;
    }
    if after.state >= State::Collected && after.state != State::Closed {
        let is_under_way = matches!(after.state, State::Collected | State::InTransit | State::Delivered);
        w.put_scan_times(id, scans.collected_ms, scans.scan_ms.filter(|_| is_under_way))?;
    }
    Ok(!events.is_empty())
}

/// One step of the table, where it is one; the entry says when the carrier did it.
fn step(order: &mut Order, event: Event, at_ms: i64, number: &str, now_ms: i64) -> Option<NewEvent> {
    let from = apply(order, event, Facts::by(By::Carrier)).ok()?;
    if from.is_before_shipping() && order.shipped_at_ms.is_none() {
        order.shipped_at_ms = Some(at_ms);
    }
    let data = json!({"at": moment::rfc3339(at_ms), "number": number}).to_string();
    Some(NewEvent {
        at_ms: now_ms,
        actor: CARRIER.to_owned(),
        kind: event.word().to_owned(),
        from: Some(from),
        to: Some(order.state),
        rule: None,
        data: Some(data),
    })
}
