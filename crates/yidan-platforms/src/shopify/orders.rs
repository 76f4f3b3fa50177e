//! An order of Shopify read into the normal form. Its state stands on three axes, payment, shipping and return; money is that of the shop.
//! The number is what people see (`#1001`), as in the shop's own export files.

use crate::channel::{Access, HeardOrder, HeardRefund};
use crate::node::{Node, in_china};
use crate::wording;
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, RefundState, Tracking};

/// What is asked of an order, with so many of its lines. Every list costs points by its length, and a question may cost a thousand.
pub(super) fn fields(lines: u32) -> String {
    format!(
        "id name createdAt processedAt updatedAt closedAt cancelledAt test \
         displayFinancialStatus displayFulfillmentStatus returnStatus currencyCode note customer {{ id }} \
         totalPriceSet {{ shopMoney {{ amount }} }} totalRefundedSet {{ shopMoney {{ amount }} }} totalShippingPriceSet {{ shopMoney {{ amount }} }} \
         shippingAddress {{ name company address1 address2 city province countryCodeV2 phone }} \
         refunds(first: 10) {{ id createdAt totalRefundedSet {{ shopMoney {{ amount }} }} }} \
         transactions(first: 5) {{ kind status processedAt }} \
         lineItems(first: {lines}) {{ pageInfo {{ hasNextPage }} nodes {{ id sku title variantTitle quantity currentQuantity \
         originalUnitPriceSet {{ shopMoney {{ amount }} }} discountedTotalSet {{ shopMoney {{ amount }} }} }} }} \
         fulfillments(first: 10) {{ id status displayStatus createdAt trackingInfo {{ number company }} }}"
    )
}

pub(super) fn order(access: &Access, node: Node) -> Option<HeardOrder> {
    let time = |key: &str| node.at(key).iso_ms().map(in_china);
    let status = status(access, node);
    let left = || node.at("fulfillments").list().filter(|f| f.at("status").text().as_deref() != Some("CANCELLED"));
    let draft = OrderDraft {
        order_no: node.at("name").text()?,
        status: status.map(|(s, _)| s),
        status_raw: words(node),
        created_at: time("createdAt"),
        paid_at: paid_ms(node).map(in_china),
        shipped_at: left().filter_map(|f| f.at("createdAt").iso_ms()).min().map(in_china),
        finished_at: time("closedAt").filter(|_| matches!(status, Some((DraftStatus::Completed, _)))),
        buyer_amount_fen: money(node, "totalPriceSet"),
        freight_fen: money(node, "totalShippingPriceSet"),
        buyer_memo: node.at("note").text(),
        trackings: Some(left().flat_map(|f| f.at("trackingInfo").list()).filter_map(tracking).collect()),
        items: node.at("lineItems").at("nodes").list().map(item).collect(),
        ..OrderDraft::default()
    };
    let mut order = HeardOrder {
        draft,
        raw: node.0.to_string(),
        modified_ms: node.at("updatedAt").iso_ms(),
        buyer_id: node.at("customer").at("id").text(),
        hold: status.and_then(|(_, hold)| hold.map(str::to_owned)),
        ..HeardOrder::default()
    };
    put_receiver(node, &mut order.draft);
    put_refunds(node, &mut order.draft);
    Some(order)
}

/// The axes in one word, as the export files write them.
fn words(node: Node) -> Option<String> {
    let word = |key: &str| node.at(key).text().map(|w| w.to_lowercase());
    let payment = word("displayFinancialStatus")?;
    Some(match word("displayFulfillmentStatus") {
        Some(shipping) => format!("{payment}/{shipping}"),
        None => payment,
    })
}

