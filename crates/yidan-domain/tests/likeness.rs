//! The second net for doubles as case tables: what changes between two orders, and what is asked.

use yidan_domain::likeness::{Answer, Face, Family, Reason, Window, children_of, compare, doubles, family};
use yidan_domain::order::{Incoming, Order, new_order};
use yidan_domain::{ItemDraft, OrderDraft, WallTime};

fn item(code: &str, qty: i64) -> ItemDraft {
    ItemDraft { sku_code: Some(code.into()), title: Some("样品".into()), qty: Some(qty), ..ItemDraft::default() }
}

fn order(no: &str, at: &str) -> Order {
    let text = |t: &str| Some(t.to_owned());
    let draft = OrderDraft {
        order_no: no.into(),
        paid_at: WallTime::parse(at),
        buyer_amount_fen: Some(9_900),
        receiver_name: text("张示例"),
        receiver_phone: text("19900000001"),
        receiver_province: text("广东省"),
        receiver_city: text("深圳市"),
        receiver_district: text("南山区"),
        receiver_address: text("样例路1号2栋301室"),
        items: vec![item("A-1", 2), item("B-2", 1)],
        ..OrderDraft::default()
    };
    let mut order = new_order(1, Incoming { draft: &draft, is_item_report: false, offset_minutes: 480 });
    order.id = no.bytes().map(i64::from).sum();
    order
}

fn typed(order: &Order) -> Face {
    Face::of(order, true, None, &[])
}

const NOON: &str = "2026-05-10 12:00:00";

