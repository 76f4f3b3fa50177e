//! Tabs, totals and the figures of the first page.

use super::NOW;
use super::made_up::DAY_MS;
use super::questions::{Asker, first_id, int};
use std::hint::black_box;
use std::time::Instant;
use yidan_domain::order::State;
use yidan_store::{DateBy, Filter, Reader, Result, Sort};

const BY_STATE: &str = "SELECT state, sum(n), sum(fen) FROM state_total GROUP BY state
   UNION ALL SELECT mark, sum(n), sum(fen) FROM mark_total GROUP BY mark";

fn read<T>(a: &Asker<'_>, work: impl FnOnce(&Reader<'_>) -> Result<T>) {
    black_box(a.store.read(work).expect("counts"));
}

/// A thousand orders counted one by one, as the store does where no summary answers.
fn counted(condition: &str) -> String {
    format!("SELECT count(*), sum(fen) FROM (SELECT buyer_amount_fen AS fen FROM orders WHERE {condition} ORDER BY id DESC LIMIT 1000)")
}

pub fn counts(a: &Asker<'_>) {
    let nothing = |_: usize| Vec::new();
    a.ask("tabs", |_| read(a, |r| r.tabs(&Filter::default())), BY_STATE, nothing);
    let month = Filter { from_ms: Some(NOW - 30 * DAY_MS), to_ms: Some(NOW), date_by: DateBy::Paid, ..Filter::default() };
    let raw = "SELECT state, sum(n), sum(fen) FROM state_day WHERE time_of = 1 AND day >= ?1 AND day < ?2 GROUP BY state
      UNION ALL SELECT 8, count(*), sum(buyer_amount_fen) FROM orders WHERE (marks & 8) <> 0 AND id >= ?3 AND paid_at_ms >= ?4";
    a.ask(
        "tabs, paid within thirty days",
        |_| read(a, |r| r.tabs(&month)),
        raw,
        |_| {
            let day = (NOW / 1_000 + 28_800) / 86_400;
            vec![int(day - 30), int(day), int(first_id(NOW - 31 * DAY_MS)), int(NOW - 30 * DAY_MS)]
        },
    );
    let name = Filter { text: "王小明".to_owned(), ..Filter::default() };
    let raw = "SELECT o.state, count(*), sum(o.buyer_amount_fen) FROM orders o JOIN receiver r ON r.order_id = o.id
      WHERE o.id IN (SELECT rowid FROM search WHERE search MATCH '王小 AND 小明' ORDER BY rowid DESC LIMIT 1000)
      AND r.name LIKE '%王小明%' GROUP BY o.state";
    a.ask("tabs of a name", |_| read(a, |r| r.tabs(&name)), raw, nothing);
    let f = Filter { states: vec![State::Completed], shops: vec![1, 2], ..Filter::default() };
    let raw = "SELECT sum(n), sum(fen) FROM state_total WHERE shop_id IN (1, 2) AND state = 100";
    a.ask("total of two shops, completed", |_| read(a, |r| r.total(&f)), raw, nothing);
    let f = Filter { states: vec![State::Completed], flag: Some(2), ..Filter::default() };
    a.ask("total with a flag", |_| read(a, |r| r.total(&f)), &counted("flag = 2 AND flag <> 0 AND +state = 100"), nothing);
    let f = Filter { province: Some("广东省".to_owned()), ..Filter::default() };
    a.ask("total of a province", |_| read(a, |r| r.total(&f)), &counted("province_id = 1"), nothing);
    a.ask("stages", |_| read(a, |r| r.stages()), BY_STATE, nothing);
    let late = NOW - DAY_MS;
    let raw = "SELECT count(*) FROM orders WHERE state IN (20, 40) AND state < 60 AND paid_at_ms < ?1";
    a.ask("overdue", |_| read(a, |r| r.count_paid_before(&[State::ToReview, State::ToPrint], late)), raw, |_| vec![int(late)]);
    let start = Instant::now();
    let ids = a.store.read(|r| r.ids(&Filter::default(), Sort::Newest, usize::MAX)).expect("lists");
    println!("  snapshot of {} ids {:.1} ms", ids.len(), start.elapsed().as_secs_f64() * 1e3);
}
