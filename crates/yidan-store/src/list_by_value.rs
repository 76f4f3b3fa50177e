//! The order list sorted by something else than the order's time: payment time, which has its indexes, and amounts, which have
//! none (an index with a random insertion point would cost every import). Inside a filter or a date range sorting amounts is
//! quick; over a million orders it takes a few tenths of a second.

use crate::error::{Error, Result};
use crate::filter::{Page, Sort};
use crate::open::Reader;
use crate::plan::{Conditions, Driver, Resolved};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

/// Few enough to be sorted rather than walked along an index of payment times.
const SORT_AT_MOST: i64 = 5_000;
/// Orders looked at for one page along an index of payment times.
const LOOK_AT: usize = 6_000;
/// The first state whose parcel has left: the bound of the index of waiting orders.
const LEFT: i64 = 60;

/// Where the page before ended: the value and the id.
type Key = (i64, i64);

impl Sort {
    fn letter(self) -> char {
        match self {
            Sort::Newest => 'n',
            Sort::Oldest => 'o',
            Sort::PaidNewest => 'p',
            Sort::PaidOldest => 'q',
            Sort::AmountHighest => 'a',
            Sort::AmountLowest => 'b',
        }
    }

    fn is_falling(self) -> bool {
        matches!(self, Sort::Newest | Sort::PaidNewest | Sort::AmountHighest)
    }

    fn is_paid(self) -> bool {
        matches!(self, Sort::PaidNewest | Sort::PaidOldest)
    }

    /// The value that is sorted by; absent ones are made the last, whichever way.
    fn value(self) -> String {
        let column = if self.is_paid() { "paid_at_ms" } else { "buyer_amount_fen" };
        format!("coalesce({column}, {})", self.absent())
    }

    fn absent(self) -> i64 {
        if self.is_falling() { -ABSENT } else { ABSENT }
    }
}

/// Farther than any time or amount.
const ABSENT: i64 = 1 << 60;

fn parse(sort: Sort, text: &str) -> Result<Key> {
    let rest = text.strip_prefix(sort.letter()).ok_or(Error::BadCursor)?;
    let (value, id) = rest.split_once('_').ok_or(Error::BadCursor)?;
    Ok((value.parse().map_err(|_| Error::BadCursor)?, id.parse().map_err(|_| Error::BadCursor)?))
}

impl Reader<'_> {
    pub(crate) fn list_by_value(&self, r: &Resolved, sort: Sort, after: Option<&str>, limit: usize) -> Result<Page> {
        let after = after.map(|a| parse(sort, a)).transpose()?;
        let (keys, more) = self.keys_by_value(r, sort, after, limit, LOOK_AT)?;
        let next = more.map(|(value, id)| format!("{}{value}_{id}", sort.letter()));
        Ok(Page { ids: keys.into_iter().map(|k| k.1).collect(), next })
    }

    pub(crate) fn ids_by_value(&self, r: &Resolved, sort: Sort, limit: usize) -> Result<Vec<i64>> {
        let (keys, _) = self.keys_by_value(r, sort, None, limit, usize::MAX)?;
        Ok(keys.into_iter().map(|k| k.1).collect())
    }

    fn keys_by_value(&self, r: &Resolved, sort: Sort, after: Option<Key>, limit: usize, look_at: usize) -> Result<(Vec<Key>, Option<Key>)> {
        if r.text.is_some() || r.listings.is_some() {
            return self.sort_found(r, sort, after, limit);
        }
        let is_waiting = r.states.as_ref().is_some_and(|s| s.iter().all(|s| *s < LEFT));
        if sort.is_paid() && is_waiting {
            return self.along_paid(r, sort, after, limit, look_at, true);
        }
        let (driver, rows) = self.driver(r)?;
        if sort.is_paid() && rows > SORT_AT_MOST {
            return self.along_paid(r, sort, after, limit, look_at, false);
        }
        self.sort_driver(r, &driver, sort, after, limit)
    }

    /// SQLite sorts the candidates, keeping only the page.
    fn sort_driver(&self, r: &Resolved, driver: &Driver, sort: Sort, after: Option<Key>, limit: usize) -> Result<(Vec<Key>, Option<Key>)> {
        let mut c = Conditions::default();
        let (from, to) = (c.int(r.ids.0), c.int(r.ids.1));
        let (value, way, beyond) = (sort.value(), way(sort), beyond(sort));
        let rest = r.rest(driver, &mut c).unwrap_or_else(|| "1".to_owned());
        let behind = match after {
            Some((v, id)) => format!("({value}, id) {beyond} ({}, {})", c.int(v), c.int(id)),
            None => "1".to_owned(),
        };
        let arms: Vec<String> = r
            .branches(driver, &mut c)
            .into_iter()
            .map(|b| format!("SELECT {value}, id FROM orders WHERE {b} AND id >= {from} AND id < {to} AND +({rest}) AND {behind}"))
            .collect();
        let most = c.int(i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX));
        let sql = format!("{} ORDER BY 1 {way}, 2 {way} LIMIT {most}", arms.join(" UNION ALL "));
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let rows = stmt.query_map(params_from_iter(c.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(cut(rows.collect::<rusqlite::Result<_>>()?, limit))
    }

    /// What a search found is sorted here.
    fn sort_found(&self, r: &Resolved, sort: Sort, after: Option<Key>, limit: usize) -> Result<(Vec<Key>, Option<Key>)> {
        let sql = format!("SELECT {} FROM orders WHERE id = ?1", sort.value());
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut keys: Vec<Key> = Vec::new();
        self.walk(r, Sort::Newest, None, usize::MAX, |id| {
            keys.push((stmt.query_row([id], |row| row.get(0))?, id));
            Ok(true)
        })?;
        keys.retain(|k| after.is_none_or(|a| if sort.is_falling() { *k < a } else { *k > a }));
        keys.sort_unstable();
        if sort.is_falling() {
            keys.reverse();
        }
        keys.truncate(limit.saturating_add(1));
        Ok(cut(keys, limit))
    }

    /// Along an index of payment times: paid orders first, then those without a payment time.
    fn along_paid(
        &self,
        r: &Resolved,
        sort: Sort,
        after: Option<Key>,
        limit: usize,
        look_at: usize,
        waiting: bool,
    ) -> Result<(Vec<Key>, Option<Key>)> {
        let mut keys = Vec::new();
        let mut left = look_at.max(limit);
        let mut last = after;
        for with_time in [true, false] {
            if with_time && after.is_some_and(|a| a.0 == sort.absent()) {
                continue;
            }
            let mut c = Conditions::default();
            let sql = paid_sql(r, sort, after, with_time, waiting, &mut c);
            let mut stmt = self.conn.prepare_cached(&sql)?;
            let mut rows = stmt.query(params_from_iter(c.values))?;
            while let Some(row) = rows.next()? {
                if left == 0 || keys.len() == limit {
                    return Ok((keys, last));
                }
                left -= 1;
                let key = (row.get(0)?, row.get(1)?);
                if row.get::<_, Option<bool>>(2)?.unwrap_or(false) {
                    keys.push(key);
                }
                last = Some(key);
            }
        }
        Ok((keys, None))
    }
}

