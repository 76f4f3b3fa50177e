//! The played platforms refuse what the real ones refuse, and their lists are cut as theirs: asked by hand, signatures written out here.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{SystemTime, UNIX_EPOCH};
use yidan_sim::{Faults, Kind, Sim, State};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn hmac(secret: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

#[allow(clippy::disallowed_methods)] // The platforms live by the real clock.
fn now_s() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() as i64
}

fn wall(s: i64) -> String {
    chrono::DateTime::from_timestamp(s + 8 * 3_600, 0).expect("a time").format("%Y-%m-%d %H:%M:%S").to_string()
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Whatever came back, up to the end of the line.
fn post(sim: &Sim, target: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(sim.url.trim_start_matches("http://")).expect("listens");
    write!(stream, "POST {target} HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}", body.len()).expect("sent");
    let mut reply = String::new();
    let _ = stream.read_to_string(&mut reply);
    reply
}

fn json_of(reply: &str) -> Value {
    let body = reply.split("\r\n\r\n").nth(1).unwrap_or_default();
    serde_json::from_str(body).unwrap_or(Value::Null)
}

fn secret(sim: &Sim) -> (String, String) {
    let keys = sim.credentials();
    let text = |name: &str| keys[name].as_str().expect("a text").to_owned();
    (text("app_key"), text("app_secret"))
}

/// A shop of Douyin and how it is asked.
struct Douyin(Sim, String);

impl Douyin {
    fn start(orders: u64) -> Douyin {
        let mut shop = Douyin(Sim::start(Kind::Douyin, 3, orders).expect("starts"), String::new());
        let made = shop.ask("/token/create", &json!({ "code": "", "grant_type": "authorization_self", "shop_id": "1111" }));
        shop.1 = made["data"]["access_token"].as_str().expect("a token").to_owned();
        shop
    }

    fn ask(&self, path: &str, param: &Value) -> Value {
        self.ask_at(path, param, now_s(), None)
    }

    fn ask_at(&self, path: &str, param: &Value, at_s: i64, sign: Option<&str>) -> Value {
        json_of(&post(&self.0, &self.target(path, param, at_s, sign), &param.to_string()))
    }

    fn target(&self, path: &str, param: &Value, at_s: i64, sign: Option<&str>) -> String {
        let ((key, secret), method) = (secret(&self.0), path[1..].replace('/', "."));
        let right = hmac(&secret, &format!("{secret}app_key{key}method{method}param_json{param}timestamp{at_s}v2{secret}"));
        let sign = sign.unwrap_or(&right);
        format!("{path}?method={method}&app_key={key}&access_token={}&timestamp={at_s}&v=2&sign={sign}&sign_method=hmac-sha256", self.1)
    }

    fn list(&self, page: i64, size: i64) -> Value {
        let now = now_s();
        self.ask("/order/searchList", &json!({ "page": page, "size": size, "update_time_start": now - 86_400, "update_time_end": now }))
    }
}

#[test]
fn douyin_refuses_and_pages_as_it_does() {
    let shop = Douyin::start(250);
    let list = json!({ "page": 0, "size": 10, "update_time_start": 1, "update_time_end": 2 });
    let code = |reply: &Value| format!("{} {}", reply["code"], reply["sub_code"].as_str().unwrap_or_default());
    let wrong = shop.ask_at("/order/searchList", &list, now_s(), Some("00"));
    assert_eq!(code(&wrong), "40003 isv.signature-invalid");
    assert_eq!(code(&shop.ask_at("/order/searchList", &list, now_s() - 1_000, None)), "40003 isv.timestamp-invalid");
    assert_eq!(code(&shop.ask("/order/searchList", &list)), "40004 isv.parameter-invalid:20022");
    assert_eq!(code(&shop.list(0, 101)), "40004 isv.parameter-invalid:20008");
    assert_eq!(code(&shop.list(-1, 10)), "40004 isv.parameter-invalid:10035");
    assert_eq!(code(&shop.ask("/order/none", &json!({}))), "70000 isp.api-service-off");
    let mut seen = BTreeMap::new();
    for (page, rows) in [(0, 100), (1, 100), (2, 50), (3, 0)] {
        let list = shop.list(page, 100)["data"].take();
        assert_eq!(list["total"], 250);
        let list = list["shop_order_list"].as_array().cloned().expect("a list");
        assert_eq!(list.len(), rows);
        seen.extend(list.into_iter().map(|o| (o["order_id"].as_str().expect("a text").to_owned(), o["pay_amount"].as_i64())));
    }
    let truth = shop.0.truth();
    assert_eq!(seen, truth.orders.values().map(|o| (o.no.clone(), Some(o.paid_fen()))).collect());
    assert_eq!(truth.books.wrong_signs, 1);
    shop.0.expire_token();
    assert_eq!(code(&shop.list(0, 10)), "40003 isv.access-token-expired");
    assert_eq!(
        code(&shop.ask("/token/refresh", &json!({ "grant_type": "refresh_token", "refresh_token": "x" }))),
        "50002 isv.business-failed:31009"
    );
}

#[test]
fn what_was_shipped_twice_is_counted() {
    let shop = Douyin::start(60);
    let no = shop.0.truth().orders.values().find(|o| o.state == State::ToShip).expect("one").no.clone();
    let parcel = json!({ "company_code": "zhongtong", "logistics_code": "73100000000001", "order_id": no });
    assert_eq!(shop.ask("/order/logisticsAdd", &parcel)["code"], 10_000);
    assert_eq!(shop.ask("/order/logisticsAdd", &parcel)["sub_code"], "isv.business-failed:60110");
    let other = shop.0.truth().orders.values().find(|o| o.state == State::Shipped && o.no != no).expect("one").no.clone();
    let parcel = json!({ "company_code": "zhongtong", "logistics_code": "73100000000002", "order_id": other });
    assert_eq!(shop.ask("/order/logisticsAdd", &parcel)["sub_code"], "isv.business-failed:60110");
    let books = shop.0.truth().books;
    assert_eq!((books.sent_twice, books.ship_refused, books.shipped.len()), (1, 1, 1));
}

#[test]
fn faults_come_before_or_after_the_effect() {
    for (faults, takes_effect, says) in [
        (Faults { broken: 1, ..Faults::default() }, false, "<html>"),
        (Faults { lost_before: 1, ..Faults::default() }, false, ""),
        (Faults { lost_after: 1, ..Faults::default() }, true, ""),
        (Faults { half: 1, ..Faults::default() }, true, "{\"code\":"),
        (Faults { limited: 1, ..Faults::default() }, false, "60000"),
        (Faults { wrong_sign: 1, ..Faults::default() }, false, "isv.signature-invalid"),
        (Faults { skewed: 1, ..Faults::default() }, false, "isv.timestamp-invalid"),
        (Faults { refund_before_ship: 1, ..Faults::default() }, false, "60040"),
        (Faults { shipped_before_ship: 1, ..Faults::default() }, false, "60110"),
    ] {
        let shop = Douyin::start(30);
        let no = shop.0.truth().orders.values().find(|o| o.state == State::ToShip).expect("one").no.clone();
        shop.0.set_faults(faults);
        let parcel = json!({ "company_code": "zhongtong", "logistics_code": "73100000000001", "order_id": no });
        let reply = post(&shop.0, &shop.target("/order/logisticsAdd", &parcel, now_s(), None), &parcel.to_string());
        assert!(reply.contains(says) && reply.is_empty() == says.is_empty(), "{faults:?}: {reply}");
        let books = shop.0.truth().books;
        assert_eq!((books.shipped.len(), books.sent_twice), (usize::from(takes_effect), 0), "{faults:?}");
    }
}

/// A form of TOP or of Pinduoduo, signed.
fn form(sim: &Sim, kind: Kind, mut pairs: BTreeMap<String, String>) -> Value {
    let (_, secret) = secret(sim);
    if !pairs.contains_key("sign") {
        let text: String = pairs.iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| format!("{n}{v}")).collect();
        let sign = match kind {
            Kind::Taobao => hmac(&secret, &text).to_uppercase(),
            _ => hex(&Md5::digest(format!("{secret}{text}{secret}").as_bytes())).to_uppercase(),
        };
        pairs.insert("sign".to_owned(), sign);
    }
    let body: Vec<String> = pairs.iter().map(|(n, v)| format!("{n}={}", encoded(v))).collect();
    json_of(&post(sim, if kind == Kind::Taobao { "/router/rest" } else { "/api/router" }, &body.join("&")))
}

