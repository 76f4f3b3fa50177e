//! No face has a private path: every command of the table answers the same through the table itself, the command line and HTTP.

mod http;
mod served;

use http::Browser;
use serde_json::{Value, json};
use served::Served;
use std::path::Path;
use std::process::{Command, Stdio};
use yidan_app::desk::Session;
use yidan_app::table;
use yidan_host::printers::MachinePrinters;
use yidan_host::words::error_json;
use yidan_host::world::World;

const RULES: &str = r#"
[[rule]]
name = "小额"
when = { field = "buyer_amount_fen", op = "less", value = 5000 }
then = [ { do = "tag", tag = "小额" } ]
"#;

/// One call: command and request. `"$first"`, `"$mark"`, `"$undo"` and `"$backup"` stand for what this face was told before.
type Call = (&'static str, Value);

/// Every command at least once, in an order that makes sense.
fn calls() -> Vec<Call> {
    let mapping = json!({ "headings": ["单号", "金额"], "columns": { "0": "order_no", "1": "buyer_amount" } });
    let numbers = json!({ "numbers": ["$first"] });
    vec![
        ("session.get", json!({})),
        ("session.sign_in", json!({ "name": "小李", "pin": "1234" })),
        ("session.sign_out", json!({})),
        ("staff.list", json!({})),
        ("staff.add", json!({ "name": "小李", "role": "clerk", "pin": "1" })),
        ("staff.set_role", json!({ "name": "小李", "role": "clerk" })),
        ("staff.set_pin", json!({ "name": "小李", "pin": "1234" })),
        ("staff.remove", json!({ "name": "小李" })),
        ("orders.list", json!({ "limit": 3 })),
        ("orders.list", json!({ "filter": { "states": ["asleep"] } })),
        ("orders.list", json!({ "filter": { "states": ["to_print"] }, "limit": 2, "mask": true })),
        ("orders.snapshot", json!({ "filter": { "stage": "warehouse" } })),
        ("orders.tabs", json!({})),
        ("orders.show", json!({ "no": "$first" })),
        ("orders.show", json!({ "no": "no such number" })),
        ("orders.find", json!({ "text": "$first" })),
        ("orders.flag", json!({ "selection": numbers, "flag": 3 })),
        ("orders.urgent", json!({ "selection": numbers, "urgent": true })),
        ("orders.hold", json!({ "selection": numbers, "reason": "等客户回话" })),
        ("orders.apply", json!({ "no": "$first", "event": "ship" })),
        ("orders.step", json!({ "selection": numbers, "event": "ship" })),
        ("orders.release", json!({ "selection": numbers })),
        ("orders.edit", json!({ "id": "$id", "fields": { "seller_memo": "改过" } })),
        ("orders.ignore", json!({ "id": "$id", "code": "no_such_finding" })),
        ("orders.reveal", json!({ "id": "$id" })),
        ("address.parse", json!({ "text": "张三 19900001234 朝阳区样例路8号" })),
        ("orders.paste_preview", json!({ "text": "张三 19900001234 浙江省杭州市西湖区样例路8号" })),
        ("orders.paste", json!({ "text": "张三 19900001234 浙江省杭州市西湖区样例路8号", "accept": true })),
        ("doubles.list", json!({})),
        ("doubles.show", json!({ "no": "$first" })),
        ("doubles.answer", json!({ "no": "$first", "answer": "keep" })),
        ("parcels.propose", json!({})),
        ("parcels.show", json!({ "no": "$first" })),
        ("parcels.split", json!({ "no": "$first", "takes": [] })),
        ("parcels.merge", json!({ "selection": numbers })),
        ("parcels.undo", json!({ "no": "$first" })),
        ("orders.repairs", json!({ "id": "$id" })),
        ("orders.repair", json!({ "id": "$id", "code": "phone_length", "option": "phone" })),
        ("orders.repair_by_hand", json!({ "id": "$id", "fields": { "receiver_city": null } })),
        ("repairs.list", json!({ "limit": 3 })),
        ("repairs.all", json!({ "option": "certain" })),
        ("field_rules.save", json!({ "name": "备注必填", "field": "buyer_memo", "kind": "required", "severity": "warning" })),
        ("field_rules.list", json!({})),
        (
            "field_rules.try",
            json!({ "rule": { "name": "备", "field": "title", "kind": "list", "value": "甲,乙", "severity": "warning" }, "text": "丙" }),
        ),
        ("field_rules.remove", json!({ "name": "备注必填" })),
        ("rules.save", json!({ "toml": RULES })),
        ("rules.save", json!({ "toml": RULES.replace("less", "lesser") })),
        ("rules.try", json!({ "name": "小额" })),
        ("rules.list", json!({ "hits": true })),
        ("rules.switch", json!({ "name": "大学城小额", "on": false })),
        ("rules.order", json!({ "names": ["小额"] })),
        ("rules.export", json!({})),
        ("rules.remove", json!({ "name": "小额" })),
        ("rules.remove", json!({ "name": "黑名单" })),
        ("settings.set", json!({ "key": "theme", "value": "dark" })),
        ("views.save", json!({ "name": "常用", "filter": { "states": ["to_print"] } })),
        ("tags.save", json!({ "name": "大客户", "colour": "blue", "is_tab": true })),
        ("orders.tag", json!({ "selection": numbers, "add": ["大客户"] })),
        ("tags.list", json!({})),
        ("tags.remove", json!({ "name": "大客户" })),
        ("orders.except", json!({ "selection": numbers, "cause": "other", "note": "看一下" })),
        ("orders.settle", json!({ "selection": numbers })),
        ("orders.address_change", json!({ "id": "$id", "fields": { "receiver_address": "样例新路8号" }, "ask": true })),
        ("orders.address_answer", json!({ "id": "$id", "answer": "withdraw" })),
        ("orders.return_intake", json!({ "id": "$id", "condition": "sound", "reasons": ["尺码不符"] })),
        ("orders.ask_check", json!({ "selection": numbers })),
        ("orders.check", json!({ "id": "$id" })),
        ("blacklist.add", json!({ "phone": "19900000001", "reason": "多次拒收" })),
        ("blacklist.list", json!({})),
        ("blacklist.remove", json!({ "id": 1 })),
        ("views.list", json!({})),
        ("views.remove", json!({ "name": "常用" })),
        ("platforms.list", json!({})),
        ("platforms.sign", json!({ "platform": "pdd", "secret": "s", "fields": { "type": "pdd.time.get", "page": 1, "ok": true } })),
        ("platforms.sign", json!({ "platform": "taobao", "scheme": "rot13", "secret": "s" })),
        ("shops.list", json!({})),
        ("shops.rename", json!({ "id": 1, "name": "新店名" })),
        ("shops.add", json!({ "platform": "nowhere", "name": "甲店" })),
        ("shops.test", json!({ "name": "甲店" })),
        ("shops.authorize", json!({ "name": "甲店", "code": "c" })),
        ("shops.pause", json!({ "name": "甲店", "paused": true })),
        ("shops.disconnect", json!({ "name": "甲店" })),
        ("sync.status", json!({})),
        ("sync.run", json!({ "shops": ["甲店"] })),
        ("sync.ask", json!({ "id": "$id" })),
        ("sync.compare", json!({ "name": "甲店" })),
        ("consistency.list", json!({})),
        ("consistency.show", json!({ "kind": "week" })),
        ("consistency.make", json!({ "day": "2026-03-01" })),
        ("consistency.sheet", json!({ "day": "2026-03-01" })),
        ("waybill_accounts.list", json!({})),
        (
            "waybill_accounts.save",
            json!({ "name": "自有", "source": "plain", "carriers": ["自送"], "range": { "prefix": "YD", "next": 1, "last": 99, "digits": 6 } }),
        ),
        ("waybill_accounts.test", json!({ "name": "自有" })),
        ("freight.list", json!({})),
        ("freight.save", json!({ "rows": [{ "carrier": "中通", "first_g": 1000, "first_fen": 300, "next_g": 1000, "next_fen": 100 }] })),
        ("waybills.issue", json!({ "selection": { "ids": ["$id"] } })),
        ("waybills.list", json!({})),
        ("waybills.of_order", json!({ "id": "$id" })),
        ("waybills.enter", json!({ "no": "0", "number": "YD123456", "carrier": "自送" })),
        ("waybills.settle", json!({ "id": 99 })),
        ("waybills.cancel", json!({ "numbers": ["YD000001"] })),
        ("waybill_accounts.remove", json!({ "name": "自有" })),
        ("outbox.list", json!({})),
        ("outbox.retry", json!({ "ids": [] })),
        ("outbox.declare", json!({ "ids": [] })),
        ("outbox.renumber", json!({ "id": 99, "number": "73100000000001" })),
        ("outbox.stock", json!({ "shop": "甲店", "goods": { "sku_code": "A" }, "pieces": 3 })),
        ("intake.open", json!({ "name": "自营小店", "platform": "nowhere" })),
        ("intake.list", json!({})),
        ("intake.close", json!({ "name": "自营小店" })),
        ("track.list", json!({ "kind": "stagnant" })),
        ("track.show", json!({ "number": "no such number" })),
        ("track.guess", json!({ "number": "EA100000018CN" })),
        ("track.add", json!({ "number": "YT8800000000017", "state": "collected", "at": "2026-11-22 11:00" })),
        ("track.poll", json!({ "numbers": ["YT8800000000017"] })),
        ("track.proofs", json!({ "selection": numbers })),
        ("track.sources", json!({})),
        ("track.save_source", json!({ "source": "nowhere" })),
        ("track.remove_source", json!({ "name": "nowhere" })),
        ("home.board", json!({})),
        // Minutes pass differently on the three ways.
        ("alarms.set", json!({ "review_minutes": 9_000, "allocate_minutes": 9_000, "print_minutes": 9_000, "pack_minutes": 9_000 })),
        ("alarms.list", json!({ "orders": 5 })),
        ("alarms.settings", json!({})),
        ("alarms.set", json!({ "collect_hours": 0 })),
        ("alarms.mute", json!({ "code": "not_collected", "until": "2026-01-01T00:00:00+08:00" })),
        ("alarms.resume", json!({})),
        ("files.read", json!({ "files": ["nothing"] })),
        ("files.columns", json!({ "file": "nothing" })),
        ("files.try_mapping", json!({ "file": "nothing", "mapping": mapping })),
        ("files.list", json!({})),
        ("files.original", json!({ "id": 1 })),
        ("files.row", json!({ "file_id": 1, "row": 1 })),
        ("bills.list", json!({ "month": "2026-11" })),
        ("profiles.save", json!({ "name": "出货表", "mapping": mapping })),
        ("profiles.list", json!({})),
        ("profiles.export", json!({ "name": "出货表" })),
        ("profiles.import", json!({ "file": "nothing" })),
        ("profiles.remove", json!({ "name": "出货表" })),
        ("findings.groups", json!({})),
        ("findings.rows", json!({ "code": "phone_length", "limit": 5 })),
        ("watch.add", json!({ "path": if cfg!(windows) { "C:\\exports" } else { "/no/exports" }, "shop": "甲店" })),
        ("watch.list", json!({})),
        ("watch.remove", json!({ "path": if cfg!(windows) { "C:\\exports" } else { "/no/exports" } })),
        ("labels.templates", json!({})),
        ("printers.list", json!({})),
        ("printers.test", json!({ "printer": "nobody" })),
        ("printers.save", json!({ "name": "热敏机", "address": "tcp://127.0.0.1:9", "language": "tspl" })),
        ("printers.save", json!({ "name": "热敏机", "address": "ftp://a", "language": "tspl" })),
        ("printers.calibrate", json!({ "printer": "nobody" })),
        ("printers.remove", json!({ "name": "热敏机" })),
        ("printers.remove", json!({ "name": "热敏机" })),
        ("labels.template", json!({ "name": "own-76x130" })),
        ("labels.fields", json!({})),
        ("labels.save", json!({ "layout": { "name": "自有", "title": "自有", "kind": "label", "size_mm": [60, 40], "margin_mm": 2 } })),
        ("labels.save", json!({ "layout": { "name": "own-76x130", "title": "", "kind": "label", "size_mm": [60, 40], "margin_mm": 2 } })),
        ("labels.preview", json!({ "template": "no such template" })),
        ("labels.export", json!({ "name": "no such template" })),
        ("labels.import", json!({ "file": "no such file" })),
        ("labels.remove", json!({ "name": "自有" })),
        ("labels.goods", json!({ "goods": [], "template": "own-76x130" })),
        ("labels.save_texts", json!({ "texts": [{ "sku_code": "CUP-01", "text": "Mug · แก้ว" }] })),
        ("labels.texts", json!({ "find": "cup" })),
        ("labels.import_texts", json!({ "file": "no such file" })),
        ("labels.export_texts", json!({})),
        ("prints.list", json!({})),
        ("prints.show", json!({ "id": 1 })),
        ("scan.act", json!({ "code": "78000000009999" })),
        ("scan.act", json!({ "code": "$first", "mode": "return" })),
        ("scan.act", json!({ "code": "A", "mode": "sideways" })),
        ("scan.desk", json!({})),
        ("scan.drop", json!({ "desk": "打包台一" })),
        ("scan.returns", json!({})),
        ("reconcile.overview", json!({ "month": "2026-11" })),
        ("trail.verify", json!({})),
        ("trail.heads", json!({})),
        ("trail.export", json!({})),
        ("doctor.check", json!({})),
        ("backup.now", json!({})),
        ("backup.list", json!({})),
        ("orders.export", json!({ "selection": "all_to_print" })),
        ("orders.demo", json!({ "orders": 3, "seed": 5 })),
        ("files.import", json!({ "files": ["nothing"] })),
        ("labels.pdf", json!({ "selection": "all_to_print" })),
        ("labels.print", json!({ "selection": numbers, "printer": "nobody" })),
        ("reconcile.sheet", json!({ "month": "2026-11" })),
        ("jobs.list", json!({})),
        ("jobs.pause", json!({ "job": 2 })),
        ("jobs.resume", json!({ "job": 2 })),
        ("jobs.cancel", json!({ "job": 2 })),
        ("jobs.show", json!({ "job": 2 })),
        ("files.problems", json!({ "job": 2 })),
        ("jobs.dismiss", json!({ "job": 2 })),
        ("backup.restore", json!({ "name": "$backup" })),
    ]
}

/// Marks of lists and of undoing live in a process: the command line is a new one each time and says that it does not know them.
fn calls_on_marks() -> Vec<Call> {
    vec![
        ("orders.list", json!({ "limit": 1 })),
        ("orders.snapshot", json!({})),
        ("orders.rows", json!({ "mark": "$mark", "from": 1, "count": 2, "mask": false })),
        ("orders.flag", json!({ "selection": { "numbers": ["$first"] }, "flag": 3 })),
        ("orders.back", json!({ "undo": "$undo" })),
    ]
}

/// What a face was told and may be asked for later.
#[derive(Default)]
struct Told {
    first: Value,
    id: Value,
    mark: Value,
    undo: Value,
    backup: Value,
}

impl Told {
    fn filled(&self, request: &Value) -> Value {
        match request {
            Value::String(s) if s == "$first" => self.first.clone(),
            Value::String(s) if s == "$id" => self.id.clone(),
            Value::String(s) if s == "$mark" => self.mark.clone(),
            Value::String(s) if s == "$undo" => self.undo.clone(),
            Value::String(s) if s == "$backup" => self.backup.clone(),
            Value::Array(list) => list.iter().map(|v| self.filled(v)).collect(),
            Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), self.filled(v))).collect(),
            other => other.clone(),
        }
    }

    fn hear(&mut self, name: &str, reply: &Value) {
        match name {
            "orders.list" if self.first.is_null() => {
                (self.first, self.id) = (reply["orders"][0]["order_no"].clone(), reply["orders"][0]["id"].clone());
            }
            "orders.snapshot" => self.mark = reply["mark"].clone(),
            "orders.flag" => self.undo = reply["undo"].clone(),
            "backup.now" => self.backup = reply["name"].clone(),
            _ => {}
        }
    }
}

