//! Rules of the owner: every operator, groups, what is seen, priorities, rings and conflicts, and what is refused.

use yidan_domain::ItemDraft;
use yidan_domain::order::{Incoming, Order, new_order};
use yidan_domain::review::{Error, Field, OrderView, Problem, Rule, RuleSet, Verdict, overlaps, parse, problems};
use yidan_domain::{OrderDraft, WallTime};

fn plain() -> Order {
    let text = |t: &str| Some(t.to_owned());
    let item =
        |code: &str, title: &str, qty| ItemDraft { sku_code: text(code), title: text(title), qty: Some(qty), ..ItemDraft::default() };
    let draft = OrderDraft {
        order_no: "1".into(),
        paid_at: WallTime::parse("2026-05-10 23:30:00"),
        buyer_amount_fen: Some(3_990),
        receiver_phone: text("+86 199 0000 0001"),
        receiver_province: text("浙江省"),
        receiver_city: text("杭州市"),
        receiver_address: text("样例大学城ＡＢ座"),
        buyer_memo: text("尽快发"),
        items: vec![item("A-1", "样品", 2), item("B-2", "赠品", 1)],
        ..OrderDraft::default()
    };
    new_order(1, Incoming { draft: &draft, is_item_report: false, offset_minutes: 480 })
}

