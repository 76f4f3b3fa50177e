//! The second net: what is asked about, what an answer does, and that nobody is asked twice.

mod world;

use serde_json::{Value, json};
use world::World;
use yidan_app::error::Code;
use yidan_app::jobs::JobState;

/// A row of a shop's own table.
#[derive(Clone)]
struct Row {
    no: &'static str,
    phone: &'static str,
    at: &'static str,
    street: &'static str,
    code: &'static str,
    qty: u32,
    memo: &'static str,
}

const FIRST: Row = Row {
    no: "260510-100000000000001",
    phone: "19900000001",
    at: "2026-05-10 14:41:03",
    street: "样例路1号",
    code: "A-1",
    qty: 2,
    memo: "",
};

const HEAD: &str = "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号,快递公司,订单成交时间,收货人,手机,省,市,区,街道";

fn csv(rows: &[Row]) -> Vec<u8> {
    let mut text = format!("\u{feff}{HEAD}\r\n");
    for r in rows {
        text.push_str(&format!(
            "样品,{}\t,待发货,60.00,0.00,0.00,1.00,0.00,59.00,60.00,{}\t,,,1,白色,S1,{},A,{},无售后或售后取消,,,{},张示例,{},广东省,深圳市,南山区,{}\r\n",
            r.no, r.qty, r.code, r.memo, r.at, r.phone, r.street
        ));
    }
    text.into_bytes()
}

fn import(w: &World, rows: &[Row]) {
    let handle = w.put("拼多多.csv", &csv(rows));
    let job = w.job("files.import", json!({"files": [handle]}));
    assert!(matches!(job.state, JobState::Done | JobState::Partly), "{job:?}");
}

fn show(w: &World, no: &str) -> Value {
    w.ok("orders.show", json!({"no": no}))
}

