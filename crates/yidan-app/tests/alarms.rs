//! Clocks and alarms: just before nothing, just after listed, gone when the cause is gone; the breaker, the busy hour, one line per cause,
//! and every number adds up to its list.

mod world;

use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use world::{NOW_MS, World};
use yidan_app::moment;

const HEAD: &str = "商品,订单号,订单状态,用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,样式ID,商家编码-规格维度,商家备注,售后状态,快递单号,快递公司,订单成交时间,承诺发货时间,收货人,手机,省,市,区,街道";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// An order of a file: its number, what the platform says, and its times in ms before the start of the test.
#[derive(Clone, Copy)]
struct Row {
    no: u32,
    status: &'static str,
    paid_ago: i64,
    shipped_ago: Option<i64>,
    /// A phone that is wrong; absent = a good one of this buyer alone.
    phone: Option<&'static str>,
    tracked: bool,
    /// The promise of the platform, ms after the start of the test.
    promised_in: Option<i64>,
}

fn row(no: u32) -> Row {
    Row { no, status: "待发货", paid_ago: 0, shipped_ago: None, phone: None, tracked: false, promised_in: None }
}

fn number(no: u32) -> String {
    format!("261122-{no:015}")
}

fn time(ago: i64) -> String {
    moment::rfc3339(NOW_MS - ago)[..19].replacen('T', " ", 1)
}

fn import(w: &World, rows: &[Row]) {
    let mut text = format!("\u{feff}{HEAD}\r\n");
    for r in rows {
        let shipped = r.shipped_ago.map(time).unwrap_or_default();
        let promised = r.promised_in.map(|ms| time(-ms)).unwrap_or_default();
        let tracking = if r.tracked { format!("7312345{:07},中通快递", r.no) } else { ",".to_owned() };
        text.push_str(&format!(
            "样品,{}\t,{},59.00,59.00,1,{shipped},S1,A-1,,无售后或售后取消,{tracking},{},{promised},张示例,{},广东省,深圳市,南山区,样例路{}号\r\n",
            number(r.no),
            r.status,
            time(r.paid_ago),
            r.phone.map_or_else(|| format!("199{:08}", r.no), str::to_owned),
            r.no
        ));
    }
    let handle = w.put(&format!("拼多多{}.csv", rows[0].no), text.as_bytes());
    let job = w.job("files.import", json!({"files": [handle]}));
    let file = &job.result.as_ref().unwrap_or_else(|| panic!("{job:?}"))["files"][0];
    assert_eq!(file["rejected_total"], 0, "{file}");
}

/// The alarm of this code, checked against the list that its filter opens.
fn alarm(w: &World, code: &str) -> Option<Value> {
    let reply = w.ok("alarms.list", json!({}));
    let found = reply["alarms"].as_array().unwrap().iter().find(|a| a["code"] == code).cloned()?;
    if !found["filter"].is_null() {
        let list = w.ok("orders.list", json!({"filter": found["filter"], "limit": 1000}));
        assert_eq!(list["total"], found["count"], "{code}: {found}");
        assert_eq!(found["orders"].as_array().unwrap().len() as i64, found["count"].as_i64().unwrap().min(200));
        for no in found["orders"].as_array().unwrap() {
            assert!(list["orders"].as_array().unwrap().iter().any(|o| o["order_no"] == *no), "{code}: {no}");
        }
    }
    assert!(!found["text"].as_str().unwrap().contains(['{', '}']), "{found}");
    Some(found)
}

fn count(w: &World, code: &str) -> i64 {
    alarm(w, code).map_or(0, |a| a["count"].as_i64().unwrap())
}

/// Sets the clock to this long after the start.
fn at(w: &World, ms: i64) {
    w.clock.store(NOW_MS + ms, Ordering::SeqCst);
}

fn step(w: &World, no: u32, event: &str) {
    w.ok("orders.apply", json!({"no": number(no), "event": event}));
}

/// Just before: nothing; just after: listed; once the cause is gone: nothing.
fn clock(w: &World, code: &str, limit_ms: i64, mend: impl FnOnce(&World)) {
    at(w, limit_ms - MINUTE);
    assert_eq!(count(w, code), 0, "{code} just before");
    at(w, limit_ms + MINUTE);
    assert_eq!(count(w, code), 1, "{code} just after");
    mend(w);
    assert_eq!(count(w, code), 0, "{code} when it is mended");
}

