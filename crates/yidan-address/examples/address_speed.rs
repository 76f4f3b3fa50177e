//! Prints records per second on one thread, and what the tables cost at start. Reads the cases that the tests use.
//! The clock is used here and nowhere else in the crate.
#![allow(clippy::disallowed_methods)]

use std::time::Instant;

fn resident_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

fn per_second(count: usize, start: Instant) -> f64 {
    count as f64 / start.elapsed().as_secs_f64()
}

fn main() {
    let before = resident_kib();
    let start = Instant::now();
    yidan_address::parse("浙江省");
    println!("start-up: {:.1} ms, {:.1} MB", start.elapsed().as_secs_f64() * 1e3, (resident_kib().saturating_sub(before)) as f64 / 1024.0);

    let file = include_str!("../tests/cases/dev.json");
    let cases: serde_json::Value = serde_json::from_str(file).expect("the cases are JSON");
    let texts: Vec<&str> = cases["cases"].as_array().expect("a list").iter().filter_map(|case| case["input"].as_str()).collect();
    let rounds = 40;
    let start = Instant::now();
    let mut kept = 0;
    for _ in 0..rounds {
        for text in &texts {
            kept += yidan_address::parse(text).detail.len();
        }
    }
    println!("parse: {:.0} records/s on one thread ({kept} bytes of detail)", per_second(rounds * texts.len(), start));

    let lines: Vec<String> = texts.iter().map(|text| serde_json::json!({"id": "1", "text": text}).to_string()).collect();
    let start = Instant::now();
    let mut out = Vec::new();
    for _ in 0..rounds {
        out.clear();
        for line in &lines {
            let asked: std::collections::HashMap<&str, std::borrow::Cow<'_, str>> = serde_json::from_str(line).expect("JSON");
            serde_json::to_writer(&mut out, &yidan_address::parse(&asked["text"])).expect("memory");
        }
    }
    println!(
        "JSON line to JSON line: {:.0} records/s on one thread ({} bytes a round)",
        per_second(rounds * texts.len(), start),
        out.len()
    );

    let parsed: Vec<yidan_address::Parsed> = texts.iter().map(|text| yidan_address::parse(text)).collect();
    let start = Instant::now();
    for _ in 0..rounds {
        for it in &parsed {
            let fields = yidan_address::Fields {
                province: it.province,
                city: it.city,
                district: it.district,
                street: "",
                address: &it.detail,
                name: &it.name,
                phone: &it.phone,
            };
            kept += yidan_address::check(&fields).detail.len();
        }
    }
    println!("check: {:.0} records/s on one thread ({kept} bytes of detail)", per_second(rounds * parsed.len(), start));
}
