//! `rules.list`: all rules in words, what they do to each other, and what a rule can speak of.

use super::book::Book;
use super::trial;
use super::wording::{self, RuleProblem};
use crate::desk::Session;
use crate::error::Result;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_domain::review::{Field, Kind, Op, Rule, overlaps, problems};

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct RulesRequest {
    /// Also count the orders of the last 30 days that each rule fits.
    #[ts(optional)]
    pub hits: Option<bool>,
}

/// A rule as lists show it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RuleView {
    #[serde(flatten)]
    pub rule: Rule,
    /// It comes with the program.
    pub shipped: bool,
    /// It comes with the program and the desk has changed what it says.
    pub changed: bool,
    pub sentence: String,
    pub updated_at: Option<String>,
    /// Orders of the last 30 days, when asked for.
    pub hits: Option<i64>,
}

/// A field that rules can speak of.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RuleField {
    pub field: Field,
    pub kind: RuleFieldKind,
    pub ops: Vec<Op>,
    /// False where no source of this desk tells it yet, so that no condition on it holds.
    pub known: bool,
}

/// What kind of value a field holds, as the editor asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RuleFieldKind {
    Text,
    Number,
    /// Fen; typed in yuan.
    Money,
    TimeOfDay,
    Day,
    YesNo,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RulesReply {
    /// The highest priority first.
    pub rules: Vec<RuleView>,
    pub problems: Vec<RuleProblem>,
    pub fields: Vec<RuleField>,
    /// Orders that were looked at for the hits.
    pub searched: Option<i64>,
}

/// All rules.
pub fn list(app: &App, _session: &Session, request: RulesRequest) -> Result<RulesReply> {
    let book = app.store.read(Book::load)?;
    let counted = if request.hits == Some(true) { Some(trial::count(app, &book)?) } else { None };
    let rules = book.rules();
    let mut told: Vec<RuleProblem> = problems(&rules).iter().map(|p| wording::problem(app, p)).collect();
    told.extend(overlaps(&rules).iter().map(|o| wording::overlap(app, o)));
    let hits = |name: &str| counted.as_ref().map(|c| c.hits.get(name).copied().unwrap_or(0));
    let views = book.0.into_iter().map(|entry| RuleView {
        shipped: entry.is_shipped,
        changed: entry.is_shipped && entry.is_own,
        sentence: wording::sentence(app, &entry.rule),
        updated_at: moment::maybe(entry.updated_at_ms),
        hits: hits(&entry.rule.name),
        rule: entry.rule,
    });
    Ok(RulesReply {
        rules: views.collect(),
        problems: told,
        fields: Field::ALL.iter().map(|field| field_view(*field)).collect(),
        searched: counted.as_ref().map(|c| c.searched),
    })
}

/// Orders looked at and how many each rule fits.
pub struct Counted {
    pub searched: i64,
    pub hits: BTreeMap<String, i64>,
}

const OPS: [Op; 11] =
    [Op::Contains, Op::ContainsNot, Op::Is, Op::IsNot, Op::Less, Op::More, Op::Between, Op::In, Op::Matches, Op::Empty, Op::Filled];

fn field_view(field: Field) -> RuleField {
    let kind = match field {
        Field::BuyerAmountFen | Field::MerchantAmountFen | Field::FreightFen | Field::RefundFen => RuleFieldKind::Money,
        _ => match field.kind() {
            Kind::Text => RuleFieldKind::Text,
            Kind::Number => RuleFieldKind::Number,
            Kind::TimeOfDay => RuleFieldKind::TimeOfDay,
            Kind::Day => RuleFieldKind::Day,
            Kind::YesNo => RuleFieldKind::YesNo,
        },
    };
    let ops = OPS.into_iter().filter(|op| (0..3).any(|values| op.fits(field.kind(), values))).collect();
    // The platforms' exports tell no buyer's name, and the shop's own list of goods is not kept yet.
    let known = !matches!(field, Field::Buyer | Field::Category | Field::WeightG);
    RuleField { field, kind, ops, known }
}
