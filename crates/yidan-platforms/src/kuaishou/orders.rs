//! An order of Kuaishou read into the normal form, and its refunds. Money is fen, times are milliseconds.

use super::writes::CARRIERS;
use crate::channel::{HeardOrder, HeardRefund};
use crate::node::{Node, in_china, is_masked, with_town};
use crate::wording::{self, RefundWord};
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, Tracking};

const WORDS: &str = include_str!("states.csv");

/// The reply itself where it holds an order, else nothing.
pub(super) fn told(node: Node) -> Node {
    if node.at("orderBaseInfo").is_object() { node } else { node.at("orderBaseInfo") }
}

pub(super) fn order(node: Node) -> Option<HeardOrder> {
    let (base, item) = (node.at("orderBaseInfo"), node.at("orderItemInfo"));
    let time = |key: &str| base.at(key).millis().map(in_china);
    let draft = OrderDraft {
        order_no: base.at("oid").id()?,
        created_at: time("createTime"),
        paid_at: time("payTime"),
        shipped_at: time("sendTime"),
        finished_at: time("recvTime"),
        promised_at: base.first(&["validPromiseShipmentTimeStamp", "promiseTimeStampOfDelivery"]).millis().map(in_china),
        buyer_amount_fen: base.at("totalFee").int(),
        freight_fen: base.at("expressFee").int(),
        buyer_memo: base.at("remark").text(),
        seller_memo: Some(notes(node).join("；")).filter(|n| !n.is_empty()),
        trackings: Some(node.at("orderLogisticsInfo").list().filter_map(tracking).collect()),
        items: if item.is_object() { vec![line(base, item)] } else { Vec::new() },
        ..OrderDraft::default()
    };
    let mut order = HeardOrder { draft, raw: node.0.to_string(), modified_ms: base.at("updateTime").millis(), ..HeardOrder::default() };
    wording::put_state(&mut order, WORDS, &base.at("status").text().unwrap_or_default());
    let refunds: Vec<RefundWord> =
        node.at("orderRefundList").list().map(|r| wording::refund_word(WORDS, &r.at("refundStatus").text().unwrap_or_default())).collect();
    order.draft.refund_state = Some(refund_state(&refunds));
    if order.draft.status == Some(DraftStatus::ToShip) {
        order.hold = hold(base);
    }
    put_receiver(node, &mut order);
    order.buyer_id = base.at("buyerOpenId").text();
    Some(order)
}

/// The seller's notes, one after another.
pub(super) fn notes(node: Node) -> Vec<String> {
    node.at("orderNote").any_list().list().filter_map(|n| n.first(&["note", "content"]).text()).collect()
}

/// The cases of an order follow one another: a withdrawn one beside one that was paid changes nothing.
fn refund_state(cases: &[RefundWord]) -> yidan_domain::RefundState {
    let counted: Vec<RefundWord> = cases.iter().copied().filter(|c| *c != RefundWord::None).collect();
    wording::refunds_together(&counted)
}

fn hold(base: Node) -> Option<String> {
    if let Some(risk) = base.at("riskCode").id() {
        return Some(format!("风控 {risk}"));
    }
    let reasons: Vec<String> = base.at("disableDeliveryReasonCode").list().filter_map(Node::id).collect();
    (!reasons.is_empty()).then(|| format!("不可发货 {}", reasons.join(" ")))
}

fn line(base: Node, item: Node) -> ItemDraft {
    ItemDraft {
        sub_no: item.at("orderItemId").id(),
        sku_code: item.first(&["skuNick", "goodsCode"]).text(),
        title: item.at("itemTitle").text(),
        spec: item.at("skuDesc").text(),
        qty: item.at("num").int(),
        unit_price_fen: item.at("price").int(),
        amount_fen: base.at("totalFee").int().map(|fen| fen - base.at("expressFee").int().unwrap_or(0)),
        refund_fen: None,
    }
}

fn tracking(parcel: Node) -> Option<Tracking> {
    let carrier = parcel.at("expressCode").id().and_then(|code| wording::carrier_name(CARRIERS, &code));
    Some(Tracking(carrier, parcel.at("expressNo").id()?))
}

/// Masks are shown; ciphers are kept as they are, for the platform's own waybills.
fn put_receiver(node: Node, order: &mut HeardOrder) {
    let address = node.at("orderAddress");
    let ciphers =
        [("receiver_name", "encryptedConsignee"), ("receiver_phone", "encryptedMobile"), ("receiver_address", "encryptedAddress")];
    order.receiver_tokens = ciphers.into_iter().filter_map(|(name, key)| Some((name.to_owned(), address.at(key).text()?))).collect();
    let draft = &mut order.draft;
    draft.receiver_name = address.at("desensitiseConsignee").text();
    draft.receiver_phone = address.at("desensitiseMobile").text();
    draft.receiver_province = address.at("province").text();
    draft.receiver_city = address.at("city").text();
    draft.receiver_district = address.at("district").text();
    draft.receiver_address = with_town(address.at("town").text(), address.at("desensitiseAddress").text());
    let shown = [&draft.receiver_name, &draft.receiver_phone, &draft.receiver_address];
    draft.receiver_masked = !order.receiver_tokens.is_empty() || shown.into_iter().any(is_masked);
    order.merge_key = node.at("orderDeliveryInfo").at("openAddressId").text();
}

pub(super) fn refund(node: Node) -> Option<HeardRefund> {
    Some(HeardRefund {
        refund_no: node.at("refundId").id()?,
        order_no: node.first(&["oid", "orderId"]).id()?,
        amount_fen: node.at("refundFee").int(),
        modified_ms: node.at("updateTime").millis(),
        ..wording::case(WORDS, node.at("status"))
    })
}
