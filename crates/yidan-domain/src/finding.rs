//! Findings: what is odd about a value, as a code with facts. The sentence for people is in the words file, one line per code.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing, nothing to do.
    Info,
    /// Look at it (yellow).
    Warning,
    /// Blocks the order's way to the printer until repaired (red).
    Blocking,
}

/// One thing that is odd. `facts` fill the placeholders of the words line for `code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Finding {
    pub code: String,
    pub severity: Severity,
    /// The normal-form field it is about, if any.
    pub field: Option<String>,
    pub facts: std::collections::BTreeMap<String, String>,
}

impl Finding {
    pub fn new(code: &str, severity: Severity) -> Self {
        Finding { code: code.to_owned(), severity, field: None, facts: std::collections::BTreeMap::new() }
    }
    #[must_use]
    pub fn on(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }
}
