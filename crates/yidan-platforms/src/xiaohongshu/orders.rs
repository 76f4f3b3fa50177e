//! An order of Xiaohongshu read into the normal form, and its after-sale cases. Money of orders is fen, times are milliseconds.

use super::writes::CARRIERS;
use crate::channel::{HeardOrder, HeardRefund};
use crate::node::{Node, in_china};
use crate::wording;
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, RefundState, Tracking};

const WORDS: &str = include_str!("states.csv");

pub(super) fn order(node: Node) -> Option<HeardOrder> {
    let time = |key: &str| node.at(key).millis().map(in_china);
    let draft = OrderDraft {
        order_no: node.at("orderId").id()?,
        created_at: time("createdTime"),
        paid_at: time("paidTime"),
        shipped_at: time("deliveryTime"),
        finished_at: time("finishTime"),
        promised_at: time("promiseLastDeliveryTime"),
        buyer_amount_fen: node.at("totalPayAmount").int(),
        merchant_amount_fen: node.at("merchantActualReceiveAmount").int(),
        // Spelled so there.
        freight_fen: node.at("totalShippingFree").int(),
        receiver_province: node.at("receiverProvinceName").text(),
        receiver_city: node.at("receiverCityName").text(),
        receiver_district: node.at("receiverDistrictName").text(),
        // Name, phone and street are never in an order.
        receiver_masked: true,
        buyer_memo: node.at("customerRemark").text(),
        seller_memo: node.at("sellerRemark").text(),
        trackings: Some(trackings(node)),
        items: node.at("skuList").list().map(item).collect(),
        ..OrderDraft::default()
    };
    let mut order = HeardOrder { draft, raw: node.0.to_string(), modified_ms: node.at("updateTime").millis(), ..HeardOrder::default() };
    wording::put_state(&mut order, WORDS, &node.at("orderStatus").text().unwrap_or_default());
    order.draft.refund_state = refund_state(node, order.draft.status);
    let has_deposit = node.at("totalDepositAmount").int().unwrap_or(0) > 0 && order.draft.paid_at.is_some();
    if node.at("orderType").int() == Some(2) && order.draft.status == Some(DraftStatus::Unpaid) && has_deposit {
        order.is_deposit = true;
        order.draft.paid_at = None;
    }
    order.merge_key = node.at("openAddressId").text();
    order.receiver_tokens.extend(order.merge_key.clone().map(|id| ("open_address_id".to_owned(), id)));
    order.buyer_id = node.at("userId").text();
    // 1 grey, 2 red … 6 purple; 0 = none was ever set.
    order.flag = node.at("sellerRemarkFlag").int().and_then(|f| u8::try_from(f).ok()).filter(|f| *f <= 6).map(|f| f.saturating_sub(1));
    Some(order)
}

fn refund_state(node: Node, status: Option<DraftStatus>) -> Option<RefundState> {
    let after_sale = node.at("orderAfterSalesStatus").int();
    let is_asked = node.at("cancelStatus").int() == Some(1) || node.at("orderStatus").int() == Some(10);
    Some(match after_sale {
        _ if is_asked => RefundState::InProgress,
        None => return None,
        Some(2 | 6) => RefundState::InProgress,
        Some(3) if status == Some(DraftStatus::Closed) => RefundState::Full,
        Some(3) => RefundState::PartialOrFull,
        Some(_) => RefundState::None,
    })
}

fn item(line: Node) -> ItemDraft {
    let details: Vec<Node> = line.at("skuDetailList").list().collect();
    // A bundle has several: then neither its code nor its price is one of theirs.
    let single = if let [single] = details.as_slice() { Some(*single) } else { None };
    ItemDraft {
        sub_no: line.at("skuId").id(),
        sku_code: line.first(&["erpcode", "erpCode"]).text().or_else(|| single.and_then(|s| s.at("erpCode").text())),
        title: line.first(&["itemName", "skuName"]).text(),
        spec: line.at("skuSpec").text(),
        qty: line.at("skuQuantity").int(),
        unit_price_fen: single.and_then(|s| s.at("pricePerSku").int()),
        amount_fen: line.at("totalPaidAmount").int(),
        refund_fen: None,
    }
}

fn trackings(node: Node) -> Vec<Tracking> {
    let mut out: Vec<Tracking> = Vec::new();
    for parcel in node.at("simpleDeliveryOrderList").list().chain(std::iter::once(node)) {
        let Some(number) = parcel.at("expressTrackingNo").id() else { continue };
        let code = parcel.at("expressCompanyCode").text();
        let tracking = Tracking(code.as_deref().and_then(|c| wording::carrier_name(CARRIERS, c)).or(code), number);
        if !out.contains(&tracking) {
            out.push(tracking);
        }
    }
    out
}

/// Money of cases is yuan, unlike that of orders, and what was asked for: what went back is told by each case alone.
pub(super) fn refund(node: Node) -> Option<HeardRefund> {
    let case = wording::case(WORDS, node.at("status"));
    let is_paid = node.at("refundStatus").int() == Some(2);
    Some(HeardRefund {
        refund_no: node.at("returnsId").id()?,
        order_no: node.at("orderId").id()?,
        is_open: case.is_open && !is_paid,
        is_paid,
        amount_fen: node.at("expectedRefundAmountYuan").yuan(),
        modified_ms: node.at("updatedAt").millis(),
        ..case
    })
}
