//! What time does to orders: how long they stand where they stand, until when they have to leave, what waits for an answer.
//! Conditions for the list, and counts that read one index and no order. Which figure is too long is decided elsewhere.

use crate::error::{Error, Result};
use crate::open::Reader;
use crate::plan::{Conditions, Resolved};
use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};
use yidan_domain::order::State;

/// The time to ship ends in a range. A moment that the platform promised goes before the hours of the shop.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShipBy {
    /// Hours from payment by the platform's id word.
    pub hours: Vec<(String, i64)>,
    pub hours_else: i64,
    /// UTC milliseconds, from inclusive, to exclusive.
    pub from_ms: i64,
    pub to_ms: i64,
}

/// Something that waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// 改地址待批
    AddressChange,
    /// 待复核
    SecondCheck,
    /// A hold that ends before this moment.
    HoldUntil(i64),
    /// News that a platform has refused.
    Unsent,
    /// Automatic movement.
    Backlog,
    /// A parcel that its carrier tells of at such a state (a word of tracks), since this moment or later.
    ParcelAt(&'static str, i64),
}

/// What our own desk did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// A person moved it.
    Moved,
    /// No person had to do anything.
    Untouched,
    /// It left from here.
    Left,
    /// The first scan came at most so many ms after payment.
    ScannedWithin(i64),
    /// One of these tags hangs on it.
    Tagged(Vec<String>),
}

/// The same with the platforms' ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct ShipHours {
    /// Platform id and ms from payment.
    by_platform: Vec<(i64, i64)>,
    else_ms: i64,
    range: (i64, i64),
}

impl ShipHours {
    /// The condition of an order's own row.
    pub(crate) fn condition(&self, c: &mut Conditions) -> String {
        let mut case = String::new();
        for (platform, ms) in &self.by_platform {
            case.push_str(&format!(" WHEN {} THEN {}", c.int(*platform), c.int(*ms)));
        }
        let other = c.int(self.else_ms);
        let span = if case.is_empty() { other } else { format!("CASE platform_id{case} ELSE {other} END") };
        let moment = format!("coalesce(ship_by_ms, paid_at_ms + {span})");
        format!("{moment} >= {} AND {moment} < {}", c.int(self.range.0), c.int(self.range.1))
    }
}

impl Open {
    /// Ids of the orders, as a subquery.
    pub(crate) fn ids(self, c: &mut Conditions) -> String {
        match self {
            Open::AddressChange => "SELECT order_id FROM address_change WHERE answer = 0".to_owned(),
            Open::SecondCheck => "SELECT order_id FROM second_check WHERE second_at_ms IS NULL AND refused_at_ms IS NULL".to_owned(),
            Open::HoldUntil(ms) => format!(
                "SELECT order_id FROM order_hold WHERE release_at_ms IS NOT NULL AND released_at_ms IS NULL AND release_at_ms < {}",
                c.int(ms)
            ),
            Open::Unsent => "SELECT order_id FROM outbox WHERE state = 'refused' AND order_id IS NOT NULL".to_owned(),
            Open::ParcelAt(state, from_ms) => format!(
                "SELECT o.order_id FROM track t JOIN track_order o ON o.number = t.number
                 WHERE t.state IN ('exception', 'returned') AND t.state = {} AND t.since_ms >= {}",
                c.bind(Value::Text(state.to_owned())),
                c.int(from_ms)
            ),
            Open::Backlog => [State::ToReview, State::ToAllocate]
                .map(|s| format!("SELECT id {}", BACKLOG.replace("?1", &s.code().to_string())))
                .join(" UNION ALL "),
        }
    }
}

impl Work {
    /// Ids of orders among which are all that fit, as a subquery; `None` where it may be almost any order.
    pub(crate) fn ids(&self, c: &mut Conditions) -> Option<String> {
        let of = |what: &str| Some(format!("SELECT order_id FROM order_work WHERE {what}"));
        match self {
            Work::Moved => of("hands & 2 <> 0"),
            Work::Untouched => None,
            Work::Left => of("left_at_ms IS NOT NULL"),
            Work::ScannedWithin(_) => of("collected_at_ms IS NOT NULL"),
            Work::Tagged(names) => Some(format!("SELECT order_id FROM order_tag WHERE tag_id IN ({})", tags(names, c))),
        }
    }

