//! 合单提示: which waiting orders go to the same door.

use super::merge::Mergeable;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Why orders are proposed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The platform's own key for the receiver is equal.
    SameKey,
    /// Name, phone and address are equal in normal form.
    SameReceiver,
}

/// Orders that could travel in one parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Proposal {
    /// Ids, oldest first; never more than the platform allows in one parcel.
    pub orders: Vec<i64>,
    pub why: Why,
    /// They come from more than one shop: sender and slip have to be chosen.
    pub across_shops: bool,
}

/// All proposals among orders, by the oldest order in each. Orders that cannot be merged are passed over.
pub fn propose(orders: &[Mergeable<'_>]) -> Vec<Proposal> {
    let mut doors: BTreeMap<String, Vec<&Mergeable<'_>>> = BTreeMap::new();
    for order in orders.iter().filter(|o| o.refusal().is_none()) {
        if let Ok(receiver) = order.receiver() {
            doors.entry(receiver).or_default().push(order);
        }
    }
    let mut out = Vec::new();
    for (door, mut together) in doors {
        together.sort_by_key(|o| o.order.id);
        let why = if door.starts_with("key|") { Why::SameKey } else { Why::SameReceiver };
        let most = together.iter().filter_map(|o| o.limits.orders_per_parcel).min().unwrap_or(usize::MAX);
        for part in together.chunks(most.max(1)).filter(|part| part.len() > 1) {
            let across_shops = part.iter().any(|o| o.order.shop_id != part[0].order.shop_id);
            out.push(Proposal { orders: part.iter().map(|o| o.order.id).collect(), why, across_shops });
        }
    }
    out.sort_by_key(|p| p.orders[0]);
    out
}
