//! 面单: numbers for parcels. An account says where numbers come from (`accounts`), a choice says which carrier takes which parcel and why
//! (`choose`), a counter asks the source and keeps every number before anything else is done (`counter`), jobs get numbers (`issue`) and give
//! them back (`cancel`). A number costs money: what was asked for is kept before it is asked, under a key that no other parcel ever has, and a
//! lost answer is taken up by the rule of its source.

pub mod accounts;
pub mod cancel;
mod choose;
mod consign;
mod counter;
pub mod freight;
pub mod issue;
pub mod list;
mod plain;
pub mod settle;
mod void;

pub(crate) use void::note;

use crate::App;
use crate::error::{Code, Failure, Result};
use crate::sync::{KeptTrouble, keys};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use yidan_platforms::channel::{Access, At};
use yidan_platforms::waybill::{REFUSALS, Waybill};
use yidan_store::{KeptWaybill, Reader, WaybillAccount, WaybillLabel};

/// The source without network: numbers of one's own.
pub const PLAIN: &str = "plain";

/// The source of an account; none for `plain`.
pub(crate) fn source_of(account: &WaybillAccount) -> Option<&'static dyn Waybill> {
    yidan_platforms::find(&account.source).and_then(|p| p.waybill())
}

/// Name under which an account's own keys are kept.
fn key_name(account_id: i64) -> String {
    format!("waybill/{account_id}")
}

/// Address and keys of an account: those of its shop, and its own.
pub(crate) fn access_of(app: &App, account: &WaybillAccount) -> Result<Access> {
    let mut access = Access { url: account.url.clone(), values: BTreeMap::new() };
    if let Some(shop_id) = account.shop_id {
        access.values = keys::load(app, shop_id)?;
        if access.url.is_empty() {
            access.url = app.store.get(|r| r.link(shop_id))?.map(|l| l.url).unwrap_or_default();
        }
    }
    access.values.extend(keys::read(app, &key_name(account.id))?);
    Ok(access)
}

/// How far a source was asked, as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Asked {
    at: At,
    /// When the last request that writes was sent; 0 = none was.
    sent_at_ms: i64,
}

impl Asked {
    fn read(text: &str) -> Asked {
        serde_json::from_str(text).unwrap_or_default()
    }

    fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What happened and what to do, for people.
pub(crate) fn sentence(app: &App, account: &str, trouble: &KeptTrouble) -> String {
    let words = match (trouble.code.is_empty(), trouble.words.is_empty()) {
        (true, _) => trouble.words.clone(),
        (false, true) => trouble.code.clone(),
        (false, false) => format!("{} {}", trouble.code, trouble.words),
    };
    let facts = [("account", account.to_owned())];
    if trouble.kind == "refused" && REFUSALS.contains(&trouble.code.as_str()) {
        return app.say_with(&format!("waybill.refused.{}", trouble.code), &[("words", trouble.words.clone()), facts[0].clone()]);
    }
    app.say_with(&format!("waybill.trouble.{}", trouble.kind), &[("words", words), facts[0].clone()])
}

/// A trouble of our own finding.
fn trouble(kind: &str, code: &str, words: &str, at_ms: i64) -> KeptTrouble {
    KeptTrouble { kind: kind.to_owned(), code: code.to_owned(), words: words.to_owned(), at_ms }
}

/// The number that stands for a parcel now, or is on its way: of several orders or a part where `parcel_id` is given, else of the whole order.
pub(crate) fn standing(r: &Reader<'_>, order_id: i64, parcel_id: Option<i64>) -> Result<Option<KeptWaybill>> {
    let all = r.waybills_of(order_id)?;
    Ok(all.into_iter().rev().find(|w| w.parcel_id == parcel_id && w.state.is_open() && w.id == w.group_id))
}

/// What the label of a number is printed from, fetched anew where the source gives it again. For whoever prints: data that was refused as too
/// old, or that never came.
pub fn fetch_label(app: &App, waybill: &KeptWaybill) -> Result<Option<WaybillLabel>> {
    let account = account_of(app, waybill)?;
    let Some(mut counter) = counter::Counter::open(app, &account)? else { return Ok(None) };
    counter.reprint(waybill)?;
    app.store.get(|r| r.waybill_label(waybill.id))
}

/// What the print component wants to be signed freshly with every task that it is given, where it wants such a thing.
pub fn print_key(app: &App, waybill: &KeptWaybill) -> Result<Option<String>> {
    let account = account_of(app, waybill)?;
    let Some(source) = source_of(&account) else { return Ok(None) };
    let access = access_of(app, &account)?;
    source.print_key(&access, app.now_ms()).map_err(|t| Failure::new(Code::Internal).with("detail", t))
}

/// Tells the source that a label came out, where it wants to hear of it. What goes wrong changes nothing of the paper: the words are answered.
pub fn tell_printed(app: &App, waybill: &KeptWaybill, is_again: bool) -> Result<Option<String>> {
    let account = account_of(app, waybill)?;
    let Some(mut counter) = counter::Counter::open(app, &account)? else { return Ok(None) };
    Ok(counter.printed(waybill, is_again)?.map(|t| sentence(app, &account.name, &t)))
}

fn account_of(app: &App, waybill: &KeptWaybill) -> Result<WaybillAccount> {
    let found = app.store.get(|r| r.waybill_account(waybill.account_id))?;
    found.ok_or_else(|| Failure::new(Code::NotFound).with("what", waybill.account_id))
}
