//! The plug is pulled: the real program is killed in the middle of an import and of a print run. Nothing is lost, doubled or half-written,
//! and no label comes out twice without anybody being told.
#![cfg(unix)]

#[allow(dead_code)] // Each test file uses its own part of the bench.
mod print_bench;

use print_bench::{Bench, is_wanted, wait};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use yidan_app::desk::Session;
use yidan_app::table;
use yidan_host::printers::MachinePrinters;
use yidan_host::world::World;

fn cli(data: &Path, line: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yidan-cli"));
    command
        .env("YIDAN_DATA", data)
        .env("CUPS_SERVER", "127.0.0.1:9")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .args(line);
    command
}

fn ask(world: &World, name: &str, request: Value) -> Value {
    table::call(&world.app, &Session::owner(), name, request).unwrap_or_else(|f| panic!("{name}: {f:?}"))
}

/// A world on the folder; opened only while no killed program can be writing.
fn world(data: &Path, printer: &str) -> World {
    World::open_with(data, MachinePrinters::at("127.0.0.1:9", &[printer])).expect("opens")
}

fn kill(mut child: Child) {
    child.kill().expect("killed");
    child.wait().expect("ended");
}

const ORDERS: usize = 12_000;

fn export(folder: &Path) -> String {
    let mut text =
        String::from("\u{feff}商品,订单号,订单状态,用户实付金额(元),商家实收金额(元),商品数量(件),样式ID,商品规格,订单成交时间\r\n");
    for n in 0..ORDERS {
        let (minute, second) = (n / 60 % 60, n % 60);
        let _ = write!(text, "样品,260510-{n:015},待发货,1.00,1.00,1,S{},白色,2026-05-10 14:{minute:02}:{second:02}\r\n", n % 7);
    }
    let path = folder.join("导出.csv");
    std::fs::write(&path, text).expect("written");
    path.to_string_lossy().into_owned()
}

#[test]
fn an_import_that_is_killed_again_and_again() {
    let here = tempfile::tempdir().expect("folder");
    let (data, file) = (here.path().join("data"), export(here.path()));
    let journal = data.join("yidan.db-wal");
    let mut cuts = 0;
    for round in 1..=6_u64 {
        let before = std::fs::metadata(&journal).map_or(0, |m| m.len());
        let mut child = cli(&data, &["files", "import", &file]).spawn().expect("starts");
        // Killed as soon as something more has been written; each round a little later.
        let ended = wait("something written", || {
            if child.try_wait().expect("a child").is_some() {
                return Some(true);
            }
            let grown = std::fs::metadata(&journal).map_or(0, |m| m.len()).saturating_sub(before);
            (grown > round * 700_000).then_some(false)
        });
        if ended {
            break;
        }
        kill(child);
        cuts += 1;
        let world = world(&data, "");
        assert_eq!(ask(&world, "trail.verify", json!({}))["ok"], true, "after cut {cuts}");
        let total = ask(&world, "orders.list", json!({}))["total"].as_i64().expect("total");
        assert_eq!(total % 2_000, 0, "whole transactions only");
    }
    assert!(cuts > 0, "the import was faster than the first look");
    // After the restart the cut-off imports go on by themselves.
    let world = world(&data, "");
    while world.app.work_once(&|| false) {}
    let jobs = ask(&world, "jobs.list", json!({}));
    for job in jobs["jobs"].as_array().expect("jobs") {
        assert_eq!(job["state"], "done", "{job}");
    }
    assert_eq!(ask(&world, "orders.list", json!({}))["total"], ORDERS as i64);
    let frozen = ask(&world, "orders.snapshot", json!({}));
    assert_eq!(frozen["sum_fen"], ORDERS as i64 * 100);
    assert_eq!(ask(&world, "trail.verify", json!({}))["ok"], true);
    drop(world);
    let again = cli(&data, &["files", "import", &file, "--json"]).stdout(Stdio::piped()).output().expect("runs");
    let reply: Value = serde_json::from_slice(&again.stdout).expect("json");
    assert_eq!((&reply["files"][0]["orders_new"], &reply["files"][0]["orders_unchanged"]), (&json!(0), &json!(ORDERS)));
}

#[test]
fn a_print_run_that_is_killed() {
    if !is_wanted() {
        return;
    }
    let bench = Bench::new();
    let (printer, _runs) =
        bench.network_printer("labels", r#"cp "$1" "$captured/$IPP_JOB_ID.pdf"; echo "$IPP_JOB_NAME" > "$captured/$IPP_JOB_ID.name""#);
    let captured = || {
        let names = std::fs::read_dir(bench.at("captured"))
            .expect("folder")
            .flatten()
            .filter(|e| e.path().extension().is_some_and(|x| x == "name"));
        names.map(|e| std::fs::read_to_string(e.path()).expect("name").trim().to_owned()).collect::<Vec<_>>()
    };
    let data = bench.at("data");
    assert!(cli(&data, &["orders", "demo", "--orders", "500", "--seed", "3"]).status().expect("demo").success());
    let child = cli(&data, &["labels", "print", "--printer", &printer, "--all"]).env("YIDAN_PRINTERS", &printer).spawn().expect("starts");
    wait("three labels on paper", || (captured().len() >= 3).then_some(()));
    kill(child);

    let world = world(&data, &printer);
    let job = ask(&world, "jobs.list", json!({}))["jobs"][0].clone();
    let print =
        ask(&world, "jobs.list", json!({}))["jobs"].as_array().expect("jobs").iter().find(|j| j["kind"] == "print").cloned().unwrap_or(job);
    assert_eq!(print["state"], "interrupted", "paper does not go on by itself: {print}");
    // A second clerk who prints everything meanwhile gets none of the labels that are under way.
    let second = table::call(&world.app, &Session::owner(), "labels.print", json!({"selection": "all_to_print", "printer": printer}));
    if let Ok(started) = second {
        let ended = world.app.run_job(started["job"].as_i64().expect("job")).expect("runs");
        assert_eq!(ended.result.expect("result")["printed"], 0);
    }
    ask(&world, "jobs.resume", json!({"job": print["id"]}));
    let ended = world.app.run_job(print["id"].as_i64().expect("id")).expect("runs");
    let result = ended.result.expect("result");
    let labels = result["labels"].as_array().expect("labels");
    let mut copies: HashMap<String, usize> = HashMap::new();
    for name in captured() {
        *copies.entry(name).or_default() += 1;
    }
    for label in labels {
        let title = format!("{}-{:03}", result["batch_no"].as_str().expect("no"), label["sequence"].as_i64().expect("seq"));
        let out = copies.get(&title).copied().unwrap_or(0);
        match label["state"].as_str().expect("state") {
            "printed" => assert_eq!(out, 1, "{title}"),
            // Sent, but the answer was lost: it may be on paper once, and a person is told.
            "unknown" => assert!(out <= 1 && label["words"].is_string(), "{title}"),
            other => panic!("{title} is {other}: {label}"),
        }
    }
    assert_eq!(
        copies.len(),
        labels.iter().filter(|l| l["state"] == "printed").count()
            + labels
                .iter()
                .filter(|l| l["state"] == "unknown" && {
                    let title = format!("{}-{:03}", result["batch_no"].as_str().expect("no"), l["sequence"].as_i64().expect("seq"));
                    copies.contains_key(&title)
                })
                .count()
    );
    assert_eq!(ask(&world, "trail.verify", json!({}))["ok"], true);
}
