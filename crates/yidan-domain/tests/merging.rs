//! What a later statement about an order may change, case by case, and properties over random orders of arrival.

use proptest::prelude::*;
use yidan_domain::order::{Event, Incoming, MergeOutcome, Order, State, merge, new_order};
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, RefundState, Tracking, WallTime};

fn draft(status: DraftStatus) -> OrderDraft {
    OrderDraft {
        order_no: "5127801625403010001".into(),
        status: Some(status),
        status_raw: Some(format!("{status:?}")),
        buyer_amount_fen: Some(5_000),
        ..OrderDraft::default()
    }
}

fn incoming(draft: &OrderDraft) -> Incoming<'_> {
    Incoming { draft, is_item_report: false, offset_minutes: 480 }
}

fn fed(drafts: &[OrderDraft]) -> (Order, Vec<MergeOutcome>) {
    let mut order = new_order(1, incoming(&drafts[0]));
    let outcomes = drafts[1..].iter().map(|d| merge(&mut order, incoming(d))).collect();
    (order, outcomes)
}

#[test]
fn the_same_again_changes_nothing() {
    let mut d = draft(DraftStatus::Shipped);
    d.paid_at = WallTime::parse("2026-05-10 14:41:34");
    d.trackings = Some(vec![Tracking(Some("中通快递".into()), "78000000000015".into())]);
    d.items = vec![ItemDraft { sub_no: Some("1".into()), qty: Some(2), ..ItemDraft::default() }];
    let (_, outcomes) = fed(&[d.clone(), d]);
    assert!(outcomes[0].is_unchanged(), "{:?}", outcomes[0]);
}

#[test]
fn later_state_wins_whatever_comes_first() {
    let (order, _) = fed(&[draft(DraftStatus::Completed), draft(DraftStatus::ToShip)]);
    assert_eq!((order.state, order.status), (State::Completed, Some(DraftStatus::Completed)));
    let (order, outcomes) = fed(&[draft(DraftStatus::ToShip), draft(DraftStatus::Completed)]);
    assert_eq!(order.state, State::Completed);
    assert_eq!(outcomes[0].steps, vec![(State::ToReview, Event::Complete, State::Completed)]);
    let (order, _) = fed(&[draft(DraftStatus::Closed), draft(DraftStatus::Completed)]);
    assert_eq!(order.state, State::Closed);
}

#[test]
fn a_refund_request_is_withdrawn_by_a_person_only() {
    let refund = |state| OrderDraft { refund_state: Some(state), ..draft(DraftStatus::ToShip) };
    let (asked, none) = (refund(RefundState::InProgress), refund(RefundState::None));
    let (mut order, _) = fed(&[asked.clone(), none]);
    assert!(order.marks.after_sale, "an older file may say so");
    order.refund_state = Some(RefundState::None);
    order.marks.after_sale = false;
    order.edited = vec!["refund_state".into()];
    assert!(merge(&mut order, incoming(&asked)).is_unchanged());
    merge(&mut order, incoming(&refund(RefundState::Full)));
    assert_eq!(order.refund_state, Some(RefundState::Full));
}

#[test]
fn a_plain_receiver_is_never_masked_and_a_hidden_one_is_lifted() {
    let mut plain = draft(DraftStatus::ToShip);
    plain.receiver_name = Some("张示例".into());
    plain.receiver_phone = Some("19900000001".into());
    plain.receiver_address = Some("样例路1号".into());
    let mut masked = draft(DraftStatus::ToShip);
    masked.receiver_name = Some("张**".into());
    masked.receiver_phone = Some("199****0001".into());
    masked.receiver_address = Some("**".into());
    masked.receiver_masked = true;
    for pair in [[plain.clone(), masked.clone()], [masked, plain]] {
        let (order, _) = fed(&pair);
        assert_eq!(order.receiver.name.as_deref(), Some("张示例"));
        assert_eq!(order.receiver.phone.as_deref(), Some("19900000001"));
        assert!(!order.receiver.masked);
    }
}

#[test]
fn what_a_person_edited_stays() {
    let mut d = draft(DraftStatus::ToShip);
    d.receiver_phone = Some("19900000001".into());
    d.seller_memo = Some("发顺丰".into());
    let mut order = new_order(1, incoming(&d));
    order.receiver.phone = Some("19900000002".into());
    order.seller_memo = Some("发中通".into());
    order.edited = vec!["receiver_phone".into(), "seller_memo".into()];
    d.receiver_phone = Some("19900000003".into());
    assert!(merge(&mut order, incoming(&d)).is_unchanged());
    assert_eq!(order.receiver.phone.as_deref(), Some("19900000002"));
    assert_eq!(order.seller_memo.as_deref(), Some("发中通"));
}

