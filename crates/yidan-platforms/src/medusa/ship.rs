//! A parcel told to Medusa: read the order, pack what goes into it, then say that it was sent. Reading comes first every time; a packed
//! fulfillment with the very pieces of this parcel is taken up again, so that a lost reply packs nothing twice.

use super::Question;
use crate::channel::{Access, At, Heard, Shipment, ShippedParcel, Trouble};
use crate::letters::{Pairs, encoded, refused, unreadable};
use crate::node::Node;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FIELDS: &str = "id,status,*items,*items.detail,*fulfillments,*fulfillments.labels,*fulfillments.items";
const READING: u32 = 0;
const LOCATING: u32 = 1;
const PACKING: u32 = 2;
const SENDING: u32 = 3;
/// Pieces by line, as they are sent.
const ITEMS: &str = "items";
const PLACE: &str = "location";
const PACKED: &str = "packed";

type Pieces = BTreeMap<String, i64>;

/// `at.page` counts the parcels, `at.cursor` is the fulfillment that is sent.
pub(super) fn ask(access: &Access, shipment: &Shipment, at: &At) -> Result<Question, Trouble> {
    let parcel = parcel(shipment, at)?;
    let path = format!("/admin/orders/{}", encoded(&shipment.order_no));
    let items: Value = at.notes.get(ITEMS).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
    Ok(match at.step {
        READING => Question::get("order", path, Pairs::new().with("fields", FIELDS)),
        LOCATING => Question::get("stock-locations", "/admin/stock-locations", Pairs::new().with("limit", "2").with("fields", "id,name")),
        PACKING => {
            let place = access.get("location_id").or(at.notes.get(PLACE).map(String::as_str));
            let body = json!({ "location_id": place, "items": items, "no_notification": true });
            Question::post("fulfillments", format!("{path}/fulfillments"), body)
        }
        _ => {
            let label = json!({ "tracking_number": parcel.number, "tracking_url": "#", "label_url": "#" });
            let body = json!({ "items": items, "labels": [label] });
            Question::post("shipments", format!("{path}/fulfillments/{}/shipments", encoded(&at.cursor)), body)
        }
    })
}

pub(super) fn hear(access: &Access, node: Node, at: &mut At, shipment: &Shipment) -> Result<Heard, Trouble> {
    let parcel = parcel(shipment, at)?;
    if at.step == LOCATING {
        let mut places = node.at("stock_locations").list().filter_map(|p| p.at("id").text());
        let place = places.next().ok_or_else(|| unreadable("no stock location"))?;
        if places.next().is_some() {
            return Err(refused("ambiguous", "location_id"));
        }
        at.notes.insert(PLACE.to_owned(), place);
        at.step = PACKING;
        return Ok(Heard::default());
    }
    let order = node.at("order");
    order.at("id").text().ok_or_else(|| unreadable("no order"))?;
    match at.step {
        READING => read(access, order, parcel, at, shipment)?,
        PACKING => {
            // Which one it is, is read back.
            at.notes.insert(PACKED.to_owned(), "1".to_owned());
            at.step = READING;
        }
        _ => next_parcel(at, shipment),
    }
    Ok(Heard::default())
}

/// Somebody else was faster: what is not allowed any more is there already.
pub(super) fn sent_before(at: &At, refusal: Trouble) -> Trouble {
    match refusal {
        Trouble::Refused { code, words } if at.step == SENDING && code == "not_allowed" => Trouble::Already { code, words },
        other => other,
    }
}

fn parcel<'s>(shipment: &'s Shipment, at: &At) -> Result<&'s ShippedParcel, Trouble> {
    let parcel = usize::try_from(at.page).ok().and_then(|i| shipment.parcels.get(i));
    parcel.filter(|p| !p.number.is_empty()).ok_or_else(|| refused("no_number", &shipment.order_no))
}

/// What is missing of this parcel: nothing, the sending, or the packing too.
fn read(access: &Access, order: Node, parcel: &ShippedParcel, at: &mut At, shipment: &Shipment) -> Result<(), Trouble> {
    let standing = || order.at("fulfillments").list().filter(|f| f.at("canceled_at").text().is_none());
    let has_left = |f: &Node| f.at("shipped_at").text().is_some();
    let has_number = |f: &Node| f.at("labels").list().any(|l| l.at("tracking_number").text().as_deref() == Some(&parcel.number));
    if standing().any(|f| has_left(&f) && has_number(&f)) {
        next_parcel(at, shipment);
        return Ok(());
    }
    if order.at("status").text().as_deref() == Some("canceled") {
        return Err(refused("canceled", ""));
    }
    let packed: Vec<Node> = standing().filter(|f| !has_left(f)).collect();
    let unpacked = unpacked(order);
    let wanted: Option<Pieces> = (!parcel.lines.is_empty()).then(|| parcel.lines.iter().cloned().collect());
    let ours = match &wanted {
        Some(wanted) => packed.iter().find(|f| pieces(**f) == *wanted),
        // All that is left stands packed in one.
        None => packed.first().filter(|_| packed.len() == 1 && unpacked.is_empty()),
    };
    if let Some(ours) = ours {
        at.cursor = ours.at("id").text().ok_or_else(|| unreadable("a fulfillment without id"))?;
        put_items(at, &pieces(*ours));
        at.step = SENDING;
        return Ok(());
    }
    if at.notes.contains_key(PACKED) {
        return Err(unreadable("what was packed is not there"));
    }
    if unpacked.is_empty() && packed.is_empty() {
        return Err(Trouble::Already { code: "fulfilled".to_owned(), words: String::new() });
    }
    if unpacked.is_empty() || wanted.is_none() && !packed.is_empty() {
        // Somebody has packed it otherwise than we would send it.
        return Err(refused("packed", ""));
    }
    put_items(at, &wanted.unwrap_or(unpacked));
    at.step = if access.get("location_id").is_some() || at.notes.contains_key(PLACE) { PACKING } else { LOCATING };
    Ok(())
}

fn put_items(at: &mut At, pieces: &Pieces) {
    let items: Vec<Value> = pieces.iter().map(|(id, n)| json!({ "id": id, "quantity": n })).collect();
    at.notes.insert(ITEMS.to_owned(), Value::from(items).to_string());
}

/// Pieces by line that are in no fulfillment yet.
fn unpacked(order: Node) -> Pieces {
    let left = |l: Node| Some((l.at("id").text()?, l.at("quantity").int()? - l.at("detail").at("fulfilled_quantity").int().unwrap_or(0)));
    order.at("items").list().filter_map(left).filter(|(_, n)| *n > 0).collect()
}

fn pieces(fulfillment: Node) -> Pieces {
    fulfillment.at("items").list().filter_map(|i| Some((i.at("line_item_id").text()?, i.at("quantity").int()?))).collect()
}

fn next_parcel(at: &mut At, shipment: &Shipment) {
    let place = at.notes.remove(PLACE);
    *at = At { page: at.page + 1, ..At::default() };
    at.notes.extend(place.map(|p| (PLACE.to_owned(), p)));
    at.is_done = at.page >= shipment.parcels.len() as i64;
}
