//! Sentences for people, from `assets/words`. A key that is missing in English falls back to Chinese; the tests allow no missing key.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// Language of replies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    Chinese,
    English,
}

fn book(language: Language) -> &'static HashMap<String, String> {
    static CHINESE: OnceLock<HashMap<String, String>> = OnceLock::new();
    static ENGLISH: OnceLock<HashMap<String, String>> = OnceLock::new();
    // Both files are part of the binary and a test parses them.
    let parse = |text: &str| serde_json::from_str(text).unwrap_or_default();
    match language {
        Language::Chinese => CHINESE.get_or_init(|| parse(include_str!("../../../assets/words/zh-CN.json"))),
        Language::English => ENGLISH.get_or_init(|| parse(include_str!("../../../assets/words/en.json"))),
    }
}

/// The line of `key` with its `{placeholders}` filled from `facts`; the key itself where no line exists.
pub fn say(language: Language, key: &str, facts: &BTreeMap<String, String>) -> String {
    let line = book(language).get(key).or_else(|| book(Language::Chinese).get(key));
    let Some(line) = line else { return key.to_owned() };
    let mut out = String::with_capacity(line.len() + 32);
    let mut rest = line.as_str();
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        let Some(end) = rest[start..].find('}') else { break };
        let name = &rest[start + 1..start + end];
        out.push_str(facts.get(name).map_or("", String::as_str));
        rest = &rest[start + end + 1..];
    }
    out.push_str(rest);
    out
}

/// True when the Chinese book has the key.
pub fn has(key: &str) -> bool {
    book(Language::Chinese).contains_key(key)
}

/// All keys of one language, for tests.
pub fn keys(language: Language) -> Vec<&'static str> {
    book(language).keys().map(String::as_str).collect()
}
