//! A shop's own rules for single fields: must be there, must look like a pattern, must be on a list. Compiled once, checked for every order.

use crate::finding::{Finding, Severity};
use crate::order::Order;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use ts_rs::TS;

/// What a field rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldRuleKind {
    /// Something has to stand there.
    Required,
    /// What stands there has to fit `value`, a regular expression, as a whole. An empty field is no fault.
    Pattern,
    /// What stands there has to be one of the entries of `value`, divided by commas, semicolons or lines. An empty field is no fault.
    List,
}

/// One rule as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldRule {
    pub name: String,
    /// A field of the normal form, or `sku_code`, `title`, `spec` of every line.
    pub field: String,
    pub kind: FieldRuleKind,
    /// The pattern or the list; empty for `required`.
    #[serde(default)]
    pub value: String,
    pub severity: Severity,
    /// Name of the only shop it holds for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub shop: Option<String>,
}

/// Fields that rules can speak of.
pub const FIELDS: &[&str] = &[
    "receiver_name",
    "receiver_phone",
    "receiver_phone_ext",
    "receiver_province",
    "receiver_city",
    "receiver_district",
    "receiver_address",
    "buyer_memo",
    "seller_memo",
    "order_no",
    "status_raw",
    "sku_code",
    "title",
    "spec",
];

/// Why a rule cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error("no field {0}")]
    UnknownField(String),
    #[error("{0}")]
    Pattern(String),
    #[error("an empty list")]
    EmptyList,
    #[error("no name")]
    NoName,
}

#[derive(Debug, Clone)]
enum Test {
    Required,
    Pattern(Regex),
    List(Vec<String>),
}

/// A rule ready for use.
#[derive(Debug, Clone)]
pub struct Compiled {
    rule: FieldRule,
    test: Test,
    /// Id of the only shop it holds for.
    shop_id: Option<i64>,
}

/// Bytes that a compiled pattern may take.
const PATTERN_BYTES: usize = 1 << 20;

impl Compiled {
    /// `shop_id` is the shop that `rule.shop` names.
    pub fn new(rule: &FieldRule, shop_id: Option<i64>) -> Result<Compiled, RuleError> {
        if rule.name.trim().is_empty() {
            return Err(RuleError::NoName);
        }
        if !FIELDS.contains(&rule.field.as_str()) {
            return Err(RuleError::UnknownField(rule.field.clone()));
        }
        let test = match rule.kind {
            FieldRuleKind::Required => Test::Required,
            FieldRuleKind::Pattern => {
                let whole = format!("^(?:{})$", rule.value.trim());
                let built = regex::RegexBuilder::new(&whole).size_limit(PATTERN_BYTES).build();
                Test::Pattern(built.map_err(|e| RuleError::Pattern(e.to_string()))?)
            }
            FieldRuleKind::List => {
                let entries = rule.value.split([',', '，', ';', '；', '、', '\n']).map(str::trim).filter(|e| !e.is_empty());
                let entries: Vec<String> = entries.map(str::to_owned).collect();
                if entries.is_empty() {
                    return Err(RuleError::EmptyList);
                }
                Test::List(entries)
            }
        };
        Ok(Compiled { rule: rule.clone(), test, shop_id })
    }

    pub fn rule(&self) -> &FieldRule {
        &self.rule
    }

    /// Does one value satisfy the rule?
    pub fn allows(&self, value: &str) -> bool {
        let value = value.trim();
        match &self.test {
            Test::Required => !value.is_empty(),
            Test::Pattern(pattern) => value.is_empty() || pattern.is_match(value),
            Test::List(entries) => value.is_empty() || entries.iter().any(|e| e == value),
        }
    }

    /// Does the order break the rule? What the platform hides breaks none.
    pub fn is_broken_by(&self, order: &Order) -> bool {
        if self.shop_id.is_some_and(|id| id != order.shop_id) {
            return false;
        }
        let field = self.rule.field.as_str();
        if field.starts_with("receiver_") && (order.receiver.masked || order.receiver.is_absent()) {
            return false;
        }
        !values(order, field).iter().all(|value| self.allows(value))
    }
}