fn rules(text: &str) -> Vec<Rule> {
    parse(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn one(name: &str, priority: i64, when: &str, then: &str) -> String {
    format!("[[rule]]\nname = \"{name}\"\npriority = {priority}\nwhen = {when}\nthen = [{then}]\n")
}

const URGENT: &str = "{ do = \"urgent\" }";

fn holds(when: &str) -> bool {
    let order = plain();
    let tags = ["老客".to_owned()];
    let view = OrderView { tags: &tags, is_first_order: Some(false), ..OrderView::of(&order, "pdd", "样例店") };
    !RuleSet::new(&rules(&one("r", 0, when, URGENT))).unwrap_or_else(|e| panic!("{e}: {when}")).judge(&view).is_empty()
}

#[test]
fn operators() {
    for (field, op, value, want) in [
        ("address", "contains", "['高教园', '大学城']", true),
        ("address", "contains", "'浙江省杭州市'", true),
        ("address", "contains", "'ab座'", true),
        ("address", "contains_not", "'大学城'", false),
        ("address", "matches", "'大学城[A-Z]{2}座$'", true),
        ("address", "matches", "'^大学城'", false),
        ("receiver_district", "empty", "[]", true),
        ("receiver_district", "filled", "[]", false),
        ("receiver_district", "is_not", "'西湖区'", true),
        ("receiver_province", "is", "'浙江'", true),
        ("receiver_province", "is", "'浙'", false),
        ("receiver_province", "in", "['江苏', '浙江省']", true),
        ("receiver_phone", "is", "'199-0000-0001'", true),
        ("receiver_phone", "contains", "'0001'", true),
        ("platform", "is", "'PDD'", true),
        ("platform", "is_not", "['jd', 'pdd']", false),
        ("shop", "is", "'样例店'", true),
        ("memo", "contains", "'尽快'", true),
        ("seller_memo", "empty", "[]", true),
        ("sku_code", "is", "'b-2'", true),
        ("sku_code", "is_not", "'b-2'", false),
        ("sku_code", "is", "'b'", false),
        ("goods", "contains", "'赠'", true),
        ("tag", "is", "'老客'", true),
        ("category", "empty", "[]", true),
        ("buyer_amount_fen", "less", "3990", false),
        ("buyer_amount_fen", "less", "3991", true),
        ("buyer_amount_fen", "more", "3989", true),
        ("buyer_amount_fen", "between", "[3990, 5000]", true),
        ("buyer_amount_fen", "is_not", "3990", false),
        ("weight_g", "less", "100", false),
        ("weight_g", "is_not", "100", false),
        ("weight_g", "empty", "[]", true),
        ("pieces", "is", "3", true),
        ("kinds", "in", "[2, 3]", true),
        ("paid_time", "between", "['23:00', '06:00']", true),
        ("paid_time", "between", "['06:00', '23:00']", false),
        ("paid_time", "more", "'23:29'", true),
        ("paid_day", "is", "'2026-05-10'", true),
        ("paid_weekday", "is", "7", true),
        ("created_time", "less", "'12:00'", false),
        ("first_order", "is", "false", true),
        ("first_order", "is", "true", false),
        ("remote", "is", "false", false),
    ] {
        let when = format!("{{ field = '{field}', op = '{op}', value = {value} }}");
        assert_eq!(holds(&when), want, "{when}");
    }
    for field in Field::ALL {
        assert_eq!(serde_json::to_value(field).expect("json"), field.word());
    }
}

#[test]
fn groups() {
    let yes = "{ field = 'pieces', op = 'is', value = 3 }";
    let no = "{ field = 'pieces', op = 'is', value = 4 }";
    for (when, want) in [
        (format!("{{ all = [{yes}, {yes}] }}"), true),
        (format!("{{ all = [{yes}, {no}] }}"), false),
        (format!("{{ any = [{no}, {yes}] }}"), true),
        (format!("{{ any = [{no}, {no}] }}"), false),
        (format!("{{ all = [{yes}, {{ any = [{no}, {{ all = [{yes}] }}] }}] }}"), true),
        (format!("{{ all = [{yes}, {{ any = [{no}, {{ all = [{yes}, {no}] }}] }}] }}"), false),
        ("{ all = [] }".to_owned(), true),
    ] {
        assert_eq!(holds(&when), want, "{when}");
    }
}

#[test]
fn which_rule_and_which_words() {
    let text = one(
        "大学城小额",
        50,
        "{ all = [ { field = 'address', op = 'contains', value = ['高教园', '大学城'] }, { field = 'buyer_amount_fen', op = 'less', value = 5000 },
           { any = [ { field = 'memo', op = 'contains', value = '尽快' }, { field = 'pieces', op = 'more', value = 9 } ] } ] }",
        "{ do = 'hold', release_after_minutes = 30 }, { do = 'flag', flag = 1 }, { do = 'tag', tag = '小额' }",
    );
    let order = plain();
    let hits = RuleSet::new(&rules(&text)).expect("rules").judge(&OrderView::of(&order, "pdd", "样例店"));
    let seen: Vec<(Field, Vec<String>)> = hits[0].matches.iter().map(|m| (m.field, m.found.clone())).collect();
    let words = |t: &str| vec![t.to_owned()];
    assert_eq!(seen, [(Field::Address, words("大学城")), (Field::BuyerAmountFen, words("3990")), (Field::Memo, words("尽快"))]);
    let verdict = Verdict::of(&hits);
    assert_eq!((verdict.holds[0].reason.as_str(), verdict.holds[0].release_after_minutes), ("大学城小额", Some(30)));
    assert_eq!(verdict.flag.map(|f| (f.value, f.rule)), Some((1, "大学城小额".to_owned())));
    assert_eq!(verdict.tags[0].value, "小额");
}

#[test]
fn priorities_shops_and_rules_that_are_off() {
    let all = "{ all = [] }";
    let mut list = rules(
        &[
            one("低", 1, all, "{ do = 'carrier', carrier = 'ZTO' }, { do = 'tag', tag = 'x' }"),
            one("高", 2, all, "{ do = 'carrier', carrier = 'SF' }, { do = 'tag', tag = 'x' }"),
            one("别店", 3, all, "{ do = 'carrier', carrier = 'YTO' }"),
            one("关", 4, all, "{ do = 'hold' }"),
        ]
        .concat(),
    );
    list[2].shops = vec!["另一家店".into()];
    list[3].on = false;
    let order = plain();
    let verdict = Verdict::of(&RuleSet::new(&list).expect("rules").judge(&OrderView::of(&order, "pdd", "样例店")));
    assert_eq!(verdict.carrier.as_ref().map(|c| (c.value.as_str(), c.rule.as_str())), Some(("SF", "高")));
    assert_eq!(verdict.tags.len(), 1);
    assert!(verdict.lets_pass());
}

