//! One format laid over one header: which column feeds which field of this file.

use super::fields::{ItemField, LineField, OrderField};
use super::format::Feed;
use super::set::{Headings, Ready};
use crate::sink::SourceRow;
use crate::values::money::Decimals;
use crate::values::text::{clean_marked, heading};
use crate::values::time::TimeForm;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a field's text stands in a row.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Pick {
    #[default]
    Absent,
    One(usize),
    /// The first filled one.
    Any(Vec<usize>),
    Sum(Vec<usize>),
    Join(Vec<usize>, String),
}

impl Pick {
    fn of(feed: &Feed, headings: &Headings) -> Pick {
        let columns: Vec<usize> = feed.columns().iter().filter_map(|n| headings.column(&heading(n))).collect();
        match (feed, columns.as_slice()) {
            (_, []) => Pick::Absent,
            (_, [one]) => Pick::One(*one),
            (Feed::One(_) | Feed::Any(_), _) => Pick::Any(columns),
            (Feed::Sum { .. }, _) => Pick::Sum(columns),
            (Feed::Join { with, .. }, _) => Pick::Join(columns, with.clone()),
        }
    }

    pub fn is_present(&self) -> bool {
        *self != Pick::Absent
    }

    /// All columns it looks at.
    pub fn columns(&self) -> &[usize] {
        match self {
            Pick::Absent => &[],
            Pick::One(c) => std::slice::from_ref(c),
            Pick::Any(c) | Pick::Sum(c) | Pick::Join(c, _) => c,
        }
    }

    /// The cleaned text and its column; nothing when empty. A sum has no text.
    pub fn text<'r>(&self, row: &'r SourceRow) -> Option<(Cow<'r, str>, usize)> {
        match self {
            Pick::One(c) => clean_marked(row.cell(*c), row.has_marks).map(|t| (t, *c)),
            Pick::Any(columns) => columns.iter().find_map(|c| clean_marked(row.cell(*c), row.has_marks).map(|t| (t, *c))),
            Pick::Join(columns, with) => {
                let parts: Vec<Cow<'r, str>> = columns.iter().filter_map(|c| clean_marked(row.cell(*c), row.has_marks)).collect();
                (!parts.is_empty()).then(|| (Cow::Owned(parts.join(with)), columns[0]))
            }
            Pick::Absent | Pick::Sum(_) => None,
        }
    }
}

/// A variant of a line format: where to look, for which words, and what then feeds the line.
#[derive(Debug, Clone)]
pub struct VariantPlan {
    pub column: usize,
    pub words: Vec<String>,
    pub line: Vec<Pick>,
    pub out: bool,
}

/// Columns of one file, and how its values are written.
#[derive(Debug, Clone)]
pub struct Plan {
    pub ready: Arc<Ready>,
    pub headings: Headings,
    pub order: Vec<Pick>,
    pub item: Vec<Pick>,
    pub line: Vec<Pick>,
    pub fees: Vec<(String, Pick)>,
    pub variants: Vec<VariantPlan>,
    pub kind_columns: Vec<usize>,
    pub free_text: Vec<usize>,
    pub times: TimeForm,
    pub decimals: Decimals,
}

fn picks<F: Copy>(all: &[F], name: fn(F) -> &'static str, feeds: &BTreeMap<String, Feed>, headings: &Headings) -> Vec<Pick> {
    all.iter().map(|f| feeds.get(name(*f)).map_or(Pick::Absent, |feed| Pick::of(feed, headings))).collect()
}

