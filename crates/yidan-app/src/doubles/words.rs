//! Findings and reasons of likely doubles in words. All findings are worded here, so that a pair reads the same everywhere.

use crate::App;
use std::collections::BTreeMap;
use yidan_domain::Finding;
use yidan_domain::likeness::MAYBE_DOUBLE;

/// A finding as a sentence.
pub fn finding_text(app: &App, finding: &Finding) -> String {
    text_of(app, &finding.code, &finding.facts)
}

/// The sentence of a finding by its code and facts.
pub fn text_of(app: &App, code: &str, facts: &BTreeMap<String, String>) -> String {
    if code != MAYBE_DOUBLE {
        return app.say(&format!("finding.{code}"), facts);
    }
    let mut facts = facts.clone();
    let words: Vec<String> = facts.get("reasons").map(|r| r.split(',').map(str::to_owned).collect()).unwrap_or_default();
    facts.insert("why".into(), why(app, &words, true));
    facts.insert("tail".into(), tail(facts.get("no").map_or("", String::as_str)));
    app.say(&format!("finding.{code}"), &facts)
}

/// `…4321`
pub fn tail(no: &str) -> String {
    let count = no.chars().count();
    if count <= 6 { no.to_owned() } else { format!("…{}", no.chars().skip(count - 4).collect::<String>()) }
}

/// Reasons in words; `brief` leaves out what the first person's reason says already.
pub fn why(app: &App, reasons: &[String], brief: bool) -> String {
    let is_person = |word: &str| PERSON.contains(&word);
    let mut person_told = false;
    let mut parts = Vec::new();
    for reason in reasons {
        let (word, fact) = reason.split_once(':').unwrap_or((reason, ""));
        if brief && (word == "same_amount" || (is_person(word) && person_told)) {
            continue;
        }
        person_told |= is_person(word);
        let facts = if word == "apart" { apart(app, fact) } else { fact.to_owned() };
        parts.push(app.say_with(&format!("double.{word}"), &[("n", facts)]));
    }
    parts.join(&app.say_with("double.and", &[]))
}

const PERSON: &[&str] = &["same_buyer", "same_phone", "phone_may_be", "same_name", "name_may_be", "same_address"];

/// `3 秒`, `5 分钟`, `2 小时`
fn apart(app: &App, seconds: &str) -> String {
    let s: i64 = seconds.parse().unwrap_or_default();
    let (key, n) = match s {
        0..=119 => ("double.seconds", s),
        120..=7_199 => ("double.minutes", s / 60),
        _ => ("double.hours", s / 3_600),
    };
    app.say_with(key, &[("n", n.to_string())])
}
