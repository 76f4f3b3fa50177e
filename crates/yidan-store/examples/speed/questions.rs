//! The questions of the list, each many times with changing values, beside the raw prepared SELECT that answers it on the same file.

use super::made_up::{DAY_MS, Dice};
use super::{NOW, made};
use rusqlite::{Connection, OpenFlags, params_from_iter, types::Value};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use yidan_domain::order::{Marks, State};
use yidan_store::{DateBy, Filter, Sort, Store};

const ROUNDS: usize = 300;

/// Sorted times in ms: the middle one, and the one that 99 of 100 stay under.
fn figures(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[(times.len() * 99 / 100).min(times.len() - 1)])
}

fn timed(mut work: impl FnMut(usize)) -> (f64, f64) {
    for round in 0..10 {
        work(round);
    }
    let times = (0..ROUNDS).map(|round| {
        let start = Instant::now();
        work(round);
        start.elapsed().as_secs_f64() * 1e3
    });
    figures(times.collect())
}

struct Asker<'a> {
    store: &'a Store,
    raw: Connection,
}

impl Asker<'_> {
    /// `ours` is the question through the store; `sql` with `values(round)` is its raw answer.
    fn ask(&self, name: &str, ours: impl FnMut(usize), sql: &str, values: impl Fn(usize) -> Vec<Value>) {
        let (p50, p99) = timed(ours);
        let mut stmt = self.raw.prepare(sql).expect(sql);
        let columns = stmt.column_count();
        let (raw50, raw99) = timed(|round| {
            let mut rows = stmt.query(params_from_iter(values(round))).expect("runs");
            while let Some(row) = rows.next().expect("steps") {
                for at in 0..columns {
                    black_box(row.get::<_, Value>(at).expect("reads"));
                }
            }
        });
        let mark = if p99 > 16.0 { "  TOO SLOW" } else { "" };
        println!("  {name:<44}{p50:>9.3}{p99:>9.3}{raw50:>11.3}{raw99:>9.3}{:>8.1}{mark}", p50 / raw50);
    }

    /// The first page of a filter, with its rows.
    fn page(&self, f: &Filter, sort: Sort, after: Option<&str>) {
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

fn select(condition: &str, order: &str) -> String {
    format!("SELECT {COLUMNS} FROM orders o LEFT JOIN receiver r ON r.order_id = o.id WHERE {condition} ORDER BY {order} LIMIT 50")
}

fn int(v: i64) -> Value {
    Value::Integer(v)
}

pub fn ask(store: &Store, file: &Path, orders: u64) {
    let raw = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opens");
    raw.execute_batch("PRAGMA cache_size=-65536").expect("pragma");
    let a = Asker { store, raw };
    println!("  {:<44}{:>9}{:>9}{:>11}{:>9}{:>8}", "question, ms", "p50", "p99", "raw p50", "raw p99", "ratio");
    lists(&a);
    numbers(&a, orders);
    counts(&a);
}

fn lists(a: &Asker<'_>) {
    let all = Filter::default();
    a.ask("all, first page", |_| a.page(&all, Sort::Newest, None), &select("1", "o.id DESC"), |_| Vec::new());
    let deep = |round: usize| NOW - (round as i64 * 104_729 % 360) * DAY_MS;
    let cursor = |round: usize| format!("n{}", (deep(round) / 1_000) << 12);
    a.ask(
        "all, page at any depth",
        |n| a.page(&all, Sort::Newest, Some(&cursor(n))),
        &select("o.id < ?1", "o.id DESC"),
        |n| vec![int((deep(n) / 1_000) << 12)],
    );
    for (name, state) in [("to_review, first page", State::ToReview), ("completed, first page", State::Completed)] {
        let f = Filter { states: vec![state], ..Filter::default() };
        a.ask(name, |_| a.page(&f, Sort::Newest, None), &select("o.state = ?1", "o.id DESC"), |_| vec![int(state.code())]);
    }
    let f = Filter { states: vec![State::Completed], ..Filter::default() };
    a.ask(
        "completed, page at any depth",
        |n| a.page(&f, Sort::Newest, Some(&cursor(n))),
        &select("o.state = 100 AND o.id < ?1", "o.id DESC"),
        |n| vec![int((deep(n) / 1_000) << 12)],
    );
    let f = Filter { states: vec![State::Shipped, State::InTransit, State::Completed], shops: vec![2], ..Filter::default() };
    let arm = |s: i64| format!("SELECT id FROM orders WHERE shop_id = 2 AND state = {s}");
    let merged = format!("o.id IN (SELECT id FROM ({} UNION ALL {} UNION ALL {} ORDER BY 1 DESC LIMIT 50))", arm(60), arm(80), arm(100));
    a.ask("three states of a shop", |_| a.page(&f, Sort::Newest, None), &select(&merged, "o.id DESC"), |_| Vec::new());
    let f = Filter { platform: Some("pdd".to_owned()), stage: Some(yidan_domain::order::Stage::Warehouse), ..Filter::default() };
    let arm = |s: i64| format!("SELECT id FROM orders WHERE platform_id = 2 AND state = {s}");
    let merged = format!("o.id IN (SELECT id FROM ({} UNION ALL {} UNION ALL {} ORDER BY 1 DESC LIMIT 50))", arm(30), arm(40), arm(50));
    a.ask("a stage of a platform", |_| a.page(&f, Sort::Newest, None), &select(&merged, "o.id DESC"), |_| Vec::new());
    let f = Filter { marked: Marks { held: true, ..Marks::default() }, ..Filter::default() };
    a.ask("held", |_| a.page(&f, Sort::Newest, None), &select("(o.marks & 1) <> 0", "o.id DESC"), |_| Vec::new());
    let f = Filter { states: vec![State::Completed], flag: Some(3), ..Filter::default() };
    a.ask(
        "completed with a flag",
        |_| a.page(&f, Sort::Newest, None),
        &select("o.flag = 3 AND o.flag <> 0 AND o.state = 100", "o.id DESC"),
        |_| Vec::new(),
    );
    let f = Filter { states: vec![State::Completed], has_finding: Some(true), ..Filter::default() };
    a.ask(
        "completed with a finding",
        |_| a.page(&f, Sort::Newest, None),
        &select("o.finding_level <> 0 AND o.state = 100", "o.id DESC"),
        |_| Vec::new(),
    );
    let f = Filter { province: Some("西藏自治区".to_owned()), states: vec![State::ToPrint], ..Filter::default() };
    a.ask(
        "a province, to print",
        |_| a.page(&f, Sort::Newest, None),
        &select("o.state = 40 AND o.province_id = (SELECT id FROM province WHERE name = '西藏自治区')", "o.id DESC"),
        |_| Vec::new(),
    );
    let f = Filter { sku: Some("G307-M".to_owned()), ..Filter::default() };
    a.ask("goods by code", |_| a.page(&f, Sort::Newest, None), &select("o.id IN (SELECT rowid FROM search WHERE search MATCH (SELECT group_concat('s' || id, ' OR ') FROM listing WHERE sku_code = 'G307-M') ORDER BY rowid DESC LIMIT 50)", "o.id DESC"), |_| Vec::new());
    let day = |round: usize| NOW - (round as i64 * 7_919 % 350) * DAY_MS;
    let f = |n: usize| Filter { from_ms: Some(day(n) - 7 * DAY_MS), to_ms: Some(day(n)), ..Filter::default() };
    a.ask(
        "seven days, any week",
        |n| a.page(&f(n), Sort::Newest, None),
        &select("o.id >= ?1 AND o.id < ?2", "o.id DESC"),
        |n| vec![int((day(n) - 7 * DAY_MS) / 1_000 << 12), int(day(n) / 1_000 << 12)],
    );
    let f = |n: usize| Filter {
        from_ms: Some(day(n) - 7 * DAY_MS),
        to_ms: Some(day(n)),
        date_by: DateBy::Paid,
        shops: vec![3],
        ..Filter::default()
    };
    a.ask(
        "paid within seven days, a shop",
        |n| a.page(&f(n), Sort::Newest, None),
        &select("o.paid_at_ms >= ?1 AND o.paid_at_ms < ?2 AND o.shop_id = 3", "o.paid_at_ms DESC"),
        |n| vec![int(day(n) - 7 * DAY_MS), int(day(n))],
    );
    let f = Filter { states: vec![State::ToReview, State::ToPrint], ..Filter::default() };
    let arm = |s: i64| format!("SELECT id, paid_at_ms AS p FROM orders WHERE state = {s} AND state < 60 AND paid_at_ms IS NOT NULL");
    let merged = format!("o.id IN (SELECT id FROM ({} UNION ALL {} ORDER BY 2, 1 LIMIT 50))", arm(20), arm(40));
    a.ask("waiting, paid first in front", |_| a.page(&f, Sort::PaidOldest, None), &select(&merged, "o.paid_at_ms, o.id"), |_| Vec::new());
    a.ask(
        "all by payment, page at any depth",
        |n| a.page(&all, Sort::PaidNewest, Some(&format!("p{}_0", deep(n)))),
        &select("o.paid_at_ms < ?1", "o.paid_at_ms DESC, o.id DESC"),
        |n| vec![int(deep(n))],
    );
    let f = |n: usize| Filter { from_ms: Some(day(n) - 14 * DAY_MS), to_ms: Some(day(n)), ..Filter::default() };
    a.ask(
        "by amount within fourteen days",
        |n| a.page(&f(n), Sort::AmountHighest, None),
        &select("o.id >= ?1 AND o.id < ?2", "o.buyer_amount_fen DESC, o.id DESC"),
        |n| vec![int((day(n) - 14 * DAY_MS) / 1_000 << 12), int(day(n) / 1_000 << 12)],
    );
}

fn numbers(a: &Asker<'_>, orders: u64) {
    let mut d = Dice::new(5);
    let picks: Vec<_> = (0..ROUNDS).map(|_| d.below(orders)).map(|n| made(n, n + 1, orders).remove(0).0).collect();
    let sent: Vec<_> = picks.iter().map(|o| o.trackings.iter().flatten().next().map_or("7000", |t| t.number()).to_owned()).collect();
    let text = |t: &str| Value::Text(t.to_owned());
    let find = |t: &str| {
        a.store
            .read(|r| {
                let hits = r.find(t, 20)?;
                let ids: Vec<i64> = hits.iter().map(|h| h.order_id).collect();
                black_box(r.rows(&ids)?);
                black_box(hits.len());
                Ok::<_, yidan_store::Error>(())
            })
            .expect("finds")
    };
    let by = |condition: &str| select(condition, "o.id DESC").replace("LIMIT 50", "LIMIT 20");
    let pick = |n: usize| &picks[n % picks.len()];
    a.ask(
        "order number",
        |n| find(&pick(n).order_no),
        &by("o.id IN (SELECT x.id FROM shop s CROSS JOIN orders x WHERE x.shop_id = s.id AND x.order_no = ?1)"),
        |n| vec![text(&pick(n).order_no)],
    );
    let tail = |t: &str| t[t.len() - 4..].to_owned();
    let candidates = "o.id IN (SELECT rowid FROM search WHERE search MATCH ?1)";
    let phone = |n: usize| pick(n).receiver.phone.clone().unwrap_or_default();
    a.ask(
        "phone",
        |n| find(&phone(n)),
        &by(&format!("{candidates} AND r.phone = ?2")),
        |n| vec![text(&format!("p{}", tail(&phone(n)))), text(&phone(n))],
    );
    a.ask(
        "last four of a phone",
        |n| find(&tail(&phone(n))),
        &by(candidates),
        |n| vec![text(&format!("p{0} OR t{0} OR b{0} OR n{0}", tail(&phone(n))))],
    );
    a.ask(
        "waybill",
        |n| find(&sent[n % ROUNDS]),
        &by(&format!("{candidates} AND o.trackings LIKE '%' || ?2 || '%'")),
        |n| {
            let t = &sent[n % ROUNDS];
            vec![text(&format!("t{}", tail(t))), text(t)]
        },
    );
    let sub = |n: usize| pick(n).items[0].sub_no.clone().unwrap_or_default();
    a.ask(
        "sub-order",
        |n| find(&sub(n)),
        &by(&format!("{candidates} AND EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.sub_no = ?2)")),
        |n| vec![text(&format!("b{}", tail(&sub(n)))), text(&sub(n))],
    );
    let name = |n: usize| pick(n).receiver.name.clone().unwrap_or_default();
    let bigrams =
        |t: &str| t.chars().collect::<Vec<_>>().windows(2).map(|p| p.iter().collect::<String>()).collect::<Vec<_>>().join(" AND ");
    a.ask(
        "name",
        |n| find(&name(n)),
        &by("o.id IN (SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT 200) AND r.name = ?2"),
        |n| vec![text(&bigrams(&name(n))), text(&name(n))],
    );
    a.ask(
        "surname",
        |n| find(&name(n)[..3]),
        &by("o.id IN (SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT 20)"),
        |n| vec![text(&name(n)[..3])],
    );
    a.ask("goods word", |_| find("羊毛围巾 07"), &by("o.id IN (SELECT rowid FROM search WHERE search MATCH (SELECT group_concat('s' || rowid, ' OR ') FROM listing_search WHERE listing_search MATCH '羊毛 AND 毛围 AND 围巾 AND w07') ORDER BY rowid DESC LIMIT 20)"), |_| Vec::new());
    let sku = |n: usize| pick(n).items[0].sku_code.clone().unwrap_or_default();
    a.ask("goods code", |n| find(&sku(n)), &by("o.id IN (SELECT rowid FROM search WHERE search MATCH (SELECT group_concat('s' || id, ' OR ') FROM listing WHERE sku_code = ?1) ORDER BY rowid DESC LIMIT 20)"), |n| vec![text(&sku(n))]);
    a.ask(
        "memo",
        |_| find("生日礼物"),
        &by("o.id IN (SELECT rowid FROM search WHERE search MATCH '生日 AND 日礼 AND 礼物' ORDER BY rowid DESC LIMIT 20)"),
        |_| Vec::new(),
    );
    let f = |n: usize| Filter { text: name(n), states: vec![State::ToReview], ..Filter::default() };
    a.ask(
        "name among those to review",
        |n| a.page(&f(n), Sort::Newest, None),
        &select("o.state = 20 AND r.name = ?1", "o.id DESC"),
        |n| vec![text(&name(n))],
    );
    let f = |n: usize| Filter { text: name(n), states: vec![State::Completed], ..Filter::default() };
    a.ask(
        "name among those completed",
        |n| a.page(&f(n), Sort::Newest, None),
        &select(
            "o.id IN (SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT 400) AND o.state = 100 AND r.name = ?2",
            "o.id DESC",
        ),
        |n| vec![text(&bigrams(&name(n))), text(&name(n))],
    );
    let show = |n: usize| {
        let id = a.store.read(|r| r.find_order(pick(n).shop_id, &pick(n).order_no)).expect("reads").map_or(0, |o| o.id);
        black_box(a.store.read(|r| Ok::<_, yidan_store::Error>((r.events(id)?, r.rows_of(id)?, r.prints(id)?))).expect("reads"));
    };
    a.ask("one order with trail, rows and prints", show, "SELECT o.*, r.*, (SELECT group_concat(e.kind || e.at_ms || e.actor) FROM order_event e WHERE e.order_id = o.id), (SELECT group_concat(s.cells) FROM source_row s WHERE s.order_id = o.id), (SELECT group_concat(g.title || l.qty) FROM order_line l JOIN listing g ON g.id = l.listing_id WHERE l.order_id = o.id) FROM orders o LEFT JOIN receiver r ON r.order_id = o.id WHERE o.shop_id = ?1 AND o.order_no = ?2", |n| vec![int(pick(n).shop_id), text(&pick(n).order_no)]);
}

fn counts(a: &Asker<'_>) {
    let tabs = |f: &Filter| _ = black_box(a.store.read(|r| r.tabs(f)).expect("counts"));
    let total = |f: &Filter| _ = black_box(a.store.read(|r| r.total(f)).expect("counts"));
    let all = Filter::default();
    a.ask("tabs", |_| tabs(&all), "SELECT state, sum(n), sum(fen) FROM state_total GROUP BY state UNION ALL SELECT mark, sum(n), sum(fen) FROM mark_total GROUP BY mark", |_| Vec::new());
    let f = Filter { from_ms: Some(NOW - 30 * DAY_MS), to_ms: Some(NOW), date_by: DateBy::Paid, ..Filter::default() };
    a.ask("tabs, paid within thirty days", |_| tabs(&f), "SELECT state, sum(n), sum(fen) FROM state_day WHERE time_of = 1 AND day >= ?1 AND day < ?2 GROUP BY state UNION ALL SELECT 8, count(*), sum(buyer_amount_fen) FROM orders WHERE (marks & 8) <> 0 AND id >= ?3 AND paid_at_ms >= ?4", |_| {
        let day = (NOW / 1_000 + 28_800) / 86_400;
        vec![int(day - 30), int(day), int((NOW - 31 * DAY_MS) / 1_000 << 12), int(NOW - 30 * DAY_MS)]
    });
    let f = Filter { text: "王小明".to_owned(), ..Filter::default() };
    a.ask("tabs of a name", |_| tabs(&f), "SELECT o.state, count(*), sum(o.buyer_amount_fen) FROM orders o JOIN receiver r ON r.order_id = o.id WHERE o.id IN (SELECT rowid FROM search WHERE search MATCH '王小 AND 小明' ORDER BY rowid DESC LIMIT 1000) AND r.name LIKE '%王小明%' GROUP BY o.state", |_| Vec::new());
    let f = Filter { states: vec![State::Completed], shops: vec![1, 2], ..Filter::default() };
    a.ask(
        "total of two shops, completed",
        |_| total(&f),
        "SELECT sum(n), sum(fen) FROM state_total WHERE shop_id IN (1, 2) AND state = 100",
        |_| Vec::new(),
    );
    let f = Filter { states: vec![State::Completed], flag: Some(2), ..Filter::default() };
    a.ask("total with a flag", |_| total(&f), "SELECT count(*), sum(fen) FROM (SELECT buyer_amount_fen AS fen FROM orders WHERE flag = 2 AND flag <> 0 AND state = 100 ORDER BY id DESC LIMIT 1000)", |_| Vec::new());
    let f = Filter { province: Some("广东省".to_owned()), ..Filter::default() };
    a.ask(
        "total of a province",
        |_| total(&f),
        "SELECT count(*), sum(fen) FROM (SELECT buyer_amount_fen AS fen FROM orders WHERE province_id = 1 ORDER BY id DESC LIMIT 1000)",
        |_| Vec::new(),
    );
    a.ask("stages", |_| drop(black_box(a.store.read(|r| r.stages()).expect("counts"))), "SELECT state, sum(n), sum(fen) FROM state_total GROUP BY state UNION ALL SELECT mark, sum(n), sum(fen) FROM mark_total GROUP BY mark", |_| Vec::new());
    a.ask(
        "overdue",
        |_| _ = black_box(a.store.read(|r| r.count_paid_before(&[State::ToReview, State::ToPrint], NOW - DAY_MS)).expect("counts")),
        "SELECT count(*) FROM orders WHERE state IN (20, 40) AND state < 60 AND paid_at_ms < ?1",
        |_| vec![int(NOW - DAY_MS)],
    );
    let start = Instant::now();
    let ids = a.store.read(|r| r.ids(&all, Sort::Newest, usize::MAX)).expect("lists");
    println!("  snapshot of {} ids {:.1} ms", ids.len(), start.elapsed().as_secs_f64() * 1e3);
}
