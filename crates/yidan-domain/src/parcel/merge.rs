//! 合单: several parcels become one. May they? Is it the same receiver, does the platform allow it, is each still waiting?

use super::contents::Parcel;
use super::limits::{Limits, MergeBy};
use super::{Refusal, Undo};
use crate::likeness::address_key;
use crate::order::{Order, State};
use crate::{RefundState, blacklist};

/// An order that could be merged, with what its source knows beside it.
#[derive(Debug, Clone, Copy)]
pub struct Mergeable<'a> {
    pub order: &'a Order,
    /// The platform's code.
    pub platform: &'a str,
    /// The platform's own key for the receiver (oaid, open_address_id, …).
    pub receiver_key: Option<&'a str>,
    pub limits: Limits,
}

impl Mergeable<'_> {
    /// What has to be equal for one parcel. Personal where it is not the platform's key.
    pub(super) fn receiver(&self) -> Result<String, Refusal> {
        let key = || self.receiver_key.filter(|k| !k.is_empty()).map(|k| format!("key|{}|{k}", self.platform));
        match self.limits.merge_by {
            MergeBy::Never => Err(Refusal::NotAllowed),
            MergeBy::Key => key().or_else(|| self.plain()).ok_or(Refusal::HiddenReceiver),
            MergeBy::Receiver => self.plain().or_else(key).ok_or(Refusal::HiddenReceiver),
        }
    }

    /// Person and address, where nothing is hidden. A shop that read the receiver from a file has no key and needs none.
    fn plain(&self) -> Option<String> {
        let r = &self.order.receiver;
        if r.masked {
            return None;
        }
        let address = address_key(r)?;
        let phone = blacklist::by_phone(r.phone.as_deref()?, r.phone_ext.as_deref())?;
        let name = crate::review::fold(r.name.as_deref()?);
        Some(format!("plain|{name}|{}|{address}", phone.text()))
    }

    /// Why it cannot be merged with anything.
    pub fn refusal(&self) -> Option<Refusal> {
        let order = self.order;
        let money_back = matches!(order.refund_state, Some(RefundState::Full | RefundState::InProgress | RefundState::PartialOrFull));
        match order.state {
            State::ToReview | State::ToAllocate | State::ToPrint if order.print_count > 0 => Some(Refusal::Printed),
            State::ToReview | State::ToAllocate | State::ToPrint => {
                (order.marks.held || order.marks.locked || money_back).then_some(Refusal::Stopped)
            }
            State::Printed => Some(Refusal::Printed),
            _ => Some(Refusal::NotWaiting),
        }
    }
}

/// Why these orders cannot go into one parcel.
pub fn merging_refusal(orders: &[Mergeable<'_>]) -> Option<Refusal> {
    let [first, rest @ ..] = orders else { return Some(Refusal::TooFew) };
    if rest.is_empty() {
        return Some(Refusal::TooFew);
    }
    if let Some(refusal) = orders.iter().find_map(Mergeable::refusal) {
        return Some(refusal);
    }
    if orders.iter().any(|o| o.limits.orders_per_parcel.is_some_and(|most| orders.len() > most)) {
        return Some(Refusal::TooMany);
    }
    let receiver = match first.receiver() {
        Ok(receiver) => receiver,
        Err(refusal) => return Some(refusal),
    };
    rest.iter().find_map(|o| match o.receiver() {
        Err(refusal) => Some(refusal),
        Ok(other) => (other != receiver).then_some(Refusal::OtherReceiver),
    })
}

/// Puts parcels together. Whether they may be is `merging_refusal`; this only adds up, and keeps the way back.
pub fn merge(parcels: &[Parcel]) -> Result<Undo, Refusal> {
    if parcels.len() < 2 {
        return Err(Refusal::TooFew);
    }
    let mut whole = Parcel::default();
    for parcel in parcels {
        whole.put(parcel);
    }
    Ok(Undo { before: parcels.to_vec(), after: vec![whole] })
}
