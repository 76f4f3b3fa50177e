//! A trade of TOP read into the normal form, and its refunds. Every field may be missing; only a trade without a number cannot be read.

use crate::channel::{Heard, HeardOrder, HeardRefund};
use crate::node::{Node, is_masked, with_town};
use crate::wording::{self, RefundWord};
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, Tracking};

/// Only fields that are asked for come back.
pub(super) const LIST_FIELDS: &str = "tid,tid_str,status,type,created,pay_time,consign_time,end_time,modified,payment,post_fee,total_fee,\
discount_fee,adjust_fee,received_payment,buyer_open_uid,buyer_nick,has_buyer_message,buyer_message,seller_memo,seller_flag,receiver_name,\
receiver_mobile,receiver_phone,receiver_state,receiver_city,receiver_district,receiver_town,receiver_address,receiver_zip,oaid,\
step_trade_status,step_paid_fee,shipping_type,alipay_no,orders";
pub(super) const DETAIL_FIELDS: &str = "tid,tid_str,status,type,created,pay_time,consign_time,end_time,modified,payment,post_fee,total_fee,\
discount_fee,adjust_fee,received_payment,buyer_open_uid,buyer_nick,has_buyer_message,buyer_message,seller_memo,seller_flag,receiver_name,\
receiver_mobile,receiver_phone,receiver_state,receiver_city,receiver_district,receiver_town,receiver_address,receiver_zip,oaid,\
step_trade_status,step_paid_fee,shipping_type,alipay_no,promotion_details,orders";
pub(super) const REFUND_FIELDS: &str = "refund_id,tid,oid,status,order_status,dispute_type,refund_phase,refund_fee,payment,total_fee,\
good_status,reason,num,outer_id,company_name,sid,created,modified";

const WORDS: &str = include_str!("states.csv");

/// Reads a page. Returns the trades whose buyer has written something that only the single question tells.
pub(super) fn trades(list: Node, heard: &mut Heard) -> Vec<String> {
    let mut unsaid = Vec::new();
    for node in list.list() {
        let before = heard.orders.len();
        trade(node, heard);
        if let (Some(order), true) = (heard.orders.get(before), is_message_unsaid(node)) {
            unsaid.push(order.draft.order_no.clone());
        }
    }
    unsaid
}

/// Only while the parcel is here does it matter enough for a question of its own.
fn is_message_unsaid(node: Node) -> bool {
    node.at("has_buyer_message").is_true()
        && node.at("buyer_message").text().is_none()
        && matches!(node.at("status").text().as_deref(), Some("WAIT_SELLER_SEND_GOODS" | "SELLER_CONSIGNED_PART" | "PAID_FORBID_CONSIGN"))
}

/// Reads one trade.
pub(super) fn trade(node: Node, heard: &mut Heard) {
    let Some(order_no) = node.first(&["tid_str", "tid"]).id() else {
        heard.unreadable.push(("?".to_owned(), "no tid".to_owned()));
        return;
    };
    let mut order = HeardOrder { raw: node.0.to_string(), modified_ms: node.at("modified").wall_ms(), ..HeardOrder::default() };
    order.draft = draft(node, order_no);
    let word = node.at("status").text().unwrap_or_default();
    wording::put_state(&mut order, WORDS, &word);
    put_steps(node, &mut order);
    put_lines(node, &mut order);
    order.merge_key = node.at("oaid").text();
    order.receiver_tokens.extend(node.at("oaid").text().map(|oaid| ("oaid".to_owned(), oaid)));
    order.buyer_id = node.first(&["buyer_open_uid", "buyer_nick"]).text();
    order.flag = node.at("seller_flag").int().and_then(|f| u8::try_from(f).ok()).filter(|f| *f <= 5);
    heard.orders.push(order);
}

