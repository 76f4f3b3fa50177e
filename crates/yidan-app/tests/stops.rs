//! What stops an order: timed holds, address changes with a lock, two people, exceptions, tags, the blacklist. Through the command table.

mod world;

use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use world::World;
use yidan_app::desk::{Role, Session};
use yidan_app::error::Failure;

const HOUR_MS: i64 = 3_600_000;

fn desk() -> World {
    let w = World::new();
    w.job("orders.demo", json!({"orders": 400, "seed": 7}));
    w
}

fn waiting(w: &World, many: usize) -> Vec<i64> {
    let page = w.ok("orders.list", json!({"filter": {"states": ["to_print"], "held": false}, "limit": many}));
    page["orders"].as_array().unwrap().iter().map(|o| o["id"].as_i64().unwrap()).collect()
}

fn by(w: &World, name: &str, role: Role, command: &str, request: Value) -> Result<Value, Failure> {
    yidan_app::table::call(&w.app, &Session::of(name, role), command, request)
}

fn show(w: &World, id: i64) -> Value {
    w.ok("orders.show", json!({"id": id}))
}

fn whats(w: &World, id: i64) -> Vec<String> {
    show(w, id)["events"].as_array().unwrap().iter().map(|e| e["what"].as_str().unwrap().to_owned()).collect()
}

fn reason(of: Result<Value, Failure>) -> String {
    of.expect_err("refused").facts["reason"].clone()
}

#[test]
fn a_hold_ends_by_its_time_and_the_order_goes_on() {
    let w = desk();
    let id = waiting(&w, 1)[0];
    w.ok("orders.step", json!({"selection": {"ids": [id]}, "event": "send_back"}));
    w.ok("orders.hold", json!({"selection": {"ids": [id]}, "reason": "等买家回复", "release_after_minutes": 90}));
    w.ok("orders.hold", json!({"selection": {"ids": [id]}, "reason": "缺配件", "release_after_minutes": 30}));
    let story = show(&w, id);
    assert_eq!((story["holds"].as_array().unwrap().len(), &story["hold_reason"]), (2, &json!("等买家回复")));
    assert!(story["holds"][1]["release_at"].is_string());
    // Each at its own time; the second check of the clock finds nothing more to do.
    for (minutes, released, held) in [(29, 0, true), (2, 1, true), (58, 0, true), (2, 1, false), (1, 0, false)] {
        w.clock.fetch_add(minutes * 60_000, Ordering::SeqCst);
        assert_eq!(yidan_app::orders::stops::release_due(&w.app).unwrap(), released, "{minutes}");
        assert_eq!(show(&w, id)["held"], held, "{minutes}");
    }
    assert_eq!(show(&w, id)["state"], "to_print", "what nothing stops goes on");
    assert_eq!(whats(&w, id)[3..], ["send_back", "hold", "hold", "release_due", "release_due", "accept", "allocate"]);
    let refused = w.ok("orders.hold", json!({"selection": {"ids": [id]}, "reason": "迟了", "release_after_minutes": -5}));
    assert_eq!(refused["refused"][0]["reason"], "bad_time");
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
}

