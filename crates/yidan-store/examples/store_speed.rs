//! Measures the store: `cargo run --release -p yidan-store --example store_speed -- [orders] [import | ask FOLDER]` (default 100,000;
//! `import` stops before the questions, `ask` puts them to a folder that an earlier run has left).
//! Import beside raw prepared inserts of the same rows and beside a textbook schema; then every question of the list beside
//! the raw prepared SELECT on the same file. Absolute times are those of this machine; the ratios are what counts.

// The method itself is not general enough over the life of a handle; the lint does not see that.
#![allow(clippy::redundant_closure_for_method_calls)]
// Measuring needs the clock.
#![allow(clippy::disallowed_methods)]

#[path = "store_speed/ask_counts.rs"]
mod ask_counts;
#[path = "store_speed/ask_lists.rs"]
mod ask_lists;
#[path = "store_speed/ask_numbers.rs"]
mod ask_numbers;
#[path = "../tests/made_up/mod.rs"]
mod made_up;
#[path = "store_speed/peers.rs"]
mod peers;
#[path = "store_speed/questions.rs"]
mod questions;

use made_up::{events, order, source_row};
use std::time::Instant;
use yidan_domain::order::Order;
use yidan_store::{NewSourceFile, Result, SourceRow, Store};

/// 2026-11-19 00:00 +0800.
pub const NOW: i64 = 1_795_017_600_000;
/// The made-up orders spread over a year.
pub const DAYS: i64 = 365;
/// Orders of one transaction, for all three alike.
pub const BATCH: u64 = 2_000;
pub const SHOPS: &[(&str, &str)] =
    &[("taobao", "一号店"), ("taobao", "二号店"), ("pdd", "三号店"), ("pdd", "四号店"), ("douyin", "五号店"), ("douyin", "六号店")];

fn main() {
    let orders: u64 = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(100_000);
    let mut further = std::env::args().skip(2);
    let (word, kept) = (further.next(), further.next());
    if let (Some("ask"), Some(kept)) = (word.as_deref(), &kept) {
        let store = Store::open(kept.as_ref(), NOW).expect("opens");
        return questions::ask(&store, &std::path::Path::new(kept).join("yidan.db"), orders);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    println!("{orders} orders over {DAYS} days, {} shops, {BATCH} per transaction\n", SHOPS.len());
    let raw = peers::raw(&folder.path().join("raw.db"), orders);
    let textbook = peers::textbook(&folder.path().join("textbook.db"), orders);
    let data = folder.path().join("data");
    let store = Store::open(&data, NOW).expect("opens");
    let ours = import(&store, orders);
    println!("\nimport, orders/s");
    println!("  store: trail, search, summaries        {ours:>9.0}");
    println!("  raw prepared inserts of the same rows  {raw:>9.0}   store = {:.0} % of it", 100.0 * ours / raw);
    println!("  textbook schema                        {textbook:>9.0}   store = {:.1} times it", ours / textbook);
    let size = std::fs::metadata(data.join("yidan.db")).map_or(0, |m| m.len());
    println!("  file {:.0} MB, {:.0} bytes per order", size as f64 / 1e6, size as f64 / orders as f64);
    let start = Instant::now();
    store.analyze().expect("analyzes");
    println!("  statistics {:.2} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let report = store.read(|r| r.verify_trail(|_, _| true)).expect("checks").expect("is not stopped");
    let seconds = start.elapsed().as_secs_f64();
    assert!(report.ok);
    println!("  trail of {} entries checked in {seconds:.2} s, {:.0}/s\n", report.events, report.events as f64 / seconds);
    if word.as_deref() == Some("import") {
        return;
    }
    questions::ask(&store, &data.join("yidan.db"), orders);
}

/// The orders as they come out of a file: grouped by nothing, in the order of their time.
pub fn made(from: u64, to: u64, total: u64) -> Vec<(Order, SourceRow)> {
    (from..to)
        .map(|n| {
            let shop = 1 + (n * 7 % 11 % SHOPS.len() as u64) as i64;
            let o = order(n, total, DAYS, NOW, shop, 42);
            let row = source_row(&o, n, 1);
            (o, row)
        })
        .collect()
}

fn import(store: &Store, orders: u64) -> f64 {
    store
        .write(|w| -> Result<()> {
            for (platform, name) in SHOPS {
                w.shop_id(platform, name, NOW)?;
            }
            let file = NewSourceFile {
                hash: [1; 32],
                shop_id: 1,
                name: "made-up.csv".to_owned(),
                bytes: 1,
                platform: "taobao".to_owned(),
                kind: "orders".to_owned(),
                actor: "bench".to_owned(),
                at_ms: NOW,
            };
            w.add_source_file(&file).map(|_| ())
        })
        .expect("shops are made");
    let mut spent = 0.0;
    let mut at = 0;
    while at < orders {
        let to = (at + BATCH).min(orders);
        let batch = made(at, to, orders);
        let start = Instant::now();
        store
            .write_bulk(|w| -> Result<()> {
                for (mut o, row) in batch {
                    // What an import asks first: is the order known?
                    if w.find_order(o.shop_id, &o.order_no)?.is_none() {
                        let first = events(&o, NOW);
                        w.insert_order(&mut o, &first, &[row])?;
                    }
                }
                Ok(())
            })
            .expect("the batch goes in");
        spent += start.elapsed().as_secs_f64();
        at = to;
    }
    orders as f64 / spent
}
