//! An order of Douyin read into the normal form, and its after-sale cases. An app sees only the fields it was granted: all are optional.

use super::writes::star;
use crate::channel::{HeardOrder, HeardRefund};
use crate::node::{Node, in_china, is_masked, with_town};
use crate::wording::{self, RefundWord};
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, Tracking};

const WORDS: &str = include_str!("states.csv");

/// Reads one order; a list holds whole orders of the same shape as the single question.
pub(super) fn order(node: Node) -> Option<HeardOrder> {
    let time = |key: &str| node.at(key).seconds().map(in_china);
    let pay_amount = node.at("pay_amount").int();
    let subsidies = ["promotion_platform_amount", "promotion_talent_amount"].map(|key| node.at(key).int().unwrap_or(0)).iter().sum::<i64>();
    let draft = OrderDraft {
        order_no: node.at("order_id").id()?,
        created_at: time("create_time"),
        paid_at: time("pay_time"),
        shipped_at: time("ship_time"),
        finished_at: time("finish_time"),
        promised_at: time("exp_ship_time"),
        buyer_amount_fen: pay_amount,
        merchant_amount_fen: pay_amount.map(|fen| fen + subsidies),
        freight_fen: node.at("post_amount").int(),
        buyer_memo: node.at("buyer_words").text(),
        seller_memo: node.at("seller_words").text(),
        trackings: Some(trackings(node)),
        ..OrderDraft::default()
    };
    let mut order = HeardOrder { draft, raw: node.0.to_string(), modified_ms: node.at("update_time").seconds(), ..HeardOrder::default() };
    put_status(node, &mut order);
    put_lines(node, &mut order);
    put_receiver(node, &mut order);
    order.merge_key = node.at("open_address_id").text();
    order.buyer_id = node.at("doudian_open_id").text();
    order.flag = node.at("seller_remark_stars").int().and_then(|s| u8::try_from(s).ok()).filter(|s| *s <= 5).map(star);
    Some(order)
}

/// `main_status` tells what `order_status` does not: a deposit, a refund that ended the order. A presale is unpaid until all phases are.
fn put_status(node: Node, order: &mut HeardOrder) {
    let main = node.at("main_status").text().filter(|word| matches!(word.as_str(), "103" | "21" | "22" | "39"));
    let word = main.or_else(|| node.at("order_status").text()).unwrap_or_default();
    wording::put_state(order, WORDS, &word);
    let phases: Vec<bool> = node.at("order_phase_list").list().map(|phase| phase.at("pay_success").is_true()).collect();
    let is_open_presale = phases.contains(&false) && order.draft.status != Some(DraftStatus::Closed);
    if is_open_presale {
        order.draft.status = Some(DraftStatus::Unpaid);
    }
    order.is_deposit = word == "103" || is_open_presale && phases.contains(&true);
    if order.is_deposit {
        order.draft.paid_at = None;
    }
}

/// A line that was cancelled before it was paid is no part of an order that lives on: it must not be packed.
fn put_lines(node: Node, order: &mut HeardOrder) {
    let lives = order.draft.status != Some(DraftStatus::Closed);
    let mut refunds = Vec::new();
    for line in node.at("sku_order_list").list() {
        let word = line.at("after_sale_info").at("after_sale_status").text();
        let refund = word.map_or(RefundWord::None, |word| wording::refund_word(WORDS, &word));
        let is_closed = line.at("order_status").int() == Some(4);
        if lives && is_closed && refund == RefundWord::None {
            continue;
        }
        refunds.push(refund);
        order.draft.items.push(item(line, is_closed && refund == RefundWord::Done));
    }
    order.draft.refund_state = Some(wording::refunds_together(&refunds));
}

fn item(line: Node, is_refunded: bool) -> ItemDraft {
    let spec: Vec<String> =
        line.at("spec").list().filter_map(|s| Some(format!("{}:{}", s.at("name").text()?, s.at("value").text()?))).collect();
    // The line's payment holds its share of the postage.
    let amount_fen = line.at("pay_amount").int().map(|fen| fen - line.at("post_amount").int().unwrap_or(0));
    ItemDraft {
        sub_no: line.at("order_id").id(),
        sku_code: line.first(&["code"]).text().or_else(|| line.at("out_sku_id").id()),
        title: line.at("product_name").text(),
        spec: Some(spec.join(";")).filter(|s| !s.is_empty()),
        qty: line.at("item_num").int(),
        unit_price_fen: line.at("origin_amount").int(),
        amount_fen,
        refund_fen: if is_refunded { amount_fen } else { None },
    }
}

/// Masks are shown; ciphers are kept as they are, for the platform's own waybills.
fn put_receiver(node: Node, order: &mut HeardOrder) {
    let (plain, mask) = (node.at("post_addr"), node.at("mask_post_addr"));
    let place = |key: &str| mask.at(key).at("name").text().or_else(|| plain.at(key).at("name").text());
    let ciphers = [
        ("receiver_name", node.at("encrypt_post_receiver")),
        ("receiver_phone", node.at("encrypt_post_tel")),
        ("receiver_address", plain.at("encrypt_detail")),
    ];
    order.receiver_tokens = ciphers.into_iter().filter_map(|(name, cipher)| Some((name.to_owned(), cipher.text()?))).collect();
    let draft = &mut order.draft;
    draft.receiver_name = node.first(&["mask_post_receiver", "post_receiver"]).text();
    draft.receiver_phone = node.first(&["mask_post_tel", "post_tel"]).text();
    draft.receiver_province = place("province");
    draft.receiver_city = place("city");
    draft.receiver_district = place("town");
    draft.receiver_address = with_town(place("street"), mask.at("detail").text().or_else(|| plain.at("detail").text()));
    let shown = [&draft.receiver_name, &draft.receiver_phone, &draft.receiver_address];
    draft.receiver_masked = !order.receiver_tokens.is_empty() || shown.into_iter().any(is_masked);
}

fn trackings(node: Node) -> Vec<Tracking> {
    let parcels = node.at("logistics_info").list();
    parcels.filter_map(|p| Some(Tracking(p.first(&["company_name", "company"]).text(), p.at("tracking_no").id()?))).collect()
}

/// Reads one after-sale case.
pub(super) fn refund(node: Node) -> Option<HeardRefund> {
    let info = node.at("aftersale_info");
    Some(HeardRefund {
        refund_no: info.at("aftersale_id").id()?,
        order_no: node.at("order_info").at("shop_order_id").id()?,
        sub_no: info.at("related_id").id(),
        is_paid: info.at("refund_status").int() == Some(3),
        amount_fen: info.at("refund_amount").int(),
        modified_ms: info.at("update_time").seconds(),
        ..wording::case(WORDS, info.at("aftersale_status"))
    })
}
