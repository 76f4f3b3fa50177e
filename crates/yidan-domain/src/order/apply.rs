//! Moving an order by an event: the table says where to, the preconditions say whether.

use super::state::{Event, State, next};
use super::{Order, RefundState};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the caller knows about the event beside the order itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// The news comes from the platform: it wins over our plan.
    pub from_platform: bool,
    /// A carrier's scan is at hand.
    pub carrier_scan: bool,
}

/// Why an event is refused. The words line is `error.refused.<reason>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The table has no such step from this state.
    NotFromHere,
    Held,
    Locked,
    Refunded,
    /// A red finding stands.
    Blocked,
    NeedsWaybill,
    NeedsCarrierScan,
}

impl Refusal {
    pub fn word(self) -> &'static str {
        match self {
            Refusal::NotFromHere => "not_from_here",
            Refusal::Held => "held",
            Refusal::Locked => "locked",
            Refusal::Refunded => "refunded",
            Refusal::Blocked => "blocked",
            Refusal::NeedsWaybill => "needs_waybill",
            Refusal::NeedsCarrierScan => "needs_carrier_scan",
        }
    }
}

/// Moves the order and returns the state it came from, or says why not and changes nothing.
pub fn apply(order: &mut Order, event: Event, facts: Facts) -> Result<State, Refusal> {
    let to = next(order.state, event).ok_or(Refusal::NotFromHere)?;
    check(order, event, facts)?;
    let from = order.state;
    order.state = to;
    Ok(from)
}

fn check(order: &Order, event: Event, facts: Facts) -> Result<(), Refusal> {
    let has_waybill = order.trackings.as_ref().is_some_and(|t| !t.is_empty());
    match event {
        Event::Accept | Event::Allocate | Event::Print => {
            if order.marks.held {
                return Err(Refusal::Held);
            }
            if order.marks.locked {
                return Err(Refusal::Locked);
            }
            if order.refund_state == Some(RefundState::Full) {
                return Err(Refusal::Refunded);
            }
            if order.is_blocked() {
                return Err(Refusal::Blocked);
            }
            Ok(())
        }
        Event::Ship if !facts.from_platform => {
            if order.state < State::ToPrint {
                return Err(Refusal::NotFromHere);
            }
            if order.marks.held {
                return Err(Refusal::Held);
            }
            if order.marks.locked {
                return Err(Refusal::Locked);
            }
            if matches!(order.refund_state, Some(RefundState::Full | RefundState::InProgress)) {
                return Err(Refusal::Refunded);
            }
            Ok(())
        }
        Event::AwaitPayment if !facts.from_platform => Err(Refusal::NotFromHere),
        Event::Collect if !has_waybill => Err(Refusal::NeedsWaybill),
        Event::Collect if !facts.carrier_scan => Err(Refusal::NeedsCarrierScan),
        Event::Move | Event::Deliver if !has_waybill => Err(Refusal::NeedsWaybill),
        Event::Complete if !facts.from_platform && order.state < State::Shipped => Err(Refusal::NotFromHere),
        _ => Ok(()),
    }
}