impl Plan {
    pub fn new(ready: Arc<Ready>, headings: Headings) -> Plan {
        let f = &ready.format;
        let column = |n: &String| headings.column(&heading(n));
        let line = picks(LineField::ALL, LineField::name, &f.line, &headings);
        let variants = f
            .variant
            .iter()
            .filter_map(|v| {
                let overrides = picks(LineField::ALL, LineField::name, &v.line, &headings);
                let merged = overrides.into_iter().zip(&line).map(|(new, old)| if new.is_present() { new } else { old.clone() });
                let words = v.words.iter().map(|w| heading(w)).collect();
                Some(VariantPlan { column: column(&v.column)?, words, line: merged.collect(), out: v.out })
            })
            .collect();
        Plan {
            order: picks(OrderField::ALL, OrderField::name, &f.order, &headings),
            item: picks(ItemField::ALL, ItemField::name, &f.item, &headings),
            line,
            fees: f.fees.iter().map(|(name, feed)| (name.clone(), Pick::of(feed, &headings))).collect(),
            variants,
            kind_columns: f.kinds.columns.iter().filter_map(column).collect(),
            free_text: f.free_text.iter().filter_map(column).collect(),
            times: TimeForm { date_only: f.date_only, ..TimeForm::default() },
            decimals: if f.decimal_comma { Decimals::Comma } else { Decimals::Point },
            headings,
            ready,
        }
    }

    pub fn order(&self, f: OrderField) -> &Pick {
        &self.order[f as usize]
    }
    pub fn item(&self, f: ItemField) -> &Pick {
        &self.item[f as usize]
    }
    pub fn line(&self, f: LineField) -> &Pick {
        &self.line[f as usize]
    }

    /// The file has receiver columns.
    pub fn tells_receiver(&self) -> bool {
        use OrderField::{ReceiverAddress, ReceiverName, ReceiverPhone};
        [ReceiverName, ReceiverPhone, ReceiverAddress].iter().any(|f| self.order(*f).is_present())
    }

    /// Columns of the file that feed any field.
    pub fn used_columns(&self) -> usize {
        let picks = self.order.iter().chain(&self.item).chain(&self.line).chain(self.fees.iter().map(|(_, pick)| pick));
        let mut columns: Vec<usize> = picks.flat_map(Pick::columns).copied().chain(self.kind_columns.iter().copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.len()
    }

    /// The file has goods columns.
    pub fn tells_items(&self) -> bool {
        self.item.iter().any(Pick::is_present)
    }

    /// The file has a column of running balances.
    pub fn has_balance(&self) -> bool {
        self.line(LineField::Balance).is_present()
    }

    /// Name of the layout, or of the format where it has only one.
    pub fn generation(&self) -> &str {
        let f = &self.ready.format;
        let fits = |h: &Vec<String>| h.iter().all(|n| self.headings.column(&heading(n)).is_some());
        f.generation.iter().find(|g| fits(&g.having)).map_or(&f.name, |g| &g.name)
    }

    /// The column by which rows are told apart: order number, waybill or line number.
    pub fn key(&self) -> &Pick {
        use super::format::Kind;
        match self.ready.format.kind {
            Kind::Orders | Kind::OrderItems => self.order(OrderField::OrderNo),
            Kind::Settlement => self.line(LineField::OrderNo),
            Kind::CarrierBill => self.line(LineField::TrackingNo),
            _ => self.line(LineField::LineId),
        }
    }

    /// Columns with times and with money that feed the result.
    pub fn typed_columns(&self) -> (Vec<usize>, Vec<usize>) {
        use LineField as L;
        use OrderField as O;
        let mut times = Vec::new();
        let mut money = Vec::new();
        for f in [O::CreatedAt, O::PaidAt, O::ShippedAt, O::FinishedAt, O::CancelledAt] {
            times.extend_from_slice(self.order(f).columns());
        }
        times.extend_from_slice(self.line(L::At).columns());
        for f in [O::BuyerAmount, O::MerchantAmount, O::Freight, O::Refund] {
            money.extend_from_slice(self.order(f).columns());
        }
        for f in [ItemField::UnitPrice, ItemField::Amount, ItemField::Refund] {
            money.extend_from_slice(self.item(f).columns());
        }
        for picks in std::iter::once(&self.line).chain(self.variants.iter().map(|v| &v.line)) {
            for f in [L::Amount, L::Income, L::Expense, L::Balance] {
                money.extend_from_slice(picks[f as usize].columns());
            }
        }
        self.fees.iter().for_each(|(_, pick)| money.extend_from_slice(pick.columns()));
        money.sort_unstable();
        money.dedup();
        (times, money)
    }
}
