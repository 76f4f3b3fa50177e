//! `files.import` and `files.problems`: exports into orders and bills into lines, as a job; the same job shows the preview when
//! `dry_run` is set. Several files go in the order that `sequence` finds.

use super::bills::Identity;
use super::originals::{self, Hash};
use super::taking::{Bill, Remembered, Stopped, Taking, word_of};
use super::{read, sequence};
use crate::App;
use crate::desk::{Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running, Wish};
use crate::ports::FileRef;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::LARGE_IMPORT;
use yidan_sheets::{Kind, ProfileSet, Recognised, Source, open_sheet};
use yidan_store::NewSourceFile;

/// What to import. With `dry_run` nothing is written and the result is the preview.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ImportRequest {
    /// Handles of files on the shelf.
    pub files: Vec<String>,
    /// Name of the shop; when absent the file's own shop name or the platform's name is taken.
    pub shop: Option<String>,
    pub password: Option<String>,
    pub dry_run: bool,
    /// Leave out orders that carry a warning or a blocking finding.
    pub only_clean: bool,
    /// Read the files by this saved format and no other.
    pub profile: Option<String>,
}

/// One row that was refused, or one order that came in with a complaint.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Problem {
    pub sheet: Option<String>,
    pub row: u64,
    /// The heading of the cell in question.
    pub column: Option<String>,
    /// Its address as a spreadsheet shows it, for example `F318`.
    pub cell: Option<String>,
    /// Order number or other key of the row, if it has one.
    pub key: Option<String>,
    /// Reject reason or finding code.
    pub reason: String,
    /// The row did not come in.
    pub rejected: bool,
    /// The sentence for people.
    pub text: String,
}

/// What happened to one file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FileResult {
    pub file: String,
    pub handle: String,
    pub platform: String,
    pub platform_name: String,
    pub kind: String,
    pub shop: Option<String>,
    pub rows: i64,
    pub orders_new: i64,
    pub orders_updated: i64,
    pub orders_unchanged: i64,
    /// Orders that came in with a warning or a blocking finding.
    pub orders_flagged: i64,
    /// Bill lines that came in, and those that were known before.
    pub lines_new: i64,
    pub lines_known: i64,
    /// Recognised headings and all headings of the file.
    pub headings_known: i64,
    pub headings_total: i64,
    pub rejected_total: i64,
    /// Rejected rows as the command line lists them.
    pub rejected: Vec<Problem>,
    /// Rejected rows and complaints together, in file order; at most 10,000.
    pub problems: Vec<Problem>,
    pub error: Option<crate::error::Failure>,
}

/// Result of an import job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ImportResult {
    pub dry_run: bool,
    pub files: Vec<FileResult>,
    /// Findings over all files.
    pub findings: i64,
}

/// Asks for the refused rows of an import job as a file that opens in a spreadsheet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProblemsRequest {
    pub job: i64,
}

/// Queues the import, or the preview.
pub fn start(app: &App, session: &Session, request: ImportRequest) -> Result<JobStarted> {
    if request.files.is_empty() {
        return Err(Failure::new(Code::BadRequest).with("detail", "files"));
    }
    let mut names = Vec::new();
    for handle in &request.files {
        names.push(app.ports.shelf.open(handle)?.0.name);
    }
    if let Some(name) = request.profile.as_deref().filter(|n| !n.is_empty()) {
        app.profile_named(name)?;
    }
    let kind = if request.dry_run { "preview" } else { "import" };
    let title = match names.as_slice() {
        [a, b, c, d, ..] => app.say_with(
            "import.title_many",
            &[("names", [a, b, c, d].map(String::as_str)[..3].join("、")), ("count", names.len().to_string())],
        ),
        few => few.join("、"),
    };
    jobs::queue(app, session, kind, &title, &request)
}

/// What an import keeps for itself between its transactions: the order of the files, finished ones, and how far the current one is.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Note {
    order: Vec<String>,
    finished: Vec<FileResult>,
    current: Option<FileResult>,
    seen: i64,
}

/// How the files are read: by every known format, or by one saved format alone.
struct Formats {
    set: ProfileSet,
    sheet: Option<String>,
}