#[test]
fn the_time_to_ship_runs_out() {
    let w = World::new();
    import(&w, &[row(1)]);
    let shown = w.ok("orders.show", json!({"no": number(1)}));
    assert_eq!(shown["ship_by"], moment::rfc3339(NOW_MS + 24 * HOUR), "24 hours on this platform");
    at(&w, 23 * HOUR - MINUTE);
    assert_eq!((count(&w, "due_soon"), count(&w, "overdue")), (0, 0));
    at(&w, 23 * HOUR + MINUTE);
    assert_eq!((count(&w, "due_soon"), count(&w, "overdue")), (1, 0));
    clock(&w, "overdue", 24 * HOUR, |w| {
        assert_eq!(count(w, "due_soon"), 0);
        // A shop with another agreement: the same order has a day more, and leaves it twice that late.
        w.ok("alarms.set", json!({"ship_hours": {"pdd": 48}}));
        assert_eq!(count(w, "overdue"), 0);
        at(w, 48 * HOUR + MINUTE);
        assert_eq!(alarm(w, "overdue").unwrap()["grade"], "must");
        step(w, 1, "ship");
    });
}

#[test]
fn a_promise_that_the_file_tells_goes_before_the_hours() {
    let w = World::new();
    import(&w, &[Row { promised_in: Some(6 * HOUR), ..row(1) }]);
    assert_eq!(w.ok("orders.show", json!({"no": number(1)}))["ship_by"], moment::rfc3339(NOW_MS + 6 * HOUR));
    // A later export with a later promise moves it.
    clock(&w, "overdue", 6 * HOUR, |w| import(w, &[Row { promised_in: Some(12 * HOUR), ..row(1) }]));
    clock(&w, "overdue", 12 * HOUR, |w| step(w, 1, "ship"));
}

#[test]
fn stays_have_their_limits() {
    let w = World::new();
    import(&w, &[row(1)]);
    clock(&w, "slow_print", MINUTE + MINUTE / 2, |w| step(w, 1, "send_back"));
}

#[test]
fn parcels_that_nobody_scans() {
    let w = World::new();
    import(&w, &[Row { status: "已发货", shipped_ago: Some(HOUR), paid_ago: 2 * HOUR, tracked: true, ..row(1) }]);
    clock(&w, "not_collected", 3 * HOUR, |w| step(w, 1, "move"));
    let moved_ms = 3 * HOUR + MINUTE;
    clock(&w, "silent", moved_ms + 36 * HOUR, |w| step(w, 1, "deliver"));
    // What left weeks ago is not waited for.
    import(&w, &[Row { status: "已发货", shipped_ago: Some(20 * 24 * HOUR), paid_ago: 21 * 24 * HOUR, ..row(2) }]);
    assert_eq!(count(&w, "not_collected"), 0);
}

#[test]
fn a_hundred_yellow_findings_are_one_line() {
    let w = World::new();
    let odd: Vec<Row> = (1..=100).map(|no| Row { phone: Some("1990000001"), ..row(no) }).collect();
    import(&w, &odd);
    let reply = w.ok("alarms.list", json!({}));
    let lines: Vec<&Value> = reply["alarms"].as_array().unwrap().iter().filter(|a| a["code"] == "to_review").collect();
    assert_eq!((lines.len(), &lines[0]["count"], &lines[0]["grade"]), (1, &json!(100), &json!("remind")));
    w.app.tick().expect("ticks");
    assert!(w.desk.told.lock().unwrap().is_empty(), "only the first grade is told outside");
}

#[test]
fn only_the_first_grade_is_told_and_once() {
    let w = World::new();
    import(&w, &[row(1), row(2)]);
    at(&w, 24 * HOUR + MINUTE);
    for _ in 0..5 {
        w.app.tick().expect("ticks");
        w.pass(1);
    }
    let told = w.desk.told.lock().unwrap().clone();
    assert_eq!(told.iter().map(|t| t.0.as_str()).collect::<Vec<_>>(), ["overdue"]);
    assert!(told[0].1.contains("2 单"), "{}", told[0].1);
    step(&w, 1, "ship");
    step(&w, 2, "ship");
    w.app.tick().expect("ticks");
    // It comes back with another order: news again.
    import(&w, &[Row { paid_ago: -HOUR, ..row(3) }]);
    at(&w, 26 * HOUR);
    w.ok("alarms.mute", json!({"code": "overdue", "until": moment::rfc3339(NOW_MS + 30 * HOUR)}));
    w.app.tick().expect("ticks");
    assert_eq!(w.desk.told.lock().unwrap().len(), 1, "quiet");
    assert!(alarm(&w, "overdue").unwrap()["muted_until"].is_string());
    let tasks = w.ok("home.board", json!({}))["to_do"].clone();
    assert!(!tasks.as_array().unwrap().iter().any(|t| t["word"] == "overdue"), "{tasks}");
    at(&w, 31 * HOUR);
    w.app.tick().expect("ticks");
    assert_eq!(w.desk.told.lock().unwrap().len(), 2);
}

