//! Which rows under a header are data, and which are comments, totals, legends, repeated headers or damaged records.

use super::joining;
use crate::profile::fields::{ItemField as I, LineField as L, OrderField as O};
use crate::profile::format::{Grain, Kind};
use crate::profile::plan::Plan;
use crate::sink::{Reason, SourceRow, Why};
use crate::values::text::{clean, clean_marked, heading, narrow};
use crate::values::{money, time};

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Data,
    /// A row of a fill-down file that belongs to the order above it.
    Continues,
    Skip(Why),
    Refuse(Reason),
}

/// Judges the rows of one table.
pub struct Judge {
    /// Column and heading of everything the format requires.
    required: Vec<(usize, String)>,
    times: Vec<usize>,
    money: Vec<usize>,
    goods: Vec<usize>,
    needs_key: bool,
    fills_down: bool,
    /// Records are told apart by separators, so a short one is damaged.
    delimited: bool,
    /// The writer leaves out empty cells at the end of a row.
    pub trims_tails: bool,
    width: usize,
    last_needed: usize,
    seen_data: bool,
    ended: bool,
    end_headings: Vec<String>,
}

impl Judge {
    pub fn new(plan: &Plan, delimited: bool) -> Self {
        let (times, money) = plan.typed_columns();
        let kind = plan.ready.format.kind;
        let required: Vec<(usize, String)> =
            plan.ready.required.iter().flatten().filter_map(|h| plan.headings.column(h).map(|c| (c, h.clone()))).collect();
        let mut goods = Vec::new();
        for f in [I::Title, I::SkuCode, I::Spec, I::SubNo] {
            goods.extend_from_slice(plan.item(f).columns());
        }
        goods.extend_from_slice(plan.order(O::Status).columns());
        let needed =
            [plan.key(), plan.order(O::Status), plan.order(O::BuyerAmount), plan.line(L::At), plan.line(L::Amount), plan.line(L::Income)];
        let last_needed = needed.iter().flat_map(|p| p.columns()).copied().max().unwrap_or(0);
        Judge {
            required,
            times,
            money,
            goods,
            needs_key: kind.is_orders() || matches!(kind, Kind::Settlement | Kind::CarrierBill),
            fills_down: plan.ready.format.grain == Grain::FillDown,
            delimited,
            trims_tails: false,
            width: plan.headings.width(),
            last_needed,
            seen_data: false,
            ended: false,
            end_headings: plan.ready.format.end_headings.iter().map(|h| heading(h)).collect(),
        }
    }

    /// Judges a row that is not blank, and answers its key. A record with too many cells is put right if a free text explains them.
    pub fn judge(&mut self, plan: &Plan, row: &mut SourceRow) -> (Verdict, Option<String>) {
        if self.ended {
            return (Verdict::Skip(Why::Total), None);
        }
        let key = plan.key().text(row).map(|(t, _)| t.into_owned());
        if let Some(why) = self.mark(plan, row, key.is_some()) {
            return (Verdict::Skip(why), None);
        }
        match self.by_content(plan, row, key.as_deref()) {
            verdict @ (Verdict::Data | Verdict::Continues) => {
                let verdict = self.columns(plan, row, verdict);
                self.seen_data |= matches!(verdict, Verdict::Data | Verdict::Continues);
                (verdict, key)
            }
            other => (other, key),
        }
    }

    /// Rows that say themselves that they are no data.
    fn mark(&mut self, plan: &Plan, row: &SourceRow, has_key: bool) -> Option<Why> {
        let mut filled = (0..row.len()).filter_map(|i| clean_marked(row.cell(i), row.has_marks).map(|t| (i, t)));
        let (first_column, first) = filled.next()?;
        if !self.end_headings.is_empty() && self.end_headings.contains(&heading(&first)) {
            self.ended = true;
            return Some(Why::Total);
        }
        let may_comment = matches!(first.as_bytes()[0], b'#' | b'-' | b'=');
        if may_comment && filled.by_ref().take(3).count() < 3 {
            let is_line = first.starts_with("---") || first.starts_with("===");
            if first.starts_with('#') || is_line {
                return Some(if is_total_word(&first) { Why::Total } else { Why::Comment });
            }
        }
        if self.is_header_again(plan, row) {
            return Some(Why::HeaderAgain);
        }
        let first_is_key = plan.key().columns().contains(&first_column);
        if has_key && !first_is_key {
            return None;
        }
        if is_total_word(&first) {
            return Some(Why::Total);
        }
        let is_footer = FOOTERS.iter().any(|f| first.starts_with(f)) && filled.next().is_none();
        is_footer.then_some(if self.seen_data { Why::EndMarker } else { Why::Comment })
    }