#[test]
fn a_rule_sees_what_another_has_set() {
    let tagged = "{ field = 'tag', op = 'is', value = '礼物' }";
    let text = [
        one("包装", 9, tagged, "{ do = 'warehouse', warehouse = '礼品仓' }"),
        one("快递", 5, "{ field = 'warehouse', op = 'is', value = '礼品仓' }", "{ do = 'carrier', carrier = 'SF' }"),
        one("礼物", 1, "{ field = 'memo', op = 'contains', value = '尽快' }", "{ do = 'tag', tag = '礼物' }"),
        one("普通", 0, "{ field = 'tag', op = 'is_not', value = '礼物' }", "{ do = 'carrier', carrier = 'ZTO' }"),
    ]
    .concat();
    let order = plain();
    let hits = RuleSet::new(&rules(&text)).expect("rules").judge(&OrderView::of(&order, "pdd", "样例店"));
    assert_eq!(hits.iter().map(|h| h.rule.as_str()).collect::<Vec<_>>(), ["礼物", "包装", "快递"]);
    // The same orders whatever the order of writing.
    let mut list = rules(&text);
    list.reverse();
    assert_eq!(RuleSet::new(&list).expect("rules").judge(&OrderView::of(&order, "pdd", "样例店")).len(), 3);
}

#[test]
fn rings_are_refused_by_name() {
    let ring = |a: &str, b: &str| {
        [
            one("甲", 0, &format!("{{ field = 'tag', op = 'is', value = '{b}' }}"), &format!("{{ do = 'tag', tag = '{a}' }}")),
            one("无关", 0, "{ all = [] }", "{ do = 'tag', tag = 'z' }"),
            one("乙", 0, "{ field = 'tag', op = 'contains', value = 'x' }", "{ do = 'tag', tag = 'y' }"),
        ]
        .concat()
    };
    let mut list = rules(&ring("x1", "y"));
    let names = |mut names: Vec<String>| {
        names.sort();
        names
    };
    match RuleSet::new(&list) {
        Err(Error::Loop { rules }) => assert_eq!(names(rules), ["乙", "甲"]),
        other => panic!("{other:?}"),
    }
    assert!(matches!(&problems(&list)[..], [Problem::Loop { .. }]));
    list[0].on = false;
    assert!(RuleSet::new(&list).is_ok());
    assert!(RuleSet::new(&rules(&ring("w", "y"))).is_ok());
    let mut apart = rules(&ring("x1", "y"));
    (apart[0].shops, apart[2].shops) = (vec!["一店".into()], vec!["二店".into()]);
    assert!(RuleSet::new(&apart).is_ok());
}

/// Are the two conditions reported when they set different carriers?
fn conflicts(a: &str, b: &str) -> bool {
    let text = [one("甲", 0, a, "{ do = 'carrier', carrier = 'SF' }"), one("乙", 0, b, "{ do = 'carrier', carrier = 'ZTO' }")].concat();
    match &problems(&rules(&text))[..] {
        [] => false,
        [Problem::Conflict { rules, field: Field::Carrier, values }] => {
            assert_eq!((rules, values), (&["甲".to_owned(), "乙".to_owned()], &["SF".to_owned(), "ZTO".to_owned()]));
            true
        }
        other => panic!("{other:?}"),
    }
}

