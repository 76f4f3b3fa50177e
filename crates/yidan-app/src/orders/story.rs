//! The trail of an order in sentences, its source rows, its prints, and the one next step.

use super::show::{EventView, HoldView, NextStep, PrintView, RowView};
use crate::App;
use crate::error::Result;
use crate::moment;
use crate::rules::wording;
use crate::words;
use serde_json::Value;
use std::collections::BTreeMap;
use yidan_domain::order::{By, Event, Facts, Order, State, apply};
use yidan_store::{EventRow, Reader};

/// Entries of the trail in words, oldest first.
pub fn events(app: &App, list: &[EventRow]) -> Vec<EventView> {
    list.iter()
        .map(|e| EventView {
            at: moment::rfc3339(e.at_ms),
            actor: e.actor.clone(),
            what: e.kind.clone(),
            from: e.from.map(|s| s.word().to_owned()),
            to: e.to.map(|s| s.word().to_owned()),
            rule: e.rule.clone(),
            text: sentence(app, e),
        })
        .collect()
}

fn sentence(app: &App, e: &EventRow) -> String {
    let data: Value = e.data.as_deref().and_then(|d| serde_json::from_str(d).ok()).unwrap_or(Value::Null);
    let mut facts: BTreeMap<String, String> = BTreeMap::new();
    if let Value::Object(map) = &data {
        for (k, v) in map {
            if let Value::String(s) = v {
                facts.insert(k.clone(), s.clone());
            } else if let Value::Number(n) = v {
                facts.insert(k.clone(), n.to_string());
            }
        }
    }
    facts.insert("changes".into(), changes(app, &data["changes"]));
    if let Some(code) = facts.get("finding").cloned() {
        facts.insert("finding".into(), app.say(&format!("finding.{code}"), &BTreeMap::new()));
    }
    if let Some(role) = facts.get("role").cloned() {
        facts.insert("role".into(), app.say(&format!("role.{role}"), &BTreeMap::new()));
    }
    if let Some(flag) = facts.get("flag").cloned() {
        facts.insert("flag".into(), app.say(&format!("flag.{flag}"), &BTreeMap::new()));
    }
    if let Some(cause) = facts.get("cause").cloned() {
        facts.insert("cause".into(), app.say(&format!("cause.{cause}"), &BTreeMap::new()));
    }
    if let Some(condition) = facts.get("condition").cloned() {
        facts.insert("condition".into(), app.say(&format!("condition.{condition}"), &BTreeMap::new()));
    }
    if let Some(why) = facts.get("why").filter(|_| e.kind == "scan_stop").cloned() {
        facts.insert("why".into(), app.say(&format!("scan.why.{why}"), &BTreeMap::new()));
    }
    let mut text = app.say(&format!("event.{}", e.kind), &facts);
    if let Some(weight) = facts.get("weight_g").filter(|_| e.kind.starts_with("scan_")) {
        text.push_str(&app.say_with("event.with_weight", &[("weight", weight.clone())]));
    }
    if let Some(at) = facts.get("release_at") {
        text.push_str(&app.say_with("event.with_release_at", &[("release_at", at.replace('T', " ").chars().take(16).collect())]));
    }
    if let Some(at) = facts.get("at").filter(|_| matches!(e.kind.as_str(), "collect" | "move" | "deliver")) {
        let at = at.replace('T', " ").chars().take(16).collect();
        text.push_str(&app.say_with("event.with_scan", &[("at", at), ("number", facts.get("number").cloned().unwrap_or_default())]));
    }
    if let Some(note) = facts.get("note").filter(|_| matches!(e.kind.as_str(), "exception" | "settled" | "return_intake")) {
        text.push_str(&app.say_with("event.with_note", &[("note", note.clone())]));
    }
    if let (Some(from), Some(to)) = (e.from, e.to)
        && from != to
    {
        text.push_str(&format!("（{} → {}）", state(app, from), state(app, to)));
    }
    if let Some(rule) = &e.rule {
        let key = format!("rule.{rule}");
        // The program's own rules have a word, those of the desk their name.
        let named = if words::has(&key) { app.say(&key, &BTreeMap::new()) } else { rule.clone() };
        text.push_str(&match hit_words(app, &data) {
            Some(words) => app.say_with("event.by_hit", &[("rule", named), ("words", words)]),
            None => app.say_with("event.by_rule", &[("rule", named)]),
        });
    }
    text
}

