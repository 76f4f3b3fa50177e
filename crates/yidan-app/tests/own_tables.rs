//! Tables that nobody knows: columns and guesses, the trial, formats of one's own, findings by cause, watched folders.

mod world;

use serde_json::{Value, json};
use world::World;
use yidan_app::error::Code;
use yidan_app::files::watch::SeenFile;

const TABLE: &str = "小店出货表\n\n出货日期,小店单号,客户,手机,地址,货名,数量,钱,现状\n\
2026/5/1 9:00,A001,示例甲,19900001111,浙江省杭州市西湖区样例路1号,茶,2,60,等发\n\
2026/5/1 9:05,A002,示例乙,1990000222,上海市浦东新区样例路2号,杯,1,abc,等发\n\
2026/5/2 9:05,A003,示例丙,19900003333,上海市浦东新区样例路3号,杯,1,20.5,妥投\n";

fn mapping() -> Value {
    json!({
        "headings": ["出货日期", "小店单号", "客户", "手机", "地址", "货名", "数量", "钱", "现状"],
        "columns": {"0": "paid_at", "1": "order_no", "2": "receiver_name", "3": "receiver_phone", "4": "receiver_address",
                    "5": "item.title", "6": "item.qty", "7": "buyer_amount", "8": "status"},
        "status": {"等发": "to_ship", "妥投": "completed"}
    })
}

fn import(w: &World, name: &str, bytes: &[u8], extra: Value) -> Value {
    let mut request = json!({"files": [w.put(name, bytes)]});
    request.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
    w.job("files.import", request).result.expect("a report")["files"][0].clone()
}

#[test]
fn columns_are_shown_with_samples_and_guesses() {
    let w = World::new();
    let text = "订单编号,买家姓名,联系手机,收货地址,总金额,状态,状态\n\
                A1,示例,19900001111,上海市样例路1号,12.00,待发货,x\nA2,示例,19900001112,上海市样例路2号,13.00,怪词,\n";
    let columns = w.ok("files.columns", json!({"file": w.put("x.csv", text.as_bytes())}));
    let of = |i: usize| (columns["columns"][i]["guess"].as_str(), columns["columns"][i]["usable"].as_bool().unwrap());
    assert_eq!(columns["header_row"], 1);
    assert_eq!(
        [of(0), of(2), of(3), of(4)],
        [(Some("order_no"), true), (Some("receiver_phone"), true), (Some("receiver_address"), true), (Some("buyer_amount"), true)]
    );
    assert_eq!(of(6), (None, false), "a heading that stands twice counts at its first place");
    assert_eq!(columns["columns"][4]["samples"], json!(["12.00", "13.00"]));
    assert_eq!(columns["status_words"], json!([{"word": "待发货", "status": "to_ship"}, {"word": "怪词", "status": null}]));
    for field in columns["fields"].as_array().unwrap() {
        assert!(!field["name"].as_str().unwrap().starts_with("mapping."), "{field}");
    }
    // A known file shows its columns too, a workbook its sheets.
    let book =
        std::fs::read(format!("{}/../yidan-platforms/src/carrier_sf/fixtures/顺丰_月结账单_202605.xlsx", env!("CARGO_MANIFEST_DIR")))
            .unwrap();
    let known = w.ok("files.columns", json!({"file": w.put("顺丰.xlsx", &book)}));
    assert_eq!((known["platform"].as_str(), known["kind"].as_str()), (Some("carrier_sf"), Some("carrier_bill")));
    assert!(
        known["sheets"].as_array().is_some_and(|s| !s.is_empty()) && known["columns"].as_array().is_some_and(|c| c.len() > 5),
        "{known}"
    );
}

