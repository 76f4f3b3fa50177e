//! `waybill_accounts.*`: where numbers come from. Keys go to where the machine keeps secrets and never come back.

use super::consign::sender_of;
use super::counter::Counter;
use super::plain::NumberRange;
use super::{PLAIN, key_name, sentence, source_of};
use crate::App;
use crate::desk::{NameRequest, Nothing, Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::orders::touch::event;
use crate::platforms::FormEntry;
use crate::sync::{KeptTrouble, keys};
use crate::words::Language;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_platforms::waybill::{About, Can, Party, Task};
use yidan_store::WaybillAccount;

/// A source of numbers and what it needs.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SourceView {
    pub code: String,
    pub name: String,
    /// The marketplace whose connected shop opens it; absent = the form is all there is.
    pub shop_of: Option<String>,
    pub form: Vec<FormEntry>,
    /// `test`, `query`, `cancel`, `reprint`, `printed`, `balance`, `templates`, `family`, `several`, `cod`, `insured`
    pub can: Vec<String>,
    /// Carriers that it knows, as people write them.
    pub carriers: Vec<String>,
    /// False = known from third parties only: off until the owner says that he checked.
    pub is_official: bool,
    /// Its labels come out of the marketplace's print component.
    pub prints_elsewhere: bool,
}

/// An account as it is set up.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AccountView {
    pub id: i64,
    pub name: String,
    pub source: String,
    pub source_name: String,
    pub shop: Option<String>,
    pub url: String,
    pub carriers: Vec<String>,
    pub product: String,
    pub sender: Sender,
    pub range: Option<NumberRange>,
    /// Numbers left, where they are our own.
    pub left: Option<i64>,
    pub is_off: bool,
    pub checked: bool,
    pub is_official: bool,
    /// Entries of the form that are still missing.
    pub missing: Vec<String>,
    pub trouble: Option<String>,
}

/// Who sends. Either the parts, or one text that is read as a pasted address.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Sender {
    pub name: String,
    pub phone: String,
    pub company: String,
    pub province: String,
    pub city: String,
    pub district: String,
    pub address: String,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AccountsReply {
    pub accounts: Vec<AccountView>,
    pub sources: Vec<SourceView>,
    /// Taken for parcels whose weight nobody has told, grams.
    pub usual_weight_g: i64,
}

/// An account. The same name again changes it; what is absent stays as it was.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SaveAccountRequest {
    pub name: String,
    /// Code of the source.
    pub source: String,
    /// Name of the connected shop, where the source wants one.
    #[serde(default)]
    #[ts(optional)]
    pub shop: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub url: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub carriers: Option<Vec<String>>,
    #[serde(default)]
    #[ts(optional)]
    pub product: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub sender: Option<Sender>,
    /// The sender as one pasted text.
    #[serde(default)]
    #[ts(optional)]
    pub sender_text: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub range: Option<NumberRange>,
    /// Entries of the form by their keys. Empty ones stay as they were.
    #[serde(default)]
    pub credentials: BTreeMap<String, String>,
    #[serde(default)]
    #[ts(optional)]
    pub is_off: Option<bool>,
    /// The owner has checked a source that is known from third parties only.
    #[serde(default)]
    #[ts(optional)]
    pub checked: Option<bool>,
}

/// Credentials never reach a log.
impl std::fmt::Debug for SaveAccountRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SaveAccountRequest").field("name", &self.name).field("source", &self.source).finish_non_exhaustive()
    }
}

/// What an account has left at one branch.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BranchView {
    pub carrier: String,
    pub code: String,
    pub name: String,
    /// Absent = not counted, or not told.
    pub left: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestAccountReply {
    pub ok: bool,
    pub text: String,
    pub branches: Vec<BranchView>,
}

fn can_word(can: Can) -> &'static str {
    match can {
        Can::Test => "test",
        Can::Query => "query",
        Can::Cancel => "cancel",
        Can::Reprint => "reprint",
        Can::Printed => "printed",
        Can::Balance => "balance",
        Can::Templates => "templates",
        Can::Family => "family",
        Can::Several => "several",
        Can::Cod => "cod",
        Can::Insured => "insured",
    }
}

fn source_name(app: &App, code: &str) -> String {
    if code == PLAIN { app.say_with("waybill.plain", &[]) } else { platform_name(app, code) }
}

pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<AccountsReply> {
    let is_english = app.language() == Language::English;
    let mut sources = vec![SourceView {
        code: PLAIN.into(),
        name: source_name(app, PLAIN),
        shop_of: None,
        form: Vec::new(),
        can: vec!["cancel".into(), "several".into()],
        carriers: Vec::new(),
        is_official: true,
        prints_elsewhere: false,
    }];
    for platform in yidan_platforms::LIST.iter() {
        let Some(source) = platform.waybill() else { continue };
        let about = source.about();
        let entry = |f: &yidan_platforms::channel::Field| FormEntry {
            key: f.key.to_owned(),
            name: if is_english { f.words.1 } else { f.words.0 }.to_owned(),
            is_secret: f.is_secret,
            is_required: f.is_required,
        };
        sources.push(SourceView {
            code: platform.code().into(),
            name: source_name(app, platform.code()),
            shop_of: about.shop_of.map(str::to_owned),
            form: about.form.iter().map(entry).collect(),
            can: about.can.iter().map(|c| can_word(*c).to_owned()).collect(),
            carriers: carriers_of(about),
            is_official: about.is_official,
            prints_elsewhere: about.print.is_some(),
        });
    }
    let accounts = app.store.get(|r| r.waybill_accounts())?;
    let accounts = accounts.iter().map(|a| view(app, a)).collect::<Result<Vec<_>>>()?;
    let usual = crate::desk::setting(app, "usual_weight_g").and_then(|v| v.as_i64());
    Ok(AccountsReply { accounts, sources, usual_weight_g: usual.unwrap_or(yidan_domain::limits::USUAL_WEIGHT_G) })
}

/// Names by which people know the carriers of a source.
fn carriers_of(about: &About) -> Vec<String> {
    let lines = about.carriers.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines.filter_map(|l| l.split(',').nth(1)).map(str::to_owned).collect()
}

fn view(app: &App, a: &WaybillAccount) -> Result<AccountView> {
    let party = sender_of(a);
    let range = NumberRange::of(a);
    let shop = a.shop_id.map(|id| app.store.get(|r| r.shop(id))).transpose()?.map(|s| s.name);
    Ok(AccountView {
        id: a.id,
        name: a.name.clone(),
        source: a.source.clone(),
        source_name: source_name(app, &a.source),
        shop,
        url: a.url.clone(),
        carriers: a.carriers.clone(),
        product: a.product.clone(),
        sender: Sender {
            name: party.name,
            phone: if party.mobile.is_empty() { party.phone } else { party.mobile },
            company: party.company,
            province: party.province,
            city: party.city,
            district: party.district,
            address: format!("{}{}", party.town, party.street),
        },
        left: range.as_ref().map(NumberRange::left),
        range,
        is_off: a.is_off,
        checked: a.checked,
        is_official: source_of(a).is_none_or(|s| s.about().is_official),
        missing: missing(app, a)?,
        trouble: KeptTrouble::read(a.trouble.as_deref()).map(|t| sentence(app, &a.name, &t)),
    })
}

/// What an account still needs before it can give numbers.
fn missing(app: &App, a: &WaybillAccount) -> Result<Vec<String>> {
    let mut missing = Vec::new();
    let party = sender_of(a);
    if a.carriers.is_empty() {
        missing.push("carriers".to_owned());
    }
    match source_of(a) {
        None if NumberRange::of(a).is_none() => missing.push("range".to_owned()),
        None => {}
        Some(source) => {
            // A locked place of secrets hides what is there.
            let values = super::access_of(app, a).map(|access| access.values).unwrap_or_default();
            let absent = source.about().form.iter().filter(|f| f.is_required && !values.contains_key(f.key));
            missing.extend(absent.map(|f| f.key.to_owned()));
            if source.about().shop_of.is_some() && a.shop_id.is_none() {
                missing.push("shop".to_owned());
            }
            if party.name.is_empty() || party.street.is_empty() {
                missing.push("sender".to_owned());
            }
        }
    }
    Ok(missing)
}

fn named(app: &App, name: &str) -> Result<WaybillAccount> {
    let accounts = app.store.get(|r| r.waybill_accounts())?;
    accounts.into_iter().find(|a| a.name == name.trim()).ok_or_else(|| Failure::new(Code::NotFound).with("what", name))
}