fn draft(node: Node, order_no: String) -> OrderDraft {
    let mut draft = OrderDraft {
        order_no,
        created_at: node.at("created").wall_time(),
        paid_at: node.at("pay_time").wall_time(),
        shipped_at: node.at("consign_time").wall_time(),
        finished_at: node.at("end_time").wall_time(),
        buyer_amount_fen: node.at("payment").yuan(),
        // Zero until the buyer has confirmed.
        merchant_amount_fen: node.at("received_payment").yuan().filter(|fen| *fen > 0),
        freight_fen: node.at("post_fee").yuan(),
        receiver_name: node.at("receiver_name").text(),
        receiver_phone: node.first(&["receiver_mobile", "receiver_phone"]).text(),
        receiver_province: node.at("receiver_state").text(),
        receiver_city: node.at("receiver_city").text(),
        receiver_district: node.at("receiver_district").text(),
        receiver_address: with_town(node.at("receiver_town").text(), node.at("receiver_address").text()),
        buyer_memo: node.at("buyer_message").text(),
        seller_memo: node.at("seller_memo").text(),
        payment_no: node.at("alipay_no").text(),
        ..OrderDraft::default()
    };
    draft.receiver_masked = [&draft.receiver_name, &draft.receiver_phone, &draft.receiver_address].into_iter().any(is_masked);
    draft
}

/// Presale: the trade counts as unpaid while the final payment is open, although the deposit has filled `pay_time`.
fn put_steps(node: Node, order: &mut HeardOrder) {
    match node.at("step_trade_status").text().as_deref() {
        Some("FRONT_PAID_FINAL_NOPAID") => {
            order.is_deposit = true;
            order.draft.status = Some(DraftStatus::Unpaid);
            order.draft.paid_at = None;
        }
        Some("FRONT_NOPAID_FINAL_NOPAID") => order.draft.status = Some(DraftStatus::Unpaid),
        Some("FRONT_PAID_FRONT_FORFEITED") => order.draft.status = Some(DraftStatus::Closed),
        _ => {}
    }
}

/// Lines, parcels and the refund state that they make together. A line that was closed before it was paid is no part of a trade
/// that lives on: it must not be packed.
fn put_lines(node: Node, order: &mut HeardOrder) {
    let lives = order.draft.status != Some(DraftStatus::Closed);
    let (mut refunds, mut trackings) = (Vec::new(), Vec::new());
    for line in node.at("orders").at("order").list() {
        if lives && line.at("status").text().as_deref() == Some("TRADE_CLOSED_BY_TAOBAO") {
            continue;
        }
        let refund = line.at("refund_status").text().map_or(RefundWord::None, |w| wording::refund_word(WORDS, &w));
        refunds.push(refund);
        if let Some(number) = line.at("invoice_no").id() {
            let tracking = Tracking(line.at("logistics_company").text(), number);
            if !trackings.contains(&tracking) {
                trackings.push(tracking);
            }
        }
        order.draft.items.push(item(line, refund));
    }
    order.draft.refund_state = Some(wording::refunds_together(&refunds));
    order.draft.trackings = Some(trackings);
}

fn item(line: Node, refund: RefundWord) -> ItemDraft {
    // What the buyer paid for the line after all sharing; `payment` of a single line holds the postage too.
    let shared = line.at("total_fee").yuan().map(|fen| fen - line.at("part_mjz_discount").yuan().unwrap_or(0));
    let amount_fen = line.at("divide_order_fee").yuan().or(shared);
    ItemDraft {
        sub_no: line.first(&["oid_str", "oid"]).id(),
        sku_code: line.first(&["outer_sku_id", "outer_iid"]).text(),
        title: line.at("title").text(),
        spec: line.at("sku_properties_name").text(),
        qty: line.at("num").int(),
        unit_price_fen: line.at("price").yuan(),
        amount_fen,
        refund_fen: if refund == RefundWord::Done && line.at("status").text().as_deref() == Some("TRADE_CLOSED") {
            amount_fen
        } else {
            None
        },
    }
}

/// Reads one refund.
pub(super) fn refund(node: Node) -> Option<HeardRefund> {
    Some(HeardRefund {
        refund_no: node.at("refund_id").id()?,
        order_no: node.at("tid").id()?,
        sub_no: node.at("oid").id(),
        amount_fen: node.at("refund_fee").yuan(),
        modified_ms: node.at("modified").wall_ms(),
        ..wording::case(WORDS, node.at("status"))
    })
}
