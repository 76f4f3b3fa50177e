//! The one door for orders: a draft of whatever source becomes a new order, changes a known one, or says nothing new.
//! Review and automatic onward movement happen here, in the same transaction, so that every door behaves alike.

use crate::error::Result;
use serde_json::json;
use yidan_domain::order::{Event, Facts, Incoming, Order, State, apply, merge, new_order};
use yidan_domain::{Finding, Severity, rules};
use yidan_store::{NewEvent, SourceRow, Writer};

/// Name of the program in the trail.
pub const SYSTEM: &str = "系统";
/// Rule name of orders that pass without a click.
pub const AUTO_RULE: &str = "auto_review";
/// Prefix of the pseudo-field by which a person has set a finding aside.
const IGNORED: &str = "ignored:";

/// What a draft did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    New,
    Updated,
    Unchanged,
}

/// Who brings the draft and from where.
pub struct Origin<'a> {
    pub actor: &'a str,
    pub now_ms: i64,
    pub shop_id: i64,
    /// Name of the file or of the other source, for the trail.
    pub source: &'a str,
}

/// The findings that stand: those of the rules without what a person has set aside.
pub fn review(order: &Order) -> Vec<Finding> {
    rules::review(order).into_iter().filter(|f| !order.edited.iter().any(|e| e.strip_prefix(IGNORED) == Some(f.code.as_str()))).collect()
}

/// The pseudo-field that remembers a finding as set aside.
pub fn ignored_field(code: &str) -> String {
    format!("{IGNORED}{code}")
}

/// Judges a draft without writing: what it would do and what it would look like.
pub fn judge(known: Option<&Order>, origin: &Origin<'_>, incoming: Incoming<'_>) -> (Taken, Order) {
    match known {
        None => {
            let (order, _) = fresh(origin, incoming);
            (Taken::New, order)
        }
        Some(before) => {
            let mut after = before.clone();
            let outcome = merge(&mut after, incoming);
            after.findings = review(&after);
            (if outcome.is_unchanged() { Taken::Unchanged } else { Taken::Updated }, after)
        }
    }
}

/// Takes a draft in. Returns what happened and the order as it stands now.
pub fn take(w: &mut Writer<'_>, origin: &Origin<'_>, incoming: Incoming<'_>, rows: &[SourceRow]) -> Result<(Taken, Order)> {
    match w.find_order(origin.shop_id, &incoming.draft.order_no)? {
        None => {
            let (mut order, events) = fresh(origin, incoming);
            w.insert_order(&mut order, &events, rows)?;
            Ok((Taken::New, order))
        }
        Some(before) => {
            let mut after = before.clone();
            let outcome = merge(&mut after, incoming);
            if outcome.is_unchanged() {
                return Ok((Taken::Unchanged, after));
            }
            let changes: Vec<_> = outcome.changes.iter().map(|c| json!([c.field, c.from, c.to])).collect();
            let mut events =
                vec![event(origin, origin.actor, "update", None, Some(json!({"source": origin.source, "changes": changes}).to_string()))];
            for (from, step, to) in &outcome.steps {
                events.push(NewEvent { from: Some(*from), to: Some(*to), ..event(origin, origin.actor, step.word(), None, None) });
            }
            after.findings = review(&after);
            note_contradiction(&mut after, &outcome.steps);
            if outcome.steps.iter().any(|(_, e, _)| *e == Event::Pay) {
                flow(&mut after, origin, &mut events);
            }
            w.update_order(&before, &after, &events, rows)?;
            Ok((Taken::Updated, after))
        }
    }
}

fn fresh(origin: &Origin<'_>, incoming: Incoming<'_>) -> (Order, Vec<NewEvent>) {
    let mut order = new_order(origin.shop_id, incoming);
    order.findings = review(&order);
    let data = json!({"source": origin.source}).to_string();
    let mut events = vec![NewEvent { to: Some(order.state), ..event(origin, origin.actor, "import", None, Some(data)) }];
    flow(&mut order, origin, &mut events);
    (order, events)
}

/// Ordinary orders pass review and allocation without a click; each step leaves its event.
fn flow(order: &mut Order, origin: &Origin<'_>, events: &mut Vec<NewEvent>) {
    if !rules::flows_by_itself(order) {
        return;
    }
    for step in [Event::Accept, Event::Allocate] {
        if let Ok(from) = apply(order, step, Facts::default()) {
            events.push(NewEvent { from: Some(from), to: Some(order.state), ..event(origin, SYSTEM, step.word(), Some(AUTO_RULE), None) });
        }
    }
}

/// The platform closed an order whose label is out already: somebody may have packed it.
fn note_contradiction(order: &mut Order, steps: &[(State, Event, State)]) {
    if steps.iter().any(|(from, e, _)| *e == Event::Close && *from == State::Printed) {
        order.marks.exception = true;
        order.findings.push(Finding::new("closed_after_print", Severity::Warning));
    }
}

fn event(origin: &Origin<'_>, actor: &str, kind: &str, rule: Option<&str>, data: Option<String>) -> NewEvent {
    NewEvent {
        at_ms: origin.now_ms,
        actor: actor.to_owned(),
        kind: kind.to_owned(),
        from: None,
        to: None,
        rule: rule.map(str::to_owned),
        data,
    }
}
