//! Review rules through the command table: saved, refused, switched, put in order, tried.

mod world;

use serde_json::{Value, json};
use world::{NOW_MS, World};
use yidan_app::error::{Code, Failure};

fn rule(name: &str, priority: i64, when: &Value, then: &Value) -> Value {
    json!({ "name": name, "on": true, "priority": priority, "shops": [], "when": when, "then": then })
}

fn is(field: &str, op: &str, value: Value) -> Value {
    json!({ "field": field, "op": op, "value": value })
}

fn refused(w: &World, name: &str, request: Value) -> Failure {
    w.call(name, request).expect_err(name)
}

fn names(reply: &Value) -> Vec<String> {
    reply["rules"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap().to_owned()).collect()
}

fn view(w: &World, name: &str) -> Value {
    let reply = w.ok("rules.list", json!({}));
    reply["rules"].as_array().unwrap().iter().find(|r| r["name"] == name).cloned().unwrap_or(Value::Null)
}

/// A file of four orders that wait, paid on the given days before now; the second to a university town for little money.
fn orders(w: &World) {
    let day = |n: i64| {
        let date = yidan_app::moment::day(NOW_MS - n * 86_400_000);
        format!("{date} 09:00:00")
    };
    let head = "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号,快递公司,订单成交时间,收货人,手机,省,市,区,街道";
    let mut text = format!("\u{feff}{head}\r\n");
    for (no, paid, days, street) in
        [(1, "59.00", 1, "样例路1号"), (2, "39.90", 2, "大学城样例路2号"), (3, "19.90", 20, "样例路3号"), (4, "9.90", 40, "样例路4号")]
    {
        text.push_str(&format!(
            "样品,260510-{no:015}\t,待发货,{paid},0.00,0.00,0.00,0.00,{paid},{paid},2\t,,,1,白色,S1,A-1,A,,无售后或售后取消,,,{},张示例,1990000000{no},广东省,深圳市,南山区,{street}\r\n",
            day(days)
        ));
    }
    let handle = w.put("订单.csv", text.as_bytes());
    let job = w.job("files.import", json!({ "files": [handle] }));
    assert_eq!(job.result.unwrap()["files"][0]["orders_new"], 4);
}

const UNIVERSITY: &str = r#"
[[rule]]
name = "小额"
priority = 70
when = { all = [
  { field = "buyer_amount_fen", op = "less", value = 5000 },
  { any = [ { field = "address", op = "contains", value = "大学城" }, { field = "pieces", op = "more", value = 1 } ] },
] }
then = [ { do = "hold", reason = "先看", release_after_minutes = 120 }, { do = "flag", flag = 3 } ]
"#;

#[test]
fn shipped_rules_are_there_and_can_be_switched() {
    let w = World::new();
    let all = w.ok("rules.list", json!({}));
    assert_eq!(all["rules"].as_array().unwrap().len(), 9);
    assert!(all["rules"].as_array().unwrap().iter().all(|r| r["shipped"] == true && r["changed"] == false && r["on"] == true));
    assert_eq!(names(&all)[0], "黑名单");
    assert_eq!(
        view(&w, "大学城小额")["sentence"],
        "当 地址包含「大学城」或「高教园」或「高校园区」 且 实付小于 ¥50.00 时 → 挂起待审，打标签「小额」"
    );
    w.ok("rules.switch", json!({ "name": "急件", "on": false }));
    assert_eq!((&view(&w, "急件")["on"], &view(&w, "急件")["changed"]), (&json!(false), &json!(false)));
    let w = w.restart();
    assert_eq!(view(&w, "急件")["on"], false);
    let failure = refused(&w, "rules.remove", json!({ "name": "急件" }));
    assert_eq!((failure.code, failure.facts["reason"].as_str()), (Code::Refused, "rule_shipped"));
    assert_eq!(refused(&w, "rules.switch", json!({ "name": "没有", "on": true })).code, Code::NotFound);
}

