//! Review rules at work: orders come in by file, are held, tagged, flagged, made urgent, sent to a second person, each with its rule and
//! the words that met it; and what people do afterwards stands.

mod world;

use serde_json::{Value, json};
use world::World;
use yidan_app::error::Code;

const HEAD: &str = "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号,快递公司,订单成交时间,收货人,手机,省,市,区,街道";

#[derive(Clone, Copy)]
struct Row {
    title: &'static str,
    paid: &'static str,
    pieces: u32,
    memo: &'static str,
    phone: &'static str,
    area: &'static str,
    street: &'static str,
}

const PLAIN: Row =
    Row {
        title: "样品", paid: "99.00", pieces: 1, memo: "", phone: "19900000001", area: "广东省,深圳市,南山区", street: "样例路1号"
    };

/// Brings one order in and answers its story. Each is of a day of its own: no two of them are likely doubles.
fn arrive(w: &World, no: u32, row: Row) -> Value {
    let number = format!("260510-{no:015}");
    let day = 1 + no % 20;
    let Row { title, paid, pieces, memo, phone, area, street } = row;
    let text = format!(
        "\u{feff}{HEAD}\r\n{title},{number}\t,待发货,{paid},0.00,0.00,0.00,0.00,{paid},{paid},{pieces}\t,,,1,白色,S1,A-1,A,{memo},无售后或售后取消,,,2026-11-{day:02} 14:41:00,张示例,{phone},{area},{street}\r\n"
    );
    let handle = w.put("订单.csv", text.as_bytes());
    let job = w.job("files.import", json!({ "files": [handle] }));
    let result = job.result.unwrap_or_else(|| panic!("{}", job.text));
    assert_eq!(result["files"][0]["rejected_total"], 0, "{result}");
    w.ok("orders.show", json!({ "no": number }))
}

