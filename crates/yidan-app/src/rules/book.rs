//! The rules of the desk as one list: those that come with the program, with what was decided about them, and the desk's own.

use crate::error::Result;
use std::cmp::Reverse;
use yidan_domain::review::{Error, Rule, RuleSet, parse, render, shipped};
use yidan_store::{Reader, StoredRule};

/// A rule and where it comes from.
#[derive(Debug, Clone)]
pub struct Entry {
    pub rule: Rule,
    /// It comes with the program, perhaps changed.
    pub is_shipped: bool,
    /// Its text is the desk's own.
    pub is_own: bool,
    pub updated_at_ms: Option<i64>,
}

/// All rules, the highest priority first.
#[derive(Debug, Clone, Default)]
pub struct Book(pub Vec<Entry>);

impl Book {
    pub fn load(r: &Reader<'_>) -> Result<Book> {
        let stored = r.review_rules()?;
        let mut entries: Vec<Entry> =
            shipped().iter().map(|rule| Entry { rule: rule.clone(), is_shipped: true, is_own: false, updated_at_ms: None }).collect();
        for row in &stored {
            let known = entries.iter_mut().find(|e| e.rule.name == row.name);
            // A text that a newer program wrote may not be understood; such a rule holds for nothing.
            let own = row.toml.as_deref().and_then(|text| parse(text).ok()).and_then(|mut rules| rules.pop());
            match (known, own) {
                (Some(entry), own) => {
                    entry.is_own = own.is_some();
                    entry.rule = own.unwrap_or_else(|| entry.rule.clone());
                    decide(entry, row);
                }
                (None, Some(rule)) => {
                    let mut entry = Entry { rule, is_shipped: false, is_own: true, updated_at_ms: None };
                    decide(&mut entry, row);
                    entries.push(entry);
                }
                // A shipped rule that the program has given up.
                (None, None) => {}
            }
        }
        let mut book = Book(entries);
        book.sort();
        Ok(book)
    }

    fn sort(&mut self) {
        self.0.sort_by_key(|entry| Reverse(entry.rule.priority));
    }

    pub fn rules(&self) -> Vec<Rule> {
        self.0.iter().map(|entry| entry.rule.clone()).collect()
    }

    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.rule.name == name)
    }

    /// Puts a rule in, in the place of one with the same name.
    pub fn put(&mut self, rule: Rule) {
        match self.0.iter_mut().find(|entry| entry.rule.name == rule.name) {
            Some(entry) => {
                entry.is_own = entry.is_own || !is_as_shipped(&rule);
                entry.rule = rule;
            }
            None => self.0.push(Entry { rule, is_shipped: false, is_own: true, updated_at_ms: None }),
        }
        self.sort();
    }

    /// Takes the desk's own rule out; one that comes with the program is again as it came.
    pub fn take_out(&mut self, name: &str) {
        self.0.retain(|entry| entry.rule.name != name);
        if let Some(rule) = shipped().iter().find(|rule| rule.name == name) {
            self.0.push(Entry { rule: rule.clone(), is_shipped: true, is_own: false, updated_at_ms: None });
        }
        self.sort();
    }

    /// The rules ready to judge. Saving refuses what cannot be used together; should a new version of the program bring a rule that
    /// waits for one of the desk's, those in the ring stay silent and all others go on.
    pub fn ready(&self) -> RuleSet {
        let mut rules = self.rules();
        loop {
            match RuleSet::new(&rules) {
                Ok(set) => return set,
                Err(Error::Loop { rules: ring }) => {
                    rules.iter_mut().filter(|rule| ring.contains(&rule.name)).for_each(|rule| rule.on = false);
                }
                // One bad rule does not silence the others.
                Err(_) => {
                    let before = rules.len();
                    rules.retain(|rule| RuleSet::new(std::slice::from_ref(rule)).is_ok());
                    if rules.len() == before {
                        return RuleSet::default();
                    }
                }
            }
        }
    }
}

fn decide(entry: &mut Entry, row: &StoredRule) {
    entry.rule.on = row.is_on;
    entry.rule.priority = row.priority;
    entry.updated_at_ms = Some(row.updated_at_ms);
}

/// Says the same as the rule that comes with the program, but for its switch and its priority.
fn is_as_shipped(rule: &Rule) -> bool {
    shipped().iter().any(|known| Rule { on: known.on, priority: known.priority, ..rule.clone() } == *known)
}

/// A rule as it is stored.
pub fn row_of(rule: &Rule, now_ms: i64) -> std::result::Result<StoredRule, Error> {
    let toml = if is_as_shipped(rule) { None } else { Some(render(std::slice::from_ref(rule))?) };
    Ok(StoredRule { name: rule.name.clone(), toml, is_on: rule.on, priority: rule.priority, updated_at_ms: now_ms })
}
