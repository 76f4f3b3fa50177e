//! The one door for orders: a draft of whatever source becomes a new order, changes a known one, or says nothing new.
//! Completing what is certain, review and automatic onward movement happen here, in the same transaction, so that every door behaves alike.

use super::review::{Review, by_system, flow};
use super::ruled::obey;
use super::stops;
use crate::doubles::{self, Looked};
use crate::error::Result;
use crate::{parcels, waybills};
use serde_json::json;
use yidan_domain::OrderDraft;
use yidan_domain::likeness::Place;
use yidan_domain::order::hands::PLATFORM;
use yidan_domain::order::{Event, Incoming, MergeOutcome, Order, contradictions, merge, new_order};
use yidan_domain::rules::settle::{forget, settle};
use yidan_store::{NewEvent, Reader, SourceRow, Writer};

/// What a draft did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    New,
    Updated,
    Unchanged,
}

/// Who brings the draft, from where, and with which eyes it is looked at.
pub struct Origin<'a> {
    pub actor: &'a str,
    pub now_ms: i64,
    pub shop_id: i64,
    /// Name of the file or of the other source, for the trail.
    pub source: &'a str,
    pub review: &'a Review,
}

/// Judges a draft without writing: what it would do and what it would look like.
pub fn judge(r: &Reader<'_>, known: Option<&Order>, origin: &Origin<'_>, incoming: Incoming<'_>) -> Result<(Taken, Order)> {
    let settled = settle(incoming.draft);
    let incoming = Incoming { draft: &settled.draft, ..incoming };
    Ok(match known {
        None => (Taken::New, fresh(r, origin, incoming, settled.notes)?.order),
        Some(before) => {
            let mut after = before.clone();
            let outcome = merge(&mut after, incoming);
            after.findings = origin.review.findings(&after);
            (if outcome.is_unchanged() { Taken::Unchanged } else { Taken::Updated }, after)
        }
    })
}

/// Takes a draft in. Returns what happened and the order as it stands now.
pub fn take(w: &mut Writer<'_>, origin: &Origin<'_>, incoming: Incoming<'_>, rows: &[SourceRow]) -> Result<(Taken, Order)> {
    let settled = settle(incoming.draft);
    let incoming = Incoming { draft: &settled.draft, ..incoming };
    match known(w, origin, &incoming.draft.order_no)? {
        None => {
            let mut new = fresh(w, origin, incoming, settled.notes)?;
            w.insert_order(&mut new.order, &new.events, rows)?;
            doubles::note(w, origin.review, &new.order, None, &new.looked, origin.now_ms)?;
            note_numbers(w, &new.order, incoming.draft, origin.now_ms)?;
            Ok((Taken::New, new.order))
        }
        Some(before) => {
            note_numbers(w, &before, incoming.draft, origin.now_ms)?;
            let mut after = before.clone();
            let outcome = merge(&mut after, incoming);
            if outcome.is_unchanged() {
                return Ok((Taken::Unchanged, after));
            }
            let changes: Vec<_> = outcome.changes.iter().map(|c| json!([c.field, c.from, c.to])).collect();
            note_settled(&mut after, settled.notes, &outcome);
            let mut events = vec![event(origin, "update", Some(json!({"source": origin.source, "changes": changes}).to_string()))];
            for (from, step, to) in &outcome.steps {
                // Whoever brought the file, it is the platform that moved the order.
                let moved = NewEvent { actor: PLATFORM.to_owned(), ..event(origin, step.word(), None) };
                events.push(NewEvent { from: Some(*from), to: Some(*to), ..moved });
            }
            after.findings = origin.review.findings(&after);
            note_contradictions(&before, &mut after, origin.now_ms, &mut events);
            let looked = look_again(w, origin, &before, &mut after)?;
            obey(origin.review, w, &mut after, origin.now_ms, &mut events)?;
            if !origin.review.is_paused && outcome.steps.iter().any(|(_, e, _)| *e == Event::Pay) {
                flow(&mut after, origin.now_ms, &mut events);
            }
            w.update_order(&before, &after, &events, rows)?;
            if let Some((place, looked)) = looked {
                doubles::note(w, origin.review, &after, place.as_ref(), &looked, origin.now_ms)?;
            }
            doubles::follow(w, origin.review, &before, &after, origin.now_ms)?;
            parcels::follow(w, &before, &after, origin.now_ms)?;
            waybills::note(w, &before, &after, origin.now_ms)?;
            Ok((Taken::Updated, after))
        }
    }
}

