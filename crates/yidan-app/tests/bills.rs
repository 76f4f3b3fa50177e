//! Bills and their originals: every known layout comes in once, finds its orders whichever came first, and can be shown as it came.

mod world;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use world::World;
use yidan_app::jobs::JobState;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../yidan-platforms/src")
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(fixtures().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Imports bytes under a name and answers the file's result.
fn import(w: &World, name: &str, bytes: &[u8], extra: Value) -> Value {
    let handle = w.put(name, bytes);
    let mut request = json!({"files": [handle]});
    request.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
    let job = w.job("files.import", request);
    job.result.unwrap_or_else(|| panic!("{name}: {:?}", job.error))["files"][0].clone()
}

fn lines(file: &Value) -> (i64, i64) {
    (file["lines_new"].as_i64().unwrap(), file["lines_known"].as_i64().unwrap())
}

#[test]
fn every_layout_comes_in_once() {
    let w = World::new();
    let mut seen = 0;
    let mut folders: Vec<PathBuf> = std::fs::read_dir(fixtures()).unwrap().map(|e| e.unwrap().path().join("fixtures")).collect();
    folders.sort();
    for path in folders.iter().filter_map(|f| std::fs::read_dir(f).ok()).flatten().map(|e| e.unwrap().path()) {
        let Some(file) = path.to_string_lossy().strip_suffix(".expected.json").map(PathBuf::from) else { continue };
        let expected: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let password = std::fs::read_to_string(format!("{}.password", file.display())).ok();
        let (name, bytes) = (file.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&file).unwrap());
        let count = |list: &str| expected[list].as_array().map_or(0, Vec::len) as i64;
        let preview = import(&w, &name, &bytes, json!({"password": password, "dry_run": true}));
        assert_eq!(lines(&preview), (count("lines"), 0), "{name}");
        let first = import(&w, &name, &bytes, json!({"password": password}));
        assert_eq!(lines(&first), (count("lines"), 0), "{name}");
        let second = import(&w, &format!("again {name}"), &bytes, json!({"password": password}));
        assert_eq!(lines(&second), (0, count("lines")), "{name}");
        assert_eq!((&second["orders_new"], &second["orders_updated"]), (&json!(0), &json!(0)), "{name}");
        assert_eq!(second["error"], Value::Null, "{name}");
        seen += 1;
    }
    assert!(seen > 45, "{seen}");
    let history = w.ok("files.list", json!({"limit": 500}));
    let files = history["files"].as_array().unwrap();
    assert_eq!((files.len(), &history["next"]), (seen, &Value::Null));
    let in_order: Vec<i64> = files.iter().map(|f| f["id"].as_i64().unwrap()).collect();
    assert!(in_order.is_sorted_by(|a, b| a > b));
    for f in files {
        let got = w.bytes(&serde_json::from_value(w.ok("files.original", json!({"id": f["id"]}))).unwrap());
        assert_eq!(got.len() as i64, f["bytes"].as_i64().unwrap(), "{f}");
        assert!(!f["name"].as_str().unwrap().starts_with("again") && f["has_original"] == true && f["finished_at"].is_string(), "{f}");
    }
    // Every line stands in the list of bills once, page by page.
    let (mut after, mut listed) = (Value::Null, Vec::new());
    loop {
        let page = w.ok("bills.list", json!({"limit": 37, "after": after}));
        listed.extend(page["lines"].as_array().unwrap().iter().map(|l| l["id"].as_i64().unwrap()));
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    let all: i64 = files.iter().map(|f| f["lines_new"].as_i64().unwrap()).sum();
    listed.sort_unstable();
    listed.dedup();
    assert_eq!(listed.len() as i64, all);
    assert_eq!(w.ok("shops.list", json!({}))["shops"].as_array().unwrap().iter().filter(|s| s["platform"] == "alipay").count(), 0);
}

#[test]
fn originals_are_kept_once_and_cannot_be_written() {
    let w = World::new();
    let bytes = sample("pdd/fixtures/货款明细_202606.csv");
    import(&w, "a.csv", &bytes, json!({}));
    import(&w, "b.csv", &bytes, json!({"shop": "另一家"}));
    let mut kept = Vec::new();
    for folder in std::fs::read_dir(w.folder.path().join("originals")).unwrap() {
        kept.extend(std::fs::read_dir(folder.unwrap().path()).unwrap().map(|e| e.unwrap().path()));
    }
    let [file] = kept.as_slice() else { panic!("{kept:?}") };
    assert!(std::fs::metadata(file).unwrap().permissions().readonly());
    assert!(std::fs::metadata(file).unwrap().len() < bytes.len() as u64);
    // A preview keeps nothing.
    let before = kept.len();
    import(&w, "c.csv", &sample("jd/fixtures/货款明细_202606.csv"), json!({"dry_run": true}));
    assert_eq!(std::fs::read_dir(w.folder.path().join("originals")).unwrap().count(), before);
    // An original that was spoilt is told, not handed out.
    std::fs::remove_file(file).unwrap();
    std::fs::write(file, b"spoilt").unwrap();
    let id = w.ok("files.list", json!({}))["files"][0]["id"].clone();
    assert_eq!(w.call("files.original", json!({"id": id})).unwrap_err().code, yidan_app::error::Code::CorruptFile);
}

#[test]
fn any_row_is_shown_as_it_came() {
    let w = World::new();
    let bill = sample("pdd/fixtures/货款明细_202606.csv");
    import(&w, "账单.csv", &bill, json!({}));
    let orders = sample("taobao/fixtures/千牛_订单报表_20260601.xlsx");
    import(&w, "订单.xlsx", &orders, json!({}));
    let files = w.ok("files.list", json!({}));
    let (excel, text) = (&files["files"][0], &files["files"][1]);
    let line = w.ok("bills.list", json!({"limit": 1}))["lines"][0].clone();
    let kept = w.ok("files.row", json!({"file_id": text["id"], "row": line["row"]}));
    let cells: Vec<&str> = kept["cells"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    assert!(cells.iter().any(|c| c.trim() == line["at"].as_str().unwrap()), "{cells:?} {line}");
    assert_eq!(kept["headings"].as_array().unwrap().len(), cells.len());
    // The row of headings became nothing; it comes from the original.
    let heads = w.ok("files.row", json!({"file_id": excel["id"], "row": 1}));
    assert_eq!(heads["cells"][0], heads["headings"][0]);
    assert!(heads["sheet"].is_string());
    assert!(w.call("files.row", json!({"file_id": excel["id"], "row": 100_000})).is_err());
    assert!(w.call("files.row", json!({"file_id": 4_711, "row": 1})).is_err());
}

/// kind → (lines, sum) over the bills of all orders, and the number of orders that have any.
fn linked(w: &World) -> (usize, BTreeMap<String, (i64, i64)>) {
    let (mut orders, mut sums) = (0, BTreeMap::new());
    let list = w.ok("orders.list", json!({"limit": 500}));
    for order in list["orders"].as_array().unwrap() {
        let story = w.ok("orders.show", json!({"id": order["id"]}));
        let bills = story["bills"].as_array().unwrap();
        orders += usize::from(!bills.is_empty());
        for b in bills {
            assert!(!b["kind_name"].as_str().unwrap().contains('.') && !b["bill_name"].as_str().unwrap().contains('.'), "{b}");
            let sum: &mut (i64, i64) = sums.entry(b["kind"].as_str().unwrap_or("-").to_owned()).or_default();
            *sum = (sum.0 + 1, sum.1 + b["amount_fen"].as_i64().unwrap());
        }
    }
    (orders, sums)
}

#[test]
fn lines_find_their_orders_whichever_came_first() {
    let sums = |list: &[(&str, i64, i64)]| list.iter().map(|(k, n, fen)| ((*k).to_owned(), (*n, *fen))).collect::<BTreeMap<_, _>>();
    let by_alipay = sums(&[("goods", 5, 126_536), ("platform_fee", 5, -756), ("refund", 1, -5_825), ("commission", 1, -1_397)]);
    for (files, orders, kinds) in [
        (
            &["taobao/fixtures/ExportOrderList201905151650.csv", "alipay/fixtures/20880000000000000156_账务明细.zip"][..],
            5,
            Some(&by_alipay),
        ),
        (&["pdd/fixtures/orders_export2026-06-01-09-30-00.csv", "pdd/fixtures/货款明细_202606.csv"], 9, None),
        (&["jd/fixtures/订单导出_20260601.csv", "jd/fixtures/货款明细_202606.csv"], 5, None),
        (&["douyin/fixtures/1780300000_抖店订单导出.csv", "douyin/fixtures/DL202607011003494679826433.csv"], 10, None),
    ] {
        for turned in [false, true] {
            let w = World::new();
            let mut files = files.to_vec();
            if turned {
                files.reverse();
            }
            for file in &files {
                import(&w, file.rsplit('/').next().unwrap(), &sample(file), json!({}));
            }
            let (with_bills, sums) = linked(&w);
            assert_eq!(with_bills, orders, "{files:?} {sums:?}");
            if let Some(kinds) = kinds {
                assert_eq!(&sums, kinds, "{files:?}");
            }
        }
    }
}

const BILL: &str =
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号\n";

fn flow(rows: std::ops::Range<u32>) -> Vec<u8> {
    let row = |n: u32| {
        format!(
            "`2026-06-01 10:{:02}:{:02},`42000000000000000000{n:08},`{n:08},`交易,`交易,`收入,`1.00,`{n}.00,`system,`无,`C{n}\n",
            n / 60 % 60,
            n % 60
        )
    };
    (BILL.to_owned() + &rows.map(row).collect::<String>()).into_bytes()
}

#[test]
fn overlapping_exports_add_only_what_is_new() {
    let w = World::new();
    assert_eq!(lines(&import(&w, "a.csv", &flow(1..101), json!({}))), (100, 0));
    assert_eq!(lines(&import(&w, "b.csv", &flow(51..151), json!({}))), (50, 50));
    assert_eq!(lines(&import(&w, "c.csv", &flow(1..151), json!({"shop": "另一个账户"}))), (150, 0), "another account");
    // Previews of two files at once count what they share once.
    let handles = [w.put("d.csv", &flow(200..300)), w.put("e.csv", &flow(250..350))];
    let job = w.job("files.import", json!({"files": handles, "shop": "第三个", "dry_run": true}));
    let files = job.result.unwrap()["files"].clone();
    assert_eq!((lines(&files[0]), lines(&files[1])), ((100, 0), (50, 50)));
}

#[test]
fn equal_rows_without_a_number_are_counted() {
    let w = World::new();
    let text = |n: usize| {
        let row = "示例费,2026-06-01,A1,-1.00\n".repeat(n);
        format!("类型,时间,单号,金额\n{row}").into_bytes()
    };
    let mapping = json!({"headings": ["类型", "时间", "单号", "金额"], "columns": {"0": "line.type_raw", "1": "line.at", "2": "line.order_no", "3": "line.amount"}});
    w.ok("profiles.save", json!({"name": "费用", "mapping": mapping}));
    assert_eq!(lines(&import(&w, "a.csv", &text(3), json!({}))), (3, 0));
    assert_eq!(lines(&import(&w, "b.csv", &text(5), json!({}))), (2, 3));
}

#[test]
fn several_files_go_in_a_sensible_order() {
    let w = World::new();
    let given = [
        "alipay/fixtures/20880000000000000156_账务明细.zip",
        "taobao/fixtures/ExportOrderDetailList201905151650.csv",
        "taobao/fixtures/ExportOrderList201905151650.csv",
    ];
    let handles: Vec<String> = given.iter().map(|g| w.put(g.rsplit('/').next().unwrap(), &sample(g))).collect();
    let job = w.job("files.import", json!({"files": handles}));
    assert_ne!(job.state, JobState::Failed);
    let report: Vec<Value> = job.result.unwrap()["files"].as_array().unwrap().iter().map(|f| f["handle"].clone()).collect();
    assert_eq!(report, handles.iter().map(|h| json!(h)).collect::<Vec<_>>(), "the report stands as the files were given");
    let kinds: Vec<Value> = w.ok("files.list", json!({}))["files"].as_array().unwrap().iter().map(|f| f["kind"].clone()).collect();
    assert_eq!(kinds, ["fund_flow", "order_items", "orders"], "newest first");
    let orders = w.ok("orders.list", json!({"limit": 100}));
    let (items, fen) = orders["orders"]
        .as_array()
        .unwrap()
        .iter()
        .fold((0, 0), |(items, fen), o| (items + o["items"].as_array().unwrap().len(), fen + o["buyer_amount_fen"].as_i64().unwrap()));
    assert_eq!((orders["total"].as_i64().unwrap(), items, fen), (18, 31, 463_879));
}
