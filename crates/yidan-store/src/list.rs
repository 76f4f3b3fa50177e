//! The order list: ids page by page, whole snapshots of ids, and the search box. Never an OFFSET: every page starts at a key.

use crate::error::{Error, Result};
use crate::filter::{Filter, Page, Sort};
use crate::open::Reader;
use crate::plan::{Conditions, Driver, Resolved};
use crate::search_text::{FoundIn, Term, TextQuery, listing_expression};
use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};

/// Orders looked at for one page. With a check that few orders pass a page comes short and says where to go on.
const LOOK_AT: usize = 6_000;
/// Looking at an order's texts costs as much as looking at so many rows.
const TEXTS_COST: usize = 3;
/// Branches of a driver whose oldest and newest orders are looked up.
const NARROWED_BRANCHES: usize = 16;
/// A term that stands for so few goods is always asked of the search.
const FEW_GOODS: usize = 12;
/// Candidates counted to learn how rare a search is.
const CANDIDATES_TO: i64 = 300;

/// One answer of the search box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub order_id: i64,
    /// Where the first term was found.
    pub found_in: FoundIn,
}

impl Reader<'_> {
    /// A page of ids. `after` is the `next` of the page before; `BadCursor` when it belongs to another sort.
    pub fn list(&self, filter: &Filter, sort: Sort, after: Option<&str>, limit: usize) -> Result<Page> {
        let r = self.resolve(filter)?;
        if r.nothing || limit == 0 {
            return Ok(Page::default());
        }
        if !matches!(sort, Sort::Newest | Sort::Oldest) {
            return self.list_by_value(&r, sort, after, limit);
        }
        let prefix = if sort == Sort::Newest { "n" } else { "o" };
        let after = after.map(|a| a.strip_prefix(prefix).and_then(|n| n.parse().ok()).ok_or(Error::BadCursor)).transpose()?;
        let mut ids = Vec::with_capacity(limit.min(1_000));
        let end = self.walk(&r, sort, after, LOOK_AT.max(limit), |id| {
            if ids.len() == limit {
                return Ok(false);
            }
            ids.push(id);
            Ok(true)
        })?;
        Ok(Page { ids, next: end.map(|id| format!("{prefix}{id}")) })
    }

    /// All ids of a filter, at most `limit`: what a list on the screen scrolls through. Takes as long as it takes.
    pub fn ids(&self, filter: &Filter, sort: Sort, limit: usize) -> Result<Vec<i64>> {
        let r = self.resolve(filter)?;
        if r.nothing {
            return Ok(Vec::new());
        }
        if !matches!(sort, Sort::Newest | Sort::Oldest) {
            return self.ids_by_value(&r, sort, limit);
        }
        let mut ids = Vec::new();
        if r.text.is_none() && r.listings.is_none() {
            ids = self.ids_by_branch(&r)?;
            if sort == Sort::Newest {
                ids.reverse();
            }
            ids.truncate(limit);
            return Ok(ids);
        }
        self.walk(&r, sort, None, usize::MAX, |id| {
            ids.push(id);
            Ok(ids.len() < limit)
        })?;
        Ok(ids)
    }

    /// All ids, oldest first. The branches are read one after the other from their small index and sorted here, which takes a
    /// fraction of what walking the wide table, or merging row by row, takes.
    fn ids_by_branch(&self, r: &Resolved) -> Result<Vec<i64>> {
        let (driver, _) = self.driver(r)?;
        let driver = if driver == Driver::All { Driver::State } else { driver };
        let mut ids = Vec::new();
        let mut all = Conditions::default();
        let (from, to) = (all.int(r.ids.0), all.int(r.ids.1));
        let rest = r.rest(&driver, &mut all).map(|rest| format!(" AND +({rest})")).unwrap_or_default();
        for branch in r.branches(&driver, &mut all) {
            let sql = format!("SELECT id FROM orders WHERE {branch} AND id >= {from} AND id < {to}{rest} ORDER BY id");
            let mut stmt = self.conn.prepare_cached(&sql)?;
            // A branch names only some of the values.
            for at in 1..=stmt.parameter_count() {
                stmt.raw_bind_parameter(at, &all.values[at - 1])?;
            }
            let mut rows = stmt.raw_query();
            while let Some(row) = rows.next()? {
                ids.push(row.get(0)?);
            }
        }
        // Sorted runs, which this sort finds and merges.
        ids.sort();
        Ok(ids)
    }

    /// The search box: newest first, with the place of the find.
    pub fn find(&self, text: &str, limit: usize) -> Result<Vec<Hit>> {
        let page = self.list(&Filter { text: text.to_owned(), ..Filter::default() }, Sort::Newest, None, limit)?;
        let term = Term::first_of(text);
        let mut checker = self.checker()?;
        page.ids
            .into_iter()
            .map(|order_id| Ok(Hit { order_id, found_in: checker.place(order_id, &term)?.unwrap_or(FoundIn::OrderNo) }))
            .collect()
    }

    /// Calls `visit` for every order of the filter, newest or oldest first, starting behind `after`. `visit` says false to stop
    /// without having taken the order. Answers where to go on, `None` at the end. At most `look_at` orders are looked at.
    pub(crate) fn walk(
        &self,
        r: &Resolved,
        sort: Sort,
        after: Option<i64>,
        look_at: usize,
        mut visit: impl FnMut(i64) -> Result<bool>,
    ) -> Result<Option<i64>> {
        let mut w = Walk { range: r.ids, newest: sort == Sort::Newest, last: None, left: look_at };
        match (after, w.newest) {
            (Some(id), true) => w.range.1 = w.range.1.min(id),
            (Some(id), false) => w.range.0 = w.range.0.max(id.saturating_add(1)),
            (None, _) => {}
        }
        let ended = match &r.text {
            Some(TextQuery::Ids(ids)) => self.walk_ids(r, ids, &mut w, &mut visit)?,
            text => {
                let terms: &[Term] = if let Some(TextQuery::Terms(terms)) = text { terms } else { &[] };
                self.walk_terms(r, terms, &mut w, &mut visit)?
            }
        };
        let start = if w.newest { w.range.1 } else { w.range.0 - 1 };
        Ok((!ended).then(|| w.last.unwrap_or(start)))
    }

    fn walk_ids(&self, r: &Resolved, ids: &[i64], w: &mut Walk, visit: &mut dyn FnMut(i64) -> Result<bool>) -> Result<bool> {
        let mut passes = self.row_check(r)?;
        let mut ids: Vec<i64> = ids.iter().copied().filter(|id| (w.range.0..w.range.1).contains(id)).collect();
        if !w.newest {
            ids.reverse();
        }
        for id in ids {
            if passes(id)? && !w.take(id, visit)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn walk_terms(&self, r: &Resolved, terms: &[Term], w: &mut Walk, visit: &mut dyn FnMut(i64) -> Result<bool>) -> Result<bool> {
        let (driver, rows) = self.driver(r)?;
        let Some(expression) = search_expression(r, terms) else {
            return self.walk_driver(r, &driver, terms, w, visit);
        };
        let is_alone = driver == Driver::All && r.rest(&driver, &mut Conditions::default()).is_none();
        if !is_alone {
            self.narrow(r, &driver, w)?;
        }
        if is_alone || self.search_leads(&expression, rows, w.range)? {
            self.walk_candidates(r, &expression, terms, w, visit)
        } else {
            self.walk_driver(r, &driver, terms, w, visit)
        }
    }

    /// Bounds the walk by the oldest and newest order of the driver: what waits today has no use for last year's namesakes.
    fn narrow(&self, r: &Resolved, driver: &Driver, w: &mut Walk) -> Result<()> {
        let mut all = Conditions::default();
        let branches = r.branches(driver, &mut all);
        if *driver == Driver::All || branches.len() > NARROWED_BRANCHES {
            return Ok(());
        }
        let (mut oldest, mut newest) = (i64::MAX, i64::MIN);
        for branch in branches {
            for way in ["min", "max"] {
                let mut stmt = self.conn.prepare_cached(&format!("SELECT {way}(id) FROM orders WHERE {branch}"))?;
                for at in 1..=stmt.parameter_count() {
                    stmt.raw_bind_parameter(at, &all.values[at - 1])?;
                }
                let mut rows = stmt.raw_query();
                if let Some(id) = rows.next()?.map(|row| row.get::<_, Option<i64>>(0)).transpose()?.flatten() {
                    (oldest, newest) = (oldest.min(id), newest.max(id));
                }
            }
        }
        w.range = (w.range.0.max(oldest), w.range.1.min(newest.saturating_add(1)));
        Ok(())
    }

    /// Whether the search is expected to cost less than the filter's index. Both lead newest first, so each look-through ends
    /// when a page is full. A candidate costs one look at its row, an index entry a look at the order's texts.
    fn search_leads(&self, expression: &str, rows: i64, range: (i64, i64)) -> Result<bool> {
        let all = self.state_sum(&[], None, None)?.max(1);
        let candidates = self.candidates(expression, all, range)?;
        let by_search = 2 * candidates.min(50 * all / rows.max(1));
        let by_index = 5 * rows.min(50 * all / candidates.max(1));
        Ok(by_search <= by_index)
    }

    /// How many orders a search proposes: counted while few, else estimated from how far back the newest of them reach.
    fn candidates(&self, expression: &str, all: i64, range: (i64, i64)) -> Result<i64> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT count(*), min(id) FROM (SELECT rowid AS id FROM search
             WHERE search MATCH ?1 AND rowid >= ?3 AND rowid < ?4 ORDER BY rowid DESC LIMIT ?2)",
        )?;
        let (n, oldest): (i64, Option<i64>) =
            stmt.query_row(params![expression, CANDIDATES_TO, range.0, range.1], |r| Ok((r.get(0)?, r.get(1)?)))?;
        if n < CANDIDATES_TO { Ok(n) } else { Ok(self.estimate(n, oldest)?.min(all)) }
    }

    fn walk_candidates(
        &self,
        r: &Resolved,
        expression: &str,
        terms: &[Term],
        w: &mut Walk,
        visit: &mut dyn FnMut(i64) -> Result<bool>,
    ) -> Result<bool> {
        let mut passes = self.row_check(r)?;
        let mut checker = self.checker()?;
        let way = if w.newest { "DESC" } else { "ASC" };
        let sql = format!("SELECT rowid FROM search WHERE search MATCH ?1 AND rowid >= ?2 AND rowid < ?3 ORDER BY rowid {way}");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows = stmt.query(params![expression, w.range.0, w.range.1])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if !w.may_look() {
                return Ok(false);
            }
            if passes(id)? {
                w.texts_looked_at();
                if checker.all(id, terms)? && !w.take(id, visit)? {
                    return Ok(false);
                }
            }
            w.last = Some(id);
        }
        Ok(true)
    }

    fn walk_driver(
        &self,
        r: &Resolved,
        driver: &Driver,
        terms: &[Term],
        w: &mut Walk,
        visit: &mut dyn FnMut(i64) -> Result<bool>,
    ) -> Result<bool> {
        let mut c = Conditions::default();
        let sql = driver_sql(r, driver, w.range, &mut c, w.newest);
        let mut checker = if terms.is_empty() { None } else { Some(self.checker()?) };
        let mut goods = self.goods_check(r)?;
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows = stmt.query(params_from_iter(c.values))?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if !w.may_look() {
                return Ok(false);
            }
            let mut ok = row.get::<_, Option<bool>>(1)?.unwrap_or(false) && goods(id)?;
            if let Some(checker) = checker.as_mut().filter(|_| ok) {
                w.texts_looked_at();
                ok = checker.all(id, terms)?;
            }
            if ok && !w.take(id, visit)? {
                return Ok(false);
            }
            w.last = Some(id);
        }
        Ok(true)
    }

    /// A check of one order's row against the whole filter, without its text.
    fn row_check(&self, r: &Resolved) -> Result<impl FnMut(i64) -> Result<bool>> {
        let mut c = Conditions::default();
        c.int(0);
        let rest = r.rest(&Driver::All, &mut c);
        let mut stmt = match &rest {
            Some(rest) => Some(self.conn.prepare_cached(&format!("SELECT {rest} FROM orders WHERE id = ?1"))?),
            None => None,
        };
        let mut goods = self.goods_check(r)?;
        let mut values = c.values;
        Ok(move |id| {
            let Some(stmt) = &mut stmt else { return goods(id) };
            values[0] = Value::Integer(id);
            let mut rows = stmt.query(params_from_iter(values.iter()))?;
            let ok = match rows.next()? {
                Some(row) => row.get::<_, Option<bool>>(0)?.unwrap_or(false),
                None => false,
            };
            Ok(ok && goods(id)?)
        })
    }

    /// A check whether an order holds one of the filter's goods.
    fn goods_check(&self, r: &Resolved) -> Result<impl FnMut(i64) -> Result<bool>> {
        let wanted = r.listings.clone();
        let mut stmt = self.conn.prepare_cached("SELECT listing_id FROM order_line WHERE order_id = ?1")?;
        Ok(move |id| {
            let Some(wanted) = &wanted else { return Ok(true) };
            let mut rows = stmt.query([id])?;
            while let Some(row) = rows.next()? {
                if wanted.contains(&row.get(0)?) {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}

/// State of one walk.
struct Walk {
    range: (i64, i64),
    newest: bool,
    /// The last order that was dealt with.
    last: Option<i64>,
    left: usize,
}

impl Walk {
    fn may_look(&mut self) -> bool {
        let may = self.left > 0;
        self.left = self.left.saturating_sub(1);
        may
    }

    fn texts_looked_at(&mut self) {
        self.left = self.left.saturating_sub(TEXTS_COST - 1);
    }

    fn take(&mut self, id: i64, visit: &mut dyn FnMut(i64) -> Result<bool>) -> Result<bool> {
        let taken = visit(id)?;
        if taken {
            self.last = Some(id);
        }
        Ok(taken)
    }
}

/// The search expression of terms and goods; `None` when nothing of it can lead.
fn search_expression(r: &Resolved, terms: &[Term]) -> Option<String> {
    // A term that stands for many goods is merged from many lists; beside a rarer one it is cheaper to look at the texts.
    let rarest = terms.iter().map(|t| t.goods).min().unwrap_or(0).max(FEW_GOODS);
    let named = terms.iter().filter(|t| t.goods <= rarest).filter_map(|t| t.tokens.as_ref());
    let mut all: Vec<String> = named.map(|t| format!("({t})")).collect();
    if let Some(ids) = r.listings.as_ref().filter(|l| l.len() <= 500) {
        all.push(format!("({})", listing_expression(ids)));
    }
    (!all.is_empty()).then(|| all.join(" AND "))
}

/// Ids with the verdict of the rest, in order of ids; several branches are merged lazily by SQLite.
fn driver_sql(r: &Resolved, driver: &Driver, range: (i64, i64), c: &mut Conditions, newest: bool) -> String {
    let (from, to) = (c.int(range.0), c.int(range.1));
    let rest = r.rest(driver, c).unwrap_or_else(|| "1".to_owned());
    let arms: Vec<String> = r
        .branches(driver, c)
        .into_iter()
        .map(|b| format!("SELECT id, ({rest}) FROM orders WHERE {b} AND id >= {from} AND id < {to}"))
        .collect();
    format!("{} ORDER BY 1 {}", arms.join(" UNION ALL "), if newest { "DESC" } else { "ASC" })
}
