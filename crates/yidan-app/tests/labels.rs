//! Templates of a shop's own, goods in another language, printers as they are set, and what becomes of labels when a printer is in trouble.

mod world;

use serde_json::{Value, json};
use world::World;
use yidan_app::error::Code;
use yidan_app::ports::PrintError;

fn layout(name: &str) -> Value {
    json!({
        "name": name, "title": name, "kind": "label", "size_mm": [76, 130], "margin_mm": 2,
        "element": [
            { "kind": "text", "at_mm": [3, 3], "size_mm": [60, 8], "text": "{receiver_name} {receiver_phone}", "pt": [12, 8] },
            { "kind": "text", "at_mm": [3, 12], "size_mm": [60, 12], "text": "{second}", "lines": 2 },
            { "kind": "barcode", "at_mm": [2, 40], "size_mm": [72, 14], "text": "{code}", "required": true },
        ]
    })
}

/// Three orders before the printer.
fn orders(w: &World) -> Vec<i64> {
    w.job("orders.demo", json!({ "orders": 60, "seed": 1 }));
    let listed = w.ok("orders.list", json!({ "filter": { "states": ["to_print"] }, "limit": 3 }));
    listed["orders"].as_array().unwrap().iter().map(|o| o["id"].as_i64().unwrap()).collect()
}

#[test]
fn a_shops_own_template_is_kept_used_and_carried() {
    let w = World::new();
    assert_eq!(w.ok("labels.save", json!({ "layout": layout("小店面单") }))["name"], "小店面单");
    let listed = w.ok("labels.templates", json!({}));
    let own: Vec<&Value> = listed["templates"].as_array().unwrap().iter().filter(|t| t["own"] == true).collect();
    assert_eq!((own.len(), own[0]["title"].as_str(), own[0]["width_mm"].as_i64()), (1, Some("小店面单"), Some(76)));
    let shown = w.ok("labels.template", json!({ "name": "小店面单" }));
    assert_eq!(shown["layout"]["element"].as_array().unwrap().len(), 3);
    // Drawn by the renderer, with what the fonts lack named.
    let preview = w.ok("labels.preview", json!({ "template": "小店面单" }));
    let file = serde_json::from_value(preview["file"].clone()).unwrap();
    assert_eq!(&w.bytes(&file)[1..4], b"PNG");
    assert!(preview["png"].as_str().unwrap().starts_with("iVBOR"));
    let mut rare = layout("x");
    rare["element"][0]["text"] = json!("给𪚥🐱");
    assert_eq!(w.ok("labels.preview", json!({ "layout": rare }))["missing"], "𪚥🐱");
    // Out as a file and in again under the same name.
    let file = w.ok("labels.export", json!({ "name": "小店面单" }));
    let text = w.bytes(&serde_json::from_value(file).unwrap());
    assert!(String::from_utf8_lossy(&text).contains("{receiver_name}"));
    w.ok("labels.remove", json!({ "name": "小店面单" }));
    let handle = w.put("a.toml", &text);
    assert_eq!(w.ok("labels.import", json!({ "file": handle }))["name"], "小店面单");
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
    // What cannot be used is refused with the place.
    let mut wrong = layout("y");
    wrong["element"][1]["text"] = json!("{nobody}");
    for (name, request, part) in [
        ("labels.save", json!({ "layout": wrong }), "nobody"),
        ("labels.save", json!({ "layout": layout("own-76x130") }), "重名"),
        ("labels.preview", json!({ "layout": wrong }), "element 2"),
        ("labels.goods", json!({ "goods": [{ "sku_code": "A", "count": 1 }], "template": "小店面单" }), "货品"),
        ("labels.pdf", json!({ "selection": "all_to_print", "template": "sku-60x40" }), "打单"),
    ] {
        let refused = w.call(name, request).unwrap_err();
        assert_eq!(refused.code, Code::BadTemplate, "{name}");
        assert!(refused.message.contains(part), "{name}: {}", refused.message);
    }
}

#[test]
fn goods_in_another_language() {
    let w = World::new();
    let csv = "\u{feff}SKU 编码,外文\r\nCUP-01,\"Mug, white\"\r\nSOCK-07,ถุงเท้า\r\n,nobody\r\n";
    let handle = w.put("t.csv", csv.as_bytes());
    assert_eq!(w.ok("labels.import_texts", json!({ "file": handle })), json!({ "saved": 2, "removed": 0, "skipped": 1 }));
    w.ok(
        "labels.save_texts",
        json!({ "texts": [{ "sku_code": "HAT-1", "text": "Hat 🎩" }, { "sku_code": "CUP-01", "text": " Mug   big " }] }),
    );
    let listed = w.ok("labels.texts", json!({}));
    let texts: Vec<_> =
        listed["texts"].as_array().unwrap().iter().map(|t| (t["sku_code"].as_str().unwrap(), t["text"].as_str().unwrap())).collect();
    assert_eq!(texts, [("CUP-01", "Mug big"), ("HAT-1", "Hat 🎩"), ("SOCK-07", "ถุงเท้า")]);
    assert_eq!(listed["missing"], json!([["HAT-1", "🎩"]]), "what no font has is named, and only that");
    assert_eq!(w.ok("labels.texts", json!({ "find": "ถุง" }))["texts"].as_array().unwrap().len(), 1);
    let labels = w.ok("labels.goods", json!({ "goods": [{ "sku_code": "SOCK-07", "count": 3 }, { "sku_code": "HAT-1", "count": 1 }] }));
    assert_eq!((labels["labels"].as_i64(), labels["notes"].as_array().unwrap().len()), (Some(4), 1), "{labels}");
    let pdf = w.bytes(&serde_json::from_value(labels["file"].clone()).unwrap());
    assert!(pdf.starts_with(b"%PDF"));
    // Out and in again is the same; an empty text takes its line away.
    let table = w.bytes(&serde_json::from_value(w.ok("labels.export_texts", json!({}))).unwrap());
    let handle = w.put("back.csv", &table);
    assert_eq!(w.ok("labels.import_texts", json!({ "file": handle }))["saved"], 3);
    w.ok("labels.save_texts", json!({ "texts": [{ "sku_code": "HAT-1", "text": "" }] }));
    assert_eq!(w.ok("labels.texts", json!({}))["total"], 2);
}

