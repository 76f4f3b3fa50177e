//! 改地址: when it is free, when it is asked for, when it is too late; and that nothing goes to the printer while it waits.

use yidan_domain::order::{By, Event, Facts, Incoming, Order, Refusal as Refused, State, apply, new_order};
use yidan_domain::stops::{AddressChange, AddressPolicy, ChangeState, Deed, Person, Refusal, SecondCheck, Way, is_locked, way};
use yidan_domain::{DraftStatus, OrderDraft, Tracking};

const HOUR: i64 = 3_600_000;

fn order(state: State) -> Order {
    let text = |t: &str| Some(t.to_owned());
    let draft = OrderDraft {
        order_no: "1".into(),
        status: Some(DraftStatus::ToShip),
        receiver_name: text("张示例"),
        receiver_address: text("样例路1号"),
        ..OrderDraft::default()
    };
    let mut order = new_order(1, Incoming { draft: &draft, is_item_report: false, offset_minutes: 480 });
    (order.state, order.paid_at_ms) = (state, Some(0));
    order
}

fn person(role: By) -> Person {
    Person { name: format!("{role:?}"), role }
}

fn asked(order: &Order) -> AddressChange {
    let mut wanted = order.receiver.clone();
    wanted.address = Some("样例路2号".into());
    AddressChange::ask(order, None, wanted, &person(By::Clerk), 3 * HOUR).expect("a request").0
}

#[test]
fn which_way() {
    let no = |why| Way::No { why };
    for (what, state, role, now_ms, want) in [
        ("young", State::ToPrint, By::Clerk, 2 * HOUR - 1, Way::Free),
        ("just not young", State::ToPrint, By::Clerk, 2 * HOUR, Way::Ask),
        ("the owner's own", State::ToPrint, By::Owner, 9 * HOUR, Way::Free),
        ("a label is out", State::Printed, By::Clerk, 1, Way::Ask),
        ("the accountant", State::ToPrint, By::Accountant, 1, no(Refusal::NotAllowed)),
        ("it has left", State::Shipped, By::Owner, 1, no(Refusal::Left)),
        ("it is there", State::Delivered, By::Clerk, 1, no(Refusal::Left)),
        ("cancelled", State::Closed, By::Owner, 1, no(Refusal::Over)),
    ] {
        assert_eq!(way(&order(state), None, &person(role), AddressPolicy::default(), now_ms), want, "{what}");
    }
    let o = order(State::ToPrint);
    assert_eq!(way(&o, Some(&asked(&o)), &person(By::Owner), AddressPolicy::default(), 1), no(Refusal::Pending));
    assert_eq!(way(&o, None, &person(By::Clerk), AddressPolicy { free_minutes: 0 }, 1), Way::Ask);
}

#[test]
fn nothing_new_is_not_asked() {
    let o = order(State::ToPrint);
    let ask = |wanted| AddressChange::ask(&o, None, wanted, &person(By::Clerk), 1).map(|_| ());
    assert_eq!(ask(o.receiver.clone()), Err(Refusal::NothingNew));
    assert_eq!(ask(yidan_domain::order::Receiver::default()), Err(Refusal::NothingNew));
}

#[test]
fn while_it_waits_no_event_leads_to_the_printer() {
    for state in State::ALL.into_iter().filter(|s| s.is_before_shipping()) {
        let mut o = order(state);
        let change = asked(&o);
        assert!(is_locked(Some(&change), None));
        o.marks.locked = is_locked(Some(&change), None);
        for event in Event::ALL {
            for by in By::ALL {
                let mut tried = o.clone();
                let got = apply(&mut tried, event, Facts::by(by));
                assert!(
                    got.is_err() || !matches!(tried.state, State::ToAllocate | State::ToPrint | State::Printed),
                    "{by:?} {state:?} {event:?}"
                );
            }
        }
        if state == State::ToPrint {
            assert_eq!(apply(&mut o.clone(), Event::Print, Facts::default()), Err(Refused::Locked));
        }
    }
}

#[test]
fn approving() {
    type Case = (&'static str, State, bool, &'static [Deed]);
    let cases: &[Case] = &[
        ("in review", State::ToReview, false, &[Deed::SetReceiver, Deed::Unlock, Deed::Review]),
        ("before the printer", State::ToPrint, false, &[Deed::SendBack, Deed::SetReceiver, Deed::Unlock, Deed::Review]),
        ("with a waybill", State::ToPrint, true, &[Deed::VoidWaybill, Deed::SendBack, Deed::SetReceiver, Deed::Unlock, Deed::Review]),
        ("printed", State::Printed, true, &[Deed::VoidWaybill, Deed::SendBack, Deed::SetReceiver, Deed::Unlock, Deed::Review]),
    ];
    for (what, state, has_waybill, want) in cases {
        let mut o = order(*state);
        if *has_waybill {
            o.trackings = Some(vec![Tracking(None, "78000000000015".into())]);
        }
        let mut change = asked(&o);
        o.marks.locked = true;
        assert_eq!(change.approve(&o, &person(By::Clerk), 4 * HOUR), Err(Refusal::NotAllowed), "{what}");
        assert_eq!(change.open_for_ms(4 * HOUR), Some(HOUR), "{what}");
        assert_eq!(change.approve(&o, &person(By::Owner), 4 * HOUR).as_deref(), Ok(*want), "{what}");
        if want.contains(&Deed::SendBack) {
            assert!(apply(&mut o, Event::SendBack, Facts::by(By::Owner)).is_ok(), "{what}: a locked order can go back");
        }
        assert_eq!((is_locked(Some(&change), None), change.open_for_ms(5 * HOUR)), (false, None), "{what}");
        assert_eq!(change.approve(&o, &person(By::Owner), 5 * HOUR), Err(Refusal::Decided), "{what}");
    }
}

#[test]
fn the_parcel_does_not_wait() {
    let mut o = order(State::ToPrint);
    let mut change = asked(&o);
    o.marks.locked = true;
    apply(&mut o, Event::Ship, Facts::by(By::Platform)).expect("the platform's news wins");
    assert_eq!(change.approve(&o, &person(By::Owner), 1), Err(Refusal::Left));
    assert!(change.is_pending());
    assert_eq!(change.withdraw(&person(By::Clerk), 2), Ok(vec![Deed::Unlock]));
}

#[test]
fn refusing_and_taking_back() {
    let o = order(State::ToPrint);
    let mut change = asked(&o);
    assert_eq!(change.refuse(&person(By::Owner), "", 1), Err(Refusal::NoReason));
    assert_eq!(change.refuse(&person(By::Clerk), "不行", 1), Err(Refusal::NotAllowed));
    assert_eq!(change.refuse(&person(By::Owner), "不行", 1), Ok(vec![Deed::Unlock]));
    assert!(matches!(&change.state, ChangeState::Refused { reason, .. } if reason == "不行"));
    assert_eq!(change.withdraw(&person(By::Owner), 2), Err(Refusal::Decided));
    let mut change = asked(&o);
    let stranger = Person { name: "小王".into(), role: By::Clerk };
    assert_eq!(change.withdraw(&stranger, 1), Err(Refusal::NotAllowed));
    assert_eq!(change.withdraw(&person(By::Clerk), 1), Ok(vec![Deed::Unlock]));
    assert!(!format!("{change:?}").contains("样例路"));
    assert!(is_locked(None, Some(&SecondCheck::ask(Vec::new(), 0))));
}
