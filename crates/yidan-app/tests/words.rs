//! The books of words: nothing missing, nothing unused, both languages alike.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use yidan_app::words::{Language, keys};

fn sources() -> String {
    let mut text = String::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(crates).unwrap().map(|e| e.unwrap().path()).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && entry.file_name() != "tests" {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "toml") {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    text
}

/// Words of the core; those of the UI have their own test beside the UI.
fn core(language: Language) -> BTreeSet<&'static str> {
    keys(language).into_iter().filter(|k| !k.starts_with("ui.")).collect()
}

#[test]
fn both_languages_have_the_same_keys() {
    let (zh, en) = (core(Language::Chinese), core(Language::English));
    assert!(!zh.is_empty());
    assert_eq!(zh.symmetric_difference(&en).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn every_code_and_finding_has_its_line() {
    let zh = core(Language::Chinese);
    let source = sources();
    let mut missing = Vec::new();
    let mut need = |key: String| {
        if !zh.contains(key.as_str()) {
            missing.push(key);
        }
    };
    let quoted = |after: &str| -> Vec<String> {
        source.match_indices(after).filter_map(|(at, _)| source[at + after.len()..].split('"').next().map(str::to_owned)).collect()
    };
    for code in quoted("Finding::new(\"") {
        need(format!("finding.{code}"));
    }
    for key in quoted("say_with(\"") {
        need(key);
    }
    for variant in include_str!("../src/error.rs").split("pub enum Code {").nth(1).unwrap().split('}').next().unwrap().lines() {
        let name = variant.trim().trim_end_matches(',');
        if name.chars().next().is_some_and(char::is_uppercase) {
            let snake: String = name
                .char_indices()
                .flat_map(|(i, c)| (i > 0 && c.is_uppercase()).then_some('_').into_iter().chain(c.to_lowercase()))
                .collect();
            need(format!("error.{snake}"));
        }
    }
    for state in yidan_domain::order::State::ALL {
        need(format!("state.{}", state.word()));
    }
    for event in yidan_domain::order::Event::ALL {
        need(format!("event.{}", event.word()));
    }
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn no_line_is_unused() {
    let source = sources();
    let unused: Vec<_> = core(Language::Chinese)
        .into_iter()
        .filter(|key| {
            let tail = key.rsplit('.').next().unwrap_or(key);
            let variant: String = tail.split('_').map(|p| p[..1].to_uppercase() + &p[1..]).collect();
            // Keys are put together from a family and a word; the word stands somewhere as a text or as a variant.
            !(source.contains(&format!("{tail}\"")) || source.contains(&variant) || tail.bytes().all(|b| b.is_ascii_digit()))
        })
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}
