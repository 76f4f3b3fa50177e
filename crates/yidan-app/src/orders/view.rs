//! Stored orders into what faces show: sentences, masks, moments.

use super::row::{FindingView, OrderRow};
use crate::App;
use crate::doubles::words::finding_text;
use crate::error::Result;
use crate::{alarms, moment, parcels};
use std::collections::BTreeMap;
use yidan_domain::alarms::Clocks;
use yidan_domain::order::{Cause, Marks, Order, Receiver, State};
use yidan_domain::{Finding, Severity};
use yidan_store::{ListRow, Reader, Shop};

/// Shop names and platform codes by shop id, with what the shop promises by platform.
pub struct Shops {
    by_id: BTreeMap<i64, Shop>,
    clocks: Clocks,
}

impl Shops {
    pub fn of(r: &Reader<'_>) -> Result<Self> {
        Ok(Shops { by_id: r.shops()?.into_iter().map(|s| (s.id, s)).collect(), clocks: alarms::settings::clocks(r)? })
    }
    /// The figures of the clocks.
    pub fn clocks(&self) -> &Clocks {
        &self.clocks
    }
    pub fn name(&self, id: i64) -> String {
        self.by_id.get(&id).map(|s| s.name.clone()).unwrap_or_default()
    }
    pub fn platform(&self, id: i64) -> String {
        self.by_id.get(&id).map(|s| s.platform.clone()).unwrap_or_default()
    }
    pub fn all(&self) -> impl Iterator<Item = &Shop> {
        self.by_id.values()
    }
    /// The moment by which a paid order has to leave: as the platform promised, else by the hours of the shop.
    fn ship_by(&self, shop_id: i64, state: State, promised_ms: Option<i64>, paid_at_ms: Option<i64>) -> Option<String> {
        let waits = state.is_before_shipping() && state != State::Unpaid;
        let hours = self.clocks.ship_hours_of(self.by_id.get(&shop_id).map_or("", |s| &s.platform));
        promised_ms.or(paid_at_ms.map(|p| p + hours * 3_600_000)).filter(|_| waits).map(moment::rfc3339)
    }
    /// Id of the shop that a request names; an unknown name is a shop without anything rather than all of them.
    pub fn asked_for(&self, name: Option<&str>) -> Option<i64> {
        let name = name.filter(|n| !n.is_empty())?;
        Some(self.by_id.values().find(|s| s.name == name).map_or(-1, |s| s.id))
    }
    /// Ids of shops by names and platforms; `None` where neither restricts.
    pub fn chosen(&self, names: &[String], platforms: &[String]) -> Option<Vec<i64>> {
        if names.is_empty() && platforms.is_empty() {
            return None;
        }
        let fits = |s: &&Shop| (names.is_empty() || names.contains(&s.name)) && (platforms.is_empty() || platforms.contains(&s.platform));
        Some(self.by_id.values().filter(fits).map(|s| s.id).collect())
    }
}

/// A whole order as a row.
pub fn of_order(app: &App, shops: &Shops, order: &Order, print_trouble: bool, mask: bool) -> OrderRow {
    let m = order.marks;
    let r = shown(&order.receiver, mask);
    OrderRow {
        id: order.id,
        platform: shops.platform(order.shop_id),
        shop: shops.name(order.shop_id),
        order_no: order.order_no.clone(),
        state: order.state,
        held: m.held,
        hold_reason: order.hold_reason.clone(),
        hold_rules: order.holds.0.iter().filter(|h| h.is_open()).filter_map(|h| h.rule.clone()).collect(),
        locked: m.locked,
        exception: m.exception,
        cause: stated_cause(m, order.cause).map(|c| c.word().to_owned()),
        cause_text: stated_cause(m, order.cause).map(|c| cause_text(app, c)),
        after_sale: m.after_sale,
        urgent: m.urgent,
        status_raw: order.status_raw.clone(),
        refund_state: order.refund_state,
        created_at: moment::maybe(order.created_at_ms),
        paid_at: moment::maybe(order.paid_at_ms),
        shipped_at: moment::maybe(order.shipped_at_ms),
        ship_by: shops.ship_by(order.shop_id, order.state, order.ship_by_ms, order.paid_at_ms),
        buyer_amount_fen: order.buyer_amount_fen,
        freight_fen: order.freight_fen,
        refund_fen: order.refund_fen,
        receiver_name: r.name,
        receiver_phone: r.phone,
        receiver_phone_ext: r.phone_ext,
        receiver_province: r.province,
        receiver_city: r.city,
        receiver_district: r.district,
        receiver_address: r.address,
        receiver_masked: order.receiver.masked,
        items: order.items.clone(),
        trackings: order.trackings.clone(),
        buyer_memo: order.buyer_memo.clone(),
        seller_memo: order.seller_memo.clone(),
        flag: order.flag,
        tags: order.tags.clone(),
        print_count: order.print_count,
        print_trouble,
        findings: order.findings.iter().map(|f| finding(app, f)).collect(),
        parcel: None,
    }
}

