//! `orders.edit`, `orders.hold`, `orders.release`, `orders.flag`, `orders.reveal`, `orders.back`: changes beside the state.

use super::review::{self, Review};
use super::row::OrderRow;
use super::ruled;
use super::select::Selection;
use super::step::{BatchReply, Refused, each};
use super::stops;
use super::view::{self, Shops};
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::{App, moment};
use crate::{doubles, sync};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;
use yidan_domain::likeness::MAYBE_DOUBLE;
use yidan_domain::order::state::next;
use yidan_domain::order::{Change, Event, Order, State};
use yidan_domain::rules::settle;
use yidan_domain::{RefundState, Tracking};
use yidan_store::NewEvent;

/// Sets normal-form fields of one order by hand: receiver_*, buyer_memo, seller_memo, trackings, and `refund_state` to `none` (withdrawn).
/// `null` empties a field.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EditRequest {
    pub id: i64,
    #[ts(type = "Record<string, unknown>")]
    pub fields: serde_json::Map<String, serde_json::Value>,
}

/// Holds orders with a reason.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HoldRequest {
    pub selection: Selection,
    pub reason: String,
    /// Minutes from now until it goes on by itself; absent = until a person lets it go.
    #[serde(default)]
    #[ts(optional)]
    pub release_after_minutes: Option<i64>,
}

/// Lets held orders go.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReleaseRequest {
    pub selection: Selection,
}

/// Plants a flag: 0 none … 5 purple.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FlagRequest {
    pub selection: Selection,
    pub flag: u8,
}

/// 加急 on or off.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UrgentRequest {
    pub selection: Selection,
    pub urgent: bool,
}

/// Sets aside one finding of an order; recorded.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IgnoreRequest {
    pub id: i64,
    /// The finding's code.
    pub code: String,
}

/// Shows the whole receiver of one order; recorded.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RevealRequest {
    pub id: i64,
}

/// The receiver in full.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RevealReply {
    pub receiver: yidan_domain::order::Receiver,
    /// The one that a waiting request asks for.
    pub wanted: Option<yidan_domain::order::Receiver>,
}

/// Takes back the last batch change by its mark.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackRequest {
    pub undo: String,
}

/// The highest flag; which of them are offered is the setting `flags`.
const MOST_FLAG: u8 = 10;

/// An entry of the trail by a person.
pub fn event(session: &Session, now_ms: i64, kind: &str, from: Option<State>, to: Option<State>, data: Option<String>) -> NewEvent {
    NewEvent { at_ms: now_ms, actor: session.actor.clone(), kind: kind.to_owned(), from, to, rule: None, data }
}

/// The entry of an edit: fields by name, values only where they are not personal.
pub fn edit_event(session: &Session, now_ms: i64, changed: &[Change]) -> NewEvent {
    let list: Vec<Value> = changed.iter().map(|c| json!([c.field, c.from, c.to])).collect();
    event(session, now_ms, "edit", None, None, Some(json!({"changes": list}).to_string()))
}

/// Sets fields of one order by hand.
pub fn edit(app: &App, session: &Session, request: EditRequest) -> Result<OrderRow> {
    change_one(app, request.id, |order, now_ms| {
        stops::may_edit(app, session, order, &request.fields, now_ms)?;
        let changed = set_fields(order, &request.fields)?;
        Ok(if changed.is_empty() { Vec::new() } else { vec![edit_event(session, now_ms, &changed)] })
    })
}

/// Sets one finding aside.
pub fn ignore(app: &App, session: &Session, request: IgnoreRequest) -> Result<OrderRow> {
    if request.code == MAYBE_DOUBLE {
        return doubles::answer::keep_all(app, session, request.id);
    }
    change_one(app, request.id, |order, now_ms| {
        if !order.findings.iter().any(|f| f.code == request.code) {
            return Err(Failure::new(Code::NotFound).with("what", &request.code));
        }
        order.edited.push(review::ignored_field(&request.code));
        Ok(vec![event(session, now_ms, "ignore", None, None, Some(json!({"finding": request.code}).to_string()))])
    })
}

