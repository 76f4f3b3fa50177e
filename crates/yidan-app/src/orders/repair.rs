//! `orders.repairs`, `orders.repair`, `orders.repair_by_hand`, `repairs.list`, `repairs.all`: what is odd about a receiver, put right with
//! one press, or for all orders at once where there is only one answer. What a person does here is remembered for the same text.

use super::review::{self, Review, flow};
use super::row::OrderRow;
use super::ruled::obey;
use super::select::Selection;
use super::step::{BatchReply, each_in};
use super::view::{self, Shops};
use super::{stops, touch};
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_domain::limits::{BATCH_ORDERS, LIST_ROWS};
use yidan_domain::order::{Order, State};
use yidan_domain::rules::repair::{self, Changes};
use yidan_domain::stops::Refusal;
use yidan_domain::{Finding, Severity};
use yidan_store::{Filter, NewEvent, Reader, Sort};

/// States whose orders can still be put right.
const REPAIRABLE: [State; 4] = [State::Unpaid, State::ToReview, State::ToAllocate, State::ToPrint];

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RepairsRequest {
    pub id: i64,
}

/// One press: what it says and which fields it sets; `null` empties a field.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RepairOption {
    pub option: String,
    pub label: String,
    pub changes: BTreeMap<String, Option<String>>,
    /// There is no second answer.
    pub certain: bool,
}

/// A finding with its presses, the likeliest first; without any it wants a hand.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Repair {
    pub code: String,
    pub field: Option<String>,
    pub severity: Severity,
    pub text: String,
    pub options: Vec<RepairOption>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RepairsReply {
    pub repairs: Vec<Repair>,
}

/// Takes one option of one finding.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RepairRequest {
    pub id: i64,
    /// The finding's code.
    pub code: String,
    pub option: String,
}

/// Sets fields by hand, as `orders.edit` does, and goes on as after a repair.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RepairByHandRequest {
    pub id: i64,
    #[ts(type = "Record<string, unknown>")]
    pub fields: Map<String, Value>,
}

/// Asks for orders that want a repair.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct RepairListRequest {
    /// `next` of the page before.
    pub after: Option<String>,
    /// 50 when absent, 1,000 at most.
    pub limit: Option<usize>,
    /// Only orders with this finding.
    pub code: Option<String>,
}

/// An order with the receiver as it stands and what can be done.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct OrderRepairs {
    pub order: OrderRow,
    pub repairs: Vec<Repair>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RepairListReply {
    pub orders: Vec<OrderRepairs>,
    pub next: Option<String>,
    /// Orders that want a repair, over all pages.
    pub total: i64,
    /// How many of them have a certain option for each code, over all pages.
    pub certain: BTreeMap<String, i64>,
}

/// Which options may be taken without looking at each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RepairKind {
    Certain,
}

/// Takes the certain option of every order that has one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RepairAllRequest {
    /// Only for this finding; all findings when absent.
    #[serde(default)]
    #[ts(optional)]
    pub code: Option<String>,
    pub option: RepairKind,
}

/// Yellow and red findings about receiver fields, and completions that an old name offers.
fn is_repairable(f: &Finding) -> bool {
    f.severity >= Severity::Warning && (f.code == "field_rule" || f.field.as_deref().is_some_and(|field| field.starts_with("receiver_")))
}

fn of_order(app: &App, order: &Order) -> Vec<Repair> {
    let wanted = order.findings.iter().filter(|f| is_repairable(f) || f.code == "region_renamed");
    wanted
        .map(|f| {
            let shown = view::finding(app, f);
            let options = repair::repairs(order, f).into_iter().map(|o| RepairOption {
                label: app.say(&format!("repair.{}", o.label), &o.facts),
                option: o.option,
                changes: o.changes,
                certain: o.certain,
            });
            Repair { code: shown.code, field: shown.field, severity: shown.severity, text: shown.text, options: options.collect() }
        })
        .collect()
}

/// What can be done about one order.
pub fn repairs(app: &App, _session: &Session, request: RepairsRequest) -> Result<RepairsReply> {
    let order = app.store.get(|r| r.order(request.id))?;
    let order = order.ok_or_else(|| Failure::new(Code::NotFound).with("what", request.id))?;
    Ok(RepairsReply { repairs: of_order(app, &order) })
}

/// Takes one option.
pub fn repair(app: &App, session: &Session, request: RepairRequest) -> Result<OrderRow> {
    change(app, session, request.id, &request.code, |order| {
        let finding = order.findings.iter().find(|f| f.code == request.code);
        let found = finding.and_then(|f| repair::repairs(order, f).into_iter().find(|o| o.option == request.option));
        found.map(|o| fields_of(&o.changes)).ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.option))
    })
}

/// Sets fields by hand.
pub fn repair_by_hand(app: &App, session: &Session, request: RepairByHandRequest) -> Result<OrderRow> {
    change(app, session, request.id, "by_hand", |_| Ok(request.fields))
}

