//! 合单 and 拆单: pieces and money add up for any order, the way back is exact, and what may not be is refused.

use proptest::prelude::*;
use yidan_domain::order::{Incoming, Order, State, new_order};
use yidan_domain::parcel::{
    Limits, MergeBy, Mergeable, Money, Parcel, Refusal, SplitBy, Take, Why, limits_of, merge, merging_refusal, propose, split,
};
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, RefundState};

fn order(id: i64, lines: &[(Option<i64>, Option<i64>)], buyer_amount_fen: i64) -> Order {
    let text = |t: &str| Some(t.to_owned());
    let item = |(qty, amount_fen): &(Option<i64>, Option<i64>)| ItemDraft { qty: *qty, amount_fen: *amount_fen, ..ItemDraft::default() };
    let draft = OrderDraft {
        order_no: id.to_string(),
        status: Some(DraftStatus::ToShip),
        buyer_amount_fen: Some(buyer_amount_fen),
        freight_fen: Some(801),
        receiver_name: text("张示例"),
        receiver_phone: text("19900000001"),
        receiver_province: text("广东省"),
        receiver_city: text("深圳市"),
        receiver_district: text("南山区"),
        receiver_address: text("样例路1号2栋301室"),
        items: lines.iter().map(item).collect(),
        ..OrderDraft::default()
    };
    let mut order = new_order(1, Incoming { draft: &draft, is_item_report: false, offset_minutes: 480 });
    order.id = id;
    order
}

/// Pieces and money by order and line, over all parcels.
fn lines(parcels: &[Parcel]) -> Vec<(i64, usize, i64, i64)> {
    let mut out: Vec<(i64, usize, i64, i64)> = Vec::new();
    for p in parcels.iter().flat_map(|p| &p.portions) {
        let (qty, fen) = (p.qty.unwrap_or(0), p.amount_fen.unwrap_or(0));
        match out.iter_mut().find(|(o, l, _, _)| (*o, *l) == (p.order_id, p.line)) {
            Some(sum) => (sum.2, sum.3) = (sum.2 + qty, sum.3 + fen),
            None => out.push((p.order_id, p.line, qty, fen)),
        }
    }
    out.sort_unstable();
    out
}

fn money(parcels: &[Parcel]) -> Vec<(i64, Money)> {
    let mut out: Vec<(i64, Money)> = Vec::new();
    for s in parcels.iter().flat_map(|p| &p.shares) {
        match out.iter_mut().find(|(id, _)| *id == s.order_id) {
            Some(sum) => sum.1 = sum.1.plus(s.money),
            None => out.push((s.order_id, s.money)),
        }
    }
    out.sort_by_key(|(id, _)| *id);
    out
}

fn any_order(id: i64) -> impl Strategy<Value = Order> {
    let line = (proptest::option::weighted(0.9, 0i64..20), proptest::option::weighted(0.8, -500i64..1_000_000));
    (proptest::collection::vec(line, 1..6), -100i64..10_000_000).prop_map(move |(lines, sum)| order(id, &lines, sum))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn everything_adds_up(
        a in any_order(1),
        b in any_order(2),
        dice in proptest::collection::vec((0usize..12, proptest::option::of(-1i64..12), 0usize..3), 0..8),
    ) {
        let wholes = [Parcel::whole(&a), Parcel::whole(&b)];
        let merged = merge(&wholes).expect("two parcels");
        prop_assert_eq!(lines(&merged.after), lines(&wholes));
        prop_assert_eq!(money(&merged.after), money(&wholes));
        prop_assert_eq!(merged.take_back(&merged.after, false), Ok(wholes.to_vec()));
        let parcel = &merged.after[0];
        let mut takes = vec![Vec::new(); 3];
        for (line, qty, to) in &dice {
            let p = &parcel.portions[line % parcel.portions.len()];
            takes[*to].push(Take { order_id: p.order_id, line: p.line, qty: *qty });
        }
        takes.retain(|list: &Vec<Take>| !list.is_empty());
        if let Ok(done) = split(parcel, &takes, Limits::default()) {
            prop_assert!(done.after.len() >= 2);
            prop_assert_eq!(lines(&done.after), lines(&wholes));
            prop_assert_eq!(money(&done.after), money(&wholes));
            for p in &done.after {
                prop_assert!(!p.portions.is_empty());
                let mut orders: Vec<i64> = p.portions.iter().map(|p| p.order_id).collect();
                orders.dedup();
                prop_assert_eq!(p.orders(), orders);
                // No piece is made up: counted lines travel in positive pieces.
                prop_assert!(p.portions.iter().all(|p| p.qty.is_none_or(|q| q >= 0)));
            }
            // Put together again they are what they were.
            prop_assert_eq!(&merge(&done.after).expect("parcels").after[0], parcel);
            prop_assert_eq!(done.take_back(&done.after, false), Ok(vec![parcel.clone()]));
        }
    }
}

