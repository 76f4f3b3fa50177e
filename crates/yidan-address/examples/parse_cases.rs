//! `parse_cases CASES.json ANSWERS.jsonl`: answers every case in the shape that `xtask/bench/address_score.py` reads, for comparing parsers.
//! The clock is used here for the rate of parsing alone.
#![allow(clippy::disallowed_methods)]

use serde_json::{Value, json};
use std::io::Write;
use std::time::Instant;

const ROUNDS: usize = 20;

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [cases, answers] = &args[..] else { panic!("parse_cases CASES.json ANSWERS.jsonl") };
    let file: Value = serde_json::from_str(&std::fs::read_to_string(cases)?)?;
    let list = file["cases"].as_array().expect("a list of cases");
    let texts: Vec<&str> = list.iter().map(|case| case["input"].as_str().unwrap_or_default()).collect();
    let mut out = std::io::BufWriter::new(std::fs::File::create(answers)?);
    yidan_address::parse("浙江省");
    let start = Instant::now();
    let mut kept = 0;
    for _ in 0..ROUNDS {
        kept += texts.iter().map(|text| yidan_address::parse(text).detail.len()).sum::<usize>();
    }
    assert!(kept > 0, "the work is not left out");
    let per_second = (ROUNDS * texts.len()) as f64 / start.elapsed().as_secs_f64();
    writeln!(out, "{}", json!({"about": {"system": "yidan-address", "per_second": per_second}}))?;
    for (case, text) in list.iter().zip(texts) {
        let mut answer = serde_json::to_value(yidan_address::parse(text))?;
        answer["id"] = case["id"].clone();
        writeln!(out, "{answer}")?;
    }
    out.flush()
}
