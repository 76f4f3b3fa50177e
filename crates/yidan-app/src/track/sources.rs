//! `track.sources`, `track.save_source`, `track.remove_source`: who is asked where parcels are. Keys go to where the machine keeps secrets and
//! never come back; with them the secret part of the address to which a source sends.

use crate::desk::{NameRequest, Nothing, Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::orders::touch::event;
use crate::platforms::FormEntry;
use crate::sync::{KeptTrouble, keys};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_domain::limits::TRACK_SOURCES;
use yidan_platforms::channel::Access;
use yidan_platforms::sign::digest::lower;
use yidan_platforms::track::{About, Can, Tracker, carrier_name};
use yidan_store::TrackSource;

/// Key of the secret part of the address, beside the form's.
const PATH: &str = "push_path";
/// Bytes of it.
const PATH_BYTES: usize = 16;

/// Sets up a source; the same name is changed.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SaveTrackSourceRequest {
    /// `kuaidi100`, `kdniao`, `carrier_sf`, …
    pub source: String,
    /// As the owner calls it; the source's own name when empty.
    #[serde(default)]
    pub name: String,
    /// The connected shop whose access opens it, where it belongs to a marketplace.
    #[serde(default)]
    #[ts(optional)]
    pub shop: Option<String>,
    /// Another address than the source's own.
    #[serde(default)]
    #[ts(optional)]
    pub url: Option<String>,
    /// Address of this desk as the source reaches it (`https://…`): from then on it sends by itself. Empty = it is asked.
    #[serde(default)]
    #[ts(optional)]
    pub push_base: Option<String>,
    /// Entries of the form by their keys. Empty ones stay as they were.
    #[serde(default)]
    pub credentials: BTreeMap<String, String>,
    #[serde(default)]
    #[ts(optional)]
    pub off: Option<bool>,
    /// The owner has compared it, where it is known from third parties only.
    #[serde(default)]
    #[ts(optional)]
    pub checked: Option<bool>,
}

/// Credentials never reach a log.
impl std::fmt::Debug for SaveTrackSourceRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SaveTrackSourceRequest").field("source", &self.source).field("name", &self.name).finish_non_exhaustive()
    }
}

/// A source as it is set up.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrackSourceView {
    pub name: String,
    pub source: String,
    pub source_name: String,
    pub shop: Option<String>,
    pub url: String,
    pub push_base: String,
    /// Where it sends to: for the owner only, and only where it can send.
    pub push_url: Option<String>,
    pub off: bool,
    pub checked: bool,
    /// It is asked: switched on, and official or checked.
    pub works: bool,
    /// Entries of the form that are still missing.
    pub missing: Vec<String>,
    /// What stops it, as a sentence.
    pub trouble: Option<String>,
    pub asked_at: Option<String>,
    pub pushed_at: Option<String>,
}

/// A source that can be set up.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrackOffer {
    pub source: String,
    pub name: String,
    pub form: Vec<FormEntry>,
    /// `subscribe`, `push`, `guess`
    pub can: Vec<String>,
    /// Carriers it knows, as people write them.
    pub carriers: Vec<String>,
    /// Carriers of which it wants the last four digits of a phone.
    pub phone_of: Vec<String>,
    /// The marketplace whose connected shop opens it.
    pub shop_of: Option<String>,
    pub is_official: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrackSourcesReply {
    pub sources: Vec<TrackSourceView>,
    pub offers: Vec<TrackOffer>,
    /// Numbers that are followed, and those whose turn it is.
    pub followed: i64,
    pub due: i64,
    /// Pushes that were not signed, since this program was started.
    pub refused: i64,
}

/// A source with its keys.
pub(super) struct Opened {
    pub row: TrackSource,
    pub tracker: &'static dyn Tracker,
    pub access: Access,
}

impl Opened {
    /// Where it sends to; `None` = it is not asked to send.
    pub fn push_url(&self) -> Option<String> {
        let path = self.access.get(PATH)?;
        let can = self.tracker.about().can(Can::Push) && !self.row.push_base.is_empty();
        can.then(|| format!("{}/track/v1/{}/{path}", self.row.push_base.trim_end_matches('/'), self.row.source))
    }
}

pub(super) fn tracker_of(source: &str) -> Option<&'static dyn Tracker> {
    yidan_platforms::find(source).and_then(|p| p.tracker())
}

fn secret_name(id: i64) -> String {
    format!("track/{id}")
}

/// The hash by which an address is known.
pub(super) fn path_hash(path: &str) -> Vec<u8> {
    blake3::hash(path.as_bytes()).as_bytes().to_vec()
}

