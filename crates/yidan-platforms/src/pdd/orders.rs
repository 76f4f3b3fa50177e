//! An order of Pinduoduo read into the normal form, and its after-sale cases. States come as numbers in several fields at once.

use super::writes::CARRIERS;
use crate::channel::{HeardOrder, HeardRefund};
use crate::node::Node;
use crate::wording;
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, RefundState, Tracking};

const WORDS: &str = include_str!("states.csv");

/// Reads one order; a list holds whole orders of the same shape as the single question.
pub(super) fn order(node: Node) -> Option<HeardOrder> {
    let draft = OrderDraft {
        order_no: node.at("order_sn").id()?,
        created_at: node.at("created_time").wall_time(),
        paid_at: node.first(&["pay_time", "confirm_time"]).wall_time(),
        shipped_at: node.at("shipping_time").wall_time(),
        finished_at: node.at("receive_time").wall_time(),
        promised_at: node.at("last_ship_time").wall_time(),
        buyer_amount_fen: node.at("pay_amount").yuan(),
        freight_fen: node.at("postage").yuan(),
        buyer_memo: node.at("buyer_memo").text(),
        seller_memo: node.at("remark").text(),
        trackings: Some(trackings(node)),
        items: items(node),
        ..OrderDraft::default()
    };
    let mut order = HeardOrder { draft, raw: node.0.to_string(), modified_ms: node.at("updated_at").wall_ms(), ..HeardOrder::default() };
    put_status(node, &mut order);
    put_receiver(node, &mut order);
    order.merge_key = node.first(&["open_address_id_2", "open_address_id"]).text();
    order.flag = node.at("remark_tag").int().and_then(|f| u8::try_from(f).ok()).filter(|f| *f <= 5);
    Some(order)
}

/// Deal, group, review, state of the parcel and refund are fields of their own; together they are the order's state.
fn put_status(node: Node, order: &mut HeardOrder) {
    let number = |key: &str| node.at(key).int();
    wording::put_state(order, WORDS, &node.at("order_status").text().unwrap_or_default());
    order.draft.refund_state = number("refund_status").map(|refund| match refund {
        1 => RefundState::None,
        4 => RefundState::Full,
        _ => RefundState::InProgress,
    });
    if number("confirm_status") == Some(2) || number("group_status") == Some(2) {
        order.draft.status = Some(DraftStatus::Closed);
    } else if number("refund_status") == Some(4) && order.draft.status == Some(DraftStatus::ToShip) {
        // Once it has left, the parcel keeps its state beside the refund.
        order.draft.status = Some(DraftStatus::Closed);
    } else {
        order.hold = hold(node);
    }
    if number("trade_type") == Some(1) {
        let paid_steps = node.at("step_order_info").at("step_trade_status").int();
        if matches!(paid_steps, Some(0 | 1)) {
            order.draft.status = Some(DraftStatus::Unpaid);
            order.draft.paid_at = None;
            order.is_deposit = paid_steps == Some(1);
        }
    }
}

/// Why an order that is paid must not leave yet.
fn hold(node: Node) -> Option<String> {
    let is = |key: &str, value: i64| node.at(key).int() == Some(value);
    let tag =
        |name: &str| node.at("order_tag_list").list().any(|t| t.at("name").text().as_deref() == Some(name) && t.at("value").is_true());
    let reasons = [
        (is("group_status", 0), "待成团"),
        (is("confirm_status", 0), "未成交"),
        (is("risk_control_status", 1), "审核中"),
        (tag("ship_hold"), "暂停发货"),
        (tag("ship_additional_order"), "补差价单，不用发货"),
        (is("gift_order_status", 0), "礼物待确认"),
    ];
    reasons.into_iter().find_map(|(holds, why)| holds.then(|| why.to_owned()))
}

/// What is shown is the mask; the cipher beside it is kept as it is, for the platform's own waybills.
fn put_receiver(node: Node, order: &mut HeardOrder) {
    let mut shown = |name: &str, keys: &[&str], masks: &[&str]| {
        let given = node.first(keys).text();
        if let Some(cipher) = given.clone().filter(|g| is_cipher(g)) {
            order.receiver_tokens.insert(name.to_owned(), cipher);
        }
        node.first(masks).text().or(given.filter(|g| !is_cipher(g)))
    };
    let name = shown("receiver_name", &["receiver_name"], &["receiver_name_mask"]);
    let phone = shown("receiver_phone", &["receiver_phone", "contact_mobile"], &["receiver_phone_mask", "contact_mobile_mask"]);
    let address = shown("receiver_address", &["receiver_address", "address"], &["receiver_address_mask", "address_mask"]);
    let draft = &mut order.draft;
    draft.receiver_masked = !order.receiver_tokens.is_empty() || [&name, &phone, &address].into_iter().any(crate::node::is_masked);
    (draft.receiver_name, draft.receiver_phone, draft.receiver_address) = (name, phone, address);
    draft.receiver_province = node.at("province").text();
    draft.receiver_city = node.at("city").text();
    draft.receiver_district = node.at("town").text();
}

/// `~…~` and `$…$…$`.
fn is_cipher(text: &str) -> bool {
    text.len() > 8 && (text.starts_with('~') && text.ends_with('~') || text.starts_with('$') && text.ends_with('$'))
}

fn trackings(node: Node) -> Vec<Tracking> {
    let mut out: Vec<Tracking> = Vec::new();
    for parcel in std::iter::once(node).chain(node.at("extra_delivery_list").list()) {
        if let Some(number) = parcel.at("tracking_number").id() {
            let carrier = parcel.at("logistics_id").id().and_then(|id| wording::carrier_name(CARRIERS, &id));
            let tracking = Tracking(carrier, number);
            if !out.contains(&tracking) {
                out.push(tracking);
            }
        }
    }
    out
}

fn items(node: Node) -> Vec<ItemDraft> {
    let lines = node.at("item_list");
    // A single line carries the whole payment; how several share it is not told.
    let whole = node.at("pay_amount").yuan().map(|fen| fen - node.at("postage").yuan().unwrap_or(0)).filter(|_| lines.len() == 1);
    let mut items: Vec<ItemDraft> = lines.list().map(|line| ItemDraft { amount_fen: whole, ..item(line) }).collect();
    if node.at("gift_order_status").int() != Some(1) {
        items.extend(node.at("gift_list").list().map(|line| ItemDraft { amount_fen: Some(0), ..item(line) }));
    }
    items
}

fn item(line: Node) -> ItemDraft {
    ItemDraft {
        sub_no: None,
        sku_code: line.first(&["outer_id", "outer_goods_id"]).text(),
        title: line.at("goods_name").text(),
        spec: line.at("goods_spec").text(),
        qty: line.at("goods_count").int(),
        unit_price_fen: line.at("goods_price").yuan(),
        amount_fen: None,
        refund_fen: None,
    }
}

/// Reads one after-sale case.
pub(super) fn refund(node: Node) -> Option<HeardRefund> {
    Some(HeardRefund {
        refund_no: node.at("id").id()?,
        order_no: node.at("order_sn").id()?,
        amount_fen: node.at("refund_amount").yuan(),
        modified_ms: node.at("updated_time").wall_ms(),
        ..wording::case(WORDS, node.at("after_sales_status"))
    })
}
