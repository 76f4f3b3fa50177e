//! Orders in and out: what is written comes back, what changes is counted, what is refused leaves nothing.

// The method itself is not general enough over the life of a handle; the lint does not see that.
#![allow(clippy::redundant_closure_for_method_calls)]

mod made_up;

use made_up::{events, order, source_row};
use yidan_domain::order::{Marks, Order, State};
use yidan_domain::{Finding, Severity, Tracking};
use yidan_store::{Error, Filter, NewEvent, NewSourceFile, Result, Sort, Store, Writer};

const NOW: i64 = 1_795_000_000_000;

fn shop(store: &Store) -> i64 {
    store.write(|w| w.shop_id("taobao", "一号店", NOW)).expect("a shop can be made")
}

fn event(kind: &str, o: &Order) -> Vec<NewEvent> {
    vec![NewEvent { at_ms: NOW, actor: "小李".to_owned(), kind: kind.to_owned(), to: Some(o.state), ..NewEvent::default() }]
}

fn write<T>(store: &Store, work: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> T {
    store.write(work).expect("the transaction goes through")
}

#[test]
fn an_order_comes_back_as_it_was_written() {
    let store = Store::open_memory().expect("opens");
    let shop = shop(&store);
    for n in 0..200 {
        let mut o = order(n, 200, 30, NOW, shop, 7);
        if n % 5 == 0 {
            o.trackings = None;
            o.receiver = yidan_domain::order::Receiver::default();
        }
        o.edited = vec!["buyer_memo".to_owned(), "items".to_owned()];
        let first = events(&o, NOW);
        write(&store, |w| w.insert_order(&mut o, &first, &[]));
        assert_eq!(o.id >> 12, o.created_at_ms.map_or(0, |t| t / 1_000));
        let back = store.read(|r| r.find_order(shop, &o.order_no)).expect("reads");
        assert_eq!(back.as_ref(), Some(&o));
    }
}

#[test]
fn an_update_changes_what_differs_and_nothing_else() {
    let store = Store::open_memory().expect("opens");
    let shop = shop(&store);
    let mut o = order(1, 10, 30, NOW, shop, 7);
    let first = events(&o, NOW);
    write(&store, |w| w.insert_order(&mut o, &first, &[]));
    let steps: Vec<fn(&mut Order)> = vec![
        |o| o.state = State::Shipped,
        |o| o.trackings = Some(vec![Tracking(None, "SF1234567890".to_owned())]),
        |o| o.receiver.phone = Some("19900001234".to_owned()),
        |o| o.items.truncate(1),
        |o| o.items[0].qty = None,
        |o| o.marks = Marks { held: true, urgent: true, ..Marks::default() },
        |o| o.findings = vec![Finding::new("phone_short", Severity::Blocking).with("digits", "10")],
        |o| o.edited.push("seller_memo".to_owned()),
        |o| (o.flag, o.print_count, o.hold_reason) = (3, 2, Some("大学城".to_owned())),
        |o| (o.paid_at_ms, o.buyer_amount_fen, o.status, o.status_raw) = (None, None, None, Some("待确认X".to_owned())),
    ];
    for step in steps {
        let before = store.read(|r| r.show(o.id)).expect("reads");
        let mut after = before.clone();
        step(&mut after);
        write(&store, |w| w.update_order(&before, &after, &event("edited", &after), &[]));
        assert_eq!(store.read(|r| r.show(o.id)).expect("reads"), after);
    }
    assert_eq!(store.read(|r| r.events(o.id)).expect("reads").len(), 10 + events(&o, NOW).len());
}

#[test]
fn refusals_leave_nothing_behind() {
    let store = Store::open_memory().expect("opens");
    let shop = shop(&store);
    let mut o = order(1, 10, 30, NOW, shop, 7);
    let first = event("imported", &o);
    write(&store, |w| w.insert_order(&mut o, &first, &[]));
    let mut twin = o.clone();
    let again: Result<()> = store.write(|w| w.insert_order(&mut twin, &event("imported", &o), &[]));
    assert_eq!(again, Err(Error::DuplicateOrder { shop_id: shop, order_no: o.order_no.clone() }));
    let mut silent = order(2, 10, 30, NOW, shop, 7);
    let without: Result<()> = store.write(|w| w.insert_order(&mut silent, &[], &[]));
    assert_eq!(without, Err(Error::NoEvent { order_no: silent.order_no.clone() }));
    let mut wrong = order(3, 10, 30, NOW, shop, 7);
    let elsewhere = NewEvent { to: Some(State::Delivered), ..event("imported", &wrong)[0].clone() };
    let astray: Result<()> = store.write(|w| w.insert_order(&mut wrong, &[elsewhere], &[]));
    assert_eq!(astray, Err(Error::NoEvent { order_no: wrong.order_no.clone() }));
    let mut lost = order(3, 10, 30, NOW, 99, 7);
    let nowhere: Result<()> = store.write(|w| w.insert_order(&mut lost, &event("imported", &o), &[]));
    assert_eq!(nowhere, Err(Error::Unknown { table: "shop", id: 99 }));
    assert_eq!(store.read(|r| r.ids(&Filter::default(), Sort::Newest, 10)), Ok(vec![o.id]));
    assert_eq!(store.read(|r| r.event_count()), Ok(1));
}

#[test]
fn a_panic_rolls_the_transaction_back_and_the_store_goes_on() {
    let store = Store::open_memory().expect("opens");
    let shop = shop(&store);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _: Result<()> = store.write(|w| {
            let mut o = order(1, 10, 30, NOW, shop, 7);
            let first = event("imported", &o);
            w.insert_order(&mut o, &first, &[])?;
            panic!("in the middle");
        });
    }));
    assert!(panicked.is_err());
    let mut o = order(1, 10, 30, NOW, shop, 7);
    let first = event("imported", &o);
    write(&store, |w| w.insert_order(&mut o, &first, &[]));
    assert_eq!(store.read(|r| r.show(o.id)).map(|o| o.items.len()), Ok(o.items.len()));
    assert_eq!(store.read(|r| r.event_count()), Ok(1));
    assert_eq!(store.read(|r| r.total(&Filter::default())).map(|t| t.n), Ok(1));
}

