//! Are two orders probably the same? Person, goods and moment each have to speak for it; how loudly is the score, and why is in the reasons.

use super::face::Face;
use super::mask::{Fit, fit};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far apart two orders may be and still be asked about. Seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Window {
    /// Where at least one of them was typed, or they come from different shops.
    pub typed_s: i64,
    /// Between two numbered orders of one shop, where buying twice is normal.
    pub numbered_s: i64,
}

impl Default for Window {
    fn default() -> Self {
        Window { typed_s: 86_400, numbered_s: 600 }
    }
}

/// What is to be done about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// 疑似重复: a person looks at both side by side.
    Ask,
    /// All of the fingerprint is equal and at most one of them has a number of a platform: one order that came twice. Still shown.
    Same,
}

/// Why a pair is thought to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    SameBuyer,
    SamePhone,
    /// One phone is hidden and does not contradict the other; so many digits agree.
    PhoneMayBe {
        digits: usize,
    },
    SameName,
    NameMayBe,
    SameAddress,
    SameGoods,
    /// The same articles but for so many pieces.
    GoodsBut {
        pieces: i64,
    },
    SameAmount,
    /// So many seconds apart.
    Apart {
        seconds: i64,
    },
}

/// Two orders that are probably the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Likeness {
    /// The other order.
    pub order_id: i64,
    pub answer: Answer,
    /// 0 to 100, for sorting.
    pub score: u8,
    pub reasons: Vec<Reason>,
}

/// Pairs below this are not asked about.
const ASK_SCORE: u8 = 60;
/// So many digits of a hidden phone have to be seen on both sides.
const SEEN_DIGITS: usize = 4;

/// All likely doubles of one order among candidates, the likeliest first. The order itself is passed over.
pub fn doubles(order: &Face, candidates: &[Face], window: Window) -> Vec<Likeness> {
    let others = candidates.iter().filter(|c| (c.shop_id, &c.order_no) != (order.shop_id, &order.order_no));
    let mut out: Vec<Likeness> = others.filter_map(|other| compare(order, other, window)).collect();
    out.sort_by_key(|like| std::cmp::Reverse((like.answer, like.score)));
    out
}

/// Compares two different orders. `None` = nothing to ask.
pub fn compare(a: &Face, b: &Face, window: Window) -> Option<Likeness> {
    let mut reasons = Vec::new();
    let apart_s = (a.at_s? - b.at_s?).abs();
    let limit = if a.typed || b.typed || a.shop_id != b.shop_id { window.typed_s } else { window.numbered_s };
    if apart_s > limit {
        return None;
    }
    let (person, is_sure) = person(a, b, &mut reasons)?;
    let goods = goods(a, b, &mut reasons)?;
    let amount = match (a.amount_fen, b.amount_fen) {
        (Some(x), Some(y)) if x == y => {
            reasons.push(Reason::SameAmount);
            10
        }
        _ => 0,
    };
    reasons.push(Reason::Apart { seconds: apart_s });
    let time = match apart_s {
        0..=1 => 20,
        2..=60 => 15,
        61..=600 => 10,
        601..=3_600 => 5,
        _ => 0,
    };
    let score = person + goods + amount + time;
    let has_odd_amount = a.amount_fen.is_some() && b.amount_fen.is_some() && amount == 0;
    let is_same = apart_s == 0 && is_sure && goods == SAME_GOODS && !has_odd_amount && (a.typed || b.typed);
    let answer = if is_same { Answer::Same } else { Answer::Ask };
    (score >= ASK_SCORE).then_some(Likeness { order_id: b.order_id, answer, score: score.min(100), reasons })
}

/// Points for the person, and whether it is proven. `None` = different people, or nothing known.
fn person(a: &Face, b: &Face, reasons: &mut Vec<Reason>) -> Option<(u8, bool)> {
    let (mut points, mut sure, mut maybe) = (0, false, false);
    if let (Some(x), Some(y)) = (&a.buyer, &b.buyer)
        && x == y
    {
        reasons.push(Reason::SameBuyer);
        (points, sure) = (40, true);
    }
    if let (Some(x), Some(y)) = (&a.phone, &b.phone) {
        match fit(x, y) {
            Fit::Same => {
                reasons.push(Reason::SamePhone);
                (points, sure) = (points.max(40), true);
            }
            Fit::May(digits) if digits >= SEEN_DIGITS => {
                reasons.push(Reason::PhoneMayBe { digits });
                (points, maybe) = (points.max(25), true);
            }
            // Another phone of the same buyer is a present; of an unknown buyer it is somebody else.
            Fit::Not if !sure => return None,
            Fit::Not | Fit::May(_) => {}
        }
    }
    let mut same_name = false;
    if let (Some(x), Some(y)) = (&a.name, &b.name) {
        match fit(x, y) {
            Fit::Same => {
                reasons.push(Reason::SameName);
                (points, same_name) = (points + 5, true);
            }
            Fit::May(seen) if seen > 0 => {
                reasons.push(Reason::NameMayBe);
                points += 2;
            }
            Fit::Not if !sure => return None,
            Fit::Not | Fit::May(_) => {}
        }
    }
    if let (Some(x), Some(y)) = (&a.address, &b.address)
        && x == y
    {
        reasons.push(Reason::SameAddress);
        points += 15;
        if same_name {
            (points, sure) = (points.max(40), true);
        }
        maybe = true;
    }
    (sure || maybe).then_some((points.min(45), sure))
}

const SAME_GOODS: u8 = 30;

/// Points for the goods: the same, or nearly. `None` = other goods.
fn goods(a: &Face, b: &Face, reasons: &mut Vec<Reason>) -> Option<u8> {
    if a.goods.is_empty() || b.goods.is_empty() {
        return None;
    }
    let articles = a.goods.keys().chain(b.goods.keys());
    let mut unlike: Vec<&String> = articles.filter(|k| a.goods.get(*k) != b.goods.get(*k)).collect();
    unlike.sort_unstable();
    unlike.dedup();
    if unlike.is_empty() {
        reasons.push(Reason::SameGoods);
        return Some(SAME_GOODS);
    }
    let count = |f: &Face, k: &str| f.goods.get(k).copied().unwrap_or_default();
    let off: i64 = unlike.iter().map(|k| (count(a, k) - count(b, k)).abs()).sum();
    let shares = a.goods.keys().any(|k| b.goods.contains_key(k));
    // A piece more or less of the same, or one small thing added.
    let near = shares && (off <= 1 || off * 4 <= a.pieces().max(b.pieces()));
    near.then(|| {
        reasons.push(Reason::GoodsBut { pieces: off });
        20
    })
}
