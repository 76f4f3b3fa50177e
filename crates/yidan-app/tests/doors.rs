//! The doors of receivers: files, pasted texts and hands; what is repaired, remembered and asked.

mod world;

use serde_json::{Value, json};
use world::World;
use yidan_app::error::Code;

const A: &str = "张三 19900001234 浙江省杭州市西湖区样例路8号";
const B: &str = "李四 19900005678 江苏省南京市玄武区样例路9号";

fn paste(w: &World, text: &str, accept: bool) -> Value {
    w.ok("orders.paste", json!({"text": text, "accept": accept}))
}

fn codes(findings: &Value) -> Vec<&str> {
    findings.as_array().expect("a list").iter().map(|f| f["code"].as_str().expect("a code")).collect()
}

fn order(w: &World, id: &Value) -> Value {
    w.ok("orders.show", json!({"id": id}))
}

const HEAD: &str = "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号,快递公司,订单成交时间,收货人,手机,省,市,区,街道";

/// A file of one order per receiver: name, phone, province, city, district, address.
fn csv(first_no: usize, receivers: &[[&str; 6]]) -> Vec<u8> {
    let mut text = format!("\u{feff}{HEAD}\r\n");
    for (at, receiver) in receivers.iter().enumerate() {
        let no = format!("260510-{:015}", first_no + at);
        text.push_str(&format!(
            "样品,{no}\t,待发货,60.00,0.00,0.00,1.00,0.00,59.00,60.00,2\t,,,1,白色,S1,A-{},A,,无售后或售后取消,,,2026-05-10 14:41:00,{}\r\n",
            first_no + at,
            receiver.join(",")
        ));
    }
    text.into_bytes()
}

fn counts(w: &World, name: &str, bytes: &[u8]) -> [i64; 3] {
    let handle = w.put(name, bytes);
    let file = w.job("files.import", json!({"files": [handle]})).result.expect("a result")["files"][0].clone();
    ["orders_new", "orders_updated", "orders_unchanged"].map(|k| file[k].as_i64().expect("a count"))
}

/// Imports one order per receiver and answers their ids.
fn import(w: &World, first_no: usize, receivers: &[[&str; 6]]) -> Vec<i64> {
    assert_eq!(counts(w, "拼多多.csv", &csv(first_no, receivers)), [receivers.len() as i64, 0, 0]);
    let id = |at| w.ok("orders.show", json!({"no": format!("260510-{:015}", first_no + at)}))["id"].as_i64().expect("an id");
    (0..receivers.len()).map(id).collect()
}

#[test]
fn a_pasted_order_flows_and_is_known_again() {
    let w = World::new();
    let text = format!("{A}\n备注：放门口");
    let seen = paste(&w, &text, false);
    assert_eq!((seen["drafts"].as_array().unwrap().len(), &seen["accepted"]), (1, &json!(0)));
    let draft = &seen["drafts"][0]["draft"];
    assert_eq!((&draft["receiver_name"], &draft["receiver_phone"]), (&json!("张三"), &json!("19900001234")));
    assert!(draft["buyer_memo"].as_str().unwrap().contains("放门口"), "{draft}");
    assert_eq!(w.ok("orders.list", json!({}))["total"], 0, "reading stores nothing");
    let kept = paste(&w, &text, true);
    let id = &kept["drafts"][0]["stored"];
    let stored = order(&w, id);
    assert_eq!((&stored["state"], &stored["platform"], &stored["shop"]), (&json!("to_print"), &json!("manual"), &json!("手工单")));
    let again = paste(&w, &format!(" {text} "), true);
    assert_eq!(codes(&again["drafts"][0]["findings"]).last(), Some(&"paste_known"));
    assert_eq!((&again["accepted"], &again["drafts"][0]["stored"]), (&json!(0), id));
    let meant = w.ok("orders.paste", json!({"text": text, "accept": true, "again": true}));
    assert_eq!(meant["accepted"], 1);
    assert_ne!(&meant["drafts"][0]["stored"], id);
    assert_eq!(w.ok("orders.list", json!({}))["total"], 2);
}

