//! 黑名单: whom the shop does not want to serve without a look. The list keeps hashes; a review rule holds what it hits.

use crate::App;
use crate::desk::{Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::moment;
use crate::orders::touch::event;
use crate::orders::view::{masked_name, masked_phone};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_domain::blacklist::{Key, by_buyer, keys, phone_key};
use yidan_domain::limits::BATCH_ORDERS;
use yidan_domain::order::{Order, Receiver, State};
use yidan_store::{Filter, NewBlacklistEntry, Reader, Sort};

/// Enters a person, by an order or by what is typed. At least one of phone, name with address, and buyer has to be known.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct BlacklistAddRequest {
    /// Takes receiver and phone from this order.
    pub order_id: Option<i64>,
    pub phone: Option<String>,
    pub name: Option<String>,
    /// The whole address, or what stands below the district.
    pub address: Option<String>,
    /// The platform's own name of the buyer, with the platform's code.
    pub buyer: Option<String>,
    pub platform: Option<String>,
    pub reason: String,
}

/// What entering did.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BlacklistAddReply {
    pub id: i64,
    /// Waiting orders of the same person that are held now.
    pub held: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BlacklistIdRequest {
    pub id: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BlacklistReply {
    pub entries: Vec<BlacklistView>,
}

/// One entry. Who it is cannot be read from it beyond the masked label.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BlacklistView {
    pub id: i64,
    pub label: String,
    pub reason: String,
    pub listed_by: String,
    pub listed_at: String,
}

/// All entries, the newest first.
pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<BlacklistReply> {
    let entries = app.store.get(|r| r.blacklist())?;
    let view = |e: yidan_store::BlacklistEntry| BlacklistView {
        id: e.id,
        label: e.label,
        reason: e.reason,
        listed_by: e.listed_by,
        listed_at: moment::rfc3339(e.listed_at_ms),
    };
    Ok(BlacklistReply { entries: entries.into_iter().map(view).collect() })
}

/// Enters a person and holds what waits for them.
pub fn add(app: &App, session: &Session, request: BlacklistAddRequest) -> Result<BlacklistAddReply> {
    let reason = request.reason.trim();
    if reason.is_empty() {
        return Err(Failure::new(Code::BadRequest).with("detail", "reason"));
    }
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let mut receiver = match request.order_id {
            Some(id) => w.show(id)?.receiver,
            None => Receiver::default(),
        };
        for (slot, typed) in
            [(&mut receiver.phone, &request.phone), (&mut receiver.name, &request.name), (&mut receiver.address, &request.address)]
        {
            if let Some(typed) = typed.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
                *slot = Some(typed.to_owned());
            }
        }
        let platform = request.platform.as_deref().unwrap_or_default();
        let mut known: Vec<Key> = keys(&receiver, platform, None).into_iter().map(|(_, key)| key).collect();
        known.extend(request.buyer.as_deref().and_then(|b| by_buyer(platform, b)));
        if known.is_empty() {
            return Err(Failure::new(Code::BadRequest).with("detail", "phone / name + address / buyer"));
        }
        let texts: Vec<&str> = known.iter().map(Key::text).collect();
        let label = label(&receiver, request.buyer.as_deref());
        let id = w.add_to_blacklist(&NewBlacklistEntry {
            label: &label,
            reason,
            listed_by: &session.actor,
            listed_at_ms: now_ms,
            keys: &texts,
        })?;
        w.append_events(
            0,
            &[event(session, now_ms, "blacklist_add", None, None, Some(json!({"label": label, "reason": reason}).to_string()))],
        )?;
        let mut held = 0;
        for before in waiting(w, &receiver)? {
            let fits = keys(&before.receiver, platform, None).iter().any(|(_, key)| known.contains(key));
            let mut after = before.clone();
            if !fits || after.holds.hold(&session.person(), reason, None, now_ms).is_err() {
                continue;
            }
            after.settle_stops();
            w.update_order(
                &before,
                &after,
                &[event(session, now_ms, "hold", None, None, Some(json!({"reason": reason}).to_string()))],
                &[],
            )?;
            held += 1;
        }
        Ok(BlacklistAddReply { id, held })
    })
}

/// Forgets an entry. Orders that are held stay held.
pub fn remove(app: &App, session: &Session, request: BlacklistIdRequest) -> Result<Nothing> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let known = w.blacklist()?.into_iter().find(|e| e.id == request.id);
        let known = known.ok_or_else(|| Failure::new(Code::NotFound).with("what", request.id))?;
        w.remove_from_blacklist(known.id)?;
        let data = json!({"label": known.label}).to_string();
        w.append_events(0, &[event(session, now_ms, "blacklist_remove", None, None, Some(data))])?;
        Ok(Nothing {})
    })
}

/// Orders before the printer that could be of this person: found by phone, else by name.
fn waiting(r: &Reader<'_>, receiver: &Receiver) -> Result<Vec<Order>> {
    let phone = receiver.phone.as_deref().map(phone_key).filter(|digits| !digits.is_empty());
    let Some(text) = phone.or_else(|| receiver.name.clone()) else { return Ok(Vec::new()) };
    let filter = Filter { states: vec![State::Unpaid, State::ToReview, State::ToAllocate, State::ToPrint], text, ..Filter::default() };
    let mut out = Vec::new();
    for id in r.ids(&filter, Sort::Oldest, BATCH_ORDERS)? {
        out.extend(r.order(id)?);
    }
    Ok(out)
}

fn label(r: &Receiver, buyer: Option<&str>) -> String {
    let parts = [r.name.as_deref().map(masked_name), r.phone.as_deref().map(masked_phone), buyer.map(masked_name)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
