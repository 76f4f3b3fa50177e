//! Every rule that comes with the program, with an order that trips it and one that just misses.

use std::collections::BTreeSet;
use yidan_domain::order::{Incoming, Order, new_order};
use yidan_domain::review::{OrderView, RuleSet, problems, shipped};
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft};

fn plain() -> Order {
    let text = |t: &str| Some(t.to_owned());
    let draft = OrderDraft {
        order_no: "260510-000000000000001".into(),
        status: Some(DraftStatus::ToShip),
        status_raw: text("待发货"),
        buyer_amount_fen: Some(9_900),
        receiver_name: text("张示例"),
        receiver_phone: text("19900000001"),
        receiver_province: text("广东省"),
        receiver_city: text("深圳市"),
        receiver_district: text("南山区"),
        receiver_address: text("样例路1号"),
        items: vec![ItemDraft { sku_code: text("A-1"), title: text("样品"), qty: Some(1), ..ItemDraft::default() }],
        ..OrderDraft::default()
    };
    new_order(1, Incoming { draft: &draft, is_item_report: false, offset_minutes: 480 })
}

type Change = fn(&mut Order, &mut OrderView<'static>);

/// Rule, what is changed, does it trip?
const CASES: &[(&str, &str, Change, bool)] = &[
    ("临时驻地", "a building site", |o, _| o.receiver.address = Some("样例路1号三期工地".into()), true),
    ("临时驻地", "a street of its own", |o, _| o.receiver.address = Some("工农路1号".into()), false),
    ("代收点未确认", "a station", |o, _| o.receiver.address = Some("样例路1号菜鸟驿站".into()), true),
    (
        "代收点未确认",
        "the buyer wants it there",
        |o, _| {
            o.receiver.address = Some("样例路1号菜鸟驿站".into());
            o.buyer_memo = Some("请放驿站".into());
        },
        false,
    ),
    ("偏远地区", "by name, in short", |o, _| o.receiver.province = Some("新疆".into()), true),
    ("偏远地区", "by the shop's own list", |_, v| v.is_remote = Some(true), true),
    ("偏远地区", "a road named so", |o, _| o.receiver.address = Some("新疆路1号".into()), false),
    ("黑名单", "on the list", |_, v| v.is_blacklisted = Some(true), true),
    ("黑名单", "not on the list", |_, v| v.is_blacklisted = Some(false), false),
    (
        "大学城小额",
        "small money",
        |o, _| {
            o.receiver.address = Some("样例大学城1号".into());
            o.buyer_amount_fen = Some(4_999);
        },
        true,
    ),
    (
        "大学城小额",
        "fifty yuan",
        |o, _| {
            o.receiver.address = Some("样例大学城1号".into());
            o.buyer_amount_fen = Some(5_000);
        },
        false,
    ),
    ("大学城小额", "small money elsewhere", |o, _| o.buyer_amount_fen = Some(4_999), false),
    ("大学城小额", "money unknown", |o, _| (o.receiver.address, o.buyer_amount_fen) = (Some("样例大学城1号".into()), None), false),
    ("金额异常", "nothing", |o, _| o.buyer_amount_fen = Some(0), true),
    ("金额异常", "one fen", |o, _| o.buyer_amount_fen = Some(1), false),
    ("金额异常", "too much", |o, _| o.buyer_amount_fen = Some(500_001), true),
    ("金额异常", "just not too much", |o, _| o.buyer_amount_fen = Some(500_000), false),
    ("急件", "of the buyer", |o, _| o.buyer_memo = Some("急用！".into()), true),
    ("急件", "of the seller", |o, _| o.seller_memo = Some("今天发".into()), true),
    ("急件", "no hurry", |o, _| o.buyer_memo = Some("不着急，慢慢发".into()), false),
    ("生日礼物", "a birthday", |o, _| o.buyer_memo = Some("生日用，包好一点".into()), true),
    ("生日礼物", "a day of birth is no word of it", |o, _| o.buyer_memo = Some("生产日期要新".into()), false),
    ("超大件", "heavy", |_, v| v.weight_g = Some(20_001), true),
    ("超大件", "just not heavy", |_, v| v.weight_g = Some(20_000), false),
    ("超大件", "many pieces", |o, _| o.items[0].qty = Some(51), true),
    ("超大件", "just not too many", |o, _| o.items[0].qty = Some(50), false),
    ("超大件", "by its name", |o, _| o.items[0].title = Some("柜子（超大件）".into()), true),
];

fn hits(change: Change) -> Vec<String> {
    let set = RuleSet::new(shipped()).expect("shipped rules");
    let mut order = plain();
    // The view borrows an order of its own while the case may change both.
    let whole: &'static Order = Box::leak(Box::new(plain()));
    let mut view = OrderView::of(whole, "pdd", "样例店");
    change(&mut order, &mut view);
    set.judge(&OrderView { order: &order, ..view }).into_iter().map(|hit| hit.rule).collect()
}

#[test]
fn trips_and_just_misses() {
    assert_eq!(hits(|_, _| ()), [""; 0]);
    for (rule, what, change, trips) in CASES {
        let want: &[&str] = if *trips { &[rule] } else { &[] };
        assert_eq!(hits(*change), want, "{rule}: {what}");
    }
    let tripped: BTreeSet<&str> = CASES.iter().filter(|c| c.3).map(|c| c.0).collect();
    let missed: BTreeSet<&str> = CASES.iter().filter(|c| !c.3).map(|c| c.0).collect();
    for rule in shipped() {
        assert!(tripped.contains(rule.name.as_str()) && missed.contains(rule.name.as_str()), "{}", rule.name);
    }
}

#[test]
fn nothing_is_wrong_with_them_and_each_can_be_off() {
    assert_eq!(problems(shipped()), []);
    for at in 0..shipped().len() {
        let mut rules = shipped().to_vec();
        rules[at].on = false;
        assert_eq!(RuleSet::new(&rules).expect("rules").len(), rules.len() - 1);
    }
}