fn codes(order: &Value) -> Vec<String> {
    order["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
}

fn pairs(w: &World) -> Vec<Value> {
    w.ok("doubles.list", json!({}))["pairs"].as_array().unwrap().clone()
}

#[test]
fn what_is_asked_about() {
    type Case = (&'static str, fn(&mut Row), bool);
    let cases: &[Case] = &[
        ("all four equal", |_| (), true),
        ("three seconds later", |r| r.at = "2026-05-10 14:41:06", true),
        ("one piece more", |r| r.qty = 3, true),
        ("an hour later, both numbered by the platform", |r| r.at = "2026-05-10 15:41:03", false),
        ("another door, both numbered by the platform", |r| r.street = "样例路2号", false),
        ("the same door in other words", |r| r.street = "南山区样例路 1号", true),
        ("other goods", |r| r.code = "Z-9", false),
        ("another phone", |r| r.phone = "19900000002", false),
        ("hidden, and it may be", |r| r.phone = "199****0001", true),
    ];
    for (what, change, asked) in cases {
        let w = World::new();
        let mut second = Row { no: "260510-100000000000002", ..FIRST };
        change(&mut second);
        import(&w, &[FIRST, second.clone()]);
        assert_eq!(pairs(&w).len(), usize::from(*asked), "{what}");
        for no in [FIRST.no, second.no] {
            assert_eq!(codes(&show(&w, no)).contains(&"maybe_double".to_owned()), *asked, "{what} {no}");
        }
        let late = show(&w, second.no);
        assert_eq!(late["state"] == "to_review", *asked, "{what}: a question stops the flow: {}", late["state"]);
        assert_eq!(show(&w, FIRST.no)["state"], "to_print", "{what}: the first was on its way before");
    }
}

#[test]
fn the_words_say_who_and_why() {
    let w = World::new();
    import(&w, &[FIRST, Row { no: "260510-100000000004321", at: "2026-05-10 14:41:06", ..FIRST }]);
    let text = show(&w, FIRST.no)["findings"][0]["text"].as_str().unwrap().to_owned();
    assert_eq!(text, "疑似重复：与 …4321 同手机、同商品、相差 3 秒。");
    let pair = &pairs(&w)[0];
    assert_eq!(pair["why"], "同手机、同姓名、同地址、同商品、同金额、相差 3 秒");
    let side = w.ok("doubles.show", json!({"pair": pair["pair"]}));
    let differing: Vec<&str> =
        side["fields"].as_array().unwrap().iter().filter(|f| f["differs"] == true).map(|f| f["field"].as_str().unwrap()).collect();
    assert_eq!(differing, ["order_no", "state", "paid_at"]);
    assert_eq!(side["merge_gone"], Value::Null);
    assert!(side["merge_refusal"].as_str().unwrap().contains("平台单号"));
}

#[test]
fn kept_is_never_asked_again() {
    let w = World::new();
    let rows = [FIRST, Row { no: "260510-100000000000002", at: "2026-05-10 14:41:06", ..FIRST }];
    import(&w, &rows);
    let pair = pairs(&w)[0]["pair"].clone();
    let answered = w.ok("doubles.answer", json!({"pair": pair, "answer": "keep"}));
    assert_eq!(answered["answer"], "kept");
    for row in &rows {
        let order = show(&w, row.no);
        assert_eq!((codes(&order).len(), order["state"].as_str()), (0, Some("to_print")), "{}", row.no);
    }
    import(&w, &rows);
    let mut later = rows.clone();
    later[0].memo = "改过";
    later[1].memo = "改过";
    import(&w, &later);
    assert!(pairs(&w).is_empty());
    assert!(rows.iter().all(|r| codes(&show(&w, r.no)).is_empty()));
    // An answer can be taken back.
    w.ok("doubles.answer", json!({"pair": pair, "answer": "ask"}));
    assert_eq!((pairs(&w).len(), codes(&show(&w, FIRST.no)).len()), (1, 1));
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
}

#[test]
fn a_voided_order_is_closed_for_good() {
    let w = World::new();
    let second = Row { no: "260510-100000000000002", at: "2026-05-10 14:41:06", ..FIRST };
    import(&w, &[FIRST, second.clone()]);
    let pair = pairs(&w)[0]["pair"].clone();
    let gone = show(&w, second.no)["id"].clone();
    assert_eq!(w.call("doubles.answer", json!({"pair": pair, "answer": "void"})).unwrap_err().code, Code::BadRequest);
    assert_eq!(w.call("doubles.answer", json!({"pair": pair, "answer": "void", "void": 1})).unwrap_err().code, Code::BadRequest);
    w.ok("doubles.answer", json!({"pair": pair, "answer": "void", "void": gone}));
    let closed = show(&w, second.no);
    assert_eq!((closed["state"].as_str(), codes(&closed).len()), (Some("closed"), 0));
    let events = closed["events"].as_array().unwrap();
    let close = events.iter().find(|e| e["what"] == "close").unwrap();
    assert_eq!(close["to"], "closed");
    assert!(codes(&show(&w, FIRST.no)).is_empty());
    for answer in ["keep", "ask", "merge"] {
        let refused = w.call("doubles.answer", json!({"pair": pair, "answer": answer})).unwrap_err();
        assert_eq!((refused.code, refused.facts["reason"].as_str()), (Code::Refused, "answered"), "{answer}");
    }
}

#[test]
fn an_order_that_left_is_not_voided() {
    let w = World::new();
    let second = Row { no: "260510-100000000000002", at: "2026-05-10 14:41:06", ..FIRST };
    import(&w, &[FIRST, second.clone()]);
    let pair = pairs(&w)[0]["pair"].clone();
    w.ok("orders.apply", json!({"no": FIRST.no, "event": "ship", "fields": {"trackings": [["中通", "73100000000001"]]}}));
    let gone = show(&w, FIRST.no)["id"].clone();
    let refused = w.call("doubles.answer", json!({"pair": pair, "answer": "void", "void": gone})).unwrap_err();
    assert_eq!((refused.code, refused.facts["reason"].as_str()), (Code::Refused, "already_gone"));
    assert_eq!(pairs(&w).len(), 1, "nothing was answered");
}

#[test]
fn closing_by_another_door_ends_the_question() {
    let w = World::new();
    let second = Row { no: "260510-100000000000002", at: "2026-05-10 14:41:06", ..FIRST };
    import(&w, &[FIRST, second.clone()]);
    let id = show(&w, FIRST.no)["id"].clone();
    w.ok("orders.step", json!({"selection": {"ids": [id]}, "event": "close"}));
    let left = show(&w, second.no);
    assert_eq!((codes(&left).len(), left["state"].as_str()), (0, Some("to_print")), "it goes on by itself");
    assert!(pairs(&w).is_empty());
}

/// The typed order of the same goods, by paste.
fn paste(w: &World, memo: &str) -> Value {
    let text = format!("张示例 19900000001 广东省深圳市南山区样例路1号 A-1 ×2 {memo}");
    let reply = w.ok("orders.paste", json!({"text": text, "accept": true}));
    reply["drafts"][0]["stored"].clone()
}

#[test]
fn a_typed_order_goes_up_in_the_platforms() {
    let w = World::new();
    // The clock of this world stands at 10:00 of the 22nd.
    let real = Row { no: "261122-100000000000001", at: "2026-11-22 09:59:30", ..FIRST };
    import(&w, std::slice::from_ref(&real));
    let typed = paste(&w, "");
    let order = w.ok("orders.show", json!({"id": typed}));
    assert!(codes(&order).contains(&"maybe_double".to_owned()), "{order}");
    let typed_no = order["order_no"].as_str().unwrap().to_owned();
    w.ok("orders.edit", json!({"id": typed, "fields": {"seller_memo": "客户要蓝色"}}));
    assert!(codes(&w.ok("orders.show", json!({"id": typed}))).contains(&"maybe_double".to_owned()), "an edit does not answer the question");
    let real_id = show(&w, real.no)["id"].clone();
    let side = w.ok("doubles.show", json!({"no": real.no}));
    assert_eq!(side["merge_gone"], typed);
    let wrong = w.call("doubles.answer", json!({"no": real.no, "answer": "merge", "void": real_id})).unwrap_err();
    assert_eq!(wrong.facts["reason"], "number_stays");
    w.ok("doubles.answer", json!({"no": real.no, "answer": "merge"}));
    let kept = show(&w, real.no);
    assert_eq!((kept["seller_memo"].as_str(), codes(&kept).len()), (Some("客户要蓝色"), 0));
    assert_eq!(w.ok("orders.show", json!({"id": typed}))["state"], "closed");
    // The merged order's number leads to the one that stayed.
    assert_eq!(show(&w, &typed_no)["id"], real_id);
    assert!(kept["numbers"].as_array().unwrap().iter().any(|n| n["no"] == typed_no.as_str() && n["kind"] == "merged"));
    // The platform's file does not take the memo away again.
    import(&w, &[Row { memo: "平台备注", ..real.clone() }]);
    assert_eq!(show(&w, real.no)["seller_memo"], "客户要蓝色");
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
}

#[test]
fn a_parent_and_its_part() {
    let w = World::new();
    // Two days apart: only the number tells.
    let part = Row { no: "260510-100000000000001-1", at: "2026-05-12 14:41:03", qty: 1, ..FIRST };
    import(&w, &[FIRST]);
    import(&w, std::slice::from_ref(&part));
    let pair = &pairs(&w)[0];
    assert!(pair["reasons"].as_array().unwrap().contains(&json!("parent")), "{pair}");
    assert!(show(&w, part.no)["findings"][0]["text"].as_str().unwrap().contains("这单是那一单的一部分"));
}

#[test]
fn parts_that_add_up_without_telling_numbers() {
    let w = World::new();
    let part = |no: &'static str, qty| Row { no, qty, ..FIRST };
    let parts = [part("260510-100000000000007", 5), part("260510-100000000000008", 4)];
    import(&w, &[Row { qty: 9, ..FIRST }]);
    import(&w, &parts);
    let found: Vec<Value> = pairs(&w).into_iter().filter(|p| p["reasons"].as_array().unwrap().contains(&json!("parent"))).collect();
    // Amounts of made-up rows are all alike, so they do not add up to the fen.
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_crowd_is_not_asked_about() {
    let w = World::new();
    let numbers: Vec<String> = (0..60).map(|n| format!("260510-2{n:014}")).collect();
    let rows: Vec<Row> = numbers.iter().map(|no| Row { no: String::leak(no.clone()), ..FIRST }).collect();
    import(&w, &rows);
    assert!(pairs(&w).is_empty());
    assert!(rows.iter().all(|r| codes(&show(&w, r.no)).is_empty()));
    let tabs = world::counts(&w.ok("orders.tabs", json!({})));
    assert_eq!(tabs["to_print"], 60);
}