/// One way to the table, on a data folder of its own.
trait Face {
    fn call(&mut self, name: &str, request: &Value) -> Value;
}

struct Direct(World);

impl Face for Direct {
    fn call(&mut self, name: &str, request: &Value) -> Value {
        table::call(&self.0.app, &Session::owner(), name, request.clone()).unwrap_or_else(|f| error_json(&f))
    }
}

struct Line<'a>(&'a Path);

impl Face for Line<'_> {
    fn call(&mut self, name: &str, request: &Value) -> Value {
        let mut line = Command::new(env!("CARGO_BIN_EXE_yidan-cli"));
        line.env("CUPS_SERVER", "127.0.0.1:9").env_remove("YIDAN_PRINTERS").stdin(Stdio::null());
        let done = line.arg("--data").arg(self.0).args(["call", name, &request.to_string(), "--json"]).output().expect("yidan-cli");
        let reply: Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|e| panic!("{name}: {e}: {done:?}"));
        assert_eq!(done.status.success(), reply["error"].is_null(), "{name}: {done:?}");
        reply
    }
}

impl Face for Browser {
    fn call(&mut self, name: &str, request: &Value) -> Value {
        self.rpc(name, request)
    }
}

/// Three data folders with the same orders, and a face on each. `compare` is given the replies of table, command line and HTTP.
fn through_all_faces(calls: Vec<Call>, compare: impl Fn(&str, [Value; 3])) {
    let root = tempfile::tempdir().expect("a temporary folder");
    let folders = ["table", "line", "http"].map(|f| root.path().join(f));
    for folder in &folders {
        // The same seed makes the same shop month in each folder.
        std::fs::create_dir(folder).expect("folder");
        let world = World::open_with(folder, MachinePrinters::at("127.0.0.1:9", &[])).expect("open");
        let job = table::call(&world.app, &Session::owner(), "orders.demo", json!({ "orders": 40, "seed": 9 })).expect("queued");
        world.app.run_job(job["job"].as_i64().expect("a job")).expect("demo");
    }
    let served = Served::idle(&folders[2]);
    let mut direct = Direct(World::open_with(&folders[0], MachinePrinters::at("127.0.0.1:9", &[])).expect("open"));
    let mut line = Line(&folders[1]);
    let mut browser = Browser::signed_in(&served.url());
    let mut told = [Told::default(), Told::default(), Told::default()];
    for (name, request) in calls {
        let mut faces: [&mut dyn Face; 3] = [&mut direct, &mut line, &mut browser];
        let replies = [0, 1, 2].map(|i| {
            let reply = faces[i].call(name, &told[i].filled(&request));
            told[i].hear(name, &reply);
            plain(&reply, &folders[i].display().to_string())
        });
        compare(name, replies);
    }
}

