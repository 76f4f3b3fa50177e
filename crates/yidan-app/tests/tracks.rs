//! Where parcels are: recorded ways move orders at the right moments, whoever tells them, how often and in what order; the lists by the clock; a source
//! that loses replies and locks numbers that are asked about too often.

mod world;

use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use world::{NOW_MS, World};
use yidan_app::moment;
use yidan_app::ports::{Reply, Request, WireError};
use yidan_app::track::{Knock, receive};
use yidan_platforms::sign::{SignInput, sign};

const HEAD: &str = "商品,订单号,订单状态,用户实付金额(元),商家实收金额(元),商品数量(件),样式ID,商家编码-规格维度,售后状态,订单成交时间,收货人,手机,省,市,区,街道";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const YTO: &str = "YT8800000000017";
const OTHER: &str = "YT8800000000024";

fn order_no(no: u32) -> String {
    format!("261122-{no:015}")
}

/// Orders that wait for their labels.
fn orders(w: &World, count: u32) {
    let mut text = format!("\u{feff}{HEAD}\r\n");
    for no in 1..=count {
        let paid = moment::rfc3339(NOW_MS - HOUR)[..19].replacen('T', " ", 1);
        text.push_str(&format!(
            "样品,{}\t,待发货,59.00,59.00,1,S1,A-1,无售后或售后取消,{paid},张示例,199{no:08},广东省,深圳市,南山区,样例路{no}号\r\n",
            order_no(no)
        ));
    }
    let handle = w.put("拼多多.csv", text.as_bytes());
    let job = w.job("files.import", json!({"files": [handle]}));
    assert_eq!(job.result.expect("a result")["files"][0]["rejected_total"], 0);
}

fn ship(w: &World, no: u32, numbers: &[&str]) {
    let trackings: Vec<Value> = numbers.iter().map(|n| json!(["圆通", n])).collect();
    w.ok("orders.apply", json!({"no": order_no(no), "event": "ship", "fields": {"trackings": trackings}}));
}

fn shown(w: &World, no: u32) -> Value {
    w.ok("orders.show", json!({"no": order_no(no)}))
}

fn state(w: &World, no: u32) -> String {
    shown(w, no)["state"].as_str().expect("a state").to_owned()
}

/// Everything that could have changed: orders, their trail and the ways.
fn picture(w: &World, count: u32) -> Value {
    let all: Vec<Value> = (1..=count)
        .map(|no| {
            let order = shown(w, no);
            json!([order["state"], order["exception"], order["events"], w.call("track.show", json!({"number": order_no(no)})).ok()])
        })
        .collect();
    json!(all)
}

/// The entries of the trail that a carrier made: what, and when it says that it happened.
fn scans(w: &World, no: u32) -> Vec<String> {
    let order = shown(w, no);
    let events = order["events"].as_array().expect("events").iter().filter(|e| e["actor"] == "快递");
    events.map(|e| e["text"].as_str().expect("a text").to_owned()).collect()
}

fn wall(ms: i64) -> String {
    moment::rfc3339(ms)[..19].replacen('T', " ", 1)
}