#[test]
fn saved_changed_renamed_and_removed() {
    let w = World::new();
    let reply = w.ok("rules.save", json!({ "toml": UNIVERSITY }));
    assert_eq!(reply["saved"], json!(["小额"]));
    // Only the priority decides about the flags of the shipped rules, and that is told.
    assert!(reply["warnings"].as_array().unwrap().iter().all(|p| p["kind"] == "overlap"), "{reply}");
    let seen = view(&w, "小额");
    assert_eq!(seen["sentence"], "当 实付小于 ¥50.00 且 （地址包含「大学城」 或 件数大于 1） 时 → 挂起待审，2 小时后自动放行，插绿旗");
    let mut own: Value = seen.clone();
    for key in ["shipped", "changed", "sentence", "updated_at", "hits"] {
        own.as_object_mut().unwrap().remove(key);
    }
    own["name"] = json!("小额先看");
    w.ok("rules.save", json!({ "rule": own, "replaces": "小额" }));
    assert!(view(&w, "小额").is_null());
    assert_eq!(view(&w, "小额先看")["when"], seen["when"]);
    w.ok("rules.remove", json!({ "name": "小额先看" }));
    assert!(view(&w, "小额先看").is_null());

    // A shipped rule under its own name becomes the desk's own, until that is removed.
    let mut shipped = view(&w, "大学城小额");
    for key in ["shipped", "changed", "sentence", "updated_at", "hits"] {
        shipped.as_object_mut().unwrap().remove(key);
    }
    shipped["then"] = json!([{ "do": "urgent" }]);
    w.ok("rules.save", json!({ "rule": shipped }));
    assert_eq!((&view(&w, "大学城小额")["changed"], &view(&w, "大学城小额")["then"]), (&json!(true), &json!([{ "do": "urgent" }])));
    w.ok("rules.remove", json!({ "name": "大学城小额" }));
    assert_eq!(view(&w, "大学城小额")["changed"], false);
    let trail = w.ok("trail.verify", json!({}));
    assert_eq!((&trail["ok"], trail["events"].as_i64()), (&json!(true), Some(5)), "{trail}");
}

#[test]
fn conflicts_and_rings_are_refused_with_both_names() {
    let w = World::new();
    let cheap = is("buyer_amount_fen", "less", json!(5000));
    let carrier = |name: &str, to: &str, priority| rule(name, priority, &cheap, &json!([{ "do": "carrier", "carrier": to }]));
    w.ok("rules.save", json!({ "rule": carrier("甲", "SF", 0) }));
    let failure = refused(&w, "rules.save", json!({ "rule": carrier("乙", "ZTO", 0) }));
    assert_eq!(
        (failure.code, failure.facts["reason"].as_str(), failure.facts["rules"].as_str()),
        (Code::Refused, "rule_conflict", "甲、乙")
    );
    assert!(failure.message.contains('甲') && failure.message.contains('乙') && failure.message.contains("快递"), "{}", failure.message);
    assert!(view(&w, "乙").is_null());
    // Off it does no harm; switching it on is refused like saving it.
    let mut off = carrier("乙", "ZTO", 0);
    off["on"] = json!(false);
    w.ok("rules.save", json!({ "rule": off }));
    assert_eq!(refused(&w, "rules.switch", json!({ "name": "乙", "on": true })).facts["reason"], "rule_conflict");
    // The priority decides otherwise, and that is told.
    let reply = w.ok("rules.save", json!({ "rule": carrier("乙", "ZTO", 1) }));
    assert_eq!(reply["warnings"][0]["rules"], json!(["乙", "甲"]));

    let tags =
        |name: &str, reads: &str, sets: &str| rule(name, 0, &is("tag", "is", json!([reads])), &json!([{ "do": "tag", "tag": sets }]));
    w.ok("rules.save", json!({ "rule": tags("先", "x", "y") }));
    let failure = refused(&w, "rules.save", json!({ "rule": tags("后", "y", "x") }));
    assert_eq!((failure.code, failure.facts["reason"].as_str()), (Code::Refused, "rule_loop"));
    assert!(failure.message.contains('先') && failure.message.contains('后'), "{}", failure.message);
    // Both in one file, too; then neither is stored.
    w.ok("rules.remove", json!({ "name": "先" }));
    let both = "[[rule]]\nname = \"先\"\nwhen = { field = \"tag\", op = \"is\", value = \"x\" }\nthen = [ { do = \"tag\", tag = \"y\" } ]\n\
                [[rule]]\nname = \"后\"\nwhen = { field = \"tag\", op = \"is\", value = \"y\" }\nthen = [ { do = \"tag\", tag = \"x\" } ]\n";
    assert_eq!(refused(&w, "rules.save", json!({ "toml": both })).facts["reason"], "rule_loop");
    assert!(view(&w, "先").is_null());
    let tried = w.ok("rules.try", json!({ "toml": both }));
    assert_eq!((&tried["conflicts"][0]["kind"], &tried["matched"]), (&json!("loop"), &json!(0)));
}

#[test]
fn slips_in_a_file_are_told_with_their_line() {
    let w = World::new();
    for (from, to, line, says) in [
        ("op = \"less\"", "op = \"lesser\"", "6", "lesser"),
        ("value = 5000", "value = \"五十\"", "6", "五十"),
        ("flag = 3", "flg = 3", "9", "flg"),
        ("name = \"小额\"", "title = \"小额\"", "3", "title"),
        ("value = 1 }", "value = [1, 2] }", "7", "件数"),
    ] {
        let failure = refused(&w, "rules.save", json!({ "toml": UNIVERSITY.replace(from, to) }));
        assert_eq!(failure.code, Code::BadRule, "{to}: {failure:?}");
        assert!(failure.message.contains(says), "{to}: {failure:?}");
        // Nested tables are told by the line on which they begin.
        let at: i64 = failure.facts["line"].parse().unwrap();
        assert!((1..=line.parse().unwrap()).contains(&at), "{to}: {failure:?}");
    }
    for request in [json!({}), json!({ "toml": "", "name": "急件" })] {
        assert_eq!(refused(&w, "rules.save", request).code, Code::BadRequest);
    }
    for request in
        [json!({ "toml": "" }), json!({ "rule": rule(&"长".repeat(41), 0, &json!({ "all": [] }), &json!([{ "do": "urgent" }])) })]
    {
        assert_eq!(refused(&w, "rules.save", request).code, Code::BadRule);
    }
}

