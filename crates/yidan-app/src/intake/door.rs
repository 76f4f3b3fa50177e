//! `intake.open`, `intake.close`, `intake.list`: which shops' own programs may send orders. Letting them in is in `knock`.

use crate::desk::{Nothing, Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::files::mapping::OWN;
use crate::orders::touch::event;
use crate::ports::SecretError;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_platforms::sign::digest::lower;
use yidan_store::{Door, Shop};

/// Bytes of a key.
pub(super) const KEY_BYTES: usize = 32;

/// The shop of a door.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DoorRequest {
    pub name: String,
    /// The platform's id word; when absent, a shop of one's own (`own`) is opened, and the only open one of the name is closed.
    #[serde(default)]
    #[ts(optional)]
    pub platform: Option<String>,
}

/// The only reply that ever holds the key.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct OpenDoorReply {
    pub shop_id: i64,
    pub shop: String,
    /// 64 hexadecimal digits; the 32 bytes they stand for sign the requests.
    pub key: String,
}

/// The key never reaches a log.
impl std::fmt::Debug for OpenDoorReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenDoorReply").field("shop", &self.shop).finish_non_exhaustive()
    }
}

/// An open door.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DoorView {
    pub shop_id: i64,
    pub shop: String,
    pub platform: String,
    pub platform_name: String,
    /// When the key was made.
    pub made_at: String,
    /// The last request that was let in.
    pub last_at: Option<String>,
    /// New orders that came by this door.
    pub orders: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DoorsReply {
    pub doors: Vec<DoorView>,
    /// Requests that were refused since this program was started.
    pub refused: i64,
}

/// Name under which a key is kept.
pub(super) fn secret_name(shop_id: i64) -> String {
    format!("intake/{shop_id}")
}

pub(super) fn of_secrets(error: SecretError) -> Failure {
    match error {
        SecretError::Locked => Failure::new(Code::SecretsLocked),
        SecretError::Failed(detail) => Failure::new(Code::Secrets).with("detail", detail),
    }
}

/// Opens a door with a fresh key. An open one gets another key and the old one is worth nothing any more.
pub fn open(app: &App, session: &Session, request: DoorRequest) -> Result<OpenDoorReply> {
    let name = request.name.trim();
    if name.is_empty() {
        return Err(Failure::new(Code::BadRequest).with("detail", "name"));
    }
    let platform = request.platform.as_deref().unwrap_or(OWN);
    if platform != OWN && yidan_platforms::find(platform).is_none() {
        return Err(Failure::new(Code::NotFound).with("what", platform));
    }
    let mut bytes = [0; KEY_BYTES];
    app.ports.randomness.fill(&mut bytes).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    let key = lower(&bytes);
    let now_ms = app.now_ms();
    let shop_id = app.store.write(|w| {
        let shop_id = w.shop_id(platform, name, now_ms)?;
        w.open_door(shop_id, now_ms)?;
        let data = json!({ "name": name }).to_string();
        w.append_events(0, &[event(session, now_ms, "intake_open", None, None, Some(data))])?;
        // Last, and inside: a door without its key is not opened at all.
        app.ports.secrets.set(&secret_name(shop_id), &key).map_err(of_secrets)?;
        Ok::<i64, Failure>(shop_id)
    })?;
    Ok(OpenDoorReply { shop_id, shop: name.to_owned(), key })
}

/// Closes a door and forgets its key; the shop and its orders stay.
pub fn close(app: &App, session: &Session, request: DoorRequest) -> Result<Nothing> {
    let mut found = doors_of(app, request.name.trim())?;
    if let Some(platform) = &request.platform {
        found.retain(|(shop, _)| shop.platform == *platform);
    }
    let shop = match found.as_slice() {
        [(shop, _)] => shop,
        [] => return Err(Failure::new(Code::NotFound).with("what", &request.name)),
        // Shops of the same name: which one is the owner's to say.
        _ => return Err(Failure::new(Code::BadRequest).with("detail", "platform")),
    };
    let now_ms = app.now_ms();
    app.store.write(|w| {
        w.close_door(shop.id)?;
        let data = json!({ "name": shop.name }).to_string();
        Ok::<(), Failure>(w.append_events(0, &[event(session, now_ms, "intake_close", None, None, Some(data))])?)
    })?;
    app.ports.secrets.remove(&secret_name(shop.id)).map_err(of_secrets)?;
    Ok(Nothing {})
}

/// Open doors, without their keys.
pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<DoorsReply> {
    let doors = app.store.read(|r| {
        let mut doors = Vec::new();
        for door in r.doors()? {
            let shop = r.shop(door.shop_id)?;
            doors.push(DoorView {
                shop_id: shop.id,
                platform_name: platform_name(app, &shop.platform),
                platform: shop.platform,
                shop: shop.name,
                made_at: moment::rfc3339(door.made_at_ms),
                last_at: moment::maybe(door.last_at_ms),
                orders: door.orders,
            });
        }
        Ok::<Vec<DoorView>, Failure>(doors)
    })?;
    Ok(DoorsReply { doors, refused: app.refused.total() })
}

/// Shops of this name with an open door.
pub(super) fn doors_of(app: &App, name: &str) -> Result<Vec<(Shop, Door)>> {
    app.store.get(|r| {
        let mut found = Vec::new();
        for shop in r.shops_named(name)? {
            if let Some(door) = r.door(shop.id)? {
                found.push((shop, door));
            }
        }
        Ok(found)
    })
}