#[test]
fn every_command_answers_the_same_through_every_face() {
    let (calls, on_marks) = (calls(), calls_on_marks());
    let missing: Vec<_> =
        table::COMMANDS.iter().map(|c| c.name).filter(|n| !calls.iter().chain(&on_marks).any(|(name, _)| name == n)).collect();
    assert!(missing.is_empty(), "commands without a call in this test: {missing:?}");
    through_all_faces(calls, |name, [table, line, http]| {
        assert_eq!(table, line, "{name} through the table and through the command line");
        assert_eq!(table, http, "{name} through the table and through HTTP");
    });
}

#[test]
fn marks_live_as_long_as_their_process() {
    through_all_faces(calls_on_marks(), |name, [table, line, http]| {
        assert_eq!(table, http, "{name} through the table and through HTTP");
        assert!(table["error"].is_null(), "{name}: {table}");
        let asks_for_a_mark = ["orders.rows", "orders.back"].contains(&name);
        assert_eq!(line["error"]["code"].is_string(), asks_for_a_mark, "{name}: {line}");
    });
}

/// Fields that are made anew each time. The id of an order that is stored now begins with the second it was stored in,
/// and the trail's hash covers its moments.
const MADE_ANEW: &[&str] = &["mark", "undo", "handle", "stored", "hash"];

/// A reply without what differs from run to run: moments, marks, the folder's place.
fn plain(reply: &Value, folder: &str) -> Value {
    match reply {
        Value::String(s) => {
            let is_moment = s.len() >= 16 && s.as_bytes()[4] == b'-' && matches!(s.as_bytes()[10], b'T' | b' ');
            // A copy of the data file is named after its second.
            let is_backup = s.starts_with("yidan-2") && s.ends_with(".db");
            if is_moment || is_backup { json!("<moment>") } else { json!(s.replace(folder, "<folder>")) }
        }
        Value::Array(list) => list.iter().map(|v| plain(v, folder)).collect(),
        Value::Object(map) => {
            let field = |(k, v): (&String, &Value)| {
                let anew = MADE_ANEW.contains(&k.as_str()) && (v.is_string() || v.is_number());
                (k.clone(), if anew { json!("<new>") } else { plain(v, folder) })
            };
            map.iter().map(field).collect()
        }
        other => other.clone(),
    }
}
