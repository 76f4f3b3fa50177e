//! Rules as sentences: 「当 地址包含「大学城」 且 实付小于 ¥50.00 时 → 挂起待审」, what of a rule stands in an order, and what two
//! rules do to each other.

use crate::App;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_domain::money::yuan;
use yidan_domain::review::{Action, Condition, Field, Kind, Match, Node, Op, Overlap, Problem, Rule};

/// What is odd about rules together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RuleProblemKind {
    /// Two rules of one priority set one field to different values. Refused at saving.
    Conflict,
    /// Rules wait for each other. Refused at saving.
    Loop,
    /// No order can meet the conditions.
    Never,
    /// Two rules set one field to different values, and the priority decides.
    Overlap,
}

/// The same with the rules and a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleProblem {
    pub kind: RuleProblemKind,
    pub rules: Vec<String>,
    pub text: String,
}

pub fn problem(app: &App, found: &Problem) -> RuleProblem {
    let (kind, word, rules, facts) = match found {
        Problem::Conflict { rules, field, values } => {
            let facts = pair(app, &rules[0], &rules[1], *field, values);
            (RuleProblemKind::Conflict, "conflict", rules.to_vec(), facts)
        }
        Problem::Loop { rules } => (RuleProblemKind::Loop, "loop", rules.clone(), vec![("rules", rules.join("、"))]),
        Problem::Never { rule } => (RuleProblemKind::Never, "never", vec![rule.clone()], vec![("rule", rule.clone())]),
    };
    RuleProblem { kind, rules, text: app.say_with(&format!("rule_problem.{word}"), &facts) }
}

pub fn overlap(app: &App, found: &Overlap) -> RuleProblem {
    let text = app.say_with("rule_problem.overlap", &pair(app, &found.winner, &found.loser, found.field, &found.values));
    RuleProblem { kind: RuleProblemKind::Overlap, rules: vec![found.winner.clone(), found.loser.clone()], text }
}

fn pair(app: &App, a: &str, b: &str, field: Field, values: &[String; 2]) -> Vec<(&'static str, String)> {
    let shown = |value: &String| value_of(app, field, value);
    vec![("a", a.to_owned()), ("b", b.to_owned()), ("field", name(app, field)), ("first", shown(&values[0])), ("second", shown(&values[1]))]
}

/// A rule as one sentence.
pub fn sentence(app: &App, rule: &Rule) -> String {
    let deeds: Vec<String> = rule.then.iter().map(|deed| action(app, deed)).collect();
    let then = deeds.join(&app.say_with("rules.comma", &[]));
    let when = match &rule.when {
        Node::All { all } if all.is_empty() => app.say_with("rules.every_order", &[]),
        node => conditions(app, node, true),
    };
    let text = app.say_with("rules.sentence", &[("when", when), ("then", then)]);
    if rule.shops.is_empty() {
        return text;
    }
    app.say_with("rules.only_shops", &[("shops", rule.shops.join("、")), ("text", text)])
}

fn conditions(app: &App, node: &Node, is_top: bool) -> String {
    let (nodes, word) = match node {
        Node::One(one) => return condition(app, one),
        Node::All { all } => (all, "rules.and"),
        Node::Any { any } => (any, "rules.or"),
    };
    let parts: Vec<String> = nodes.iter().map(|n| conditions(app, n, nodes.len() == 1 && is_top)).collect();
    let text = parts.join(&app.say_with(word, &[]));
    if is_top || parts.len() < 2 { text } else { app.say_with("rules.group", &[("text", text)]) }
}

fn condition(app: &App, c: &Condition) -> String {
    if c.field.kind() == Kind::YesNo {
        let wanted = c.value.0.first().is_some_and(|v| v == "yes") == (c.op == Op::Is);
        return yes_or_no(app, c.field, wanted);
    }
    let values: Vec<String> = c.value.0.iter().map(|v| value_of(app, c.field, v)).collect();
    let op = serde_word(&c.op);
    let facts = [
        ("field", name(app, c.field)),
        ("values", values.join(&app.say_with("rules.or_value", &[]))),
        ("low", values.first().cloned().unwrap_or_default()),
        ("high", values.last().cloned().unwrap_or_default()),
    ];
    app.say_with(&format!("rule_says.{op}"), &facts)
}

fn yes_or_no(app: &App, field: Field, is_so: bool) -> String {
    app.say_with(&format!("rule_{}.{}", if is_so { "yes" } else { "no" }, field.word()), &[])
}

/// A field in words.
pub fn name(app: &App, field: Field) -> String {
    app.say_with(&format!("rule_field.{}", field.word()), &[])
}

