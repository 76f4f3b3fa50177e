//! What left here is told to the platform: written beside the change in its own transaction, sent by the next visit.
//!
//! Before anything is sent the order is read back: a refund that came since, or a parcel that is there already, decides first. After a
//! lost answer the same question tells whether it took effect. So nothing is sent twice and no refunded parcel is reported as sent.

use super::line::Line;
use super::{Halt, KeptTrouble, pull};
use crate::App;
use crate::error::Failure;
use crate::orders::review::by_system;
use serde_json::json;
use yidan_domain::limits::{OUTBOX_BACK_OFF_MS, OUTBOX_ROWS, OUTBOX_TRIES};
use yidan_domain::order::{Cause, Order, State};
use yidan_domain::{DraftStatus, RefundState};
use yidan_platforms::channel::{Can, HeardOrder, Shipment, ShippedParcel, Task, Trouble};
use yidan_store::{NewOutboxRow, OutboxRow, OutboxState, Writer};

const SHIP: &str = "ship";
const MEMO: &str = "memo";

/// Writes down what the platform has to hear of a change that was made here. Called in the transaction of the change.
pub(crate) fn note(w: &mut Writer<'_>, before: &Order, after: &Order, now_ms: i64) -> Result<(), Failure> {
    let left = before.state.is_before_shipping() && after.state == State::Shipped;
    let memo = before.seller_memo != after.seller_memo || before.flag != after.flag;
    if !(left || memo) || w.link(after.shop_id)?.is_none() {
        return Ok(());
    }
    let new = |key: String, kind: &str, payload: String| NewOutboxRow {
        key,
        kind: kind.to_owned(),
        shop_id: Some(after.shop_id),
        order_id: Some(after.id),
        payload,
        at_ms: now_ms,
    };
    let trackings = after.trackings.as_deref().unwrap_or_default();
    if left && !trackings.is_empty() {
        let parcels = trackings.iter().map(|t| ShippedParcel {
            carrier: t.carrier().unwrap_or_default().to_owned(),
            number: t.number().to_owned(),
            lines: Vec::new(),
        });
        let shipment = Shipment { order_no: after.order_no.clone(), parcels: parcels.collect(), is_all: true };
        let numbers: Vec<&str> = trackings.iter().map(|t| t.number()).collect();
        let payload = serde_json::to_string(&shipment).unwrap_or_default();
        w.add_outbox(&new(format!("ship:{}:{}", after.id, numbers.join(",")), SHIP, payload))?;
    }
    if memo {
        // The last word is what is sent; each change has its own key.
        let n = w.event_count()?;
        let payload = json!({ "order_no": after.order_no }).to_string();
        w.add_outbox(&new(format!("memo:{}:{n}", after.id), MEMO, payload))?;
    }
    Ok(())
}

