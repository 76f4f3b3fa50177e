//! A parcel told to Shopify: find the order, read what of it is open at which location and what our number already covers, then make one
//! fulfillment for each location. Reading comes first every time: a lost reply leads on to what is missing and never to a second one.

use super::trouble;
use super::walk::{Question, quoted};
use crate::channel::{At, Heard, Shipment, ShippedParcel, Trouble, carrier_code};
use crate::letters::{refused, unreadable};
use crate::node::Node;
use crate::shopify::orders::bare;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CARRIERS: &str = include_str!("carriers.csv");
const FIND: &str = "query($q: String!) { orders(first: 5, query: $q) { nodes { id name } } }";
const READ: &str = "query($id: ID!) { order(id: $id) { id cancelledAt displayFinancialStatus
    fulfillments(first: 10) { status trackingInfo { number } fulfillmentLineItems(first: 25) { nodes { quantity lineItem { id } } } }
    fulfillmentOrders(first: 5) { nodes { id status assignedLocation { location { id } }
        lineItems(first: 50) { nodes { id remainingQuantity lineItem { id } } } } } } }";
const CREATE: &str = "mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) {
    fulfillment { id status } userErrors { field message } } }";

const FINDING: u32 = 0;
const CREATING: u32 = 2;
const READING: u32 = 1;
/// What is still to be made for this parcel: one list a location, as it is sent.
const GROUPS: &str = "groups";

/// `at.page` counts the parcels, `at.cursor` is the order's id.
pub(super) fn ask(shipment: &Shipment, at: &At) -> Result<Question, Trouble> {
    let parcel = parcel(shipment, at)?;
    Ok(match at.step {
        FINDING => ("orders", FIND.to_owned(), json!({ "q": format!("name:{}", quoted(&shipment.order_no)) }), false),
        CREATING => {
            let company = carrier_code(CARRIERS, &parcel.carrier).unwrap_or(&parcel.carrier);
            let tracking = json!({ "number": parcel.number, "company": company });
            let group = groups(at).into_iter().next().unwrap_or_default();
            let fulfillment = json!({ "lineItemsByFulfillmentOrder": group, "notifyCustomer": false, "trackingInfo": tracking });
            ("fulfillmentCreate", CREATE.to_owned(), json!({ "f": fulfillment }), true)
        }
        _ => ("order", READ.to_owned(), json!({ "id": at.cursor }), false),
    })
}

pub(super) fn hear(data: Node, at: &mut At, shipment: &Shipment) -> Result<Heard, Trouble> {
    let parcel = parcel(shipment, at)?;
    match at.step {
        FINDING => {
            let list = data.at("orders").at("nodes");
            if !list.0.is_array() {
                return Err(unreadable("no list of orders"));
            }
            let order = list.list().find(|o| o.at("name").text().as_deref() == Some(&shipment.order_no));
            at.cursor = order.and_then(|o| o.at("id").text()).ok_or_else(|| refused("not_found", &shipment.order_no))?;
            at.step = READING;
        }
        CREATING => {
            let made = data.at("fulfillmentCreate");
            if let Some(trouble) = trouble::user_error(made) {
                return Err(trouble);
            }
            made.at("fulfillment").at("id").text().ok_or_else(|| unreadable("no fulfillment"))?;
            put_groups(at, groups(at).into_iter().skip(1).collect(), shipment);
        }
        _ => {
            let order = data.0.get("order").map(Node).ok_or_else(|| unreadable("no order"))?;
            let groups = missing(order, parcel)?;
            put_groups(at, groups, shipment);
        }
    }
    Ok(Heard::default())
}

fn parcel<'s>(shipment: &'s Shipment, at: &At) -> Result<&'s ShippedParcel, Trouble> {
    let parcel = usize::try_from(at.page).ok().and_then(|i| shipment.parcels.get(i));
    parcel.filter(|p| !p.number.is_empty()).ok_or_else(|| refused("no_number", &shipment.order_no))
}

fn groups(at: &At) -> Vec<Value> {
    at.notes.get(GROUPS).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default()
}

