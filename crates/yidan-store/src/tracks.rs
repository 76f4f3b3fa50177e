//! Numbers that are followed, their events, and when each is asked about next. A number is followed from the moment an order that is
//! printed or under way has it. What events mean is decided elsewhere.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};
use yidan_domain::order::{Order, State};
use yidan_domain::track::bare;

/// A number that is followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptTrack {
    /// Plain form.
    pub number: String,
    /// As people write it; empty = nobody told.
    pub carrier: String,
    /// A word of `yidan_domain::track::TrackState`, and the finer word; empty = none.
    pub state: String,
    pub sub: String,
    pub since_ms: i64,
    pub collected_ms: Option<i64>,
    pub moved_ms: Option<i64>,
    pub delivered_ms: Option<i64>,
    pub scan_ms: Option<i64>,
    pub last_text: String,
    pub last_place: String,
    pub last_at_ms: Option<i64>,
    pub signer: Option<String>,
    pub followed_at_ms: i64,
    pub next_ms: Option<i64>,
    pub asked_ms: Option<i64>,
    pub misses: i64,
    pub subscribed_by: Option<i64>,
    /// JSON of the caller's own shape.
    pub trouble: Option<String>,
}

/// An event of a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptTrackEvent {
    pub key: i64,
    pub at_ms: i64,
    pub text: String,
    pub place: String,
    pub code: String,
    /// `exception/no_contact`; empty = nobody knows.
    pub stand: String,
    /// Who told it first.
    pub source: String,
    pub heard_ms: i64,
}

/// Which numbers are to be asked about now.
#[derive(Debug, Clone, Copy)]
pub struct TrackClaim<'n> {
    pub now_ms: i64,
    /// Nobody asks about a number that was asked about after this moment.
    pub asked_before_ms: i64,
    /// Whoever dies while asking: the number is asked about again then.
    pub again_ms: i64,
    /// These, whether they are due or not; empty = those that are due.
    pub numbers: &'n [String],
    pub limit: usize,
}

const COLUMNS: &str =
    "number, carrier, state, sub, since_ms, collected_ms, moved_ms, delivered_ms, scan_ms, last_text, last_place, last_at_ms,
   signer, followed_at_ms, next_ms, asked_ms, misses, subscribed_by, trouble";

fn track(r: &Row<'_>) -> rusqlite::Result<KeptTrack> {
    Ok(KeptTrack {
        number: r.get(0)?,
        carrier: r.get(1)?,
        state: r.get(2)?,
        sub: r.get(3)?,
        since_ms: r.get(4)?,
        collected_ms: r.get(5)?,
        moved_ms: r.get(6)?,
        delivered_ms: r.get(7)?,
        scan_ms: r.get(8)?,
        last_text: r.get(9)?,
        last_place: r.get(10)?,
        last_at_ms: r.get(11)?,
        signer: r.get(12)?,
        followed_at_ms: r.get(13)?,
        next_ms: r.get(14)?,
        asked_ms: r.get(15)?,
        misses: r.get(16)?,
        subscribed_by: r.get(17)?,
        trouble: r.get(18)?,
    })
}

fn event(r: &Row<'_>) -> rusqlite::Result<KeptTrackEvent> {
    Ok(KeptTrackEvent {
        key: r.get(0)?,
        at_ms: r.get(1)?,
        text: r.get(2)?,
        place: r.get(3)?,
        code: r.get(4)?,
        stand: r.get(5)?,
        source: r.get(6)?,
        heard_ms: r.get(7)?,
    })
}