/// The import job: one file after the other, each in bounded transactions. Cut off, it goes on where its last transaction ended.
pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let request: ImportRequest = running.request()?;
    let app = running.app;
    let formats = match request.profile.as_deref().filter(|n| !n.is_empty()) {
        Some(name) => app.profile_named(name).map(|(set, sheet)| Formats { set, sheet })?,
        None => Formats { set: app.profiles()?, sheet: None },
    };
    let mut note: Note = running.note();
    if note.order.len() != request.files.len() {
        note.order = sequence::of(app, &formats.set, &request.files, request.password.as_deref())?;
    }
    let mut remembered = Remembered::default();
    let taken = |f: &FileResult| f.orders_new + f.orders_updated + f.orders_unchanged + f.lines_new + f.lines_known;
    let mut before: i64 = note.finished.iter().map(taken).sum();
    for handle in note.order.clone().iter().skip(note.finished.len()) {
        let resumed = note.current.take().map(|r| (r, note.seen));
        let so_far = SoFar { before, order: &note.order, finished: &note.finished };
        let (result, stopped) = one_file(running, &request, &formats, handle, resumed, &so_far, &mut remembered)?;
        match stopped {
            None => {}
            Some(Stopped::Failed(f)) => return Err(f),
            Some(Stopped::Wish(Wish::Pause)) => return Ok(Outcome::Paused),
            Some(Stopped::Wish(_)) => return Ok(Outcome::Cancelled),
        }
        before += taken(&result);
        note.finished.push(result);
        let text = to_text(&note)?;
        app.store.put(|w| w.progress_job(running.row.id, before, None, Some(&text), app.now_ms()))?;
        if running.look(app.now_ms())? == Wish::Cancel {
            return Ok(Outcome::Cancelled);
        }
    }
    if !request.dry_run && note.finished.iter().map(|f| f.orders_new + f.lines_new).sum::<i64>() >= LARGE_IMPORT {
        app.store.store().analyze()?;
    }
    // The report stands in the order in which the files were given.
    note.finished.sort_by_key(|f| request.files.iter().position(|h| *h == f.handle));
    let findings = note.finished.iter().map(|f| f.problems.len() as i64).sum();
    let refused = note.finished.iter().any(|f| f.error.is_some() || f.rejected_total > 0);
    let result = ImportResult { dry_run: request.dry_run, files: note.finished, findings };
    let value = serde_json::to_value(result).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    Ok(if refused { Outcome::Partly(value) } else { Outcome::Done(value) })
}

/// Where the job stands before the current file.
struct SoFar<'a> {
    before: i64,
    order: &'a [String],
    finished: &'a [FileResult],
}

fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Failure::new(Code::Internal).with("detail", e))
}

