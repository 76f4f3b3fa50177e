//! Numbers that are no use any more: their order went back, was closed, goes to another receiver, or its parcel is another. They are taken off
//! the orders in the transaction of the change, and given back to their source afterwards.

use super::trouble;
use crate::error::Result;
use crate::orders::review::by_system;
use serde_json::json;
use yidan_domain::order::transitions::TRANSITIONS;
use yidan_domain::order::{By, Event, Facts, Follow, Order, apply};
use yidan_store::{KeptWaybill, WaybillState, Writer};

/// What a change of an order means for its numbers. Called in the transaction of the change.
pub(crate) fn note(w: &mut Writer<'_>, before: &Order, after: &Order, now_ms: i64) -> Result<()> {
    let is_back = before.state != after.state
        && TRANSITIONS.iter().any(|t| t.from.contains(&before.state) && t.to == after.state && t.follows.contains(&Follow::VoidWaybill));
    let is_elsewhere = before.receiver != after.receiver && after.state.is_before_shipping();
    let had = |number: &str| before.trackings.iter().flatten().any(|t| t.number() == number);
    let has = |number: &str| after.trackings.iter().flatten().any(|t| t.number() == number);
    if !(is_back || is_elsewhere || before.trackings != after.trackings) {
        return Ok(());
    }
    for row in w.waybills_of(after.id)? {
        let is_taken_off = row.number.as_deref().is_some_and(|n| had(n) && !has(n));
        if is_back || is_elsewhere || is_taken_off {
            void(w, &row, now_ms)?;
        }
    }
    Ok(())
}

/// Takes a number off its orders, to be given back.
pub(super) fn void(w: &mut Writer<'_>, row: &KeptWaybill, now_ms: i64) -> Result<()> {
    match row.state {
        WaybillState::Issued => {
            take_off(w, row, now_ms)?;
            w.set_waybill(row.id, WaybillState::Cancelling, None, now_ms)?;
        }
        // Nobody was asked yet.
        WaybillState::Wanted => {
            w.set_waybill(row.id, WaybillState::Refused, None, now_ms)?;
            w.remove_waybill_consignment(row.group_id)?;
        }
        // Perhaps one was bought for what is no longer true.
        WaybillState::Asking => {
            let lost = trouble("lost", "", "", now_ms);
            w.set_waybill(row.id, WaybillState::Unsure, Some(&lost.json()), now_ms)?;
        }
        WaybillState::Unsure | WaybillState::Refused | WaybillState::Cancelling | WaybillState::Cancelled => {}
    }
    Ok(())
}

/// The orders of a parcel have this number no more, and a label with it is no label.
pub(super) fn take_off(w: &mut Writer<'_>, row: &KeptWaybill, now_ms: i64) -> Result<()> {
    let Some(number) = &row.number else { return Ok(()) };
    for id in &row.orders {
        let Some(before) = w.order(*id)? else { continue };
        let mut after = before.clone();
        if let Some(list) = &mut after.trackings {
            list.retain(|t| t.number() != number);
        }
        let mut events = vec![by_system(now_ms, "void_waybill", Some(json!({"number": number}).to_string()))];
        if let Ok(from) = apply(&mut after, Event::Unprint, Facts::by(By::System)) {
            let mut event = by_system(now_ms, Event::Unprint.word(), None);
            (event.from, event.to) = (Some(from), Some(after.state));
            events.push(event);
        }
        if after == before {
            w.append_events(*id, &events)?;
        } else {
            w.update_order(&before, &after, &events, &[])?;
        }
        w.note_number(*id, "waybill", number, now_ms)?;
    }
    Ok(())
}