fn texts(of: &[(&str, &str)]) -> BTreeMap<String, String> {
    of.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

#[test]
fn taobao_refuses_and_pages_as_it_does() {
    let sim = Sim::start(Kind::Taobao, 4, 120).expect("starts");
    let (key, secret) = secret(&sim);
    let body = format!("client_id={key}&client_secret={secret}&grant_type=authorization_code&code={}", sim.code().expect("a code"));
    let token = json_of(&post(&sim, "/token", &body))["access_token"].as_str().expect("a token").to_owned();
    let (from, to, now) = (wall(now_s() - 86_000), wall(now_s()), wall(now_s()));
    let ask = |more: &[(&str, &str)]| {
        let mut pairs = texts(&[
            ("method", "taobao.trades.sold.increment.get"),
            ("app_key", &key),
            ("session", &token),
            ("timestamp", &now),
            ("format", "json"),
            ("v", "2.0"),
            ("sign_method", "hmac-sha256"),
            ("fields", "tid,modified,orders"),
            ("start_modified", &from),
            ("end_modified", &to),
            ("page_no", "1"),
            ("page_size", "50"),
        ]);
        pairs.extend(texts(more));
        form(&sim, Kind::Taobao, pairs)
    };
    let code = |reply: Value| reply["error_response"]["code"].as_i64();
    let (old, long_ago) = (wall(now_s() - 900), wall(now_s() - 100_000));
    for (more, want) in [
        (("sign", "00"), 25),
        (("timestamp", old.as_str()), 31),
        (("session", "x"), 27),
        (("app_key", "1"), 29),
        (("method", "none"), 22),
        (("page_size", "101"), 41),
        (("page_no", "0"), 41),
        (("start_modified", long_ago.as_str()), 41),
        (("fields", ""), 40),
        (("format", "xml"), 23),
    ] {
        assert_eq!(code(ask(&[more])), Some(want), "{more:?}");
    }
    let page = ask(&[("page_no", "3")])["trades_sold_increment_get_response"].take();
    assert_eq!((&page["total_results"], page["trades"]["trade"].as_array().map(Vec::len)), (&json!(120), Some(20)));
    let trade = &page["trades"]["trade"][0];
    assert_eq!(trade.as_object().map(|t| t.keys().map(String::as_str).collect::<Vec<_>>()), Some(vec!["modified", "orders", "tid"]));
    assert!(trade["tid"].as_u64().expect("a number") > 1 << 53);
    let beyond = ask(&[("page_no", "4")])["trades_sold_increment_get_response"].take();
    assert!(beyond.get("trades").is_none() && beyond["total_results"] == 120, "{beyond}");
    let walked = ask(&[("use_has_next", "true")])["trades_sold_increment_get_response"].take();
    assert!(walked["has_next"] == true && walked.get("total_results").is_none(), "{walked}");
    let lines = sim.truth();
    assert!(
        lines.orders.values().any(|o| o.state == State::ToShip && o.lines.iter().any(|l| l.is_closed)),
        "a closed child in an open trade"
    );
}

#[test]
fn pinduoduo_refuses_and_pages_as_it_does() {
    let sim = Sim::start(Kind::Pdd, 5, 400).expect("starts");
    let (key, _) = secret(&sim);
    let now = now_s().to_string();
    let base = [("client_id", key.as_str()), ("timestamp", &now), ("data_type", "JSON")];
    let made = form(
        &sim,
        Kind::Pdd,
        texts(&[base[0], base[1], base[2], ("type", "pdd.pop.auth.token.create"), ("code", sim.code().expect("a code"))]),
    );
    let token = made["pop_auth_token_create_response"]["access_token"].as_str().expect("a token").to_owned();
    let ask = |from: i64, to: i64, more: &[(&str, &str)]| {
        let (from, to) = (from.to_string(), to.to_string());
        let mut pairs = texts(&base);
        pairs.extend(texts(&[
            ("type", "pdd.order.number.list.increment.get"),
            ("access_token", &token),
            ("is_lucky_flag", "0"),
            ("order_status", "5"),
            ("refund_status", "5"),
            ("start_updated_at", &from),
            ("end_updated_at", &to),
            ("page", "1"),
            ("page_size", "100"),
        ]));
        pairs.extend(texts(more));
        form(&sim, Kind::Pdd, pairs)
    };
    let (to, old) = (now_s(), (now_s() - 900).to_string());
    let code = |reply: Value| reply["error_response"]["error_code"].as_i64();
    assert_eq!(code(ask(to - 1_801, to, &[])), Some(10_001));
    for (more, want) in [
        (("sign", "00"), 20_004),
        (("timestamp", old.as_str()), 10_001),
        (("access_token", "x"), 10_019),
        (("client_id", "1"), 10_016),
        (("type", "none"), 10_017),
        (("page_size", "101"), 10_001),
    ] {
        assert_eq!(code(ask(to - 1_800, to, &[more])), Some(want), "{more:?}");
    }
    let (mut told, mut numbers, mut words) = (0, 0, 0);
    for window in 0..13 {
        let end = to - window * 1_800;
        let list = ask(end - 1_799, end, &[])["order_sn_increment_get_response"].take();
        for order in list["order_sn_list"].as_array().into_iter().flatten() {
            told += 1;
            *(if order["pay_amount"].is_number() { &mut numbers } else { &mut words }) += 1;
        }
    }
    let truth = sim.truth();
    assert_eq!(told, truth.told().count());
    assert!(told < truth.orders.len() && numbers > 0 && words > 0, "{told} {numbers} {words}");
}

#[test]
fn the_same_seed_makes_the_same_shop() {
    let shape = |seed| {
        let truth = Sim::start(Kind::Douyin, seed, 50).expect("starts").truth();
        truth.orders.values().map(|o| (o.no.clone(), o.state, o.paid_fen())).collect::<Vec<_>>()
    };
    assert_eq!(shape(1), shape(1));
    assert_ne!(shape(1), shape(2));
}
