//! The truth of one shop on its platform: orders, money, parcels, refunds, notes, and what took effect. Buyers act here; how it is told
//! is each platform's file.

use crate::Kind;
use crate::faults::{Dice, Faults};
use std::collections::{BTreeMap, BTreeSet};

/// Where an order stands, before a platform has put it in its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Unpaid,
    /// Presale: the deposit is paid, the rest is not.
    Deposit,
    /// Paid, but the platform does not want it sent yet.
    Held,
    ToShip,
    Shipped,
    Completed,
    /// Ended before it was paid.
    Cancelled,
    /// Ended by a refund.
    Refunded,
}

/// Where the buyer's wish for the money stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refund {
    None,
    Open,
    Done,
    Withdrawn,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The platform's sub number.
    pub sub_no: u64,
    pub sku: String,
    pub pieces: i64,
    pub price_fen: i64,
    /// Closed before it was paid, inside an order that lives on.
    pub is_closed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The platform's code.
    pub carrier: String,
    pub number: String,
    /// It was told over the interface, not typed at the platform.
    pub is_told: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub no: String,
    pub state: State,
    /// It had two payments.
    pub is_presale: bool,
    /// Times in UTC seconds; 0 = not yet.
    pub created_s: i64,
    pub paid_s: i64,
    pub shipped_s: i64,
    pub finished_s: i64,
    pub updated_s: i64,
    pub lines: Vec<Line>,
    pub freight_fen: i64,
    pub parcel: Option<Parcel>,
    pub refund: Refund,
    pub refunded_s: i64,
    /// What the buyer wrote.
    pub message: String,
    pub memo: String,
    /// The platform's own number of the flag.
    pub flag: i64,
}

impl Order {
    /// What the buyer pays, with the postage.
    pub fn paid_fen(&self) -> i64 {
        self.lines.iter().filter(|l| !l.is_closed).map(|l| l.pieces * l.price_fen).sum::<i64>() + self.freight_fen
    }

    /// Pieces that are to be packed. Of an order that ended all: nothing is packed, and a line that was closed before counts no less.
    pub fn pieces(&self) -> i64 {
        let has_ended = matches!(self.state, State::Cancelled | State::Refunded);
        self.lines.iter().filter(|l| !l.is_closed || has_ended).map(|l| l.pieces).sum()
    }

    /// A running number for made-up ids.
    pub fn serial(&self) -> u64 {
        let digits: String = self.no.chars().filter(char::is_ascii_digit).collect();
        digits[digits.len() - 7..].parse().unwrap_or(0)
    }
}

/// What took effect, and what was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    pub requests: u64,
    /// Ship calls that took effect, by order.
    pub shipped: BTreeMap<String, u32>,
    /// Ship calls for an order that the interface had shipped already, and notes to buyers that were there already.
    pub sent_twice: u32,
    /// Ship calls for an order that was shipped otherwise, closed or in a refund; they took no effect.
    pub ship_refused: u32,
    pub wrong_signs: u32,
    pub expired_tokens: u32,
    pub new_tokens: u32,
    /// Answers that were broken, cut or refused by the dice.
    pub faults: u32,
}

/// One shop.
pub(crate) struct Market {
    pub kind: Kind,
    pub orders: BTreeMap<String, Order>,
    pub dice: Dice,
    pub faults: Faults,
    pub books: Books,
    /// UTC seconds by the platform's clock.
    pub now_s: i64,
    /// Time of the latest thing that happened between two answers.
    pub newest_s: i64,
    pub token: u64,
    /// `books.requests` at which the token was made.
    pub token_at: u64,
    /// Words that may be used once.
    pub nonces: BTreeSet<String>,
    /// Notes at orders, where the platform keeps a list of them.
    pub notes: BTreeMap<String, Vec<String>>,
    made: u64,
}

/// Why a ship call took no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoShip {
    Unknown,
    Already,
    RefundOpen,
    Ended,
    NotPaid,
}

impl Market {
    pub fn new(kind: Kind, seed: u64, now_s: i64) -> Market {
        let (dice, faults, books) = (Dice::new(seed), Faults::default(), Books::default());
        let (nonces, notes) = (BTreeSet::new(), BTreeMap::new());
        // Shops of different seeds have different numbers.
        let made = seed % 900 * 10_000;
        Market { kind, orders: BTreeMap::new(), dice, faults, books, now_s, newest_s: 0, token: 1, token_at: 0, nonces, notes, made }
    }

