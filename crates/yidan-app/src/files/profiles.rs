//! The glue between the platforms' data and the reader, neither of which knows the other; and formats of a person's own:
//! saved by name, known by themselves afterwards, exported and imported as a small text file.

use super::columns::platform_of;
use super::mapping::{self, Mapping};
use crate::App;
use crate::desk::{NameRequest, Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::moment;
use crate::ports::FileRef;
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use ts_rs::TS;
use yidan_domain::limits::PROFILE_BYTES;
use yidan_sheets::{Error, Profile, ProfileSet, ProfileSource};

/// A saved format.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProfileView {
    pub name: String,
    pub platform: String,
    pub platform_name: String,
    /// `orders` or `fund_flow`
    pub kind: String,
    /// Columns that it reads.
    pub columns: usize,
    pub updated_at: String,
    /// The choice of columns; its headings are those that are used, in no file's order.
    pub mapping: Mapping,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProfilesReply {
    pub profiles: Vec<ProfileView>,
}

/// Saves a choice of columns under a name; the same name is replaced.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveProfileRequest {
    pub name: String,
    pub mapping: Mapping,
}

/// A file on the shelf.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FileRequest {
    pub file: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NameReply {
    pub name: String,
}

/// Every format of the platforms.
pub fn load() -> std::result::Result<ProfileSet, Error> {
    let sources: Vec<ProfileSource<'_>> = yidan_platforms::LIST
        .iter()
        .flat_map(|p| p.export_profiles().iter().map(move |toml| ProfileSource { platform: p.code(), toml, status_csv: p.status_words() }))
        .collect();
    ProfileSet::parse(&sources)
}

/// A set that knows nothing but this format.
pub fn set_of(profile: Profile) -> Result<ProfileSet> {
    let mut set = ProfileSet::default();
    add(&mut set, profile)?;
    Ok(set)
}

/// A person's own format reads the words of its platform, after its own.
fn add(set: &mut ProfileSet, profile: Profile) -> Result<()> {
    let platform = platform_of(&profile).to_owned();
    let words = yidan_platforms::LIST.iter().find(|p| p.code() == platform).map_or("", |p| p.status_words());
    set.add_profile(&platform, profile, words).map_err(|e| Failure::new(Code::BadMapping).with("detail", e))
}

impl App {
    /// Every known format: those of the platforms, parsed when first needed, and those saved by a person.
    pub(crate) fn profiles(&self) -> Result<ProfileSet> {
        let mut set = match self.profiles.get() {
            Some(known) => known.clone(),
            None => {
                let loaded = load().map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
                self.profiles.get_or_init(|| loaded).clone()
            }
        };
        for saved in self.store.get(|r| r.profiles())? {
            // A text that an older or newer program wrote may not be understood; it then stands in the list and reads nothing.
            if let Ok(profile) = Profile::from_toml(&saved.toml) {
                let _ = add(&mut set, profile);
            }
        }
        Ok(set)
    }

    /// The saved format of this name alone, with the sheet it reads.
    pub(crate) fn profile_named(&self, name: &str) -> Result<(ProfileSet, Option<String>)> {
        let saved = self.store.get(|r| r.profiles())?.into_iter().find(|p| p.name == name);
        let saved = saved.ok_or_else(|| Failure::new(Code::NotFound).with("what", name))?;
        let profile = Profile::from_toml(&saved.toml).map_err(|e| Failure::new(Code::BadMapping).with("detail", e))?;
        let sheet = profile.sheet.clone();
        Ok((set_of(profile)?, sheet))
    }
}

/// Saved formats by name.
pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<ProfilesReply> {
    let saved = app.store.get(|r| r.profiles())?;
    let profiles = saved
        .into_iter()
        .filter_map(|s| {
            let profile = Profile::from_toml(&s.toml).ok()?;
            let mapping = mapping::mapping_of(&profile);
            let kind = profile.format.first().map(|f| super::taking::word_of(&f.kind)).unwrap_or_default();
            let platform = platform_of(&profile).to_owned();
            Some(ProfileView {
                name: s.name,
                platform_name: crate::desk::platform_name(app, &platform),
                platform,
                kind,
                columns: mapping.columns.len(),
                updated_at: moment::rfc3339(s.updated_at_ms),
                mapping,
            })
        })
        .collect();
    Ok(ProfilesReply { profiles })
}

/// Saves a choice of columns; files with the same headings are known by themselves from now on.
pub fn save(app: &App, _session: &Session, request: SaveProfileRequest) -> Result<NameReply> {
    let name = sound_name(&request.name)?;
    keep(app, &name, mapping::profile(&name, &request.mapping)?)
}

fn sound_name(name: &str) -> Result<String> {
    let name = name.trim();
    let is_sound = !name.is_empty() && name.chars().count() <= 64 && !name.chars().any(char::is_control);
    is_sound.then(|| name.to_owned()).ok_or_else(|| Failure::new(Code::BadRequest).with("detail", "name"))
}

fn keep(app: &App, name: &str, profile: Profile) -> Result<NameReply> {
    let toml = profile.to_toml().map_err(|e| Failure::new(Code::BadMapping).with("detail", e))?;
    // What cannot be read back is never stored.
    set_of(profile)?;
    app.store.put(|w| w.save_profile(name, &toml, app.now_ms()))?;
    Ok(NameReply { name: name.to_owned() })
}

/// Forgets a saved format. What was imported with it stays.
pub fn remove(app: &App, _session: &Session, request: NameRequest) -> Result<Nothing> {
    let was_there = app.store.put(|w| w.remove_profile(&request.name))?;
    if was_there { Ok(Nothing {}) } else { Err(Failure::new(Code::NotFound).with("what", &request.name)) }
}

/// A saved format as a text file.
pub fn export(app: &App, _session: &Session, request: NameRequest) -> Result<FileRef> {
    let saved = app.store.get(|r| r.profiles())?.into_iter().find(|p| p.name == request.name);
    let saved = saved.ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.name))?;
    let plain: String = saved.name.chars().map(|c| if "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    let mut file = app.ports.shelf.create(&format!("{plain}.toml"))?;
    file.write_all(saved.toml.as_bytes())?;
    Ok(file.finish()?)
}

/// Takes a text file in that `profiles.export` wrote; the same name is replaced.
pub fn import(app: &App, _session: &Session, request: FileRequest) -> Result<NameReply> {
    let (info, bytes) = app.ports.shelf.open(&request.file)?;
    let mut text = String::new();
    let bad = |detail: String| Failure::new(Code::BadMapping).with("detail", detail).with("name", &info.name);
    if info.bytes > PROFILE_BYTES {
        return Err(Failure::new(Code::FileTooLarge).with("name", &info.name).with("limit", format!("{} KB", PROFILE_BYTES >> 10)));
    }
    bytes.take(PROFILE_BYTES).read_to_string(&mut text).map_err(|e| bad(e.to_string()))?;
    let profile = Profile::from_toml(text.trim_start_matches('\u{feff}')).map_err(|e| bad(e.to_string()))?;
    let name = profile.format.first().map(|f| f.name.clone()).ok_or_else(|| bad("format".to_owned()))?;
    keep(app, &sound_name(&name)?, profile)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_format_is_well_formed() {
        super::load().expect("the platforms' formats are well-formed");
    }
}
