//! One request of a shop's own program: its orders go through the one door for orders, all in one transaction. A bad order is named with
//! its reason and the others still come in.

use super::knock::{Knock, let_in, refused};
use crate::App;
use crate::error::{Code, Failure, Result};
use crate::orders::intake::{self, Origin, Taken};
use crate::orders::review::Review;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use yidan_domain::OrderDraft;
use yidan_domain::limits::{INTAKE_AMOUNT_FEN, INTAKE_BYTES, INTAKE_NUMBER_CHARS, INTAKE_ORDERS, INTAKE_PARTS};
use yidan_domain::order::Incoming;
use yidan_domain::order::hands::PLATFORM;
use yidan_domain::wall_time::{CHINA_OFFSET_MINUTES, WallTime};
use yidan_store::Writer;

/// What became of one order of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderAnswer {
    /// As the request wrote it; empty when it wrote none.
    pub order_no: String,
    /// `new`, `updated`, `unchanged`, `rejected`
    pub result: &'static str,
    /// Which field is wrong and why, for whoever writes the program at the other end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The answer to a request that was let in, its orders in the order of the request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReceiveReply {
    pub orders: Vec<OrderAnswer>,
    pub new: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub rejected: i64,
}

#[derive(Deserialize)]
struct Body {
    orders: Vec<Value>,
}

/// Takes the orders of a signed request. The same request again changes nothing. A failure stores nothing, with its sentence filled in.
pub fn receive(app: &App, knock: &Knock<'_>, body: &[u8]) -> Result<ReceiveReply> {
    received(app, knock, body).map_err(|f| app.worded(f))
}

fn received(app: &App, knock: &Knock<'_>, body: &[u8]) -> Result<ReceiveReply> {
    if body.len() > INTAKE_BYTES {
        return Err(Failure::new(Code::FileTooLarge).with("name", "orders").with("limit", format!("{} MB", INTAKE_BYTES >> 20)));
    }
    let (shop, signed_ms) = let_in(app, knock, body)?;
    let bad = |detail: String| Failure::new(Code::BadRequest).with("detail", detail);
    let Body { orders } = serde_json::from_slice(body).map_err(|e| bad(e.to_string()))?;
    if orders.len() > INTAKE_ORDERS {
        return Err(bad(format!("orders: {} > {INTAKE_ORDERS}", orders.len())));
    }
    let mut drafts: Vec<_> = orders.into_iter().map(draft).collect();
    let (now_ms, source) = (app.now_ms(), app.say_with("source.intake", &[]));
    let reply = app.store.write(|w| {
        // Closed, perhaps, while this request was on its way.
        let door = w.door(shop.id)?.ok_or_else(|| refused("signature"))?;
        // The shop itself tells, now; but a request that was overtaken, or is played back, must not take back what a newer one said.
        let is_latest = signed_ms >= door.newest_ms;
        let review = Review::load(w)?;
        let origin = Origin { actor: PLATFORM, now_ms, shop_id: shop.id, source: &source, review: &review };
        let mut reply = ReceiveReply::default();
        for read in &mut drafts {
            let answer = match read {
                Ok(draft) => {
                    draft.is_latest = is_latest;
                    take(w, &origin, draft)?
                }
                Err(answer) => answer.clone(),
            };
            *match answer.result {
                "new" => &mut reply.new,
                "updated" => &mut reply.updated,
                "unchanged" => &mut reply.unchanged,
                _ => &mut reply.rejected,
            } += 1;
            reply.orders.push(answer);
        }
        w.use_door(shop.id, signed_ms, reply.new, now_ms)?;
        if reply.new + reply.updated > 0 {
            w.touch_shop(shop.id, now_ms)?;
        }
        Ok::<ReceiveReply, Failure>(reply)
    })?;
    let is_news = reply.new + reply.updated > 0;
    app.ports.faces.changed(if is_news { &["intake_door", "orders", "shop"] } else { &["intake_door"] });
    Ok(reply)
}

