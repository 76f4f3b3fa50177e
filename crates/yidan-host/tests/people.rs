//! People through all three faces: every command for every role, and what window, browser and command line ask before they let anybody in.

mod http;
mod served;

use http::Browser;
use serde_json::{Value, json};
use served::Served;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use yidan_app::desk::{Role, Session};
use yidan_app::staff::seat::{Face, Seat};
use yidan_app::table::{self, COMMANDS};
use yidan_host::cli::Told;
use yidan_host::window::WindowDesk;
use yidan_host::words::error_json;
use yidan_host::world::World;

const PEOPLE: [(&str, Role, &str); 3] = [("老周", Role::Owner, "8642"), ("小李", Role::Clerk, "1234"), ("小王", Role::Accountant, "5678")];

fn name_all(world: &World) {
    for (name, role, pin) in PEOPLE {
        let request = json!({ "name": name, "role": role, "pin": pin });
        table::call(&world.app, &Session::owner(), "staff.add", request).expect("added");
    }
}

/// No command understands this: whoever gets so far was let in, and nothing is done.
fn nonsense() -> Value {
    json!("?")
}

fn code(reply: &Value) -> String {
    reply["error"]["code"].as_str().unwrap_or("done").to_owned()
}

/// The command line on a data folder, without a printer and with a clean environment.
fn line(data: &Path, environment: &[(&str, &str)], args: &[&str], input: Option<&str>) -> (i32, String, String) {
    let mut line = Command::new(env!("CARGO_BIN_EXE_yidan-cli"));
    line.env("CUPS_SERVER", "127.0.0.1:9");
    for name in ["YIDAN_PRINTERS", "YIDAN_PIN", "YIDAN_NEW_PIN", "YIDAN_OWNER_PIN", "YIDAN_DATA"] {
        line.env_remove(name);
    }
    line.envs(environment.iter().copied()).arg("--data").arg(data).args(args);
    line.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() }).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = line.spawn().expect("yidan-cli");
    if let (Some(text), Some(mut stdin)) = (input, child.stdin.take()) {
        // It may have ended without reading.
        let _ = stdin.write_all(text.as_bytes());
    }
    let done = child.wait_with_output().expect("ended");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code().unwrap_or(-1), text(&done.stdout), text(&done.stderr))
}

/// What every command says to one person, or to nobody, through one face.
fn told(person: Option<(&str, &str)>, data: &Path, mut ask: impl FnMut(&str) -> Value) -> Vec<(&'static str, String)> {
    let all = COMMANDS.iter().map(|c| (c.name, code(&ask(c.name)))).collect();
    assert!(data.is_dir(), "{person:?}");
    all
}

fn expected(role: Option<Role>, open: &[&str]) -> Vec<(&'static str, String)> {
    let answer = |c: &table::Command| match role {
        Some(role) if c.roles.contains(&role) => "bad_request",
        Some(_) => "not_allowed",
        None if open.contains(&c.name) => "bad_request",
        None => "sign_in_needed",
    };
    COMMANDS.iter().map(|c| (c.name, answer(c).to_owned())).collect()
}

const OPEN: &[&str] = &["session.get", "session.sign_in", "session.sign_out"];

