//! Shops connected to their platform's interface: where a shop stands, who visits it, what each visit brought, and what the platform
//! told of an order. Credentials are not here.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};

/// A connected shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub shop_id: i64,
    /// Empty = the platform's own address.
    pub url: String,
    pub is_paused: bool,
    pub writes_checked: bool,
    /// Everything that changed before this is here. UTC ms.
    pub cursor_ms: i64,
    pub next_at_ms: i64,
    /// Visits in a row that failed.
    pub fails: i64,
    pub needs_owner: bool,
    /// JSON of the caller's own shape.
    pub trouble: Option<String>,
    pub token_until_ms: Option<i64>,
    /// Who visits it right now; empty = nobody.
    pub holder: String,
    /// Until when, unless it is prolonged; 0 = nobody visits it.
    pub held_until_ms: i64,
    pub made_at_ms: i64,
    /// Seconds between two visits, by the owner's word.
    pub every_s: Option<i64>,
}

/// What one visit brought, or why it brought nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    pub id: i64,
    pub shop_id: i64,
    /// `window`, `asked_again`, `compared`
    pub kind: String,
    pub from_ms: i64,
    pub to_ms: i64,
    pub began_at_ms: i64,
    pub ended_at_ms: i64,
    pub pages: i64,
    pub requests: i64,
    pub retries: i64,
    pub orders_new: i64,
    pub orders_updated: i64,
    pub orders_unchanged: i64,
    /// JSON array.
    pub gaps: String,
    pub trouble: Option<String>,
}

/// What the platform told of an order beside the order itself.
#[derive(Clone, PartialEq, Eq)]
pub struct RemoteOrder {
    pub order_id: i64,
    pub raw: String,
    pub modified_ms: Option<i64>,
    pub merge_key: Option<String>,
    /// JSON object.
    pub tokens: Option<String>,
    pub buyer_id: Option<String>,
    pub asked_at_ms: i64,
}

/// Replies hold names and phones.
impl std::fmt::Debug for RemoteOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RemoteOrder").field("order_id", &self.order_id).field("modified_ms", &self.modified_ms).finish_non_exhaustive()
    }
}

const LINK: &str = "SELECT shop_id, url, is_paused, writes_checked, cursor_ms, next_at_ms, fails, needs_owner, trouble, token_until_ms,
                      CASE WHEN holder = '' THEN 0 ELSE holder_until_ms END, made_at_ms, every_s, holder FROM link";

fn link(r: &Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link {
        shop_id: r.get(0)?,
        url: r.get(1)?,
        is_paused: r.get(2)?,
        writes_checked: r.get(3)?,
        cursor_ms: r.get(4)?,
        next_at_ms: r.get(5)?,
        fails: r.get(6)?,
        needs_owner: r.get(7)?,
        trouble: r.get(8)?,
        token_until_ms: r.get(9)?,
        held_until_ms: r.get(10)?,
        made_at_ms: r.get(11)?,
        every_s: r.get(12)?,
        holder: r.get(13)?,
    })
}

