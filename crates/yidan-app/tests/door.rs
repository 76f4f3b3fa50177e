//! The door for programs of one's own: who is let in, what a request brings, and that the key is told once and never again.

mod world;

use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use world::{NOW_MS, World};
use yidan_app::error::{Code, Failure};
use yidan_app::intake::{Knock, ReceiveReply, receive};
use yidan_platforms::sign::digest::{hmac_sha256, lower};

/// Keys of two shops, as the owner gets them. The randomness of the test gives everybody the same.
const KEY: &str = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";
const OTHER: &str = "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf";

struct Shop {
    world: World,
}

impl Shop {
    /// Two open doors, each with a key of its own.
    fn new() -> Shop {
        let world = World::new();
        for (name, key) in [("自营小店", KEY), ("另一家", OTHER)] {
            let id = world.ok("intake.open", json!({ "name": name }))["shop_id"].as_i64().expect("a shop");
            world.desk.secrets.lock().unwrap().insert(format!("intake/{id}"), key.to_owned());
        }
        Shop { world }
    }

    fn now_s(&self) -> i64 {
        self.world.clock.load(Ordering::SeqCst) / 1_000
    }

    fn knock(&self, shop: &str, key: &str, at_s: i64, body: &[u8]) -> Result<ReceiveReply, Failure> {
        let timestamp = at_s.to_string();
        let signature = signed(key, &timestamp, body);
        receive(&self.world.app, &Knock { shop, timestamp: &timestamp, signature: &signature }, body)
    }

    fn send(&self, orders: &Value) -> ReceiveReply {
        let body = json!({ "orders": orders, "sent_by": "till 3" }).to_string();
        self.knock("自营小店", KEY, self.now_s(), body.as_bytes()).expect("is let in")
    }

    fn orders(&self) -> i64 {
        self.world.ok("orders.list", json!({}))["total"].as_i64().expect("a total")
    }

    fn trail(&self) -> String {
        let job = self.world.job("trail.export", json!({}));
        let file = serde_json::from_value(job.result.expect("a result")["file"].clone()).expect("a file");
        String::from_utf8(self.world.bytes(&file)).expect("text")
    }
}

fn signed(key: &str, timestamp: &str, body: &[u8]) -> String {
    let key: Vec<u8> = (0..32).map(|i| u8::from_str_radix(&key[i * 2..i * 2 + 2], 16).expect("hex")).collect();
    lower(&hmac_sha256(&key, &[timestamp.as_bytes(), b".", body].concat()))
}

fn order(no: &str) -> Value {
    json!({
        "order_no": no, "status": "to_ship", "status_raw": "paid", "created_at": "2026-11-22 09:00:00", "paid_at": "2026-11-22 09:01:00",
        "buyer_amount_fen": 9900, "receiver_name": "张三", "receiver_phone": "19900001234", "receiver_province": "浙江省",
        "receiver_city": "杭州市", "receiver_district": "西湖区", "receiver_address": "样例路8号", "till": 3,
        "items": [{ "title": "棉布袋", "sku_code": "BAG-1", "qty": 2, "amount_fen": 9900, "shelf": "A7" }],
    })
}

#[test]
fn a_signed_order_is_in_the_list_and_the_same_again_changes_nothing() {
    let shop = Shop::new();
    let body = json!({ "orders": [order("S-1"), order("S-2")] }).to_string();
    let at = shop.now_s();
    let reply = json!(shop.knock("%E8%87%AA%E8%90%A5%E5%B0%8F%E5%BA%97", KEY, at, body.as_bytes()).expect("is let in"));
    assert_eq!(reply["orders"], json!([{ "order_no": "S-1", "result": "new" }, { "order_no": "S-2", "result": "new" }]));
    let list = shop.world.ok("orders.list", json!({}));
    assert_eq!(list["total"], 2);
    assert_eq!((&list["orders"][0]["shop"], &list["orders"][0]["receiver_city"]), (&json!("自营小店"), &json!("杭州市")), "{list}");

    let before = shop.trail().lines().filter(|l| l.contains("\"order_no\":\"S-")).count();
    for _ in 0..3 {
        let again = shop.knock("自营小店", KEY, at, body.as_bytes()).expect("is let in");
        assert_eq!((again.new, again.updated, again.unchanged, again.rejected), (0, 0, 2, 0));
    }
    assert_eq!(shop.orders(), 2);
    assert_eq!(shop.trail().lines().filter(|l| l.contains("\"order_no\":\"S-")).count(), before);
    let doors = shop.world.ok("intake.list", json!({}));
    assert_eq!((&doors["doors"][0]["orders"], &doors["doors"][1]["orders"], &doors["refused"]), (&json!(2), &json!(0), &json!(0)));
    assert!(doors["doors"][0]["last_at"].is_string() && doors["doors"][1]["last_at"].is_null(), "{doors}");
}

