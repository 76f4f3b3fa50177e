//! Sentences of the faces in this room, from the one book of words. No sentence for people is written in code.

use std::collections::BTreeMap;
use yidan_app::error::Failure;
use yidan_app::words::{Language, say};

/// The Chinese line of a key.
pub fn word(key: &str) -> String {
    say(Language::Chinese, key, &BTreeMap::new())
}

/// The Chinese line of a key with its placeholders filled.
pub fn word_with(key: &str, facts: &[(&str, &str)]) -> String {
    let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    say(Language::Chinese, key, &facts)
}

/// Gives a failure that did not pass the command table its sentence.
#[must_use]
pub fn worded(mut failure: Failure) -> Failure {
    if failure.message.is_empty() {
        failure.message = say(Language::Chinese, &format!("error.{}", failure.code.word()), &failure.facts);
    }
    failure
}

/// The error as every face writes it: `{"error":{"code","facts","message"}}`.
pub fn error_json(failure: &Failure) -> serde_json::Value {
    serde_json::json!({ "error": failure })
}
