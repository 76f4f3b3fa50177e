//! One row of a bill: time, numbers, the signed amount and its direction, fees, weight.

use super::kind::kind;
use crate::fault::{Fault, moment, money, words};
use crate::profile::fields::LineField as L;
use crate::profile::format::{FeeSign, Kind};
use crate::profile::plan::{Pick, Plan};
use crate::sink::{Reason, SourceRow};
use crate::values::key::{is_damaged, without_point_zero};
use crate::values::text::{clean, heading, narrow};
use std::collections::BTreeMap;
use yidan_domain::{BillLine, Direction};

/// Reads a row; answers the line and the type word that nobody knew.
pub fn read(plan: &Plan, row: &SourceRow) -> Result<(BillLine, Option<String>), Fault> {
    let variant = plan.variants.iter().find(|v| clean(row.cell(v.column)).is_some_and(|t| v.words.contains(&heading(&t))));
    let picks = variant.map_or(&plan.line, |v| &v.line);
    let pick = |f: L| &picks[f as usize];
    let mut line = BillLine { at: moment(plan, pick(L::At), row, "at")?, ..BillLine::default() };
    line.line_id = number(pick(L::LineId), row);
    line.order_no = number(pick(L::OrderNo), row).map(|no| without_prefix(plan, no));
    line.sub_order_no = number(pick(L::SubOrderNo), row);
    line.payment_no = number(pick(L::PaymentNo), row);
    line.refund_no = number(pick(L::RefundNo), row);
    line.type_raw = words(pick(L::TypeRaw), row);
    line.balance_fen = money(plan, pick(L::Balance), row, "balance")?;
    line.party = words(pick(L::Party), row);
    line.remark = words(pick(L::Remark), row);
    line.tracking_no = number(pick(L::TrackingNo), row);
    line.province = words(pick(L::Province), row);
    line.city = words(pick(L::City), row);
    line.weight_g = pick(L::Weight).text(row).and_then(|(t, _)| grams(&t));
    line.fees = fees(plan, picks, row)?;
    let is_carrier = plan.ready.format.kind == Kind::CarrierBill;
    if is_carrier {
        line.carrier.clone_from(&plan.ready.format.carrier);
        let column = pick(L::Amount).columns().first().copied().unwrap_or(0);
        line.amount_fen = money(plan, pick(L::Amount), row, "amount")?.ok_or_else(|| Fault::at(Reason::BadMoney, column, "amount"))?;
        return Ok((line, None));
    }
    let (amount, direction) = amount(plan, picks, row, variant.is_some_and(|v| v.out))?;
    line.amount_fen = amount;
    line.direction = Some(direction);
    let (kind, odd) = kind(plan, row, line.type_raw.as_deref(), line.remark.as_deref(), direction == Direction::Out);
    line.kind = if direction == Direction::None { Some("neutral".to_owned()) } else { kind };
    Ok((line, odd))
}

fn number(pick: &Pick, row: &SourceRow) -> Option<String> {
    let (t, _) = pick.text(row)?;
    let t = without_point_zero(&t);
    (!is_damaged(t) && t != "0").then(|| t.to_owned())
}

fn without_prefix(plan: &Plan, no: String) -> String {
    plan.ready.format.order_no_prefixes.iter().find_map(|p| no.strip_prefix(p.as_str()).map(str::to_owned)).unwrap_or(no)
}