fn change_one(app: &App, id: i64, change: impl FnOnce(&mut Order, i64) -> Result<Vec<NewEvent>>) -> Result<OrderRow> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let before = w.show(id)?;
        let mut after = before.clone();
        let mut events = change(&mut after, now_ms)?;
        after.edited.sort();
        after.edited.dedup();
        let eyes = Review::load(w)?;
        after.findings = eyes.findings(&after);
        if !events.is_empty() {
            ruled::obey(&eyes, w, &mut after, now_ms, &mut events)?;
            w.update_order(&before, &after, &events, &[])?;
            sync::note(w, &before, &after, now_ms)?;
        }
        let shops = Shops::of(w)?;
        Ok(view::of_order(app, &shops, &after, false, false))
    })
}

/// Sets normal-form fields, remembers them as edited, and names what changed. Unknown fields and shapes are refused as a whole.
pub fn set_fields(order: &mut Order, fields: &serde_json::Map<String, Value>) -> Result<Vec<Change>> {
    let mut changed = Vec::new();
    for (field, value) in fields {
        let bad = || Failure::new(Code::BadRequest).with("detail", field);
        if field == "trackings" {
            let list: Vec<Tracking> = serde_json::from_value(value.clone()).map_err(|_| bad())?;
            let numbers =
                |t: &Option<Vec<Tracking>>| t.as_ref().map(|l| l.iter().map(|t| t.number().to_owned()).collect::<Vec<_>>().join(" "));
            let before = numbers(&order.trackings);
            order.trackings = Some(list);
            if before != numbers(&order.trackings) {
                changed.push(Change { field: field.clone(), from: before, to: numbers(&order.trackings) });
            }
            continue;
        }
        if field == "refund_state" {
            changed.extend(withdraw_refund(order, value).ok_or_else(bad)?);
            continue;
        }
        let text = match value {
            Value::Null => None,
            Value::String(s) => Some(s.trim().to_owned()).filter(|s| !s.is_empty()),
            _ => return Err(bad()),
        };
        let slot = slot(order, field).ok_or_else(bad)?;
        if *slot != text {
            let personal = field.starts_with("receiver_");
            let from = std::mem::replace(slot, text.clone());
            let (from, to) = if personal { (None, None) } else { (from, text) };
            changed.push(Change { field: field.clone(), from, to });
        }
    }
    for c in &changed {
        settle::forget(&mut order.edited, &c.field);
        order.edited.push(c.field.clone());
    }
    // A person who types name, phone or street knows them: nothing is hidden any more.
    let receiver = ["receiver_name", "receiver_phone", "receiver_address"];
    if changed.iter().any(|c| receiver.contains(&c.field.as_str())) {
        let r = &order.receiver;
        let hidden = |t: &Option<String>| t.as_ref().is_some_and(|t| t.contains('*') || t.starts_with("##") || t.starts_with("$$"));
        order.receiver.masked = hidden(&r.name) || hidden(&r.phone) || hidden(&r.address);
    }
    order.edited.sort();
    order.edited.dedup();
    Ok(changed)
}

/// The buyer has withdrawn the request: the only thing a person says of a refund, the rest is the platform's.
fn withdraw_refund(order: &mut Order, value: &Value) -> Option<Option<Change>> {
    if value != "none" {
        return None;
    }
    let was_asked = order.refund_state == Some(RefundState::InProgress);
    if was_asked {
        order.refund_state = Some(RefundState::None);
        order.marks.after_sale = false;
    }
    let change = || Change { field: "refund_state".into(), from: Some("InProgress".into()), to: Some("None".into()) };
    Some(was_asked.then(change))
}

fn slot<'a>(order: &'a mut Order, field: &str) -> Option<&'a mut Option<String>> {
    match field {
        "buyer_memo" => Some(&mut order.buyer_memo),
        "seller_memo" => Some(&mut order.seller_memo),
        _ => order.receiver.field_mut(field),
    }
}

