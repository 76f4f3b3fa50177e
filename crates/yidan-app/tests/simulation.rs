//! A shop in fast motion: exports, edits, holds, address changes, checks, prints, refunds, restarts, two people and a jumping clock in
//! random order, and after every step the invariants of the house. The seed is printed; `YIDAN_SEED` and `YIDAN_STEPS` repeat a run.

// A test may be told its seed.
#![allow(clippy::disallowed_methods)]

mod world;

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use world::World;
use yidan_app::desk::{Role, Session};
use yidan_app::error::Failure;
use yidan_app::ports::QueueState;

const ORDERS: u32 = 24;
const STEPS: u32 = 10_000;
const HEAD: &str = "商品,订单号,订单状态,用户实付金额(元),商家实收金额(元),商品数量(件),样式ID,商家编码-规格维度,商家备注,售后状态,快递单号,快递公司,订单成交时间,收货人,手机,省,市,区,街道";

/// xorshift: the same seed is the same day.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.roll(list.len() as u64)).unwrap()]
    }
}

/// What the platform knows of an order, and what people have told us of it.
#[derive(Clone, Default)]
struct Truth {
    /// Place on the platform's own way: 0 to be paid, 1 to be sent, 2 sent, 3 received, 4 cancelled.
    step: usize,
    refund: usize,
    waybill: Option<String>,
    is_known: bool,
    /// Fields that a person has set and no export may touch.
    edited: BTreeMap<String, String>,
}

const STATUS: [&str; 5] = ["待支付", "待发货", "已发货，待签收", "已签收", "已取消"];
const AFTER_SALE: [&str; 4] = ["无售后或售后取消", "售后处理中", "退款成功", "售后取消"];

fn number(no: u32) -> String {
    format!("261120-{no:015}")
}

fn row(no: u32, t: &Truth, dice: &mut Dice) -> String {
    let phone = if no.is_multiple_of(11) && dice.roll(3) > 0 { "1990000".to_owned() } else { format!("1990000{no:04}") };
    let (status, after_sale) = (STATUS[t.step], AFTER_SALE[t.refund]);
    let (carrier, waybill) = t.waybill.as_ref().map_or(("", ""), |w| ("中通快递", w.as_str()));
    let memo = if no.is_multiple_of(13) { "急" } else { "" };
    format!(
        "样品{},{}\t,{status},{}.00,{}.00,{},1,A-{},{memo},{after_sale},{waybill},{carrier},2026-11-20 14:41:{:02},张示例,{phone},广东省,深圳市,南山区,样例路{no}号\r\n",
        no % 7,
        number(no),
        50 + no,
        50 + no,
        1 + no % 3,
        no % 7,
        no % 60
    )
}

struct Shop {
    w: Option<World>,
    dice: Dice,
    truth: Vec<Truth>,
    ids: BTreeMap<u32, i64>,
    seen: BTreeMap<i64, Value>,
    /// What was done, for the message of a failure.
    log: Vec<String>,
}

impl Shop {
    fn w(&self) -> &World {
        self.w.as_ref().expect("open")
    }

    fn call(&self, person: u64, command: &str, request: Value) -> Result<Value, Failure> {
        let (actor, role) = if person == 0 { ("店主", Role::Owner) } else { ("小李", Role::Clerk) };
        yidan_app::table::call(&self.w().app, &Session::of(actor, role), command, request)
    }

