//! 改地址申请, 双人复核, timed release and exceptions: carrying out what `yidan_domain::stops` decides, with the trail.
//! Holds set and lifted by hand are in `touch`.

use super::review::{self, Review, SYSTEM, by_system};
use super::row::OrderRow;
use super::ruled::obey;
use super::select::Selection;
use super::step::{BatchReply, each, each_in};
use super::touch::{self, event};
use super::view::{self, Shops};
use crate::alarms::breaker;
use crate::desk::{self, Session};
use crate::error::{Code, Failure, Result};
use crate::{App, moment, waybills};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_domain::limits::IMPORT_BATCH;
use yidan_domain::order::{By, Cause, Event, Facts, Order, Receiver, apply};
use yidan_domain::stops::{AddressChange, AddressPolicy, ChangeState, Confirmed, Deed, Person, Refusal, SecondCheck, Signed, Way, way};
use yidan_store::{NewEvent, Reader};

/// Setting: minutes from payment in which a clerk changes an address without asking.
const ADDRESS_FREE_MINUTES: &str = "address_free_minutes";

/// Another receiver for one order: at once where the person may, otherwise as a request that locks the order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddressChangeRequest {
    pub id: i64,
    /// `receiver_*` fields; those that are not named stay.
    #[ts(type = "Record<string, unknown>")]
    pub fields: serde_json::Map<String, serde_json::Value>,
    /// Ask even where it could be done at once.
    #[serde(default)]
    pub ask: bool,
}

/// What can be said to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeAnswer {
    Approve,
    Refuse,
    Withdraw,
}

/// Answers the request that stands for an order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddressAnswerRequest {
    pub id: i64,
    pub answer: ChangeAnswer,
    /// Needed for a refusal.
    #[serde(default)]
    #[ts(optional)]
    pub reason: Option<String>,
}

/// Asks for a second person to look at orders.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AskCheckRequest {
    pub selection: Selection,
}

/// One confirmation of the two, or with a reason a refusal.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckRequest {
    pub id: i64,
    #[serde(default)]
    #[ts(optional)]
    pub refuse: Option<String>,
}

/// Makes orders exceptions of a cause.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ExceptRequest {
    pub selection: Selection,
    pub cause: Cause,
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
}

/// The exception is settled, with what was done.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SettleRequest {
    pub selection: Selection,
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
}

/// 改地址: what this person can do now, and the latest request.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddressChangeView {
    /// `free`, `ask` or `no`.
    pub way: String,
    /// Why not, as a sentence.
    pub why: Option<String>,
    /// `requested`, `approved`, `refused`, `withdrawn`; absent when nobody has asked yet.
    pub state: Option<String>,
    pub asked_by: Option<String>,
    pub asked_at: Option<String>,
    /// Hidden as the order's own receiver is; whole by `orders.reveal`.
    pub wanted: Option<Receiver>,
    /// Fields in which the wanted receiver is another, by their names in the normal form; empty once it is answered.
    pub changed: Vec<String>,
    pub answered_by: Option<String>,
    pub answered_at: Option<String>,
    pub reason: Option<String>,
    /// This person may approve or refuse.
    pub can_answer: bool,
    /// This person may take it back.
    pub can_withdraw: bool,
}

/// 双人复核 as the drawer shows it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SecondCheckView {
    pub rules: Vec<String>,
    pub pending: bool,
    pub first_by: Option<String>,
    pub first_at: Option<String>,
    pub second_by: Option<String>,
    pub second_at: Option<String>,
    pub refused_by: Option<String>,
    pub reason: Option<String>,
    /// Why this person cannot confirm, as a sentence.
    pub refusal: Option<String>,
}

/// A refusal as a batch names it: its word and its sentence.
pub fn refused(app: &App, why: Refusal) -> (String, String) {
    let event = app.say_with("event.decide", &[]);
    (why.word().to_owned(), app.say_with(&format!("error.refused.{}", why.word()), &[("event", event)]))
}

