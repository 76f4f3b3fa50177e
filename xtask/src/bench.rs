//! `cargo xtask bench`: figures, each printed beside a limit or a peer measured in the same run. Nothing here is a test.

use crate::packages::{self, Need};
use crate::steps::{command, finish, npm, step};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

const NAMES: &[&str] = &["store", "life", "labels", "month", "sheets", "address", "review", "sync", "scan", "window"];

pub fn bench(args: &[String]) -> Result<()> {
    let (names, rest): (Vec<_>, Vec<_>) = args.iter().partition(|a| a.parse::<u64>().is_err());
    if let Some(unknown) = names.iter().find(|n| !NAMES.contains(&n.as_str())) {
        bail!("no bench {unknown}; there are {NAMES:?}");
    }
    let wanted = |name: &str| names.is_empty() || names.iter().any(|n| n.as_str() == name);
    packages::install(Need::Bench)?;
    let size = rest.first().map(|s| s.as_str());
    if wanted("store") {
        example("yidan-store", "store_speed", &[size.unwrap_or("1000000")])?;
    }
    if wanted("life") {
        example("yidan-store", "life_speed", &[size.unwrap_or("50000")])?;
    }
    if wanted("labels") {
        example("yidan-labels", "label_speed", &[])?;
        example("yidan-labels", "bare_labels", &["1000"])?;
        python(&["reportlab"], &["xtask/bench/reportlab_labels.py"])?;
    }
    if wanted("month") {
        for orders in ["100000", "1000000"] {
            example("yidan-sheets", "month_speed", &[orders])?;
            python(&["XlsxWriter"], &["xtask/bench/xlsxwriter_month.py", orders])?;
        }
    }
    if wanted("sheets") {
        let python = python_with(&["openpyxl==3.1.5"])?;
        let mut reading = example_command("yidan-sheets", "file_speed", &size.into_iter().collect::<Vec<_>>());
        reading.env("YIDAN_BENCH_PYTHON", python);
        finish(reading)?;
    }
    if wanted("address") {
        example("yidan-address", "address_speed", &[])?;
        addresses()?;
    }
    if wanted("review") {
        example("yidan-domain", "review_speed", &[])?;
    }
    if wanted("sync") {
        example("yidan-host", "sync_speed", &size.into_iter().collect::<Vec<_>>())?;
    }
    if wanted("scan") {
        example("yidan-host", "scan_speed", &size.into_iter().collect::<Vec<_>>())?;
    }
    if wanted("window") {
        crate::run::build_ui()?;
        step("cargo", &["build", "--release", "-p", "yidan"])?;
        step("cargo", &["build", "--release", "-p", "yidan-host", "--bin", "yidan-cli"])?;
        step("bash", &["xtask/bench/window.sh", size.unwrap_or("1000000")])?;
    }
    Ok(())
}

fn example(package: &str, name: &str, args: &[&str]) -> Result<()> {
    finish(example_command(package, name, args))
}

fn example_command(package: &str, name: &str, args: &[&str]) -> Command {
    let mut words = vec!["run", "--quiet", "--release", "-p", package, "--example", name];
    if !args.is_empty() {
        words.push("--");
        words.extend(args);
    }
    command("cargo", &words)
}

/// Our parser and its peers on the same cases: whole records, faults seen, needless alarms, records a second.
fn addresses() -> Result<()> {
    let cases = "crates/yidan-address/tests/cases/dev.json";
    let home = crate::test::target("bench-node");
    std::fs::create_dir_all(&home)?;
    let out = |name: &str| home.join(name).to_string_lossy().into_owned();
    let place = home.to_string_lossy();
    let (ours, jionlp) = (out("yidan-address.jsonl"), out("jionlp.jsonl"));
    example("yidan-address", "parse_cases", &[cases, &ours])?;
    let mut answers = vec![ours.as_str()];
    let peers = [("zh-address-parse", "1.3.16"), ("address-parse", "1.2.19")];
    let wanted: Vec<String> = peers.iter().map(|(name, version)| format!("{name}@{version}")).collect();
    let mut install = vec!["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", &place];
    install.extend(wanted.iter().map(String::as_str));
    finish(command(npm(), &install))?;
    let files: Vec<String> = peers.iter().map(|(name, _)| out(&format!("{name}.jsonl"))).collect();
    for ((name, _), file) in peers.iter().zip(&files) {
        finish(command("node", &["xtask/bench/address_peers.mjs", &place, cases, name, file]))?;
        answers.push(file);
    }
    python(&["jionlp==1.5.31"], &["xtask/bench/address_jionlp.py", cases, &jionlp])?;
    answers.push(&jionlp);
    let mut score = vec!["xtask/bench/address_score.py", cases];
    score.extend(answers);
    finish(command("python3", &score))
}

/// Runs a peer with the Python packages it needs.
fn python(packages: &[&str], script: &[&str]) -> Result<()> {
    finish(command(&python_with(packages)?.to_string_lossy(), script))
}

/// A Python environment of our own below the target folder, with these packages.
fn python_with(packages: &[&str]) -> Result<PathBuf> {
    let home = crate::test::target("bench-python");
    if !home.join("bin/pip").is_file() {
        step("python3", &["-m", "venv", "--clear", &home.to_string_lossy()])?;
    }
    let bin = |name: &str| -> PathBuf { home.join("bin").join(name) };
    let mut install = vec!["install", "--quiet", "--disable-pip-version-check"];
    install.extend(packages);
    finish(command(&bin("pip").to_string_lossy(), &install))?;
    Ok(bin("python"))
}
