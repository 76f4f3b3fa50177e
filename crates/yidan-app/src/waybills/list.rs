//! `waybills.list`, `waybills.of_order`: numbers as they stand.

use super::choose::Why;
use super::sentence;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::sync::KeptTrouble;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use ts_rs::TS;
use yidan_domain::limits::LIST_ROWS;
use yidan_store::{KeptWaybill, Reader, WaybillState};

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct WaybillsRequest {
    /// A state's word; absent = all.
    #[ts(optional)]
    pub state: Option<String>,
    /// Any number: of the order or the waybill.
    #[ts(optional)]
    pub find: Option<String>,
    /// 100 when absent.
    #[ts(optional)]
    pub limit: Option<i64>,
}

/// A number as it stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WaybillView {
    pub id: i64,
    /// Our number of the parcel at its source: by it a person finds it there.
    pub key: String,
    pub order_id: i64,
    pub order_no: String,
    /// Further orders in the parcel.
    pub merged: Vec<String>,
    pub number: Option<String>,
    pub carrier: String,
    pub account: String,
    /// `wanted`, `asking`, `issued`, `unsure`, `refused`, `cancelling`, `cancelled`
    pub state: String,
    /// In words.
    pub state_text: String,
    /// `parcel`, `child`
    pub role: String,
    pub mother: Option<String>,
    pub route_code: Option<String>,
    pub bag_place: Option<String>,
    /// Why this carrier.
    pub why: String,
    /// What is in the way, and what to do.
    pub trouble: Option<String>,
    /// Who draws the label: `cainiao`, `pdd`, `douyin`, `wechat`, `html`, `address`; absent = we do.
    pub label: Option<String>,
    pub actor: String,
    pub made_at: String,
    pub issued_at: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WaybillsReply {
    pub waybills: Vec<WaybillView>,
    /// Numbers by state.
    pub counts: HashMap<String, i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OrderWaybillsRequest {
    pub id: i64,
}

pub fn list(app: &App, _session: &Session, request: WaybillsRequest) -> Result<WaybillsReply> {
    let state = match request.state.as_deref() {
        None | Some("") => None,
        Some(word) => Some(WaybillState::from_word(word).ok_or_else(|| Failure::new(Code::BadRequest).with("detail", "state"))?),
    };
    let limit = request.limit.unwrap_or(100).clamp(1, LIST_ROWS as i64);
    app.store.read(|r| {
        let rows = match request.find.as_deref().map(str::trim).filter(|f| !f.is_empty()) {
            None => r.waybills(state, limit)?,
            Some(find) => {
                let mut rows = r.waybills_by_number(&find.to_uppercase())?;
                if rows.is_empty() {
                    for id in r.ids_by_number(find)? {
                        rows.extend(r.waybills_of(id)?);
                    }
                }
                rows.retain(|w| state.is_none_or(|s| w.state == s));
                rows
            }
        };
        let counts = r.waybill_counts()?.into_iter().map(|(s, n)| (s.word().to_owned(), n)).collect();
        Ok(WaybillsReply { waybills: views(app, r, &rows)?, counts })
    })
}

/// The numbers of one order, the latest first.
pub fn of_order(app: &App, _session: &Session, request: OrderWaybillsRequest) -> Result<WaybillsReply> {
    app.store.read(|r| {
        let mut rows = r.waybills_of(request.id)?;
        rows.reverse();
        Ok(WaybillsReply { waybills: views(app, r, &rows)?, counts: HashMap::new() })
    })
}

fn views(app: &App, r: &Reader<'_>, rows: &[KeptWaybill]) -> Result<Vec<WaybillView>> {
    let accounts: HashMap<i64, String> = r.waybill_accounts()?.into_iter().map(|a| (a.id, a.name)).collect();
    let ids: Vec<i64> = rows.iter().flat_map(|w| w.orders.iter().copied().chain([w.order_id])).collect();
    let numbers: HashMap<i64, String> = r.rows(&ids)?.into_iter().map(|row| (row.id, row.order_no)).collect();
    let number_of = |id: &i64| numbers.get(id).cloned().unwrap_or_default();
    let view = |w: &KeptWaybill| -> Result<WaybillView> {
        let account = accounts.get(&w.account_id).cloned().unwrap_or_default();
        let trouble = KeptTrouble::read(w.trouble.as_deref()).map(|t| sentence(app, &account, &t));
        Ok(WaybillView {
            id: w.id,
            key: w.key.clone(),
            order_id: w.order_id,
            order_no: number_of(&w.order_id),
            merged: w.orders.iter().filter(|id| **id != w.order_id).map(number_of).collect(),
            number: w.number.clone(),
            carrier: w.carrier.clone(),
            account,
            state: w.state.word().to_owned(),
            state_text: app.say_with(&format!("waybill.state.{}", w.state.word()), &[]),
            role: w.role.clone(),
            mother: w.mother.clone(),
            route_code: w.route_code.clone(),
            bag_place: w.bag_place.clone(),
            why: Why::read(&w.why).text(app),
            trouble,
            label: r.waybill_label(w.id)?.map(|l| l.kind),
            actor: w.actor.clone(),
            made_at: moment::rfc3339(w.made_at_ms),
            issued_at: moment::maybe(w.issued_at_ms),
        })
    };
    rows.iter().map(view).collect()
}