    /// An export of the platform: some orders move on first, old ones are told again.
    fn import(&mut self) {
        let mut text = format!("\u{feff}{HEAD}\r\n");
        for _ in 0..=self.dice.roll(5) {
            let no = 1 + u32::try_from(self.dice.roll(u64::from(ORDERS))).unwrap();
            let mut t = self.truth[no as usize].clone();
            match self.dice.roll(8) {
                0 | 1 if t.step < 3 => t.step += 1,
                2 if t.step < 3 && self.dice.roll(4) == 0 => t.step = 4,
                3 => t.refund = self.dice.of(&[0, 1, 1, 3]),
                4 if self.dice.roll(4) == 0 => t.refund = 2,
                _ => {}
            }
            if t.step >= 2 && t.step < 4 && t.waybill.is_none() {
                t.waybill = Some(format!("78{no:012}"));
            }
            text.push_str(&row(no, &t, &mut self.dice));
            t.is_known = true;
            self.truth[no as usize] = t;
        }
        let handle = self.w().put("拼多多.csv", text.as_bytes());
        if self.dice.roll(200) == 0 {
            let queued = self.w().ok("files.import", json!({"files": [handle], "shop": "一号店"}));
            // The program ends before the work has begun; after the restart it is taken up again.
            self.restart();
            self.w().app.run_job(queued["job"].as_i64().unwrap()).expect("runs");
        } else {
            self.w().job("files.import", json!({"files": [handle], "shop": "一号店"}));
        }
    }

    fn restart(&mut self) {
        let w = self.w.take().expect("open");
        self.w = Some(w.restart());
    }

