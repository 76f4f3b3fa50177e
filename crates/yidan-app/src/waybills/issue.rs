//! `waybills.issue`: numbers for chosen orders, as a job with a result for every parcel. A parcel that has a number keeps it: running the same
//! again buys nothing twice, and takes up what a lost answer or a dead process has left.

use super::choose::{Choice, Chosen, Desk, Why, choose};
use super::consign::{Extras, consignment};
use super::counter::{Counter, End, put_number};
use super::plain::NumberRange;
use super::{PLAIN, sentence, standing, trouble};
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running, Wish};
use crate::labels::pdf::Skipped;
use crate::labels::units::{Unit, Units};
use crate::orders::review::by_system;
use crate::orders::select::Selection;
use crate::orders::view::Shops;
use crate::sync::KeptTrouble;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use ts_rs::TS;
use yidan_domain::limits::{USUAL_WEIGHT_G, WAYBILL_PARCELS};
use yidan_domain::order::Cause;
use yidan_platforms::waybill::{Can, Consignment};
use yidan_store::{GivenNumber, KeptWaybill, NewWaybill, WaybillAccount, WaybillState, Writer};

/// Gets numbers for orders.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IssueRequest {
    pub selection: Selection,
    /// An account by its name, or a source by its code; absent = chosen for each parcel.
    #[serde(default)]
    #[ts(optional)]
    pub source: Option<String>,
    /// Carrier as people write it, or its code; absent = chosen for each parcel.
    #[serde(default)]
    #[ts(optional)]
    pub carrier: Option<String>,
    /// So many parcels for each order, as a mother and her children (子母件); 1 when absent.
    #[serde(default)]
    #[ts(optional)]
    pub parcels: Option<i64>,
    /// Of each parcel; the desk's usual weight when absent.
    #[serde(default)]
    #[ts(optional)]
    pub weight_g: Option<i64>,
    /// 代收货款, of each order.
    #[serde(default)]
    #[ts(optional)]
    pub cod_fen: Option<i64>,
    /// 保价 declared value, of each order.
    #[serde(default)]
    #[ts(optional)]
    pub insured_fen: Option<i64>,
}

/// What became of one parcel.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct IssueResult {
    pub order_no: String,
    pub number: Option<String>,
    /// Further numbers of the same order: children of a family.
    pub children: Vec<String>,
    pub carrier: String,
    pub account: String,
    /// `issued` now, `already` before, `refused`, `unsure`, `later`, `skipped`
    pub state: String,
    /// Why this carrier, or what is in the way and what to do.
    pub text: String,
}

/// Result of the job.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct IssueReply {
    pub issued: i64,
    pub already: i64,
    pub failed: i64,
    pub results: Vec<IssueResult>,
}

pub fn start(app: &App, session: &Session, request: IssueRequest) -> Result<JobStarted> {
    if !(1..=WAYBILL_PARCELS).contains(&request.parcels.unwrap_or(1)) {
        return Err(Failure::new(Code::BadRequest).with("detail", format!("parcels: 1 – {WAYBILL_PARCELS}")));
    }
    let ids = request.selection.ids(app)?;
    let title = request.carrier.clone().or_else(|| request.source.clone()).unwrap_or_default();
    let fixed = IssueRequest { selection: Selection::Ids(ids), ..request };
    jobs::queue(app, session, "waybills", &title, &fixed)
}

/// The job: parcel by parcel. An account with which nothing works any more is not asked again in this run.
pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: IssueRequest = running.request()?;
    let Selection::Ids(ids) = &request.selection else { return Err(Failure::new(Code::Internal).with("detail", "selection")) };
    let session = running.session.clone();
    let mut round = Round::open(app, &session, &request)?;
    let mut reply = IssueReply::default();
    for (at, id) in ids.iter().enumerate() {
        match running.tick(at as i64, Some(ids.len() as i64))? {
            Wish::GoOn => {}
            Wish::Pause => return Ok(Outcome::Paused),
            Wish::Cancel => return Ok(Outcome::Cancelled),
        }
        let mut skipped = Vec::new();
        for unit in round.units.of(app, session.by(), *id, &mut skipped, |_| Ok(true))? {
            reply.results.push(round.serve(&unit)?);
        }
        reply.results.extend(skipped.into_iter().map(|s: Skipped| IssueResult {
            order_no: s.order_no,
            state: "skipped".into(),
            text: s.text,
            ..IssueResult::default()
        }));
    }
    let count = |states: &[&str]| reply.results.iter().filter(|r| states.contains(&r.state.as_str())).count() as i64;
    (reply.issued, reply.already) = (count(&["issued"]), count(&["already"]));
    reply.failed = reply.results.len() as i64 - reply.issued - reply.already;
    let clean = reply.failed == 0;
    let value = serde_json::to_value(reply).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    Ok(if clean { Outcome::Done(value) } else { Outcome::Partly(value) })
}

