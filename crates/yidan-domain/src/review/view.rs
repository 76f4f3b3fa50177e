//! An order as rules see it: the order itself and what is known around it. Values are taken out once per order and field.

use super::field::{Field, Kind};
use super::fold::fold_for;
use crate::draft::ItemDraft;
use crate::order::Order;
use crate::wall_time::WallTime;

/// An order and what is known around it. Absent = not known, and then no condition on it holds but `empty`.
#[derive(Debug, Clone, Copy)]
pub struct OrderView<'a> {
    pub order: &'a Order,
    /// The platform's code.
    pub platform: &'a str,
    /// The shop's name.
    pub shop: &'a str,
    /// The shop's zone, minutes east of UTC.
    pub offset_minutes: i32,
    pub buyer: Option<&'a str>,
    pub categories: &'a [String],
    pub tags: &'a [String],
    pub warehouse: Option<&'a str>,
    pub carrier: Option<&'a str>,
    pub weight_g: Option<i64>,
    pub is_remote: Option<bool>,
    pub is_blacklisted: Option<bool>,
    pub is_first_order: Option<bool>,
}

impl<'a> OrderView<'a> {
    /// The order alone: nothing else is known.
    pub fn of(order: &'a Order, platform: &'a str, shop: &'a str) -> OrderView<'a> {
        OrderView {
            order,
            platform,
            shop,
            offset_minutes: crate::wall_time::CHINA_OFFSET_MINUTES,
            buyer: None,
            categories: &[],
            tags: &[],
            warehouse: None,
            carrier: None,
            weight_g: None,
            is_remote: None,
            is_blacklisted: None,
            is_first_order: None,
        }
    }

    /// The texts of a field in the form in which they are compared; empty ones are left out.
    pub(super) fn texts(&self, field: Field) -> Vec<String> {
        let mut out = Vec::new();
        let mut put = |text: Option<&str>| {
            if let Some(text) = text {
                let folded = fold_for(field, text);
                if !folded.is_empty() {
                    out.push(folded);
                }
            }
        };
        let order = self.order;
        let r = &order.receiver;
        let lines = |pick: fn(&ItemDraft) -> &Option<String>| order.items.iter().map(move |item| pick(item).as_deref());
        match field {
            Field::OrderNo => put(Some(&order.order_no)),
            Field::Platform => put(Some(self.platform)),
            Field::Shop => put(Some(self.shop)),
            Field::StatusRaw => put(order.status_raw.as_deref()),
            Field::Buyer => put(self.buyer),
            Field::ReceiverName => put(r.name.as_deref()),
            Field::ReceiverPhone => put(r.phone.as_deref()),
            Field::ReceiverProvince => put(r.province.as_deref()),
            Field::ReceiverCity => put(r.city.as_deref()),
            Field::ReceiverDistrict => put(r.district.as_deref()),
            Field::ReceiverAddress => put(r.address.as_deref()),
            Field::Address => {
                let parts = [&r.province, &r.city, &r.district, &r.address];
                put(Some(&parts.into_iter().flatten().map(String::as_str).collect::<String>()));
            }
            Field::BuyerMemo => put(order.buyer_memo.as_deref()),
            Field::SellerMemo => put(order.seller_memo.as_deref()),
            Field::Memo => [&order.buyer_memo, &order.seller_memo].into_iter().for_each(|m| put(m.as_deref())),
            Field::SkuCode => lines(|item| &item.sku_code).for_each(put),
            Field::Title => lines(|item| &item.title).for_each(put),
            Field::Spec => lines(|item| &item.spec).for_each(put),
            Field::Goods => {
                let all = order.items.iter().flat_map(|item| [&item.sku_code, &item.title, &item.spec]);
                all.for_each(|text| put(text.as_deref()));
            }
            Field::Category => self.categories.iter().for_each(|text| put(Some(text))),
            Field::Tag => self.tags.iter().for_each(|text| put(Some(text))),
            Field::Warehouse => put(self.warehouse),
            Field::Carrier => put(self.carrier),
            _ => {}
        }
        out
    }

    /// The value of a field that is not text, as an integer: see `fold::number`.
    pub(super) fn number(&self, field: Field) -> Option<i64> {
        let order = self.order;
        let yes = |known: Option<bool>| known.map(i64::from);
        match field {
            Field::BuyerAmountFen => order.buyer_amount_fen,
            Field::MerchantAmountFen => order.merchant_amount_fen,
            Field::FreightFen => order.freight_fen,
            Field::RefundFen => order.refund_fen,
            // Orders whose lines are still to come have no known number of pieces.
            Field::Pieces => (!order.items.is_empty()).then(|| order.pieces()),
            Field::Kinds => Some(order.items.len() as i64).filter(|n| *n > 0),
            Field::WeightG => self.weight_g,
            Field::Flag => Some(i64::from(order.flag)),
            Field::PaidWeekday => order.paid_at_ms.map(|ms| (self.local_ms(ms).div_euclid(DAY_MS) + 3).rem_euclid(7) + 1),
            Field::CreatedTime => order.created_at_ms.map(|ms| self.minute_of_day(ms)),
            Field::PaidTime => order.paid_at_ms.map(|ms| self.minute_of_day(ms)),
            Field::CreatedDay => order.created_at_ms.and_then(|ms| self.day(ms)),
            Field::PaidDay => order.paid_at_ms.and_then(|ms| self.day(ms)),
            Field::Remote => yes(self.is_remote),
            Field::Blacklisted => yes(self.is_blacklisted),
            Field::FirstOrder => yes(self.is_first_order),
            Field::Masked => yes(Some(order.receiver.masked)),
            Field::Urgent => yes(Some(order.marks.urgent)),
            Field::AfterSale => yes(Some(order.marks.after_sale)),
            _ => {
                debug_assert_eq!(field.kind(), Kind::Text, "{field:?} has no number");
                None
            }
        }
    }

    fn local_ms(&self, utc_ms: i64) -> i64 {
        utc_ms.saturating_add(i64::from(self.offset_minutes) * 60_000)
    }

    fn minute_of_day(&self, utc_ms: i64) -> i64 {
        self.local_ms(utc_ms).rem_euclid(DAY_MS) / 60_000
    }

    fn day(&self, utc_ms: i64) -> Option<i64> {
        WallTime::from_utc_ms(utc_ms, self.offset_minutes).as_str().get(..10)?.replace('-', "").parse().ok()
    }
}

/// Where parcels cost more and take longer, by the beginnings of the provinces' names; each shop may have a list of its own.
pub const REMOTE_PROVINCES: &[&str] = &["新疆", "西藏", "内蒙古", "青海", "甘肃", "宁夏", "海南"];

const DAY_MS: i64 = 86_400_000;
