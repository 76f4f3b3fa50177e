//! Likely doubles: the places where orders are looked for, and the pairs that were found with what a person said of them.
//! Whether two orders are alike is not decided here.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};
use yidan_domain::likeness::{Place, Window};

/// An order that may be met at the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rival {
    pub order_id: i64,
    pub place: Place,
}

/// What a person, or the course of things, said of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PairAnswer {
    Open,
    Kept,
    Voided,
    Merged,
}

impl PairAnswer {
    pub fn word(self) -> &'static str {
        match self {
            PairAnswer::Open => "open",
            PairAnswer::Kept => "kept",
            PairAnswer::Voided => "voided",
            PairAnswer::Merged => "merged",
        }
    }

    fn from_word(word: &str) -> Option<PairAnswer> {
        [PairAnswer::Open, PairAnswer::Kept, PairAnswer::Voided, PairAnswer::Merged].into_iter().find(|a| a.word() == word)
    }
}

/// Two orders that are probably the same; `a` < `b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub a: i64,
    pub b: i64,
    pub score: u8,
    /// All of the fingerprint is equal.
    pub same: bool,
    /// Words of reasons as seen from `a`.
    pub reasons: Vec<String>,
    pub answer: PairAnswer,
    /// The order that was voided, or went up in the other.
    pub gone: Option<i64>,
    pub actor: Option<String>,
    pub found_at_ms: i64,
    pub answered_at_ms: Option<i64>,
}

impl Pair {
    /// The other order of the pair.
    pub fn other(&self, id: i64) -> i64 {
        if id == self.a { self.b } else { self.a }
    }
}

const WEEK_S: i64 = 604_800;
/// Orders that are looked at for one; where a person has more within the window, the earliest.
const MOST_RIVALS: i64 = 64;
/// Weeks before and after in which orders for one parcel are looked for.
const COMPANY_WEEKS: i64 = 2;
const COLUMNS: &str = "a, b, score, same, reasons, answer, gone, actor, found_at_ms, answered_at_ms";

fn pair(r: &Row<'_>) -> Result<Pair> {
    let (a, word): (i64, String) = (r.get(0)?, r.get(5)?);
    let reasons: String = r.get(4)?;
    Ok(Pair {
        a,
        b: r.get(1)?,
        score: r.get(2)?,
        same: r.get(3)?,
        reasons: reasons.split(',').filter(|w| !w.is_empty()).map(str::to_owned).collect(),
        answer: PairAnswer::from_word(&word).ok_or(Error::Unreadable { table: "likeness", column: "answer", id: a })?,
        gone: r.get(6)?,
        actor: r.get(7)?,
        found_at_ms: r.get(8)?,
        answered_at_ms: r.get(9)?,
    })
}

