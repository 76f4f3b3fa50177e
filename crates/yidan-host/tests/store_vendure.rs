//! Our Vendure connector against a real store: nothing is missed while buyers buy, what we ship shows there, and lost replies ship nothing
//! twice. Run with `YIDAN_STORE_TESTS=1`; `cargo xtask test` installs the store.
#![allow(clippy::disallowed_methods)] // The store runs by the real clock, and so does what asks it.

mod http;
mod stores;

use http::Browser;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use stores::vendure::{self, Pay, Store, Truth};
use stores::wire::{Fate, Wire};
use yidan_platforms::channel::{Access, At, Channel, HeardOrder, Reply, Request, Shipment, ShippedParcel, Task, Trouble};

/// Why a task did not come to its end.
#[derive(Debug)]
enum Stopped {
    /// The reply never came.
    Lost,
    Trouble(Trouble),
}

impl From<Trouble> for Stopped {
    fn from(trouble: Trouble) -> Stopped {
        Stopped::Trouble(trouble)
    }
}

/// Our side: an address and a session, as the keyring would hold them.
struct Shop {
    access: Access,
}

#[derive(Default)]
struct Outcome {
    orders: Vec<HeardOrder>,
    gone: Vec<String>,
}

type Table = BTreeMap<String, HeardOrder>;

impl Shop {
    fn at(url: &str) -> Shop {
        let values = [("username", vendure::USER), ("password", vendure::PASSWORD)];
        let values = values.map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter().collect();
        let mut shop = Shop { access: Access { url: url.to_owned(), values } };
        shop.run(&Task::Refresh).expect("signed in");
        shop
    }

    fn run(&mut self, task: &Task) -> Result<Outcome, Stopped> {
        let (mut at, mut out) = (At::default(), Outcome::default());
        while let Some(request) = channel().ask(&self.access, task, &at, now_ms())? {
            let reply = send(&request).ok_or(Stopped::Lost)?;
            let heard = channel().hear(&self.access, task, &mut at, &reply)?;
            for (key, value) in heard.tokens.into_iter().flat_map(|t| t.values) {
                self.access.values.insert(key, value);
            }
            assert_eq!(heard.unreadable, vec![]);
            out.orders.extend(heard.orders);
            out.gone.extend(heard.gone);
        }
        Ok(out)
    }

    /// Takes what changed since `from_ms` into the table, as a sync does; where the next one begins.
    fn sync(&mut self, table: &mut Table, from_ms: i64) -> i64 {
        let to_ms = now_ms();
        let is_over = |o: &HeardOrder| matches!(o.draft.status_raw.as_deref(), Some("Delivered" | "Cancelled"));
        let open = table.values().filter(|o| !is_over(o)).map(|o| o.draft.order_no.clone()).collect();
        let task = Task::Changed { from_ms: from_ms - channel().about().walk.overlap_s * 1_000, to_ms, open };
        let out = self.run(&task).expect("a walk");
        assert_eq!(out.gone, Vec::<String>::new());
        table.extend(out.orders.into_iter().map(|o| (o.draft.order_no.clone(), o)));
        to_ms
    }

    fn ship(&mut self, code: &str, number: &str) -> Result<Outcome, Stopped> {
        let parcel = ShippedParcel { carrier: "顺丰".into(), number: number.into(), lines: vec![] };
        self.run(&Task::Ship(Shipment { order_no: code.into(), parcels: vec![parcel], is_all: true }))
    }
}

fn channel() -> &'static dyn Channel {
    yidan_platforms::find("vendure").and_then(|p| p.channel()).expect("Vendure has an interface")
}

fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis() as i64
}

/// Sends a request over loopback; `None` = the connection was cut.
fn send(request: &Request) -> Option<Reply> {
    let rest = request.url.strip_prefix("http://").expect("loopback");
    let (address, path) = rest.split_once('/').expect("a path");
    let headers: Vec<(&str, &str)> = request.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let reply = Browser::new(address).try_send(request.method.word(), &format!("/{path}"), &headers, &request.body)?;
    Some(Reply { status: reply.status, headers: reply.headers(), body: reply.body })
}

