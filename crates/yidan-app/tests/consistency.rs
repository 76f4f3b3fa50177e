//! The report of consistency: what was lost is named by its order and taken in, at ten and every Monday, once.

mod douyin;
mod world;

use douyin::*;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use world::World;

const DAY_MS: i64 = 86_400_000;

/// Sets the clock to an hour of the day after the orders were made.
fn at_hour(world: &World, days: i64, hour: i64) {
    let day = (START_S * 1_000 + 8 * 3_600_000) / DAY_MS + days;
    world.clock.store(day * DAY_MS + (hour - 8) * 3_600_000, Ordering::SeqCst);
}

fn numbers(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// An order that the platform has and that no window ever told of: it was made before the windows began to be asked.
fn slip_in(platform: &std::sync::Mutex<Platform>, no: &str) {
    let mut platform = there(platform);
    let order = There { status: 2, created_s: START_S + 600, updated_s: START_S + 600, waybill: None, refunding: false };
    platform.orders.insert(no.to_owned(), order);
}

#[test]
fn an_order_that_was_lost_is_named_and_taken_in() {
    let (world, platform) = connected(5, 7);
    let changed = there(&platform).orders.keys().nth(2).cloned().expect("an order");
    there(&platform).orders.get_mut(&changed).expect("an order").status = 4;
    run(&world);
    assert_eq!(world.app.make_due_reports(&|| false).expect("none due"), 0, "the desk did not know the shop yesterday");
    world.pass(120);
    run(&world);
    // The platform keeps one to itself until its window is over, and another, done with here, is changed there without a word.
    slip_in(&platform, "6900000000099999999");
    there(&platform).orders.get_mut(&changed).expect("an order").status = 5;
    at_hour(&world, 1, 9);
    assert_eq!(world.app.make_due_reports(&|| false).expect("not yet"), 0);
    at_hour(&world, 1, 10);
    assert_eq!(world.app.make_due_reports(&|| false).expect("the day"), 1);
    assert_eq!(world.app.make_due_reports(&|| false).expect("once"), 0);

    let report = world.ok("consistency.show", json!({}));
    let shop = &report["shops"][0];
    assert_eq!((&shop["theirs"], &shop["ours"], &shop["arrival_bp"]), (&json!(6), &json!(5), &json!(8_333)), "{report}");
    assert_eq!((numbers(&shop["missing"]), &shop["fetched"]), (vec!["6900000000099999999"], &json!(1)), "{report}");
    assert_eq!(shop["different"], json!([{ "order_no": changed, "field": "status", "ours": "已取消", "theirs": "已完成" }]), "{report}");
    assert_eq!((&shop["extra"], &shop["trouble"]), (&json!([]), &Value::Null));
    assert_eq!(world.ok("orders.show", json!({ "no": "6900000000099999999" }))["state"], "to_print");
    assert_eq!(world.ok("orders.show", json!({ "no": changed }))["state"], "closed", "what is closed stays closed");
    let tasks = world.ok("home.board", json!({}))["to_do"].clone();
    let task = tasks.as_array().into_iter().flatten().find(|t| t["word"] == "consistency").cloned().expect("a task");
    assert_eq!(task["count"], 2, "{task}");
    assert_eq!(world.ok("orders.list", json!({ "filter": task["filter"] }))["orders"].as_array().map(Vec::len), Some(2));
    // Made once more by hand: nothing is missing any more, the one that came so late is counted, and what cannot be mended stays named.
    let made = world.job("consistency.make", json!({ "day": report["day"] }));
    assert_eq!(made.result.expect("a result")["differences"], 1);
    let again = world.ok("consistency.show", json!({ "day": report["day"] }));
    let shop = &again["shops"][0];
    assert_eq!((&shop["arrival_bp"], &shop["late"], &shop["ours"]), (&json!(10_000), &json!(1), &json!(6)), "{again}");
    assert_eq!((&shop["net"], &shop["net_fen"]), (&json!(4), &json!(4 * 1_990)), "one unpaid, one closed: {again}");
    let sheet = world.job("consistency.sheet", json!({}));
    assert_eq!(sheet.state, yidan_app::jobs::JobState::Done);
    assert!(sheet.file.is_some_and(|f| f.name.contains("一致性日报")));
    assert_eq!(world.ok("consistency.list", json!({}))["reports"].as_array().map(Vec::len), Some(1));
    assert!(world.call("consistency.make", json!({ "day": "2099-01-01" })).is_err());
    assert!(world.call("consistency.show", json!({ "day": "2020-01-01" })).is_err());
}

#[test]
fn an_order_that_only_we_know_and_a_platform_that_does_not_answer() {
    let (world, platform) = connected(3, 8);
    run(&world);
    let gone = there(&platform).orders.keys().nth(1).cloned().expect("an order");
    there(&platform).orders.remove(&gone);
    at_hour(&world, 1, 11);
    world.app.make_due_reports(&|| false).expect("made");
    let report = world.ok("consistency.show", json!({}));
    assert_eq!(numbers(&report["shops"][0]["extra"]), vec![gone.as_str()], "{report}");
    // Next day the platform is away: the report is made all the same and says so.
    there(&platform).weather.broken = 1;
    at_hour(&world, 2, 11);
    assert_eq!(world.app.make_due_reports(&|| false).expect("made"), 1);
    let report = world.ok("consistency.show", json!({}));
    assert_eq!(report["shops"][0]["theirs"], Value::Null, "{report}");
    assert!(report["shops"][0]["trouble"].as_str().is_some_and(|t| t.contains("不通")), "{report}");
    let head = &world.ok("consistency.list", json!({}))["reports"][0];
    assert_eq!((&head["not_asked"], &head["differences"]), (&json!(1), &json!(0)), "{head}");
}

#[test]
fn every_monday_everything_is_compared() {
    let (world, platform) = connected(4, 9);
    run(&world);
    world.pass(120);
    run(&world);
    slip_in(&platform, "6900000000099999999");
    let monday = (1..=7).find(|days| {
        at_hour(&world, *days, 10);
        world.app.make_due_reports(&|| false).expect("made") == 2
    });
    assert!(monday.is_some());
    let week = world.ok("consistency.show", json!({ "kind": "week" }));
    // The daily report of the first day has brought the lost one in already.
    assert_eq!((&week["shops"][0]["ours"], &week["shops"][0]["theirs"]), (&json!(5), &json!(5)), "{week}");
    assert_eq!(world.app.make_due_reports(&|| false).expect("once"), 0);
}