fn fields_of(changes: &Changes) -> Map<String, Value> {
    changes.iter().map(|(field, value)| (field.clone(), json!(value))).collect()
}

fn change(
    app: &App,
    session: &Session,
    id: i64,
    code: &str,
    fields: impl FnOnce(&Order) -> Result<Map<String, Value>>,
) -> Result<OrderRow> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let eyes = Review::load(w)?;
        let before = w.show(id)?;
        stops::nothing_pending(app, &before)?;
        let mut after = before.clone();
        let fields = fields(&before)?;
        let events = put_right(session, &eyes, w, &mut after, &fields, code, now_ms)?;
        if !events.is_empty() {
            w.update_order(&before, &after, &events, &[])?;
            review::remember(w, &before, &after)?;
        }
        Ok(view::of_order(app, &Shops::of(w)?, &after, false, false))
    })
}

/// Sets the fields, looks again, and lets the order go on if nothing is left. No events = nothing changed.
fn put_right(
    session: &Session,
    eyes: &Review,
    r: &Reader<'_>,
    order: &mut Order,
    fields: &Map<String, Value>,
    code: &str,
    now_ms: i64,
) -> Result<Vec<NewEvent>> {
    let changed = touch::set_fields(order, fields)?;
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    order.findings = eyes.findings(order);
    let list: Vec<Value> = changed.iter().map(|c| json!([c.field, c.from, c.to])).collect();
    let data = json!({"changes": list, "finding": code}).to_string();
    let mut events = vec![touch::event(session, now_ms, "edit", None, None, Some(data))];
    obey(eyes, r, order, now_ms, &mut events)?;
    flow(order, now_ms, &mut events);
    Ok(events)
}

/// Orders that want a repair, newest first, with what can be done about each.
pub fn list(app: &App, _session: &Session, request: RepairListRequest) -> Result<RepairListReply> {
    let limit = request.limit.unwrap_or(50).clamp(1, LIST_ROWS);
    let after: i64 = match request.after.as_deref() {
        None => i64::MAX,
        Some(text) => text.parse().map_err(|_| Failure::new(Code::BadRequest).with("detail", "after"))?,
    };
    app.store.read(|r| {
        let shops = Shops::of(r)?;
        let mut reply = RepairListReply { orders: Vec::new(), next: None, total: 0, certain: BTreeMap::new() };
        for id in faulty(r, request.code.as_deref())? {
            let Some(order) = r.order(id)? else { continue };
            if !order.findings.iter().any(is_repairable) {
                continue;
            }
            reply.total += 1;
            for code in certain_of(&order, None).into_iter().map(|(code, _)| code) {
                *reply.certain.entry(code).or_default() += 1;
            }
            if id >= after {
                continue;
            }
            if reply.orders.len() < limit {
                reply
                    .orders
                    .push(OrderRepairs { repairs: of_order(app, &order), order: view::of_order(app, &shops, &order, false, false) });
            } else if reply.next.is_none() {
                reply.next = reply.orders.last().map(|o| o.order.id.to_string());
            }
        }
        Ok(reply)
    })
}

/// Ids of orders before printing that carry any finding, newest first.
fn faulty(r: &Reader<'_>, code: Option<&str>) -> Result<Vec<i64>> {
    let filter = Filter {
        states: REPAIRABLE.to_vec(),
        has_finding: Some(true).filter(|_| code.is_none()),
        finding_code: code.map(str::to_owned),
        ..Filter::default()
    };
    Ok(r.ids(&filter, Sort::Newest, BATCH_ORDERS)?)
}

/// The certain option of each finding, or of those with one code.
fn certain_of(order: &Order, only: Option<&str>) -> Vec<(String, Changes)> {
    let wanted = order.findings.iter().filter(|f| is_repairable(f) && only.is_none_or(|code| f.code == code));
    wanted.filter_map(|f| Some((f.code.clone(), repair::repairs(order, f).into_iter().find(|o| o.certain)?.changes))).collect()
}

/// Takes every certain option at once; can be taken back as one step.
pub fn all(app: &App, session: &Session, request: RepairAllRequest) -> Result<BatchReply> {
    let RepairKind::Certain = request.option;
    let (ids, eyes) = app.store.read(|r| Ok((faulty(r, request.code.as_deref())?, Review::load(r)?)))?;
    if ids.is_empty() {
        return Ok(BatchReply { done: 0, refused: Vec::new(), undo: None });
    }
    let mut done = 0;
    let reply = each_in(app, &Selection::Ids(ids), |w, order, now_ms| {
        if stops::waits(order) {
            return Ok(Err(stops::refused(app, Refusal::Pending)));
        }
        let before = order.clone();
        let mut events = Vec::new();
        for (code, changes) in certain_of(&before, request.code.as_deref()) {
            events.extend(put_right(session, &eyes, w, order, &fields_of(&changes), &code, now_ms)?);
        }
        if !events.is_empty() {
            done += 1;
            review::remember(w, &before, order)?;
        }
        Ok(Ok(events))
    })?;
    Ok(BatchReply { done, ..reply })
}
