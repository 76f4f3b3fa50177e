//! What the tests of this room share: the formats of the neighbouring platform folders, and a file read into JSON.
//! The folders are read from disk, since the two rooms must not depend on each other.

#![allow(dead_code)] // Each test program uses its part.

use serde_json::Value;
use std::path::{Path, PathBuf};
use yidan_sheets::{Error, ProfileSet, ProfileSource, Source, open, read_all};

/// `crates/yidan-platforms/src`.
pub fn platforms() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../yidan-platforms/src")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = std::fs::read_dir(folder).map(|d| d.filter_map(|e| Some(e.ok()?.path())).collect()).unwrap_or_default();
    out.sort();
    out
}

/// All formats.
pub fn profiles() -> ProfileSet {
    let mut set = ProfileSet::default();
    for folder in entries(&platforms()).into_iter().filter(|p| p.is_dir()) {
        let platform = folder.file_name().and_then(|n| n.to_str()).expect("folders have plain names").to_owned();
        let status_csv = std::fs::read_to_string(folder.join("status.csv")).unwrap_or_default();
        for file in entries(&folder).into_iter().filter(|f| f.extension().is_some_and(|e| e == "toml")) {
            let toml = std::fs::read_to_string(&file).expect("a readable text");
            if toml.contains("[[format]]") {
                let source = ProfileSource { platform: &platform, toml: &toml, status_csv: &status_csv };
                set.add(&source).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            }
        }
    }
    assert!(set.len() > 30, "only {} formats", set.len());
    set
}

/// Files with their expected findings beside them (`NAME.expected.json`), in all fixture folders.
pub fn fixtures() -> Vec<(PathBuf, PathBuf)> {
    let mut folders: Vec<PathBuf> = entries(&platforms()).into_iter().map(|p| p.join("fixtures")).collect();
    folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"));
    let mut out = Vec::new();
    for expected in folders.iter().flat_map(|f| entries(f)) {
        let name = expected.to_string_lossy().into_owned();
        if let Some(file) = name.strip_suffix(".expected.json") {
            out.push((PathBuf::from(file), expected));
        }
    }
    assert!(out.len() > 50, "only {} fixtures", out.len());
    out
}

/// Reads bytes as `files read` shows them; a refusal is `{"error": code}`.
pub fn read(bytes: &[u8], set: &ProfileSet, password: Option<&str>) -> Value {
    let found = || -> Result<Value, Error> {
        let mut opened = open(Source::memory(bytes)?, set, password)?;
        let reading = read_all(&mut opened)?;
        Ok(serde_json::to_value(&reading).expect("plain values"))
    };
    found().unwrap_or_else(|e| serde_json::json!({ "error": e.code() }))
}

/// The first difference between two values, with its path.
pub fn difference(found: &Value, expected: &Value, path: &str) -> Option<String> {
    match (found, expected) {
        (Value::Object(a), Value::Object(b)) => a
            .keys()
            .chain(b.keys())
            .find_map(|k| difference(a.get(k).unwrap_or(&Value::Null), b.get(k).unwrap_or(&Value::Null), &format!("{path}.{k}"))),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(i, (x, y))| difference(x, y, &format!("{path}[{i}]")))
        }
        _ if found == expected => None,
        _ => Some(format!("{path}: found {found}, expected {expected}")),
    }
}