#[test]
fn several_orders_with_goods_that_the_shop_knows() {
    let w = World::new();
    import(&w, 1, &[["王五", "19900000001", "广东省", "深圳市", "南山区", "样例路1号"]]);
    let text = format!("1. {A} 样品 x3\n2. {B}\nA-1 2件 59.9元\n3. 赵六 1990000567 江苏省南京市玄武区样例路7号");
    let seen = w.ok("orders.paste", json!({"text": text, "accept": true, "only": [1, 2]}));
    let drafts = seen["drafts"].as_array().unwrap();
    assert_eq!((drafts.len(), &seen["accepted"]), (3, &json!(1)));
    assert_eq!(drafts[0]["stored"], Value::Null, "not asked for");
    assert_eq!((&drafts[0]["draft"]["items"][0]["sku_code"], &drafts[0]["draft"]["items"][0]["qty"]), (&json!("A-1"), &json!(3)));
    assert_eq!(drafts[1]["draft"]["items"][0]["qty"], 2);
    assert_eq!(drafts[1]["draft"]["buyer_amount_fen"], 5_990);
    assert!(codes(&drafts[2]["findings"]).contains(&"phone_length"));
    assert_eq!(drafts[2]["stored"], Value::Null, "red findings are not stored");
    // Places count as browsers do and point at the words.
    let units: Vec<u16> = text.encode_utf16().collect();
    let phone = drafts[2]["parts"].as_array().unwrap().iter().find(|p| p["part"] == "phone").expect("a phone");
    let (start, end) = (phone["start"].as_u64().unwrap() as usize, phone["end"].as_u64().unwrap() as usize);
    assert_eq!((String::from_utf16(&units[start..end]).unwrap(), &phone["unsure"]), ("1990000567".into(), &json!(true)));
}

#[test]
fn nothing_of_a_paste_is_lost() {
    let w = World::new();
    let text = format!("{A} 备用电话19900008888\n大闸蟹3只 两件 记得轻放");
    let draft = paste(&w, &text, false)["drafts"][0]["draft"].clone();
    let all = draft.to_string();
    for word in ["张三", "19900001234", "样例路8号", "19900008888", "大闸蟹", "两件", "轻放"] {
        assert!(all.contains(word), "{word} is lost: {all}");
    }
}

#[test]
fn odd_pastes_answer_in_words() {
    let w = World::new();
    assert_eq!(paste(&w, " \n ", true)["drafts"], json!([]));
    let many = format!("{A}\n").repeat(1_001);
    assert_eq!(w.call("orders.paste", json!({"text": many})).unwrap_err().code, Code::BadRequest);
    let long = "一".repeat(200_001);
    assert_eq!(w.call("orders.paste", json!({"text": long})).unwrap_err().code, Code::FileTooLarge);
    let twice = paste(&w, &format!("{A}\n{A}"), true);
    assert_eq!(twice["accepted"], 2, "two equal orders of one paste are two orders");
}

#[test]
fn imports_are_completed_and_the_same_file_changes_nothing() {
    let w = World::new();
    let rows = [
        ["甲", "19900000001", "广东省", "", "南山区", "样例路1号"],
        ["乙", "19900000002", "浙江省", "杭州市", "西虎区", "样例路2号"],
        ["丙", "19900000003", "", "", "", "浙江省杭州市西湖区样例路3号"],
    ];
    let ids = import(&w, 10, &rows);
    for (id, code, district) in
        [(ids[0], "region_completed", "南山区"), (ids[1], "region_corrected", "西湖区"), (ids[2], "region_completed", "西湖区")]
    {
        let seen = order(&w, &json!(id));
        assert_eq!((&seen["state"], &seen["receiver_district"]), (&json!("to_print"), &json!(district)));
        assert!(codes(&seen["findings"]).contains(&code), "{seen}");
        assert_eq!(seen["edited"], json!([]), "no person did it");
    }
    assert_eq!(order(&w, &json!(ids[2]))["receiver_address"], "样例路3号");
    // The same rows as another file: nothing new is said.
    let before = w.ok("orders.list", json!({}))["orders"].clone();
    assert_eq!(counts(&w, "again.csv", &[&csv(10, &rows)[..], b"\r\n"].concat()), [0, 0, 3]);
    assert_eq!(w.ok("orders.list", json!({}))["orders"], before);
    // A person's word takes the place of the remark.
    w.ok("orders.edit", json!({"id": ids[0], "fields": {"receiver_city": "深圳"}}));
    assert!(!codes(&order(&w, &json!(ids[0]))["findings"]).contains(&"region_completed"));
}

