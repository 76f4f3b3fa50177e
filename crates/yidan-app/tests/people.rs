//! People and sign-in at the table: who may sit where, what a wrong PIN costs, who cannot be removed, what is kept of a PIN.

mod world;

use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::Ordering;
use world::World;
use yidan_app::desk::Session;
use yidan_app::staff::seat::{Face, Seat};
use yidan_app::table;

const MINUTE_MS: i64 = 60_000;

impl World {
    /// A command as whoever sits there; the reply, or the code of the failure.
    fn from(&self, seat: &Seat, name: &str, request: Value) -> Result<Value, String> {
        table::call(&self.app, &Session::at(seat), name, request).map_err(|f| {
            assert!(!f.message.is_empty(), "{f:?}");
            f.facts.get("reason").cloned().unwrap_or_else(|| f.code.word())
        })
    }

    /// A seat of this kind with somebody signed in.
    fn seated(&self, face: Face, name: &str, pin: &str) -> Seat {
        let seat = Seat::new(face, None);
        self.from(&seat, "session.sign_in", json!({ "name": name, "pin": pin })).unwrap_or_else(|e| panic!("{name}: {e}"));
        seat
    }

    fn add(&self, name: &str, role: &str, pin: &str) {
        self.ok("staff.add", json!({ "name": name, "role": role, "pin": pin }));
    }

