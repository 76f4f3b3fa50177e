//! The shop's own label templates, and what its goods are called in another language: texts whose meaning is their reader's business.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::params;

/// A template as it was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedTemplate {
    pub name: String,
    pub toml: String,
    pub updated_at_ms: i64,
}

impl Reader<'_> {
    /// All templates by name.
    pub fn label_templates(&self) -> Result<Vec<SavedTemplate>> {
        let mut stmt = self.conn.prepare_cached("SELECT name, toml, updated_at_ms FROM label_template ORDER BY name")?;
        let rows = stmt.query_map([], |r| Ok(SavedTemplate { name: r.get(0)?, toml: r.get(1)?, updated_at_ms: r.get(2)? }))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// One template.
    pub fn label_template(&self, name: &str) -> Result<Option<SavedTemplate>> {
        Ok(self.label_templates()?.into_iter().find(|t| t.name == name))
    }

    /// Texts of all goods that have one: code and text, by code.
    pub fn goods_texts(&self) -> Result<Vec<(String, String)>> {
        let mut stmt = self.conn.prepare_cached("SELECT sku_code, text FROM goods_text ORDER BY sku_code")?;
        let rows = stmt.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// The texts of these goods, as far as they have one.
    pub fn goods_texts_of(&self, sku_codes: &[&str]) -> Result<Vec<(String, String)>> {
        let mut stmt = self.conn.prepare_cached("SELECT sku_code, text FROM goods_text WHERE sku_code = ?1")?;
        let mut out = Vec::new();
        for code in sku_codes {
            for row in stmt.query_map([code], |r| Ok((r.get(0)?, r.get(1)?)))? {
                out.push(row?);
            }
        }
        Ok(out)
    }
}

impl Writer<'_> {
    /// Saves a template; the same name is replaced.
    pub fn put_label_template(&mut self, name: &str, toml: &str, now_ms: i64) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO label_template (name, toml, updated_at_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET toml = excluded.toml, updated_at_ms = excluded.updated_at_ms",
            )?
            .execute(params![name, toml, now_ms])?;
        Ok(())
    }

    /// Forgets a template. Answers whether it was there.
    pub fn remove_label_template(&mut self, name: &str) -> Result<bool> {
        Ok(self.conn.prepare_cached("DELETE FROM label_template WHERE name = ?1")?.execute([name])? == 1)
    }

    /// Keeps the text of one SKU; the old one is replaced.
    pub fn put_goods_text(&mut self, sku_code: &str, text: &str, now_ms: i64) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO goods_text (sku_code, text, updated_at_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT (sku_code) DO UPDATE SET text = excluded.text, updated_at_ms = excluded.updated_at_ms",
            )?
            .execute(params![sku_code, text, now_ms])?;
        Ok(())
    }

    /// Forgets the text of one SKU. Answers whether there was one.
    pub fn remove_goods_text(&mut self, sku_code: &str) -> Result<bool> {
        Ok(self.conn.prepare_cached("DELETE FROM goods_text WHERE sku_code = ?1")?.execute([sku_code])? == 1)
    }
}
