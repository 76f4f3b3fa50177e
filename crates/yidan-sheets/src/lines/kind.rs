//! What a line's words mean. A code decides before words; an unknown code is `other` and never guessed.

use crate::profile::plan::Plan;
use crate::sink::SourceRow;
use crate::values::text::{clean, heading};

/// The kind, and the word that nobody knew.
pub type KindOf = (Option<String>, Option<String>);

/// `type_raw` and `remark` as they were read; further columns come from the format.
pub fn kind(plan: &Plan, row: &SourceRow, type_raw: Option<&str>, remark: Option<&str>, is_out: bool) -> KindOf {
    let kinds = &plan.ready.format.kinds;
    let columns: Vec<String> = plan.kind_columns.iter().filter_map(|c| clean(row.cell(*c)).map(std::borrow::Cow::into_owned)).collect();
    let texts: Vec<&str> = type_raw.into_iter().chain(columns.iter().map(String::as_str)).chain(remark).collect();
    let settle = |kind: &str| {
        let kind = if kind == "goods" && is_out { "refund" } else { kind };
        (Some(kind.to_owned()), None)
    };
    if !kinds.codes.is_empty()
        && let Some(code) = texts.iter().find_map(|t| code_of(t))
    {
        return match kinds.codes.get(code) {
            Some(kind) => settle(kind),
            None => (Some("other".to_owned()), Some(code.to_owned())),
        };
    }
    let holds = |parts: &[(String, String)]| {
        parts.iter().find(|(part, _)| texts.iter().any(|t| t.contains(part.as_str()))).map(|(_, kind)| kind.clone())
    };
    if let Some(kind) = holds(&kinds.parts) {
        return settle(&kind);
    }
    for t in &texts {
        let name = heading(t);
        if let Some((_, kind)) = kinds.words.iter().find(|(w, _)| heading(w) == name) {
            return settle(kind);
        }
    }
    if let Some(kind) = holds(&kinds.late_parts) {
        return settle(&kind);
    }
    match &kinds.default {
        Some(kind) if kind == "none" => (None, None),
        Some(kind) => settle(kind),
        None => (Some("other".to_owned()), texts.first().map(|t| (*t).to_owned())),
    }
}

/// `0010002|交易收入` or `0170155T`: the code.
fn code_of(t: &str) -> Option<&str> {
    let code = t.split('|').next()?.trim();
    let digits = code.trim_end_matches(|c: char| c.is_ascii_uppercase());
    let is_code = (6..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && code.len() <= digits.len() + 1;
    (is_code && (t.contains('|') || code.len() > digits.len() || digits.len() == 7)).then_some(code)
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes() {
        for (t, want) in [
            ("0010002|交易收入-订单收入", Some("0010002")),
            ("0170155T", Some("0170155T")),
            ("交易收入", None),
            ("2026", None),
            ("20260510", None),
        ] {
            assert_eq!(super::code_of(t), want, "{t}");
        }
    }
}