impl Reader<'_> {
    /// All connected shops.
    pub fn links(&self) -> Result<Vec<Link>> {
        let mut stmt = self.conn.prepare_cached(&format!("{LINK} ORDER BY shop_id"))?;
        let rows = stmt.query_map([], link)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    pub fn link(&self, shop_id: i64) -> Result<Option<Link>> {
        let mut stmt = self.conn.prepare_cached(&format!("{LINK} WHERE shop_id = ?1"))?;
        Ok(stmt.query_row([shop_id], link).optional()?)
    }

    /// The latest receipts of a shop, newest first.
    pub fn receipts(&self, shop_id: i64, limit: usize) -> Result<Vec<Receipt>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT id, shop_id, kind, from_ms, to_ms, began_at_ms, ended_at_ms, pages, requests, retries, orders_new, orders_updated,
               orders_unchanged, gaps, trouble FROM sync_receipt WHERE shop_id = ?1 ORDER BY id DESC LIMIT ?2",
        )?;
        let rows = stmt.query_map(params![shop_id, limit as i64], |r| {
            Ok(Receipt {
                id: r.get(0)?,
                shop_id: r.get(1)?,
                kind: r.get(2)?,
                from_ms: r.get(3)?,
                to_ms: r.get(4)?,
                began_at_ms: r.get(5)?,
                ended_at_ms: r.get(6)?,
                pages: r.get(7)?,
                requests: r.get(8)?,
                retries: r.get(9)?,
                orders_new: r.get(10)?,
                orders_updated: r.get(11)?,
                orders_unchanged: r.get(12)?,
                gaps: r.get(13)?,
                trouble: r.get(14)?,
            })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    pub fn remote_order(&self, order_id: i64) -> Result<Option<RemoteOrder>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT order_id, raw, modified_ms, merge_key, tokens, buyer_id, asked_at_ms FROM remote_order WHERE order_id = ?1",
        )?;
        let found = stmt.query_row([order_id], |r| {
            Ok(RemoteOrder {
                order_id: r.get(0)?,
                raw: r.get(1)?,
                modified_ms: r.get(2)?,
                merge_key: r.get(3)?,
                tokens: r.get(4)?,
                buyer_id: r.get(5)?,
                asked_at_ms: r.get(6)?,
            })
        });
        Ok(found.optional()?)
    }

    /// Numbers of a shop's orders whose own time is in a span, UTC ms, end exclusive.
    pub fn numbers_between(&self, shop_id: i64, from_ms: i64, to_ms: i64) -> Result<Vec<String>> {
        let sql = "SELECT order_no FROM orders WHERE shop_id = ?1 AND id >= ?2 AND id < ?3 ORDER BY id";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let ids = [from_ms, to_ms].map(crate::codes::id_from_ms);
        let rows = stmt.query_map([shop_id, ids[0], ids[1]], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Numbers of a shop's orders in one of these states, oldest first, whose platform was last asked about before `asked_before_ms`.
    pub fn open_numbers(&self, shop_id: i64, states: &[i64], asked_before_ms: i64, limit: usize) -> Result<Vec<(i64, String)>> {
        let list = serde_json::to_string(states).unwrap_or_default();
        let mut stmt = self.conn.prepare_cached(
            "SELECT o.id, o.order_no FROM orders o JOIN remote_order r ON r.order_id = o.id
             WHERE o.shop_id = ?1 AND o.state IN (SELECT value FROM json_each(?2)) AND r.asked_at_ms < ?3 ORDER BY r.asked_at_ms LIMIT ?4",
        )?;
        let rows = stmt.query_map(params![shop_id, list, asked_before_ms, limit as i64], |r| Ok((r.get(0)?, r.get(1)?)))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }
}

impl Writer<'_> {
    /// Connects a shop, or changes how it is reached. What was known of a connected shop stays.
    pub fn put_link(&mut self, shop_id: i64, url: &str, cursor_ms: i64, now_ms: i64) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO link (shop_id, url, is_paused, writes_checked, cursor_ms, next_at_ms, fails, needs_owner, holder, holder_until_ms,
                   made_at_ms) VALUES (?1, ?2, 0, 0, ?3, ?4, 0, 0, '', 0, ?4)
                 ON CONFLICT (shop_id) DO UPDATE SET url = excluded.url, next_at_ms = excluded.next_at_ms, fails = 0, needs_owner = 0,
                   trouble = NULL, token_until_ms = NULL",
            )?
            .execute(params![shop_id, url, cursor_ms, now_ms])?;
        Ok(())
    }

    pub fn remove_link(&mut self, shop_id: i64) -> Result<bool> {
        Ok(self.conn.prepare_cached("DELETE FROM link WHERE shop_id = ?1")?.execute([shop_id])? == 1)
    }

    /// One visitor at a time: true when `who` may visit until `until_ms`. The same visitor may ask again to stay longer.
    pub fn hold_link(&mut self, shop_id: i64, who: &str, now_ms: i64, until_ms: i64) -> Result<bool> {
        let sql = "UPDATE link SET holder = ?2, holder_until_ms = ?4
                   WHERE shop_id = ?1 AND (holder = ?2 OR holder = '' OR holder_until_ms <= ?3)";
        Ok(self.conn.prepare_cached(sql)?.execute(params![shop_id, who, now_ms, until_ms])? == 1)
    }

    /// Whether `who` still is the visitor; read in the transaction that stores what the visit brought.
    pub fn holds_link(&self, shop_id: i64, who: &str) -> Result<bool> {
        let mut stmt = self.conn.prepare_cached("SELECT holder = ?2 FROM link WHERE shop_id = ?1")?;
        Ok(stmt.query_row(params![shop_id, who], |r| r.get(0)).optional()?.unwrap_or(false))
    }

    pub fn leave_link(&mut self, shop_id: i64, who: &str) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE link SET holder = '', holder_until_ms = 0 WHERE shop_id = ?1 AND holder = ?2")?
            .execute(params![shop_id, who])?;
        Ok(())
    }

    /// Moves the cursor; it never goes back.
    pub fn move_cursor(&mut self, shop_id: i64, cursor_ms: i64) -> Result<()> {
        self.conn.prepare_cached("UPDATE link SET cursor_ms = max(cursor_ms, ?2) WHERE shop_id = ?1")?.execute([shop_id, cursor_ms])?;
        Ok(())
    }

    /// How the last visit ended and when the next one is. `trouble` is JSON; without it the visit went well.
    pub fn end_visit(&mut self, shop_id: i64, next_at_ms: i64, trouble: Option<&str>, needs_owner: bool) -> Result<()> {
        self.conn
            .prepare_cached(
                "UPDATE link SET next_at_ms = ?2, trouble = ?3, needs_owner = ?4, fails = CASE WHEN ?3 IS NULL THEN 0 ELSE fails + 1 END
                 WHERE shop_id = ?1",
            )?
            .execute(params![shop_id, next_at_ms, trouble, needs_owner])?;
        Ok(())
    }

    /// What the owner may change of a connection, and when the next visit is.
    pub fn set_link(&mut self, link: &Link) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE link SET is_paused = ?2, writes_checked = ?3, every_s = ?4, next_at_ms = ?5 WHERE shop_id = ?1")?
            .execute(params![link.shop_id, link.is_paused, link.writes_checked, link.every_s, link.next_at_ms])?;
        Ok(())
    }

    pub fn set_token_until(&mut self, shop_id: i64, until_ms: Option<i64>) -> Result<()> {
        self.conn.prepare_cached("UPDATE link SET token_until_ms = ?2 WHERE shop_id = ?1")?.execute(params![shop_id, until_ms])?;
        Ok(())
    }

    pub fn add_receipt(&mut self, r: &Receipt) -> Result<i64> {
        self.conn
            .prepare_cached(
                "INSERT INTO sync_receipt (shop_id, kind, from_ms, to_ms, began_at_ms, ended_at_ms, pages, requests, retries, orders_new,
                   orders_updated, orders_unchanged, gaps, trouble) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                r.shop_id,
                r.kind,
                r.from_ms,
                r.to_ms,
                r.began_at_ms,
                r.ended_at_ms,
                r.pages,
                r.requests,
                r.retries,
                r.orders_new,
                r.orders_updated,
                r.orders_unchanged,
                r.gaps,
                r.trouble
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    pub fn put_remote(&mut self, o: &RemoteOrder) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO remote_order (order_id, raw, modified_ms, merge_key, tokens, buyer_id, asked_at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![o.order_id, o.raw, o.modified_ms, o.merge_key, o.tokens, o.buyer_id, o.asked_at_ms])?;
        Ok(())
    }

    /// The platform was asked about this order and said nothing new, or does not know it.
    pub fn note_asked(&mut self, order_id: i64, at_ms: i64) -> Result<()> {
        self.conn.prepare_cached("UPDATE remote_order SET asked_at_ms = ?2 WHERE order_id = ?1")?.execute([order_id, at_ms])?;
        Ok(())
    }

    /// Messages of a shop that were being sent when their visitor ended wait again. Called by the next visitor only.
    pub fn requeue_outbox_of(&mut self, shop_id: i64, now_ms: i64) -> Result<usize> {
        let sql = "UPDATE outbox SET state = 'waiting', next_at_ms = ?2 WHERE state = 'sending' AND shop_id = ?1";
        Ok(self.conn.prepare_cached(sql)?.execute([shop_id, now_ms])?)
    }
}
