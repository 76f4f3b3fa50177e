//! The one table of an order's life: event, from, to, who may do it, what has to be true, what follows. What is not here cannot happen.
//! Here is only the table; `apply` reads it, and what follows is done by those who hold stock, waybills and the outbox.

use super::state::{Event, State};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who brings an event about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// 店主; also everybody while no staff is named.
    #[default]
    Owner,
    /// 打单
    Clerk,
    /// 财务: looks, never moves an order.
    Accountant,
    /// The program itself, by a rule or a job.
    System,
    /// News of the platform, by file or sync: it wins over our plan.
    Platform,
    /// A scan of the carrier.
    Carrier,
}

impl By {
    pub const ALL: [By; 6] = [By::Owner, By::Clerk, By::Accountant, By::System, By::Platform, By::Carrier];

    /// A person of the desk, as against the program and the world.
    pub fn is_person(self) -> bool {
        matches!(self, By::Owner | By::Clerk | By::Accountant)
    }
}

/// What has to be true of the order before the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    NotHeld,
    NotLocked,
    /// No refund that is done, and none under way.
    NotRefunded,
    NoRedFinding,
    /// The platform does not say that payment is still open.
    Paid,
    /// A waybill number is known.
    Waybill,
    CarrierScan,
    /// The platform did not take our news of the parcel.
    WriteBackRefused,
}

/// What the step brings with it. Each is safe to do twice, and nothing is done where there is nothing to do (no waybill, no stock taken).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Follow {
    /// Rules and findings look again; an ordinary order goes on by itself.
    Review,
    /// A warehouse is looked for.
    Allocate,
    /// Pieces set aside for the order are free again.
    ReleaseStock,
    /// A number bought from a carrier and not used goes back.
    VoidWaybill,
    /// The platform is told through the outbox.
    WriteBack,
    /// Prints of the label are counted.
    CountPrint,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Transition {
    pub event: Event,
    pub from: &'static [State],
    pub to: State,
    pub by: &'static [By],
    pub needs: &'static [Need],
    pub follows: &'static [Follow],
}

/// Nothing goes on towards the printer unpaid, held, locked, refunded or with a red finding.
const FREE: &[Need] = &[Need::NotHeld, Need::NotLocked, Need::NotRefunded, Need::NoRedFinding, Need::Paid];
const DESK: &[By] = &[By::Owner, By::Clerk, By::System];
const SCANS: &[By] = &[By::Carrier, By::Platform, By::Owner, By::Clerk];

const fn line(
    event: Event,
    from: &'static [State],
    to: State,
    by: &'static [By],
    needs: &'static [Need],
    follows: &'static [Follow],
) -> Transition {
    Transition { event, from, to, by, needs, follows }
}

use Event as E;
use State::{Closed, Collected, Completed, Delivered, InTransit, Printed, Shipped, ToAllocate, ToPrint, ToReview, Unpaid};

