//! Checking the trail: every entry against its hash, the chain against its head, and the orders' states against their last entry.

use crate::codes::day_of_ms;
use crate::error::{Error, Result};
use crate::open::Reader;
use crate::trail::{DayHead, Entry, Hash};
use rusqlite::{OptionalExtension, Row};
use std::collections::{BTreeMap, HashMap};

/// Why an entry is not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Broken {
    /// A number is missing before this entry, or it stands at a place that was never given out.
    Gap,
    /// The entry's content, or that of the one before it, is not what was hashed.
    Changed,
    /// The trail ends before, or goes on behind, the place that was noted when it was last written.
    Ending,
    /// The order stands in a state that no entry led to.
    State,
    /// The entry's order is gone.
    Missing,
    /// The head that was noted for a day is gone or is not that of its last entry.
    Head,
}

impl Broken {
    pub fn word(self) -> &'static str {
        match self {
            Broken::Gap => "gap",
            Broken::Changed => "changed",
            Broken::Ending => "ending",
            Broken::State => "state",
            Broken::Missing => "missing",
            Broken::Head => "head",
        }
    }
}

/// The first entry that is not sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstBad {
    pub n: i64,
    /// Of the entry's order, if it exists.
    pub order_no: Option<String>,
    pub at_ms: Option<i64>,
    pub why: Broken,
}

/// What a check of the trail found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailReport {
    pub ok: bool,
    /// Entries that were checked.
    pub events: i64,
    pub first_bad: Option<FirstBad>,
}

/// Entries between two looks at the caller.
const STEP: i64 = 20_000;

impl Reader<'_> {
    /// Checks the whole trail. `progress(done, total)` is called now and then; false stops, and `None` is answered.
    pub fn verify_trail(&self, mut progress: impl FnMut(i64, i64) -> bool) -> Result<Option<TrailReport>> {
        let head = self.tail()?;
        let mut last_state: HashMap<i64, (i64, i64)> = HashMap::new();
        let mut days = Days::new(self.trail_days()?);
        let (mut n, mut hash): (i64, Hash) = (0, [0; 16]);
        let mut buffer = Vec::with_capacity(256);
        let mut stmt = self
            .conn
            .prepare_cached("SELECT n, order_id, at_ms, actor, kind, from_state, to_state, rule, data, hash FROM order_event ORDER BY n")?;
        let mut rows = stmt.query([])?;
        while let Some(r) = rows.next()? {
            let entry = entry(r)?;
            let why = if entry.n != n + 1 {
                Some(Broken::Gap)
            } else if entry.n > head.events {
                Some(Broken::Ending)
            } else {
                hash = entry.hash(&hash, &mut buffer);
                let stored = r.get_ref(9)?.as_blob().map_err(rusqlite::Error::from)?;
                (stored != hash.as_slice()).then_some(Broken::Changed)
            };
            if let Some(why) = why {
                return self.bad(entry.n, Some((entry.order_id, entry.at_ms)), n, why).map(Some);
            }
            n = entry.n;
            days.see(entry.at_ms, n);
            if days.differs_at(n, &hash) {
                return self.bad(n, Some((entry.order_id, entry.at_ms)), n, Broken::Head).map(Some);
            }
            if let Some(to) = entry.to {
                last_state.insert(entry.order_id, (n, to));
            }
            if n % STEP == 0 && !progress(n, head.events) {
                return Ok(None);
            }
        }
        if n != head.events || hash != head.hash {
            return self.bad(n + 1, None, n, Broken::Ending).map(Some);
        }
        match days.first_wrong(n) {
            Some(at) if at > n => self.bad(n + 1, None, n, Broken::Ending).map(Some),
            Some(at) => self.bad(at, None, n, Broken::Head).map(Some),
            None => self.check_states(last_state, n).map(Some),
        }
    }

    /// A state that no entry led to was set by somebody else; an order without a row was taken out by somebody else.
    fn check_states(&self, mut last: HashMap<i64, (i64, i64)>, events: i64) -> Result<TrailReport> {
        last.remove(&0);
        let mut stmt = self.conn.prepare_cached("SELECT id, state, updated_at_ms FROM orders ORDER BY id")?;
        let mut rows = stmt.query([])?;
        while let Some(r) = rows.next()? {
            let (id, state): (i64, i64) = (r.get(0)?, r.get(1)?);
            match last.remove(&id) {
                Some((n, to)) if to != state => return self.bad(n, Some((id, r.get(2)?)), events, Broken::State),
                // No order comes in without an entry: the end of the trail was cut off, head and all.
                None => return self.bad(events + 1, Some((id, r.get(2)?)), events, Broken::Ending),
                Some(_) => {}
            }
        }
        match last.into_iter().map(|(id, (n, _))| (n, id)).min() {
            None => Ok(TrailReport { ok: true, events, first_bad: None }),
            Some((n, _)) => {
                let first_bad = FirstBad { n, order_no: None, at_ms: None, why: Broken::Missing };
                Ok(TrailReport { ok: false, events, first_bad: Some(first_bad) })
            }
        }
    }

    fn bad(&self, n: i64, entry: Option<(i64, i64)>, events: i64, why: Broken) -> Result<TrailReport> {
        let order_no = match entry {
            Some((order_id, _)) => {
                let mut stmt = self.conn.prepare_cached("SELECT order_no FROM orders WHERE id = ?1")?;
                stmt.query_row([order_id], |r| r.get(0)).optional()?
            }
            None => None,
        };
        let first_bad = FirstBad { n, order_no, at_ms: entry.map(|(_, at)| at), why };
        Ok(TrailReport { ok: false, events, first_bad: Some(first_bad) })
    }
}

