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
    send(sim, &format!("POST {target}"), "", body)
}

/// `headers` end with a line's end each.
fn send(sim: &Sim, line: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(sim.url.trim_start_matches("http://")).expect("listens");
    write!(stream, "{line} HTTP/1.1\r\nhost: x\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()).expect("sent");
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
    let text = |names: [&str; 4]| names.iter().find_map(|n| keys[*n].as_str()).expect("a text").to_owned();
    (text(["app_key", "app_id", "client_id", "consumer_key"]), text(["app_secret", "app_secret", "client_secret", "consumer_secret"]))
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

/// A call of JD, signed; `changed` takes the place of what is right.
fn jd(sim: &Sim, token: &str, method: &str, param: &Value, changed: &[(&str, &str)]) -> Value {
    let ((key, secret), now) = (secret(sim), wall(now_s()));
    let mut pairs = texts(&[("app_key", &key), ("access_token", token), ("method", method), ("timestamp", &now), ("v", "2.0")]);
    pairs.extend(texts(changed));
    let text: String = pairs.iter().filter(|(n, _)| *n != "sign").map(|(n, v)| format!("{n}{v}")).collect();
    let sign = hex(&Md5::digest(format!("{secret}360buy_param_json{param}{text}{secret}").as_bytes())).to_uppercase();
    pairs.entry("sign".to_owned()).or_insert(sign);
    let query: Vec<String> = pairs.iter().map(|(n, v)| format!("{n}={}", encoded(v))).collect();
    let body = format!("360buy_param_json={}", encoded(&param.to_string()));
    json_of(&post(sim, &format!("/routerjson?{}", query.join("&")), &body))
}

#[test]
fn jd_refuses_and_pages_as_it_does() {
    let sim = Sim::start(Kind::Jd, 6, 130).expect("starts");
    let (key, secret) = secret(&sim);
    let keys = format!("app_key={key}&app_secret={secret}&grant_type=authorization_code&code={}", sim.code().expect("a code"));
    let made = json_of(&send(&sim, &format!("GET /oauth2/access_token?{keys}"), "", ""));
    let token = made["access_token"].as_str().expect("a token");
    let list = |days: i64, page: &str, size: &str| {
        json!({
            "start_date": wall(now_s() - days * 86_400), "end_date": wall(now_s()), "order_state": "ALL", "dateType": "0", "sortType": "0",
            "optional_fields": "orderId,orderState,orderEndTime,actualPay,consigneeInfo", "page": page, "page_size": size,
        })
    };
    let search = |param: &Value, changed: &[(&str, &str)]| jd(&sim, token, "jingdong.pop.order.enSearch", param, changed);
    let old = wall(now_s() - 400);
    for (changed, want) in [
        (("sign", "00"), "210"),
        (("timestamp", old.as_str()), "211"),
        (("access_token", "x"), "19"),
        (("app_key", "1"), "212"),
        (("method", "none"), "12"),
    ] {
        assert_eq!(search(&list(1, "1", "100"), &[changed])["error_response"]["code"], want, "{changed:?}");
    }
    let result = |param: Value| search(&param, &[])["jingdong_pop_order_enSearch_responce"]["searchorderinfo_result"].take();
    // A failure inside a success.
    for refused in [list(40, "1", "100"), list(1, "1", "101"), list(1, "101", "100"), json!({})] {
        assert_eq!(result(refused.clone())["apiResult"]["success"], false, "{refused}");
    }
    let truth = sim.truth();
    let mut seen = Vec::new();
    for page in ["1", "2", "3"] {
        let result = result(list(1, page, "50"));
        assert_eq!((&result["apiResult"]["success"], &result["orderTotal"]), (&json!(true), &json!(truth.told().count())));
        seen.extend(result["orderInfoList"].as_array().cloned().expect("a list"));
    }
    assert!(seen.len() == truth.told().count() && seen.len() < truth.orders.len(), "what is not paid is not told");
    let open = seen.iter().find(|o| o["orderState"] == "WAIT_SELLER_STOCK_OUT").expect("an open order");
    assert_eq!((&open["orderEndTime"], &open["consigneeInfo"]["mobile"]), (&json!("0001-01-01 00:00:00"), &json!("")));
    assert!(open.get("waybill").is_none() && open["consigneeInfo"]["encrypt_mobile"].is_string(), "{open}");
    let parcel = json!({ "orderId": open["orderId"], "logiCoprId": "1499", "logiNo": "73100000000001" });
    let ship = || jd(&sim, token, "jingdong.pop.order.shipment", &parcel, &[])["jingdong_pop_order_shipment_responce"].take();
    assert_eq!(ship()["sopjosshipment_result"]["success"], true);
    assert_eq!(ship()["sopjosshipment_result"]["chineseErrCode"], "订单已出库");
    assert_eq!((sim.truth().books.sent_twice, sim.truth().books.wrong_signs), (1, 1));
}

#[test]
fn wechat_refuses_and_walks_as_it_does() {
    let sim = Sim::start(Kind::WechatShop, 7, 130).expect("starts");
    let (key, secret) = secret(&sim);
    let keys =
        |secret: &str| json!({ "grant_type": "client_credential", "appid": key, "secret": secret, "force_refresh": false }).to_string();
    assert_eq!(json_of(&post(&sim, "/cgi-bin/stable_token", &keys("x")))["errcode"], 40_125);
    let made = || json_of(&post(&sim, "/cgi-bin/stable_token", &keys(&secret)))["access_token"].as_str().expect("a token").to_owned();
    let token = made();
    assert_eq!(made(), token, "the same token comes until it is over");
    let ask = |call: &str, body: &Value| json_of(&post(&sim, &format!("/channels/ec/{call}?access_token={token}"), &body.to_string()));
    let list = |from: i64, size: i64, next: &str| {
        let range = json!({ "start_time": now_s() - from, "end_time": now_s() });
        ask("order/list/get", &json!({ "update_time_range": range, "page_size": size, "next_key": next }))
    };
    assert_eq!(json_of(&post(&sim, "/channels/ec/order/list/get?access_token=x", "{}"))["errcode"], 42_001);
    assert_eq!(json_of(&post(&sim, "/channels/ec/order/list/get", "{}"))["errcode"], 41_001);
    assert_eq!(json_of(&post(&sim, "/channels/ec/order/list/get", "a=1"))["errcode"], 47_001);
    for (reply, want) in [
        (list(8 * 86_400, 100, ""), 40_097),
        (list(86_400, 101, ""), 40_097),
        (list(86_400, 100, "of another question|1|2"), 606_006),
        (ask("order/get", &json!({ "order_id": "1" })), 100_002),
        (ask("none", &json!({})), 40_066),
    ] {
        assert_eq!(reply["errcode"], want, "{reply}");
    }
    let range = json!({ "start_time": now_s() - 86_400, "end_time": now_s() });
    let (mut next, mut ids) = (String::new(), Vec::new());
    loop {
        let page = ask("order/list/get", &json!({ "update_time_range": range, "page_size": 50, "next_key": next }));
        ids.extend(page["order_id_list"].as_array().cloned().expect("a list"));
        assert_eq!(page["has_more"] == true, ids.len() < 130);
        page["next_key"].as_str().expect("a text").clone_into(&mut next);
        if page["has_more"] == false {
            break;
        }
    }
    let truth = sim.truth();
    assert!(ids.len() == 130 && truth.orders.keys().all(|no| ids.contains(&json!(no))));
    let order = ask("order/get", &json!({ "order_id": ids[0] }))["order"].take();
    let there = &truth.orders[ids[0].as_str().expect("a text")];
    assert_eq!(order["order_detail"]["price_info"]["order_price"], there.paid_fen());
}

#[test]
fn shopify_refuses_and_walks_as_it_does() {
    let sim = Sim::start(Kind::Shopify, 8, 60).expect("starts");
    let (key, secret) = secret(&sim);
    let form = format!("client_id={key}&client_secret={secret}&grant_type=client_credentials");
    let token = json_of(&post(&sim, "/admin/oauth/access_token", &form))["access_token"].as_str().expect("a token").to_owned();
    let ask_as = |token: &str, query: &str, variables: Value| {
        let body = json!({ "query": query, "variables": variables }).to_string();
        send(&sim, "POST /admin/api/2026-10/graphql.json", &format!("X-Shopify-Access-Token: {token}\r\n"), &body)
    };
    let ask = |query: &str, variables: Value| json_of(&ask_as(&token, query, variables));
    assert!(ask_as("x", "query { shop { name } }", json!({})).starts_with("HTTP/1.1 401"));
    assert_eq!(ask("query { shop { nope } }", json!({}))["errors"][0]["extensions"]["code"], "undefinedField");
    assert_eq!(ask("query { nope }", json!({}))["errors"][0]["extensions"]["code"], "undefinedField");
    let list = "query($q: String!, $after: String) { orders(first: 25, after: $after, query: $q, sortKey: UPDATED_AT) { \
                pageInfo { hasNextPage endCursor } nodes { name updatedAt shippingAddress { name } } } }";
    let iso = |s: i64| chrono::DateTime::from_timestamp(s, 0).expect("a time").format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let window = format!("updated_at:>='{}' AND updated_at:<'{}'", iso(now_s() - 86_400), iso(now_s()));
    let (mut names, mut after) = (Vec::new(), Value::Null);
    loop {
        let reply = ask(list, json!({ "q": window, "after": after }));
        let page = &reply["data"]["orders"];
        for order in page["nodes"].as_array().expect("a list") {
            names.push(order["name"].as_str().expect("a text").to_owned());
            let is_hidden = order["shippingAddress"].is_null();
            assert!(!is_hidden || reply["errors"][0]["extensions"]["code"] == "ACCESS_DENIED", "{reply}");
        }
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    names.sort();
    assert_eq!(names, sim.truth().orders.into_keys().collect::<Vec<_>>());
    let other = ask(list, json!({ "q": "updated_at:>='2026-01-01T00:00:00Z'", "after": after }));
    assert_eq!(other["errors"][0]["extensions"]["code"], "invalid", "a cursor belongs to its question");
    sim.set_faults(Faults { limited: 1, ..Faults::default() });
    let throttled = ask(list, json!({ "q": window }));
    assert_eq!(throttled["errors"][0]["extensions"]["code"], "THROTTLED");
    assert!(throttled["extensions"]["cost"]["throttleStatus"]["restoreRate"].is_number());
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: String = bytes.iter().map(|b| format!("{b:08b}")).collect();
    let letter = |six: &[u8]| LETTERS[usize::from_str_radix(&format!("{:0<6}", String::from_utf8_lossy(six)), 2).expect("bits")] as char;
    let text: String = bits.as_bytes().chunks(6).map(letter).collect();
    format!("{text}{}", "=".repeat((4 - text.len() % 4) % 4))
}

/// A call of WooCommerce, signed; `changed` takes the place of what is right.
fn woocommerce(sim: &Sim, method: &str, path: &str, changed: &[(&str, &str)], body: &str) -> String {
    const RESERVED: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    let ((key, secret), now) = (secret(sim), now_s().to_string());
    let nonce = sim.truth().books.requests.to_string();
    let mut pairs = texts(&[
        ("oauth_consumer_key", key.as_str()),
        ("oauth_nonce", &nonce),
        ("oauth_timestamp", &now),
        ("oauth_signature_method", "HMAC-SHA256"),
    ]);
    pairs.extend(texts(changed));
    let percent = |t: &str| percent_encoding::utf8_percent_encode(t, RESERVED).to_string();
    let joined: Vec<String> = pairs.iter().filter(|(n, _)| *n != "oauth_signature").map(|(n, v)| format!("{n}={}", percent(v))).collect();
    let text = format!("{method}&{}&{}", percent(&format!("http://x/wp-json/wc/v3{path}")), percent(&joined.join("&")));
    let mut mac = Hmac::<Sha256>::new_from_slice(format!("{secret}&").as_bytes()).expect("any key");
    mac.update(text.as_bytes());
    pairs.entry("oauth_signature".to_owned()).or_insert_with(|| base64(&mac.finalize().into_bytes()));
    let query: Vec<String> = pairs.iter().map(|(n, v)| format!("{n}={}", percent(v))).collect();
    send(sim, &format!("{method} /wp-json/wc/v3{path}?{}", query.join("&")), "", body)
}

#[test]
fn woocommerce_refuses_and_pages_as_it_does() {
    let sim = Sim::start(Kind::WooCommerce, 9, 60).expect("starts");
    let ask = |path: &str, changed: &[(&str, &str)]| woocommerce(&sim, "GET", path, changed, "");
    let old = (now_s() - 1_000).to_string();
    for (changed, want) in [
        (("oauth_signature", "00"), "Invalid signature"),
        (("oauth_timestamp", old.as_str()), "Invalid timestamp"),
        (("oauth_consumer_key", "x"), "Consumer key is invalid"),
        (("oauth_consumer_key", ""), "woocommerce_rest_cannot_view"),
        (("per_page", "101"), "rest_invalid_param"),
    ] {
        assert!(ask("/orders", &[changed]).contains(want), "{changed:?}");
    }
    assert!(ask("/orders", &[("oauth_nonce", "once")]).starts_with("HTTP/1.1 200"));
    assert!(ask("/orders", &[("oauth_nonce", "once")]).contains("nonce has already been used"));
    assert!(ask("/orders/1", &[]).contains("woocommerce_rest_shop_order_invalid_id"));
    let truth = sim.truth();
    let page = ask("/orders", &[("status", "any"), ("per_page", "25"), ("page", "3"), ("orderby", "modified"), ("order", "asc")]);
    assert!(page.contains("X-WP-Total: 60") && page.contains("X-WP-TotalPages: 3"), "{page}");
    assert_eq!(json_of(&page).as_array().map(Vec::len), Some(10));
    // The bounds do not belong to the window, and a zone beside the flag finds nothing.
    let one = truth.orders.values().next().expect("an order");
    let at = |s: i64, zone: &str| format!("{}{zone}", chrono::DateTime::from_timestamp(s, 0).expect("a time").format("%Y-%m-%dT%H:%M:%S"));
    let count = |after: String| {
        let reply = ask("/orders", &[("modified_after", &after), ("dates_are_gmt", "true"), ("per_page", "100")]);
        json_of(&reply).as_array().map(|rows| rows.iter().filter(|r| r["id"].as_u64() == one.no.parse().ok()).count())
    };
    assert_eq!([count(at(one.updated_s, "")), count(at(one.updated_s - 1, "")), count(at(0, "Z"))], [Some(0), Some(1), Some(0)]);
    let note = json!({ "note": "中通快递 73100000000001", "customer_note": true }).to_string();
    for twice in [0, 1] {
        woocommerce(&sim, "POST", &format!("/orders/{}/notes", one.no), &[], &note);
        assert_eq!(sim.truth().books.sent_twice, twice, "a second mail to the buyer is counted");
    }
}
