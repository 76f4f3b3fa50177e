//! The whole of state × event × actor as text, the preconditions beside it, and what must hold for every state, event, actor and fact.

use yidan_domain::order::{
    By, Cause, Event, Facts, Follow, Incoming, Order, Refusal, State, allowed, apply, cause, contradictions, new_order,
};
use yidan_domain::{DraftStatus, Finding, OrderDraft, RefundState, Severity, Tracking};

fn order_in(state: State) -> Order {
    let draft = OrderDraft {
        order_no: "1".into(),
        status: Some(DraftStatus::ToShip),
        status_raw: Some("待发货".into()),
        buyer_amount_fen: Some(9_900),
        ..OrderDraft::default()
    };
    let mut order = new_order(1, Incoming { draft: &draft, is_item_report: false, offset_minutes: 480 });
    order.state = state;
    order.trackings = Some(vec![Tracking(None, "78000000000015".into())]);
    order
}

const OWNER: &str = "\
              pay await_payment accept allocate send_back print unprint ship collect move deliver complete close
unpaid        to_review . . . . . . . . . . . closed
to_review     . . to_allocate . . . . . . . . . closed
to_allocate   . . . to_print to_review . . . . . . . closed
to_print      . . . . to_review printed . shipped . . . . closed
printed       . . . . to_review printed to_print shipped collected in_transit delivered . closed
shipped       . . . . . shipped . . collected in_transit delivered completed closed
collected     . . . . . . . . . in_transit delivered completed closed
in_transit    . . . . . . . . . . delivered completed closed
delivered     . . . . . . . . . . . completed closed
completed     . . . . . . . . . . . . closed
closed        . . . . . . . . . . . . .
";

const PLATFORM: &str = "\
              pay await_payment accept allocate send_back print unprint ship collect move deliver complete close
unpaid        to_review . . . . . . shipped . . . completed closed
to_review     . unpaid . . . . . shipped . . . completed closed
to_allocate   . unpaid . . . . . shipped . . . completed closed
to_print      . unpaid . . . . . shipped . . . completed closed
printed       . unpaid . . . . . shipped collected in_transit delivered completed closed
shipped       . . . . . . . . collected in_transit delivered completed closed
collected     . . . . . . . . . in_transit delivered completed closed
in_transit    . . . . . . . . . . delivered completed closed
delivered     . . . . . . . . . . . completed closed
completed     . . . . . . . . . . . . closed
closed        . . . . . . . . . . . . .
";

const CARRIER: &str = "\
              collect move deliver
printed       collected in_transit delivered
shipped       collected in_transit delivered
collected     . in_transit delivered
in_transit    . . delivered
";

fn cells(table: &'static str) -> Vec<(State, Event, Option<State>)> {
    let mut lines = table.lines();
    let events: Vec<Event> = lines.next().expect("head").split_whitespace().map(|w| Event::from_word(w).expect("event")).collect();
    lines
        .flat_map(|line| {
            let mut words = line.split_whitespace();
            let state = State::from_word(words.next().expect("state")).expect("state");
            events.clone().into_iter().map(move |event| {
                let cell = words.next().expect("cell");
                (state, event, (cell != ".").then(|| State::from_word(cell).expect("state")))
            })
        })
        .collect()
}

fn check(table: &'static str, by: By, expected: impl Fn(State, Event, Option<State>) -> Option<State>) {
    let cells = cells(table);
    for state in State::ALL {
        for event in Event::ALL {
            let cell = cells.iter().find(|(s, e, _)| *s == state && *e == event).and_then(|(_, _, to)| *to);
            let mut order = order_in(state);
            let got = apply(&mut order, event, Facts { by, carrier_scan: true });
            match expected(state, event, cell) {
                None => assert!(matches!(got, Err(Refusal::NotFromHere | Refusal::NotAllowed)), "{by:?} {state:?} {event:?} {got:?}"),
                Some(to) => assert_eq!((got, order.state), (Ok(state), to), "{by:?} {state:?} {event:?}"),
            }
        }
    }
}

