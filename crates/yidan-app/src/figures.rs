//! The figures of the first page over the last 30 days, and the exceptions by cause. What they mean is written beside them on screen
//! (`ui.kpi_means`). They are computed from what the trail says of the desk's work (`order_work`, kept up to date with every entry) and
//! from the summaries, and kept while the trail has grown by nothing and the minute is the same: asking again costs nothing.

use crate::error::Result;
use crate::orders::select::{DayOf, Figure, Filter};
use crate::orders::view::Shops;
use crate::{App, moment, trail};
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};
use ts_rs::TS;
use yidan_domain::limits::{COLLECT_HOURS, FIGURE_DAYS};
use yidan_domain::order::{Cause, State};
use yidan_store::Reader;

/// One figure of the strip. Its definition stands beside it on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Kpi {
    /// `accuracy`, `manual`, `untouched`, `collected`, `trail` (per mille), `cycle` (minutes), `today_orders`, `today_fen`
    pub word: String,
    /// Absent while there is nothing to compute it from.
    pub value: Option<i64>,
    /// `ok`, `look` or `bad` beside the aim; absent without one.
    pub light: Option<String>,
    /// Orders of the list behind it.
    pub count: Option<i64>,
    /// Orders that it is a share of.
    pub of: Option<i64>,
    /// The list that adds up to `count`.
    pub filter: Option<Filter>,
}

/// A cause's share of the exceptions that stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CauseShare {
    /// Absent = nobody has told the cause.
    pub cause: Option<Cause>,
    pub count: i64,
    /// All shares together are 1,000.
    pub permille: i64,
    pub filter: Filter,
}

/// Everything here that is kept.
#[derive(Debug, Clone)]
pub struct Figures {
    pub kpis: Vec<Kpi>,
    pub causes: Vec<CauseShare>,
}

/// What the figures depend on: the length of the trail, the minute, and when the trail was last checked.
type Moment = (i64, i64, Option<i64>);

/// The last figures, with the moment they belong to.
#[derive(Default)]
pub struct Kept(Mutex<Option<(Moment, Figures)>>);

/// Orders that have gone on from review, whoever let them.
const GONE_ON: [State; 8] = [
    State::ToAllocate,
    State::ToPrint,
    State::Printed,
    State::Shipped,
    State::Collected,
    State::InTransit,
    State::Delivered,
    State::Completed,
];
/// Orders whose parcel has left.
const SENT: [State; 5] = [State::Shipped, State::Collected, State::InTransit, State::Delivered, State::Completed];
/// Orders that count at all: neither unpaid nor closed.
const REAL: [State; 9] = [
    State::ToReview,
    State::ToAllocate,
    State::ToPrint,
    State::Printed,
    State::Shipped,
    State::Collected,
    State::InTransit,
    State::Delivered,
    State::Completed,
];
/// Aims in per mille, and the cycle's in minutes: met, and still bearable.
const AIMS: &[(&str, i64, i64)] = &[
    ("accuracy", 995, 990),
    ("manual", 30, 60),
    ("untouched", 800, 700),
    ("collected", 920, 850),
    ("cycle", 480, 1_440),
    ("trail", 1_000, 1_000),
];

/// The figures of this moment.
pub fn figures(app: &App, r: &Reader<'_>, shops: &Shops, now_ms: i64) -> Result<Figures> {
    let of: Moment = (r.event_count()?, now_ms.div_euclid(60_000), trail::last_check(r)?.map(|c| c.at_ms));
    // The trail tells of every change of an order, so its length tells whether anything changed.
    let kept = app.kept_figures.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, figures)) = kept.filter(|(kept_of, _)| *kept_of == of) {
        return Ok(figures);
    }
    let figures = Figures { kpis: kpis(r, shops, now_ms)?, causes: causes(r)? };
    *app.kept_figures.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((of, figures.clone()));
    Ok(figures)
}

/// The days that the figures are about.
struct Period {
    from: String,
    to: String,
    from_ms: i64,
    to_ms: i64,
}

impl Period {
    fn until(now_ms: i64) -> Period {
        let first_ms = now_ms - (FIGURE_DAYS - 1) * moment::DAY_MS;
        let (from, to) = (moment::day(first_ms), moment::day(now_ms));
        // Both are days just written.
        let from_ms = moment::day_start(&from).unwrap_or(first_ms);
        let to_ms = moment::day_start(&to).unwrap_or(now_ms) + moment::DAY_MS;
        Period { from, to, from_ms, to_ms }
    }

    fn filter(&self, figure: Option<Figure>, states: &[State]) -> Filter {
        let (from, to) = (Some(self.from.clone()), Some(self.to.clone()));
        Filter { figure, states: states.to_vec(), from, to, ..Filter::default() }
    }
}

