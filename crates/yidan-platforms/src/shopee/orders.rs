//! An order of Shopee read into the normal form, and its returns. Money is in hundredths of the order's currency, whatever that has for coins.

use crate::channel::{HeardOrder, HeardRefund};
use crate::node::{Node, in_china, is_masked};
use crate::wording;
use yidan_domain::{ItemDraft, OrderDraft, RefundState};

/// Only a few fields come without being asked for.
pub(super) const FIELDS: &str = "buyer_user_id,buyer_username,estimated_shipping_fee,recipient_address,actual_shipping_fee,\
actual_shipping_fee_confirmed,goods_to_declare,note,note_update_time,item_list,pay_time,split_up,buyer_cancel_reason,cancel_by,\
cancel_reason,fulfillment_flag,pickup_done_time,package_list,shipping_carrier,payment_method,total_amount,invoice_data,\
order_chargeable_weight_gram,return_request_due_date,edt";

const WORDS: &str = include_str!("states.csv");

pub(super) fn order(node: Node) -> Option<HeardOrder> {
    let time = |key: &str| node.at(key).seconds().map(in_china);
    let draft = OrderDraft {
        order_no: node.at("order_sn").id()?,
        created_at: time("create_time"),
        paid_at: time("pay_time"),
        shipped_at: time("pickup_done_time"),
        promised_at: time("ship_by_date"),
        buyer_amount_fen: node.at("total_amount").yuan(),
        freight_fen: node.first(&["actual_shipping_fee", "estimated_shipping_fee"]).yuan().filter(|fen| *fen > 0),
        buyer_memo: node.at("message_to_seller").text(),
        seller_memo: node.at("note").text(),
        items: node.at("item_list").list().map(item).collect(),
        ..OrderDraft::default()
    };
    let mut order = HeardOrder { draft, raw: node.0.to_string(), modified_ms: node.at("update_time").seconds(), ..HeardOrder::default() };
    let word = node.at("order_status").text().unwrap_or_default();
    wording::put_state(&mut order, WORDS, &word);
    order.draft.refund_state = Some(refund_state(node, &word));
    if let Some(not_ours) = hold(node) {
        order.hold = Some(not_ours);
    }
    put_receiver(node.at("recipient_address"), &mut order);
    order.buyer_id = node.at("buyer_user_id").id();
    order.currency = node.at("currency").text();
    Some(order)
}

fn refund_state(node: Node, word: &str) -> RefundState {
    let sum = |key: &str| node.at("item_list").list().filter_map(|i| i.at(key).int()).sum::<i64>();
    if matches!(word, "IN_CANCEL" | "TO_RETURN") || sum("cancel_requested_qty") + sum("return_requested_qty") > 0 {
        RefundState::InProgress
    } else if sum("returned_qty") + sum("cancelled_qty") > 0 && word != "CANCELLED" {
        RefundState::PartialOrFull
    } else {
        RefundState::None
    }
}

/// What the platform sends itself is not ours to pack.
fn hold(node: Node) -> Option<String> {
    let is_theirs = node.at("fulfillment_flag").text().is_some_and(|flag| flag == "fulfilled_by_shopee");
    let is_advance = node.at("advance_package").is_true();
    is_theirs.then(|| "fulfilled_by_shopee".to_owned()).or(is_advance.then(|| "advance_package".to_owned()))
}

fn item(line: Node) -> ItemDraft {
    let (qty, price) = (line.at("model_quantity_purchased").int(), line.at("model_discounted_price").yuan());
    ItemDraft {
        sub_no: line.first(&["line_item_id", "order_item_id"]).id(),
        sku_code: line.first(&["model_sku", "item_sku"]).text(),
        title: line.at("item_name").text(),
        spec: line.at("model_name").text(),
        qty,
        unit_price_fen: price,
        amount_fen: qty.zip(price).and_then(|(qty, price)| price.checked_mul(qty)),
        refund_fen: None,
    }
}

fn put_receiver(address: Node, order: &mut HeardOrder) {
    let draft = &mut order.draft;
    draft.receiver_name = address.at("name").text();
    draft.receiver_phone = address.at("phone").text();
    draft.receiver_province = address.at("state").text();
    draft.receiver_city = address.at("city").text();
    draft.receiver_district = address.first(&["district", "town"]).text();
    draft.receiver_address = address.at("full_address").text();
    draft.receiver_masked = [&draft.receiver_name, &draft.receiver_phone, &draft.receiver_address].into_iter().any(is_masked);
}

pub(super) fn refund(node: Node) -> Option<HeardRefund> {
    Some(HeardRefund {
        refund_no: node.at("return_sn").id()?,
        order_no: node.at("order_sn").id()?,
        amount_fen: node.at("refund_amount").yuan(),
        modified_ms: node.at("update_time").seconds(),
        ..wording::case(WORDS, node.at("status"))
    })
}
