//! Rules as a text file, for `rules save FILE`, for sharing and for those that come with the program. TOML:
//!
//! ```toml
//! [[rule]]
//! name = "大学城小额"
//! priority = 50                 # the higher one decides; 0 when left out
//! on = true                     # true when left out
//! shops = ["某某旗舰店"]         # all shops when left out
//! when = { all = [
//!   { field = "address", op = "contains", value = ["大学城", "高教园"] },
//!   { field = "buyer_amount_fen", op = "less", value = 5000 },
//!   { any = [
//!     { field = "first_order", op = "is", value = true },
//!     { field = "paid_time", op = "between", value = ["23:00", "06:00"] },
//!   ] },
//! ] }
//! then = [ { do = "hold", reason = "疑似刷单", release_after_minutes = 1440 }, { do = "flag", flag = 1 }, { do = "tag", tag = "小额" } ]
//! ```
//!
//! Fields are the words of `Field`, operators those of `Op`: is, is_not, contains, contains_not, matches, less, more, between, in, empty,
//! filled. Deeds are hold, second_person, urgent, flag, tag, warehouse, carrier. Money is fen, weight grams. A JSON file has the same shape.

use super::ready::Error;
use super::rule::Rule;
use crate::limits::RULE_FILE_BYTES;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Rule>,
}

/// Reads rules from a text. Only the form is checked here; what the values mean is checked by `RuleSet::new`.
pub fn parse(text: &str) -> Result<Vec<Rule>, Error> {
    if text.len() > RULE_FILE_BYTES {
        return Err(Error::TooMany { what: "bytes", limit: RULE_FILE_BYTES });
    }
    let file: File = toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| {
        let line = e.span().map_or(1, |span| 1 + text.get(..span.start).map_or(0, |before| before.matches('\n').count()));
        Error::Text { line, detail: e.message().to_owned() }
    })?;
    Ok(file.rule)
}

/// The text of rules; reading it gives the same rules.
pub fn render(rules: &[Rule]) -> Result<String, Error> {
    toml::to_string(&File { rule: rules.to_vec() }).map_err(|e| Error::Text { line: 0, detail: e.to_string() })
}

#[cfg(test)]
mod tests {
    use super::super::rule::{Action, Node};
    use super::*;

    const TEXT: &str = r#"
[[rule]]
name = "大学城小额"
priority = 50
shops = ["某某店"]
when = { all = [
  { field = "address", op = "contains", value = ["大学城", "高教园"] },
  { field = "buyer_amount_fen", op = "less", value = 5000 },
  { any = [ { field = "first_order", op = "is", value = true }, { field = "seller_memo", op = "empty" } ] },
] }
then = [ { do = "hold", release_after_minutes = 1440 }, { do = "flag", flag = 1 } ]
"#;

    #[test]
    fn there_and_back() {
        let rules = parse(TEXT).expect("rules");
        assert_eq!(rules.len(), 1);
        assert!(rules[0].on);
        assert_eq!(rules[0].when.conditions()[1].value.0, ["5000"]);
        assert_eq!(rules[0].when.conditions()[2].value.0, ["yes"]);
        assert_eq!(rules[0].then[1], Action::Flag { flag: 1 });
        assert!(matches!(&rules[0].when, Node::All { all } if all.len() == 3));
        assert_eq!(parse(&render(&rules).expect("text")).expect("rules"), rules);
        let json = serde_json::to_string(&rules).expect("json");
        assert_eq!(serde_json::from_str::<Vec<Rule>>(&json).expect("rules"), rules);
    }

    #[test]
    fn the_shape_that_faces_see() {
        use ts_rs::TS;
        let config = ts_rs::Config::default();
        assert_eq!(Node::decl(&config), "type RuleNode = { all: Array<RuleNode>, } | { any: Array<RuleNode>, } | RuleCondition;");
        assert_eq!(super::super::Values::decl(&config), "type RuleValues = Array<string>;");
        let rules = parse(TEXT).expect("rules");
        let json = serde_json::to_value(&rules[0]).expect("json");
        assert_eq!((&json["on"], &json["when"]["all"][1]["value"]), (&serde_json::json!(true), &serde_json::json!(["5000"])));
        assert_eq!(json["when"]["all"][2]["any"][1]["value"], serde_json::json!([]));
    }

    #[test]
    fn slips_are_told_with_their_line() {
        for (from, to, line, says) in [
            ("op = \"less\"", "op = \"lesser\"", 8, "lesser"),
            ("field = \"address\"", "feld = \"address\"", 7, "feld"),
            ("field = \"address\", ", "", 7, "needs `field`"),
            ("do = \"hold\"", "do = \"burn\"", 11, "burn"),
            ("name = ", "title = ", 3, "title"),
            ("[[rule]]", "[[rule", 2, ""),
        ] {
            match parse(&TEXT.replacen(from, to, 1)) {
                Err(Error::Text { line: at, detail }) => {
                    assert!(detail.contains(says), "{to}: {detail}");
                    // Nested values are told by the line on which their table begins.
                    assert!(at <= line && at > 0, "{to}: line {at}");
                }
                other => panic!("{to}: {other:?}"),
            }
        }
    }
}