#[test]
fn every_command_asks_for_the_role_of_its_row_through_every_face() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path();
    let served = Served::idle(data);
    name_all(&served.world);
    let url = served.url();
    let address = url.trim_start_matches("http://").split('/').next().expect("an address").to_owned();
    let everybody = PEOPLE.map(|(name, role, pin)| (Some((name, pin)), Some(role))).into_iter().chain([(None, None)]);
    std::thread::scope(|scope| {
        for (person, role) in everybody {
            let (address, app) = (&address, &served.world.app);
            scope.spawn(move || {
                let seat = Seat::new(Face::Window, None);
                let session = Session::at(&seat);
                if let Some((name, pin)) = person {
                    table::call(app, &session, "session.sign_in", json!({ "name": name, "pin": pin })).expect("signed in");
                }
                let direct = told(person, data, |c| table::call(app, &session, c, nonsense()).unwrap_or_else(|f| error_json(&f)));
                assert_eq!(direct, expected(role, OPEN), "{role:?} through the table");

                let browser = person.map_or_else(|| Browser::new(address), |(name, pin)| Browser::with_pin(address, name, pin));
                let http = told(person, data, |c| browser.rpc(c, &nonsense()));
                assert_eq!(http, expected(role, OPEN), "{role:?} through HTTP");

                let typed = told(person, data, |c| {
                    let call = ["call", c, "\"?\"", "--json"];
                    let (exit, stdout, stderr) = match person {
                        Some((name, pin)) => line(data, &[("YIDAN_PIN", pin)], &[&["--as", name], &call[..]].concat(), None),
                        None => line(data, &[], &call, None),
                    };
                    let reply: Value = serde_json::from_str(&stdout).unwrap_or_else(|e| panic!("{c}: {e}: {stdout} {stderr}"));
                    let refusal = if code(&reply) == "bad_request" { 2 } else { 3 };
                    assert_eq!(exit, refusal, "{c} {reply}");
                    reply
                });
                // A run of the command line without a name could sign in nowhere.
                assert_eq!(typed, expected(role, &OPEN[..1]), "{role:?} through the command line");
            });
        }
    });
}

#[test]
fn staff_at_the_command_line_in_any_order() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path();
    let mut heard = String::new();
    let mut check = |environment: &[(&str, &str)], args: &str, exit: i32, says: &str| {
        let args: Vec<&str> = args.split(' ').collect();
        let (code, stdout, stderr) = line(data, environment, &args, None);
        assert_eq!(code, exit, "{args:?}: {stdout} {stderr}");
        assert!(stdout.contains(says) || stderr.contains(says), "{args:?}: {stdout} {stderr}");
        heard.push_str(&stdout);
        heard.push_str(&stderr);
    };
    check(&[], "staff list", 0, "不用登录");
    check(&[], "staff add 小李 --role clerk", 2, "YIDAN_NEW_PIN");
    check(&[("YIDAN_PIN", "123")], "staff add 小李 --role clerk", 3, "PIN");
    check(&[("YIDAN_PIN", "90417")], "staff add 小李 --role clerk", 0, "店主还没有 PIN");
    check(&[], "home board", 3, "--as");
    check(&[("YIDAN_PIN", "90417")], "doctor", 3, "--as");
    check(&[], "session get", 0, "asks_for_sign_in");
    check(&[], "--help", 0, "staff");
    check(&[], "--as 小李 orders list", 3, "YIDAN_PIN");
    check(&[("YIDAN_PIN", "90418")], "--as 小李 orders list", 3, "姓名或 PIN 不对");
    check(&[("YIDAN_PIN", "90417")], "--as 小赵 orders list", 3, "姓名或 PIN 不对");
    check(&[("YIDAN_PIN", "90417")], "--as 小李 orders list", 0, "");
    check(&[("YIDAN_PIN", "90417")], "--as 小李 staff list", 3, "店主");
    check(&[("YIDAN_PIN", "90417")], "--as 小李 reconcile overview {\"month\":\"2026-11\"}", 3, "店主");

    // The owner has no PIN yet; whoever is added is given the PIN of the environment.
    check(&[("YIDAN_PIN", "73920")], "--as 店主 staff add 小王 --role accountant", 0, "店主还没有 PIN");
    check(&[("YIDAN_PIN", "73920")], "--as 小王 labels templates", 3, "店主");
    check(&[("YIDAN_NEW_PIN", "61853")], "--as 店主 staff add 店主 --role owner", 0, "姓名和 PIN 登录");
    check(&[], "--as 店主 staff list", 3, "YIDAN_PIN");
    // From here on the own PIN is nobody else's.
    check(&[("YIDAN_PIN", "61853")], "--as 店主 staff add 小赵 --role clerk", 2, "YIDAN_NEW_PIN");
    check(&[("YIDAN_PIN", "61853"), ("YIDAN_NEW_PIN", "40975")], "--as 店主 staff add 小赵 --role clerk", 0, "小赵");
    check(&[("YIDAN_PIN", "61853")], "--as 店主 staff role 小赵 --role accountant", 0, "财务");
    check(&[("YIDAN_PIN", "40975"), ("YIDAN_NEW_PIN", "52860")], "--as 小赵 staff pin 小赵", 0, "已换");
    check(&[("YIDAN_PIN", "40975")], "--as 小赵 orders list", 3, "不对");
    check(&[("YIDAN_PIN", "61853")], "--as 店主 staff remove 店主", 3, "最后一位店主");
    for name in ["小赵", "小王", "小李", "店主"] {
        check(&[("YIDAN_PIN", "61853")], &format!("--as 店主 staff remove {name}"), 0, "");
    }
    check(&[], "home board", 0, "");
    for pin in ["90417", "73920", "61853", "40975", "52860"] {
        assert!(!heard.contains(pin), "{pin} was said");
    }
    let (code, stdout, _) = line(data, &[], &["staff", "add", "小李", "--role", "clerk", "--json"], Some("90417\n"));
    assert_eq!(code, 0, "{stdout}");
    assert_eq!(serde_json::from_str::<Value>(&stdout).expect("one document")["people"][0]["name"], "小李", "a PIN by a line of the input");
}

