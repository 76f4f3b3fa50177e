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
    ("UPDATE trail_day SET hash = zeroblob(16)", Some((90, Broken::Head))),
    ("UPDATE trail_day SET events = 60", Some((60, Broken::Head))),
    ("DELETE FROM trail_day", Some((90, Broken::Head))),
    // The end cut off and the head moved back: the day's head still knows better.
    (CUT, Some((88, Broken::Ending))),
    // And with that moved back as well, the orders behind it have no entry.
    (
        concat!(
            "DELETE FROM order_event WHERE n > 87; UPDATE trail_head SET events = 87, hash = (SELECT hash FROM order_event WHERE n = 87);",
            "UPDATE trail_day SET events = 87, hash = (SELECT hash FROM order_event WHERE n = 87);"
        ),
        Some((88, Broken::Ending)),
    ),
];

const CUT: &str =
    "DELETE FROM order_event WHERE n > 87; UPDATE trail_head SET events = 87, hash = (SELECT hash FROM order_event WHERE n = 87)";

/// What the program `sqlite3` does to a file, as anybody could: `cargo xtask test` installs it where it is missing.
fn with_sqlite3(file: &std::path::Path, deed: &str) {
    let done = std::process::Command::new("sqlite3").arg("-bail").arg(file).arg(deed).output();
    let done = done.expect("the program sqlite3 is needed for this test");
    assert!(done.status.success(), "{deed}: {done:?}");
}

#[test]
fn any_deed_of_another_program_is_found_at_its_place() {
    let original = tempfile::tempdir().expect("a folder");
    drop(filled(original.path()));
    for (deed, want) in DEEDS {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("yidan.db");
        std::fs::copy(original.path().join("yidan.db"), &file).expect("copies");
        if cfg!(target_os = "linux") {
            with_sqlite3(&file, deed);
        } else {
            Connection::open(&file).expect("opens").execute_batch(deed).expect(deed);
        }
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
fn every_day_keeps_its_head() {
    let store = Store::open_memory().expect("opens");
    let note = |at_ms: i64| NewEvent { at_ms, actor: "店主".to_owned(), kind: "note".to_owned(), ..NewEvent::default() };
    let day = |n: i64| NOW + n * made_up::DAY_MS;
    // The last but one: a clock that was set back for a while.
    for days in [vec![0, 0], vec![0, 1], vec![1], vec![3], vec![2], vec![3, 3]] {
        let events: Vec<NewEvent> = days.into_iter().map(|n| note(day(n))).collect();
        store.write(|w| w.append_events(0, &events)).expect("appends");
    }
    let heads = store.read(|r| r.trail_days()).expect("reads");
    let first = heads[0].day;
    let told: Vec<(i64, i64)> = heads.iter().map(|h| (h.day - first, h.events)).collect();
    assert_eq!(told, [(0, 3), (1, 5), (2, 7), (3, 9)]);
    let all = store.read(|r| r.hashed_events(0, 100)).expect("reads");
    assert!(heads.iter().all(|h| all[h.events as usize - 1].hash == h.hash));
    let report = store.read(|r| r.verify_trail(|_, _| true)).expect("checks").expect("is not stopped");
    assert_eq!((report.ok, report.events), (true, 9));
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