#[test]
fn a_clerk_asks_for_another_address_and_no_path_prints_meanwhile() {
    let w = desk();
    let id = waiting(&w, 1)[0];
    let before = show(&w, id);
    let wanted = json!({"receiver_address": "样例新路8号", "receiver_phone": "19900008888"});
    // Old enough to need asking: neither by an edit nor by the event's fields.
    w.clock.fetch_add(72 * HOUR_MS, Ordering::SeqCst);
    let clerk = |command: &str, request: Value| by(&w, "小李", Role::Clerk, command, request);
    assert_eq!(reason(clerk("orders.edit", json!({"id": id, "fields": wanted}))), "needs_asking");
    let row = clerk("orders.address_change", json!({"id": id, "fields": wanted})).unwrap();
    assert_eq!((&row["locked"], &row["receiver_address"]), (&json!(true), &before["receiver_address"]));
    let change = w.ok("orders.show", json!({"id": id, "mask": true}))["address_change"].clone();
    assert_eq!((&change["state"], &change["asked_by"]), (&json!("requested"), &json!("小李")));
    assert_eq!(change["changed"], json!(["receiver_phone", "receiver_address"]));
    assert!(!change["wanted"].to_string().contains("路8号"), "what is asked for is hidden as the receiver is: {change}");
    assert_eq!(w.ok("orders.reveal", json!({"id": id}))["wanted"]["address"], "样例新路8号");
    let no = before["order_no"].clone();
    for (what, refused) in [
        ("apply", reason(w.call("orders.apply", json!({"no": no, "event": "print"})))),
        ("ship", reason(w.call("orders.apply", json!({"no": no, "event": "ship"})))),
        ("again", reason(clerk("orders.address_change", json!({"id": id, "fields": {"receiver_name": "某某"}})))),
        ("a repair", reason(w.call("orders.repair_by_hand", json!({"id": id, "fields": {"receiver_name": "某某"}})))),
        ("a clerk's answer", reason(clerk("orders.address_answer", json!({"id": id, "answer": "approve"})))),
        ("without a reason", reason(w.call("orders.address_answer", json!({"id": id, "answer": "refuse"})))),
    ] {
        let want = match what {
            "again" | "a repair" => "pending",
            "a clerk's answer" => "not_allowed",
            "without a reason" => "no_reason",
            _ => "locked",
        };
        assert_eq!(refused, want, "{what}");
    }
    let printed = w.job("labels.print", json!({"selection": {"ids": [id]}, "printer": "标签机"}));
    assert_eq!(w.desk.jobs.lock().unwrap().len(), 0, "{printed:?}");
    let drawn = w.job("labels.pdf", json!({"selection": {"ids": [id]}}));
    assert_eq!(drawn.result.as_ref().map_or(json!(0), |r| r["labels"].clone()), json!(0), "{drawn:?}");
    let row = w.ok("orders.address_answer", json!({"id": id, "answer": "approve"}));
    assert_eq!((&row["locked"], &row["receiver_address"], &row["state"]), (&json!(false), &json!("样例新路8号"), &json!("to_print")));
    assert_eq!(whats(&w, id)[3..], ["address_ask", "reveal", "address_approve", "send_back", "accept", "allocate"]);
    let trail = w.ok("orders.show", json!({"id": id}))["events"].to_string();
    assert!(!trail.contains("19900008888") && !trail.contains("样例新路"), "the trail holds no personal data");
    assert_eq!(reason(w.call("orders.address_answer", json!({"id": id, "answer": "approve"}))), "decided");
}

#[test]
fn an_approved_address_voids_the_waybill_first() {
    let w = desk();
    let id = waiting(&w, 1)[0];
    w.ok("orders.edit", json!({"id": id, "fields": {"trackings": [["中通", "78000000000015"]]}}));
    w.ok("orders.step", json!({"selection": {"ids": [id]}, "event": "print"}));
    let row = w.ok("orders.address_change", json!({"id": id, "fields": {"receiver_address": "样例新路9号"}}));
    assert_eq!((&row["trackings"], &row["locked"]), (&json!([]), &json!(false)));
    let seen = whats(&w, id);
    let at = |what: &str| seen.iter().position(|e| e == what).unwrap_or_else(|| panic!("{what} in {seen:?}"));
    assert!(at("void_waybill") < at("send_back") && at("address_ask") < at("void_waybill"));
    assert!(show(&w, id)["events"].to_string().contains("78000000000015"), "the voided number stays on record");
}

#[test]
fn two_people_confirm() {
    let w = desk();
    let ids = waiting(&w, 2);
    w.ok("orders.ask_check", json!({"selection": {"ids": ids}}));
    assert_eq!(reason(w.call("orders.apply", json!({"no": show(&w, ids[0])["order_no"], "event": "print"}))), "locked");
    let first = by(&w, "小李", Role::Clerk, "orders.check", json!({"id": ids[0]})).unwrap();
    assert_eq!(first["locked"], true);
    assert_eq!(reason(by(&w, "小李", Role::Clerk, "orders.check", json!({"id": ids[0]}))), "same_person");
    assert_eq!(w.ok("orders.check", json!({"id": ids[0]}))["locked"], false);
    let check = &show(&w, ids[0])["second_check"];
    assert_eq!((&check["first_by"], &check["second_by"]), (&json!("小李"), &json!("店主")));
    let refused = w.ok("orders.check", json!({"id": ids[1], "refuse": "地址不对"}));
    assert_eq!((&refused["locked"], &refused["held"], &refused["state"]), (&json!(false), &json!(true), &json!("to_review")));
}