/// `实付 98.00 → 99.00、备注`; personal fields carry no values.
fn changes(app: &App, list: &Value) -> String {
    let Value::Array(items) = list else { return String::new() };
    let text = |v: &Value| v.as_str().map(str::to_owned);
    let parts: Vec<String> = items
        .iter()
        .map(|c| {
            let field = c[0].as_str().unwrap_or_default();
            let name = app.say(&format!("field.{field}"), &BTreeMap::new());
            let shown = |v: Option<String>| match v {
                Some(ms) if field.ends_with("_at") => ms.parse().map_or(ms.clone(), moment::short),
                Some(other) => other,
                None => String::from("—"),
            };
            match (text(&c[1]), text(&c[2])) {
                (None, None) => name,
                (from, to) => format!("{name} {} → {}", shown(from), shown(to)),
            }
        })
        .collect();
    parts.join("、")
}

pub fn state(app: &App, s: State) -> String {
    app.say(&format!("state.{}", s.word()), &BTreeMap::new())
}

/// Source rows with their headings.
pub fn rows(r: &Reader<'_>, id: i64) -> Result<Vec<RowView>> {
    Ok(r.rows_of(id)?
        .into_iter()
        .map(|row| RowView {
            file: row.file_name,
            sheet: row.sheet_name,
            row: row.row as u64,
            cells: row.cells.into_iter().enumerate().map(|(i, c)| (row.headings.get(i).cloned().unwrap_or_default(), c)).collect(),
        })
        .collect())
}

/// Labels of the order, oldest first.
pub fn prints(r: &Reader<'_>, id: i64) -> Result<Vec<PrintView>> {
    Ok(r.prints(id)?
        .into_iter()
        .map(|l| PrintView {
            at: moment::rfc3339(l.at_ms),
            actor: l.actor,
            printer: l.printer,
            template: l.template,
            batch_no: crate::labels::print::batch_no(l.batch_id),
            sequence: l.seq,
            state: l.state.word().to_owned(),
            reprint: l.copy_no - 1,
            words: l.error,
        })
        .collect())
}

/// What of a rule stood in the order, as words; `None` where no rule of the desk was at work.
fn hit_words(app: &App, data: &Value) -> Option<String> {
    data["words"].is_array().then(|| wording::words(app, &data["words"])).filter(|words| !words.is_empty())
}

/// The holds that stand, the oldest first.
pub fn holds(app: &App, order: &Order, list: &[EventRow]) -> Vec<HoldView> {
    let open = order.holds.0.iter().filter(|h| h.is_open());
    let words_of = |rule: &String| {
        let set = list.iter().rev().find(|e| e.kind == "hold" && e.rule.as_ref() == Some(rule));
        let data: Value = set.and_then(|e| serde_json::from_str(e.data.as_deref()?).ok()).unwrap_or(Value::Null);
        hit_words(app, &data).unwrap_or_default()
    };
    open.map(|h| HoldView {
        text: match &h.rule {
            Some(rule) => app.say_with("hold.by_rule", &[("rule", rule.clone()), ("words", words_of(rule))]),
            None => app.say_with("hold.by_person", &[("reason", h.reason.clone())]),
        },
        reason: h.reason.clone(),
        rule: h.rule.clone(),
        at: moment::rfc3339(h.since.at_ms),
        actor: h.since.by.clone(),
        release_at: moment::maybe(h.release_at_ms),
    })
    .collect()
}

/// What the drawer offers next, or why not.
pub fn next_step(app: &App, order: &Order, by: By) -> NextStep {
    if order.marks.held {
        let event = app.say_with("event.release", &[]);
        let refusal = (by == By::Accountant).then(|| app.say_with("error.refused.not_allowed", &[("event", event)]));
        return NextStep { action: Some("release".into()), refusal };
    }
    let (action, event) = match order.state {
        State::ToReview => ("accept", Event::Accept),
        State::ToAllocate | State::ToPrint => ("print", Event::Print),
        State::Printed => ("ship", Event::Ship),
        _ => return NextStep { action: None, refusal: None },
    };
    let mut tried = order.clone();
    if tried.state == State::ToAllocate {
        tried.state = State::ToPrint;
    }
    let refusal = apply(&mut tried, event, Facts::by(by)).err().map(|why| super::step::refusal_text(app, order, event, why));
    NextStep { action: Some(action.into()), refusal }
}