/// Plays Kuaidi100: knows what happened when, tells what has happened by now, forgets nothing, and locks whoever asks too often.
#[derive(Default)]
struct Carrier {
    /// Number → moment, code, sentence.
    truth: HashMap<String, Vec<(i64, &'static str, String)>>,
    asked: HashMap<String, Vec<i64>>,
    /// Every so many replies one is lost after it was sent; 0 = none.
    loses_each: usize,
    /// Questions of one minute beyond which it refuses.
    most_per_minute: usize,
    requests: Vec<i64>,
    locked: usize,
}

impl Carrier {
    fn answer(&mut self, request: &Request, now_ms: i64) -> Result<Reply, WireError> {
        let body = String::from_utf8(request.body.clone()).expect("text");
        let pairs: HashMap<String, String> =
            body.split('&').filter_map(|p| p.split_once('=')).map(|(n, v)| (n.into(), decoded(v))).collect();
        let param: Value = serde_json::from_str(&pairs["param"]).expect("param");
        let number = param["num"].as_str().expect("a number").to_owned();
        let reply = |value: Value| Ok(Reply { status: 200, headers: Vec::new(), body: value.to_string().into_bytes() });
        self.requests.push(now_ms);
        let in_a_minute = self.requests.iter().filter(|at| **at > now_ms - MINUTE).count();
        if self.most_per_minute > 0 && in_a_minute > self.most_per_minute {
            return reply(json!({"result": false, "returnCode": "400", "message": "并发超限"}));
        }
        let times = self.asked.entry(number.clone()).or_default();
        if times.last().is_some_and(|last| now_ms - last < 30 * MINUTE) {
            self.locked += 1;
            return reply(json!({"result": false, "returnCode": "500", "message": "该单号已被锁单"}));
        }
        if self.loses_each > 0 && self.requests.len().is_multiple_of(self.loses_each) {
            // It never arrived, as far as the carrier's count goes.
            return Err(WireError::NoAnswer("cut".into()));
        }
        times.push(now_ms);
        let known = self.truth.get(&number).cloned().unwrap_or_default();
        let data: Vec<Value> = known
            .iter()
            .rev()
            .filter(|(at, _, _)| *at <= now_ms)
            .map(|(at, code, text)| json!({"time": wall(*at), "ftime": wall(*at), "context": text, "statusCode": code}))
            .collect();
        if data.is_empty() {
            return reply(json!({"result": false, "returnCode": "500", "message": "查询无结果，请隔段时间再查"}));
        }
        let is_over = known.iter().all(|(at, _, _)| *at <= now_ms);
        reply(
            json!({"message": "ok", "nu": number, "ischeck": if is_over { "1" } else { "0" }, "status": "200", "state": data[0]["statusCode"], "data": data}),
        )
    }
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if bytes[at] == b'%' {
            out.push(u8::from_str_radix(&text[at + 1..at + 3], 16).expect("hex"));
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).expect("text")
}

/// A world with Kuaidi100 at the other end of the wire.
fn with_carrier(carrier: Carrier) -> (World, Arc<Mutex<Carrier>>) {
    let w = World::in_memory();
    let carrier = Arc::new(Mutex::new(carrier));
    let (other_end, clock) = (Arc::clone(&carrier), Arc::clone(&w.clock));
    *w.desk.outside.lock().unwrap() =
        Some(Box::new(move |request: &Request| other_end.lock().unwrap().answer(request, clock.load(Ordering::SeqCst))));
    let credentials = json!({"key": "testkey", "customer": "testcustomer", "salt": "testsalt"});
    w.ok("track.save_source", json!({"source": "kuaidi100", "credentials": credentials}));
    (w, carrier)
}

fn set_clock(w: &World, ms: i64) {
    w.clock.store(ms, Ordering::SeqCst);
}

fn poll(w: &World) {
    while w.app.tracks_due().expect("asked") {
        let done = w.app.poll_tracks(&|| false).expect("polled");
        if done.asked == 0 {
            break;
        }
    }
}

/// A usual way, in hours after a moment.
fn usual_way(from_ms: i64) -> Vec<(i64, &'static str, String)> {
    [
        (2, "103", "[杭州市]示例网点 已揽收"),
        (8, "1002", "[杭州市]快件离开 示例网点"),
        (30, "1001", "[深圳市]快件到达 示例转运中心"),
        (46, "5", "[深圳市]派件员 示例(19900000000) 正在派件"),
        (50, "301", "[深圳市]已签收，签收人：家人"),
    ]
    .into_iter()
    .map(|(hours, code, text)| (from_ms + hours * HOUR, code, text.to_owned()))
    .collect()
}

#[test]
fn a_recorded_way_moves_the_order_at_the_moments_of_its_scans() {
    let (w, carrier) = with_carrier(Carrier::default());
    orders(&w, 1);
    set_clock(&w, NOW_MS);
    ship(&w, 1, &[YTO]);
    carrier.lock().unwrap().truth.insert(YTO.into(), usual_way(NOW_MS));
    let mut seen = vec![state(&w, 1)];
    for half_hours in 1..=130 {
        set_clock(&w, NOW_MS + half_hours * 30 * MINUTE);
        poll(&w);
        let now = state(&w, 1);
        if seen.last() != Some(&now) {
            seen.push(now);
        }
    }
    assert_eq!(seen, ["shipped", "collected", "in_transit", "delivered"]);
    let told = scans(&w, 1);
    let at = |hours: i64| moment::short(NOW_MS + hours * HOUR);
    for (entry, hours) in told.iter().zip([2, 8, 50]) {
        assert!(entry.contains(&at(hours)) && entry.contains(YTO), "{entry}");
    }
    assert_eq!(told.len(), 3);
    let story = w.ok("track.show", json!({"number": "yt88 0000-0000017"}));
    let track = &story["track"];
    assert_eq!((track["state"].as_str(), track["signer"].as_str(), &track["next_at"]), (Some("delivered"), Some("家人"), &Value::Null));
    assert_eq!(track["collected_at"], moment::rfc3339(NOW_MS + 2 * HOUR));
    assert_eq!(track["delivered_at"], moment::rfc3339(NOW_MS + 50 * HOUR));
    assert_eq!(story["events"].as_array().unwrap().len(), 5);
    assert!(story["orders"][0]["receiver_phone"].as_str().unwrap().contains('*'));
    // The figure of the first page goes by the scan, not by the moment of asking.
    let list = w.ok("orders.list", json!({"filter": {"figure": "collected_in_time"}}));
    assert_eq!(list["total"], 1);
    let carrier = carrier.lock().unwrap();
    let asked = carrier.asked[YTO].len();
    assert!((5..=16).contains(&asked), "{asked} questions in 65 hours");
    assert_eq!(carrier.locked, 0);
    assert!(w.ok("trail.verify", json!({}))["ok"].as_bool().unwrap());
}

/// The body of a push about one number, signed as Kuaidi100 signs.
fn push_body(number: &str, events: &[(i64, &'static str, String)], status: &str) -> Vec<u8> {
    let data: Vec<Value> = events.iter().map(|(at, code, text)| json!({"time": wall(*at), "context": text, "statusCode": code})).collect();
    let param = json!({"status": status, "message": "", "autoCheck": "0", "lastResult": {"nu": number, "state": "0", "ischeck": "0", "data": data}});
    let param = param.to_string();
    let input = SignInput { secret: "testsalt".into(), fields: [("param".to_owned(), param.clone())].into(), ..SignInput::default() };
    let signed = sign("kuaidi100", Some("push"), &input).expect("signed").sign;
    let encoded: String = param.bytes().map(|b| format!("%{b:02X}")).collect();
    format!("param={encoded}&sign={signed}").into_bytes()
}

/// The secret part of the address, as only the owner is told it.
fn path(w: &World) -> String {
    let sources = w.ok("track.sources", json!({}));
    let url = sources["sources"][0]["push_url"].as_str().expect("an address").to_owned();
    url.rsplit('/').next().expect("a path").to_owned()
}

fn push(w: &World, path: &str, body: &[u8]) -> (u16, String) {
    let answer = receive(&w.app, &Knock { source: "kuaidi100", path, headers: &[], body });
    (answer.status, answer.body)
}

#[test]
fn doubled_late_and_shuffled_pushes() {
    let way = usual_way(NOW_MS);
    let parts: Vec<Vec<u8>> = way.iter().map(|e| push_body(YTO, std::slice::from_ref(e), "polling")).collect();
    let whole = push_body(YTO, &way, "shutdown");
    let orders_of_telling: [&[usize]; 5] = [&[0, 1, 2, 3, 4], &[4, 3, 2, 1, 0], &[2, 2, 0, 4, 0, 1, 3, 3], &[4], &[1, 0, 4, 4, 2, 3]];
    for (at, telling) in orders_of_telling.into_iter().enumerate() {
        let (w, _) = with_carrier(Carrier::default());
        orders(&w, 1);
        ship(&w, 1, &[YTO]);
        set_clock(&w, NOW_MS + 51 * HOUR);
        for part in telling {
            let (status, body) = push(&w, &path(&w), &parts[*part]);
            assert_eq!(status, 200);
            assert!(body.contains("\"returnCode\":\"200\""), "{body}");
        }
        push(&w, &path(&w), &whole);
        assert_eq!(state(&w, 1), "delivered", "telling {at}");
        let track = w.ok("track.show", json!({"number": YTO}))["track"].clone();
        assert_eq!(track["collected_at"], moment::rfc3339(NOW_MS + 2 * HOUR), "telling {at}");
        assert_eq!(track["delivered_at"], moment::rfc3339(NOW_MS + 50 * HOUR), "telling {at}");
        assert_eq!(w.ok("orders.list", json!({"filter": {"figure": "collected_in_time"}}))["total"], 1, "telling {at}");
        let before = picture(&w, 1);
        for part in &parts {
            push(&w, &path(&w), part);
        }
        push(&w, &path(&w), &whole);
        assert_eq!(picture(&w, 1), before, "telling {at}: the same again changes nothing");
        assert!(w.ok("trail.verify", json!({}))["ok"].as_bool().unwrap());
    }
}

#[test]
fn a_push_and_a_question_tell_the_same_once() {
    let (w, carrier) = with_carrier(Carrier::default());
    orders(&w, 1);
    ship(&w, 1, &[YTO]);
    carrier.lock().unwrap().truth.insert(YTO.into(), usual_way(NOW_MS));
    set_clock(&w, NOW_MS + 51 * HOUR);
    push(&w, &path(&w), &push_body(YTO, &usual_way(NOW_MS)[..3], "polling"));
    let before = picture(&w, 1);
    assert_eq!(state(&w, 1), "in_transit");
    let job = w.job("track.poll", json!({"numbers": [YTO]}));
    assert_eq!((job.result.as_ref().unwrap()["news"].as_i64(), state(&w, 1).as_str()), (Some(1), "delivered"));
    assert_eq!(w.ok("track.show", json!({"number": YTO}))["events"].as_array().unwrap().len(), 5);
    assert_ne!(picture(&w, 1), before);
    // Asked again at once: nobody does that to a carrier.
    let again = w.job("track.poll", json!({"numbers": [YTO, "YT9900000000000"]}));
    let outcomes: Vec<_> = again.result.as_ref().unwrap()["numbers"].as_array().unwrap().iter().map(|n| n["outcome"].clone()).collect();
    assert_eq!(outcomes, ["not_followed", "too_soon"]);
    assert_eq!(carrier.lock().unwrap().locked, 0);
}

#[test]
fn whoever_does_not_sign_is_refused() {
    let (w, _) = with_carrier(Carrier::default());
    orders(&w, 1);
    ship(&w, 1, &[YTO]);
    set_clock(&w, NOW_MS + 51 * HOUR);
    let good = push_body(YTO, &usual_way(NOW_MS), "polling");
    let mut forged = good.clone();
    let last = forged.len() - 1;
    forged[last] = if forged[last] == b'0' { b'1' } else { b'0' };
    let before = picture(&w, 1);
    let (status, body) = push(&w, &path(&w), &forged);
    assert!(status == 200 && body.contains("\"result\":false"), "{body}");
    assert_eq!(push(&w, "00000000000000000000000000000000", &good).0, 404, "another address");
    for source in ["carrier_zto", "douyin", "nobody"] {
        assert_eq!(receive(&w.app, &Knock { source, path: &path(&w), headers: &[], body: &good }).status, 404, "{source}");
    }
    assert_eq!(picture(&w, 1), before);
    assert_eq!(w.ok("track.sources", json!({}))["refused"], 3);
    let trail = w.job("trail.export", json!({}));
    let file = serde_json::from_value(trail.result.unwrap()["file"].clone()).unwrap();
    let text = String::from_utf8(w.bytes(&file)).unwrap();
    assert_eq!(text.matches("track_refused").count(), 1, "once a minute at most");
    // Switched off, its address leads nowhere.
    w.ok("track.save_source", json!({"source": "kuaidi100", "off": true}));
    assert_eq!(push(&w, &path(&w), &good).0, 404);
    w.ok("track.save_source", json!({"source": "kuaidi100", "off": false}));
    assert_eq!(push(&w, &path(&w), &good).0, 200);
    assert_eq!(state(&w, 1), "delivered");
}

fn list(w: &World, kind: &str) -> Value {
    let reply = w.ok("track.list", json!({ "kind": kind }));
    let count = reply["counts"].as_array().unwrap().iter().find(|c| c["kind"] == kind).unwrap()["count"].clone();
    assert_eq!((&reply["total"], reply["rows"].as_array().unwrap().len() as i64), (&count, count.as_i64().unwrap()));
    reply["rows"].clone()
}

fn alarm_count(w: &World, code: &str) -> i64 {
    let reply = w.ok("alarms.list", json!({}));
    let found = reply["alarms"].as_array().unwrap().iter().find(|a| a["code"] == code).cloned();
    found.map_or(0, |a| {
        assert_eq!(w.ok("orders.list", json!({"filter": a["filter"]}))["total"], a["count"], "{code}");
        a["count"].as_i64().unwrap()
    })
}

#[test]
fn four_hours_without_a_scan_and_thirty_six_on_the_road() {
    let (w, carrier) = with_carrier(Carrier::default());
    orders(&w, 1);
    set_clock(&w, NOW_MS);
    ship(&w, 1, &[YTO]);
    let of = |w: &World| ["uncollected", "stagnant"].map(|kind| list(w, kind).as_array().unwrap().len());
    set_clock(&w, NOW_MS + 4 * HOUR - MINUTE);
    assert_eq!(of(&w), [0, 0]);
    set_clock(&w, NOW_MS + 4 * HOUR + MINUTE);
    assert_eq!((of(&w), alarm_count(&w, "not_collected")), ([1, 0], 1));
    let row = list(&w, "uncollected")[0].clone();
    let text = row["copy_text"].as_str().unwrap();
    assert!(row["hours"] == 4 && text.contains(YTO) && text.contains("圆通") && !text.contains("张示例"), "{row}");
    // A scan takes it away; so does one by hand.
    carrier.lock().unwrap().truth.insert(YTO.into(), usual_way(NOW_MS + 3 * HOUR)[..1].to_vec());
    set_clock(&w, NOW_MS + 6 * HOUR);
    poll(&w);
    assert_eq!((of(&w), state(&w, 1).as_str()), ([0, 0], "collected"));
    // The clock of silence starts with the scan, not with the question.
    let scan = NOW_MS + 5 * HOUR;
    set_clock(&w, scan + 36 * HOUR - MINUTE);
    assert_eq!(of(&w), [0, 0]);
    set_clock(&w, scan + 36 * HOUR + MINUTE);
    assert_eq!((of(&w), alarm_count(&w, "silent")), ([0, 1], 1));
    let row = list(&w, "stagnant")[0].clone();
    assert_eq!((row["hours"].as_i64(), row["track"]["state"].as_str()), (Some(36), Some("collected")));
    let at = moment::short(scan + 30 * HOUR);
    let story = w.ok("track.add", json!({"number": YTO, "state": "in_transit", "at": at, "text": "电话问到：在示例转运中心"}));
    assert_eq!(story["track"]["state"], "in_transit");
    assert_eq!((of(&w), state(&w, 1).as_str()), ([0, 0], "in_transit"));
    set_clock(&w, scan + (30 + 36) * HOUR + MINUTE);
    assert_eq!(of(&w), [0, 1], "the scan by hand has its own moment");
}

#[test]
fn entered_by_hand() {
    let w = World::in_memory();
    orders(&w, 2);
    ship(&w, 1, &[YTO]);
    let add = |number: &str, state: &str, at: &str| w.call("track.add", json!({"number": number, "state": state, "at": at}));
    set_clock(&w, NOW_MS + 10 * HOUR);
    for (number, state, at) in [
        (YTO, "gone", "2026-11-22 12:00"),
        (YTO, "pending", "2026-11-22 12:00"),
        (YTO, "collected", "2026-11-22"),
        (YTO, "collected", "2026-11-23 12:00"),
        ("7.73E+14", "collected", "2026-11-22 12:00"),
        ("YT9900000000000", "collected", "2026-11-22 12:00"),
    ] {
        assert!(add(number, state, at).is_err(), "{number} {state} {at}");
    }
    let story = add(" yt8800000000017", "collected", "2026-11-22 12:00").expect("taken");
    assert_eq!(
        (story["track"]["collected_at"].as_str(), story["events"][0]["source"].as_str()),
        (Some("2026-11-22T12:00:00+08:00"), Some("手动补录"))
    );
    assert_eq!(state(&w, 1), "collected");
    assert!(scans(&w, 1)[0].contains("2026-11-22 12:00"));
    // The trail holds no phone, whatever was typed.
    let told = json!({"number": YTO, "state": "collected", "at": "2026-11-22 12:30", "text": "业务员示例(19900000000)已揽收"});
    w.ok("track.add", told);
    let trail = shown(&w, 1)["events"].to_string();
    assert!(trail.contains("199****0000") && !trail.contains("19900000000"), "{trail}");
    add(YTO, "exception/no_contact", "2026-11-22 13:00").expect("taken");
    assert_eq!(list(&w, "trouble")[0]["track"]["sub"], "no_contact");
    assert_eq!((alarm_count(&w, "delivery_trouble"), state(&w, 1).as_str()), (1, "in_transit"));
    add(YTO, "delivered", "2026-11-22T14:00:00+08:00").expect("taken");
    assert_eq!((list(&w, "trouble").as_array().unwrap().len(), state(&w, 1).as_str()), (0, "delivered"));
    // The accountant looks and does not write.
    let accountant = yidan_app::desk::Session::of("小账", yidan_app::desk::Role::Accountant);
    let denied =
        yidan_app::table::call(&w.app, &accountant, "track.add", json!({"number": YTO, "state": "returned", "at": "2026-11-22 15:00"}));
    assert!(denied.is_err());
}

#[test]
fn an_order_of_two_parcels_is_delivered_with_the_last() {
    let (w, _) = with_carrier(Carrier::default());
    orders(&w, 1);
    ship(&w, 1, &[YTO, OTHER]);
    set_clock(&w, NOW_MS + 80 * HOUR);
    push(&w, &path(&w), &push_body(YTO, &usual_way(NOW_MS), "shutdown"));
    assert_eq!(state(&w, 1), "in_transit");
    push(&w, &path(&w), &push_body(OTHER, &usual_way(NOW_MS + 10 * HOUR), "shutdown"));
    assert_eq!(state(&w, 1), "delivered");
    let told = scans(&w, 1);
    assert!(told[0].contains(&moment::short(NOW_MS + 2 * HOUR)) && told[2].contains(&moment::short(NOW_MS + 60 * HOUR)), "{told:?}");
}

#[test]
fn what_comes_back_is_an_exception_once() {
    let (w, _) = with_carrier(Carrier::default());
    orders(&w, 1);
    ship(&w, 1, &[YTO]);
    set_clock(&w, NOW_MS + 60 * HOUR);
    let mut way = usual_way(NOW_MS)[..4].to_vec();
    way.push((NOW_MS + 52 * HOUR, "6", "收件人拒收，快件退回中".into()));
    push(&w, &path(&w), &push_body(YTO, &way, "polling"));
    let order = shown(&w, 1);
    assert_eq!((order["state"].as_str(), order["cause"].as_str()), (Some("in_transit"), Some("returned")));
    assert_eq!((list(&w, "returned").as_array().unwrap().len(), alarm_count(&w, "coming_back")), (1, 1));
    w.ok("orders.settle", json!({"selection": {"ids": [order["id"]]}}));
    assert_eq!(shown(&w, 1)["exception"], false);
    way.push((NOW_MS + 59 * HOUR, "4", "退件已签收".into()));
    push(&w, &path(&w), &push_body(YTO, &way, "shutdown"));
    let order = shown(&w, 1);
    assert_eq!(
        (order["exception"].as_bool(), order["state"].as_str()),
        (Some(false), Some("in_transit")),
        "what a person settled stays settled"
    );
    assert_eq!(w.ok("track.show", json!({"number": YTO}))["track"]["sub"], "returned");
}

#[test]
fn a_source_that_loses_replies_and_has_limits() {
    let (w, carrier) = with_carrier(Carrier { loses_each: 3, most_per_minute: 40, ..Carrier::default() });
    let count = 120;
    orders(&w, count);
    set_clock(&w, NOW_MS);
    for no in 1..=count {
        let number = format!("YT88{no:011}");
        ship(&w, no, &[&number]);
        carrier.lock().unwrap().truth.insert(number, usual_way(NOW_MS));
    }
    set_clock(&w, NOW_MS + 3 * HOUR);
    for _ in 0..6 {
        poll(&w);
        w.pass(30);
    }
    set_clock(&w, NOW_MS + 55 * HOUR);
    for _ in 0..12 {
        poll(&w);
        w.pass(31);
    }
    let delivered = (1..=count).filter(|no| state(&w, *no) == "delivered").count();
    assert_eq!(delivered, count as usize);
    for no in 1..=count {
        assert_eq!(scans(&w, no).len(), 3, "{no}");
    }
    let carrier = carrier.lock().unwrap();
    assert_eq!(carrier.locked, 0, "nobody was locked out");
    let most = carrier.requests.iter().map(|at| carrier.requests.iter().filter(|b| (*at..at + MINUTE).contains(b)).count()).max();
    assert!(most <= Some(41), "{most:?} questions in one minute");
}

#[test]
fn a_source_whose_key_is_over_rests_and_says_so() {
    let w = World::in_memory();
    orders(&w, 2);
    ship(&w, 1, &[YTO]);
    ship(&w, 2, &[OTHER]);
    let refused = w.call("track.poll", json!({})).unwrap_err();
    assert!(refused.message.contains("查询来源") || refused.facts["why"].contains("查询来源"), "{refused:?}");
    let asked = Arc::new(Mutex::new(0));
    let count = Arc::clone(&asked);
    *w.desk.outside.lock().unwrap() = Some(Box::new(move |_: &Request| {
        *count.lock().unwrap() += 1;
        let body = json!({"result": false, "returnCode": "601", "message": "key已过期（单量用尽）"}).to_string().into_bytes();
        Ok(Reply { status: 200, headers: Vec::new(), body })
    }));
    w.ok("track.save_source", json!({"source": "kuaidi100", "credentials": {"key": "k", "customer": "c"}}));
    poll(&w);
    assert_eq!(*asked.lock().unwrap(), 1, "one question tells it");
    let source = w.ok("track.sources", json!({}))["sources"][0].clone();
    assert!(source["trouble"].as_str().unwrap().contains("key已过期"), "{source}");
    assert!(!w.app.tracks_due().unwrap());
    let shown = source.to_string() + &w.ok("track.show", json!({"number": YTO})).to_string();
    assert!(!shown.contains("\"k\"") && !shown.contains("customer\":"), "{shown}");
    // Mended, it is asked at once.
    w.ok("track.save_source", json!({"source": "kuaidi100", "credentials": {"key": "k2"}}));
    assert_eq!(w.ok("track.sources", json!({}))["sources"][0]["trouble"], Value::Null);
    w.ok("track.remove_source", json!({"name": "快递100"}));
    assert!(w.desk.secrets.lock().unwrap().keys().all(|k| !k.starts_with("track/")));
}

#[test]
fn numbers_are_ordered_where_the_source_sends_by_itself() {
    let (w, _) = with_carrier(Carrier::default());
    orders(&w, 1);
    ship(&w, 1, &[YTO]);
    let ordered = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&ordered);
    *w.desk.outside.lock().unwrap() = Some(Box::new(move |request: &Request| {
        kept.lock().unwrap().push((request.call.clone(), decoded(&String::from_utf8(request.body.clone()).unwrap())));
        let body = json!({"result": true, "returnCode": "200", "message": "成功"}).to_string().into_bytes();
        Ok(Reply { status: 200, headers: Vec::new(), body })
    }));
    let saved = w.ok("track.save_source", json!({"source": "kuaidi100", "push_base": "https://desk.example.com/"}));
    let address = format!("https://desk.example.com/track/v1/kuaidi100/{}", path(&w));
    assert_eq!(saved["push_url"], address);
    poll(&w);
    let ordered = ordered.lock().unwrap();
    assert_eq!((ordered.len(), ordered[0].0.as_str()), (1, "subscribe"));
    assert!(ordered[0].1.contains(&address));
    assert_eq!(w.ok("track.show", json!({"number": YTO}))["track"]["subscribed"], true);
    // A clerk does not see the address.
    let clerk = yidan_app::desk::Session::of("小李", yidan_app::desk::Role::Clerk);
    let seen = yidan_app::table::call(&w.app, &clerk, "track.sources", json!({})).unwrap().to_string();
    assert!(!seen.contains(&path(&w)), "{seen}");
}

#[test]
fn what_a_number_looks_like() {
    let w = World::in_memory();
    orders(&w, 1);
    let guess = |number: &str| w.ok("track.guess", json!({ "number": number }));
    for (number, want) in
        [(YTO, "圆通速递"), ("78000000000015", "中通快递"), ("SF1000000000017", "顺丰速运"), ("JDVA01000000017-1-3-", "京东快递")]
    {
        assert_eq!(guess(number)["carriers"][0]["name"], want, "{number}");
    }
    assert_eq!(guess("7.73E+14")["warnings"][0], "spoilt");
    assert_eq!(guess("EA100000018CN")["warnings"][0], "check_digit");
    assert_eq!(guess("600000000017")["carriers"][0]["code"], "SF");
    // What this shop uses comes first.
    let trackings = json!([["中通", "600000000099"]]);
    w.ok("orders.apply", json!({"no": order_no(1), "event": "ship", "fields": {"trackings": trackings}}));
    assert_eq!(guess("600000000017")["carriers"][0]["name"], "中通快递");
}

#[test]
fn proofs_of_delivered_orders_only() {
    let (w, _) = with_carrier(Carrier::default());
    orders(&w, 2);
    ship(&w, 1, &[YTO]);
    ship(&w, 2, &[OTHER]);
    set_clock(&w, NOW_MS + 60 * HOUR);
    push(&w, &path(&w), &push_body(YTO, &usual_way(NOW_MS), "shutdown"));
    let job = w.job("track.proofs", json!({"selection": {"numbers": [order_no(1), order_no(2)]}}));
    let result = job.result.expect("a result");
    assert_eq!((result["proofs"].as_i64(), result["skipped"][0]["reason"].as_str()), (Some(1), Some("not_delivered")));
    let bytes = w.bytes(&serde_json::from_value(result["file"].clone()).unwrap());
    assert!(bytes.starts_with(b"%PDF") && bytes.len() > 5_000, "{} bytes", bytes.len());
    let none = w.job("track.proofs", json!({"selection": {"numbers": [order_no(2)]}}));
    assert!(none.result.expect("a result")["file"].is_null());
}
