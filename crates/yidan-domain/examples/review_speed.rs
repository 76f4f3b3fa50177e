//! How many arriving orders a second 100 review rules judge, beside the same 100 rules written by hand as plain code over the same
//! fields. Both find the same hits; that is checked before anything is timed. `cargo xtask bench review`.
#![allow(clippy::disallowed_methods)] // A bench looks at the clock.

use std::hint::black_box;
use std::time::Instant;
use yidan_domain::order::{Incoming, Order, new_order};
use yidan_domain::review::{OrderView, Rule, RuleSet, parse};
use yidan_domain::{ItemDraft, OrderDraft};

const ORDERS: usize = 20_000;
/// The best of so many rounds counts.
const ROUNDS: usize = 7;

// 25 rules of each kind: a place and little money, a word of the memos, a code of the goods, much money from one province.
const PLACES: &str = "大学城 高教园 工地 项目部 营地 板房 展馆 酒店 宾馆 旅馆 民宿 驿站 代收点 自提点 快递柜 收发室 门卫 码头 机场 医院 学校 宿舍 仓库 车站 市场";
const MEMOS: &str =
    "急 尽快 生日 礼物 送人 贺卡 发票 改地址 退 换 补发 邮政 自提 不要盒 拍错 漏发 两件 周末 下午 上午 勿放 电话 保价 易碎 赠品";
const PROVINCES: &str = "浙江省 江苏省 广东省 山东省 福建省 四川省 湖北省 湖南省 河南省 河北省 安徽省 江西省 陕西省 山西省 云南省 贵州省 辽宁省 吉林省 黑龙江省 海南省 甘肃省 青海省 上海市 北京市 天津市";

/// What the rules look for, as a program would hold it.
struct Words {
    places: Vec<&'static str>,
    memos: Vec<&'static str>,
    provinces: Vec<&'static str>,
    codes: Vec<String>,
}

impl Words {
    fn new() -> Words {
        let list = |text: &'static str| text.split(' ').collect::<Vec<_>>();
        Words { places: list(PLACES), memos: list(MEMOS), provinces: list(PROVINCES), codes: (0..25).map(code).collect() }
    }
}

fn code(n: usize) -> String {
    format!("sku-{n:03}")
}

fn little_fen(n: usize) -> i64 {
    2_000 + 100 * n as i64
}

fn much_fen(n: usize) -> i64 {
    18_000 + 80 * n as i64
}

fn rules(words: &Words) -> Vec<Rule> {
    let mut text = String::new();
    let mut add = |name: String, when: &[String]| {
        let when = when.join(", ");
        text.push_str(&format!("[[rule]]\nname = \"{name}\"\nwhen = {{ all = [ {when} ] }}\nthen = [ {{ do = \"urgent\" }} ]\n"));
    };
    let word = |field: &str, op: &str, word: &str| format!("{{ field = \"{field}\", op = \"{op}\", value = \"{word}\" }}");
    let money = |op: &str, fen: i64| format!("{{ field = \"buyer_amount_fen\", op = \"{op}\", value = {fen} }}");
    for n in 0..25 {
        add(format!("place {n}"), &[money("less", little_fen(n)), word("address", "contains", words.places[n])]);
        add(format!("memo {n}"), &[word("memo", "contains", words.memos[n])]);
        add(format!("code {n}"), &[word("sku_code", "is", &words.codes[n])]);
        add(format!("province {n}"), &[money("more", much_fen(n)), word("receiver_province", "is", words.provinces[n])]);
    }
    parse(&text).expect("the rules are well formed")
}

