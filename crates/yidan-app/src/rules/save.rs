//! `rules.save`, `rules.remove`, `rules.switch`, `rules.order`: changes of the rules. Whatever makes two rules contradict each other or
//! wait for each other is refused with both names; where the priority decides it is told.

use super::book::{Book, row_of};
use super::source::{RuleSource, fault};
use super::wording::{self, RuleProblem, RuleProblemKind};
use crate::App;
use crate::desk::{NameRequest, Nothing, Session};
use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_domain::review::{Error, Rule, RuleSet, overlaps, problems};
use yidan_store::{NewEvent, Writer};

/// Letters of a rule's name.
const NAME_CHARS: usize = 40;

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SaveRulesRequest {
    #[serde(flatten)]
    pub source: RuleSource,
    /// The name under which the rule stood before; the desk's own rule of that name goes.
    #[ts(optional)]
    pub replaces: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveRulesReply {
    /// Names of the saved rules.
    pub saved: Vec<String>,
    /// What is worth a look: rules whose priority decides against another, rules that no order can meet.
    pub warnings: Vec<RuleProblem>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SwitchRuleRequest {
    pub name: String,
    pub on: bool,
}

/// Names of the rules, the one that decides first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OrderRulesRequest {
    pub names: Vec<String>,
}

/// Saves rules; the same name is replaced. They hold from the next order on.
pub fn save(app: &App, session: &Session, request: SaveRulesRequest) -> Result<SaveRulesReply> {
    let given = request.source.read(app)?;
    for rule in &given.rules {
        let is_sound = rule.name.chars().count() <= NAME_CHARS && !rule.name.chars().any(char::is_control);
        if !is_sound {
            let detail = app.say_with("rule_error.long_name", &[("limit", NAME_CHARS.to_string())]);
            return Err(Failure::new(Code::BadRule).with("detail", detail));
        }
    }
    match RuleSet::new(&given.rules) {
        // Rings are told below, together with what the desk has.
        Ok(_) | Err(Error::Loop { .. }) => {}
        Err(other) => return Err(fault(app, &other, given.text.as_deref())),
    }
    let saved: Vec<String> = given.rules.iter().map(|rule| rule.name.clone()).collect();
    let gone = request.replaces.filter(|name| !saved.contains(name));
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let before = Book::load(w)?;
        let mut after = before.clone();
        let own = gone.as_deref().filter(|name| before.find(name).is_some_and(|entry| entry.is_own));
        if let Some(name) = own {
            after.take_out(name);
            w.remove_review_rule(name)?;
        }
        given.rules.iter().for_each(|rule| after.put(rule.clone()));
        let warnings = checked(app, &before, &after, &saved)?;
        for rule in &given.rules {
            w.save_review_rule(&row_of(rule, now_ms).map_err(|e| fault(app, &e, None))?)?;
            note(w, session, now_ms, "rule_save", &json!({"name": rule.name, "text": wording::sentence(app, rule)}))?;
        }
        Ok(SaveRulesReply { saved: saved.clone(), warnings })
    })
}

/// Forgets a rule of the desk's own; of one that comes with the program what was changed about it.
pub fn remove(app: &App, session: &Session, request: NameRequest) -> Result<Nothing> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let before = Book::load(w)?;
        let entry = before.find(&request.name).ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.name))?;
        if !entry.is_own {
            let why = app.say_with("error.refused.rule_shipped", &[("rule", request.name.clone())]);
            return Err(Failure::new(Code::Refused).with("reason", "rule_shipped").with("rule", &request.name).with("why", why));
        }
        let mut after = before.clone();
        after.take_out(&request.name);
        checked(app, &before, &after, std::slice::from_ref(&request.name))?;
        w.remove_review_rule(&request.name)?;
        note(w, session, now_ms, "rule_remove", &json!({"name": request.name}))
    })?;
    Ok(Nothing {})
}

/// Switches a rule on or off.
pub fn switch(app: &App, session: &Session, request: SwitchRuleRequest) -> Result<Nothing> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let before = Book::load(w)?;
        let entry = before.find(&request.name).ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.name))?;
        if entry.rule.on == request.on {
            return Ok(());
        }
        let rule = Rule { on: request.on, ..entry.rule.clone() };
        let mut after = before.clone();
        after.put(rule.clone());
        checked(app, &before, &after, std::slice::from_ref(&request.name))?;
        w.save_review_rule(&row_of(&rule, now_ms).map_err(|e| fault(app, &e, None))?)?;
        let kind = if request.on { "rule_on" } else { "rule_off" };
        note(w, session, now_ms, kind, &json!({"name": request.name}))
    })?;
    Ok(Nothing {})
}

/// Steps between two priorities, so that a file can put a rule between.
const STEP: i64 = 10;

/// Puts the rules in an order: the first decides where two say different things. Rules that are not named follow in their old order.
pub fn order(app: &App, session: &Session, request: OrderRulesRequest) -> Result<Nothing> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let book = Book::load(w)?;
        let mut rules = book.rules();
        if let Some(unknown) = request.names.iter().find(|name| book.find(name).is_none()) {
            return Err(Failure::new(Code::NotFound).with("what", unknown));
        }
        rules.sort_by_key(|rule| request.names.iter().position(|name| *name == rule.name).unwrap_or(usize::MAX));
        let top = rules.len() as i64 * STEP;
        for (at, mut rule) in rules.into_iter().enumerate() {
            rule.priority = top - at as i64 * STEP;
            w.save_review_rule(&row_of(&rule, now_ms).map_err(|e| fault(app, &e, None))?)?;
        }
        note(w, session, now_ms, "rule_order", &json!({"name": request.names.join("、")}))
    })?;
    Ok(Nothing {})
}

/// Refuses what the change makes contradict or wait for each other; answers what is worth a look about the named rules.
pub fn checked(app: &App, before: &Book, after: &Book, names: &[String]) -> Result<Vec<RuleProblem>> {
    let rules = after.rules();
    let known = problems(&before.rules());
    let mut warnings = Vec::new();
    for found in problems(&rules) {
        let told = wording::problem(app, &found);
        let concerns = told.rules.iter().any(|rule| names.contains(rule));
        match told.kind {
            RuleProblemKind::Never if concerns => warnings.push(told),
            RuleProblemKind::Conflict | RuleProblemKind::Loop if concerns || !known.contains(&found) => {
                let reason = if told.kind == RuleProblemKind::Loop { "rule_loop" } else { "rule_conflict" };
                return Err(Failure::new(Code::Refused).with("reason", reason).with("why", told.text).with("rules", told.rules.join("、")));
            }
            _ => {}
        }
    }
    match RuleSet::new(&rules) {
        // A ring that was there before and does not concern these.
        Ok(_) | Err(Error::Loop { .. }) => {}
        Err(other) => return Err(fault(app, &other, None)),
    }
    let overlapping = overlaps(&rules).into_iter().filter(|o| names.contains(&o.winner) || names.contains(&o.loser));
    warnings.extend(overlapping.map(|o| wording::overlap(app, &o)));
    Ok(warnings)
}

fn note(w: &mut Writer<'_>, session: &Session, now_ms: i64, kind: &str, data: &serde_json::Value) -> Result<()> {
    let event = NewEvent {
        at_ms: now_ms,
        actor: session.actor.clone(),
        kind: kind.to_owned(),
        from: None,
        to: None,
        rule: None,
        data: Some(data.to_string()),
    };
    Ok(w.append_events(0, &[event])?)
}
