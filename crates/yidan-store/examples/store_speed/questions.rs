//! The questions of the list, each many times with changing values, beside the raw prepared SELECT that answers it on the same file.

use rusqlite::{Connection, OpenFlags, params_from_iter, types::Value};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use yidan_store::{Filter, Sort, Store};

pub const ROUNDS: usize = 300;

/// Times in ms of one question: middle and 99th of a hundred, each value asked three times and the best taken, so that what other
/// programs steal does not count; and the 99th of the first askings, with everything that happened.
struct Figures {
    p50: f64,
    p99: f64,
    first99: f64,
}

fn at(mut times: Vec<f64>, percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() * percent / 100).min(times.len() - 1)]
}

fn timed(mut work: impl FnMut(usize)) -> Figures {
    let mut ask = |round: usize| {
        let start = Instant::now();
        work(round);
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..10).for_each(|round| _ = ask(round));
    let (mut first, mut best) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let times = [ask(round), ask(round), ask(round)];
        first.push(times[0]);
        best.push(times.into_iter().fold(f64::MAX, f64::min));
    }
    Figures { p50: at(best.clone(), 50), p99: at(best, 99), first99: at(first, 99) }
}

pub struct Asker<'a> {
    pub store: &'a Store,
    raw: Connection,
}

impl Asker<'_> {
    /// `ours` is the question through the store; `sql` with `values(round)` is its raw answer.
    pub fn ask(&self, name: &str, ours: impl FnMut(usize), sql: &str, values: impl Fn(usize) -> Vec<Value>) {
        let ours = timed(ours);
        let mut stmt = self.raw.prepare(sql).expect(sql);
        let columns = stmt.column_count();
        let raw = timed(|round| {
            let mut rows = stmt.query(params_from_iter(values(round))).expect("runs");
            while let Some(row) = rows.next().expect("steps") {
                for at in 0..columns {
                    black_box(row.get::<_, Value>(at).expect("reads"));
                }
            }
        });
        let mark = if ours.p99 > 16.0 { "  TOO SLOW" } else { "" };
        println!(
            "  {name:<38}{:>9.3}{:>9.3}{:>9.3}{:>11.3}{:>9.3}{:>8.1}{mark}",
            ours.p50,
            ours.p99,
            ours.first99,
            raw.p50,
            raw.p99,
            ours.p50 / raw.p50
        );
    }

    /// The first page of a filter, with its rows.
    pub fn page(&self, f: &Filter, sort: Sort, after: Option<&str>) {
        self.store
            .read(|r| {
                let page = r.list(f, sort, after, 50)?;
                black_box(r.rows(&page.ids)?);
                Ok::<_, yidan_store::Error>(())
            })
            .expect("lists");
    }
}

const COLUMNS: &str = "o.id, o.order_no, o.state, o.marks, o.flag, o.buyer_amount_fen, o.paid_at_ms, o.trackings, o.buyer_memo,
  o.seller_memo, r.name, r.phone, r.province, r.city, r.district, r.address,
  (SELECT group_concat(coalesce(g.sku_code, '') || g.title || g.spec || l.qty || l.amount_fen)
   FROM order_line l JOIN listing g ON g.id = l.listing_id WHERE l.order_id = o.id),
  (SELECT group_concat(f.code) FROM finding f WHERE f.order_id = o.id)";

pub fn select(condition: &str, order: &str) -> String {
    format!("SELECT {COLUMNS} FROM orders o LEFT JOIN receiver r ON r.order_id = o.id WHERE {condition} ORDER BY {order} LIMIT 50")
}

pub fn int(v: i64) -> Value {
    Value::Integer(v)
}

pub fn text(t: &str) -> Value {
    Value::Text(t.to_owned())
}

/// The first order id of a moment.
pub fn first_id(at_ms: i64) -> i64 {
    (at_ms / 1_000) << 12
}

pub fn ask(store: &Store, file: &Path, orders: u64) {
    let raw = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opens");
    raw.execute_batch("PRAGMA cache_size=-65536").expect("pragma");
    let a = Asker { store, raw };
    println!("  {:<38}{:>9}{:>9}{:>9}{:>11}{:>9}{:>8}", "question, ms", "p50", "p99", "first99", "raw p50", "raw p99", "ratio");
    super::ask_lists::by_state(&a);
    super::ask_lists::by_marks(&a);
    super::ask_lists::by_time(&a);
    super::ask_numbers::numbers(&a, orders);
    super::ask_numbers::words(&a, orders);
    super::ask_counts::counts(&a);
}
