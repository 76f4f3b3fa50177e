//! Small rooms of the desk: session, settings, saved views, shops.

use crate::error::{Code, Failure, Result};
use crate::orders::select::Filter;
use crate::words::Language;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use yidan_domain::order::By;
use yidan_domain::stops::Person;

/// Nothing to ask with.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Nothing {}

/// Who may do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Clerk,
    Accountant,
}

/// Who speaks, through which face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub actor: String,
    pub role: Role,
}

impl Session {
    /// Without staff there is one owner and no sign-in.
    pub fn owner() -> Self {
        Session { actor: String::from("店主"), role: Role::Owner }
    }

    /// In the words of the state table.
    pub fn by(&self) -> By {
        match self.role {
            Role::Owner => By::Owner,
            Role::Clerk => By::Clerk,
            Role::Accountant => By::Accountant,
        }
    }

    /// The same with the name.
    pub fn person(&self) -> Person {
        Person { name: self.actor.clone(), role: self.by() }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SessionReply {
    pub actor: String,
    pub role: Role,
    pub version: String,
    pub data_folder: String,
    /// No order has ever come in.
    pub is_empty: bool,
    pub orders: i64,
    /// Now, as this machine's clock says.
    pub now: String,
    /// Settings by key, as stored.
    #[ts(type = "Record<string, unknown>")]
    pub settings: serde_json::Map<String, serde_json::Value>,
}

/// Stores one setting of the desk; `null` removes it. Keys: `language`, `theme`, `density`, `columns`, `print`, `first_run`, …
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SettingRequest {
    pub key: String,
    #[ts(type = "unknown")]
    pub value: serde_json::Value,
}

/// A saved filter of the order list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SavedView {
    pub name: String,
    pub filter: Filter,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ViewsReply {
    pub views: Vec<SavedView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NameRequest {
    pub name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShopView {
    pub id: i64,
    pub platform: String,
    pub platform_name: String,
    pub name: String,
    pub orders: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShopsReply {
    pub shops: Vec<ShopView>,
    /// Platforms known to this program: code and name.
    pub platforms: Vec<(String, String)>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RenameShopRequest {
    pub id: i64,
    pub name: String,
}

/// One setting, as stored.
pub fn setting(app: &App, key: &str) -> Option<Value> {
    app.store.get(|r| r.setting(key)).ok().flatten().and_then(|text| serde_json::from_str(&text).ok())
}

pub fn session_get(app: &App, session: &Session, _request: Nothing) -> Result<SessionReply> {
    app.store.read(|r| {
        let orders = r.total(&yidan_store::Filter::default())?.n;
        let settings = r.settings("")?.into_iter().map(|(k, v)| (k, serde_json::from_str(&v).unwrap_or(Value::Null))).collect();
        Ok(SessionReply {
            actor: session.actor.clone(),
            role: session.role,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_folder: app.folder.display().to_string(),
            is_empty: orders == 0,
            orders,
            now: moment::rfc3339(app.now_ms()),
            settings,
        })
    })
}

pub fn settings_set(app: &App, _session: &Session, request: SettingRequest) -> Result<Nothing> {
    let key = request.key.trim();
    if key.is_empty() || key.len() > 64 {
        return Err(Failure::new(Code::BadRequest).with("detail", "key"));
    }
    let now_ms = app.now_ms();
    let text = (!request.value.is_null()).then(|| request.value.to_string());
    app.store.put(|w| w.set_setting(key, text.as_deref(), now_ms))?;
    Ok(Nothing {})
}

/// Room of the saved filters of the order list.
const ORDERS_ROOM: &str = "orders";

pub fn views_list(app: &App, _session: &Session, _request: Nothing) -> Result<ViewsReply> {
    let rows = app.store.get(|r| r.saved_views(ORDERS_ROOM))?;
    let views =
        rows.into_iter().filter_map(|v| serde_json::from_str(&v.value).ok().map(|filter| SavedView { name: v.name, filter })).collect();
    Ok(ViewsReply { views })
}

pub fn views_save(app: &App, _session: &Session, request: SavedView) -> Result<Nothing> {
    let name = request.name.trim();
    if name.is_empty() {
        return Err(Failure::new(Code::BadRequest).with("detail", "name"));
    }
    let value = serde_json::to_string(&request.filter).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    app.store.put(|w| w.save_view(ORDERS_ROOM, name, &value))?;
    Ok(Nothing {})
}

pub fn views_remove(app: &App, _session: &Session, request: NameRequest) -> Result<Nothing> {
    app.store.write(|w| {
        let known = w.saved_views(ORDERS_ROOM)?.into_iter().find(|v| v.name == request.name);
        match known {
            Some(v) => w.remove_view(v.id).map_err(Failure::from),
            None => Err(Failure::new(Code::NotFound).with("what", &request.name)),
        }
    })?;
    Ok(Nothing {})
}

pub fn shops_list(app: &App, _session: &Session, _request: Nothing) -> Result<ShopsReply> {
    app.store.read(|r| {
        let mut shops = Vec::new();
        for s in r.shops()? {
            let filter = yidan_store::Filter { shops: vec![s.id], ..yidan_store::Filter::default() };
            let orders = r.total(&filter)?.n;
            // Accounts with payment houses, banks and carriers sell nothing.
            if orders == 0 && !crate::files::bills::sells(&s.platform) {
                continue;
            }
            shops.push(ShopView { id: s.id, platform_name: platform_name(app, &s.platform), platform: s.platform, name: s.name, orders });
        }
        let platforms = yidan_platforms::LIST.iter().map(|p| (p.code().to_owned(), platform_name(app, p.code()))).collect();
        Ok(ShopsReply { shops, platforms })
    })
}

pub fn shops_rename(app: &App, _session: &Session, request: RenameShopRequest) -> Result<Nothing> {
    let name = request.name.trim();
    if name.is_empty() {
        return Err(Failure::new(Code::BadRequest).with("detail", "name"));
    }
    app.store.put(|w| w.rename_shop(request.id, name))?;
    Ok(Nothing {})
}

/// Platform code of orders that no platform has sent.
pub(crate) const MANUAL: &str = "manual";

/// A platform's name in the desk's language; the code where the platform is unknown.
pub fn platform_name(app: &App, code: &str) -> String {
    if code == MANUAL {
        return app.say_with("shop.manual", &[]);
    }
    if code == crate::files::mapping::OWN {
        return app.say_with("platform.own", &[]);
    }
    yidan_platforms::LIST
        .iter()
        .find(|p| p.code() == code)
        .map_or(code, |p| if app.language() == Language::English { p.names().1 } else { p.names().0 })
        .to_owned()
}