#[test]
fn a_trial_reads_and_stores_nothing() {
    let w = World::new();
    let file = w.put("出货.csv", TABLE.as_bytes());
    let tried = w.ok("files.try_mapping", json!({"file": file, "mapping": mapping()}));
    assert_eq!((tried["accepted"].as_i64(), tried["rejected_total"].as_i64()), (Some(2), Some(1)));
    assert_eq!(tried["rows"][0]["row"], 4);
    for (field, text) in [
        ("order_no", "A001"),
        ("buyer_amount", "¥60.00"),
        ("receiver_phone", "19900001111"),
        ("item.title", "茶"),
        ("item.qty", "2"),
        ("status", "to_ship"),
    ] {
        assert_eq!(tried["rows"][0]["values"][field], text, "{field}: {}", tried["rows"][0]);
    }
    assert_eq!((tried["rejected"][0]["reason"].as_str(), tried["rejected"][0]["cell"].as_str()), (Some("bad_money"), Some("H5")));
    assert_eq!(w.ok("orders.list", json!({}))["total"], 0);
    let mut without = mapping();
    without["status"] = json!({});
    assert_eq!(w.ok("files.try_mapping", json!({"file": file, "mapping": without}))["unknown_words"], json!(["等发", "妥投"]));
    let mut strange = mapping();
    strange["headings"][1] = json!("别的单号");
    for bad in [json!({"headings": ["a"], "columns": {"0": "buyer_amount"}}), strange] {
        let failure = w.call("files.try_mapping", json!({"file": file, "mapping": bad})).unwrap_err();
        assert!(failure.code == Code::BadMapping && !failure.message.contains('{'), "{failure:?}");
    }
}

#[test]
fn a_saved_choice_knows_its_files_by_itself() {
    let w = World::new();
    assert_eq!(import(&w, "出货.csv", TABLE.as_bytes(), json!({}))["error"]["code"], "unknown_file");
    w.ok("profiles.save", json!({"name": "出货表", "mapping": mapping()}));
    let first = import(&w, "出货.csv", TABLE.as_bytes(), json!({}));
    assert_eq!(
        (first["orders_new"].as_i64(), first["rejected_total"].as_i64(), first["platform"].as_str()),
        (Some(2), Some(1), Some("own"))
    );
    let story = w.ok("orders.show", json!({"no": "A001"}));
    assert_eq!(
        (story["state"].as_str(), story["buyer_amount_fen"].as_i64(), story["items"][0]["qty"].as_i64()),
        (Some("to_print"), Some(6_000), Some(2))
    );
    assert_eq!(w.ok("orders.show", json!({"no": "A003"}))["state"], "completed");

    // By name it reads that table and no other.
    let named = import(&w, "出货.csv", TABLE.as_bytes(), json!({"profile": "出货表"}));
    assert_eq!(named["orders_unchanged"], 2);
    let pdd =
        std::fs::read(format!("{}/../yidan-platforms/src/pdd/fixtures/orders_export2026-06-01-09-30-00.csv", env!("CARGO_MANIFEST_DIR")))
            .unwrap();
    assert_eq!(import(&w, "pdd.csv", &pdd, json!({"profile": "出货表"}))["error"]["code"], "unknown_file");
    let failure = w.call("files.import", json!({"files": [w.put("x.csv", b"a")], "profile": "没有的"})).unwrap_err();
    assert_eq!(failure.code, Code::NotFound);

    // Out of this desk and into another.
    let text = w.bytes(&serde_json::from_value(w.ok("profiles.export", json!({"name": "出货表"}))).unwrap());
    let other = World::new();
    let name = other.ok("profiles.import", json!({"file": other.put("出货表.toml", &text)}));
    assert_eq!(name["name"], "出货表");
    assert_eq!(import(&other, "出货.csv", TABLE.as_bytes(), json!({}))["orders_new"], 2);
    let listed = other.ok("profiles.list", json!({}));
    assert_eq!((listed["profiles"][0]["columns"].as_i64(), listed["profiles"][0]["kind"].as_str()), (Some(9), Some("orders")));
    assert_eq!(listed["profiles"][0]["mapping"]["status"], mapping()["status"]);
    for bad in [&b"name = 1"[..], b"\xff\xfe\x00", b"[[format]]\nname = \"x\"\nkind = \"orders\"\nrequired = []\n"] {
        let failure = other.call("profiles.import", json!({"file": other.put("x.toml", bad)})).unwrap_err();
        assert_eq!(failure.code, Code::BadMapping, "{failure:?}");
    }
    w.ok("profiles.remove", json!({"name": "出货表"}));
    assert_eq!(w.call("profiles.remove", json!({"name": "出货表"})).unwrap_err().code, Code::NotFound);
    let changed = TABLE.replace("60,等发", "61,等发");
    assert_eq!(import(&w, "出货.csv", changed.as_bytes(), json!({}))["error"]["code"], "unknown_file");
}