/// One run over many parcels.
struct Round<'a> {
    app: &'a App,
    session: &'a Session,
    request: &'a IssueRequest,
    units: Units,
    shops: Shops,
    accounts: Vec<WaybillAccount>,
    prices: Vec<yidan_store::FreightPrice>,
    extras: Extras,
    /// Accounts with which nothing works, and why.
    stopped: HashMap<i64, KeptTrouble>,
}

impl<'a> Round<'a> {
    fn open(app: &'a App, session: &'a Session, request: &'a IssueRequest) -> Result<Round<'a>> {
        let accounts = super::accounts::usable(app, request.source.as_deref())?;
        let usual = crate::desk::setting(app, "usual_weight_g").and_then(|v| v.as_i64()).unwrap_or(USUAL_WEIGHT_G);
        let weight_g = request.weight_g.unwrap_or(usual).max(0);
        Ok(Round {
            app,
            session,
            request,
            units: Units::default(),
            shops: app.store.read(Shops::of)?,
            accounts,
            prices: app.store.get(|r| r.freight_prices())?,
            extras: Extras { cod_fen: request.cod_fen, insured_fen: request.insured_fen, weight_g },
            stopped: HashMap::new(),
        })
    }

    fn serve(&mut self, unit: &Unit) -> Result<IssueResult> {
        let app = self.app;
        let order = unit.first();
        let blank = IssueResult { order_no: order.order_no.clone(), ..IssueResult::default() };
        if !order.state.is_before_shipping() {
            let text = app.say_with("waybill.none.left", &[]);
            return Ok(IssueResult { state: "skipped".into(), text, ..blank });
        }
        if let Some(standing) = app.store.read(|r| standing(r, order.id, unit.parcel_id))? {
            return self.take_up(&standing, blank);
        }
        if let Some(known) = unit.waybill_no() {
            let text = app.say_with("waybill.none.has_number", &[("number", known.clone())]);
            return Ok(IssueResult { number: Some(known), state: "already".into(), text, ..blank });
        }
        let past = app.store.get(|r| r.events(order.id))?;
        let platform = self.shops.platform(order.shop_id);
        let desk = Desk {
            accounts: &self.accounts,
            prices: &self.prices,
            source: self.request.source.as_deref(),
            carrier: self.request.carrier.as_deref(),
            weight_g: self.extras.weight_g,
        };
        let choice = match choose(&desk, &Chosen { order, platform: &platform, past: &past }) {
            Ok(choice) => choice,
            Err(word) => {
                let text = app.say_with(&format!("waybill.none.{word}"), &[]);
                return Ok(IssueResult { state: "refused".into(), text, ..blank });
            }
        };
        let blank = IssueResult { account: choice.account.name.clone(), carrier: choice.carrier.clone(), ..blank };
        if let Some(why) = self.stopped.get(&choice.account.id) {
            return Ok(IssueResult { state: "refused".into(), text: sentence(app, &choice.account.name, why), ..blank });
        }
        match self.want(unit, &choice)? {
            Some(group) => self.ask(&group, blank),
            None => Ok(IssueResult { state: "later".into(), text: app.say_with("waybill.none.in_work", &[]), ..blank }),
        }
    }

    /// A number is there, or was asked for before.
    fn take_up(&mut self, group: &KeptWaybill, blank: IssueResult) -> Result<IssueResult> {
        let app = self.app;
        let account = app.store.get(|r| r.waybill_account(group.account_id))?;
        let name = account.map(|a| a.name).unwrap_or_default();
        let blank = IssueResult { carrier: group.carrier.clone(), account: name.clone(), ..blank };
        let rows = app.store.get(|r| r.waybills_of_group(group.id))?;
        match group.state {
            WaybillState::Issued if rows.iter().all(|r| r.number.is_some()) => {
                let text = Why::read(&group.why).text(app);
                Ok(IssueResult { state: "already".into(), text, ..numbered(blank, &rows) })
            }
            WaybillState::Unsure => {
                let why = KeptTrouble::read(group.trouble.as_deref()).unwrap_or_else(|| trouble("lost", "", "", group.made_at_ms));
                Ok(IssueResult { state: "unsure".into(), text: sentence(app, &name, &why), ..blank })
            }
            WaybillState::Cancelling => {
                Ok(IssueResult { state: "later".into(), text: app.say_with("waybill.none.cancelling", &[]), ..numbered(blank, &rows) })
            }
            _ if self.stopped.contains_key(&group.account_id) => {
                let text = sentence(app, &name, &self.stopped[&group.account_id]);
                Ok(IssueResult { state: "refused".into(), text, ..blank })
            }
            _ => self.ask(group, blank),
        }
    }

    /// Keeps the wish for numbers with everything that will be asked. `None` = somebody else was faster.
    fn want(&self, unit: &Unit, choice: &Choice) -> Result<Option<KeptWaybill>> {
        let app = self.app;
        let count = self.request.parcels.unwrap_or(1);
        let keys = (0..count).map(|_| new_key(app)).collect::<Result<Vec<String>>>()?;
        let now_ms = app.now_ms();
        app.store.write(|w| {
            let order_id = unit.first().id;
            if standing(w, order_id, unit.parcel_id)?.is_some() {
                return Ok(None);
            }
            let content = consignment(w, &self.shops, unit, &choice.account, &choice.carrier, &keys, &self.extras)?;
            let mut group_id = 0;
            for key in &keys {
                let id = w.add_waybill(&NewWaybill {
                    key: key.clone(),
                    account_id: choice.account.id,
                    group_id,
                    order_id,
                    parcel_id: unit.parcel_id,
                    carrier: choice.carrier.clone(),
                    why: choice.why.json(),
                    actor: self.session.actor.clone(),
                    at_ms: now_ms,
                    orders: unit.orders.iter().map(|o| o.id).collect(),
                })?;
                group_id = if group_id == 0 { id } else { group_id };
            }
            w.put_waybill_consignment(group_id, &serde_json::to_string(&content).unwrap_or_default())?;
            Ok(w.waybill(group_id)?)
        })
    }

    /// Asks for the numbers of a kept wish.
    fn ask(&mut self, group: &KeptWaybill, blank: IssueResult) -> Result<IssueResult> {
        let app = self.app;
        let held = app.store.put(|w| w.hold_waybills(group.id, app.alive.id(), |who| !app.alive.is_alive(who)))?;
        if !held {
            return Ok(IssueResult { state: "later".into(), text: app.say_with("waybill.none.in_work", &[]), ..blank });
        }
        let asked = self.ask_held(group.id);
        app.store.put(|w| w.release_waybills(group.id))?;
        let (account, end) = asked?;
        let rows = app.store.get(|r| r.waybills_of_group(group.id))?;
        let blank = numbered(blank, &rows);
        let said =
            |state: &str, t: &KeptTrouble| IssueResult { state: state.into(), text: sentence(app, &account.name, t), ..blank.clone() };
        match end {
            End::Done => Ok(IssueResult { state: "issued".into(), text: Why::read(&group.why).text(app), ..blank }),
            End::Refused(t) => {
                self.end(&rows, WaybillState::Refused, &t, true)?;
                Ok(said("refused", &t))
            }
            End::Unsure(t) => {
                self.end(&rows, WaybillState::Unsure, &t, false)?;
                Ok(said("unsure", &t))
            }
            End::Later(t) => Ok(said("later", &t)),
            End::Stop(t) => {
                self.end(&rows, WaybillState::Refused, &t, false)?;
                app.store.put(|w| w.set_account_trouble(account.id, Some(&t.json())))?;
                let result = said("refused", &t);
                self.stopped.insert(account.id, t);
                Ok(result)
            }
        }
    }

    fn ask_held(&self, group_id: i64) -> Result<(WaybillAccount, End)> {
        let app = self.app;
        let gone = || Failure::new(Code::NotFound).with("what", group_id);
        let group = app.store.get(|r| r.waybill(group_id))?.ok_or_else(gone)?;
        let account = app.store.get(|r| r.waybill_account(group.account_id))?.ok_or_else(gone)?;
        if account.source == PLAIN {
            let end = self.take_own(&account, &group)?;
            return Ok((account, end));
        }
        let content = app.store.get(|r| r.waybill_consignment(group_id))?.ok_or_else(gone)?;
        let content: Consignment = serde_json::from_str(&content).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
        let Some(mut counter) = Counter::open(app, &account)? else {
            return Ok((account, End::Stop(trouble("setup", "source", "", app.now_ms()))));
        };
        let end = counter.buy(&group, &content)?;
        if matches!(end, End::Done) {
            if account.trouble.is_some() {
                app.store.put(|w| w.set_account_trouble(account.id, None))?;
            }
            self.fetch_labels(&mut counter, group_id)?;
        }
        Ok((account, end))
    }

    /// What labels are printed from, where it did not come with the numbers. Without it the numbers stand all the same.
    fn fetch_labels(&self, counter: &mut Counter<'_>, group_id: i64) -> Result<()> {
        if !counter.prints_elsewhere() || !counter.can(Can::Reprint) {
            return Ok(());
        }
        for row in self.app.store.get(|r| r.waybills_of_group(group_id))? {
            if row.number.is_some() && self.app.store.get(|r| r.waybill_label(row.id))?.is_none() {
                // The printer asks again when it needs it.
                let _ = counter.reprint(&row);
            }
        }
        Ok(())
    }

    /// Numbers of one's own, all of a consignment in one transaction.
    fn take_own(&self, account: &WaybillAccount, group: &KeptWaybill) -> Result<End> {
        let now_ms = self.app.now_ms();
        self.app.store.write(|w| {
            let rows = w.waybills_of_group(group.id)?;
            let account = w.waybill_account(account.id)?.unwrap_or_else(|| account.clone());
            let Some(mut range) = NumberRange::of(&account) else {
                return Ok(End::Stop(trouble("setup", "range", "", now_ms)));
            };
            for row in rows.iter().filter(|r| r.number.is_none()) {
                let Some(number) = range.take() else { return Ok(End::Stop(trouble("used_up", "", "", now_ms))) };
                let is_child = row.id != group.id;
                let given =
                    GivenNumber { number, role: if is_child { "child" } else { "parcel" }.into(), mother: None, ..GivenNumber::default() };
                put_number(w, row, &given, &account.name, now_ms)?;
            }
            let kept = serde_json::to_string(&range).unwrap_or_default();
            w.put_waybill_account(&WaybillAccount { number_range: Some(kept), ..account })?;
            Ok(End::Done)
        })
    }

    /// Rows without a number end so; a parcel to which its source says no is an exception.
    fn end(&self, rows: &[KeptWaybill], state: WaybillState, t: &KeptTrouble, is_exception: bool) -> Result<()> {
        let now_ms = self.app.now_ms();
        self.app.store.write(|w| {
            for row in rows.iter().filter(|r| r.number.is_none()) {
                w.set_waybill(row.id, state, Some(&t.json()), now_ms)?;
            }
            if state == WaybillState::Refused && rows.iter().all(|r| r.number.is_none()) {
                w.remove_waybill_consignment(rows.first().map_or(0, |r| r.group_id))?;
            }
            let Some(first) = rows.first().filter(|_| is_exception) else { return Ok(()) };
            for id in &first.orders {
                except(w, *id, t, now_ms)?;
            }
            Ok(())
        })
    }
}

/// An order for which no carrier gives a number is looked at by a person.
fn except(w: &mut Writer<'_>, order_id: i64, t: &KeptTrouble, now_ms: i64) -> Result<()> {
    let Some(before) = w.order(order_id)? else { return Ok(()) };
    let mut after = before.clone();
    if !after.except(Cause::WaybillRefused) {
        return Ok(());
    }
    let data = json!({"cause": Cause::WaybillRefused.word(), "code": t.code, "words": t.words}).to_string();
    Ok(w.update_order(&before, &after, &[by_system(now_ms, "exception", Some(data))], &[])?)
}

fn numbered(result: IssueResult, rows: &[KeptWaybill]) -> IssueResult {
    let mut numbers = rows.iter().filter_map(|r| r.number.clone());
    IssueResult { number: numbers.next(), children: numbers.collect(), ..result }
}

/// A key that no other parcel has, here or anywhere: fifteen letters and digits by chance.
fn new_key(app: &App) -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 14];
    app.ports.randomness.fill(&mut bytes).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    let own: String = bytes.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect();
    Ok(format!("y{own}"))
}