#[test]
fn one_press_repairs_an_order_and_lets_it_go() {
    let w = World::new();
    let ids = import(&w, 20, &[["甲", "19900000001", "浙江省", "宁波市", "滨江区", "样例路1号"]]);
    let repairs = w.ok("orders.repairs", json!({"id": ids[0]}));
    let first = &repairs["repairs"][0];
    assert_eq!((&first["code"], &first["severity"]), (&json!("region_conflict"), &json!("blocking")));
    assert_eq!(first["options"][0]["label"], "选 浙江省杭州市滨江区");
    let row = w.ok("orders.repair", json!({"id": ids[0], "code": "region_conflict", "option": first["options"][0]["option"]}));
    assert_eq!((&row["state"], &row["receiver_city"]), (&json!("to_print"), &json!("杭州市")));
    let events = order(&w, &json!(ids[0]))["events"].clone();
    let what: Vec<&str> = events.as_array().unwrap().iter().map(|e| e["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["import", "edit", "accept", "allocate"]);
    let gone = w.call("orders.repair", json!({"id": ids[0], "code": "region_conflict", "option": "choose"})).unwrap_err();
    assert_eq!(gone.code, Code::NotFound);
}

#[test]
fn a_correction_is_remembered_for_the_same_text() {
    let w = World::new();
    let faulty = ["甲", "19900000001", "浙江省", "杭州市", "无此地区", "样例路1号"];
    let ids = import(&w, 30, &[faulty]);
    assert_eq!(order(&w, &json!(ids[0]))["state"], "to_review");
    let row = w.ok("orders.repair_by_hand", json!({"id": ids[0], "fields": {"receiver_district": "西湖区"}}));
    assert_eq!(row["state"], "to_print");
    let mut other = faulty;
    other[1] = "19900000002";
    let next = import(&w, 40, &[faulty, other]);
    let seen = order(&w, &json!(next[0]));
    assert_eq!((&seen["state"], &seen["receiver_district"]), (&json!("to_print"), &json!("西湖区")));
    assert_eq!(codes(&seen["findings"]), ["corrected_as_before"]);
    assert_eq!(order(&w, &json!(next[1]))["state"], "to_review", "another buyer is asked again");
    // A pasted text with the same fault as well.
    let kept = w.restart();
    let text = "甲 19900000001 浙江省杭州市无此地区样例路1号";
    let draft = paste(&kept, text, false)["drafts"][0].clone();
    assert!(!codes(&draft["findings"]).is_empty());
}

#[test]
fn the_batch_page_repairs_what_is_certain_and_takes_it_back() {
    let w = World::new();
    let mut rows = Vec::new();
    for _ in 0..30 {
        rows.push(["甲", "19900000001", "浙江省", "杭州市", "西湖区", "样例路1号"]);
    }
    let ids = import(&w, 100, &rows);
    for id in &ids[..20] {
        w.ok("orders.edit", json!({"id": id, "fields": {"receiver_city": null}}));
    }
    for id in &ids[20..25] {
        w.ok("orders.edit", json!({"id": id, "fields": {"receiver_district": "玄武区"}}));
    }
    let page = w.ok("repairs.list", json!({"limit": 10}));
    assert_eq!((&page["total"], page["orders"].as_array().unwrap().len()), (&json!(25), 10));
    assert_eq!(page["certain"], json!({"region_incomplete": 20}));
    let mut seen = 10;
    let mut after = page["next"].clone();
    while !after.is_null() {
        let more = w.ok("repairs.list", json!({"limit": 10, "after": after}));
        seen += more["orders"].as_array().unwrap().len();
        after = more["next"].clone();
    }
    assert_eq!(seen, 25);
    assert_eq!(w.ok("repairs.list", json!({"code": "region_conflict"}))["total"], 5);
    let done = w.ok("repairs.all", json!({"option": "certain"}));
    assert_eq!(done["done"], 20);
    assert_eq!(w.ok("repairs.list", json!({}))["total"], 5);
    assert_eq!(order(&w, &json!(ids[0]))["receiver_city"], "杭州市");
    let back = w.ok("orders.back", json!({"undo": done["undo"]}));
    assert_eq!(back["done"], 20);
    assert_eq!(w.ok("repairs.list", json!({}))["total"], 25);
}

#[test]
fn field_rules_hold_from_the_next_order_on() {
    let w = World::new();
    let rule = json!({"name": "备注必填", "field": "buyer_memo", "kind": "required", "value": "", "severity": "warning"});
    let before = import(&w, 200, &[["甲", "19900000001", "浙江省", "杭州市", "西湖区", "样例路1号"]]);
    let tried = w.ok("field_rules.try", json!({"rule": rule, "text": ""}));
    assert_eq!((&tried["ok"], &tried["searched"]), (&json!(false), &json!(0)), "the order is older than 30 days");
    assert_eq!(w.ok("field_rules.try", json!({"rule": rule, "text": "快"}))["ok"], true);
    w.ok("field_rules.save", rule.clone());
    assert_eq!(w.ok("field_rules.list", json!({}))["rules"], json!([rule]));
    let after = import(&w, 201, &[["甲", "19900000001", "浙江省", "杭州市", "西湖区", "样例路1号"]]);
    assert_eq!(codes(&order(&w, &json!(before[0]))["findings"]), Vec::<&str>::new());
    let held = order(&w, &json!(after[0]));
    assert_eq!((codes(&held["findings"]), &held["state"]), (vec!["field_rule"], &json!("to_review")));
    let row = w.ok("orders.repair_by_hand", json!({"id": after[0], "fields": {"buyer_memo": "快"}}));
    assert_eq!(row["state"], "to_print");
    let sku = json!({"name": "编码", "field": "sku_code", "kind": "pattern", "value": "[A-Z]{2}-[0-9]+", "severity": "blocking", "shop": "无此店"});
    assert_eq!(w.call("field_rules.save", sku.clone()).unwrap_err().code, Code::NotFound);
    let mut sku = sku;
    sku.as_object_mut().unwrap().remove("shop");
    assert_eq!(w.ok("field_rules.try", json!({"rule": sku, "text": "AB-12"}))["ok"], true);
    sku["value"] = json!("(");
    assert_eq!(w.call("field_rules.save", sku).unwrap_err().code, Code::BadRequest);
    w.ok("field_rules.remove", json!({"name": "备注必填"}));
    assert_eq!(w.call("field_rules.remove", json!({"name": "备注必填"})).unwrap_err().code, Code::NotFound);
}

#[test]
fn an_address_with_its_places() {
    let w = World::new();
    let text = "😀张三，19900001234，朝阳区样例路8号";
    let seen = w.ok("address.parse", json!({"text": text}));
    let units: Vec<u16> = text.encode_utf16().collect();
    let parts = seen["parts"].as_array().unwrap();
    let of = |part: &str| {
        let p = parts.iter().find(|p| p["part"] == part).unwrap_or_else(|| panic!("no {part}"));
        String::from_utf16(&units[p["start"].as_u64().unwrap() as usize..p["end"].as_u64().unwrap() as usize]).unwrap()
    };
    assert_eq!((of("phone"), of("district")), ("19900001234".into(), "朝阳区".into()));
    assert_eq!(parts.first().unwrap()["start"], 0);
    assert_eq!(parts.last().unwrap()["end"], units.len());
    let flag = &seen["flags"][0];
    assert_eq!((&flag["code"], &flag["severity"]), (&json!("ambiguous_district"), &json!("blocking")));
    assert!(flag["text"].as_str().unwrap().contains("北京市"));
    assert!(seen["candidates"].as_array().unwrap().len() >= 2);
}

#[test]
fn only_planted_faults_are_complained_about() {
    let w = World::new();
    let job = w.job("orders.demo", json!({"orders": 3_000, "seed": 11}));
    assert_eq!(job.result.expect("a result")["orders"], 3_000);
    let planted = ["phone_length", "phone_missing", "address_missing", "status_unknown", "amount_odd", "pieces_unknown"];
    let (mut waiting, mut flowed, mut completed) = (0, 0, 0);
    let mut after = Value::Null;
    loop {
        let page = w.ok("orders.list", json!({"limit": 1_000, "after": after}));
        for row in page["orders"].as_array().expect("rows") {
            if !["to_review", "to_allocate", "to_print"].contains(&row["state"].as_str().expect("a state")) {
                continue;
            }
            waiting += 1;
            flowed += i32::from(row["state"] == "to_print");
            for finding in row["findings"].as_array().expect("findings") {
                let code = finding["code"].as_str().expect("a code");
                assert!(finding["severity"] == "info" || planted.contains(&code), "{row}");
                completed += i32::from(code == "region_completed");
            }
        }
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert!(waiting > 50 && flowed * 100 >= waiting * 80, "{flowed} of {waiting} went on untouched, {completed} completed");
}
