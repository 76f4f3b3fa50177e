//! A desk connected to a real store, by the command line as a person would: buyers pay, cancel and are sent parcels by another hand
//! while the desk fetches; afterwards both tables are equal, and what left here shows there. Run with `YIDAN_STORE_TESTS=1`.
#![allow(clippy::disallowed_methods)] // The store runs by the real clock.

mod desk;
mod http;
mod stores;

use desk::Desk;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use stores::vendure::{self, Pay};
use stores::wire::{Fate, Wire};

/// A desk at a real store.
struct Shop(Desk);

impl Shop {
    fn connected(url: &str) -> Shop {
        let desk = Desk::new(&[vendure::PASSWORD]);
        let keys = json!({ "username": vendure::USER, "password": vendure::PASSWORD }).to_string();
        let (code, added) = desk.run(&["shops", "add", "vendure", "--name", "小店", "--url", url], &keys);
        assert_eq!((code, &added["missing"]), (0, &json!([])), "{added}");
        let tested = desk.ok(&["shops", "test", "小店"]);
        assert_eq!(tested["ok"], true, "{tested}");
        Shop(desk)
    }

    /// Our orders by number: the platform's word, what was paid, lines and waybills.
    fn table(&self) -> BTreeMap<String, (String, i64, i64, Vec<String>)> {
        let orders = self.0.orders("小店");
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let row = |o: &Value| {
            let pieces = o["items"].as_array().into_iter().flatten().filter_map(|i| i["qty"].as_i64()).sum();
            let waybills = o["trackings"].as_array().into_iter().flatten().map(|t| text(&t[1])).collect();
            (text(&o["order_no"]), (text(&o["status_raw"]), o["buyer_amount_fen"].as_i64().unwrap_or_default(), pieces, waybills))
        };
        orders.iter().map(row).collect()
    }
}

#[test]
fn our_table_equals_the_store_and_what_left_here_shows_there() {
    if !vendure::is_wanted() {
        return;
    }
    let store = vendure::shared();
    let shop = Shop::connected(&store.url);
    let desk = &shop.0;
    let late = store.cart(101, &[(1, 2)]);
    desk.ok(&["sync", "run"]);
    let (mut codes, ended) = (vec![store.pay(late, Pay::Settled)], AtomicBool::new(false));
    std::thread::scope(|scope| {
        let buying = scope.spawn(|| {
            let codes: Vec<String> = (102..126).map(|n| store.place(n, Pay::Settled)).collect();
            for (n, code) in codes.iter().enumerate() {
                match n % 4 {
                    0 => store.ship_by_other_hand(code, "顺丰", &format!("SF90000000{n:04}")),
                    1 => store.cancel(code),
                    _ => {}
                }
            }
            ended.store(true, Ordering::SeqCst);
            codes
        });
        while !ended.load(Ordering::SeqCst) {
            desk.ok(&["sync", "run"]);
        }
        codes.extend(buying.join().expect("bought"));
    });
    // What was paid stands still now; ours ship two of them.
    desk.ok(&["sync", "run"]);
    let ours: Vec<String> = codes.iter().skip(1).enumerate().filter(|(n, _)| n % 4 == 2).map(|(_, c)| c.clone()).take(2).collect();
    for (n, code) in ours.iter().enumerate() {
        let fields = json!({ "trackings": [["中通快递", format!("7319000000{n:04}")]] }).to_string();
        desk.ok(&["orders", "apply", code, "--event", "ship", "--fields", &fields]);
    }
    desk.ok(&["sync", "run"]);
    assert_eq!(desk.ok(&["outbox", "list"])["messages"], json!([]));
    for (n, code) in ours.iter().enumerate() {
        let there = store.fulfillments(code);
        assert_eq!(there.len(), 1, "{there:?}");
        assert!(there[0].0.contains(&format!("7319000000{n:04}")) || there[0].1.contains(&format!("7319000000{n:04}")), "{there:?}");
    }
    desk.ok(&["sync", "run"]);
    let table = shop.table();
    for truth in store.truth().iter().filter(|t| codes.contains(&t.code)) {
        let (state, paid, pieces, waybills) = table.get(&truth.code).unwrap_or_else(|| panic!("{} is missing", truth.code));
        let numbers: Vec<String> = truth.trackings.iter().map(|t| t.1.clone()).collect();
        assert_eq!((state, waybills), (&truth.state, &numbers), "{}", truth.code);
        if truth.state != "Cancelled" {
            let there: i64 = truth.lines.iter().map(|l| l.2).sum();
            assert_eq!((paid, pieces), (&truth.paid_fen, &there), "{}", truth.code);
        }
    }
    let compared = desk.ok(&["sync", "compare", "小店"]);
    assert_eq!((&compared["missing"], &compared["different"]), (&json!([]), &json!([])), "{compared}");
}

#[test]
fn a_reply_lost_on_the_way_ships_nothing_twice() {
    if !vendure::is_wanted() {
        return;
    }
    let store = vendure::shared();
    let code = store.place(140, Pay::Settled);
    // The second answer to a change of the order never comes, though the change was made.
    let wire = Wire::to(&store.url, |body, n| if body.contains("addFulfillmentToOrder") && n < 40 { Fate::CutAfter } else { Fate::Pass });
    let shop = Shop::connected(&wire.url);
    let desk = &shop.0;
    desk.ok(&["sync", "run"]);
    let fields = json!({ "trackings": [["中通快递", "73190000009999"]] }).to_string();
    desk.ok(&["orders", "apply", &code, "--event", "ship", "--fields", &fields]);
    desk.run(&["sync", "run"], "");
    let there = store.fulfillments(&code);
    assert_eq!(there.len(), 1, "{there:?}");
}
