//! The command line as scripts and accountants use it: exit codes, one JSON document, names as typed, pipes that close, Ctrl+C.

use serde_json::Value;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use yidan_app::ports::Printers;
use yidan_host::printers::MachinePrinters;

const ORDERS: &[u8] = include_bytes!("fixtures/douyin-orders.csv");
/// Orders in the fixture.
const COUNT: i64 = 20;

/// A folder with the fixture in it, where the program is started, and its data folder.
struct Desk {
    here: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let here = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(here.path().join("订单.csv"), ORDERS).expect("fixture");
        Desk { here }
    }

    fn command(&self, line: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yidan-cli"));
        command.current_dir(&self.here).env("YIDAN_DATA", self.here.path().join("data")).env("CUPS_SERVER", "127.0.0.1:9");
        command.env_remove("YIDAN_PRINTERS").stdin(Stdio::null()).args(line);
        command
    }

    fn run(&self, line: &[&str]) -> Output {
        self.command(line).output().expect("yidan-cli")
    }

    /// Runs with `--json`, checks the exit code, and returns the one document.
    fn json(&self, line: &[&str], exit: i32) -> Value {
        let mut line = line.to_vec();
        line.push("--json");
        let done = self.run(&line);
        assert_eq!(done.status.code(), Some(exit), "{line:?}: {done:?}");
        serde_json::from_slice(&done.stdout).unwrap_or_else(|e| panic!("{line:?}: {e}: {done:?}"))
    }

    fn code(&self, line: &[&str], exit: i32) -> String {
        let reply = self.json(line, exit);
        assert!(reply["error"]["message"].as_str().is_some_and(|m| !m.is_empty() && !m.contains("error.")), "{reply}");
        reply["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

fn stderr(done: &Output) -> String {
    String::from_utf8_lossy(&done.stderr).into_owned()
}

#[test]
fn wrong_usage_is_one_sentence_and_exit_2() {
    let desk = Desk::new();
    for line in [&["kitchen"][..], &["orders"], &["orders", "list", "--colour"], &["labels", "pdf", "--out", "a.pdf"], &["files", "read"]] {
        let done = desk.run(line);
        assert_eq!((done.status.code(), done.stdout.len()), (Some(2), 0), "{line:?}");
        assert!(stderr(&done).lines().next().is_some_and(|l| !l.is_empty() && !l.is_ascii()), "{line:?}: {}", stderr(&done));
        assert_eq!(desk.code(line, 2), "bad_request", "{line:?}");
    }
    assert_eq!(desk.code(&["call", "no.such"], 2), "unknown_command");
    assert_eq!(desk.code(&["call", "orders.list", "{"], 2), "bad_request");
    assert_eq!(desk.code(&["orders", "list", "--state", "asleep"], 2), "bad_request");
    assert_eq!(desk.code(&["serve", "--listen", "shop.example"], 2), "bad_request");
    for line in [&["--help"][..], &["orders", "list", "--help"], &["--version"]] {
        let done = desk.run(line);
        assert_eq!((done.status.code(), done.stderr.len()), (Some(0), 0), "{line:?}");
        assert!(!done.stdout.is_empty());
    }
}

#[test]
fn files_are_named_as_they_were_typed() {
    let desk = Desk::new();
    let typed = "./订单.csv";
    let reply = desk.json(&["files", "read", typed], 0);
    let file = &reply["files"][0];
    assert_eq!((file["file"].as_str(), file["platform"].as_str()), (Some(typed), Some("douyin")));
    assert_eq!(file["orders"].as_array().map(Vec::len), Some(COUNT as usize));
    assert_eq!(desk.json(&["orders", "list"], 0)["total"], 0, "reading stores nothing");

    let missing = desk.json(&["files", "read", "none.csv"], 4);
    assert_eq!((missing["files"][0]["file"].as_str(), missing["files"][0]["error"].as_str()), (Some("none.csv"), Some("file_missing")));
    let both = desk.json(&["files", "read", "none.csv", typed], 1);
    assert_eq!((both["files"][0]["error"].as_str(), &both["files"][1]["error"]), (Some("file_missing"), &Value::Null));
    std::fs::write(desk.here.path().join("empty.csv"), "").expect("file");
    assert_eq!(desk.json(&["files", "read", "empty.csv"], 4)["files"][0]["error"], "empty_file");
    assert_eq!(desk.json(&["files", "read", "."], 4)["files"][0]["error"], "file_unreadable");

    let table = String::from_utf8(desk.run(&["files", "read", typed]).stdout).expect("UTF-8");
    assert!(table.lines().count() == 2 && table.contains(typed), "{table}");
}

#[test]
fn importing_twice_changes_nothing() {
    let desk = Desk::new();
    let first = desk.json(&["files", "import", "订单.csv", "none.csv"], 1);
    let file = &first["files"][0];
    assert_eq!((file["file"].as_str(), file["orders_new"].as_i64(), &file["error"]), (Some("订单.csv"), Some(COUNT), &Value::Null));
    assert_eq!((first["files"][1]["file"].as_str(), first["files"][1]["error"].as_str()), (Some("none.csv"), Some("file_missing")));
    let second = desk.json(&["files", "import", "订单.csv"], 0);
    let numbers = ["orders_new", "orders_updated", "orders_unchanged"].map(|n| second["files"][0][n].as_i64());
    assert_eq!(numbers, [Some(0), Some(0), Some(COUNT)]);
    assert_eq!(desk.code(&["files", "import", "订单.csv", "--profile", "mine"], 3), "not_found");

    let page = desk.json(&["orders", "list", "--platform", "douyin", "--limit", "3"], 0);
    assert_eq!((page["total"].as_i64(), page["orders"].as_array().map(Vec::len)), (Some(COUNT), Some(3)));
    let next = page["next"].as_str().expect("a second page");
    let following = desk.json(&["orders", "list", "--platform", "douyin", "--limit", "3", "--after", next], 0);
    assert_ne!(following["orders"][0]["order_no"], page["orders"][2]["order_no"]);
    let no = page["orders"][0]["order_no"].as_str().expect("a number");
    let story = desk.json(&["orders", "show", no], 0);
    assert!(story["order_no"] == no && story["events"].is_array() && story["rows"].is_array(), "{story}");
    assert_eq!(desk.code(&["orders", "show", "nobody"], 3), "not_found");
    assert_eq!(desk.code(&["orders", "apply", no, "--event", "deliver"], 3), "refused");
    assert_eq!(desk.json(&["trail", "verify"], 0)["ok"], true);
}

#[test]
fn results_become_files() {
    let desk = Desk::new();
    let made = desk.json(&["orders", "demo", "--orders", "60", "--seed", "3"], 0);
    assert_eq!(made["orders"], 60);
    let pdf = desk.run(&["labels", "pdf", "--all", "--out", "标签.pdf", "--json"]);
    let reply: Value = serde_json::from_slice(&pdf.stdout).expect("JSON");
    assert!(reply["labels"].as_i64() > Some(0) && reply["pages"] == reply["labels"], "{reply}");
    assert_eq!(pdf.status.code() == Some(0), reply["skipped"].as_array().is_some_and(Vec::is_empty), "{reply}");
    assert_eq!(reply["out"], "标签.pdf");
    assert!(std::fs::read(desk.here.path().join("标签.pdf")).expect("the file").starts_with(b"%PDF"));

    let newest = desk.json(&["orders", "list", "--limit", "1"], 0)["orders"][0]["created_at"].clone();
    let month = newest.as_str().and_then(|m| m.get(..7)).expect("a month");
    let sheet = desk.json(&["reconcile", "sheet", "--month", month, "--out", "对账.xlsx"], 0);
    assert!(sheet["orders"].as_i64() > Some(0) && sheet["sheets"].is_array() && sheet["out"] == "对账.xlsx", "{sheet}");
    assert!(std::fs::read(desk.here.path().join("对账.xlsx")).expect("the file").starts_with(b"PK"));
    assert_eq!(desk.code(&["reconcile", "sheet", "--month", month, "--out", "no such folder/a.xlsx"], 4), "file_missing");

    assert_eq!(desk.code(&["printers", "list"], 4), "print_system_missing");
    let refused = desk.run(&["labels", "print", "--all", "--printer", "nobody", "--json"]);
    assert_eq!(refused.status.code(), Some(4), "{refused:?}");
}

#[test]
fn a_reader_that_has_had_enough_is_no_trouble() {
    let desk = Desk::new();
    desk.json(&["orders", "demo", "--orders", "1000", "--seed", "1"], 0);
    let mut child = desk
        .command(&["orders", "list", "--limit", "1000", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("yidan-cli");
    let mut first = [0; 10];
    child.stdout.take().expect("piped").read_exact(&mut first).expect("the beginning");
    let done = child.wait_with_output().expect("ended");
    assert_eq!((done.status.code(), stderr(&done).as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn folders_that_cannot_be_used() {
    let desk = Desk::new();
    for folder in ["订单.csv", "/sys/yidan"] {
        let done = desk.run(&["--data", folder, "shops", "list", "--json"]);
        let reply: Value = serde_json::from_slice(&done.stdout).expect("JSON");
        assert_eq!(done.status.code(), Some(4), "{folder}: {reply}");
        assert!(reply["error"]["message"].as_str().is_some_and(|m| m.contains(folder)), "{folder}: {reply}");
        assert_eq!(reply["error"]["code"], "read_only_folder", "{folder}: {reply}");
    }
}

#[test]
fn a_newer_data_folder_is_refused_with_a_sentence() {
    use std::io::{Seek, SeekFrom, Write};
    let desk = Desk::new();
    desk.json(&["shops", "list"], 0);
    let file = desk.here.path().join("data/yidan.db");
    let mut database = std::fs::File::options().write(true).open(&file).expect("the data file");
    // The format's place for a program's own version number.
    database.seek(SeekFrom::Start(60)).and_then(|_| database.write_all(&9_999_u32.to_be_bytes())).expect("written");
    drop(database);
    let before = std::fs::read(&file).expect("the data file");
    assert_eq!(desk.code(&["shops", "list"], 3), "newer_database");
    assert_eq!(std::fs::read(&file).expect("the data file"), before, "it was not touched");
}

#[cfg(unix)]
#[test]
fn a_server_is_stopped_in_good_order() {
    use std::io::{BufRead, BufReader};
    let desk = Desk::new();
    let serve = ["serve", "--demo", "5", "--listen", "127.0.0.1:0", "--json"];
    let mut child = desk.command(&serve).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("yidan-cli");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    let mut line = String::new();
    stdout.read_line(&mut line).expect("an address");
    let told: Value = serde_json::from_str(&line).expect("JSON");
    assert!(told["url"].as_str().is_some_and(|u| u.starts_with("http://127.0.0.1:") && u.contains("/?key=")), "{told}");
    assert_eq!(desk.json(&["orders", "list"], 0)["total"], 5, "the command line works beside the server");
    let stopped = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill");
    assert!(stopped.success());
    let done = child.wait_with_output().expect("ended");
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    assert!(!desk.here.path().join("data/yidan.db-wal").exists(), "the data file was closed in good order");
}

#[cfg(unix)]
#[test]
fn ctrl_c_pauses_and_the_job_goes_on_later() {
    const ORDERS: i64 = 16_000;
    let desk = Desk::new();
    let child = desk
        .command(&["orders", "demo", "--orders", &ORDERS.to_string(), "--seed", "1", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("yidan-cli");
    // The journal grows when the first orders are in; looking at its size disturbs nobody.
    let journal = desk.here.path().join("data/yidan.db-wal");
    let patience = MachinePrinters::at("127.0.0.1:9", &[]);
    let began = (0..400).any(|_| {
        patience.pause();
        std::fs::metadata(&journal).is_ok_and(|m| m.len() > 1_000_000)
    });
    assert!(began, "the job never began");
    let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(stopped.success());
    let done = child.wait_with_output().expect("ended");
    let reply: Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|e| panic!("{e}: {done:?}"));
    assert_eq!((done.status.code(), reply["job"]["state"].as_str()), (Some(1), Some("paused")), "{reply}");
    assert!(stderr(&done).contains("jobs run 1"), "{}", stderr(&done));
    let stored = desk.json(&["orders", "list", "--limit", "1"], 0)["total"].as_i64().expect("a number");
    assert!((1..ORDERS).contains(&stored), "{stored}");
    assert_eq!(desk.json(&["jobs", "run", "1"], 0)["state"], "done");
    assert_eq!(desk.json(&["orders", "list", "--limit", "1"], 0)["total"], ORDERS);
}

#[test]
fn the_folder_is_one_file_when_nobody_works_on_it() {
    let desk = Desk::new();
    desk.json(&["orders", "demo", "--orders", "10", "--seed", "1"], 0);
    let data = desk.here.path().join("data");
    let left = |name: &str| Path::new(&data).join(name).exists();
    assert!(left("yidan.db") && !left("yidan.db-wal"), "the data file was closed in good order");
}

#[test]
fn a_folder_is_imported_as_one() {
    let desk = Desk::new();
    let at = |name: &str| desk.here.path().join(name);
    std::fs::create_dir_all(at("导出/五月")).expect("folder");
    std::fs::write(at("导出/五月/订单.csv"), ORDERS).expect("file");
    std::fs::write(at("导出/空.csv"), "").expect("file");
    for left_out in ["~$订单.xlsx", "截图.png"] {
        std::fs::write(at("导出").join(left_out), "x").expect("file");
    }
    let reply = desk.json(&["files", "import", "导出"], 1);
    let files: Vec<(&str, i64, &Value)> = reply["files"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|f| (f["file"].as_str().unwrap_or_default(), f["orders_new"].as_i64().unwrap_or(-1), &f["error"]))
        .collect();
    let empty = Value::from("empty_file");
    assert_eq!(files, [("导出/五月/订单.csv", COUNT, &Value::Null), ("导出/空.csv", 0, &empty)]);
    let mut why: Vec<&str> = reply["left_out"].as_array().into_iter().flatten().filter_map(|l| l["why"].as_str()).collect();
    why.sort_unstable();
    assert_eq!(why, ["lock_file", "other_kind"]);
    let told = stderr(&desk.run(&["files", "import", "导出"]));
    assert!(told.contains("截图.png") && !told.contains("cli.left_out"), "{told}");

    let history = desk.json(&["files", "list"], 0);
    let id = history["files"][0]["id"].to_string();
    assert_eq!(history["files"].as_array().map(Vec::len), Some(1), "what could not be read is no history");
    desk.json(&["files", "original", &id, "--out", "回来.csv"], 0);
    assert_eq!(std::fs::read(at("回来.csv")).expect("the original"), ORDERS);
}

const TABLE: &str = "小店单号,客户,手机,地址,钱,现状\nA001,示例甲,19900001111,浙江省杭州市西湖区样例路1号,60,等发\n";

#[test]
fn a_format_of_ones_own() {
    let desk = Desk::new();
    std::fs::write(desk.here.path().join("出货.csv"), TABLE).expect("file");
    assert_eq!(desk.json(&["files", "import", "出货.csv"], 4)["files"][0]["error"], "unknown_file");
    let line = [
        "profiles",
        "save",
        "出货表",
        "出货.csv",
        "--map",
        "小店单号=order_no",
        "--map",
        "钱=buyer_amount",
        "--map",
        "现状=status",
        "--map",
        "客户=receiver_name",
        "--word",
        "等发=to_ship",
    ];
    let saved = desk.json(&line, 0);
    assert_eq!((saved["accepted"].as_i64(), saved["rejected_total"].as_i64()), (Some(1), Some(0)), "{saved}");
    assert_eq!(desk.code(&["profiles", "save", "x", "出货.csv", "--map", "没有=order_no"], 2), "bad_mapping");
    let imported = desk.json(&["files", "import", "出货.csv", "--profile", "出货表"], 0);
    assert_eq!(imported["files"][0]["orders_new"], 1);
    assert_eq!(desk.json(&["orders", "show", "A001"], 0)["buyer_amount_fen"], 6_000);
    desk.json(&["profiles", "export", "出货表", "--out", "出货表.toml"], 0);
    assert_eq!(desk.json(&["profiles", "remove", "出货表"], 0)["profiles"], Value::Array(Vec::new()));
    assert_eq!(desk.json(&["profiles", "import", "出货表.toml"], 0)["name"], "出货表");
    assert_eq!(desk.json(&["files", "import", "出货.csv"], 0)["files"][0]["orders_unchanged"], 1);
    let table = String::from_utf8(desk.run(&["profiles", "list"]).stdout).expect("UTF-8");
    assert!(table.lines().count() == 2 && table.contains("出货表"), "{table}");
}

#[test]
fn folders_are_watched_by_their_whole_path() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.here.path().join("导出")).expect("folder");
    let added = desk.json(&["watch", "add", "导出", "--shop", "甲店"], 0);
    let path = added["folders"][0]["path"].as_str().expect("a path");
    assert!(Path::new(path).is_absolute() && path.ends_with("导出"), "{path}");
    assert_eq!(desk.json(&["watch", "remove", "导出"], 0)["folders"], Value::Array(Vec::new()));
    assert_eq!(desk.code(&["watch", "remove", "导出"], 3), "not_found");
}

#[test]
fn review_rules_are_saved_tried_and_refused() {
    let desk = Desk::new();
    let file = |name: &str, text: &str| std::fs::write(desk.here.path().join(name), text).expect("a rule file");
    let rule = |name: &str, carrier: &str| {
        format!("[[rule]]\nname = \"{name}\"\nwhen = {{ all = [] }}\nthen = [ {{ do = \"carrier\", carrier = \"{carrier}\" }} ]\n")
    };
    desk.json(&["orders", "demo", "--orders", "40", "--seed", "9"], 0);
    file("a.toml", &rule("甲", "SF"));
    let tried = desk.json(&["rules", "try", "a.toml", "--days", "366"], 0);
    assert_eq!(
        (&tried["matched"], tried["orders"].as_array().map(Vec::len), &tried["conflicts"]),
        (&40.into(), Some(40), &Value::Array(vec![]))
    );
    assert_eq!(desk.json(&["rules", "save", "a.toml"], 0)["saved"][0], "甲");
    file("b.toml", &rule("乙", "ZTO"));
    let refused = desk.json(&["rules", "save", "b.toml"], 3);
    assert_eq!((&refused["error"]["code"], &refused["error"]["facts"]["rules"]), (&"refused".into(), &"甲、乙".into()));
    assert_eq!(desk.json(&["rules", "try", "b.toml"], 0)["conflicts"][0]["kind"], "conflict");
    file("c.toml", "[[rule]]\nname = \"丙\"\nwhen = { field = \"addres\", op = \"contains\", value = \"x\" }\nthen = []\n");
    let bad = desk.json(&["rules", "save", "c.toml"], 2);
    assert_eq!((&bad["error"]["code"], &bad["error"]["facts"]["line"]), (&"bad_rule".into(), &"3".into()));
    let listed = desk.json(&["rules", "switch", "急件", "off"], 0);
    assert!(listed["rules"].as_array().is_some_and(|all| all.iter().any(|r| r["name"] == "急件" && r["on"] == false)), "{listed}");
    desk.json(&["rules", "remove", "甲"], 0);
    assert_eq!(desk.code(&["rules", "remove", "甲"], 3), "not_found");
    let shown = desk.run(&["rules", "list"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("当 地址包含「大学城」"), "{shown:?}");
}

#[test]
fn the_trail_is_handed_out_and_checked() {
    let desk = Desk::new();
    desk.json(&["files", "import", "订单.csv"], 0);
    let exported = desk.json(&["trail", "export", "--out", "证据.jsonl"], 0);
    let text = std::fs::read_to_string(desk.here.path().join("证据.jsonl")).expect("the file");
    let heads = desk.json(&["trail", "heads"], 0);
    // The form, the entries, the day.
    assert_eq!(text.lines().count() as i64, exported["events"].as_i64().unwrap_or(0) + 2, "{exported}");
    assert_eq!(heads["heads"].as_array().map(Vec::len), Some(1));
    assert_eq!(desk.json(&["trail", "verify"], 0)["ok"], true);
}

/// Runs `platforms sign` with this on stdin.
fn signed(desk: &Desk, line: &[&str], stdin: &str) -> Output {
    use std::io::Write;
    let mut command = desk.command(&[&["platforms", "sign"], line, &["--json"]].concat());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("yidan-cli");
    child.stdin.take().expect("stdin").write_all(stdin.as_bytes()).expect("written");
    child.wait_with_output().expect("yidan-cli")
}

#[test]
fn a_signature_is_explained_and_its_secret_stays_out_of_errors() {
    let desk = Desk::new();
    let asked = r#"{"secret":"yidan_jd_secret_0001","fields":{"app_key":"YIDANAPPKEY0001","access_token":"yidan_jd_token_0001","v":"2.0","sign":"old",
        "method":"jingdong.pop.order.modifyVenderRemark","timestamp":"2026-03-15 10:20:31","empty":"","nothing":null,
        "360buy_param_json":{"order_id":"300000000001","remark":"一单：加急 50%&礼盒"}}}"#;
    let done = signed(&desk, &["jd"], asked);
    let reply: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!((done.status.code(), reply["sign"].as_str()), (Some(0), Some("C6BD2B8DEB4F0F81D0FE71BFC06ABB65")), "{reply}");
    assert!(reply["string_to_sign"].as_str().is_some_and(|t| t.starts_with("yidan_jd_secret_0001360buy_param_json{")), "{reply}");
    let canary = "planted-canary-7";
    let whole = format!("{{\"secret\":\"{canary}\",\"fields\":{{}}}}");
    for (line, stdin, told) in [
        (&["nobody"][..], whole.as_str(), "kdniao"),
        (&["taobao", "--scheme", "rot13"], &whole, "md5, hmac, hmac-sha256"),
        (&["lazada"], &whole, "path"),
        (&["taobao"], &format!("\"{canary}\""), "fields"),
        (&["taobao"], &format!("{{\"secret\":\"{canary}\",\"fields\":[\"{canary}\"]}}"), "fields"),
        (&["taobao"], &format!("{{\"secret\":\"{canary}"), "fields"),
    ] {
        let done = signed(&desk, line, stdin);
        let (stdout, stderr) = (String::from_utf8_lossy(&done.stdout).into_owned(), stderr(&done));
        assert_eq!(done.status.code(), Some(2), "{line:?}: {stdout}{stderr}");
        assert!(stdout.contains(told) && !stdout.contains(canary) && !stderr.contains(canary), "{line:?}: {stdout}{stderr}");
    }
    let list = desk.json(&["platforms", "list"], 0);
    let pdd = list["platforms"].as_array().into_iter().flatten().find(|p| p["code"] == "pdd").expect("pdd");
    assert!(pdd["name"] == "拼多多" && pdd["files"].as_array().is_some_and(|f| f.contains(&Value::from("orders"))), "{pdd}");
}
