//! `parcels.show`: the parcels of an order with their pieces and money.

use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::moment;
use crate::orders::find;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_domain::order::Order;
use yidan_domain::parcel::{Limits, MergeBy, Money, Parcel, SplitBy, limits_of};
use yidan_store::{KeptParcel, Reader};

/// Asks for the parcels of one order, by its id or by any number known of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ParcelsRequest {
    pub id: Option<i64>,
    pub no: Option<String>,
}

/// Some pieces of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParcelLine {
    pub order_id: i64,
    pub order_no: String,
    /// Place of the line in its order, first = 0.
    pub line: usize,
    pub sku_code: Option<String>,
    pub title: Option<String>,
    pub spec: Option<String>,
    /// Absent where the source tells no pieces.
    pub qty: Option<i64>,
    pub amount_fen: Option<i64>,
}

/// An order of a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParcelOrder {
    pub id: i64,
    pub order_no: String,
    pub shop_id: i64,
}

/// One parcel. An order that was neither merged nor split is one parcel without an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParcelView {
    pub id: Option<i64>,
    /// n of `of`; both 1 where nothing was split.
    pub no: usize,
    pub of: usize,
    pub orders: Vec<ParcelOrder>,
    pub lines: Vec<ParcelLine>,
    pub pieces: i64,
    pub money: Money,
    /// Labels of it that came out.
    pub printed: i64,
}

/// What the platform of an order allows, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LimitsView {
    #[serde(flatten)]
    pub limits: Limits,
    pub text: String,
}

/// The parcels of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParcelsReply {
    pub parcels: Vec<ParcelView>,
    /// `merge` or `split`: the last step, which `parcels.undo` would take back.
    pub step: Option<String>,
    pub actor: Option<String>,
    pub at: Option<String>,
    /// Why the last step cannot be taken back; absent = it can, or there is none.
    pub undo_refusal: Option<String>,
    pub limits: LimitsView,
}

/// The id that a request means.
pub fn asked_for(app: &App, r: &Reader<'_>, id: Option<i64>, no: Option<&str>) -> Result<i64> {
    match (id, no) {
        (Some(id), _) => Ok(id),
        (None, Some(no)) => find::the_one(app, r, no),
        (None, None) => Err(Failure::new(Code::BadRequest).with("detail", "id / no")),
    }
}

/// The parcels of one order.
pub fn show(app: &App, _session: &Session, request: ParcelsRequest) -> Result<ParcelsReply> {
    app.store.read(|r| {
        let id = asked_for(app, r, request.id, request.no.as_deref())?;
        of_order(app, r, id)
    })
}

/// The parcels of one order, as they are kept, with what may be done.
pub fn of_order(app: &App, r: &Reader<'_>, id: i64) -> Result<ParcelsReply> {
    let order = r.order(id)?.ok_or_else(|| Failure::new(Code::NotFound).with("what", id))?;
    let own = r.parcels_of(id)?;
    let limits = limits_view(app, limits_of(&r.platform_code(order.shop_id)?.unwrap_or_default()));
    let Some(first) = own.first() else {
        let parcels = vec![view(r, None, &Parcel::whole(&order), 1, 1, &BTreeMap::from([(id, order)]))?];
        return Ok(ParcelsReply { parcels, step: None, actor: None, at: None, undo_refusal: None, limits });
    };
    let step = r.parcel_step(first.step_id)?;
    let all = r.parcels_of_step(first.step_id)?;
    let mut orders = BTreeMap::new();
    for order_id in all.iter().flat_map(|p| p.parcel.orders()) {
        if let Some(order) = r.order(order_id)? {
            orders.insert(order_id, order);
        }
    }
    let mut parcels = Vec::new();
    for (at, kept) in all.iter().enumerate() {
        parcels.push(view(r, Some(kept), &kept.parcel, at + 1, all.len(), &orders)?);
    }
    Ok(ParcelsReply {
        parcels,
        undo_refusal: super::change::undo_refusal(r, &all, &orders)?.map(|why| super::change::refusal_text(app, why)),
        step: Some(step.kind),
        actor: Some(step.actor),
        at: Some(moment::rfc3339(step.created_at_ms)),
        limits,
    })
}

fn view(
    r: &Reader<'_>,
    kept: Option<&KeptParcel>,
    parcel: &Parcel,
    no: usize,
    of: usize,
    orders: &BTreeMap<i64, Order>,
) -> Result<ParcelView> {
    let named = |id: i64| orders.get(&id);
    let lines = parcel.portions.iter().map(|p| {
        let item = named(p.order_id).and_then(|o| o.items.get(p.line));
        ParcelLine {
            order_id: p.order_id,
            order_no: named(p.order_id).map(|o| o.order_no.clone()).unwrap_or_default(),
            line: p.line,
            sku_code: item.and_then(|i| i.sku_code.clone()),
            title: item.and_then(|i| i.title.clone()),
            spec: item.and_then(|i| i.spec.clone()),
            qty: p.qty,
            amount_fen: p.amount_fen,
        }
    });
    let of_parcel = parcel.orders().into_iter().filter_map(named);
    Ok(ParcelView {
        id: kept.map(|k| k.id),
        no,
        of,
        orders: of_parcel.map(|o| ParcelOrder { id: o.id, order_no: o.order_no.clone(), shop_id: o.shop_id }).collect(),
        lines: lines.collect(),
        pieces: parcel.portions.iter().filter_map(|p| p.qty).sum(),
        money: parcel.money(),
        printed: match kept {
            Some(k) => r.parcel_prints(k.id)?,
            None => orders.values().map(|o| o.print_count).sum(),
        },
    })
}

/// What a platform allows, in words.
pub fn limits_view(app: &App, limits: Limits) -> LimitsView {
    let mut parts = vec![
        app.say_with(
            match limits.merge_by {
                MergeBy::Key => "parcel.limit.merge_key",
                MergeBy::Receiver => "parcel.limit.merge_receiver",
                MergeBy::Never => "parcel.limit.merge_never",
            },
            &[],
        ),
        app.say_with(
            match limits.split_by {
                SplitBy::Piece => "parcel.limit.split_piece",
                SplitBy::Line => "parcel.limit.split_line",
                SplitBy::Never => "parcel.limit.split_never",
            },
            &[],
        ),
    ];
    for (key, most) in [
        ("parcel.limit.orders", limits.orders_per_parcel),
        ("parcel.limit.parcels", limits.parcels_per_order),
        ("parcel.limit.lines", limits.lines_per_split),
    ] {
        parts.extend(most.map(|n| app.say_with(key, &[("n", n.to_string())])));
    }
    LimitsView { limits, text: parts.join(&app.say_with("parcel.limit.and", &[])) }
}
