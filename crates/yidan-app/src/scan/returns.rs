//! 退货扫描: a parcel has come back. It is noted with its order; what was in it, and what becomes of it, a person says later.

use super::act::{Answer, Told};
use super::code::plain;
use super::company::Company;
use super::contents::Contents;
use super::find::{Found, find};
use super::reply::{Colour, ScanReply, tail};
use super::stop::clock;
use crate::App;
use crate::desk::Session;
use crate::error::Result;
use crate::orders::story;
use crate::orders::touch::event;
use crate::orders::view::Shops;
use serde_json::json;
use std::collections::BTreeMap;
use yidan_domain::RefundState;
use yidan_domain::order::Order;
use yidan_store::{Reader, ReturnedParcel, Writer};

/// Answers one scan of a parcel that has come back.
pub fn scan(app: &App, session: &Session, w: &mut Writer<'_>, told: &Told<'_>) -> Result<Answer> {
    let facts = [("code", told.code.to_owned())];
    let plain_answer = |colour, outcome| Ok(Answer::of(ScanReply::new(app, colour, outcome, told.code, &facts)));
    let ids = match meant(w, told.code)? {
        Meant::Orders(ids) => ids,
        Meant::Goods => return plain_answer(Colour::Amber, "goods"),
        Meant::Nobody => return plain_answer(Colour::Red, "return_unknown"),
    };
    let Some(company) = Company::of(w, &ids, told.code)? else { return plain_answer(Colour::Red, "return_unknown") };
    let shops = Shops::of(w)?;
    // What was in it: this parcel's pieces where the number is a parcel's, else all of the order.
    let contents = Contents::of(&company, &BTreeMap::new());
    let order = &company.orders[0];
    let number = plain(told.code);
    let known = w.returned(order.id, &number)?;
    let stands = order.state.is_before_shipping();
    let facts = [
        ("tail", tail(&order.order_no)),
        ("state", story::state(app, order.state)),
        ("refund", app.say_with(&format!("scan.refund.{}", refund_word(order)), &[])),
        ("pieces", contents.pieces.to_string()),
        ("time", known.as_ref().map(|k| clock(k.at_ms)).unwrap_or_default()),
        ("who", known.as_ref().map(|k| k.actor.clone()).unwrap_or_default()),
    ];
    let (colour, outcome) = match (stands, &known) {
        (true, _) => (Colour::Amber, "return_not_left"),
        (false, Some(_)) => (Colour::Amber, "return_again"),
        (false, None) => (Colour::Green, "returned"),
    };
    if outcome == "returned" {
        let data = json!({ "number": company.part().shown.clone().unwrap_or_else(|| told.code.to_owned()) }).to_string();
        for id in company.orders_of_part() {
            w.note_returned(&ReturnedParcel { order_id: id, number: number.clone(), at_ms: told.now_ms, actor: session.actor.clone() })?;
            w.append_events(id, &[event(session, told.now_ms, "scan_return", None, None, Some(data.clone()))])?;
        }
    }
    Ok(Answer::of(ScanReply::new(app, colour, outcome, told.code, &facts).about(&shops, &company, &contents, None)))
}

/// What a code means when a parcel comes back.
enum Meant {
    Orders(Vec<i64>),
    Goods,
    Nobody,
}

/// Any number of an order leads to it here: buyers write refund numbers and old waybills on what they send back.
fn meant(r: &Reader<'_>, code: &str) -> Result<Meant> {
    Ok(match find(r, code)? {
        Found::Waybill(ids) | Found::Replaced(ids) | Found::WayBack(ids) | Found::OrderNo(ids) => Meant::Orders(ids),
        Found::Goods { known: true } => Meant::Goods,
        Found::Goods { known: false } | Found::Number | Found::Nothing => match r.ids_once_known(code, None)? {
            ids if ids.is_empty() => Meant::Nobody,
            ids => Meant::Orders(ids),
        },
    })
}

fn refund_word(order: &Order) -> &'static str {
    match order.refund_state {
        Some(RefundState::Full | RefundState::PartialOrFull) => "done",
        Some(RefundState::Partial) => "partial",
        Some(RefundState::InProgress) => "open",
        _ if order.marks.after_sale => "open",
        _ => "none",
    }
}