fn take(line: usize, qty: Option<i64>) -> Take {
    Take { order_id: 1, line, qty }
}

#[test]
fn money_goes_with_the_pieces_to_the_fen() {
    let parcel = Parcel::whole(&order(1, &[(Some(3), Some(1_000)), (Some(1), Some(500))], 1_401));
    let done = split(&parcel, &[vec![take(0, Some(1))], vec![take(0, Some(1))]], Limits::default()).expect("a split");
    let amounts: Vec<Vec<Option<i64>>> = done.after.iter().map(|p| p.portions.iter().map(|l| l.amount_fen).collect()).collect();
    assert_eq!(amounts, [vec![Some(334), Some(500)], vec![Some(333)], vec![Some(333)]]);
    let sums: Vec<Option<i64>> = done.after.iter().map(|p| p.money().buyer_amount_fen).collect();
    assert_eq!(sums, [Some(779), Some(311), Some(311)]);
}

#[test]
fn splits_that_cannot_be() {
    let parcel = Parcel::whole(&order(1, &[(Some(3), Some(999)), (None, Some(500))], 1_499));
    let by = |split_by| Limits { split_by, ..Limits::default() };
    let cases: &[(&str, &[&[Take]], Limits, Refusal)] = &[
        ("no takes", &[], Limits::default(), Refusal::TooFew),
        ("an empty take", &[&[]], Limits::default(), Refusal::TooFew),
        ("everything in one", &[&[take(0, None), take(1, None)]], Limits::default(), Refusal::TooFew),
        ("too many pieces", &[&[take(0, Some(4))]], Limits::default(), Refusal::BadPieces),
        ("no pieces", &[&[take(0, Some(0))]], Limits::default(), Refusal::BadPieces),
        ("pieces taken twice", &[&[take(0, Some(2))], &[take(0, Some(2))]], Limits::default(), Refusal::BadPieces),
        ("no such line", &[&[take(2, None)]], Limits::default(), Refusal::BadPieces),
        ("pieces nobody counted", &[&[take(1, Some(1))]], Limits::default(), Refusal::WholeLinesOnly),
        ("pieces where lines are whole", &[&[take(0, Some(1))]], by(SplitBy::Line), Refusal::WholeLinesOnly),
        ("never", &[&[take(0, None)]], by(SplitBy::Never), Refusal::NotAllowed),
        (
            "too many parcels",
            &[&[take(0, Some(1))], &[take(1, None)]],
            Limits { parcels_per_order: Some(2), ..Limits::default() },
            Refusal::TooMany,
        ),
        ("too many lines", &[&[take(0, None), take(1, None)]], Limits { lines_per_split: Some(1), ..Limits::default() }, Refusal::TooMany),
    ];
    for (what, takes, limits, want) in cases {
        let takes: Vec<Vec<Take>> = takes.iter().map(|list| list.to_vec()).collect();
        assert_eq!(split(&parcel, &takes, *limits), Err(*want), "{what}");
    }
    assert!(split(&parcel, &[vec![take(0, None)]], by(SplitBy::Line)).is_ok());
    // All pieces in parcels of their own leave no empty rest.
    let both = split(&parcel, &[vec![take(0, None)], vec![take(1, None)]], Limits::default()).expect("a split");
    assert_eq!(both.after.len(), 2);
}