/// Where the order stands, and what holds it back although it is paid. The first condition decides; an unknown word decides nothing.
fn status(access: &Access, node: Node) -> Option<(DraftStatus, Option<&'static str>)> {
    let word = |key: &str| node.at(key).text().unwrap_or_default();
    let (payment, shipping) = (word("displayFinancialStatus"), word("displayFulfillmentStatus"));
    let is_sent = matches!(shipping.as_str(), "FULFILLED" | "PARTIALLY_FULFILLED");
    if node.at("cancelledAt").text().is_some() || payment == "REFUNDED" || payment == "VOIDED" && !is_sent {
        return Some((DraftStatus::Closed, None));
    }
    let is_paid = access.get("pending_is_paid").is_some();
    if matches!(payment.as_str(), "PENDING" | "EXPIRED" | "PARTIALLY_PAID") && !is_paid && !is_sent {
        return Some((DraftStatus::Unpaid, None));
    }
    let hold = node.at("test").is_true().then_some("test");
    Some(match shipping.as_str() {
        "UNFULFILLED" | "OPEN" | "RESTOCKED" | "IN_PROGRESS" | "PENDING_FULFILLMENT" | "REQUEST_DECLINED" => {
            (DraftStatus::ToShip, hold.or((payment == "AUTHORIZED" && !is_paid).then_some("AUTHORIZED")))
        }
        "SCHEDULED" => (DraftStatus::ToShip, Some("SCHEDULED")),
        "ON_HOLD" => (DraftStatus::ToShip, Some("ON_HOLD")),
        "PARTIALLY_FULFILLED" => (DraftStatus::PartShipped, hold),
        "FULFILLED" if node.at("closedAt").text().is_none() => (DraftStatus::Shipped, None),
        "FULFILLED" | "FULFILLMENT_NOT_REQUIRED" => (DraftStatus::Completed, None),
        _ => return None,
    })
}

fn paid_ms(node: Node) -> Option<i64> {
    let is_money = |t: &Node| {
        t.at("status").text().as_deref() == Some("SUCCESS") && matches!(t.at("kind").text().as_deref(), Some("SALE" | "CAPTURE"))
    };
    let paid = matches!(node.at("displayFinancialStatus").text().as_deref(), Some("PAID" | "PARTIALLY_REFUNDED" | "REFUNDED"));
    let told = node.at("transactions").list().filter(is_money).filter_map(|t| t.at("processedAt").iso_ms()).min();
    told.or_else(|| node.at("processedAt").iso_ms().filter(|_| paid))
}

fn money(node: Node, key: &str) -> Option<i64> {
    node.at(key).at("shopMoney").at("amount").yuan()
}

fn tracking(info: Node) -> Option<Tracking> {
    Some(Tracking(info.at("company").text(), info.at("number").text()?))
}

fn item(line: Node) -> ItemDraft {
    ItemDraft {
        sub_no: line.at("id").text().map(|id| bare(&id).to_owned()),
        sku_code: line.at("sku").text(),
        title: line.at("title").text(),
        spec: line.at("variantTitle").text().filter(|t| t != "Default Title"),
        qty: line.at("quantity").int(),
        unit_price_fen: money(line, "originalUnitPriceSet"),
        amount_fen: money(line, "discountedTotalSet"),
        refund_fen: None,
    }
}

/// The number at the end of `gid://shopify/LineItem/910000000000003`.
pub(super) fn bare(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// Absent where the app may not see people: then the order says so by having no receiver at all.
fn put_receiver(node: Node, draft: &mut OrderDraft) {
    let to = node.at("shippingAddress");
    draft.receiver_masked = !to.is_object();
    draft.receiver_name = to.at("name").text();
    draft.receiver_phone = to.at("phone").text();
    draft.receiver_province = to.at("province").text();
    draft.receiver_city = to.at("city").text();
    let street: Vec<String> = ["address1", "address2"].into_iter().filter_map(|k| to.at(k).text()).collect();
    draft.receiver_address = Some(street.join(" ")).filter(|s| !s.is_empty());
}

fn put_refunds(node: Node, draft: &mut OrderDraft) {
    let back = money(node, "totalRefundedSet").unwrap_or(0);
    draft.refund_fen = Some(back);
    let is_open = matches!(node.at("returnStatus").text().as_deref(), Some("RETURN_REQUESTED" | "IN_PROGRESS" | "INSPECTION_COMPLETE"));
    draft.refund_state = Some(if is_open { RefundState::InProgress } else { wording::refunded(back, draft.buyer_amount_fen) });
}

/// Refunds stand in their order; what stands there is paid.
pub(super) fn refunds(node: Node) -> Vec<HeardRefund> {
    let read = |r: Node| {
        Some(HeardRefund {
            refund_no: bare(&r.at("id").text()?).to_owned(),
            order_no: node.at("name").text()?,
            status_raw: "refunded".to_owned(),
            is_paid: true,
            amount_fen: money(r, "totalRefundedSet"),
            modified_ms: r.at("createdAt").iso_ms(),
            ..HeardRefund::default()
        })
    };
    node.at("refunds").list().filter_map(read).collect()
}