fn failure(app: &App, why: Refusal) -> Failure {
    let (reason, text) = refused(app, why);
    Failure::new(Code::Refused).with("reason", reason).with("why", text)
}

/// When a change of address needs approval, as the shop has set it.
pub fn policy(app: &App) -> AddressPolicy {
    let minutes = desk::setting(app, ADDRESS_FREE_MINUTES).and_then(|v| v.as_i64());
    minutes.map_or_else(AddressPolicy::default, |free_minutes| AddressPolicy { free_minutes })
}

/// Receiver fields set by hand outside of a request: only where nobody has to be asked. Repairs of faults are not asked about,
/// but nothing is changed under a request that waits.
pub fn may_edit(
    app: &App,
    session: &Session,
    order: &Order,
    fields: &serde_json::Map<String, serde_json::Value>,
    now_ms: i64,
) -> Result<()> {
    if !fields.keys().any(|f| f.starts_with("receiver_")) {
        return Ok(());
    }
    match way(order, order.address_change.as_ref(), &session.person(), policy(app), now_ms) {
        Way::Free => Ok(()),
        Way::Ask => {
            Err(Failure::new(Code::Refused).with("reason", "needs_asking").with("why", app.say_with("error.refused.needs_asking", &[])))
        }
        // Whoever may not change an order at all is told so by the table of commands; what has left is only noted down.
        Way::No { why: Refusal::Pending } => Err(failure(app, Refusal::Pending)),
        Way::No { .. } => Ok(()),
    }
}

/// A request for another address waits for its answer.
pub fn waits(order: &Order) -> bool {
    order.address_change.as_ref().is_some_and(AddressChange::is_pending)
}

/// Nothing is changed under a request that waits.
pub fn nothing_pending(app: &App, order: &Order) -> Result<()> {
    if waits(order) { Err(failure(app, Refusal::Pending)) } else { Ok(()) }
}

/// Another receiver for one order.
pub fn address_change(app: &App, session: &Session, request: AddressChangeRequest) -> Result<OrderRow> {
    if request.fields.keys().any(|f| !f.starts_with("receiver_")) || request.fields.is_empty() {
        return Err(Failure::new(Code::BadRequest).with("detail", "fields"));
    }
    one(app, request.id, |eyes, order, now_ms| {
        let person = session.person();
        let way = way(order, order.address_change.as_ref(), &person, policy(app), now_ms);
        if let Way::No { why } = way {
            return Err(failure(app, why));
        }
        let mut wanted = order.clone();
        let changed = touch::set_fields(&mut wanted, &request.fields)?;
        if changed.is_empty() {
            return Err(failure(app, Refusal::NothingNew));
        }
        let (mut change, _) =
            AddressChange::ask(order, order.address_change.as_ref(), wanted.receiver, &person, now_ms).map_err(|why| failure(app, why))?;
        let fields: Vec<&str> = changed.iter().map(|c| c.field.as_str()).collect();
        let mut events = vec![event(session, now_ms, "address_ask", None, None, Some(json!({"fields": fields}).to_string()))];
        if way == Way::Free && !request.ask {
            // Whoever may do it alone answers the own request: one record for all changes.
            change.state = ChangeState::Approved(change.asked.clone());
            let deeds = deeds_of(order);
            order.address_change = Some(change);
            carry_out(&deeds, order, session, eyes, now_ms, &mut events)?;
        } else {
            order.address_change = Some(change);
            order.settle_stops();
        }
        Ok(events)
    })
}

/// What an approved change brings with it.
fn deeds_of(order: &Order) -> Vec<Deed> {
    let mut probe = AddressChange {
        order_id: order.id,
        asked: Signed { by: String::new(), at_ms: 0 },
        wanted: order.receiver.clone(),
        state: ChangeState::Requested,
    };
    let owner = Person { name: String::new(), role: By::Owner };
    probe.approve(order, &owner, 0).unwrap_or_default()
}

