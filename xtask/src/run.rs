//! `cargo xtask run`: from a fresh clone to the open window.

use crate::packages::{self, Need};
use crate::steps::{command, finish, npm, step, step_in};
use anyhow::Result;
use std::path::Path;

pub fn run(args: &[String]) -> Result<()> {
    packages::install(Need::Run)?;
    build_ui()?;
    let rest: Vec<&str> = args.iter().map(String::as_str).skip_while(|a| *a == "--").collect();
    if has_display() {
        let mut words = vec!["run", "--release", "-p", "yidan", "--"];
        words.extend(&rest);
        return step("cargo", &words);
    }
    println!("\nThere is no display here. The same desk is served to a browser instead: open the address that follows.");
    let mut words = vec!["run", "--release", "-p", "yidan-host", "--bin", "yidan-cli", "--"];
    words.extend(&rest);
    words.push("serve");
    finish(command("cargo", &words))
}

/// Installs the UI's packages when the lock file is newer than what is there, and builds the bundle.
pub fn build_ui() -> Result<()> {
    install_ui()?;
    step_in("ui", npm(), &["run", "--silent", "build"])
}

pub fn install_ui() -> Result<()> {
    install_packages("ui", &[])
}

/// Packages of a folder as its lock file has them, unless they are there already.
pub fn install_packages(folder: &str, options: &[&str]) -> Result<()> {
    let changed = |p: &str| Path::new(folder).join(p).metadata().and_then(|m| m.modified()).ok();
    let fresh = match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Some(there), Some(wanted)) => there >= wanted,
        _ => false,
    };
    if fresh { Ok(()) } else { step_in(folder, npm(), &[&["ci", "--no-audit", "--no-fund"], options].concat()) }
}

fn has_display() -> bool {
    !cfg!(target_os = "linux") || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|v| std::env::var_os(v).is_some_and(|d| !d.is_empty()))
}
