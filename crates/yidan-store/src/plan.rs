//! From a filter to the way through the data: which index leads (the driver), and what is checked row by row (the rest).
//! The smallest index leads; all of them have the order id behind their key, so newest first is never sorted.

use crate::clock::{Open, ShipHours, Work};
use crate::codes;
use crate::error::Result;
use crate::filter::{DateBy, Filter};
use crate::open::Reader;
use crate::search_text::TextQuery;
use crate::summary::{OWN_TIME, PAYMENT};
use rusqlite::OptionalExtension;
use rusqlite::types::Value;

/// Index entries counted to learn how large a driver is.
const COUNT_TO: i64 = 300;
/// Branches merged before a wider driver with a check is cheaper.
const MOST_BRANCHES: usize = 48;

/// A filter with its names resolved to what stands in the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resolved {
    pub states: Option<Vec<i64>>,
    pub platform: Option<i64>,
    pub shops: Vec<i64>,
    pub required: i64,
    pub forbidden: i64,
    pub flag: Option<i64>,
    /// Ids from inclusive to exclusive.
    pub ids: (i64, i64),
    pub paid: Option<(i64, i64)>,
    /// A date range was given.
    pub has_range: bool,
    /// The range as whole local days, from inclusive to exclusive, if it is one; tells which time it speaks of.
    pub days: Option<Days>,
    pub province: Option<i64>,
    pub listings: Option<Vec<i64>>,
    pub has_finding: Option<bool>,
    pub finding_code: Option<String>,
    pub printed: Option<bool>,
    pub tag: Option<i64>,
    pub cause: Option<i64>,
    pub ship_by: Option<ShipHours>,
    pub since: Option<(i64, i64)>,
    pub open: Option<Open>,
    pub work: Option<Work>,
    pub text: Option<TextQuery>,
    /// Something was named that does not exist: no order can match.
    pub nothing: bool,
}

/// Whole local days of one time of the order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days {
    pub time_of: i64,
    pub from: i64,
    pub to: i64,
}

/// The index that leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Driver {
    All,
    State,
    PlatformState,
    ShopState,
    Mark(i64),
    Flag,
    Finding,
    Printed,
    Province,
    Open,
    Work,
    Tag,
    Cause,
}

/// Conditions as SQL text with numbered parameters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    pub values: Vec<Value>,
}

impl Conditions {
    pub fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.values.len())
    }

    pub fn int(&mut self, value: i64) -> String {
        self.bind(Value::Integer(value))
    }

    fn list(&mut self, values: &[i64]) -> String {
        let names: Vec<String> = values.iter().map(|v| self.int(*v)).collect();
        names.join(", ")
    }
}