fn one_file(
    running: &mut Running<'_>,
    request: &ImportRequest,
    formats: &Formats,
    handle: &str,
    resumed: Option<(FileResult, i64)>,
    so_far: &SoFar<'_>,
    remembered: &mut Remembered,
) -> Result<(FileResult, Option<Stopped>)> {
    let app = running.app;
    let (info, bytes) = app.ports.shelf.open(handle)?;
    let mut result = blank(handle, &info.name);
    let opened =
        Source::new(bytes).and_then(|source| open_sheet(source, &formats.set, request.password.as_deref(), formats.sheet.as_deref()));
    let mut opened = match opened {
        Ok(o) => o,
        Err(e) => return Ok((refused(app, result, read::failure(&info.name, &e)), None)),
    };
    let what = opened.recognised().clone();
    describe(app, &mut result, &what);
    if what.kind == Kind::Unknown {
        return Ok((refused(app, result, Failure::new(Code::UnknownFile).with("name", &info.name)), None));
    }
    let hash = originals::hash_of(app, handle)?;
    let shop = shop_of(app, request, &what.platform, &hash)?;
    result.shop = Some(shop.name.clone());
    let file = if request.dry_run { Registered { shop_id: shop.id, file_id: 0 } } else { register(running, &shop, &what, &hash, &info)? };
    let (result, skip) = match resumed {
        Some((kept, seen)) => (kept, seen),
        None => (result, 0),
    };
    let (order_text, finished_text) = (to_text(so_far.order)?, to_text(so_far.finished)?);
    let bill = (!what.kind.is_orders()).then(|| Bill { kind: what.kind, identity: Identity::default(), batch: Vec::new() });
    let mut taking = Taking {
        shop_id: file.shop_id,
        file_id: file.file_id,
        is_item_report: what.kind == Kind::OrderItems,
        bill,
        sheets: what.sheets.unwrap_or_default(),
        dry_run: request.dry_run,
        only_clean: request.only_clean,
        // Rows and refusals of what was read before the cut are told again by the reader; orders are skipped.
        result: FileResult {
            rows: 0,
            rejected: Vec::new(),
            rejected_total: 0,
            problems: result.problems.into_iter().filter(|p| !p.rejected).collect(),
            ..result
        },
        skip,
        seen: 0,
        before: so_far.before,
        batch: Vec::new(),
        rejected: Vec::new(),
        orphans: Vec::new(),
        remembered,
        remembers: request.files.len() > 1,
        stopped: None,
        note: Box::new(move |current, seen| {
            let current = serde_json::to_string(current).unwrap_or_else(|_| "null".into());
            format!("{{\"order\":{order_text},\"finished\":{finished_text},\"current\":{current},\"seen\":{seen}}}")
        }),
        running,
    };
    let read = opened.read_into(&mut taking);
    if taking.stopped.is_some() {
        return Ok((taking.result, taking.stopped));
    }
    // What was read before a damaged end still comes in; the damage is told beside it.
    match taking.flush()? {
        Wish::GoOn => {}
        wish => return Ok((taking.result, Some(Stopped::Wish(wish)))),
    }
    let trouble = read.err().map(|e| app.worded(read::failure(&info.name, &e)));
    Ok((finish(taking, &hash, trouble)?, None))
}

fn refused(app: &App, result: FileResult, failure: Failure) -> FileResult {
    FileResult { error: Some(app.worded(failure)), ..result }
}

/// The original is kept first: once the file counts as finished, any of its rows can be shown.
fn finish(taking: Taking<'_, '_>, hash: &Hash, trouble: Option<Failure>) -> Result<FileResult> {
    let app = taking.running.app;
    let mut result = FileResult { error: trouble, ..taking.result };
    result.problems.sort_by_key(|p| p.row);
    if taking.dry_run {
        return Ok(result);
    }
    originals::keep(app, &result.handle, hash)?;
    let now_ms = app.now_ms();
    let changed = result.orders_new + result.orders_updated + result.lines_new > 0;
    let text = to_text(&FileResult { rejected: Vec::new(), problems: Vec::new(), ..result.clone() })?;
    app.store.write(|w| {
        w.add_source_rows(0, &taking.orphans)?;
        w.add_rejected_rows(&taking.rejected)?;
        // The history tells what a file brought, not that it was offered again.
        if changed || w.source_file_by_id(taking.file_id)?.finished_at_ms.is_none() {
            w.finish_source_file(taking.file_id, now_ms, &text)?;
        }
        w.touch_shop(taking.shop_id, now_ms).map_err(Failure::from)
    })?;
    Ok(result)
}

fn blank(handle: &str, name: &str) -> FileResult {
    FileResult {
        file: name.to_owned(),
        handle: handle.to_owned(),
        platform: "unknown".into(),
        platform_name: String::new(),
        kind: "unknown".into(),
        shop: None,
        rows: 0,
        orders_new: 0,
        orders_updated: 0,
        orders_unchanged: 0,
        orders_flagged: 0,
        lines_new: 0,
        lines_known: 0,
        headings_known: 0,
        headings_total: 0,
        rejected_total: 0,
        rejected: Vec::new(),
        problems: Vec::new(),
        error: None,
    }
}

fn describe(app: &App, result: &mut FileResult, what: &Recognised) {
    result.platform.clone_from(&what.platform);
    result.platform_name = platform_name(app, &what.platform);
    result.kind = word_of(&what.kind);
    result.headings_total = what.headings.iter().filter(|h| !h.trim().is_empty()).count() as i64;
    result.headings_known = what.used_columns as i64;
}

/// A shop to book into; id 0 = it will be made.
struct Target {
    id: i64,
    name: String,
    platform: String,
}

