//! A shop of Douyin as tests play it in their own time: its own little table, which knows what is true, and everything that a network does.

#![allow(dead_code)]

use crate::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use yidan_app::ports::{Reply, Request, WireError};

/// Dice that roll the same for the same seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
    pub fn once_in(&mut self, n: u64) -> bool {
        n > 0 && self.roll(n) == 0
    }
}

#[derive(Clone)]
pub struct There {
    pub status: i64,
    pub created_s: i64,
    pub updated_s: i64,
    pub waybill: Option<String>,
    pub refunding: bool,
}

/// What the platform plays when it is asked.
#[derive(Default, Clone, Copy)]
pub struct Weather {
    /// Once in so many answers; 0 = never.
    pub broken: u64,
    pub lost_before: u64,
    pub lost_after: u64,
    pub limited: u64,
    pub drift: u64,
    pub killed: u64,
}

/// A shop of Douyin.
pub struct Platform {
    pub orders: BTreeMap<String, There>,
    pub dice: Dice,
    pub weather: Weather,
    pub now_s: i64,
    pub token: String,
    /// Ship calls that took effect, by order.
    pub shipped: BTreeMap<String, u32>,
    /// Ship calls for orders that this shop had shipped already.
    pub sent_again: u32,
    pub asked: u64,
    /// So far its clock is behind the desk's, seconds; its replies tell its time.
    pub behind_s: i64,
    /// Pieces for sale by the merchant's code.
    pub stock: BTreeMap<String, i64>,
    /// What was in the parcels of orders sent in several.
    pub packs: Vec<Vec<Value>>,
}

pub const START_S: i64 = 1_795_010_000;

impl Platform {
    pub fn new(orders: i64, seed: u64) -> Platform {
        let there = |n: i64| {
            let created_s = START_S - 3_600 + n * 3_000 / orders.max(1);
            There { status: if n % 50 == 0 { 1 } else { 2 }, created_s, updated_s: created_s, waybill: None, refunding: false }
        };
        Platform {
            orders: (0..orders).map(|n| (format!("69000000000{n:08}"), there(n))).collect(),
            dice: Dice(seed),
            weather: Weather::default(),
            now_s: START_S,
            token: "t1".into(),
            shipped: BTreeMap::new(),
            sent_again: 0,
            asked: 0,
            behind_s: 0,
            stock: BTreeMap::new(),
            packs: Vec::new(),
        }
    }

    pub fn touch(&mut self, no: &str, change: impl FnOnce(&mut There)) {
        let now_s = self.now_s;
        let order = self.orders.get_mut(no).expect("an order");
        change(order);
        order.updated_s = now_s;
    }

    pub fn answer(&mut self, request: &Request) -> Result<Reply, WireError> {
        self.asked += 1;
        let weather = self.weather;
        assert!(!self.dice.once_in(weather.killed), "cut off in the middle");
        if self.dice.once_in(weather.broken) {
            return Ok(Reply { status: 502, headers: Vec::new(), body: b"<html>bad gateway</html>".to_vec() });
        }
        if self.dice.once_in(weather.lost_before) {
            return Err(WireError::NoAnswer("time-out".into()));
        }
        if self.dice.once_in(weather.limited) {
            return Ok(told(60_000, "isp.limited", &Value::Null));
        }
        if self.dice.once_in(weather.drift) {
            let at = self.dice.roll(self.orders.len() as u64) as usize;
            let no = self.orders.keys().nth(at).cloned().expect("an order");
            self.touch(&no, |o| o.refunding = o.status == 2 && !o.refunding);
        }
        let param: Value = serde_json::from_slice(&request.body).expect("the body is JSON");
        if !request.call.starts_with("/token") && !request.url.contains(&format!("access_token={}", self.token)) {
            return Ok(told(40_003, "isv.access-token-expired", &Value::Null));
        }
        let mut reply = self.told(&request.call, &param);
        let wall = yidan_domain::WallTime::from_utc_ms(self.now_s * 1_000, 0);
        let (day, time) = wall.as_str().split_once(' ').expect("a time");
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = months[day[5..7].parse::<usize>().expect("a month") - 1];
        reply.headers.push(("date".into(), format!("{} {month} {} {time} GMT", &day[8..], &day[..4])));
        if self.dice.once_in(weather.lost_after) {
            return Err(WireError::NoAnswer("cut".into()));
        }
        Ok(reply)
    }

