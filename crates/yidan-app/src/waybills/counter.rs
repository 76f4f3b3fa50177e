//! The counter of one account, at which its source is asked: keeps its limits, waits as told, makes a new token once. How far it was asked is
//! kept before every request that writes, and every number before anything else; after a lost answer the rule of the source decides.

use super::{Asked, access_of, source_of, trouble};
use crate::App;
use crate::error::{Code, Failure, Result};
use crate::orders::review::by_system;
use crate::ports::WireError;
use crate::sync::{Halt, KeptTrouble, refresh};
use serde_json::json;
use yidan_domain::Tracking;
use yidan_domain::limits::{SYNC_BACK_OFF_MS, SYNC_LONGEST_WAIT_MS, SYNC_TRIES, WAYBILL_STEPS};
use yidan_domain::order::Cause;
use yidan_platforms::channel::{Access, Request, Trouble};
use yidan_platforms::waybill::{
    Again, Can, Consignment, Deed, Heard, HeardLabel, HeardWaybill, Issued, Lost, PrintKind, Role, Task, Waybill, leaves_open, next_parcel,
};
use yidan_store::{GivenNumber, KeptWaybill, WaybillAccount, WaybillLabel, WaybillState, Writer};

/// What one step at the counter brought.
enum Told {
    Heard(Heard),
    /// There is nothing more to ask.
    Over,
    /// It was sent, and nobody knows whether it was done.
    Lost(KeptTrouble),
    /// It was not done.
    No(Trouble),
}

/// How a deed ended.
#[derive(Debug)]
pub(super) enum End {
    Done,
    /// Not done: the source says no to this parcel.
    Refused(KeptTrouble),
    /// Perhaps done: a person has to look there.
    Unsure(KeptTrouble),
    /// Perhaps done: whoever asks next takes it up.
    Later(KeptTrouble),
    /// Not done: nothing works with this account until somebody mends it.
    Stop(KeptTrouble),
}

pub(super) struct Counter<'a> {
    app: &'a App,
    account: &'a WaybillAccount,
    source: &'static dyn Waybill,
    access: Access,
    refreshed: bool,
}

