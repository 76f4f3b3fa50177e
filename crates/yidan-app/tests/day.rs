//! A day at the desk, through the command table: demo orders, list, search, changes, undo, printing with good and bad queues.

mod world;

use serde_json::json;
use world::{World, counts};
use yidan_app::error::Code;
use yidan_app::jobs::JobState;
use yidan_app::ports::QueueState;

fn demo(w: &World, orders: u64) {
    let job = w.job("orders.demo", json!({"orders": orders, "seed": 7}));
    assert_eq!(job.state, JobState::Done, "{job:?}");
}

fn ids(w: &World, filter: serde_json::Value, limit: usize) -> Vec<i64> {
    let page = w.ok("orders.list", json!({"filter": filter, "limit": limit}));
    page["orders"].as_array().unwrap().iter().map(|o| o["id"].as_i64().unwrap()).collect()
}

#[test]
fn the_demo_is_the_same_twice_and_adds_up() {
    let (a, b) = (World::new(), World::new());
    demo(&a, 3_000);
    demo(&b, 3_000);
    let page = |w: &World| w.ok("orders.list", json!({"limit": 1000}));
    assert_eq!(page(&a), page(&b));
    let tabs = counts(&a.ok("orders.tabs", json!({})));
    assert_eq!(tabs["all"], 3_000);
    let by_state: i64 = [
        "unpaid",
        "to_review",
        "to_allocate",
        "to_print",
        "printed",
        "shipped",
        "collected",
        "in_transit",
        "delivered",
        "completed",
        "closed",
    ]
    .iter()
    .map(|s| tabs[*s])
    .sum();
    assert_eq!(by_state, 3_000);
    let board = a.ok("home.board", json!({}));
    let shops: i64 = board["shops"].as_array().unwrap().iter().map(|s| s["orders"].as_i64().unwrap()).sum();
    assert_eq!(shops, 3_000);
    for tile in board["stages"].as_array().unwrap().iter().chain(board["to_do"].as_array().unwrap()) {
        let list = a.ok("orders.snapshot", json!({"filter": tile["filter"]}));
        assert_eq!(tile["count"], list["total"], "{tile}");
    }
    assert_eq!(a.ok("trail.verify", json!({}))["ok"], true);
}

/// Of the ordinary orders that wait, so many in a hundred pass without a click.
const UNTOUCHED_PERCENT: usize = 80;

#[test]
fn the_demo_month_is_mostly_untouched() {
    let w = World::new();
    demo(&w, 6_000);
    let waiting = w.ok("orders.list", json!({"filter": {"states": ["to_review", "to_allocate", "to_print"]}, "limit": 1000}));
    let is_plain = |row: &&serde_json::Value| row["findings"].as_array().unwrap().iter().all(|f| f["severity"] == "info");
    let ordinary: Vec<_> = waiting["orders"].as_array().unwrap().iter().filter(is_plain).collect();
    let untouched = ordinary.iter().filter(|o| o["state"] == "to_print" && o["held"] == false && o["locked"] == false).count();
    assert!(ordinary.len() > 100, "{} orders", ordinary.len());
    assert!(untouched * 100 >= UNTOUCHED_PERCENT * ordinary.len(), "{untouched} of {} untouched", ordinary.len());
    // Whatever stopped of them was stopped by a rule that says so.
    for order in ordinary.iter().filter(|o| o["state"] == "to_review") {
        assert!(order["locked"] == true || order["hold_rules"] != json!([]), "{order}");
    }
}