#[test]
fn orders_of_one_second_get_ids_beside_each_other() {
    let store = Store::open_memory().expect("opens");
    let shop = shop(&store);
    let mut seen = std::collections::BTreeSet::new();
    let second = 1_778_342_400_000;
    write(&store, |w| {
        for n in 0..9_000 {
            let mut o = order(n, 10, 30, NOW, shop, 7);
            (o.created_at_ms, o.order_no) = (Some(second), format!("D{n}"));
            let first = event("imported", &o);
            w.insert_order(&mut o, &first, &[])?;
            assert!(seen.insert(o.id), "{}", o.id);
        }
        Ok(())
    });
    let first = (second / 1_000) << 12;
    assert!(seen.iter().all(|id| (first..first + 3 * 4_096 + 9_000).contains(id)));
}

#[test]
fn source_rows_stay_verbatim_and_known_files_are_recognised() {
    let store = Store::open_memory().expect("opens");
    let shop = shop(&store);
    let file = NewSourceFile {
        hash: [7; 32],
        shop_id: shop,
        name: "订单.csv".to_owned(),
        bytes: 120,
        platform: "taobao".to_owned(),
        kind: "orders".to_owned(),
        actor: "小李".to_owned(),
        at_ms: NOW,
    };
    let mut o = order(1, 10, 30, NOW, shop, 7);
    let (id, again) = write(&store, |w| {
        let id = w.add_source_file(&file)?;
        w.add_source_sheet(id, 0, None, &["订单编号".to_owned(), "标题".to_owned()])?;
        let row = source_row(&o, 3, id);
        let first = event("imported", &o);
        w.insert_order(&mut o, &first, std::slice::from_ref(&row))?;
        w.add_source_rows(o.id, &[row])?;
        Ok((id, w.add_source_file(&file)?))
    });
    assert_eq!(id, again);
    let rows = store.read(|r| r.rows_of(o.id)).expect("reads");
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].row, rows[0].cells[0].as_str(), rows[0].headings.len()), (5, o.order_no.as_str(), 2));
    assert_eq!(store.read(|r| r.source_file(&[7; 32], shop)).map(|f| f.map(|f| f.name)), Ok(Some("订单.csv".to_owned())));
    assert_eq!(store.read(|r| r.source_file(&[8; 32], shop)), Ok(None));
}

#[test]
fn likely_doubles_share_receiver_and_goods_within_a_window() {
    let store = Store::open_memory().expect("opens");
    let shop = shop(&store);
    let put = |change: fn(&mut Order), order_no: &str| {
        let mut o = order(5, 10, 30, NOW, shop, 7);
        o.items.truncate(1);
        o.order_no = order_no.to_owned();
        change(&mut o);
        let first = event("imported", &o);
        write(&store, |w| w.insert_order(&mut o, &first, &[]));
        o
    };
    let first = put(|_| {}, "A");
    let same = put(|o| o.created_at_ms = o.created_at_ms.map(|t| t + 3_000), "B");
    let spaced = put(|o| o.receiver.phone = o.receiver.phone.as_ref().map(|p| format!("{} {}", &p[..3], &p[3..])), "C");
    put(|o| o.created_at_ms = o.created_at_ms.map(|t| t + 900_000), "later");
    put(|o| o.items[0].qty = Some(9), "one more piece");
    put(|o| o.receiver.name = Some("别人".to_owned()), "another buyer");
    let mut want = vec![same.id, spaced.id];
    want.sort_unstable();
    assert_eq!(store.read(|r| r.twins(&first, 60_000)), Ok(want));
}
