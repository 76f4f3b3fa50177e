//! An order of TikTok Shop read into the normal form, and its returns. Every line there is one piece: equal ones are put together.

use crate::channel::{HeardOrder, HeardRefund};
use crate::node::{Node, in_china, is_masked};
use crate::wording::{self, RefundWord};
use yidan_domain::{ItemDraft, OrderDraft, RefundState, Tracking};

const WORDS: &str = include_str!("states.csv");

pub(super) fn order(node: Node) -> Option<HeardOrder> {
    let time = |key: &str| node.at(key).seconds().map(in_china);
    let payment = node.at("payment");
    let shipped = node.at("line_items").list().filter_map(|l| l.at("rts_time").seconds()).min();
    let draft = OrderDraft {
        order_no: node.at("id").id()?,
        created_at: time("create_time"),
        paid_at: time("paid_time"),
        shipped_at: shipped.map(in_china),
        finished_at: time("delivery_time"),
        promised_at: time("rts_sla_time"),
        buyer_amount_fen: payment.at("total_amount").yuan(),
        freight_fen: payment.at("shipping_fee").yuan(),
        buyer_memo: node.at("buyer_message").text(),
        seller_memo: node.at("seller_note").text(),
        trackings: Some(trackings(node)),
        items: items(node),
        ..OrderDraft::default()
    };
    let mut order = HeardOrder { draft, raw: node.0.to_string(), modified_ms: node.at("update_time").seconds(), ..HeardOrder::default() };
    wording::put_state(&mut order, WORDS, &node.at("status").text().unwrap_or_default());
    order.draft.refund_state = node.at("is_buyer_request_cancel").is_true().then_some(RefundState::InProgress);
    if order.hold.is_none() {
        let is_theirs = node.at("fulfillment_type").text().filter(|t| t != "FULFILLMENT_BY_SELLER");
        order.hold = is_theirs.or_else(|| node.at("is_on_hold_order").is_true().then(|| "ON_HOLD".to_owned()));
    }
    put_receiver(node.at("recipient_address"), &mut order);
    order.buyer_id = node.at("user_id").id();
    order.currency = payment.at("currency").text();
    Some(order)
}

/// Pieces of one SKU at one price in one package and state are one line of ours; it bears the number of the first.
fn items(node: Node) -> Vec<ItemDraft> {
    let mut lines: Vec<(Vec<Option<String>>, ItemDraft)> = Vec::new();
    for piece in node.at("line_items").list() {
        let key: Vec<_> = ["sku_id", "sale_price", "display_status", "package_id"].iter().map(|k| piece.at(k).text()).collect();
        let price = piece.at("sale_price").yuan();
        if let Some((_, line)) = lines.iter_mut().find(|(k, _)| *k == key) {
            line.qty = line.qty.map(|qty| qty + 1);
            line.amount_fen = line.amount_fen.zip(price).map(|(sum, price)| sum + price);
            continue;
        }
        let line = ItemDraft {
            sub_no: piece.at("id").id(),
            sku_code: piece.at("seller_sku").text(),
            title: piece.at("product_name").text(),
            spec: piece.at("sku_name").text(),
            qty: Some(1),
            unit_price_fen: price,
            amount_fen: price,
            refund_fen: None,
        };
        // A piece that was cancelled is not to be packed while the order lives on.
        let lives = node.at("status").text().as_deref() != Some("CANCELLED");
        if !(lives && piece.at("display_status").text().as_deref() == Some("CANCELLED")) {
            lines.push((key, line));
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

fn trackings(node: Node) -> Vec<Tracking> {
    let mut out: Vec<Tracking> = Vec::new();
    for parcel in node.at("line_items").list().chain(std::iter::once(node)) {
        let Some(number) = parcel.at("tracking_number").id() else { continue };
        let carrier = parcel.first(&["shipping_provider_name", "shipping_provider"]).text();
        if !out.iter().any(|t| t.1 == number) {
            out.push(Tracking(carrier, number));
        }
    }
    out
}

/// Levels below the country: state, city, district. Without platform logistics nothing is hidden.
fn put_receiver(address: Node, order: &mut HeardOrder) {
    let level = |wanted: &str| {
        let mut places = address.at("district_info").list();
        places.find(|p| p.at("address_level").text().as_deref() == Some(wanted)).and_then(|p| p.at("address_name").text())
    };
    let lines: Vec<String> = (1..=4).filter_map(|i| address.at(&format!("address_line{i}")).text()).collect();
    let draft = &mut order.draft;
    draft.receiver_name = address.at("name").text();
    draft.receiver_phone = address.at("phone_number").text();
    draft.receiver_province = level("L1");
    draft.receiver_city = level("L2");
    draft.receiver_district = level("L3");
    draft.receiver_address = Some(lines.join(", ")).filter(|l| !l.is_empty()).or_else(|| address.at("full_address").text());
    draft.receiver_masked = [&draft.receiver_name, &draft.receiver_phone, &draft.receiver_address].into_iter().any(is_masked);
}

pub(super) fn refund(node: Node) -> Option<HeardRefund> {
    let mut lines = node.at("return_line_items").list();
    Some(HeardRefund {
        refund_no: node.at("return_id").id()?,
        order_no: node.at("order_id").id()?,
        sub_no: lines.next().and_then(|l| l.at("order_line_item_id").id()),
        amount_fen: node.at("refund_amount").at("refund_total").yuan(),
        modified_ms: node.at("update_time").seconds(),
        ..wording::case_of(node.at("return_status"), refund_word)
    })
}

/// Finished words are told by their ends; whatever else is still open.
fn refund_word(word: &str) -> RefundWord {
    if word.ends_with("_CANCEL") || word.ends_with("_CANCELLED") {
        RefundWord::None
    } else if word.ends_with("_SUCCESS") || word.ends_with("_COMPLETE") {
        if word.contains("REPLACEMENT") || word.contains("EXCHANGE") { RefundWord::None } else { RefundWord::Done }
    } else {
        RefundWord::Open
    }
}
