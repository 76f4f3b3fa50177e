//! 合单 and 拆单: proposals, money that adds up, moving together, one label a parcel, undo until printed, and imports that change nothing.

mod world;

use serde_json::{Value, json};
use world::World;
use yidan_app::error::Code;
use yidan_app::jobs::JobState;

const HEAD: &str = "订单号,商品,规格,编码,数量,金额,实付,运费,收货人,手机,省,市,区,地址,状态,付款时间";

/// An order of one's own table: lines of code, pieces and money.
struct Made<'a> {
    no: &'a str,
    phone: &'a str,
    address: &'a str,
    lines: &'a [(&'a str, i64, &'a str)],
    paid: &'a str,
}

fn made<'a>(no: &'a str, lines: &'a [(&'a str, i64, &'a str)], paid: &'a str) -> Made<'a> {
    Made { no, phone: "19900000001", address: "样例路1号2栋301室", lines, paid }
}

fn csv(orders: &[Made<'_>]) -> Vec<u8> {
    let mut text = format!("\u{feff}{HEAD}\r\n");
    for (at, o) in orders.iter().enumerate() {
        for (code, qty, fen) in o.lines {
            // Hours apart, so that nobody is asked about doubles.
            let time = format!("2026-05-{:02} {:02}:00:00", 10 + at / 20, at % 20);
            text.push_str(&format!(
                "{},样品{code},白,{code},{qty},{fen},{},6.01,张示例,{},广东省,深圳市,南山区,{},已付款,{time}\r\n",
                o.no, o.paid, o.phone, o.address
            ));
        }
    }
    text.into_bytes()
}

fn mapping() -> Value {
    let fields = [
        "order_no",
        "item.title",
        "item.spec",
        "item.sku_code",
        "item.qty",
        "item.amount",
        "buyer_amount",
        "freight",
        "receiver_name",
        "receiver_phone",
        "receiver_province",
        "receiver_city",
        "receiver_district",
        "receiver_address",
        "status",
        "paid_at",
    ];
    let headings: Vec<&str> = HEAD.split(',').collect();
    let columns: serde_json::Map<String, Value> = fields.iter().enumerate().map(|(n, f)| (n.to_string(), json!(f))).collect();
    json!({"headings": headings, "columns": columns})
}

/// Takes the orders in and answers their ids.
fn take(w: &World, orders: &[Made<'_>]) -> Vec<i64> {
    w.ok("profiles.save", json!({"name": "自有表", "mapping": mapping()}));
    let handle = w.put("自有表.csv", &csv(orders));
    let job = w.job("files.import", json!({"files": [handle], "shop": "自有店"}));
    assert!(matches!(job.state, JobState::Done | JobState::Partly), "{job:?}");
    let result = job.result.unwrap();
    assert_eq!(result["files"][0]["rejected_total"], 0, "{result}");
    let ids: Vec<i64> = orders.iter().map(|o| show(w, o.no)["id"].as_i64().unwrap()).collect();
    for id in &ids {
        for _ in 0..8 {
            let open = w.ok("orders.show", json!({"id": id}))["doubles"].clone();
            let Some(pair) = open.get(0) else { break };
            w.ok("doubles.answer", json!({"pair": pair["pair"], "answer": "keep"}));
        }
        if w.ok("orders.show", json!({"id": id}))["state"] == "to_review" {
            w.ok("orders.step", json!({"selection": {"ids": [id]}, "event": "accept"}));
        }
    }
    ids
}

fn show(w: &World, no: &str) -> Value {
    w.ok("orders.show", json!({"no": no}))
}

fn parcels(w: &World, id: i64) -> Vec<Value> {
    w.ok("parcels.show", json!({"id": id}))["parcels"].as_array().unwrap().clone()
}

/// Pieces and money over all parcels: (pieces, line money, what buyers paid, freight).
fn sums(parcels: &[Value]) -> (i64, i64, i64, i64) {
    let line = |p: &Value, field: &str| p["lines"].as_array().unwrap().iter().filter_map(|l| l[field].as_i64()).sum::<i64>();
    let money = |p: &Value, field: &str| p["money"][field].as_i64().unwrap_or(0);
    (
        parcels.iter().map(|p| line(p, "qty")).sum(),
        parcels.iter().map(|p| line(p, "amount_fen")).sum(),
        parcels.iter().map(|p| money(p, "buyer_amount_fen")).sum(),
        parcels.iter().map(|p| money(p, "freight_fen")).sum(),
    )
}

fn mark(w: &World, id: i64) -> Value {
    let page = w.ok("orders.list", json!({"limit": 200}));
    page["orders"].as_array().unwrap().iter().find(|o| o["id"] == id).unwrap()["parcel"].clone()
}

fn whats(w: &World, id: i64) -> Vec<String> {
    let story = w.ok("orders.show", json!({"id": id}));
    story["events"].as_array().unwrap().iter().map(|e| e["what"].as_str().unwrap().to_owned()).collect()
}

fn reason(w: &World, name: &str, request: Value) -> String {
    let refused = w.call(name, request).unwrap_err();
    assert_eq!(refused.code, Code::Refused, "{refused:?}");
    assert!(!refused.message.is_empty() && !refused.message.contains('{'), "{}", refused.message);
    refused.facts["reason"].clone()
}

fn three(w: &World) -> Vec<i64> {
    take(
        w,
        &[
            made("Z-1001", &[("A", 2, "20.00"), ("B", 1, "9.99")], "36.00"),
            made("Z-1002", &[("C", 1, "5.00")], "11.01"),
            Made { address: "样例路9号", ..made("Z-1003", &[("D", 1, "5.00")], "11.01") },
        ],
    )
}

#[test]
fn proposals_are_marked_and_merged() {
    let w = World::new();
    let ids = three(&w);
    let found = w.ok("parcels.propose", json!({}));
    assert_eq!((found["orders"].as_i64(), found["parcels"].as_i64()), (Some(2), Some(1)), "{found}");
    assert!(found["proposals"][0]["limits"].as_str().unwrap().contains("合单"), "{found}");
    assert_eq!(mark(&w, ids[0]), json!({"kind": "proposed", "orders": 2, "parcels": 1}));
    assert_eq!(mark(&w, ids[2]), Value::Null);
    assert_eq!(reason(&w, "parcels.merge", json!({"selection": {"ids": ids}})), "parcel_other_receiver");
    assert_eq!(reason(&w, "parcels.merge", json!({"selection": {"ids": [ids[0]]}})), "parcel_too_few");
    let before = [parcels(&w, ids[0]), parcels(&w, ids[1])].concat();
    let merged = w.ok("parcels.merge", json!({"selection": {"ids": ids[..2]}}));
    assert_eq!((merged["step"].as_str(), merged["parcels"].as_array().unwrap().len()), (Some("merge"), 1));
    assert_eq!(sums(merged["parcels"].as_array().unwrap()), sums(&before));
    assert_eq!(mark(&w, ids[1]), json!({"kind": "merged", "orders": 2, "parcels": 1}));
    assert_eq!(w.ok("parcels.propose", json!({}))["orders"], 0);
    assert_eq!(reason(&w, "parcels.merge", json!({"selection": {"ids": ids[..2]}})), "parcel_is_merged");
    for id in &ids[..2] {
        assert!(whats(&w, *id).contains(&"parcel_merge".to_owned()));
    }
    w.ok("parcels.undo", json!({"id": ids[1]}));
    assert_eq!(parcels(&w, ids[0])[0]["id"], Value::Null);
    assert_eq!(reason(&w, "parcels.undo", json!({"id": ids[1]})), "parcel_is_plain");
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
}

#[test]
fn a_merged_parcel_has_one_label_and_goes_together() {
    let w = World::new();
    let ids = three(&w);
    w.ok("parcels.merge", json!({"selection": {"ids": ids[..2]}}));
    // Held: the whole parcel stays, with the reason.
    w.ok("orders.hold", json!({"selection": {"ids": [ids[1]]}, "reason": "等电话"}));
    let job = w.job("labels.print", json!({"selection": {"ids": [ids[0]]}, "printer": "标签机"}));
    let result = job.result.unwrap();
    assert_eq!((result["printed"].as_i64(), result["skipped"].as_array().unwrap().len()), (Some(0), 2), "{result}");
    assert!(result["skipped"][0]["text"].as_str().unwrap().contains("Z-1002"), "{result}");
    w.ok("orders.release", json!({"selection": {"ids": [ids[1]]}}));
    // Both are chosen, one label comes out.
    let job = w.job("labels.print", json!({"selection": {"ids": ids[..2]}, "printer": "标签机"}));
    assert_eq!((job.state, job.result.unwrap()["printed"].as_i64()), (JobState::Done, Some(1)));
    assert_eq!(w.desk.jobs.lock().unwrap().len(), 1);
    for id in &ids[..2] {
        let order = w.ok("orders.show", json!({"id": id}));
        assert_eq!(
            (order["state"].as_str(), order["print_count"].as_i64(), order["prints"].as_array().unwrap().len()),
            (Some("printed"), Some(1), 1)
        );
    }
    assert_eq!(reason(&w, "parcels.undo", json!({"id": ids[0]})), "parcel_printed");
    assert!(w.ok("parcels.show", json!({"id": ids[0]}))["undo_refusal"].as_str().unwrap().contains("打过单"));
    // One refusal keeps both; one step takes both, with one waybill.
    w.ok("orders.hold", json!({"selection": {"ids": [ids[1]]}, "reason": "等电话"}));
    let refused = w.ok("orders.step", json!({"selection": {"ids": [ids[0]]}, "event": "ship"}));
    assert_eq!((refused["done"].as_i64(), refused["refused"][0]["reason"].as_str()), (Some(0), Some("held")));
    assert_eq!(reason(&w, "orders.apply", json!({"no": "Z-1001", "event": "ship"})), "held");
    assert_eq!(show(&w, "Z-1001")["state"], "printed");
    w.ok("orders.release", json!({"selection": {"ids": [ids[1]]}}));
    w.ok("orders.apply", json!({"no": "Z-1001", "event": "ship", "fields": {"trackings": [["中通", "73100000000009"]]}}));
    for id in &ids[..2] {
        let order = w.ok("orders.show", json!({"id": id}));
        assert_eq!((order["state"].as_str(), order["trackings"][0][1].as_str()), (Some("shipped"), Some("73100000000009")));
    }
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
}

#[test]
fn a_step_of_a_batch_takes_company_along() {
    let w = World::new();
    let ids = three(&w);
    w.ok("parcels.merge", json!({"selection": {"ids": ids[..2]}}));
    let sent = w.ok("orders.step", json!({"selection": {"ids": [ids[1]]}, "event": "send_back"}));
    assert_eq!((sent["done"].as_i64(), show(&w, "Z-1001")["state"].as_str()), (Some(2), Some("to_review")));
    let again = w.ok("orders.step", json!({"selection": {"ids": [ids[0]]}, "event": "accept"}));
    assert_eq!((again["done"].as_i64(), show(&w, "Z-1002")["state"].as_str()), (Some(2), Some("to_print")));
    let shipped = w.ok("orders.step", json!({"selection": {"ids": ids}, "event": "ship"}));
    assert_eq!(shipped["done"], 3, "each once");
}

#[test]
fn a_split_order_has_a_label_for_each_part() {
    let w = World::new();
    let ids = three(&w);
    let whole = parcels(&w, ids[0]);
    let takes = json!([[{"order_id": ids[0], "line": 0, "qty": 1}], [{"order_id": ids[0], "line": 1, "qty": null}]]);
    let split = w.ok("parcels.split", json!({"id": ids[0], "takes": takes}));
    let parts = split["parcels"].as_array().unwrap().clone();
    assert_eq!((parts.len(), sums(&parts)), (3, sums(&whole)));
    assert_eq!(mark(&w, ids[0]), json!({"kind": "split", "orders": 1, "parcels": 3}));
    assert_eq!(reason(&w, "parcels.split", json!({"id": ids[0], "takes": takes})), "parcel_is_split");
    assert_eq!(reason(&w, "parcels.merge", json!({"selection": {"ids": ids[..2]}})), "parcel_is_split");
    // The second label fails: the order waits, and only what is missing is printed again.
    use yidan_app::ports::QueueState;
    *w.desk.script.lock().unwrap() = vec![QueueState::Done, QueueState::Failed("media-empty".into()), QueueState::Done];
    let job = w.job("labels.print", json!({"selection": {"ids": [ids[0]]}, "printer": "标签机"}));
    assert_eq!(job.result.unwrap()["printed"], 2);
    let order = show(&w, "Z-1001");
    assert_eq!((order["state"].as_str(), order["print_count"].as_i64()), (Some("to_print"), Some(0)));
    assert_eq!(reason(&w, "parcels.undo", json!({"id": ids[0]})), "parcel_printed");
    let job = w.job("labels.print", json!({"selection": {"ids": [ids[0]]}, "printer": "标签机"}));
    assert_eq!((job.state, job.result.unwrap()["printed"].as_i64()), (JobState::Done, Some(1)));
    let order = show(&w, "Z-1001");
    assert_eq!((order["state"].as_str(), order["print_count"].as_i64()), (Some("printed"), Some(1)));
    let again = w.call("labels.print", json!({"selection": {"ids": [ids[0]]}, "printer": "标签机"})).unwrap_err();
    assert_eq!(again.code, Code::AlreadyPrinted);
    let job = w.job("labels.print", json!({"selection": {"ids": [ids[0]]}, "printer": "标签机", "reprint": true}));
    assert_eq!(job.result.unwrap()["printed"], 3);
    assert_eq!(show(&w, "Z-1001")["print_count"], 2);
    let drawn = w.job("labels.pdf", json!({"selection": {"ids": [ids[0]]}}));
    assert_eq!(drawn.result.unwrap()["labels"], 3);
}

#[test]
fn a_merged_parcel_can_be_split_and_taken_back_step_by_step() {
    let w = World::new();
    let ids = three(&w);
    let merged = w.ok("parcels.merge", json!({"selection": {"ids": ids[..2]}}));
    let takes = json!([[{"order_id": ids[1], "line": 0, "qty": null}, {"order_id": ids[0], "line": 1, "qty": null}]]);
    let split = w.ok("parcels.split", json!({"id": ids[0], "takes": takes}));
    assert_eq!(sums(split["parcels"].as_array().unwrap()), sums(merged["parcels"].as_array().unwrap()));
    let back = w.ok("parcels.undo", json!({"id": ids[1]}));
    assert_eq!((back["step"].as_str(), &back["parcels"]), (Some("merge"), &merged["parcels"]));
    w.ok("parcels.undo", json!({"id": ids[0]}));
    assert_eq!(parcels(&w, ids[1])[0]["id"], Value::Null);
}

#[test]
fn imports_change_nothing_unless_the_order_changes() {
    let w = World::new();
    let orders = || {
        vec![
            made("Z-1001", &[("A", 2, "20.00"), ("B", 1, "9.99")], "36.00"),
            made("Z-1002", &[("C", 1, "5.00")], "11.01"),
            made("Z-1004", &[("E", 4, "5.00")], "11.01"),
        ]
    };
    let ids = take(&w, &orders());
    w.ok("parcels.merge", json!({"selection": {"ids": ids[..2]}}));
    w.ok("parcels.split", json!({"id": ids[2], "takes": [[{"order_id": ids[2], "line": 0, "qty": 3}]]}));
    let before: Vec<_> = ids.iter().map(|id| w.ok("parcels.show", json!({"id": id}))).collect();
    let import = |orders: &[Made<'_>]| {
        let handle = w.put("自有表.csv", &csv(orders));
        w.job("files.import", json!({"files": [handle], "shop": "自有店"}))
    };
    import(&orders());
    assert_eq!(ids.iter().map(|id| w.ok("parcels.show", json!({"id": id}))).collect::<Vec<_>>(), before);
    // The shop owner corrects the table: the merged parcel follows, the split comes together again, and money adds up.
    let mut changed = orders();
    changed[1].paid = "12.01";
    changed[2].lines = &[("E", 5, "5.00")];
    import(&changed);
    assert_eq!(sums(&parcels(&w, ids[0])), (4, 3_499, 4_801, 1_202));
    assert_eq!(parcels(&w, ids[2]).len(), 1);
    assert!(whats(&w, ids[2]).contains(&"parcel_undo".to_owned()));
    // A closed order leaves its parcel.
    w.ok("orders.apply", json!({"no": "Z-1002", "event": "close"}));
    assert_eq!(parcels(&w, ids[0])[0]["id"], Value::Null);
    assert!(whats(&w, ids[0]).contains(&"parcel_leave".to_owned()));
}

/// A small generator: the test says its seed by the numbers it prints.
struct Dice(u64);
impl Dice {
    fn roll(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

#[test]
fn random_splits_and_merges_add_up() {
    let w = World::new();
    let ids = take(
        &w,
        &[
            made("Z-2001", &[("A", 7, "100.00"), ("B", 3, "33.33"), ("C", 1, "0.01")], "133.34"),
            made("Z-2002", &[("D", 5, "7.00"), ("E", 2, "1.00")], "8.01"),
        ],
    );
    let whole = sums(&[parcels(&w, ids[0]), parcels(&w, ids[1])].concat());
    let alone = sums(&parcels(&w, ids[0]));
    let mut dice = Dice(20_261_122);
    let mut done = 0;
    for round in 0..150 {
        let together = dice.roll(2) == 0;
        if together {
            w.ok("parcels.merge", json!({"selection": {"ids": ids}}));
        }
        let lines = parcels(&w, ids[0])[0]["lines"].as_array().unwrap().clone();
        let mut takes: Vec<Vec<Value>> = vec![Vec::new(); 1 + dice.roll(3) as usize];
        for _ in 0..1 + dice.roll(4) {
            let line = &lines[dice.roll(lines.len() as u64) as usize];
            let qty = dice.roll(5);
            let qty = if qty == 0 { Value::Null } else { json!(qty) };
            let at = dice.roll(takes.len() as u64) as usize;
            takes[at].push(json!({"order_id": line["order_id"], "line": line["line"], "qty": qty}));
        }
        let asked = json!({"id": ids[0], "takes": takes});
        match w.call("parcels.split", asked.clone()) {
            Ok(split) => {
                done += 1;
                let want = if together { whole } else { alone };
                assert_eq!(sums(split["parcels"].as_array().unwrap()), want, "round {round}: {asked}");
                w.ok("parcels.undo", json!({"id": ids[0]}));
            }
            Err(refused) => assert_eq!(refused.code, Code::Refused, "{refused:?}"),
        }
        if together {
            assert_eq!(sums(&parcels(&w, ids[0])), whole);
            w.ok("parcels.undo", json!({"id": ids[1]}));
        }
        assert_eq!(sums(&parcels(&w, ids[0])), alone, "round {round}");
    }
    assert!(done > 15, "{done} of 150 rounds split something");
}
