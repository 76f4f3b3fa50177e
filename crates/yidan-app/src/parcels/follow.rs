//! What a change of one order means for its parcels: money and pieces have to add up again, and a closed order leaves.

use super::change::{refill, take_back};
use crate::error::Result;
use crate::orders::review::by_system;
use serde_json::json;
use std::collections::BTreeMap;
use yidan_domain::order::{Order, State};
use yidan_domain::parcel::Parcel;
use yidan_store::Writer;

/// Puts the parcels of an order right after it has changed. Parcels with a label stay as they were printed.
pub fn follow(w: &mut Writer<'_>, before: &Order, after: &Order, now_ms: i64) -> Result<()> {
    let closes = after.state == State::Closed && before.state != State::Closed;
    if !closes && Parcel::whole(before) == Parcel::whole(after) {
        return Ok(());
    }
    let Some(first) = w.parcels_of(after.id)?.into_iter().next() else { return Ok(()) };
    let all = w.parcels_of_step(first.step_id)?;
    for parcel in &all {
        if w.has_paper(parcel.id)? {
            return Ok(());
        }
    }
    let mut orders = BTreeMap::new();
    for id in all.iter().flat_map(|p| p.parcel.orders()) {
        orders.insert(id, w.show(id)?);
    }
    if all.len() > 1 {
        // Nobody can tell which pieces of a changed order belong where: the parts come together again.
        take_back(w, first.step_id, &orders)?;
        return tell(w, orders.keys(), "parcel_undo", after, now_ms);
    }
    refill(w, &first)?;
    if closes { tell(w, orders.keys(), "parcel_leave", after, now_ms) } else { Ok(()) }
}

fn tell<'a>(w: &mut Writer<'_>, ids: impl Iterator<Item = &'a i64>, kind: &str, about: &Order, now_ms: i64) -> Result<()> {
    let data = json!({ "no": about.order_no }).to_string();
    for id in ids {
        w.append_events(*id, &[by_system(now_ms, kind, Some(data.clone()))])?;
    }
    Ok(())
}
