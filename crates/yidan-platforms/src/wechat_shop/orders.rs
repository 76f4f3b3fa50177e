//! An order of WeChat read into the normal form, and its after-sale cases. Money is fen, times are seconds.

use crate::channel::{HeardOrder, HeardRefund};
use crate::node::{Node, in_china, is_masked};
use crate::wording;
use yidan_domain::{ItemDraft, OrderDraft, RefundState, Tracking};

const WORDS: &str = include_str!("states.csv");

/// Lines have no numbers of their own: goods and SKU together are one.
pub(super) fn line_no(product: Node) -> Option<String> {
    Some(format!("{}/{}", product.at("product_id").id()?, product.at("sku_id").id().unwrap_or_default()))
}

/// Goods and SKU of a line's number.
pub(super) fn line_of(line_no: &str) -> (&str, &str) {
    line_no.split_once('/').unwrap_or((line_no, ""))
}

pub(super) fn order(node: Node) -> Option<HeardOrder> {
    let detail = node.at("order_detail");
    let (price, ext, delivery) = (detail.at("price_info"), detail.at("ext_info"), detail.at("delivery_info"));
    let parcels = delivery.at("delivery_product_info");
    let first_left = parcels.list().filter_map(|p| p.at("delivery_time").seconds()).min();
    let promised = detail.at("product_infos").list().filter_map(|p| p.at("delivery_deadline").seconds()).min();
    let draft = OrderDraft {
        order_no: node.at("order_id").id()?,
        created_at: node.at("create_time").seconds().map(in_china),
        paid_at: detail.at("pay_info").at("pay_time").seconds().map(in_china),
        shipped_at: first_left.or_else(|| delivery.at("ship_done_time").seconds()).map(in_china),
        finished_at: ext.at("confirm_receipt_time").seconds().map(in_china),
        promised_at: promised.map(in_china),
        buyer_amount_fen: price.at("order_price").int(),
        // Spelled so there.
        merchant_amount_fen: price.at("merchant_receieve_price").int(),
        freight_fen: price.at("freight").int(),
        buyer_memo: ext.at("customer_notes").text(),
        seller_memo: ext.at("merchant_notes").text(),
        payment_no: detail.at("pay_info").at("transaction_id").text(),
        trackings: Some(parcels.list().filter_map(tracking).collect()),
        items: detail.at("product_infos").list().map(item).collect(),
        ..OrderDraft::default()
    };
    let mut order = HeardOrder { draft, raw: node.0.to_string(), modified_ms: node.at("update_time").seconds(), ..HeardOrder::default() };
    wording::put_state(&mut order, WORDS, &node.at("status").text().unwrap_or_default());
    order.draft.refund_state = Some(refund_state(node, detail));
    if delivery.at("address_under_review").is_true() && order.hold.is_none() {
        order.hold = Some("地址修改待审核".to_owned());
    }
    put_receiver(delivery, &mut order);
    order.buyer_id = node.at("openid").text();
    Some(order)
}

/// Pieces tell more than the list of cases: it keeps those that were withdrawn.
fn refund_state(node: Node, detail: Node) -> RefundState {
    let sum = |key: &str| detail.at("product_infos").list().filter_map(|p| p.at(key).int()).sum::<i64>();
    let (open, done, all) = (sum("on_aftersale_sku_cnt"), sum("finish_aftersale_sku_cnt"), sum("sku_cnt"));
    if open > 0 || node.at("aftersale_detail").at("on_aftersale_order_cnt").int().unwrap_or(0) > 0 {
        RefundState::InProgress
    } else if node.at("status").int() == Some(200) || done > 0 && done >= all {
        RefundState::Full
    } else if done > 0 {
        RefundState::Partial
    } else {
        RefundState::None
    }
}

fn item(product: Node) -> ItemDraft {
    let attrs = product.at("sku_attrs").list();
    let spec: Vec<String> = attrs.filter_map(|a| Some(format!("{}:{}", a.at("attr_key").text()?, a.at("attr_value").text()?))).collect();
    ItemDraft {
        sub_no: line_no(product),
        sku_code: product.first(&["sku_code", "out_sku_id"]).text(),
        title: product.at("title").text(),
        spec: Some(spec.join(";")).filter(|s| !s.is_empty()),
        qty: product.at("sku_cnt").int(),
        unit_price_fen: product.at("sale_price").int(),
        amount_fen: product.at("real_price").int(),
        refund_fen: None,
    }
}

fn tracking(parcel: Node) -> Option<Tracking> {
    Some(Tracking(parcel.first(&["delivery_name", "delivery_id"]).text(), parcel.at("waybill_id").id()?))
}

/// A virtual number, where the platform gives one, is `number-extension`.
fn put_receiver(delivery: Node, order: &mut HeardOrder) {
    let address = delivery.at("address_info");
    let virtual_number = address.at("tel_number_ext_info").at("virtual_tel_number").text();
    let draft = &mut order.draft;
    draft.receiver_name = address.at("user_name").text();
    match virtual_number.as_deref().and_then(|n| n.split_once('-')) {
        Some((number, extension)) => {
            (draft.receiver_phone, draft.receiver_phone_ext) = (Some(number.to_owned()), Some(extension.to_owned()));
        }
        None => draft.receiver_phone = virtual_number.or_else(|| address.at("tel_number").text()),
    }
    draft.receiver_province = address.at("province_name").text();
    draft.receiver_city = address.at("city_name").text();
    draft.receiver_district = address.at("county_name").text();
    let detail: Vec<String> = ["detail_info", "house_number"].iter().filter_map(|key| address.at(key).text()).collect();
    draft.receiver_address = Some(detail.concat()).filter(|d| !d.is_empty());
    let shown = [&draft.receiver_name, &draft.receiver_phone, &draft.receiver_address];
    draft.receiver_masked = shown.into_iter().any(is_masked);
    order.merge_key = address.at("hash_code").text();
    let code = delivery.at("ewaybill_order_code").text();
    order.receiver_tokens.extend(code.map(|code| ("ewaybill_order_code".to_owned(), code)));
}

pub(super) fn refund(node: Node) -> Option<HeardRefund> {
    Some(HeardRefund {
        refund_no: node.first(&["after_sale_order_id", "aftersale_order_id"]).id()?,
        order_no: node.at("order_id").id()?,
        sub_no: line_no(node.at("product_info")),
        amount_fen: node.at("refund_info").at("amount").int(),
        modified_ms: node.at("update_time").seconds(),
        ..wording::case(WORDS, node.at("status"))
    })
}
