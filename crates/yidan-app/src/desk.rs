//! Small rooms of the desk: session, settings, saved views, shops.

use crate::error::{Code, Failure, Result};
use crate::orders::select::Filter;
use crate::staff::OWNER;
use crate::staff::seat::{IDLE_SETTING, Seat, minutes};
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

impl Role {
    /// The word of stored rows and of the command line.
    pub fn word(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Clerk => "clerk",
            Role::Accountant => "accountant",
        }
    }
}

/// Who speaks. One that sits at a seat is looked up anew at every call; one without a seat is the program itself, or a job of the person named.
#[derive(Debug, Clone)]
pub struct Session {
    /// Empty = nobody has signed in.
    pub actor: String,
    pub role: Role,
    pub(crate) seat: Option<Seat>,
}

impl Session {
    /// The owner, as the program itself takes it: never asked for a PIN.
    pub fn owner() -> Self {
        Session::of(OWNER, Role::Owner)
    }

    /// A person as given, never asked for a PIN: jobs speak as whoever started them.
    pub fn of(actor: &str, role: Role) -> Self {
        Session { actor: actor.to_owned(), role, seat: None }
    }

    /// Whoever sits at this seat when a command is called.
    pub fn at(seat: &Seat) -> Self {
        Session::nobody(seat)
    }

    /// Nobody has signed in here. The role gives nothing: such a session gets no further than the sign-in.
    pub(crate) fn nobody(seat: &Seat) -> Self {
        Session { actor: String::new(), role: Role::Accountant, seat: Some(seat.clone()) }
    }

    pub fn is_signed_in(&self) -> bool {
        !self.actor.is_empty()
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
    /// Empty = nobody has signed in here, and everything but signing in waits.
    pub actor: String,
    pub role: Option<Role>,
    /// People are named: everybody signs in.
    pub asks_for_sign_in: bool,
    /// No owner is among them: 店主 is let in without a PIN, at this machine alone.
    pub open_owner: bool,
    /// Minutes without use after which a window or browser asks for the PIN again.
    pub idle_minutes: i64,
    pub version: String,
    /// Empty like all below where nobody has signed in, but for the settings of language and looks.
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

/// Settings that a sign-in page needs.
const LOOKS: [&str; 2] = ["language", "theme"];
/// Settings that only the owner changes.
const OWNERS: [&str; 2] = [IDLE_SETTING, crate::scan::desk::SETTING];

pub fn session_get(app: &App, session: &Session, _request: Nothing) -> Result<SessionReply> {
    let is_known = session.is_signed_in();
    app.store.read(|r| {
        let (staff, idle) = (r.staff()?, r.setting(IDLE_SETTING)?);
        let orders = if is_known { r.total(&yidan_store::Filter::default())?.n } else { 0 };
        let mut settings = r.settings("")?;
        settings.retain(|(key, _)| is_known || LOOKS.contains(&key.as_str()));
        Ok(SessionReply {
            actor: session.actor.clone(),
            role: is_known.then_some(session.role),
            asks_for_sign_in: !staff.is_empty(),
            open_owner: crate::staff::is_owner_open(&staff) && session.seat.as_ref().is_none_or(Seat::is_here),
            idle_minutes: minutes(idle.as_deref()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_folder: if is_known { app.folder.display().to_string() } else { String::new() },
            is_empty: is_known && orders == 0,
            orders,
            now: moment::rfc3339(app.now_ms()),
            settings: settings.into_iter().map(|(k, v)| (k, serde_json::from_str(&v).unwrap_or(Value::Null))).collect(),
        })
    })
}

pub fn settings_set(app: &App, session: &Session, request: SettingRequest) -> Result<Nothing> {
    let key = request.key.trim();
    if key.is_empty() || key.len() > 64 {
        return Err(Failure::new(Code::BadRequest).with("detail", "key"));
    }
    if OWNERS.contains(&key) && session.role != Role::Owner {
        return Err(Failure::new(Code::NotAllowed).with("command", "settings.set"));
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