/// The whole table. For one state, event and actor there is at most one line.
pub const TRANSITIONS: &[Transition] = &[
    line(E::Pay, &[Unpaid], ToReview, &[By::Platform], &[], &[Follow::Review]),
    // By hand only where no platform says that the money is still open: chat, phone and counter.
    line(E::Pay, &[Unpaid], ToReview, &[By::Owner, By::Clerk], &[Need::Paid], &[Follow::Review]),
    line(
        E::AwaitPayment,
        &[ToReview, ToAllocate, ToPrint, Printed],
        Unpaid,
        &[By::Platform],
        &[],
        &[Follow::VoidWaybill, Follow::ReleaseStock],
    ),
    line(E::Accept, &[ToReview], ToAllocate, DESK, FREE, &[Follow::Allocate]),
    line(E::Allocate, &[ToAllocate], ToPrint, DESK, FREE, &[]),
    // Going back is always open: this is how a held or locked order gives up its label.
    line(E::SendBack, &[ToAllocate, ToPrint, Printed], ToReview, DESK, &[], &[Follow::VoidWaybill, Follow::ReleaseStock, Follow::Review]),
    // What the platform does not let leave comes back to the desk: refunded since, closed, sent by another hand.
    line(
        E::SendBack,
        &[Shipped],
        ToReview,
        &[By::Owner, By::Clerk],
        &[Need::WriteBackRefused],
        &[Follow::VoidWaybill, Follow::ReleaseStock, Follow::Review],
    ),
    line(E::Print, &[ToPrint, Printed], Printed, DESK, FREE, &[Follow::CountPrint]),
    // A reprint of a label changes nothing but leaves its event.
    line(E::Print, &[Shipped], Shipped, DESK, FREE, &[Follow::CountPrint]),
    line(E::Unprint, &[Printed], ToPrint, DESK, FREE, &[Follow::VoidWaybill]),
    line(E::Ship, &[ToPrint, Printed], Shipped, DESK, FREE, &[Follow::WriteBack]),
    // The platform may tell that an order was sent elsewhere while it waits anywhere before.
    line(E::Ship, &[Unpaid, ToReview, ToAllocate, ToPrint, Printed], Shipped, &[By::Platform], &[], &[Follow::ReleaseStock]),
    // Parcels that leave without the scan desk show up by the carrier's scan.
    line(E::Collect, &[Printed, Shipped], Collected, SCANS, &[Need::Waybill, Need::CarrierScan], &[]),
    line(E::Move, &[Printed], InTransit, SCANS, &[Need::Waybill, Need::CarrierScan], &[]),
    line(E::Move, &[Shipped, Collected], InTransit, SCANS, &[Need::Waybill], &[]),
    line(E::Deliver, &[Printed], Delivered, SCANS, &[Need::Waybill, Need::CarrierScan], &[]),
    line(E::Deliver, &[Shipped, Collected, InTransit], Delivered, SCANS, &[Need::Waybill], &[]),
    line(
        E::Complete,
        &[Unpaid, ToReview, ToAllocate, ToPrint, Printed, Shipped, Collected, InTransit, Delivered],
        Completed,
        &[By::Platform],
        &[],
        &[Follow::ReleaseStock],
    ),
    line(E::Complete, &[Shipped, Collected, InTransit, Delivered], Completed, DESK, &[], &[]),
    line(
        E::Close,
        &[Unpaid, ToReview, ToAllocate, ToPrint, Printed, Shipped, Collected, InTransit, Delivered, Completed],
        Closed,
        &[By::Platform, By::Owner],
        &[],
        &[Follow::VoidWaybill, Follow::ReleaseStock],
    ),
    line(
        E::Close,
        &[Unpaid, ToReview, ToAllocate, ToPrint, Printed],
        Closed,
        &[By::Clerk, By::System],
        &[],
        &[Follow::VoidWaybill, Follow::ReleaseStock],
    ),
];

/// The line for this state, event and actor.
pub fn transition(from: State, event: Event, by: By) -> Option<&'static Transition> {
    TRANSITIONS.iter().find(|t| t.event == event && t.from.contains(&from) && t.by.contains(&by))
}

/// The state after `event`, if the table allows it to anybody.
pub fn next(from: State, event: Event) -> Option<State> {
    TRANSITIONS.iter().find(|t| t.event == event && t.from.contains(&from)).map(|t| t.to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reachable_and_words_are_unique() {
        let mut reached = vec![Unpaid];
        let steps = || TRANSITIONS.iter().flat_map(|t| t.from.iter().map(|f| (*f, t.to)));
        while let Some((_, to)) = steps().find(|(f, t)| reached.contains(f) && !reached.contains(t)) {
            reached.push(to);
        }
        for s in State::ALL {
            assert!(reached.contains(&s), "{s:?}");
            assert_eq!(State::from_word(s.word()), Some(s));
            assert_eq!(State::from_code(s.code()), Some(s));
        }
        for e in Event::ALL {
            assert_eq!(Event::from_word(e.word()), Some(e));
        }
    }

    #[test]
    fn the_table_has_one_answer_and_closed_is_final() {
        for s in State::ALL {
            for e in Event::ALL {
                let of = |by: By| TRANSITIONS.iter().filter(|t| t.event == e && t.from.contains(&s) && t.by.contains(&by)).count();
                assert!(By::ALL.into_iter().all(|by| of(by) <= 1), "{s:?} {e:?}");
                // Whoever does it, it leads to the same place.
                let mut ends = TRANSITIONS.iter().filter(|t| t.event == e && t.from.contains(&s)).map(|t| t.to);
                let first = ends.next();
                assert!(ends.all(|to| Some(to) == first), "{s:?} {e:?}");
            }
        }
        assert!(TRANSITIONS.iter().all(|t| !t.from.contains(&Closed)));
    }
}
