//! What one label stands for: an order, several in one parcel, or a part of one. Which orders may have a label is `pdf::drawable`.

use super::data::{self, Place};
use super::pdf::{self, Skipped};
use crate::App;
use crate::error::Result;
use crate::orders::view::Shops;
use crate::waybills;
use std::collections::HashSet;
use yidan_domain::order::{By, Order};
use yidan_domain::parcel::{Parcel, Portion};
use yidan_labels::{LabelData, LabelItem};
use yidan_store::{KeptParcel, KeptWaybill};

/// One label.
pub struct Unit {
    /// Where orders were merged or split.
    pub parcel_id: Option<i64>,
    /// The first one names the label.
    pub orders: Vec<Order>,
    /// The pieces that travel; absent = all of the order.
    parcel: Option<Parcel>,
    /// n of n/m; 0 = not split.
    part: (u32, u32),
    /// The number that was issued for it.
    pub issued: Option<KeptWaybill>,
}

/// Makes labels out of orders, each parcel once however many of its orders were chosen.
#[derive(Default)]
pub struct Units {
    seen: HashSet<i64>,
}

impl Units {
    /// The labels of one order. Refused ones go to `skipped`. Of a split order only the parts that `wanted` asks for.
    pub fn of(
        &mut self,
        app: &App,
        by: By,
        id: i64,
        skipped: &mut Vec<Skipped>,
        wanted: impl Fn(&KeptParcel) -> Result<bool>,
    ) -> Result<Vec<Unit>> {
        let parcels = app.store.get(|r| r.parcels_of(id))?;
        if parcels.is_empty() {
            let order = pdf::drawable(app, by, id, skipped)?;
            let issued = app.store.read(|r| waybills::standing(r, id, None))?;
            let unit = |order| Unit { parcel_id: None, orders: vec![order], parcel: None, part: (0, 0), issued: issued.clone() };
            return Ok(order.into_iter().map(unit).collect());
        }
        let mut out = Vec::new();
        for kept in parcels {
            if self.seen.insert(kept.id) && wanted(&kept)? {
                out.extend(of_parcel(app, by, kept, skipped)?);
            }
        }
        Ok(out)
    }
}

/// The label of a parcel that still stands, while all of its orders may have one.
pub fn of_parcel(app: &App, by: By, kept: KeptParcel, skipped: &mut Vec<Skipped>) -> Result<Option<Unit>> {
    let mut orders = Vec::new();
    let mut stopped = Vec::new();
    for id in kept.parcel.orders() {
        orders.extend(pdf::drawable(app, by, id, &mut stopped)?);
    }
    let all = app.store.get(|r| r.parcels_of_step(kept.step_id))?;
    if let Some(first) = stopped.into_iter().next() {
        // One that may not leave keeps the whole parcel.
        if kept.parcel.orders().len() > 1 {
            let text = app.say_with("print.parcel_stopped", &[("no", first.order_no.clone()), ("why", first.text.clone())]);
            skipped.extend(orders.iter().map(|o| Skipped {
                order_no: o.order_no.clone(),
                reason: first.reason.clone(),
                text: text.clone(),
            }));
        }
        skipped.push(first);
        return Ok(None);
    }
    let part = match all.iter().position(|p| p.id == kept.id) {
        Some(at) if all.len() > 1 => (at as u32 + 1, all.len() as u32),
        _ => (0, 0),
    };
    let first = orders.first().map_or(0, |o| o.id);
    let issued = app.store.read(|r| waybills::standing(r, first, Some(kept.id)))?;
    Ok(Some(Unit { parcel_id: Some(kept.id), orders, parcel: Some(kept.parcel), part, issued }))
}

impl Unit {
    /// The order that names the label.
    pub fn first(&self) -> &Order {
        // A unit is made of at least one order.
        &self.orders[0]
    }

    /// The number of this very parcel where it was issued here; else what is known of its orders.
    pub fn waybill_no(&self) -> Option<String> {
        if let Some(number) = self.issued.as_ref().and_then(|w| w.number.clone()) {
            return Some(number);
        }
        // Part n of a split order goes with its n-th waybill, as far as there are so many.
        let at = self.part.0.saturating_sub(1) as usize;
        let first = self.orders.iter().find(|o| o.trackings.iter().flatten().next().is_some())?;
        first.trackings.iter().flatten().nth(at).or(first.trackings.iter().flatten().next()).map(|t| t.number().to_owned())
    }

    /// What the label says.
    pub fn data(&self, app: &App, shops: &Shops, place: Place<'_>) -> LabelData {
        let mut data = pdf::one(app, shops, self.first(), place);
        if let Some(issued) = &self.issued {
            data.waybill_no = issued.number.clone().or(data.waybill_no);
            data.carrier.clone_from(&issued.carrier);
            data.route_code = issued.route_code.clone().unwrap_or_default();
            data.bag_place = issued.bag_place.clone().unwrap_or_default();
        }
        let Some(parcel) = &self.parcel else { return data };
        let texts = |of: fn(&Order) -> &Option<String>| {
            let mut all: Vec<&str> = self.orders.iter().filter_map(|o| of(o).as_deref()).collect();
            all.dedup();
            all.join("；")
        };
        data.merged_order_nos = self.orders[1..].iter().map(|o| o.order_no.clone()).collect();
        (data.parcel_index, data.parcel_count) = self.part;
        (data.buyer_note, data.seller_note) = (texts(|o| &o.buyer_memo), texts(|o| &o.seller_memo));
        let money = parcel.money();
        (data.paid_fen, data.freight_fen) = (money.buyer_amount_fen, money.freight_fen);
        data.waybill_no = self.waybill_no();
        data.items = parcel.portions.iter().filter_map(|p| self.item(p)).collect();
        data
    }

    /// All pieces that travel, line by line.
    pub fn goods(&self) -> Vec<LabelItem> {
        match &self.parcel {
            Some(parcel) => parcel.portions.iter().filter_map(|p| self.item(p)).collect(),
            None => self.orders.iter().flat_map(|o| &o.items).map(data::item).collect(),
        }
    }

    /// The pieces of one line, as labels show them.
    fn item(&self, portion: &Portion) -> Option<LabelItem> {
        let order = self.orders.iter().find(|o| o.id == portion.order_id)?;
        let item = data::item(order.items.get(portion.line)?);
        Some(LabelItem { qty: portion.qty.unwrap_or(item.qty), amount_fen: portion.amount_fen, ..item })
    }
}
