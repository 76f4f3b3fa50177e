//! What stops an order and what hangs on it beside its lines: holds, the address change, the second check, tags.
//! Whether it may go on is decided elsewhere.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};
use yidan_domain::order::{Order, Receiver};
use yidan_domain::stops::{AddressChange, ChangeState, Hold, Holds, ReleasedBy, SecondCheck, Signed};

/// Answers to an address change as they are stored. Never renumbered.
const REQUESTED: i64 = 0;
const APPROVED: i64 = 1;
const REFUSED: i64 = 2;
const WITHDRAWN: i64 = 3;

/// Two columns, who and when; absent when nobody has.
fn signed(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Signed>> {
    let by: Option<String> = r.get(at)?;
    let at_ms: Option<i64> = r.get(at + 1)?;
    Ok(by.zip(at_ms).map(|(by, at_ms)| Signed { by, at_ms }))
}

fn hold(r: &Row<'_>) -> rusqlite::Result<Hold> {
    let released_at_ms: Option<i64> = r.get(6)?;
    let released = match (r.get::<_, Option<String>>(5)?, released_at_ms) {
        (Some(by), Some(at_ms)) => Some(ReleasedBy::Person(Signed { by, at_ms })),
        (None, Some(due_ms)) => Some(ReleasedBy::Time { due_ms }),
        (_, None) => None,
    };
    let since = Signed { by: r.get(2)?, at_ms: r.get(3)? };
    Ok(Hold { rule: r.get(0)?, reason: r.get(1)?, since, release_at_ms: r.get(4)?, released })
}

impl Reader<'_> {
    pub(crate) fn holds(&self, order_id: i64) -> Result<Holds> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT rule, reason, held_by, held_at_ms, release_at_ms, released_by, released_at_ms
             FROM order_hold WHERE order_id = ?1 ORDER BY seq",
        )?;
        let rows = stmt.query_map([order_id], hold)?;
        Ok(Holds(rows.collect::<rusqlite::Result<_>>()?))
    }

    /// Orders with a hold whose time is over at `now_ms`, the longest overdue first, at most `limit`.
    pub fn holds_due(&self, now_ms: i64, limit: usize) -> Result<Vec<i64>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT order_id FROM order_hold WHERE release_at_ms IS NOT NULL AND released_at_ms IS NULL AND release_at_ms <= ?1
             ORDER BY release_at_ms LIMIT ?2",
        )?;
        let rows = stmt.query_map(params![now_ms, i64::try_from(limit).unwrap_or(i64::MAX)], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    pub(crate) fn address_change(&self, order_id: i64) -> Result<Option<AddressChange>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT asked_by, asked_at_ms, answer, answered_by, answered_at_ms, reason,
               name, phone, phone_ext, province, city, district, address, masked FROM address_change WHERE order_id = ?1",
        )?;
        let mut rows = stmt.query([order_id])?;
        let Some(r) = rows.next()? else { return Ok(None) };
        let unreadable = || Error::Unreadable { table: "address_change", column: "answer", id: order_id };
        let answered = || signed(r, 3)?.ok_or_else(unreadable);
        let state = match r.get::<_, i64>(2)? {
            REQUESTED => ChangeState::Requested,
            APPROVED => ChangeState::Approved(answered()?),
            REFUSED => ChangeState::Refused { by: answered()?, reason: r.get::<_, Option<String>>(5)?.unwrap_or_default() },
            WITHDRAWN => ChangeState::Withdrawn(answered()?),
            _ => return Err(unreadable()),
        };
        let wanted = Receiver {
            name: r.get(6)?,
            phone: r.get(7)?,
            phone_ext: r.get(8)?,
            province: r.get(9)?,
            city: r.get(10)?,
            district: r.get(11)?,
            address: r.get(12)?,
            masked: r.get(13)?,
        };
        Ok(Some(AddressChange { order_id, asked: Signed { by: r.get(0)?, at_ms: r.get(1)? }, wanted, state }))
    }

    pub(crate) fn second_check(&self, order_id: i64) -> Result<Option<SecondCheck>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT rules, asked_at_ms, first_by, first_at_ms, second_by, second_at_ms, refused_by, refused_at_ms, reason
             FROM second_check WHERE order_id = ?1",
        )?;
        let found = stmt.query_row([order_id], |r| {
            let refused =
                signed(r, 6)?.map(|by| r.get::<_, Option<String>>(8).map(|reason| (by, reason.unwrap_or_default()))).transpose()?;
            let rules: String = r.get(0)?;
            Ok((rules, SecondCheck { rules: Vec::new(), asked_at_ms: r.get(1)?, first: signed(r, 2)?, second: signed(r, 4)?, refused }))
        });
        let Some((rules, check)) = found.optional()? else { return Ok(None) };
        let rules = serde_json::from_str(&rules).map_err(|_| Error::Unreadable { table: "second_check", column: "rules", id: order_id })?;
        Ok(Some(SecondCheck { rules, ..check }))
    }
}

