//! An order of JD read into the normal form, and its refund applications. Empty times are the year 1.

use super::writes::CARRIERS;
use crate::channel::{HeardOrder, HeardRefund};
use crate::node::{Node, is_masked, with_town};
use crate::wording;
use yidan_domain::{ItemDraft, OrderDraft, RefundState, Tracking};

/// Only fields that are asked for come back.
pub(super) const FIELDS: &str = "orderId,venderId,orderType,payType,orderTotalPrice,orderSellerPrice,orderPayment,actualPay,shouldPay,\
freightPrice,sellerDiscount,balanceUsed,orderState,orderStateRemark,deliveryType,orderRemark,venderRemark,orderStartTime,orderEndTime,\
paymentConfirmTime,modified,consigneeInfo,itemInfoList,couponDetailList,waybill,logisticsId,parentOrderId,directParentOrderId,returnOrder,\
storeOrder,idSopShipmenttype,open_id_buyer,oaid";

const WORDS: &str = include_str!("states.csv");

/// Reads one order; a list holds whole orders of the same shape as the single question.
pub(super) fn order(node: Node) -> Option<HeardOrder> {
    let draft = OrderDraft {
        order_no: node.at("orderId").id()?,
        created_at: node.at("orderStartTime").wall_time(),
        paid_at: node.at("paymentConfirmTime").wall_time(),
        finished_at: node.at("orderEndTime").wall_time(),
        // `orderPayment` is no longer filled and then zero.
        buyer_amount_fen: node.first(&["actualPay", "shouldPay", "orderPayment"]).yuan(),
        freight_fen: node.at("freightPrice").yuan(),
        buyer_memo: node.at("orderRemark").text(),
        seller_memo: node.at("venderRemark").text(),
        trackings: Some(trackings(node)),
        items: node.at("itemInfoList").list().map(item).collect(),
        ..OrderDraft::default()
    };
    let mut order = HeardOrder { draft, raw: node.0.to_string(), modified_ms: node.at("modified").wall_ms(), ..HeardOrder::default() };
    let word = node.at("orderState").text().unwrap_or_default();
    wording::put_state(&mut order, WORDS, &word);
    // A lock is the review of a cancellation, waiting for the parcel means that there is none; more is not told in the order.
    order.draft.refund_state = match word.as_str() {
        "LOCKED" | "DELIVERY_RETURN" => Some(RefundState::InProgress),
        "WAIT_SELLER_STOCK_OUT" | "WAIT_SELLER_DELIVERY" => Some(RefundState::None),
        _ => None,
    };
    if order.hold.is_none() && node.at("storeOrder").text().is_some_and(|s| s.contains('仓')) {
        order.hold = node.at("storeOrder").text();
    }
    put_receiver(node, &mut order);
    order.buyer_id = node.at("open_id_buyer").text();
    Some(order)
}

/// Names and phones come as ciphers beside fields that are masked or empty.
fn put_receiver(node: Node, order: &mut HeardOrder) {
    let person = node.at("consigneeInfo");
    let ciphers = [
        ("receiver_name", person.at("encrypt_fullname")),
        ("receiver_phone", person.first(&["encrypt_mobile", "encrypt_telephone"])),
        ("receiver_address", person.at("encrypt_fullAddress")),
        ("oaid", node.at("oaid")),
    ];
    order.receiver_tokens = ciphers.into_iter().filter_map(|(name, cipher)| Some((name.to_owned(), cipher.text()?))).collect();
    let draft = &mut order.draft;
    draft.receiver_name = person.at("fullname").text();
    draft.receiver_phone = person.first(&["mobile", "telephone"]).text();
    draft.receiver_province = person.at("province").text();
    draft.receiver_city = person.at("city").text();
    draft.receiver_district = person.at("county").text();
    let places = [&draft.receiver_province, &draft.receiver_city, &draft.receiver_district];
    let street = person.at("fullAddress").text().map(|full| without_places(&full, places));
    draft.receiver_address = with_town(person.at("town").text(), street);
    let shown = [&draft.receiver_name, &draft.receiver_phone, &draft.receiver_address];
    draft.receiver_masked = !order.receiver_tokens.is_empty() || shown.into_iter().any(is_masked);
}

/// The full address begins with the places that have fields of their own.
fn without_places(full: &str, places: [&Option<String>; 3]) -> String {
    let mut rest = full;
    for place in places.into_iter().flatten() {
        rest = rest.strip_prefix(place.as_str()).unwrap_or(rest);
    }
    rest.to_owned()
}

/// `,` stands between the numbers of one company, `|` between companies.
fn trackings(node: Node) -> Vec<Tracking> {
    let companies = node.at("logisticsId").text().unwrap_or_default();
    let companies: Vec<Option<String>> = companies.split('|').map(|id| wording::carrier_name(CARRIERS, id.trim())).collect();
    let mut out = Vec::new();
    for (i, group) in node.at("waybill").text().unwrap_or_default().split('|').enumerate() {
        for number in group.split(',').map(str::trim).filter(|n| !n.is_empty()) {
            out.push(Tracking(companies.get(i).cloned().flatten(), number.to_owned()));
        }
    }
    out
}

fn item(line: Node) -> ItemDraft {
    ItemDraft {
        sub_no: line.at("skuId").id(),
        sku_code: line.first(&["outerSkuId", "productNo"]).text(),
        title: line.at("skuName").text(),
        spec: None,
        qty: line.at("itemTotal").int(),
        unit_price_fen: line.at("jdPrice").yuan(),
        amount_fen: None,
        refund_fen: None,
    }
}

/// Reads one refund application. Its sum is fen, unlike all other money here.
pub(super) fn refund(node: Node) -> Option<HeardRefund> {
    Some(HeardRefund {
        refund_no: node.at("id").id()?,
        order_no: node.at("orderId").id()?,
        amount_fen: node.at("applyRefundSum").int(),
        modified_ms: node.at("checkTime").wall_ms().or_else(|| node.at("applyTime").wall_ms()),
        ..wording::case(WORDS, node.at("status"))
    })
}
