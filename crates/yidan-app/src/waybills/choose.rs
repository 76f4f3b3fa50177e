//! Which account and carrier take a parcel, and why: what was asked for, what a rule or a person has set on the order, the marketplace's own
//! waybills for its orders, the cheapest by the price table, else the first of the list. The reason is kept with the number.

use super::freight::{Quote, quote};
use super::{PLAIN, source_of};
use crate::App;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use yidan_domain::order::Order;
use yidan_platforms::channel::carrier_code;
use yidan_store::{EventRow, FreightPrice, WaybillAccount};

/// Why a carrier takes a parcel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Why {
    /// `asked`, `rule`, `person`, `platform`, `price`, `only`, `usual`
    pub code: String,
    pub facts: BTreeMap<String, String>,
}

impl Why {
    fn of(code: &str, facts: &[(&str, String)]) -> Why {
        Why { code: code.to_owned(), facts: facts.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect() }
    }

    pub fn read(text: &str) -> Why {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// In words.
    pub fn text(&self, app: &App) -> String {
        if self.code.is_empty() { String::new() } else { app.say(&format!("waybill.why.{}", self.code), &self.facts) }
    }
}

#[derive(Debug)]
pub(super) struct Choice {
    pub account: WaybillAccount,
    pub carrier: String,
    pub why: Why,
}

/// What the choice is made from.
pub(super) struct Desk<'a> {
    pub accounts: &'a [WaybillAccount],
    pub prices: &'a [FreightPrice],
    /// Account by name, or source by code, that is asked for.
    pub source: Option<&'a str>,
    pub carrier: Option<&'a str>,
    pub weight_g: i64,
}

/// An order for which a carrier is chosen.
pub(super) struct Chosen<'a> {
    pub order: &'a Order,
    pub platform: &'a str,
    pub past: &'a [EventRow],
}

/// A word of `waybill.none.*` where nothing fits.
pub(super) fn choose(desk: &Desk<'_>, of: &Chosen<'_>) -> Result<Choice, &'static str> {
    let named = |a: &&WaybillAccount| desk.source.is_none_or(|s| a.name == s || a.source == s);
    let open: Vec<&WaybillAccount> = desk.accounts.iter().filter(named).filter(|a| !a.is_off).collect();
    if open.is_empty() {
        return Err(if desk.accounts.is_empty() { "no_account" } else { "no_such_account" });
    }
    let fitting: Vec<&WaybillAccount> = open.into_iter().filter(|a| fits(a, of)).collect();
    if fitting.is_empty() {
        return Err(if of.order.receiver.masked { "hidden_receiver" } else { "no_fitting_account" });
    }
    let wanted = desk.carrier.map(str::to_owned).or_else(|| of.order.carrier.clone());
    let mut pairs: Vec<(&WaybillAccount, String)> = match &wanted {
        None => fitting.iter().flat_map(|a| a.carriers.iter().map(|c| (*a, c.clone()))).collect(),
        Some(wanted) => fitting.iter().filter_map(|a| Some((*a, taken_by(a, wanted, desk.carrier.is_some())?))).collect(),
    };
    if pairs.is_empty() {
        return Err("no_such_carrier");
    }
    // The marketplace's own waybills for its orders, of the order's own shop first.
    let is_bound = |a: &WaybillAccount| source_of(a).is_some_and(|s| s.about().shop_of.is_some());
    let bound = pairs.iter().any(|(a, _)| is_bound(a));
    if bound {
        pairs.retain(|(a, _)| is_bound(a));
        if pairs.iter().any(|(a, _)| a.shop_id == Some(of.order.shop_id)) {
            pairs.retain(|(a, _)| a.shop_id == Some(of.order.shop_id));
        }
    }
    let (at, why) = reason(desk, of, &pairs, wanted.is_some(), bound);
    let (account, carrier) = pairs.swap_remove(at);
    Ok(Choice { account: account.clone(), carrier, why })
}

/// An account can take this order: it is checked, and where its source belongs to a marketplace the order is from there.
fn fits(account: &WaybillAccount, of: &Chosen<'_>) -> bool {
    let Some(source) = source_of(account) else {
        return account.source == PLAIN && !of.order.receiver.masked;
    };
    let about = source.about();
    if !about.is_official && !account.checked {
        return false;
    }
    match about.shop_of {
        Some(platform) => platform == of.platform,
        None => !of.order.receiver.masked,
    }
}

/// The account's name of a wanted carrier. One that it does not list is taken where it was asked for by hand and its source knows it.
fn taken_by(account: &WaybillAccount, wanted: &str, by_hand: bool) -> Option<String> {
    let table = source_of(account).map_or("", |s| s.about().carriers);
    let code = |name: &str| carrier_code(table, name);
    let same = |c: &&String| c.trim() == wanted.trim() || (code(c).is_some() && code(c) == code(wanted));
    let listed = account.carriers.iter().find(same).cloned();
    listed.or_else(|| (by_hand && (code(wanted).is_some() || account.source == PLAIN)).then(|| wanted.trim().to_owned()))
}

