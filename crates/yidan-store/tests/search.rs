//! The search box: every kind of number, names, goods and memos, and text that tries to be something else.

mod made_up;

use made_up::{events, order};
use yidan_domain::Tracking;
use yidan_domain::order::{Order, State};
use yidan_store::{Filter, FoundIn, Result, Sort, Store};

const NOW: i64 = 1_795_017_600_000;

struct Case {
    order_no: &'static str,
    change: fn(&mut Order),
}

/// Orders that are looked for, among 500 others.
const CASES: &[Case] = &[
    Case { order_no: "260512-123456789012345", change: |o| o.receiver.name = Some("欧阳一帆".to_owned()) },
    Case { order_no: "26051212E45678", change: |o| o.receiver.name = Some("张**".to_owned()) },
    Case {
        order_no: "A-77",
        change: |o| (o.receiver.name, o.receiver.phone) = (Some("王芳芳".to_owned()), Some("199****4321".to_owned())),
    },
    Case {
        order_no: "B-78",
        change: |o| o.trackings = Some(vec![Tracking(None, "SF1900000098765".to_owned()), Tracking(None, "JDX000123456-1-1-".to_owned())]),
    },
    Case { order_no: "C-79", change: |o| o.items[0].sub_no = Some("4400000000771234".to_owned()) },
    Case {
        order_no: "D-80",
        change: |o| (o.items[0].title, o.items[0].sku_code) = (Some("景德镇青花瓷茶杯（礼盒）".to_owned()), Some("TEA-CUP-09".to_owned())),
    },
    Case {
        order_no: "E-81", change: |o| o.buyer_memo = Some("请送到3号门\"保安室\"，谢谢 100% 满意;DROP TABLE orders".to_owned())
    },
    Case {
        order_no: "F-82",
        change: |o| (o.receiver.name, o.receiver.phone) = (Some("Tom Lee".to_owned()), Some("0571-80001234".to_owned())),
    },
    Case { order_no: "G-83", change: |o| o.receiver.phone = Some("19900007777".to_owned()) },
    Case {
        order_no: "H-84", change: |o| (o.receiver.phone, o.seller_memo) = (Some("19900007777".to_owned()), Some("老客户".to_owned()))
    },
];

fn filled() -> Store {
    let store = Store::open_memory().expect("opens");
    let done = store.write(|w| -> Result<()> {
        let shops = [w.shop_id("taobao", "一号店", NOW)?, w.shop_id("pdd", "二号店", NOW)?];
        for n in 0..500 {
            let mut o = order(n, 500, 30, NOW, shops[(n % 2) as usize], 9);
            if let Some(case) = CASES.get(n as usize / 50).filter(|_| n % 50 == 25) {
                o.order_no = case.order_no.to_owned();
                (o.buyer_memo, o.seller_memo) = (None, None);
                (case.change)(&mut o);
            }
            let first = events(&o, NOW);
            w.insert_order(&mut o, &first, &[])?;
        }
        Ok(())
    });
    done.expect("the orders go in");
    store
}

fn found(store: &Store, text: &str) -> Vec<(String, FoundIn)> {
    let hits = store.read(|r| r.find(text, 50)).expect("finds");
    hits.into_iter().map(|h| (store.read(|r| r.show(h.order_id)).expect("reads").order_no, h.found_in)).collect()
}

#[test]
fn one_order_by_any_of_its_numbers_and_words() {
    let store = filled();
    for (text, order_no, place) in [
        ("260512-123456789012345", "260512-123456789012345", FoundIn::OrderNo),
        ("260512123456789012345", "260512-123456789012345", FoundIn::OrderNo),
        ("26051212e45678", "26051212E45678", FoundIn::OrderNo),
        ("E45678", "26051212E45678", FoundIn::OrderNo),
        ("A-77", "A-77", FoundIn::OrderNo),
        ("欧阳一帆", "260512-123456789012345", FoundIn::Name),
        ("阳一帆", "260512-123456789012345", FoundIn::Name),
        ("王芳芳", "A-77", FoundIn::Name),
        ("SF1900000098765", "B-78", FoundIn::Tracking),
        ("sf1900000098765", "B-78", FoundIn::Tracking),
        ("98765", "B-78", FoundIn::Tracking),
        ("JDX000123456-1-1-", "B-78", FoundIn::Tracking),
        ("4400000000771234", "C-79", FoundIn::SubNo),
        ("青花瓷", "D-80", FoundIn::Goods),
        ("景德镇 青花瓷", "D-80", FoundIn::Goods),
        ("tea-cup-09", "D-80", FoundIn::Goods),
        ("保安室", "E-81", FoundIn::Memo),
        ("Tom Lee", "F-82", FoundIn::Name),
        ("tom", "F-82", FoundIn::Name),
        ("0571-80001234", "F-82", FoundIn::Phone),
        ("057180001234", "F-82", FoundIn::Phone),
        ("0571 80001234", "F-82", FoundIn::Phone),
        ("老客户 19900007777", "H-84", FoundIn::Memo),
    ] {
        assert_eq!(found(&store, text), [(order_no.to_owned(), place)], "{text}");
    }
}

