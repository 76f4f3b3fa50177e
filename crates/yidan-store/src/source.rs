//! Where orders came from: files by content, their sheets and headings, their rows verbatim, and the rows that were refused.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};

/// A file that came in. `result` is the import's reply as JSON text; `None` while the import runs or when it was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    pub id: i64,
    pub hash: [u8; 32],
    pub shop_id: i64,
    pub name: String,
    pub bytes: i64,
    pub platform: String,
    pub kind: String,
    pub actor: String,
    pub imported_at_ms: i64,
    pub finished_at_ms: Option<i64>,
    pub result: Option<String>,
}

/// What is known of a file before its rows are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSourceFile {
    /// BLAKE3 of the content.
    pub hash: [u8; 32],
    pub shop_id: i64,
    pub name: String,
    pub bytes: i64,
    pub platform: String,
    pub kind: String,
    pub actor: String,
    pub at_ms: i64,
}

/// A sheet of a file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSheet {
    /// 0 for text files; the place among the sheets that were read otherwise.
    pub sheet: i64,
    pub name: Option<String>,
    pub headings: Vec<String>,
}

/// A row of a file as it stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    pub file_id: i64,
    /// 0 for text files; the sheet's place among those that were read otherwise.
    pub sheet: i64,
    /// As a spreadsheet counts, first = 1.
    pub row: i64,
    pub cells: Vec<String>,
}

/// A row of a file, with what is needed to show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownRow {
    pub file_id: i64,
    pub file_name: String,
    pub sheet: i64,
    pub sheet_name: Option<String>,
    pub row: i64,
    pub headings: Vec<String>,
    pub cells: Vec<String>,
}

/// A row that was not taken, and why. `heading` and `cell` (such as `G318`) where one cell is to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    pub file_id: i64,
    pub sheet: i64,
    pub row: i64,
    pub key: Option<String>,
    pub reason: String,
    pub heading: Option<String>,
    pub cell: Option<String>,
}

const FILE_COLUMNS: &str = "id, hash, shop_id, name, bytes, platform, kind, actor, imported_at_ms, finished_at_ms, result";

fn file_row(r: &Row<'_>) -> rusqlite::Result<SourceFile> {
    Ok(SourceFile {
        id: r.get(0)?,
        hash: r.get(1)?,
        shop_id: r.get(2)?,
        name: r.get(3)?,
        bytes: r.get(4)?,
        platform: r.get(5)?,
        kind: r.get(6)?,
        actor: r.get(7)?,
        imported_at_ms: r.get(8)?,
        finished_at_ms: r.get(9)?,
        result: r.get(10)?,
    })
}