    pub(crate) fn condition(&self, c: &mut Conditions) -> String {
        let of = |what: &str| format!("(SELECT 1 FROM order_work w WHERE w.order_id = orders.id AND {what})");
        match self {
            Work::Moved => format!("EXISTS {}", of("w.hands & 2 <> 0")),
            Work::Untouched => format!("NOT EXISTS {}", of("w.hands & 3 <> 0")),
            Work::Left => format!("EXISTS {}", of("w.left_at_ms IS NOT NULL")),
            Work::ScannedWithin(ms) => {
                let most = c.int(*ms);
                format!("EXISTS {}", of(&format!("w.collected_at_ms - orders.paid_at_ms <= {most}")))
            }
            Work::Tagged(names) => {
                format!("EXISTS (SELECT 1 FROM order_tag t WHERE t.order_id = orders.id AND t.tag_id IN ({}))", tags(names, c))
            }
        }
    }
}

/// Ids of tags by their names, as a subquery.
fn tags(names: &[String], c: &mut Conditions) -> String {
    let names: Vec<String> = names.iter().map(|n| c.bind(Value::Text(n.clone()))).collect();
    format!("SELECT id FROM tag WHERE name IN ({})", names.join(", "))
}

/// Figures of people's work over a range of orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkFigures {
    /// A person moved them.
    pub moved: i64,
    /// They left from here.
    pub left: i64,
    /// Half of those that left did so within this time. Milliseconds.
    pub median_ms: Option<i64>,
}

/// Orders that wait for automatic movement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    pub orders: i64,
    /// Since when the first of them waits.
    pub oldest_ms: Option<i64>,
}

const HOUR_MS: i64 = 3_600_000;
const COUNTED: &str = "count(*), coalesce(sum(buyer_amount_fen), 0)";

/// Orders that nothing holds back: no hold, lock, exception or refund, nothing to look at, paid by the platform's word, and neither
/// moved here by a person nor left to people when they were looked at again.
const BACKLOG: &str = "FROM orders WHERE state = ?1 AND state >= 20 AND state < 90 AND marks & 15 = 0 AND finding_level < 2
   AND status > 1 AND coalesce(refund_state, 0) NOT IN (1, 3)
   AND NOT EXISTS (SELECT 1 FROM order_work w WHERE w.order_id = orders.id AND w.hands & 6 <> 0)";
/// The bit of `order_work.hands` that says: looked at again and left to people.
const LEFT_TO_PEOPLE: i64 = 4;