#[test]
fn the_owner_may_name_themselves_in_the_same_step() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let both = [("YIDAN_PIN", "90417"), ("YIDAN_OWNER_PIN", "61853")];
    let (code, stdout, stderr) = line(folder.path(), &both, &["staff", "add", "小李", "--role", "clerk", "--json"], None);
    assert_eq!(code, 0, "{stderr}");
    let reply: Value = serde_json::from_str(&stdout).expect("one document");
    assert_eq!((reply["people"].as_array().map(Vec::len), &reply["open_owner"]), (Some(2), &json!(false)));
    assert_eq!(line(folder.path(), &[], &["--as", "店主", "doctor"], None).0, 3);
    assert_eq!(line(folder.path(), &[("YIDAN_PIN", "61853")], &["--as", "店主", "staff", "list"], None).0, 0);
}

#[test]
fn browsers_come_in_by_key_or_by_pin_and_are_asked_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let served = Served::idle(folder.path());
    let keyed = Browser::signed_in(&served.url());
    assert_eq!(keyed.rpc("session.get", &json!({}))["role"], "owner");
    let stranger = Browser::new(&keyed.address);
    assert_eq!(stranger.post("/rpc/session.get", &json!({})).status, 401, "without people there is only the key");
    name_all(&served.world);

    // The key's owner is nobody until they have signed in; the page may still ask who is here.
    for browser in [&keyed, &stranger] {
        let here = browser.post("/rpc/session.get", &json!({}));
        assert_eq!((here.status, here.json()["asks_for_sign_in"].clone(), here.json()["actor"].clone()), (200, json!(true), json!("")));
        for reply in [
            browser.post("/rpc/home.board", &json!({})),
            browser.post("/files?name=a", &json!({})),
            browser.get("/files/x"),
            browser.get("/events"),
        ] {
            assert_eq!((reply.status, code(&reply.json())), (401, "sign_in_needed".into()), "{reply:?}");
        }
        let wrong = browser.post("/rpc/session.sign_in", &json!({ "name": "小李", "pin": "4321" }));
        assert_eq!((wrong.status, code(&wrong.json()), wrong.header("set-cookie")), (401, "wrong_pin".into(), ""));
    }
    let reply = keyed.post("/rpc/session.sign_in", &json!({ "name": "老周", "pin": "8642" }));
    assert_eq!((reply.status, reply.header("set-cookie")), (200, ""), "the seat it had is the one it signs in at");
    assert_eq!(keyed.rpc("session.get", &json!({}))["actor"], "老周");

    let clerk = Browser::with_pin(&keyed.address, "小李", "1234");
    assert_eq!(clerk.rpc("session.get", &json!({}))["role"], "clerk");
    assert_eq!(clerk.post("/rpc/staff.list", &json!({})).status, 403);
    assert_eq!(clerk.get("/files/none").status, 404, "signed in, and there is no such file");

    // News does not flow to a seat that was left, and flows again after the next sign-in.
    let (mut news, mut owners_news) = (clerk.stream("/events"), keyed.stream("/events"));
    assert!(news.any(|l| l.is_empty()) && owners_news.any(|l| l.is_empty()), "the heads of the streams");
    assert_eq!(clerk.post("/rpc/session.sign_out", &json!({})).status, 200);
    assert_eq!(clerk.get("/files/none").status, 401);
    keyed.rpc("views.save", &json!({ "name": "常用", "filter": {} }));
    assert!(owners_news.any(|l| l.contains("saved_view")), "told to those who are here");
    assert_eq!(clerk.rpc("session.sign_in", &json!({ "name": "小王", "pin": "5678" }))["role"], "accountant");
    keyed.rpc("settings.set", &json!({ "key": "theme", "value": "dark" }));
    let first = news.find(|l| l.starts_with("data:")).expect("news");
    assert!(first.contains("setting") && !first.contains("saved_view"), "{first}");

    // Without the last person a seat by PIN is nobody's, a seat by key is the owner's again.
    for (name, _, _) in PEOPLE.into_iter().rev() {
        assert!(keyed.rpc("staff.remove", &json!({ "name": name }))["error"].is_null(), "{name}");
    }
    assert_eq!(keyed.rpc("session.get", &json!({}))["role"], "owner");
    assert_eq!(clerk.post("/rpc/home.board", &json!({})).status, 401);
}

