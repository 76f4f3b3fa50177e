//! Numbers bought over a bad line by the jobs of the desk. Houses made up behind the sources sell by key, as their rules say; requests and replies
//! get lost, the process dies in the middle. Whatever happens: an order has one number, what was sold is what is kept, and where nobody can know
//! a person is asked.

mod world;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use world::World;
use yidan_app::ports::{Reply, Request, WireError};

/// What the houses have sold: keys with every sale of them.
#[derive(Default)]
struct Sold {
    by_key: BTreeMap<String, Vec<Vec<String>>>,
    cancelled: Vec<String>,
    requests: usize,
}

impl Sold {
    fn numbers(&self) -> Vec<String> {
        self.by_key.values().flatten().flatten().cloned().collect()
    }
}

/// How the line is.
struct Line {
    seed: u64,
    /// Of ten requests so many do not arrive, and so many answers do not come back.
    lost_there: u64,
    lost_back: u64,
    /// The process dies at this request, after it was served.
    dies_at: Option<usize>,
}

impl Line {
    fn below(&mut self, n: u64) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % n
    }
}

fn decoded(text: &str) -> String {
    let (mut out, bytes, mut at) = (Vec::new(), text.as_bytes(), 0);
    while at < bytes.len() {
        match bytes[at] {
            b'%' => {
                out.push(u8::from_str_radix(&text[at + 1..at + 3], 16).expect("hex"));
                at += 3;
            }
            b'+' => {
                out.push(b' ');
                at += 1;
            }
            b => {
                out.push(b);
                at += 1;
            }
        }
    }
    String::from_utf8(out).expect("text")
}

fn form(request: &Request, name: &str) -> Option<Value> {
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let value = body.split('&').filter_map(|p| p.split_once('=')).find(|(n, _)| *n == name).map(|(_, v)| decoded(v))?;
    serde_json::from_str(&value).ok()
}

fn text(value: &Value, place: &str) -> Option<String> {
    value.pointer(place).and_then(Value::as_str).map(str::to_owned)
}

/// The house behind a request: whose it is, the key it buys under, and whether a second time is the same, told, or another number.
fn serve(sold: &mut Sold, request: &Request) -> Value {
    let url = request.url.as_str();
    let next = |sold: &Sold, n: usize| -> Vec<String> { (0..n).map(|i| format!("78{:012}", sold.numbers().len() + i + 1)).collect() };
    if url.contains("kuaidi100") {
        let param = form(request, "param").unwrap_or_default();
        let Some(key) = text(&param, "/orderId") else {
            sold.cancelled.extend(text(&param, "/kuaidinum"));
            return json!({"success": true, "code": 200});
        };
        if url.contains("cancel") || String::from_utf8_lossy(&request.body).contains("method=cancel") {
            sold.cancelled.extend(text(&param, "/kuaidinum"));
            return json!({"success": true, "code": 200});
        }
        let count = param["count"].as_u64().or_else(|| param["count"].as_str().and_then(|c| c.parse().ok())).unwrap_or(1) as usize;
        let numbers = sold.by_key.get(&key).and_then(|s| s.last()).cloned();
        let numbers = numbers.unwrap_or_else(|| {
            let fresh = next(sold, count);
            sold.by_key.entry(key).or_default().push(fresh.clone());
            fresh
        });
        return json!({"success": true, "code": 200, "data": {"kuaidinum": numbers[0], "childNum": numbers[1..].join(",")}});
    }
    if url.contains("kdniao") {
        let data = form(request, "RequestData").unwrap_or_default();
        let key = text(&data, "/OrderCode").unwrap_or_default();
        if sold.by_key.contains_key(&key) {
            return json!({"Success": false, "ResultCode": "106", "Reason": "该订单号已下单成功"});
        }
        let fresh = next(sold, 1);
        sold.by_key.entry(key).or_default().push(fresh.clone());
        return json!({"Success": true, "ResultCode": "100", "Order": {"LogisticCode": fresh[0]}});
    }
    if url.contains("zto") {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let Some(key) = text(&body, "/partnerOrderCode") else { return json!({"status": true, "result": {}}) };
        // Nobody says what a second time does here: this house sells a second number.
        let fresh = next(sold, 1);
        sold.by_key.entry(key).or_default().push(fresh.clone());
        return json!({"status": true, "result": {"billCode": fresh[0]}});
    }
    json!({})
}

fn connect(world: &World, sold: &Arc<Mutex<Sold>>, mut line: Line) {
    let sold = Arc::clone(sold);
    let answer = move |request: &Request| {
        let mut sold = sold.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        sold.requests += 1;
        let luck = line.below(10);
        if luck < line.lost_there {
            return Err(if luck == 0 { WireError::NotSent("down".into()) } else { WireError::NoAnswer("silent".into()) });
        }
        let said = serve(&mut sold, request);
        if line.dies_at.is_some_and(|n| sold.requests == n) {
            drop(sold);
            panic!("killed");
        }
        if luck < line.lost_there + line.lost_back {
            return Err(WireError::NoAnswer("silent".into()));
        }
        Ok(Reply { status: 200, headers: vec![], body: said.to_string().into_bytes() })
    };
    *world.desk.outside.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Box::new(answer));
}

