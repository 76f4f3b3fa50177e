//! What the tests of channels share: the scenarios in the folders, accesses and replies made from them.
#![allow(dead_code)]

use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use yidan_platforms::channel::{Access, Channel, Reply, Request};
use yidan_platforms::track::Tracker;
use yidan_platforms::waybill::Waybill;
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

/// Every platform that gives waybills, by its code.
pub fn waybills() -> Vec<(&'static str, &'static dyn Waybill)> {
    LIST.iter().filter_map(|p| Some((p.code(), p.waybill()?))).collect()
}

/// Every platform that tells of parcels' ways, by its code.
pub fn trackers() -> Vec<(&'static str, &'static dyn Tracker)> {
    LIST.iter().filter_map(|p| Some((p.code(), p.tracker()?))).collect()
}

/// Name, folder and content of each scenario: files with a task.
pub fn scenarios(code: &str) -> Vec<(String, PathBuf, Value)> {
    scenarios_in(code, "channel")
}

/// The same for one of the hats.
pub fn scenarios_in(code: &str, hat: &str) -> Vec<(String, PathBuf, Value)> {
    let folder = sources().join(code).join("fixtures").join(hat);
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

/// A request as people read it: call, address, query, headers and body.
pub fn show_request(request: &Request, out: &mut String) {
    let (address, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
    let _ = writeln!(out, "> {} {} {}{}", request.call, request.method.word(), address, if request.writes { " (writes)" } else { "" });
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        let _ = writeln!(out, "    ?{}", decoded(pair));
    }
    for (name, value) in &request.headers {
        let _ = writeln!(out, "    {name}: {value}");
    }
    let body = String::from_utf8(request.body.clone()).expect("bodies are text");
    if request.headers.iter().any(|(_, v)| v.contains("urlencoded")) {
        for pair in body.split('&').filter(|p| !p.is_empty()) {
            let _ = writeln!(out, "    {}", decoded(pair));
        }
    } else if !body.is_empty() {
        let _ = writeln!(out, "    {body}");
    }
}

/// Replies that are none: what networks, hosts and half connections send instead.
pub fn replies_that_are_none() -> Vec<Reply> {
    let html = "<html><body>502 Bad Gateway</body></html>";
    let bodies = ["", "garbage", html, "{\"code\":0,\"data\":{\"list\":[{\"a\":", "null", "\u{feff}", "[[[", "123"];
    let mut replies: Vec<Reply> = bodies.iter().map(|b| Reply { status: 200, headers: vec![], body: b.as_bytes().to_vec() }).collect();
    replies.extend([500, 502, 504].map(|status| Reply { status, headers: vec![], body: html.into() }));
    replies.push(Reply { status: 200, headers: vec![], body: vec![0xff, 0xfe, 0x00] });
    replies
}
