//! Moving an order by an event: the table in `transitions` says where to, for whom and on what condition.
//! Only the state changes here; what follows, and what an exception is, is answered beside it.

use super::state::{Event, State};
use super::transitions::{By, Need, TRANSITIONS, Transition, transition};
use super::{Cause, Order, RefundState};
use crate::draft::DraftStatus;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the caller knows about the event beside the order itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// Who brings it about.
    pub by: By,
    /// A carrier's scan is at hand.
    pub carrier_scan: bool,
}

impl Facts {
    /// An event by somebody, without a carrier's scan.
    pub fn by(by: By) -> Facts {
        Facts { by, carrier_scan: by == By::Carrier }
    }
}

/// Why an event is refused. The words line is `error.refused.<reason>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The table has no such step from this state.
    NotFromHere,
    /// Others may do it, this role may not.
    NotAllowed,
    Held,
    Locked,
    Refunded,
    /// A refund is asked for and not decided.
    Refunding,
    /// A red finding stands.
    Blocked,
    Unpaid,
    NeedsWaybill,
    NeedsCarrierScan,
}

impl Refusal {
    pub fn word(self) -> &'static str {
        match self {
            Refusal::NotFromHere => "not_from_here",
            Refusal::NotAllowed => "not_allowed",
            Refusal::Held => "held",
            Refusal::Locked => "locked",
            Refusal::Refunded => "refunded",
            Refusal::Refunding => "refunding",
            Refusal::Blocked => "blocked",
            Refusal::Unpaid => "unpaid",
            Refusal::NeedsWaybill => "needs_waybill",
            Refusal::NeedsCarrierScan => "needs_carrier_scan",
        }
    }
}

/// Moves the order and returns the state it came from, or says why not and changes nothing.
pub fn apply(order: &mut Order, event: Event, facts: Facts) -> Result<State, Refusal> {
    let step = allowed(order, event, facts)?;
    let from = order.state;
    order.state = step.to;
    Ok(from)
}

/// The line of the table that `apply` would take, or why there is none. Changes nothing: for greyed buttons and for what follows.
pub fn allowed(order: &Order, event: Event, facts: Facts) -> Result<&'static Transition, Refusal> {
    let step = transition(order.state, event, facts.by).ok_or_else(|| no_line(order.state, event, facts.by))?;
    for need in step.needs {
        check(order, *need, facts)?;
    }
    Ok(step)
}

/// A person is told "not you" only where another person of the desk could do it.
fn no_line(from: State, event: Event, by: By) -> Refusal {
    let others = TRANSITIONS.iter().any(|t| t.event == event && t.from.contains(&from) && t.by.iter().any(|b| b.is_person()));
    if by.is_person() && others { Refusal::NotAllowed } else { Refusal::NotFromHere }
}

fn check(order: &Order, need: Need, facts: Facts) -> Result<(), Refusal> {
    let unless = |bad: bool, why: Refusal| if bad { Err(why) } else { Ok(()) };
    match need {
        Need::NotHeld => unless(order.marks.held, Refusal::Held),
        Need::NotLocked => unless(order.marks.locked, Refusal::Locked),
        Need::NotRefunded => refund(order),
        Need::NoRedFinding => unless(order.is_blocked(), Refusal::Blocked),
        Need::Paid => unless(is_open(order), Refusal::Unpaid),
        Need::Waybill => unless(order.trackings.as_ref().is_none_or(Vec::is_empty), Refusal::NeedsWaybill),
        // For everybody else a parcel that has left does not come back this way.
        Need::WriteBackRefused => unless(!order.is_excepted(Cause::WriteBackRefused), Refusal::NotFromHere),
        Need::CarrierScan => unless(!facts.carrier_scan, Refusal::NeedsCarrierScan),
    }
}

/// Money that went back in part leaves something to send; a refund of unknown size counts as whole unless its size says otherwise.
pub fn refund(order: &Order) -> Result<(), Refusal> {
    let paid = order.buyer_amount_fen.unwrap_or_default();
    let is_part = order.refund_fen.is_some_and(|fen| fen > 0 && fen < paid);
    match order.refund_state {
        Some(RefundState::Full) => Err(Refusal::Refunded),
        Some(RefundState::PartialOrFull) if !is_part => Err(Refusal::Refunded),
        Some(RefundState::InProgress) => Err(Refusal::Refunding),
        _ => Ok(()),
    }
}

/// The platform's own word is that nothing is paid yet.
fn is_open(order: &Order) -> bool {
    order.status == Some(DraftStatus::Unpaid) && order.status_raw.is_some() && order.paid_at_ms.is_none()
}
