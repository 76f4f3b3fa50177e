//! The orders that travel together and the parcels in which they do: which numbers have to go over the desk before the orders leave.

use super::code::{mother, plain};
use crate::error::Result;
use crate::parcels;
use std::collections::BTreeMap;
use yidan_domain::Tracking;
use yidan_domain::order::Order;
use yidan_domain::parcel::{Parcel, Portion};
use yidan_store::{LeftParcel, Reader, WaybillState};

/// One parcel, or one of the boxes of a parcel that goes in several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// In plain form; absent = no number is known for it yet.
    pub number: Option<String>,
    /// The number as it stands on the order.
    pub shown: Option<String>,
    pub portions: Vec<Portion>,
    /// The goods lie in several boxes, and nobody knows what is in which.
    pub is_shared: bool,
}

/// Orders that leave together.
pub struct Company {
    /// Never empty.
    pub orders: Vec<Order>,
    /// Never empty.
    pub parts: Vec<Part>,
    /// Which part was scanned.
    pub at: usize,
    /// Numbers that went over the desk, and stayed away.
    pub left: BTreeMap<String, LeftParcel>,
}

/// Entries of the trail after which a parcel lies here again.
const CAME_BACK: [&str; 3] = ["send_back", "unprint", "back"];

impl Company {
    /// The orders of these ids with all who hang together with them. `code` is what was scanned. `None` when there are none.
    pub fn of(r: &Reader<'_>, ids: &[i64], code: &str) -> Result<Option<Company>> {
        let mut all: Vec<i64> = Vec::new();
        for id in ids {
            all.extend(parcels::mates(r, *id)?);
        }
        all.sort_unstable();
        all.dedup();
        let mut orders = Vec::new();
        for id in all {
            orders.extend(r.order(id)?);
        }
        if orders.is_empty() {
            return Ok(None);
        }
        let mut parts = boxed(&units(r, &orders)?);
        if let Some(mother) = mother(code).map(plain)
            && let Some(at) = parts.iter().position(|p| p.number.as_ref() == Some(&mother))
        {
            let whole = parts.remove(at);
            parts.splice(at..at, children(&whole, code));
        }
        let code = plain(code);
        let at = parts.iter().position(|p| p.number.as_ref() == Some(&code)).unwrap_or(0);
        let left = left(r, &orders)?;
        Ok(Some(Company { orders, parts, at, left }))
    }

    /// What was scanned.
    pub fn part(&self) -> &Part {
        // `at` is the place of a part, or 0, and there is at least one.
        &self.parts[self.at]
    }

    /// The name under which the scanned part is remembered: its number, or that of its order where it has none.
    pub fn key(&self) -> String {
        self.part().number.clone().unwrap_or_else(|| plain(&self.orders[0].order_no))
    }

    /// Orders with pieces in the scanned part, those of a part without pieces too.
    pub fn orders_of_part(&self) -> Vec<i64> {
        let mut ids: Vec<i64> = self.part().portions.iter().map(|p| p.order_id).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() { self.orders.iter().map(|o| o.id).collect() } else { ids }
    }

    /// Parts that have not gone over the desk yet, the scanned one aside.
    pub fn missing(&self) -> Vec<&Part> {
        let is_missing = |(at, p): &(usize, &Part)| *at != self.at && p.number.as_ref().is_none_or(|n| !self.left.contains_key(n));
        self.parts.iter().enumerate().filter(is_missing).map(|(_, p)| p).collect()
    }
}

/// Numbers and pieces of every parcel, in the order of orders and their parcels.
type Unit = (Vec<Tracking>, Vec<Portion>);