#[test]
fn a_printers_language_paper_and_offset() {
    let w = World::new();
    let set = |extra: Value| {
        let mut setup = json!({ "name": "标签机", "language": "tspl", "dpi": 203, "density": 9, "rotation": 180 });
        for (key, value) in extra.as_object().unwrap() {
            setup[key] = value.clone();
        }
        w.ok("printers.save", setup)
    };
    set(json!({}));
    w.ok("printers.test", json!({ "printer": "标签机" }));
    let sent = w.desk.jobs.lock().unwrap().last().unwrap().1.clone();
    assert!(sent.starts_with(b"SIZE 76 mm,130 mm\r\n"), "{:?}", String::from_utf8_lossy(&sent[..60]));
    assert!(String::from_utf8_lossy(&sent[..200]).contains("DENSITY 9\r\n"));
    // The page of rulers, then what was measured on it: 1.5 mm too far right, 1 mm too high.
    let page = w.ok("printers.calibrate", json!({ "printer": "标签机" }));
    assert_eq!((page["printed"].as_bool(), page["cross_mm"].clone()), (Some(true), json!([20.0, 20.0])));
    let set_to = w.ok("printers.calibrate", json!({ "printer": "标签机", "left_mm": 21.5, "top_mm": 19.1 }));
    assert_eq!((set_to["setup"]["offset_right_mm"].as_f64(), set_to["setup"]["offset_down_mm"].as_f64()), (Some(-1.5), Some(1.0)));
    assert_eq!(set_to["setup"]["language"], "tspl", "the rest stays as it was");
    assert_eq!(
        w.call("printers.calibrate", json!({ "printer": "标签机", "left_mm": 80, "top_mm": 19 })).unwrap_err().code,
        Code::BadRequest
    );
    // Another paper lies in the printer: nothing is sent.
    set(json!({ "paper_mm": [100, 150] }));
    let before = w.desk.jobs.lock().unwrap().len();
    assert_eq!(w.call("printers.test", json!({ "printer": "标签机" })).unwrap_err().code, Code::NoSuchPaper);
    assert_eq!(w.desk.jobs.lock().unwrap().len(), before);
    w.ok("printers.remove", json!({ "name": "标签机" }));
    w.ok("printers.test", json!({ "printer": "标签机" }));
    assert!(w.desk.jobs.lock().unwrap().last().unwrap().1.starts_with(b"%PDF"), "as usual again");
}

#[test]
fn trouble_before_and_in_the_middle() {
    let w = World::new();
    let ids = orders(&w);
    let selection = json!({ "ids": ids });
    // Out of paper once: the label waits in line and comes out when there is paper again.
    *w.desk.refusals.lock().unwrap() = vec![PrintError::NotReady(vec!["media-empty".into()])];
    let job = w.job("labels.print", json!({ "selection": selection, "printer": "标签机" }));
    let result = job.result.unwrap();
    // What else the demo's orders are kept back for is not looked at here.
    let count = result["labels"].as_array().unwrap().len();
    assert!(count > 1 && result["printed"].as_u64() == Some(count as u64), "{result}");
    assert!(result["labels"][0]["words"].as_str().unwrap().contains("缺纸"), "{result}");
    let reprint = json!({ "selection": selection, "printer": "标签机", "reprint": true });
    // Cut off in the middle: that label is unknown, nothing is sent again, the rest waits for a person.
    let before = w.desk.jobs.lock().unwrap().len();
    *w.desk.refusals.lock().unwrap() = vec![PrintError::BrokenOff("reset".into())];
    let job = w.job("labels.print", reprint);
    let result = job.result.unwrap();
    let states: Vec<&str> = result["labels"].as_array().unwrap().iter().map(|l| l["state"].as_str().unwrap()).collect();
    assert!(states[0] == "unknown" && states[1..].iter().all(|s| *s == "cancelled") && states.len() == count, "{result}");
    assert_eq!(w.desk.jobs.lock().unwrap().len(), before, "never sent again by itself");
}