/// Answers the request that stands.
pub fn address_answer(app: &App, session: &Session, request: AddressAnswerRequest) -> Result<OrderRow> {
    one(app, request.id, |eyes, order, now_ms| {
        let Some(mut change) = order.address_change.clone() else { return Err(Failure::new(Code::NotFound).with("what", &order.order_no)) };
        let person = session.person();
        let reason = request.reason.as_deref().unwrap_or_default();
        let (deeds, kind) = match request.answer {
            ChangeAnswer::Approve => (change.approve(order, &person, now_ms), "address_approve"),
            ChangeAnswer::Refuse => (change.refuse(&person, reason, now_ms), "address_refuse"),
            ChangeAnswer::Withdraw => (change.withdraw(&person, now_ms), "address_withdraw"),
        };
        let deeds = deeds.map_err(|why| failure(app, why))?;
        order.address_change = Some(change);
        let data = (!reason.trim().is_empty()).then(|| json!({"reason": reason.trim()}).to_string());
        let mut events = vec![event(session, now_ms, kind, None, None, data)];
        carry_out(&deeds, order, session, eyes, now_ms, &mut events)?;
        Ok(events)
    })
}

/// Names of the fields in which two receivers differ.
fn differing(from: &Receiver, to: &Receiver) -> Vec<String> {
    let fields = to.fields().into_iter().zip(from.fields()).filter(|((_, to), (_, from))| to != from);
    fields.map(|((name, _), _)| name.to_owned()).collect()
}

/// Does what an answer asks for, in its order.
fn carry_out(deeds: &[Deed], order: &mut Order, session: &Session, eyes: &Eyes<'_>, now_ms: i64, events: &mut Vec<NewEvent>) -> Result<()> {
    for deed in deeds {
        match deed {
            Deed::Lock | Deed::Unlock => order.settle_stops(),
            Deed::VoidWaybill => {
                let numbers: Vec<String> = order.trackings.take().unwrap_or_default().iter().map(|t| t.number().to_owned()).collect();
                order.trackings = Some(Vec::new());
                let data = json!({"number": numbers.join(" ")}).to_string();
                events.push(event(session, now_ms, "void_waybill", None, None, Some(data)));
            }
            Deed::SendBack => {
                order.settle_stops();
                if let Ok(from) = apply(order, Event::SendBack, Facts::by(By::System)) {
                    events.push(event(session, now_ms, Event::SendBack.word(), Some(from), Some(order.state), None));
                }
            }
            Deed::SetReceiver => {
                if let Some(change) = &order.address_change {
                    let names = differing(&order.receiver, &change.wanted);
                    order.receiver = change.wanted.clone();
                    for name in &names {
                        yidan_domain::rules::settle::forget(&mut order.edited, name);
                    }
                    order.edited.extend(names);
                    order.edited.sort();
                    order.edited.dedup();
                }
            }
            Deed::Review => {
                order.settle_stops();
                order.findings = eyes.review.findings(order);
                obey(eyes.review, eyes.reader, order, now_ms, events)?;
                review::flow(order, now_ms, events);
            }
        }
    }
    Ok(())
}

/// A second person is asked for.
pub fn ask_check(app: &App, session: &Session, request: AskCheckRequest) -> Result<BatchReply> {
    each(app, &request.selection, |order, now_ms| {
        if !order.state.is_before_shipping() {
            return Err(refused(app, Refusal::Left));
        }
        if order.second_check.as_ref().is_some_and(SecondCheck::is_pending) {
            return Ok(Vec::new());
        }
        order.second_check = Some(SecondCheck::ask(Vec::new(), now_ms));
        order.settle_stops();
        Ok(vec![event(session, now_ms, "check_ask", None, None, None)])
    })
}