/// The same rules as somebody would write them down in code: every text taken once, then one test after the other.
fn by_hand(order: &Order, words: &Words, hits: &mut Vec<usize>) {
    let r = &order.receiver;
    let mut address = String::with_capacity(96);
    for part in [&r.province, &r.city, &r.district, &r.address].into_iter().flatten() {
        address.push_str(part);
    }
    let fen = order.buyer_amount_fen;
    let province = r.province.as_deref().unwrap_or_default();
    for n in 0..25 {
        if fen.is_some_and(|fen| fen < little_fen(n)) && address.contains(words.places[n]) {
            hits.push(n * 4);
        }
        if [&order.buyer_memo, &order.seller_memo].into_iter().flatten().any(|memo| memo.contains(words.memos[n])) {
            hits.push(n * 4 + 1);
        }
        if order.items.iter().any(|item| item.sku_code.as_deref() == Some(words.codes[n].as_str())) {
            hits.push(n * 4 + 2);
        }
        if fen.is_some_and(|fen| fen > much_fen(n)) && province == words.provinces[n] {
            hits.push(n * 4 + 3);
        }
    }
}

/// A made-up order. Most meet no rule.
fn order(n: usize, words: &Words) -> Order {
    let text = |t: &str| Some(t.to_owned());
    let place = if n.is_multiple_of(40) { words.places[n / 40 % 25] } else { "样例花园" };
    let memo = if n.is_multiple_of(60) { words.memos[n / 60 % 25] } else { "谢谢，麻烦包好一点" };
    let draft = OrderDraft {
        order_no: format!("260510-{n:015}"),
        buyer_amount_fen: Some(1_500 + (n as i64 * 7_919) % 17_500),
        receiver_name: text("张示例"),
        receiver_phone: text("19900000001"),
        receiver_province: text(words.provinces[n % 25]),
        receiver_city: text("样例市"),
        receiver_district: text("样例区"),
        receiver_address: Some(format!("样例街道样例路{}号{place}{}栋{}室", n % 300, n % 20, n % 900)),
        buyer_memo: text(memo).filter(|_| n.is_multiple_of(3)),
        items: vec![ItemDraft {
            sku_code: Some(code(if n.is_multiple_of(50) { n / 50 % 25 } else { 25 + n % 400 })),
            title: text("样品 三件套 白色"),
            spec: text("白色"),
            qty: Some(1),
            ..ItemDraft::default()
        }],
        ..OrderDraft::default()
    };
    new_order(1, Incoming { draft: &draft, is_item_report: false, offset_minutes: 480 })
}

/// Orders a second, the best of the rounds.
fn speed(orders: &[Order], mut judge: impl FnMut(&Order) -> usize) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let hits: usize = orders.iter().map(&mut judge).sum();
        black_box(hits);
        best = best.min(started.elapsed().as_secs_f64());
    }
    orders.len() as f64 / best
}

fn main() {
    let words = Words::new();
    let orders: Vec<Order> = (0..ORDERS).map(|n| order(n, &words)).collect();
    let rules = rules(&words);
    let set = RuleSet::new(&rules).expect("the rules go together");
    let mut met = 0;
    for order in &orders {
        let hits = set.judge(&OrderView::of(order, "pdd", "样例店"));
        let ours: Vec<usize> = hits.iter().filter_map(|hit| rules.iter().position(|rule| rule.name == hit.rule)).collect();
        let mut theirs = Vec::new();
        by_hand(order, &words, &mut theirs);
        assert_eq!(ours, theirs, "{}", order.order_no);
        met += usize::from(!ours.is_empty());
    }
    let ours = speed(&orders, |order| set.judge(&OrderView::of(order, "pdd", "样例店")).len());
    let mut hits = Vec::new();
    let theirs = speed(&orders, |order| {
        hits.clear();
        by_hand(order, &words, &mut hits);
        hits.len()
    });
    println!("{} rules, {ORDERS} orders, {met} of them met by a rule", set.len());
    println!("judged by rules         {ours:>12.0} orders/s");
    println!("the same as plain code  {theirs:>12.0} orders/s");
    println!("share                   {:>11.0} %   (aim: 25 %)", ours / theirs * 100.0);
}