/// What is wrong, then shop, moment, signature and body of a request, and the reason it is refused for.
type Case<'a> = (&'a str, &'a str, &'a str, &'a str, &'a [u8], &'a str);

#[test]
fn nobody_else_is_let_in() {
    let shop = Shop::new();
    let body = json!({ "orders": [order("S-1")] }).to_string();
    let body = body.as_bytes();
    let at = shop.now_s();
    let time = at.to_string();
    let good = signed(KEY, &time, body);
    let mut changed = body.to_vec();
    let last = changed.len() - 3;
    changed[last] ^= 1;
    let late = (at - 310).to_string();
    let early = (at + 310).to_string();
    let plus = format!("+{time}");
    let cases: &[Case<'_>] = &[
        ("no signature", "自营小店", &time, "", body, "signature"),
        ("nothing at all", "", "", "", body, "signature"),
        ("another key", "自营小店", &time, &signed(OTHER, &time, body), body, "signature"),
        ("another shop", "另一家", &time, &good, body, "signature"),
        ("an unknown shop", "没有这家", &time, &good, body, "signature"),
        ("one byte changed", "自营小店", &time, &good, &changed, "signature"),
        ("another moment", "自营小店", &(at + 1).to_string(), &good, body, "signature"),
        ("a second spelling of the moment", "自营小店", &plus, &signed(KEY, &plus, body), body, "signature"),
        ("half a signature", "自营小店", &time, &good[..32], body, "signature"),
        ("not hexadecimal", "自营小店", &time, &good.replace(['0', '1', '2', '3'], "x"), body, "signature"),
        ("too late", "自营小店", &late, &signed(KEY, &late, body), body, "time"),
        ("too early", "自营小店", &early, &signed(KEY, &early, body), body, "time"),
        ("too late and wrong", "自营小店", &late, &good, body, "signature"),
    ];
    for (what, name, timestamp, signature, body, reason) in cases {
        let failure = receive(&shop.world.app, &Knock { shop: name, timestamp, signature }, body).expect_err(what);
        assert_eq!((failure.code, failure.facts["reason"].as_str()), (Code::BadSignature, *reason), "{what}");
        assert!(!failure.message.is_empty());
    }
    assert_eq!(shop.orders(), 0);
    assert_eq!(shop.world.ok("intake.list", json!({}))["refused"], cases.len());
    // All within a minute: one entry, whatever was knocked.
    let entries = |shop: &Shop| shop.trail().lines().filter(|l| l.contains("intake_refused")).count();
    assert_eq!(entries(&shop), 1);
    shop.world.pass(2);
    let _ = receive(&shop.world.app, &Knock::default(), body);
    assert_eq!(entries(&shop), 2);
    assert!(shop.trail().contains(&format!("\\\"count\\\":{}", cases.len())), "those between are counted");
    // Within the minutes that clocks may differ, both ways.
    for at in [shop.now_s() - 290, shop.now_s() + 290] {
        shop.knock("自营小店", &KEY.to_uppercase(), at, body).expect("is let in");
    }
}