/// A value of a rule as a person reads it.
fn value_of(app: &App, field: Field, value: &str) -> String {
    let number: Option<i64> = value.trim().parse().ok();
    match (field, number) {
        (Field::BuyerAmountFen | Field::MerchantAmountFen | Field::FreightFen | Field::RefundFen, Some(fen)) => yuan(fen),
        (Field::WeightG, Some(g)) if g.abs() >= 1_000 => app.say_with("rules.kilograms", &[("weight", thousandths(g))]),
        (Field::WeightG, Some(g)) => app.say_with("rules.grams", &[("weight", g.to_string())]),
        (Field::Flag, Some(flag)) => app.say(&format!("flag.{flag}"), &BTreeMap::new()),
        (Field::PaidWeekday, Some(day @ 1..=7)) => app.say(&format!("weekday.{day}"), &BTreeMap::new()),
        _ if field.kind() == Kind::Text => app.say_with("rules.quoted", &[("text", value.to_owned())]),
        _ if field.kind() == Kind::YesNo => yes_or_no(app, field, value == "yes"),
        _ => value.to_owned(),
    }
}

fn action(app: &App, action: &Action) -> String {
    let (word, facts): (&str, Vec<(&str, String)>) = match action {
        Action::Hold { release_after_minutes: Some(minutes), .. } => ("hold_until", vec![("span", span(app, *minutes))]),
        Action::Hold { .. } => ("hold", Vec::new()),
        Action::SecondPerson => ("second_person", Vec::new()),
        Action::Urgent => ("urgent", Vec::new()),
        Action::Flag { flag } => ("flag", vec![("flag", app.say(&format!("flag.{flag}"), &BTreeMap::new()))]),
        Action::Tag { tag } => ("tag", vec![("tag", tag.clone())]),
        Action::Warehouse { warehouse } => ("warehouse", vec![("warehouse", warehouse.clone())]),
        Action::Carrier { carrier } => ("carrier", vec![("carrier", carrier.clone())]),
    };
    app.say_with(&format!("rule_does.{word}"), &facts)
}

/// Minutes in the largest unit that holds them whole.
fn span(app: &App, minutes: i64) -> String {
    let (word, n) = match minutes {
        m if m % 1_440 == 0 => ("days", m / 1_440),
        m if m % 60 == 0 => ("hours", m / 60),
        m => ("minutes", m),
    };
    app.say_with(&format!("span.{word}"), &[("n", n.to_string())])
}

/// What of a rule stands in an order, for the trail: fields with the words or numbers found. Names, phones and buyers never stand in the
/// trail, and of an address only what the rule itself says.
pub fn found(matches: &[Match]) -> Value {
    let kept = |m: &Match| {
        let is_personal = matches!(m.field, Field::ReceiverName | Field::ReceiverPhone | Field::Buyer);
        if is_personal || m.op == Op::Matches { Vec::new() } else { m.found.clone() }
    };
    matches.iter().map(|m| json!([m.field, kept(m)])).collect()
}

/// The same as words: 「命中「大学城」，实付 ¥39.90」.
pub fn words(app: &App, found: &Value) -> String {
    let pairs: Vec<(Field, Vec<String>)> = serde_json::from_value(found.clone()).unwrap_or_default();
    let (mut quoted, mut told, mut silent) = (Vec::new(), Vec::new(), Vec::new());
    for (field, values) in pairs {
        let is_text = field.kind() == Kind::Text;
        for value in &values {
            match field.kind() {
                Kind::Text => quoted.push(value_of(app, field, value)),
                Kind::YesNo => told.push(yes_or_no(app, field, value == "yes")),
                _ => told.push(app.say_with("rules.value", &[("field", name(app, field)), ("value", value_of(app, field, value))])),
            }
        }
        if values.is_empty() && is_text {
            silent.push(name(app, field));
        }
    }
    if told.is_empty() && quoted.is_empty() {
        told = silent;
    }
    let comma = app.say_with("rules.comma", &[]);
    if quoted.is_empty() {
        let rest = told.join(&comma);
        return if rest.is_empty() { rest } else { app.say_with("rules.hit_value", &[("words", rest)]) };
    }
    let first = app.say_with("rules.hit", &[("words", quoted.concat())]);
    std::iter::once(first).chain(told).collect::<Vec<_>>().join(&comma)
}

/// The word of a unit variant as it stands in a file.
fn serde_word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A number of thousandths as a decimal without empty places: 1500 → `1.5`.
fn thousandths(n: i64) -> String {
    let text = format!("{}{}.{:03}", if n < 0 { "-" } else { "" }, n.abs() / 1_000, n.abs() % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
