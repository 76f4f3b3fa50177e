//! House rules that a machine can check: arrows between rooms, packages a room may hold, file sizes, words, fixtures.

use crate::steps::root;
use std::path::{Path, PathBuf};

/// Room, rooms it may know, packages it must never hold.
const ROOMS: &[(&str, &[&str], &[&str])] = &[
    ("yidan-address", &[], IO),
    ("yidan-domain", &["yidan-address"], IO),
    ("yidan-platforms", &["yidan-domain"], &["tokio", "reqwest", "rusqlite", "tauri", "axum"]),
    ("yidan-sheets", &["yidan-domain"], &["tokio", "reqwest", "rusqlite", "tauri", "axum"]),
    ("yidan-labels", &["yidan-domain"], &["tokio", "reqwest", "rusqlite", "tauri", "axum", "ipp"]),
    ("yidan-store", &["yidan-domain"], &["tokio", "reqwest", "tauri", "axum", "calamine"]),
    (
        "yidan-app",
        &["yidan-address", "yidan-domain", "yidan-platforms", "yidan-sheets", "yidan-labels", "yidan-store"],
        &["rusqlite", "reqwest", "tokio", "tauri", "axum", "ipp", "keyring"],
    ),
    ("yidan-host", &["yidan-app", "yidan-domain"], &["rusqlite", "tauri", "printpdf", "calamine"]),
    ("yidan", &["yidan-app", "yidan-host"], &["rusqlite", "reqwest", "printpdf"]),
    // Plays the platforms for tests and for the workbench; shipped rooms know it in their tests at most.
    ("yidan-sim", &[], &["tokio", "reqwest", "rusqlite", "tauri", "axum"]),
    ("xtask", &["yidan-sim"], &["rusqlite", "tauri", "tokio"]),
];
const IO: &[&str] = &["tokio", "reqwest", "rusqlite", "tauri", "axum", "ipp", "keyring", "calamine", "serde_json"];

/// Files that may be longer than the rule; the list may only shrink.
const LONG_FILES: &[&str] = &[];
const FILE_LINES: usize = 600;
const TEST_LINES: usize = 1_000;

fn manifests() -> Vec<(String, toml::Table)> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root().join("crates")).expect("crates").map(|e| e.expect("entry").path()).collect();
    folders.extend([root().join("src-tauri"), root().join("xtask")]);
    folders
        .into_iter()
        .map(|f| {
            let text = std::fs::read_to_string(f.join("Cargo.toml")).expect("manifest");
            let table: toml::Table = text.parse().expect("toml");
            (table["package"]["name"].as_str().expect("name").to_owned(), table)
        })
        .collect()
}

fn sources(extensions: &[&str]) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for top in ["crates", "src-tauri", "xtask", "ui", "migrations", "docs", ".ci", "assets"] {
        walk(&root().join(top), &mut out);
    }
    out.retain(|p| p.extension().is_some_and(|e| extensions.iter().any(|x| *x == e)));
    out
}

fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if !["node_modules", "target", "dist", "gen", "test-results", "playwright-report"].iter().any(|n| *n == name) {
                walk(&path, out);
            }
        } else {
            out.push(path);
        }
    }
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

#[test]
fn arrows_between_rooms() {
    let mut wrong = Vec::new();
    for (name, table) in manifests() {
        let Some((_, may_know, never)) = ROOMS.iter().find(|(r, _, _)| *r == name) else {
            wrong.push(format!("{name} is not on the map"));
            continue;
        };
        let dependencies = table.get("dependencies").and_then(|d| d.as_table());
        for package in dependencies.into_iter().flat_map(|d| d.keys()) {
            if package.starts_with("yidan") && !may_know.contains(&package.as_str()) {
                wrong.push(format!("{name} must not know {package}"));
            }
            if never.contains(&package.as_str()) {
                wrong.push(format!("{name} must not hold {package}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_short_and_open_with_their_purpose() {
    let mut wrong = Vec::new();
    for path in sources(&["rs", "ts", "vue", "mjs"]) {
        let name = shown(&path);
        let text = std::fs::read_to_string(&path).expect("source");
        let is_test = name.contains("/tests/")
            || name.contains("/e2e/")
            || name.contains("/window/")
            || name.contains(".test.")
            || name.ends_with("_test.rs")
            || name.ends_with("tests.rs");
        let limit = if is_test { TEST_LINES } else { FILE_LINES };
        let lines = text.lines().count();
        if lines > limit && !LONG_FILES.contains(&name.as_str()) {
            wrong.push(format!("{name}: {lines} lines, {limit} are allowed"));
        }
        let opening = text.trim_start();
        if path.extension().is_some_and(|e| e == "rs") && !(opening.starts_with("//!") || opening.starts_with("#![")) {
            wrong.push(format!("{name}: says not what it is for"));
        }
    }
    for name in LONG_FILES {
        let lines = std::fs::read_to_string(root().join(name)).map_or(0, |t| t.lines().count());
        if lines <= FILE_LINES {
            wrong.push(format!("{name} is on the list of long files and need not be"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn sql_stays_in_the_store() {
    let sql = ["SELECT ", "INSERT INTO", "DELETE FROM", "CREATE TABLE"];
    let wrong: Vec<_> = sources(&["rs"])
        .into_iter()
        .map(|p| (shown(&p), std::fs::read_to_string(&p).expect("source")))
        .filter(|(name, text)| {
            !name.starts_with("crates/yidan-store") && !name.starts_with("xtask") && sql.iter().any(|s| text.contains(s))
        })
        .map(|(name, _)| name)
        .collect();
    assert!(wrong.is_empty(), "SQL outside the store: {wrong:?}");
}

#[test]
fn phones_are_made_up() {
    // Eleven digits beginning like a mainland mobile are only allowed with the agreed made-up beginnings.
    let mut wrong = Vec::new();
    for path in sources(&["rs", "ts", "vue", "mjs", "md", "toml", "sql"]) {
        let name = shown(&path);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for run in text.split(|c: char| !c.is_ascii_digit()).filter(|r| r.len() == 11) {
            if run.starts_with('1') && run.as_bytes()[1] >= b'3' && !is_made_up(run) {
                wrong.push(format!("{name}: {run}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// 19900 is the agreed made-up range; four zeros in a row after the network's digits, and 12345678, are nobody's number either.
fn is_made_up(phone: &str) -> bool {
    phone.starts_with("19900") || phone[3..].contains("0000") || &phone[3..] == "12345678"
}

#[test]
fn bindings_are_current() {
    let out = std::process::Command::new(env!("CARGO"))
        .args(["run", "--quiet", "-p", "yidan-app", "--example", "bindings", "--", "--check"])
        .current_dir(root())
        .status()
        .expect("cargo");
    assert!(out.success(), "ui/src/gen is not what the command table says; run `cargo xtask bindings`");
}

#[test]
fn nothing_speaks_of_the_workplace() {
    let wrong: Vec<_> = sources(&["rs", "ts", "vue", "mjs", "md", "toml", "sql", "json", "sh", "py"])
        .into_iter()
        .filter(|p| !shown(p).ends_with("tidy.rs"))
        .filter(|p| {
            let text = std::fs::read_to_string(p).unwrap_or_default();
            ["../shared", "/work/", "registry.npmjs", "/tmp/target"].iter().any(|w| text.contains(w))
        })
        .map(|p| shown(&p))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