impl<'a> Counter<'a> {
    /// `None` = the account has numbers of its own and asks nobody.
    pub fn open(app: &'a App, account: &'a WaybillAccount) -> Result<Option<Counter<'a>>> {
        let Some(source) = source_of(account) else { return Ok(None) };
        Ok(Some(Counter { app, account, source, access: access_of(app, account)?, refreshed: false }))
    }

    /// Whether the source has this ability.
    pub fn can(&self, can: Can) -> bool {
        self.source.about().can.contains(&can)
    }

    /// Its labels come out of somebody else's program.
    pub fn prints_elsewhere(&self) -> bool {
        self.source.about().print.is_some()
    }

    /// Gets the numbers of a consignment, from where it was left. Its rows are held by the caller.
    pub fn buy(&mut self, group: &KeptWaybill, consignment: &Consignment) -> Result<End> {
        let task = Task::Issue(Box::new(consignment.clone()));
        let mut asked = Asked::read(&group.at);
        if group.state == WaybillState::Asking
            && asked.sent_at_ms > 0
            && let Some(end) = self.after_loss(group.id, consignment, &mut asked, None)?
        {
            return Ok(end);
        }
        let mut losses = 0;
        for _ in 0..WAYBILL_STEPS {
            match self.step(&task, &mut asked, Some(group.id))? {
                Told::Over => return Ok(End::Done),
                Told::Heard(heard) => {
                    losses = 0;
                    if let Some(twice) = self.keep(group.id, &asked, &heard)? {
                        return Ok(End::Unsure(twice));
                    }
                }
                Told::Lost(lost) => {
                    losses += 1;
                    if losses >= SYNC_TRIES {
                        return Ok(End::Later(lost));
                    }
                    if let Some(end) = self.after_loss(group.id, consignment, &mut asked, Some(lost))? {
                        return Ok(end);
                    }
                    self.app.ports.wire.wait_ms(SYNC_BACK_OFF_MS << (losses - 1));
                }
                // What was done before under this key is known there: asked for, or looked up by a person.
                Told::No(Trouble::Already { code, words }) => {
                    let told = trouble("already", &code, &words, self.app.now_ms());
                    if !self.can(Can::Query) {
                        return Ok(End::Unsure(told));
                    }
                    if let Some(end) = self.query(group.id, consignment, &mut asked)? {
                        return Ok(end);
                    }
                    if !asked.at.is_done && self.is_still_open(group.id)? {
                        return Ok(End::Unsure(told));
                    }
                }
                Told::No(trouble) => return Ok(self.ended(trouble)),
            }
        }
        Err(Failure::new(Code::Internal).with("detail", "no end of a consignment"))
    }

    fn is_still_open(&self, group_id: i64) -> Result<bool> {
        Ok(self.app.store.get(|r| r.waybills_of_group(group_id))?.iter().any(|w| w.number.is_none()))
    }

    /// A lost answer: may the same be asked again, is it asked what was given, or is it a person's matter? `None` = it goes on.
    fn after_loss(
        &mut self,
        group_id: i64,
        consignment: &Consignment,
        asked: &mut Asked,
        lost: Option<KeptTrouble>,
    ) -> Result<Option<End>> {
        let about = self.source.about();
        let now_ms = self.app.now_ms();
        let lost = lost.unwrap_or_else(|| trouble("lost", "", "", now_ms));
        // Where the same request gives the same answer for a while only, it is too late after that.
        let ends_s = about.rules.iter().find(|r| r.deed == Deed::Issue).and_then(|r| match r.again {
            Again::Same { within_s } => within_s,
            _ => None,
        });
        let is_late = ends_s.is_some_and(|s| now_ms - asked.sent_at_ms >= s * 1_000);
        match about.lost(Deed::Issue) {
            Lost::AskAgain if !is_late => Ok(None),
            Lost::AskAgain | Lost::Query if self.can(Can::Query) => self.query(group_id, consignment, asked),
            _ => Ok(Some(End::Unsure(lost))),
        }
    }

    /// Asks what was given for a consignment; a number that nobody has kept is that of the parcel whose turn it was.
    fn query(&mut self, group_id: i64, consignment: &Consignment, asked: &mut Asked) -> Result<Option<End>> {
        let task = Task::Query(Box::new(consignment.clone()));
        let mut own = Asked::default();
        let mut found: Vec<HeardWaybill> = Vec::new();
        let mut labels: Vec<HeardLabel> = Vec::new();
        for _ in 0..WAYBILL_STEPS {
            match self.step(&task, &mut own, None)? {
                Told::Heard(heard) => {
                    found.extend(heard.waybills);
                    labels.extend(heard.labels);
                    if own.at.is_done {
                        break;
                    }
                }
                Told::Over => break,
                Told::Lost(lost) => return Ok(Some(End::Later(lost))),
                Told::No(trouble) => {
                    let kept = KeptTrouble::of(self.app, &Halt::Trouble(trouble.clone()));
                    return Ok(Some(if trouble.may_ask_again() { End::Later(kept) } else { End::Unsure(kept) }));
                }
            }
        }
        let mut fresh = None;
        for waybill in found {
            if fresh.is_none() && self.app.store.get(|r| r.waybills_by_number(&waybill.number))?.is_empty() {
                fresh = Some(waybill);
            }
        }
        let Some(fresh) = fresh else { return Ok(None) };
        next_parcel(consignment, &mut asked.at);
        labels.retain(|l| l.number == fresh.number);
        let heard = Heard { waybills: vec![fresh], labels, ..Heard::default() };
        Ok(self.keep(group_id, asked, &heard)?.map(End::Unsure))
    }

    /// Gives a number back, from where it was left.
    pub fn cancel(&mut self, waybill: &KeptWaybill) -> Result<End> {
        let issued = self.issued(waybill)?;
        let task = Task::Cancel(issued);
        let mut asked = Asked::default();
        let mut losses = 0;
        if !self.can(Can::Cancel) {
            return Ok(End::Refused(trouble(
                "refused",
                "not_cancellable",
                waybill.number.as_deref().unwrap_or_default(),
                self.app.now_ms(),
            )));
        }
        for _ in 0..WAYBILL_STEPS {
            match self.step(&task, &mut asked, None)? {
                Told::Over => return Ok(End::Done),
                Told::Heard(_) if asked.at.is_done => return Ok(End::Done),
                Told::Heard(_) => losses = 0,
                Told::Lost(lost) => {
                    losses += 1;
                    match self.source.about().lost(Deed::Cancel) {
                        Lost::AskAgain if losses < SYNC_TRIES => self.app.ports.wire.wait_ms(SYNC_BACK_OFF_MS << (losses - 1)),
                        Lost::AskAgain => return Ok(End::Later(lost)),
                        Lost::Query | Lost::Person => return Ok(End::Unsure(lost)),
                    }
                }
                // It was given back before.
                Told::No(Trouble::Already { .. }) => return Ok(End::Done),
                Told::No(trouble) => return Ok(self.ended(trouble)),
            }
        }
        Err(Failure::new(Code::Internal).with("detail", "no end of a cancel"))
    }

    /// The print data of a number again; what comes is kept.
    pub fn reprint(&mut self, waybill: &KeptWaybill) -> Result<()> {
        if !self.can(Can::Reprint) {
            return Ok(());
        }
        let task = Task::Reprint(self.issued(waybill)?);
        self.harmless(&task, &mut |app, heard| app.store.put(|w| put_labels(w, waybill.group_id, &heard.labels, app.now_ms())))?
            .map_err(|t| Failure::new(Code::Refused).with("reason", &t.code).with("why", super::sentence(self.app, &self.account.name, &t)))
    }

    /// Tells the source that a label came out. Answers the trouble, if any.
    pub fn printed(&mut self, waybill: &KeptWaybill, is_again: bool) -> Result<Option<KeptTrouble>> {
        if !self.can(Can::Printed) {
            return Ok(None);
        }
        let task = Task::Printed { issued: self.issued(waybill)?, is_again };
        Ok(self.harmless(&task, &mut |_, _| Ok(()))?.err())
    }

    /// A task that changes nothing that costs: every answer goes to `each`.
    pub fn harmless(
        &mut self,
        task: &Task,
        each: &mut dyn FnMut(&App, Heard) -> Result<()>,
    ) -> Result<std::result::Result<(), KeptTrouble>> {
        let mut asked = Asked::default();
        for _ in 0..WAYBILL_STEPS {
            match self.step(task, &mut asked, None)? {
                Told::Over => return Ok(Ok(())),
                Told::Heard(heard) => each(self.app, heard)?,
                Told::Lost(lost) => return Ok(Err(lost)),
                Told::No(trouble) => return Ok(Err(KeptTrouble::of(self.app, &Halt::Trouble(trouble)))),
            }
        }
        Err(Failure::new(Code::Internal).with("detail", "no end of a question"))
    }

    /// One request and its answer. Before a request that writes is sent, `asked` is kept at the rows of `group_id`.
    fn step(&mut self, task: &Task, asked: &mut Asked, group_id: Option<i64>) -> Result<Told> {
        let mut tries = 0;
        loop {
            let request = match self.source.ask(&self.access, task, &asked.at, self.app.now_ms()) {
                Ok(None) => return Ok(Told::Over),
                Ok(Some(request)) => request,
                Err(trouble) => return Ok(Told::No(trouble)),
            };
            if let Some(group_id) = group_id.filter(|_| request.writes) {
                asked.sent_at_ms = self.app.now_ms();
                self.app.store.put(|w| w.note_asking(group_id, &asked.json()))?;
            }
            let said = match self.send(task, asked, &request) {
                Ok(told) => return Ok(told),
                Err(trouble) => trouble,
            };
            if matches!(said, Trouble::Authorize { .. }) && !self.refreshed {
                self.refreshed = true;
                if let Some(shop_id) = self.account.shop_id
                    && refresh(self.app, shop_id)?
                {
                    self.access = access_of(self.app, self.account)?;
                    continue;
                }
            }
            tries += 1;
            if !said.may_ask_again() || tries >= SYNC_TRIES || !self.wait(&said, tries) {
                return Ok(Told::No(said));
            }
        }
    }

    fn send(&self, task: &Task, asked: &mut Asked, request: &Request) -> std::result::Result<Told, Trouble> {
        let app = self.app;
        let rates = self.source.about().rates;
        if let Some(rate) = rates.iter().find(|r| r.method == request.call).or_else(|| rates.iter().find(|r| r.method == "*")) {
            // Accounts stand beside shops in the table of paces: their ids are negative there.
            let wait = app.pace.take(-self.account.id, rate, app.now_ms());
            if wait > 0 {
                app.ports.wire.wait_ms(wait);
            }
        }
        let lost = |words: &str| Told::Lost(trouble("lost", "", words, app.now_ms()));
        match app.ports.wire.send(request) {
            Ok(reply) => match self.source.hear(&self.access, task, &mut asked.at, &reply) {
                Ok(heard) => Ok(Told::Heard(heard)),
                Err(said) if request.writes && leaves_open(&said) => Ok(lost(&said.to_string())),
                Err(said) => Err(said),
            },
            Err(WireError::NoAnswer(words)) if request.writes => Ok(lost(&words)),
            Err(WireError::NoAnswer(words) | WireError::NotSent(words)) => Err(Trouble::Again { code: String::new(), words }),
        }
    }

    /// Waits before the same is asked again; false when that would be too long.
    fn wait(&self, said: &Trouble, tries: u32) -> bool {
        let wait = match said {
            Trouble::Wait { after_s: Some(s), .. } => s.saturating_mul(1_000),
            _ => SYNC_BACK_OFF_MS << (tries - 1),
        };
        let is_short = wait <= SYNC_LONGEST_WAIT_MS;
        if is_short {
            self.app.ports.wire.wait_ms(wait);
        }
        is_short
    }

    /// What a no means for the parcel or the account.
    fn ended(&self, said: Trouble) -> End {
        let kept = KeptTrouble::of(self.app, &Halt::Trouble(said.clone()));
        match said {
            Trouble::Setup { .. } | Trouble::Authorize { .. } => End::Stop(kept),
            // Nothing was bought, and the house is not to be reached or has enough for now: the rest would fare alike.
            Trouble::Wait { .. } | Trouble::Again { .. } | Trouble::Unreadable { .. } => End::Stop(kept),
            Trouble::Refused { .. } | Trouble::RefundOpen { .. } | Trouble::Already { .. } => End::Refused(kept),
        }
    }

    /// The number as its source wants to hear of it.
    fn issued(&self, waybill: &KeptWaybill) -> Result<Issued> {
        self.app.store.read(|r| {
            let (mut order_nos, mut platform) = (Vec::new(), String::new());
            for id in &waybill.orders {
                let Some(order) = r.order(*id)? else { continue };
                platform = r.platform_code(order.shop_id)?.unwrap_or_default();
                order_nos.push(order.order_no);
            }
            Ok(Issued {
                number: waybill.number.clone().unwrap_or_default(),
                platform,
                carrier: waybill.carrier.clone(),
                parcel: waybill.key.clone(),
                order_nos,
                notes: waybill.notes.clone(),
            })
        })
    }

    /// Keeps what one answer brought, in one transaction with how far was asked. Answers why a number is not to be trusted.
    fn keep(&self, group_id: i64, asked: &Asked, heard: &Heard) -> Result<Option<KeptTrouble>> {
        let (app, now_ms) = (self.app, self.app.now_ms());
        let twice = app.store.write(|w| {
            w.note_asking(group_id, &asked.json())?;
            let mut twice = None;
            for given in &heard.waybills {
                let rows = w.waybills_of_group(group_id)?;
                if rows.iter().any(|row| row.number.as_deref() == Some(&given.number)) {
                    continue;
                }
                let free = |row: &&KeptWaybill| row.number.is_none();
                let of_key = rows.iter().find(|row| free(row) && row.key == given.parcel);
                if given.role == Role::Return {
                    // The slip that comes back has a number of its own and no parcel here.
                    if let Some(first) = rows.first() {
                        w.note_number(first.order_id, "waybill", &given.number, now_ms)?;
                    }
                    continue;
                }
                let Some(row) = of_key.or_else(|| rows.iter().find(free)) else { continue };
                let mut others = w.waybills_by_number(&given.number)?;
                others.retain(|o| o.id != row.id && o.account_id == row.account_id && o.state.is_open());
                if !others.is_empty() {
                    let kept = trouble("twice", "", &given.number, now_ms);
                    w.set_waybill(row.id, WaybillState::Unsure, Some(&kept.json()), now_ms)?;
                    twice = Some(kept);
                    continue;
                }
                put_number(w, row, &told(given), &self.account.name, now_ms)?;
            }
            put_labels(w, group_id, &heard.labels, now_ms)?;
            Ok::<_, Failure>(twice)
        })?;
        app.ports.faces.changed(&["orders", "waybill"]);
        Ok(twice)
    }
}