    fn later(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    /// Kinds of the shop's own entries of the trail, oldest first.
    fn trail(&self) -> Vec<String> {
        let store = yidan_store::Store::open(self.folder.path(), 0).expect("opens");
        store.read(|r| r.events(0)).expect("reads").into_iter().map(|e| format!("{} {}", e.kind, e.data.unwrap_or_default())).collect()
    }
}

fn needed() -> Result<Value, String> {
    Err("sign_in_needed".into())
}

#[test]
fn without_people_there_is_one_owner_and_no_sign_in() {
    let world = World::new();
    for (calling, actor) in [(None, "店主"), (Some("小李"), "小李"), (Some(" "), "店主")] {
        let seat = Seat::new(Face::Window, calling);
        let here = world.from(&seat, "session.get", json!({})).expect("answers");
        assert_eq!((&here["actor"], &here["role"], &here["asks_for_sign_in"]), (&json!(actor), &json!("owner"), &json!(false)));
        assert!(world.from(&seat, "backup.list", json!({})).is_ok());
    }
    // A seat that only a PIN opens is nobody's here.
    let stranger = Seat::by_pin_only(Face::Browser);
    assert_eq!(world.from(&stranger, "home.board", json!({})), needed());
    assert_eq!(world.from(&stranger, "session.sign_in", json!({ "name": "店主", "pin": "" })), needed());
}

#[test]
fn a_person_turns_sign_in_on_and_the_last_one_off() {
    let world = World::new();
    let (window, browser) = (Seat::new(Face::Window, None), Seat::new(Face::Browser, None));
    world.from(&window, "staff.add", json!({ "name": "小李", "role": "clerk", "pin": "1234", "owner_pin": "8642" })).expect("added");
    for seat in [&window, &browser, &Seat::new(Face::Line, Some("小李"))] {
        assert_eq!(world.from(seat, "home.board", json!({})), needed());
        let here = world.from(seat, "session.get", json!({})).expect("answers");
        assert_eq!((&here["actor"], &here["role"], &here["data_folder"]), (&json!(""), &Value::Null, &json!("")));
        assert_eq!((&here["asks_for_sign_in"], &here["open_owner"]), (&json!(true), &json!(false)));
    }
    let here = world.from(&browser, "session.sign_in", json!({ "name": " 小李 ", "pin": "1234" })).expect("signed in");
    assert_eq!((&here["actor"], &here["role"]), (&json!("小李"), &json!("clerk")));
    assert_eq!(world.from(&browser, "staff.list", json!({})), Err("not_allowed".into()));
    assert_eq!(world.from(&browser, "reconcile.overview", json!({ "month": "2026-11" })), Err("not_allowed".into()));
    assert_eq!(world.from(&window, "home.board", json!({})), needed(), "one seat is not the other");
    world.from(&browser, "session.sign_out", json!({})).expect("left");
    assert_eq!(world.from(&browser, "home.board", json!({})), needed());

    let owner = world.seated(Face::Window, "店主", "8642");
    assert_eq!(world.from(&owner, "staff.remove", json!({ "name": "店主" })), Err("last_owner".into()));
    assert_eq!(world.from(&owner, "staff.set_role", json!({ "name": "店主", "role": "clerk" })), Err("last_owner".into()));
    world.from(&owner, "staff.remove", json!({ "name": "小李" })).expect("gone");
    let left = world.from(&owner, "staff.remove", json!({ "name": "店主" })).expect("gone");
    assert_eq!(left["people"], json!([]));
    assert_eq!(world.from(&browser, "session.get", json!({})).expect("answers")["role"], "owner");
    assert!(world.ok("trail.verify", json!({}))["ok"] == true);
    let kinds: Vec<String> = world.trail().iter().map(|t| t.split(' ').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(kinds, ["staff_add", "staff_add", "staff_remove", "staff_remove"]);
}

#[test]
fn an_owner_without_a_pin_is_let_in_at_this_machine_until_one_is_named() {
    let world = World::new();
    world.add("小李", "clerk", "1234");
    let open = json!({ "name": "店主", "pin": "" });
    for face in [Face::Window, Face::Line] {
        let seat = Seat::new(face, None);
        assert_eq!(world.from(&seat, "session.get", json!({})).expect("answers")["open_owner"], true);
        assert_eq!(world.from(&seat, "session.sign_in", open.clone()).expect("let in")["role"], "owner");
        assert!(world.from(&seat, "backup.list", json!({})).is_ok());
    }
    let browser = Seat::new(Face::Browser, None);
    assert_eq!(world.from(&browser, "session.get", json!({})).expect("answers")["open_owner"], false);
    assert_eq!(world.from(&browser, "session.sign_in", open.clone()), Err("wrong_pin".into()));

    let seat = Seat::new(Face::Window, None);
    world.from(&seat, "session.sign_in", open.clone()).expect("let in");
    world.from(&seat, "staff.add", json!({ "name": "老周", "role": "owner", "pin": "8642" })).expect("added");
    assert_eq!(world.from(&seat, "home.board", json!({})), needed(), "the open owner is gone at once");
    assert_eq!(world.from(&seat, "session.sign_in", open), Err("wrong_pin".into()));
    world.seated(Face::Window, "老周", "8642");
}

#[test]
fn names_and_pins_that_are_refused() {
    let world = World::new();
    world.add("老周", "owner", "8642");
    world.add("小李", "clerk", "1234");
    let long = "长".repeat(21);
    for (name, role, pin, why) in [
        ("小王", "clerk", "123", "pin_shape"),
        ("小王", "clerk", "", "pin_shape"),
        ("小李", "owner", "1234", "name_taken"),
        (" ", "clerk", "1234", "name_shape"),
        (&long, "clerk", "1234", "name_shape"),
        ("店主", "clerk", "1234", "name_reserved"),
        ("系统", "owner", "1234", "name_reserved"),
        ("小王", "boss", "1234", "bad_request"),
    ] {
        let said = world.from(&world.seated(Face::Line, "老周", "8642"), "staff.add", json!({ "name": name, "role": role, "pin": pin }));
        assert_eq!(said, Err(why.into()), "{name} {role} {pin}");
    }
    assert_eq!(world.ok("staff.list", json!({}))["people"].as_array().map(Vec::len), Some(2));
    for name in ["staff.remove", "staff.set_role", "staff.set_pin"] {
        let said = world.call(name, json!({ "name": "谁", "role": "clerk", "pin": "1234" })).expect_err("nobody");
        assert_eq!(said.code.word(), "not_found", "{name}");
    }
}

#[test]
fn a_seat_follows_its_person() {
    let world = World::new();
    world.add("老周", "owner", "8642");
    world.add("小李", "clerk", "1234");
    let (owner, clerk) = (world.seated(Face::Window, "老周", "8642"), world.seated(Face::Browser, "小李", "1234"));
    assert_eq!(world.from(&clerk, "reconcile.overview", json!({ "month": "2026-11" })), Err("not_allowed".into()));
    world.from(&owner, "staff.set_role", json!({ "name": "小李", "role": "accountant" })).expect("changed");
    assert!(world.from(&clerk, "reconcile.overview", json!({ "month": "2026-11" })).is_ok());
    assert_eq!(world.from(&clerk, "labels.templates", json!({})), Err("not_allowed".into()));

    // One's own PIN asks for the old one; somebody else's is the owner's business.
    let set = |seat: &Seat, name: &str, pin: &str, old: Option<&str>| {
        world.from(seat, "staff.set_pin", json!({ "name": name, "pin": pin, "old_pin": old })).map(drop)
    };
    assert_eq!(set(&clerk, "老周", "1111", None), Err("not_allowed".into()));
    assert_eq!(set(&clerk, "小李", "1111", None), Err("wrong_pin".into()));
    assert_eq!(set(&clerk, "小李", "1", Some("1234")), Err("pin_shape".into()));
    set(&clerk, "小李", "1111", Some("1234")).expect("changed");
    assert!(world.from(&clerk, "home.board", json!({})).is_ok(), "the seat that asked goes on");
    set(&owner, "小李", "2222", None).expect("changed");
    assert_eq!(world.from(&clerk, "home.board", json!({})), needed());
    let clerk = world.seated(Face::Browser, "小李", "2222");
    world.from(&owner, "staff.remove", json!({ "name": "小李" })).expect("gone");
    assert_eq!(world.from(&clerk, "home.board", json!({})), needed());
    world.add("小李", "clerk", "2222");
    assert_eq!(world.from(&clerk, "home.board", json!({})), needed(), "who comes back signs in anew");
}

#[test]
fn wrong_pins_wait_and_tell_nothing() {
    let world = World::new();
    world.add("老周", "owner", "8642");
    let seat = Seat::by_pin_only(Face::Browser);
    let attempt = |name: &str, pin: &str| {
        let session = Session::at(&seat);
        table::call(&world.app, &session, "session.sign_in", json!({ "name": name, "pin": pin })).expect_err("wrong")
    };
    let (known, unknown) = (attempt("老周", "0000"), attempt("谁", "0000"));
    assert_eq!(known, unknown, "the answer does not tell who is named");
    for _ in 0..4 {
        assert_eq!(attempt("老周", "0000").code.word(), "wrong_pin");
        assert_eq!(attempt("谁", "0000").code.word(), "wrong_pin");
    }
    for name in ["老周", "谁"] {
        let wait = attempt(name, "8642");
        assert_eq!((wait.code.word().as_str(), wait.facts["seconds"].as_str()), ("sign_in_wait", "30"), "{name}");
    }
    assert!(!seat.is_taken());
    world.later(31_000);
    assert_eq!(attempt("老周", "0000").code.word(), "wrong_pin");
    assert_eq!(attempt("老周", "8642").facts["seconds"], "60");
    world.later(61_000);
    world.from(&seat, "session.sign_in", json!({ "name": "老周", "pin": "8642" })).expect("right at last");
    let failed: Vec<String> = world.trail().into_iter().filter(|t| t.starts_with("sign_in_failed")).collect();
    assert_eq!(
        failed,
        [
            r#"sign_in_failed {"tries":1,"who":"老周"}"#,
            r#"sign_in_failed {"tries":1,"who":"不认识的姓名"}"#,
            r#"sign_in_failed {"tries":5,"who":"老周"}"#,
            r#"sign_in_failed {"tries":6,"who":"老周"}"#,
        ]
    );
}

#[test]
fn an_idle_seat_is_empty_but_a_run_of_the_command_line_is_not() {
    let world = World::new();
    world.add("老周", "owner", "8642");
    world.add("小李", "clerk", "1234");
    let faces = [Face::Window, Face::Browser, Face::Line];
    let alive = |seats: &[Seat; 3]| [0, 1, 2].map(|i: usize| world.from(&seats[i], "home.board", json!({})).is_ok());
    let seats = faces.map(|f| world.seated(f, "小李", "1234"));
    world.later(14 * MINUTE_MS);
    assert_eq!(alive(&seats), [true; 3]);
    world.later(14 * MINUTE_MS);
    assert!(world.app.is_seated(&seats[0]), "use counted anew");
    world.later(MINUTE_MS / 2);
    assert!(world.app.is_seated(&seats[0]), "looking is no use");
    world.later(MINUTE_MS);
    assert_eq!(alive(&seats), [false, false, true]);

    let clerk = world.seated(Face::Window, "小李", "1234");
    let minutes = json!({ "key": "idle_minutes", "value": 2 });
    assert_eq!(world.from(&clerk, "settings.set", minutes.clone()), Err("not_allowed".into()));
    world.from(&world.seated(Face::Window, "老周", "8642"), "settings.set", minutes).expect("set");
    assert_eq!(world.from(&clerk, "session.get", json!({})).expect("answers")["idle_minutes"], 2);
    world.later(2 * MINUTE_MS);
    assert_eq!(world.from(&clerk, "home.board", json!({})), needed());
}

#[test]
fn nothing_is_kept_of_a_pin_but_its_hash() {
    let world = World::new();
    let pins = ["90417263", "opensesame-90", "73920461"];
    let mut said = Vec::new();
    let mut hear = |reply: Result<Value, yidan_app::error::Failure>| said.push(format!("{reply:?}"));
    hear(world.call("staff.add", json!({ "name": "小李", "role": "clerk", "pin": pins[0], "owner_pin": pins[1] })));
    hear(world.call("staff.add", json!({ "name": "小王", "role": "clerk", "pin": [pins[2]] })));
    hear(world.call("staff.set_pin", json!({ "name": "小李", "pin": pins[2] })));
    let seat = Seat::new(Face::Browser, None);
    for (name, pin) in [("小李", pins[0]), (pins[1], pins[2]), ("小李", pins[2])] {
        hear(table::call(&world.app, &Session::at(&seat), "session.sign_in", json!({ "name": name, "pin": pin })));
    }
    hear(world.call("staff.list", json!({})));
    hear(world.call("backup.now", json!({})));
    let replies = said.join("\n");
    let mut files = Vec::new();
    walk(world.folder.path(), &mut files);
    assert!(files.iter().any(|(name, _)| name.ends_with(".db")), "{:?}", files.iter().map(|f| &f.0).collect::<Vec<_>>());
    for pin in pins {
        assert!(!replies.contains(pin), "{pin}: {replies}");
        for (name, bytes) in &files {
            assert!(!bytes.windows(pin.len()).any(|w| w == pin.as_bytes()), "{pin} in {name}");
        }
    }
    let hashes = files.iter().filter(|(_, bytes)| bytes.windows(9).any(|w| w == b"$argon2id")).count();
    assert!(hashes > 0, "the search looks where the hashes are");
    assert!(!replies.contains("argon2"), "{replies}");
}

fn walk(folder: &Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            walk(&entry.path(), into);
        } else {
            into.push((entry.path().display().to_string(), std::fs::read(entry.path()).unwrap_or_default()));
        }
    }
}

#[test]
fn jobs_and_events_carry_whoever_started_them() {
    let world = World::new();
    world.job("orders.demo", json!({ "orders": 400, "seed": 7 }));
    world.add("老周", "owner", "8642");
    world.add("小李", "clerk", "1234");
    let clerk = world.seated(Face::Browser, "小李", "1234");
    let listed = world.from(&clerk, "orders.list", json!({ "filter": { "states": ["to_print"] }, "limit": 1 })).expect("listed");
    let no = listed["orders"][0]["order_no"].as_str().expect("an order to print").to_owned();
    let print = json!({ "selection": { "numbers": [no] }, "printer": "标签机" });
    let job = world.from(&clerk, "labels.print", print).expect("queued")["job"].as_i64().expect("a job");
    // The clerk is gone when the job's turn comes; what they started is still theirs.
    world.ok("staff.remove", json!({ "name": "小李" }));
    world.app.run_job(job).expect("runs");
    let story = world.ok("orders.show", json!({ "no": no }));
    let events = story["events"].as_array().expect("events");
    let printed = events.iter().find(|e| e["what"] == "print").expect("printed");
    assert_eq!(printed["actor"], "小李", "{events:?}");
}
