//! 标签: words with a colour that hang on orders. What they mean is the shop's business.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, params};

/// Colour of a tag that came into being without one.
const PLAIN: &str = "grey";

/// A tag that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    /// A word of the palette.
    pub colour: String,
    /// It stands among the tabs of the order list.
    pub is_tab: bool,
    pub position: i64,
}

/// A tag with the number of orders it hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    pub tag: Tag,
    pub orders: i64,
}

impl Reader<'_> {
    /// All tags in their order.
    pub fn tags(&self) -> Result<Vec<TagCount>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT name, colour, is_tab, position, (SELECT count(*) FROM order_tag t WHERE t.tag_id = tag.id)
             FROM tag ORDER BY position, id",
        )?;
        let rows = stmt.query_map([], |r| {
            let tag = Tag { name: r.get(0)?, colour: r.get(1)?, is_tab: r.get(2)?, position: r.get(3)? };
            Ok(TagCount { tag, orders: r.get(4)? })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    pub(crate) fn tags_of(&self, order_id: i64) -> Result<Vec<String>> {
        let mut stmt = self
            .conn
            .prepare_cached("SELECT g.name FROM order_tag t JOIN tag g ON g.id = t.tag_id WHERE t.order_id = ?1 ORDER BY g.name")?;
        let rows = stmt.query_map([order_id], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    pub(crate) fn tag_id(&self, name: &str) -> Result<Option<i64>> {
        let mut stmt = self.conn.prepare_cached("SELECT id FROM tag WHERE name = ?1")?;
        Ok(stmt.query_row([name], |r| r.get(0)).optional()?)
    }

    pub(crate) fn tag_count(&self, tag_id: i64) -> Result<i64> {
        let mut stmt = self.conn.prepare_cached("SELECT count(*) FROM order_tag WHERE tag_id = ?1")?;
        Ok(stmt.query_row([tag_id], |r| r.get(0))?)
    }
}

impl Writer<'_> {
    /// Makes a tag, or gives a known one this colour and place among the tabs.
    pub fn save_tag(&mut self, name: &str, colour: &str, is_tab: bool) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO tag (name, colour, is_tab, position) VALUES (?1, ?2, ?3, (SELECT coalesce(max(position), 0) + 1 FROM tag))
                 ON CONFLICT (name) DO UPDATE SET colour = excluded.colour, is_tab = excluded.is_tab",
            )?
            .execute(params![name, colour, is_tab])?;
        Ok(())
    }

    /// Forgets a tag that hangs on no order. Answers whether it was there.
    pub fn remove_tag(&mut self, name: &str) -> Result<bool> {
        let n = self
            .conn
            .prepare_cached("DELETE FROM tag WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM order_tag t WHERE t.tag_id = tag.id)")?
            .execute([name])?;
        Ok(n == 1)
    }

    pub(crate) fn put_tags_of(&mut self, order_id: i64, tags: &[String]) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM order_tag WHERE order_id = ?1")?.execute([order_id])?;
        for name in tags {
            let id = match self.tag_id(name)? {
                Some(id) => id,
                None => {
                    self.save_tag(name, PLAIN, true)?;
                    self.conn.last_insert_rowid()
                }
            };
            self.conn.prepare_cached("INSERT INTO order_tag (order_id, tag_id) VALUES (?1, ?2)")?.execute([order_id, id])?;
        }
        Ok(())
    }
}
