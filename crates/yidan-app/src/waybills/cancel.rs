//! `waybills.cancel`: gives numbers back to their source, as a job with a result for every number. The orders lose the number first, so that
//! nothing is printed with it meanwhile; where the source will not take it back they get it again. Numbers that changes of orders have made
//! useless are given back by the program itself.

use super::counter::{Counter, End, put_number};
use super::void::take_off;
use super::{PLAIN, sentence};
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running, Wish};
use crate::orders::touch::event;
use crate::sync::KeptTrouble;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_domain::limits::{PASTED_NUMBERS, WAYBILLS_GIVEN_BACK};
use yidan_store::{GivenNumber, KeptWaybill, WaybillAccount, WaybillState};

/// Gives numbers back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CancelRequest {
    pub numbers: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct CancelResult {
    pub number: String,
    pub order_no: String,
    /// `cancelled`, `later`, `refused`
    pub state: String,
    pub text: String,
}

/// Result of the job.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct CancelReply {
    pub cancelled: i64,
    pub failed: i64,
    pub results: Vec<CancelResult>,
}

pub fn start(app: &App, session: &Session, request: CancelRequest) -> Result<JobStarted> {
    if request.numbers.is_empty() || request.numbers.len() > PASTED_NUMBERS {
        return Err(Failure::new(Code::BadRequest).with("detail", format!("numbers: 1 – {PASTED_NUMBERS}")));
    }
    let title = request.numbers.first().cloned().unwrap_or_default();
    jobs::queue(app, session, "waybills_cancel", &title, &request)
}

pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: CancelRequest = running.request()?;
    let mut reply = CancelReply::default();
    for (at, number) in request.numbers.iter().enumerate() {
        match running.tick(at as i64, Some(request.numbers.len() as i64))? {
            Wish::GoOn => {}
            Wish::Pause => return Ok(Outcome::Paused),
            Wish::Cancel => return Ok(Outcome::Cancelled),
        }
        reply.results.push(one(app, &running.session, number.trim())?);
    }
    reply.cancelled = reply.results.iter().filter(|r| r.state == "cancelled").count() as i64;
    reply.failed = reply.results.len() as i64 - reply.cancelled;
    let clean = reply.failed == 0;
    let value = serde_json::to_value(reply).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    Ok(if clean { Outcome::Done(value) } else { Outcome::Partly(value) })
}

/// The states in which a number can be given back, or has been.
fn of_number(app: &App, number: &str) -> Result<Option<KeptWaybill>> {
    let rows = app.store.get(|r| r.waybills_by_number(number))?;
    let open = rows.iter().find(|w| w.state.is_open()).cloned();
    Ok(open.or_else(|| rows.into_iter().next()))
}

fn one(app: &App, session: &Session, number: &str) -> Result<CancelResult> {
    let blank = CancelResult { number: number.to_owned(), ..CancelResult::default() };
    let refused = |word: &str, blank: CancelResult| {
        let text = app.say_with(&format!("waybill.none.{word}"), &[("number", number.to_owned())]);
        CancelResult { state: "refused".into(), text, ..blank }
    };
    let Some(row) = of_number(app, number)? else { return Ok(refused("unknown_number", blank)) };
    let order = app.store.get(|r| r.order(row.order_id))?;
    let blank = CancelResult { order_no: order.as_ref().map(|o| o.order_no.clone()).unwrap_or_default(), ..blank };
    if row.state == WaybillState::Cancelled {
        return Ok(CancelResult { state: "cancelled".into(), text: app.say_with("waybill.cancelled_before", &[]), ..blank });
    }
    if row.role != "parcel" {
        return Ok(refused("child", blank));
    }
    for id in &row.orders {
        if app
            .store
            .get(|r| r.order(*id))?
            .is_some_and(|o| !o.state.is_before_shipping() && o.trackings.iter().flatten().any(|t| t.number() == number))
        {
            return Ok(refused("left_cancel", blank));
        }
    }
    if row.state == WaybillState::Issued {
        let now_ms = app.now_ms();
        app.store.write(|w| {
            for mate in w.waybills_of_group(row.group_id)?.iter().filter(|m| m.state == WaybillState::Issued) {
                take_off(w, mate, now_ms)?;
                w.set_waybill(mate.id, WaybillState::Cancelling, None, now_ms)?;
            }
            let data = json!({"number": number}).to_string();
            Ok::<(), Failure>(w.append_events(row.order_id, &[event(session, now_ms, "cancel_waybill", None, None, Some(data))])?)
        })?;
    } else if row.state != WaybillState::Cancelling {
        return Ok(refused("not_issued", blank));
    }
    Ok(match give_back(app, &row, true)? {
        None => CancelResult { state: "cancelled".into(), text: app.say_with("waybill.cancelled", &[]), ..blank },
        Some((state, text)) => CancelResult { state: state.into(), text, ..blank },
    })
}

