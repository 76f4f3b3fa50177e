//! 改地址申请: asked for → order locked → approved or refused by an allowed person, or taken back. Whether a change needs asking at all
//! depends on how old the order is; whether it is still possible depends on where the parcel is.

use super::{Person, Refusal, Signed};
use crate::limits::ADDRESS_FREE_MINUTES;
use crate::order::{By, Order, Receiver, State};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// When a change needs approval: 满 __ 小时后需主管审批.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddressPolicy {
    /// Minutes from payment (else from the order) in which a clerk changes an address alone.
    pub free_minutes: i64,
}

impl Default for AddressPolicy {
    fn default() -> Self {
        AddressPolicy { free_minutes: ADDRESS_FREE_MINUTES }
    }
}

/// 当前可改, or how, or why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Way {
    /// At once.
    Free,
    /// By asking; the order is locked meanwhile.
    Ask,
    No {
        why: Refusal,
    },
}

/// Which way a person can change the address now.
pub fn way(order: &Order, pending: Option<&AddressChange>, person: &Person, policy: AddressPolicy, now_ms: i64) -> Way {
    let no = |why| Way::No { why };
    if !matches!(person.role, By::Owner | By::Clerk) {
        return no(Refusal::NotAllowed);
    }
    match order.state {
        State::Closed | State::Completed => return no(Refusal::Over),
        State::Shipped | State::Collected | State::InTransit | State::Delivered => return no(Refusal::Left),
        State::Unpaid | State::ToReview | State::ToAllocate | State::ToPrint | State::Printed => {}
    }
    if pending.is_some_and(AddressChange::is_pending) {
        return no(Refusal::Pending);
    }
    let since_ms = order.paid_at_ms.or(order.created_at_ms).unwrap_or(now_ms);
    let is_young = now_ms - since_ms < policy.free_minutes.saturating_mul(60_000);
    // With a label out somebody else has to know, however young the order is.
    let is_free = person.role == By::Owner || (is_young && order.state != State::Printed);
    if is_free { Way::Free } else { Way::Ask }
}

/// Where a request stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChangeState {
    Requested,
    Approved(Signed),
    Refused {
        by: Signed,
        reason: String,
    },
    /// Taken back, or overtaken by the parcel leaving.
    Withdrawn(Signed),
}

/// A request for another receiver. Personal: only ids go to logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddressChange {
    pub order_id: i64,
    pub asked: Signed,
    pub wanted: Receiver,
    pub state: ChangeState,
}

impl std::fmt::Debug for AddressChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddressChange").field("order_id", &self.order_id).field("state", &self.state).finish_non_exhaustive()
    }
}

/// What has to be done after a step, in this order, in one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Lock,
    /// The number bought for the old address goes back before anything else.
    VoidWaybill,
    /// The label is worth nothing any more: the order goes back to review by `Event::SendBack`.
    SendBack,
    SetReceiver,
    Unlock,
    /// Findings and rules look at the new address.
    Review,
}

impl AddressChange {
    /// A person asks. The order is locked from here on.
    pub fn ask(
        order: &Order,
        pending: Option<&AddressChange>,
        wanted: Receiver,
        person: &Person,
        now_ms: i64,
    ) -> Result<(AddressChange, Vec<Deed>), Refusal> {
        // How old the order is decides only whether asking is needed.
        if let Way::No { why } = way(order, pending, person, AddressPolicy::default(), now_ms) {
            return Err(why);
        }
        if wanted == order.receiver || wanted.is_absent() {
            return Err(Refusal::NothingNew);
        }
        let asked = Signed::new(person, now_ms);
        Ok((AddressChange { order_id: order.id, asked, wanted, state: ChangeState::Requested }, vec![Deed::Lock]))
    }

    /// The request waits for its answer: the order is locked.
    pub fn is_pending(&self) -> bool {
        self.state == ChangeState::Requested
    }

    /// How long it has been waiting, while it waits. Milliseconds.
    pub fn open_for_ms(&self, now_ms: i64) -> Option<i64> {
        self.is_pending().then_some((now_ms - self.asked.at_ms).max(0))
    }

    /// The owner approves. Refused when the parcel has left meanwhile: the platform's and the carrier's news do not wait for us.
    pub fn approve(&mut self, order: &Order, person: &Person, now_ms: i64) -> Result<Vec<Deed>, Refusal> {
        self.decide(person)?;
        if !order.state.is_before_shipping() {
            return Err(if order.state == State::Closed { Refusal::Over } else { Refusal::Left });
        }
        self.state = ChangeState::Approved(Signed::new(person, now_ms));
        let has_waybill = order.trackings.as_ref().is_some_and(|t| !t.is_empty());
        let mut deeds = Vec::new();
        if has_waybill {
            deeds.push(Deed::VoidWaybill);
        }
        // An address that nobody has looked at never stands before the printer.
        if matches!(order.state, State::ToAllocate | State::ToPrint | State::Printed) {
            deeds.push(Deed::SendBack);
        }
        deeds.extend([Deed::SetReceiver, Deed::Unlock, Deed::Review]);
        Ok(deeds)
    }

    /// The owner refuses, with a reason. Everything stays as it was.
    pub fn refuse(&mut self, person: &Person, reason: &str, now_ms: i64) -> Result<Vec<Deed>, Refusal> {
        self.decide(person)?;
        if reason.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        self.state = ChangeState::Refused { by: Signed::new(person, now_ms), reason: reason.trim().to_owned() };
        Ok(vec![Deed::Unlock])
    }

    /// The one who asked, or the owner, takes it back.
    pub fn withdraw(&mut self, person: &Person, now_ms: i64) -> Result<Vec<Deed>, Refusal> {
        if !self.is_pending() {
            return Err(Refusal::Decided);
        }
        if person.role != By::Owner && person.name != self.asked.by {
            return Err(Refusal::NotAllowed);
        }
        self.state = ChangeState::Withdrawn(Signed::new(person, now_ms));
        Ok(vec![Deed::Unlock])
    }

    fn decide(&self, person: &Person) -> Result<(), Refusal> {
        if !self.is_pending() {
            return Err(Refusal::Decided);
        }
        if person.role == By::Owner { Ok(()) } else { Err(Refusal::NotAllowed) }
    }
}
