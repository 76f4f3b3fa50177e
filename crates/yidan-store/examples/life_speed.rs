//! Measures an order's life: `cargo run --release -p yidan-store --example life_speed -- [orders]` (default 50,000).
//! State changes with their entry of the trail in batches of 500, beside raw updates and inserts on a copy of the same file; the check
//! of the trail beside the bare hash. Absolute times are those of this machine; the ratios are what counts.

// The method itself is not general enough over the life of a handle; the lint does not see that.
#![allow(clippy::redundant_closure_for_method_calls)]
// Measuring needs the clock.
#![allow(clippy::disallowed_methods)]

#[path = "../tests/made_up/mod.rs"]
mod made_up;

use made_up::{events, order};
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::Instant;
use yidan_domain::order::State;
use yidan_store::{NewEvent, Result, Store};

/// 2026-11-19 00:00 +0800.
const NOW: i64 = 1_795_017_600_000;
/// Changes of one transaction, for both alike; each waits for the disk.
const BATCH: usize = 500;
const STEPS: [State; 3] = [State::Printed, State::Shipped, State::InTransit];

fn main() {
    let orders: u64 = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(50_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    let store = Store::open(&data, NOW).expect("opens");
    let ids = fill(&store, orders);
    store.tidy().expect("tidies");
    let copy = folder.path().join("raw.db");
    std::fs::copy(data.join("yidan.db"), &copy).expect("copies");
    let (raw, ours) = (raw(&copy, &ids), changes(&store, &ids));
    println!("{orders} orders, three state changes each, {BATCH} per transaction\n");
    println!("state changes, /s");
    println!("  store: order read, state, trail, summaries  {ours:>9.0}");
    println!("  raw UPDATE and INSERT on the same file      {raw:>9.0}   store = {:.0} % of it", 100.0 * ours / raw);
    let (checked, hashed) = (check(&store), hashes(&store));
    println!("\ncheck of the trail, entries/s");
    println!("  verify                                      {checked:>9.0}");
    println!("  bare hash of as many bytes                  {hashed:>9.0}   verify = {:.0} % of it", 100.0 * checked / hashed);
}

fn fill(store: &Store, orders: u64) -> Vec<i64> {
    let mut ids = Vec::new();
    for from in (0..orders).step_by(2_000) {
        let done = store.write_bulk(|w| -> Result<()> {
            let shop = w.shop_id("taobao", "一号店", NOW)?;
            for n in from..(from + 2_000).min(orders) {
                let mut o = order(n, orders, 30, NOW, shop, 42);
                o.state = State::ToPrint;
                let first = events(&o, NOW);
                w.insert_order(&mut o, &first, &[])?;
                ids.push(o.id);
            }
            Ok(())
        });
        done.expect("the orders go in");
    }
    ids
}

/// Changes a second as the desk makes them.
fn changes(store: &Store, ids: &[i64]) -> f64 {
    let start = Instant::now();
    for to in STEPS {
        for part in ids.chunks(BATCH) {
            let done = store.write(|w| -> Result<()> {
                for id in part {
                    let Some(before) = w.order(*id)? else { continue };
                    let mut after = before.clone();
                    after.state = to;
                    let (from, actor, kind) = (Some(before.state), "店主".to_owned(), "print".to_owned());
                    let event = NewEvent { at_ms: NOW, actor, kind, from, to: Some(to), ..NewEvent::default() };
                    w.update_order(&before, &after, &[event], &[])?;
                }
                Ok(())
            });
            done.expect("the batch goes in");
        }
    }
    (ids.len() * STEPS.len()) as f64 / start.elapsed().as_secs_f64()
}

/// The same rows by raw prepared statements: one update, one insert, nothing read, hashed or summed.
fn raw(file: &Path, ids: &[i64]) -> f64 {
    let conn = Connection::open(file).expect("opens");
    conn.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=16000; PRAGMA cache_size=-65536;
         PRAGMA temp_store=MEMORY;",
    )
    .expect("pragmas");
    let mut n: i64 = conn.query_row("SELECT events FROM trail_head", [], |r| r.get(0)).expect("reads");
    let start = Instant::now();
    for to in STEPS {
        for part in ids.chunks(BATCH) {
            conn.execute_batch("BEGIN IMMEDIATE").expect("begins");
            for id in part {
                let mut update =
                    conn.prepare_cached("UPDATE orders SET state = ?2, since_ms = ?3, updated_at_ms = ?3 WHERE id = ?1").expect("prepares");
                update.execute(params![id, to.code(), NOW]).expect("updates");
                n += 1;
                let mut insert = conn
                    .prepare_cached(
                        "INSERT INTO order_event (n, order_id, at_ms, actor, kind, from_state, to_state, rule, data, hash)
                         VALUES (?1, ?2, ?3, '店主', 'print', 40, ?4, NULL, NULL, zeroblob(16))",
                    )
                    .expect("prepares");
                insert.execute(params![n, id, NOW, to.code()]).expect("inserts");
            }
            conn.execute_batch("COMMIT").expect("commits");
        }
    }
    (ids.len() * STEPS.len()) as f64 / start.elapsed().as_secs_f64()
}

/// Entries a second that the whole check takes.
fn check(store: &Store) -> f64 {
    let start = Instant::now();
    let report = store.read(|r| r.verify_trail(|_, _| true)).expect("checks").expect("is not stopped");
    assert!(report.ok, "{report:?}");
    report.events as f64 / start.elapsed().as_secs_f64()
}

/// Entries a second that the hash alone takes, over as many bytes as an entry has, each fed the hash before.
fn hashes(store: &Store) -> f64 {
    let total = store.read(|r| r.event_count()).expect("counts");
    let sample = store.read(|r| r.hashed_events(0, 1_000)).expect("reads");
    let texts = |e: &yidan_store::HashedEvent| {
        e.actor.len() + e.kind.len() + e.rule.as_ref().map_or(0, String::len) + e.data.as_ref().map_or(0, String::len)
    };
    // Before the texts stand the hash before, five numbers and four lengths.
    let bytes = 16 + 40 + 16 + sample.iter().map(texts).sum::<usize>() / sample.len().max(1);
    let mut buffer = vec![7; bytes];
    let start = Instant::now();
    for _ in 0..total {
        let hash = blake3::hash(&buffer);
        buffer[..16].copy_from_slice(&hash.as_bytes()[..16]);
    }
    assert!(!buffer.is_empty());
    total as f64 / start.elapsed().as_secs_f64()
}