    /// Buyers place so many orders, spread over the last `spread_s` seconds.
    pub fn place(&mut self, orders: u64, spread_s: u64) {
        for _ in 0..orders {
            self.made += 1;
            let created_s = self.now_s - self.dice.roll(spread_s + 1) as i64;
            let state = match self.dice.roll(20) {
                0 | 1 => State::Unpaid,
                2 => State::Deposit,
                3 => State::Held,
                4 => State::Shipped,
                _ => State::ToShip,
            };
            let no = self.kind.number(self.made);
            let mut lines = vec![self.line(0)];
            if self.dice.once_in(4) {
                lines.push(self.line(1));
            }
            if lines.len() > 1 && self.kind.closes_lines() {
                lines[1].is_closed = self.dice.once_in(3);
            }
            let is_paid = !matches!(state, State::Unpaid | State::Deposit);
            let message = if self.dice.once_in(15) { "请尽快发货" } else { "" };
            let order = Order {
                no: no.clone(),
                state,
                is_presale: state == State::Deposit || self.dice.once_in(30),
                created_s,
                paid_s: if is_paid || state == State::Deposit { created_s } else { 0 },
                shipped_s: if state == State::Shipped { created_s } else { 0 },
                finished_s: 0,
                updated_s: created_s,
                lines,
                freight_fen: if self.dice.once_in(3) { 600 } else { 0 },
                parcel: (state == State::Shipped).then(|| self.other_parcel()),
                refund: Refund::None,
                refunded_s: 0,
                message: message.to_owned(),
                memo: String::new(),
                flag: 0,
            };
            self.orders.insert(no, order);
        }
    }

    fn line(&mut self, nth: u64) -> Line {
        let (goods, pieces, yuan) = (self.dice.roll(5), self.dice.roll(3), self.dice.roll(90));
        let sub_no = 3_300_112_233_440_000_000 + self.made * 10 + nth + 1;
        let price_fen = yuan as i64 * 100 + 990;
        Line { sub_no, sku: format!("CUP-{goods}"), pieces: pieces as i64 + 1, price_fen, is_closed: false }
    }

    /// A parcel of another hand.
    fn other_parcel(&mut self) -> Parcel {
        let number = format!("7850{:010}", self.dice.roll(10_000_000_000));
        Parcel { carrier: self.kind.zto().to_owned(), number, is_told: false }
    }

    /// Changes an order now.
    fn touch(&mut self, no: &str, change: impl FnOnce(&mut Order, i64)) {
        let now_s = self.now_s;
        if let Some(order) = self.orders.get_mut(no) {
            change(order, now_s);
            order.updated_s = now_s;
        }
    }

    /// One buyer, or another hand at the platform, does something.
    pub fn act(&mut self) {
        if self.orders.is_empty() || self.dice.once_in(6) {
            return self.place(1, 0);
        }
        let nth = self.dice.roll(self.orders.len() as u64) as usize;
        let Some(order) = self.orders.values().nth(nth).cloned() else { return };
        let (roll, parcel, has_wishes) = (self.dice.roll(10), self.other_parcel(), self.kind.has_wishes());
        self.touch(&order.no, |o, now_s| match (o.state, o.refund) {
            (State::Unpaid | State::Deposit, _) if roll < 3 => (o.state, o.finished_s) = (State::Cancelled, now_s),
            (State::Unpaid | State::Deposit, _) => (o.state, o.paid_s) = (State::ToShip, now_s),
            (State::Held, _) => o.state = State::ToShip,
            (State::ToShip | State::Shipped, Refund::Open) if roll < 5 => {
                (o.state, o.refund, o.refunded_s, o.finished_s) = (State::Refunded, Refund::Done, now_s, now_s);
            }
            (State::ToShip | State::Shipped, Refund::Open) => (o.refund, o.refunded_s) = (Refund::Withdrawn, now_s),
            (State::ToShip, _) if roll < 4 => ask_back(o, has_wishes, now_s),
            (State::ToShip, _) if roll < 7 => (o.state, o.shipped_s, o.parcel) = (State::Shipped, now_s, Some(parcel)),
            // The platform changes its mind.
            (State::ToShip, _) if roll < 8 => o.state = State::Held,
            (State::Shipped, _) if roll < 6 => (o.state, o.finished_s) = (State::Completed, now_s),
            _ => {}
        });
    }