/// Two conditions as field, operator, value; and whether an order may meet both.
const OVERLAPS: &[([&str; 3], [&str; 3], bool)] = &[
    (["buyer_amount_fen", "less", "5000"], ["buyer_amount_fen", "more", "4999"], false),
    (["buyer_amount_fen", "less", "5000"], ["buyer_amount_fen", "more", "4998"], true),
    (["buyer_amount_fen", "between", "[1, 9]"], ["buyer_amount_fen", "in", "[10, 11]"], false),
    (["buyer_amount_fen", "between", "[1, 9]"], ["buyer_amount_fen", "in", "[9, 11]"], true),
    (["buyer_amount_fen", "empty", "[]"], ["buyer_amount_fen", "less", "1"], false),
    (["paid_time", "between", "['22:00', '06:00']"], ["paid_time", "between", "['05:00', '08:00']"], true),
    (["paid_time", "between", "['22:00', '06:00']"], ["paid_time", "between", "['07:00', '08:00']"], false),
    (["remote", "is", "true"], ["remote", "is", "false"], false),
    (["remote", "is", "true"], ["first_order", "is", "false"], true),
    (["platform", "is", "'pdd'"], ["platform", "in", "['jd', 'douyin']"], false),
    (["platform", "is", "'pdd'"], ["platform", "in", "['jd', 'PDD']"], true),
    (["platform", "is", "'pdd'"], ["platform", "is_not", "'pdd'"], false),
    (["platform", "is", "'pdd'"], ["platform", "empty", "[]"], false),
    (["receiver_province", "is", "'浙江'"], ["receiver_province", "is", "'浙江省'"], true),
    (["receiver_province", "is", "'浙江'"], ["receiver_province", "is", "'江苏省'"], false),
    (["receiver_city", "is", "'吉林市'"], ["receiver_city", "is", "'吉林省'"], true),
    (["address", "contains", "'大学城北'"], ["address", "contains_not", "'大学城'"], false),
    (["address", "contains", "'大学城'"], ["address", "contains_not", "'大学城北'"], true),
    (["address", "contains", "'大学城'"], ["address", "contains", "'工地'"], true),
    (["memo", "is", "'急'"], ["memo", "is", "'快'"], true),
    (["sku_code", "is", "'A'"], ["sku_code", "is", "'B'"], true),
    (["sku_code", "is", "'A'"], ["sku_code", "is_not", "['A', 'B']"], false),
    (["buyer", "is", "'abc'"], ["buyer", "contains", "'x'"], false),
    (["address", "matches", "'a'"], ["address", "matches", "'b'"], true),
];

fn condition([field, op, value]: &[&str; 3]) -> String {
    format!("{{ field = '{field}', op = '{op}', value = {value} }}")
}

#[test]
fn conflicts_are_reported_where_both_may_fit() {
    for (a, b, overlap) in OVERLAPS {
        let (a, b) = (condition(a), condition(b));
        assert_eq!(conflicts(&a, &b), *overlap, "{a} {b}");
        assert_eq!(conflicts(&b, &a), *overlap, "{b} {a}");
        // Deeper in groups the answer is the same.
        let grouped = format!("{{ all = [{{ field = 'pieces', op = 'more', value = 0 }}, {{ any = [{b}] }}] }}");
        assert_eq!(conflicts(&a, &grouped), *overlap, "{a} {grouped}");
    }
    let decided = [
        one("甲", 1, "{ all = [] }", "{ do = 'carrier', carrier = 'SF' }"),
        one("乙", 2, "{ all = [] }", "{ do = 'carrier', carrier = 'ZTO' }"),
        one("丙", 2, "{ all = [] }", "{ do = 'carrier', carrier = 'zto' }"),
    ];
    assert_eq!(problems(&rules(&decided.concat())), []);
    let told: Vec<_> = overlaps(&rules(&decided.concat())).into_iter().map(|o| (o.winner, o.loser, o.field, o.values)).collect();
    let text = |t: &str| t.to_owned();
    let values = |a: &str| [text(a), text("SF")];
    assert_eq!(told, [(text("乙"), text("甲"), Field::Carrier, values("ZTO")), (text("丙"), text("甲"), Field::Carrier, values("zto"))]);
    let never = one("空", 0, &format!("{{ all = [{}, {}] }}", condition(&OVERLAPS[0].0), condition(&OVERLAPS[0].1)), URGENT);
    assert_eq!(problems(&rules(&never)), [Problem::Never { rule: "空".into() }]);
}

