//! An order of Lazada with its pieces read into the normal form, and its reverse orders. There is no state of an order: its pieces have them.

use crate::channel::{HeardOrder, HeardRefund};
use crate::node::{Node, in_china, is_masked};
use crate::wording;
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, RefundState, Tracking};

const WORDS: &str = include_str!("states.csv");

/// The state of a piece, in the one spelling that the table has.
pub(super) fn word(piece: Node) -> String {
    piece.at("status").text().unwrap_or_default().trim().to_lowercase()
}

/// `2026-03-15 10:12:00 +0800` as it is sent, or ISO as it is documented, in seconds.
pub(super) fn updated_s(order: Node) -> Option<i64> {
    time_ms(order.at("updated_at")).map(|ms| ms.div_euclid(1_000))
}

fn time_ms(node: Node) -> Option<i64> {
    let sent = || chrono::DateTime::parse_from_str(node.0.as_str()?.trim(), "%Y-%m-%d %H:%M:%S %z").ok().map(|t| t.timestamp_millis());
    node.iso_ms().or_else(sent)
}

/// Amounts may carry commas between the thousands.
fn amount(node: Node) -> Option<i64> {
    node.yuan().or_else(|| crate::node::fen_of_decimal(&node.0.as_str()?.replace(',', "")))
}

/// Reads one order with its pieces.
pub(super) fn order(node: Node, pieces: Vec<Node>) -> Option<HeardOrder> {
    let price = amount(node.at("price"));
    let minus = amount(node.at("voucher")).unwrap_or(0);
    let freight = amount(node.at("shipping_fee"));
    let promised = pieces.iter().filter_map(|p| time_ms(p.at("sla_time_stamp"))).min();
    let mut draft = OrderDraft {
        order_no: node.at("order_id").id()?,
        created_at: time_ms(node.at("created_at")).map(in_china),
        promised_at: promised.map(in_china),
        // `price` is before vouchers and postage.
        buyer_amount_fen: price.map(|fen| fen - minus + freight.unwrap_or(0)),
        freight_fen: freight,
        buyer_memo: node.at("buyer_note").text(),
        seller_memo: node.at("remarks").text(),
        trackings: Some(trackings(&pieces)),
        ..OrderDraft::default()
    };
    put_status(node, &pieces, &mut draft);
    put_items(&pieces, &mut draft);
    put_receiver(node.at("address_shipping"), &mut draft);
    let mut order = HeardOrder { draft, raw: raw(node, &pieces), modified_ms: time_ms(node.at("updated_at")), ..HeardOrder::default() };
    put_presale_and_hold(&pieces, &mut order);
    order.buyer_id = pieces.iter().find_map(|p| p.at("buyer_id").id());
    order.currency = pieces.iter().find_map(|p| p.at("currency").text());
    Some(order)
}

/// The order with its pieces inside, one JSON text.
fn raw(node: Node, pieces: &[Node]) -> String {
    let mut whole = node.0.clone();
    if let Some(members) = whole.as_object_mut() {
        members.insert("order_items".to_owned(), pieces.iter().map(|p| p.0.clone()).collect());
    }
    whole.to_string()
}

/// The least advanced of the pieces that live on; pieces on both sides of the door make it partly shipped.
fn put_status(node: Node, pieces: &[Node], draft: &mut OrderDraft) {
    let mut words: Vec<String> = pieces.iter().map(|p| word(*p)).filter(|w| !w.is_empty()).collect();
    if words.is_empty() {
        words = node.at("statuses").list().filter_map(Node::text).map(|w| w.trim().to_lowercase()).collect();
    }
    let states: Vec<Option<DraftStatus>> = words.iter().map(|w| wording::state(WORDS, w).map(|s| s.status)).collect();
    let is_unknown = states.is_empty() || states.contains(&None);
    let living: Vec<DraftStatus> = states.into_iter().flatten().filter(|s| *s != DraftStatus::Closed).collect();
    let (least, most) = (living.iter().min().copied(), living.iter().max().copied());
    draft.status = match (least, most) {
        _ if is_unknown => None,
        (None, _) => Some(DraftStatus::Closed),
        (Some(DraftStatus::ToShip), Some(most)) if most >= DraftStatus::Shipped => Some(DraftStatus::PartShipped),
        (least, _) => least,
    };
    let returned = words.iter().filter(|w| matches!(w.as_str(), "returned" | "shipped_back_success")).count();
    let is_asked = |n: &Node| n.at("need_cancel_confirm").is_true() || n.at("is_cancel_pending").is_true();
    draft.refund_state = Some(match returned {
        _ if pieces.iter().any(is_asked) || is_asked(&node) => RefundState::InProgress,
        0 => RefundState::None,
        n if n == words.len() => RefundState::Full,
        _ => RefundState::Partial,
    });
    words.sort();
    words.dedup();
    draft.status_raw = Some(words.join(",")).filter(|w| !w.is_empty());
}

