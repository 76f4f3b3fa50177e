//! The scan desk by script: `scan/desk.txt` holds orders, what happens to them, and every scan with its colour, word and sentence.

mod douyin;
mod world;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use world::World;
use yidan_app::desk::{Role, Session};
use yidan_app::error::Code;
use yidan_app::jobs::JobState;
use yidan_store::{GivenNumber, NewWaybill, WaybillAccount, WaybillState};

const OWN: &str = "订单号,商品,规格,编码,数量,金额,实付,收货人,手机,省,市,区,地址,状态,付款时间";
const OWN_FIELDS: [&str; 15] = [
    "order_no",
    "item.title",
    "item.spec",
    "item.sku_code",
    "item.qty",
    "item.amount",
    "buyer_amount",
    "receiver_name",
    "receiver_phone",
    "receiver_province",
    "receiver_city",
    "receiver_district",
    "receiver_address",
    "status",
    "paid_at",
];
const PDD: &str = "商品,订单号,订单状态,用户实付金额(元),商家实收金额(元),商品数量(件),样式ID,商家编码-规格维度,商家备注,售后状态,快递单号,快递公司,订单成交时间,收货人,手机,省,市,区,街道";

/// A desk that follows a script.
struct Play {
    w: World,
    session: Session,
    desk: Option<String>,
    /// Orders taken in so far: each has its own receiver and its own hour.
    orders: usize,
    /// Long numbers of the platform by the short ones of the script.
    numbers: BTreeMap<String, String>,
    scans: usize,
    wrong: Vec<String>,
}

impl Play {
    fn new() -> Play {
        let w = World::in_memory();
        let headings: Vec<&str> = OWN.split(',').collect();
        let columns: serde_json::Map<String, Value> = OWN_FIELDS.iter().enumerate().map(|(n, f)| (n.to_string(), json!(f))).collect();
        w.ok("profiles.save", json!({"name": "自有表", "mapping": {"headings": headings, "columns": columns}}));
        Play { w, session: Session::owner(), desk: None, orders: 0, numbers: BTreeMap::new(), scans: 0, wrong: Vec::new() }
    }

    fn no(&self, short: &str) -> String {
        self.numbers.get(short).cloned().unwrap_or_else(|| short.to_owned())
    }

    fn ok(&self, name: &str, request: Value) -> Value {
        yidan_app::table::call(&self.w.app, &self.session, name, request).unwrap_or_else(|f| panic!("{name}: {f:?}"))
    }

    fn id(&self, short: &str) -> i64 {
        self.w.ok("orders.show", json!({"no": self.no(short)}))["id"].as_i64().expect("an id")
    }

    fn import(&self, name: &str, text: &str) {
        let handle = self.w.put(name, text.as_bytes());
        let job = self.w.job("files.import", json!({"files": [handle], "shop": "示例店"}));
        assert!(matches!(job.state, JobState::Done | JobState::Partly), "{job:?}");
        let file = &job.result.expect("a result")["files"][0];
        assert_eq!(file["rejected_total"], 0, "{file}");
    }

    /// `own Z-1 A:2 B:1 [to=Z-0]`: an order of one's own table, to the receiver of another order where it says so.
    fn own(&mut self, args: &[&str]) {
        self.orders += 1;
        let to = args.iter().find_map(|a| a.strip_prefix("to=")).map_or(self.orders, |n| n.parse().expect("a receiver"));
        let mut text = format!("\u{feff}{OWN}\r\n");
        for line in args[1..].iter().filter(|a| !a.starts_with("to=")) {
            let (code, qty) = line.split_once(':').expect("code:pieces");
            let code = code.trim_matches('-');
            text.push_str(&format!(
                "{},样品{code},白,{code},{qty},10.00,50.00,张示例,199{to:08},广东省,深圳市,南山区,样例路{to}号,已付款,2026-11-{:02} {:02}:00:00\r\n",
                args[0],
                1 + self.orders / 20,
                self.orders % 20
            ));
        }
        self.import(&format!("自有{}.csv", self.orders), &text);
        self.accept(args[0]);
    }

    /// `pdd 0001 A:1 [售后 word] [status word]`: an order of a platform as its export tells it; told again, its news comes in.
    fn pdd(&mut self, args: &[&str]) {
        let no = format!("261122-00000000000{}", args[0]);
        let is_new = self.numbers.insert(args[0].to_owned(), no.clone()).is_none();
        let n: usize = args[0].parse().expect("a number");
        let (code, qty) = args[1].split_once(':').expect("code:pieces");
        let after_sale = args.get(2).copied().filter(|w| *w != "-").unwrap_or("无售后或售后取消");
        let status = args.get(3).copied().unwrap_or("待发货");
        let text = format!(
            "\u{feff}{PDD}\r\n样品{code},{no}\t,{status},59.00,59.00,{qty},S1,{code},,{after_sale},,,2026-11-{:02} {:02}:41:03,李示例,1991{n:07},广东省,深圳市,南山区,样例路{n}号\r\n",
            1 + n / 20 % 20,
            n % 20
        );
        self.import(&format!("拼多多{}-{}.csv", args[0], args.len()), &text);
        if is_new && status == "待发货" {
            self.accept(args[0]);
        }
    }

