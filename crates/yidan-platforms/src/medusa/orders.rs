//! An order of Medusa read into the normal form. Three words tell its state; money is in major units, exact beside the plain number.
//! The total shrinks with refunds, so what was bought is read from the summary.

use crate::channel::{Access, HeardOrder, HeardRefund};
use crate::node::{Node, fen_of_decimal, full_name, in_china};
use crate::wording;
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, Tracking};

pub(super) const FIELDS: &str = "id,display_id,status,version,created_at,updated_at,canceled_at,currency_code,customer_id,\
    payment_status,fulfillment_status,total,shipping_total,*summary,*items,*shipping_address,\
    *payment_collections,*payment_collections.payments,*payment_collections.payments.refunds,*fulfillments,*fulfillments.labels";

/// Drafts are not orders yet.
pub(super) fn is_order(node: Node) -> bool {
    node.at("status").text().as_deref() != Some("draft")
}

pub(super) fn order(access: &Access, node: Node) -> Option<HeardOrder> {
    let (status, hold) = status(access, node).map_or((None, None), |(s, h)| (Some(s), h));
    let arrived = sent(node).filter_map(|f| f.at("delivered_at").iso_ms()).max();
    let draft = OrderDraft {
        order_no: node.at("id").text()?,
        status,
        status_raw: words(node),
        created_at: node.at("created_at").iso_ms().map(in_china),
        paid_at: payments(node).filter_map(|p| p.at("captured_at").iso_ms()).min().map(in_china),
        shipped_at: sent(node).filter_map(|f| f.at("shipped_at").iso_ms()).min().map(in_china),
        finished_at: arrived.filter(|_| status == Some(DraftStatus::Completed)).map(in_china),
        buyer_amount_fen: money(node.at("summary"), "original_order_total").or_else(|| money(node, "total")),
        freight_fen: money(node, "shipping_total"),
        trackings: Some(sent(node).flat_map(|f| f.at("labels").list()).filter_map(tracking).collect()),
        items: node.at("items").list().map(item).collect(),
        ..OrderDraft::default()
    };
    // The time of change stands still when money is taken: it must not decide which of two readings is the newer one.
    let mut order = HeardOrder { draft, raw: node.0.to_string(), buyer_id: node.at("customer_id").text(), ..HeardOrder::default() };
    order.hold = hold.map(str::to_owned);
    put_receiver(node, &mut order.draft);
    put_refunds(node, &mut order.draft);
    Some(order)
}

fn words(node: Node) -> Option<String> {
    let word = |key: &str| node.at(key).text().unwrap_or_default();
    let all = format!("{}/{}/{}", word("status"), word("payment_status"), word("fulfillment_status"));
    (all != "//").then_some(all)
}

/// Where the order stands, and what holds it back although it is paid. The first condition decides; an unknown word decides nothing.
fn status(access: &Access, node: Node) -> Option<(DraftStatus, Option<&'static str>)> {
    let word = |key: &str| node.at(key).text().unwrap_or_default();
    let (status, payment, shipping) = (word("status"), word("payment_status"), word("fulfillment_status"));
    let is_unsent = matches!(shipping.as_str(), "not_fulfilled" | "partially_fulfilled" | "fulfilled" | "canceled");
    if status == "canceled" || payment == "canceled" || payment == "refunded" && is_unsent {
        return Some((DraftStatus::Closed, None));
    }
    if matches!(status.as_str(), "completed" | "archived") {
        return Some((DraftStatus::Completed, None));
    }
    if status == "requires_action" || matches!(payment.as_str(), "not_paid" | "awaiting" | "requires_action") {
        return Some((DraftStatus::Unpaid, None));
    }
    let is_reserved = matches!(payment.as_str(), "authorized" | "partially_authorized") && access.get("authorized_is_paid").is_none();
    Some(match shipping.as_str() {
        "not_fulfilled" | "partially_fulfilled" | "fulfilled" => (DraftStatus::ToShip, is_reserved.then_some("authorized")),
        "partially_shipped" => (DraftStatus::PartShipped, None),
        "shipped" | "partially_delivered" => (DraftStatus::Shipped, None),
        "delivered" => (DraftStatus::Completed, None),
        _ => return None,
    })
}

/// The exact text where it is told, else the shortest text of the number.
fn money(node: Node, key: &str) -> Option<i64> {
    let exact = node.at(&format!("raw_{key}")).at("value").text().and_then(|t| fen_of_decimal(t.trim()));
    exact.or_else(|| node.at(key).yuan())
}

/// Parcels that have left; what is only packed is none yet.
fn sent<'v>(node: Node<'v>) -> impl Iterator<Item = Node<'v>> {
    node.at("fulfillments").list().filter(|f| f.at("shipped_at").text().is_some() && f.at("canceled_at").text().is_none())
}

fn payments<'v>(node: Node<'v>) -> impl Iterator<Item = Node<'v>> {
    node.at("payment_collections").list().flat_map(|c| c.at("payments").list())
}

fn tracking(label: Node) -> Option<Tracking> {
    Some(Tracking(None, label.at("tracking_number").text()?))
}

fn item(line: Node) -> ItemDraft {
    ItemDraft {
        sub_no: line.at("id").text(),
        sku_code: line.at("variant_sku").text(),
        title: line.first(&["product_title", "title"]).text(),
        spec: line.at("variant_title").text(),
        qty: line.at("quantity").int(),
        unit_price_fen: money(line, "unit_price"),
        amount_fen: money(line, "total"),
        refund_fen: None,
    }
}

fn put_receiver(node: Node, draft: &mut OrderDraft) {
    let to = node.at("shipping_address");
    draft.receiver_name = full_name(to.at("first_name"), to.at("last_name"));
    draft.receiver_phone = to.at("phone").text();
    draft.receiver_province = to.at("province").text();
    draft.receiver_city = to.at("city").text();
    let street: Vec<String> = ["address_1", "address_2"].into_iter().filter_map(|k| to.at(k).text()).collect();
    draft.receiver_address = Some(street.join(" ")).filter(|s| !s.is_empty());
}

fn put_refunds(node: Node, draft: &mut OrderDraft) {
    let told = money(node.at("summary"), "refunded_total");
    let back = told.unwrap_or_else(|| payments(node).flat_map(|p| p.at("refunds").list()).filter_map(|r| money(r, "amount")).sum());
    draft.refund_fen = Some(back);
    draft.refund_state = Some(wording::refunded(back, draft.buyer_amount_fen));
}

/// Refunds stand with the payments of their order; what stands there is paid.
pub(super) fn refunds(node: Node) -> Vec<HeardRefund> {
    let read = |r: Node| {
        Some(HeardRefund {
            refund_no: r.at("id").text()?,
            order_no: node.at("id").text()?,
            status_raw: "refunded".to_owned(),
            is_paid: true,
            amount_fen: money(r, "amount"),
            modified_ms: r.at("created_at").iso_ms(),
            ..HeardRefund::default()
        })
    };
    payments(node).flat_map(|p| p.at("refunds").list()).filter_map(read).collect()
}