impl Reader<'_> {
    /// Orders that could be asked about beside one at this place, the nearest in time first; at most 64 a key and week.
    pub fn rivals(&self, place: &Place, window: Window) -> Result<Vec<Rival>> {
        let (from, to) = (place.at_s - window.typed_s, place.at_s + window.typed_s);
        let mut stmt = self.conn.prepare_cached(
            "SELECT at_s, order_id, shop_id, typed, phone FROM order_place
             WHERE week = ?1 AND key = ?2 AND at_s BETWEEN ?3 AND ?4 AND (phone = ?5 OR phone = 0 OR ?5 = 0) LIMIT ?6",
        )?;
        let mut out: Vec<Rival> = Vec::new();
        for key in &place.keys {
            for week in from.div_euclid(WEEK_S)..=to.div_euclid(WEEK_S) {
                let mut rows = stmt.query(params![week, key, from, to, place.phone, MOST_RIVALS])?;
                while let Some(r) = rows.next()? {
                    let order_id = r.get(1)?;
                    let other = Place { at_s: r.get(0)?, shop_id: r.get(2)?, typed: r.get(3)?, keys: Vec::new(), phone: r.get(4)? };
                    if place.may_meet(&other, window) && out.iter().all(|known| known.order_id != order_id) {
                        out.push(Rival { order_id, place: other });
                    }
                }
            }
        }
        out.sort_by_key(|rival| (rival.place.at_s - place.at_s).abs());
        Ok(out)
    }

    /// Other orders with this phone that still wait for a label and were paid within some weeks of `at_s`; at most 64 a week.
    pub fn waiting_near(&self, order_id: i64, key: u32, phone: u32, at_s: i64) -> Result<Vec<i64>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT p.order_id FROM order_place p CROSS JOIN orders o ON o.id = p.order_id
             WHERE p.week = ?1 AND p.key = ?2 AND p.phone = ?3 AND p.order_id <> ?4 AND o.state IN (20, 30, 40) AND o.print_count = 0 LIMIT ?5",
        )?;
        let week = at_s.div_euclid(WEEK_S);
        let mut out = Vec::new();
        for week in week - COMPANY_WEEKS..=week + COMPANY_WEEKS {
            let rows = stmt.query_map(params![week, key, phone, order_id, MOST_RIVALS], |r| r.get(0))?;
            out.extend(rows.collect::<rusqlite::Result<Vec<i64>>>()?);
        }
        Ok(out)
    }

    /// The pair of these two orders, whichever is named first.
    pub fn pair(&self, one: i64, other: i64) -> Result<Option<Pair>> {
        let mut stmt = self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM likeness WHERE a = ?1 AND b = ?2"))?;
        let mut rows = stmt.query([one.min(other), one.max(other)])?;
        rows.next()?.map(pair).transpose()
    }

    /// Pairs in which an order is one, the likeliest first.
    pub fn pairs_of(&self, order_id: i64) -> Result<Vec<Pair>> {
        self.pairs_where("a = ?1 OR b = ?1 ORDER BY score DESC, a, b", order_id)
    }

    /// Pairs that nobody has answered, newest first, while one of the two still waits and neither is closed.
    pub fn open_pairs(&self, limit: i64) -> Result<Vec<Pair>> {
        self.pairs_where(
            "answer = 'open' AND (SELECT min(o.state) < 60 AND max(o.state) < 110 FROM orders o WHERE o.id IN (a, b))
             ORDER BY found_at_ms DESC, a DESC, b DESC LIMIT ?1",
            limit,
        )
    }

    fn pairs_where(&self, condition: &str, value: i64) -> Result<Vec<Pair>> {
        let mut stmt = self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM likeness WHERE {condition}"))?;
        let mut rows = stmt.query([value])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push(pair(r)?);
        }
        Ok(out)
    }

    /// Platform code of a shop.
    pub fn platform_code(&self, shop_id: i64) -> Result<Option<String>> {
        let mut stmt = self.conn.prepare_cached("SELECT p.code FROM shop s JOIN platform p ON p.id = s.platform_id WHERE s.id = ?1")?;
        Ok(stmt.query_row([shop_id], |r| r.get(0)).optional()?)
    }
}

impl Writer<'_> {
    /// Puts an order where it can be met; `before` is where it stood until now.
    pub fn move_place(&mut self, order_id: i64, before: Option<&Place>, after: Option<&Place>) -> Result<()> {
        if before == after {
            return Ok(());
        }
        if let Some(old) = before {
            let mut stmt =
                self.conn.prepare_cached("DELETE FROM order_place WHERE week = ?1 AND key = ?2 AND at_s = ?3 AND order_id = ?4")?;
            for key in &old.keys {
                stmt.execute(params![old.at_s.div_euclid(WEEK_S), key, old.at_s, order_id])?;
            }
        }
        if let Some(new) = after {
            let mut stmt = self.conn.prepare_cached(
                "INSERT INTO order_place (week, key, at_s, order_id, shop_id, typed, phone) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (week, key, at_s, order_id) DO UPDATE SET phone = excluded.phone",
            )?;
            for key in &new.keys {
                stmt.execute(params![new.at_s.div_euclid(WEEK_S), key, new.at_s, order_id, new.shop_id, new.typed, new.phone])?;
            }
        }
        Ok(())
    }

    /// Keeps a pair, in place of what was known of it.
    pub fn put_pair(&mut self, pair: &Pair) -> Result<()> {
        let mut stmt = self.conn.prepare_cached(&format!(
            "INSERT INTO likeness ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (a, b) DO UPDATE SET score = excluded.score, same = excluded.same, reasons = excluded.reasons,
               answer = excluded.answer, gone = excluded.gone, actor = excluded.actor, answered_at_ms = excluded.answered_at_ms"
        ))?;
        stmt.execute(params![
            pair.a,
            pair.b,
            pair.score,
            pair.same,
            pair.reasons.join(","),
            pair.answer.word(),
            pair.gone,
            pair.actor,
            pair.found_at_ms,
            pair.answered_at_ms
        ])?;
        Ok(())
    }
}
