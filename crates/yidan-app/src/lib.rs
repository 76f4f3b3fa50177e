//! Use cases, the command table, and the ports they need from the world. Synchronous; knows neither window nor network.

pub mod address;
pub mod alarms;
mod alive;
pub mod bindings;
pub mod blacklist;
pub mod consistency;
mod data;
pub mod desk;
pub mod doubles;
pub mod error;
pub mod figures;
pub mod files;
pub mod health;
pub mod home;
pub mod intake;
pub mod jobs;
pub mod labels;
pub mod moment;
pub mod orders;
pub mod parcels;
pub mod platforms;
pub mod ports;
pub mod reconcile;
pub mod rules;
pub mod scan;
mod snapshots;
pub mod staff;
mod store_errors;
pub mod sync;
pub mod table;
pub mod track;
pub mod trail;
mod undo;
pub mod waybills;
pub mod words;

use error::{Code, Failure, Result};
use ports::Ports;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use words::Language;

/// The open data folder with everything that works on it.
pub struct App {
    pub(crate) ports: Ports,
    pub(crate) store: data::Data,
    pub(crate) folder: PathBuf,
    pub(crate) snapshots: snapshots::Snapshots,
    pub(crate) undo: undo::Undo,
    pub(crate) alive: alive::Alive,
    /// One sign-in at a time.
    pub(crate) gate: staff::Gate,
    pub(crate) told: alarms::tell::Told,
    pub(crate) kept_figures: figures::Kept,
    pub(crate) pace: sync::Pace,
    pub(crate) refused: intake::Refused,
    /// Pushes of parcels' ways that were not signed.
    pub(crate) refused_pushes: intake::Refused,
    labels: OnceLock<yidan_labels::Labels>,
    profiles: OnceLock<yidan_sheets::ProfileSet>,
}

impl App {
    /// Opens a data folder, made when missing. Jobs cut off by a dead process are marked as such.
    pub fn open(folder: &Path, ports: Ports) -> Result<App> {
        let now_ms = ports.clock.now_ms();
        let store = data::Data::open(folder, now_ms).map_err(|f| worded_in(Language::Chinese, f))?;
        let alive = alive::Alive::take(folder, now_ms).map_err(|f| worded_in(Language::Chinese, f))?;
        Ok(App {
            ports,
            store,
            folder: folder.to_path_buf(),
            snapshots: snapshots::Snapshots::default(),
            undo: undo::Undo::default(),
            alive,
            gate: staff::Gate::default(),
            told: alarms::tell::Told::default(),
            kept_figures: figures::Kept::default(),
            pace: sync::Pace::default(),
            refused: intake::Refused::default(),
            refused_pushes: intake::Refused::default(),
            labels: OnceLock::new(),
            profiles: OnceLock::new(),
        })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Sentence of a key in the desk's language.
    pub(crate) fn say(&self, key: &str, facts: &BTreeMap<String, String>) -> String {
        words::say(self.language(), key, facts)
    }

    /// The same with facts given in place.
    pub(crate) fn say_with(&self, key: &str, facts: &[(&str, String)]) -> String {
        self.say(key, &facts.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect())
    }

    pub(crate) fn language(&self) -> Language {
        match desk::setting(self, "language") {
            Some(serde_json::Value::String(s)) if s == "en" => Language::English,
            _ => Language::Chinese,
        }
    }

    pub(crate) fn worded(&self, f: Failure) -> Failure {
        worded_in(self.language(), f)
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.ports.clock.now_ms()
    }

    /// The label renderer with its font, loaded when first needed.
    pub(crate) fn labels(&self) -> Result<&yidan_labels::Labels> {
        if let Some(l) = self.labels.get() {
            return Ok(l);
        }
        let chinese: &'static [u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Regular.ttf");
        let thai: &'static [u8] = include_bytes!("../../../assets/fonts/NotoSansThai-Regular.ttf");
        let loaded = yidan_labels::Labels::load(chinese).and_then(|l| l.with(thai));
        let loaded = loaded.map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
        Ok(self.labels.get_or_init(|| loaded))
    }
}

/// Fills in the sentence of a failure.
pub fn worded_in(language: Language, mut f: Failure) -> Failure {
    if f.message.is_empty() {
        f.message = words::say(language, &format!("error.{}", f.code.word()), &f.facts);
    }
    f
}