pub fn save(app: &App, session: &Session, request: SaveAccountRequest) -> Result<AccountView> {
    let bad = |detail: String| Failure::new(Code::BadRequest).with("detail", detail);
    let name = request.name.trim().to_owned();
    if name.is_empty() {
        return Err(bad("name".into()));
    }
    let before = app.store.get(|r| r.waybill_accounts())?.into_iter().find(|a| a.name == name);
    let mut account =
        before.unwrap_or_else(|| WaybillAccount { name: name.clone(), source: request.source.clone(), ..WaybillAccount::default() });
    if account.source != request.source {
        return Err(bad(format!("source: {}", account.source)));
    }
    let source = source_of(&account);
    if source.is_none() && account.source != PLAIN {
        return Err(Failure::new(Code::NotFound).with("what", &account.source));
    }
    if let (Some(source), Some(unknown)) = (
        source,
        request
            .credentials
            .keys()
            .find(|k| !k.starts_with("carrier.") && source.is_none_or(|s| s.about().form.iter().all(|f| f.key != k.as_str()))),
    ) {
        let known: Vec<&str> = source.about().form.iter().map(|f| f.key).collect();
        return Err(bad(format!("{unknown}: {}", known.join(" "))));
    }
    let now_ms = app.now_ms();
    apply(app, &mut account, &request)?;
    let account_id = app.store.write(|w| {
        if account.made_at_ms == 0 {
            account.made_at_ms = now_ms;
        }
        account.trouble = None;
        let id = w.put_waybill_account(&account)?;
        let data = json!({"name": name, "source": account.source, "off": account.is_off, "checked": account.checked}).to_string();
        w.append_events(0, &[event(session, now_ms, "waybill_account", None, None, Some(data))])?;
        Ok::<i64, Failure>(id)
    })?;
    let fresh: BTreeMap<String, String> =
        request.credentials.into_iter().filter(|(_, v)| !v.trim().is_empty()).map(|(k, v)| (k, v.trim().to_owned())).collect();
    if !fresh.is_empty() {
        let mut values = keys::read(app, &key_name(account_id))?;
        values.extend(fresh);
        keys::write(app, &key_name(account_id), &values)?;
    }
    view(app, &WaybillAccount { id: account_id, ..account })
}

/// What the request says of the account itself.
fn apply(app: &App, account: &mut WaybillAccount, request: &SaveAccountRequest) -> Result<()> {
    let bad = |detail: &str| Failure::new(Code::BadRequest).with("detail", detail);
    if let Some(shop) = request.shop.as_deref().map(str::trim).filter(|s| !s.is_empty()) {
        let wanted = source_of(account).and_then(|s| s.about().shop_of).ok_or_else(|| bad("shop"))?;
        let shops = app.store.get(|r| r.shops_named(shop))?;
        let found = shops.into_iter().find(|s| s.platform == wanted).ok_or_else(|| Failure::new(Code::NotFound).with("what", shop))?;
        account.shop_id = Some(found.id);
    }
    if let Some(url) = &request.url {
        let url = url.trim().trim_end_matches('/');
        if !(url.is_empty() || url.starts_with("https://") || url.starts_with("http://")) {
            return Err(bad("url"));
        }
        url.clone_into(&mut account.url);
    }
    if let Some(carriers) = &request.carriers {
        account.carriers = carriers.iter().map(|c| c.trim().to_owned()).filter(|c| !c.is_empty()).collect();
    }
    if account.carriers.is_empty()
        && let Some([only]) = source_of(account).map(|s| carriers_of(s.about())).as_deref()
    {
        // A carrier's own source has one carrier.
        account.carriers.push(only.clone());
    }
    if let Some(product) = &request.product {
        product.trim().clone_into(&mut account.product);
    }
    if let Some(text) = request.sender_text.as_deref().filter(|t| !t.trim().is_empty()) {
        account.sender = party_json(&read_sender(text));
    } else if let Some(sender) = &request.sender {
        account.sender = party_json(&party_of(sender));
    }
    if let Some(range) = &request.range {
        if account.source != PLAIN {
            return Err(bad("range"));
        }
        if let Some(fault) = range.fault() {
            return Err(bad(&format!("range: {fault}")));
        }
        account.number_range = Some(serde_json::to_string(range).unwrap_or_default());
    }
    account.is_off = request.is_off.unwrap_or(account.is_off);
    account.checked = request.checked.unwrap_or(account.checked);
    Ok(())
}

fn party_json(party: &Party) -> String {
    serde_json::to_string(party).unwrap_or_default()
}

fn party_of(sender: &Sender) -> Party {
    let phone = sender.phone.trim();
    let is_mobile = phone.len() == 11 && phone.starts_with('1') && phone.bytes().all(|b| b.is_ascii_digit());
    let text = |t: &str| t.trim().to_owned();
    Party {
        name: text(&sender.name),
        mobile: if is_mobile { phone.to_owned() } else { String::new() },
        phone: if is_mobile { String::new() } else { phone.to_owned() },
        company: text(&sender.company),
        province: text(&sender.province),
        city: text(&sender.city),
        district: text(&sender.district),
        street: text(&sender.address),
        ..Party::default()
    }
}

