//! Files into orders: preview, import, the same again, later exports, bad rows, cut off in the middle.

mod world;

use serde_json::{Value, json};
use world::World;
use yidan_app::error::Code;
use yidan_app::jobs::{JobState, JobView};

const HEAD: &str = "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号,快递公司,订单成交时间,收货人,手机,省,市,区,街道";

struct Row<'a> {
    no: u32,
    status: &'a str,
    paid: &'a str,
    phone: &'a str,
    name: &'a str,
}

fn plain(no: u32) -> Row<'static> {
    Row { no, status: "待发货", paid: "59.00", phone: "19900000001", name: "张示例" }
}

fn csv(rows: &[Row<'_>]) -> Vec<u8> {
    let mut text = format!("\u{feff}{HEAD}\r\n");
    for r in rows {
        let number = format!("260510-{:015}", r.no);
        text.push_str(&format!(
            "样品,{number}\t,{},60.00,0.00,0.00,1.00,0.00,{},60.00,2\t,,,1,白色,S1,A-1,A,,无售后或售后取消,,,2026-05-10 14:41:{:02},{},{},广东省,深圳市,南山区,样例路1号\r\n",
            r.status,
            r.paid,
            r.no % 60,
            r.name,
            r.phone
        ));
    }
    text.into_bytes()
}

fn import(w: &World, name: &str, bytes: &[u8]) -> JobView {
    let handle = w.put(name, bytes);
    w.job("files.import", json!({"files": [handle]}))
}

fn first(job: &JobView) -> Value {
    job.result.as_ref().unwrap_or_else(|| panic!("{job:?}"))["files"][0].clone()
}

fn four(file: &Value) -> [i64; 4] {
    ["orders_new", "orders_updated", "orders_unchanged", "rejected_total"].map(|k| file[k].as_i64().unwrap())
}

#[test]
fn three_thousand_rows_with_two_bad_ones() {
    let w = World::new();
    let mut rows: Vec<Row<'_>> = (1..=3_000).map(plain).collect();
    rows[316].paid = "待确认";
    rows[1_000].paid = "abc";
    let bytes = csv(&rows);
    let preview = {
        let handle = w.put("拼多多.csv", &bytes);
        w.job("files.import", json!({"files": [handle], "dry_run": true}))
    };
    assert_eq!(four(&first(&preview)), [2_998, 0, 0, 2]);
    let known = first(&preview)["headings_known"].as_i64().unwrap();
    assert!((15..29).contains(&known), "{known} of {}", first(&preview)["headings_total"]);
    assert_eq!(w.ok("orders.list", json!({}))["total"], 0, "a preview writes nothing");
    let job = import(&w, "拼多多.csv", &bytes);
    assert_eq!(job.state, JobState::Partly);
    let file = first(&job);
    assert_eq!(four(&file), [2_998, 0, 0, 2]);
    let bad = &file["rejected"][0];
    assert_eq!((bad["row"].as_i64(), bad["reason"].as_str(), bad["cell"].as_str()), (Some(318), Some("bad_money"), Some("I318")));
    assert!(bad["column"].as_str().unwrap().contains("用户实付金额"));
    let again = import(&w, "renamed.xls", &bytes);
    assert_eq!(four(&first(&again)), [0, 0, 2_998, 2]);
    assert_eq!(w.ok("orders.list", json!({}))["total"], 2_998);
    let table = w.ok("files.problems", json!({"job": again.id}));
    let text = String::from_utf8(w.bytes(&serde_json::from_value(table).unwrap())).unwrap();
    assert_eq!(text.lines().count(), 3);
    assert!(text.contains("I318"));
}

#[test]
fn good_orders_flow_and_odd_ones_wait() {
    let w = World::new();
    let rows = [
        plain(1),
        Row { phone: "1990000001", ..plain(2) },
        Row { status: "待确认X", ..plain(3) },
        Row { status: "已取消", ..plain(4) },
        Row { status: "已发货，待收货", ..plain(5) },
    ];
    import(&w, "a.csv", &csv(&rows));
    let states: Vec<String> =
        (1..=5).map(|n| w.ok("orders.show", json!({"no": format!("260510-{n:015}")}))["state"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states, ["to_print", "to_review", "to_review", "closed", "shipped"]);
    let odd = w.ok("orders.show", json!({"no": "260510-000000000000003"}));
    assert_eq!((odd["status_raw"].as_str(), odd["findings"][0]["code"].as_str()), (Some("待确认X"), Some("status_unknown")));
    assert_eq!(odd["rows"][0]["cells"][2], json!(["订单状态", "待确认X"]));
    assert_eq!(w.ok("orders.show", json!({"no": "19900000001"}))["shop"], "拼多多");
}

#[test]
fn later_exports_update_and_never_take_away() {
    let w = World::new();
    import(&w, "a.csv", &csv(&[plain(1), plain(2)]));
    let id = w.ok("orders.show", json!({"no": "260510-000000000000001"}))["id"].clone();
    w.ok("orders.edit", json!({"id": id, "fields": {"receiver_phone": "19900009999", "seller_memo": "改中通"}}));
    let later = [
        Row { status: "已发货，待收货", name: "张**", phone: "199****0001", ..plain(1) },
        Row { status: "待发货", name: "张**", phone: "199****0001", ..plain(2) },
    ];
    let job = import(&w, "b.csv", &csv(&later));
    assert_eq!(four(&first(&job)), [0, 1, 1, 0]);
    let story = w.ok("orders.show", json!({"id": id}));
    assert_eq!((story["state"].as_str(), story["receiver_name"].as_str()), (Some("shipped"), Some("张示例")));
    assert_eq!((story["receiver_phone"].as_str(), story["seller_memo"].as_str()), (Some("19900009999"), Some("改中通")));
    assert_eq!(story["rows"].as_array().unwrap().len(), 2, "both source rows are kept");
    // The older export again: nothing goes back.
    let job = import(&w, "a.csv", &csv(&[plain(1), plain(2)]));
    assert_eq!(four(&first(&job))[1], 0);
    assert_eq!(w.ok("orders.show", json!({"id": id}))["state"], "shipped");
}

#[test]
fn only_the_clean_ones() {
    let w = World::new();
    let bytes = csv(&[plain(1), Row { phone: "1990000001", ..plain(2) }]);
    let handle = w.put("a.csv", &bytes);
    let job = w.job("files.import", json!({"files": [handle], "only_clean": true}));
    assert_eq!((four(&first(&job))[0], first(&job)["orders_flagged"].as_i64()), (1, Some(1)));
    assert_eq!(w.ok("orders.list", json!({}))["total"], 1);
}

#[test]
fn files_that_are_no_orders_are_turned_away_in_words() {
    let w = World::new();
    for (name, bytes, code) in [
        ("空.csv", &b""[..], Code::EmptyFile),
        ("日记.csv", "今天,天气\n晴,好\n".as_bytes(), Code::UnknownFile),
        ("坏.xlsx", b"PK\x03\x04 cut off", Code::CorruptFile),
    ] {
        let job = import(&w, name, bytes);
        let file = first(&job);
        let failure: yidan_app::error::Failure = serde_json::from_value(file["error"].clone()).unwrap();
        assert_eq!(failure.code, code, "{name}");
        assert!(failure.message.contains(name), "{}", failure.message);
    }
    // A good file beside a bad one still comes in.
    let (bad, good) = (w.put("空.csv", b""), w.put("好.csv", &csv(&[plain(1)])));
    let job = w.job("files.import", json!({"files": [bad, good]}));
    assert_eq!(job.state, JobState::Partly);
    assert_eq!(job.result.unwrap()["files"][1]["orders_new"], 1);
}

#[test]
fn a_paused_import_goes_on_where_it_stopped() {
    let w = World::new();
    let rows: Vec<Row<'_>> = (1..=9_000).map(plain).collect();
    let handle = w.put("a.csv", &csv(&rows));
    let job = w.ok("files.import", json!({"files": [handle]}))["job"].as_i64().unwrap();
    // Somebody pauses while the first batches are written: the wish is read between two transactions.
    let paused = std::thread::scope(|s| {
        let pauser = s.spawn(|| {
            loop {
                let seen = w.ok("jobs.show", json!({"job": job}));
                if seen["done"].as_i64().unwrap() > 0 {
                    return w.call("jobs.pause", json!({"job": job})).is_ok();
                }
                std::thread::yield_now();
            }
        });
        w.app.run_job(job).expect("runs");
        pauser.join().expect("pauser")
    });
    let w = w.restart();
    if paused && w.ok("jobs.show", json!({"job": job}))["state"] == "paused" {
        let so_far = w.ok("orders.list", json!({}))["total"].as_i64().unwrap();
        assert!(so_far > 0 && so_far < 9_000 && so_far % 2_000 == 0, "{so_far}");
        w.ok("jobs.resume", json!({"job": job}));
    }
    let ended = w.app.run_job(job).expect("runs");
    assert_eq!(four(&first(&ended)), [9_000, 0, 0, 0]);
    assert_eq!(w.ok("orders.list", json!({}))["total"], 9_000);
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
}

#[test]
fn shops_are_kept_apart_and_remembered() {
    let w = World::new();
    let (a, b) = (csv(&[plain(1)]), csv(&[plain(1), plain(2)]));
    let (ha, hb) = (w.put("a.csv", &a), w.put("b.csv", &b));
    w.job("files.import", json!({"files": [ha], "shop": "甲店"}));
    w.job("files.import", json!({"files": [hb], "shop": "乙店"}));
    let job = import(&w, "again.csv", &b);
    assert_eq!(first(&job)["shop"], "乙店", "the same content goes to the same shop");
    assert_eq!(four(&first(&job)), [0, 0, 2, 0]);
    assert_eq!(w.ok("orders.list", json!({"filter": {"shops": ["甲店"]}}))["total"], 1);
    assert_eq!(w.ok("orders.list", json!({"filter": {"shops": ["没有"]}}))["total"], 0);
}