impl Writer<'_> {
    /// Stores what differs from `before`; a new order has none.
    pub(crate) fn put_stops(&mut self, before: Option<&Order>, after: &Order) -> Result<()> {
        let id = after.id;
        if before.map_or(!after.holds.0.is_empty(), |b| b.holds != after.holds) {
            self.put_holds(id, &after.holds)?;
        }
        if before.map_or(after.address_change.is_some(), |b| b.address_change != after.address_change) {
            self.put_address_change(id, after.address_change.as_ref())?;
        }
        if before.map_or(after.second_check.is_some(), |b| b.second_check != after.second_check) {
            self.put_second_check(id, after.second_check.as_ref())?;
        }
        if before.map_or(!after.tags.is_empty(), |b| b.tags != after.tags) {
            self.put_tags_of(id, &after.tags)?;
        }
        Ok(())
    }

    fn put_holds(&mut self, id: i64, holds: &Holds) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM order_hold WHERE order_id = ?1")?.execute([id])?;
        let mut stmt = self.conn.prepare_cached(
            "INSERT INTO order_hold (order_id, seq, rule, reason, held_by, held_at_ms, release_at_ms, released_by, released_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for (seq, h) in holds.0.iter().enumerate() {
            let (by, at_ms) = match &h.released {
                None => (None, None),
                Some(ReleasedBy::Person(signed)) => (Some(&signed.by), Some(signed.at_ms)),
                Some(ReleasedBy::Time { due_ms }) => (None, Some(*due_ms)),
            };
            stmt.execute(params![id, seq as i64, h.rule, h.reason, h.since.by, h.since.at_ms, h.release_at_ms, by, at_ms])?;
        }
        Ok(())
    }

    fn put_address_change(&mut self, id: i64, change: Option<&AddressChange>) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM address_change WHERE order_id = ?1")?.execute([id])?;
        let Some(c) = change else { return Ok(()) };
        let (answer, by, reason) = match &c.state {
            ChangeState::Requested => (REQUESTED, None, None),
            ChangeState::Approved(by) => (APPROVED, Some(by), None),
            ChangeState::Refused { by, reason } => (REFUSED, Some(by), Some(reason)),
            ChangeState::Withdrawn(by) => (WITHDRAWN, Some(by), None),
        };
        let w = &c.wanted;
        self.conn
            .prepare_cached(
                "INSERT INTO address_change (order_id, asked_by, asked_at_ms, name, phone, phone_ext, province, city, district, address,
                   masked, answer, answered_by, answered_at_ms, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(params![
                id,
                c.asked.by,
                c.asked.at_ms,
                w.name,
                w.phone,
                w.phone_ext,
                w.province,
                w.city,
                w.district,
                w.address,
                w.masked,
                answer,
                by.map(|s| &s.by),
                by.map(|s| s.at_ms),
                reason
            ])?;
        Ok(())
    }

    fn put_second_check(&mut self, id: i64, check: Option<&SecondCheck>) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM second_check WHERE order_id = ?1")?.execute([id])?;
        let Some(c) = check else { return Ok(()) };
        let by = |s: &Option<Signed>| s.as_ref().map(|s| s.by.clone());
        let at = |s: &Option<Signed>| s.as_ref().map(|s| s.at_ms);
        let refused = c.refused.as_ref();
        self.conn
            .prepare_cached(
                "INSERT INTO second_check (order_id, rules, asked_at_ms, first_by, first_at_ms, second_by, second_at_ms,
                   refused_by, refused_at_ms, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                id,
                serde_json::json!(c.rules).to_string(),
                c.asked_at_ms,
                by(&c.first),
                at(&c.first),
                by(&c.second),
                at(&c.second),
                refused.map(|(s, _)| &s.by),
                refused.map(|(s, _)| s.at_ms),
                refused.map(|(_, reason)| reason)
            ])?;
        Ok(())
    }
}