fn paid_sql(r: &Resolved, sort: Sort, after: Option<Key>, with_time: bool, waiting: bool, c: &mut Conditions) -> String {
    let (way, beyond) = (way(sort), beyond(sort));
    let (from, to) = (c.int(r.ids.0), c.int(r.ids.1));
    let after = after.filter(|a| (a.0 == sort.absent()) != with_time);
    let mut place = match (with_time, after) {
        (true, Some((v, id))) => format!("paid_at_ms IS NOT NULL AND (paid_at_ms, id) {beyond} ({}, {})", c.int(v), c.int(id)),
        (true, None) => "paid_at_ms IS NOT NULL".to_owned(),
        (false, Some((_, id))) => format!("paid_at_ms IS NULL AND id {beyond} {}", c.int(id)),
        (false, None) => "paid_at_ms IS NULL".to_owned(),
    };
    if let Some((from, to)) = r.paid.filter(|_| with_time) {
        // The bounds of the range, so that the index starts and ends there.
        place.push_str(&format!(" AND paid_at_ms >= {} AND paid_at_ms < {}", c.bind(Value::Integer(from)), c.int(to)));
    }
    let driver = if waiting { Driver::State } else { Driver::All };
    let rest = r.rest(&driver, c).unwrap_or_else(|| "1".to_owned());
    let value = if with_time { "paid_at_ms".to_owned() } else { sort.absent().to_string() };
    let arms: Vec<String> = r
        .branches(&driver, c)
        .into_iter()
        .map(|b| {
            let b = if waiting { format!("{b} AND state < {LEFT}") } else { b };
            format!("SELECT {value}, id, ({rest} AND id >= {from} AND id < {to}) FROM orders WHERE {b} AND {place}")
        })
        .collect();
    format!("{} ORDER BY 1 {way}, 2 {way}", arms.join(" UNION ALL "))
}

fn way(sort: Sort) -> &'static str {
    if sort.is_falling() { "DESC" } else { "ASC" }
}

fn beyond(sort: Sort) -> &'static str {
    if sort.is_falling() { "<" } else { ">" }
}

/// One more than the page was asked for: it tells whether there is more.
fn cut(mut keys: Vec<Key>, limit: usize) -> (Vec<Key>, Option<Key>) {
    if keys.len() > limit {
        keys.truncate(limit);
        let last = keys.last().copied();
        (keys, last)
    } else {
        (keys, None)
    }
}
