//! Where a rule comes from in a request: as it stands in the editor, as a text, as a file on the shelf, or by its name. And rules as a
//! text file to hand on.

use super::book::Book;
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::ports::FileRef;
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use ts_rs::TS;
use yidan_domain::limits::RULE_FILE_BYTES;
use yidan_domain::review::{Error, Rule, parse, render};

/// Exactly one of these.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct RuleSource {
    #[ts(optional)]
    pub rule: Option<Rule>,
    /// The text of a rule file.
    #[ts(optional)]
    pub toml: Option<String>,
    /// A rule file on the shelf.
    #[ts(optional)]
    pub file: Option<String>,
    /// A rule that the desk has.
    #[ts(optional)]
    pub name: Option<String>,
}

/// The rules meant, and the text they were read from.
pub struct Given {
    pub rules: Vec<Rule>,
    pub text: Option<String>,
}

impl RuleSource {
    pub fn read(&self, app: &App) -> Result<Given> {
        let given = match (&self.rule, &self.toml, &self.file, &self.name) {
            (Some(rule), None, None, None) => Given { rules: vec![rule.clone()], text: None },
            (None, Some(text), None, None) => of_text(app, text.clone())?,
            (None, None, Some(handle), None) => of_text(app, text_of(app, handle)?)?,
            (None, None, None, Some(name)) => {
                let book = app.store.read(Book::load)?;
                let entry = book.find(name).ok_or_else(|| Failure::new(Code::NotFound).with("what", name))?;
                Given { rules: vec![entry.rule.clone()], text: None }
            }
            _ => return Err(Failure::new(Code::BadRequest).with("detail", "rule / toml / file / name")),
        };
        if given.rules.is_empty() {
            return Err(Failure::new(Code::BadRule).with("detail", app.say_with("rule_error.empty", &[])));
        }
        let rules = given.rules.into_iter().map(|rule| Rule { name: rule.name.trim().to_owned(), ..rule });
        Ok(Given { rules: rules.collect(), text: given.text })
    }
}

fn of_text(app: &App, text: String) -> Result<Given> {
    let rules = parse(&text).map_err(|e| fault(app, &e, None))?;
    Ok(Given { rules, text: Some(text) })
}

fn text_of(app: &App, handle: &str) -> Result<String> {
    let (info, bytes) = app.ports.shelf.open(handle)?;
    if info.bytes > RULE_FILE_BYTES as u64 {
        return Err(Failure::new(Code::FileTooLarge).with("name", &info.name).with("limit", format!("{} KB", RULE_FILE_BYTES >> 10)));
    }
    let mut text = String::new();
    bytes.take(RULE_FILE_BYTES as u64).read_to_string(&mut text)?;
    Ok(text)
}

/// The word of a sentence, its facts, and rule and clue by which the line is found.
type Told<'a> = (&'static str, Vec<(&'static str, String)>, Option<(&'a str, &'a str)>);

/// Why rules cannot be used, as a sentence with the line where there is a text.
pub fn fault(app: &App, error: &Error, text: Option<&str>) -> Failure {
    let own = |rule: &String| ("rule", rule.clone());
    let (word, facts, place): Told<'_> = match error {
        Error::Text { line, detail } => ("text", vec![("line", line.to_string()), ("detail", detail.clone())], None),
        Error::TooMany { what, limit } => {
            let what = app.say_with(&format!("rule_error.many.{what}"), &[]);
            ("too_many", vec![("what", what), ("limit", limit.to_string())], None)
        }
        Error::NoName => ("no_name", Vec::new(), None),
        Error::SameName(rule) => ("same_name", vec![own(rule)], Some((rule, ""))),
        Error::EmptyGroup { rule } => ("empty_group", vec![own(rule)], Some((rule, ""))),
        Error::NoAction { rule } => ("no_action", vec![own(rule)], Some((rule, "then"))),
        Error::Operator { rule, field, .. } => {
            ("operator", vec![own(rule), ("field", app.say_with(&format!("rule_field.{field}"), &[]))], Some((rule, field)))
        }
        Error::Value { rule, field, value } => {
            let facts = vec![own(rule), ("field", app.say_with(&format!("rule_field.{field}"), &[])), ("value", value.clone())];
            ("value", facts, Some((rule, value)))
        }
        Error::Pattern { rule, detail } => {
            let last = detail.lines().last().unwrap_or_default().trim_start_matches("error: ");
            ("pattern", vec![own(rule), ("detail", last.to_owned())], Some((rule, "matches")))
        }
        Error::Loop { rules } => ("loop", vec![("rules", rules.join("、"))], None),
    };
    let mut detail = app.say_with(&format!("rule_error.{word}"), &facts);
    let line = match (error, text, place) {
        (Error::Text { line, .. }, ..) => Some(*line),
        (_, Some(text), Some((rule, clue))) => line_of(text, rule, clue),
        _ => None,
    };
    let failure = Failure::new(Code::BadRule);
    let Some(line) = line else { return failure.with("detail", detail) };
    if !matches!(error, Error::Text { .. }) {
        detail = app.say_with("rule_error.at_line", &[("line", line.to_string()), ("detail", detail)]);
    }
    failure.with("detail", detail).with("line", line)
}

/// The line of a rule's name, or of the clue behind it.
fn line_of(text: &str, rule: &str, clue: &str) -> Option<usize> {
    let named = text.lines().position(|line| line.trim_start().starts_with("name") && line.contains(rule))?;
    let below = text.lines().skip(named).position(|line| !clue.is_empty() && line.contains(clue));
    Some(named + 1 + below.unwrap_or(0))
}

/// Which rules a text file gets; none named means all of the desk's own.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ExportRulesRequest {
    pub names: Vec<String>,
}

/// Rules as a text file.
pub fn export(app: &App, _session: &Session, request: ExportRulesRequest) -> Result<FileRef> {
    let book = app.store.read(Book::load)?;
    let mut rules = Vec::new();
    for name in &request.names {
        let entry = book.find(name).ok_or_else(|| Failure::new(Code::NotFound).with("what", name))?;
        rules.push(entry.rule.clone());
    }
    if request.names.is_empty() {
        rules.extend(book.0.into_iter().filter(|entry| entry.is_own).map(|entry| entry.rule));
    }
    let text = render(&rules).map_err(|e| fault(app, &e, None))?;
    let plain: String = match request.names.as_slice() {
        [name] => name.chars().map(|c| if "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect(),
        _ => app.say_with("rules.file_name", &[]),
    };
    let mut file = app.ports.shelf.create(&format!("{plain}.toml"))?;
    file.write_all(text.as_bytes())?;
    Ok(file.finish()?)
}

#[cfg(test)]
mod tests {
    use super::line_of;

    #[test]
    fn places_in_a_file() {
        let text = "[[rule]]\nname = \"甲\"\nwhen = 5\n\n[[rule]]\nname = \"乙\"\nwhen = { all = [\n  5,\n] }\n";
        for (rule, clue, want) in [("甲", "5", Some(3)), ("乙", "5", Some(8)), ("乙", "", Some(6)), ("乙", "9", Some(6)), ("丙", "5", None)]
        {
            assert_eq!(line_of(text, rule, clue), want, "{rule} {clue}");
        }
    }
}