/// One of the two confirmations, or an owner's refusal.
pub fn check(app: &App, session: &Session, request: CheckRequest) -> Result<OrderRow> {
    let is_alone = app.is_alone()?;
    one(app, request.id, |_, order, now_ms| {
        let Some(mut check) = order.second_check.clone() else { return Err(Failure::new(Code::NotFound).with("what", &order.order_no)) };
        let person = session.person();
        let mut events = Vec::new();
        if let Some(reason) = &request.refuse {
            check.refuse(&person, reason, now_ms).map_err(|why| failure(app, why))?;
            let data = json!({"reason": reason.trim()}).to_string();
            events.push(event(session, now_ms, "check_refuse", None, None, Some(data)));
            order.second_check = Some(check);
            order.settle_stops();
            if let Ok(from) = apply(order, Event::SendBack, Facts::by(By::System)) {
                events.push(event(session, now_ms, Event::SendBack.word(), Some(from), Some(order.state), None));
            }
            // Said no once, it waits until somebody lets it go.
            let held = order.holds.hold(&person, reason.trim(), None, now_ms);
            order.settle_stops();
            if held.is_ok() {
                events.push(event(session, now_ms, "hold", None, None, Some(json!({"reason": reason.trim()}).to_string())));
            }
            return Ok(events);
        }
        let confirmed = check.confirm(&person, is_alone, now_ms).map_err(|why| failure(app, why))?;
        order.second_check = Some(check);
        order.settle_stops();
        let kind = if confirmed == Confirmed::First { "check_first" } else { "check_second" };
        events.push(event(session, now_ms, kind, None, None, None));
        review::flow(order, now_ms, &mut events);
        Ok(events)
    })
}

/// Orders become exceptions of a cause.
pub fn except(app: &App, session: &Session, request: ExceptRequest) -> Result<BatchReply> {
    let note = request.note.as_deref().map(str::trim).filter(|n| !n.is_empty());
    each(app, &request.selection, |order, now_ms| {
        if !order.except(request.cause) {
            return Ok(Vec::new());
        }
        Ok(vec![event(session, now_ms, "exception", None, None, Some(json!({"cause": request.cause.word(), "note": note}).to_string()))])
    })
}

/// The exception is over.
pub fn settle(app: &App, session: &Session, request: SettleRequest) -> Result<BatchReply> {
    let note = request.note.as_deref().map(str::trim).filter(|n| !n.is_empty());
    each(app, &request.selection, |order, now_ms| {
        if !order.marks.exception {
            return Err(("no_exception".into(), app.say_with("error.refused.no_exception", &[])));
        }
        order.marks.exception = false;
        let mut events = vec![event(session, now_ms, "settled", None, None, note.map(|n| json!({"note": n}).to_string()))];
        review::flow(order, now_ms, &mut events);
        Ok(events)
    })
}

/// Lets go what was held until now, and answers how many orders. Called by the clock; safe to call at any time.
pub fn release_due(app: &App) -> Result<usize> {
    let mut released = 0;
    loop {
        let now_ms = app.now_ms();
        let mut ids = app.store.get(|r| r.holds_due(now_ms, IMPORT_BATCH))?;
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(released);
        }
        let due = ids.len();
        let reply = each_in(app, &Selection::Ids(ids), |w, order, now_ms| {
            if order.holds.release_due(now_ms) == 0 {
                return Ok(Ok(Vec::new()));
            }
            order.settle_stops();
            let mut events = vec![by_system(now_ms, "release_due", None)];
            if breaker::paused(w)?.is_none() {
                review::flow(order, now_ms, &mut events);
            }
            Ok(Ok(events))
        })?;
        released += usize::try_from(reply.done).unwrap_or(0);
        // What cannot be released is left for the next round rather than asked for again and again.
        if due < IMPORT_BATCH || reply.done == 0 {
            return Ok(released);
        }
    }
}