#[test]
fn what_is_asked_about_typed_orders() {
    type Case = (&'static str, fn(&mut Order), Option<Answer>);
    let cases: &[Case] = &[
        ("all four equal", |_| (), Some(Answer::Same)),
        ("lines in another order", |o| o.items.reverse(), Some(Answer::Same)),
        ("one line twice instead of two pieces", |o| o.items = vec![item("A-1", 1), item("a-1 ", 1), item("B-2", 1)], Some(Answer::Same)),
        ("the phone in another form", |o| o.receiver.phone = Some("+86 199-0000-0001".into()), Some(Answer::Same)),
        ("the door in other words", |o| o.receiver.address = Some("样例路1号2幢301".into()), Some(Answer::Same)),
        ("one second later", |o| o.paid_at_ms = o.paid_at_ms.map(|t| t + 1_000), Some(Answer::Ask)),
        ("in the same second", |o| o.paid_at_ms = o.paid_at_ms.map(|t| t + 999), Some(Answer::Same)),
        ("one piece more", |o| o.items[0].qty = Some(3), Some(Answer::Ask)),
        ("one line more", |o| o.items.push(item("C-3", 1)), Some(Answer::Ask)),
        ("another amount", |o| o.buyer_amount_fen = Some(9_800), Some(Answer::Ask)),
        ("an hour later", |o| o.paid_at_ms = o.paid_at_ms.map(|t| t + 3_600_000), Some(Answer::Ask)),
        ("two days later", |o| o.paid_at_ms = o.paid_at_ms.map(|t| t + 172_800_000), None),
        ("other goods", |o| o.items = vec![item("X-9", 1)], None),
        ("much more of the same", |o| o.items[0].qty = Some(20), None),
        ("another person", |o| o.receiver.phone = Some("19900000002".into()), None),
        (
            "another person at the same door",
            |o| (o.receiver.phone, o.receiver.name) = (Some("19900000002".into()), Some("李示例".into())),
            None,
        ),
        ("no phone, the same name and door", |o| o.receiver.phone = None, Some(Answer::Same)),
        ("no person", |o| o.receiver = yidan_domain::order::Receiver::default(), None),
        ("no goods", |o| o.items.clear(), None),
        ("no time", |o| o.paid_at_ms = None, None),
        (
            "hidden, and it may be",
            |o| {
                o.receiver.masked = true;
                o.receiver.phone = Some("199****0001".into());
                o.receiver.name = Some("张**".into());
                o.receiver.address = Some("样例路****".into());
            },
            Some(Answer::Ask),
        ),
        (
            "hidden, and it may not be",
            |o| {
                o.receiver.masked = true;
                o.receiver.phone = Some("199****0002".into());
                o.receiver.name = Some("张**".into());
                o.receiver.address = Some("样例路****".into());
            },
            None,
        ),
        (
            "hidden so that nothing is told",
            |o| {
                o.receiver.masked = true;
                o.receiver.phone = Some("1**********".into());
                o.receiver.name = Some("*".into());
                o.receiver.address = None;
            },
            None,
        ),
    ];
    for (what, change, want) in cases {
        let first = order("1", NOON);
        let mut second = order("2", NOON);
        change(&mut second);
        let (a, b) = (typed(&first), typed(&second));
        assert_eq!(compare(&a, &b, Window::default()).map(|l| l.answer), *want, "{what}");
        assert_eq!(compare(&b, &a, Window::default()).map(|l| l.answer), *want, "{what}, the other way round");
        if *want == Some(Answer::Same) && second.receiver.phone.is_some() {
            assert_eq!(a.fingerprint(), b.fingerprint(), "{what}");
        } else if a.fingerprint() == b.fingerprint() {
            assert!(what.contains("amount") || what.contains("no phone"), "{what}");
        }
    }
}

#[test]
fn numbered_orders_are_never_the_same_and_less_often_asked_about() {
    let numbered = |o: &Order| Face::of(o, false, Some("b1"), &[]);
    let answer = |second: &Order| compare(&numbered(&order("1", NOON)), &numbered(second), Window::default()).map(|l| l.answer);
    assert_eq!(answer(&order("2", NOON)), Some(Answer::Ask));
    assert_eq!(answer(&order("2", "2026-05-10 12:09:59")), Some(Answer::Ask));
    assert_eq!(answer(&order("2", "2026-05-10 12:10:01")), None);
    let mut elsewhere = order("2", "2026-05-10 18:00:00");
    elsewhere.shop_id = 2;
    assert_eq!(answer(&elsewhere), Some(Answer::Ask));
}

#[test]
fn the_likeliest_first_with_reasons() {
    let first = typed(&order("1", NOON));
    let near = typed(&order("2", "2026-05-10 12:00:03"));
    let far = typed(&order("3", "2026-05-10 19:00:00"));
    let same = typed(&order("4", NOON));
    let found = doubles(&first, &[far, near.clone(), first.clone(), same], Window::default());
    let ids: Vec<i64> = found.iter().map(|l| l.order_id).collect();
    assert_eq!(ids, [i64::from(b'4'), i64::from(b'2'), i64::from(b'3')]);
    assert!(found.windows(2).all(|w| w[0].score >= w[1].score));
    let reasons = &found[1].reasons;
    for reason in
        [Reason::SamePhone, Reason::SameName, Reason::SameAddress, Reason::SameGoods, Reason::SameAmount, Reason::Apart { seconds: 3 }]
    {
        assert!(reasons.contains(&reason), "{reason:?} {reasons:?}");
    }
    assert!(!format!("{near:?}").contains("199"));
}

#[test]
fn parents_and_children() {
    type Case = (&'static str, fn(&mut Face, &mut Face), Option<Family>);
    let cases: &[Case] = &[
        ("strangers", |_, _| (), None),
        ("named by the platform", |_, b| b.parents = vec!["100".into()], Some(Family::Parent)),
        ("a number with a dash", |_, b| b.order_no = "100-1".into(), Some(Family::Parent)),
        ("a number with a long tail", |_, b| b.order_no = "100-1234".into(), None),
        ("a longer number", |_, b| b.order_no = "1001".into(), None),
        ("the number of a line", |a, _| a.sub_nos = vec!["200".into()], Some(Family::Parent)),
        ("seen from the child", |a, _| a.order_no = "200_2".into(), Some(Family::Child)),
        ("a line of both", |a, b| (a.sub_nos, b.sub_nos) = (vec!["7".into(), "8".into()], vec!["8".into()]), Some(Family::SharesLines)),
        ("another shop", |_, b| (b.order_no, b.shop_id) = ("100-1".into(), 2), None),
    ];
    for (what, change, want) in cases {
        let (mut a, mut b) = (typed(&order("100", NOON)), typed(&order("200", NOON)));
        change(&mut a, &mut b);
        assert_eq!(family(&a, &b), *want, "{what}");
    }
}

#[test]
fn children_that_add_up() {
    let part = |no: &str, items: Vec<ItemDraft>, fen: i64| {
        let mut o = order(no, "2026-05-10 12:00:05");
        (o.items, o.buyer_amount_fen) = (items, Some(fen));
        typed(&o)
    };
    let parent = typed(&order("1", NOON));
    let stray = part("s", vec![item("B-2", 1)], 1);
    let parts =
        [part("a", vec![item("A-1", 1)], 3_000), stray, part("b", vec![item("A-1", 1)], 3_000), part("c", vec![item("B-2", 1)], 3_900)];
    assert_eq!(children_of(&parent, &parts, Window::default()), Some(vec![0, 2, 3]));
    assert_eq!(children_of(&parent, &parts[..3], Window::default()), None, "a piece is missing");
    let mut cheap = parts.clone();
    cheap[3].amount_fen = Some(3_899);
    assert_eq!(children_of(&parent, &cheap, Window::default()), None, "a fen is missing");
    let mut other = parts.clone();
    other[3].phone = Some("19900000002".into());
    other[3].name = Some("李示例".into());
    assert_eq!(children_of(&parent, &other, Window::default()), None, "somebody else");
}