/// The heads of the days beside what the walk has seen.
struct Days {
    /// By their last entry.
    heads: Vec<DayHead>,
    /// The first head that the walk has not passed.
    next: usize,
    /// Day → its last entry.
    seen: BTreeMap<i64, i64>,
    last: i64,
}

impl Days {
    fn new(mut heads: Vec<DayHead>) -> Self {
        heads.sort_by_key(|h| h.events);
        Days { heads, next: 0, seen: BTreeMap::new(), last: i64::MIN }
    }

    fn see(&mut self, at_ms: i64, n: i64) {
        let day = day_of_ms(at_ms);
        if day == self.last
            && let Some(mut at) = self.seen.last_entry()
            && *at.key() == day
        {
            at.insert(n);
            return;
        }
        self.last = day;
        self.seen.insert(day, n);
    }

    fn differs_at(&mut self, n: i64, hash: &Hash) -> bool {
        while self.heads.get(self.next).is_some_and(|h| h.events < n) {
            self.next += 1;
        }
        self.heads[self.next..].iter().take_while(|h| h.events == n).any(|h| h.hash != hash)
    }

    /// The last entry of a day whose head is missing or stands elsewhere; beyond `end` when a head knows of more than there is.
    fn first_wrong(&self, end: i64) -> Option<i64> {
        if let Some(beyond) = self.heads.iter().map(|h| h.events).filter(|n| *n > end).min() {
            return Some(beyond);
        }
        let fits = |day: &i64, n: i64| self.heads.iter().any(|h| h.day == *day && h.events == n);
        let lost = self.seen.iter().filter(|(day, n)| !fits(day, **n)).map(|(_, n)| *n);
        let made_up = self.heads.iter().filter(|h| self.seen.get(&h.day) != Some(&h.events)).map(|h| h.events);
        lost.chain(made_up).min()
    }
}

fn entry<'r>(r: &'r Row<'_>) -> Result<Entry<'r>> {
    let text =
        |at: usize| -> Result<Option<&'r str>> { r.get_ref(at)?.as_str_or_null().map_err(|e| Error::from(rusqlite::Error::from(e))) };
    Ok(Entry {
        n: r.get(0)?,
        order_id: r.get(1)?,
        at_ms: r.get(2)?,
        actor: text(3)?.unwrap_or(""),
        kind: text(4)?.unwrap_or(""),
        from: r.get(5)?,
        to: r.get(6)?,
        rule: text(7)?,
        data: text(8)?,
    })
}
