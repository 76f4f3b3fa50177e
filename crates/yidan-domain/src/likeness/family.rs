//! A parent order and its split children that both arrive: sending both sends everything twice.

use super::compare::Window;
use super::face::Face;
use super::mask::{Fit, fit};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How two orders are related, seen from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// The first is the whole, the second a part of it.
    Parent,
    Child,
    /// Both name a line with the same number.
    SharesLines,
}

/// The relation that the numbers of two orders tell. Numbers of different shops tell nothing.
pub fn family(a: &Face, b: &Face) -> Option<Family> {
    if a.shop_id != b.shop_id || a.order_no == b.order_no {
        return None;
    }
    if is_child(b, a) {
        return Some(Family::Parent);
    }
    if is_child(a, b) {
        return Some(Family::Child);
    }
    a.sub_nos.iter().any(|no| b.sub_nos.contains(no)).then_some(Family::SharesLines)
}

/// `child` names `parent`, is one of its lines by number, or is its number with a dash and up to three digits.
fn is_child(child: &Face, parent: &Face) -> bool {
    let numbered = child.order_no.strip_prefix(parent.order_no.as_str()).is_some_and(|rest| {
        let digits = rest.trim_start_matches(['-', '_', '/', '.']);
        digits.len() < rest.len() && (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    });
    child.parents.contains(&parent.order_no) || numbered || parent.sub_nos.contains(&child.order_no)
}

/// Orders among `others` that together are exactly what `parent` is: the same person within the window, goods that add up piece by piece
/// and money that adds up to the fen. For platforms whose numbers tell nothing. Places in `others`, at least two.
pub fn children_of(parent: &Face, others: &[Face], window: Window) -> Option<Vec<usize>> {
    let fits = |c: &Face| {
        c.order_id != parent.order_id
            && is_same_person(parent, c)
            && parent.at_s.zip(c.at_s).is_some_and(|(a, b)| (a - b).abs() <= window.typed_s)
            && !c.goods.is_empty()
            && c.goods.iter().all(|(article, pieces)| parent.goods.get(article).is_some_and(|all| all >= pieces))
            && c.pieces() < parent.pieces()
    };
    let found: Vec<usize> = others.iter().enumerate().filter(|(_, c)| fits(c)).map(|(at, _)| at).take(SEARCHED).collect();
    let mut chosen = Vec::new();
    fill(parent, others, &found, &mut chosen).then_some(chosen)
}

/// Candidates that are tried in all combinations.
const SEARCHED: usize = 12;

fn fill(parent: &Face, others: &[Face], found: &[usize], chosen: &mut Vec<usize>) -> bool {
    if chosen.len() >= 2 && adds_up(parent, others, chosen) {
        return true;
    }
    for (n, at) in found.iter().enumerate() {
        chosen.push(*at);
        let pieces: i64 = chosen.iter().map(|c| others[*c].pieces()).sum();
        if pieces <= parent.pieces() && fill(parent, others, &found[n + 1..], chosen) {
            return true;
        }
        chosen.pop();
    }
    false
}

fn adds_up(parent: &Face, others: &[Face], chosen: &[usize]) -> bool {
    let goods = parent.goods.iter().all(|(article, pieces)| {
        let sum: i64 = chosen.iter().map(|c| others[*c].goods.get(article).copied().unwrap_or_default()).sum();
        sum == *pieces
    });
    let money: Option<i64> = chosen.iter().map(|c| others[*c].amount_fen).sum();
    goods && money.zip(parent.amount_fen).is_none_or(|(parts, whole)| parts == whole)
}

fn is_same_person(a: &Face, b: &Face) -> bool {
    let same = |x: &Option<String>, y: &Option<String>| x.as_ref().zip(y.as_ref()).is_some_and(|(x, y)| fit(x, y) == Fit::Same);
    same(&a.buyer, &b.buyer) || same(&a.phone, &b.phone) || (same(&a.name, &b.name) && same(&a.address, &b.address))
}