    fn accept(&self, short: &str) {
        let id = self.id(short);
        if self.w.ok("orders.show", json!({"id": id}))["state"] == "to_review" {
            self.w.ok("orders.step", json!({"selection": {"ids": [id]}, "event": "accept"}));
        }
    }

    fn act(&mut self, verb: &str, args: &[&str]) {
        let ids = |list: &[&str]| list.iter().map(|s| self.id(s)).collect::<Vec<i64>>();
        match verb {
            "own" => self.own(args),
            "pdd" => self.pdd(args),
            "number" => {
                let list: Vec<Value> = args[1..].iter().map(|n| json!(["中通快递", n])).collect();
                self.w.ok("orders.edit", json!({"id": self.id(args[0]), "fields": {"trackings": list}}));
            }
            "print" => {
                let job = self.w.job("labels.print", json!({"selection": {"ids": ids(args)}, "printer": "标签机"}));
                assert_eq!(job.state, JobState::Done, "{job:?}");
            }
            "merge" => {
                self.w.ok("parcels.merge", json!({"selection": {"ids": ids(args)}}));
            }
            "split" => {
                let id = self.id(args[0]);
                let takes: Vec<Value> = args[1..]
                    .iter()
                    .map(|line| json!([{"order_id": id, "line": line.parse::<i64>().expect("a line"), "qty": null}]))
                    .collect();
                self.w.ok("parcels.split", json!({"id": id, "takes": takes}));
            }
            "hold" => {
                self.w.ok("orders.hold", json!({"selection": {"ids": ids(&args[..1])}, "reason": args[1]}));
            }
            "release" => {
                self.w.ok("orders.release", json!({"selection": {"ids": ids(args)}}));
            }
            "step" => {
                let done = self.w.ok("orders.step", json!({"selection": {"ids": ids(&args[..1])}, "event": args[1]}));
                assert_eq!(done["refused"], json!([]), "{done}");
            }
            "address" => {
                let ask = json!({"id": self.id(args[0]), "fields": {"receiver_address": "样例新路8号"}, "ask": true});
                self.ok("orders.address_change", ask);
            }
            "check" => {
                self.w.ok("orders.ask_check", json!({"selection": {"ids": ids(args)}}));
            }
            "except" => {
                self.w.ok("orders.except", json!({"selection": {"ids": ids(&args[..1])}, "cause": args[1]}));
            }
            "checks" => {
                self.w.ok("settings.set", json!({"key": "scan", "value": {"check_goods": args[0] == "on"}}));
            }
            "printer" => {
                let printer = args.first().map_or(Value::Null, |p| json!({"printer": p}));
                self.w.ok("settings.set", json!({"key": "print", "value": printer}));
            }
            "work" => while self.w.app.work_once(&|| false) {},
            "wait" => self.w.pass(args[0].parse().expect("minutes")),
            "as" => self.session = Session::of(args[0], if args[1] == "owner" { Role::Owner } else { Role::Clerk }),
            "desk" => self.desk = args.first().map(|d| (*d).to_owned()),
            "drop" => {
                self.ok("scan.drop", json!({"desk": self.desk}));
            }
            "state" => assert_eq!(self.w.ok("orders.show", json!({"no": self.no(args[0])}))["state"], args[1], "{args:?}"),
            "story" => {
                let story = self.w.ok("orders.show", json!({"no": self.no(args[0])}));
                let last = story["events"].as_array().and_then(|e| e.last()).expect("an event");
                assert_eq!((last["what"].as_str(), last["text"].as_str()), (Some(args[1]), Some(args[2])), "{args:?}");
            }
            "prints" => {
                let prints = self.w.ok("orders.show", json!({"no": self.no(args[0])}))["prints"].as_array().map_or(0, Vec::len);
                assert_eq!(prints.to_string(), args[1], "{args:?}");
            }
            other => panic!("no verb {other}"),
        }
    }