#[test]
fn a_bad_order_is_named_and_the_others_come_in() {
    let shop = Shop::new();
    let with = |no: &str, change: Value| {
        let mut order = order(no);
        order.as_object_mut().expect("an order").extend(change.as_object().expect("a change").clone());
        order
    };
    let bad = [
        (with("", json!({})), "order_no"),
        (with(" S", json!({})), "order_no"),
        (with(&"9".repeat(101), json!({})), "order_no"),
        (json!({ "status": "to_ship" }), "order_no"),
        (json!("S-9"), "invalid type"),
        (with("S-3", json!({ "status": "paid" })), "paid"),
        (with("S-3", json!({ "paid_at": "2026-02-30 10:00:00" })), "paid_at"),
        (with("S-3", json!({ "created_at": "yesterday" })), "created_at"),
        (with("S-3", json!({ "buyer_amount_fen": 99.5 })), "99.5"),
        (with("S-3", json!({ "buyer_amount_fen": i64::MAX })), "buyer_amount_fen"),
        (with("S-3", json!({ "items": [{ "qty": -1 }] })), "items[0]"),
        (with("S-3", json!({ "items": vec![json!({}); 501] })), "at most"),
        (with("S-3", json!({ "trackings": [["顺丰", " "]] })), "trackings"),
        (json!({ "order_no": "S-3", "refund_state": "full" }), "status"),
    ];
    let mut orders: Vec<Value> = bad.iter().map(|(order, _)| order.clone()).collect();
    orders.insert(0, order("S-1"));
    orders.push(order("S-2"));
    let reply = shop.send(&json!(orders));
    assert_eq!((reply.new, reply.rejected), (2, bad.len() as i64), "{reply:?}");
    for (answer, (order, reason)) in reply.orders[1..].iter().zip(&bad) {
        assert_eq!(answer.result, "rejected", "{order}");
        assert!(answer.reason.as_deref().is_some_and(|r| r.contains(reason)), "{answer:?}: {reason}");
    }
    assert_eq!(shop.orders(), 2);
    // A word that is not in the list of states comes as `status_raw` and never drops the order.
    let reply = shop.send(&json!([with("S-4", json!({ "status": null, "status_raw": "待确认X" }))]));
    assert_eq!(reply.new, 1);
}

#[test]
fn a_later_word_counts_and_an_older_one_takes_nothing_back() {
    let shop = Shop::new();
    let at = shop.now_s();
    let body = |refund: &str| json!({ "orders": [{ "order_no": "S-1", "status": "to_ship", "refund_state": refund }] }).to_string();
    let send = |at: i64, refund: &str| shop.knock("自营小店", KEY, at, body(refund).as_bytes()).expect("is let in");
    assert_eq!(send(at, "none").new, 1);
    assert_eq!(send(at + 5, "in_progress").updated, 1);
    assert_eq!(send(at, "none").updated, 0, "the first request, played back");
    assert_eq!(send(at + 6, "none").updated, 1, "the refund was withdrawn");
}

#[test]
fn too_much_and_no_json_store_nothing() {
    let shop = Shop::new();
    let at = shop.now_s();
    let many: Vec<Value> = (0..501).map(|n| order(&format!("S-{n}"))).collect();
    for (body, code) in [
        (json!({ "orders": many }).to_string(), Code::BadRequest),
        ("{".to_owned(), Code::BadRequest),
        ("[]".to_owned(), Code::BadRequest),
        (json!({ "orders": order("S-1") }).to_string(), Code::BadRequest),
        (" ".repeat(yidan_app::intake::BYTES + 1), Code::FileTooLarge),
    ] {
        assert_eq!(shop.knock("自营小店", KEY, at, body.as_bytes()).expect_err("refused").code, code);
    }
    assert_eq!(shop.orders(), 0);
    let doors = shop.world.ok("intake.list", json!({}));
    assert!(doors["doors"][0]["last_at"].is_null() && doors["refused"] == 0, "{doors}");
    assert_eq!(shop.send(&json!(many[..500])).new, 500);
    assert_eq!(shop.send(&json!([])), ReceiveReply::default());
}

