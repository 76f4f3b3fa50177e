//! `doubles.list` and `doubles.show`: pairs that wait for an answer, and two orders side by side.

use super::words;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::orders::row::OrderRow;
use crate::orders::view::{self, Shops};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::LIST_ROWS;
use yidan_domain::money::yuan;
use yidan_domain::order::Order;
use yidan_store::{Pair, PairAnswer, Reader};

/// Asks for pairs that nobody has answered, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct DoublesRequest {
    /// 100 when absent.
    pub limit: Option<usize>,
}

/// Two orders that are probably the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PairView {
    /// Ids of the two orders, the older one first.
    pub pair: (i64, i64),
    pub order_nos: (String, String),
    pub shops: (String, String),
    /// 0 to 100.
    pub score: u8,
    /// Buyer, moment and goods are all equal.
    pub same: bool,
    /// Words of reasons as seen from the first.
    pub reasons: Vec<String>,
    /// The reasons as people say them.
    pub why: String,
    /// `open`, `kept`, `voided`, `merged`
    pub answer: String,
    /// The order that was voided, or went up in the other one.
    pub gone: Option<i64>,
    pub actor: Option<String>,
    pub found_at: String,
    pub answered_at: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DoublesReply {
    pub pairs: Vec<PairView>,
}

/// Asks for a pair by its ids, or for the likeliest pair of an order by any number known of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PairRequest {
    pub pair: Option<(i64, i64)>,
    pub no: Option<String>,
    pub mask: bool,
}

/// One field of both orders, in words.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FieldPair {
    /// `receiver_name`, `items`, …
    pub field: String,
    pub name: String,
    pub left: String,
    pub right: String,
    pub differs: bool,
}

/// Both orders side by side.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SideBySide {
    pub pair: PairView,
    pub left: OrderRow,
    pub right: OrderRow,
    pub fields: Vec<FieldPair>,
    /// Why they cannot be merged; absent = they can.
    pub merge_refusal: Option<String>,
    /// The order that would go up in the other one.
    pub merge_gone: Option<i64>,
    /// Why the left, and the right one, cannot be voided; absent = it can.
    pub void_refusals: (Option<String>, Option<String>),
}

/// Pairs that nobody has answered.
pub fn list(app: &App, _session: &Session, request: DoublesRequest) -> Result<DoublesReply> {
    let limit = request.limit.unwrap_or(100).clamp(1, LIST_ROWS) as i64;
    app.store.read(|r| {
        let shops = Shops::of(r)?;
        let mut pairs = Vec::new();
        for pair in r.open_pairs(limit)? {
            pairs.extend(shown(app, r, &shops, &pair)?);
        }
        Ok(DoublesReply { pairs })
    })
}

/// Open questions about one order.
pub fn open_of(app: &App, r: &Reader<'_>, shops: &Shops, order_id: i64) -> Result<Vec<PairView>> {
    let mut out = Vec::new();
    for pair in r.pairs_of(order_id)?.iter().filter(|p| p.answer == PairAnswer::Open) {
        out.extend(shown(app, r, shops, pair)?);
    }
    Ok(out)
}

fn shown(app: &App, r: &Reader<'_>, shops: &Shops, pair: &Pair) -> Result<Option<PairView>> {
    let (Some(a), Some(b)) = (r.order(pair.a)?, r.order(pair.b)?) else { return Ok(None) };
    Ok(Some(of_orders(app, shops, pair, &a, &b)))
}

pub fn of_orders(app: &App, shops: &Shops, pair: &Pair, a: &Order, b: &Order) -> PairView {
    PairView {
        pair: (pair.a, pair.b),
        order_nos: (a.order_no.clone(), b.order_no.clone()),
        shops: (shops.name(a.shop_id), shops.name(b.shop_id)),
        score: pair.score,
        same: pair.same,
        why: words::why(app, &pair.reasons, false),
        reasons: pair.reasons.clone(),
        answer: pair.answer.word().to_owned(),
        gone: pair.gone,
        actor: pair.actor.clone(),
        found_at: moment::rfc3339(pair.found_at_ms),
        answered_at: moment::maybe(pair.answered_at_ms),
    }
}