/// Our table in the store's own terms.
fn told(table: &Table) -> Vec<Truth> {
    let truth = |o: &HeardOrder| {
        let d = &o.draft;
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        let mut lines: Vec<_> = d.items.iter().map(|i| (text(&i.sub_no), text(&i.sku_code), i.qty.unwrap_or_default())).collect();
        // What was ordered stays with a cancelled order of ours; there it shrinks to nothing.
        if d.status_raw.as_deref() == Some("Cancelled") {
            lines.iter_mut().for_each(|l| l.2 = 0);
        }
        let mut trackings: Vec<_> = d.trackings.iter().flatten().map(|t| (text(&t.0), t.1.clone())).collect();
        lines.sort();
        trackings.sort_by(|a, b| a.1.cmp(&b.1));
        Truth {
            code: d.order_no.clone(),
            state: text(&d.status_raw),
            paid_fen: d.buyer_amount_fen.unwrap_or_default(),
            lines,
            trackings,
            refunded_fen: d.refund_fen.unwrap_or_default(),
            receiver_name: text(&d.receiver_name),
        }
    };
    table.values().map(truth).collect()
}

#[test]
fn nothing_is_missed_while_the_shop_is_busy() {
    if !vendure::is_wanted() {
        return;
    }
    let store = vendure::shared();
    let (mut shop, mut table, start_ms) = (Shop::at(&store.url), Table::new(), now_ms());
    // Somebody fills a cart before the first look and pays long after it.
    let late = store.cart(1, &[(1, 1)]);
    store.place(2, Pay::Settled);
    let mut next_ms = shop.sync(&mut table, start_ms - 3_600_000);
    let mut codes: Vec<String> = (3..9).map(|n| store.place(n, if n % 3 == 0 { Pay::Authorized } else { Pay::Settled })).collect();
    codes.push(store.pay(late, Pay::Settled));
    let declined = store.cart(9, &[(2, 1)]);
    store.pay(declined, Pay::Declined);
    next_ms = shop.sync(&mut table, next_ms);
    busy(&store, &codes);
    next_ms = shop.sync(&mut table, next_ms);
    for n in 10..14 {
        store.place(n, Pay::Settled);
    }
    store.deliver(&codes[0]);
    shop.sync(&mut table, next_ms);
    assert!(codes.iter().all(|c| table.contains_key(c)));
    assert_eq!(told(&table), store.truth());
}

/// Shipping by another hand, a cancellation, refunds, a late capture: none of these moves the time of change but the cancellation.
fn busy(store: &Store, codes: &[String]) {
    store.settle(&codes[0]);
    store.ship_by_other_hand(&codes[0], "中通", "78000000000001");
    store.ship_first_line(&codes[1], "圆通", "YT8800000000001");
    store.cancel(&codes[2]);
    store.refund(&codes[4], 500, true);
    store.refund(&codes[5], 300, false);
}

#[test]
fn a_page_is_as_long_as_the_store_allows() {
    if !vendure::is_wanted() {
        return;
    }
    let store = vendure::shared();
    let codes: Vec<String> = (100..225).map(|n| store.place(n, Pay::Settled)).collect();
    let (mut shop, mut table) = (Shop::at(&store.url), Table::new());
    shop.sync(&mut table, now_ms() - 3_600_000);
    assert!(codes.iter().all(|c| table.contains_key(c)));
    assert_eq!(told(&table), store.truth());
    let asked = shop.run(&Task::Orders { numbers: codes.iter().cloned().chain(["NOBODY".to_owned()]).collect() }).expect("asked");
    assert_eq!((asked.orders.len(), asked.gone), (125, vec!["NOBODY".to_owned()]));
}

#[test]
fn what_we_ship_shows_there_once() {
    if !vendure::is_wanted() {
        return;
    }
    let store = vendure::shared();
    let code = store.place(300, Pay::Settled);
    let mut shop = Shop::at(&store.url);
    shop.ship(&code, "SF0000000000300").expect("shipped");
    shop.ship(&code, "SF0000000000300").expect("shipped before");
    assert_eq!(store.fulfillments(&code), [("SF0000000000300".to_owned(), "Shipped".to_owned())]);
    let order = shop.run(&Task::Orders { numbers: vec![code.clone()] }).expect("asked").orders.remove(0);
    assert_eq!((order.draft.status_raw.as_deref(), order.draft.trackings.map(|t| t.len())), (Some("Shipped"), Some(1)));
    assert!(matches!(shop.ship(&code, "SF0000000000301"), Err(Stopped::Trouble(Trouble::Already { .. }))));

    let (parts, cancelled) = (store.place(302, Pay::Settled), store.place(303, Pay::Settled));
    let lines = shop.run(&Task::Orders { numbers: vec![parts.clone()] }).expect("asked").orders.remove(0).draft.items;
    let parcel = |i: usize, number: &str| ShippedParcel {
        carrier: "中通".into(),
        number: number.into(),
        lines: vec![(lines[i].sub_no.clone().expect("a line"), lines[i].qty.expect("pieces"))],
    };
    let parcels = vec![parcel(0, "78000000000302"), parcel(1, "78000000000303")];
    shop.run(&Task::Ship(Shipment { order_no: parts.clone(), parcels, is_all: true })).expect("shipped in parts");
    let both = ["78000000000302", "78000000000303"].map(|n| (n.to_owned(), "Shipped".to_owned()));
    assert_eq!(store.fulfillments(&parts), both);
    store.cancel(&cancelled);
    assert!(matches!(shop.ship(&cancelled, "SF0000000000304"), Err(Stopped::Trouble(Trouble::Refused { .. }))));
    assert_eq!(store.fulfillments(&cancelled), []);
}