/// It may be asked.
fn works(row: &TrackSource, about: &About) -> bool {
    !row.is_off && (about.is_official || row.checked)
}

/// A source with the keys of its shop and its own.
pub(super) fn open(app: &App, row: TrackSource) -> Result<Option<Opened>> {
    let Some(tracker) = tracker_of(&row.source).filter(|t| works(&row, t.about())) else { return Ok(None) };
    let mut values = row.shop_id.map_or_else(|| Ok(BTreeMap::new()), |shop| keys::load(app, shop))?;
    let mut url = row.url.clone();
    if url.is_empty()
        && let Some(shop) = row.shop_id
    {
        url = app.store.get(|r| r.link(shop))?.map(|link| link.url).unwrap_or_default();
    }
    values.extend(keys::read(app, &secret_name(row.id))?);
    Ok(Some(Opened { row, tracker, access: Access { url, values } }))
}

/// Every source that may be asked now, the most particular first: a shop's own, a carrier's own, then those who speak for many.
pub(super) fn open_all(app: &App) -> Result<Vec<Opened>> {
    let now_ms = app.now_ms();
    let mut opened = Vec::new();
    for row in app.store.get(|r| r.track_sources())? {
        if row.rest_ms <= now_ms {
            opened.extend(open(app, row)?);
        }
    }
    opened.sort_by_key(|o| (o.row.shop_id.is_none(), carriers(o.tracker.about()).len() > 1, o.row.id));
    Ok(opened)
}

fn carriers(about: &About) -> Vec<String> {
    about.carriers.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split(',').nth(1)).map(str::to_owned).collect()
}

pub fn list(app: &App, session: &Session, _request: Nothing) -> Result<TrackSourcesReply> {
    let now_ms = app.now_ms();
    let (rows, (followed, due)) = app.store.get(|r| Ok((r.track_sources()?, r.track_counts(now_ms)?)))?;
    let mut sources = Vec::new();
    for row in rows {
        sources.push(view(app, session, row)?);
    }
    let offers = yidan_platforms::LIST.iter().filter_map(|p| Some(offer(app, p.code(), p.tracker()?.about()))).collect();
    Ok(TrackSourcesReply { sources, offers, followed, due, refused: app.refused_pushes.total() })
}

fn offer(app: &App, source: &str, about: &About) -> TrackOffer {
    let is_english = app.language() == crate::words::Language::English;
    let entry = |f: &yidan_platforms::channel::Field| FormEntry {
        key: f.key.to_owned(),
        name: if is_english { f.words.1 } else { f.words.0 }.to_owned(),
        is_secret: f.is_secret,
        is_required: f.is_required,
    };
    let can = |c: &Can| match c {
        Can::Subscribe => "subscribe".to_owned(),
        Can::Push => "push".to_owned(),
        Can::Guess => "guess".to_owned(),
    };
    TrackOffer {
        source: source.to_owned(),
        name: platform_name(app, source),
        form: about.form.iter().map(entry).collect(),
        can: about.can.iter().map(can).collect(),
        carriers: carriers(about),
        phone_of: about.phone_of.iter().filter_map(|code| carrier_name(about.carriers, code)).map(str::to_owned).collect(),
        shop_of: about.shop_of.map(str::to_owned),
        is_official: about.is_official,
    }
}

fn view(app: &App, session: &Session, row: TrackSource) -> Result<TrackSourceView> {
    let about = tracker_of(&row.source).map(|t| t.about());
    let own = keys::read(app, &secret_name(row.id)).unwrap_or_default();
    let is_there = |key: &str| own.get(key).is_some_and(|v| !v.is_empty());
    let missing =
        about.map_or(&[][..], |a| a.form).iter().filter(|f| f.is_required && !is_there(f.key)).map(|f| f.key.to_owned()).collect();
    let can_push = about.is_some_and(|a| a.can(Can::Push));
    let push_url = own.get(PATH).filter(|_| can_push && session.role == crate::desk::Role::Owner).map(|path| {
        let base = row.push_base.trim_end_matches('/');
        format!("{base}/track/v1/{}/{path}", row.source)
    });
    let shop = match row.shop_id {
        Some(id) => Some(app.store.get(|r| r.shop(id))?.name),
        None => None,
    };
    Ok(TrackSourceView {
        source_name: platform_name(app, &row.source),
        works: about.is_some_and(|a| works(&row, a)),
        trouble: KeptTrouble::read(row.trouble.as_deref()).map(|t| t.sentence(app)),
        asked_at: moment::maybe(row.asked_at_ms),
        pushed_at: moment::maybe(row.pushed_at_ms),
        off: row.is_off,
        name: row.name,
        source: row.source,
        url: row.url,
        push_base: row.push_base,
        checked: row.checked,
        shop,
        push_url,
        missing,
    })
}

