//! A further row of an order onto what is known of it: empty fields are filled, named ones are added up, items and waybills are joined.

use crate::profile::plan::Plan;
use yidan_domain::OrderDraft;

pub fn merge(plan: &Plan, into: &mut OrderDraft, from: OrderDraft) {
    let adds = |field: &str| plan.ready.format.add.iter().any(|f| f == field);
    let money = |into: &mut Option<i64>, from: Option<i64>, field: &str| match (*into, from) {
        (Some(a), Some(b)) if adds(field) => *into = Some(a.saturating_add(b)),
        (None, b) => *into = b,
        _ => {}
    };
    money(&mut into.buyer_amount_fen, from.buyer_amount_fen, "buyer_amount");
    money(&mut into.merchant_amount_fen, from.merchant_amount_fen, "merchant_amount");
    money(&mut into.freight_fen, from.freight_fen, "freight");
    money(&mut into.refund_fen, from.refund_fen, "refund");
    fill(&mut into.created_at, from.created_at);
    fill(&mut into.paid_at, from.paid_at);
    fill(&mut into.shipped_at, from.shipped_at);
    fill(&mut into.finished_at, from.finished_at);
    fill(&mut into.promised_at, from.promised_at);
    fill(&mut into.receiver_name, from.receiver_name);
    fill(&mut into.receiver_phone, from.receiver_phone);
    fill(&mut into.receiver_phone_ext, from.receiver_phone_ext);
    fill(&mut into.receiver_province, from.receiver_province);
    fill(&mut into.receiver_city, from.receiver_city);
    fill(&mut into.receiver_district, from.receiver_district);
    fill(&mut into.receiver_address, from.receiver_address);
    fill(&mut into.buyer_memo, from.buyer_memo);
    fill(&mut into.seller_memo, from.seller_memo);
    fill(&mut into.payment_no, from.payment_no);
    fill(&mut into.refund_no, from.refund_no);
    into.receiver_masked |= from.receiver_masked;
    match (&mut into.trackings, from.trackings) {
        (Some(known), Some(more)) => {
            for t in more {
                if !known.iter().any(|k| k.number() == t.number()) {
                    known.push(t);
                }
            }
        }
        (none @ None, some) => *none = some,
        (Some(_), None) => {}
    }
    into.items.extend(from.items);
}

fn fill<T>(into: &mut Option<T>, from: Option<T>) {
    if into.is_none() {
        *into = from;
    }
}
