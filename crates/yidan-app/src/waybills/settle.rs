//! `waybills.settle`, `waybills.enter`: what a person knows. A lost answer that no question can clear is cleared by looking at the source; a
//! number that was written by hand is typed in.

use super::accounts::own_account;
use super::choose::Why;
use super::counter::put_number;
use super::standing;
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::labels::units::Units;
use crate::orders::find;
use crate::orders::touch::event;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_store::{GivenNumber, NewWaybill, WaybillState};

/// What a person found at the source of an unsure number.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SettleWaybillRequest {
    pub id: i64,
    /// The number that was bought; absent = none was, and it may be asked for again.
    #[serde(default)]
    #[ts(optional)]
    pub number: Option<String>,
}

/// Types a number in for an order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnterWaybillRequest {
    /// Any number known of the order.
    pub no: String,
    pub number: String,
    pub carrier: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnteredReply {
    pub order_no: String,
    pub number: Option<String>,
    pub state: String,
}

/// A number as it is typed or scanned: without blanks, in capital letters.
fn plain(number: &str) -> Result<String> {
    let plain: String = number.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let is_number = (4..=40).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_number { Ok(plain) } else { Err(Failure::new(Code::BadRequest).with("detail", "number")) }
}

pub fn settle(app: &App, session: &Session, request: SettleWaybillRequest) -> Result<EnteredReply> {
    let number = request.number.as_deref().map(plain).transpose()?;
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let row = w.waybill(request.id)?.ok_or_else(|| Failure::new(Code::NotFound).with("what", request.id))?;
        if row.state != WaybillState::Unsure {
            return Err(refused(app, "not_unsure", ""));
        }
        let account = w.waybill_account(row.account_id)?.map(|a| a.name).unwrap_or_default();
        match &number {
            Some(number) => {
                if w.waybills_by_number(number)?.iter().any(|o| o.id != row.id && o.state.is_open()) {
                    return Err(refused(app, "number_taken", number));
                }
                let given = GivenNumber { number: number.clone(), role: "parcel".into(), ..GivenNumber::default() };
                put_number(w, &row, &given, &account, now_ms)?;
            }
            None => w.set_waybill(row.id, WaybillState::Wanted, None, now_ms)?,
        }
        let data = json!({"number": number}).to_string();
        w.append_events(row.order_id, &[event(session, now_ms, "settle_waybill", None, None, Some(data))])?;
        let order_no = w.order(row.order_id)?.map(|o| o.order_no).unwrap_or_default();
        let state = if number.is_some() { WaybillState::Issued } else { WaybillState::Wanted };
        Ok(EnteredReply { order_no, number, state: state.word().into() })
    })
}

pub fn enter(app: &App, session: &Session, request: EnterWaybillRequest) -> Result<EnteredReply> {
    let number = plain(&request.number)?;
    let carrier = request.carrier.trim().to_owned();
    let account = own_account(app)?;
    let id = app.store.read(|r| find::the_one(app, r, &request.no))?;
    let mut skipped = Vec::new();
    let units = Units::default().of(app, session.by(), id, &mut skipped, |_| Ok(true))?;
    let Some(unit) = units.into_iter().next() else {
        let (reason, why) = skipped.into_iter().next().map(|s| (s.reason, s.text)).unwrap_or_default();
        return Err(Failure::new(Code::Refused).with("reason", reason).with("why", why));
    };
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let order = unit.first();
        if standing(w, order.id, unit.parcel_id)?.is_some() {
            return Err(refused(app, "has_one", ""));
        }
        if w.waybills_by_number(&number)?.iter().any(|o| o.state.is_open()) {
            return Err(refused(app, "number_taken", &number));
        }
        let why = Why { code: "typed".into(), ..Why::default() };
        let orders: Vec<i64> = unit.orders.iter().map(|o| o.id).collect();
        let key = format!("typed/{}/{}", order.id, w.event_count()?);
        let id = w.add_waybill(&NewWaybill {
            key,
            account_id: account.id,
            group_id: 0,
            order_id: order.id,
            parcel_id: unit.parcel_id,
            carrier: carrier.clone(),
            why: why.json(),
            actor: session.actor.clone(),
            at_ms: now_ms,
            orders,
        })?;
        let row = w.waybill(id)?.ok_or_else(|| Failure::new(Code::NotFound).with("what", id))?;
        let given = GivenNumber { number: number.clone(), role: "parcel".into(), ..GivenNumber::default() };
        put_number(w, &row, &given, &account.name, now_ms)?;
        Ok(EnteredReply { order_no: order.order_no.clone(), number: Some(number.clone()), state: WaybillState::Issued.word().into() })
    })
}

fn refused(app: &App, word: &str, number: &str) -> Failure {
    let why = app.say_with(&format!("waybill.none.{word}"), &[("number", number.to_owned())]);
    Failure::new(Code::Refused).with("reason", word).with("why", why)
}