    /// `out [force] [grams] CODE = colour outcome = sentence`
    fn scan(&mut self, mode: &str, rest: &str) {
        let mut columns = rest.splitn(3, " = ");
        let (asked, verdict, sentence) =
            (columns.next().expect("a code"), columns.next().expect("a verdict"), columns.next().expect("a sentence"));
        let (colour, outcome) = verdict.trim().split_once(' ').expect("colour outcome");
        let mut code = asked.trim();
        let mut request = json!({"mode": mode, "desk": self.desk});
        if let Some(rest) = code.strip_prefix("force ") {
            request["force"] = json!(true);
            code = rest.trim();
        }
        if let Some((grams, rest)) = code.split_once("g ").filter(|(g, _)| g.bytes().all(|b| b.is_ascii_digit())) {
            request["weight_g"] = json!(grams.parse::<i64>().expect("grams"));
            code = rest.trim();
        }
        // Blanks inside a code are part of what is tested.
        request["code"] = json!(code.replace('·', " "));
        let reply = self.ok("scan.act", request);
        let found = (reply["colour"].as_str(), reply["outcome"].as_str(), reply["sentence"].as_str());
        self.scans += 1;
        if found != (Some(colour), Some(outcome.trim()), Some(sentence.trim())) {
            self.wrong.push(format!("scan {}: {rest}\n  answered {found:?}", self.scans));
        }
    }

    fn run(&mut self, script: &str) {
        for line in script.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
            if matches!(verb, "out" | "label" | "return") {
                self.scan(verb, rest);
            } else if verb == "story" {
                let args: Vec<&str> = rest.splitn(3, ' ').collect();
                self.act(verb, &args);
            } else {
                self.act(verb, &rest.split_whitespace().collect::<Vec<_>>());
            }
        }
    }
}

#[test]
fn a_hundred_scans_by_script() {
    let mut play = Play::new();
    play.run(include_str!("scan/desk.txt"));
    assert!(play.wrong.is_empty(), "{} wrong:\n{}", play.wrong.len(), play.wrong.join("\n"));
    assert!(play.scans >= 100, "{} scans", play.scans);
    let log = play.w.ok("scan.desk", json!({"desk": "一号台"}));
    assert_eq!(log["scans"].as_array().map(Vec::len), Some(5), "{log}");
    assert_eq!(play.w.ok("trail.verify", json!({}))["ok"], true);
}

/// An order of the connected shop with a number and a label, ready to leave.
fn ready(world: &World, no: &str, number: &str) {
    let id = world.ok("orders.show", json!({ "no": no }))["id"].clone();
    world.ok("orders.edit", json!({ "id": id, "fields": { "trackings": [["中通快递", number]] } }));
    let job = world.job("labels.print", json!({ "selection": { "ids": [id] }, "printer": "标签机" }));
    assert_eq!(job.state, JobState::Done, "{job:?}");
}

#[test]
fn a_scan_queues_the_write_back_and_tells_how_old_the_record_is() {
    let (world, platform) = douyin::connected(8, 3);
    douyin::run(&world);
    let numbers: Vec<String> = douyin::there(&platform).orders.keys().skip(1).cloned().collect();
    for (n, no) in numbers.iter().enumerate() {
        ready(&world, no, &format!("7310000000{n:04}"));
    }
    douyin::run(&world);
    let scan = |n: usize| {
        let reply = world.ok("scan.act", json!({ "code": format!("7310000000{n:04}") }));
        (reply["colour"].as_str().unwrap_or_default().to_owned(), reply["sentence"].as_str().unwrap_or_default().to_owned())
    };
    let tail = |n: usize| numbers[n][numbers[n].len() - 4..].to_owned();
    assert_eq!(scan(0), ("green".to_owned(), format!("已出库：…{}，3 件。", tail(0))));
    let waiting = world.ok("outbox.list", json!({}));
    assert_eq!(waiting["messages"].as_array().map(Vec::len), Some(1), "{waiting}");
    assert_eq!(waiting["messages"][0]["order_no"], json!(numbers[0]));
    // A second pull of the trigger tells nobody anything.
    scan(0);
    assert_eq!(world.ok("outbox.list", json!({}))["messages"].as_array().map(Vec::len), Some(1));
    // The network goes, the visit fails, minutes pass.
    *world.desk.outside.lock().unwrap() = None;
    world.pass(8);
    world.job("sync.run", json!({ "shops": ["一号店"] }));
    let (colour, sentence) = scan(1);
    assert_eq!(colour, "amber", "{sentence}");
    assert!(sentence.starts_with("网络不通，退款状态按 ") && sentence.contains(" 分钟前的记录：正常。已出库"), "{sentence}");
    assert_eq!(world.ok("orders.show", json!({ "no": numbers[1] }))["state"], "shipped");
    // The record says refunded: that is no question of its age.
    douyin::plug(&world, &platform);
    douyin::there(&platform).touch(&numbers[2], |o| o.refunding = true);
    world.pass(5);
    douyin::run(&world);
    let (colour, sentence) = scan(2);
    assert_eq!((colour.as_str(), sentence), ("red", format!("正在申请退款，先别发。放到退款框，单号 …{}。", tail(2))));
    assert_eq!(scan(3).0, "green");
    // Nobody has visited the shop for longer than usual.
    world.pass(200);
    let (colour, sentence) = scan(4);
    assert_eq!(colour, "amber");
    assert!(sentence.starts_with("「一号店」3 小时没有同步"), "{sentence}");
}