impl Reader<'_> {
    /// A followed number, in plain form.
    pub fn track(&self, number: &str) -> Result<Option<KeptTrack>> {
        let mut stmt = self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM track WHERE number = ?1"))?;
        Ok(stmt.query_row([number], track).optional()?)
    }

    /// The followed numbers of an order.
    pub fn tracks_of(&self, order_id: i64) -> Result<Vec<KeptTrack>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM track WHERE number IN (SELECT number FROM track_order WHERE order_id = ?1) ORDER BY followed_at_ms, number"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let rows = stmt.query_map([order_id], track)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Orders that go with a number, the oldest first.
    pub fn orders_of_track(&self, number: &str) -> Result<Vec<i64>> {
        let mut stmt = self.conn.prepare_cached("SELECT order_id FROM track_order WHERE number = ?1 ORDER BY order_id")?;
        let rows = stmt.query_map([number], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// Events of a number as they happened.
    pub fn track_events(&self, number: &str) -> Result<Vec<KeptTrackEvent>> {
        let sql = "SELECT key, at_ms, text, place, code, stand, source, heard_ms FROM track_event WHERE number = ?1 ORDER BY at_ms, key";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let rows = stmt.query_map([number], event)?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// A number is due.
    pub fn is_track_due(&self, now_ms: i64) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM track WHERE next_ms IS NOT NULL AND next_ms <= ?1)";
        Ok(self.conn.prepare_cached(sql)?.query_row([now_ms], |r| r.get(0))?)
    }

    /// How many numbers are followed, and how many are due.
    pub fn track_counts(&self, now_ms: i64) -> Result<(i64, i64)> {
        let sql = "SELECT count(*), coalesce(sum(next_ms <= ?1), 0) FROM track INDEXED BY track_due WHERE next_ms IS NOT NULL";
        Ok(self.conn.prepare_cached(sql)?.query_row([now_ms], |r| Ok((r.get(0)?, r.get(1)?)))?)
    }

    /// How often each carrier was used by parcels that are followed since a moment, the most used first.
    pub fn carriers_used(&self, since_ms: i64) -> Result<Vec<String>> {
        let sql = "SELECT carrier FROM track WHERE followed_at_ms >= ?1 AND carrier <> '' GROUP BY carrier ORDER BY count(*) DESC, carrier";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let rows = stmt.query_map([since_ms], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }
}

impl Writer<'_> {
    /// Numbers of an order that is printed or under way are followed; a number that was taken away belongs to it no more.
    pub(crate) fn follow_numbers(&mut self, before: Option<&Order>, after: &Order, now_ms: i64) -> Result<()> {
        let is_moving = |o: &Order| (State::Printed..=State::InTransit).contains(&o.state);
        let has_changed = before.is_some_and(|b| b.trackings != after.trackings);
        let begins = is_moving(after) && (has_changed || before.is_none_or(|b| !is_moving(b)));
        if has_changed {
            self.conn.prepare_cached("DELETE FROM track_order WHERE order_id = ?1")?.execute([after.id])?;
        }
        if !begins && !has_changed {
            return Ok(());
        }
        let left_ms = after.shipped_at_ms.filter(|left| *left <= now_ms).unwrap_or(now_ms);
        for (number, carrier) in after.trackings.iter().flatten().filter_map(|t| Some((bare(t.number())?, t.carrier()))) {
            if begins {
                let carrier = carrier.unwrap_or_default();
                let next_ms = (now_ms - left_ms <= FORGET_MS).then_some(now_ms);
                self.follow_number(&number, carrier, left_ms, next_ms)?;
            }
            self.link_track(&number, after.id)?;
        }
        Ok(())
    }

    /// An order goes with a number that is followed.
    pub fn link_track(&mut self, number: &str, order_id: i64) -> Result<()> {
        let sql = "INSERT INTO track_order (number, order_id) SELECT number, ?2 FROM track WHERE number = ?1 ON CONFLICT DO NOTHING";
        self.conn.prepare_cached(sql)?.execute(params![number, order_id])?;
        Ok(())
    }

    /// Follows a number, from now on or already. A carrier that nobody told before is kept.
    pub fn follow_number(&mut self, number: &str, carrier: &str, left_ms: i64, next_ms: Option<i64>) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO track (number, carrier, state, sub, since_ms, last_text, last_place, followed_at_ms, next_ms, misses)
                 VALUES (?1, ?2, 'pending', '', ?3, '', '', ?3, ?4, 0)
                 ON CONFLICT (number) DO UPDATE SET carrier = CASE WHEN carrier = '' THEN excluded.carrier ELSE carrier END",
            )?
            .execute(params![number, carrier, left_ms, next_ms])?;
        Ok(())
    }

    /// Takes numbers to be asked about, so that nobody else asks about them meanwhile.
    pub fn claim_tracks(&mut self, claim: &TrackClaim<'_>) -> Result<Vec<KeptTrack>> {
        let mut found = Vec::new();
        if claim.numbers.is_empty() {
            let sql = format!(
                "SELECT {COLUMNS} FROM track WHERE next_ms IS NOT NULL AND next_ms <= ?1 AND coalesce(asked_ms, 0) <= ?2 ORDER BY next_ms LIMIT ?3"
            );
            let mut stmt = self.conn.prepare_cached(&sql)?;
            let rows = stmt.query_map(params![claim.now_ms, claim.asked_before_ms, claim.limit as i64], track)?;
            for row in rows {
                found.push(row?);
            }
        } else {
            for number in claim.numbers.iter().take(claim.limit) {
                found.extend(self.track(number)?.filter(|t| t.asked_ms.unwrap_or(0) <= claim.asked_before_ms));
            }
        }
        for one in &found {
            let sql = "UPDATE track SET asked_ms = ?2, next_ms = ?3 WHERE number = ?1";
            self.conn.prepare_cached(sql)?.execute(params![one.number, claim.now_ms, claim.again_ms])?;
        }
        Ok(found)
    }

    /// Keeps events of a number. Answers how many of them were not known.
    pub fn add_track_events(&mut self, number: &str, events: &[KeptTrackEvent]) -> Result<usize> {
        let mut new = 0;
        for e in events {
            let mut stmt = self.conn.prepare_cached(
                "INSERT INTO track_event (number, key, at_ms, text, place, code, stand, source, heard_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT DO NOTHING",
            )?;
            new += stmt.execute(params![number, e.key, e.at_ms, e.text, e.place, e.code, e.stand, e.source, e.heard_ms])?;
        }
        Ok(new)
    }

    /// Keeps what is known of a number, all but when it left and when it was last asked about.
    pub fn put_track(&mut self, t: &KeptTrack) -> Result<()> {
        self.conn
            .prepare_cached(
                "UPDATE track SET carrier = ?2, state = ?3, sub = ?4, since_ms = ?5, collected_ms = ?6, moved_ms = ?7, delivered_ms = ?8,
                   scan_ms = ?9, last_text = ?10, last_place = ?11, last_at_ms = ?12, signer = ?13, next_ms = ?14, misses = ?15,
                   subscribed_by = ?16, trouble = ?17 WHERE number = ?1",
            )?
            .execute(params![
                t.number,
                t.carrier,
                t.state,
                t.sub,
                t.since_ms,
                t.collected_ms,
                t.moved_ms,
                t.delivered_ms,
                t.scan_ms,
                t.last_text,
                t.last_place,
                t.last_at_ms,
                t.signer,
                t.next_ms,
                t.misses,
                t.subscribed_by,
                t.trouble
            ])?;
        Ok(())
    }

    /// When the carrier first had an order's parcels in hand, and when it last said anything: moments of the scans, whenever they were told.
    pub fn put_scan_times(&mut self, order_id: i64, collected_ms: Option<i64>, scan_ms: Option<i64>) -> Result<()> {
        if let Some(collected_ms) = collected_ms {
            let sql = "INSERT INTO order_work (order_id, hands, collected_at_ms) VALUES (?1, 0, ?2)
                       ON CONFLICT (order_id) DO UPDATE SET collected_at_ms = excluded.collected_at_ms";
            self.conn.prepare_cached(sql)?.execute([order_id, collected_ms])?;
        }
        if let Some(scan_ms) = scan_ms {
            self.conn.prepare_cached("UPDATE orders SET since_ms = ?2 WHERE id = ?1 AND since_ms <> ?2")?.execute([order_id, scan_ms])?;
        }
        Ok(())
    }
}

/// Parcels that left longer ago are not asked about.
const FORGET_MS: i64 = 30 * 86_400_000;