/// The order of this number in this shop; of a number with stars, the only order that it can mean.
fn known(w: &Writer<'_>, origin: &Origin<'_>, order_no: &str) -> Result<Option<Order>> {
    let found = w.find_order(origin.shop_id, order_no)?;
    if found.is_some() || !order_no.contains('*') {
        return Ok(found);
    }
    let mut meant = Vec::new();
    for id in w.ids_by_mask(order_no)? {
        meant.extend(w.order(id)?.filter(|o| o.shop_id == origin.shop_id && !o.order_no.contains('*')));
    }
    Ok(if meant.len() == 1 { meant.pop() } else { None })
}

/// Numbers that the draft knows beside the order's own.
fn note_numbers(w: &mut Writer<'_>, order: &Order, draft: &OrderDraft, now_ms: i64) -> Result<()> {
    for (kind, no) in [("payment", &draft.payment_no), ("refund", &draft.refund_no)] {
        if let Some(no) = no {
            w.note_number(order.id, kind, no, now_ms)?;
        }
    }
    if draft.order_no.contains('*') && draft.order_no != order.order_no {
        w.note_number(order.id, "masked", &draft.order_no, now_ms)?;
    }
    Ok(())
}

/// An order of which the person or the moment became known, or changed, is held beside the others again. Answers where it stood before.
fn look_again(w: &Writer<'_>, origin: &Origin<'_>, before: &Order, after: &mut Order) -> Result<Option<(Option<Place>, Looked)>> {
    let typed = origin.review.is_typed(w, after.shop_id)?;
    let was = Place::of(before, typed);
    if was == Place::of(after, typed) {
        return Ok(None);
    }
    let mut looked = doubles::look(w, after, typed)?;
    let mut fresh = Vec::new();
    for found in looked.found.drain(..) {
        if w.pair(after.id, found.other.id)?.is_none() {
            fresh.push(found);
        }
    }
    looked.found = fresh;
    if after.state.is_before_shipping() {
        after.findings.extend(looked.found.iter().map(|f| doubles::look::finding(&f.other, &f.reasons)));
    }
    Ok(Some((was, looked)))
}

/// A new order, not stored yet.
struct New {
    order: Order,
    events: Vec<NewEvent>,
    looked: Looked,
}

fn fresh(r: &Reader<'_>, origin: &Origin<'_>, incoming: Incoming<'_>, notes: Vec<String>) -> Result<New> {
    let mut order = new_order(origin.shop_id, incoming);
    order.edited.extend(notes);
    order.edited.sort();
    order.findings = origin.review.findings(&order);
    origin.review.correct_as_before(r, &mut order)?;
    let data = json!({"source": origin.source}).to_string();
    let mut events = vec![NewEvent { to: Some(order.state), ..event(origin, "import", Some(data)) }];
    let looked = doubles::look(r, &order, origin.review.is_typed(r, origin.shop_id)?)?;
    if order.state.is_before_shipping() {
        for found in &looked.found {
            order.findings.push(doubles::look::finding(&found.other, &found.reasons));
            events.push(doubles::look::asked_event(&found.other.order_no, origin.now_ms));
        }
    }
    obey(origin.review, r, &mut order, origin.now_ms, &mut events)?;
    if !origin.review.is_paused {
        flow(&mut order, origin.now_ms, &mut events);
    }
    Ok(New { order, events, looked })
}

/// What was done to the draft is remembered for the fields that it brought.
fn note_settled(order: &mut Order, notes: Vec<String>, outcome: &MergeOutcome) {
    for change in &outcome.changes {
        forget(&mut order.edited, &change.field);
        order.edited.extend(notes.iter().filter(|note| note.split(':').nth(1) == Some(change.field.as_str())).cloned());
    }
    order.edited.sort();
    order.edited.dedup();
}

/// The platform's news has won; where it contradicts what we did, the order becomes an exception with the gravest cause, and the trail
/// names all of them.
pub(crate) fn note_contradictions(before: &Order, after: &mut Order, now_ms: i64, events: &mut Vec<NewEvent>) {
    let causes = contradictions(before, after);
    if let Some(gravest) = causes.first() {
        after.except(*gravest);
        events.extend(causes.iter().map(|c| by_system(now_ms, "exception", Some(json!({"cause": c.word()}).to_string()))));
    }
    stops::overtaken(after, now_ms, events);
}

fn event(origin: &Origin<'_>, kind: &str, data: Option<String>) -> NewEvent {
    NewEvent { at_ms: origin.now_ms, actor: origin.actor.to_owned(), kind: kind.to_owned(), from: None, to: None, rule: None, data }
}
