//! `files.list`, `files.original`, `files.row`: what has come in, the files themselves, and any row of them as it came.

use super::import::FileResult;
use super::originals;
use super::read::failure;
use crate::App;
use crate::desk::{Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::moment;
use crate::orders::view::Shops;
use crate::ports::FileRef;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::HISTORY_ROWS;
use yidan_sheets::{ProfileSet, Source, open};
use yidan_store::{SourceFile, SourceSheet};

/// Asks for a page of the history.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct FilesListRequest {
    /// `next` of the page before.
    pub after: Option<i64>,
    /// At most 500; absent = 100.
    pub limit: Option<i64>,
}

/// A file that came in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ImportedFile {
    pub id: i64,
    pub name: String,
    pub platform: String,
    pub platform_name: String,
    pub kind: String,
    pub shop: String,
    pub actor: String,
    pub imported_at: String,
    /// Absent = it was cut off, or is still being read.
    pub finished_at: Option<String>,
    pub bytes: i64,
    pub rows: i64,
    pub orders_new: i64,
    pub orders_updated: i64,
    pub orders_unchanged: i64,
    pub lines_new: i64,
    pub lines_known: i64,
    pub rejected: i64,
    /// The original is there and can be shown.
    pub has_original: bool,
    pub error: Option<Failure>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FilesListReply {
    pub files: Vec<ImportedFile>,
    pub next: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FileIdRequest {
    pub id: i64,
}

/// Asks for one row of an imported file.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct FileRowRequest {
    pub file_id: i64,
    /// Name of the sheet; absent = the one that was read.
    pub sheet: Option<String>,
    /// As a spreadsheet counts, first = 1.
    pub row: i64,
}

/// A row as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileRowReply {
    pub file: String,
    pub sheet: Option<String>,
    pub row: i64,
    pub headings: Vec<String>,
    pub cells: Vec<String>,
}

/// Imported files, newest first.
pub fn list(app: &App, _session: &Session, request: FilesListRequest) -> Result<FilesListReply> {
    let limit = request.limit.unwrap_or(100).clamp(1, HISTORY_ROWS);
    app.store.read(|r| {
        let shops = Shops::of(r)?;
        let rows = r.source_files_after(request.after, limit)?;
        let next = (rows.len() as i64 == limit).then(|| rows.last().map(|f| f.id)).flatten();
        Ok(FilesListReply { files: rows.into_iter().map(|f| shown(app, &shops, f)).collect(), next })
    })
}

fn shown(app: &App, shops: &Shops, f: SourceFile) -> ImportedFile {
    let result: Option<FileResult> = f.result.as_deref().and_then(|r| serde_json::from_str(r).ok());
    let of = |n: fn(&FileResult) -> i64| result.as_ref().map_or(0, n);
    ImportedFile {
        id: f.id,
        platform_name: platform_name(app, &f.platform),
        platform: f.platform,
        kind: f.kind,
        shop: shops.name(f.shop_id),
        actor: f.actor,
        imported_at: moment::rfc3339(f.imported_at_ms),
        finished_at: moment::maybe(f.finished_at_ms),
        bytes: f.bytes,
        rows: of(|r| r.rows),
        orders_new: of(|r| r.orders_new),
        orders_updated: of(|r| r.orders_updated),
        orders_unchanged: of(|r| r.orders_unchanged),
        lines_new: of(|r| r.lines_new),
        lines_known: of(|r| r.lines_known),
        rejected: of(|r| r.rejected_total),
        has_original: originals::is_kept(app, &f.hash),
        error: result.and_then(|r| r.error),
        name: f.name,
    }
}

/// The file exactly as it came.
pub fn original(app: &App, _session: &Session, request: FileIdRequest) -> Result<FileRef> {
    let file = app.store.get(|r| r.source_file_by_id(request.id))?;
    originals::restore(app, &file.hash, &file.name)
}

/// A row as it came: from the rows that were kept, else from the original.
pub fn row(app: &App, _session: &Session, request: FileRowRequest) -> Result<FileRowReply> {
    let (file, sheets) = app.store.read(|r| Ok((r.source_file_by_id(request.file_id)?, r.source_sheets(request.file_id)?)))?;
    let sheet = request.sheet.as_deref().filter(|s| !s.is_empty());
    let place = sheets.iter().find(|s| sheet.is_none() || s.name.as_deref() == sheet).or(sheets.first());
    let missing = || Failure::new(Code::NotFound).with("what", request.row);
    let SourceSheet { sheet: index, name, headings } = place.cloned().ok_or_else(missing)?;
    let kept = app.store.get(|r| r.row_at(request.file_id, index, request.row))?;
    let cells = match kept {
        Some(cells) => cells,
        None => from_original(app, &file, name.as_deref(), request.row)?.ok_or_else(missing)?,
    };
    Ok(FileRowReply { file: file.name, sheet: name, row: request.row, headings, cells })
}

fn from_original(app: &App, file: &SourceFile, sheet: Option<&str>, row: i64) -> Result<Option<Vec<String>>> {
    let Ok(number) = u64::try_from(row) else { return Ok(None) };
    // Only known formats tell which member of an archive was read.
    let set: ProfileSet = app.profiles()?;
    originals::with_original(app, &file.hash, &file.name, |bytes| {
        let found = Source::new(bytes).and_then(|source| open(source, &set, None)?.row(sheet, number));
        let found = found.map_err(|e| failure(&file.name, &e))?;
        Ok(found.map(|r| r.cells().map(str::to_owned).collect()))
    })
}