#[test]
fn undo_until_printed() {
    let wholes = [Parcel::whole(&order(1, &[(Some(1), None)], 5)), Parcel::whole(&order(2, &[(Some(1), None)], 6))];
    let done = merge(&wholes).expect("two");
    assert_eq!(done.take_back(&done.after, true), Err(Refusal::Printed));
    assert_eq!(done.take_back(&wholes, false), Err(Refusal::ChangedSince));
    assert_eq!(merge(&wholes[..1]), Err(Refusal::TooFew));
}

fn mergeable<'a>(order: &'a Order, platform: &'a str, receiver_key: Option<&'a str>) -> Mergeable<'a> {
    Mergeable { order, platform, receiver_key, limits: limits_of(platform) }
}

#[test]
fn who_may_travel_together() {
    type Case = (&'static str, fn(&mut Order), Option<Refusal>);
    let cases: &[Case] = &[
        ("the same door", |_| (), None),
        ("the same door in other words", |o| o.receiver.address = Some("样例路1号2幢301".into()), None),
        ("another shop", |o| o.shop_id = 2, None),
        ("another room", |o| o.receiver.address = Some("样例路1号2栋302室".into()), Some(Refusal::OtherReceiver)),
        ("another person", |o| o.receiver.name = Some("李示例".into()), Some(Refusal::OtherReceiver)),
        ("another phone", |o| o.receiver.phone = Some("19900000002".into()), Some(Refusal::OtherReceiver)),
        ("hidden", |o| o.receiver.masked = true, Some(Refusal::HiddenReceiver)),
        ("held", |o| o.marks.held = true, Some(Refusal::Stopped)),
        ("locked", |o| o.marks.locked = true, Some(Refusal::Stopped)),
        ("refunding", |o| o.refund_state = Some(RefundState::InProgress), Some(Refusal::Stopped)),
        ("printed", |o| o.state = State::Printed, Some(Refusal::Printed)),
        ("printed and back", |o| o.print_count = 1, Some(Refusal::Printed)),
        ("unpaid", |o| o.state = State::Unpaid, Some(Refusal::NotWaiting)),
        ("gone", |o| o.state = State::Shipped, Some(Refusal::NotWaiting)),
    ];
    for (what, change, want) in cases {
        let (first, mut second) = (order(1, &[(Some(1), None)], 5), order(2, &[(Some(1), None)], 5));
        change(&mut second);
        let pair = [mergeable(&first, "own", None), mergeable(&second, "own", None)];
        assert_eq!(merging_refusal(&pair), *want, "{what}");
        let proposed = propose(&pair);
        assert_eq!(proposed.len(), usize::from(want.is_none()), "{what}");
        if let Some(p) = proposed.first() {
            assert_eq!((p.orders.as_slice(), p.why, p.across_shops), (&[1, 2][..], Why::SameReceiver, second.shop_id == 2), "{what}");
        }
    }
}

#[test]
fn the_platform_decides() {
    let (a, b, c) = (order(1, &[(Some(1), None)], 5), order(2, &[(Some(1), None)], 5), order(3, &[(Some(1), None)], 5));
    // Equal texts under different keys are different people.
    let keyed = [mergeable(&a, "pdd", Some("k1")), mergeable(&b, "pdd", Some("k2")), mergeable(&c, "pdd", Some("k1"))];
    assert_eq!(merging_refusal(&keyed[..2]), Some(Refusal::OtherReceiver));
    let proposed = propose(&keyed);
    assert_eq!((proposed.len(), proposed[0].orders.as_slice(), proposed[0].why), (1, &[1, 3][..], Why::SameKey));
    assert_eq!(merging_refusal(&[mergeable(&a, "shopee", None), mergeable(&b, "shopee", None)]), Some(Refusal::NotAllowed));
    let two = Limits { orders_per_parcel: Some(2), ..Limits::default() };
    let crowd: Vec<Mergeable<'_>> = [&a, &b, &c].map(|order| Mergeable { limits: two, ..mergeable(order, "own", None) }).to_vec();
    assert_eq!(merging_refusal(&crowd), Some(Refusal::TooMany));
    assert_eq!(propose(&crowd).iter().map(|p| p.orders.len()).collect::<Vec<_>>(), [2]);
    assert_eq!(limits_of("shopee").merge_by, MergeBy::Never);
}
