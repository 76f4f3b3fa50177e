//! `orders.apply`, `orders.accept`: moving orders along the state table.

use super::review::{self, Review};
use super::row::OrderRow;
use super::ruled::obey;
use super::select::Selection;
use super::view::{self, Shops};
use super::{stops, touch};
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::{doubles, parcels, sync};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use ts_rs::TS;
use yidan_domain::Severity;
use yidan_domain::limits::{IMPORT_BATCH, UNDO_ORDERS};
use yidan_domain::order::{By, Cause, Event, Facts, Order, Refusal, State, apply};
use yidan_store::{NewEvent, Reader, Writer};

/// Moves one order by an event of the state table.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ApplyRequest {
    /// Any number known of the order.
    pub no: String,
    pub event: Event,
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
    /// Normal-form fields to set in the same step, for example `{"trackings":[["中通","7310…"]]}`.
    #[serde(default)]
    #[ts(optional, type = "Record<string, unknown>")]
    pub fields: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Moves many orders by one event.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StepRequest {
    pub selection: Selection,
    /// `accept`, `send_back`, `ship`, `close`, …
    pub event: Event,
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
}

/// One order that did not move.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Refused {
    pub id: i64,
    pub order_no: String,
    /// A word of `error.refused.*`.
    pub reason: String,
    pub text: String,
}

/// What a batch command did. `undo` can be given to `orders.back` while nothing else has touched the orders.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchReply {
    pub done: i64,
    pub refused: Vec<Refused>,
    pub undo: Option<String>,
}

/// Moves one order; refused events answer with the reason. Given fields are set first, in the same transaction.
pub fn apply_one(app: &App, session: &Session, request: ApplyRequest) -> Result<OrderRow> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let id = super::find::the_one(app, w, &request.no)?;
        let before = w.show(id)?;
        let mut after = before.clone();
        let mut events = Vec::new();
        if let Some(fields) = &request.fields {
            stops::may_edit(app, session, &before, fields, now_ms)?;
            let changed = touch::set_fields(&mut after, fields)?;
            let eyes = Review::load(w)?;
            after.findings = eyes.findings(&after);
            if !changed.is_empty() {
                events.push(touch::edit_event(session, now_ms, &changed));
                obey(&eyes, w, &mut after, now_ms, &mut events)?;
            }
        }
        events.extend(move_by(&mut after, request.event, session, now_ms, request.note.as_deref()).map_err(|why| {
            Failure::new(Code::Refused).with("reason", why.word()).with("why", refusal_text(app, &before, request.event, why))
        })?);
        if request.event == Event::Pay {
            obey(&Review::load(w)?, w, &mut after, now_ms, &mut events)?;
        }
        let mut mates = if parcels::in_step(request.event) { parcels::mates(w, id)? } else { Vec::new() };
        mates.retain(|mate| *mate != id);
        if let Some((reason, why)) = stopped(app, w, &mates, request.event, session, now_ms)? {
            return Err(Failure::new(Code::Refused).with("reason", reason).with("why", why));
        }
        w.update_order(&before, &after, &events, &[])?;
        follow(w, &before, &after, now_ms)?;
        for mate in mates {
            move_mate(w, mate, &request, session, now_ms)?;
        }
        let shops = Shops::of(w)?;
        Ok(view::of_order(app, &shops, &after, false, false))
    })
}

/// Takes an order along that travels in the same parcel; the parcel's waybill is its waybill.
fn move_mate(w: &mut Writer<'_>, id: i64, request: &ApplyRequest, session: &Session, now_ms: i64) -> Result<()> {
    let before = w.show(id)?;
    let mut after = before.clone();
    let mut events = Vec::new();
    if let Some(trackings) = request.fields.as_ref().and_then(|f| f.get("trackings")) {
        let fields = serde_json::Map::from_iter([("trackings".to_owned(), trackings.clone())]);
        let changed = touch::set_fields(&mut after, &fields)?;
        if !changed.is_empty() {
            events.push(touch::edit_event(session, now_ms, &changed));
        }
    }
    let moved = move_by(&mut after, request.event, session, now_ms, request.note.as_deref());
    // It was asked before whether all of them may.
    events.extend(moved.map_err(|why| Failure::new(Code::Refused).with("reason", why.word()))?);
    w.update_order(&before, &after, &events, &[])?;
    sync::note(w, &before, &after, now_ms)
}

