//! What is in a parcel: portions of order lines, and of each order's money the share that travels in it.

use crate::order::Order;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Some pieces of one line of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Portion {
    pub order_id: i64,
    /// Place of the line in its order.
    pub line: usize,
    /// Pieces; absent where the source does not tell, and then the line is one whole.
    pub qty: Option<i64>,
    /// Money of these pieces. Fen.
    pub amount_fen: Option<i64>,
}

/// Sums of an order, each absent where unknown. Fen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Money {
    pub buyer_amount_fen: Option<i64>,
    pub merchant_amount_fen: Option<i64>,
    pub freight_fen: Option<i64>,
    pub refund_fen: Option<i64>,
}

impl Money {
    /// The sums as a list, to be treated alike.
    pub(super) fn list(self) -> [Option<i64>; 4] {
        [self.buyer_amount_fen, self.merchant_amount_fen, self.freight_fen, self.refund_fen]
    }

    pub(super) fn from_list([buyer_amount_fen, merchant_amount_fen, freight_fen, refund_fen]: [Option<i64>; 4]) -> Money {
        Money { buyer_amount_fen, merchant_amount_fen, freight_fen, refund_fen }
    }

    /// Field by field; what is unknown on one side is what the other side says.
    #[must_use]
    pub fn plus(self, other: Money) -> Money {
        let mut sum = self.list();
        for (ours, theirs) in sum.iter_mut().zip(other.list()) {
            *ours = match (*ours, theirs) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(b),
            };
        }
        Money::from_list(sum)
    }
}

/// The share of one order's money that travels in a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Share {
    pub order_id: i64,
    pub money: Money,
}

/// One parcel. Portions are sorted by order and line, shares by order; every order of a portion has its share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Parcel {
    pub portions: Vec<Portion>,
    pub shares: Vec<Share>,
}

impl Parcel {
    /// A whole order as one parcel.
    pub fn whole(order: &Order) -> Parcel {
        let portion =
            |(line, item): (usize, &crate::ItemDraft)| Portion { order_id: order.id, line, qty: item.qty, amount_fen: item.amount_fen };
        let money = Money {
            buyer_amount_fen: order.buyer_amount_fen,
            merchant_amount_fen: order.merchant_amount_fen,
            freight_fen: order.freight_fen,
            refund_fen: order.refund_fen,
        };
        Parcel { portions: order.items.iter().enumerate().map(portion).collect(), shares: vec![Share { order_id: order.id, money }] }
    }

    /// Ids of the orders in it.
    pub fn orders(&self) -> Vec<i64> {
        self.shares.iter().map(|s| s.order_id).collect()
    }

    /// Money of everything in it.
    pub fn money(&self) -> Money {
        self.shares.iter().fold(Money::default(), |sum, share| sum.plus(share.money))
    }

    /// Adds another parcel's contents; pieces of one line come together again.
    pub(super) fn put(&mut self, other: &Parcel) {
        for theirs in &other.portions {
            let add = |a: Option<i64>, b: Option<i64>| Some(a.unwrap_or(0) + b.unwrap_or(0)).filter(|_| a.is_some() || b.is_some());
            match self.portions.iter_mut().find(|p| (p.order_id, p.line) == (theirs.order_id, theirs.line)) {
                Some(ours) => {
                    (ours.qty, ours.amount_fen) = (add(ours.qty, theirs.qty), add(ours.amount_fen, theirs.amount_fen));
                }
                None => self.portions.push(theirs.clone()),
            }
        }
        for theirs in &other.shares {
            match self.shares.iter_mut().find(|s| s.order_id == theirs.order_id) {
                Some(ours) => ours.money = ours.money.plus(theirs.money),
                None => self.shares.push(*theirs),
            }
        }
        self.portions.sort_by_key(|p| (p.order_id, p.line));
        self.shares.sort_by_key(|s| s.order_id);
    }
}