#[test]
fn the_accountant_does_not_scan_and_a_weight_is_a_weight() {
    let play = Play::new();
    let books = Session::of("小周", Role::Accountant);
    for name in ["scan.act", "scan.drop", "scan.desk", "scan.returns"] {
        let refused = yidan_app::table::call(&play.w.app, &books, name, json!({"code": "1"})).unwrap_err();
        assert_eq!(refused.code, Code::NotAllowed, "{name}");
    }
    for grams in [0, -1, 200_001] {
        assert_eq!(play.w.call("scan.act", json!({"code": "1", "weight_g": grams})).unwrap_err().code, Code::BadRequest, "{grams}");
    }
    // Whether goods are checked is the owner's word.
    let clerk = Session::of("小李", Role::Clerk);
    let asked = yidan_app::table::call(&play.w.app, &clerk, "settings.set", json!({"key": "scan", "value": {"check_goods": false}}));
    assert_eq!(asked.unwrap_err().code, Code::NotAllowed);
}

#[test]
fn what_came_back_waits_for_a_person() {
    let mut play = Play::new();
    play.run("pdd 0001 A-1:1\nnumber 0001 78000000000001\nprint 0001\nout 78000000000001 = green left = 已出库：…0001，1 件。");
    play.run("return 78000000000001 = green returned = 已登记退回：…0001，已出库，没有退款。拆开核对 1 件，再到订单里记退货验收。");
    assert!(play.wrong.is_empty(), "{:?}", play.wrong);
    let waiting = play.w.ok("scan.returns", json!({}));
    assert_eq!((&waiting["total"], &waiting["returns"][0]["number"]), (&json!(1), &json!("78000000000001")), "{waiting}");
    play.w.ok("orders.return_intake", json!({"id": play.id("0001"), "condition": "sound"}));
    assert_eq!(play.w.ok("scan.returns", json!({}))["total"], 0);
}

/// A number bought for an order, as the room of waybills leaves it.
fn bought(play: &Play, order: &str, number: &str, role: &str, mother: Option<&str>, state: WaybillState) {
    let store = yidan_store::Store::open(play.w.folder.path(), 0).expect("opens");
    let id = play.id(order);
    let done = store.write(|w| {
        let account =
            WaybillAccount { name: format!("账号{number}"), source: "plain".into(), sender: "{}".into(), ..WaybillAccount::default() };
        let account_id = w.put_waybill_account(&account)?;
        let wanted = NewWaybill {
            key: number.into(),
            account_id,
            order_id: id,
            carrier: "顺丰速运".into(),
            orders: vec![id],
            ..NewWaybill::default()
        };
        let row = w.add_waybill(&wanted)?;
        let given = GivenNumber { number: number.into(), role: role.into(), mother: mother.map(str::to_owned), ..GivenNumber::default() };
        w.give_number(row, &given, 1)?;
        w.set_waybill(row, state, None, 2)
    });
    done.expect("is kept");
}

#[test]
fn numbers_that_were_bought_count_as_they_stand() {
    use WaybillState::{Cancelling, Issued};
    let mut play = Play::new();
    play.run("own Z-1 A:2\nnumber Z-1 SF1000000000017\nprint Z-1\nown Z-2 A:1\nnumber Z-2 SF1000000000024\nprint Z-2");
    bought(&play, "Z-1", "SF1000000000017", "parcel", None, Issued);
    bought(&play, "Z-1", "SF1000000000018", "child", Some("SF1000000000017"), Issued);
    bought(&play, "Z-1", "SF1000000000019", "return", None, Issued);
    bought(&play, "Z-2", "SF1000000000024", "parcel", None, Cancelling);
    // One bought, then replaced by hand without being given back.
    bought(&play, "Z-2", "SF1000000000025", "parcel", None, Issued);
    play.run(
        "out SF1000000000019 = amber return_code = 这是退货用的单号，订单 Z-1。登记退货请换到退货扫描。
        out SF1000000000018 = green part = 第 2/2 包已过。还差 1 包（SF1000000000017），订单 Z-1 还没出库。
        out SF1000000000017 = green left = 已出库：Z-1，2 件。
        state Z-1 shipped
        out SF1000000000024 = red voided = 这张面单已作废，现在没有单号。重新取号打印再扫，单号 Z-2。
        out SF1000000000025 = red old_number = 这是旧单号，已经换成 SF1000000000024。撕掉旧面单，贴新的再扫，单号 Z-2。
        state Z-2 printed
        return SF1000000000019 = green returned = 已登记退回：Z-1，已出库，没有退款。拆开核对 2 件，再到订单里记退货验收。",
    );
    assert!(play.wrong.is_empty(), "{}", play.wrong.join("\n"));
}