pub fn save(app: &App, session: &Session, request: SaveTrackSourceRequest) -> Result<TrackSourceView> {
    let bad = |field: &str| Failure::new(Code::BadRequest).with("detail", field);
    let tracker = tracker_of(&request.source).ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.source))?;
    let about = tracker.about();
    let shop_id = shop_of(app, about, request.shop.as_deref())?;
    let name = match request.name.trim() {
        "" => platform_name(app, &request.source),
        name => name.to_owned(),
    };
    let (known, all) = app.store.get(|r| Ok((r.track_source_named(&name)?, r.track_sources()?.len())))?;
    if known.as_ref().is_some_and(|k| k.source != request.source) || (known.is_none() && all >= TRACK_SOURCES) {
        return Err(bad("name"));
    }
    if let Some(base) = request.push_base.as_deref().filter(|b| !b.is_empty())
        && !(base.starts_with("https://") || base.starts_with("http://"))
    {
        return Err(bad("push_base"));
    }
    let mut values = known.as_ref().map_or_else(|| Ok(BTreeMap::new()), |k| keys::read(app, &secret_name(k.id)))?;
    let is_entry = |key: &str| about.form.iter().any(|f| f.key == key);
    if let Some(stranger) = request.credentials.keys().find(|key| !is_entry(key)) {
        return Err(bad(stranger));
    }
    values.extend(request.credentials.iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k.clone(), v.trim().to_owned())));
    if !values.contains_key(PATH) {
        let mut bytes = [0; PATH_BYTES];
        app.ports.randomness.fill(&mut bytes).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
        values.insert(PATH.to_owned(), lower(&bytes));
    }
    let now_ms = app.now_ms();
    let before = known.unwrap_or_else(|| TrackSource { made_at_ms: now_ms, ..TrackSource::default() });
    let row = TrackSource {
        path_hash: path_hash(&values[PATH]),
        shop_id,
        url: request.url.map_or(before.url.clone(), |u| u.trim().to_owned()),
        push_base: request.push_base.map_or(before.push_base.clone(), |b| b.trim().trim_end_matches('/').to_owned()),
        is_off: request.off.unwrap_or(before.is_off),
        checked: request.checked.unwrap_or(before.checked),
        name: name.clone(),
        source: request.source,
        // Whatever stopped it may be mended.
        trouble: None,
        rest_ms: 0,
        ..before
    };
    app.store.write(|w| {
        let id = w.put_track_source(&row)?;
        let data = json!({"name": name, "source": row.source}).to_string();
        w.append_events(0, &[event(session, now_ms, "track_source", None, None, Some(data))])?;
        // Last, and inside: a source without its keys is not kept at all.
        keys::write(app, &secret_name(id), &values)
    })?;
    let kept = app.store.get(|r| r.track_source_named(&name))?.ok_or_else(|| Failure::new(Code::NotFound).with("what", &name))?;
    view(app, session, kept)
}

/// The connected shop that opens a source of a marketplace.
fn shop_of(app: &App, about: &About, name: Option<&str>) -> Result<Option<i64>> {
    let Some(platform) = about.shop_of else { return Ok(None) };
    let bad = || Failure::new(Code::BadRequest).with("detail", "shop");
    let name = name.filter(|n| !n.is_empty()).ok_or_else(bad)?;
    let found = app.store.get(|r| {
        let shops = r.shops_named(name)?;
        let mut linked = Vec::new();
        for shop in shops.into_iter().filter(|s| s.platform == platform) {
            if r.link(shop.id)?.is_some() {
                linked.push(shop.id);
            }
        }
        Ok(linked)
    })?;
    found.first().copied().map(Some).ok_or_else(|| Failure::new(Code::NotFound).with("what", name))
}

pub fn remove(app: &App, session: &Session, request: NameRequest) -> Result<Nothing> {
    let row = app.store.get(|r| r.track_source_named(&request.name))?;
    let row = row.ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.name))?;
    let now_ms = app.now_ms();
    app.store.write(|w| {
        w.remove_track_source(row.id)?;
        let data = json!({"name": row.name, "source": row.source}).to_string();
        Ok(w.append_events(0, &[event(session, now_ms, "track_source_remove", None, None, Some(data))])?)
    })?;
    keys::remove(app, &secret_name(row.id))?;
    Ok(Nothing {})
}