impl Reader<'_> {
    pub(crate) fn resolve(&self, f: &Filter) -> Result<Resolved> {
        let mut r = Resolved { ids: (0, i64::MAX), ..Resolved::default() };
        r.states = f.allowed_states().map(|s| s.into_iter().map(yidan_domain::order::State::code).collect());
        r.nothing = r.states.as_ref().is_some_and(Vec::is_empty);
        if let Some(code) = &f.platform {
            r.platform = self.platform_id(code)?;
            r.nothing |= r.platform.is_none();
        }
        r.shops.clone_from(&f.shops);
        r.shops.sort_unstable();
        r.shops.dedup();
        r.required = f.required_bits();
        r.forbidden = f.unmarked.bits();
        r.flag = f.flag.map(i64::from);
        self.resolve_dates(f, &mut r)?;
        if let Some(name) = &f.province {
            let mut stmt = self.conn.prepare_cached("SELECT id FROM province WHERE name = ?1")?;
            r.province = stmt.query_row([name], |row| row.get(0)).optional()?;
            r.nothing |= r.province.is_none();
        }
        if let Some(sku) = &f.sku {
            let mut stmt = self.conn.prepare_cached("SELECT id FROM listing WHERE sku_code = ?1 ORDER BY id")?;
            let ids = stmt.query_map([sku], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
            r.nothing |= ids.is_empty();
            r.listings = Some(ids);
        }
        r.has_finding = f.has_finding;
        r.finding_code.clone_from(&f.finding_code);
        r.printed = f.printed;
        r.ship_by = f.ship_by.as_ref().map(|by| self.ship_hours(by)).transpose()?;
        (r.since, r.open, r.work) = (f.since, f.open, f.work.clone());
        r.cause = f.cause.map(codes::of_cause);
        if let Some(tag) = &f.tag {
            r.tag = self.tag_id(tag)?;
            r.nothing |= r.tag.is_none();
        }
        if !f.text.trim().is_empty() {
            r.text = Some(self.text_query(&f.text)?);
        }
        Ok(r)
    }

    fn resolve_dates(&self, f: &Filter, r: &mut Resolved) -> Result<()> {
        r.has_range = f.from_ms.is_some() || f.to_ms.is_some();
        if !r.has_range {
            return Ok(());
        }
        let time_of = if f.date_by == DateBy::Paid { PAYMENT } else { OWN_TIME };
        let starts_day = |at: Option<i64>| at.is_none_or(|ms| (ms + 28_800_000).rem_euclid(86_400_000) == 0);
        if starts_day(f.from_ms) && starts_day(f.to_ms) {
            let (from, to) = (f.from_ms.map_or(i64::MIN, codes::day_of_ms), f.to_ms.map_or(i64::MAX, codes::day_of_ms));
            r.days = Some(Days { time_of, from, to });
        }
        if f.date_by == DateBy::Created {
            r.ids = (f.from_ms.map_or(0, codes::id_from_ms), f.to_ms.map_or(i64::MAX, codes::id_from_ms));
            return Ok(());
        }
        let (from, to) = (f.from_ms.unwrap_or(i64::MIN), f.to_ms.unwrap_or(i64::MAX));
        r.paid = Some((from, to));
        r.ids = self.ids_of_payments(f.from_ms, f.to_ms)?;
        Ok(())
    }

    /// Ids from inclusive to exclusive between which all orders paid in a range lie:
    /// no payment lies farther from its order's own time than the widest on record.
    pub(crate) fn ids_of_payments(&self, from_ms: Option<i64>, to_ms: Option<i64>) -> Result<(i64, i64)> {
        let mut stmt = self.conn.prepare_cached("SELECT least, most FROM paid_lag WHERE id = 1")?;
        let (least, most): (i64, i64) = stmt.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let from = from_ms.map_or(0, |ms| codes::id_from_ms(ms.saturating_sub(most)));
        let to = to_ms.map_or(i64::MAX, |ms| codes::id_from_ms(ms.saturating_sub(least).saturating_add(1_000)));
        Ok((from, to))
    }

    /// The driver with the fewest entries, and how many they are (at most, and capped where they must be counted).
    pub(crate) fn driver(&self, r: &Resolved) -> Result<(Driver, i64)> {
        let mut best = (Driver::All, self.state_sum(&[], None, None)?);
        let mut offer = |driver: Driver, n: i64| {
            if n < best.1 {
                best = (driver, n);
            }
        };
        let branches = r.states.as_ref().map_or(yidan_domain::order::State::ALL.len(), Vec::len);
        if !r.shops.is_empty() && r.shops.len() * branches <= MOST_BRANCHES {
            offer(Driver::ShopState, self.state_sum(&r.shops, None, r.states.as_deref())?);
        } else if r.platform.is_some() && branches <= MOST_BRANCHES {
            offer(Driver::PlatformState, self.state_sum(&[], r.platform, r.states.as_deref())?);
        } else if r.states.is_some() {
            offer(Driver::State, self.state_sum(&[], None, r.states.as_deref())?);
        }
        for bit in crate::summary::MARK_BITS {
            if r.required & bit != 0 {
                offer(Driver::Mark(bit), self.mark_sum(&[], None, bit)?.0);
            }
        }
        if let Some(flag) = r.flag.filter(|f| *f != 0) {
            offer(Driver::Flag, self.estimated("flag = ?1 AND flag <> 0", flag)?);
        }
        if r.has_finding == Some(true) || r.finding_code.is_some() {
            offer(Driver::Finding, self.estimated("id >= ?1 AND finding_level <> 0", r.ids.0)?);
        }
        if r.printed == Some(true) {
            offer(Driver::Printed, self.estimated("id >= ?1 AND print_count <> 0", r.ids.0)?);
        }
        if let Some(province) = r.province {
            offer(Driver::Province, self.estimated("province_id = ?1", province)?);
        }
        if let Some(tag) = r.tag {
            offer(Driver::Tag, self.tag_count(tag)?);
        }
        if let Some(cause) = r.cause {
            offer(Driver::Cause, self.estimated("cause = ?1 AND cause IS NOT NULL", cause)?);
        }
        if let Some(open) = r.open {
            offer(Driver::Open, self.count_of(|c| open.ids(c))?);
        }
        if let Some(work) = r.work.as_ref().filter(|w| w.ids(&mut Conditions::default()).is_some()) {
            offer(Driver::Work, self.count_of(|c| work.ids(c).unwrap_or_default())?);
        }
        Ok(best)
    }

    /// How many ids a subquery finds.
    fn count_of(&self, ids: impl FnOnce(&mut Conditions) -> String) -> Result<i64> {
        let mut c = Conditions::default();
        let sql = format!("SELECT count(*) FROM ({})", ids(&mut c));
        Ok(self.conn.prepare_cached(&sql)?.query_row(rusqlite::params_from_iter(c.values), |r| r.get(0))?)
    }

    /// How many entries an index has: counted while few, else estimated from how far back the newest of them reach.
    fn estimated(&self, condition: &str, value: i64) -> Result<i64> {
        let sql = format!("SELECT count(*), min(id) FROM (SELECT id FROM orders WHERE {condition} ORDER BY id DESC LIMIT {COUNT_TO})");
        let (n, oldest) = self.conn.prepare_cached(&sql)?.query_row([value], |r| Ok((r.get(0)?, r.get(1)?)))?;
        if n < COUNT_TO { Ok(n) } else { self.estimate(n, oldest) }
    }

    /// `n` orders reach back from the newest order to `oldest`: so many there would be in all, were they spread evenly.
    pub(crate) fn estimate(&self, n: i64, oldest: Option<i64>) -> Result<i64> {
        let Some(oldest) = oldest else { return Ok(n) };
        let first: i64 = self.conn.prepare_cached("SELECT coalesce(min(id), 0) FROM orders")?.query_row([], |r| r.get(0))?;
        let last: i64 = self.conn.prepare_cached("SELECT coalesce(max(id), 0) FROM orders")?.query_row([], |r| r.get(0))?;
        let reach = (last - oldest) as f64 / (last - first).max(1) as f64;
        Ok((n as f64 / reach.max(1e-6)) as i64)
    }
}