    /// The header repeated, as happens where files were joined. Only rows whose first heading stands there again are looked at closely.
    fn is_header_again(&self, plan: &Plan, row: &SourceRow) -> bool {
        let stands =
            |(c, _): &&(usize, String)| plan.headings.raw.get(*c).is_some_and(|h| !h.is_empty() && row.cell(*c).contains(h.as_str()));
        if self.required.iter().take(2).filter(stands).count() == 0 {
            return false;
        }
        let repeated = self.required.iter().filter(|(c, h)| heading(row.cell(*c)) == *h).count();
        repeated >= 2 && repeated + 1 >= self.required.len()
    }

    fn by_content(&self, plan: &Plan, row: &SourceRow, key: Option<&str>) -> Verdict {
        if self.seen_data && self.needs_key && key.is_some() && !self.is_short(row) {
            return Verdict::Data;
        }
        let filled = |c: &usize| clean(row.cell(*c));
        let has_time = self.times.iter().any(|c| filled(c).is_some_and(|t| time::read(&t, &plan.times).is_some()));
        if self.seen_data && has_time && !self.needs_key && !self.is_short(row) {
            return Verdict::Data;
        }
        let time_filled = self.times.iter().any(|c| filled(c).is_some());
        let has_money = self.money.iter().any(|c| filled(c).is_some_and(|t| money::read(&t, plan.decimals).is_some()));
        let has_goods = self.goods.iter().any(|c| filled(c).is_some());
        let looks_like_data = has_time || key.is_some_and(is_key_like);
        if !self.seen_data && !has_time && !has_money && !key.is_some_and(is_key_like) {
            return Verdict::Skip(Why::Legend);
        }
        if self.is_short(row) && (looks_like_data || has_goods) {
            return Verdict::Refuse(Reason::BadColumns);
        }
        if self.needs_key {
            return match key {
                Some(_) => Verdict::Data,
                None if self.fills_down && self.seen_data && has_goods => Verdict::Continues,
                None if time_filled || has_goods => Verdict::Refuse(Reason::MissingKey),
                None if has_money => Verdict::Skip(Why::Total),
                None => Verdict::Skip(Why::Comment),
            };
        }
        match (time_filled, has_time, has_money) {
            (false, _, true) => Verdict::Skip(Why::Total),
            (false, _, false) => Verdict::Skip(Why::Comment),
            (true, false, false) => Verdict::Skip(Why::EndMarker),
            _ => Verdict::Data,
        }
    }

    fn is_short(&self, row: &SourceRow) -> bool {
        self.delimited && row.len() < self.width && !(self.trims_tails && row.len() > self.last_needed)
    }

    /// A record with more filled cells than headings: commas in a free text, or damage.
    fn columns(&self, plan: &Plan, row: &mut SourceRow, verdict: Verdict) -> Verdict {
        let expected = plan.headings.raw.len();
        if !self.delimited || row.len() <= expected {
            return verdict;
        }
        let filled = (0..row.len()).rev().find(|i| !row.cell(*i).trim().is_empty()).map_or(0, |i| i + 1);
        if filled <= expected {
            return verdict;
        }
        match joining::rejoin(plan, row, &self.times, &self.money) {
            Some(whole) => {
                *row = whole;
                verdict
            }
            None => Verdict::Refuse(Reason::BadColumns),
        }
    }
}

/// How exporters begin a line under their tables.
const FOOTERS: [&str; 8] = ["以上", "导出时间", "备注：", "说明：", "注：", "注:", "打印时间", "制表"];

/// 合计, 总计, 人民币合计, #支出合计：….
fn is_total_word(t: &str) -> bool {
    let t = narrow(t);
    let t = t.trim_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '*' | '-' | ':'));
    let (head, _) = t.split_once(':').unwrap_or((t, ""));
    let lower = head.trim().to_ascii_lowercase();
    matches!(lower.as_str(), "total" | "grand total" | "subtotal" | "sum" | "汇总")
        || (head.chars().count() <= 16
            && ["合计", "总计", "小计", "共计"].iter().any(|w| head.starts_with(w) || head.trim_end().ends_with(w)))
}

/// A number or code without blanks that names something.
fn is_key_like(t: &str) -> bool {
    t.len() <= 48
        && t.bytes().any(|b| b.is_ascii_digit())
        && t.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'#' | b'.' | b'+' | b';' | b'|' | b'*'))
}

/// Whether the writer of this file leaves out empty cells at the end: many of its first records are shorter than the header.
pub fn trims_tails(width: usize, lengths: &[usize]) -> bool {
    let short = lengths.iter().filter(|n| **n < width).count();
    short >= 3 && short * 3 >= lengths.len()
}