/// The signed amount. A direction word decides the sign; then columns for in and out; then the sign that is written.
fn amount(plan: &Plan, picks: &[Pick], row: &SourceRow, is_out: bool) -> Result<(i64, Direction), Fault> {
    let pick = |f: L| &picks[f as usize];
    let by_sign = |fen: i64| (fen, if fen < 0 { Direction::Out } else { Direction::In });
    if !pick(L::Amount).is_present() {
        let income = money(plan, pick(L::Income), row, "income")?.unwrap_or(0);
        let expense = money(plan, pick(L::Expense), row, "expense")?.unwrap_or(0);
        let (fen, by) = by_sign(income.saturating_sub(expense.saturating_abs()));
        let by = if fen == 0 && expense != 0 { Direction::Out } else { by };
        return Ok((fen, by));
    }
    let column = pick(L::Amount).columns()[0];
    let fen = money(plan, pick(L::Amount), row, "amount")?.ok_or_else(|| Fault::at(Reason::BadMoney, column, "amount"))?;
    let Some((word, column)) = pick(L::Direction).text(row) else {
        // Some bills mark neutral rows with a sign that means "empty" elsewhere.
        let raw = pick(L::Direction).columns().first().map_or("", |c| row.cell(*c).trim());
        if !raw.is_empty() && plan.ready.format.direction.none.iter().any(|w| w == raw) {
            return Ok((fen.saturating_abs(), Direction::None));
        }
        return Ok(if is_out { (-fen.saturating_abs(), Direction::Out) } else { by_sign(fen) });
    };
    let word = heading(&word);
    let of = |listed: &[String], usual: &[&str]| listed.iter().any(|w| heading(w) == word) || usual.contains(&word.as_str());
    let words = &plan.ready.format.direction;
    let size = fen.saturating_abs();
    if of(&words.into, &["收入", "入账", "收", "入", "in"]) {
        Ok((size, Direction::In))
    } else if of(&words.out, &["支出", "出账", "支", "出", "out"]) {
        Ok((-size, Direction::Out))
    } else if of(&words.none, &["不计收支", "其他", "中性交易"]) {
        Ok((size, Direction::None))
    } else {
        Err(Fault::at(Reason::BadDirection, column, "direction"))
    }
}

fn fees(plan: &Plan, picks: &[Pick], row: &SourceRow) -> Result<Option<BTreeMap<String, i64>>, Fault> {
    let mut fees = BTreeMap::new();
    for (name, pick) in &plan.fees {
        if let Some(fen) = money(plan, pick, row, "fees")?.filter(|fen| *fen != 0) {
            fees.insert(name.clone(), fen);
        }
    }
    if fees.is_empty() {
        return Ok(None);
    }
    let turned = match plan.ready.format.fee_sign {
        FeeSign::AsWritten => false,
        FeeSign::Turned => true,
        FeeSign::ByIdentity => {
            let of = |f: L| money(plan, &picks[f as usize], row, "fees");
            match (of(L::Total)?, of(L::TotalIncome)?, of(L::TotalExpense)?) {
                (Some(total), Some(income), Some(expense)) => expense != 0 && total == income - expense,
                _ => false,
            }
        }
    };
    if turned {
        fees.values_mut().for_each(|fen| *fen = -*fen);
    }
    Ok(Some(fees))
}

/// `0.9`, `0.35kg`, `350克`: grams. A bare number is kilograms.
fn grams(t: &str) -> Option<i64> {
    let t = narrow(t).trim().to_ascii_lowercase();
    let at = t.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(t.len());
    let milli = match t[at..].trim() {
        "" | "kg" | "公斤" | "千克" => 1_000_000,
        "g" | "克" => 1_000,
        "斤" => 500_000,
        _ => return None,
    };
    let (whole, fraction) = t[..at].split_once('.').unwrap_or((&t[..at], ""));
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut sum = whole.checked_mul(milli)?;
    let mut place = milli;
    for d in fraction.bytes().take(6) {
        place /= 10;
        sum += i64::from(d - b'0') * place;
    }
    (at > 0).then_some((sum + 500) / 1_000)
}

#[cfg(test)]
mod tests {
    use super::grams;

    #[test]
    fn weights() {
        for (t, want) in [
            ("0.9", Some(900)),
            ("3", Some(3000)),
            ("0.35kg", Some(350)),
            ("350g", Some(350)),
            ("1.5 公斤", Some(1500)),
            ("0.0005", Some(1)),
            ("轻", None),
            ("", None),
            (".5", Some(500)),
        ] {
            assert_eq!(grams(t), want, "{t}");
        }
    }
}