/// Nothing left to make: the next parcel, or the end.
fn put_groups(at: &mut At, groups: Vec<Value>, shipment: &Shipment) {
    if groups.is_empty() {
        at.notes.remove(GROUPS);
        at.page += 1;
        at.step = READING;
        at.is_done = at.page >= shipment.parcels.len() as i64;
    } else {
        at.notes.insert(GROUPS.to_owned(), Value::from(groups).to_string());
        at.step = CREATING;
    }
}

/// What the shop has to be told of this parcel, by location.
fn missing(order: Node, parcel: &ShippedParcel) -> Result<Vec<Value>, Trouble> {
    if order.at("cancelledAt").text().is_some() {
        return Err(refused("cancelled", ""));
    }
    if order.at("displayFinancialStatus").text().as_deref() == Some("REFUNDED") {
        return Err(Trouble::RefundOpen { code: "REFUNDED".to_owned(), words: String::new() });
    }
    let covered = covered(order, &parcel.number);
    // Pieces by line; none = whatever is open.
    let mut wanted: Option<BTreeMap<String, i64>> = (!parcel.lines.is_empty()).then(|| {
        let left = |(line, pieces): &(String, i64)| (line.clone(), pieces - covered.get(line).copied().unwrap_or(0));
        parcel.lines.iter().map(left).filter(|(_, pieces)| *pieces > 0).collect()
    });
    let mut by_location: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut is_held = false;
    for part in order.at("fulfillmentOrders").at("nodes").list() {
        let status = part.at("status").text().unwrap_or_default();
        if !matches!(status.as_str(), "OPEN" | "IN_PROGRESS") {
            is_held |= matches!(status.as_str(), "ON_HOLD" | "SCHEDULED");
            continue;
        }
        let lines: Vec<Value> = part.at("lineItems").at("nodes").list().filter_map(|l| take(l, wanted.as_mut())).collect();
        if !lines.is_empty() {
            let location = part.at("assignedLocation").at("location").at("id").text().unwrap_or_default();
            let id = part.at("id").text().ok_or_else(|| unreadable("a fulfillment order without id"))?;
            by_location.entry(location).or_default().push(json!({ "fulfillmentOrderId": id, "fulfillmentOrderLineItems": lines }));
        }
    }
    let groups: Vec<Value> = by_location.into_values().map(Value::from).collect();
    let is_short = wanted.is_some_and(|w| w.values().any(|left| *left > 0));
    if groups.is_empty() && covered.is_empty() || is_short {
        return Err(if is_held { refused("ON_HOLD", "") } else { Trouble::Already { code: "closed".to_owned(), words: String::new() } });
    }
    Ok(groups)
}

/// Pieces by line that stand under our number already.
fn covered(order: Node, number: &str) -> BTreeMap<String, i64> {
    let mut out = BTreeMap::new();
    let is_ours = |f: &Node| {
        f.at("status").text().as_deref() != Some("CANCELLED")
            && f.at("trackingInfo").list().any(|t| t.at("number").text().as_deref() == Some(number))
    };
    for line in order.at("fulfillments").list().filter(is_ours).flat_map(|f| f.at("fulfillmentLineItems").at("nodes").list()) {
        if let Some(id) = line.at("lineItem").at("id").text() {
            *out.entry(bare(&id).to_owned()).or_insert(0) += line.at("quantity").int().unwrap_or(0);
        }
    }
    out
}

/// The pieces of one open line that go into this parcel.
fn take(line: Node, wanted: Option<&mut BTreeMap<String, i64>>) -> Option<Value> {
    let open = line.at("remainingQuantity").int().filter(|n| *n > 0)?;
    let pieces = match wanted {
        None => open,
        Some(wanted) => {
            let left = wanted.get_mut(bare(&line.at("lineItem").at("id").text()?))?;
            let pieces = open.min(*left);
            *left -= pieces;
            pieces
        }
    };
    let id = line.at("id").text()?;
    (pieces > 0).then(|| json!({ "id": id, "quantity": pieces }))
}
