//! The trail: sound as written, and broken at the right place by whatever another program does to it.

// The method itself is not general enough over the life of a handle; the lint does not see that.
#![allow(clippy::redundant_closure_for_method_calls)]

mod made_up;

use made_up::{events, order};
use rusqlite::Connection;
use yidan_domain::order::State;
use yidan_store::{Broken, NewEvent, Result, Store};

const NOW: i64 = 1_795_017_600_000;

fn filled(folder: &std::path::Path) -> Store {
    let store = Store::open(folder, NOW).expect("opens");
    for batch in 0..3 {
        let done = store.write(|w| -> Result<()> {
            let shop = w.shop_id("taobao", "一号店", NOW)?;
            for n in batch * 10..batch * 10 + 10 {
                let mut o = order(n, 30, 30, NOW, shop, 5);
                o.state = State::ToPrint;
                let first = events(&o, NOW + n as i64);
                w.insert_order(&mut o, &first, &[])?;
            }
            Ok(())
        });
        done.expect("the orders go in");
    }
    store
}

/// What another program may do, and the first broken entry and why. Every order has left three entries.
const DEEDS: &[(&str, Option<(i64, Broken)>)] = &[
    ("SELECT 1", None),
    ("UPDATE order_event SET actor = '别人' WHERE n = 20", Some((20, Broken::Changed))),
    ("UPDATE order_event SET at_ms = at_ms + 1 WHERE n = 1", Some((1, Broken::Changed))),
    ("UPDATE order_event SET rule = '大学城' WHERE n = 90", Some((90, Broken::Changed))),
    ("UPDATE order_event SET data = '' WHERE n = 2", Some((2, Broken::Changed))),
    ("UPDATE order_event SET to_state = NULL WHERE n = 3", Some((3, Broken::Changed))),
    ("UPDATE order_event SET hash = zeroblob(16) WHERE n = 45", Some((45, Broken::Changed))),
    ("UPDATE order_event SET order_id = (SELECT order_id FROM order_event WHERE n = 1) WHERE n = 10", Some((10, Broken::Changed))),
    ("DELETE FROM order_event WHERE n = 33", Some((34, Broken::Gap))),
    ("DELETE FROM order_event WHERE n = 1", Some((2, Broken::Gap))),
    ("DELETE FROM order_event WHERE n > 80", Some((81, Broken::Ending))),
    ("DELETE FROM order_event", Some((1, Broken::Ending))),
    ("DELETE FROM order_event WHERE n = 50; UPDATE order_event SET n = n - 1 WHERE n > 50", Some((50, Broken::Changed))),
    (
        "INSERT INTO order_event SELECT 91, order_id, at_ms, actor, kind, from_state, to_state, rule, data, hash FROM order_event WHERE n = 90",
        Some((91, Broken::Ending)),
    ),
    (
        "UPDATE order_event SET n = 1000 WHERE n = 7; UPDATE order_event SET n = 7 WHERE n = 8; UPDATE order_event SET n = 8 WHERE n = 1000",
        Some((7, Broken::Changed)),
    ),
    ("UPDATE trail_head SET events = 89", Some((90, Broken::Ending))),
    ("UPDATE trail_head SET hash = zeroblob(16)", Some((91, Broken::Ending))),
    ("UPDATE orders SET state = 90 WHERE id = (SELECT order_id FROM order_event WHERE n = 40)", Some((42, Broken::State))),
    ("DELETE FROM orders WHERE id = (SELECT order_id FROM order_event WHERE n = 4)", Some((6, Broken::Missing))),
];

#[test]
fn any_deed_of_another_program_is_found_at_its_place() {
    let original = tempfile::tempdir().expect("a folder");
    drop(filled(original.path()));
    for (deed, want) in DEEDS {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("yidan.db");
        std::fs::copy(original.path().join("yidan.db"), &file).expect("copies");
        Connection::open(&file).expect("opens").execute_batch(deed).expect(deed);
        let store = Store::open(folder.path(), NOW).expect("opens");
        let report = store.read(|r| r.verify_trail(|_, _| true)).expect("checks").expect("is not stopped");
        let got = report.first_bad.as_ref().map(|b| (b.n, b.why));
        assert_eq!((got, report.ok), (*want, want.is_none()), "{deed}");
    }
}

#[test]
fn the_broken_entry_names_its_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = filled(folder.path());
    let other = Connection::open(folder.path().join("yidan.db")).expect("opens");
    other.execute_batch("UPDATE order_event SET kind = 'x' WHERE n = 5").expect("changes");
    let bad = store.read(|r| r.verify_trail(|_, _| true)).expect("checks").and_then(|r| r.first_bad).expect("is broken");
    let order_no: String = other
        .query_row("SELECT order_no FROM orders WHERE id = (SELECT order_id FROM order_event WHERE n = 5)", [], |r| r.get(0))
        .expect("reads");
    assert_eq!((bad.order_no, bad.at_ms), (Some(order_no), Some(NOW + 1)));
}

#[test]
fn two_stores_on_one_file_make_one_chain() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = filled(folder.path());
    let two = Store::open(folder.path(), NOW).expect("opens beside");
    let note = |kind: &str| NewEvent { at_ms: NOW, actor: "店主".to_owned(), kind: kind.to_owned(), ..NewEvent::default() };
    std::thread::scope(|s| {
        for store in [&one, &two] {
            s.spawn(move || {
                for n in 0..50 {
                    store.write(|w| w.append_events(0, &[note(&format!("note {n}"))])).expect("appends");
                }
            });
        }
    });
    let report = one.read(|r| r.verify_trail(|_, _| true)).expect("checks").expect("is not stopped");
    assert_eq!((report.ok, report.events), (true, 190));
    assert_eq!(two.read(|r| r.event_count()), Ok(190));
}

#[test]
fn a_check_can_be_stopped() {
    let store = Store::open_memory().expect("opens");
    let note = NewEvent { at_ms: NOW, actor: "店主".to_owned(), kind: "note".to_owned(), ..NewEvent::default() };
    store.write(|w| w.append_events(0, &vec![note; 45_000])).expect("appends");
    let mut seen = Vec::new();
    let stopped = store.read(|r| {
        r.verify_trail(|done, total| {
            seen.push((done, total));
            false
        })
    });
    assert_eq!((stopped, seen), (Ok(None), vec![(20_000, 45_000)]));
}
