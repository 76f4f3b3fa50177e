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
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_domain::Severity;
use yidan_domain::limits::{IMPORT_BATCH, UNDO_ORDERS};
use yidan_domain::order::{By, Event, Facts, Order, Refusal, State, apply};
use yidan_store::{NewEvent, Writer};

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
        let id = *w.ids_by_number(&request.no)?.first().ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.no))?;
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
        w.update_order(&before, &after, &events, &[])?;
        let shops = Shops::of(w)?;
        Ok(view::of_order(app, &shops, &after, false, false))
    })
}

/// Moves many orders; those that may not move are named with the reason, the others move.
pub fn step(app: &App, session: &Session, request: StepRequest) -> Result<BatchReply> {
    let note = request.note.as_deref();
    // What was not paid has not been judged yet.
    let eyes = if request.event == Event::Pay { Some(app.store.read(Review::load)?) } else { None };
    each_in(app, &request.selection, |w, order, now_ms| match move_by(order, request.event, session, now_ms, note) {
        Err(why) => Ok(Err((why.word().to_owned(), refusal_text(app, order, request.event, why)))),
        Ok(mut events) => {
            if let Some(eyes) = &eyes {
                obey(eyes, w, order, now_ms, &mut events)?;
            }
            Ok(Ok(events))
        }
    })
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
    mut change: impl FnMut(&mut Writer<'_>, &mut Order, i64) -> Result<Change>,
) -> Result<BatchReply> {
    let ids = selection.ids(app)?;
    let now_ms = app.now_ms();
    let mut reply = BatchReply { done: 0, refused: Vec::new(), undo: None };
    let mut kept = Vec::new();
    for part in ids.chunks(IMPORT_BATCH) {
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

/// Why an event is refused, as a sentence.
pub fn refusal_text(app: &App, order: &Order, event: Event, why: Refusal) -> String {
    let red: Vec<String> = order
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Blocking)
        .map(|f| app.say(&format!("finding.{}", f.code), &f.facts))
        .collect();
    app.say_with(
        &format!("error.refused.{}", why.word()),
        &[
            ("state", super::story::state(app, order.state)),
            ("event", app.say_with(&format!("event.{}", event.word()), &[])),
            ("what", red.join(" ")),
        ],
    )
}
