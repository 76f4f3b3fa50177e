//! Walks over made-up marketplaces whose orders change while their pages are read: whatever still stands in the window at the end was heard.
//! Only how a page is asked for and answered differs by platform; the market itself is the same for all.

mod support;

use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::access_of;
use yidan_platforms::channel::{At, Reply, Request, Task};
use yidan_platforms::find;

const FROM_S: i64 = 1_773_539_400;
const TO_S: i64 = FROM_S + 1_800;

/// What a request wants of the market.
enum Asked {
    /// The first row and how many; newest first.
    Rows { skip: i64, take: i64 },
    /// The rows at or after a second, oldest first.
    After { second: i64, skip: i64, take: i64 },
    /// Single orders.
    Ids(Vec<i64>),
}

struct Market {
    code: &'static str,
    asked: fn(&Request) -> Asked,
    /// Rows of a page, with how many the window has.
    page: fn(&[(i64, i64)], i64) -> Value,
    single: fn(&[i64]) -> Value,
}

fn number(value: &Value) -> i64 {
    value.as_i64().or_else(|| value.as_str()?.parse().ok()).unwrap_or(-1)
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("json")
}

/// A value of the form or the query, decoded.
fn field(request: &Request, name: &str) -> String {
    let query = request.url.split_once('?').map_or("", |(_, q)| q);
    let form = String::from_utf8_lossy(&request.body).into_owned();
    let pairs = query.split('&').chain(form.split('&')).map(|p| p.split_once('=').unwrap_or((p, "")));
    pairs.filter(|(n, _)| *n == name).map(|(_, v)| support::decoded(v)).next().unwrap_or_default()
}

fn rows(page: i64, first: i64, size: i64) -> Asked {
    Asked::Rows { skip: (page - first) * size, take: size }
}

fn nothing(_: &[i64]) -> Value {
    json!({})
}

const MARKETS: &[Market] = &[
    Market {
        code: "taobao",
        asked: |r| rows(number(&json!(field(r, "page_no"))), 1, number(&json!(field(r, "page_size")))),
        page: |rows, total| {
            let trades: Vec<Value> = rows.iter().map(|(id, _)| json!({"tid": id, "status": "WAIT_SELLER_SEND_GOODS"})).collect();
            json!({"trades_sold_increment_get_response": {"total_results": total, "trades": {"trade": trades}}})
        },
        single: nothing,
    },
    Market {
        code: "pdd",
        asked: |r| rows(number(&json!(field(r, "page"))), 1, number(&json!(field(r, "page_size")))),
        page: |rows, total| {
            let orders: Vec<Value> = rows.iter().map(|(id, _)| json!({"order_sn": id.to_string(), "order_status": 1})).collect();
            json!({"order_sn_increment_get_response": {"total_count": total, "order_sn_list": orders}})
        },
        single: nothing,
    },
    Market {
        code: "douyin",
        asked: |r| rows(number(&body(r)["page"]), 0, number(&body(r)["size"])),
        page: |rows, total| {
            let orders: Vec<Value> = rows.iter().map(|(id, _)| json!({"order_id": id.to_string(), "order_status": 2})).collect();
            json!({"code": 10000, "data": {"total": total, "shop_order_list": orders}})
        },
        single: nothing,
    },
    Market {
        code: "jd",
        asked: |r| {
            let param: Value = serde_json::from_str(&field(r, "360buy_param_json")).expect("json");
            rows(number(&param["page"]), 1, number(&param["page_size"]))
        },
        page: |rows, total| {
            let orders: Vec<Value> = rows.iter().map(|(id, _)| json!({"orderId": id.to_string()})).collect();
            let result = json!({"apiResult": {"success": true}, "orderTotal": total, "orderInfoList": orders});
            json!({"jingdong_pop_order_enSearch_responce": {"code": "0", "searchorderinfo_result": result}})
        },
        single: nothing,
    },
    Market {
        code: "youzan",
        asked: |r| rows(number(&body(r)["page_no"]), 1, number(&body(r)["page_size"])),
        page: |rows, total| {
            let orders: Vec<Value> =
                rows.iter().map(|(id, _)| json!({"full_order_info": {"order_info": {"tid": id.to_string()}}})).collect();
            json!({"success": true, "code": 200, "data": {"total_results": total, "full_order_info_list": orders}})
        },
        single: nothing,
    },
    Market {
        code: "xiaohongshu",
        asked: |r| match &body(r)["orderId"] {
            Value::Null => rows(number(&body(r)["pageNo"]), 1, number(&body(r)["pageSize"])),
            id => Asked::Ids(vec![number(id)]),
        },
        page: |rows, total| {
            let orders: Vec<Value> = rows.iter().map(|(id, _)| json!({"orderId": id.to_string()})).collect();
            json!({"success": true, "error_code": 0, "data": {"total": total, "orderList": orders}})
        },
        single: |ids| json!({"success": true, "error_code": 0, "data": {"orderId": ids[0].to_string(), "orderStatus": 4}}),
    },
    Market {
        code: "lazada",
        asked: |r| match field(r, "order_ids").as_str() {
            "" => {
                let text = field(r, "update_after").replace('T', " ").replace("+08:00", " +0800");
                let second = yidan_domain::WallTime::parse(&text).expect("a time").to_utc_ms(480) / 1_000;
                Asked::After { second, skip: number(&json!(field(r, "offset"))), take: number(&json!(field(r, "limit"))) }
            }
            ids => Asked::Ids(serde_json::from_str(ids).expect("a list")),
        },
        page: |rows, total| {
            let wall = |s: &i64| yidan_domain::WallTime::from_utc_ms(s * 1_000, 480).as_str().to_owned() + " +0800";
            let orders: Vec<Value> = rows.iter().map(|(id, s)| json!({"order_id": id, "updated_at": wall(s)})).collect();
            json!({"code": "0", "data": {"countTotal": total, "orders": orders}})
        },
        single: |ids| {
            let rows: Vec<Value> = ids.iter().map(|id| json!({"order_id": id, "order_items": [{"status": "pending"}]})).collect();
            json!({"code": "0", "data": rows})
        },
    },
];

