//! `field_rules.*`: a shop's own rules for single fields. Kept among the small stored texts; checked by every review.

use crate::App;
use crate::desk::{NameRequest, Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::moment::DAY_MS;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::LIST_ROWS;
use yidan_domain::rules::field_rule::{Compiled, FIELDS};
use yidan_domain::rules::{FieldRule, FieldRules};
use yidan_store::{Filter, Reader, Sort};

/// Room of the field rules among the small stored texts.
const ROOM: &str = "field_rule";
/// A trial looks at the orders of so many days.
const TRIAL_DAYS: i64 = 30;
/// And at most at so many orders.
const TRIAL_ORDERS: usize = 50_000;

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FieldRulesReply {
    pub rules: Vec<FieldRule>,
    /// Fields that rules can speak of.
    pub fields: Vec<String>,
}

/// A rule on trial with a typed sample.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TryFieldRuleRequest {
    pub rule: FieldRule,
    /// A value of the field.
    pub text: String,
}

/// What a trial shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TryFieldRuleReply {
    /// The sample passes.
    pub ok: bool,
    /// The sentence that an order with this value would carry, or that it passes.
    pub text: String,
    /// Orders of the last 30 days that would get the finding.
    pub matched: i64,
    /// Orders looked at.
    pub searched: i64,
}

/// All rules, ready for use. A rule whose shop is gone holds for none.
pub(crate) fn load(r: &Reader<'_>) -> Result<FieldRules> {
    let stored = stored(r)?;
    if stored.is_empty() {
        return Ok(FieldRules::default());
    }
    let mut out = Vec::new();
    for rule in &stored {
        for shop in shops_of(r, rule)? {
            out.extend(Compiled::new(rule, shop));
        }
    }
    Ok(FieldRules(out))
}

/// The shops that a rule holds for: `None` = every shop.
fn shops_of(r: &Reader<'_>, rule: &FieldRule) -> Result<Vec<Option<i64>>> {
    Ok(match rule.shop.as_deref().filter(|name| !name.is_empty()) {
        None => vec![None],
        Some(name) => r.shops_named(name)?.into_iter().map(|shop| Some(shop.id)).collect(),
    })
}

fn stored(r: &Reader<'_>) -> Result<Vec<FieldRule>> {
    Ok(r.saved_views(ROOM)?.into_iter().filter_map(|v| serde_json::from_str(&v.value).ok()).collect())
}

/// All rules in the order of their making.
pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<FieldRulesReply> {
    let rules = app.store.read(stored)?;
    Ok(FieldRulesReply { rules, fields: FIELDS.iter().map(|f| (*f).to_owned()).collect() })
}

/// Stores a rule; the same name is replaced. It holds from the next review on.
pub fn save(app: &App, _session: &Session, request: FieldRule) -> Result<Nothing> {
    let rule = FieldRule { name: request.name.trim().to_owned(), ..request };
    compiled(app, &rule)?;
    let value = serde_json::to_string(&rule).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    app.store.put(|w| w.save_view(ROOM, &rule.name, &value))?;
    Ok(Nothing {})
}

/// Forgets a rule.
pub fn remove(app: &App, _session: &Session, request: NameRequest) -> Result<Nothing> {
    app.store.write(|w| {
        let known = w.saved_views(ROOM)?.into_iter().find(|v| v.name == request.name);
        let known = known.ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.name))?;
        w.remove_view(known.id).map_err(Failure::from)
    })?;
    Ok(Nothing {})
}

/// Tries a rule on a typed value and on the orders of the last 30 days. Nothing is stored.
pub fn test(app: &App, _session: &Session, request: TryFieldRuleRequest) -> Result<TryFieldRuleReply> {
    let rule = &request.rule;
    let ready = compiled(app, rule)?;
    let ok = ready.iter().all(|r| r.allows(&request.text));
    let field = app.say(&format!("field.{}", rule.field), &std::collections::BTreeMap::new());
    let facts = [("name", rule.name.clone()), ("field", field)];
    let text = if ok { app.say_with("field_rule.passes", &facts) } else { app.say_with("finding.field_rule", &facts) };
    let filter = Filter { from_ms: Some(app.now_ms() - TRIAL_DAYS * DAY_MS), ..Filter::default() };
    let (mut matched, mut searched) = (0, 0);
    let ids = app.store.get(|r| r.ids(&filter, Sort::Newest, TRIAL_ORDERS))?;
    for part in ids.chunks(LIST_ROWS) {
        app.store.read(|r| {
            for id in part {
                if let Some(order) = r.order(*id)? {
                    searched += 1;
                    matched += i64::from(ready.iter().any(|rule| rule.is_broken_by(&order)));
                }
            }
            Ok(())
        })?;
    }
    Ok(TryFieldRuleReply { ok, text, matched, searched })
}

/// The rule ready for use, or why it cannot be used.
fn compiled(app: &App, rule: &FieldRule) -> Result<Vec<Compiled>> {
    let shops = app.store.read(|r| shops_of(r, rule))?;
    if shops.is_empty() {
        return Err(Failure::new(Code::NotFound).with("what", rule.shop.clone().unwrap_or_default()));
    }
    let built: std::result::Result<Vec<Compiled>, _> = shops.into_iter().map(|shop| Compiled::new(rule, shop)).collect();
    built.map_err(|e| Failure::new(Code::BadRequest).with("detail", e))
}
