//! `watch.list`, `watch.add`, `watch.remove`: folders whose new exports come in by themselves. Who looks at the folders is the host;
//! what it has seen is noted here.

use crate::App;
use crate::desk::{Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::jobs::JobStarted;
use crate::moment;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::WATCHED_FOLDERS;

/// A watched folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WatchedFolder {
    pub path: String,
    pub shop: Option<String>,
    /// The last look found nothing wrong, or there was none yet.
    pub ok: bool,
    pub last_seen_at: Option<String>,
    /// The sentence for people.
    pub error: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WatchReply {
    pub folders: Vec<WatchedFolder>,
}

/// Watches a folder of the machine that holds the data folder.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WatchRequest {
    pub path: String,
    #[serde(default)]
    pub shop: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PathRequest {
    pub path: String,
}

/// All watched folders.
pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<WatchReply> {
    let rows = app.store.get(|r| r.watched_folders())?;
    let shown = |w: yidan_store::WatchedFolder| WatchedFolder {
        path: w.path,
        shop: w.shop,
        ok: w.error.is_none(),
        last_seen_at: moment::maybe(w.last_seen_at_ms),
        error: w.error,
    };
    Ok(WatchReply { folders: rows.into_iter().map(shown).collect() })
}

/// Watches one more folder, or gives a watched one another shop.
pub fn add(app: &App, _session: &Session, request: WatchRequest) -> Result<Nothing> {
    let path = request.path.trim();
    let shop = request.shop.as_deref().map(str::trim).filter(|s| !s.is_empty());
    // What the desk itself writes must never come in again.
    if !std::path::Path::new(path).is_absolute() || std::path::Path::new(path).starts_with(app.folder()) {
        return Err(Failure::new(Code::FolderUnfit).with("name", path));
    }
    let known = app.store.get(|r| r.watched_folders())?;
    if known.len() >= WATCHED_FOLDERS && !known.iter().any(|w| w.path == path) {
        return Err(Failure::new(Code::BadRequest).with("detail", format!("{WATCHED_FOLDERS}")));
    }
    app.store.put(|w| w.watch_folder(path, shop))?;
    Ok(Nothing {})
}

/// Watches a folder no more. What came in stays.
pub fn remove(app: &App, _session: &Session, request: PathRequest) -> Result<Nothing> {
    let was_there = app.store.put(|w| w.unwatch_folder(&request.path))?;
    if was_there { Ok(Nothing {}) } else { Err(Failure::new(Code::NotFound).with("what", &request.path)) }
}

/// A file of a watched folder as it lies there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SeenFile {
    /// Path below the folder.
    pub name: String,
    pub bytes: i64,
    /// When it was last changed, UTC milliseconds.
    pub changed_at_ms: i64,
}

impl App {
    /// Folders to look at, with the name of the shop their files belong to.
    pub fn watched(&self) -> Result<Vec<(String, Option<String>)>> {
        Ok(self.store.get(|r| r.watched_folders())?.into_iter().map(|w| (w.path, w.shop)).collect())
    }

    /// Has this file been taken or turned away, as it stands now?
    pub fn is_watched_done(&self, path: &str, file: &SeenFile) -> Result<bool> {
        self.store.get(|r| r.is_watched_file_done(path, &file.name, file.bytes, file.changed_at_ms))
    }

    /// Notes how a look at a folder went. A look like the one before is noted once a minute.
    pub fn note_watch(&self, path: &str, error: Option<Failure>) -> Result<()> {
        let sentence = error.map(|f| self.worded(f).message);
        let now_ms = self.now_ms();
        let known = self.store.get(|r| r.watched_folders())?.into_iter().find(|w| w.path == path);
        let Some(known) = known else { return Ok(()) };
        if known.error == sentence && known.last_seen_at_ms.is_some_and(|at| (0..60_000).contains(&(now_ms - at))) {
            return Ok(());
        }
        let changed = known.error != sentence;
        self.store.put(|w| w.note_watch(path, now_ms, sentence.as_deref()))?;
        if changed {
            self.ports.faces.changed(&["watched_folder"]);
        }
        Ok(())
    }

    /// Imports files of a watched folder that now lie on the shelf: those whose content has not come in before. All of them are
    /// noted as dealt with. Answers the job, if there is anything to import.
    pub fn take_watched(&self, path: &str, shop: Option<&str>, files: &[(SeenFile, String)]) -> Result<Option<JobStarted>> {
        let mut fresh = Vec::new();
        for (_, handle) in files {
            let hash = super::originals::hash_of(self, handle)?;
            let known = self.store.get(|r| r.source_files_of(&hash))?;
            if known.iter().all(|f| f.finished_at_ms.is_none()) {
                fresh.push(handle.clone());
            } else {
                self.ports.shelf.remove(handle);
            }
        }
        let started = if fresh.is_empty() {
            None
        } else {
            let request = super::import::ImportRequest { files: fresh, shop: shop.map(str::to_owned), ..Default::default() };
            Some(super::import::start(self, &Session::owner(), request)?)
        };
        self.store.put(|w| files.iter().try_for_each(|(f, _)| w.note_watched_file(path, &f.name, f.bytes, f.changed_at_ms)))?;
        if started.is_some() {
            self.ports.faces.changed(&["job"]);
        }
        Ok(started)
    }
}
