//! The summaries: what a transaction changed is gathered in memory and added once at its end.

use crate::codes::{day_of_id, day_of_ms};
use crate::error::Result;
use crate::open::Writer;
use crate::shop::Listing;
use rusqlite::params;
use std::collections::BTreeMap;
use yidan_domain::order::{Order, State};

#[derive(Default, Clone, Copy)]
pub(crate) struct Delta {
    n: i64,
    fen: i64,
}

/// Ordered maps, so that the rows are written in the order of their keys.
#[derive(Default)]
pub(crate) struct Deltas {
    state: BTreeMap<(i64, i64), Delta>,
    state_day: BTreeMap<(i64, i64, i64, i64), Delta>,
    /// Least and most that a payment lay behind its order's own time, ms.
    paid_lag: Option<(i64, i64)>,
    mark: BTreeMap<(i64, i64), Delta>,
    listing_day: BTreeMap<(i64, i64), Delta>,
}

/// The bits of `Marks`, one row of `mark_total` each.
pub(crate) const MARK_BITS: [i64; 5] = [1, 2, 4, 8, 16];

/// Which time a row of `state_day` counts by.
pub(crate) const OWN_TIME: i64 = 0;
pub(crate) const PAYMENT: i64 = 1;

/// A line that counts as sold belongs to an order that is paid and not closed.
pub(crate) fn is_sold(state: State) -> bool {
    !matches!(state, State::Unpaid | State::Closed)
}

impl Deltas {
    /// Adds (`sign` 1) or takes away (`sign` -1) an order with its lines.
    pub fn count(&mut self, order: &Order, listings: &[Listing], sign: i64) {
        let fen = order.buyer_amount_fen.unwrap_or(0) * sign;
        let (shop, state, day) = (order.shop_id, order.state.code(), day_of_id(order.id));
        self.state.entry((shop, state)).or_default().add(sign, fen);
        self.state_day.entry((OWN_TIME, day, shop, state)).or_default().add(sign, fen);
        if let Some(paid) = order.paid_at_ms {
            self.state_day.entry((PAYMENT, day_of_ms(paid), shop, state)).or_default().add(sign, fen);
            let lag = paid - (order.id >> 12) * 1_000;
            let (least, most) = self.paid_lag.unwrap_or((lag, lag));
            self.paid_lag = Some((least.min(lag), most.max(lag)));
        }
        let bits = order.marks.bits();
        for bit in MARK_BITS {
            if bits & bit != 0 {
                self.mark.entry((shop, bit)).or_default().add(sign, fen);
            }
        }
        if is_sold(order.state) {
            for (item, listing) in order.items.iter().zip(listings) {
                let amount = item.amount_fen.unwrap_or(0) * sign;
                self.listing_day.entry((day, listing.id)).or_default().add(item.qty.unwrap_or(0) * sign, amount);
            }
        }
    }
}

impl Delta {
    fn add(&mut self, n: i64, fen: i64) {
        self.n += n;
        self.fen += fen;
    }

    fn is_nothing(self) -> bool {
        self.n == 0 && self.fen == 0
    }
}

impl Writer<'_> {
    pub(crate) fn flush_deltas(&mut self) -> Result<()> {
        let deltas = std::mem::take(&mut self.deltas);
        let pair = |sql: &str, rows: &BTreeMap<(i64, i64), Delta>| -> Result<()> {
            let mut stmt = self.conn.prepare_cached(sql)?;
            for ((a, b), d) in rows.iter().filter(|(_, d)| !d.is_nothing()) {
                stmt.execute(params![a, b, d.n, d.fen])?;
            }
            Ok(())
        };
        pair(
            "INSERT INTO state_total (shop_id, state, n, fen) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (shop_id, state) DO UPDATE SET n = n + excluded.n, fen = fen + excluded.fen",
            &deltas.state,
        )?;
        pair(
            "INSERT INTO mark_total (shop_id, mark, n, fen) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (shop_id, mark) DO UPDATE SET n = n + excluded.n, fen = fen + excluded.fen",
            &deltas.mark,
        )?;
        pair(
            "INSERT INTO listing_day (day, listing_id, qty, fen) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (day, listing_id) DO UPDATE SET qty = qty + excluded.qty, fen = fen + excluded.fen",
            &deltas.listing_day,
        )?;
        let mut stmt = self.conn.prepare_cached(
            "INSERT INTO state_day (time_of, day, shop_id, state, n, fen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (time_of, day, shop_id, state) DO UPDATE SET n = n + excluded.n, fen = fen + excluded.fen",
        )?;
        for ((time_of, day, shop, state), d) in deltas.state_day.iter().filter(|(_, d)| !d.is_nothing()) {
            stmt.execute(params![time_of, day, shop, state, d.n, d.fen])?;
        }
        if let Some((least, most)) = deltas.paid_lag {
            self.conn
                .prepare_cached("UPDATE paid_lag SET least = min(least, ?1), most = max(most, ?2) WHERE least > ?1 OR most < ?2")?
                .execute([least, most])?;
        }
        Ok(())
    }
}