/// The pair that a request means.
pub fn asked_for(app: &App, r: &Reader<'_>, pair: Option<(i64, i64)>, no: Option<&str>) -> Result<Pair> {
    let missing = |what: String| Failure::new(Code::NotFound).with("what", what);
    match (pair, no) {
        (Some((a, b)), _) => r.pair(a, b)?.ok_or_else(|| missing(format!("{a} {b}"))),
        (None, Some(no)) => {
            let id = crate::orders::find::the_one(app, r, no)?;
            let mut pairs = r.pairs_of(id)?;
            pairs.sort_by_key(|p| p.answer != PairAnswer::Open);
            pairs.into_iter().next().ok_or_else(|| missing(no.to_owned()))
        }
        (None, None) => Err(Failure::new(Code::BadRequest).with("detail", "pair / no")),
    }
}

/// Both orders of a pair with what differs.
pub fn show(app: &App, _session: &Session, request: PairRequest) -> Result<SideBySide> {
    app.store.read(|r| {
        let pair = asked_for(app, r, request.pair, request.no.as_deref())?;
        let (a, b) = (r.show(pair.a)?, r.show(pair.b)?);
        let shops = Shops::of(r)?;
        let (left, right) = (view::of_order(app, &shops, &a, false, request.mask), view::of_order(app, &shops, &b, false, request.mask));
        let plan = super::answer::merging(r, &a, &b, None)?;
        let say = |reason: &'static str| app.say_with(&format!("error.refused.{reason}"), &[]);
        let void = |order: &Order| super::answer::void_refusal(app, order);
        Ok(SideBySide {
            pair: of_orders(app, &shops, &pair, &a, &b),
            fields: fields(app, &left, &right),
            merge_refusal: plan.as_ref().err().map(|reason| say(reason)),
            merge_gone: plan.ok(),
            void_refusals: (void(&a), void(&b)),
            left,
            right,
        })
    })
}

/// Field by field in words; empty on both sides is left out.
fn fields(app: &App, left: &OrderRow, right: &OrderRow) -> Vec<FieldPair> {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let moment = |t: &Option<String>| t.as_deref().map_or(String::new(), |t| t.get(..19).unwrap_or(t).replace('T', " "));
    let address = |o: &OrderRow| [&o.receiver_province, &o.receiver_city, &o.receiver_district, &o.receiver_address].map(text).concat();
    let goods = |o: &OrderRow| {
        let line = |i: &yidan_domain::ItemDraft| {
            let name = i.sku_code.clone().or_else(|| i.title.clone()).unwrap_or_default();
            let spec = i.spec.as_ref().map(|s| format!(" {s}")).unwrap_or_default();
            format!("{name}{spec} ×{}", i.qty.map_or("?".to_owned(), |n| n.to_string()))
        };
        o.items.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let trackings = |o: &OrderRow| o.trackings.iter().flatten().map(|t| t.number().to_owned()).collect::<Vec<_>>().join(" ");
    let of = |o: &OrderRow| -> Vec<(&'static str, String)> {
        vec![
            ("order_no", o.order_no.clone()),
            ("shop", o.shop.clone()),
            ("state", app.say_with(&format!("state.{}", o.state.word()), &[])),
            ("created_at", moment(&o.created_at)),
            ("paid_at", moment(&o.paid_at)),
            ("buyer_amount_fen", o.buyer_amount_fen.map(yuan).unwrap_or_default()),
            ("receiver_name", text(&o.receiver_name)),
            ("receiver_phone", text(&o.receiver_phone)),
            ("receiver_address", address(o)),
            ("items", goods(o)),
            ("buyer_memo", text(&o.buyer_memo)),
            ("seller_memo", text(&o.seller_memo)),
            ("trackings", trackings(o)),
        ]
    };
    let pairs = of(left).into_iter().zip(of(right));
    pairs
        .filter(|((_, l), (_, r))| !(l.is_empty() && r.is_empty()))
        .map(|((field, l), (_, r))| FieldPair {
            field: field.to_owned(),
            name: app.say_with(&format!("field.{field}"), &[]),
            differs: l != r,
            left: l,
            right: r,
        })
        .collect()
}