const SENDER: &str = "张示例 0571-80000000 浙江省杭州市西湖区样例路1号";

fn account(world: &World, source: &str, name: &str, carriers: &[&str], keys: Value) {
    let request =
        json!({"source": source, "name": name, "carriers": carriers, "sender_text": SENDER, "credentials": keys, "checked": true});
    let saved = world.ok("waybill_accounts.save", request);
    assert_eq!(saved["missing"], json!([]), "{name}");
}

fn desk(orders: i64, seed: i64) -> World {
    let world = World::in_memory();
    world.job("orders.demo", json!({"orders": orders, "seed": seed, "days": 1}));
    account(&world, "kuaidi100", "快递100", &["圆通", "申通"], json!({"key": "k", "secret": "s", "partner_id": "1"}));
    account(&world, "kdniao", "快递鸟", &["韵达"], json!({"ebusiness_id": "1", "api_key": "k"}));
    account(&world, "carrier_zto", "中通网点", &[], json!({"app_key": "k", "app_secret": "s", "account": "a", "password": "p"}));
    world
}

fn to_print(world: &World) -> Vec<Value> {
    let list = world.ok("orders.list", json!({"filter": {"states": ["to_print"]}, "limit": 1000}));
    list["orders"].as_array().cloned().unwrap_or_default().into_iter().filter(|o| o["receiver_masked"] == false).collect()
}

fn issue(world: &World, ids: &[Value], more: Value) -> Value {
    let mut request = json!({"selection": {"ids": ids}});
    for (k, v) in more.as_object().into_iter().flatten() {
        request[k] = v.clone();
    }
    world.job("waybills.issue", request).result.unwrap_or(Value::Null)
}

fn waybills(world: &World, state: &str) -> Vec<Value> {
    let reply = world.ok("waybills.list", json!({"state": state, "limit": 1000}));
    reply["waybills"].as_array().cloned().unwrap_or_default()
}

#[test]
fn a_number_for_every_order_however_bad_the_line() {
    for seed in 1..=6_u64 {
        let mut world = desk(120, seed as i64);
        let sold = Arc::new(Mutex::new(Sold::default()));
        let ids: Vec<Value> = to_print(&world).iter().map(|o| o["id"].clone()).collect();
        assert!(ids.len() > 20, "{}", ids.len());
        let (first, rest) = ids.split_at(ids.len() / 3);
        let (second, third) = rest.split_at(rest.len() / 2);
        let parts = [(first, "快递100"), (second, "快递鸟"), (third, "中通网点")];
        for round in 0..8 {
            let dies_at = (round < 4).then(|| sold.lock().unwrap_or_else(std::sync::PoisonError::into_inner).requests + 7);
            let bad = u64::from(round < 7);
            connect(&world, &sold, Line { seed: seed * 100 + round, lost_there: 2 * bad, lost_back: 2 * bad, dies_at });
            for (ids, source) in parts {
                issue(&world, ids, json!({"source": source}));
            }
            if round < 4 {
                // The process is gone, and with it whatever it held.
                world = world.restart();
            }
        }
        // What nobody can know is looked up by a person at the source.
        for row in waybills(&world, "unsure") {
            let sold = sold.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let order = world.ok("orders.show", json!({"no": row["order_no"]}));
            assert_eq!(order["trackings"].as_array().map_or(0, Vec::len), 0, "an unsure order has no number yet");
            let found = sold.by_key.get(row["key"].as_str().expect("a key")).and_then(|s| s.last()).map(|n| n[0].clone());
            drop(sold);
            world.ok("waybills.settle", json!({"id": row["id"], "number": found}));
        }
        for (ids, source) in parts {
            let reply = issue(&world, ids, json!({"source": source}));
            let left: Vec<&Value> = reply["results"].as_array().expect("results").iter().filter(|r| r["number"].is_null()).collect();
            assert!(left.is_empty(), "seed {seed}: {left:?}");
        }
        let issued = waybills(&world, "issued");
        let mut kept: Vec<String> = issued.iter().filter_map(|w| w["number"].as_str().map(str::to_owned)).collect();
        let mut bought = sold.lock().unwrap_or_else(std::sync::PoisonError::into_inner).numbers();
        kept.sort();
        bought.sort();
        assert_eq!(kept, bought, "seed {seed}: what was sold is what is kept");
        let sold = sold.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        assert!(sold.by_key.values().all(|sales| sales.len() == 1), "seed {seed}: a key was sold twice");
        let mut orders: Vec<&str> = issued.iter().filter_map(|w| w["order_no"].as_str()).collect();
        let count = orders.len();
        orders.sort_unstable();
        orders.dedup();
        assert_eq!(orders.len(), count, "seed {seed}: one number an order");
        assert_eq!(count, ids.len(), "seed {seed}: every order has one");
        for row in &issued {
            let order = world.ok("orders.show", json!({"no": row["order_no"]}));
            assert_eq!(order["trackings"][0][1], row["number"]);
        }
    }
}

