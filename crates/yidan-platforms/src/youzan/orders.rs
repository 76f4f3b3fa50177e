//! An order of Youzan read into the normal form, and its refunds. Money is yuan, times are text and sometimes milliseconds.

use super::writes::CARRIERS;
use crate::channel::{HeardOrder, HeardRefund};
use crate::node::{Node, in_china, is_masked};
use crate::wording;
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, RefundState, Tracking, WallTime};

const WORDS: &str = include_str!("states.csv");

/// Some models send milliseconds where others send text.
fn time(node: Node) -> Option<WallTime> {
    node.wall_time().or_else(|| node.millis().filter(|ms| *ms > 100_000_000_000).map(in_china))
}

/// Reads one order with what stands beside it: the single question tells the parcels there, the list does not.
pub(super) fn order(whole: Node) -> Option<HeardOrder> {
    let node = whole.at("full_order_info");
    let (info, pay, remarks) = (node.at("order_info"), node.at("pay_info"), node.at("remark_info"));
    let draft = OrderDraft {
        order_no: info.at("tid").id()?,
        created_at: time(info.at("created")),
        paid_at: time(info.at("pay_time")),
        shipped_at: time(info.at("consign_time")),
        finished_at: time(info.at("success_time")),
        buyer_amount_fen: pay.at("payment").yuan(),
        freight_fen: pay.at("post_fee").yuan(),
        buyer_memo: remarks.at("buyer_message").text(),
        seller_memo: remarks.at("trade_memo").text(),
        payment_no: pay.at("outer_transactions").list().find_map(Node::text),
        trackings: trackings(whole.at("delivery_order")),
        items: node.at("orders").list().map(item).collect(),
        ..OrderDraft::default()
    };
    let modified_ms = time(info.at("update_time")).map(|w| w.to_utc_ms(yidan_domain::wall_time::CHINA_OFFSET_MINUTES));
    let mut order = HeardOrder { draft, raw: whole.0.to_string(), modified_ms, ..HeardOrder::default() };
    wording::put_state(&mut order, WORDS, &info.at("status").text().unwrap_or_default());
    order.draft.refund_state = refund_state(info);
    if info.at("order_tags").at("is_down_payment_pre").is_true() && order.draft.status == Some(DraftStatus::Unpaid) {
        order.is_deposit = order.draft.paid_at.take().is_some();
    }
    put_receiver(node.at("address_info"), &mut order);
    order.buyer_id = node.at("buyer_info").at("yz_open_id").text();
    order.flag = remarks.at("star").int().and_then(|s| u8::try_from(s).ok()).filter(|s| *s <= 5);
    Some(order)
}

/// The state tells refunds that are done; the tag tells one that is asked for.
fn refund_state(info: Node) -> Option<RefundState> {
    let tags = info.at("order_tags");
    let is_asked = tags.at("is_feedback").is_true();
    Some(match info.at("refund_state").int()? {
        1 | 11 => RefundState::InProgress,
        12 => RefundState::Full,
        _ if is_asked => RefundState::InProgress,
        2 => RefundState::Partial,
        _ => RefundState::None,
    })
}

fn item(line: Node) -> ItemDraft {
    ItemDraft {
        sub_no: line.at("oid").id(),
        sku_code: line.first(&["outer_sku_id", "outer_item_id"]).text(),
        title: line.at("title").text(),
        spec: line.at("sku_properties_name").text().and_then(|text| spec(&text)),
        qty: line.at("num").int(),
        unit_price_fen: line.at("price").yuan(),
        amount_fen: line.at("payment").yuan(),
        refund_fen: None,
    }
}

/// Absent where parcels are not told at all.
fn trackings(deliveries: Node) -> Option<Vec<Tracking>> {
    if !deliveries.0.is_array() {
        return None;
    }
    let parcels = deliveries.list().flat_map(|delivery| delivery.at("dists").list()).map(|dist| dist.at("express_info"));
    let read = |express: Node| {
        let carrier = express.at("express_id").id().and_then(|id| wording::carrier_name(CARRIERS, &id));
        Some(Tracking(carrier, express.at("express_no").id()?))
    };
    Some(parcels.filter_map(read).collect())
}

/// A list of `{k, v}` inside a text.
fn spec(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let pairs = Node(&value).list().filter_map(|p| Some(format!("{}:{}", p.at("k").text()?, p.at("v").text()?)));
    Some(pairs.collect::<Vec<_>>().join(";")).filter(|s| !s.is_empty())
}

fn put_receiver(address: Node, order: &mut HeardOrder) {
    let draft = &mut order.draft;
    draft.receiver_name = address.at("receiver_name").text();
    draft.receiver_phone = address.at("receiver_tel").text();
    draft.receiver_province = address.at("delivery_province").text();
    draft.receiver_city = address.at("delivery_city").text();
    draft.receiver_district = address.at("delivery_district").text();
    draft.receiver_address = address.at("delivery_address").text();
    // A shop may have its data enciphered: a phone without digits is none.
    let is_cipher = |phone: &str| phone.len() > 24;
    if draft.receiver_phone.as_deref().is_some_and(is_cipher) {
        let fields = [
            ("receiver_name", &mut draft.receiver_name),
            ("receiver_phone", &mut draft.receiver_phone),
            ("receiver_address", &mut draft.receiver_address),
        ];
        order.receiver_tokens = fields.into_iter().filter_map(|(name, field)| Some((name.to_owned(), field.take()?))).collect();
    }
    let shown = [&draft.receiver_name, &draft.receiver_phone, &draft.receiver_address];
    draft.receiver_masked = !order.receiver_tokens.is_empty() || shown.into_iter().any(is_masked);
}

pub(super) fn refund(node: Node) -> Option<HeardRefund> {
    Some(HeardRefund {
        refund_no: node.at("refund_id").id()?,
        order_no: node.at("tid").id()?,
        sub_no: node.at("oid").id(),
        amount_fen: node.at("refund_fee").yuan(),
        modified_ms: time(node.first(&["modified", "update_time"])).map(|w| w.to_utc_ms(yidan_domain::wall_time::CHINA_OFFSET_MINUTES)),
        ..wording::case(WORDS, node.at("status"))
    })
}
