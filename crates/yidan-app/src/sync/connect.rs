//! `shops.add`, `shops.test`, `shops.authorize`, `shops.pause`, `shops.disconnect`: connecting a shop to its platform's interface.
//! Credentials go to where the machine keeps secrets and never come back.

use super::line::Line;
use super::visit::{self, channel_of, held};
use super::{Halt, KeptTrouble, keys};
use crate::App;
use crate::desk::{NameRequest, Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::orders::touch::event;
use crate::platforms::REDIRECT;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_domain::limits::{EVERY_MINUTES_MOST, FIRST_DAYS, FIRST_DAYS_MOST};
use yidan_platforms::channel::{Access, Can, Channel, Heard, Task};
use yidan_store::{Link, Shop};

/// A shop and how it is reached. The same name again changes the access.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AddShopRequest {
    /// The platform's id word.
    pub platform: String,
    pub name: String,
    /// The shop's own address, for platforms without one of their own.
    #[serde(default)]
    #[ts(optional)]
    pub url: Option<String>,
    /// Entries of the platform's form by their keys. Empty ones stay as they were.
    #[serde(default)]
    pub credentials: BTreeMap<String, String>,
    /// How far the first visit looks back, days; 7 when absent, 90 at most.
    #[serde(default)]
    #[ts(optional)]
    pub days: Option<i64>,
}

/// Credentials never reach a log.
impl std::fmt::Debug for AddShopRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddShopRequest").field("platform", &self.platform).field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddShopReply {
    pub id: i64,
    /// Entries of the form that are still missing.
    pub missing: Vec<String>,
    /// Where the owner allows the access; absent where nothing has to be allowed.
    pub authorize_url: Option<String>,
}

/// What one harmless call told.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestShopReply {
    pub ok: bool,
    /// What the platform calls the shop.
    pub shop_name: Option<String>,
    /// Why not, and what to do.
    pub text: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AuthorizeRequest {
    pub name: String,
    /// What the platform's page gave back after the owner allowed it; empty where none is needed.
    #[serde(default)]
    pub code: String,
}

impl std::fmt::Debug for AuthorizeRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthorizeRequest").field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PauseShopRequest {
    pub name: String,
    /// Absent = as it is.
    #[serde(default)]
    #[ts(optional)]
    pub paused: Option<bool>,
    /// The owner has checked the writing calls (已核对); absent = as it is.
    #[serde(default)]
    #[ts(optional)]
    pub writes_checked: Option<bool>,
    /// Minutes between two visits, 1 to 1,440, but never less than the platform wants; 0 = as usual; absent = as it is.
    #[serde(default)]
    #[ts(optional)]
    pub every_minutes: Option<i64>,
}

/// The shop of a name; several platforms may have one of the same name, then the connected one is meant.
pub(super) fn named(app: &App, name: &str) -> Result<Shop> {
    let found = app.store.get(|r| {
        let mut shops = r.shops_named(name)?;
        if shops.len() > 1 {
            let mut linked = Vec::new();
            for shop in &shops {
                if r.link(shop.id)?.is_some() {
                    linked.push(shop.clone());
                }
            }
            if linked.len() == 1 {
                shops = linked;
            }
        }
        Ok(shops)
    })?;
    found.into_iter().next().ok_or_else(|| Failure::new(Code::NotFound).with("what", name))
}

/// The shop of a name with its connection.
pub(super) fn linked(app: &App, name: &str) -> Result<(Shop, Link)> {
    let shop = named(app, name)?;
    let link = app.store.get(|r| r.link(shop.id))?;
    link.map(|link| (shop, link)).ok_or_else(|| {
        let why = app.say_with("error.refused.not_connected", &[("name", name.to_owned())]);
        Failure::new(Code::Refused).with("reason", "not_connected").with("why", why)
    })
}