#[test]
fn times_trackings_money_and_empty_cells() {
    let mut exact = draft(DraftStatus::Shipped);
    exact.paid_at = WallTime::parse("2026-05-10 14:41:34");
    exact.buyer_memo = Some("急".into());
    exact.trackings = Some(vec![Tracking(None, "A1".into())]);
    exact.refund_fen = Some(500);
    let mut rough = draft(DraftStatus::Shipped);
    rough.paid_at = WallTime::parse("2026-05-10 14:41:00");
    rough.trackings = Some(vec![Tracking(Some("中通".into()), "A1".into()), Tracking(None, "B2".into())]);
    rough.refund_fen = Some(100);
    let (order, _) = fed(&[exact.clone(), rough.clone()]);
    assert_eq!(order.paid_at_ms, exact.paid_at.as_ref().map(|t| t.to_utc_ms(480)));
    assert_eq!(order.buyer_memo.as_deref(), Some("急"));
    assert_eq!(order.refund_fen, Some(500));
    let numbers: Vec<_> = order.trackings.iter().flatten().map(|t| (t.carrier().map(str::to_owned), t.number().to_owned())).collect();
    assert_eq!(numbers, [(Some("中通".to_owned()), "A1".to_owned()), (None, "B2".to_owned())]);
    let (order, _) = fed(&[rough, exact.clone()]);
    assert_eq!(order.paid_at_ms, exact.paid_at.map(|t| t.to_utc_ms(480)));
}

#[test]
fn order_report_beats_item_report_for_money_and_loses_for_lines() {
    let mut list = draft(DraftStatus::ToShip);
    list.buyer_amount_fen = Some(10_500);
    let mut items = draft(DraftStatus::ToShip);
    items.buyer_amount_fen = Some(9_900);
    items.items = ["a", "b"].iter().map(|n| ItemDraft { sub_no: Some((*n).into()), qty: Some(1), ..ItemDraft::default() }).collect();
    let as_items = |d| Incoming { draft: d, is_item_report: true, offset_minutes: 480 };
    let mut first_list = new_order(1, incoming(&list));
    merge(&mut first_list, as_items(&items));
    let mut first_items = new_order(1, as_items(&items));
    merge(&mut first_items, incoming(&list));
    for order in [&mut first_list, &mut first_items] {
        assert_eq!(order.buyer_amount_fen, Some(10_500));
        assert_eq!(order.items.len(), 2);
        assert!(merge(order, as_items(&items)).is_unchanged());
        assert!(merge(order, incoming(&list)).is_unchanged());
    }
}

#[test]
fn an_order_without_times_stands_at_the_day_of_its_number() {
    let at = |no: &str| new_order(1, incoming(&OrderDraft { order_no: no.into(), ..OrderDraft::default() })).own_time_ms();
    assert_eq!(at("260517-607198974342268"), WallTime::parse("2026-05-17").map(|w| w.to_utc_ms(480)));
    for other in ["261317-607198974342268", "260517-6071", "5127801625403010001", "26051212E45678"] {
        assert_eq!(at(other), None, "{other}");
    }
}

fn any_draft() -> impl Strategy<Value = OrderDraft> {
    let status = prop_oneof![
        Just(None),
        Just(Some(DraftStatus::Unpaid)),
        Just(Some(DraftStatus::ToShip)),
        Just(Some(DraftStatus::PartShipped)),
        Just(Some(DraftStatus::Shipped)),
        Just(Some(DraftStatus::Completed)),
        Just(Some(DraftStatus::Closed)),
    ];
    let refund = prop_oneof![Just(None), Just(Some(RefundState::None)), Just(Some(RefundState::InProgress)), Just(Some(RefundState::Full))];
    (
        status,
        refund,
        proptest::option::of(0i64..100),
        proptest::option::of("[a-c]"),
        any::<bool>(),
        proptest::collection::vec("[A-D]", 0..3),
    )
        .prop_map(|(status, refund_state, refund_fen, name, masked, numbers)| OrderDraft {
            order_no: "1".into(),
            status,
            status_raw: Some(format!("{status:?}")),
            refund_state,
            refund_fen,
            receiver_name: name,
            receiver_masked: masked,
            trackings: Some(numbers.into_iter().map(|n| Tracking(None, n)).collect()),
            ..OrderDraft::default()
        })
}

proptest! {
    #[test]
    fn any_statement_twice_changes_nothing_the_second_time(drafts in proptest::collection::vec(any_draft(), 1..6)) {
        let (mut order, _) = fed(&drafts);
        let again = merge(&mut order, incoming(drafts.last().expect("one at least")));
        prop_assert!(again.is_unchanged(), "{:?}", again);
    }

    #[test]
    fn states_only_move_along_the_table(drafts in proptest::collection::vec(any_draft(), 2..8)) {
        let mut order = new_order(1, incoming(&drafts[0]));
        for d in &drafts[1..] {
            let before = order.state;
            let out = merge(&mut order, incoming(d));
            let mut at = before;
            for (from, event, to) in out.steps {
                prop_assert_eq!(from, at);
                prop_assert_eq!(yidan_domain::order::state::next(from, event), Some(to));
                at = to;
            }
            prop_assert_eq!(at, order.state);
        }
    }

    #[test]
    fn the_end_does_not_depend_on_the_order_of_arrival(drafts in proptest::collection::vec(any_draft(), 2..5)) {
        let mut backwards = drafts.clone();
        backwards.reverse();
        let (a, _) = fed(&drafts);
        let (b, _) = fed(&backwards);
        prop_assert_eq!(a.status, b.status);
        if a.status.is_some() {
            prop_assert_eq!(a.state, b.state);
        }
        prop_assert_eq!(a.refund_fen, b.refund_fen);
    }
}
