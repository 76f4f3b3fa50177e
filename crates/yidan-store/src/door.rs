//! Doors by which shops of one's own send orders: which are open, and when they were used. Their keys are not in the data file.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row};

/// An open door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    pub shop_id: i64,
    /// When its key was made. UTC ms.
    pub made_at_ms: i64,
    /// The last request that was let in.
    pub last_at_ms: Option<i64>,
    /// The newest of the moments that senders signed; 0 = none yet.
    pub newest_ms: i64,
    /// New orders that came by it.
    pub orders: i64,
}

const DOOR: &str = "SELECT shop_id, made_at_ms, last_at_ms, newest_ms, orders FROM intake_door";

fn door(r: &Row<'_>) -> rusqlite::Result<Door> {
    Ok(Door { shop_id: r.get(0)?, made_at_ms: r.get(1)?, last_at_ms: r.get(2)?, newest_ms: r.get(3)?, orders: r.get(4)? })
}

impl Reader<'_> {
    /// All open doors.
    pub fn doors(&self) -> Result<Vec<Door>> {
        let mut stmt = self.conn.prepare_cached(&format!("{DOOR} ORDER BY shop_id"))?;
        let rows = stmt.query_map([], door)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// `None` = the shop has no door, or it is closed.
    pub fn door(&self, shop_id: i64) -> Result<Option<Door>> {
        let mut stmt = self.conn.prepare_cached(&format!("{DOOR} WHERE shop_id = ?1"))?;
        Ok(stmt.query_row([shop_id], door).optional()?)
    }
}

impl Writer<'_> {
    /// Opens a door, or notes that an open one has another key.
    pub fn open_door(&mut self, shop_id: i64, now_ms: i64) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO intake_door (shop_id, made_at_ms, last_at_ms, newest_ms, orders) VALUES (?1, ?2, NULL, 0, 0)
                 ON CONFLICT (shop_id) DO UPDATE SET made_at_ms = ?2",
            )?
            .execute([shop_id, now_ms])?;
        Ok(())
    }

    pub fn close_door(&mut self, shop_id: i64) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM intake_door WHERE shop_id = ?1")?.execute([shop_id])?;
        Ok(())
    }

    /// Notes a request that was let in: the moment that its sender signed, and how many new orders it brought.
    pub fn use_door(&mut self, shop_id: i64, signed_ms: i64, new_orders: i64, now_ms: i64) -> Result<()> {
        let sql = "UPDATE intake_door SET last_at_ms = ?4, newest_ms = max(newest_ms, ?2), orders = orders + ?3 WHERE shop_id = ?1";
        self.conn.prepare_cached(sql)?.execute([shop_id, signed_ms, new_orders, now_ms])?;
        Ok(())
    }
}
