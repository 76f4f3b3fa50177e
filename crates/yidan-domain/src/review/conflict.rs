//! What two rules can do to each other, as far as it can be told from the rules alone: different values for one field with nothing to
//! decide between them, rings, and conditions that no order can meet. "Cannot both hold" is only said when it is proven.

use super::field::{Field, Kind};
use super::fold::{fold_for, number};
use super::judge::{is_same, is_within};
use super::rule::{Action, Condition, Node, Op, Rule};
use super::sequence::{sequence, share_a_shop};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something odd about the rules as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Problem {
    /// Two rules of one priority may both fit an order and set one field to different values.
    Conflict { rules: [String; 2], field: Field, values: [String; 2] },
    /// Rules wait for each other's tags. Refused at saving.
    Loop { rules: Vec<String> },
    /// No order can meet the conditions.
    Never { rule: String },
}

/// All problems among the rules that are on.
pub fn problems(rules: &[Rule]) -> Vec<Problem> {
    let on: Vec<&Rule> = rules.iter().filter(|r| r.on).collect();
    let mut out = Vec::new();
    for (at, a) in on.iter().enumerate() {
        if contradicts_itself(&a.when) {
            out.push(Problem::Never { rule: a.name.clone() });
        }
        for b in &on[at + 1..] {
            out.extend(conflict(a, b));
        }
    }
    if let Err(rules) = sequence(&on) {
        out.push(Problem::Loop { rules });
    }
    out
}

/// Two rules that may both fit an order and set one field to different values, where the priority decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Overlap {
    /// Its value holds.
    pub winner: String,
    pub loser: String,
    pub field: Field,
    /// Of the winner and of the loser.
    pub values: [String; 2],
}

/// All overlaps among the rules that are on.
pub fn overlaps(rules: &[Rule]) -> Vec<Overlap> {
    let mut on: Vec<&Rule> = rules.iter().filter(|r| r.on).collect();
    on.sort_by_key(|r| std::cmp::Reverse(r.priority));
    let pairs = on.iter().enumerate().flat_map(|(at, a)| on[at + 1..].iter().map(move |b| (*a, *b)));
    let decided = pairs.filter(|(a, b)| a.priority != b.priority);
    let told = decided.flat_map(|(a, b)| {
        clashes(a, b).into_iter().map(|(field, values)| Overlap { winner: a.name.clone(), loser: b.name.clone(), field, values })
    });
    told.collect()
}

fn conflict(a: &Rule, b: &Rule) -> Vec<Problem> {
    if a.priority != b.priority {
        return Vec::new();
    }
    let told = clashes(a, b).into_iter();
    told.map(|(field, values)| Problem::Conflict { rules: [a.name.clone(), b.name.clone()], field, values }).collect()
}

/// Single fields that the two set to different values, where an order may meet both.
fn clashes(a: &Rule, b: &Rule) -> Vec<(Field, [String; 2])> {
    let differ = |x: &Action, y: &Action| {
        let ((field, value), (other, theirs)) = (x.writes()?, y.writes()?);
        let clash = field == other && field != Field::Tag && fold_for(field, &value) != fold_for(field, &theirs);
        clash.then_some((field, [value, theirs]))
    };
    let found: Vec<_> = a.then.iter().flat_map(|x| b.then.iter().filter_map(move |y| differ(x, y))).collect();
    if found.is_empty() || !share_a_shop(a, b) || disjoint(&a.when, &b.when) { Vec::new() } else { found }
}

/// Is it proven that no order meets both?
pub fn disjoint(a: &Node, b: &Node) -> bool {
    match (a, b) {
        (Node::Any { any }, other) | (other, Node::Any { any }) => !any.is_empty() && any.iter().all(|n| disjoint(n, other)),
        (Node::All { all }, other) | (other, Node::All { all }) => all.iter().any(|n| disjoint(n, other)) || contradicts_itself_all(all),
        (Node::One(a), Node::One(b)) => excludes(a, b),
    }
}

fn contradicts_itself(node: &Node) -> bool {
    match node {
        Node::All { all } => contradicts_itself_all(all),
        Node::Any { any } => !any.is_empty() && any.iter().all(contradicts_itself),
        Node::One(_) => false,
    }
}

