//! Rules checked and made ready: patterns compiled once, all words that some rule looks for in a field gathered into one search,
//! and the rules put in an order in which those that set a tag come before those that ask for it.

use super::field::{Field, Kind};
use super::fold::{fold, fold_for, number};
use super::rule::{Action, Condition, Node, Op, Rule};
use super::sequence::sequence;
use crate::limits::{PATTERN_BYTES, RULE_CONDITIONS, RULE_DEPTH, RULES};
use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder};

/// Why rules cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("line {line}: {detail}")]
    Text { line: usize, detail: String },
    #[error("more than {limit} {what}")]
    TooMany { what: &'static str, limit: usize },
    #[error("a rule without a name")]
    NoName,
    #[error("two rules named {0}")]
    SameName(String),
    #[error("rule {rule}: a group of nothing")]
    EmptyGroup { rule: String },
    #[error("rule {rule} does nothing")]
    NoAction { rule: String },
    #[error("rule {rule}: {field} cannot be compared by {op} with {values} values")]
    Operator { rule: String, field: &'static str, op: String, values: usize },
    #[error("rule {rule}: {value} is no value of {field}")]
    Value { rule: String, field: &'static str, value: String },
    #[error("rule {rule}: {detail}")]
    Pattern { rule: String, detail: String },
    #[error("rules wait for each other: {rules:?}")]
    Loop { rules: Vec<String> },
}

#[derive(Debug)]
pub(super) enum Test {
    Is {
        texts: Vec<String>,
        wanted: bool,
    },
    /// Numbers of words in the search of the field.
    Words {
        ids: Vec<usize>,
        wanted: bool,
    },
    Pattern(Regex),
    Number {
        values: Vec<i64>,
        wanted: bool,
    },
    /// Both ends count. A range of the day with its end before its start runs over midnight.
    Range {
        low: i64,
        high: i64,
    },
    Filled(bool),
}

#[derive(Debug)]
pub(super) struct Check {
    pub condition: Condition,
    /// Index into `RuleSet::fields`.
    pub slot: usize,
    pub test: Test,
}

#[derive(Debug)]
pub(super) enum Tree {
    All(Vec<Tree>),
    Any(Vec<Tree>),
    One(Check),
}

#[derive(Debug)]
pub(super) struct Ready {
    pub rule: Rule,
    pub shops: Vec<String>,
    pub tree: Tree,
    /// It sets a field that some rule reads.
    pub tells: bool,
}

/// One field that some rule reads, with all the words that are looked for in it.
#[derive(Debug)]
pub(super) struct Slot {
    pub field: Field,
    pub words: Vec<String>,
    pub search: Option<AhoCorasick>,
}

/// All rules of a desk that are on, ready to judge. Made once per change of the rules.
#[derive(Debug, Default)]
pub struct RuleSet {
    pub(super) rules: Vec<Ready>,
    pub(super) fields: Vec<Slot>,
}

impl RuleSet {
    /// Checks all rules, those that are off as well, and makes those that are on ready. Loops are refused.
    pub fn new(rules: &[Rule]) -> Result<RuleSet, Error> {
        if rules.len() > RULES {
            return Err(Error::TooMany { what: "rules", limit: RULES });
        }
        for (at, rule) in rules.iter().enumerate() {
            if rule.name.trim().is_empty() {
                return Err(Error::NoName);
            }
            if rules[..at].iter().any(|other| other.name.trim() == rule.name.trim()) {
                return Err(Error::SameName(rule.name.clone()));
            }
        }
        let mut set = RuleSet::default();
        let mut ready = Vec::with_capacity(rules.len());
        for rule in rules {
            if !rule.on {
                // Checked like the others, but nothing is looked up for it.
                RuleSet::default().ready_rule(rule)?;
            } else {
                let tree = set.ready_rule(rule)?;
                ready.push(Ready { rule: rule.clone(), shops: rule.shops.iter().map(|s| fold(s)).collect(), tree, tells: false });
            }
        }
        let places = sequence(&ready.iter().map(|r| &r.rule).collect::<Vec<_>>()).map_err(|rules| Error::Loop { rules })?;
        let mut slots: Vec<Option<Ready>> = ready.into_iter().map(Some).collect();
        // `sequence` names each place once.
        set.rules = places.into_iter().filter_map(|at| slots[at].take()).collect();
        for rule in &mut set.rules {
            let set_fields = rule.rule.then.iter().filter_map(Action::writes);
            rule.tells = set_fields.into_iter().any(|(field, _)| set.fields.iter().any(|slot| slot.field == field));
        }
        for slot in set.fields.iter_mut().filter(|slot| !slot.words.is_empty()) {
            let built = AhoCorasick::new(&slot.words);
            slot.search = Some(built.map_err(|e| Error::Pattern { rule: String::new(), detail: e.to_string() })?);
        }
        Ok(set)
    }

    /// Rules that are on.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Some rule that is on asks for this field.
    pub fn reads(&self, field: Field) -> bool {
        self.fields.iter().any(|slot| slot.field == field)
    }

    fn ready_rule(&mut self, rule: &Rule) -> Result<Tree, Error> {
        if rule.then.is_empty() || rule.then.iter().any(is_void) {
            return Err(Error::NoAction { rule: rule.name.clone() });
        }
        if rule.when.conditions().len() > RULE_CONDITIONS {
            return Err(Error::TooMany { what: "conditions", limit: RULE_CONDITIONS });
        }
        // Nothing at all to ask for is said at the top only: every order.
        if matches!(&rule.when, Node::All { all } if all.is_empty()) {
            return Ok(Tree::All(Vec::new()));
        }
        self.ready_node(rule, &rule.when, 0)
    }

    fn ready_node(&mut self, rule: &Rule, node: &Node, depth: usize) -> Result<Tree, Error> {
        if depth > RULE_DEPTH {
            return Err(Error::TooMany { what: "levels", limit: RULE_DEPTH });
        }
        let (nodes, is_all) = match node {
            Node::One(condition) => return self.ready_check(rule, condition).map(Tree::One),
            Node::All { all } => (all, true),
            Node::Any { any } => (any, false),
        };
        if nodes.is_empty() {
            return Err(Error::EmptyGroup { rule: rule.name.clone() });
        }
        let trees = nodes.iter().map(|n| self.ready_node(rule, n, depth + 1)).collect::<Result<Vec<_>, _>>()?;
        Ok(if is_all { Tree::All(trees) } else { Tree::Any(trees) })
    }

    fn ready_check(&mut self, rule: &Rule, c: &Condition) -> Result<Check, Error> {
        let (kind, values) = (c.field.kind(), &c.value.0);
        if !c.op.fits(kind, values.len()) {
            let op = format!("{:?}", c.op).to_lowercase();
            return Err(Error::Operator { rule: rule.name.clone(), field: c.field.word(), op, values: values.len() });
        }
        let slot = self.slot(c.field);
        let bad = |value: &str| Error::Value { rule: rule.name.clone(), field: c.field.word(), value: value.to_owned() };
        let wanted = !matches!(c.op, Op::IsNot | Op::ContainsNot);
        let test = match (c.op, kind) {
            (Op::Empty, _) => Test::Filled(false),
            (Op::Filled, _) => Test::Filled(true),
            (Op::Matches, _) => {
                let pattern = &values[0];
                let built = RegexBuilder::new(pattern).case_insensitive(true).size_limit(PATTERN_BYTES).build();
                Test::Pattern(built.map_err(|e| Error::Pattern { rule: rule.name.clone(), detail: e.to_string() })?)
            }
            (_, Kind::Text) => {
                let texts: Vec<String> = values.iter().map(|v| fold_for(c.field, v)).collect();
                if let Some(at) = texts.iter().position(String::is_empty) {
                    return Err(bad(&values[at]));
                }
                if matches!(c.op, Op::Contains | Op::ContainsNot) {
                    Test::Words { ids: texts.into_iter().map(|t| self.word(slot, t)).collect(), wanted }
                } else {
                    Test::Is { texts, wanted }
                }
            }
            _ => {
                let numbers = values.iter().map(|v| number(kind, v).ok_or_else(|| bad(v))).collect::<Result<Vec<_>, _>>()?;
                range(c.op, kind, &numbers, wanted).ok_or_else(|| bad(&values.join(" ")))?
            }
        };
        Ok(Check { condition: c.clone(), slot, test })
    }

    fn slot(&mut self, field: Field) -> usize {
        self.fields.iter().position(|slot| slot.field == field).unwrap_or_else(|| {
            self.fields.push(Slot { field, words: Vec::new(), search: None });
            self.fields.len() - 1
        })
    }

    fn word(&mut self, slot: usize, word: String) -> usize {
        let words = &mut self.fields[slot].words;
        words.iter().position(|w| *w == word).unwrap_or_else(|| {
            words.push(word);
            words.len() - 1
        })
    }
}

/// A comparison of numbers; `None` for a range that holds nothing.
fn range(op: Op, kind: Kind, numbers: &[i64], wanted: bool) -> Option<Test> {
    Some(match op {
        Op::Less => Test::Range { low: i64::MIN, high: numbers[0].checked_sub(1)? },
        Op::More => Test::Range { low: numbers[0].checked_add(1)?, high: i64::MAX },
        Op::Between if numbers[0] <= numbers[1] || kind == Kind::TimeOfDay => Test::Range { low: numbers[0], high: numbers[1] },
        Op::Between => return None,
        _ => Test::Number { values: numbers.to_vec(), wanted },
    })
}

/// A deed that says nothing.
fn is_void(action: &Action) -> bool {
    match action {
        Action::Tag { tag: text } | Action::Warehouse { warehouse: text } | Action::Carrier { carrier: text } => text.trim().is_empty(),
        Action::Hold { release_after_minutes, .. } => release_after_minutes.is_some_and(|m| m <= 0),
        Action::SecondPerson | Action::Urgent | Action::Flag { .. } => false,
    }
}
