//! The clocks against a plain look through all orders: what stands since when, what has to leave by when, what people did.

// The method itself is not general enough over the life of a handle; the lint does not see that.
#![allow(clippy::redundant_closure_for_method_calls)]

mod made_up;

use made_up::{DAY_MS, Dice, events, order};
use std::collections::HashMap;
use yidan_domain::order::{Order, State};
use yidan_store::{Filter, NewEvent, Precision, Result, ShipBy, Sort, Store, Work};

const NOW: i64 = 1_795_017_600_000;
const ORDERS: u64 = 1_200;
const HOUR: i64 = 3_600_000;

/// What a test remembers of each order beside the order itself.
#[derive(Default, Clone, Copy)]
struct Known {
    since_ms: i64,
    moved: bool,
    touched: bool,
    left_ms: Option<i64>,
}

/// Orders that came in at different moments, some of them moved on or touched later.
fn lived(store: &Store) -> (Vec<Order>, HashMap<i64, Known>) {
    let (mut orders, mut known) = (Vec::new(), HashMap::new());
    let mut d = Dice::new(9);
    for n in 0..ORDERS {
        let seen = NOW - d.below(20 * 24) as i64 * HOUR;
        let platform = if n % 3 == 0 { "pdd" } else { "taobao" };
        let mut o = store
            .write(|w| -> Result<Order> {
                let shop = w.shop_id(platform, platform, NOW)?;
                let mut o = order(n, ORDERS, 20, NOW, shop, 7);
                // Only that it came in: what else the made-up entries tell was done by nobody.
                let mut came_in = events(&o, seen)[..1].to_vec();
                came_in[0].actor = "系统".to_owned();
                w.insert_order(&mut o, &came_in, &[])?;
                Ok(o)
            })
            .expect("comes in");
        let left_before = o.shipped_at_ms.filter(|at| o.state == State::Shipped && *at <= seen);
        let mut k = Known { since_ms: left_before.unwrap_or(seen), ..Known::default() };
        let later = seen + 1 + d.below(200) as i64 * HOUR / 10;
        let actor = if d.below(2) == 0 { "小李" } else { "系统" };
        let to = match (o.state, d.below(3)) {
            (State::ToReview, 0) => Some(("accept", State::ToAllocate)),
            (State::Printed, 0) => Some(("ship", State::Shipped)),
            (State::Shipped, 0) => Some(("move", State::InTransit)),
            _ => None,
        };
        if let Some((kind, to)) = to {
            let before = o.clone();
            o.state = to;
            o.shipped_at_ms = o.shipped_at_ms.filter(|_| kind != "ship");
            let event = NewEvent {
                at_ms: later,
                actor: actor.to_owned(),
                kind: kind.to_owned(),
                from: Some(before.state),
                to: Some(to),
                ..NewEvent::default()
            };
            store.write(|w| w.update_order(&before, &o, &[event], &[])).expect("moves");
            k.since_ms = later;
            (k.moved, k.touched) = (kind == "accept" && actor == "小李", kind == "accept" && actor == "小李");
            k.left_ms = (kind == "ship").then_some(later - seen);
        } else if d.below(4) == 0 {
            let mut after = o.clone();
            after.flag = 1 + (o.flag % 5);
            let event = NewEvent { at_ms: later, actor: actor.to_owned(), kind: "flag".to_owned(), ..NewEvent::default() };
            store.write(|w| w.update_order(&o, &after, &[event], &[])).expect("is flagged");
            k.touched = actor == "小李";
            o = after;
        }
        known.insert(o.id, k);
        orders.push(o);
    }
    (orders, known)
}