fn units(r: &Reader<'_>, orders: &[Order]) -> Result<Vec<Unit>> {
    let mut out: Vec<Unit> = Vec::new();
    let mut seen: BTreeMap<i64, usize> = BTreeMap::new();
    for order in orders {
        let kept = r.parcels_of(order.id)?;
        let numbers: Vec<Tracking> = order.trackings.iter().flatten().filter(|t| !plain(t.number()).is_empty()).cloned().collect();
        let bought = bought(r, order, &numbers)?;
        if kept.is_empty() {
            let children = bought.into_iter().map(|(_, t)| t);
            out.push((numbers.into_iter().chain(children).collect(), Parcel::whole(order).portions));
            continue;
        }
        for (place, parcel) in kept.iter().enumerate() {
            let of_parcel = bought.iter().filter(|(id, _)| *id == Some(parcel.id)).map(|(_, t)| t.clone());
            let mut own: Vec<Tracking> = of_parcel.collect();
            if own.is_empty() {
                // Numbers typed by hand belong to the parts of an order in the order in which both were made.
                own = if kept.len() == 1 { numbers.clone() } else { numbers.get(place).cloned().into_iter().collect() };
            }
            match seen.get(&parcel.id) {
                Some(at) => out[*at].0.extend(own),
                None => {
                    seen.insert(parcel.id, out.len());
                    out.push((own, parcel.parcel.portions.clone()));
                }
            }
        }
    }
    Ok(out)
}

/// Numbers that were bought for parcels of an order and are on them: those that the order carries, and their children.
fn bought(r: &Reader<'_>, order: &Order, carried: &[Tracking]) -> Result<Vec<(Option<i64>, Tracking)>> {
    let mut out = Vec::new();
    for w in r.waybills_of(order.id)?.into_iter().filter(|w| w.state == WaybillState::Issued) {
        let Some(number) = w.number else { continue };
        let is_carried = |no: &str| carried.iter().any(|t| plain(t.number()) == plain(no));
        if (w.role == "parcel" && is_carried(&number)) || (w.role == "child" && w.mother.as_deref().is_none_or(is_carried)) {
            out.push((w.parcel_id, Tracking(Some(w.carrier), number)));
        }
    }
    Ok(out)
}

/// One part per number; what carries the same number is one parcel.
fn boxed(units: &[Unit]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (numbers, portions) in units {
        let mut distinct: Vec<(String, &str)> = Vec::new();
        for t in numbers {
            let key = plain(t.number());
            if distinct.iter().all(|(known, _)| *known != key) {
                distinct.push((key, t.number()));
            }
        }
        let is_shared = distinct.len() > 1;
        if distinct.is_empty() {
            parts.push(Part { number: None, shown: None, portions: portions.clone(), is_shared });
        }
        for (number, shown) in distinct {
            match parts.iter_mut().find(|p| p.number.as_ref() == Some(&number)) {
                Some(known) => known.portions.extend(portions.iter().cloned()),
                None => parts.push(Part { number: Some(number), shown: Some(shown.to_owned()), portions: portions.clone(), is_shared }),
            }
        }
    }
    parts
}

/// The boxes of a mother waybill, as the child's own number counts them.
fn children(whole: &Part, code: &str) -> Vec<Part> {
    let mut ends = code.trim_end_matches('-').rsplit('-');
    let total: u32 = ends.next().and_then(|t| t.parse().ok()).unwrap_or(1);
    let mother = mother(code).unwrap_or(code);
    let child = |n: u32| {
        let shown = format!("{mother}-{n}-{total}-");
        Part { number: Some(plain(&shown)), shown: Some(shown), portions: whole.portions.clone(), is_shared: total > 1 }
    };
    (1..=total.max(1)).map(child).collect()
}

/// Numbers that went over the desk since the order last came back.
fn left(r: &Reader<'_>, orders: &[Order]) -> Result<BTreeMap<String, LeftParcel>> {
    let mut out = BTreeMap::new();
    for order in orders {
        let list = r.left_of(order.id)?;
        if list.is_empty() {
            continue;
        }
        let came_back = r.events(order.id)?.into_iter().filter(|e| CAME_BACK.contains(&e.kind.as_str())).map(|e| e.at_ms).max();
        out.extend(list.into_iter().filter(|l| came_back.is_none_or(|at_ms| l.at_ms > at_ms)).map(|l| (l.number.clone(), l)));
    }
    Ok(out)
}
