//! Why a parcel may not leave, the gravest reason first. Asked anew at every scan: what was fine when the label was printed may not be now.

use super::reply::tail;
use crate::desk::Session;
use crate::orders::step::refusal_text;
use crate::orders::view::cause_text;
use crate::{App, moment};
use yidan_domain::order::{Cause, Event, Facts, Order, Refusal, State, allowed};

/// A reason, with the order that it is about.
pub struct Stop {
    /// The words line is `scan.<outcome>`.
    pub outcome: &'static str,
    pub order_id: i64,
    pub facts: Vec<(&'static str, String)>,
    /// The owner may let it leave nevertheless.
    pub can_force: bool,
}

/// One reason to stop: its word, and what the sentence needs where it holds.
type Check = fn(&App, &Session, &Order) -> Option<(&'static str, Vec<(&'static str, String)>)>;

const CHECKS: [Check; 7] = [money, closed, locked, held, excepted, state, table];

/// The gravest reason among these orders. `is_forced` passes over what an owner may pass over.
pub fn stop(app: &App, session: &Session, orders: &[Order], is_forced: bool) -> Option<Stop> {
    for check in CHECKS {
        for order in orders {
            let Some((outcome, mut facts)) = check(app, session, order) else { continue };
            let can_force = outcome == "not_printed";
            if can_force && is_forced {
                continue;
            }
            facts.push(("tail", tail(&order.order_no)));
            return Some(Stop { outcome, order_id: order.id, facts, can_force });
        }
    }
    None
}

/// Money went back or is asked back. Also for parcels that were scanned out before and still lie here.
fn money(_: &App, _: &Session, order: &Order) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    let refusal = yidan_domain::order::apply::refund(order).err();
    match refusal {
        Some(Refusal::Refunded) => Some(("refunded", Vec::new())),
        Some(_) => Some(("refunding", Vec::new())),
        None if order.marks.after_sale => Some(("after_sale", Vec::new())),
        None => None,
    }
}

fn closed(_: &App, _: &Session, order: &Order) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    (order.state == State::Closed).then(|| ("closed", Vec::new()))
}

fn locked(_: &App, _: &Session, order: &Order) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    if !order.marks.locked {
        return None;
    }
    match order.address_change.as_ref().filter(|c| c.is_pending()) {
        Some(change) => {
            let asked = &change.asked;
            Some(("address", vec![("who", asked.by.clone()), ("time", clock(asked.at_ms))]))
        }
        None => Some(("second_check", Vec::new())),
    }
}

fn held(_: &App, _: &Session, order: &Order) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    (order.marks.held && order.state.is_before_shipping())
        .then(|| ("held", vec![("reason", order.hold_reason.clone().unwrap_or_default())]))
}

/// What concerns a parcel that is away is no reason to keep one that is here.
fn excepted(app: &App, _: &Session, order: &Order) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    let is_open = order.marks.exception && order.state.is_before_shipping();
    let cause = order.cause.unwrap_or(Cause::Other);
    is_open.then(|| ("exception", vec![("cause", cause_text(app, cause))]))
}

fn state(_: &App, _: &Session, order: &Order) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    let outcome = match order.state {
        State::Unpaid => "unpaid",
        State::ToReview | State::ToAllocate => "not_reviewed",
        State::ToPrint => "not_printed",
        _ => return None,
    };
    Some((outcome, Vec::new()))
}

/// Whatever else the table asks for.
fn table(app: &App, session: &Session, order: &Order) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    if !order.state.is_before_shipping() {
        return None;
    }
    let why = allowed(order, Event::Ship, Facts::by(session.by())).err()?;
    Some(("blocked", vec![("why", refusal_text(app, order, Event::Ship, why))]))
}

/// `11-22 14:05`, as lists show times.
pub fn clock(at_ms: i64) -> String {
    moment::short(at_ms)[5..].to_owned()
}