    /// A ship call. What may happen right before it happens here, by the dice.
    pub fn ship(&mut self, no: &str, carrier: &str, number: &str) -> Result<(), NoShip> {
        if self.dice.once_in(self.faults.refund_before_ship) {
            let has_wishes = self.kind.has_wishes();
            self.touch(no, |o, now_s| {
                if o.state == State::ToShip {
                    ask_back(o, has_wishes, now_s);
                }
            });
        }
        if self.dice.once_in(self.faults.shipped_before_ship) {
            let parcel = self.other_parcel();
            self.touch(no, |o, now_s| {
                if o.state == State::ToShip {
                    (o.state, o.shipped_s, o.parcel) = (State::Shipped, now_s, Some(parcel));
                }
            });
        }
        let why = match self.orders.get(no) {
            None => Some(NoShip::Unknown),
            Some(order) if order.parcel.is_some() => Some(NoShip::Already),
            Some(order) => match (order.state, order.refund) {
                (State::ToShip, Refund::Open) => Some(NoShip::RefundOpen),
                (State::ToShip, _) => None,
                (State::Unpaid | State::Deposit | State::Held, _) => Some(NoShip::NotPaid),
                _ => Some(NoShip::Ended),
            },
        };
        if let Some(why) = why {
            let is_ours = self.orders.get(no).and_then(|o| o.parcel.as_ref()).is_some_and(|p| p.is_told);
            *(if is_ours { &mut self.books.sent_twice } else { &mut self.books.ship_refused }) += 1;
            return Err(why);
        }
        let parcel = Parcel { carrier: carrier.to_owned(), number: number.to_owned(), is_told: true };
        self.touch(no, |o, now_s| (o.state, o.shipped_s, o.parcel) = (State::Shipped, now_s, Some(parcel)));
        *self.books.shipped.entry(no.to_owned()).or_default() += 1;
        Ok(())
    }

    /// A note of the seller; on these platforms it does not change the time of change.
    pub fn note(&mut self, no: &str, memo: &str, flag: Option<i64>) -> bool {
        let Some(order) = self.orders.get_mut(no) else { return false };
        memo.clone_into(&mut order.memo);
        order.flag = flag.unwrap_or(order.flag);
        true
    }

    pub fn access_token(&self) -> String {
        format!("sim-token-{}", self.token)
    }

    pub fn new_token(&mut self) {
        self.token += 1;
        self.token_at = self.books.requests;
        self.books.new_tokens += 1;
    }

    /// Orders that changed within a window, both ends inclusive, newest change first.
    pub fn changed(&self, from_s: i64, to_s: i64) -> Vec<&Order> {
        let mut found: Vec<&Order> = self.orders.values().filter(|o| (from_s..=to_s).contains(&o.updated_s)).collect();
        found.sort_by(|a, b| b.updated_s.cmp(&a.updated_s).then_with(|| a.no.cmp(&b.no)));
        found
    }

    /// Orders whose refund moved within a window, both ends inclusive.
    pub fn refunds(&self, from_s: i64, to_s: i64) -> Vec<&Order> {
        let mut found: Vec<&Order> =
            self.orders.values().filter(|o| o.refund != Refund::None && (from_s..=to_s).contains(&o.refunded_s)).collect();
        found.sort_by(|a, b| a.refunded_s.cmp(&b.refunded_s).then_with(|| a.no.cmp(&b.no)));
        found
    }
}

/// The buyer wants the money back.
fn ask_back(order: &mut Order, has_wishes: bool, now_s: i64) {
    (order.refund, order.refunded_s) = (Refund::Open, now_s);
    if !has_wishes {
        (order.state, order.refund, order.finished_s) = (State::Refunded, Refund::Done, now_s);
    }
}

/// The part of a list behind a cursor, oldest change first, and whether more is left. What changes meanwhile moves behind all else.
pub(crate) fn behind<'a>(found: &[&'a Order], after: Option<(i64, &str)>, size: usize) -> (Vec<&'a Order>, bool) {
    let mut sorted = found.to_vec();
    sorted.sort_by(|a, b| (a.updated_s, &a.no).cmp(&(b.updated_s, &b.no)));
    sorted.retain(|o| after.is_none_or(|after| (o.updated_s, o.no.as_str()) > after));
    let has_more = sorted.len() > size;
    sorted.truncate(size);
    (sorted, has_more)
}

/// The page of a list.
pub(crate) fn page<'a>(found: &[&'a Order], page_from_zero: i64, size: i64) -> Vec<&'a Order> {
    let at = |n: i64| usize::try_from(n).unwrap_or(usize::MAX);
    found.iter().skip(at(page_from_zero).saturating_mul(at(size))).take(at(size)).copied().collect()
}