#[test]
fn an_unusual_hour_is_told_once() {
    let w = World::new();
    let hour = |day: i64, n: u32, first: u32| -> Vec<Row> {
        (0..n).map(|i| Row { paid_ago: day * 24 * HOUR - i64::from(i) * 1_000, ..row(first + i) }).collect()
    };
    for day in 1..=7 {
        import(&w, &hour(day, 30, 1_000 * day as u32));
    }
    import(&w, &hour(0, 60, 50));
    at(&w, 2 * MINUTE);
    w.app.tick().expect("ticks");
    assert_eq!(count(&w, "volume"), 0, "twice the usual is not more than twice");
    import(&w, &[Row { paid_ago: -61_000, ..row(9_000) }]);
    for _ in 0..50 {
        w.app.tick().expect("ticks");
        w.pass(1);
    }
    assert_eq!(count(&w, "volume"), 61);
    let story = w.ok("trail.export", json!({}));
    let job = w.app.run_job(story["job"].as_i64().unwrap()).unwrap();
    let text = String::from_utf8(w.bytes(&job.file.unwrap())).unwrap();
    assert_eq!(text.matches("\"kind\":\"busy_hour\"").count(), 1);
    at(&w, HOUR + MINUTE);
    w.app.tick().expect("ticks");
    assert_eq!(count(&w, "volume"), 0, "the hour is over");
}

/// Orders that nothing holds back and that stand in review all the same, as a desk left them whose breaker was open.
fn left_waiting(w: &World, from: u32, n: u32) {
    w.ok("settings.set", json!({"key": "alarm.paused", "value": {"since_ms": NOW_MS, "orders": 0, "minutes": 0}}));
    import(w, &(from..from + n).map(row).collect::<Vec<_>>());
    w.ok("settings.set", json!({"key": "alarm.paused", "value": null}));
}

fn states(w: &World) -> [i64; 3] {
    let tabs = world::counts(&w.ok("orders.tabs", json!({})));
    [tabs["all"], tabs["to_review"], tabs["to_print"]]
}

#[test]
fn a_small_backlog_moves_on_by_itself() {
    let w = World::new();
    left_waiting(&w, 1, 200);
    assert_eq!(states(&w), [200, 200, 0]);
    w.app.tick().expect("ticks");
    assert_eq!((states(&w), count(&w, "paused")), ([200, 0, 200], 0));
}

#[test]
fn a_large_backlog_pauses_and_a_person_resumes() {
    let w = World::new();
    left_waiting(&w, 1, 201);
    w.app.tick().expect("ticks");
    let paused = alarm(&w, "paused").expect("the banner");
    assert_eq!((&paused["count"], &paused["grade"]), (&json!(201), &json!("must")));
    assert_eq!(w.ok("home.board", json!({}))["paused"]["waiting"], 201);
    // Intake goes on; what comes in waits with the others.
    import(&w, &(1_001..=1_010).map(row).collect::<Vec<_>>());
    assert_eq!(states(&w), [211, 211, 0]);
    assert_eq!(count(&w, "paused"), 211);
    for _ in 0..3 {
        w.app.tick().expect("ticks");
    }
    assert_eq!(states(&w), [211, 211, 0], "paused is paused");
    // A person may still do what a person does.
    w.ok("orders.step", json!({"selection": {"numbers": [number(1)]}, "event": "accept"}));
    let done = w.ok("alarms.resume", json!({}));
    assert_eq!((&done["moved"], &done["left"]), (&json!(210), &json!(0)));
    assert_eq!((states(&w), count(&w, "paused")), ([211, 0, 211], 0));
    import(&w, &[row(2_000)]);
    assert_eq!(states(&w), [212, 0, 212], "and goes on");
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
}

#[test]
fn one_that_waits_too_long_pauses_as_well() {
    let w = World::new();
    left_waiting(&w, 1, 1);
    w.pass(9);
    w.app.tick().expect("ticks");
    assert_eq!(count(&w, "paused"), 1);
    w.ok("alarms.resume", json!({}));
    // What a person sent back is that person's business.
    step(&w, 1, "send_back");
    w.pass(60);
    w.app.tick().expect("ticks");
    assert_eq!((states(&w), count(&w, "paused")), ([1, 1, 0], 0));
}

