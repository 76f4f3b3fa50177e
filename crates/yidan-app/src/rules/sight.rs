//! The rules of the desk ready to judge, and what they may ask of an order that the order itself does not tell: its shop, whether the
//! place is remote, whether the receiver is on the blacklist, whether it is the buyer's first. Loaded once per transaction or batch; asked only where some rule wants to know.

use super::book::Book;
use crate::error::Result;
use std::collections::HashMap;
use yidan_domain::blacklist::keys;
use yidan_domain::order::Order;
use yidan_domain::review::{Field, Hit, OrderView, REMOTE_PROVINCES, RuleSet};
use yidan_store::{Reader, Shop};

/// Setting with the shop's own list of remote provinces.
const REMOTE: &str = "remote_provinces";

/// All that rules look at.
#[derive(Debug, Default)]
pub struct Sight {
    set: RuleSet,
    shops: HashMap<i64, Shop>,
    remote: Vec<String>,
    asks_first_order: bool,
    /// Some rule asks for it, and there is somebody on it.
    has_blacklist: bool,
}

impl Sight {
    /// The rules that are on.
    pub fn load(r: &Reader<'_>) -> Result<Sight> {
        Sight::of(r, Book::load(r)?.ready())
    }

    /// Other rules, for a trial.
    pub fn of(r: &Reader<'_>, set: RuleSet) -> Result<Sight> {
        let own: Option<Vec<String>> = r.setting(REMOTE)?.and_then(|text| serde_json::from_str(&text).ok());
        let remote = own.unwrap_or_else(|| REMOTE_PROVINCES.iter().map(|p| (*p).to_owned()).collect());
        let shops = r.shops()?.into_iter().map(|shop| (shop.id, shop)).collect();
        // An empty list has nobody on it.
        let has_blacklist = set.reads(Field::Blacklisted) && !r.blacklist_is_empty()?;
        Ok(Sight { asks_first_order: set.reads(Field::FirstOrder), has_blacklist, set, shops, remote })
    }

    /// The rules that fit an order, in the order in which they were asked.
    pub fn judge(&self, r: &Reader<'_>, order: &Order) -> Result<Vec<Hit>> {
        if self.set.is_empty() {
            return Ok(Vec::new());
        }
        let late;
        let shop = match self.shops.get(&order.shop_id) {
            Some(shop) => Some(shop),
            // A draft that is only looked at may have no shop yet.
            None if order.shop_id == 0 => None,
            // Made in this transaction, after the rules were loaded.
            None => {
                late = r.shop(order.shop_id)?;
                Some(&late)
            }
        };
        let (platform, name) = shop.map_or(("", ""), |shop| (&shop.platform, &shop.name));
        let is_first_order = if self.asks_first_order { r.is_first_order(order)? } else { None };
        let view = OrderView {
            tags: &order.tags,
            warehouse: order.warehouse.as_deref(),
            carrier: order.carrier.as_deref(),
            is_remote: self.is_remote(order),
            is_blacklisted: Some(self.has_blacklist && is_blacklisted(r, order, platform)?),
            is_first_order,
            ..OrderView::of(order, platform, name)
        };
        Ok(self.set.judge(&view))
    }

    fn is_remote(&self, order: &Order) -> Option<bool> {
        let province = order.receiver.province.as_deref()?;
        Some(self.remote.iter().any(|p| !p.is_empty() && province.starts_with(p.as_str())))
    }
}

fn is_blacklisted(r: &Reader<'_>, order: &Order, platform: &str) -> Result<bool> {
    let known = keys(&order.receiver, platform, None);
    let texts: Vec<&str> = known.iter().map(|(_, key)| key.text()).collect();
    Ok(r.blacklisted(&texts)?.is_some())
}