/// What an order has in a field; one value per line for what lines have.
fn values<'a>(order: &'a Order, field: &str) -> Vec<Cow<'a, str>> {
    let one = |value: &'a Option<String>| vec![Cow::Borrowed(value.as_deref().unwrap_or_default())];
    let lines = |pick: fn(&crate::ItemDraft) -> &Option<String>| {
        order.items.iter().map(|item| Cow::Borrowed(pick(item).as_deref().unwrap_or_default())).collect()
    };
    if let Some(value) = order.receiver.field(field) {
        return one(value);
    }
    match field {
        "buyer_memo" => one(&order.buyer_memo),
        "seller_memo" => one(&order.seller_memo),
        "status_raw" => one(&order.status_raw),
        "order_no" => vec![Cow::Borrowed(&order.order_no)],
        "sku_code" => lines(|item| &item.sku_code),
        "title" => lines(|item| &item.title),
        _ => lines(|item| &item.spec),
    }
}

/// All rules of a desk, ready for use.
#[derive(Debug, Clone, Default)]
pub struct FieldRules(pub Vec<Compiled>);

impl FieldRules {
    /// Adds a finding for every rule that an order breaks.
    pub fn check(&self, order: &Order, found: &mut Vec<Finding>) {
        for rule in self.0.iter().filter(|rule| rule.is_broken_by(order)) {
            let it = rule.rule();
            found.push(Finding::new("field_rule", it.severity).on(&it.field).with("name", &it.name).with("field", &it.field));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::plain;
    use super::*;

    fn rule(field: &str, kind: FieldRuleKind, value: &str) -> FieldRule {
        let (name, value) = ("规则".to_owned(), value.to_owned());
        FieldRule { name, field: field.to_owned(), kind, value, severity: Severity::Warning, shop: None }
    }

    fn check(field: &str, kind: FieldRuleKind, value: &str, change: impl FnOnce(&mut Order), broken: bool) {
        let compiled = Compiled::new(&rule(field, kind, value), None).expect("a rule");
        let mut order = plain();
        change(&mut order);
        assert_eq!(compiled.is_broken_by(&order), broken, "{field} {kind:?} {value}");
    }

    #[test]
    fn kinds() {
        use FieldRuleKind::{List, Pattern, Required};
        check("buyer_memo", Required, "", |_| {}, true);
        check("buyer_memo", Required, "", |o| o.buyer_memo = Some("快".into()), false);
        check("buyer_memo", Required, "", |o| o.buyer_memo = Some(" ".into()), true);
        check("sku_code", Pattern, "[A-Z]-[0-9]+", |_| {}, false);
        check("sku_code", Pattern, "[A-Z]-[0-9]+", |o| o.items[0].sku_code = Some("XA-1b".into()), true);
        check("sku_code", Pattern, "A|B", |o| o.items[0].sku_code = Some("AB".into()), true);
        check("sku_code", Pattern, "[A-Z]", |o| o.items[0].sku_code = None, false);
        check("receiver_province", List, "广东省，浙江省", |_| {}, false);
        check("receiver_province", List, "江苏省;浙江省", |_| {}, true);
        check("receiver_name", Pattern, "李.*", |o| o.receiver.masked = true, false);
    }

    #[test]
    fn rules_of_another_shop() {
        let compiled = Compiled::new(&rule("buyer_memo", FieldRuleKind::Required, ""), Some(2)).expect("a rule");
        assert!(!compiled.is_broken_by(&plain()));
    }

    #[test]
    fn rules_that_cannot_be_used() {
        let refused = |field: &str, kind, value: &str| Compiled::new(&rule(field, kind, value), None).map(|_| ()).unwrap_err();
        assert!(matches!(refused("colour", FieldRuleKind::Required, ""), RuleError::UnknownField(_)));
        assert!(matches!(refused("title", FieldRuleKind::Pattern, "("), RuleError::Pattern(_)));
        assert!(matches!(refused("title", FieldRuleKind::List, " ，"), RuleError::EmptyList));
    }
}