pub fn add(app: &App, session: &Session, request: AddShopRequest) -> Result<AddShopReply> {
    let bad = |detail: String| Failure::new(Code::BadRequest).with("detail", detail);
    let name = request.name.trim();
    if name.is_empty() {
        return Err(bad("name".into()));
    }
    let platform = yidan_platforms::find(&request.platform).ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.platform))?;
    let channel = platform.channel().ok_or_else(|| {
        let why = app.say_with("error.refused.no_interface", &[("platform", platform.names().0.to_owned())]);
        Failure::new(Code::Refused).with("reason", "no_interface").with("why", why)
    })?;
    let about = channel.about();
    // Beside the form: where the browser comes back to, and the platform's code of a carrier that its table does not know.
    let is_known = |key: &str| about.form.iter().any(|f| f.key == key) || key == REDIRECT || key.starts_with("carrier.");
    if let Some(unknown) = request.credentials.keys().find(|k| !is_known(k)) {
        let known: Vec<&str> = about.form.iter().map(|f| f.key).chain([REDIRECT]).collect();
        return Err(bad(format!("{unknown}: {}", known.join(" "))));
    }
    let url = request.url.as_deref().unwrap_or_default().trim().trim_end_matches('/').to_owned();
    if !(url.is_empty() || url.starts_with("https://") || url.starts_with("http://")) {
        return Err(bad("url".into()));
    }
    let now_ms = app.now_ms();
    let days = request.days.unwrap_or(FIRST_DAYS).clamp(0, FIRST_DAYS_MOST.min(about.walk.days_back.max(1)));
    let shop_id = app.store.put(|w| w.shop_id(&request.platform, name, now_ms))?;
    // Keys first: a connection without its keys would only fail at every visit.
    let mut values = keys::load(app, shop_id)?;
    values.extend(request.credentials.into_iter().filter(|(_, v)| !v.trim().is_empty()).map(|(k, v)| (k, v.trim().to_owned())));
    keys::save(app, shop_id, &values)?;
    app.store.write(|w| {
        w.put_link(shop_id, &url, now_ms - days * 86_400_000, now_ms)?;
        let data = json!({ "platform": request.platform, "name": name }).to_string();
        Ok::<(), Failure>(w.append_events(0, &[event(session, now_ms, "connect", None, None, Some(data))])?)
    })?;
    let mut missing: Vec<String> =
        about.form.iter().filter(|f| f.is_required && !values.contains_key(f.key)).map(|f| f.key.to_owned()).collect();
    if about.url.is_empty() && url.is_empty() {
        missing.push("url".into());
    }
    Ok(AddShopReply { id: shop_id, missing, authorize_url: authorize_url(app, channel, &url, &values) })
}

/// Where the owner allows the access: a page of the platform with our keys filled in. What it brings back is pasted by the owner.
fn authorize_url(app: &App, channel: &'static dyn Channel, url: &str, values: &BTreeMap<String, String>) -> Option<String> {
    let about = channel.about();
    if !about.can.contains(&Can::Browser) {
        return None;
    }
    let access = Access { url: url.to_owned(), values: values.clone() };
    let redirect = values.get(REDIRECT).cloned().unwrap_or_default();
    channel.authorize_link(&access, &redirect, "yidan", app.now_ms()).ok().filter(|link| !link.is_empty())
}

/// One harmless call, and a first token where that needs no browser.
pub fn test(app: &App, _session: &Session, request: NameRequest) -> Result<TestShopReply> {
    let (shop, link) = linked(app, &request.name)?;
    ask(app, &shop, &link, &Task::Test)
}

/// The first token, from what the browser brought back.
pub fn authorize(app: &App, session: &Session, request: AuthorizeRequest) -> Result<TestShopReply> {
    let (shop, link) = linked(app, &request.name)?;
    let reply = ask(app, &shop, &link, &Task::Authorize { code: request.code.trim().to_owned() })?;
    if reply.ok {
        let now_ms = app.now_ms();
        app.store.write(|w| {
            w.end_visit(shop.id, now_ms, None, false)?;
            let data = json!({ "name": shop.name }).to_string();
            Ok::<(), Failure>(w.append_events(0, &[event(session, now_ms, "authorize", None, None, Some(data))])?)
        })?;
    }
    Ok(reply)
}

