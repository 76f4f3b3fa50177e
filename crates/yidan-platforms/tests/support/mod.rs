//! What the tests of channels share: the scenarios in the folders, accesses and replies made from them.
#![allow(dead_code)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use yidan_platforms::channel::{Access, Channel, Reply};
use yidan_platforms::{LIST, find};

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every platform that has an interface, by its code.
pub fn channels() -> Vec<(&'static str, &'static dyn Channel)> {
    LIST.iter().filter_map(|p| Some((p.code(), p.channel()?))).collect()
}

/// Platforms whose folder has scenarios. Scenarios without an interface are a mistake.
pub fn platforms_with_scenarios() -> Vec<(&'static str, &'static dyn Channel)> {
    let has = |code: &str| sources().join(code).join("fixtures/channel").is_dir();
    let found: Vec<_> = channels().into_iter().filter(|(code, _)| has(code)).collect();
    for p in LIST.iter().filter(|p| has(p.code())) {
        assert!(find(p.code()).and_then(|p| p.channel()).is_some(), "{} has scenarios and no interface", p.code());
    }
    found
}

/// Name, folder and content of each scenario: files with a task.
pub fn scenarios(code: &str) -> Vec<(String, PathBuf, Value)> {
    let folder = sources().join(code).join("fixtures/channel");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).expect("folder").map(|e| e.expect("entry").path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "json"));
    files.sort();
    let all = files.into_iter().map(|path| {
        let name = path.file_stem().expect("name").to_string_lossy().into_owned();
        let value: Value = serde_json::from_slice(&std::fs::read(&path).expect("file")).unwrap_or_else(|e| panic!("{code}/{name}: {e}"));
        (name, folder.clone(), value)
    });
    all.filter(|(_, _, value)| value.get("task").is_some()).collect()
}

/// The access of a folder with what a scenario changes in it; `null` takes an entry away.
pub fn access_of(folder: &Path, scenario: &Value) -> Access {
    let mut values: serde_json::Map<String, Value> =
        serde_json::from_slice(&std::fs::read(folder.join("access.json")).expect("access.json")).expect("access.json");
    values.extend(scenario["access"].as_object().cloned().unwrap_or_default());
    let mut access =
        Access { url: values.remove("url").and_then(|u| u.as_str().map(str::to_owned)).unwrap_or_default(), ..Access::default() };
    access.values = values.into_iter().filter_map(|(k, v)| Some((k, v.as_str()?.to_owned()))).collect();
    access
}

/// A reply as a scenario writes it.
pub fn reply_of(folder: &Path, reply: &Value) -> Reply {
    let body = match (reply["file"].as_str(), reply["text"].as_str()) {
        (Some(file), _) => std::fs::read(folder.join(file)).unwrap_or_else(|e| panic!("{file}: {e}")),
        (None, Some(text)) => text.as_bytes().to_vec(),
        (None, None) => reply["json"].to_string().into_bytes(),
    };
    let headers = reply["headers"].as_object().into_iter().flatten();
    let headers = headers.map(|(n, v)| (n.clone(), v.as_str().unwrap_or_default().to_owned())).collect();
    Reply { status: reply["status"].as_u64().unwrap_or(200) as u16, headers, body }
}

/// `a=%E4%B8%80` as people read it.
pub fn decoded(pair: &str) -> String {
    percent_encoding::percent_decode_str(pair).decode_utf8_lossy().into_owned()
}
