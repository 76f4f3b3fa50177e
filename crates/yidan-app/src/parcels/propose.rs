//! `parcels.propose`: waiting orders that go to the same door, with what their platforms allow.

use super::change::{mergeable, platforms};
use super::show::limits_view;
use crate::App;
use crate::desk::{Nothing, Session, platform_name};
use crate::error::Result;
use crate::orders::row::OrderRow;
use crate::orders::view::{self, Shops};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use ts_rs::TS;
use yidan_domain::limits::PROPOSED_ORDERS;
use yidan_domain::order::Order;
use yidan_domain::parcel::{Mergeable, Why, limits_of, propose as proposals};
use yidan_store::Reader;

/// Proposals of one reply.
const MOST_SHOWN: usize = 200;

/// Orders that could travel in one parcel.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProposalView {
    /// Oldest first.
    pub orders: Vec<OrderRow>,
    pub why: Why,
    pub across_shops: bool,
    /// What the platforms allow, in words.
    pub limits: String,
}

/// Proposals, and how many orders would become how many parcels.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProposeReply {
    /// At most 200, by their oldest order.
    pub proposals: Vec<ProposalView>,
    pub orders: usize,
    pub parcels: usize,
}

/// All proposals among waiting orders that have no company yet.
pub fn propose(app: &App, _session: &Session, _request: Nothing) -> Result<ProposeReply> {
    app.store.read(|r| {
        let orders = candidates(r, &r.waiting_with_company(PROPOSED_ORDERS)?)?;
        let platforms = platforms(r, &orders)?;
        let list: Vec<Mergeable<'_>> = orders.values().map(|o| mergeable(o, &platforms[&o.shop_id])).collect();
        let found = proposals(&list);
        let shops = Shops::of(r)?;
        let limits = |code: &str| format!("{}：{}", platform_name(app, code), limits_view(app, limits_of(code)).text);
        let shown = found.iter().take(MOST_SHOWN).map(|p| {
            let mut codes: Vec<&str> = p.orders.iter().map(|id| platforms[&orders[id].shop_id].as_str()).collect();
            codes.sort_unstable();
            codes.dedup();
            ProposalView {
                orders: p.orders.iter().map(|id| view::of_order(app, &shops, &orders[id], false, true)).collect(),
                why: p.why,
                across_shops: p.across_shops,
                limits: codes.into_iter().map(limits).collect::<Vec<_>>().join(" "),
            }
        });
        Ok(ProposeReply { proposals: shown.collect(), orders: found.iter().map(|p| p.orders.len()).sum(), parcels: found.len() })
    })
}

/// Whole orders of these ids that are in no parcel with others yet.
fn candidates(r: &Reader<'_>, ids: &[i64]) -> Result<BTreeMap<i64, Order>> {
    let taken = r.parcel_counts(ids)?;
    let mut orders = BTreeMap::new();
    for id in ids.iter().filter(|id| !taken.contains_key(id)) {
        orders.extend(r.order(*id)?.map(|o| (*id, o)));
    }
    Ok(orders)
}

/// For orders of a list: with how many others each could travel, itself counted. Only those that have company.
pub fn company(r: &Reader<'_>, near: &HashMap<i64, Vec<i64>>) -> Result<HashMap<i64, i64>> {
    let mut ids: Vec<i64> = near.iter().flat_map(|(id, others)| others.iter().chain([id])).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let orders = candidates(r, &ids)?;
    let platforms = platforms(r, &orders)?;
    let list: Vec<Mergeable<'_>> = orders.values().map(|o| mergeable(o, &platforms[&o.shop_id])).collect();
    Ok(proposals(&list).into_iter().flat_map(|p| p.orders.clone().into_iter().map(move |id| (id, p.orders.len() as i64))).collect())
}