fn rules_of(story: &Value) -> Vec<String> {
    let mut names: Vec<String> = story["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|e| e["rule"].as_str())
        .filter(|r| *r != "auto_review")
        .map(str::to_owned)
        .collect();
    names.dedup();
    names
}

fn text_of(story: &Value, what: &str) -> String {
    let events = story["events"].as_array().unwrap();
    events.iter().find(|e| e["what"] == what).map_or_else(String::new, |e| e["text"].as_str().unwrap().to_owned())
}

const NORTHWEST: &str = "新疆维吾尔自治区,乌鲁木齐市,天山区";

/// Rule, the order, does it trip?
const CASES: &[(&str, Row, bool)] = &[
    ("临时驻地", Row { street: "样例路1号三期工地", ..PLAIN }, true),
    ("临时驻地", Row { street: "工农路1号", ..PLAIN }, false),
    ("代收点未确认", Row { street: "样例路1号菜鸟驿站", ..PLAIN }, true),
    ("代收点未确认", Row { street: "样例路1号菜鸟驿站", memo: "买家说可代收", ..PLAIN }, false),
    ("偏远地区", Row { area: NORTHWEST, ..PLAIN }, true),
    ("偏远地区", Row { street: "新疆路1号", ..PLAIN }, false),
    ("黑名单", Row { phone: "19900000007", ..PLAIN }, true),
    ("黑名单", Row { phone: "19900000008", ..PLAIN }, false),
    ("大学城小额", Row { street: "样例大学城1号", paid: "49.99", ..PLAIN }, true),
    ("大学城小额", Row { street: "样例大学城1号", paid: "50.00", ..PLAIN }, false),
    ("金额异常", Row { paid: "5000.01", ..PLAIN }, true),
    ("金额异常", Row { paid: "5000.00", ..PLAIN }, false),
    ("急件", Row { memo: "急用", ..PLAIN }, true),
    ("急件", Row { memo: "不着急", ..PLAIN }, false),
    ("生日礼物", Row { memo: "生日用", ..PLAIN }, true),
    ("生日礼物", Row { memo: "生产日期要新", ..PLAIN }, false),
    ("超大件", Row { pieces: 51, ..PLAIN }, true),
    ("超大件", Row { pieces: 50, ..PLAIN }, false),
];

#[test]
fn every_shipped_rule_trips_and_just_misses() {
    let w = World::new();
    w.ok("blacklist.add", json!({ "phone": "+86 199-0000-0007", "reason": "拒收过" }));
    let shipped = w.ok("rules.list", json!({}));
    for (n, (rule, row, trips)) in CASES.iter().enumerate() {
        let story = arrive(&w, n as u32 + 1, *row);
        let want: &[&str] = if *trips { &[rule] } else { &[] };
        assert_eq!(rules_of(&story), want, "{rule} {trips}: {story}");
        let stops = !["偏远地区", "急件", "生日礼物"].contains(rule);
        assert_eq!(story["state"], if *trips && stops { "to_review" } else { "to_print" }, "{rule} {trips}");
        assert!(story["next_step"]["action"].is_string(), "{story}");
    }
    for rule in shipped["rules"].as_array().unwrap() {
        let of = |trips| CASES.iter().any(|c| rule["name"] == c.0 && c.2 == trips);
        assert!(of(true) && of(false), "{rule}");
    }
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
}

#[test]
fn each_deed_leaves_its_rule_and_words() {
    let w = World::new();
    let held = arrive(&w, 1, Row { street: "样例大学城1号", paid: "39.90", ..PLAIN });
    assert_eq!((&held["held"], &held["hold_reason"], &held["tags"]), (&json!(true), &json!("大学城小额，疑似刷单"), &json!(["小额"])));
    let said = text_of(&held, "hold");
    assert!(said.contains("规则「大学城小额」命中「大学城」，实付 ¥39.90"), "{said}");
    assert_eq!(held["holds"][0]["text"], "已挂起：规则「大学城小额」命中「大学城」，实付 ¥39.90。");
    let listed = w.ok("orders.list", json!({ "filter": { "held": true } }));
    assert_eq!(listed["orders"][0]["hold_rules"], json!(["大学城小额"]));
    assert_eq!(w.call("orders.apply", json!({ "no": held["order_no"], "event": "accept" })).unwrap_err().facts["reason"], "held");

    let gift = arrive(&w, 2, Row { memo: "生日礼物，急", ..PLAIN });
    assert_eq!((&gift["urgent"], &gift["flag"], &gift["tags"]), (&json!(true), &json!(5), &json!(["急", "礼物"])));
    assert_eq!(gift["state"], "to_print");
    let checked = arrive(&w, 3, Row { paid: "6000.00", ..PLAIN });
    assert_eq!((&checked["locked"], &checked["second_check"]["rules"]), (&json!(true), &json!(["金额异常"])));
    let far = arrive(&w, 4, Row { area: NORTHWEST, ..PLAIN });
    assert_eq!((&far["flag"], &far["tags"], &far["state"]), (&json!(2), &json!(["偏远"]), &json!("to_print")));
}

fn save(w: &World, name: &str, priority: i64, when: Value, then: Value) {
    w.ok("rules.save", json!({ "rule": { "name": name, "on": true, "priority": priority, "shops": [], "when": when, "then": then } }));
}

fn small() -> Value {
    json!({ "field": "buyer_amount_fen", "op": "less", "value": [5000] })
}

#[test]
fn a_rule_holds_from_the_next_order_on() {
    let w = World::new();
    let cheap = Row { paid: "19.90", ..PLAIN };
    assert_eq!(arrive(&w, 1, cheap)["state"], "to_print");
    save(&w, "小额先看", 0, small(), json!([{ "do": "hold", "release_after_minutes": 90 }, { "do": "carrier", "carrier": "ZTO" }]));
    let held = arrive(&w, 2, cheap);
    assert_eq!((&held["held"], &held["hold_reason"], rules_of(&held)), (&json!(true), &json!("小额先看"), vec!["小额先看".to_owned()]));
    assert!(held["holds"][0]["release_at"].is_string() && text_of(&held, "carrier").contains("ZTO"), "{held}");
    assert_eq!(w.ok("orders.show", json!({ "no": "260510-000000000000001" }))["held"], false);
    w.ok("rules.switch", json!({ "name": "小额先看", "on": false }));
    assert_eq!(arrive(&w, 3, cheap)["state"], "to_print");
}

#[test]
fn priority_decides_and_a_chain_is_followed() {
    let w = World::new();
    save(&w, "低", 1, small(), json!([{ "do": "carrier", "carrier": "ZTO" }, { "do": "flag", "flag": 3 }, { "do": "tag", "tag": "小" }]));
    save(&w, "高", 2, small(), json!([{ "do": "carrier", "carrier": "SF" }, { "do": "flag", "flag": 4 }]));
    save(&w, "跟着", 0, json!({ "field": "tag", "op": "is", "value": ["小"] }), json!([{ "do": "warehouse", "warehouse": "二号仓" }]));
    let story = arrive(&w, 1, Row { paid: "19.90", ..PLAIN });
    assert!(text_of(&story, "carrier").contains("SF") && text_of(&story, "warehouse").contains("二号仓"), "{story}");
    assert_eq!((&story["flag"], &story["tags"]), (&json!(4), &json!(["小"])));
    w.ok("rules.order", json!({ "names": ["低", "高"] }));
    let story = arrive(&w, 2, Row { paid: "19.90", ..PLAIN });
    assert_eq!(story["flag"], 3);
    assert!(text_of(&story, "carrier").contains("ZTO"), "{story}");
}

#[test]
fn what_a_person_takes_back_is_not_done_again() {
    let w = World::new();
    let story = arrive(&w, 1, Row { street: "样例大学城1号", paid: "39.90", memo: "急", ..PLAIN });
    let (id, chosen) = (story["id"].clone(), json!({ "ids": [story["id"]] }));
    assert_eq!((&story["held"], &story["urgent"]), (&json!(true), &json!(true)));
    w.ok("orders.release", json!({ "selection": chosen }));
    w.ok("orders.urgent", json!({ "selection": chosen, "urgent": false }));
    w.ok("orders.tag", json!({ "selection": chosen, "remove": ["小额"] }));
    let after = w.ok("orders.show", json!({ "id": id }));
    assert_eq!((&after["held"], &after["state"]), (&json!(false), &json!("to_print")));
    // A change of the order lets the rules look again.
    w.ok("orders.edit", json!({ "id": id, "fields": { "seller_memo": "急，今天发" } }));
    let after = w.ok("orders.show", json!({ "id": id }));
    assert_eq!((&after["held"], &after["urgent"], &after["tags"]), (&json!(false), &json!(false), &json!(["急"])), "{after}");
}

#[test]
fn a_change_before_printing_is_judged_at_every_door() {
    let w = World::new();
    let story = arrive(&w, 1, Row { paid: "39.90", ..PLAIN });
    assert_eq!(story["state"], "to_print");
    let row = w.ok("orders.edit", json!({ "id": story["id"], "fields": { "receiver_address": "样例大学城2号" } }));
    assert_eq!((&row["held"], &row["state"]), (&json!(true), &json!("to_print")));
    let refused = w.call("orders.apply", json!({ "no": row["order_no"], "event": "print" })).unwrap_err();
    assert_eq!((refused.code, refused.facts["reason"].as_str()), (Code::Refused, "held"));

    // The same by a later file, a repair, a pasted text and a payment noted by hand.
    arrive(&w, 2, PLAIN);
    assert_eq!(rules_of(&arrive(&w, 2, Row { memo: "急", ..PLAIN })), ["急件"]);
    let faulty = arrive(&w, 3, Row { phone: "1990000000", ..PLAIN });
    let row = w.ok(
        "orders.repair_by_hand",
        json!({ "id": faulty["id"], "fields": { "receiver_phone": "19900000003", "receiver_address": "样例工地" } }),
    );
    assert_eq!((&row["held"], &row["state"]), (&json!(true), &json!("to_review")));
    let pasted = w.ok("orders.paste", json!({ "text": "李示例 19900000004 浙江省杭州市西湖区样例路8号三期工地", "accept": true }));
    let id = pasted["drafts"][0]["stored"].clone();
    assert_eq!(rules_of(&w.ok("orders.show", json!({ "id": id }))), ["临时驻地"]);
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
}

#[test]
fn a_first_order_is_one_without_an_earlier() {
    let w = World::new();
    save(&w, "首单", 0, json!({ "field": "first_order", "op": "is", "value": ["yes"] }), json!([{ "do": "tag", "tag": "首单" }]));
    assert_eq!(arrive(&w, 1, PLAIN)["tags"], json!(["首单"]));
    let other = Row { phone: "19900000002", ..PLAIN };
    assert_eq!(arrive(&w, 2, other)["tags"], json!(["首单"]));
    assert_eq!(arrive(&w, 3, other)["tags"], json!([]));
}