#[test]
fn a_choice_for_a_platform_meets_its_orders() {
    let w = World::new();
    let mut own = mapping();
    own["platform"] = json!("taobao");
    own["status"] = json!({});
    w.ok("profiles.save", json!({"name": "改过的淘宝表", "mapping": own}));
    let text = TABLE.replace("等发", "买家已付款，等待卖家发货").replace("妥投", "交易成功").replace("abc", "5");
    let quoted = text.replace("买家已付款，等待卖家发货", "\"买家已付款，等待卖家发货\"");
    assert_eq!(import(&w, "a.csv", quoted.as_bytes(), json!({}))["platform"], "taobao");
    assert_eq!(w.ok("orders.show", json!({"no": "A003"}))["state"], "completed", "the platform's own words are known");
}

#[test]
fn findings_by_cause() {
    let w = World::new();
    w.ok("profiles.save", json!({"name": "出货表", "mapping": mapping()}));
    let text = TABLE.replace("abc", "30");
    import(&w, "一.csv", TABLE.as_bytes(), json!({"shop": "甲"}));
    import(&w, "二.csv", text.as_bytes(), json!({"shop": "乙"}));
    let groups = |shop: Option<&str>| -> Vec<(String, String, i64)> {
        let reply = w.ok("findings.groups", json!({"shop": shop}));
        let of = |g: &Value| (g["code"].as_str().unwrap().into(), g["source"].as_str().unwrap().into(), g["count"].as_i64().unwrap());
        for g in reply["groups"].as_array().unwrap() {
            let (text, advice) = (g["text"].as_str().unwrap(), g["advice"].as_str().unwrap());
            assert!(!text.contains(['.', '{']) && !advice.contains(['.', '{']) && !advice.is_empty(), "{g}");
        }
        reply["groups"].as_array().unwrap().iter().map(of).collect()
    };
    let all = groups(None);
    assert_eq!(all[0], ("bad_money".into(), "row".into(), 1), "what did not come in is worst: {all:?}");
    let phone = all.iter().find(|g| g.0.starts_with("phone")).expect("a phone with ten digits").clone();
    assert_eq!((phone.1.as_str(), phone.2), ("order", 1));
    assert!(groups(Some("甲")).iter().all(|g| !g.0.starts_with("phone")), "A002 of 甲 was refused");
    assert_eq!(groups(Some("没有")), []);

    let rows = w.ok("findings.rows", json!({"code": "bad_money", "source": "row"}))["rows"].clone();
    assert_eq!(
        (rows[0]["file"].as_str(), rows[0]["row"].as_i64(), rows[0]["cell"].as_str(), rows[0]["column"].as_str()),
        (Some("一.csv"), Some(5), Some("H5"), Some("钱"))
    );
    let shown = w.ok("files.row", json!({"file_id": rows[0]["file_id"], "row": rows[0]["row"]}));
    assert_eq!(shown["cells"][7], "abc");
    let rows = w.ok("findings.rows", json!({"code": phone.0, "source": "order"}))["rows"].clone();
    assert_eq!((rows[0]["order_no"].as_str(), rows[0]["file"].as_str(), rows[0]["row"].as_i64()), (Some("A002"), Some("二.csv"), Some(5)));
    // What is repaired stands no more.
    w.ok("orders.edit", json!({"id": rows[0]["order_id"], "fields": {"receiver_phone": "19900002222"}}));
    assert!(groups(None).iter().all(|g| !g.0.starts_with("phone")));
}

