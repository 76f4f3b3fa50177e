//! `parcels.merge`, `parcels.split`, `parcels.undo`: each one transaction with an event on every order it touches.

use super::show::{self, ParcelsReply, ParcelsRequest};
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::orders::select::Selection;
use crate::orders::touch;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use ts_rs::TS;
use yidan_domain::order::{Order, State};
use yidan_domain::parcel::{
    Limits, Mergeable, Parcel, Refusal, SplitBy, Take, limits_of, merge as merged, merging_refusal, split as parted,
};
use yidan_store::{KeptParcel, Reader, Writer};

/// Puts orders into one parcel.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MergeRequest {
    pub selection: Selection,
}

/// Spreads an order, or the parcel it is in, over several: one new parcel per list of takes, the rest stays.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SplitRequest {
    #[serde(default)]
    #[ts(optional)]
    pub id: Option<i64>,
    #[serde(default)]
    #[ts(optional)]
    pub no: Option<String>,
    pub takes: Vec<Vec<Take>>,
}

/// Orders of one parcel at most, whatever the platform allows.
const MOST_ORDERS: usize = 200;

/// The refusal's word, under `error.refused`.
pub fn refusal_word(why: Refusal) -> &'static str {
    match why {
        Refusal::Printed => "parcel_printed",
        Refusal::NotWaiting => "parcel_not_waiting",
        Refusal::Stopped => "parcel_stopped",
        Refusal::TooFew => "parcel_too_few",
        Refusal::TooMany => "parcel_too_many",
        Refusal::NotAllowed => "parcel_not_allowed",
        Refusal::WholeLinesOnly => "parcel_whole_lines",
        Refusal::OtherReceiver => "parcel_other_receiver",
        Refusal::HiddenReceiver => "parcel_hidden_receiver",
        Refusal::BadPieces => "parcel_bad_pieces",
        Refusal::ChangedSince => "changed_since",
    }
}

pub fn refusal_text(app: &App, why: Refusal) -> String {
    app.say_with(&format!("error.refused.{}", refusal_word(why)), &[])
}

fn refused(app: &App, why: Refusal) -> Failure {
    Failure::new(Code::Refused).with("reason", refusal_word(why)).with("why", refusal_text(app, why))
}

fn refused_as(app: &App, word: &str) -> Failure {
    Failure::new(Code::Refused).with("reason", word).with("why", app.say_with(&format!("error.refused.{word}"), &[]))
}

/// Merges the chosen orders, with all that travel with them already, into one parcel.
pub fn merge(app: &App, session: &Session, request: MergeRequest) -> Result<ParcelsReply> {
    let ids = request.selection.ids(app)?;
    if ids.len() > MOST_ORDERS {
        return Err(refused(app, Refusal::TooMany));
    }
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let mut gone: Vec<KeptParcel> = Vec::new();
        let mut orders: BTreeMap<i64, Order> = BTreeMap::new();
        for id in &ids {
            let kept = w.parcels_of(*id)?;
            if kept.len() > 1 || kept.first().map(|p| w.parcels_of_step(p.step_id)).transpose()?.is_some_and(|all| all.len() > 1) {
                return Err(refused_as(app, "parcel_is_split"));
            }
            let together = kept.first().map_or_else(|| vec![*id], |p| p.parcel.orders());
            gone.extend(kept.into_iter().filter(|p| gone.iter().all(|g| g.id != p.id)).collect::<Vec<_>>());
            for id in together {
                let order = w.order(id)?.ok_or_else(|| Failure::new(Code::NotFound).with("what", id))?;
                orders.insert(id, order);
            }
        }
        may_merge(app, w, &orders)?;
        if gone.len() == 1 && gone[0].parcel.orders().len() == orders.len() {
            return Err(refused_as(app, "parcel_is_merged"));
        }
        let wholes: Vec<Parcel> = orders.values().map(Parcel::whole).collect();
        let done = merged(&wholes).map_err(|why| refused(app, why))?;
        let gone: Vec<i64> = gone.iter().map(|p| p.id).collect();
        w.add_parcel_step("merge", &session.actor, now_ms, &gone, &done.after)?;
        let numbers: Vec<&str> = orders.values().map(|o| o.order_no.as_str()).collect();
        let data = json!({ "count": orders.len(), "numbers": numbers.join("、") }).to_string();
        for id in orders.keys() {
            w.append_events(*id, &[touch::event(session, now_ms, "parcel_merge", None, None, Some(data.clone()))])?;
        }
        show::of_order(app, w, ids[0])
    })
}

/// Refuses with the domain's reason.
fn may_merge(app: &App, r: &Reader<'_>, orders: &BTreeMap<i64, Order>) -> Result<()> {
    let platforms = platforms(r, orders)?;
    let list: Vec<Mergeable<'_>> = orders.values().map(|order| mergeable(order, &platforms[&order.shop_id])).collect();
    merging_refusal(&list).map_or(Ok(()), |why| Err(refused(app, why)))
}

/// Platform codes by shop.
pub fn platforms(r: &Reader<'_>, orders: &BTreeMap<i64, Order>) -> Result<BTreeMap<i64, String>> {
    let mut out = BTreeMap::new();
    for order in orders.values() {
        if let Entry::Vacant(entry) = out.entry(order.shop_id) {
            entry.insert(r.platform_code(order.shop_id)?.unwrap_or_default());
        }
    }
    Ok(out)
}

