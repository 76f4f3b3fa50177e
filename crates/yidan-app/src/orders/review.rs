//! What every order is looked at with: the rules, the shop's own field rules and review rules, what a person has set aside, and corrections made before.
//! Loaded once per transaction or batch. Finding and judging only; storing is the caller's.

use super::field_rules;
use crate::alarms::breaker;
use crate::doubles;
use crate::error::Result;
use crate::rules::sight::Sight;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use yidan_domain::likeness::MAYBE_DOUBLE;
use yidan_domain::order::{By, Event, Facts};
use yidan_domain::order::{Order, Receiver, State, apply};
use yidan_domain::rules::settle::{AS_BEFORE, forget};
use yidan_domain::rules::{self, FieldRules};
use yidan_domain::{Finding, Severity};
use yidan_store::{NewEvent, Reader, Writer};

/// Prefix of the pseudo-field by which a person has set a finding aside.
const IGNORED: &str = "ignored:";
/// Room of the remembered corrections among the small stored texts; the name is the key of the faulty receiver.
const CORRECTIONS: &str = "correction";
/// Name of the program in the trail.
pub use yidan_domain::order::hands::SYSTEM;
/// Rule name of orders that pass without a click.
pub const AUTO_RULE: &str = "auto_review";
/// A remembered correction: the order that was corrected, and which of its fields. The values stay where personal data lives.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Correction {
    order: i64,
    fields: Vec<String>,
}

/// The eyes of the desk at one moment.
#[derive(Debug, Default)]
pub struct Review {
    pub rules: FieldRules,
    /// The owner's review rules.
    pub sight: Sight,
    /// Automatic movement is paused: what comes in waits in 待审核.
    pub is_paused: bool,
    corrections: HashMap<String, Correction>,
    /// Platform codes of the shops there are.
    platforms: HashMap<i64, String>,
}

impl Review {
    pub fn load(r: &Reader<'_>) -> Result<Review> {
        let corrections = r.saved_views(CORRECTIONS)?.into_iter().filter_map(|v| Some((v.name, serde_json::from_str(&v.value).ok()?)));
        let is_paused = breaker::paused(r)?.is_some();
        let platforms = r.shops()?.into_iter().map(|s| (s.id, s.platform)).collect();
        Ok(Review { rules: field_rules::load(r)?, sight: Sight::load(r)?, is_paused, corrections: corrections.collect(), platforms })
    }

    /// Is this a shop whose orders carry no number of a platform? A shop that was made a moment ago is asked for.
    pub fn is_typed(&self, r: &Reader<'_>, shop_id: i64) -> Result<bool> {
        Ok(match self.platforms.get(&shop_id) {
            Some(code) => doubles::is_typed(code),
            None => r.platform_code(shop_id)?.is_some_and(|code| doubles::is_typed(&code)),
        })
    }

    /// The findings that stand: those of the rules without what a person has set aside.
    pub fn findings(&self, order: &Order) -> Vec<Finding> {
        let mut found = rules::review(order);
        if order.state.is_before_shipping() {
            self.rules.check(order, &mut found);
        }
        // Whether an order is another one's double is asked once, at its arrival, and stands until a person answers.
        if order.state.is_before_shipping() {
            found.extend(order.findings.iter().filter(|f| f.code == MAYBE_DOUBLE).cloned());
        }
        found.retain(|f| !order.edited.iter().any(|e| e.strip_prefix(IGNORED) == Some(f.code.as_str())));
        found
    }

    /// A new order with the same faulty receiver as one that a person has put right gets the same correction.
    pub fn correct_as_before(&self, r: &Reader<'_>, order: &mut Order) -> Result<()> {
        if self.corrections.is_empty() || !has_receiver_fault(&order.findings) {
            return Ok(());
        }
        let Some(known) = self.corrections.get(&key(&order.receiver)) else { return Ok(()) };
        let Some(model) = r.order(known.order)?.filter(|model| !model.receiver.masked) else { return Ok(()) };
        for name in &known.fields {
            let (Some(slot), Some(value)) = (order.receiver.field_mut(name), model.receiver.field(name)) else { continue };
            slot.clone_from(value);
            forget(&mut order.edited, name);
            order.edited.push(name.clone());
        }
        order.edited.push(AS_BEFORE.to_owned());
        order.edited.sort();
        order.edited.dedup();
        order.findings = self.findings(order);
        Ok(())
    }
}

/// The pseudo-field that remembers a finding as set aside.
pub fn ignored_field(code: &str) -> String {
    format!("{IGNORED}{code}")
}

/// Something about the receiver wants a look.
fn has_receiver_fault(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity >= Severity::Warning && f.field.as_deref().is_some_and(|field| field.starts_with("receiver_")))
}

/// Remembers what a person did to a faulty receiver, for the next order with the same text.
pub fn remember(w: &mut Writer<'_>, before: &Order, after: &Order) -> Result<()> {
    if before.receiver.masked || after.receiver.masked || !has_receiver_fault(&before.findings) {
        return Ok(());
    }
    let pairs = before.receiver.fields().into_iter().zip(after.receiver.fields());
    let fields: Vec<String> = pairs.filter(|(was, is)| was != is).map(|((field, _), _)| field.to_owned()).collect();
    if fields.is_empty() {
        return Ok(());
    }
    let correction = Correction { order: after.id, fields };
    // Plain texts and numbers always serialize.
    let value = serde_json::to_string(&correction).unwrap_or_default();
    w.save_view(CORRECTIONS, &key(&before.receiver), &value)?;
    Ok(())
}

/// Stands for a receiver as it was written; blanks and capitals do not count. Nothing personal can be read from it.
fn key(receiver: &Receiver) -> String {
    let mut hasher = blake3::Hasher::new();
    for (_, field) in receiver.fields() {
        let text = field.as_deref().unwrap_or_default();
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        hasher.update(&(plain.len() as u32).to_le_bytes()).update(plain.as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// Ordinary orders pass review and allocation without a click; each step leaves its event.
pub fn flow(order: &mut Order, now_ms: i64, events: &mut Vec<NewEvent>) {
    if !rules::flows_by_itself(order) {
        return;
    }
    for step in [Event::Accept, Event::Allocate] {
        if let Ok(from) = apply(order, step, Facts::by(By::System)) {
            events.push(step_event(now_ms, step, from, order.state));
        }
    }
}

/// An entry of the trail that the program makes by itself.
pub(crate) fn by_system(now_ms: i64, kind: &str, data: Option<String>) -> NewEvent {
    NewEvent { at_ms: now_ms, actor: SYSTEM.to_owned(), kind: kind.to_owned(), data, ..NewEvent::default() }
}

/// A step of automatic movement.
pub(crate) fn step_event(now_ms: i64, step: Event, from: State, to: State) -> NewEvent {
    NewEvent { from: Some(from), to: Some(to), rule: Some(AUTO_RULE.to_owned()), ..by_system(now_ms, step.word(), None) }
}
