//! `cargo xtask bench`: figures, each printed beside a limit or a peer measured in the same run. Nothing here is a test.

use crate::packages::{self, Need};
use crate::steps::{command, finish, step};
use anyhow::{Result, bail};
use std::path::PathBuf;

const NAMES: &[&str] = &["store", "labels", "month", "sheets", "address", "window"];

pub fn bench(args: &[String]) -> Result<()> {
    let (names, rest): (Vec<_>, Vec<_>) = args.iter().partition(|a| a.parse::<u64>().is_err());
    if let Some(unknown) = names.iter().find(|n| !NAMES.contains(&n.as_str())) {
        bail!("no bench {unknown}; there are {NAMES:?}");
    }
    let wanted = |name: &str| names.is_empty() || names.iter().any(|n| n.as_str() == name);
    packages::install(Need::Test)?;
    let size = rest.first().map(|s| s.as_str());
    if wanted("store") {
        example("yidan-store", "store_speed", &[size.unwrap_or("1000000")])?;
    }
    if wanted("labels") {
        example("yidan-labels", "label_speed", &[])?;
        python(&["reportlab"], "xtask/bench/reportlab_labels.py")?;
    }
    if wanted("month") {
        example("yidan-sheets", "month_speed", &[])?;
        python(&["XlsxWriter"], "xtask/bench/xlsxwriter_month.py")?;
    }
    if wanted("sheets") {
        example("yidan-sheets", "file_speed", &[])?;
    }
    if wanted("address") {
        example("yidan-address", "address_speed", &[])?;
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
    let mut words = vec!["run", "--quiet", "--release", "-p", package, "--example", name];
    if !args.is_empty() {
        words.push("--");
        words.extend(args);
    }
    step("cargo", &words)
}

/// Runs a peer in a Python environment of its own below the target folder.
fn python(packages: &[&str], script: &str) -> Result<()> {
    let home = crate::test::target("bench-python");
    if !home.join("bin/python").is_file() {
        step("python3", &["-m", "venv", &home.to_string_lossy()])?;
    }
    let bin = |name: &str| -> PathBuf { home.join("bin").join(name) };
    let mut install = vec!["install", "--quiet", "--disable-pip-version-check"];
    install.extend(packages);
    finish(command(&bin("pip").to_string_lossy(), &install))?;
    finish(command(&bin("python").to_string_lossy(), &[script]))
}