/// Gives a number back that its orders have no more. Answers what is in the way; where a person wished it and the source says no, the orders
/// get it again.
fn give_back(app: &App, row: &KeptWaybill, is_wished: bool) -> Result<Option<(&'static str, String)>> {
    let account = super::account_of(app, row)?;
    let held = app.store.put(|w| w.hold_waybills(row.group_id, app.alive.id(), |who| !app.alive.is_alive(who)))?;
    if !held {
        return Ok(Some(("later", app.say_with("waybill.none.in_work", &[]))));
    }
    let ended = ask(app, &account, row);
    app.store.put(|w| w.release_waybills(row.group_id))?;
    let now_ms = app.now_ms();
    let rows = app.store.get(|r| r.waybills_of_group(row.group_id))?;
    let all = |state: WaybillState, trouble: Option<&KeptTrouble>| {
        app.store.put(|w| {
            for r in rows.iter().filter(|r| r.state == WaybillState::Cancelling) {
                w.set_waybill(r.id, state, trouble.map(KeptTrouble::json).as_deref(), now_ms)?;
            }
            Ok(())
        })
    };
    let said = |t: &KeptTrouble| sentence(app, &account.name, t);
    app.ports.faces.changed(&["orders", "waybill"]);
    match ended? {
        End::Done => all(WaybillState::Cancelled, None).map(|()| None),
        End::Refused(t) if is_wished => {
            app.store.write(|w| {
                for r in rows.iter().filter(|r| r.state == WaybillState::Cancelling) {
                    put_number(w, r, &as_given(r), &account.name, now_ms)?;
                    w.set_waybill(r.id, WaybillState::Issued, Some(&t.json()), now_ms)?;
                }
                Ok::<(), Failure>(())
            })?;
            Ok(Some(("refused", said(&t))))
        }
        // The orders have moved on: the number is out of use here whatever its source says.
        End::Refused(t) | End::Unsure(t) => {
            all(WaybillState::Cancelled, Some(&t))?;
            Ok(Some(("refused", said(&t))))
        }
        End::Later(t) | End::Stop(t) => {
            all(WaybillState::Cancelling, Some(&t))?;
            Ok(Some(("later", said(&t))))
        }
    }
}

fn ask(app: &App, account: &WaybillAccount, row: &KeptWaybill) -> Result<End> {
    if account.source == PLAIN {
        return Ok(End::Done);
    }
    match Counter::open(app, account)? {
        Some(mut counter) => counter.cancel(row),
        None => Ok(End::Done),
    }
}

fn as_given(row: &KeptWaybill) -> GivenNumber {
    GivenNumber {
        number: row.number.clone().unwrap_or_default(),
        role: row.role.clone(),
        mother: row.mother.clone(),
        carrier_code: row.carrier_code.clone(),
        route_code: row.route_code.clone(),
        bag_place: row.bag_place.clone(),
        words: row.words.clone(),
        notes: row.notes.clone(),
        raw: String::new(),
    }
}

impl App {
    /// Gives back what changes of orders have made useless. Blocking; meant for a thread of its own. Answers how many were looked at.
    pub fn give_back_waybills(&self, stop: &dyn Fn() -> bool) -> Result<usize> {
        let rows = self.store.get(|r| r.waybills_to_cancel(WAYBILLS_GIVEN_BACK))?;
        let mut done = 0;
        for row in rows.iter().filter(|r| r.role == "parcel") {
            if stop() {
                break;
            }
            give_back(self, row, false)?;
            done += 1;
        }
        Ok(done)
    }
}
