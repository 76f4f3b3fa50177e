//! A parcel told to Vendure: read the order, prepare a fulfillment, move it to Shipped. Reading comes first every time, so that a lost
//! reply or a crash between the steps leads on to what is missing and never to a second fulfillment.

use super::{orders, trouble};
use crate::channel::{Access, At, Heard, Shipment, ShippedParcel, Trouble};
use crate::letters::{refused, unreadable};
use crate::node::Node;
use serde_json::{Value, json};

const READ: &str = "query($o: OrderListOptions) { orders(options: $o) { items { id code state
    fulfillments { id state trackingCode lines { orderLineId quantity } } lines { id quantity } } } }";
const ADD: &str = "mutation($i: FulfillOrderInput!) { addFulfillmentToOrder(input: $i) {
    __typename ... on Fulfillment { id state trackingCode } ... on ErrorResult { errorCode message } } }";
const MOVE: &str = "mutation($id: ID!) { transitionFulfillmentToState(id: $id, state: \"Shipped\") {
    __typename ... on Fulfillment { id state } ... on ErrorResult { errorCode message }
    ... on FulfillmentStateTransitionError { transitionError fromState toState } } }";

const READING: u32 = 0;
const ADDING: u32 = 1;
const MOVING: u32 = 2;
/// Lines that the fulfillment takes, as they are sent.
const LINES: &str = "lines";

type Question = (&'static str, &'static str, Value, bool);

/// `at.page` counts the parcels, `at.cursor` is the fulfillment that is being moved.
pub(super) fn ask(access: &Access, shipment: &Shipment, at: &At) -> Result<Question, Trouble> {
    let parcel = parcel(shipment, at)?;
    Ok(match at.step {
        ADDING => {
            let lines: Value = at.notes.get(LINES).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
            let arguments = json!([{ "name": "method", "value": parcel.carrier }, { "name": "trackingCode", "value": parcel.number }]);
            let handler = json!({ "code": access.get("handler").unwrap_or("manual-fulfillment"), "arguments": arguments });
            ("addFulfillmentToOrder", ADD, json!({ "i": { "lines": lines, "handler": handler } }), true)
        }
        MOVING => ("transitionFulfillmentToState", MOVE, json!({ "id": at.cursor }), true),
        _ => ("orders", READ, json!({ "o": { "filter": { "code": { "eq": shipment.order_no } }, "take": 1 } }), false),
    })
}

pub(super) fn hear(data: Node, at: &mut At, shipment: &Shipment) -> Result<Heard, Trouble> {
    let parcel = parcel(shipment, at)?;
    match at.step {
        READING => {
            let list = data.at("orders").at("items");
            if !list.0.is_array() {
                return Err(unreadable("no order"));
            }
            let order = list.list().next().ok_or_else(|| refused("not_found", &shipment.order_no))?;
            read(order, parcel, at, shipment)?;
        }
        ADDING => {
            let made = data.at("addFulfillmentToOrder");
            at.cursor = fulfillment(made)?;
            at.step = MOVING;
        }
        _ => {
            let moved = data.at("transitionFulfillmentToState");
            // Somebody else, or a reply that was lost, has moved it before.
            if !orders::has_left(moved.at("fromState").text().as_deref()) {
                fulfillment(moved)?;
            }
            next_parcel(at, shipment);
        }
    }
    Ok(Heard::default())
}

fn parcel<'s>(shipment: &'s Shipment, at: &At) -> Result<&'s ShippedParcel, Trouble> {
    let parcel = usize::try_from(at.page).ok().and_then(|i| shipment.parcels.get(i));
    parcel.filter(|p| !p.number.is_empty()).ok_or_else(|| refused("no_number", &shipment.order_no))
}

/// What is missing of this parcel: nothing, the move, or all of it.
fn read(order: Node, parcel: &ShippedParcel, at: &mut At, shipment: &Shipment) -> Result<(), Trouble> {
    let state = order.at("state").text().unwrap_or_default();
    let ours = order
        .at("fulfillments")
        .list()
        .find(|f| f.at("trackingCode").text().as_deref() == Some(&parcel.number) && f.at("state").text().as_deref() != Some("Cancelled"));
    if let Some(ours) = ours {
        if orders::has_left(ours.at("state").text().as_deref()) {
            next_parcel(at, shipment);
        } else {
            at.cursor = ours.at("id").text().ok_or_else(|| unreadable("a fulfillment without id"))?;
            at.step = MOVING;
        }
        return Ok(());
    }
    if state == "Cancelled" {
        return Err(refused("Cancelled", ""));
    }
    let lines = lines(order, parcel);
    if lines.is_empty() {
        return Err(Trouble::Already { code: state, words: String::new() });
    }
    at.notes.insert(LINES.to_owned(), Value::from(lines).to_string());
    at.step = ADDING;
    Ok(())
}

/// Lines and pieces that go into the fulfillment: those of the parcel, or all that no other fulfillment has taken.
fn lines(order: Node, parcel: &ShippedParcel) -> Vec<Value> {
    let taken = |id: &str| -> i64 {
        let all = order.at("fulfillments").list().filter(|f| f.at("state").text().as_deref() != Some("Cancelled"));
        all.flat_map(|f| f.at("lines").list())
            .filter(|l| l.at("orderLineId").text().as_deref() == Some(id))
            .filter_map(|l| l.at("quantity").int())
            .sum()
    };
    let one = |id: &str, pieces: i64| json!({ "orderLineId": id, "quantity": pieces });
    if !parcel.lines.is_empty() {
        return parcel.lines.iter().map(|(id, pieces)| one(id, *pieces)).collect();
    }
    let left = order.at("lines").list().filter_map(|l| Some((l.at("id").text()?, l.at("quantity").int()?)));
    left.map(|(id, pieces)| (pieces - taken(&id), id)).filter(|(left, _)| *left > 0).map(|(left, id)| one(&id, left)).collect()
}

fn next_parcel(at: &mut At, shipment: &Shipment) {
    *at = At { page: at.page + 1, ..At::default() };
    at.is_done = at.page >= shipment.parcels.len() as i64;
}

fn fulfillment(node: Node) -> Result<String, Trouble> {
    match (node.at("__typename").text().as_deref(), node.at("id").text()) {
        (Some("Fulfillment"), Some(id)) => Ok(id),
        (Some(_), None) => Err(trouble::refusal(node)),
        _ => Err(unreadable("no fulfillment")),
    }
}