#[test]
fn state_by_event_by_actor() {
    check(OWNER, By::Owner, |_, _, to| to);
    check(PLATFORM, By::Platform, |_, _, to| to);
    check(CARRIER, By::Carrier, |_, _, to| to);
    // The clerk closes nothing that has left; the program neither pays nor scans.
    check(OWNER, By::Clerk, |state, event, to| to.filter(|_| event != Event::Close || state.is_before_shipping()));
    let scans = [Event::Pay, Event::Collect, Event::Move, Event::Deliver];
    check(OWNER, By::System, |state, event, to| {
        to.filter(|_| !scans.contains(&event) && (event != Event::Close || state.is_before_shipping()))
    });
    check(OWNER, By::Accountant, |_, _, _| None);
}

#[test]
fn preconditions() {
    let ours = Facts::default();
    let scan = Facts { carrier_scan: true, ..Facts::default() };
    type Case = (&'static str, State, Event, Facts, fn(&mut Order), Result<State, Refusal>);
    let cases: &[Case] = &[
        ("held", State::ToPrint, Event::Print, ours, |o| o.marks.held = true, Err(Refusal::Held)),
        ("locked", State::ToPrint, Event::Print, ours, |o| o.marks.locked = true, Err(Refusal::Locked)),
        ("refunded", State::ToPrint, Event::Print, ours, |o| o.refund_state = Some(RefundState::Full), Err(Refusal::Refunded)),
        ("refunding", State::ToPrint, Event::Print, ours, |o| o.refund_state = Some(RefundState::InProgress), Err(Refusal::Refunding)),
        (
            "refund of some size",
            State::ToPrint,
            Event::Print,
            ours,
            |o| o.refund_state = Some(RefundState::PartialOrFull),
            Err(Refusal::Refunded),
        ),
        (
            "refund known as a part",
            State::ToPrint,
            Event::Print,
            ours,
            |o| (o.refund_state, o.refund_fen) = (Some(RefundState::PartialOrFull), Some(9_899)),
            Ok(State::ToPrint),
        ),
        ("partly refunded", State::ToPrint, Event::Print, ours, |o| o.refund_state = Some(RefundState::Partial), Ok(State::ToPrint)),
        (
            "red finding",
            State::ToReview,
            Event::Accept,
            ours,
            |o| o.findings.push(Finding::new("phone_length", Severity::Blocking)),
            Err(Refusal::Blocked),
        ),
        (
            "yellow finding",
            State::ToReview,
            Event::Accept,
            ours,
            |o| o.findings.push(Finding::new("amount_odd", Severity::Warning)),
            Ok(State::ToReview),
        ),
        ("a void label of a locked order", State::Printed, Event::Unprint, ours, |o| o.marks.locked = true, Err(Refusal::Locked)),
        ("back with a locked order", State::Printed, Event::SendBack, ours, |o| o.marks.locked = true, Ok(State::Printed)),
        ("the platform waits for money", State::Unpaid, Event::Pay, ours, |o| o.status = Some(DraftStatus::Unpaid), Err(Refusal::Unpaid)),
        (
            "nobody but us knows of the money",
            State::Unpaid,
            Event::Pay,
            ours,
            |o| (o.status, o.status_raw) = (Some(DraftStatus::Unpaid), None),
            Ok(State::Unpaid),
        ),
        ("no waybill", State::Shipped, Event::Collect, scan, |o| o.trackings = None, Err(Refusal::NeedsWaybill)),
        ("no scan", State::Shipped, Event::Collect, ours, |_| (), Err(Refusal::NeedsCarrierScan)),
        ("scan", State::Shipped, Event::Collect, scan, |_| (), Ok(State::Shipped)),
        ("scan before the scan desk", State::Printed, Event::Collect, Facts::by(By::Carrier), |_| (), Ok(State::Printed)),
        ("moving needs a number", State::Shipped, Event::Move, scan, |o| o.trackings = Some(Vec::new()), Err(Refusal::NeedsWaybill)),
        ("shipping from review", State::ToReview, Event::Ship, ours, |_| (), Err(Refusal::NotFromHere)),
        (
            "shipping while refunding",
            State::Printed,
            Event::Ship,
            ours,
            |o| o.refund_state = Some(RefundState::InProgress),
            Err(Refusal::Refunding),
        ),
        ("shipping", State::Printed, Event::Ship, ours, |_| (), Ok(State::Printed)),
        ("closing what has left", State::Shipped, Event::Close, Facts::by(By::Clerk), |_| (), Err(Refusal::NotAllowed)),
        ("an accountant accepts", State::ToReview, Event::Accept, Facts::by(By::Accountant), |_| (), Err(Refusal::NotAllowed)),
        ("nobody accepts here", State::Shipped, Event::Accept, Facts::by(By::Clerk), |_| (), Err(Refusal::NotFromHere)),
    ];
    for (what, state, event, facts, change, want) in cases {
        let mut order = order_in(*state);
        change(&mut order);
        assert_eq!(apply(&mut order, *event, *facts), *want, "{what}");
        if want.is_err() {
            assert_eq!(order.state, *state, "{what}");
        }
    }
}

/// Every combination of what the preconditions look at.
fn all_orders() -> Vec<Order> {
    let refunds = [
        None,
        Some(RefundState::None),
        Some(RefundState::InProgress),
        Some(RefundState::Partial),
        Some(RefundState::Full),
        Some(RefundState::PartialOrFull),
    ];
    let mut out = Vec::new();
    for bits in 0..16u8 {
        for refund in refunds {
            for trackings in [None, Some(Vec::new()), Some(vec![Tracking(None, "1".into())])] {
                for status in [None, Some(DraftStatus::Unpaid), Some(DraftStatus::ToShip)] {
                    let mut order = order_in(State::ToReview);
                    order.marks.held = bits & 1 != 0;
                    order.marks.locked = bits & 2 != 0;
                    if bits & 4 != 0 {
                        order.findings.push(Finding::new("x", Severity::Blocking));
                    }
                    if bits & 8 != 0 {
                        order.paid_at_ms = Some(1);
                    }
                    (order.refund_state, order.status) = (refund, status);
                    order.trackings.clone_from(&trackings);
                    out.push(order);
                }
            }
        }
    }
    out
}

#[test]
fn for_every_state_event_actor_and_fact() {
    for mut order in all_orders() {
        let stops = order.marks.held
            || order.marks.locked
            || order.is_blocked()
            || matches!(order.refund_state, Some(RefundState::Full | RefundState::InProgress | RefundState::PartialOrFull));
        let open = order.status == Some(DraftStatus::Unpaid) && order.paid_at_ms.is_none();
        let has_waybill = order.trackings.as_ref().is_some_and(|t| !t.is_empty());
        for from in State::ALL {
            for event in Event::ALL {
                for by in By::ALL {
                    for carrier_scan in [false, true] {
                        order.state = from;
                        let got = apply(&mut order, event, Facts { by, carrier_scan });
                        let to = order.state;
                        let told = || format!("{by:?} {from:?} {event:?} {got:?} {order:?}");
                        assert_eq!(got.is_err(), got != Ok(from), "{}", told());
                        if got.is_err() {
                            assert_eq!(to, from, "{}", told());
                            let news = matches!(event, Event::Close | Event::Complete) && from < State::Completed
                                || (event == Event::Ship && from.is_before_shipping());
                            assert!(!(by == By::Platform && news), "the platform's news wins: {}", told());
                            continue;
                        }
                        if matches!(to, State::ToAllocate | State::ToPrint | State::Printed) {
                            assert!(!stops && !open && from != State::Unpaid, "{}", told());
                            assert!(!matches!(by, By::Platform | By::Carrier), "{}", told());
                        }
                        if to == State::Shipped && by != By::Platform {
                            assert!(!stops && !open, "{}", told());
                        }
                        if to == State::Collected {
                            assert!(has_waybill && carrier_scan, "{}", told());
                        }
                        if matches!(to, State::InTransit | State::Delivered) {
                            assert!(has_waybill, "{}", told());
                        }
                        assert!(by != By::Accountant && from != State::Closed, "{}", told());
                    }
                }
            }
        }
    }
}

#[test]
fn a_step_changes_the_state_alone() {
    for state in State::ALL {
        for event in Event::ALL {
            for by in By::ALL {
                let (before, mut after) = (order_in(state), order_in(state));
                let _ = apply(&mut after, event, Facts { by, carrier_scan: true });
                after.state = before.state;
                assert_eq!(after, before, "{by:?} {state:?} {event:?}");
            }
        }
    }
}

#[test]
fn what_follows() {
    let follows = |state, event, by| allowed(&order_in(state), event, Facts { by, carrier_scan: true }).expect("a step").follows;
    assert_eq!(follows(State::Printed, Event::Ship, By::Clerk), [Follow::WriteBack]);
    assert!(!follows(State::Printed, Event::Ship, By::Platform).contains(&Follow::WriteBack));
    assert!(follows(State::Printed, Event::Close, By::Platform).contains(&Follow::VoidWaybill));
    assert!(follows(State::Unpaid, Event::Pay, By::Platform).contains(&Follow::Review));
}

#[test]
fn news_that_contradicts_our_record() {
    type Case = (&'static str, State, fn(&mut Order), Option<Event>, fn(&mut Order), &'static [Cause]);
    let no = |_: &mut Order| ();
    let cases: &[Case] = &[
        ("closed before the printer", State::ToPrint, no, Some(Event::Close), no, &[]),
        ("closed with a label out", State::Printed, no, Some(Event::Close), no, &[Cause::ClosedAfterPrint]),
        ("closed on the way", State::InTransit, no, Some(Event::Close), no, &[Cause::ClosedOnTheWay]),
        ("closed after delivery", State::Delivered, no, Some(Event::Close), no, &[]),
        (
            "closed and refunded on the way is one thing",
            State::Shipped,
            no,
            Some(Event::Close),
            |o| o.refund_state = Some(RefundState::Full),
            &[Cause::ClosedOnTheWay],
        ),
        ("refunded before the printer", State::ToPrint, no, None, |o| o.refund_state = Some(RefundState::Full), &[]),
        (
            "asked back with a label out",
            State::Printed,
            no,
            None,
            |o| o.refund_state = Some(RefundState::InProgress),
            &[Cause::RefundedAfterPrint],
        ),
        ("asked back on the way", State::InTransit, no, None, |o| o.refund_state = Some(RefundState::InProgress), &[]),
        ("refunded on the way", State::InTransit, no, None, |o| o.refund_state = Some(RefundState::Full), &[Cause::RefundedOnTheWay]),
        (
            "old news again",
            State::InTransit,
            |o| o.refund_state = Some(RefundState::Full),
            None,
            |o| o.refund_state = Some(RefundState::Full),
            &[],
        ),
        ("sent, as the platform says", State::Printed, no, Some(Event::Ship), no, &[]),
        ("sent although held", State::ToReview, |o| o.marks.held = true, Some(Event::Ship), no, &[Cause::ShippedWhileStopped]),
        ("gone although locked", State::Printed, |o| o.marks.locked = true, Some(Event::Collect), no, &[Cause::LeftWhileStopped]),
        (
            "sent under another number",
            State::Printed,
            no,
            Some(Event::Ship),
            |o| o.trackings.get_or_insert_default().push(Tracking(None, "99".into())),
            &[Cause::ShippedElsewhere],
        ),
        ("not paid after all", State::ToPrint, no, Some(Event::AwaitPayment), no, &[Cause::UnpaidAfterReview]),
        ("not paid after an unknown word", State::ToReview, no, Some(Event::AwaitPayment), no, &[]),
        (
            "done without a parcel",
            State::Printed,
            |o| o.trackings = Some(Vec::new()),
            Some(Event::Complete),
            no,
            &[Cause::CompletedUnshipped],
        ),
        ("done, waybills untold", State::Printed, |o| o.trackings = None, Some(Event::Complete), no, &[]),
    ];
    for (what, state, start, event, news, want) in cases {
        let mut before = order_in(*state);
        start(&mut before);
        let mut after = before.clone();
        news(&mut after);
        if let Some(event) = event {
            apply(&mut after, *event, Facts { by: By::Platform, carrier_scan: true }).expect("news wins");
        }
        assert_eq!(contradictions(&before, &after), *want, "{what}");
        assert_eq!(contradictions(&after, &after), [], "{what} again");
    }
    assert_eq!(cause::scan_contradiction(&order_in(State::Closed)), Some(Cause::MovingAfterClosing));
    assert_eq!(cause::scan_contradiction(&order_in(State::Shipped)), None);
    for cause in Cause::ALL {
        assert_eq!(Cause::from_word(cause.word()), Some(cause));
    }
}