#[test]
fn every_number_of_the_board_opens_the_list_that_adds_up_to_it() {
    let w = World::new();
    w.job("orders.demo", json!({"orders": 1_500, "seed": 4}));
    w.ok("orders.step", json!({"selection": "all_to_print", "event": "ship"}));
    import(&w, &(1..=30).map(|no| Row { tracked: no < 9, ..row(no) }).collect::<Vec<_>>());
    w.pass(30);
    w.ok("orders.step", json!({"selection": {"numbers": (1..=7).map(number).collect::<Vec<_>>()}, "event": "ship"}));
    w.ok("orders.step", json!({"selection": {"numbers": (3..=5).map(number).collect::<Vec<_>>()}, "event": "move"}));
    w.ok("orders.step", json!({"selection": {"numbers": (11..=12).map(number).collect::<Vec<_>>()}, "event": "send_back"}));
    w.ok("orders.flag", json!({"selection": {"numbers": (12..=14).map(number).collect::<Vec<_>>()}, "flag": 1}));
    let board = w.ok("home.board", json!({}));
    let total = |filter: &Value| w.ok("orders.list", json!({"filter": filter}))["total"].clone();
    for tile in board["stages"].as_array().unwrap().iter().chain(board["to_do"].as_array().unwrap()) {
        assert_eq!(tile["count"], total(&tile["filter"]), "{tile}");
    }
    for share in board["causes"].as_array().unwrap() {
        assert_eq!(share["count"], total(&share["filter"]), "{share}");
    }
    let mut seen = 0;
    for kpi in board["kpis"].as_array().unwrap().iter().filter(|k| !k["filter"].is_null()) {
        assert_eq!(kpi["count"], total(&kpi["filter"]), "{kpi}");
        seen += 1;
    }
    assert_eq!(seen, 7);
}

/// The figures again, by hand, from the orders' own stories.
#[test]
fn the_figures_can_be_computed_by_hand() {
    let w = World::new();
    import(&w, &(1..=40).map(|no| Row { tracked: no < 3, ..row(no) }).collect::<Vec<_>>());
    for (no, minutes) in [(1_u32, 10), (2, 35), (3, 60), (4, 61), (5, 300)] {
        at(&w, minutes * MINUTE);
        step(&w, no, "ship");
    }
    at(&w, 301 * MINUTE);
    for no in [1, 2] {
        step(&w, no, "move");
    }
    step(&w, 6, "send_back");
    step(&w, 6, "accept");
    w.ok("orders.flag", json!({"selection": {"numbers": [number(7)]}, "flag": 3}));
    let stories: Vec<Value> = (1..=40).map(|no| w.ok("orders.show", json!({"no": number(no)}))).collect();
    let by_person = |e: &Value| e["actor"] == "店主" && !["import", "ship", "move"].contains(&e["what"].as_str().unwrap());
    let has = |s: &Value, test: &dyn Fn(&Value) -> bool| s["events"].as_array().unwrap().iter().any(test);
    let moved = stories.iter().filter(|s| has(s, &|e| by_person(e) && !e["to"].is_null() && e["from"] != e["to"])).count();
    let untouched = stories.iter().filter(|s| !has(s, &by_person)).count();
    let board = w.ok("home.board", json!({}));
    let kpi = |word: &str| board["kpis"].as_array().unwrap().iter().find(|k| k["word"] == word).cloned().unwrap();
    assert_eq!((moved, kpi("manual")["count"].clone(), kpi("manual")["value"].clone()), (1, json!(1), json!(25)));
    assert_eq!((untouched, kpi("untouched")["count"].clone(), kpi("untouched")["value"].clone()), (38, json!(38), json!(950)));
    assert_eq!((kpi("cycle")["count"].clone(), kpi("cycle")["value"].clone()), (json!(5), json!(60)), "the middle of five");
    assert_eq!(kpi("accuracy")["value"], 1_000);
    // Both scans came five hours after payment: none of the forty in time.
    assert_eq!((kpi("collected")["count"].clone(), kpi("collected")["value"].clone()), (json!(0), json!(0)));
    assert_eq!(kpi("trail")["value"], Value::Null, "nobody has checked it yet");
    w.ok("trail.verify", json!({}));
    let board = w.ok("home.board", json!({}));
    let trail = board["kpis"].as_array().unwrap().iter().find(|k| k["word"] == "trail").unwrap();
    assert_eq!((&trail["value"], &trail["light"]), (&json!(1_000), &json!("ok")));
}