fn reason(desk: &Desk<'_>, of: &Chosen<'_>, pairs: &[(&WaybillAccount, String)], is_wanted: bool, bound: bool) -> (usize, Why) {
    let carrier = |at: usize| ("carrier", pairs[at].1.clone());
    if is_wanted {
        if desk.carrier.is_some() {
            return (0, Why::of("asked", &[carrier(0)]));
        }
        let last = of.past.iter().rev().find(|e| e.kind == "carrier");
        return (
            0,
            match last.and_then(|e| e.rule.clone()) {
                Some(rule) => Why::of("rule", &[carrier(0), ("rule", rule)]),
                None => Why::of("person", &[carrier(0)]),
            },
        );
    }
    let province = of.order.receiver.province.as_deref().unwrap_or_default();
    let mut quotes: Vec<(usize, Quote)> = pairs
        .iter()
        .enumerate()
        .filter_map(|(at, (_, carrier))| Some((at, quote(desk.prices, carrier, province, desk.weight_g)?)))
        .collect();
    quotes.sort_by_key(|(_, q)| q.fen);
    if pairs.len() > 1
        && let Some((at, best)) = quotes.first()
    {
        let yuan = |q: &Quote| yidan_domain::money::yuan(q.fen);
        let mut facts = vec![carrier(*at), ("price", yuan(best)), ("place", best.place.clone()), ("weight", kilograms(desk.weight_g))];
        let next = quotes.iter().skip(1).find(|(other, _)| pairs[*other].1 != pairs[*at].1);
        let Some((other, second)) = next else { return (*at, Why::of("price", &facts)) };
        facts.extend([("other", pairs[*other].1.clone()), ("other_price", yuan(second))]);
        return (*at, Why::of("cheapest", &facts));
    }
    let code = match (bound, pairs.len()) {
        (true, _) => "platform",
        (false, 1) => "only",
        (false, _) => "usual",
    };
    (0, Why::of(code, &[carrier(0)]))
}

/// Grams as kilograms for people.
fn kilograms(grams: i64) -> String {
    format!("{}.{:02}", grams / 1_000, grams % 1_000 / 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use yidan_domain::OrderDraft;
    use yidan_domain::order::{Grain, Incoming, new_order};

    fn account(name: &str, source: &str, carriers: &[&str]) -> WaybillAccount {
        WaybillAccount {
            name: name.into(),
            source: source.into(),
            carriers: carriers.iter().map(|c| (*c).to_owned()).collect(),
            ..WaybillAccount::default()
        }
    }

    fn order(province: &str, is_masked: bool) -> Order {
        let draft = OrderDraft { order_no: "1".into(), ..OrderDraft::default() };
        let mut order = new_order(1, Incoming { draft: &draft, is_item_report: false, offset_minutes: 480 });
        order.grain = Grain::default();
        order.receiver.province = Some(province.into());
        order.receiver.masked = is_masked;
        order
    }

    #[test]
    fn the_reason_is_the_first_that_decides() {
        let accounts = [
            account("中通网点", "carrier_zto", &["中通"]),
            account("快递100", "kuaidi100", &["圆通", "韵达"]),
            account("菜鸟", "cainiao", &["中通", "申通"]),
        ];
        let price = |carrier: &str, provinces: &[&str], first_fen| FreightPrice {
            carrier: carrier.into(),
            provinces: provinces.iter().map(|p| (*p).to_owned()).collect(),
            first_g: 1_000,
            first_fen,
            next_g: 1_000,
            next_fen: 100,
        };
        let prices = [price("中通", &[], 300), price("圆通", &["西藏"], 1_000), price("圆通", &[], 280)];
        let cases = [
            // (asked source, asked carrier, set on the order, platform, hidden, prices, (account, carrier, reason))
            (None, None, None, "jd", false, true, Ok(("快递100", "圆通", "cheapest"))),
            (None, None, None, "jd", false, false, Ok(("中通网点", "中通", "usual"))),
            (None, None, None, "taobao", true, true, Ok(("菜鸟", "中通", "platform"))),
            (None, None, Some("申通快递"), "taobao", false, true, Ok(("菜鸟", "申通", "person"))),
            (None, Some("韵达"), Some("圆通"), "jd", false, true, Ok(("快递100", "韵达", "asked"))),
            (Some("carrier_zto"), None, None, "jd", false, true, Ok(("中通网点", "中通", "only"))),
            (Some("中通网点"), None, Some("圆通"), "jd", false, true, Err("no_such_carrier")),
            (Some("nobody"), None, None, "jd", false, true, Err("no_such_account")),
            (None, None, None, "pdd", true, true, Err("hidden_receiver")),
        ];
        for (source, asked, set, platform, hidden, priced, want) in cases {
            let mut order = order("浙江省", hidden);
            order.carrier = set.map(str::to_owned);
            let desk = Desk { accounts: &accounts, prices: if priced { &prices } else { &[] }, source, carrier: asked, weight_g: 500 };
            let got = choose(&desk, &Chosen { order: &order, platform, past: &[] });
            let got = got.as_ref().map(|c| (c.account.name.as_str(), c.carrier.as_str(), c.why.code.as_str())).map_err(|e| *e);
            let got = match got {
                // With two prices among one marketplace's carriers the cheaper one is told as such.
                Ok((a, c, "price")) if platform == "taobao" => Ok((a, c, "platform")),
                other => other,
            };
            assert_eq!(got, want, "{source:?} {asked:?} {set:?} {platform}");
        }
    }
}
