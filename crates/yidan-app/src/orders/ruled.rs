//! What the review rules ask for, carried out on an order that waits: holds, second person, urgent, flag, tags, warehouse, carrier. Each
//! leaves its event with the rule's name and the words that met it. What a rule has done once to an order it does not do again, so that
//! what a person has taken back stays so. How rules judge is `yidan_domain::review`.

use super::review::{Review, SYSTEM, by_system};
use crate::error::Result;
use crate::moment;
use crate::rules::wording;
use serde_json::{Value, json};
use yidan_domain::order::{Order, State};
use yidan_domain::review::{Hit, Said, Verdict};
use yidan_domain::stops::SecondCheck;
use yidan_store::{EventRow, NewEvent, Reader};

/// States in which rules still look: paid, and nothing printed.
const WAITING: [State; 3] = [State::ToReview, State::ToAllocate, State::ToPrint];

/// Judges an order as it stands and does what the rules ask for.
pub fn obey(eyes: &Review, r: &Reader<'_>, order: &mut Order, now_ms: i64, events: &mut Vec<NewEvent>) -> Result<()> {
    if !WAITING.contains(&order.state) {
        return Ok(());
    }
    let hits = eyes.sight.judge(r, order)?;
    if hits.is_empty() {
        return Ok(());
    }
    // A new order has no past; of others the trail knows what rules and people did.
    let past = if order.id > 0 { r.events(order.id)? } else { Vec::new() };
    let verdict = Verdict::of(&hits);
    let mut doing = Doing { hits: &hits, past: &past, now_ms, events };
    doing.holds(order, &verdict);
    doing.second_person(order, verdict.second_person);
    doing.marks(order, &verdict.urgent, verdict.flag);
    doing.tags(order, verdict.tags);
    doing.single(&mut order.warehouse, "warehouse", verdict.warehouse);
    doing.single(&mut order.carrier, "carrier", verdict.carrier);
    order.settle_stops();
    Ok(())
}

struct Doing<'a> {
    hits: &'a [Hit],
    past: &'a [EventRow],
    now_ms: i64,
    events: &'a mut Vec<NewEvent>,
}

impl Doing<'_> {
    fn note(&mut self, kind: &str, rule: &str, mut data: Value) {
        if let Some(hit) = self.hits.iter().find(|hit| hit.rule == rule) {
            data["words"] = wording::found(&hit.matches);
        }
        self.events.push(NewEvent { rule: Some(rule.to_owned()), ..by_system(self.now_ms, kind, Some(data.to_string())) });
    }

    /// This rule has done this before.
    fn is_done(&self, kind: &str, rule: &str) -> bool {
        self.past.iter().any(|e| e.kind == kind && e.rule.as_deref() == Some(rule))
    }

    /// The last word on this was a person's.
    fn is_a_persons(&self, kind: &str) -> bool {
        self.past.iter().rev().find(|e| e.kind == kind).is_some_and(|e| e.rule.is_none())
    }

    fn holds(&mut self, order: &mut Order, verdict: &Verdict) {
        for hold in &verdict.holds {
            if !order.holds.hold_by_rule(&hold.rule, &hold.reason, hold.release_after_minutes, SYSTEM, self.now_ms) {
                continue;
            }
            let release_at_ms = hold.release_after_minutes.map(|m| self.now_ms.saturating_add(m.saturating_mul(60_000)));
            let data = match release_at_ms {
                None => json!({"reason": hold.reason}),
                Some(at_ms) => json!({"reason": hold.reason, "release_at": moment::rfc3339(at_ms)}),
            };
            self.note("hold", &hold.rule, data);
        }
    }

    fn second_person(&mut self, order: &mut Order, rules: Vec<String>) {
        let is_pending = order.second_check.as_ref().is_some_and(SecondCheck::is_pending);
        let fresh: Vec<String> = rules.into_iter().filter(|rule| !self.is_done("check_ask", rule)).collect();
        if is_pending || fresh.is_empty() {
            return;
        }
        for rule in &fresh {
            self.note("check_ask", rule, json!({}));
        }
        order.second_check = Some(SecondCheck::ask(fresh, self.now_ms));
    }

    fn marks(&mut self, order: &mut Order, urgent: &[String], flag: Option<Said<u8>>) {
        if let Some(rule) = urgent.iter().find(|rule| !self.is_done("urgent", rule)).filter(|_| !order.marks.urgent) {
            order.marks.urgent = true;
            self.note("urgent", rule, json!({}));
        }
        if let Some(said) = flag.filter(|said| order.flag == 0 && !self.is_done("flag", &said.rule)) {
            order.flag = said.value;
            self.note("flag", &said.rule, json!({"flag": said.value}));
        }
    }

    fn tags(&mut self, order: &mut Order, tags: Vec<Said<String>>) {
        // One event for each rule: a rule may set several tags.
        let fresh: Vec<Said<String>> =
            tags.into_iter().filter(|said| !order.tags.contains(&said.value) && !self.is_done("tag", &said.rule)).collect();
        for said in fresh {
            order.tags.push(said.value.clone());
            self.note("tag", &said.rule, json!({"tags": said.value}));
        }
        order.tags.sort();
        order.tags.dedup();
    }

    fn single(&mut self, slot: &mut Option<String>, kind: &str, said: Option<Said<String>>) {
        let Some(said) = said else { return };
        if slot.as_deref() == Some(said.value.as_str()) || self.is_done(kind, &said.rule) || self.is_a_persons(kind) {
            return;
        }
        *slot = Some(said.value.clone());
        let mut data = json!({});
        data[kind] = json!(said.value);
        self.note(kind, &said.rule, data);
    }
}