/// Pieces of one SKU at one price in one state and package are one line of ours; it bears the number of the first. What was cancelled is
/// no part of an order that lives on.
fn put_items(pieces: &[Node], draft: &mut OrderDraft) {
    let lives = draft.status != Some(DraftStatus::Closed);
    let mut lines: Vec<(Vec<Option<String>>, ItemDraft)> = Vec::new();
    for piece in pieces {
        if lives && matches!(word(*piece).as_str(), "canceled" | "cancelled") {
            continue;
        }
        let key: Vec<_> = ["sku", "sku_id", "paid_price", "status", "package_id"].iter().map(|k| piece.at(k).text()).collect();
        let paid = amount(piece.at("paid_price"));
        if let Some((_, line)) = lines.iter_mut().find(|(k, _)| *k == key) {
            line.qty = line.qty.map(|qty| qty + 1);
            line.amount_fen = line.amount_fen.zip(paid).map(|(sum, paid)| sum + paid);
            continue;
        }
        let line = ItemDraft {
            sub_no: piece.at("order_item_id").id(),
            sku_code: piece.at("sku").text(),
            title: piece.at("name").text(),
            spec: piece.at("variation").text(),
            qty: Some(1),
            unit_price_fen: amount(piece.at("item_price")),
            amount_fen: paid,
            refund_fen: None,
        };
        lines.push((key, line));
    }
    draft.items = lines.into_iter().map(|(_, line)| line).collect();
}

/// The third to fifth line of an address are its places, differently by country.
fn put_receiver(address: Node, draft: &mut OrderDraft) {
    let names: Vec<String> = ["first_name", "last_name"].iter().filter_map(|k| address.at(k).text()).collect();
    draft.receiver_name = Some(names.join(" ")).filter(|n| !n.is_empty());
    draft.receiver_phone = address.first(&["phone", "phone2"]).text();
    draft.receiver_province = address.at("address3").text();
    draft.receiver_city = address.at("address4").text();
    draft.receiver_district = address.at("address5").text();
    draft.receiver_address = address.at("address1").text();
    draft.receiver_masked = [&draft.receiver_name, &draft.receiver_phone, &draft.receiver_address].into_iter().any(is_masked);
}

/// A presale waits for its money; what Lazada sends itself is not ours to pack.
fn put_presale_and_hold(pieces: &[Node], order: &mut HeardOrder) {
    let stage = pieces.iter().find_map(|p| p.at("stage_pay_status").text()).unwrap_or_default().to_lowercase();
    if stage.starts_with("unpaid") {
        order.draft.status = Some(DraftStatus::Unpaid);
        order.is_deposit = stage.contains("final");
    }
    let is_theirs = |p: &Node| p.at("is_fbl").is_true() || p.at("biz_group").int() == Some(70_020);
    if !pieces.is_empty() && pieces.iter().all(is_theirs) {
        order.hold = Some("is_fbl".to_owned());
    }
}

fn trackings(pieces: &[Node]) -> Vec<Tracking> {
    let mut out: Vec<Tracking> = Vec::new();
    for piece in pieces {
        let Some(number) = piece.at("tracking_code").id() else { continue };
        let tracking = Tracking(piece.at("shipment_provider").text(), number);
        if !out.contains(&tracking) {
            out.push(tracking);
        }
    }
    out
}

/// Reads one line of a reverse order. Its money is hundredths, but whole dong in Vietnam.
pub(super) fn refund(case: Node, line: Node, is_vn: bool) -> Option<HeardRefund> {
    let status_raw = line.at("reverse_status").text().unwrap_or_default();
    let upper = status_raw.to_uppercase();
    let is_paid = ["REFUND_SUCCESS", "REFUND_ISSUED", "REQUEST_COMPLETE"].iter().any(|w| upper.contains(w));
    let is_over = ["CANCEL", "REJECT", "CLOSE"].iter().any(|w| upper.contains(w));
    Some(HeardRefund {
        refund_no: line.at("reverse_order_line_id").id().or_else(|| case.at("reverse_order_id").id())?,
        order_no: case.at("trade_order_id").id()?,
        sub_no: line.at("trade_order_line_id").id(),
        is_open: !is_paid && !is_over,
        is_paid,
        status_raw,
        amount_fen: line.at("refund_amount").int().and_then(|sum| sum.checked_mul(if is_vn { 100 } else { 1 })),
        modified_ms: line.at("return_order_line_gmt_modified").millis(),
    })
}