#[test]
fn running_it_again_buys_nothing_and_cancelling_makes_room() {
    let world = desk(60, 3);
    let sold = Arc::new(Mutex::new(Sold::default()));
    connect(&world, &sold, Line { seed: 1, lost_there: 0, lost_back: 0, dies_at: None });
    let orders = to_print(&world);
    let (id, no) = (orders[0]["id"].clone(), orders[0]["order_no"].clone());
    let reply = issue(&world, std::slice::from_ref(&id), json!({"carrier": "圆通"}));
    let number = reply["results"][0]["number"].clone();
    assert_eq!(
        (&reply["issued"], &reply["results"][0]["account"], &reply["results"][0]["state"]),
        (&json!(1), &json!("快递100"), &json!("issued"))
    );
    let again = issue(&world, std::slice::from_ref(&id), json!({}));
    assert_eq!((&again["already"], &again["results"][0]["number"]), (&json!(1), &number));
    assert_eq!(sold.lock().expect("sold").numbers().len(), 1);

    // Given back: the order has it no more, but is found by it; a new one is another number under another key.
    let cancelled = world.job("waybills.cancel", json!({"numbers": [number]})).result.expect("result");
    assert_eq!((&cancelled["cancelled"], &cancelled["results"][0]["order_no"]), (&json!(1), &no));
    assert_eq!(sold.lock().expect("sold").cancelled, [number.as_str().expect("text")]);
    let order = world.ok("orders.show", json!({"no": number}));
    assert_eq!((&order["order_no"], &order["trackings"]), (&no, &json!([])));
    let new = issue(&world, std::slice::from_ref(&id), json!({"carrier": "圆通"}));
    assert_ne!(new["results"][0]["number"], number);
    assert_eq!(sold.lock().expect("sold").by_key.len(), 2);

    // An order that goes back gives its number back by itself.
    let second = new["results"][0]["number"].clone();
    world.ok("orders.apply", json!({"no": no, "event": "send_back"}));
    assert_eq!(waybills(&world, "cancelling").len(), 1);
    assert_eq!(world.ok("orders.show", json!({"no": no}))["trackings"], json!([]));
    world.app.give_back_waybills(&|| false).expect("given back");
    assert_eq!(waybills(&world, "cancelling").len(), 0);
    assert!(sold.lock().expect("sold").cancelled.contains(&second.as_str().expect("text").to_owned()));

    // A mother and her children: one number is told to the platform, every number finds the order.
    let id = orders[1]["id"].clone();
    let family = issue(&world, std::slice::from_ref(&id), json!({"carrier": "圆通", "parcels": 3}));
    let children = family["results"][0]["children"].as_array().cloned().unwrap_or_default();
    assert_eq!(children.len(), 2, "{family}");
    for child in &children {
        assert_eq!(world.ok("orders.show", json!({"no": child}))["order_no"], orders[1]["order_no"]);
    }
    assert_eq!(world.ok("orders.show", json!({"no": orders[1]["order_no"]}))["trackings"].as_array().map_or(0, Vec::len), 1);
}

#[test]
fn own_numbers_need_no_network_and_the_rest_says_why() {
    let world = World::in_memory();
    world.job("orders.demo", json!({"orders": 120, "seed": 5, "days": 1}));
    let orders = to_print(&world);
    let ids: Vec<Value> = orders.iter().take(4).map(|o| o["id"].clone()).collect();
    let nothing = issue(&world, &ids, json!({}));
    assert_eq!(nothing["failed"], 4);
    assert!(nothing["results"][0]["text"].as_str().is_some_and(|t| t.contains("面单账号")), "{nothing}");

    let range = json!({"prefix": "ZS", "next": 8, "last": 10, "digits": 4});
    world.ok("waybill_accounts.save", json!({"name": "自送", "source": "plain", "carriers": ["自送"], "range": range}));
    let reply = issue(&world, &ids, json!({}));
    let numbers: Vec<&str> = reply["results"].as_array().expect("results").iter().filter_map(|r| r["number"].as_str()).collect();
    assert_eq!(numbers, ["ZS0008", "ZS0009", "ZS0010"]);
    assert!(reply["results"][3]["text"].as_str().is_some_and(|t| t.contains("用完")), "{reply}");

    // Typed by hand; a number that is on another parcel is refused.
    let no = &orders[4]["order_no"];
    world.ok("waybills.enter", json!({"no": no, "number": " sf1000000000017 ", "carrier": "顺丰"}));
    assert_eq!(world.ok("orders.show", json!({"no": "SF1000000000017"}))["order_no"], *no);
    let taken = world.call("waybills.enter", json!({"no": orders[5]["order_no"], "number": "SF1000000000017", "carrier": "顺丰"}));
    assert_eq!(taken.expect_err("refused").facts["reason"], "number_taken");
}