#[test]
fn pages_of_findings_hold_every_row_once() {
    let w = World::new();
    w.ok("profiles.save", json!({"name": "出货表", "mapping": mapping()}));
    let head: String = TABLE.lines().take(3).map(|l| format!("{l}\n")).collect();
    let body = |from: usize| {
        (from..from + 25)
            .map(|n| {
                format!("2026/5/1 9:00,B{n},示例,1990000{n:03},上海市浦东新区样例路,杯,1,{},等发\n", if n % 2 == 0 { "x" } else { "5" })
            })
            .collect::<String>()
    };
    import(&w, "一.csv", format!("{head}{}", body(100)).as_bytes(), json!({}));
    import(&w, "二.csv", format!("{head}{}", body(200)).as_bytes(), json!({}));
    let groups = w.ok("findings.groups", json!({}));
    for (source, key) in [("row", "row"), ("order", "order_no")] {
        let group = groups["groups"].as_array().unwrap().iter().find(|g| g["source"] == source).unwrap();
        let (mut after, mut seen) = (Value::Null, Vec::new());
        loop {
            let page = w.ok("findings.rows", json!({"code": group["code"], "source": source, "after": after, "limit": 7}));
            seen.extend(page["rows"].as_array().unwrap().iter().map(|r| format!("{} {}", r["file"], r[key])));
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        let listed = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((listed, seen.len() as i64), (seen.len(), group["count"].as_i64().unwrap()), "{source}");
    }
}

#[test]
fn watched_folders_take_each_content_once() {
    let w = World::new();
    let path = if cfg!(windows) { "C:\\exports" } else { "/exports" };
    for bad in ["exports", "", w.folder.path().join("inside").to_str().unwrap()] {
        assert_eq!(w.call("watch.add", json!({"path": bad})).unwrap_err().code, Code::FolderUnfit, "{bad}");
    }
    w.ok("watch.add", json!({"path": path, "shop": "甲"}));
    w.ok("profiles.save", json!({"name": "出货表", "mapping": mapping()}));
    assert_eq!(w.app.watched().unwrap(), [(path.to_owned(), Some("甲".to_owned()))]);
    let seen = |name: &str, at: i64| SeenFile { name: name.into(), bytes: TABLE.len() as i64, changed_at_ms: at };
    let take = |name: &str, at: i64| w.app.take_watched(path, Some("甲"), &[(seen(name, at), w.put(name, TABLE.as_bytes()))]).unwrap();
    let job = take("出货.csv", 1).expect("something new").job;
    assert_eq!(w.app.run_job(job).unwrap().result.unwrap()["files"][0]["shop"], "甲");
    assert!(w.app.is_watched_done(path, &seen("出货.csv", 1)).unwrap() && !w.app.is_watched_done(path, &seen("出货.csv", 2)).unwrap());
    assert!(take("出货 (1).csv", 5).is_none(), "the same content under another name");
    assert!(w.app.is_watched_done(path, &seen("出货 (1).csv", 5)).unwrap());

    w.app.note_watch(path, Some(yidan_app::error::Failure::new(Code::FileMissing).with("name", path))).unwrap();
    let listed = w.ok("watch.list", json!({}))["folders"][0].clone();
    assert!(
        listed["ok"] == false && listed["error"].as_str().unwrap().contains("exports") && listed["last_seen_at"].is_string(),
        "{listed}"
    );
    w.app.note_watch(path, None).unwrap();
    assert_eq!(w.ok("watch.list", json!({}))["folders"][0]["ok"], true);
    w.ok("watch.remove", json!({"path": path}));
    assert_eq!(w.call("watch.remove", json!({"path": path})).unwrap_err().code, Code::NotFound);
    assert!(w.app.watched().unwrap().is_empty());
}
