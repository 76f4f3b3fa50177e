//! Filters, snapshots and selections: which orders are meant.

use super::view::Shops;
use crate::alarms::look::list_of;
use crate::error::{Code, Failure, Result};
use crate::{App, moment, snapshots};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use ts_rs::TS;
use yidan_domain::alarms::Alarm;
use yidan_domain::limits::{BATCH_ORDERS, COLLECT_HOURS, PASTED_NUMBERS};
use yidan_domain::order::{Cause, Marks, Stage, State};
use yidan_store::{DateBy, Work};

/// Which orders a list shows. Empty lists and absent fields do not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Filter {
    pub states: Vec<State>,
    pub stage: Option<Stage>,
    /// Platform codes.
    pub platforms: Vec<String>,
    /// Shop names.
    pub shops: Vec<String>,
    pub held: Option<bool>,
    pub locked: Option<bool>,
    pub exception: Option<bool>,
    pub after_sale: Option<bool>,
    pub urgent: Option<bool>,
    /// 1 red … 5 purple; 0 = no flag.
    pub flag: Option<u8>,
    /// Words, names, SKU codes, or a number of any kind.
    pub find: Option<String>,
    /// Many numbers at once (pasted list).
    pub numbers: Vec<String>,
    /// First day, `YYYY-MM-DD` at UTC+8, of the time that `date_by` names.
    pub from: Option<String>,
    /// Last day, inclusive.
    pub to: Option<String>,
    pub date_by: DayOf,
    pub province: Option<String>,
    pub sku: Option<String>,
    /// A finding code, or `any`.
    pub finding: Option<String>,
    /// A tag by its name.
    pub tag: Option<String>,
    /// Exceptions of this cause.
    pub cause: Option<Cause>,
    /// Printed at least once, or not at all.
    pub printed: Option<bool>,
    /// Paid, not shipped, and the time to ship has run out.
    pub overdue: Option<bool>,
    /// The orders behind an alarm.
    pub alarm: Option<Alarm>,
    /// The orders behind a figure of the first page.
    pub figure: Option<Figure>,
    /// `YYYY-MM-DDTHH` at UTC+8: the hour of the order's own time.
    pub hour: Option<String>,
}

/// What our own desk did with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// A person moved it.
    Manual,
    /// No person had to do anything.
    Untouched,
    /// It left from here.
    Left,
    /// The first scan came in time after payment.
    CollectedInTime,
    /// Tagged as sent wrongly.
    Wrong,
}

/// Tags by which after-sale says that something wrong was sent, or nothing.
const WRONG_TAGS: [&str; 2] = ["错发", "漏发"];

impl Figure {
    fn work(self) -> Work {
        match self {
            Figure::Manual => Work::Moved,
            Figure::Untouched => Work::Untouched,
            Figure::Left => Work::Left,
            Figure::CollectedInTime => Work::ScannedWithin(COLLECT_HOURS * 3_600_000),
            Figure::Wrong => Work::Tagged(WRONG_TAGS.map(str::to_owned).to_vec()),
        }
    }
}

/// Which time a range of days speaks of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayOf {
    /// The order's own time: created, else paid, else first seen.
    #[default]
    Created,
    /// 付款时间; unpaid orders have none.
    Paid,
}

/// Order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
}

/// Which orders a batch command acts on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// These orders.
    Ids(Vec<i64>),
    /// All of a snapshot except some. Exactly the orders seen, whatever came in meanwhile.
    Snapshot { mark: String, except: Vec<i64> },
    /// Orders by any number known of them.
    Numbers(Vec<String>),
    /// Every order that waits for its label.
    AllToPrint,
}