fn take(w: &mut Writer<'_>, origin: &Origin<'_>, draft: &OrderDraft) -> Result<OrderAnswer> {
    let answer = |result, reason| OrderAnswer { order_no: draft.order_no.clone(), result, reason };
    if draft.status.is_none() && draft.status_raw.is_none() && w.find_order(origin.shop_id, &draft.order_no)?.is_none() {
        // A change to an order that nobody knows: where it stands would be our invention.
        return Ok(answer("rejected", Some("status: missing in a new order".to_owned())));
    }
    let incoming = Incoming { draft, is_item_report: false, offset_minutes: CHINA_OFFSET_MINUTES };
    let (taken, _) = intake::take(w, origin, incoming, &[])?;
    let result = match taken {
        Taken::New => "new",
        Taken::Updated => "updated",
        Taken::Unchanged => "unchanged",
    };
    Ok(answer(result, None))
}

/// One order of the request as a draft, or why it is none.
fn draft(order: Value) -> std::result::Result<OrderDraft, OrderAnswer> {
    let order_no = order["order_no"].as_str().unwrap_or_default().chars().take(INTAKE_NUMBER_CHARS).collect();
    let rejected = |reason: String| OrderAnswer { order_no, result: "rejected", reason: Some(reason) };
    let draft: OrderDraft = match serde_json::from_value(order) {
        Ok(draft) => draft,
        Err(e) => return Err(rejected(e.to_string())),
    };
    match wrong(&draft) {
        Some(reason) => Err(rejected(reason)),
        None => Ok(draft),
    }
}

/// What no order can hold. Everything that only looks odd is for the review to find.
fn wrong(draft: &OrderDraft) -> Option<String> {
    let no = &draft.order_no;
    if no.trim().is_empty() || no.trim() != no || no.chars().count() > INTAKE_NUMBER_CHARS || no.chars().any(char::is_control) {
        return Some(format!("order_no: 1 to {INTAKE_NUMBER_CHARS} characters, no spaces around them"));
    }
    let times = [
        ("created_at", &draft.created_at),
        ("paid_at", &draft.paid_at),
        ("shipped_at", &draft.shipped_at),
        ("finished_at", &draft.finished_at),
    ];
    if let Some((field, _)) = times.iter().find(|(_, t)| t.as_ref().is_some_and(|t| WallTime::parse(t.as_str()).is_none())) {
        return Some(format!("{field}: YYYY-MM-DD HH:MM:SS, perhaps with +0800 after a space"));
    }
    let amounts = [
        ("buyer_amount_fen", draft.buyer_amount_fen),
        ("merchant_amount_fen", draft.merchant_amount_fen),
        ("freight_fen", draft.freight_fen),
        ("refund_fen", draft.refund_fen),
    ];
    let is_too_much = |amount: Option<i64>| amount.is_some_and(|a| !(-INTAKE_AMOUNT_FEN..=INTAKE_AMOUNT_FEN).contains(&a));
    if let Some((field, _)) = amounts.iter().find(|(_, a)| is_too_much(*a)) {
        return Some(format!("{field}: out of range"));
    }
    let waybills = draft.trackings.as_deref().unwrap_or_default();
    if draft.items.len() > INTAKE_PARTS || waybills.len() > INTAKE_PARTS {
        return Some(format!("items, trackings: at most {INTAKE_PARTS}"));
    }
    if waybills.iter().any(|t| t.number().trim().is_empty()) {
        return Some("trackings: a number is empty".to_owned());
    }
    let is_odd = |item: &yidan_domain::ItemDraft| {
        item.qty.is_some_and(|n| !(0..=INTAKE_AMOUNT_FEN).contains(&n))
            || [item.unit_price_fen, item.amount_fen, item.refund_fen].into_iter().any(is_too_much)
    };
    draft.items.iter().position(is_odd).map(|at| format!("items[{at}]: out of range"))
}