#[test]
fn several_orders_newest_first() {
    let store = filled();
    let numbers = |text: &str| found(&store, text).into_iter().map(|f| f.0).collect::<Vec<_>>();
    for text in ["19900007777", "199 0000 7777", "+86 199-0000-7777"] {
        assert_eq!(numbers(text), ["H-84", "G-83"], "{text}");
    }
    assert!(numbers("7777").starts_with(&["H-84".to_owned(), "G-83".to_owned()]));
    assert!(numbers("4321").contains(&"A-77".to_owned()), "the open tail of a masked phone");
    assert!(numbers("1234").len() >= 2, "phone and sub-order share the tail");
    assert!(numbers("张").contains(&"26051212E45678".to_owned()), "the open surname of a masked name");
    let names: Vec<String> = numbers("王");
    assert!(names.len() > 5);
    assert_eq!(numbers("SF1900000098765, 19900007777\n4400000000771234 99999999"), ["H-84", "G-83", "C-79", "B-78"], "a pasted list");
}

#[test]
fn strange_text_finds_nothing_and_breaks_nothing() {
    let store = filled();
    store.warm().expect("warms");
    for text in [
        "",
        "   ",
        "\"",
        "'",
        "*",
        "a OR b*",
        "NEAR(王 明)",
        "tokens:王",
        "😀",
        "——",
        "\u{0}",
        "%",
        "_",
        "王\" OR \"李",
        "-1",
        "（）",
        "DROP",
    ] {
        let hits = store.read(|r| r.find(text, 500)).expect(text);
        let page = store.read(|r| r.list(&Filter { text: text.to_owned(), ..Filter::default() }, Sort::Newest, None, 500)).expect(text);
        assert_eq!(hits.len(), page.ids.len(), "{text}");
        if !text.trim().is_empty() && text != "DROP" {
            assert!(hits.is_empty(), "{text:?} finds {}", hits.len());
        }
    }
    assert_eq!(found(&store, "\"保安室\""), [("E-81".to_owned(), FoundIn::Memo)]);
    assert_eq!(found(&store, "100%"), [("E-81".to_owned(), FoundIn::Memo)]);
}

#[test]
fn a_search_within_a_filter_agrees_with_a_look_through() {
    let store = filled();
    let all = store.read(|r| r.ids(&Filter::default(), Sort::Newest, 1_000)).expect("lists");
    let orders: Vec<Order> = all.iter().map(|id| store.read(|r| r.show(*id)).expect("reads")).collect();
    let has = |o: &Order, t: &str| {
        o.receiver.name.as_ref().is_some_and(|n| n.contains(t)) || o.items.iter().any(|i| i.title.as_ref().is_some_and(|x| x.contains(t)))
    };
    for (text, states) in [
        ("小明", vec![]),
        ("王", vec![State::Completed]),
        ("保温杯", vec![State::ToPrint, State::Shipped]),
        ("保温杯", vec![]),
        ("手工", vec![State::Completed]),
    ] {
        let f = Filter { text: text.to_owned(), states: states.clone(), ..Filter::default() };
        let want: Vec<i64> =
            orders.iter().filter(|o| has(o, text) && (states.is_empty() || states.contains(&o.state))).map(|o| o.id).collect();
        assert!(!want.is_empty(), "{text}");
        assert_eq!(store.read(|r| r.ids(&f, Sort::Newest, 1_000)), Ok(want.clone()), "{text}");
        let oldest: Vec<i64> = want.into_iter().rev().collect();
        assert_eq!(store.read(|r| r.ids(&f, Sort::Oldest, 1_000)), Ok(oldest.clone()), "{text}");
        let mut by_amount = store.read(|r| r.ids(&f, Sort::AmountLowest, 1_000)).expect("lists");
        by_amount.sort_unstable();
        assert_eq!(by_amount, oldest);
        assert_eq!(store.read(|r| r.total(&f)).map(|t| t.n), Ok(oldest.len() as i64));
    }
}

#[test]
fn what_is_changed_is_found_by_its_new_words_only() {
    let store = filled();
    let id = store.read(|r| r.ids_by_number("G-83")).expect("finds")[0];
    let before = store.read(|r| r.show(id)).expect("reads");
    let mut after = before.clone();
    after.receiver.name = Some("诸葛亮".to_owned());
    after.receiver.phone = Some("19900005555".to_owned());
    after.trackings = Some(vec![Tracking(None, "YT8800001111".to_owned())]);
    store.write(|w| w.update_order(&before, &after, &events(&after, NOW), &[])).expect("updates");
    for text in ["诸葛", "19900005555", "YT8800001111"] {
        assert_eq!(found(&store, text).len(), 1, "{text}");
    }
    assert_eq!(found(&store, "19900007777").len(), 1, "the other one with the old phone");
}