impl Resolved {
    /// The branches of a driver, each a condition that one index answers in the order of ids.
    pub fn branches(&self, driver: &Driver, c: &mut Conditions) -> Vec<String> {
        let states = || self.states.clone().unwrap_or_else(|| yidan_domain::order::State::ALL.iter().map(|s| s.code()).collect());
        match driver {
            Driver::All => vec!["1".to_owned()],
            Driver::State => states().into_iter().map(|s| format!("state = {}", c.int(s))).collect(),
            Driver::PlatformState => {
                let platform = c.int(self.platform.unwrap_or(-1));
                states().into_iter().map(|s| format!("platform_id = {platform} AND state = {}", c.int(s))).collect()
            }
            Driver::ShopState => {
                let states: Vec<String> = states().into_iter().map(|s| c.int(s)).collect();
                let mut out = Vec::new();
                for shop in &self.shops {
                    let shop = c.int(*shop);
                    out.extend(states.iter().map(|s| format!("shop_id = {shop} AND state = {s}")));
                }
                out
            }
            // Literals, so that SQLite sees that the partial index fits.
            Driver::Mark(bit) => vec![format!("(marks & {bit}) <> 0")],
            Driver::Flag => vec![format!("flag = {} AND flag <> 0", c.int(self.flag.unwrap_or(0)))],
            Driver::Finding => vec!["finding_level <> 0".to_owned()],
            Driver::Printed => vec!["print_count <> 0".to_owned()],
            Driver::Province => vec![format!("province_id = {}", c.int(self.province.unwrap_or(-1)))],
            Driver::Open => vec![format!("id IN ({})", self.open.map(|o| o.ids(c)).unwrap_or_default())],
            Driver::Work => vec![format!("id IN ({})", self.work.as_ref().and_then(|w| w.ids(c)).unwrap_or_default())],
            Driver::Tag => vec![format!("id IN (SELECT order_id FROM order_tag WHERE tag_id = {})", c.int(self.tag.unwrap_or(-1)))],
            Driver::Cause => vec![format!("cause = {} AND cause IS NOT NULL", c.int(self.cause.unwrap_or(-1)))],
        }
    }

