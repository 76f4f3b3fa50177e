//! `alarms.list`: one line per cause, each with the orders behind it.

use super::look::{Found, look};
use crate::desk::Session;
use crate::error::Result;
use crate::orders::select::Filter;
use crate::orders::view::Shops;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::alarms::{Alarm, Grade};
use yidan_domain::limits::ALARM_ORDERS;
use yidan_store::Reader;

/// Asks for the alarms that stand.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct AlarmsRequest {
    /// Orders named under each alarm; 200 when absent, and at most.
    pub orders: Option<usize>,
}

/// One cause, one line.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AlarmView {
    pub grade: Grade,
    pub code: Alarm,
    pub count: i64,
    pub sum_fen: i64,
    /// What happened, and what to do.
    pub text: String,
    /// Numbers of the orders, as many as asked for.
    pub orders: Vec<String>,
    /// The list that adds up to `count`; absent for what is no list of orders.
    pub filter: Option<Filter>,
    /// Quiet until then.
    pub muted_until: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AlarmsReply {
    /// The gravest first.
    pub alarms: Vec<AlarmView>,
}

pub fn list(app: &App, _session: &Session, request: AlarmsRequest) -> Result<AlarmsReply> {
    let now_ms = app.now_ms();
    let limit = request.orders.unwrap_or(ALARM_ORDERS).min(ALARM_ORDERS);
    app.store.read(|r| {
        let shops = Shops::of(r)?;
        let found = look(r, &shops, now_ms)?;
        let alarms = found.into_iter().map(|f| view(app, r, &shops, f, limit, now_ms)).collect::<Result<_>>()?;
        Ok(AlarmsReply { alarms })
    })
}

fn view(app: &App, r: &Reader<'_>, shops: &Shops, found: Found, limit: usize, now_ms: i64) -> Result<AlarmView> {
    let orders = match &found.filter {
        Some(filter) if limit > 0 => {
            let ids = r.ids(&filter.to_store(shops, now_ms)?, yidan_store::Sort::Oldest, limit)?;
            r.order_numbers(&ids)?
        }
        _ => Vec::new(),
    };
    Ok(AlarmView {
        grade: found.alarm.grade(),
        code: found.alarm,
        count: found.count,
        sum_fen: found.sum_fen,
        text: sentence(app, &found),
        orders,
        filter: found.filter,
        muted_until: found.muted_until_ms.map(moment::rfc3339),
    })
}

/// What happened and what to do, for people.
pub fn sentence(app: &App, found: &Found) -> String {
    let mut facts = found.facts.clone();
    facts.insert("count".to_owned(), found.count.to_string());
    app.say(&format!("alarm.{}", found.alarm.word()), &facts)
}
