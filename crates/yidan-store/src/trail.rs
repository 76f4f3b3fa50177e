//! The trail: append only, every entry hashed over the one before. Writing and reading; the check is in `trail_verify`.

use crate::codes::day_of_ms;
use crate::error::{Error, Result};
use crate::event::{EventRow, NewEvent};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};
use yidan_domain::order::State;

pub(crate) type Hash = [u8; 16];

/// The end of the trail as this transaction sees it. Read inside the write lock, so two processes cannot fork the chain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tail {
    pub events: i64,
    pub hash: Hash,
}

/// An entry exactly as it was hashed: states are their numbers, texts are as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashedEvent {
    pub n: i64,
    pub order_id: i64,
    pub at_ms: i64,
    pub actor: String,
    pub kind: String,
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub rule: Option<String>,
    pub data: Option<String>,
    pub hash: Vec<u8>,
    /// Not part of what is hashed; absent when the order is gone or the entry is the shop's.
    pub order_no: Option<String>,
}

/// The head of the trail at the end of one local day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayHead {
    /// Days since 1970 at UTC+8.
    pub day: i64,
    /// The last entry of the day.
    pub events: i64,
    pub hash: Vec<u8>,
}

/// The fields of an entry in the form that is hashed.
pub(crate) struct Entry<'a> {
    pub n: i64,
    pub order_id: i64,
    pub at_ms: i64,
    pub actor: &'a str,
    pub kind: &'a str,
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub rule: Option<&'a str>,
    pub data: Option<&'a str>,
}

impl Entry<'_> {
    /// First half of BLAKE3 over the previous hash and the fields, each with its length or a mark for "absent".
    pub fn hash(&self, previous: &Hash, buffer: &mut Vec<u8>) -> Hash {
        buffer.clear();
        buffer.extend_from_slice(previous);
        for number in [self.n, self.order_id, self.at_ms] {
            buffer.extend_from_slice(&number.to_le_bytes());
        }
        for state in [self.from, self.to] {
            buffer.extend_from_slice(&state.unwrap_or(-1).to_le_bytes());
        }
        for text in [Some(self.actor), Some(self.kind), self.rule, self.data] {
            match text {
                None => buffer.extend_from_slice(&u32::MAX.to_le_bytes()),
                Some(t) => {
                    buffer.extend_from_slice(&(t.len() as u32).to_le_bytes());
                    buffer.extend_from_slice(t.as_bytes());
                }
            }
        }
        first_half(blake3::hash(buffer).as_bytes())
    }
}

pub(crate) fn first_half(full: &[u8; 32]) -> Hash {
    let mut half = [0; 16];
    half.copy_from_slice(&full[..16]);
    half
}

pub(crate) const EVENT_COLUMNS: &str = "n, order_id, at_ms, actor, kind, from_state, to_state, rule, data";

pub(crate) fn event_row(r: &Row<'_>) -> rusqlite::Result<EventRow> {
    let state = |at: usize| -> rusqlite::Result<Option<State>> { Ok(r.get::<_, Option<i64>>(at)?.and_then(State::from_code)) };
    Ok(EventRow {
        n: r.get(0)?,
        order_id: r.get(1)?,
        at_ms: r.get(2)?,
        actor: r.get(3)?,
        kind: r.get(4)?,
        from: state(5)?,
        to: state(6)?,
        rule: r.get(7)?,
        data: r.get(8)?,
    })
}