/// The list, its total, and the plain look must agree.
fn check(store: &Store, what: &str, filter: &Filter, want: impl Iterator<Item = i64>, exact: bool) {
    let mut want: Vec<i64> = want.collect();
    want.sort_unstable();
    let ids = store.read(|r| r.ids(filter, Sort::Oldest, usize::MAX)).expect(what);
    assert_eq!(ids, want, "{what}");
    let total = store.read(|r| r.total(filter)).expect(what);
    assert!(!exact || (total.n == want.len() as i64 && total.precision == Precision::Exact), "{what}: {total:?} of {}", want.len());
    assert_eq!(store.read(|r| r.total_exact(filter)).expect(what).n, want.len() as i64, "{what}");
    let page = store.read(|r| r.list(filter, Sort::Newest, None, 50)).expect(what);
    want.reverse();
    assert!(page.ids.len() <= 50 && want.starts_with(&page.ids), "{what}: {:?}", page.ids);
}

#[test]
fn clocks_and_hands_agree_with_a_plain_look() {
    let store = Store::open_memory().expect("opens");
    let (orders, known) = lived(&store);
    let of = |states: &[State]| Filter { states: states.to_vec(), ..Filter::default() };
    let ids = |fits: &dyn Fn(&Order) -> bool| orders.iter().filter(|o| fits(o)).map(|o| o.id).collect::<Vec<_>>().into_iter();
    for states in [&[State::ToReview][..], &[State::ToAllocate], &[State::Shipped], &[State::Shipped, State::InTransit]] {
        for (from, to) in [(0, NOW - 30 * HOUR), (NOW - 10 * DAY_MS, NOW - 4 * HOUR), (NOW, NOW)] {
            let filter = Filter { since: Some((from, to)), ..of(states) };
            let fits = |o: &Order| states.contains(&o.state) && (from..to).contains(&known[&o.id].since_ms);
            check(&store, &format!("{states:?} since {from}..{to}"), &filter, ids(&fits), true);
        }
    }
    let waiting = [State::ToReview, State::ToAllocate, State::ToPrint, State::Printed];
    for (from, to) in [(0, NOW), (NOW, NOW + 6 * HOUR), (NOW - 40 * HOUR, NOW - HOUR)] {
        let by = ShipBy { hours: vec![("pdd".into(), 24), ("nowhere".into(), 1)], hours_else: 48, from_ms: from, to_ms: to };
        let shops = store.read(|r| r.shops()).expect("shops");
        let hours = |o: &Order| if shops.iter().any(|s| s.id == o.shop_id && s.platform == "pdd") { 24 } else { 48 };
        let fits =
            |o: &Order| waiting.contains(&o.state) && o.paid_at_ms.is_some_and(|paid| (from..to).contains(&(paid + hours(o) * HOUR)));
        let filter = Filter { ship_by: Some(by.clone()), ..of(&waiting) };
        check(&store, &format!("to ship in {from}..{to}"), &filter, ids(&fits), true);
        let one = Filter { platform: Some("pdd".into()), ..filter };
        check(&store, "the same on one platform", &one, ids(&|o| fits(o) && hours(o) == 24), false);
    }
    let work = |work: Work| Filter { work: Some(work), ..Filter::default() };
    check(&store, "moved", &work(Work::Moved), ids(&|o| known[&o.id].moved), false);
    check(&store, "untouched", &work(Work::Untouched), ids(&|o| !known[&o.id].touched), false);
    check(&store, "left", &work(Work::Left), ids(&|o| known[&o.id].left_ms.is_some()), false);
    let mut left: Vec<i64> = known.values().filter_map(|k| k.left_ms).collect();
    left.sort_unstable();
    let figures = store.read(|r| r.work_figures(NOW - 30 * DAY_MS, NOW + DAY_MS)).expect("figures");
    assert_eq!((figures.left, figures.median_ms), (left.len() as i64, left.get((left.len() - 1) / 2).copied()));
    assert_eq!(figures.moved, known.values().filter(|k| k.moved).count() as i64);
    let touched = store.read(|r| r.touched(NOW - 30 * DAY_MS, NOW + DAY_MS, &State::ALL)).expect("touched");
    assert_eq!(touched, known.values().filter(|k| k.touched).count() as i64);
}