impl Reader<'_> {
    /// The file of this content in this shop, if it came in before.
    pub fn source_file(&self, hash: &[u8; 32], shop_id: i64) -> Result<Option<SourceFile>> {
        let sql = format!("SELECT {FILE_COLUMNS} FROM source_file WHERE hash = ?1 AND shop_id = ?2");
        Ok(self.conn.prepare_cached(&sql)?.query_row(params![hash.as_slice(), shop_id], file_row).optional()?)
    }

    /// This content in any shop: tells whose file it was when no shop was named.
    pub fn source_files_of(&self, hash: &[u8; 32]) -> Result<Vec<SourceFile>> {
        let sql = format!("SELECT {FILE_COLUMNS} FROM source_file WHERE hash = ?1 ORDER BY id");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let rows = stmt.query_map([hash.as_slice()], file_row)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// The latest files, newest first.
    pub fn source_files(&self, limit: i64) -> Result<Vec<SourceFile>> {
        let sql = format!("SELECT {FILE_COLUMNS} FROM source_file ORDER BY id DESC LIMIT ?1");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let rows = stmt.query_map([limit], file_row)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// A page of files, newest first. `after` is the last file of the page before.
    pub fn source_files_after(&self, after: Option<i64>, limit: i64) -> Result<Vec<SourceFile>> {
        let sql = format!("SELECT {FILE_COLUMNS} FROM source_file WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let rows = stmt.query_map(params![after, limit], file_row)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// One file by its id.
    pub fn source_file_by_id(&self, id: i64) -> Result<SourceFile> {
        let sql = format!("SELECT {FILE_COLUMNS} FROM source_file WHERE id = ?1");
        let found = self.conn.prepare_cached(&sql)?.query_row([id], file_row).optional()?;
        found.ok_or(Error::Unknown { table: "source_file", id })
    }

    /// Sheets of a file that were read.
    pub fn source_sheets(&self, file_id: i64) -> Result<Vec<SourceSheet>> {
        let mut stmt = self.conn.prepare_cached("SELECT sheet, name, headings FROM source_sheet WHERE file_id = ?1 ORDER BY sheet")?;
        let mut rows = stmt.query([file_id])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            let headings: String = r.get(2)?;
            let headings = texts(&headings, "source_sheet", "headings", file_id)?;
            out.push(SourceSheet { sheet: r.get(0)?, name: r.get(1)?, headings });
        }
        Ok(out)
    }

    /// A row of a file by its place, if it was kept.
    pub fn row_at(&self, file_id: i64, sheet: i64, row: i64) -> Result<Option<Vec<String>>> {
        let mut stmt = self.conn.prepare_cached("SELECT cells FROM source_row WHERE file_id = ?1 AND sheet = ?2 AND row = ?3 LIMIT 1")?;
        let cells: Option<String> = stmt.query_row(params![file_id, sheet, row], |r| r.get(0)).optional()?;
        cells.map(|c| texts(&c, "source_row", "cells", file_id)).transpose()
    }

    /// The rows that an order came from.
    pub fn rows_of(&self, order_id: i64) -> Result<Vec<ShownRow>> {
        self.shown_rows(
            "SELECT r.file_id, f.name, r.sheet, s.name, r.row, s.headings, r.cells
             FROM source_row r LEFT JOIN source_file f ON f.id = r.file_id
             LEFT JOIN source_sheet s ON s.file_id = r.file_id AND s.sheet = r.sheet
             WHERE r.order_id = ?1 AND ?2 = 0 ORDER BY r.file_id, r.sheet, r.row",
            order_id,
            0,
        )
    }

    /// The rows of a file that became no order.
    pub fn orphan_rows(&self, file_id: i64) -> Result<Vec<ShownRow>> {
        self.shown_rows(
            "SELECT r.file_id, f.name, r.sheet, s.name, r.row, s.headings, r.cells
             FROM source_row r LEFT JOIN source_file f ON f.id = r.file_id
             LEFT JOIN source_sheet s ON s.file_id = r.file_id AND s.sheet = r.sheet
             WHERE r.order_id = ?1 AND r.file_id = ?2 ORDER BY r.sheet, r.row",
            0,
            file_id,
        )
    }

    fn shown_rows(&self, sql: &str, order_id: i64, file_id: i64) -> Result<Vec<ShownRow>> {
        let mut stmt = self.conn.prepare_cached(sql)?;
        let mut rows = stmt.query(params![order_id, file_id])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            let headings: Option<String> = r.get(5)?;
            out.push(ShownRow {
                file_id: r.get(0)?,
                file_name: r.get::<_, Option<String>>(1)?.unwrap_or_default(),
                sheet: r.get(2)?,
                sheet_name: r.get(3)?,
                row: r.get(4)?,
                headings: texts(headings.as_deref().unwrap_or("[]"), "source_sheet", "headings", r.get(0)?)?,
                cells: texts(r.get_ref(6)?.as_str().map_err(rusqlite::Error::from)?, "source_row", "cells", order_id)?,
            });
        }
        Ok(out)
    }

    /// The refused rows of a file in their order.
    pub fn rejected_rows(&self, file_id: i64) -> Result<Vec<RejectedRow>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT file_id, sheet, row, key, reason, heading, cell FROM rejected_row WHERE file_id = ?1 ORDER BY sheet, row, seq",
        )?;
        let rows = stmt.query_map([file_id], |r| {
            Ok(RejectedRow {
                file_id: r.get(0)?,
                sheet: r.get(1)?,
                row: r.get(2)?,
                key: r.get(3)?,
                reason: r.get(4)?,
                heading: r.get(5)?,
                cell: r.get(6)?,
            })
        })?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }
}

fn texts(json: &str, table: &'static str, column: &'static str, id: i64) -> Result<Vec<String>> {
    serde_json::from_str(json).map_err(|_| Error::Unreadable { table, column, id })
}

