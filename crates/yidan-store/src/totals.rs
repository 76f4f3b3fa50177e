//! Counts: from the summaries where they answer, otherwise by looking, up to a bound and saying so.

use crate::error::Result;
use crate::filter::{Filter, Precision, Sort, Tabs, Total};
use crate::open::Reader;
use crate::plan::{Conditions, Resolved};
use rusqlite::params_from_iter;
use std::collections::HashMap;
use yidan_domain::order::{Marks, State};

/// Orders counted one by one before the answer is "at least".
const COUNT_TO: usize = 1_000;
/// Orders looked at while counting.
const LOOK_AT: usize = 4_000;
/// Entries of a mark's index counted.
const MARKS_TO: i64 = 20_000;

const EXACT_NOTHING: Total = Total { n: 0, sum_fen: 0, precision: Precision::Exact };

fn exact((n, sum_fen): (i64, i64)) -> Total {
    Total { n, sum_fen, precision: Precision::Exact }
}

impl Reader<'_> {
    /// How many orders the filter finds, and what their buyers paid.
    pub fn total(&self, filter: &Filter) -> Result<Total> {
        let r = self.resolve(filter)?;
        if r.nothing {
            return Ok(EXACT_NOTHING);
        }
        if r.is_summed() {
            let by_state = self.by_state(&r)?;
            return Ok(exact(by_state.values().fold((0, 0), |sum, v| (sum.0 + v.0, sum.1 + v.1))));
        }
        if let Some(sum) = self.clock_sum(&r)? {
            return Ok(exact(sum));
        }
        if r.says_nothing_else() && r.required.count_ones() == 1 {
            if r.states.is_none() && !r.has_range {
                return Ok(exact(self.mark_sum(&r.shops, r.platform, r.required)?));
            }
            return self.mark_count(&r, r.required);
        }
        let mut seen = Total { n: 0, sum_fen: 0, precision: Precision::Exact };
        seen.precision = self.look_through(&r, |o| {
            seen.n += 1;
            seen.sum_fen += o.fen;
        })?;
        Ok(seen)
    }

    /// The same, counted to the end whatever it takes: for lists that are written out, not for the desk.
    pub fn total_exact(&self, filter: &Filter) -> Result<Total> {
        let quick = self.total(filter)?;
        if quick.precision == Precision::Exact {
            return Ok(quick);
        }
        let mut stmt = self.conn.prepare_cached("SELECT coalesce(buyer_amount_fen, 0) FROM orders WHERE id = ?1")?;
        let mut sum = Total { n: 0, sum_fen: 0, precision: Precision::Exact };
        for id in self.ids(filter, Sort::Newest, usize::MAX)? {
            sum.n += 1;
            sum.sum_fen += stmt.query_row([id], |row| row.get::<_, i64>(0))?;
        }
        Ok(sum)
    }

    /// The counts of all tabs under the filter.
    pub fn tabs(&self, filter: &Filter) -> Result<Tabs> {
        let bare = Filter { states: Vec::new(), stage: None, marked: Marks::default(), unmarked: Marks::default(), ..filter.clone() };
        let r = self.resolve(&bare)?;
        if r.nothing {
            return Ok(tabs_of(&HashMap::new(), [EXACT_NOTHING; 5], Precision::Exact));
        }
        if r.is_summed() {
            let mut marks = [EXACT_NOTHING; 5];
            for (at, bit) in crate::summary::MARK_BITS.into_iter().enumerate() {
                marks[at] = if r.has_range { self.mark_count(&r, bit)? } else { exact(self.mark_sum(&r.shops, r.platform, bit)?) };
            }
            return Ok(tabs_of(&self.by_state(&r)?, marks, Precision::Exact));
        }
        let mut states: HashMap<i64, (i64, i64)> = HashMap::new();
        let mut marks = [EXACT_NOTHING; 5];
        let precision = self.look_through(&r, |o| {
            let sum = states.entry(o.state).or_default();
            *sum = (sum.0 + 1, sum.1 + o.fen);
            for (at, bit) in crate::summary::MARK_BITS.into_iter().enumerate() {
                if o.marks & bit != 0 {
                    marks[at].n += 1;
                    marks[at].sum_fen += o.fen;
                }
            }
        })?;
        marks.iter_mut().for_each(|m| m.precision = precision);
        Ok(tabs_of(&states, marks, precision))
    }

    /// Number of orders by the summaries.
    pub(crate) fn state_sum(&self, shops: &[i64], platform: Option<i64>, states: Option<&[i64]>) -> Result<i64> {
        let r =
            Resolved { states: states.map(<[i64]>::to_vec), platform, shops: shops.to_vec(), ids: (0, i64::MAX), ..Resolved::default() };
        Ok(self.by_state(&r)?.values().map(|v| v.0).sum())
    }

    /// State → (n, fen) by the summaries; whole days where the filter has a range.
    fn by_state(&self, r: &Resolved) -> Result<HashMap<i64, (i64, i64)>> {
        let mut c = Conditions::default();
        let mut sql = match r.days {
            None => "SELECT state, sum(n), sum(fen) FROM state_total WHERE 1".to_owned(),
            Some(d) => format!(
                "SELECT state, sum(n), sum(fen) FROM state_day WHERE time_of = {} AND day >= {} AND day < {}",
                c.int(d.time_of),
                c.int(d.from),
                c.int(d.to)
            ),
        };
        push_shops(&mut sql, &mut c, r);
        sql.push_str(" GROUP BY state");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let rows = stmt.query_map(params_from_iter(c.values), |row| Ok((row.get::<_, i64>(0)?, (row.get(1)?, row.get(2)?))))?;
        let mut out: HashMap<i64, (i64, i64)> = rows.collect::<rusqlite::Result<_>>()?;
        if let Some(states) = &r.states {
            out.retain(|state, _| states.contains(state));
        }
        Ok(out)
    }

    /// (n, fen) of a mark by the summaries.
    pub(crate) fn mark_sum(&self, shops: &[i64], platform: Option<i64>, bit: i64) -> Result<(i64, i64)> {
        let r = Resolved { platform, shops: shops.to_vec(), ..Resolved::default() };
        let mut c = Conditions::default();
        let mut sql = format!("SELECT coalesce(sum(n), 0), coalesce(sum(fen), 0) FROM mark_total WHERE mark = {}", c.int(bit));
        push_shops(&mut sql, &mut c, &r);
        let mut stmt = self.conn.prepare_cached(&sql)?;
        Ok(stmt.query_row(params_from_iter(c.values), |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// (n, fen) of a mark from its own small index, inside a date range or with states. `+` keeps other indexes out.
    fn mark_count(&self, r: &Resolved, bit: i64) -> Result<Total> {
        let mut c = Conditions::default();
        let mut sql = format!("SELECT buyer_amount_fen AS fen FROM orders WHERE (marks & {bit}) <> 0 AND id >= {}", c.int(r.ids.0));
        sql.push_str(&format!(" AND id < {}", c.int(r.ids.1)));
        if let Some((from, to)) = r.paid {
            sql.push_str(&format!(" AND +paid_at_ms >= {} AND +paid_at_ms < {}", c.int(from), c.int(to)));
        }
        if let Some(states) = &r.states {
            let names: Vec<String> = states.iter().map(|s| c.int(*s)).collect();
            sql.push_str(&format!(" AND +state IN ({})", names.join(", ")));
        }
        if let Some(platform) = r.platform {
            sql.push_str(&format!(" AND +platform_id = {}", c.int(platform)));
        }
        if !r.shops.is_empty() {
            let names: Vec<String> = r.shops.iter().map(|s| c.int(*s)).collect();
            sql.push_str(&format!(" AND +shop_id IN ({})", names.join(", ")));
        }
        let sql = format!("SELECT count(*), coalesce(sum(fen), 0) FROM ({sql} LIMIT {MARKS_TO})");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let (n, sum_fen) = stmt.query_row(params_from_iter(c.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Total { n, sum_fen, precision: if n == MARKS_TO { Precision::AtLeast } else { Precision::Exact } })
    }

    fn look_through(&self, r: &Resolved, mut each: impl FnMut(&Looked)) -> Result<Precision> {
        let mut found = 0;
        let mut stmt = self.conn.prepare_cached("SELECT state, marks, coalesce(buyer_amount_fen, 0) FROM orders WHERE id = ?1")?;
        let end = self.walk(r, Sort::Newest, None, LOOK_AT, |id| {
            if found == COUNT_TO {
                return Ok(false);
            }
            found += 1;
            let looked = stmt.query_row([id], |row| Ok(Looked { state: row.get(0)?, marks: row.get(1)?, fen: row.get(2)? }))?;
            each(&looked);
            Ok(true)
        })?;
        Ok(if end.is_none() { Precision::Exact } else { Precision::AtLeast })
    }
}

struct Looked {
    state: i64,
    marks: i64,
    fen: i64,
}

fn push_shops(sql: &mut String, c: &mut Conditions, r: &Resolved) {
    if !r.shops.is_empty() {
        let names: Vec<String> = r.shops.iter().map(|s| c.int(*s)).collect();
        sql.push_str(&format!(" AND shop_id IN ({})", names.join(", ")));
    }
    if let Some(platform) = r.platform {
        sql.push_str(&format!(" AND shop_id IN (SELECT id FROM shop WHERE platform_id = {})", c.int(platform)));
    }
}

fn tabs_of(by_state: &HashMap<i64, (i64, i64)>, marks: [Total; 5], precision: Precision) -> Tabs {
    let mut all = Total { n: 0, sum_fen: 0, precision };
    let states = State::ALL
        .into_iter()
        .map(|s| {
            let (n, sum_fen) = by_state.get(&s.code()).copied().unwrap_or_default();
            all.n += n;
            all.sum_fen += sum_fen;
            (s, Total { n, sum_fen, precision })
        })
        .collect();
    let [held, locked, exception, after_sale, urgent] = marks;
    Tabs { all, states, held, locked, exception, after_sale, urgent }
}