#[test]
fn exceptions_have_one_cause_and_an_end() {
    let w = desk();
    let ids = waiting(&w, 2);
    let done = w.ok("orders.except", json!({"selection": {"ids": ids}, "cause": "out_of_stock", "note": "等下周到货"}));
    assert_eq!(done["done"], 2);
    let found = w.ok("orders.list", json!({"filter": {"cause": "out_of_stock"}}));
    assert_eq!((&found["total"], &found["orders"][0]["cause"]), (&json!(2), &json!("out_of_stock")));
    assert!(show(&w, ids[0])["events"].to_string().contains("缺货"));
    w.ok("orders.settle", json!({"selection": {"ids": [ids[0]]}, "note": "已补货"}));
    assert_eq!(w.ok("orders.list", json!({"filter": {"cause": "out_of_stock"}}))["total"], 1);
    assert!(w.call("orders.except", json!({"selection": {"ids": ids}, "cause": "bad_mood"})).is_err(), "the list is closed");
}

#[test]
fn tags_are_tabs_and_can_be_taken_back() {
    let w = desk();
    let ids = waiting(&w, 3);
    w.ok("tags.save", json!({"name": "大客户", "colour": "blue", "is_tab": true}));
    let done = w.ok("orders.tag", json!({"selection": {"ids": ids}, "add": ["大客户", "样品"]}));
    assert_eq!(done["done"], 3);
    let tabs = w.ok("orders.tabs", json!({}));
    // Tags of the shipped rules stand there as well.
    let own = tabs["tags"].as_array().unwrap().iter().filter(|t| t["name"] == "大客户" || t["name"] == "样品");
    let seen: Vec<_> = own.map(|t| (t["name"].clone(), t["orders"].clone())).collect();
    assert_eq!(seen, [(json!("大客户"), json!(3)), (json!("样品"), json!(3))]);
    let list = w.ok("orders.list", json!({"filter": {"tag": "大客户", "states": ["to_print"]}}));
    assert_eq!((list["total"].clone(), list["orders"][0]["tags"].clone()), (json!(3), json!(["大客户", "样品"])));
    assert_eq!(reason(w.call("tags.remove", json!({"name": "样品"}))), "tag_in_use");
    assert_eq!(w.ok("orders.back", json!({"undo": done["undo"]}))["done"], 3);
    assert_eq!(w.ok("orders.list", json!({"filter": {"tag": "大客户"}}))["total"], 0);
    w.ok("tags.remove", json!({"name": "样品"}));
}

#[test]
fn the_blacklist_knows_a_phone_in_any_form() {
    let w = desk();
    // A lent number with an extension is somebody else each time.
    let is_plain = |id: &i64| show(&w, *id)["receiver_phone_ext"].is_null();
    let id = waiting(&w, 50).into_iter().find(is_plain).expect("a plain phone");
    let phone = w.ok("orders.reveal", json!({"id": id}))["receiver"]["phone"].as_str().unwrap().to_owned();
    let typed = format!("+86 {} {} {}", &phone[..3], &phone[3..7], &phone[7..]);
    let added = w.ok("blacklist.add", json!({"phone": typed, "reason": "多次拒收"}));
    assert!(added["held"].as_i64().unwrap() >= 1, "{added}");
    let story = show(&w, id);
    assert_eq!((&story["held"], &story["hold_reason"]), (&json!(true), &json!("多次拒收")));
    let list = w.ok("blacklist.list", json!({}));
    assert!(!list.to_string().contains(&phone));
    let file = std::fs::read(w.folder.path().join("yidan.db")).unwrap();
    assert!(!file.windows(typed.len()).any(|bytes| bytes == typed.as_bytes()), "only hashes are stored");
    w.ok("blacklist.remove", json!({"id": added["id"]}));
    assert_eq!(w.ok("blacklist.list", json!({}))["entries"], json!([]));
    assert!(w.call("blacklist.add", json!({"reason": "没写谁"})).is_err());
}

#[test]
fn a_return_is_inspected_by_a_person() {
    let w = desk();
    let here = waiting(&w, 1)[0];
    assert_eq!(reason(w.call("orders.return_intake", json!({"id": here, "condition": "sound"}))), "not_left");
    let sent = w.ok("orders.list", json!({"filter": {"states": ["completed"]}, "limit": 1}))["orders"][0]["id"].as_i64().unwrap();
    w.ok("orders.except", json!({"selection": {"ids": [sent]}, "cause": "returned"}));
    let row = w.ok("orders.return_intake", json!({"id": sent, "condition": "worn", "reasons": ["尺码不符"], "note": "少吊牌"}));
    assert_eq!((&row["exception"], &row["tags"], &row["state"]), (&json!(false), &json!(["尺码不符"]), &json!("completed")));
    let text = show(&w, sent)["events"].as_array().unwrap().last().unwrap()["text"].as_str().unwrap().to_owned();
    assert!(text.contains("用过") && text.contains("尺码不符") && text.contains("少吊牌"), "{text}");
}