#[test]
fn lost_replies_ship_nothing_twice() {
    if !vendure::is_wanted() {
        return;
    }
    let store = vendure::shared();
    for (n, cut) in [(400, "addFulfillmentToOrder"), (401, "transitionFulfillmentToState")] {
        for (m, fate) in [(0, Fate::CutAfter), (10, Fate::CutBefore), (20, Fate::Answer(502, "<html>Bad Gateway</html>".to_owned()))] {
            let (code, number) = (store.place(n + m, Pay::Settled), format!("SF0000000000{}", n + m));
            let once = AtomicBool::new(true);
            let wire =
                Wire::to(
                    &store.url,
                    move |request, _| {
                        if request.contains(cut) && once.swap(false, Ordering::SeqCst) { fate.clone() } else { Fate::Pass }
                    },
                );
            let mut shop = Shop::at(&wire.url);
            assert!(shop.ship(&code, &number).is_err(), "{cut} was cut");
            // What has not left must not look as if it had.
            let read = shop.run(&Task::Orders { numbers: vec![code.clone()] }).expect("asked").orders.remove(0);
            let has_left = store.fulfillments(&code).iter().any(|(_, state)| state == "Shipped");
            assert_eq!(read.draft.trackings.map(|t| t.len()), Some(usize::from(has_left)), "{cut}");
            shop.ship(&code, &number).expect("shipped at last");
            assert_eq!(store.fulfillments(&code), [(number, "Shipped".to_owned())], "{cut}");
        }
    }
}

#[test]
fn a_lost_session_is_made_anew() {
    if !vendure::is_wanted() {
        return;
    }
    let store = vendure::shared();
    let mut shop = Shop::at(&store.url);
    shop.run(&Task::Test).expect("signed in");
    shop.access.values.insert("access_token".into(), "thrown-away".into());
    assert!(matches!(shop.run(&Task::Test), Err(Stopped::Trouble(Trouble::Authorize { .. }))));
    shop.run(&Task::Refresh).expect("signed in anew");
    shop.run(&Task::Test).expect("as before");
    shop.access.values.insert("password".into(), "wrong".into());
    assert!(matches!(shop.run(&Task::Refresh), Err(Stopped::Trouble(Trouble::Setup { .. }))));
}

#[test]
fn a_key_is_enough() {
    if !vendure::is_wanted() {
        return;
    }
    let store = vendure::shared();
    let mut access = Access { url: store.url.clone(), values: BTreeMap::from([("api_key".to_owned(), store.api_key())]) };
    let mut shop = Shop { access: access.clone() };
    shop.run(&Task::Refresh).expect("nothing to make anew");
    shop.run(&Task::Test).expect("let in");
    access.values.insert("api_key".into(), "nobody:0123".into());
    assert!(matches!(Shop { access }.run(&Task::Test), Err(Stopped::Trouble(Trouble::Setup { .. }))));
}

#[test]
fn stock_is_set_by_the_merchants_code() {
    if !vendure::is_wanted() {
        return;
    }
    let store = vendure::shared();
    let mut shop = Shop::at(&store.url);
    let goods = BTreeMap::from([("sku_code".to_owned(), "CUSHION".to_owned())]);
    shop.run(&Task::Stock { goods: goods.clone(), pieces: 7_777 }).expect("set");
    assert_eq!(store.pieces("CUSHION"), 7_777);
    let unknown = BTreeMap::from([("sku_code".to_owned(), "NOTHING".to_owned())]);
    assert!(matches!(shop.run(&Task::Stock { goods: unknown, pieces: 1 }), Err(Stopped::Trouble(Trouble::Refused { .. }))));
}