#[test]
fn pages_snapshot_and_search_agree() {
    let w = World::new();
    demo(&w, 700);
    let frozen = w.ok("orders.snapshot", json!({}));
    assert_eq!(frozen["total"], 700);
    let rows = w.ok("orders.rows", json!({"mark": frozen["mark"], "from": 690, "count": 200, "mask": false}));
    assert_eq!(rows["rows"].as_array().unwrap().len(), 10);
    let mut seen = Vec::new();
    let mut after = serde_json::Value::Null;
    loop {
        let page = w.ok("orders.list", json!({"limit": 99, "after": after}));
        seen.extend(page["orders"].as_array().unwrap().iter().map(|o| o["order_no"].as_str().unwrap().to_owned()));
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!(seen.len(), 700);
    let last = &rows["rows"][9];
    assert_eq!(last["order_no"].as_str().unwrap(), seen[699]);
    let hit = w.ok("orders.find", json!({"text": last["order_no"]}));
    assert_eq!(hit["orders"][0]["id"], last["id"]);
    let nothing = w.ok("orders.find", json!({"text": "SF9999999999999 78999999999999"}));
    assert_eq!(nothing["missing"].as_array().unwrap().len(), 2);
}

#[test]
fn batch_changes_can_be_taken_back_and_leave_their_trail() {
    let w = World::new();
    demo(&w, 400);
    let chosen = ids(&w, json!({"states": ["to_print"]}), 5);
    let selection = json!({"ids": chosen});
    let held = w.ok("orders.hold", json!({"selection": selection, "reason": "等电话"}));
    assert_eq!(held["done"], 5);
    let story = w.ok("orders.show", json!({"id": chosen[0]}));
    assert_eq!((&story["held"], &story["next_step"]["action"]), (&json!(true), &json!("release")));
    let refused = w.call("orders.apply", json!({"no": story["order_no"], "event": "print"})).unwrap_err();
    assert_eq!((refused.code, refused.facts["reason"].as_str()), (Code::Refused, "held"));
    let back = w.ok("orders.back", json!({"undo": held["undo"]}));
    assert_eq!(back["done"], 5);
    assert_eq!(w.ok("orders.show", json!({"id": chosen[0]}))["held"], false);
    assert_eq!(w.call("orders.back", json!({"undo": held["undo"]})).unwrap_err().code, Code::NotFound);
    let flagged = w.ok("orders.flag", json!({"selection": selection, "flag": 3}));
    w.ok("orders.urgent", json!({"selection": {"ids": [chosen[0]]}, "urgent": true}));
    let back = w.ok("orders.back", json!({"undo": flagged["undo"]}));
    assert_eq!((back["done"].as_i64(), back["refused"][0]["reason"].as_str()), (Some(4), Some("changed_since")));
    let whats: Vec<String> = w.ok("orders.show", json!({"id": chosen[1]}))["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["what"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(whats, ["import", "accept", "allocate", "hold", "back", "flag", "back"]);
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
}

#[test]
fn an_edit_repairs_an_order_and_reveals_are_recorded() {
    let w = World::new();
    demo(&w, 2_000);
    let id = ids(&w, json!({"finding": "phone_length", "states": ["to_review"]}), 1)[0];
    let before = w.ok("orders.show", json!({"id": id, "mask": true}));
    assert!(before["receiver_phone"].as_str().unwrap().contains('*'));
    assert!(before["next_step"]["refusal"].as_str().unwrap().contains("手机号"));
    let refused = w.ok("orders.step", json!({"selection": {"ids": [id]}, "event": "accept"}));
    assert_eq!(refused["refused"][0]["reason"], "blocked");
    let row = w.ok("orders.edit", json!({"id": id, "fields": {"receiver_phone": "19900001234"}}));
    assert_eq!(row["findings"], json!([]));
    let moved = w.ok("orders.step", json!({"selection": {"ids": [id]}, "event": "accept"}));
    assert_eq!(moved["done"], 1);
    assert_eq!(w.ok("orders.show", json!({"id": id}))["state"], "to_print");
    assert_eq!(w.ok("orders.reveal", json!({"id": id}))["receiver"]["phone"], "19900001234");
    let story = w.ok("orders.show", json!({"id": id}));
    let last = story["events"].as_array().unwrap().last().unwrap();
    assert_eq!(last["what"], "reveal");
    let edit = story["events"].as_array().unwrap().iter().find(|e| e["what"] == "edit").unwrap();
    assert!(!edit["text"].as_str().unwrap().contains("19900"), "no number in the trail: {edit}");
    assert_eq!(w.call("orders.edit", json!({"id": id, "fields": {"state": "shipped"}})).unwrap_err().code, Code::BadRequest);
    assert_eq!(w.call("orders.edit", json!({"id": id, "fields": {"refund_state": "full"}})).unwrap_err().code, Code::BadRequest);
    w.ok("orders.edit", json!({"id": id, "fields": {"refund_state": "none"}}));
}

#[test]
fn paper_decides_what_is_printed() {
    let w = World::new();
    demo(&w, 400);
    let chosen = ids(&w, json!({"states": ["to_print"]}), 4);
    *w.desk.script.lock().unwrap() =
        vec![QueueState::Done, QueueState::Failed("media-empty".into()), QueueState::Unknown, QueueState::Done];
    let job = w.job("labels.print", json!({"selection": {"ids": chosen}, "printer": "标签机"}));
    let result = job.result.unwrap();
    assert_eq!(job.state, JobState::Partly);
    assert_eq!((result["printed"].as_i64(), result["failed"].as_i64(), result["unknown"].as_i64()), (Some(2), Some(1), Some(1)));
    let states: Vec<_> = chosen.iter().map(|id| w.ok("orders.show", json!({"id": id}))["state"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states, ["printed", "to_print", "to_print", "printed"]);
    assert!(w.desk.jobs.lock().unwrap().iter().all(|(title, pdf, _)| title.starts_with("B0001-") && pdf.starts_with(b"%PDF")));
    let again = w.call("labels.print", json!({"selection": {"ids": chosen}, "printer": "标签机"})).unwrap_err();
    assert_eq!((again.code, again.facts["count"].as_str()), (Code::AlreadyPrinted, "2"));
    *w.desk.script.lock().unwrap() = vec![QueueState::Done];
    let job = w.job("labels.print", json!({"selection": {"ids": chosen}, "printer": "标签机", "reprint": true}));
    assert_eq!(job.state, JobState::Done, "{job:?}");
    let prints = w.ok("orders.show", json!({"id": chosen[0]}))["prints"].clone();
    assert_eq!((prints[1]["reprint"].as_i64(), prints[1]["state"].as_str()), (Some(1), Some("printed")));
    assert_eq!(w.call("labels.print", json!({"selection": {"ids": chosen}, "printer": "没有"})).unwrap_err().code, Code::PrinterMissing);
}

#[test]
fn a_busy_printer_is_waited_for() {
    let w = World::new();
    demo(&w, 400);
    let chosen = ids(&w, json!({"states": ["to_print"]}), 4);
    *w.desk.busy.lock().unwrap() = 3;
    let job = w.job("labels.print", json!({"selection": {"ids": chosen}, "printer": "标签机"}));
    assert_eq!((job.state, job.result.unwrap()["printed"].as_i64()), (JobState::Done, Some(4)));
    *w.desk.busy.lock().unwrap() = usize::MAX;
    let job = w.job("labels.print", json!({"selection": {"ids": chosen}, "printer": "标签机", "reprint": true}));
    assert_eq!((job.state, job.result.unwrap()["printed"].as_i64()), (JobState::Partly, Some(0)), "not for ever");
}

#[test]
fn a_silent_printer_gives_its_labels_back() {
    let w = World::new();
    demo(&w, 400);
    let chosen = ids(&w, json!({"states": ["to_print"]}), 6);
    *w.desk.script.lock().unwrap() = vec![QueueState::Done, QueueState::Waiting("printer-stopped".into())];
    let job = w.job("labels.print", json!({"selection": {"ids": chosen}, "printer": "标签机"}));
    let result = job.result.unwrap();
    assert_eq!(result["printed"], 1);
    assert_eq!(result["failed"], 3, "three were in the queue and were taken back");
    assert_eq!(w.desk.cancelled.lock().unwrap().len(), 3);
    let states: Vec<&str> = result["labels"].as_array().unwrap().iter().map(|l| l["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["printed", "failed", "failed", "failed", "cancelled", "cancelled"]);
    assert_eq!(counts(&w.ok("orders.tabs", json!({})))["printed"], 1);
}

#[test]
fn pdf_draws_but_does_not_print() {
    let w = World::new();
    demo(&w, 300);
    let chosen = ids(&w, json!({"states": ["to_print"]}), 3);
    let closed = ids(&w, json!({"states": ["closed"]}), 1);
    let all: Vec<i64> = chosen.iter().chain(&closed).copied().collect();
    for template in ["own-76x130", "own-100x150", "slip-a4", "pick-a4"] {
        let job = w.job("labels.pdf", json!({"selection": {"ids": all}, "template": template}));
        let result = job.result.clone().unwrap();
        assert_eq!((result["labels"].as_i64(), result["skipped"].as_array().unwrap().len()), (Some(3), 1), "{template}");
        assert!(w.bytes(&job.file.unwrap()).starts_with(b"%PDF"));
    }
    assert_eq!(w.ok("orders.show", json!({"id": chosen[0]}))["state"], "to_print");
}

#[test]
fn backup_and_restore_bring_the_orders_back() {
    let w = World::new();
    demo(&w, 200);
    let made = w.ok("backup.now", json!({}));
    let id = ids(&w, json!({}), 1)[0];
    w.ok("orders.flag", json!({"selection": {"ids": [id]}, "flag": 1}));
    w.ok("backup.restore", json!({"name": made["name"]}));
    assert_eq!(w.ok("orders.show", json!({"id": id}))["flag"], 0);
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
    assert_eq!(w.call("backup.restore", json!({"name": "../../etc/passwd"})).unwrap_err().code, Code::NotFound);
    let w = w.restart();
    assert_eq!(w.ok("orders.list", json!({}))["total"], 200);
    let checks = w.ok("doctor.check", json!({}));
    assert!(checks["checks"].as_array().unwrap().iter().all(|c| c["light"] != "bad"), "{checks}");
}

#[test]
fn bad_requests_are_refused_in_words() {
    let w = World::new();
    for (name, request, code) in [
        ("no.such", json!({}), Code::UnknownCommand),
        ("orders.list", json!({"limit": "many"}), Code::BadRequest),
        ("orders.list", json!({"filter": {"from": "2026-13-01"}}), Code::BadRequest),
        ("orders.show", json!({"no": "404"}), Code::NotFound),
        ("orders.rows", json!({"mark": "old", "from": 0, "count": 1, "mask": true}), Code::StaleSelection),
        ("orders.flag", json!({"selection": {"ids": []}, "flag": 1}), Code::NothingSelected),
        ("orders.demo", json!({"orders": 0}), Code::BadRequest),
        ("files.import", json!({"files": ["nope"]}), Code::FileMissing),
        ("reconcile.overview", json!({"month": "2026-99"}), Code::BadRequest),
        ("labels.pdf", json!({"selection": "all_to_print"}), Code::NothingSelected),
    ] {
        let f = w.call(name, request.clone()).expect_err(name);
        assert_eq!(f.code, code, "{name} {request}");
        assert!(!f.message.is_empty() && !f.message.contains('{'), "{}", f.message);
    }
}

#[test]
fn the_month_adds_up_on_screen_and_on_paper() {
    let w = World::new();
    demo(&w, 2_000);
    let month = "2026-11";
    let screen = w.ok("reconcile.overview", json!({"month": month}));
    let job = w.job("reconcile.sheet", json!({"month": month}));
    assert_eq!(job.state, JobState::Done, "{job:?}");
    let result = job.result.clone().unwrap();
    assert_eq!((&result["orders"], &result["sum_fen"]), (&screen["orders"], &screen["paid_fen"]));
    assert_eq!(result["differences"], screen["differences"]);
    let listed = w.ok("orders.list", json!({"filter": {"from": "2026-11-01", "to": "2026-11-30"}}));
    assert_eq!(result["orders"], listed["total"]);
    assert_eq!(&w.bytes(&job.file.unwrap())[..2], b"PK");
    assert!(screen["months"].as_array().unwrap().contains(&json!("2026-10")));
    let frozen = w.ok("orders.snapshot", json!({"filter": {"states": ["to_print"]}}));
    let export = w.job("orders.export", json!({"selection": {"snapshot": {"mark": frozen["mark"], "except": []}}}));
    assert_eq!(export.result.unwrap()["orders"], frozen["total"]);
}