/// Holds orders that are still here; shipped ones cannot be held back.
pub fn hold(app: &App, session: &Session, request: HoldRequest) -> Result<BatchReply> {
    let reason = request.reason.trim();
    if reason.is_empty() {
        return Err(Failure::new(Code::BadRequest).with("detail", "reason"));
    }
    each(app, &request.selection, |order, now_ms| {
        if !order.state.is_before_shipping() {
            return Err(not_from_here(app, order, "hold"));
        }
        let release_at_ms = request.release_after_minutes.map(|m| now_ms.saturating_add(m.saturating_mul(60_000)));
        match order.holds.hold(&session.person(), reason, release_at_ms, now_ms) {
            Ok(()) => {}
            Err(yidan_domain::stops::Refusal::NothingNew) => return Ok(Vec::new()),
            Err(why) => return Err(stops::refused(app, why)),
        }
        order.settle_stops();
        let data = match release_at_ms {
            None => json!({"reason": reason}),
            Some(at_ms) => json!({"reason": reason, "release_at": moment::rfc3339(at_ms)}),
        };
        Ok(vec![event(session, now_ms, "hold", None, None, Some(data.to_string()))])
    })
}

/// Lets held orders go.
pub fn release(app: &App, session: &Session, request: ReleaseRequest) -> Result<BatchReply> {
    each(app, &request.selection, |order, now_ms| {
        if order.holds.release(&session.person(), now_ms).is_err() {
            return Err(("not_held".into(), app.say_with("error.refused.not_held", &[])));
        }
        order.settle_stops();
        let mut events = vec![event(session, now_ms, "release", None, None, None)];
        // What nothing else stops goes on as if it had never been held.
        review::flow(order, now_ms, &mut events);
        Ok(events)
    })
}

/// Plants a flag.
pub fn flag(app: &App, session: &Session, request: FlagRequest) -> Result<BatchReply> {
    if request.flag > MOST_FLAG {
        return Err(Failure::new(Code::BadRequest).with("detail", "flag"));
    }
    each(app, &request.selection, |order, now_ms| {
        if order.flag == request.flag {
            return Ok(Vec::new());
        }
        order.flag = request.flag;
        Ok(vec![event(session, now_ms, "flag", None, None, Some(json!({"flag": request.flag}).to_string()))])
    })
}

/// 加急 on or off.
pub fn urgent(app: &App, session: &Session, request: UrgentRequest) -> Result<BatchReply> {
    each(app, &request.selection, |order, now_ms| {
        if order.marks.urgent == request.urgent {
            return Ok(Vec::new());
        }
        order.marks.urgent = request.urgent;
        Ok(vec![event(session, now_ms, if request.urgent { "urgent" } else { "calm" }, None, None, None)])
    })
}

/// Shows the receiver in full and leaves a trace of it.
pub fn reveal(app: &App, session: &Session, request: RevealRequest) -> Result<RevealReply> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let order = w.show(request.id)?;
        w.append_events(order.id, &[event(session, now_ms, "reveal", None, None, None)])?;
        let wanted = order.address_change.filter(|c| c.is_pending()).map(|c| c.wanted);
        Ok(RevealReply { receiver: order.receiver, wanted })
    })
}

/// Puts the orders of one batch change back as they were, except those that somebody has touched since.
pub fn back(app: &App, session: &Session, request: BackRequest) -> Result<BatchReply> {
    let step = app.undo.take(&request.undo).ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.undo))?;
    let now_ms = app.now_ms();
    let mut reply = BatchReply { done: 0, refused: Vec::new(), undo: None };
    app.store.write(|w| {
        for (was, became) in step.orders {
            let now = w.show(was.id)?;
            if now != became {
                let text = app.say_with("error.refused.changed_since", &[]);
                reply.refused.push(Refused { id: was.id, order_no: was.order_no, reason: "changed_since".into(), text });
                continue;
            }
            // A state goes back through the table as well, or not at all.
            let way = Event::ALL.into_iter().find(|e| next(now.state, *e) == Some(was.state));
            if now.state != was.state && way.is_none() {
                let (reason, text) = not_from_here(app, &now, "back");
                reply.refused.push(Refused { id: was.id, order_no: was.order_no, reason, text });
                continue;
            }
            w.update_order(&now, &was, &[event(session, now_ms, "back", Some(now.state), Some(was.state), None)], &[])?;
            sync::note(w, &now, &was, now_ms)?;
            reply.done += 1;
        }
        Ok(())
    })?;
    Ok(reply)
}

fn not_from_here(app: &App, order: &Order, event: &str) -> (String, String) {
    let facts = [("state", super::story::state(app, order.state)), ("event", app.say_with(&format!("event.{event}"), &[]))];
    ("not_from_here".into(), app.say_with("error.refused.not_from_here", &facts))
}