/// The named shop; else the one that this very content went to before; else the platform's only shop; else one named after the platform.
fn shop_of(app: &App, request: &ImportRequest, platform: &str, hash: &Hash) -> Result<Target> {
    let of = |s: &yidan_store::Shop| Target { id: s.id, name: s.name.clone(), platform: s.platform.clone() };
    let named = |id, name: &str| Target { id, name: name.to_owned(), platform: platform.to_owned() };
    let shops: Vec<_> = app.store.get(|r| r.shops())?.into_iter().filter(|s| s.platform == platform).collect();
    if let Some(name) = request.shop.as_deref().map(str::trim).filter(|n| !n.is_empty()) {
        return Ok(shops.iter().find(|s| s.name == name).map_or_else(|| named(0, name), of));
    }
    let known = app.store.get(|r| r.source_files_of(hash))?;
    if let Some(shop) = known.first().and_then(|f| shops.iter().find(|s| s.id == f.shop_id)) {
        return Ok(of(shop));
    }
    match shops.as_slice() {
        [only] => Ok(of(only)),
        list => {
            let name = platform_name(app, platform);
            Ok(list.iter().find(|s| s.name == name).map_or_else(|| named(0, &name), of))
        }
    }
}

struct Registered {
    shop_id: i64,
    file_id: i64,
}

fn register(running: &Running<'_>, shop: &Target, what: &Recognised, hash: &Hash, info: &FileRef) -> Result<Registered> {
    let app = running.app;
    let at_ms = app.now_ms();
    app.store.write(|w| {
        let shop_id = if shop.id == 0 { w.shop_id(&shop.platform, &shop.name, at_ms)? } else { shop.id };
        let file_id = w.add_source_file(&NewSourceFile {
            hash: *hash,
            shop_id,
            name: info.name.clone(),
            bytes: info.bytes as i64,
            platform: what.platform.clone(),
            kind: word_of(&what.kind),
            actor: running.session.actor.clone(),
            at_ms,
        })?;
        match what.sheets.as_deref() {
            None => w.add_source_sheet(file_id, 0, what.sheet.as_deref(), &what.headings)?,
            Some(sheets) => {
                for (place, name) in sheets.iter().enumerate() {
                    w.add_source_sheet(file_id, place as i64, Some(name), &what.headings)?;
                }
            }
        }
        Ok(Registered { shop_id, file_id })
    })
}

/// The problems of an import or preview as a table for a spreadsheet (CSV with a byte order mark).
pub fn problems(app: &App, _session: &Session, request: ProblemsRequest) -> Result<FileRef> {
    let row = app.store.get(|r| r.job(request.job))?;
    let result: ImportResult = jobs::result_of(&row).ok_or_else(|| Failure::new(Code::NotFound).with("what", request.job))?;
    let mut out = String::from('\u{feff}');
    let heading = |n: &str| app.say_with(&format!("problems.heading.{n}"), &[]);
    out.push_str(&line(&["file", "sheet", "row", "column", "cell", "key", "reason"].map(heading)));
    for f in &result.files {
        for p in &f.problems {
            let part = |t: &Option<String>| t.clone().unwrap_or_default();
            out.push_str(&line(&[
                f.file.clone(),
                part(&p.sheet),
                p.row.to_string(),
                part(&p.column),
                part(&p.cell),
                part(&p.key),
                p.text.clone(),
            ]));
        }
    }
    let name = app.say_with("problems.file", &[]);
    let mut file = app.ports.shelf.create(&format!("{name}.csv"))?;
    std::io::Write::write_all(&mut file, out.as_bytes())?;
    Ok(file.finish()?)
}

/// One record. Cells that a spreadsheet would compute or shorten are kept as text.
fn line(cells: &[String; 7]) -> String {
    let quoted = cells.iter().map(|c| {
        let long_number = c.len() > 10 && c.bytes().all(|b| b.is_ascii_digit());
        let text = if long_number {
            format!("=\"{c}\"")
        } else if c.starts_with(['=', '+', '-', '@']) {
            format!("'{c}")
        } else {
            c.clone()
        };
        format!("\"{}\"", text.replace('"', "\"\""))
    });
    quoted.collect::<Vec<_>>().join(",") + "\r\n"
}