#[test]
fn a_trial_counts_the_orders_of_the_last_days() {
    let w = World::new();
    orders(&w);
    let tried = |request: Value| {
        let reply = w.ok("rules.try", request);
        let mut last: Vec<i64> = reply["orders"].as_array().unwrap().iter().map(|n| n.as_str().unwrap()[7..].parse().unwrap()).collect();
        last.sort_unstable();
        (reply["matched"].as_i64().unwrap(), last, reply["searched"].as_i64().unwrap())
    };
    let cheap = |fen: i64| rule("便宜", 0, &is("buyer_amount_fen", "less", json!(fen)), &json!([{ "do": "urgent" }]));
    assert_eq!(tried(json!({ "rule": cheap(5_000) })), (2, vec![2, 3], 3));
    assert_eq!(tried(json!({ "rule": cheap(1_990) })), (0, vec![], 3));
    assert_eq!(tried(json!({ "rule": cheap(5_000), "days": 60 })), (3, vec![2, 3, 4], 4));
    assert_eq!(tried(json!({ "rule": cheap(5_000), "days": 5 })), (1, vec![2], 2));
    assert_eq!(tried(json!({ "name": "大学城小额" })), (1, vec![2], 3));
    // A rule that is off is tried as if it were on; nothing is stored by trying.
    let mut off = cheap(5_000);
    off["on"] = json!(false);
    assert_eq!(tried(json!({ "rule": off })).0, 2);
    assert!(view(&w, "便宜").is_null());
    // It sees what other rules have set.
    let tagged = rule("跟着标签", 0, &is("tag", "is", json!("小额")), &json!([{ "do": "urgent" }]));
    assert_eq!(tried(json!({ "rule": tagged })), (1, vec![2], 3));
    let first = rule("首单", 0, &is("first_order", "is", json!(true)), &json!([{ "do": "urgent" }]));
    assert_eq!(tried(json!({ "rule": first })).0, 3);
    let hits = w.ok("rules.list", json!({ "hits": true }));
    let of = |name: &str| hits["rules"].as_array().unwrap().iter().find(|r| r["name"] == name).unwrap()["hits"].clone();
    assert_eq!((of("大学城小额"), of("急件"), &hits["searched"]), (json!(1), json!(0), &json!(3)));
}

#[test]
fn the_order_of_rules_is_their_priority() {
    let w = World::new();
    let cheap = is("buyer_amount_fen", "less", json!(5000));
    for (name, to, priority) in [("甲", "SF", 0), ("乙", "ZTO", 1)] {
        w.ok("rules.save", json!({ "rule": rule(name, priority, &cheap, &json!([{ "do": "carrier", "carrier": to }])) }));
    }
    let before = names(&w.ok("rules.list", json!({})));
    assert!(before.iter().position(|n| n == "乙") < before.iter().position(|n| n == "甲"));
    w.ok("rules.order", json!({ "names": ["甲", "黑名单", "乙"] }));
    let after = w.ok("rules.list", json!({}));
    assert_eq!(names(&after)[..3], ["甲", "黑名单", "乙"]);
    assert_eq!(after["problems"].as_array().unwrap().iter().filter(|p| p["rules"] == json!(["甲", "乙"])).count(), 1);
    assert!(after["rules"].as_array().unwrap().iter().all(|r| r["changed"] == false));
    assert_eq!(refused(&w, "rules.order", json!({ "names": ["没有"] })).code, Code::NotFound);
}

#[test]
fn rules_travel_as_a_text_file() {
    let w = World::new();
    w.ok("rules.save", json!({ "toml": UNIVERSITY }));
    let file = serde_json::from_value(w.ok("rules.export", json!({}))).unwrap();
    let other = World::new();
    let handle = other.put("规则.toml", &w.bytes(&file));
    assert_eq!(other.ok("rules.save", json!({ "file": handle }))["saved"], json!(["小额"]));
    assert_eq!(view(&other, "小额")["when"], view(&w, "小额")["when"]);
    let one = w.ok("rules.export", json!({ "names": ["急件"] }));
    assert_eq!(one["name"], "急件.toml");
    assert_eq!(refused(&w, "rules.export", json!({ "names": ["没有"] })).code, Code::NotFound);
}
