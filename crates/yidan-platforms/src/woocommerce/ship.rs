//! A parcel, and a memo, told to WooCommerce. Core has no field for a parcel that every shop shows, so the number is kept with the order,
//! the order becomes completed, and a note tells the buyer. Everything is read before it is written: a lost reply leads to no second note.

use super::{Question, orders};
use crate::channel::{At, Heard, Method, Shipment, Trouble};
use crate::letters::{Pairs, refused, unreadable};
use crate::node::Node;
use serde_json::json;

const READING: u32 = 0;
const WRITING: u32 = 1;
const READING_NOTES: u32 = 2;
const NOTING: u32 = 3;

pub(super) fn ask(shipment: &Shipment, at: &At) -> Result<Question, Trouble> {
    let id = id_of(&shipment.order_no)?;
    if !shipment.is_all || shipment.parcels.is_empty() {
        return Err(refused("whole_order", id));
    }
    if shipment.parcels.iter().any(|p| p.number.is_empty()) {
        return Err(refused("no_number", id));
    }
    Ok(match at.step {
        WRITING => {
            let meta = [(orders::NUMBER, numbers(shipment)), (orders::CARRIER, carriers(shipment))];
            let meta: Vec<_> = meta.into_iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
            Question::send(Method::Put, format!("/orders/{id}"), json!({ "status": "completed", "meta_data": meta }))
        }
        READING_NOTES => notes(id),
        NOTING => Question::send(Method::Post, format!("/orders/{id}/notes"), json!({ "note": note(shipment), "customer_note": true })),
        _ => Question::get(format!("/orders/{id}"), Pairs::new()),
    })
}

pub(super) fn hear(node: Node, at: &mut At, shipment: &Shipment) -> Result<Heard, Trouble> {
    match at.step {
        READING => {
            at.step = read(node, shipment)?;
        }
        WRITING => {
            if orders::meta(node, orders::NUMBER).text().as_deref() != Some(&numbers(shipment)) {
                return Err(unreadable("the number was not kept"));
            }
            at.step = READING_NOTES;
        }
        READING_NOTES => after_notes(node, &note(shipment), at)?,
        _ => noted(node, at)?,
    }
    Ok(Heard::default())
}

/// Which step is next for an order that stands like this.
fn read(order: Node, shipment: &Shipment) -> Result<u32, Trouble> {
    order.at("id").id().ok_or_else(|| unreadable("no order"))?;
    let kept = orders::meta(order, orders::NUMBER).text();
    let is_ours = kept.as_deref() == Some(&numbers(shipment));
    match order.at("status").text().as_deref() {
        Some("completed") if is_ours => Ok(READING_NOTES),
        Some("completed") => Err(Trouble::Already { code: "completed".to_owned(), words: kept.unwrap_or_default() }),
        Some("refunded") => Err(Trouble::RefundOpen { code: "refunded".to_owned(), words: String::new() }),
        // Bank transfers that nobody has confirmed, failed payments and plugins' own words wait for a person.
        Some("processing") => Ok(WRITING),
        Some(other) => Err(refused(other, "")),
        None => Err(unreadable("an order without status")),
    }
}

pub(super) fn ask_memo(order_no: &str, memo: Option<&str>, at: &At) -> Result<Question, Trouble> {
    let id = id_of(order_no)?;
    let memo = memo.filter(|m| !m.is_empty()).ok_or_else(|| refused("memo_needed", id))?;
    Ok(match at.step {
        NOTING => Question::send(Method::Post, format!("/orders/{id}/notes"), json!({ "note": memo, "customer_note": false })),
        _ => notes(id),
    })
}

pub(super) fn hear_memo(node: Node, at: &mut At, memo: &str) -> Result<Heard, Trouble> {
    if at.step == NOTING {
        noted(node, at)?;
    } else {
        after_notes(node, memo, at)?;
    }
    Ok(Heard::default())
}

fn notes(id: &str) -> Question {
    Question::get(format!("/orders/{id}/notes"), Pairs::new())
}

/// A note that is there already is not written again.
fn after_notes(node: Node, text: &str, at: &mut At) -> Result<(), Trouble> {
    super::list(node)?;
    at.is_done = node.list().any(|n| n.at("note").text().as_deref() == Some(text));
    at.step = NOTING;
    Ok(())
}

fn noted(node: Node, at: &mut At) -> Result<(), Trouble> {
    node.at("id").id().ok_or_else(|| unreadable("no note"))?;
    at.is_done = true;
    Ok(())
}

fn id_of(order_no: &str) -> Result<&str, Trouble> {
    if orders::is_id(order_no) { Ok(order_no) } else { Err(refused("not_found", order_no)) }
}

fn numbers(shipment: &Shipment) -> String {
    shipment.parcels.iter().map(|p| p.number.as_str()).collect::<Vec<_>>().join(",")
}

fn carriers(shipment: &Shipment) -> String {
    shipment.parcels.iter().map(|p| p.carrier.as_str()).collect::<Vec<_>>().join(",")
}

fn note(shipment: &Shipment) -> String {
    shipment.parcels.iter().map(|p| format!("{} {}", p.carrier, p.number)).collect::<Vec<_>>().join("；")
}