/// A small generator: the same seed gives the same market.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }
}

/// Walks the window over a market in which orders change between the questions. Answers what stands at the end and what was heard.
fn walk(market: &Market, seed: u64, count: usize) -> (BTreeSet<i64>, BTreeSet<i64>) {
    let channel = find(market.code).and_then(|p| p.channel()).expect("a channel");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(market.code).join("fixtures/channel");
    let access = access_of(&folder, &json!({}));
    let mut dice = Dice(seed);
    let mut orders: Vec<(i64, i64)> = (0..count).map(|i| (560_000_000_000_000 + i as i64, FROM_S + dice.below(1_500) as i64)).collect();
    let task = Task::Changed { from_ms: FROM_S * 1_000, to_ms: TO_S * 1_000, open: vec![] };
    let (mut at, mut heard, mut asked) = (At::default(), BTreeSet::new(), 0);
    while let Some(request) = channel.ask(&access, &task, &at, TO_S * 1_000).expect("a request") {
        asked += 1;
        assert!(asked < 20 + count * 3, "{} seed {seed}: no end", market.code);
        // Some orders change now: they leave the window, and all behind them move up.
        for _ in 0..dice.below(4) {
            let n = dice.below(orders.len());
            if !orders.is_empty() {
                orders[n].1 = TO_S + 100 + asked as i64;
            }
        }
        orders.sort_by_key(|(id, second)| (std::cmp::Reverse(*second), *id));
        let inside: Vec<(i64, i64)> = orders.iter().copied().filter(|(_, s)| *s <= TO_S).collect();
        let answer = match (market.asked)(&request) {
            Asked::Rows { skip, take } => {
                let page: Vec<_> = inside.iter().copied().skip(skip as usize).take(take as usize).collect();
                (market.page)(&page, inside.len() as i64)
            }
            Asked::After { second, skip, take } => {
                let rows = inside.iter().rev().copied().filter(|(_, s)| *s >= second);
                let page: Vec<_> = rows.skip(skip as usize).take(take as usize).collect();
                (market.page)(&page, inside.len() as i64)
            }
            Asked::Ids(ids) => (market.single)(&ids),
        };
        let reply = Reply { status: 200, headers: vec![], body: answer.to_string().into_bytes() };
        // Now and then the reply is lost or broken on its way.
        if dice.below(5) == 0 {
            let before = at.clone();
            let broken = Reply { status: 502, ..Reply::default() };
            assert!(channel.hear(&access, &task, &mut at, &broken).is_err());
            assert_eq!(before, at, "{}", market.code);
            continue;
        }
        let news = channel.hear(&access, &task, &mut at, &reply).unwrap_or_else(|e| panic!("{} seed {seed}: {e}", market.code));
        assert!(news.unreadable.is_empty(), "{} seed {seed}: {:?}", market.code, news.unreadable);
        heard.extend(news.orders.iter().map(|o| o.draft.order_no.parse::<i64>().expect("a number")));
    }
    (orders.into_iter().filter(|(_, s)| *s <= TO_S).map(|(id, _)| id).collect(), heard)
}

#[test]
fn nothing_that_stays_is_missed() {
    for market in MARKETS {
        for seed in 0..12 {
            for count in [0, 1, 39, 40, 41, 100, 101, 350] {
                let (stands, heard) = walk(market, seed, count);
                let missed: Vec<_> = stands.difference(&heard).collect();
                assert!(missed.is_empty(), "{} seed {seed}, {count} orders: missed {missed:?}", market.code);
            }
        }
    }
}