/// Moves many orders; those that may not move are named with the reason, the others move. Orders in one parcel move together or not.
pub fn step(app: &App, session: &Session, request: StepRequest) -> Result<BatchReply> {
    let note = request.note.as_deref();
    // What was not paid has not been judged yet.
    let eyes = if request.event == Event::Pay { Some(app.store.read(Review::load)?) } else { None };
    let ids = request.selection.ids(app)?;
    let (ids, companies) =
        if parcels::in_step(request.event) { app.store.read(|r| parcels::with_mates(r, &ids))? } else { (ids, HashMap::new()) };
    let mut verdicts: HashMap<usize, Option<(String, String)>> = HashMap::new();
    each_of(app, &ids, &companies, |w, order, now_ms| {
        if let Some(company) = companies.get(&order.id) {
            let verdict = match verdicts.entry(*company) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(entry) => {
                    let mates = parcels::mates(w, order.id)?;
                    entry.insert(stopped(app, w, &mates, request.event, session, now_ms)?)
                }
            };
            if let Some(refusal) = verdict {
                return Ok(Err(refusal.clone()));
            }
        }
        match move_by(order, request.event, session, now_ms, note) {
            Err(why) => Ok(Err((why.word().to_owned(), refusal_text(app, order, request.event, why)))),
            Ok(mut events) => {
                if let Some(eyes) = &eyes {
                    obey(eyes, w, order, now_ms, &mut events)?;
                }
                Ok(Ok(events))
            }
        }
    })
}

/// Why the orders of a parcel cannot take a step together: the first that may not, named.
fn stopped(app: &App, r: &Reader<'_>, mates: &[i64], event: Event, session: &Session, now_ms: i64) -> Result<Option<(String, String)>> {
    for mate in mates {
        let mut order = r.show(*mate)?;
        if let Err(why) = move_by(&mut order, event, session, now_ms, None) {
            let text = refusal_text(app, &order, event, why);
            let facts = [("no", order.order_no.clone()), ("why", text)];
            return Ok(Some((why.word().to_owned(), app.say_with("print.parcel_stopped", &facts))));
        }
    }
    Ok(None)
}

/// One event, or accept with the allocation that follows while there is one warehouse.
pub fn move_by(
    order: &mut Order,
    event: Event,
    session: &Session,
    now_ms: i64,
    note: Option<&str>,
) -> std::result::Result<Vec<NewEvent>, Refusal> {
    let mut events = Vec::new();
    let from = apply(order, event, Facts::by(session.by()))?;
    let data = note.map(|n| json!({"note": n}).to_string());
    events.push(touch::event(session, now_ms, event.word(), Some(from), Some(order.state), data));
    if event == Event::Accept && apply(order, Event::Allocate, Facts::by(By::System)).is_ok() {
        let allocated = touch::event(session, now_ms, Event::Allocate.word(), Some(State::ToAllocate), Some(order.state), None);
        events.push(NewEvent { actor: review::SYSTEM.to_owned(), ..allocated });
    }
    stops::overtaken(order, now_ms, &mut events);
    if event == Event::SendBack && from == State::Shipped {
        order.shipped_at_ms = None;
        order.settle(Cause::WriteBackRefused);
    }
    if event == Event::Ship && order.shipped_at_ms.is_none() {
        order.shipped_at_ms = Some(now_ms);
    }
    Ok(events)
}

