//! The whole of state × event as text, and the preconditions beside it.

use yidan_domain::order::{Event, Facts, Incoming, Order, Refusal, State, apply, new_order};
use yidan_domain::{DraftStatus, Finding, OrderDraft, RefundState, Severity, Tracking};

fn order_in(state: State) -> Order {
    let draft = OrderDraft { order_no: "1".into(), status: Some(DraftStatus::ToShip), ..OrderDraft::default() };
    let mut order = new_order(1, Incoming { draft: &draft, is_item_report: false, offset_minutes: 480 });
    order.state = state;
    order.trackings = Some(vec![Tracking(None, "78000000000015".into())]);
    order
}

const TABLE: &str = "\
              pay await_payment accept allocate send_back print unprint ship collect move deliver complete close
unpaid        to_review . . . . . . shipped . . . completed closed
to_review     . unpaid to_allocate . . . . shipped . . . completed closed
to_allocate   . . . to_print to_review . . shipped . . . completed closed
to_print      . . . . to_review printed . shipped . . . completed closed
printed       . . . . to_review printed to_print shipped . . . completed closed
shipped       . . . . . shipped . . collected in_transit delivered completed closed
collected     . . . . . . . . . in_transit delivered completed closed
in_transit    . . . . . . . . . . delivered completed closed
delivered     . . . . . . . . . . . completed closed
completed     . . . . . . . . . . . . closed
closed        . . . . . . . . . . . . .
";

#[test]
fn state_by_event() {
    let mut lines = TABLE.lines();
    let events: Vec<Event> = lines.next().expect("head").split_whitespace().map(|w| Event::from_word(w).expect("event")).collect();
    assert_eq!(events, Event::ALL);
    for line in lines {
        let mut words = line.split_whitespace();
        let state = State::from_word(words.next().expect("state")).expect("state");
        for event in &events {
            let want = words.next().expect("cell");
            let mut order = order_in(state);
            let got = apply(&mut order, *event, Facts { from_platform: true, carrier_scan: true });
            match want {
                "." => assert_eq!((got, order.state), (Err(Refusal::NotFromHere), state), "{state:?} {event:?}"),
                to => assert_eq!((got, order.state.word()), (Ok(state), to), "{state:?} {event:?}"),
            }
        }
    }
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
        ("no waybill", State::Shipped, Event::Collect, scan, |o| o.trackings = None, Err(Refusal::NeedsWaybill)),
        ("no scan", State::Shipped, Event::Collect, ours, |_| (), Err(Refusal::NeedsCarrierScan)),
        ("scan", State::Shipped, Event::Collect, scan, |_| (), Ok(State::Shipped)),
        ("moving needs a number", State::Shipped, Event::Move, scan, |o| o.trackings = Some(Vec::new()), Err(Refusal::NeedsWaybill)),
        ("shipping from review", State::ToReview, Event::Ship, ours, |_| (), Err(Refusal::NotFromHere)),
        (
            "shipping while refunding",
            State::Printed,
            Event::Ship,
            ours,
            |o| o.refund_state = Some(RefundState::InProgress),
            Err(Refusal::Refunded),
        ),
        ("shipping", State::Printed, Event::Ship, ours, |_| (), Ok(State::Printed)),
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
