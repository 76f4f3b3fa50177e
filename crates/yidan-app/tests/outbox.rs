//! What a person does about news that a platform did not take, how often a shop is visited, and pieces for sale.

mod douyin;
mod world;

use douyin::*;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use world::World;

/// A desk with `n` orders shipped here, refused there: their refunds came meanwhile. Answers with their numbers.
fn refused(n: usize) -> (World, Arc<Mutex<Platform>>, Vec<String>) {
    let (world, platform) = connected(n as i64 + 1, 4);
    run(&world);
    let numbers: Vec<String> = there(&platform).orders.keys().skip(1).cloned().collect();
    for (at, no) in numbers.iter().enumerate() {
        let fields = json!({ "trackings": [["中通快递", format!("7310000000{at:04}")]] });
        world.ok("orders.apply", json!({ "no": no, "event": "ship", "fields": fields }));
        there(&platform).touch(no, |o| o.refunding = true);
    }
    world.pass(2);
    run(&world);
    assert_eq!(open(&world).len(), n);
    assert!(open(&world).iter().all(|m| m["state"] == "refused" && m["text"].as_str().is_some_and(|t| !t.is_empty())));
    (world, platform, numbers)
}

fn open(world: &World) -> Vec<Value> {
    world.ok("outbox.list", json!({}))["messages"].as_array().cloned().unwrap_or_default()
}

fn message(world: &World, no: &str) -> Value {
    open(world).into_iter().find(|m| m["order_no"] == no).expect("a message")["id"].clone()
}

fn order(world: &World, no: &str) -> Value {
    world.ok("orders.show", json!({ "no": no }))
}

#[test]
fn a_refused_parcel_has_its_tab_and_three_ways_out() {
    let (world, platform, numbers) = refused(3);
    let tabs = || world.ok("orders.tabs", json!({}))["counts"]["send_failed"].clone();
    assert_eq!(tabs(), 3);

    // 申明发货: told there by hand.
    let declared = world.ok("outbox.declare", json!({ "ids": [message(&world, &numbers[0])], "note": "后台手动发的" }));
    assert_eq!((&declared["done"], tabs()), (&json!(1), json!(2)));
    assert_eq!((&order(&world, &numbers[0])["exception"], &order(&world, &numbers[0])["state"]), (&json!(false), &json!("shipped")));
    assert!(world.call("outbox.declare", json!({ "ids": [9_999] })).is_err());

    // 更换运单号: the refund is off, the parcel goes with another number.
    there(&platform).touch(&numbers[1], |o| o.refunding = false);
    let id = message(&world, &numbers[1]);
    world.ok("outbox.renumber", json!({ "id": id, "number": "73100000009999" }));
    assert_eq!(tabs(), 1);
    world.pass(2);
    run(&world);
    assert_eq!(there(&platform).orders[&numbers[1]].waybill.as_deref(), Some("73100000009999"));
    assert_eq!(order(&world, &numbers[1])["trackings"], json!([["中通快递", "73100000009999"]]));

    // 打回: back to the desk, and nothing more is told; a parcel of which the platform knows does not come back.
    let back = |no: &str| world.ok("orders.step", json!({ "selection": { "ids": [order(&world, no)["id"]] }, "event": "send_back" }));
    let no = &numbers[2];
    assert_eq!(back(no)["done"], 1);
    assert_eq!((&order(&world, no)["state"], &order(&world, no)["exception"]), (&json!("to_review"), &json!(false)));
    assert_eq!((open(&world), tabs()), (Vec::new(), json!(0)));
    assert_eq!(back(&numbers[1])["refused"][0]["reason"], "not_from_here");
    // The refund is withdrawn: it leaves once more with the same number, and this time the platform hears of it.
    there(&platform).touch(no, |o| o.refunding = false);
    world.pass(2);
    run(&world);
    world.ok("orders.apply", json!({ "no": no, "event": "accept" }));
    world.ok("orders.apply", json!({ "no": no, "event": "ship" }));
    world.pass(2);
    run(&world);
    assert_eq!(there(&platform).orders[no].waybill.as_deref(), Some("73100000000002"));
    assert_eq!((there(&platform).sent_again, open(&world)), (0, Vec::new()));
}

#[test]
fn the_last_word_on_stock_is_what_the_platform_hears() {
    let (world, platform) = connected(1, 5);
    let set = |pieces: i64| {
        let goods = json!({ "product_id": "88", "sku_code": "CUP-1" });
        world.call("outbox.stock", json!({ "shop": "一号店", "goods": goods, "pieces": pieces }))
    };
    assert!(set(-1).is_err());
    assert!(world.call("outbox.stock", json!({ "shop": "一号店", "goods": { "sku_code": "CUP-1" }, "pieces": 1 })).is_err());
    assert!(set(7).is_ok() && set(3).is_ok());
    assert_eq!(open(&world).len(), 1);
    // The answer is lost: told once more, and that changes nothing.
    there(&platform).weather.lost_after = 1;
    run(&world);
    there(&platform).weather = Weather::default();
    world.pass(10);
    run(&world);
    assert_eq!((there(&platform).stock.get("CUP-1"), open(&world)), (Some(&3), Vec::new()));
}

#[test]
fn a_shop_is_visited_as_often_as_its_owner_says() {
    let (world, _platform) = connected(1, 6);
    let every = |minutes: i64| world.call("shops.pause", json!({ "name": "一号店", "every_minutes": minutes }));
    let next_in = || {
        world.app.visit_shop(1, &|| false).expect("a visit");
        let due_in = (0..200).find(|_| {
            world.pass(1);
            !world.app.shops_due().expect("due").is_empty()
        });
        due_in.expect("it is due some time") + 1
    };
    assert_eq!(next_in(), 5);
    assert!(every(60).is_ok());
    assert_eq!(next_in(), 60);
    assert!(every(0).is_ok());
    assert_eq!(next_in(), 5);
    assert!(every(1_441).is_err() && every(-1).is_err());
    assert_eq!(world.ok("sync.status", json!({}))["links"][0]["visited_every_minutes"], 5);
}

#[test]
fn several_parcels_of_one_order_say_what_is_in_each() {
    let (world, platform) = connected(2, 10);
    run(&world);
    let no = there(&platform).orders.keys().nth(1).cloned().expect("an order");
    world.ok("parcels.split", json!({ "no": no, "takes": [[{ "order_id": order(&world, &no)["id"], "line": 0, "qty": 1 }]] }));
    let fields = json!({ "trackings": [["中通快递", "73100000000001"], ["中通快递", "73100000000002"]] });
    world.ok("orders.apply", json!({ "no": no, "event": "ship", "fields": fields }));
    world.pass(2);
    run(&world);
    assert_eq!(open(&world), Vec::<Value>::new());
    let line = |pieces: i64| json!([{ "shipped_order_id": format!("{no}1"), "shipped_num": pieces }]);
    assert_eq!(there(&platform).packs, vec![vec![line(2), line(1)]]);
}
