//! `outbox.list`, `outbox.retry`, `outbox.declare`, `outbox.renumber`, `outbox.stock`: what is still to be told to platforms, and what a
//! person does about what they refused. Sending is in `send`.

use super::KeptTrouble;
use super::connect::linked;
use super::keys;
use super::send::{self, SHIP, STOCK, StockMessage};
use super::visit::channel_of;
use crate::desk::{Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::orders::touch::event;
use crate::{App, moment, parcels};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_domain::Tracking;
use yidan_domain::limits::OUTBOX_SHOWN;
use yidan_domain::order::{Cause, Order};
use yidan_platforms::channel::{Access, At, Can, Task, Trouble};
use yidan_store::OutboxState;

/// Something that is to be told to a platform.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OutboxView {
    pub id: i64,
    /// `ship`, `memo`, `stock`
    pub kind: String,
    pub shop: String,
    /// Absent where no order is meant.
    pub order_id: Option<i64>,
    pub order_no: String,
    /// `waiting`, `sending`, `done`, `refused`
    pub state: String,
    pub tries: i64,
    pub next_at: Option<String>,
    pub created_at: String,
    /// What the platform said last, as a sentence.
    pub text: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OutboxReply {
    /// What is not done, newest first.
    pub messages: Vec<OutboxView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RetryRequest {
    pub ids: Vec<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RetryReply {
    pub waiting: i64,
}

/// 申明发货: the platform knows already, told by another hand.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DeclareRequest {
    pub ids: Vec<i64>,
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DeclareReply {
    pub done: i64,
}

/// 换运单号: the parcel goes with another number, and that is what the platform is told.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RenumberRequest {
    pub id: i64,
    /// As a person writes it; empty = as it was.
    #[serde(default)]
    pub carrier: String,
    pub number: String,
}

/// Pieces for sale of one article of a shop.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StockRequest {
    pub shop: String,
    /// The platform's own ids by their names (`product_id`, `sku_id`, …), or the merchant's code under `sku_code`.
    pub goods: BTreeMap<String, String>,
    /// The whole count, not a difference.
    pub pieces: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StockReply {
    pub id: i64,
}

pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<OutboxReply> {
    let rows = app.store.get(|r| r.outbox_open(OUTBOX_SHOWN))?;
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        let (shop, numbers) = app.store.get(|r| {
            let shop = row.shop_id.map(|id| r.shop(id)).transpose()?;
            Ok((shop, r.order_numbers(row.order_id.as_slice())?))
        })?;
        messages.push(OutboxView {
            id: row.id,
            kind: row.kind,
            shop: shop.map(|s| s.name).unwrap_or_default(),
            order_id: row.order_id,
            order_no: numbers.into_iter().next().unwrap_or_default(),
            state: row.state.word().to_owned(),
            tries: row.tries,
            next_at: (row.state == OutboxState::Waiting).then(|| moment::rfc3339(row.next_at_ms)),
            created_at: moment::rfc3339(row.created_at_ms),
            text: KeptTrouble::read(row.answer.as_deref()).map(|t| t.sentence(app)),
        });
    }
    Ok(OutboxReply { messages })
}

/// Refused messages wait again; the next visit reads the order back before it sends.
pub fn retry(app: &App, session: &Session, request: RetryRequest) -> Result<RetryReply> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let mut waiting = 0;
        for id in &request.ids {
            if w.outbox_row(*id)?.state == OutboxState::Refused {
                w.end_outbox(*id, OutboxState::Waiting, None, now_ms)?;
                waiting += 1;
            }
        }
        let data = serde_json::json!({ "messages": request.ids }).to_string();
        w.append_events(0, &[crate::orders::touch::event(session, now_ms, "retry", None, None, Some(data))])?;
        Ok(RetryReply { waiting })
    })
}

