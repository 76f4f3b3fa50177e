//! One order before all rules: which of them fit, and by which words.

use super::field::{Field, Kind};
use super::fold::{fold_for, number, shown};
use super::ready::{Check, Ready, RuleSet, Test, Tree};
use super::rule::{Action, Op};
use super::view::OrderView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One condition that holds, for the sentence 「[地址] 包含 [大学城]」.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Match {
    pub field: Field,
    pub op: Op,
    /// The rule's values as the owner wrote them.
    pub wanted: Vec<String>,
    /// What of it stands in the order: the words found, the number. Nothing where the condition is about something that is not there.
    pub found: Vec<String>,
}

/// A rule that fits an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hit {
    pub rule: String,
    pub priority: i64,
    pub matches: Vec<Match>,
    pub actions: Vec<Action>,
}

/// The values of one field of one order.
#[derive(Default)]
struct Seen {
    texts: Vec<String>,
    number: Option<i64>,
    /// By the number of the word in the field's search.
    words: Vec<bool>,
}

struct Values<'a> {
    set: &'a RuleSet,
    fields: Vec<Seen>,
    /// Priority of the rule that set a single value.
    told: Vec<Option<i64>>,
}

impl RuleSet {
    /// All rules that fit, in the order in which they were asked.
    pub fn judge(&self, view: &OrderView<'_>) -> Vec<Hit> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let mut values = Values::of(self, view);
        let shop = super::fold::fold(view.shop);
        let mut hits = Vec::new();
        for ready in &self.rules {
            if (ready.shops.is_empty() || ready.shops.contains(&shop)) && values.holds(&ready.tree) {
                let mut matches = Vec::new();
                values.explain(&ready.tree, &mut matches);
                let (rule, priority) = (ready.rule.name.clone(), ready.rule.priority);
                hits.push(Hit { rule, priority, matches, actions: ready.rule.then.clone() });
                if ready.tells {
                    values.tell(ready);
                }
            }
        }
        hits
    }
}

impl<'a> Values<'a> {
    fn of(set: &'a RuleSet, view: &OrderView<'_>) -> Values<'a> {
        let mut values = Values { set, fields: Vec::with_capacity(set.fields.len()), told: vec![None; set.fields.len()] };
        for (at, slot) in set.fields.iter().enumerate() {
            let mut seen = Seen { words: vec![false; slot.words.len()], ..Seen::default() };
            if slot.field.kind() == Kind::Text {
                seen.texts = view.texts(slot.field);
            } else {
                seen.number = view.number(slot.field);
            }
            values.fields.push(seen);
            values.look_up(at);
        }
        values
    }

    /// Finds the words of a field's search in its texts.
    fn look_up(&mut self, at: usize) {
        let seen = &mut self.fields[at];
        seen.words.fill(false);
        if let Some(search) = &self.set.fields[at].search {
            for text in &seen.texts {
                for found in search.find_overlapping_iter(text) {
                    seen.words[found.pattern().as_usize()] = true;
                }
            }
        }
    }

    /// What a rule sets is seen by the rules after it; of two single values that of the higher priority.
    fn tell(&mut self, ready: &Ready) {
        for (field, value) in ready.rule.then.iter().filter_map(Action::writes) {
            let Some(at) = self.set.fields.iter().position(|slot| slot.field == field) else { continue };
            if field != Field::Tag {
                if self.told[at].is_some_and(|told| told >= ready.rule.priority) {
                    continue;
                }
                self.told[at] = Some(ready.rule.priority);
                self.fields[at].texts.clear();
            }
            match field.kind() {
                Kind::Text => self.fields[at].texts.push(fold_for(field, &value)),
                kind => self.fields[at].number = number(kind, &value),
            }
            self.look_up(at);
        }
    }

    fn holds(&self, tree: &Tree) -> bool {
        match tree {
            Tree::All(trees) => trees.iter().all(|t| self.holds(t)),
            Tree::Any(trees) => trees.iter().any(|t| self.holds(t)),
            Tree::One(check) => self.is_true(check),
        }
    }

    fn is_true(&self, check: &Check) -> bool {
        let seen = &self.fields[check.slot];
        match &check.test {
            Test::Is { texts, wanted } => seen.texts.iter().any(|s| texts.iter().any(|t| is_same(check.condition.field, s, t))) == *wanted,
            Test::Words { ids, wanted } => ids.iter().any(|id| seen.words[*id]) == *wanted,
            Test::Pattern(pattern) => seen.texts.iter().any(|text| pattern.is_match(text)),
            Test::Number { values, wanted } => seen.number.is_some_and(|n| values.contains(&n) == *wanted),
            Test::Range { low, high } => seen.number.is_some_and(|n| is_within(n, *low, *high)),
            Test::Filled(wanted) => (seen.number.is_some() || !seen.texts.is_empty()) == *wanted,
        }
    }

    fn explain(&self, tree: &Tree, out: &mut Vec<Match>) {
        match tree {
            Tree::All(trees) => trees.iter().for_each(|t| self.explain(t, out)),
            Tree::Any(trees) => trees.iter().filter(|t| self.holds(t)).for_each(|t| self.explain(t, out)),
            Tree::One(check) => {
                let c = &check.condition;
                out.push(Match { field: c.field, op: c.op, wanted: c.value.0.clone(), found: self.found(check) });
            }
        }
    }

    fn found(&self, check: &Check) -> Vec<String> {
        let seen = &self.fields[check.slot];
        let c = &check.condition;
        let chosen = |fits: &dyn Fn(usize) -> bool| {
            c.value.0.iter().enumerate().filter(|(at, _)| fits(*at)).map(|(_, value)| value.clone()).collect()
        };
        match &check.test {
            Test::Is { texts, wanted: true } => chosen(&|at| seen.texts.iter().any(|s| is_same(c.field, s, &texts[at]))),
            Test::Words { ids, wanted: true } => chosen(&|at| seen.words[ids[at]]),
            Test::Pattern(pattern) => {
                let found = seen.texts.iter().find_map(|text| pattern.find(text));
                found.map(|m| m.as_str().to_owned()).into_iter().collect()
            }
            Test::Number { .. } | Test::Range { .. } => seen.number.map(|n| shown(c.field.kind(), n)).into_iter().collect(),
            Test::Is { .. } | Test::Words { .. } | Test::Filled(_) => Vec::new(),
        }
    }
}

/// Equal texts; of two names of places one may be the short form of the other.
pub(super) fn is_same(field: Field, seen: &str, wanted: &str) -> bool {
    seen == wanted || (field.is_region() && (is_short_of(wanted, seen) || is_short_of(seen, wanted)))
}

/// 广东 is short for 广东省; a single character is short for nothing.
fn is_short_of(short: &str, long: &str) -> bool {
    short.chars().nth(1).is_some() && long.starts_with(short)
}

pub(super) fn is_within(n: i64, low: i64, high: i64) -> bool {
    if low <= high { (low..=high).contains(&n) } else { n >= low || n <= high }
}
