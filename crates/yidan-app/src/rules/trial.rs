//! `rules.try`: what rules would have done with the orders of the last days. Reads only the orders of these days, page by page, and
//! changes nothing.

use super::book::Book;
use super::list::Counted;
use super::sight::Sight;
use super::source::{RuleSource, fault};
use super::wording::{self, RuleProblem, RuleProblemKind};
use crate::App;
use crate::desk::Session;
use crate::error::Result;
use crate::moment::DAY_MS;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use ts_rs::TS;
use yidan_domain::limits::{LIST_ROWS, TRIAL_DAYS, TRIAL_LISTED, TRIAL_ORDERS, USUAL_TRIAL_DAYS};
use yidan_domain::order::Order;
use yidan_domain::review::{Error, Field, Hit, Rule, RuleSet, overlaps, problems};

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct TryRulesRequest {
    #[serde(flatten)]
    pub source: RuleSource,
    /// 30 when absent, 366 at most.
    #[ts(optional)]
    pub days: Option<u32>,
    /// The name under which the rule stands that is being changed.
    #[ts(optional)]
    pub replaces: Option<String>,
}

/// What the rules would have done. A rule that is off is tried as if it were on.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TryRulesReply {
    /// Orders that one of the rules fits.
    pub matched: i64,
    /// Numbers of these orders, newest first, 2,000 at most.
    pub orders: Vec<String>,
    /// What the rules and those of the desk do to each other; `conflict` and `loop` would be refused at saving.
    pub conflicts: Vec<RuleProblem>,
    /// Orders looked at.
    pub searched: i64,
    pub days: u32,
    pub sentences: Vec<String>,
}

/// Tries rules.
pub fn test(app: &App, _session: &Session, request: TryRulesRequest) -> Result<TryRulesReply> {
    let given = request.source.read(app)?;
    let rules: Vec<Rule> = given.rules.into_iter().map(|rule| Rule { on: true, ..rule }).collect();
    match RuleSet::new(&rules) {
        Ok(_) | Err(Error::Loop { .. }) => {}
        Err(other) => return Err(fault(app, &other, given.text.as_deref())),
    }
    let names: Vec<String> = rules.iter().map(|rule| rule.name.clone()).collect();
    let mut book = app.store.read(Book::load)?;
    if let Some(name) = request.replaces.filter(|name| !names.contains(name)) {
        book.0.retain(|entry| entry.rule.name != name || !entry.is_own);
    }
    rules.iter().for_each(|rule| book.put(rule.clone()));
    let conflicts = of_interest(app, &book, &names);
    let is_ring = conflicts.iter().any(|c| c.kind == RuleProblemKind::Loop);
    let days = request.days.unwrap_or(USUAL_TRIAL_DAYS).clamp(1, TRIAL_DAYS);
    let mut reply = TryRulesReply {
        matched: 0,
        orders: Vec::new(),
        conflicts,
        searched: 0,
        days,
        sentences: rules.iter().map(|rule| wording::sentence(app, rule)).collect(),
    };
    // Rules that wait for each other cannot be tried.
    if !is_ring {
        let set = if rules.iter().any(reads_what_rules_set) { book.ready() } else { RuleSet::new(&rules).unwrap_or_default() };
        let mut newest = VecDeque::new();
        reply.searched = look(app, set, days, |order, hits| {
            if hits.iter().any(|hit| names.contains(&hit.rule)) {
                reply.matched += 1;
                newest.push_front(order.order_no.clone());
                newest.truncate(TRIAL_LISTED);
            }
        })?;
        reply.orders = newest.into();
    }
    Ok(reply)
}

/// Conflicts, rings, empty conditions and overlaps that concern these rules.
fn of_interest(app: &App, book: &Book, names: &[String]) -> Vec<RuleProblem> {
    let rules = book.rules();
    let found = problems(&rules).iter().map(|p| wording::problem(app, p)).collect::<Vec<_>>();
    let decided = overlaps(&rules).iter().map(|o| wording::overlap(app, o)).collect::<Vec<_>>();
    found.into_iter().chain(decided).filter(|p| p.rules.iter().any(|rule| names.contains(rule))).collect()
}

/// Whether other rules can change the answer.
fn reads_what_rules_set(rule: &Rule) -> bool {
    let set = [Field::Tag, Field::Flag, Field::Warehouse, Field::Carrier, Field::Urgent];
    rule.when.conditions().iter().any(|c| set.contains(&c.field))
}

/// How many orders of the last days each rule that is on fits.
pub fn count(app: &App, book: &Book) -> Result<Counted> {
    let mut hits: BTreeMap<String, i64> = BTreeMap::new();
    let searched = look(app, book.ready(), USUAL_TRIAL_DAYS, |_, found| {
        for hit in found {
            *hits.entry(hit.rule).or_default() += 1;
        }
    })?;
    Ok(Counted { searched, hits })
}

/// Judges every order of the last days by its own time, oldest first. Answers how many there were.
fn look(app: &App, set: RuleSet, days: u32, mut seen: impl FnMut(&Order, Vec<Hit>)) -> Result<i64> {
    let from_ms = app.now_ms() - i64::from(days) * DAY_MS;
    let sight = app.store.read(|r| Sight::of(r, set))?;
    let (mut searched, mut after) = (0, 0);
    loop {
        let last = app.store.read(|r| {
            let orders = r.orders_to_judge(from_ms, after, LIST_ROWS)?;
            for order in &orders {
                seen(order, sight.judge(r, order)?);
            }
            searched += orders.len() as i64;
            Ok(orders.last().map(|order| order.id).filter(|_| orders.len() == LIST_ROWS))
        })?;
        let Some(last) = last.filter(|_| searched < TRIAL_ORDERS) else { return Ok(searched) };
        after = last;
    }
}
