//! Measures the scan desk: `cargo run --release -p yidan-host --example scan_speed -- [orders]` (default 1,000,000).
//! From a code to its answer, committed: parcels that leave, doubles, numbers of nobody, articles, with and without counting of goods; beside
//! one durable change of a setting, which is what the disk alone asks for. Absolute times are those of this machine; the limit is 50 ms.

// Measuring needs the clock.
#![allow(clippy::disallowed_methods)]

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use yidan_app::desk::Session;
use yidan_app::table;
use yidan_host::printers::MachinePrinters;
use yidan_host::world::World;

/// Parcels that leave.
const PARCELS: usize = 1_000;
const LIMIT_MS: f64 = 50.0;

fn main() {
    let orders: u64 = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let world = World::open_with(folder.path(), MachinePrinters::at("127.0.0.1:9", &[])).expect("opens");
    let start = Instant::now();
    let job = ask(&world, "orders.demo", json!({ "orders": orders, "seed": 1 }));
    world.app.run_job(job["job"].as_i64().expect("a job")).expect("runs");
    let parcels = ready(&world);
    println!("{orders} orders made in {:.0} s, {} parcels ready\n", start.elapsed().as_secs_f64(), parcels.len());

    let settings = times(0..500, |n| {
        ask(&world, "settings.set", json!({ "key": "bench", "value": n }));
    });
    let half = parcels.len() / 2;
    let leave = times(&parcels[..half], |(number, _)| expect(&world, number, "green"));
    let double = times(&parcels[..half], |(number, _)| expect(&world, number, "amber"));
    let foreign = times(0..500, |n| expect(&world, &format!("7899{n:010}"), "red"));
    let goods = times(parcels[..half].iter().flat_map(|(_, codes)| codes), |code| expect(&world, code, "amber"));
    ask(&world, "settings.set", json!({ "key": "scan", "value": { "check_goods": true } }));
    let counted = times(parcels[half..].iter().flat_map(|(number, codes)| std::iter::once(number).chain(codes)), |code| {
        expect(&world, code, "green");
    });

    println!("ms from code to answer                p50     p95     p99     max");
    for (name, list) in [
        ("one durable change, nothing else", &settings),
        ("a parcel leaves by its label", &leave),
        ("the same parcel again", &double),
        ("a number of nobody", &foreign),
        ("an article where a label is due", &goods),
        ("label and goods, piece by piece", &counted),
    ] {
        println!("  {name:<34}{}", line(list));
    }
    let mut all: Vec<f64> = [leave, double, foreign, goods, counted].concat();
    all.sort_by(f64::total_cmp);
    let p99 = percentile(&all, 0.99);
    let verdict = if p99 <= LIMIT_MS { "within" } else { "OVER" };
    println!("\nall {} scans: p99 {p99:.1} ms, {verdict} the limit of {LIMIT_MS:.0} ms", all.len());
}

fn ask(world: &World, name: &str, request: Value) -> Value {
    table::call(&world.app, &Session::owner(), name, request).unwrap_or_else(|f| panic!("{name}: {f:?}"))
}

fn expect(world: &World, code: &str, colour: &str) {
    let reply = ask(world, "scan.act", json!({ "code": code }));
    assert_eq!(reply["colour"], colour, "{code}: {reply}");
}

/// Parcels with a number and a label, and their articles piece by piece.
fn ready(world: &World) -> Vec<(String, Vec<String>)> {
    let mut out = Vec::new();
    let mut after = Value::Null;
    while out.len() < PARCELS {
        let filter = json!({ "states": ["to_print"], "held": false, "exception": false, "after_sale": false });
        let page = ask(world, "orders.list", json!({ "filter": filter, "limit": 500, "after": after }));
        for order in page["orders"].as_array().into_iter().flatten() {
            let items = order["items"].as_array().cloned().unwrap_or_default();
            let coded = items.iter().all(|i| i["sku_code"].is_string() && i["qty"].is_i64());
            if !coded || out.len() == PARCELS {
                continue;
            }
            let number = format!("SF1{:012}", out.len());
            let trackings = json!({ "trackings": [["顺丰速运", number]] });
            let printed = json!({ "no": order["order_no"], "event": "print", "fields": trackings });
            if table::call(&world.app, &Session::owner(), "orders.apply", printed).is_err() {
                continue;
            }
            let pieces = items.iter().flat_map(|i| {
                let code = i["sku_code"].as_str().unwrap_or_default().to_owned();
                std::iter::repeat_n(code, usize::try_from(i["qty"].as_i64().unwrap_or(1)).unwrap_or(1))
            });
            out.push((number, pieces.collect()));
        }
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    out
}

fn times<T>(over: impl IntoIterator<Item = T>, mut act: impl FnMut(T)) -> Vec<f64> {
    let one = |each: T| {
        let start = Instant::now();
        act(each);
        ms(start.elapsed())
    };
    over.into_iter().map(one).collect()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn percentile(sorted: &[f64], part: f64) -> f64 {
    sorted.get(((sorted.len() as f64 - 1.0) * part).round() as usize).copied().unwrap_or_default()
}

fn line(list: &[f64]) -> String {
    let mut sorted = list.to_vec();
    sorted.sort_by(f64::total_cmp);
    [0.5, 0.95, 0.99, 1.0].iter().map(|p| format!("{:>8.1}", percentile(&sorted, *p))).collect()
}