    pub fn told(&mut self, call: &str, param: &Value) -> Reply {
        let text = |key: &str| param[key].as_str().map_or_else(|| param[key].to_string(), str::to_owned);
        match call {
            "/token/create" | "/token/refresh" => {
                let data = json!({ "access_token": self.token, "refresh_token": "r1", "expires_in": 604_800, "shop_name": "示例小店" });
                told(10_000, "", &data)
            }
            "/order/searchList" => {
                let (from, to) = (param["update_time_start"].as_i64().expect("start"), param["update_time_end"].as_i64().expect("end"));
                let (page, size) = (param["page"].as_u64().expect("page") as usize, param["size"].as_u64().expect("size") as usize);
                let mut found: Vec<(&String, &There)> = self.orders.iter().filter(|(_, o)| (from..=to).contains(&o.updated_s)).collect();
                found.sort_by_key(|(no, o)| (std::cmp::Reverse(o.updated_s), (*no).clone()));
                let list: Vec<Value> = found.iter().skip(page * size).take(size).map(|(no, o)| shown(no, o)).collect();
                told(10_000, "", &json!({ "page": page, "size": size, "total": found.len(), "shop_order_list": list }))
            }
            "/order/orderDetail" => match self.orders.get_key_value(&text("shop_order_id")) {
                Some((no, order)) => told(10_000, "", &json!({ "shop_order_detail": shown(no, order) })),
                None => told(50_002, "isv.business-failed:1", &Value::Null),
            },
            "/afterSale/List" => told(10_000, "", &json!({ "items": [], "total": 0, "has_more": false })),
            "/order/logisticsAdd" => {
                let (no, waybill) = (text("order_id"), text("logistics_code"));
                let order = self.orders.get(&no).cloned().expect("an order");
                if order.waybill.is_some() {
                    self.sent_again += 1;
                    return told(50_002, "isv.business-failed:60110", &Value::Null);
                }
                if order.refunding {
                    return told(50_002, "isv.business-failed:60040", &Value::Null);
                }
                self.touch(&no, |o| {
                    o.status = 3;
                    o.waybill = Some(waybill);
                });
                *self.shipped.entry(no).or_default() += 1;
                told(10_000, "", &json!({}))
            }
            "/order/logisticsAddMultiPack" => {
                let packs = param["pack_list"].as_array().expect("packs");
                let numbers: Vec<&str> = packs.iter().filter_map(|p| p["logistics_code"].as_str()).collect();
                self.packs.push(packs.iter().map(|p| p["shipped_order_info"].clone()).collect());
                let no = text("order_id");
                self.touch(&no, |o| {
                    o.status = 3;
                    o.waybill = Some(numbers.join(","));
                });
                told(10_000, "", &json!({}))
            }
            "/sku/syncStock" => {
                self.stock.insert(text("code"), param["stock_num"].as_i64().expect("pieces"));
                told(10_000, "", &json!({}))
            }
            "/order/addOrderRemark" => told(10_000, "", &json!({})),
            other => panic!("unknown call {other}"),
        }
    }
}

pub fn told(code: i64, sub: &str, data: &Value) -> Reply {
    let body = json!({ "code": code, "msg": "", "sub_code": sub, "sub_msg": sub, "data": data }).to_string();
    Reply { status: 200, headers: Vec::new(), body: body.into_bytes() }
}

pub fn shown(no: &str, order: &There) -> Value {
    let tail = &no[no.len() - 7..];
    let packs = order
        .waybill
        .iter()
        .flat_map(|w| w.split(','))
        .map(|w| json!({ "tracking_no": w, "company": "zhongtong", "company_name": "中通快递" }));
    json!({
        "order_id": no, "order_status": order.status, "main_status": order.status, "create_time": order.created_s,
        "pay_time": if order.status == 1 { 0 } else { order.created_s + 5 }, "update_time": order.updated_s,
        "pay_amount": 1_990, "order_amount": 1_990, "post_amount": 0, "logistics_info": packs.collect::<Vec<_>>(),
        "mask_post_receiver": "测*", "mask_post_tel": format!("1{tail}00"), "open_address_id": format!("a{tail}"),
        "mask_post_addr": { "province": { "name": "浙江省" }, "city": { "name": "杭州市" }, "town": { "name": "余杭区" }, "detail": "示例路*号" },
        "sku_order_list": [{
            "order_id": format!("{no}1"), "product_name": "示例水杯", "code": "CUP-1", "item_num": 3, "pay_amount": 1_990, "sum_amount": 1_990,
            "order_status": order.status,
            "after_sale_info": { "after_sale_status": if order.refunding { 6 } else { 0 } },
        }],
    })
}

/// A world with a connected shop, and the platform at the other end.
pub fn connected(orders: i64, seed: u64) -> (World, Arc<Mutex<Platform>>) {
    let world = World::in_memory();
    world.clock.store(START_S * 1_000, Ordering::SeqCst);
    let platform = Arc::new(Mutex::new(Platform::new(orders, seed)));
    plug(&world, &platform);
    let credentials = json!({ "app_key": "7000", "app_secret": "canary-secret", "shop_id": "1111" });
    let added = world.ok("shops.add", json!({ "platform": "douyin", "name": "一号店", "credentials": credentials, "days": 1 }));
    assert_eq!(added["missing"], json!([]));
    let tested = world.ok("shops.test", json!({ "name": "一号店" }));
    assert_eq!((&tested["ok"], &tested["shop_name"]), (&json!(true), &json!("示例小店")), "{tested}");
    (world, platform)
}

pub fn plug(world: &World, platform: &Arc<Mutex<Platform>>) {
    let (other, clock) = (Arc::clone(platform), Arc::clone(&world.clock));
    *world.desk.outside.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(move |request: &Request| {
        let mut platform = other.lock().unwrap_or_else(PoisonError::into_inner);
        platform.now_s = clock.load(Ordering::SeqCst) / 1_000 - platform.behind_s;
        platform.answer(request)
    }));
}

pub fn there(platform: &Mutex<Platform>) -> std::sync::MutexGuard<'_, Platform> {
    platform.lock().unwrap_or_else(PoisonError::into_inner)
}

pub fn run(world: &World) -> Value {
    world.job("sync.run", json!({ "shops": ["一号店"] })).result.expect("a result")
}

/// Orders of ours beside the platform's: number, whether it is shipped there, and the waybill.
pub fn assert_equal(world: &World, platform: &Mutex<Platform>, why: &str) {
    let compared = world.ok("sync.compare", json!({ "name": "一号店" }));
    let none: Vec<Value> = Vec::new();
    for key in ["missing", "extra", "different"] {
        assert_eq!(compared[key].as_array().unwrap_or(&none), &none, "{why}: {key}");
    }
    assert_eq!(compared["theirs"], json!(there(platform).orders.len()), "{why}");
    assert_eq!(compared["ours"], compared["theirs"], "{why}");
}
