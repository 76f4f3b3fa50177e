//! What is to be sent out, written in the same transaction as the reason for it. Sending is done elsewhere.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};

/// Where a message stands. Words as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutboxState {
    /// To be sent at `next_at_ms`, for the first time or again.
    Waiting,
    /// Handed over; after a crash nobody knows whether it arrived, so it is sent again with its own key.
    Sending,
    Done,
    /// The other side said no; a person decides.
    Refused,
}

impl OutboxState {
    pub const ALL: [OutboxState; 4] = [OutboxState::Waiting, OutboxState::Sending, OutboxState::Done, OutboxState::Refused];

    pub fn word(self) -> &'static str {
        match self {
            OutboxState::Waiting => "waiting",
            OutboxState::Sending => "sending",
            OutboxState::Done => "done",
            OutboxState::Refused => "refused",
        }
    }

    pub fn from_word(word: &str) -> Option<OutboxState> {
        OutboxState::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// A message as it stands. `payload` and `answer` are JSON texts of the caller's own shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    pub id: i64,
    pub key: String,
    pub kind: String,
    pub shop_id: Option<i64>,
    pub order_id: Option<i64>,
    pub payload: String,
    pub state: OutboxState,
    pub tries: i64,
    pub next_at_ms: i64,
    pub answer: Option<String>,
    pub created_at_ms: i64,
    pub done_at_ms: Option<i64>,
}

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutboxRow {
    /// Makes it safe to write and to send twice.
    pub key: String,
    pub kind: String,
    pub shop_id: Option<i64>,
    pub order_id: Option<i64>,
    pub payload: String,
    pub at_ms: i64,
}

const COLUMNS: &str = "id, key, kind, shop_id, order_id, payload, state, tries, next_at_ms, answer, created_at_ms, done_at_ms";

fn outbox_row(r: &Row<'_>) -> Result<OutboxRow> {
    let id = r.get(0)?;
    let word: String = r.get(6)?;
    Ok(OutboxRow {
        id,
        key: r.get(1)?,
        kind: r.get(2)?,
        shop_id: r.get(3)?,
        order_id: r.get(4)?,
        payload: r.get(5)?,
        state: OutboxState::from_word(&word).ok_or(Error::Unreadable { table: "outbox", column: "state", id })?,
        tries: r.get(7)?,
        next_at_ms: r.get(8)?,
        answer: r.get(9)?,
        created_at_ms: r.get(10)?,
        done_at_ms: r.get(11)?,
    })
}

impl Reader<'_> {
    pub fn outbox_row(&self, id: i64) -> Result<OutboxRow> {
        self.outbox_where("id = ?1 AND ?2 = 0", id, 0)?.pop().ok_or(Error::Unknown { table: "outbox", id })
    }

    /// What is due now, the longest waiting first.
    pub fn outbox_due(&self, now_ms: i64, limit: i64) -> Result<Vec<OutboxRow>> {
        self.outbox_where("state = 'waiting' AND next_at_ms <= ?1 ORDER BY next_at_ms, id LIMIT ?2", now_ms, limit)
    }

    /// The same of one shop.
    pub fn outbox_due_of(&self, shop_id: i64, now_ms: i64, limit: i64) -> Result<Vec<OutboxRow>> {
        let mut due =
            self.outbox_where("state = 'waiting' AND next_at_ms <= ?1 AND shop_id = ?2 ORDER BY next_at_ms, id", now_ms, shop_id)?;
        due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(due)
    }

    /// Shops for which something waits to be sent now.
    pub fn outbox_shops(&self, now_ms: i64) -> Result<Vec<i64>> {
        let sql = "SELECT DISTINCT shop_id FROM outbox WHERE state = 'waiting' AND next_at_ms <= ?1 AND shop_id IS NOT NULL";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let rows = stmt.query_map([now_ms], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// The latest messages that are not done, newest first.
    pub fn outbox_open(&self, limit: i64) -> Result<Vec<OutboxRow>> {
        self.outbox_where("state IN ('waiting', 'sending', 'refused') ORDER BY id DESC LIMIT ?1 + 0 * ?2", limit, 0)
    }

    /// What is not done of one kind for a shop, oldest first.
    pub fn outbox_open_of(&self, shop_id: i64, kind: &str) -> Result<Vec<OutboxRow>> {
        let mut rows = self.outbox_where("state IN ('waiting', 'sending', 'refused') AND shop_id = ?1 + 0 * ?2 ORDER BY id", shop_id, 0)?;
        rows.retain(|row| row.kind == kind);
        Ok(rows)
    }

    /// Messages of a shop that were written after this one, in whatever state.
    pub fn outbox_after(&self, row: &OutboxRow) -> Result<Vec<OutboxRow>> {
        self.outbox_where("id > ?1 AND shop_id = ?2 ORDER BY id", row.id, row.shop_id.unwrap_or_default())
    }

    /// All messages about an order, oldest first.
    pub fn outbox_of(&self, order_id: i64) -> Result<Vec<OutboxRow>> {
        self.outbox_where("order_id = ?1 AND ?2 = 0 ORDER BY id", order_id, 0)
    }

    fn outbox_where(&self, condition: &str, a: i64, b: i64) -> Result<Vec<OutboxRow>> {
        let mut stmt = self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM outbox WHERE {condition}"))?;
        let mut rows = stmt.query([a, b])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push(outbox_row(r)?);
        }
        Ok(out)
    }
}

impl Writer<'_> {
    /// Writes a message once; a key that is known returns the message that has it.
    pub fn add_outbox(&mut self, new: &NewOutboxRow) -> Result<i64> {
        let known = self.conn.prepare_cached("SELECT id FROM outbox WHERE key = ?1")?.query_row([&new.key], |r| r.get(0)).optional()?;
        if let Some(id) = known {
            return Ok(id);
        }
        self.conn
            .prepare_cached(
                "INSERT INTO outbox (key, kind, shop_id, order_id, payload, state, tries, next_at_ms, created_at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', 0, ?6, ?6)",
            )?
            .execute(params![new.key, new.kind, new.shop_id, new.order_id, new.payload, new.at_ms])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Hands a waiting message to the sender and counts the try. False when somebody else has it.
    pub fn begin_outbox(&mut self, id: i64) -> Result<bool> {
        let sql = "UPDATE outbox SET state = 'sending', tries = tries + 1 WHERE id = ?1 AND state = 'waiting'";
        Ok(self.conn.prepare_cached(sql)?.execute([id])? == 1)
    }

    /// The other side took it (`Done`), refused it (`Refused`), or it is tried again at `at_ms` (`Waiting`).
    pub fn end_outbox(&mut self, id: i64, state: OutboxState, answer: Option<&str>, at_ms: i64) -> Result<()> {
        let sql = "UPDATE outbox SET state = ?2, answer = coalesce(?3, answer),
                   next_at_ms = CASE WHEN ?2 = 'waiting' THEN ?4 ELSE next_at_ms END,
                   done_at_ms = CASE WHEN ?2 IN ('done', 'refused') THEN ?4 END WHERE id = ?1";
        let n = self.conn.prepare_cached(sql)?.execute(params![id, state.word(), answer, at_ms])?;
        if n == 1 { Ok(()) } else { Err(Error::Unknown { table: "outbox", id }) }
    }
}
