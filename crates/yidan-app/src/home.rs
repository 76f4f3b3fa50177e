//! `home.board`: the owner's one glance. Every number is a filter whose list adds up to it. The figures over many orders are in `figures`.

use crate::alarms::breaker;
use crate::alarms::list::sentence;
use crate::alarms::look::look;
use crate::consistency::{Kind, day_of};
use crate::desk::{Nothing, Session, platform_name};
use crate::error::Result;
use crate::figures::{self, CauseShare, Kpi};
use crate::orders::select::Filter;
use crate::orders::view::Shops;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ts_rs::TS;
use yidan_domain::alarms::Grade;
use yidan_domain::order::{Stage, State};
use yidan_store::{NUMBERS_PER_SEARCH, Reader};

/// A number with the list behind it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Tile {
    /// `review`, `warehouse`, `on_the_way`, `delivered`, `after_sale`
    pub word: String,
    pub count: i64,
    pub sum_fen: i64,
    pub filter: Filter,
}

/// Something to do now, with the list behind it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Task {
    /// The word of an alarm, `to_print`, or `consistency`.
    pub word: String,
    pub grade: Grade,
    pub count: i64,
    pub sum_fen: i64,
    /// What happened, and what to do.
    pub text: String,
    /// Absent for what is no list of orders.
    pub filter: Option<Filter>,
}

/// Automatic movement is paused.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PausedView {
    pub since: String,
    /// Orders that wait for it now.
    pub waiting: i64,
    pub text: String,
}

/// What came in last per shop.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShopReceipt {
    pub platform: String,
    pub platform_name: String,
    pub shop: String,
    pub orders: i64,
    pub sum_fen: i64,
    pub last_file: Option<String>,
    pub last_import_at: Option<String>,
    pub last_new: i64,
    pub last_updated: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BoardReply {
    pub orders: i64,
    pub stages: Vec<Tile>,
    /// The gravest first.
    pub to_do: Vec<Task>,
    pub paused: Option<PausedView>,
    pub kpis: Vec<Kpi>,
    /// Exceptions by cause, the most frequent first.
    pub causes: Vec<CauseShare>,
    pub shops: Vec<ShopReceipt>,
}

/// The last import of a shop is looked for among so many files.
const FILES_LOOKED_AT: i64 = 200;

/// The owner's one glance.
pub fn board(app: &App, _session: &Session, _request: Nothing) -> Result<BoardReply> {
    let now_ms = app.now_ms();
    app.store.read(|r| {
        let shops = Shops::of(r)?;
        let stages = Stage::ALL
            .into_iter()
            .map(|stage| {
                let filter = Filter { stage: Some(stage), ..Filter::default() };
                let total = r.total(&filter.to_store(&shops, now_ms)?)?;
                Ok(Tile { word: stage.word().to_owned(), count: total.n, sum_fen: total.sum_fen, filter })
            })
            .collect::<Result<Vec<_>>>()?;
        let figures = figures::figures(app, r, &shops, now_ms)?;
        Ok(BoardReply {
            orders: r.total(&yidan_store::Filter::default())?.n,
            stages,
            to_do: to_do(app, r, &shops, now_ms)?,
            paused: paused(app, r)?,
            kpis: figures.kpis,
            causes: figures.causes,
            shops: receipts(app, r, &shops)?,
        })
    })
}

/// 现在要做: the alarms that are not quiet, except those that only go on record, and what waits for its label.
fn to_do(app: &App, r: &Reader<'_>, shops: &Shops, now_ms: i64) -> Result<Vec<Task>> {
    let mut tasks = Vec::new();
    for f in look(r, shops, now_ms)? {
        let is_shown = f.alarm.grade() != Grade::Record || f.alarm == yidan_domain::alarms::Alarm::HoldDue;
        if is_shown && f.muted_until_ms.is_none() {
            let text = sentence(app, &f);
            let (word, grade) = (f.alarm.word().to_owned(), f.alarm.grade());
            tasks.push(Task { word, grade, count: f.count, sum_fen: f.sum_fen, text, filter: f.filter });
        }
    }
    let filter = Filter { states: vec![State::ToPrint], ..Filter::default() };
    let total = r.total(&filter.to_store(shops, now_ms)?)?;
    if total.n > 0 {
        let text = app.say_with("alarm.to_print", &[("count", total.n.to_string())]);
        let grade = Grade::Record;
        tasks.push(Task { word: "to_print".to_owned(), grade, count: total.n, sum_fen: total.sum_fen, text, filter: Some(filter) });
    }
    tasks.extend(differences(app, r, shops, now_ms)?);
    Ok(tasks)
}

/// What the report of this morning found, until the next one.
fn differences(app: &App, r: &Reader<'_>, shops: &Shops, now_ms: i64) -> Result<Option<Task>> {
    let Some(report) = r.consistency_of(Kind::Day.word(), &day_of(Kind::Day, now_ms))? else { return Ok(None) };
    let found = r.consistency_differences(report.id)?;
    let numbers: BTreeSet<String> = found.into_iter().map(|d| d.order_no).collect();
    if numbers.is_empty() {
        return Ok(None);
    }
    let filter = Filter { numbers: numbers.into_iter().take(NUMBERS_PER_SEARCH).collect(), ..Filter::default() };
    let total = r.total(&filter.to_store(shops, now_ms)?)?;
    let text = app.say_with("consistency.task", &[("day", report.day), ("count", total.n.to_string())]);
    let (word, grade) = ("consistency".to_owned(), Grade::Record);
    Ok((total.n > 0).then_some(Task { word, grade, count: total.n, sum_fen: total.sum_fen, text, filter: Some(filter) }))
}

fn paused(app: &App, r: &Reader<'_>) -> Result<Option<PausedView>> {
    let Some(paused) = breaker::paused(r)? else { return Ok(None) };
    let waiting = r.backlog()?.orders;
    let mut facts = paused.facts();
    facts.insert("count".to_owned(), waiting.to_string());
    Ok(Some(PausedView { since: moment::rfc3339(paused.since_ms), waiting, text: app.say("alarm.paused", &facts) }))
}

fn receipts(app: &App, r: &Reader<'_>, shops: &Shops) -> Result<Vec<ShopReceipt>> {
    let files = r.source_files(FILES_LOOKED_AT)?;
    shops
        .all()
        .filter(|s| crate::files::bills::sells(&s.platform))
        .map(|s| {
            let total = r.total(&yidan_store::Filter { shops: vec![s.id], ..yidan_store::Filter::default() })?;
            let last = files.iter().find(|f| f.shop_id == s.id);
            let result: Option<crate::files::import::FileResult> = last.and_then(|f| serde_json::from_str(f.result.as_deref()?).ok());
            Ok(ShopReceipt {
                platform_name: platform_name(app, &s.platform),
                platform: s.platform.clone(),
                shop: s.name.clone(),
                orders: total.n,
                sum_fen: total.sum_fen,
                last_file: last.map(|f| f.name.clone()),
                last_import_at: moment::maybe(s.last_import_at_ms),
                last_new: result.as_ref().map_or(0, |f| f.orders_new),
                last_updated: result.as_ref().map_or(0, |f| f.orders_updated),
            })
        })
        .collect()
}
