//! System packages: which, why, and installing them on Debian and its children. Elsewhere the list is shown where it is needed.

use crate::steps::{command, finish, has};
use anyhow::{Result, bail};
use std::process::{Command, Stdio};

/// What the packages are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Building and opening the window.
    Run,
    /// Testing it as well.
    Test,
    /// Measuring it beside its peers as well.
    Bench,
}

/// Package, from which need on, and why.
const DEBIAN: &[(&str, Need, &str)] = &[
    ("build-essential", Need::Run, "C compiler for the bundled SQLite"),
    ("pkg-config", Need::Run, "finds the web view's libraries"),
    ("libwebkit2gtk-4.1-dev", Need::Run, "the web view of the window"),
    ("libayatana-appindicator3-dev", Need::Run, "tray icon"),
    ("librsvg2-dev", Need::Run, "icons of the window"),
    ("fonts-noto-cjk", Need::Run, "Chinese letters on the screen"),
    ("xvfb", Need::Test, "a display for the window's tests"),
    ("xauth", Need::Test, "access to that display"),
    ("webkit2gtk-driver", Need::Test, "drives the real window in tests"),
    ("chromium", Need::Test, "drives the same UI in a browser in tests"),
    ("cups", Need::Test, "a private print system for the printing tests"),
    ("cups-client", Need::Test, "sets up queues of that print system"),
    ("cups-ipp-utils", Need::Test, "a pretend IPP printer"),
    ("cups-filters", Need::Test, "turns label PDFs into printer pages"),
    ("dbus", Need::Test, "the pretend printer does not start without it"),
    ("poppler-utils", Need::Test, "renders label PDFs for checking"),
    ("zbar-tools", Need::Test, "reads the barcodes back"),
    ("sqlite3", Need::Test, "another program that tampers with the trail"),
    ("libreoffice-calc", Need::Test, "opens the month sheet and adds it up again"),
    ("python3-venv", Need::Bench, "a home of their own for the peers written in Python"),
];

/// Installs what is missing. Does nothing on Windows and macOS, where the system brings its own web view and print system.
pub fn install(need: Need) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let wanted: Vec<_> = DEBIAN.iter().filter(|(_, n, _)| *n <= need).collect();
    if !has("dpkg-query") || !has("apt-get") {
        println!("This is not Debian or Ubuntu. Please install what these Debian packages hold:");
        for (name, _, why) in wanted {
            println!("  {name:32} {why}");
        }
        return Ok(());
    }
    let missing: Vec<_> = wanted.into_iter().filter(|(name, _, _)| !is_installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing system packages:");
    for (name, _, why) in &missing {
        println!("  {name:32} {why}");
    }
    apt(&["update", "-qq"])?;
    let mut args = vec!["install", "-y", "-qq", "--no-install-recommends"];
    args.extend(missing.iter().map(|(name, _, _)| *name));
    apt(&args)
}

fn is_installed(name: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f=${Status}", name])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|o| String::from_utf8_lossy(&o.stdout).contains("install ok installed"))
}

fn apt(args: &[&str]) -> Result<()> {
    let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.trim_ascii() == b"0");
    let mut c = if root {
        command("apt-get", args)
    } else if has("sudo") {
        let mut with_sudo = vec!["apt-get"];
        with_sudo.extend(args);
        command("sudo", &with_sudo)
    } else {
        bail!("packages are missing and there is no sudo; as root run: apt-get {}", args.join(" "));
    };
    c.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    finish(c)
}
