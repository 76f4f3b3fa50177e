//! Orders into what labels can say.

use crate::moment;
use crate::orders::view::Shops;
use yidan_domain::order::{Order, Receiver};
use yidan_labels::{LabelData, LabelItem, Party};

/// Place of a label in its run.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub batch_no: &'a str,
    /// From 1.
    pub sequence: u32,
    /// How often this order was printed before.
    pub reprint: u32,
}

/// Everything a label may show of this order.
pub fn label_data(order: &Order, shops: &Shops, platform_name: &str, flag_word: &str, place: Place<'_>) -> LabelData {
    let tracking = order.trackings.iter().flatten().next();
    let r = &order.receiver;
    LabelData {
        order_no: order.order_no.clone(),
        shop: shops.name(order.shop_id),
        platform: platform_name.to_owned(),
        waybill_no: tracking.map(|t| t.number().to_owned()),
        carrier: tracking.and_then(|t| t.carrier()).unwrap_or_default().to_owned(),
        receiver_city: r.city.clone().unwrap_or_default(),
        receiver: party(r),
        freight_fen: order.freight_fen,
        paid_fen: order.buyer_amount_fen,
        ordered_at: order.paid_at_ms.or(order.created_at_ms).map(moment::short).unwrap_or_default(),
        batch_no: place.batch_no.to_owned(),
        sequence_no: place.sequence,
        buyer_note: order.buyer_memo.clone().unwrap_or_default(),
        seller_note: order.seller_memo.clone().unwrap_or_default(),
        seller_flag: if order.flag == 0 { String::new() } else { flag_word.to_owned() },
        marks: if order.marks.urgent { vec!["加急".to_owned()] } else { Vec::new() },
        reprint_count: place.reprint,
        items: order.items.iter().map(item).collect(),
        ..LabelData::default()
    }
}

/// A line of goods as labels show it.
pub fn item(i: &yidan_domain::ItemDraft) -> LabelItem {
    LabelItem {
        sku_code: i.sku_code.clone().unwrap_or_default(),
        title: i.title.clone().unwrap_or_default(),
        spec: i.spec.clone().unwrap_or_default(),
        // Joined goods of unknown number still have to be picked: at least one piece.
        qty: i.qty.unwrap_or(1),
        unit_price_fen: i.unit_price_fen,
        amount_fen: i.amount_fen,
        ..LabelItem::default()
    }
}

/// What the platform enciphered is no text for paper; what it masked is printed as it came.
fn party(r: &Receiver) -> Party {
    let readable = |t: &Option<String>| t.clone().filter(|t| !(t.starts_with("##") || t.starts_with("$$"))).unwrap_or_default();
    let phone = readable(&r.phone);
    let region: String = [&r.province, &r.city, &r.district].into_iter().map(readable).collect();
    Party {
        name: readable(&r.name),
        phone: match &r.phone_ext {
            Some(ext) if !phone.is_empty() => format!("{phone}-{ext}"),
            _ => phone,
        },
        address: region + &readable(&r.address),
    }
}