fn kpis(r: &Reader<'_>, shops: &Shops, now_ms: i64) -> Result<Vec<Kpi>> {
    let p = Period::until(now_ms);
    let count = |filter: &Filter| -> Result<i64> { Ok(r.total_exact(&filter.to_store(shops, now_ms)?)?.n) };
    let all = count(&p.filter(None, &[]))?;
    let work = r.work_figures(p.from_ms, p.to_ms)?;

    let wrong = p.filter(Some(Figure::Wrong), &SENT);
    let (sent, wrong_n) = (count(&p.filter(None, &SENT))?, count(&wrong)?);
    let accuracy = share("accuracy", sent - wrong_n, sent, Some((wrong_n, wrong)));

    let left = p.filter(Some(Figure::Left), &[]);
    let cycle = Kpi { value: work.median_ms.map(|ms| (ms + 30_000) / 60_000), ..share("cycle", 0, 0, Some((work.left, left))) };

    let manual = share("manual", work.moved, all, Some((work.moved, p.filter(Some(Figure::Manual), &[]))));

    let (real, gone_on) = (count(&p.filter(None, &REAL))?, count(&p.filter(None, &GONE_ON))?);
    let untouched_n = gone_on - r.touched(p.from_ms, p.to_ms, &GONE_ON)?;
    let untouched = share("untouched", untouched_n, real, Some((untouched_n, p.filter(Some(Figure::Untouched), &GONE_ON))));

    let paid = Filter { date_by: DayOf::Paid, ..p.filter(None, &REAL) };
    let (in_time, is_known) = r.scanned_in_time(p.from_ms, p.to_ms, &REAL, COLLECT_HOURS * 3_600_000)?;
    let listed = Filter { figure: Some(Figure::CollectedInTime), ..paid.clone() };
    let collected = share("collected", in_time, if is_known { count(&paid)? } else { 0 }, Some((in_time, listed)));

    let sound = trail::last_check(r)?.map(|c| c.sound_permille());
    let trail = Kpi { value: sound, ..share("trail", 0, 0, None) };

    let today = Filter { from: Some(p.to.clone()), date_by: DayOf::Paid, ..Filter::default() };
    let total = r.total(&today.to_store(shops, now_ms)?)?;
    let plain = |word: &str, value: i64| Kpi {
        word: word.to_owned(),
        value: Some(value),
        light: None,
        count: Some(total.n),
        of: None,
        filter: Some(today.clone()),
    };
    let lit = [accuracy, cycle, manual, untouched, collected, trail].map(with_light);
    Ok([plain("today_orders", total.n), plain("today_fen", total.sum_fen)].into_iter().chain(lit).collect())
}

/// Per mille of a whole; absent while the whole is nothing.
fn share(word: &str, part: i64, whole: i64, list: Option<(i64, Filter)>) -> Kpi {
    let (count, filter) = list.unzip();
    let value = (whole > 0).then(|| part * 1_000 / whole.max(1));
    Kpi { word: word.to_owned(), value, light: None, count, of: (whole > 0).then_some(whole), filter }
}

fn with_light(mut kpi: Kpi) -> Kpi {
    let aim = AIMS.iter().find(|a| a.0 == kpi.word);
    if let Some(((_, met, bearable), value)) = aim.zip(kpi.value) {
        // Where less is better the bearable figure is the larger one.
        let less_is_better = met < bearable;
        let reaches = |limit: i64| if less_is_better { value <= limit } else { value >= limit };
        let light = if reaches(*met) {
            "ok"
        } else if reaches(*bearable) {
            "look"
        } else {
            "bad"
        };
        kpi.light = Some(light.to_owned());
    }
    kpi
}

/// Exceptions by cause. The shares are rounded so that together they are the whole.
fn causes(r: &Reader<'_>) -> Result<Vec<CauseShare>> {
    let mut counted = r.exceptions_by_cause()?;
    counted.sort_by_key(|(cause, n)| (std::cmp::Reverse(*n), *cause));
    let shares = shares_of(&counted.iter().map(|c| c.1).collect::<Vec<_>>());
    let filter = |cause: Option<Cause>| Filter { cause, exception: cause.is_none().then_some(true), ..Filter::default() };
    Ok(counted
        .into_iter()
        .zip(shares)
        .map(|((cause, count), permille)| CauseShare { cause, count, permille, filter: filter(cause) })
        .collect())
}

/// Per mille of each, by largest remainder: always 1,000 together.
fn shares_of(counts: &[i64]) -> Vec<i64> {
    let all: i64 = counts.iter().sum();
    if all == 0 {
        return vec![0; counts.len()];
    }
    let mut shares: Vec<i64> = counts.iter().map(|n| n * 1_000 / all).collect();
    let missing = 1_000 - shares.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(counts[*at] * 1_000 % all));
    for at in order.into_iter().cycle().take(usize::try_from(missing).unwrap_or(0)) {
        shares[at] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_always_the_whole() {
        for (counts, want) in [
            (vec![], vec![]),
            (vec![0, 0], vec![0, 0]),
            (vec![1, 1, 1], vec![334, 333, 333]),
            (vec![2, 1], vec![667, 333]),
            (vec![999, 1], vec![999, 1]),
            (vec![10_000, 1], vec![1_000, 0]),
        ] {
            assert_eq!(shares_of(&counts), want, "{counts:?}");
        }
    }

    #[test]
    fn lights_stand_for_the_aims() {
        for (word, value, want) in [
            ("accuracy", 995, "ok"),
            ("accuracy", 994, "look"),
            ("manual", 30, "ok"),
            ("manual", 61, "bad"),
            ("collected", 850, "look"),
            ("collected", 849, "bad"),
            ("cycle", 480, "ok"),
            ("cycle", 481, "look"),
            ("trail", 999, "bad"),
        ] {
            let kpi = Kpi { value: Some(value), ..share(word, 0, 0, None) };
            assert_eq!(with_light(kpi).light.as_deref(), Some(want), "{word} {value}");
        }
    }
}
