//! Numbers bought over a bad line. A made-up house behind each source keeps what it sold by the key of the parcel, as the source's rule says;
//! requests get lost on their way there, replies on their way back. Who sends here lives by `About::rules` and nothing else. Whatever happens: no
//! parcel has two numbers, and what was sold is what was kept, or a person was called.

mod support;

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use support::{access_of, decoded, scenarios_in, waybills};
use yidan_platforms::channel::{Access, At, Reply, Request, Trouble};
use yidan_platforms::waybill::{Again, Can, Consignment, Deed, Lost, Task, Waybill, leaves_open, next_parcel};

/// Keys with every sale of them.
type Sold = BTreeMap<String, Vec<Vec<String>>>;

fn all(sold: &Sold) -> Vec<String> {
    sold.values().flatten().flatten().cloned().collect()
}

/// How a house is spoken to.
struct House {
    code: &'static str,
    /// The key under which the request buys; `None` = it buys nothing.
    key: fn(&Request) -> Option<String>,
    /// The reply with numbers: one, or a mother and her children.
    sold: fn(&[String]) -> Value,
    /// The reply to whatever else is asked, given everything that was sold.
    told: fn(&Request, &Sold) -> Value,
}

/// A value of the form, decoded.
fn field(request: &Request, name: &str) -> Option<String> {
    let body = String::from_utf8_lossy(&request.body).into_owned();
    body.split('&').filter_map(|p| p.split_once('=')).find(|(n, _)| *n == name).map(|(_, v)| decoded(v))
}

fn within(text: Option<String>, place: &str) -> Option<String> {
    let value: Value = serde_json::from_str(&text?).ok()?;
    value.pointer(place).and_then(Value::as_str).map(str::to_owned)
}

fn body(request: &Request) -> Option<String> {
    String::from_utf8(request.body.clone()).ok()
}

fn cloud_key(request: &Request) -> Option<String> {
    within(field(request, "param_waybill_cloud_print_apply_new_request"), "/trade_order_info_dtos/0/package_info/id")
}

const HOUSES: &[House] = &[
    House {
        code: "cainiao",
        key: cloud_key,
        sold: |n| {
            let given = json!([{"waybill_code": n[0], "print_data": "{}"}]);
            json!({"cainiao_waybill_ii_get_response": {"modules": {"waybill_cloud_print_response": given}}})
        },
        told: |_, sold| {
            let label = |n: &String| json!({"success": true, "waybill_cloud_print_response": {"waybill_code": n, "print_data": "{}"}});
            let list: Vec<Value> = all(sold).iter().map(label).collect();
            json!({"cainiao_response": {"modules": {"waybill_cloud_print_with_result_desc_response": list}}})
        },
    },
    House {
        code: "pdd",
        key: cloud_key,
        sold: |n| json!({"pdd_waybill_get_response": {"modules": [{"waybill_code": n[0], "print_data": "{}"}]}}),
        told: |_, _| json!({}),
    },
    House {
        code: "douyin",
        key: |r| {
            let key = within(body(r), "/order_infos/0/pack_id")?;
            Some(format!("{} {key}", within(body(r), "/order_infos/0/order_id")?))
        },
        sold: |n| {
            let given = json!([{"track_no": n[0], "sub_waybill_codes": n[1..].join(",")}]);
            json!({"code": 10000, "data": {"ebill_infos": given, "err_infos": []}})
        },
        told: |_, sold| {
            let labels: Vec<Value> = all(sold).iter().map(|n| json!({"track_no": n, "print_data": "x", "sign": "y"})).collect();
            json!({"code": 10000, "data": {"waybill_infos": labels, "err_infos": []}})
        },
    },
    House {
        code: "wechat_shop",
        key: |r| within(body(r), "/ewaybill_order_id"),
        sold: |n| json!({"errcode": 0, "waybill_id": n[0]}),
        told: |r, sold| match r.call.rsplit("biz/").next() {
            // Every id is another one.
            Some("order/precreate") => json!({"errcode": 0, "ewaybill_order_id": format!("E{}", sold.len())}),
            Some("order/create") => json!({"errcode": 10025019, "errmsg": "exists"}),
            Some("print/get") => json!({"errcode": 0, "print_info": "x"}),
            _ => {
                let numbers = within(body(r), "/ewaybill_order_id").and_then(|id| sold.get(&id)).and_then(|sales| sales.last());
                json!({"errcode": 0, "order_info": {"waybill_id": numbers.map(|n| &n[0])}})
            }
        },
    },
    House {
        code: "carrier_sf",
        key: |r| within(field(r, "msgData"), "/orderId"),
        sold: |n| {
            let numbers: Vec<Value> =
                n.iter().enumerate().map(|(i, n)| json!({"waybillType": if i == 0 { 1 } else { 2 }, "waybillNo": n})).collect();
            let data = json!({"success": true, "msgData": {"filterResult": 2, "waybillNoInfoList": numbers}});
            json!({"apiResultCode": "A1000", "apiResultData": data.to_string()})
        },
        told: |_, _| json!({}),
    },
    House {
        code: "carrier_zto",
        key: |r| within(body(r), "/partnerOrderCode"),
        sold: |n| json!({"status": true, "result": {"billCode": n[0]}}),
        told: |_, _| json!({}),
    },
    House {
        code: "carrier_yunda",
        key: |r| within(body(r), "/orders/0/order_serial_no"),
        sold: |n| json!({"code": "0000", "result": true, "data": [{"mail_no": n[0], "status": "1"}]}),
        told: |_, _| json!({}),
    },
    House {
        code: "carrier_yto",
        key: |r| within(within(body(r), "/param"), "/logisticsNo"),
        sold: |n| json!({"logisticsNo": "x", "mailNo": n[0]}),
        told: |_, _| json!({}),
    },
    House {
        code: "carrier_sto",
        key: |r| within(field(r, "content"), "/orderNo"),
        sold: |n| json!({"success": "true", "data": {"waybillNo": n[0]}}),
        told: |_, _| json!({}),
    },
    House {
        code: "kuaidi100",
        key: |r| within(field(r, "param"), "/orderId"),
        sold: |n| json!({"success": true, "code": 200, "data": {"kuaidinum": n[0], "childNum": n[1..].join(",")}}),
        told: |_, _| json!({}),
    },
    House {
        code: "kdniao",
        key: |r| within(field(r, "RequestData"), "/OrderCode"),
        sold: |n| json!({"Success": true, "ResultCode": "100", "Order": {"LogisticCode": n[0]}, "SubOrders": n[1..]}),
        told: |_, _| json!({"Success": false, "ResultCode": "106", "Reason": "该订单号已下单成功"}),
    },
];