/// After a step: a request for another address that the parcel, or the end of the order, has left behind is withdrawn, and the marks follow.
pub fn overtaken(order: &mut Order, now_ms: i64, events: &mut Vec<NewEvent>) {
    let left = !order.state.is_before_shipping();
    if let Some(change) = order.address_change.as_mut().filter(|c| left && c.is_pending()) {
        let system = Person { name: SYSTEM.to_owned(), role: By::Owner };
        if change.withdraw(&system, now_ms).is_ok() {
            events.push(by_system(now_ms, "address_withdrawn", None));
        }
    }
    order.settle_stops();
}

/// What an order is looked at with, in its transaction.
struct Eyes<'a> {
    review: &'a Review,
    reader: &'a Reader<'a>,
}

/// One order in one transaction; no events = nothing changed.
fn one(app: &App, id: i64, change: impl FnOnce(&Eyes<'_>, &mut Order, i64) -> Result<Vec<NewEvent>>) -> Result<OrderRow> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let review = Review::load(w)?;
        let before = w.show(id)?;
        let mut after = before.clone();
        let events = change(&Eyes { review: &review, reader: w }, &mut after, now_ms)?;
        if !events.is_empty() {
            w.update_order(&before, &after, &events, &[])?;
            waybills::note(w, &before, &after, now_ms)?;
        }
        Ok(view::of_order(app, &Shops::of(w)?, &w.show(id)?, false, false))
    })
}

/// What can be done about the address, for the drawer. `mask` hides names and phones as lists on screen do.
pub fn change_view(app: &App, session: &Session, order: &Order, mask: bool) -> AddressChangeView {
    let person = session.person();
    let change = order.address_change.as_ref();
    let (way, why) = match way(order, change, &person, policy(app), app.now_ms()) {
        Way::Free => ("free", None),
        Way::Ask => ("ask", None),
        Way::No { why } => ("no", Some(refused(app, why).1)),
    };
    let (state, answered, reason) = match change.map(|c| &c.state) {
        None => (None, None, None),
        Some(ChangeState::Requested) => (Some("requested"), None, None),
        Some(ChangeState::Approved(by)) => (Some("approved"), Some(by), None),
        Some(ChangeState::Refused { by, reason }) => (Some("refused"), Some(by), Some(reason.clone())),
        Some(ChangeState::Withdrawn(by)) => (Some("withdrawn"), Some(by), None),
    };
    let pending = change.filter(|c| c.is_pending());
    AddressChangeView {
        way: way.to_owned(),
        why,
        state: state.map(str::to_owned),
        asked_by: change.map(|c| c.asked.by.clone()),
        asked_at: change.map(|c| moment::rfc3339(c.asked.at_ms)),
        wanted: change.map(|c| view::shown(&c.wanted, mask)),
        changed: pending.map(|c| differing(&order.receiver, &c.wanted)).unwrap_or_default(),
        answered_by: answered.map(|s| s.by.clone()),
        answered_at: answered.map(|s| moment::rfc3339(s.at_ms)),
        reason,
        can_answer: pending.is_some() && person.role == By::Owner,
        can_withdraw: pending.is_some_and(|c| person.role == By::Owner || c.asked.by == person.name),
    }
}

/// The check by two people, for the drawer.
pub fn check_view(app: &App, session: &Session, order: &Order) -> Result<Option<SecondCheckView>> {
    let Some(check) = &order.second_check else { return Ok(None) };
    let refusal = check.clone().confirm(&session.person(), app.is_alone()?, app.now_ms()).err();
    Ok(Some(SecondCheckView {
        rules: check.rules.clone(),
        pending: check.is_pending(),
        first_by: check.first.as_ref().map(|s| s.by.clone()),
        first_at: check.first.as_ref().map(|s| moment::rfc3339(s.at_ms)),
        second_by: check.second.as_ref().map(|s| s.by.clone()),
        second_at: check.second.as_ref().map(|s| moment::rfc3339(s.at_ms)),
        refused_by: check.refused.as_ref().map(|(s, _)| s.by.clone()),
        reason: check.refused.as_ref().map(|(_, reason)| reason.clone()),
        refusal: refusal.filter(|_| check.is_pending()).map(|why| refused(app, why).1),
    }))
}