#[test]
fn the_key_is_told_once() {
    let world = World::new();
    let opened = world.ok("intake.open", json!({ "name": " 自营小店 " }));
    let canary = opened["key"].as_str().expect("a key").to_owned();
    assert_eq!((canary.len(), opened["shop"].as_str()), (64, Some("自营小店")));
    let shop_id = opened["shop_id"].as_i64().expect("a shop");
    assert_eq!(world.desk.secrets.lock().unwrap().get(&format!("intake/{shop_id}")), Some(&canary));
    let reply: yidan_app::intake::OpenDoorReply = serde_json::from_value(opened).expect("a reply");
    let shop = Shop { world };
    shop.knock("自营小店", &canary, NOW_MS / 1_000, json!({ "orders": [order("S-1")] }).to_string().as_bytes()).expect("is let in");
    let wrong = receive(&shop.world.app, &Knock { shop: "自营小店", timestamp: "1", signature: &canary }, b"{}");
    let mut heard = vec![format!("{reply:?}"), format!("{wrong:?}"), shop.trail()];
    for (name, request) in [("intake.list", json!({})), ("shops.list", json!({})), ("orders.list", json!({})), ("doctor.check", json!({}))]
    {
        heard.push(shop.world.ok(name, request).to_string());
    }
    for text in &heard {
        assert!(!text.contains(&canary), "{text}");
    }
    for file in std::fs::read_dir(shop.world.folder.path()).expect("lists").flatten().filter(|f| f.path().is_file()) {
        let bytes = std::fs::read(file.path()).expect("reads");
        assert!(!bytes.windows(canary.len()).any(|w| w == canary.as_bytes()), "{:?}", file.path());
    }
}

#[test]
fn doors_open_anew_and_close() {
    let shop = Shop::new();
    let body = json!({ "orders": [order("S-1")] }).to_string();
    let knock = |shop: &Shop, key: &str| shop.knock("自营小店", key, shop.now_s(), body.as_bytes()).map(|r| r.new);
    assert_eq!(knock(&shop, KEY).expect("is let in"), 1);
    let fresh = shop.world.ok("intake.open", json!({ "name": "自营小店" }))["key"].as_str().expect("a key").to_owned();
    assert_eq!(knock(&shop, KEY).expect_err("the old key").code, Code::BadSignature);
    assert_eq!(knock(&shop, &fresh).expect("is let in"), 0);
    assert_eq!(shop.world.ok("intake.list", json!({}))["doors"][0]["orders"], 1, "the count goes on");

    // Another platform may have a shop of the same name.
    let taobao = shop.world.ok("intake.open", json!({ "name": "自营小店", "platform": "taobao" }));
    assert_eq!(shop.world.call("intake.close", json!({ "name": "自营小店" })).expect_err("which one").code, Code::BadRequest);
    shop.world.ok("intake.close", json!({ "name": "自营小店", "platform": "taobao" }));
    assert!(!shop.world.desk.secrets.lock().unwrap().contains_key(&format!("intake/{}", taobao["shop_id"])));
    assert_eq!(knock(&shop, &fresh).expect("is let in"), 0);

    shop.world.ok("intake.close", json!({ "name": "自营小店" }));
    assert_eq!(knock(&shop, &fresh).expect_err("closed").code, Code::BadSignature);
    assert_eq!(shop.world.desk.secrets.lock().unwrap().len(), 1);
    assert_eq!(shop.orders(), 1);
    for (name, request, code) in [
        ("intake.close", json!({ "name": "自营小店" }), Code::NotFound),
        ("intake.open", json!({ "name": "  " }), Code::BadRequest),
        ("intake.open", json!({ "name": "小店", "platform": "nowhere" }), Code::NotFound),
    ] {
        assert_eq!(shop.world.call(name, request).expect_err(name).code, code);
    }
}

#[test]
fn without_a_place_for_secrets_nothing_is_opened() {
    struct Nowhere;
    impl yidan_app::ports::Secrets for Nowhere {
        fn get(&self, _: &str) -> Result<Option<String>, yidan_app::ports::SecretError> {
            Err(yidan_app::ports::SecretError::Locked)
        }
        fn set(&self, _: &str, _: &str) -> Result<(), yidan_app::ports::SecretError> {
            Err(yidan_app::ports::SecretError::Locked)
        }
        fn remove(&self, _: &str) -> Result<(), yidan_app::ports::SecretError> {
            Ok(())
        }
        fn kind(&self) -> &'static str {
            "locked"
        }
    }
    let World { folder, clock, desk, app } = World::new();
    drop(app);
    let app = world::open_with(folder.path().to_path_buf(), &clock, &desk, Box::new(Nowhere)).expect("opens");
    let world = World { folder, clock, desk: Arc::clone(&desk), app };
    assert_eq!(world.call("intake.open", json!({ "name": "自营小店" })).expect_err("locked").code, Code::SecretsLocked);
    assert_eq!(world.ok("intake.list", json!({}))["doors"], json!([]));
    assert_eq!(world.ok("shops.list", json!({}))["shops"], json!([]));
}