impl Filter {
    /// The same in the store's words. Unknown shop names match nothing rather than everything.
    pub(crate) fn to_store(&self, shops: &Shops, now_ms: i64) -> Result<yidan_store::Filter> {
        let bad = |field: &str| Failure::new(Code::BadRequest).with("detail", field);
        let day = |text: &Option<String>, field: &str| match text.as_deref().filter(|t| !t.is_empty()) {
            None => Ok(None),
            Some(t) => moment::day_start(t).map(Some).ok_or_else(|| bad(field)),
        };
        let mut f = yidan_store::Filter {
            states: self.states.clone(),
            stage: self.stage,
            from_ms: day(&self.from, "from")?,
            to_ms: day(&self.to, "to")?.map(|t| t + moment::DAY_MS),
            flag: self.flag,
            province: self.province.clone().filter(|p| !p.is_empty()),
            sku: self.sku.clone().filter(|s| !s.is_empty()),
            printed: self.printed,
            tag: self.tag.clone().filter(|t| !t.is_empty()),
            cause: self.cause,
            date_by: if self.date_by == DayOf::Paid { DateBy::Paid } else { DateBy::Created },
            ..yidan_store::Filter::default()
        };
        if let Some(ids) = shops.chosen(&self.shops, &self.platforms) {
            f.shops = if ids.is_empty() { vec![-1] } else { ids };
        }
        for (wish, set) in [
            (self.held, (|m, on| m.held = on) as fn(&mut Marks, bool)),
            (self.locked, |m, on| m.locked = on),
            (self.exception.or(self.cause.map(|_| true)), |m, on| m.exception = on),
            (self.after_sale, |m, on| m.after_sale = on),
            (self.urgent, |m, on| m.urgent = on),
        ] {
            match wish {
                Some(true) => set(&mut f.marked, true),
                Some(false) => set(&mut f.unmarked, true),
                None => {}
            }
        }
        match self.finding.as_deref().filter(|c| !c.is_empty()) {
            Some("any") => f.has_finding = Some(true),
            Some(code) => f.finding_code = Some(code.to_owned()),
            None => {}
        }
        f.work = self.figure.map(Figure::work);
        if let Some(hour) = self.hour.as_deref().filter(|h| !h.is_empty()) {
            let (from_ms, to_ms) = moment::hour_span(hour).ok_or_else(|| bad("hour"))?;
            f.from_ms = Some(f.from_ms.map_or(from_ms, |t| t.max(from_ms)));
            f.to_ms = Some(f.to_ms.map_or(to_ms, |t| t.min(to_ms)));
        }
        if let Some(alarm) = self.alarm.or((self.overdue == Some(true)).then_some(Alarm::Overdue)) {
            let list = list_of(alarm, shops, now_ms);
            (f.ship_by, f.since, f.open) = (list.ship_by, list.since, list.open);
            f.finding_code = list.finding_code.or(f.finding_code);
            f.marked.exception |= list.marked.exception;
            if !list.shops.is_empty() {
                f.shops = list.shops;
            }
            if !list.states.is_empty() {
                // What the filter itself says of states holds as well; no state in common is no order.
                f.states = match f.states.is_empty() {
                    true => list.states,
                    false => f.states.into_iter().filter(|s| list.states.contains(s)).collect(),
                };
                if f.states.is_empty() {
                    f.shops = vec![-1];
                }
            }
        }
        let words: Vec<&str> =
            self.find.iter().map(String::as_str).chain(self.numbers.iter().take(PASTED_NUMBERS).map(String::as_str)).collect();
        f.text = words.join(" ");
        Ok(f)
    }
}

/// Paid and not yet on its way.
pub(crate) const WAITING: [State; 4] = [State::ToReview, State::ToAllocate, State::ToPrint, State::Printed];

impl Sort {
    pub(crate) fn to_store(self) -> yidan_store::Sort {
        match self {
            Sort::Newest => yidan_store::Sort::Newest,
            Sort::Oldest => yidan_store::Sort::Oldest,
        }
    }
}

impl Selection {
    /// The ids meant, in list order, at most as many as one batch may touch.
    pub(crate) fn ids(&self, app: &App) -> Result<Vec<i64>> {
        let ids = match self {
            Selection::Ids(ids) => ids.clone(),
            Selection::Snapshot { mark, except } => {
                let frozen = app.snapshots.get(mark)?;
                let without: HashSet<i64> = except.iter().copied().collect();
                snapshots::wait(&frozen)?.iter().copied().filter(|id| !without.contains(id)).collect()
            }
            Selection::Numbers(numbers) => {
                let mut ids = Vec::new();
                for no in numbers {
                    let found = app.store.get(|r| r.ids_by_number(no))?;
                    if found.is_empty() {
                        return Err(Failure::new(Code::NotFound).with("what", no));
                    }
                    ids.extend(found);
                }
                let mut seen = HashSet::new();
                ids.retain(|id| seen.insert(*id));
                ids
            }
            Selection::AllToPrint => {
                let filter = yidan_store::Filter { states: vec![State::ToPrint], ..yidan_store::Filter::default() };
                app.store.get(|r| r.ids(&filter, yidan_store::Sort::Oldest, BATCH_ORDERS + 1))?
            }
        };
        if ids.is_empty() {
            return Err(Failure::new(Code::NothingSelected));
        }
        if ids.len() > BATCH_ORDERS {
            return Err(Failure::new(Code::BadRequest).with("detail", format!("{} > {BATCH_ORDERS}", ids.len())));
        }
        Ok(ids)
    }
}