/// The platform knows already: the messages are over, and so are the exceptions that they were.
pub fn declare(app: &App, session: &Session, request: DeclareRequest) -> Result<DeclareReply> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let mut done = 0;
        for id in &request.ids {
            let row = w.outbox_row(*id)?;
            if row.kind != SHIP || row.state != OutboxState::Refused {
                continue;
            }
            send::done(w, &row, "declared", now_ms)?;
            let Some(before) = row.order_id.map(|id| w.order(id)).transpose()?.flatten() else { continue };
            let mut after = before.clone();
            after.settle(Cause::WriteBackRefused);
            let data = request.note.as_ref().map(|note| json!({ "note": note }).to_string());
            w.update_order(&before, &after, &[event(session, now_ms, "declared", None, None, data)], &[])?;
            done += 1;
        }
        Ok(DeclareReply { done })
    })
}

/// Another number for a parcel that the platform refused; all orders of the parcel have it then.
pub fn renumber(app: &App, session: &Session, request: RenumberRequest) -> Result<Nothing> {
    let now_ms = app.now_ms();
    let number = request.number.trim().to_owned();
    if number.is_empty() {
        return Err(Failure::new(Code::BadRequest).with("detail", "number"));
    }
    app.store.write(|w| {
        let row = w.outbox_row(request.id)?;
        let (SHIP, OutboxState::Refused, Some(order_id)) = (row.kind.as_str(), row.state, row.order_id) else {
            let why = app.say_with("error.refused.changed_since", &[]);
            return Err(Failure::new(Code::Refused).with("reason", "changed_since").with("why", why));
        };
        let mut ids = parcels::mates(w, order_id)?;
        if !ids.contains(&order_id) {
            ids.push(order_id);
        }
        for id in ids {
            let before = w.show(id)?;
            let mut open = w.outbox_of(id)?.into_iter().filter(|m| m.kind == SHIP && m.state == OutboxState::Refused);
            open.try_for_each(|m| send::done(w, &m, "renumbered", now_ms))?;
            let mut after = before.clone();
            let known = after.trackings.as_ref().and_then(|t| t.first()).and_then(|t| t.carrier().map(str::to_owned));
            let carrier = Some(request.carrier.trim().to_owned()).filter(|c| !c.is_empty()).or(known);
            after.trackings = Some(vec![Tracking(carrier, number.clone())]);
            after.settle(Cause::WriteBackRefused);
            let numbers = |o: &Order| o.trackings.iter().flatten().map(|t| t.number().to_owned()).collect::<Vec<_>>();
            let data = json!({ "from": numbers(&before), "to": numbers(&after) }).to_string();
            w.update_order(&before, &after, &[event(session, now_ms, "renumber", None, None, Some(data))], &[])?;
            send::note_shipped(w, &after, now_ms)?;
        }
        Ok(Nothing {})
    })
}

/// Tells a platform how many pieces are for sale. The last word on the same goods is what counts.
pub fn stock(app: &App, session: &Session, request: StockRequest) -> Result<StockReply> {
    let (shop, link) = linked(app, &request.shop)?;
    let bad = |detail: &str| Failure::new(Code::BadRequest).with("detail", detail);
    let goods: BTreeMap<String, String> = request.goods.into_iter().filter(|(_, v)| !v.trim().is_empty()).collect();
    if goods.is_empty() || request.pieces < 0 {
        return Err(bad(if goods.is_empty() { "goods" } else { "pieces" }));
    }
    let channel = channel_of(app, shop.id)?;
    if !channel.about().can.contains(&Can::Stock) {
        let why = app.say_with("error.refused.no_stock_call", &[("name", shop.name)]);
        return Err(Failure::new(Code::Refused).with("reason", "no_stock_call").with("why", why));
    }
    // What the platform needs of the goods is known before anything is sent.
    let access = Access { url: link.url, values: keys::load(app, shop.id)? };
    let task = Task::Stock { goods: goods.clone(), pieces: request.pieces };
    if let Err(Trouble::Refused { words, .. }) = channel.ask(&access, &task, &At::default(), app.now_ms()) {
        return Err(bad(&words));
    }
    let now_ms = app.now_ms();
    let message = StockMessage { goods, pieces: request.pieces };
    app.store.write(|w| {
        let id = send::note_stock(w, shop.id, &message, now_ms)?;
        let data = json!({ "shop": shop.name, "goods": message.goods, "pieces": message.pieces }).to_string();
        w.append_events(0, &[event(session, now_ms, STOCK, None, None, Some(data))])?;
        Ok(StockReply { id })
    })
}