/// Runs one change over a selection in transactions of bounded size. `change` answers with events, or with the refusal's word and sentence.
pub fn each(app: &App, selection: &Selection, mut change: impl FnMut(&mut Order, i64) -> Change) -> Result<BatchReply> {
    each_in(app, selection, |_, order, now_ms| Ok(change(order, now_ms)))
}

/// The events of one change, or the refusal's word and sentence.
type Change = std::result::Result<Vec<NewEvent>, (String, String)>;

/// The same for changes that read or write beside their order, in the order's transaction.
pub fn each_in(
    app: &App,
    selection: &Selection,
    change: impl FnMut(&mut Writer<'_>, &mut Order, i64) -> Result<Change>,
) -> Result<BatchReply> {
    each_of(app, &selection.ids(app)?, &HashMap::new(), change)
}

/// The same over ids, of which those in one company stand side by side and are changed in one transaction.
fn each_of(
    app: &App,
    ids: &[i64],
    companies: &HashMap<i64, usize>,
    mut change: impl FnMut(&mut Writer<'_>, &mut Order, i64) -> Result<Change>,
) -> Result<BatchReply> {
    let now_ms = app.now_ms();
    let mut reply = BatchReply { done: 0, refused: Vec::new(), undo: None };
    let mut kept = Vec::new();
    for part in parts(ids, companies) {
        app.store.write(|w| {
            for id in part {
                let Some(before) = w.order(*id)? else {
                    let text = app.say_with("error.refused.gone", &[]);
                    reply.refused.push(Refused { id: *id, order_no: String::new(), reason: "gone".into(), text });
                    continue;
                };
                let mut after = before.clone();
                match change(w, &mut after, now_ms)? {
                    Ok(events) if events.is_empty() => reply.done += 1,
                    Ok(events) => {
                        w.update_order(&before, &after, &events, &[])?;
                        follow(w, &before, &after, now_ms)?;
                        reply.done += 1;
                        if ids.len() <= UNDO_ORDERS {
                            kept.push((before, after));
                        }
                    }
                    Err((reason, text)) => reply.refused.push(Refused { id: *id, order_no: before.order_no, reason, text }),
                }
            }
            Ok(())
        })?;
    }
    reply.undo = app.undo.keep(kept);
    Ok(reply)
}

/// The ids in transactions of bounded size; a company is not cut.
fn parts<'i>(ids: &'i [i64], companies: &HashMap<i64, usize>) -> Vec<&'i [i64]> {
    let (mut out, mut from) = (Vec::new(), 0);
    for at in 1..=ids.len() {
        let is_cut = at < ids.len() && companies.get(&ids[at]).is_some_and(|c| companies.get(&ids[at - 1]) == Some(c));
        if at == ids.len() || (at - from >= IMPORT_BATCH && !is_cut) {
            out.push(&ids[from..at]);
            from = at;
        }
    }
    out
}

/// What a change of one order means for others.
pub(crate) fn follow(w: &mut Writer<'_>, before: &Order, after: &Order, now_ms: i64) -> Result<()> {
    if after.state == State::Closed && before.state != State::Closed {
        let review = Review::load(w)?;
        doubles::follow(w, &review, before, after, now_ms)?;
    }
    sync::note(w, before, after, now_ms)?;
    parcels::follow(w, before, after, now_ms)
}

/// Why an event is refused, as a sentence.
pub fn refusal_text(app: &App, order: &Order, event: Event, why: Refusal) -> String {
    let red: Vec<String> =
        order.findings.iter().filter(|f| f.severity == Severity::Blocking).map(|f| crate::doubles::words::finding_text(app, f)).collect();
    app.say_with(
        &format!("error.refused.{}", why.word()),
        &[
            ("state", super::story::state(app, order.state)),
            ("event", app.say_with(&format!("event.{}", event.word()), &[])),
            ("what", red.join(" ")),
        ],
    )
}
