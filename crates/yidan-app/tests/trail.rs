//! The trail as it is handed out: a third person computes the chain again from the file alone, by the form in docs/trail.md.

mod world;

use serde_json::{Value, json};
use world::World;

/// The chain by the written form, without anything of the store.
fn hash(previous: &[u8], e: &Value) -> Vec<u8> {
    let mut bytes = previous.to_vec();
    for name in ["n", "order_id", "at_ms"] {
        bytes.extend(e[name].as_i64().expect(name).to_le_bytes());
    }
    for name in ["from", "to"] {
        bytes.extend(e[name].as_i64().unwrap_or(-1).to_le_bytes());
    }
    for name in ["actor", "kind", "rule", "data"] {
        match e[name].as_str() {
            None => bytes.extend(u32::MAX.to_le_bytes()),
            Some(text) => {
                bytes.extend((text.len() as u32).to_le_bytes());
                bytes.extend(text.as_bytes());
            }
        }
    }
    blake3::hash(&bytes).as_bytes()[..16].to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn the_exported_trail_can_be_computed_again() {
    let w = World::new();
    w.job("orders.demo", json!({"orders": 60, "seed": 3}));
    w.pass(24 * 60);
    w.ok("orders.flag", json!({"selection": "all_to_print", "flag": 2}));
    let job = w.job("trail.export", json!({}));
    let bytes = w.bytes(&job.file.expect("a file"));
    let lines: Vec<Value> = bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty()).map(|l| serde_json::from_slice(l).unwrap()).collect();
    let total = lines[0]["events"].as_i64().unwrap();
    assert_eq!(lines[0]["form"], "yidan-trail/1");
    let mut last = vec![0; 16];
    let mut hashes = Vec::new();
    for (at, e) in lines[1..].iter().take_while(|l| l["n"].is_i64()).enumerate() {
        assert_eq!(e["n"], json!(at + 1));
        last = hash(&last, e);
        assert_eq!(e["hash"], json!(hex(&last)), "entry {}", e["n"]);
        hashes.push(hex(&last));
    }
    assert_eq!(hashes.len() as i64, total);
    let days: Vec<&Value> = lines.iter().filter(|l| l["day"].is_string()).collect();
    let told: Vec<&str> = days.iter().map(|d| d["day"].as_str().unwrap()).collect();
    assert_eq!(told, ["2026-11-22", "2026-11-23"]);
    for d in &days {
        assert_eq!(d["hash"], json!(hashes[d["events"].as_u64().unwrap() as usize - 1]));
    }
    // Handing it out is on record as well: the last day has one entry more now.
    let heads = w.ok("trail.heads", json!({}));
    assert_eq!(heads["heads"][0]["hash"], days[0]["hash"]);
    assert_eq!(heads["heads"][1]["events"], json!(total + 1));
    assert_eq!(w.ok("trail.verify", json!({}))["ok"], true);
}