    /// What the driver leaves to be checked of the order's own row; `None` = nothing. Where it stands in a WHERE it is written
    /// `+(…)`, so that no other index is tempted by it.
    pub fn rest(&self, driver: &Driver, c: &mut Conditions) -> Option<String> {
        let mut all: Vec<String> = Vec::new();
        let has_states = matches!(driver, Driver::State | Driver::PlatformState | Driver::ShopState);
        if let Some(states) = self.states.as_ref().filter(|_| !has_states) {
            all.push(format!("state IN ({})", c.list(states)));
        }
        if let Some(platform) = self.platform.filter(|_| *driver != Driver::PlatformState) {
            all.push(format!("platform_id = {}", c.int(platform)));
        }
        if !self.shops.is_empty() && *driver != Driver::ShopState {
            all.push(format!("shop_id IN ({})", c.list(&self.shops)));
        }
        let left = self.required & !if let Driver::Mark(bit) = driver { *bit } else { 0 };
        if left != 0 {
            let bits = c.int(left);
            all.push(format!("marks & {bits} = {bits}"));
        }
        if self.forbidden != 0 {
            all.push(format!("marks & {} = 0", c.int(self.forbidden)));
        }
        if let Some(flag) = self.flag.filter(|_| *driver != Driver::Flag) {
            all.push(format!("flag = {}", c.int(flag)));
        }
        if let Some((from, to)) = self.paid {
            all.push(format!("paid_at_ms >= {} AND paid_at_ms < {}", c.int(from), c.int(to)));
        }
        if let Some(province) = self.province.filter(|_| *driver != Driver::Province) {
            all.push(format!("province_id = {}", c.int(province)));
        }
        match self.has_finding {
            Some(true) if *driver != Driver::Finding => all.push("finding_level <> 0".to_owned()),
            Some(false) => all.push("finding_level = 0".to_owned()),
            _ => {}
        }
        match self.printed {
            Some(true) if *driver != Driver::Printed => all.push("print_count <> 0".to_owned()),
            Some(false) => all.push("print_count = 0".to_owned()),
            _ => {}
        }
        if let Some(tag) = self.tag.filter(|_| *driver != Driver::Tag) {
            let tag = c.int(tag);
            all.push(format!("EXISTS (SELECT 1 FROM order_tag t WHERE t.order_id = orders.id AND t.tag_id = {tag})"));
        }
        if let Some(cause) = self.cause.filter(|_| *driver != Driver::Cause) {
            all.push(format!("cause = {}", c.int(cause)));
        }
        if let Some(by) = &self.ship_by {
            all.push(by.condition(c));
        }
        if let Some((from, to)) = self.since {
            all.push(format!("since_ms >= {} AND since_ms < {}", c.int(from), c.int(to)));
        }
        if let Some(open) = self.open.filter(|_| *driver != Driver::Open) {
            all.push(format!("id IN ({})", open.ids(c)));
        }
        // The ids of work are those that may fit; the condition says which do.
        if let Some(work) = &self.work {
            all.push(work.condition(c));
        }
        if let Some(code) = &self.finding_code {
            let code = c.bind(Value::Text(code.clone()));
            all.push(format!("EXISTS (SELECT 1 FROM finding f WHERE f.order_id = orders.id AND f.code = {code})"));
        }
        (!all.is_empty()).then(|| all.join(" AND "))
    }

    /// The filter says nothing but states, platform, shops and whole days, so the summaries answer for it.
    pub fn is_summed(&self) -> bool {
        self.required == 0 && self.says_nothing_else() && (!self.has_range || self.days.is_some())
    }

    /// Nothing beside states, platform, shops, required marks and a date range.
    pub fn says_nothing_else(&self) -> bool {
        self.forbidden == 0
            && self.flag.is_none()
            && self.province.is_none()
            && self.listings.is_none()
            && self.has_finding.is_none()
            && self.finding_code.is_none()
            && self.printed.is_none()
            && self.ship_by.is_none()
            && self.since.is_none()
            && self.open.is_none()
            && self.work.is_none()
            && self.tag.is_none()
            && self.cause.is_none()
            && self.text.is_none()
    }
}
