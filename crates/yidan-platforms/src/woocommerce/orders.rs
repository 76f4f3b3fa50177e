//! An order of WooCommerce read into the normal form. Money is decimal text, times are those of the `_gmt` fields.
//! The key of an order is its id; the number that people see can be changed by plugins.

use crate::channel::{HeardOrder, HeardRefund};
use crate::node::{Node, full_name, in_china};
use crate::wording;
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, RefundState, Tracking};

const WORDS: &str = include_str!("states.csv");
const PROVINCES: &str = include_str!("provinces.csv");
/// Where our own parcel stands.
pub(super) const NUMBER: &str = "_yidan_tracking_number";
pub(super) const CARRIER: &str = "_yidan_carrier";

pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() < 19 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Carts that were left and drafts are in the same list.
pub(super) fn is_order(node: Node) -> bool {
    !matches!(node.at("status").text().as_deref(), Some("checkout-draft" | "auto-draft" | "draft"))
}

pub(super) fn modified_ms(node: Node) -> Option<i64> {
    node.at("date_modified_gmt").iso_ms()
}

pub(super) fn order(node: Node) -> Option<HeardOrder> {
    let word = node.at("status").text().unwrap_or_default();
    let time = |key: &str| node.at(key).iso_ms().map(in_china);
    let trackings = trackings(node);
    let draft = OrderDraft {
        order_no: node.at("id").id()?,
        created_at: time("date_created_gmt"),
        paid_at: time("date_paid_gmt"),
        shipped_at: time("date_completed_gmt").filter(|_| !trackings.is_empty()),
        finished_at: time("date_completed_gmt").filter(|_| trackings.is_empty()),
        buyer_amount_fen: node.at("total").yuan(),
        freight_fen: sum(node, &["shipping_total", "shipping_tax"]),
        buyer_memo: node.at("customer_note").text(),
        trackings: Some(trackings),
        items: node.at("line_items").list().map(item).collect(),
        payment_no: node.at("transaction_id").text(),
        ..OrderDraft::default()
    };
    let mut order = HeardOrder {
        draft,
        raw: node.0.to_string(),
        modified_ms: modified_ms(node),
        buyer_id: node.at("customer_id").id(),
        ..HeardOrder::default()
    };
    wording::put_state(&mut order, WORDS, &word);
    // On hold before the payment is waiting for a transfer; after it somebody looks at the order first.
    if word == "on-hold" && order.draft.paid_at.is_some() {
        (order.draft.status, order.hold) = (Some(DraftStatus::ToShip), Some(word.clone()));
    }
    // Core knows no shipped: what we or a plugin gave a number is on its way, whatever else is completed is over.
    if word == "completed" && order.draft.trackings.as_ref().is_some_and(|t| !t.is_empty()) {
        order.draft.status = Some(DraftStatus::Shipped);
    }
    put_receiver(node, &mut order.draft);
    put_refunds(node, &word, &mut order.draft);
    Some(order)
}

fn sum(node: Node, keys: &[&str]) -> Option<i64> {
    let parts: Vec<i64> = keys.iter().filter_map(|k| node.at(k).yuan()).collect();
    if parts.is_empty() { None } else { Some(parts.iter().sum()) }
}

fn item(line: Node) -> ItemDraft {
    let spec = line.at("meta_data").list().filter(|m| m.at("key").text().is_some_and(|k| !k.starts_with('_')));
    let spec =
        spec.filter_map(|m| Some(format!("{}:{}", m.first(&["display_key", "key"]).text()?, m.first(&["display_value", "value"]).text()?)));
    ItemDraft {
        sub_no: line.at("id").id(),
        sku_code: line.at("sku").text(),
        title: line.at("name").text(),
        spec: Some(spec.collect::<Vec<_>>().join(";")).filter(|s| !s.is_empty()),
        qty: line.at("quantity").int(),
        unit_price_fen: line.at("price").yuan(),
        amount_fen: sum(line, &["total", "total_tax"]),
        refund_fen: None,
    }
}

/// Value of an entry of the order's own notes.
pub(super) fn meta<'v>(node: Node<'v>, key: &str) -> Node<'v> {
    static NOTHING: serde_json::Value = serde_json::Value::Null;
    let found = node.at("meta_data").list().find(|m| m.at("key").text().as_deref() == Some(key));
    found.map_or(Node(&NOTHING), |m| m.at("value"))
}

/// Ours, those of the tracking plugin, and a bare number as other plugins write it.
fn trackings(node: Node) -> Vec<Tracking> {
    let mut out = Vec::new();
    let mut put = |carrier: Option<String>, number: Option<String>| {
        let number = number.map(|n| n.trim().to_owned()).filter(|n| !n.is_empty());
        if let Some(tracking) = number.map(|n| Tracking(carrier, n)).filter(|t| !out.iter().any(|o: &Tracking| o.1 == t.1)) {
            out.push(tracking);
        }
    };
    let (carriers, numbers) = (meta(node, CARRIER).text().unwrap_or_default(), meta(node, NUMBER).text().unwrap_or_default());
    for (i, number) in numbers.split(',').enumerate() {
        put(carriers.split(',').nth(i).filter(|c| !c.is_empty()).map(str::to_owned), Some(number.to_owned()));
    }
    for one in meta(node, "_wc_shipment_tracking_items").list() {
        put(one.first(&["custom_tracking_provider", "tracking_provider"]).text(), one.at("tracking_number").text());
    }
    put(meta(node, "_shipping_provider").text(), meta(node, "_tracking_number").text());
    out
}

fn put_receiver(node: Node, draft: &mut OrderDraft) {
    let (shipping, billing) = (node.at("shipping"), node.at("billing"));
    let to = if shipping.at("address_1").text().is_some() { shipping } else { billing };
    draft.receiver_name = full_name(to.at("first_name"), to.at("last_name"));
    draft.receiver_phone = to.at("phone").text().or_else(|| billing.at("phone").text());
    draft.receiver_province = to.at("state").text().map(|code| wording::carrier_name(PROVINCES, &code).unwrap_or(code));
    draft.receiver_city = to.at("city").text();
    let street: Vec<String> = ["address_1", "address_2"].into_iter().filter_map(|k| to.at(k).text()).collect();
    draft.receiver_address = Some(street.join(" ")).filter(|s| !s.is_empty());
}

fn put_refunds(node: Node, word: &str, draft: &mut OrderDraft) {
    let back: i64 = node.at("refunds").list().filter_map(|r| r.at("total").yuan()).map(i64::abs).sum();
    draft.refund_fen = Some(back);
    let by_amount = wording::refunded(back, draft.buyer_amount_fen);
    draft.refund_state = Some(if word == "refunded" { RefundState::Full } else { by_amount });
}

/// Refunds stand in their order; what stands there is paid.
pub(super) fn refunds(node: Node) -> Vec<HeardRefund> {
    let read = |r: Node| {
        Some(HeardRefund {
            refund_no: r.at("id").id()?,
            order_no: node.at("id").id()?,
            status_raw: "refunded".to_owned(),
            is_paid: true,
            amount_fen: r.at("total").yuan().map(i64::abs),
            ..HeardRefund::default()
        })
    };
    node.at("refunds").list().filter_map(read).collect()
}