fn ask(app: &App, shop: &Shop, link: &Link, task: &Task) -> Result<TestShopReply> {
    let stop = || false;
    let mut shop_name = None;
    let asked = held(app, shop.id, |visitor| {
        let mut line = Line::open(app, link, visitor, &stop)?;
        let mut hear = |heard: Heard| {
            shop_name = heard.shop_name.or(shop_name.take());
            Ok(())
        };
        let first = if *task == Task::Test { line.first_token(&mut hear) } else { Ok(()) };
        Ok(first.and_then(|()| line.run(task, &mut hear)))
    })?;
    Ok(match asked {
        None => TestShopReply { ok: false, shop_name: None, text: app.say_with("sync.busy", &[]) },
        Some(Ok(_)) => {
            if link.needs_owner {
                app.store.put(|w| w.end_visit(shop.id, app.now_ms(), None, false))?;
            }
            TestShopReply { ok: true, shop_name, text: app.say_with("sync.tested", &[]) }
        }
        Some(Err(Halt::Failure(failure))) => return Err(failure),
        Some(Err(halt)) => TestShopReply { ok: false, shop_name: None, text: KeptTrouble::of(app, &halt).sentence(app) },
    })
}

/// A new token for a shop, for those who ask its platform outside of a visit. False = there is none to be had now.
pub(crate) fn refresh(app: &App, shop_id: i64) -> Result<bool> {
    let Some(link) = app.store.get(|r| r.link(shop_id))? else { return Ok(false) };
    let stop = || false;
    let done = held(app, shop_id, |visitor| {
        let mut line = Line::open(app, &link, visitor, &stop)?;
        Ok(line.refresh())
    })?;
    match done {
        Some(Ok(())) => Ok(true),
        Some(Err(Halt::Failure(failure))) => Err(failure),
        Some(Err(_)) | None => Ok(false),
    }
}

/// Pauses a shop or lets it go on, says how often it is visited, and notes that its writing calls were checked.
pub fn pause(app: &App, session: &Session, request: PauseShopRequest) -> Result<Nothing> {
    let (shop, before) = linked(app, &request.name)?;
    let now_ms = app.now_ms();
    let mut link = Link {
        is_paused: request.paused.unwrap_or(before.is_paused),
        writes_checked: request.writes_checked.unwrap_or(before.writes_checked),
        ..before.clone()
    };
    if let Some(minutes) = request.every_minutes {
        if !(0..=EVERY_MINUTES_MOST).contains(&minutes) {
            return Err(Failure::new(Code::BadRequest).with("detail", format!("every_minutes: 0 – {EVERY_MINUTES_MOST}")));
        }
        link.every_s = (minutes > 0).then_some(minutes * 60);
    }
    if before.is_paused && !link.is_paused {
        link.next_at_ms = now_ms;
    } else if link.every_s != before.every_s {
        // A shorter time holds from now on, not only after the long one is over.
        let every_s = visit::every_s(channel_of(app, shop.id)?, &link);
        link.next_at_ms = before.next_at_ms.min(now_ms + every_s * 1_000);
    }
    app.store.write(|w| {
        w.set_link(&link)?;
        let data = json!({
            "name": shop.name, "paused": link.is_paused, "writes_checked": link.writes_checked, "every_minutes": link.every_s.map(|s| s / 60),
        })
        .to_string();
        Ok::<(), Failure>(w.append_events(0, &[event(session, now_ms, "link", None, None, Some(data))])?)
    })?;
    Ok(Nothing {})
}

/// Forgets the access; the shop and its orders stay.
pub fn disconnect(app: &App, session: &Session, request: NameRequest) -> Result<Nothing> {
    let (shop, _) = linked(app, &request.name)?;
    let now_ms = app.now_ms();
    app.store.write(|w| {
        w.remove_link(shop.id)?;
        let data = json!({ "name": shop.name }).to_string();
        Ok::<(), Failure>(w.append_events(0, &[event(session, now_ms, "disconnect", None, None, Some(data))])?)
    })?;
    keys::forget(app, shop.id)?;
    Ok(Nothing {})
}
