//! What goes wrong between a shop and its platform: rates, and dice that roll the same for the same seed.

/// Dice that roll the same for the same seed.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        // Neighbouring seeds begin far from each other.
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d)
    }

    /// 0 ≤ the roll < `below`; 0 for nothing to choose from.
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33).checked_rem(below).unwrap_or(0)
    }

    /// True once in `n` rolls; never for 0.
    pub fn once_in(&mut self, n: u64) -> bool {
        n > 0 && self.roll(n) == 0
    }
}

/// Each fault once in so many answers; 0 = never.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// 500 or 502 with a page of HTML, before anything took effect.
    pub broken: u64,
    /// Half of the JSON, after it took effect.
    pub half: u64,
    /// The line is cut before anything took effect.
    pub lost_before: u64,
    /// The line is cut after it took effect.
    pub lost_after: u64,
    /// Too many calls, with a wait of a second where the platform tells one.
    pub limited: u64,
    /// A buyer acts between two answers, also between two pages.
    pub drift: u64,
    /// The access token is over. A new one lives for a hundred answers at least.
    pub expired: u64,
    /// A new token is asked for while another is being made.
    pub two_refresh: u64,
    /// The answer to a rightly signed request says that its signature is wrong.
    pub wrong_sign: u64,
    /// The answer says that the caller's clock is off.
    pub skewed: u64,
    /// A buyer asks for the money back between the seller's look at the order and the ship call.
    pub refund_before_ship: u64,
    /// Another hand ships between the seller's look at the order and the ship call.
    pub shipped_before_ship: u64,
    /// A cursor is forgotten.
    pub cursor_over: u64,
    /// Writes are spared by `broken` and `lost_before`: a desk rests half a minute after those, longer than most tests may take.
    pub spares_writes: bool,
}

impl Faults {
    /// A bad day: everything that a shop has to live through without its owner.
    pub fn storm() -> Faults {
        Faults {
            broken: 20,
            half: 25,
            lost_before: 25,
            lost_after: 25,
            limited: 40,
            drift: 6,
            expired: 150,
            two_refresh: 3,
            refund_before_ship: 8,
            shipped_before_ship: 8,
            cursor_over: 15,
            ..Faults::default()
        }
    }
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Whole,
    Html(u16),
    Half,
    CutBefore,
    CutAfter,
    Limited,
    WrongSign,
    Skewed,
}

impl Faults {
    pub(crate) fn fate(&self, dice: &mut Dice, writes: bool) -> Fate {
        let spared = writes && self.spares_writes;
        if !spared && dice.once_in(self.broken) {
            return Fate::Html(if dice.once_in(2) { 500 } else { 502 });
        }
        if !spared && dice.once_in(self.lost_before) {
            return Fate::CutBefore;
        }
        let rest = [
            (self.limited, Fate::Limited),
            (self.wrong_sign, Fate::WrongSign),
            (self.skewed, Fate::Skewed),
            (self.half, Fate::Half),
            (self.lost_after, Fate::CutAfter),
        ];
        rest.into_iter().find(|(rate, _)| dice.once_in(*rate)).map_or(Fate::Whole, |(_, fate)| fate)
    }
}