/// A number as it is kept.
fn told(given: &HeardWaybill) -> GivenNumber {
    GivenNumber {
        number: given.number.clone(),
        role: if given.role == Role::Child { "child" } else { "parcel" }.to_owned(),
        mother: given.mother.clone(),
        carrier_code: given.carrier.clone(),
        route_code: given.route_code.clone(),
        bag_place: given.bag_place.clone(),
        words: given.words.clone(),
        notes: given.notes.clone(),
        raw: given.raw.clone(),
    }
}

/// A row has its number: so have the orders in its parcel. A child's number finds its orders too, but only the mother's is told to the platform.
pub(super) fn put_number(w: &mut Writer<'_>, row: &KeptWaybill, given: &GivenNumber, account: &str, now_ms: i64) -> Result<()> {
    w.give_number(row.id, given, now_ms)?;
    let data = json!({"number": given.number, "carrier": row.carrier, "account": account}).to_string();
    for id in &row.orders {
        let Some(before) = w.order(*id)? else { continue };
        let mut event = by_system(now_ms, "waybill", Some(data.clone()));
        event.actor.clone_from(&row.actor);
        if given.role != "parcel" {
            w.note_number(*id, "waybill", &given.number, now_ms)?;
            w.append_events(*id, &[event])?;
            continue;
        }
        let mut after = before.clone();
        let list = after.trackings.get_or_insert_with(Vec::new);
        if !list.iter().any(|t| t.number() == given.number) {
            list.push(Tracking(Some(row.carrier.clone()), given.number.clone()));
        }
        after.settle(Cause::WaybillRefused);
        w.update_order(&before, &after, &[event], &[])?;
    }
    if w.waybills_of_group(row.group_id)?.iter().all(|r| r.number.is_some()) {
        w.remove_waybill_consignment(row.group_id)?;
    }
    Ok(())
}

fn put_labels(w: &mut Writer<'_>, group_id: i64, labels: &[HeardLabel], now_ms: i64) -> yidan_store::Result<()> {
    let rows = w.waybills_of_group(group_id)?;
    for label in labels {
        let Some(row) = rows.iter().find(|row| row.number.as_deref() == Some(&label.number)) else { continue };
        let kept = WaybillLabel {
            kind: kind_word(label.kind).to_owned(),
            text: label.text.clone(),
            headers: label.headers.clone(),
            at_ms: now_ms,
        };
        w.put_waybill_label(row.id, &kept)?;
    }
    Ok(())
}

/// The word of stored rows.
pub(super) fn kind_word(kind: PrintKind) -> &'static str {
    match kind {
        PrintKind::Cainiao => "cainiao",
        PrintKind::Pdd => "pdd",
        PrintKind::Douyin => "douyin",
        PrintKind::Wechat => "wechat",
        PrintKind::Html => "html",
        PrintKind::Address => "address",
    }
}