impl Reader<'_> {
    pub(crate) fn ship_hours(&self, by: &ShipBy) -> Result<ShipHours> {
        let mut by_platform = Vec::new();
        for (platform, hours) in &by.hours {
            if let Some(id) = self.platform_id(platform)? {
                by_platform.push((id, hours * HOUR_MS));
            }
        }
        Ok(ShipHours { by_platform, else_ms: by.hours_else * HOUR_MS, range: (by.from_ms, by.to_ms) })
    }

    /// Count and money by the clocks' own indexes, where the filter says nothing but states and one clock.
    pub(crate) fn clock_sum(&self, r: &Resolved) -> Result<Option<(i64, i64)>> {
        let bare = Resolved { ship_by: None, since: None, open: None, ..r.clone() };
        let says_more =
            !bare.says_nothing_else() || bare.required != 0 || bare.has_range || bare.platform.is_some() || !bare.shops.is_empty();
        if says_more {
            return Ok(None);
        }
        let within = |from: i64, to: i64| r.states.as_ref().is_some_and(|s| s.iter().all(|s| (from..to).contains(s)));
        match (&r.ship_by, r.since, r.open) {
            (Some(by), None, None) if within(0, 60) => {
                self.sum_of_states(r, "orders INDEXED BY orders_to_ship", "state < 60", |c| by.condition(c)).map(Some)
            }
            (None, Some((from, to)), None) if within(20, 90) => self
                .sum_of_states(r, "orders INDEXED BY orders_standing", "state >= 20 AND state < 90", |c| {
                    format!("since_ms >= {} AND since_ms < {}", c.int(from), c.int(to))
                })
                .map(Some),
            (None, None, Some(open)) if r.states.is_none() => {
                let mut c = Conditions::default();
                let sql = format!("SELECT {COUNTED} FROM orders WHERE id IN ({})", open.ids(&mut c));
                let mut stmt = self.conn.prepare_cached(&sql)?;
                Ok(Some(stmt.query_row(params_from_iter(c.values), |row| Ok((row.get(0)?, row.get(1)?)))?))
            }
            _ => Ok(None),
        }
    }

    /// Count and money state by state; `literal` shows SQLite that the partial index fits.
    fn sum_of_states(&self, r: &Resolved, table: &str, literal: &str, condition: impl Fn(&mut Conditions) -> String) -> Result<(i64, i64)> {
        let mut sum = (0, 0);
        for state in r.states.iter().flatten() {
            let mut c = Conditions::default();
            let sql = format!("SELECT {COUNTED} FROM {table} WHERE state = {} AND {literal} AND {}", c.int(*state), condition(&mut c));
            let mut stmt = self.conn.prepare_cached(&sql)?;
            let (n, fen): (i64, i64) = stmt.query_row(params_from_iter(c.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
            sum = (sum.0 + n, sum.1 + fen);
        }
        Ok(sum)
    }

    /// What waits for automatic movement in 待审核 and 待分仓.
    pub fn backlog(&self) -> Result<Backlog> {
        let sql = format!("SELECT count(*), min(since_ms) {BACKLOG}");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut all = Backlog::default();
        for state in [State::ToReview, State::ToAllocate] {
            let (n, oldest): (i64, Option<i64>) = stmt.query_row([state.code()], |r| Ok((r.get(0)?, r.get(1)?)))?;
            all.orders += n;
            all.oldest_ms = all.oldest_ms.into_iter().chain(oldest).min();
        }
        Ok(all)
    }

    /// The same orders behind an id, oldest first, at most `limit`.
    pub fn backlog_ids(&self, after: i64, limit: usize) -> Result<Vec<i64>> {
        let sql = format!("SELECT id {BACKLOG} AND id > ?2 ORDER BY id LIMIT ?3");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut ids = Vec::new();
        for state in [State::ToReview, State::ToAllocate] {
            let rows = stmt.query_map(params![state.code(), after, limit as i64], |r| r.get(0))?;
            for row in rows {
                ids.push(row?);
            }
        }
        ids.sort_unstable();
        ids.truncate(limit);
        Ok(ids)
    }

    /// Orders whose own time lies in a range of UTC ms, counted up to a bound.
    pub fn arrivals(&self, from_ms: i64, to_ms: i64, count_to: i64) -> Result<i64> {
        let mut stmt = self.conn.prepare_cached("SELECT count(*) FROM (SELECT 1 FROM orders WHERE id >= ?1 AND id < ?2 LIMIT ?3)")?;
        Ok(stmt.query_row(params![crate::codes::id_from_ms(from_ms), crate::codes::id_from_ms(to_ms), count_to], |r| r.get(0))?)
    }

    /// People's work on the orders whose own time lies in a range of UTC ms.
    pub fn work_figures(&self, from_ms: i64, to_ms: i64) -> Result<WorkFigures> {
        let ids = [crate::codes::id_from_ms(from_ms), crate::codes::id_from_ms(to_ms)];
        let mut stmt = self.conn.prepare_cached(
            "SELECT coalesce(sum(hands & 2 <> 0), 0), count(left_at_ms) FROM order_work WHERE order_id >= ?1 AND order_id < ?2",
        )?;
        let (moved, left): (i64, i64) = stmt.query_row(ids, |r| Ok((r.get(0)?, r.get(1)?)))?;
        let mut stmt = self.conn.prepare_cached(
            "SELECT left_after_ms FROM order_work WHERE order_id >= ?1 AND order_id < ?2 AND left_after_ms IS NOT NULL
             ORDER BY left_after_ms LIMIT 1 OFFSET ?3",
        )?;
        let middle = stmt.query_map(params![ids[0], ids[1], (left - 1).max(0) / 2], |r| r.get(0))?.next();
        Ok(WorkFigures { moved, left, median_ms: middle.transpose()? })
    }

    /// Of the orders whose own time lies in a range and that stand in one of these states: how many people had to touch.
    pub fn touched(&self, from_ms: i64, to_ms: i64, states: &[State]) -> Result<i64> {
        let mut c = Conditions::default();
        let ids = [c.int(crate::codes::id_from_ms(from_ms)), c.int(crate::codes::id_from_ms(to_ms))];
        let states: Vec<String> = states.iter().map(|s| c.int(s.code())).collect();
        let sql = format!(
            "SELECT count(*) FROM order_work w CROSS JOIN orders o ON o.id = w.order_id
             WHERE w.order_id >= {} AND w.order_id < {} AND w.hands & 3 <> 0 AND o.state IN ({})",
            ids[0],
            ids[1],
            states.join(", ")
        );
        Ok(self.conn.prepare_cached(&sql)?.query_row(params_from_iter(c.values), |r| r.get(0))?)
    }

    /// Orders paid in a range, in one of these states, whose first scan came at most `within_ms` after payment; and whether any
    /// carrier's scan is on record at all.
    pub fn scanned_in_time(&self, from_ms: i64, to_ms: i64, states: &[State], within_ms: i64) -> Result<(i64, bool)> {
        let ids = self.ids_of_payments(Some(from_ms), Some(to_ms))?;
        let mut c = Conditions::default();
        let range = [c.int(ids.0), c.int(ids.1), c.int(from_ms), c.int(to_ms), c.int(within_ms)];
        let states: Vec<String> = states.iter().map(|s| c.int(s.code())).collect();
        let sql = format!(
            "SELECT coalesce(sum(w.collected_at_ms - o.paid_at_ms <= {} AND o.state IN ({})), 0), count(*)
             FROM order_work w CROSS JOIN orders o ON o.id = w.order_id
             WHERE w.order_id >= {} AND w.order_id < {} AND w.collected_at_ms IS NOT NULL AND o.paid_at_ms >= {} AND o.paid_at_ms < {}",
            range[4],
            states.join(", "),
            range[0],
            range[1],
            range[2],
            range[3]
        );
        let (n, known): (i64, i64) =
            self.conn.prepare_cached(&sql)?.query_row(params_from_iter(c.values), |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok((n, known > 0))
    }

    /// Exceptions that stand, by the number of their cause; those of no known cause under `None`.
    pub fn exceptions_by_cause(&self) -> Result<Vec<(Option<yidan_domain::order::Cause>, i64)>> {
        let mut stmt = self.conn.prepare_cached("SELECT cause, count(*) FROM orders WHERE (marks & 4) <> 0 GROUP BY cause")?;
        let rows = stmt.query_map([], |r| Ok((r.get::<_, Option<i64>>(0)?, r.get(1)?)))?;
        rows.map(|r| r.map(|(c, n)| (c.and_then(crate::codes::cause), n)).map_err(Error::from)).collect()
    }
}

impl crate::open::Writer<'_> {
    /// An order of the backlog that does not go on by itself after all waits for it no more.
    pub fn leave_to_people(&mut self, order_id: i64) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO order_work (order_id, hands) VALUES (?1, ?2) ON CONFLICT (order_id) DO UPDATE SET hands = hands | excluded.hands",
            )?
            .execute([order_id, LEFT_TO_PEOPLE])?;
        Ok(())
    }

    /// Notes what the entries of one order say of our desk's work. Ordinary entries of an import say nothing and cost nothing.
    pub(crate) fn note_work(&mut self, order_id: i64, events: &[crate::event::NewEvent]) -> Result<()> {
        use yidan_domain::order::hands::hands;
        if order_id == 0 {
            return Ok(());
        }
        let mut bits = 0;
        let (mut left, mut collected) = (None, None);
        for e in events {
            bits |= hands(&e.actor, &e.kind, e.from, e.to).bits();
            let (Some(from), Some(to)) = (e.from, e.to) else { continue };
            let on_the_way = (State::Shipped..=State::Delivered).contains(&to);
            if on_the_way && from.is_before_shipping() {
                left = left.or(Some(e.at_ms));
            }
            if on_the_way && to >= State::Collected && from < State::Collected {
                collected = collected.or(Some(e.at_ms));
            }
        }
        if bits == 0 && left.is_none() && collected.is_none() {
            return Ok(());
        }
        self.conn
            .prepare_cached(
                "INSERT INTO order_work (order_id, hands, left_at_ms, left_after_ms, collected_at_ms)
                 VALUES (?1, ?2, ?3, max(0, ?3 - (SELECT first_seen_at_ms FROM orders WHERE id = ?1)), ?4)
                 ON CONFLICT (order_id) DO UPDATE SET hands = hands | excluded.hands,
                   left_at_ms = coalesce(left_at_ms, excluded.left_at_ms), left_after_ms = coalesce(left_after_ms, excluded.left_after_ms),
                   collected_at_ms = coalesce(collected_at_ms, excluded.collected_at_ms)",
            )?
            .execute(params![order_id, bits, left, collected])?;
        Ok(())
    }
}

/// The clock of a stay: a new state, or a scan on the way, starts it again. `None` = it goes on.
pub(crate) fn restarted(before: Option<State>, after: &yidan_domain::order::Order, events: &[crate::event::NewEvent]) -> Option<Value> {
    let at_ms = events.last()?.at_ms;
    let is_new = before != Some(after.state);
    // A parcel that left before we heard of it has been waiting for its scan since then.
    let left_ms = after.shipped_at_ms.filter(|at| is_new && after.state == State::Shipped && *at <= at_ms);
    let is_scan = events.iter().any(|e| e.kind == "collect" || e.kind == "move");
    (is_new || is_scan).then(|| Value::Integer(left_ms.unwrap_or(at_ms)))
}