fn contradicts_itself_all(all: &[Node]) -> bool {
    all.iter().enumerate().any(|(at, a)| contradicts_itself(a) || all[at + 1..].iter().any(|b| disjoint(a, b)))
}

/// Is it proven that no value meets both conditions?
fn excludes(a: &Condition, b: &Condition) -> bool {
    if a.field != b.field {
        return false;
    }
    if a.op == Op::Empty || b.op == Op::Empty {
        let other = if a.op == Op::Empty { b } else { a };
        // What is not known meets no condition on numbers; what is empty meets what a text is not.
        let is_text = a.field.kind() == Kind::Text;
        return match other.op {
            Op::Empty => false,
            Op::IsNot | Op::ContainsNot => !is_text,
            _ => true,
        };
    }
    match a.field.kind() {
        Kind::Text => texts_exclude(a, b) || texts_exclude(b, a),
        kind => numbers_exclude(kind, a, b),
    }
}

fn texts_exclude(a: &Condition, b: &Condition) -> bool {
    let field = a.field;
    let fold_all = |c: &Condition| c.value.0.iter().map(|v| fold_for(field, v)).collect::<Vec<_>>();
    let (ours, theirs) = (fold_all(a), fold_all(b));
    let same = |x: &String, y: &String| is_same(field, x, y);
    match (a.op, b.op) {
        // One value out of ours meets everything that is not one of theirs, unless ours are all among theirs.
        (Op::Is | Op::In, Op::IsNot) => ours.iter().all(|x| theirs.contains(x)),
        (Op::Contains, Op::ContainsNot) => ours.iter().all(|x| theirs.iter().any(|y| x.contains(y.as_str()))),
        (Op::Is | Op::In, Op::ContainsNot) if !field.is_region() => ours.iter().all(|x| theirs.iter().any(|y| x.contains(y.as_str()))),
        // Several lines may each have their own value; several ways of writing one place are left undecided.
        _ if field.is_manifold() => false,
        (Op::Is | Op::In, Op::Is | Op::In) => ours.iter().all(|x| theirs.iter().all(|y| !same(x, y) && !share_a_beginning(field, x, y))),
        (Op::Is | Op::In, Op::Contains) if !field.is_region() => ours.iter().all(|x| theirs.iter().all(|y| !x.contains(y.as_str()))),
        _ => false,
    }
}

/// 吉林省 and 吉林市 are both short for nothing, but 吉林 is short for both.
fn share_a_beginning(field: Field, x: &str, y: &str) -> bool {
    field.is_region() && x.chars().take(2).eq(y.chars().take(2))
}

fn numbers_exclude(kind: Kind, a: &Condition, b: &Condition) -> bool {
    let tested: Vec<i64> = [a, b].into_iter().flat_map(edges(kind)).collect();
    if [a, b].into_iter().any(|c| c.value.0.iter().any(|v| number(kind, v).is_none())) {
        return false;
    }
    // Every comparison changes its answer only beside a value that it names, so these stand for all numbers.
    !tested.into_iter().any(|n| meets(kind, a, n) && meets(kind, b, n))
}

/// The values a condition names, their neighbours, and one far to each side.
fn edges(kind: Kind) -> impl Fn(&Condition) -> Vec<i64> {
    move |c| {
        let named = c.value.0.iter().filter_map(|v| number(kind, v));
        let around = named.flat_map(|n| [n.saturating_sub(1), n, n.saturating_add(1)]);
        let (low, high) = match kind {
            Kind::TimeOfDay => (0, 1_439),
            Kind::YesNo => (0, 1),
            _ => (i64::MIN, i64::MAX),
        };
        around.chain([low, high]).filter(|n| (low..=high).contains(n)).collect()
    }
}

fn meets(kind: Kind, c: &Condition, n: i64) -> bool {
    let values: Vec<i64> = c.value.0.iter().filter_map(|v| number(kind, v)).collect();
    match (c.op, values.as_slice()) {
        (Op::Less, [v]) => n < *v,
        (Op::More, [v]) => n > *v,
        (Op::Between, [low, high]) => is_within(n, *low, *high),
        (Op::Is | Op::In, values) => values.contains(&n),
        (Op::IsNot, values) => !values.contains(&n),
        _ => true,
    }
}