/// A list row of the store as a row.
pub fn of_list(app: &App, shops: &Shops, row: ListRow, mask: bool) -> OrderRow {
    let m = row.marks;
    let masked = row.receiver.masked;
    let r = shown(&row.receiver, mask);
    OrderRow {
        id: row.id,
        platform: shops.platform(row.shop_id),
        shop: shops.name(row.shop_id),
        ship_by: shops.ship_by(row.shop_id, row.state, row.ship_by_ms, row.paid_at_ms),
        order_no: row.order_no,
        state: row.state,
        held: m.held,
        hold_reason: row.hold_reason,
        hold_rules: row.hold_rules,
        locked: m.locked,
        exception: m.exception,
        cause: stated_cause(m, row.cause).map(|c| c.word().to_owned()),
        cause_text: stated_cause(m, row.cause).map(|c| cause_text(app, c)),
        after_sale: m.after_sale,
        urgent: m.urgent,
        status_raw: row.status_raw,
        refund_state: row.refund_state,
        created_at: moment::maybe(row.created_at_ms),
        paid_at: moment::maybe(row.paid_at_ms),
        shipped_at: moment::maybe(row.shipped_at_ms),
        buyer_amount_fen: row.buyer_amount_fen,
        freight_fen: row.freight_fen,
        refund_fen: row.refund_fen,
        receiver_name: r.name,
        receiver_phone: r.phone,
        receiver_phone_ext: r.phone_ext,
        receiver_province: r.province,
        receiver_city: r.city,
        receiver_district: r.district,
        receiver_address: r.address,
        receiver_masked: masked,
        items: row.items,
        trackings: row.trackings,
        buyer_memo: row.buyer_memo,
        seller_memo: row.seller_memo,
        flag: row.flag,
        tags: row.tags,
        print_count: row.print_count,
        print_trouble: row.print_trouble,
        findings: row.findings.iter().map(|f| finding(app, f)).collect(),
        parcel: None,
    }
}

/// List rows of these ids, with their parcel marks.
pub fn rows(app: &App, r: &Reader<'_>, shops: &Shops, ids: &[i64], mask: bool) -> Result<Vec<OrderRow>> {
    let rows = r.rows(ids)?;
    let mut marks = parcels::marks(r, &rows)?;
    let shown = |row: ListRow| {
        let parcel = marks.remove(&row.id);
        OrderRow { parcel, ..of_list(app, shops, row, mask) }
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// A finding in words.
pub fn finding(app: &App, f: &Finding) -> FindingView {
    FindingView {
        code: f.code.clone(),
        severity: f.severity,
        field: f.field.clone(),
        text: finding_text(app, f),
        other: f.facts.get("other").and_then(|id| id.parse().ok()),
        blocking: f.severity == Severity::Blocking,
    }
}

/// A cause left over from an exception that is settled says nothing.
fn stated_cause(marks: Marks, cause: Option<Cause>) -> Option<Cause> {
    cause.filter(|_| marks.exception)
}

/// Why an order is an exception, as a sentence.
pub fn cause_text(app: &App, cause: Cause) -> String {
    app.say_with(&format!("cause.{}", cause.word()), &[])
}

/// A receiver as lists on screen show it.
pub(crate) fn shown(r: &Receiver, mask: bool) -> Receiver {
    if !mask || r.masked {
        return r.clone();
    }
    Receiver {
        name: r.name.as_deref().map(masked_name),
        phone: r.phone.as_deref().map(masked_phone),
        address: r.address.as_deref().map(masked_address),
        ..r.clone()
    }
}

/// `王**`: the surname stays.
pub(crate) fn masked_name(name: &str) -> String {
    let rest = name.chars().count().saturating_sub(1).clamp(1, 2);
    name.chars().take(1).chain(std::iter::repeat_n('*', rest)).collect()
}

/// `199****0001`: a person can still tell two orders apart, a screenshot does not give a number away.
pub(crate) fn masked_phone(phone: &str) -> String {
    let chars: Vec<char> = phone.chars().collect();
    if chars.len() < 7 {
        return "*".repeat(chars.len());
    }
    let middle = chars.len() - 7;
    chars[..3].iter().chain(std::iter::repeat_n(&'*', middle.max(4))).chain(chars[chars.len() - 4..].iter()).collect()
}

/// The street stays, everything from the first number on is hidden.
fn masked_address(address: &str) -> String {
    let cut = address.char_indices().find(|(_, c)| c.is_ascii_digit()).map_or(address.len(), |(i, _)| i);
    let kept: String = address[..cut].chars().take(12).collect();
    if kept.len() == address.len() { kept } else { format!("{kept}**") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        for (name, want) in [("王", "王*"), ("王安", "王*"), ("王安宁", "王**"), ("欧阳安宁", "欧**")] {
            assert_eq!(masked_name(name), want);
        }
        for (phone, want) in [("19900000001", "199****0001"), ("057180000000", "057*****0000"), ("123", "***")] {
            assert_eq!(masked_phone(phone), want);
        }
        for (address, want) in [("样例路1号3栋101室", "样例路**"), ("样例村", "样例村")] {
            assert_eq!(masked_address(address), want);
        }
    }
}
