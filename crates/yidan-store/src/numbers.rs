//! The registry of numbers: whatever an order is or was known by finds it. Current order, sub-order, phone and waybill numbers are found
//! by their search tokens; here is what tokens do not know: numbers that were replaced, numbers of payments and refunds, of bills' lines,
//! of orders that were merged away, and numbers of which stars hide a part.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use crate::search::tail;
use rusqlite::params;
use yidan_domain::likeness::{Fit, fit};
use yidan_domain::order::Order;

/// A number that an order is or was known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownNumber {
    /// As it came.
    pub no: String,
    /// `order`, `sub_order`, `waybill`, `payment`, `refund`, `merged`, `masked`
    pub kind: String,
    pub first_seen_at_ms: i64,
}

/// Kind of the number of an order that went up in another one.
pub const MERGED: &str = "merged";
/// Candidates looked at, and answers given, for one starred number.
const MOST_MASKED: usize = 50;
const MOST_LOOKS: i64 = 5_000;
/// So many characters of a starred number have to be seen in a row.
const SEEN: usize = 4;
/// Kinds of bills whose lines are kept under their own number, see the identity of lines.
const NUMBERED_BILLS: [&str; 4] = ["fund_flow", "trade_bill", "personal_bill", "bank_statement"];

/// Letters, digits and stars of a number, lower case.
fn form(no: &str) -> String {
    no.chars().filter(|c| c.is_alphanumeric() || *c == '*').flat_map(char::to_lowercase).collect()
}

impl Reader<'_> {
    /// Numbers of an order from the registry, the first seen first.
    pub fn known_numbers(&self, order_id: i64) -> Result<Vec<KnownNumber>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT shown, kind, first_seen_at_ms FROM order_number WHERE order_id = ?1 ORDER BY first_seen_at_ms, kind, no",
        )?;
        let rows = stmt.query_map([order_id], |r| Ok(KnownNumber { no: r.get(0)?, kind: r.get(1)?, first_seen_at_ms: r.get(2)? }))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// The order into which the order of this number went up; the way may have several steps.
    pub(crate) fn merged_into(&self, no: &str) -> Result<Vec<i64>> {
        self.registered(no, "AND kind = 'merged'")
    }

    /// Orders that the registry, or a line of a bill, knows by this number.
    pub(crate) fn ids_of_known_number(&self, no: &str) -> Result<Vec<i64>> {
        let found = self.registered(no, "")?;
        if found.is_empty() { self.ids_of_line(no.trim()) } else { Ok(found) }
    }

    fn registered(&self, no: &str, condition: &str) -> Result<Vec<i64>> {
        let form = form(no);
        if form.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT DISTINCT order_id FROM order_number WHERE no = ?1 {condition} ORDER BY order_id DESC");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let rows = stmt.query_map([form], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Orders of bill lines with this number of their own: a payment's, a refund's, a movement's.
    fn ids_of_line(&self, no: &str) -> Result<Vec<i64>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT b.order_no, b.sub_order_no, b.tracking_no FROM shop s CROSS JOIN bill_line b
             WHERE b.shop_id = s.id AND b.bill = ?1 AND b.key >= ?2 AND b.key < ?3 AND b.line_id = ?2",
        )?;
        let mut named: Vec<String> = Vec::new();
        for bill in NUMBERED_BILLS {
            // Keys are the number itself, or the number with a sign and more behind it; all such signs come before the digits.
            let mut rows = stmt.query(params![bill, no, format!("{no}0")])?;
            while let Some(r) = rows.next()? {
                for at in 0..3 {
                    named.extend(r.get::<_, Option<String>>(at)?);
                }
            }
        }
        let mut stmt = self.conn.prepare_cached(
            "SELECT b.order_no, b.sub_order_no, b.tracking_no FROM bill_number n JOIN bill_line b ON b.id = n.line_id WHERE n.no = ?1",
        )?;
        let mut rows = stmt.query([form(no)])?;
        while let Some(r) = rows.next()? {
            for at in 0..3 {
                named.extend(r.get::<_, Option<String>>(at)?);
            }
        }
        let mut out = Vec::new();
        for number in named.iter().filter(|n| n.as_str() != no) {
            out.extend(self.ids_of_current_number(number)?);
        }
        out.sort_unstable_by(|a, b| b.cmp(a));
        out.dedup();
        Ok(out)
    }

    /// Orders that a number with stars may mean, newest first: by what is seen of it, at least four characters at one of its ends.
    pub fn ids_by_mask(&self, masked: &str) -> Result<Vec<i64>> {
        let form = form(masked);
        let mut found = self.registered(masked, "")?;
        let (head, end) = (form.split('*').next().unwrap_or_default(), form.rsplit('*').next().unwrap_or_default());
        let mut candidates = Vec::new();
        if let Some(tail) = tail(end) {
            let end = String::from_utf8_lossy(&tail).into_owned();
            let any: Vec<String> = ["n", "b", "p", "t"].map(|class| format!("\"{class}{end}\"")).into();
            let mut stmt = self.conn.prepare_cached("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT ?2")?;
            let rows = stmt.query_map(params![any.join(" OR "), MOST_LOOKS], |r| r.get(0))?;
            candidates = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
        } else if head.chars().count() >= SEEN {
            candidates = self.ids_that_begin(head)?;
        }
        if head.chars().count() >= SEEN {
            self.registered_that_fit(&form, head, &mut found)?;
        }
        for id in candidates {
            if found.len() > MOST_MASKED {
                break;
            }
            if !found.contains(&id) && self.numbers_now(id)?.iter().any(|no| fit(&form, no) != Fit::Not) {
                found.push(id);
            }
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.dedup();
        Ok(found)
    }

    fn ids_that_begin(&self, head: &str) -> Result<Vec<i64>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT o.id FROM shop s CROSS JOIN orders o WHERE o.shop_id = s.id AND o.order_no >= ?1 AND o.order_no < ?2 LIMIT ?3",
        )?;
        let mut out = Vec::new();
        for head in [head.to_owned(), head.to_uppercase()] {
            let rows = stmt.query_map(params![head, format!("{head}\u{10ffff}"), MOST_LOOKS], |r| r.get(0))?;
            out.extend(rows.collect::<rusqlite::Result<Vec<i64>>>()?);
        }
        out.sort_unstable_by(|a, b| b.cmp(a));
        out.dedup();
        Ok(out)
    }

    fn registered_that_fit(&self, form: &str, head: &str, found: &mut Vec<i64>) -> Result<()> {
        let mut stmt = self.conn.prepare_cached("SELECT no, order_id FROM order_number WHERE no >= ?1 AND no < ?2 LIMIT ?3")?;
        let mut rows = stmt.query(params![head, format!("{head}\u{10ffff}"), MOST_LOOKS])?;
        while let Some(r) = rows.next()? {
            let no: String = r.get(0)?;
            if fit(form, &no) != Fit::Not {
                found.push(r.get(1)?);
            }
        }
        Ok(())
    }

    /// What an order is called now, in plain form.
    fn numbers_now(&self, id: i64) -> Result<Vec<String>> {
        let Some(order) = self.order(id)? else { return Ok(Vec::new()) };
        Ok(current(&order).into_iter().chain(order.receiver.phone.as_deref()).map(form).collect())
    }
}