impl Writer<'_> {
    /// Notes a file at the start of its import and returns its id. The same content in the same shop keeps its first id,
    /// so that an import that was cut off goes on with its own rows.
    pub fn add_source_file(&mut self, file: &NewSourceFile) -> Result<i64> {
        if let Some(known) = self.source_file(&file.hash, file.shop_id)? {
            return Ok(known.id);
        }
        self.conn
            .prepare_cached(
                "INSERT INTO source_file (hash, shop_id, name, bytes, platform, kind, actor, imported_at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                file.hash.as_slice(),
                file.shop_id,
                file.name,
                file.bytes,
                file.platform,
                file.kind,
                file.actor,
                file.at_ms
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// The headings of one sheet of a file.
    pub fn add_source_sheet(&mut self, file_id: i64, sheet: i64, name: Option<&str>, headings: &[String]) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO source_sheet (file_id, sheet, name, headings) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (file_id, sheet) DO UPDATE SET name = excluded.name, headings = excluded.headings",
            )?
            .execute(params![file_id, sheet, name, cells_json(headings)])?;
        Ok(())
    }

    /// The import of the file has come to its end. `result` is its reply as JSON text.
    pub fn finish_source_file(&mut self, file_id: i64, at_ms: i64, result: &str) -> Result<()> {
        let n = self
            .conn
            .prepare_cached("UPDATE source_file SET finished_at_ms = ?2, result = ?3 WHERE id = ?1")?
            .execute(params![file_id, at_ms, result])?;
        if n == 1 { Ok(()) } else { Err(Error::Unknown { table: "source_file", id: file_id }) }
    }

    /// Keeps rows verbatim. `order_id` 0 = they became no order. A row that is known already is left as it is.
    pub fn add_source_rows(&mut self, order_id: i64, rows: &[SourceRow]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut stmt = self.conn.prepare_cached(
            "INSERT INTO source_row (order_id, file_id, sheet, row, cells) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (order_id, file_id, sheet, row) DO NOTHING",
        )?;
        for r in rows {
            stmt.execute(params![order_id, r.file_id, r.sheet, r.row, cells_json(&r.cells)])?;
        }
        Ok(())
    }

    /// Keeps refused rows; several reasons of one row stay beside each other.
    pub fn add_rejected_rows(&mut self, rows: &[RejectedRow]) -> Result<()> {
        let mut stmt = self.conn.prepare_cached(
            "INSERT INTO rejected_row (file_id, sheet, row, seq, key, reason, heading, cell)
             SELECT ?1, ?2, ?3, (SELECT count(*) FROM rejected_row WHERE file_id = ?1 AND sheet = ?2 AND row = ?3), ?4, ?5, ?6, ?7
             WHERE NOT EXISTS (SELECT 1 FROM rejected_row WHERE file_id = ?1 AND sheet = ?2 AND row = ?3 AND reason = ?5 AND heading IS ?6)",
        )?;
        for r in rows {
            stmt.execute(params![r.file_id, r.sheet, r.row, r.key, r.reason, r.heading, r.cell])?;
        }
        Ok(())
    }
}

/// A JSON array of texts. Written by hand because it is done for every row of every file.
pub(crate) fn cells_json(cells: &[String]) -> String {
    let mut out = String::with_capacity(cells.iter().map(|c| c.len() + 3).sum::<usize>() + 2);
    out.push('[');
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        push_json_text(&mut out, cell);
    }
    out.push(']');
    out
}

fn push_json_text(out: &mut String, text: &str) {
    out.push('"');
    let mut plain_from = 0;
    for (at, b) in text.bytes().enumerate() {
        if b >= 0x20 && b != b'"' && b != b'\\' {
            continue;
        }
        out.push_str(&text[plain_from..at]);
        plain_from = at + 1;
        match b {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => out.push_str(&format!("\\u{b:04x}")),
        }
    }
    out.push_str(&text[plain_from..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_were() {
        let cells: Vec<String> = ["", "a\"b\\c", "行\n尾\r\t", "\u{1}\u{1f}", "¥12.30 😀", "'null'"].map(str::to_owned).to_vec();
        assert_eq!(texts(&cells_json(&cells), "t", "c", 1), Ok(cells));
    }
}
