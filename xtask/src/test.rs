//! `cargo xtask test`: every test of every part, and one closing line for all of them.

use crate::packages::{self, Need};
use crate::run::{build_ui, install_packages, install_ui};
use crate::steps::{Count, command, counted, gate, npm, step};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

const SUITES: &[&str] = &["gates", "ui", "rust", "e2e", "window"];

/// The version of the WebDriver front for the window; it belongs to Tauri 2.
const TAURI_DRIVER: &str = "2.0.6";

/// A real store that the tests of the sync talk to. Its packages need nothing to be built.
const STORE: &str = "crates/yidan-host/tests/stores/vendure";

pub fn test(names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|n| !SUITES.contains(&n.as_str())) {
        bail!("no suite {unknown}; there are {SUITES:?}");
    }
    let wanted = |suite: &str| names.is_empty() || names.iter().any(|n| n == suite);
    packages::install(Need::Test)?;
    install_ui()?;
    build_ui()?;
    let mut total = Count::default();
    if wanted("gates") {
        total += gates();
    }
    if wanted("ui") {
        total += counted(in_ui("test"))?;
    }
    if wanted("rust") {
        total += rust()?;
    }
    if wanted("e2e") {
        step("cargo", &["build", "-p", "yidan-host", "--bin", "yidan-cli"])?;
        let mut c = in_ui("e2e");
        c.env("YIDAN_CLI", target("debug/yidan-cli"));
        total += counted(c)?;
    }
    if wanted("window") {
        total += window()?;
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        bail!("tests failed");
    }
    Ok(())
}

/// Form and lints of both languages.
fn gates() -> Count {
    let mut total = gate(command("cargo", &["fmt", "--all", "--check"]));
    total += gate(command("cargo", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]));
    for script in ["format:check", "lint", "typecheck"] {
        total += gate(in_ui(script));
    }
    total
}

fn rust() -> Result<Count> {
    install_packages(STORE, &["--ignore-scripts"])?;
    let mut c = command("cargo", &["test", "--workspace", "--exclude", "yidan", "--no-fail-fast", "--quiet"]);
    c.env("YIDAN_CUPS_TESTS", "1").env("YIDAN_STORE_TESTS", "1");
    counted(c)
}

/// The real window, driven through tauri-driver and WebKitWebDriver under Xvfb.
fn window() -> Result<Count> {
    if !cfg!(target_os = "linux") {
        println!("The window is driven on Linux only.");
        return Ok(Count::default());
    }
    let tools = target("tools");
    let driver = tools.join("bin/tauri-driver");
    if !driver.is_file() {
        let root = tools.to_string_lossy().into_owned();
        step("cargo", &["install", "--quiet", "--locked", "--root", &root, "--version", TAURI_DRIVER, "tauri-driver"])?;
    }
    step("cargo", &["build", "-p", "yidan"])?;
    let mut c = command(
        "xvfb-run",
        &["-a", "-s", "-screen 0 1366x768x24", "node", "--test", "--test-force-exit", "--test-reporter=tap", "ui/window/window.test.mjs"],
    );
    c.env("TAURI_DRIVER", driver).env("YIDAN_APP", target("debug/yidan"));
    counted(c)
}

fn in_ui(script: &str) -> Command {
    let mut c = command(npm(), &["run", "--silent", script]);
    c.current_dir("ui");
    c
}

/// A path below cargo's target folder.
pub fn target(below: &str) -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::steps::root().join("target"), PathBuf::from);
    folder.join(below)
}