/// How a message ended.
enum Ended {
    /// Told now, or there already.
    Done(&'static str),
    /// The platform or its state of the order says no.
    Refused(KeptTrouble),
    /// Perhaps later.
    Later(KeptTrouble),
}

/// Sends what waits for this shop. Trouble with one order does not keep the others back; trouble with the shop ends the visit.
pub(super) fn send_due(line: &mut Line<'_>, may_write: bool) -> Result<(), Halt> {
    if !may_write {
        return Ok(());
    }
    let (app, shop_id) = (line.app, line.shop_id);
    let due: Vec<OutboxRow> = app.store.get(|r| r.outbox_due_of(shop_id, app.now_ms(), OUTBOX_ROWS))?;
    for row in due {
        if !app.store.put(|w| w.begin_outbox(row.id))? {
            continue;
        }
        let ended = match row.kind.as_str() {
            SHIP => ship(line, &row),
            MEMO => memo(line, &row),
            _ => Ok(Ended::Done("unknown kind")),
        };
        let ended = match ended {
            Ok(ended) => ended,
            Err(halt) => {
                // The message waits for the next visit; what stopped this one is told by the visit.
                // Whoever visits the shop instead of us has put it back in the row already.
                app.store.put(|w| {
                    if w.holds_link(shop_id, &line.visitor)? {
                        w.end_outbox(row.id, OutboxState::Waiting, None, app.now_ms())?;
                    }
                    Ok(())
                })?;
                return Err(halt);
            }
        };
        end(line, &row, ended)?;
    }
    Ok(())
}

fn end(line: &Line<'_>, row: &OutboxRow, ended: Ended) -> Result<(), Halt> {
    let app = line.app;
    let now_ms = app.now_ms();
    let is_ours = app.store.write(|w| {
        if !w.holds_link(line.shop_id, &line.visitor)? {
            // Another visitor has the message by now and reads the order back before it does anything.
            return Ok(false);
        }
        match ended {
            Ended::Done(how) => w.end_outbox(row.id, OutboxState::Done, Some(&json!({ "how": how }).to_string()), now_ms)?,
            Ended::Later(trouble) if row.tries + 1 < OUTBOX_TRIES => {
                let wait = OUTBOX_BACK_OFF_MS << row.tries.clamp(0, 10);
                w.end_outbox(row.id, OutboxState::Waiting, Some(&trouble.json()), now_ms + wait)?;
            }
            Ended::Later(trouble) | Ended::Refused(trouble) => {
                w.end_outbox(row.id, OutboxState::Refused, Some(&trouble.json()), now_ms)?;
                if row.kind == SHIP {
                    except(w, row, &trouble, now_ms)?;
                }
            }
        }
        Ok::<bool, Failure>(true)
    })?;
    app.ports.faces.changed(&["orders", "outbox"]);
    if is_ours { Ok(()) } else { Err(Halt::Cut) }
}

/// An order whose parcel the platform does not take is looked at by a person.
fn except(w: &mut Writer<'_>, row: &OutboxRow, trouble: &KeptTrouble, now_ms: i64) -> Result<(), Failure> {
    let Some(before) = row.order_id.map(|id| w.order(id)).transpose()?.flatten() else { return Ok(()) };
    let mut after = before.clone();
    after.except(Cause::WriteBackRefused);
    let data = json!({ "cause": Cause::WriteBackRefused.word(), "code": trouble.code, "words": trouble.words }).to_string();
    Ok(w.update_order(&before, &after, &[by_system(now_ms, "exception", Some(data))], &[])?)
}

fn ship(line: &mut Line<'_>, row: &OutboxRow) -> Result<Ended, Halt> {
    let now_ms = line.app.now_ms();
    let Ok(shipment) = serde_json::from_str::<Shipment>(&row.payload) else {
        return Ok(Ended::Refused(trouble("unreadable", "", "payload", now_ms)));
    };
    if let Some(ended) = stands(line, &shipment)? {
        return Ok(ended);
    }
    let sent = line.run(&Task::Ship(shipment.clone()), &mut |_| Ok(()));
    match sent {
        Ok(_) => Ok(Ended::Done("sent")),
        // Perhaps it took effect, now or before: only the platform knows.
        Err(halt @ (Halt::Lost(_) | Halt::Trouble(Trouble::Already { .. }))) => match stands(line, &shipment)? {
            Some(ended) => Ok(ended),
            None => ended_by(line.app, halt),
        },
        Err(halt) => ended_by(line.app, halt),
    }
}

/// What a trouble means for the message; one that concerns the shop as a whole ends the visit.
fn ended_by(app: &App, halt: Halt) -> Result<Ended, Halt> {
    let trouble = KeptTrouble::of(app, &halt);
    match halt {
        Halt::Lost(_) | Halt::Trouble(Trouble::Again { .. } | Trouble::Wait { .. } | Trouble::Unreadable { .. }) => {
            Ok(Ended::Later(trouble))
        }
        Halt::Trouble(Trouble::Refused { .. } | Trouble::Already { .. } | Trouble::RefundOpen { .. }) => Ok(Ended::Refused(trouble)),
        halt => Err(halt),
    }
}

/// What the platform says of the order now, as far as it decides: `None` = it may be sent.
fn stands(line: &mut Line<'_>, shipment: &Shipment) -> Result<Option<Ended>, Halt> {
    let can = line.channel.about().can;
    if !can.contains(&Can::Detail) {
        return Ok(None);
    }
    let now_ms = line.app.now_ms();
    let Some(order) = pull::read_back(line, &shipment.order_no)? else {
        return Ok(Some(Ended::Refused(trouble("refused", "gone", &shipment.order_no, now_ms))));
    };
    Ok(judged(&order, shipment, now_ms))
}

fn judged(order: &HeardOrder, shipment: &Shipment, now_ms: i64) -> Option<Ended> {
    let there: Vec<&str> = order.draft.trackings.iter().flatten().map(|t| t.number()).collect();
    let all_there = shipment.parcels.iter().all(|p| there.contains(&p.number.as_str()));
    let refused =
        |code: &str| Some(Ended::Refused(trouble("refused", code, order.draft.status_raw.as_deref().unwrap_or_default(), now_ms)));
    if all_there && !shipment.parcels.is_empty() {
        return Some(Ended::Done("there already"));
    }
    match order.draft.status {
        Some(DraftStatus::Closed) => refused("closed"),
        Some(DraftStatus::Shipped | DraftStatus::Completed) => refused("shipped_otherwise"),
        _ if matches!(order.draft.refund_state, Some(RefundState::InProgress | RefundState::Full)) => refused("refund"),
        _ => None,
    }
}

/// The memo and flag as they are now; an older message about them has nothing more to say.
fn memo(line: &mut Line<'_>, row: &OutboxRow) -> Result<Ended, Halt> {
    let app = line.app;
    let Some(order) = row.order_id.map(|id| app.store.get(|r| r.order(id))).transpose()?.flatten() else { return Ok(Ended::Done("gone")) };
    let can = line.channel.about().can;
    if !can.contains(&Can::Memo) {
        return Ok(Ended::Done("cannot"));
    }
    let flag = can.contains(&Can::Flag).then_some(order.flag).filter(|flag| *flag <= 5);
    let task = Task::Memo { order_no: order.order_no.clone(), memo: Some(order.seller_memo.clone().unwrap_or_default()), flag };
    match line.run(&task, &mut |_| Ok(())) {
        Ok(_) => Ok(Ended::Done("sent")),
        // Writing the same words once more changes nothing there.
        Err(halt) => ended_by(line.app, halt),
    }
}

fn trouble(kind: &str, code: &str, words: &str, at_ms: i64) -> KeptTrouble {
    KeptTrouble { kind: kind.to_owned(), code: code.to_owned(), words: words.to_owned(), at_ms }
}
