//! An order of Vendure read into the normal form. Money is whole minor units, times are ISO in UTC.
//! Its `updatedAt` is not read: payments, shipments and refunds do not move it.

use crate::channel::{HeardOrder, HeardRefund};
use crate::node::{Node, in_china};
use crate::wording::{self, RefundWord};
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, RefundState, Tracking, WallTime};

const WORDS: &str = include_str!("states.csv");

pub(super) const QUERY: &str = "query($o: OrderListOptions) { orders(options: $o) { totalItems items {
    id code state type active createdAt updatedAt orderPlacedAt currencyCode
    subTotalWithTax shippingWithTax totalWithTax
    customer { id firstName lastName phoneNumber }
    shippingAddress { fullName company streetLine1 streetLine2 city province postalCode country countryCode phoneNumber }
    payments { id method state amount transactionId createdAt refunds { id state total reason createdAt } }
    fulfillments { id state method trackingCode createdAt updatedAt lines { orderLineId quantity } }
    lines { id quantity orderPlacedQuantity unitPriceWithTax proratedLinePriceWithTax productVariant { id sku name } } } } }";

/// Reads one order. Orders of single sellers inside an aggregate are left out: they would count twice.
pub(super) fn order(node: Node) -> Option<HeardOrder> {
    let word = node.at("state").text().unwrap_or_default();
    let paid = paid_fen(node);
    let draft = OrderDraft {
        order_no: node.at("code").text()?,
        created_at: time(node.first(&["orderPlacedAt", "createdAt"])),
        paid_at: node.at("payments").list().filter(|p| is_paid(*p)).filter_map(|p| time(p.at("createdAt"))).min(),
        shipped_at: parcels(node).filter_map(|f| time(f.at("createdAt"))).min(),
        finished_at: (word == "Delivered").then(|| parcels(node).filter_map(|f| time(f.at("updatedAt"))).max()).flatten(),
        // An order that is cancelled shrinks to nothing there, while its payment stays.
        buyer_amount_fen: if paid > 0 { Some(paid) } else { node.at("totalWithTax").int() },
        freight_fen: node.at("shippingWithTax").int(),
        trackings: Some(parcels(node).filter_map(tracking).collect()),
        items: node.at("lines").list().map(|line| item(line, word == "Cancelled")).collect(),
        payment_no: node.at("payments").list().filter(|p| is_paid(*p)).find_map(|p| p.at("transactionId").text()),
        ..OrderDraft::default()
    };
    let mut order = HeardOrder { draft, raw: node.0.to_string(), buyer_id: node.at("customer").at("id").text(), ..HeardOrder::default() };
    wording::put_state(&mut order, WORDS, &word);
    put_receiver(node, &mut order.draft);
    put_refunds(node, &mut order.draft);
    Some(order)
}

/// Part of an aggregate order of several sellers.
pub(super) fn is_part(node: Node) -> bool {
    node.at("type").text().as_deref() == Some("Seller")
}

fn is_paid(payment: Node) -> bool {
    matches!(payment.at("state").text().as_deref(), Some("Settled" | "Authorized"))
}

fn paid_fen(node: Node) -> i64 {
    node.at("payments").list().filter(|p| is_paid(*p)).filter_map(|p| p.at("amount").int()).sum()
}

/// Shipments that have left. One that is only prepared is none yet: telling of it would hide that the last step is missing.
fn parcels<'v>(node: Node<'v>) -> impl Iterator<Item = Node<'v>> {
    node.at("fulfillments").list().filter(|f| has_left(f.at("state").text().as_deref()))
}

pub(super) fn has_left(state: Option<&str>) -> bool {
    matches!(state, Some("Shipped" | "Delivered"))
}

fn tracking(parcel: Node) -> Option<Tracking> {
    Some(Tracking(parcel.at("method").text(), parcel.at("trackingCode").text()?))
}

fn item(line: Node, is_cancelled: bool) -> ItemDraft {
    let variant = line.at("productVariant");
    ItemDraft {
        sub_no: line.at("id").text(),
        sku_code: variant.at("sku").text(),
        title: variant.at("name").text(),
        spec: None,
        qty: line.at(if is_cancelled { "orderPlacedQuantity" } else { "quantity" }).int(),
        unit_price_fen: line.at("unitPriceWithTax").int(),
        amount_fen: line.at("proratedLinePriceWithTax").int(),
        refund_fen: None,
    }
}

fn put_receiver(node: Node, draft: &mut OrderDraft) {
    let to = node.at("shippingAddress");
    let customer = node.at("customer");
    draft.receiver_name = to.at("fullName").text();
    draft.receiver_phone = to.at("phoneNumber").text().or_else(|| customer.at("phoneNumber").text());
    draft.receiver_province = to.at("province").text();
    draft.receiver_city = to.at("city").text();
    let street: Vec<String> = ["streetLine1", "streetLine2"].into_iter().filter_map(|k| to.at(k).text()).collect();
    draft.receiver_address = Some(street.join(" ")).filter(|s| !s.is_empty());
}

fn put_refunds(node: Node, draft: &mut OrderDraft) {
    let refunds: Vec<(RefundWord, i64)> = cases(node)
        .map(|(_, r)| (wording::refund_word(WORDS, &r.at("state").text().unwrap_or_default()), r.at("total").int().unwrap_or(0)))
        .collect();
    let done: i64 = refunds.iter().filter(|(w, _)| *w == RefundWord::Done).map(|(_, fen)| fen).sum();
    draft.refund_fen = Some(done);
    draft.refund_state = Some(if refunds.iter().any(|(w, _)| *w == RefundWord::Open) {
        RefundState::InProgress
    } else {
        wording::refunded(done, Some(paid_fen(node)))
    });
    if draft.refund_state == Some(RefundState::Full) && draft.status == Some(DraftStatus::ToShip) {
        draft.status = Some(DraftStatus::Closed);
    }
}

fn cases<'v>(node: Node<'v>) -> impl Iterator<Item = (Node<'v>, Node<'v>)> {
    node.at("payments").list().flat_map(|p| p.at("refunds").list().map(move |r| (p, r)))
}

/// Refunds stand in their order and nowhere else.
pub(super) fn refunds(node: Node) -> Vec<HeardRefund> {
    let read = |(_, r): (Node, Node)| {
        Some(HeardRefund {
            refund_no: r.at("id").text()?,
            order_no: node.at("code").text()?,
            amount_fen: r.at("total").int(),
            ..wording::case(WORDS, r.at("state"))
        })
    };
    cases(node).filter_map(read).collect()
}

fn time(node: Node) -> Option<WallTime> {
    node.iso_ms().map(in_china)
}