    fn some_ids(&mut self) -> Vec<i64> {
        let many = 1 + self.dice.roll(4);
        let all: Vec<i64> = self.ids.values().copied().collect();
        let mut out: Vec<i64> = (0..many).map(|_| self.dice.of(&all)).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// One thing that happens. Refusals are part of life; what matters is what stands afterwards.
    fn step(&mut self) {
        let what = if self.ids.is_empty() { 0 } else { self.dice.roll(23) };
        let person = self.dice.roll(2);
        let ids = if self.ids.is_empty() { Vec::new() } else { self.some_ids() };
        self.log.push(format!("{what} by {person} on {ids:?}"));
        let done = match what {
            0..=4 => {
                self.import();
                Ok(Value::Null)
            }
            5..=12 => self.work(what, person, &ids),
            13..=21 => self.ask(what, person, &ids),
            // Opening anew is dear (the label font is read again) and need not happen at every other step.
            22 if self.dice.roll(24) == 0 => {
                self.restart();
                Ok(Value::Null)
            }
            _ => {
                let minutes = self.dice.of(&[1, 10, 600, 3 * 24 * 60, -30]);
                self.w().clock.fetch_add(minutes * 60_000, Ordering::SeqCst);
                yidan_app::orders::stops::release_due(&self.w().app).map(|n| json!(n))
            }
        };
        if let Err(failure) = done {
            assert_ne!(failure.code.word(), "internal", "{failure:?}");
        }
        self.learn();
    }

    /// What the desk does all day.
    fn work(&mut self, what: u64, person: u64, ids: &[i64]) -> Result<Value, Failure> {
        let selection = json!({"ids": ids});
        match what {
            5 => {
                let minutes = self.dice.of(&[None, Some(5), Some(600), Some(-1)]);
                self.call(person, "orders.hold", json!({"selection": selection, "reason": "等电话", "release_after_minutes": minutes}))
            }
            6 => self.call(person, "orders.release", json!({"selection": selection})),
            7 => self.edit(person, ids[0]),
            12 => {
                let word = self.dice.of(&[QueueWord::Done, QueueWord::Done, QueueWord::Failed, QueueWord::Unknown]);
                *self.w().desk.script.lock().unwrap() = vec![word.state()];
                let request = json!({"selection": selection, "printer": "标签机", "reprint": self.dice.roll(3) == 0});
                self.call(person, "labels.print", request).map(|job| {
                    let _ = self.w().app.run_job(job["job"].as_i64().unwrap());
                    Value::Null
                })
            }
            _ => {
                let event = self.dice.of(&[
                    "accept",
                    "allocate",
                    "send_back",
                    "print",
                    "unprint",
                    "ship",
                    "collect",
                    "move",
                    "deliver",
                    "complete",
                    "close",
                    "pay",
                ]);
                self.call(person, "orders.step", json!({"selection": selection, "event": event}))
            }
        }
    }

    /// What wants a second look or a second person, and small marks.
    fn ask(&mut self, what: u64, person: u64, ids: &[i64]) -> Result<Value, Failure> {
        let (selection, id) = (json!({"ids": ids}), ids[0]);
        let dice = self.dice.roll(10);
        match what {
            13 => {
                let fields = json!({"receiver_name": format!("李示例{dice}")});
                self.call(person, "orders.address_change", json!({"id": id, "fields": fields, "ask": dice < 5}))
            }
            14 | 15 => {
                let answer = self.dice.of(&["approve", "refuse", "withdraw"]);
                self.call(person, "orders.address_answer", json!({"id": id, "answer": answer, "reason": "看过了"}))
            }
            16 => self.call(person, "orders.ask_check", json!({"selection": selection})),
            17 | 18 if dice < 3 => self.call(person, "orders.check", json!({"id": id, "refuse": "不对"})),
            17 | 18 => self.call(person, "orders.check", json!({"id": id})),
            19 => self.call(person, "orders.tag", json!({"selection": selection, "add": ["样品"], "remove": ["旧"]})),
            20 => {
                let reply = self.call(person, "orders.flag", json!({"selection": selection, "flag": dice % 6}))?;
                if reply["undo"].is_string() && dice < 5 {
                    return self.call(person, "orders.back", json!({"undo": reply["undo"]}));
                }
                Ok(reply)
            }
            _ => self.call(person, "orders.settle", json!({"selection": selection})),
        }
    }

    fn edit(&mut self, person: u64, id: i64) -> Result<Value, Failure> {
        let value = format!("备注{}", self.dice.roll(1_000));
        let done = self.call(person, "orders.edit", json!({"id": id, "fields": {"seller_memo": value}}));
        let no = self.ids.iter().find(|(_, known)| **known == id).map(|(no, _)| *no).expect("known");
        if done.is_ok() {
            self.truth[no as usize].edited.insert("seller_memo".into(), value);
        }
        done
    }

    /// Ids of what has come in meanwhile.
    fn learn(&mut self) {
        for no in 1..=ORDERS {
            if self.truth[no as usize].is_known && !self.ids.contains_key(&no) {
                let story = self.w().ok("orders.show", json!({"no": number(no)}));
                self.ids.insert(no, story["id"].as_i64().unwrap());
            }
        }
    }

    /// Every order as the list shows it: cheap enough for each step.
    fn check_list(&mut self) {
        let list = self.w().ok("orders.list", json!({"limit": 1000}));
        let rows = list["orders"].as_array().unwrap().clone();
        let numbers: BTreeSet<&str> = rows.iter().map(|r| r["order_no"].as_str().unwrap()).collect();
        assert_eq!((numbers.len(), list["total"].as_i64().unwrap()), (rows.len(), rows.len() as i64), "once and only once");
        assert_eq!(rows.len(), self.ids.len(), "nothing lost, nothing doubled");
        for now in &rows {
            let id = now["id"].as_i64().unwrap();
            let no = now["order_no"].as_str().unwrap()[7..].parse::<usize>().unwrap();
            for (field, value) in &self.truth[no].edited {
                assert_eq!(now[field], json!(value), "a person's edit stands");
            }
            if let Some(before) = self.seen.get(&id).filter(|before| *before != now) {
                check_moved(before, now);
            }
            self.seen.insert(id, now.clone());
        }
    }

    /// What is dearer to ask.
    fn check_all(&self) {
        let w = self.w();
        assert_eq!(w.ok("trail.verify", json!({}))["ok"], true, "the trail holds");
        let tabs = world::counts(&w.ok("orders.tabs", json!({})));
        for (tab, filter) in
            [("held", json!({"held": true})), ("locked", json!({"locked": true})), ("to_print", json!({"states": ["to_print"]}))]
        {
            assert_eq!(json!(tabs[tab]), w.ok("orders.list", json!({"filter": filter, "limit": 1}))["total"], "{tab}");
        }
        for id in self.ids.values() {
            let story = w.ok("orders.show", json!({"id": id}));
            let events = story["events"].as_array().unwrap();
            let last = events.iter().rev().find_map(|e| e["to"].as_str()).unwrap();
            assert_eq!(story["state"], json!(last), "the trail leads to where the order stands");
            assert_eq!(story["held"], json!(!story["holds"].as_array().unwrap().is_empty()), "{story}");
            let change = story["address_change"]["state"] == "requested";
            let check = story["second_check"]["pending"] == true;
            let is_here = ["unpaid", "to_review", "to_allocate", "to_print", "printed"].contains(&story["state"].as_str().unwrap());
            assert_eq!(story["locked"], json!((change || check) && is_here), "{story}");
            let printed = story["prints"].as_array().unwrap().iter().filter(|p| p["state"] == "printed").count();
            let counted = events.iter().filter(|e| e["what"] == "print").count();
            assert!(story["print_count"].as_i64().unwrap() >= printed as i64 || counted >= printed, "{story}");
        }
    }
}

/// States that nothing reaches while something stops it, unless the platform says so.
fn check_moved(before: &Value, now: &Value) {
    let rank = |v: &Value| {
        ["unpaid", "to_review", "to_allocate", "to_print", "printed", "shipped"].iter().position(|s| v["state"] == *s).unwrap_or(9)
    };
    let (from, to) = (rank(before), rank(now));
    if to <= from || !(2..=4).contains(&to) {
        return;
    }
    for mark in ["held", "locked"] {
        assert_eq!(now[mark], json!(false), "{mark}: {before} → {now}");
    }
    let refund = now["refund_state"].as_str().unwrap_or_default();
    assert!(!["full", "in_progress"].contains(&refund), "refunded: {before} → {now}");
    let red = now["findings"].as_array().unwrap().iter().any(|f| f["blocking"] == true);
    assert!(!red, "red finding: {before} → {now}");
}

#[derive(Clone, Copy)]
enum QueueWord {
    Done,
    Failed,
    Unknown,
}

impl QueueWord {
    fn state(self) -> QueueState {
        match self {
            QueueWord::Done => QueueState::Done,
            QueueWord::Failed => QueueState::Failed("没纸".into()),
            QueueWord::Unknown => QueueState::Unknown,
        }
    }
}

#[test]
fn ten_thousand_steps() {
    let told = |name: &str| std::env::var(name).ok().and_then(|v| v.parse::<u64>().ok());
    let seed = told("YIDAN_SEED").unwrap_or_else(|| 0x9e37_79b9 ^ u64::from(std::process::id()) << 20);
    let steps = told("YIDAN_STEPS").map_or(STEPS, |n| u32::try_from(n).unwrap());
    println!("YIDAN_SEED={seed} YIDAN_STEPS={steps}");
    let mut shop = Shop {
        w: Some(World::in_memory()),
        dice: Dice(seed | 1),
        truth: vec![Truth { step: 1, ..Truth::default() }; ORDERS as usize + 1],
        ids: BTreeMap::new(),
        seen: BTreeMap::new(),
        log: Vec::new(),
    };
    for step in 0..steps {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            shop.step();
            shop.check_list();
            if step % 250 == 249 || step + 1 == steps {
                shop.check_all();
            }
        }));
        if let Err(panic) = outcome {
            let tail = shop.log.len().saturating_sub(6);
            eprintln!("seed {seed}, step {step}, last: {:#?}", &shop.log[tail..]);
            std::panic::resume_unwind(panic);
        }
        // A shop goes on and on; its orders do not: now and then the same numbers would all be over.
        if step % 1_500 == 1_499 {
            shop.check_all();
            shop.fresh();
        }
    }
}

impl Shop {
    /// A new shop on a new folder.
    fn fresh(&mut self) {
        self.w = Some(World::in_memory());
        self.truth = vec![Truth { step: 1, ..Truth::default() }; ORDERS as usize + 1];
        self.ids.clear();
        self.seen.clear();
    }
}