#[test]
fn many_wrong_pins_make_a_browser_wait() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let served = Served::idle(folder.path());
    name_all(&served.world);
    let url = served.url();
    let browser = Browser::new(url.trim_start_matches("http://").split('/').next().expect("an address"));
    let attempt = |pin: &str| browser.post("/rpc/session.sign_in", &json!({ "name": "小李", "pin": pin }));
    for _ in 0..5 {
        assert_eq!(attempt("0000").status, 401);
    }
    let wait = attempt("1234");
    assert_eq!((wait.status, code(&wait.json())), (429, "sign_in_wait".into()));
    assert!(wait.json()["error"]["facts"]["seconds"].as_str().is_some_and(|s| s.parse::<u32>().is_ok_and(|s| (1..=30).contains(&s))));
}

#[test]
fn a_window_that_nobody_signed_in_at_keeps_its_files() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let told = Told { data: Some(folder.path().to_path_buf()), as_name: None };
    let desk = WindowDesk::start(told, yidan_host::clock::moment(), Box::new(|_| ()));
    let handle = desk.put("a.csv", b"a")["handle"].as_str().expect("a handle").to_owned();
    for (name, role, pin) in PEOPLE {
        if role == Role::Owner {
            desk.call("staff.add", json!({ "name": name, "role": role, "pin": pin }));
        }
    }
    assert_eq!(code(&desk.call("home.board", json!({}))), "sign_in_needed");
    assert_eq!(code(&desk.put("a.csv", b"a")), "sign_in_needed");
    assert!(desk.name_of(&handle).is_err() && desk.save(&handle, &folder.path().join("out.csv")).is_err());
    assert!(desk.take(&[folder.path().join("yidan.db")]).is_err());
    assert_eq!(desk.call("session.sign_in", json!({ "name": "老周", "pin": "8642" }))["role"], "owner");
    assert_eq!(desk.name_of(&handle).expect("there"), "a.csv");
    assert_eq!(code(&desk.call("home.board", json!({}))), "done");
    desk.close();
}
