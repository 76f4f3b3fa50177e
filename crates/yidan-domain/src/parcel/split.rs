//! 拆单: pieces are taken out of a parcel into parcels of their own; the rest stays. Money follows the pieces by largest remainder.

use super::contents::{Money, Parcel, Portion, Share};
use super::limits::{Limits, SplitBy};
use super::{Refusal, Undo};
use crate::money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Pieces of one line that go into a parcel of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Take {
    pub order_id: i64,
    pub line: usize,
    /// Absent = all that is in the parcel.
    pub qty: Option<i64>,
}

/// Splits a parcel: one new parcel per list of takes, after the rest. When nothing is left, there is no rest.
/// The answer has the parcels and the way back.
pub fn split(parcel: &Parcel, takes: &[Vec<Take>], limits: Limits) -> Result<Undo, Refusal> {
    let pieces = distribute(parcel, takes, limits)?;
    let is_used = |at: usize| pieces.iter().any(|line| line[at] != Pieces::None);
    let used: Vec<usize> = (0..=takes.len()).filter(|at| is_used(*at)).collect();
    if used.len() < 2 || used.len() < takes.len() {
        return Err(Refusal::TooFew);
    }
    if limits.parcels_per_order.is_some_and(|most| used.len() > most) {
        return Err(Refusal::TooMany);
    }
    let mut parcels = vec![Parcel::default(); takes.len() + 1];
    for (portion, line) in parcel.portions.iter().zip(&pieces) {
        let weights: Vec<u64> = line.iter().map(Pieces::weight).collect();
        let amounts = portion.amount_fen.map(|fen| money::split(fen, &weights));
        for (at, pieces) in line.iter().enumerate().filter(|(_, p)| **p != Pieces::None) {
            let qty = match pieces {
                Pieces::Some(qty) => Some(*qty),
                Pieces::Whole | Pieces::None => portion.qty,
            };
            parcels[at].portions.push(Portion { qty, amount_fen: amounts.as_ref().map(|a| a[at]), ..portion.clone() });
        }
    }
    for share in &parcel.shares {
        divide_share(*share, &mut parcels);
    }
    let after = used.into_iter().map(|at| std::mem::take(&mut parcels[at])).collect();
    Ok(Undo { before: vec![parcel.clone()], after })
}

/// Pieces of one line in one of the new parcels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pieces {
    None,
    Some(i64),
    /// A line whose pieces are not counted, or counted as nothing.
    Whole,
}

impl Pieces {
    fn weight(&self) -> u64 {
        match self {
            Pieces::None => 0,
            // Pieces in parcels are positive: see `distribute`.
            Pieces::Some(qty) => qty.unsigned_abs(),
            Pieces::Whole => 1,
        }
    }
}

/// For every portion how its pieces lie in the rest (first) and in each new parcel.
fn distribute(parcel: &Parcel, takes: &[Vec<Take>], limits: Limits) -> Result<Vec<Vec<Pieces>>, Refusal> {
    if limits.split_by == SplitBy::Never {
        return Err(Refusal::NotAllowed);
    }
    let start = |portion: &Portion| match portion.qty {
        Some(qty) if qty > 0 => Pieces::Some(qty),
        _ => Pieces::Whole,
    };
    let mut out: Vec<Vec<Pieces>> = Vec::with_capacity(parcel.portions.len());
    for portion in &parcel.portions {
        let mut line = vec![Pieces::None; takes.len() + 1];
        line[0] = start(portion);
        out.push(line);
    }
    for (at, list) in takes.iter().enumerate() {
        if list.is_empty() {
            return Err(Refusal::TooFew);
        }
        if limits.lines_per_split.is_some_and(|most| list.len() > most) {
            return Err(Refusal::TooMany);
        }
        for take in list {
            let place = parcel.portions.iter().position(|p| (p.order_id, p.line) == (take.order_id, take.line));
            let line = &mut out[place.ok_or(Refusal::BadPieces)?];
            take_pieces(line, at + 1, take.qty, limits)?;
        }
    }
    Ok(out)
}

fn take_pieces(line: &mut [Pieces], to: usize, qty: Option<i64>, limits: Limits) -> Result<(), Refusal> {
    match (line[0], qty) {
        (Pieces::None, _) => Err(Refusal::BadPieces),
        (Pieces::Some(_), Some(qty)) if qty <= 0 => Err(Refusal::BadPieces),
        (Pieces::Some(left), Some(qty)) if qty > left => Err(Refusal::BadPieces),
        (Pieces::Some(left), Some(qty)) if qty < left => {
            if limits.split_by == SplitBy::Line {
                return Err(Refusal::WholeLinesOnly);
            }
            let here = if let Pieces::Some(here) = line[to] { here } else { 0 };
            (line[0], line[to]) = (Pieces::Some(left - qty), Pieces::Some(here + qty));
            Ok(())
        }
        (Pieces::Whole, Some(_)) => Err(Refusal::WholeLinesOnly),
        (all, _) => {
            let here = if let Pieces::Some(here) = line[to] { here } else { 0 };
            line[to] = if let Pieces::Some(left) = all { Pieces::Some(left + here) } else { all };
            line[0] = Pieces::None;
            Ok(())
        }
    }
}

/// An order's sums go where its pieces go: by the money of the lines, or by pieces where no line tells its money.
fn divide_share(share: Share, parcels: &mut [Parcel]) {
    let of_order = |parcel: &Parcel| parcel.portions.iter().filter(|p| p.order_id == share.order_id).cloned().collect::<Vec<_>>();
    let portions: Vec<Vec<Portion>> = parcels.iter().map(of_order).collect();
    let positive = |n: i64| u64::try_from(n).unwrap_or(0);
    let by_money: Vec<u64> = portions.iter().map(|list| list.iter().map(|p| positive(p.amount_fen.unwrap_or(0))).sum()).collect();
    let by_pieces: Vec<u64> = portions.iter().map(|list| list.iter().map(|p| positive(p.qty.unwrap_or(1)).max(1)).sum()).collect();
    let weights = if by_money.iter().any(|w| *w > 0) { by_money } else { by_pieces };
    let sums: Vec<Option<Vec<i64>>> = share.money.list().iter().map(|sum| sum.map(|fen| money::split(fen, &weights))).collect();
    for (at, parcel) in parcels.iter_mut().enumerate() {
        if !portions[at].is_empty() {
            let part = |n: usize| sums[n].as_ref().map(|parts| parts[at]);
            parcel.shares.push(Share { order_id: share.order_id, money: Money::from_list([part(0), part(1), part(2), part(3)]) });
        }
    }
}
