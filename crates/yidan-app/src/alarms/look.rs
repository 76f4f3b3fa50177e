//! Finding what there is to raise the voice for. Every count is the total of the list that its filter opens, and comes from an index.

use super::{breaker, settings, volume};
use crate::error::Result;
use crate::orders::select::Filter;
use crate::orders::view::Shops;
use std::collections::BTreeMap;
use yidan_domain::alarms::Alarm;
use yidan_domain::order::State;
use yidan_store::Reader;

/// One line: what, how many, and the list behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub alarm: Alarm,
    pub count: i64,
    pub sum_fen: i64,
    /// Absent for what is no list of orders.
    pub filter: Option<Filter>,
    /// Until when it is quiet, UTC ms.
    pub muted_until_ms: Option<i64>,
    pub facts: BTreeMap<String, String>,
}

/// Alarms that are a plain list of orders.
const LISTS: [Alarm; 18] = [
    Alarm::Overdue,
    Alarm::Exception,
    Alarm::Unsent,
    Alarm::DueSoon,
    Alarm::ToReview,
    Alarm::Double,
    Alarm::AddressChange,
    Alarm::SecondCheck,
    Alarm::Allocating,
    Alarm::NotCollected,
    Alarm::Silent,
    Alarm::DeliveryTrouble,
    Alarm::ComingBack,
    Alarm::HoldDue,
    Alarm::SlowReview,
    Alarm::SlowAllocate,
    Alarm::SlowPrint,
    Alarm::SlowPack,
];

/// Everything that stands at this moment, the gravest first.
pub fn look(r: &Reader<'_>, shops: &Shops, now_ms: i64) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    let muted = settings::muted(r, now_ms)?;
    let mut add = |alarm: Alarm, count: i64, sum_fen: i64, filter: Option<Filter>, facts: BTreeMap<String, String>| {
        let muted_until_ms = muted.get(alarm.word()).copied();
        found.push(Found { alarm, count, sum_fen, filter, muted_until_ms, facts });
    };
    for alarm in LISTS {
        let filter = Filter { alarm: Some(alarm), ..Filter::default() };
        let total = r.total(&filter.to_store(shops, now_ms)?)?;
        if total.n > 0 {
            add(alarm, total.n, total.sum_fen, Some(filter), limit_of(shops, alarm));
        }
    }
    if let Some(paused) = breaker::paused(r)? {
        let waiting = r.backlog()?.orders;
        let filter = Filter { alarm: Some(Alarm::Paused), ..Filter::default() };
        add(Alarm::Paused, waiting, 0, Some(filter), paused.facts());
    }
    if let Some(busy) = volume::standing(r, now_ms)? {
        let filter = Filter { hour: Some(busy.hour.clone()), ..Filter::default() };
        let total = r.total_exact(&filter.to_store(shops, now_ms)?)?;
        add(Alarm::Volume, total.n, total.sum_fen, Some(filter), busy.facts());
    }
    if let Some(n) = crate::trail::first_bad(r)? {
        add(Alarm::TrailBroken, 1, 0, None, BTreeMap::from([("n".to_owned(), n.to_string())]));
    }
    found.sort_by_key(|f| f.alarm);
    Ok(found)
}

/// The figure that an alarm speaks of, for its sentence.
fn limit_of(shops: &Shops, alarm: Alarm) -> BTreeMap<String, String> {
    let c = shops.clocks();
    let (name, n) = match alarm {
        Alarm::DueSoon => ("minutes", c.due_soon_minutes),
        Alarm::Allocating => ("minutes", c.allocate_notice_minutes),
        Alarm::NotCollected => ("hours", c.collect_hours),
        Alarm::Silent => ("hours", c.silent_hours),
        Alarm::HoldDue => ("minutes", yidan_domain::limits::HOLD_SOON_MINUTES),
        Alarm::SlowReview => ("minutes", c.review_minutes),
        Alarm::SlowAllocate => ("minutes", c.allocate_minutes),
        Alarm::SlowPrint => ("minutes", c.print_minutes),
        Alarm::SlowPack => ("minutes", c.pack_minutes),
        _ => return BTreeMap::new(),
    };
    BTreeMap::from([(name.to_owned(), n.to_string())])
}

/// The store's filter of an alarm's list.
pub fn list_of(alarm: Alarm, shops: &Shops, now_ms: i64) -> yidan_store::Filter {
    use yidan_domain::limits::{HOLD_SOON_MINUTES, SILENCE_DAYS};
    use yidan_store::{Open, ShipBy};
    let c = shops.clocks();
    let minutes = |n: i64| n * 60_000;
    let oldest_ms = now_ms - SILENCE_DAYS * crate::moment::DAY_MS;
    let f = yidan_store::Filter::default();
    let open = |open: Open| yidan_store::Filter { open: Some(open), ..yidan_store::Filter::default() };
    let standing = |states: &[State], from_ms: i64, to_ms: i64| yidan_store::Filter {
        states: states.to_vec(),
        since: Some((from_ms, to_ms)),
        ..yidan_store::Filter::default()
    };
    let ship_by = |from_ms: i64, to_ms: i64| yidan_store::Filter {
        states: crate::orders::select::WAITING.to_vec(),
        ship_by: Some(ShipBy {
            hours: c.ship_hours.iter().map(|(code, hours)| (code.clone(), *hours)).collect(),
            hours_else: c.ship_hours_else,
            from_ms,
            to_ms,
        }),
        ..yidan_store::Filter::default()
    };
    let slow = |state: State, limit: i64| standing(&[state], 0, now_ms - minutes(limit));
    match alarm {
        Alarm::Overdue => ship_by(0, now_ms),
        Alarm::DueSoon => ship_by(now_ms, now_ms + minutes(c.due_soon_minutes)),
        Alarm::Exception => {
            let marked = yidan_domain::order::Marks { exception: true, ..yidan_domain::order::Marks::default() };
            yidan_store::Filter { marked, ..f }
        }
        Alarm::ToReview => yidan_store::Filter { states: vec![State::ToReview], ..f },
        Alarm::Double => yidan_store::Filter { finding_code: Some(DOUBLE.to_owned()), ..f },
        Alarm::AddressChange => open(Open::AddressChange),
        Alarm::SecondCheck => open(Open::SecondCheck),
        Alarm::Unsent => open(Open::Unsent),
        Alarm::HoldDue => open(Open::HoldUntil(now_ms + minutes(HOLD_SOON_MINUTES))),
        Alarm::Paused => open(Open::Backlog),
        Alarm::Allocating => slow(State::ToAllocate, c.allocate_notice_minutes),
        Alarm::NotCollected => standing(&[State::Shipped], oldest_ms, now_ms - c.collect_hours * 3_600_000),
        Alarm::Silent => standing(&[State::Collected, State::InTransit], oldest_ms, now_ms - c.silent_hours * 3_600_000),
        Alarm::DeliveryTrouble => open(Open::ParcelAt("exception", oldest_ms)),
        Alarm::ComingBack => open(Open::ParcelAt("returned", oldest_ms)),
        Alarm::SlowReview => slow(State::ToReview, c.review_minutes),
        Alarm::SlowAllocate => slow(State::ToAllocate, c.allocate_minutes),
        Alarm::SlowPrint => slow(State::ToPrint, c.print_minutes),
        Alarm::SlowPack => slow(State::Printed, c.pack_minutes),
        // These two are no lists of orders of their own.
        Alarm::Volume | Alarm::TrailBroken => yidan_store::Filter { states: Vec::new(), shops: vec![-1], ..f },
    }
}

/// Code of the finding that asks whether an order is there twice.
const DOUBLE: &str = "maybe_double";