/// A sender pasted as one text, as receivers are.
fn read_sender(text: &str) -> Party {
    let parsed = yidan_address::parse(text);
    party_of(&Sender {
        name: parsed.name,
        phone: parsed.phone,
        company: String::new(),
        province: parsed.province.to_owned(),
        city: parsed.city.to_owned(),
        district: parsed.district.to_owned(),
        address: format!("{}{}", parsed.street, parsed.detail),
    })
}

/// Asks what is left, or makes one harmless call.
pub fn test(app: &App, _session: &Session, request: NameRequest) -> Result<TestAccountReply> {
    let account = named(app, &request.name)?;
    let said = |ok: bool, text: String| TestAccountReply { ok, text, branches: Vec::new() };
    let missing = missing(app, &account)?;
    if !missing.is_empty() {
        return Ok(said(false, app.say_with("waybill.missing", &[("names", missing.join(" "))])));
    }
    let Some(mut counter) = Counter::open(app, &account)? else {
        let left = NumberRange::of(&account).map_or(0, |r| r.left());
        return Ok(said(left > 0, app.say_with("waybill.left", &[("count", left.to_string())])));
    };
    let carrier = account.carriers.first().cloned().unwrap_or_default();
    let task = if counter.can(Can::Balance) {
        Task::Balance { carrier }
    } else if counter.can(Can::Test) {
        Task::Test { carrier }
    } else {
        return Ok(said(true, app.say_with("waybill.untested", &[])));
    };
    let mut branches = Vec::new();
    let asked = counter.harmless(&task, &mut |_, heard| {
        branches.extend(heard.branches.into_iter().map(|b| BranchView { carrier: b.carrier, code: b.code, name: b.name, left: b.left }));
        Ok(())
    })?;
    let trouble = asked.as_ref().err().map(KeptTrouble::json);
    app.store.put(|w| w.set_account_trouble(account.id, trouble.as_deref()))?;
    Ok(match asked {
        Ok(()) => TestAccountReply { ok: true, text: app.say_with("waybill.tested", &[]), branches },
        Err(t) => said(false, sentence(app, &account.name, &t)),
    })
}

/// Forgets an account that never gave a number; one that did is switched off.
pub fn remove(app: &App, session: &Session, request: NameRequest) -> Result<Nothing> {
    let account = named(app, &request.name)?;
    let now_ms = app.now_ms();
    let is_gone = app.store.write(|w| {
        let is_gone = w.remove_waybill_account(account.id)?;
        if !is_gone {
            w.put_waybill_account(&WaybillAccount { is_off: true, ..account.clone() })?;
        }
        let data = json!({"name": account.name, "removed": is_gone}).to_string();
        w.append_events(0, &[event(session, now_ms, "waybill_account", None, None, Some(data))])?;
        Ok::<bool, Failure>(is_gone)
    })?;
    if is_gone {
        keys::remove(app, &key_name(account.id))?;
    }
    Ok(Nothing {})
}

/// The account of numbers that are typed by hand, or counted where the shop has set nothing else up; made when first needed.
pub(super) fn own_account(app: &App) -> Result<WaybillAccount> {
    let name = app.say_with("waybill.plain", &[]);
    let now_ms = app.now_ms();
    app.store.write(|w| {
        if let Some(found) = w.waybill_accounts()?.into_iter().find(|a| a.source == PLAIN) {
            return Ok(found);
        }
        let range = NumberRange { prefix: "YD".into(), next: 1, last: 9_999_999_999, digits: 10 };
        let mut account = WaybillAccount {
            name,
            source: PLAIN.into(),
            carriers: vec![app.say_with("waybill.own_carrier", &[])],
            number_range: Some(serde_json::to_string(&range).unwrap_or_default()),
            // It gives numbers only where it is asked for by name: nobody wants them by accident.
            is_off: true,
            made_at_ms: now_ms,
            ..WaybillAccount::default()
        };
        account.id = w.put_waybill_account(&account)?;
        Ok(account)
    })
}

/// Accounts for a run. One's own numbers are there when they are asked for by name, set up or not.
pub(super) fn usable(app: &App, source: Option<&str>) -> Result<Vec<WaybillAccount>> {
    if source == Some(PLAIN) {
        let own = own_account(app)?;
        return Ok(vec![WaybillAccount { is_off: false, ..own }]);
    }
    app.store.get(|r| r.waybill_accounts())
}
