//! What left here is told to the platform: written beside the change in its own transaction, sent by the next visit.
//!
//! Before anything is sent the order is read back: a refund that came since, or a parcel that is there already, decides first. After a
//! lost answer the same question tells whether it took effect. So nothing is sent twice and no refunded parcel is reported as sent.

use super::line::Line;
use super::{Halt, KeptTrouble, pull};
use crate::App;
use crate::error::Failure;
use crate::orders::review::by_system;
use crate::waybills;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use yidan_domain::limits::{OUTBOX_BACK_OFF_MS, OUTBOX_ROWS, OUTBOX_TRIES};
use yidan_domain::order::{Cause, Order, State};
use yidan_domain::parcel::Portion;
use yidan_domain::{DraftStatus, RefundState};
use yidan_platforms::channel::{Can, HeardOrder, Shipment, ShippedParcel, Task, Trouble};
use yidan_store::{KeptParcel, NewOutboxRow, OutboxRow, OutboxState, Writer};

pub(super) const SHIP: &str = "ship";
pub(super) const STOCK: &str = "stock";
const MEMO: &str = "memo";

/// Pieces for sale, as they wait to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StockMessage {
    pub goods: BTreeMap<String, String>,
    pub pieces: i64,
}

/// Writes down what the platform has to hear of a change that was made here. Called in the transaction of the change.
pub(crate) fn note(w: &mut Writer<'_>, before: &Order, after: &Order, now_ms: i64) -> Result<(), Failure> {
    waybills::note(w, before, after, now_ms)?;
    if before.state == State::Shipped && after.state.is_before_shipping() {
        taken_back(w, after.id, now_ms)?;
    }
    if w.link(after.shop_id)?.is_none() {
        return Ok(());
    }
    if before.state.is_before_shipping() && after.state == State::Shipped {
        note_shipped(w, after, now_ms)?;
    }
    if before.seller_memo != after.seller_memo || before.flag != after.flag {
        // The last word is what is sent; each change has its own key.
        let n = w.event_count()?;
        let payload = json!({ "order_no": after.order_no }).to_string();
        let at_order = (Some(after.shop_id), Some(after.id));
        w.add_outbox(&new_row(format!("memo:{}:{n}", after.id), MEMO, at_order, payload, now_ms))?;
    }
    Ok(())
}

fn new_row(key: String, kind: &str, (shop_id, order_id): (Option<i64>, Option<i64>), payload: String, at_ms: i64) -> NewOutboxRow {
    NewOutboxRow { key, kind: kind.to_owned(), shop_id, order_id, payload, at_ms }
}

/// The parcels of an order that has just left here.
pub(super) fn note_shipped(w: &mut Writer<'_>, order: &Order, now_ms: i64) -> Result<(), Failure> {
    let trackings = order.trackings.as_deref().unwrap_or_default();
    if trackings.is_empty() {
        return Ok(());
    }
    let mut lines = lines_of_parcels(w, order)?;
    let parcels = trackings.iter().map(|t| ShippedParcel {
        carrier: t.carrier().unwrap_or_default().to_owned(),
        number: t.number().to_owned(),
        lines: lines.remove(t.number()).unwrap_or_default(),
    });
    let shipment = Shipment { order_no: order.order_no.clone(), parcels: parcels.collect(), is_all: true };
    let payload = serde_json::to_string(&shipment).unwrap_or_default();
    // An order that was sent back may leave once more with the same number: that is another message.
    let n = w.event_count()?;
    w.add_outbox(&new_row(format!("ship:{}:{n}", order.id), SHIP, (Some(order.shop_id), Some(order.id)), payload, now_ms))?;
    Ok(())
}