/// A small generator: the same seed gives the same storm.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// The line to the house, and what the house has sold: keys with their numbers, every sale of them.
struct Line<'h> {
    house: &'h House,
    again: Again,
    parcels: usize,
    sold: Sold,
    dice: Dice,
}

impl Line<'_> {
    /// `None` = no answer came.
    fn send(&mut self, request: &Request) -> Option<Reply> {
        let luck = self.dice.below(10);
        if luck < 2 {
            return None;
        }
        let answer = self.serve(request);
        match luck {
            2 | 3 => None,
            4 => Some(Reply { status: 502, headers: vec![], body: "<html></html>".into() }),
            5 => Some(Reply { status: 200, headers: vec![], body: answer.to_string().into_bytes()[..5].to_vec() }),
            _ => Some(Reply { status: 200, headers: vec![], body: answer.to_string().into_bytes() }),
        }
    }

    fn serve(&mut self, request: &Request) -> Value {
        let Some(key) = (self.house.key)(request).filter(|_| request.writes) else { return (self.house.told)(request, &self.sold) };
        let before = self.sold.get(&key).and_then(|sales| sales.last());
        match (before, self.again) {
            (Some(numbers), Again::Same { .. }) => (self.house.sold)(numbers),
            (Some(_), Again::Told) => (self.house.told)(request, &self.sold),
            _ => {
                let count = all(&self.sold).len();
                let numbers: Vec<String> = (0..self.parcels).map(|i| format!("N{}", 1_000 + count + i)).collect();
                self.sold.entry(key).or_default().push(numbers.clone());
                (self.house.sold)(&numbers)
            }
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Done,
    Person,
}

/// Buys as the rules say. What is kept is kept at once.
fn buy(source: &dyn Waybill, access: &Access, consignment: &Consignment, line: &mut Line, kept: &mut BTreeSet<String>) -> End {
    let (task, mut at, mut now_ms) = (Task::Issue(Box::new(consignment.clone())), At::default(), 1_795_312_800_000);
    for _ in 0..500 {
        now_ms += 1_000;
        let Some(request) = source.ask(access, &task, &at, now_ms).expect("a request") else { return End::Done };
        let heard = line.send(&request).map(|reply| source.hear(access, &task, &mut at, &reply));
        match heard {
            Some(Ok(heard)) => kept.extend(heard.waybills.into_iter().map(|w| w.number)),
            Some(Err(Trouble::Already { .. })) => return End::Person,
            Some(Err(trouble)) if !leaves_open(&trouble) => panic!("{}: {trouble}", line.house.code),
            _ if !request.writes => {}
            _ => match source.about().lost(Deed::Issue) {
                Lost::AskAgain => {}
                Lost::Person => return End::Person,
                Lost::Query => {
                    if let Some(number) = query(source, access, consignment, line, kept) {
                        kept.insert(number);
                        next_parcel(consignment, &mut at);
                    }
                }
            },
        }
    }
    panic!("{}: no end", line.house.code)
}

/// Asks what was given until an answer comes: a number that nobody has kept yet.
fn query(source: &dyn Waybill, access: &Access, consignment: &Consignment, line: &mut Line, kept: &BTreeSet<String>) -> Option<String> {
    let task = Task::Query(Box::new(consignment.clone()));
    for _ in 0..200 {
        let (mut at, request) = (At::default(), source.ask(access, &task, &At::default(), 1_795_312_800_000));
        let reply = line.send(&request.expect("a request").expect("a question"));
        if let Some(Ok(heard)) = reply.map(|reply| source.hear(access, &task, &mut at, &reply)) {
            return heard.waybills.into_iter().map(|w| w.number).find(|n| !kept.contains(n));
        }
    }
    panic!("{}: no answer ever", line.house.code)
}

fn parcels(whole: &mut Consignment, count: usize, seed: u64) {
    let first = whole.parcels[0].clone();
    whole.parcels = (0..count)
        .map(|n| {
            let mut parcel = first.clone();
            parcel.key = format!("s{seed}p{n}");
            parcel
        })
        .collect();
}

#[test]
fn no_parcel_is_bought_twice() {
    let codes: Vec<&str> = waybills().into_iter().map(|(code, _)| code).collect();
    for code in &codes {
        assert!(HOUSES.iter().any(|h| h.code == *code), "{code} has no house here");
    }
    for house in HOUSES {
        let (_, source) = waybills().into_iter().find(|(code, _)| *code == house.code).expect("a source");
        let (_, folder, _) = scenarios_in(house.code, "waybill").remove(0);
        let access = access_of(&folder, &json!({}));
        let rule = source.about().rules.iter().find(|r| r.deed == Deed::Issue).expect("a rule");
        // What nobody documents is not to be relied on: such a house sells a second number.
        let again = if rule.is_official { rule.again } else { Again::Unsure };
        let mut ends = BTreeMap::<&str, usize>::new();
        for (count, is_family, can) in [(1, false, None), (3, false, Some(Can::Several)), (3, true, Some(Can::Family))] {
            if can.is_some_and(|can| !source.about().can.contains(&can)) {
                continue;
            }
            for seed in 0..150 {
                let mut whole: Consignment = serde_json::from_str(include_str!("cases/consignment.json")).expect("consignment");
                whole.platform = source.about().shop_of.unwrap_or_default().to_owned();
                whole.order_nos = vec!["6900000000000000017".to_owned()];
                whole.carrier =
                    source.about().carriers.lines().find_map(|l| l.split(',').nth(1).filter(|_| !l.starts_with('#'))).expect("one").into();
                whole.is_family = is_family;
                parcels(&mut whole, count, seed);
                // Cainiao is asked for a family parcel by parcel; the others in one.
                let in_one = if is_family && house.code != "cainiao" { count } else { 1 };
                let mut line = Line { house, again, parcels: in_one, sold: BTreeMap::new(), dice: Dice(seed * 77 + count as u64) };
                let mut kept = BTreeSet::new();
                let end = buy(source, &access, &whole, &mut line, &mut kept);
                let name = format!("{} seed {seed}, {count} parcels, family {is_family}", house.code);
                for (key, sales) in &line.sold {
                    assert!(sales.len() <= 1, "{name}: {key} was bought {} times", sales.len());
                }
                let sold: BTreeSet<String> = line.sold.values().flatten().flatten().cloned().collect();
                assert!(kept.is_subset(&sold), "{name}: kept what was not sold");
                if end == End::Done {
                    assert_eq!(kept, sold, "{name}: sold and not kept");
                    assert_eq!(kept.len(), count, "{name}");
                }
                *ends.entry(if end == End::Done { "done" } else { "person" }).or_default() += 1;
            }
        }
        let is_person = match source.about().lost(Deed::Issue) {
            Lost::Person => true,
            // Some tell the number with the refusal, or later; some do not.
            Lost::AskAgain if again == Again::Told => house.code == "kdniao",
            Lost::AskAgain | Lost::Query => false,
        };
        assert!(ends.contains_key("done") && ends.contains_key("person") == is_person, "{}: {ends:?}", house.code);
    }
}