/// Order, sub-order and waybill numbers that the order itself carries.
fn current(order: &Order) -> Vec<&str> {
    let subs = order.items.iter().filter_map(|i| i.sub_no.as_deref());
    let trackings = order.trackings.iter().flatten().map(yidan_domain::Tracking::number);
    std::iter::once(order.order_no.as_str()).chain(subs).chain(trackings).collect()
}

impl Writer<'_> {
    /// Remembers a number of an order. What is known already stays as it was first seen. Answers whether it is new.
    pub fn note_number(&mut self, order_id: i64, kind: &str, no: &str, now_ms: i64) -> Result<bool> {
        let shown = no.trim();
        let form = form(shown);
        if form.is_empty() {
            return Ok(false);
        }
        let mut stmt = self.conn.prepare_cached(
            "INSERT INTO order_number (no, kind, order_id, shown, first_seen_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (no, kind, order_id) DO NOTHING",
        )?;
        Ok(stmt.execute(params![form, kind, order_id, shown, now_ms])? == 1)
    }

    /// Forgets that a number belongs to an order: a merge was taken back.
    pub fn forget_number(&mut self, order_id: i64, kind: &str, no: &str) -> Result<()> {
        let mut stmt = self.conn.prepare_cached("DELETE FROM order_number WHERE no = ?1 AND kind = ?2 AND order_id = ?3")?;
        stmt.execute(params![form(no), kind, order_id])?;
        Ok(())
    }

    /// A number that a line of a bill names beside its own: a payment's or a refund's.
    pub(crate) fn note_line_number(&mut self, line_id: i64, kind: &str, no: &str) -> Result<()> {
        let mut stmt =
            self.conn.prepare_cached("INSERT INTO bill_number (no, kind, line_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
        stmt.execute(params![form(no), kind, line_id])?;
        Ok(())
    }

    /// Numbers that an update takes away stay known.
    pub(crate) fn keep_replaced_numbers(&mut self, before: &Order, after: &Order, now_ms: i64) -> Result<()> {
        if before.trackings != after.trackings {
            let kept = |no: &str| after.trackings.iter().flatten().any(|t| t.number() == no);
            for t in before.trackings.iter().flatten().filter(|t| !kept(t.number())) {
                self.note_number(after.id, "waybill", t.number(), now_ms)?;
            }
        }
        if before.items != after.items {
            let kept = |no: &str| after.items.iter().any(|i| i.sub_no.as_deref() == Some(no));
            for no in before.items.iter().filter_map(|i| i.sub_no.as_deref()).filter(|no| !kept(no)) {
                self.note_number(after.id, "sub_order", no, now_ms)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_forms() {
        for (no, want) in [("DY2026****1234", "dy2026****1234"), (" SF-1002 ", "sf1002"), ("—", ""), ("转1234号", "转1234号")] {
            assert_eq!(form(no), want);
        }
    }
}