/// What is in each parcel of an order that was split, by its number: the platform's sub numbers with pieces. A number that was issued here
/// knows its parcel; others belong to parcels in the order in which both were made. Nothing where they do not match, or where a line has no
/// number of the platform's.
fn lines_of_parcels(w: &Writer<'_>, order: &Order) -> Result<HashMap<String, Vec<(String, i64)>>, Failure> {
    let kept = w.parcels_of(order.id)?;
    let trackings = order.trackings.as_deref().unwrap_or_default();
    if kept.len() != trackings.len() || kept.len() < 2 {
        return Ok(HashMap::new());
    }
    let issued = w.waybills_of(order.id)?;
    let parcel_of = |number: &str| issued.iter().find(|i| i.number.as_deref() == Some(number) && i.state.is_open())?.parcel_id;
    let named: Vec<Option<i64>> = trackings.iter().map(|t| parcel_of(t.number())).collect();
    let line = |p: &Portion| {
        let item = order.items.get(p.line)?;
        Some((item.sub_no.clone()?, p.qty.or(item.qty)?))
    };
    let of_parcel = |k: &KeptParcel| k.parcel.portions.iter().filter(|p| p.order_id == order.id).map(line).collect::<Option<Vec<_>>>();
    let mut out = HashMap::new();
    for (at, tracking) in trackings.iter().enumerate() {
        let parcel = match named[at] {
            Some(id) => kept.iter().find(|k| k.id == id),
            None if named.iter().all(Option::is_none) => kept.get(at),
            None => None,
        };
        match parcel.and_then(of_parcel) {
            Some(lines) => drop(out.insert(tracking.number().to_owned(), lines)),
            None => return Ok(HashMap::new()),
        }
    }
    Ok(out)
}

/// An order that came back from shipping has nothing to tell any more.
fn taken_back(w: &mut Writer<'_>, order_id: i64, now_ms: i64) -> Result<(), Failure> {
    for row in w.outbox_of(order_id)? {
        if row.kind == SHIP && matches!(row.state, OutboxState::Waiting | OutboxState::Refused) {
            done(w, &row, "sent back", now_ms)?;
        }
    }
    Ok(())
}

/// Pieces for sale of one article. What was waiting to be told of the same goods is overtaken.
pub(super) fn note_stock(w: &mut Writer<'_>, shop_id: i64, message: &StockMessage, now_ms: i64) -> Result<i64, Failure> {
    for row in w.outbox_open_of(shop_id, STOCK)? {
        let same = serde_json::from_str::<StockMessage>(&row.payload).is_ok_and(|old| old.goods == message.goods);
        if same && row.state != OutboxState::Sending {
            done(w, &row, "overtaken", now_ms)?;
        }
    }
    let n = w.event_count()?;
    let payload = serde_json::to_string(message).unwrap_or_default();
    Ok(w.add_outbox(&new_row(format!("stock:{shop_id}:{n}"), STOCK, (Some(shop_id), None), payload, now_ms))?)
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
            STOCK => stock(line, &row),
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
            Ended::Done(how) => {
                done(w, row, how, now_ms)?;
                if row.kind == SHIP {
                    settle(w, row, now_ms)?;
                }
            }
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

/// The message is over, and how.
pub(super) fn done(w: &mut Writer<'_>, row: &OutboxRow, how: &str, now_ms: i64) -> Result<(), Failure> {
    Ok(w.end_outbox(row.id, OutboxState::Done, Some(&json!({ "how": how }).to_string()), now_ms)?)
}

/// What the platform has taken after all is no exception any more.
fn settle(w: &mut Writer<'_>, row: &OutboxRow, now_ms: i64) -> Result<(), Failure> {
    let Some(before) = row.order_id.map(|id| w.order(id)).transpose()?.flatten() else { return Ok(()) };
    let mut after = before.clone();
    if !after.settle(Cause::WriteBackRefused) {
        return Ok(());
    }
    Ok(w.update_order(&before, &after, &[by_system(now_ms, "settled", None)], &[])?)
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

/// The count as it was told last. It is a whole count: telling it once more changes nothing there.
fn stock(line: &mut Line<'_>, row: &OutboxRow) -> Result<Ended, Halt> {
    let Ok(message) = serde_json::from_str::<StockMessage>(&row.payload) else {
        return Ok(Ended::Refused(trouble("unreadable", "", "payload", line.app.now_ms())));
    };
    // A later word may have been sent while the answer to this one was lost.
    let later = line.app.store.get(|r| r.outbox_after(row))?;
    let goods_of = |row: &OutboxRow| serde_json::from_str::<StockMessage>(&row.payload).map(|m| m.goods);
    if later.iter().any(|l| l.kind == STOCK && goods_of(l).is_ok_and(|goods| goods == message.goods)) {
        return Ok(Ended::Done("overtaken"));
    }
    match line.run(&Task::Stock { goods: message.goods, pieces: message.pieces }, &mut |_| Ok(())) {
        Ok(_) => Ok(Ended::Done("sent")),
        Err(halt) => ended_by(line.app, halt),
    }
}

fn trouble(kind: &str, code: &str, words: &str, at_ms: i64) -> KeptTrouble {
    KeptTrouble { kind: kind.to_owned(), code: code.to_owned(), words: words.to_owned(), at_ms }
}