#[test]
fn rules_that_cannot_be_used() {
    let refused = |when: &str, then: &str| RuleSet::new(&rules(&one("r", 0, when, then))).map(|_| ()).expect_err(when);
    let all = "{ all = [] }";
    assert!(matches!(refused("{ field = 'address', op = 'less', value = 5 }", URGENT), Error::Operator { field: "address", .. }));
    assert!(matches!(refused("{ field = 'pieces', op = 'contains', value = 5 }", URGENT), Error::Operator { .. }));
    assert!(matches!(refused("{ field = 'pieces', op = 'between', value = 5 }", URGENT), Error::Operator { values: 1, .. }));
    assert!(matches!(refused("{ field = 'pieces', op = 'is' }", URGENT), Error::Operator { values: 0, .. }));
    assert!(matches!(refused("{ field = 'pieces', op = 'is', value = '5.5' }", URGENT), Error::Value { .. }));
    assert!(matches!(refused("{ field = 'pieces', op = 'between', value = [5, 4] }", URGENT), Error::Value { .. }));
    assert!(matches!(refused("{ field = 'paid_time', op = 'less', value = '25:00' }", URGENT), Error::Value { .. }));
    assert!(matches!(refused("{ field = 'address', op = 'contains', value = [' '] }", URGENT), Error::Value { .. }));
    assert!(matches!(refused("{ field = 'address', op = 'matches', value = '(' }", URGENT), Error::Pattern { .. }));
    assert!(matches!(refused("{ any = [] }", URGENT), Error::EmptyGroup { .. }));
    assert!(matches!(refused("{ all = [{ all = [] }] }", URGENT), Error::EmptyGroup { .. }));
    assert!(matches!(refused(all, ""), Error::NoAction { .. }));
    assert!(matches!(refused(all, "{ do = 'tag', tag = ' ' }"), Error::NoAction { .. }));
    assert!(matches!(refused(all, "{ do = 'hold', release_after_minutes = 0 }"), Error::NoAction { .. }));
    let deep = format!("{}{}{}", "{ all = [".repeat(12), "{ field = 'pieces', op = 'is', value = 3 }", "] }".repeat(12));
    assert!(matches!(refused(&deep, URGENT), Error::TooMany { what: "levels", .. }));
    let twice = [one("r", 0, all, URGENT), one("r ", 0, all, URGENT)].concat();
    assert!(matches!(RuleSet::new(&rules(&twice)), Err(Error::SameName(_))));
    assert!(matches!(RuleSet::new(&rules(&one(" ", 0, all, URGENT))), Err(Error::NoName)));
}

/// Every pair of conditions over values that the conditions name: whenever "cannot both hold" is said, no order meets both.
#[test]
fn what_is_said_to_exclude_never_meets() {
    let amounts = [None, Some(0), Some(1), Some(4_998), Some(4_999), Some(5_000), Some(9), Some(10)];
    let places = [None, Some("浙江省"), Some("浙江"), Some("江苏"), Some("吉林"), Some("吉林市")];
    let texts = [None, Some("大学城北"), Some("大学城"), Some("abc"), Some("axb"), Some("急")];
    for (a, b, overlap) in OVERLAPS.iter().filter(|o| !o.2) {
        let both = format!("{{ all = [{}, {}] }}", condition(a), condition(b));
        let set = RuleSet::new(&rules(&one("r", 0, &both, URGENT))).expect("rules");
        for amount in amounts {
            for place in places {
                for text in texts {
                    let mut order = plain();
                    order.buyer_amount_fen = amount;
                    order.receiver.province = place.map(str::to_owned);
                    order.receiver.city = place.map(str::to_owned);
                    order.receiver.address = text.map(str::to_owned);
                    order.items[0].sku_code = text.map(str::to_owned);
                    for platform in ["pdd", "jd", ""] {
                        let view =
                            OrderView { buyer: text, is_remote: amount.map(|a| a > 1), ..OrderView::of(&order, platform, "样例店") };
                        assert!(set.judge(&view).is_empty(), "{both} {overlap}");
                    }
                }
            }
        }
    }
}