/// Files carry no key of the platform's own for a receiver.
pub fn mergeable<'a>(order: &'a Order, platform: &'a str) -> Mergeable<'a> {
    Mergeable { order, platform, receiver_key: None, limits: limits_of(platform) }
}

/// What all of the platforms allow together.
fn strictest(limits: impl Iterator<Item = Limits>) -> Limits {
    let rank = |by: SplitBy| match by {
        SplitBy::Piece => 0,
        SplitBy::Line => 1,
        SplitBy::Never => 2,
    };
    let least = |a: Option<usize>, b: Option<usize>| a.into_iter().chain(b).min();
    limits.fold(Limits::default(), |all, one| Limits {
        merge_by: all.merge_by,
        split_by: if rank(one.split_by) > rank(all.split_by) { one.split_by } else { all.split_by },
        orders_per_parcel: least(all.orders_per_parcel, one.orders_per_parcel),
        parcels_per_order: least(all.parcels_per_order, one.parcels_per_order),
        lines_per_split: least(all.lines_per_split, one.lines_per_split),
    })
}

/// Splits the parcel of an order.
pub fn split(app: &App, session: &Session, request: SplitRequest) -> Result<ParcelsReply> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let id = show::asked_for(app, w, request.id, request.no.as_deref())?;
        let order = w.order(id)?.ok_or_else(|| Failure::new(Code::NotFound).with("what", id))?;
        let kept = w.parcels_of(id)?;
        let (parcel, gone) = match kept.as_slice() {
            [] => (Parcel::whole(&order), None),
            [one] if w.parcels_of_step(one.step_id)?.len() == 1 => (one.parcel.clone(), Some(one.id)),
            _ => return Err(refused_as(app, "parcel_is_split")),
        };
        let mut orders = BTreeMap::from([(id, order)]);
        for mate in parcel.orders() {
            orders.insert(mate, w.show(mate)?);
        }
        let platforms = platforms(w, &orders)?;
        if let Some(why) = orders.values().find_map(|o| mergeable(o, &platforms[&o.shop_id]).refusal()) {
            return Err(refused(app, why));
        }
        let limits = strictest(platforms.values().map(|code| limits_of(code)));
        let done = parted(&parcel, &request.takes, limits).map_err(|why| refused(app, why))?;
        let gone: Vec<i64> = gone.into_iter().collect();
        w.add_parcel_step("split", &session.actor, now_ms, &gone, &done.after)?;
        let data = json!({ "count": done.after.len() }).to_string();
        for order_id in orders.keys() {
            w.append_events(*order_id, &[touch::event(session, now_ms, "parcel_split", None, None, Some(data.clone()))])?;
        }
        show::of_order(app, w, id)
    })
}

/// Takes the last merge or split of an order back, until something of it is printed.
pub fn undo(app: &App, session: &Session, request: ParcelsRequest) -> Result<ParcelsReply> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let id = show::asked_for(app, w, request.id, request.no.as_deref())?;
        let kept = w.parcels_of(id)?;
        let Some(first) = kept.first() else { return Err(refused_as(app, "parcel_is_plain")) };
        let all = w.parcels_of_step(first.step_id)?;
        let mut orders = BTreeMap::new();
        for order_id in all.iter().flat_map(|p| p.parcel.orders()) {
            orders.insert(order_id, w.show(order_id)?);
        }
        if let Some(why) = undo_refusal(w, &all, &orders)? {
            return Err(refused(app, why));
        }
        take_back(w, first.step_id, &orders)?;
        for order_id in orders.keys() {
            w.append_events(*order_id, &[touch::event(session, now_ms, "parcel_undo", None, None, None)])?;
        }
        show::of_order(app, w, id)
    })
}

/// Why a step with these parcels cannot be taken back.
pub fn undo_refusal(r: &Reader<'_>, all: &[KeptParcel], orders: &BTreeMap<i64, Order>) -> Result<Option<Refusal>> {
    let mut printed = orders.values().any(|o| o.print_count > 0);
    for parcel in all {
        printed |= r.has_paper(parcel.id)?;
    }
    let gone = orders.values().any(|o| o.state != State::Closed && !o.state.is_before_shipping());
    Ok(if printed {
        Some(Refusal::Printed)
    } else if gone {
        Some(Refusal::NotWaiting)
    } else {
        None
    })
}

/// Puts what the step had replaced back in its place. Contents are made anew: an order may have changed, or be closed, since then.
pub fn take_back(w: &mut Writer<'_>, step_id: i64, orders: &BTreeMap<i64, Order>) -> Result<()> {
    w.remove_parcel_step(step_id)?;
    let mut seen: Vec<i64> = Vec::new();
    for id in orders.keys() {
        for parcel in w.parcels_of(*id)? {
            if !seen.contains(&parcel.id) {
                seen.push(parcel.id);
                refill(w, &parcel)?;
            }
        }
    }
    Ok(())
}

/// Fills a parcel of whole orders with them as they are now; closed ones leave it. With fewer than two left it is dissolved.
pub fn refill(w: &mut Writer<'_>, parcel: &KeptParcel) -> Result<()> {
    let mut wholes = Vec::new();
    for id in parcel.parcel.orders() {
        wholes.extend(w.order(id)?.filter(|o| o.state != State::Closed).map(|o| Parcel::whole(&o)));
    }
    match merged(&wholes) {
        Ok(done) => w.refill_parcel(parcel.id, &done.after[0])?,
        Err(_) => w.remove_parcel_step(parcel.step_id)?,
    }
    Ok(())
}