impl Reader<'_> {
    /// The trail of one order, oldest first.
    pub fn events(&self, order_id: i64) -> Result<Vec<EventRow>> {
        let sql = format!("SELECT {EVENT_COLUMNS} FROM order_event WHERE order_id = ?1 ORDER BY n");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let rows = stmt.query_map([order_id], event_row)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// How many entries the trail has.
    pub fn event_count(&self) -> Result<i64> {
        Ok(self.tail()?.events)
    }

    /// The moment of the latest entry: the clock was at least there.
    pub fn last_event_at_ms(&self) -> Result<Option<i64>> {
        let mut stmt = self.conn.prepare_cached("SELECT at_ms FROM order_event ORDER BY n DESC LIMIT 1")?;
        Ok(stmt.query_row([], |r| r.get(0)).optional()?)
    }

    /// The heads of all days with entries, oldest first.
    pub fn trail_days(&self) -> Result<Vec<DayHead>> {
        let mut stmt = self.conn.prepare_cached("SELECT day, events, hash FROM trail_day ORDER BY day")?;
        let rows = stmt.query_map([], |r| Ok(DayHead { day: r.get(0)?, events: r.get(1)?, hash: r.get(2)? }))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Entries behind the `after`-th, in order, each with its hash and the number of its order: for writing the trail out.
    pub fn hashed_events(&self, after: i64, limit: usize) -> Result<Vec<HashedEvent>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT e.n, e.order_id, e.at_ms, e.actor, e.kind, e.from_state, e.to_state, e.rule, e.data, e.hash, o.order_no
             FROM order_event e LEFT JOIN orders o ON o.id = e.order_id WHERE e.n > ?1 ORDER BY e.n LIMIT ?2",
        )?;
        let rows = stmt.query_map(params![after, limit as i64], |r| {
            Ok(HashedEvent {
                n: r.get(0)?,
                order_id: r.get(1)?,
                at_ms: r.get(2)?,
                actor: r.get(3)?,
                kind: r.get(4)?,
                from: r.get(5)?,
                to: r.get(6)?,
                rule: r.get(7)?,
                data: r.get(8)?,
                hash: r.get(9)?,
                order_no: r.get(10)?,
            })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    pub(crate) fn tail(&self) -> Result<Tail> {
        let mut stmt = self.conn.prepare_cached("SELECT events, hash FROM trail_head WHERE id = 1")?;
        let (events, hash): (i64, Vec<u8>) = stmt.query_row([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let hash = hash.try_into().map_err(|_| Error::Unreadable { table: "trail_head", column: "hash", id: 1 })?;
        Ok(Tail { events, hash })
    }
}

impl Writer<'_> {
    /// Appends entries of one order. `order_id` 0 = an entry of the shop as a whole (a setting, a restore).
    pub fn append_events(&mut self, order_id: i64, events: &[NewEvent]) -> Result<()> {
        let mut tail = match self.tail {
            Some(tail) => tail,
            None => self.tail()?,
        };
        let mut buffer = Vec::with_capacity(256);
        let mut day_heads = std::mem::take(&mut self.day_heads);
        let mut stmt = self.conn.prepare_cached(
            "INSERT INTO order_event (n, order_id, at_ms, actor, kind, from_state, to_state, rule, data, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        for e in events {
            let entry = Entry {
                n: tail.events + 1,
                order_id,
                at_ms: e.at_ms,
                actor: &e.actor,
                kind: &e.kind,
                from: e.from.map(State::code),
                to: e.to.map(State::code),
                rule: e.rule.as_deref(),
                data: e.data.as_deref(),
            };
            tail = Tail { events: entry.n, hash: entry.hash(&tail.hash, &mut buffer) };
            day_heads.insert(day_of_ms(entry.at_ms), tail);
            stmt.execute(params![
                entry.n,
                order_id,
                entry.at_ms,
                entry.actor,
                entry.kind,
                entry.from,
                entry.to,
                entry.rule,
                entry.data,
                tail.hash.as_slice()
            ])?;
        }
        drop(stmt);
        self.tail = Some(tail);
        self.day_heads = day_heads;
        self.note_work(order_id, events)
    }

    /// Everything that is kept back until the end of the transaction goes into the file.
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.flush_deltas()?;
        if let Some(tail) = self.tail {
            let mut stmt = self.conn.prepare_cached("UPDATE trail_head SET events = ?1, hash = ?2 WHERE id = 1")?;
            stmt.execute(params![tail.events, tail.hash.as_slice()])?;
        }
        for (day, head) in std::mem::take(&mut self.day_heads) {
            let mut stmt = self.conn.prepare_cached(
                "INSERT INTO trail_day (day, events, hash) VALUES (?1, ?2, ?3)
                 ON CONFLICT (day) DO UPDATE SET events = excluded.events, hash = excluded.hash",
            )?;
            stmt.execute(params![day, head.events, head.hash.as_slice()])?;
        }
        self.caches.bound();
        Ok(())
    }
}
