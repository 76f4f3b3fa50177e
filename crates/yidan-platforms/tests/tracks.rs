//! One loop over the scenarios of the sources of tracks (`fixtures/track/*.json`): every request, everything that is read from replies and pushes,
//! every trouble, beside what is expected (`*.snap`); and what every source has to keep, whoever wrote it.
//! A push is written as the form or body that comes; `$sign` stands for the right signature, `$sign%` for one that was encoded once more.

mod support;

use serde_json::Value;
use std::fmt::Write;
use support::{access_of, replies_that_are_none, reply_of, scenarios_in, show_request, trackers};
use yidan_domain::WallTime;
use yidan_domain::track::Stand;
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;
use yidan_platforms::channel::{Access, At, Reply, Trouble, carrier_code};
use yidan_platforms::sign::{SignInput, sign};
use yidan_platforms::track::{Can, Followed, HeardTrack, Push, PushTrouble, Task, Tracker, stand_of, table_lines};

/// 2026-11-22 10:00 in China.
const NOW_MS: i64 = 1_795_312_800_000;
const CANARY: &str = "canary4711";

#[test]
fn requests_replies_pushes_and_troubles() {
    for (code, source) in trackers() {
        let all = scenarios_in(code, "track");
        for (name, folder, scenario) in &all {
            let access = access_of(folder, scenario);
            let text = if scenario["task"] == "push" {
                play_push(code, source, &access, scenario)
            } else {
                let replies: Vec<Reply> = scenario["replies"].as_array().into_iter().flatten().map(|r| reply_of(folder, r)).collect();
                play(source, &access, &scenario["task"], &replies, &format!("{code}/{name}"))
            };
            insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name.as_str(), text);
            });
        }
        let mut needed = vec!["query", "troubles"];
        needed.extend(source.about().can(Can::Push).then_some("push"));
        needed.extend(source.about().can(Can::Subscribe).then_some("subscribe"));
        for needed in needed {
            assert!(all.iter().any(|(name, _, _)| name.starts_with(needed)), "{code} has no scenario {needed}");
        }
    }
}

/// Every reply is heard after the question as it stands then.
fn play(source: &dyn Tracker, access: &Access, task: &Value, replies: &[Reply], name: &str) -> String {
    let task: Task = serde_json::from_value(task.clone()).unwrap_or_else(|e| panic!("{name}: {e}"));
    let (mut at, mut out) = (At::default(), String::new());
    match source.ask(access, &task, &at, NOW_MS) {
        Ok(Some(request)) => show_request(&request, &mut out),
        Ok(None) => out.push_str("not asked\n"),
        Err(trouble) => {
            let _ = writeln!(out, "! {trouble}");
            assert!(replies.is_empty(), "{name}: replies are left over");
        }
    }
    for reply in replies {
        let before = at.clone();
        match source.hear(access, &task, &mut at, reply) {
            Ok(heard) => {
                assert!(at.is_done, "{name}: one reply is all");
                heard.tracks.iter().for_each(|track| show_track(track, &mut out));
                if heard.is_unknown {
                    out.push_str("< nothing is known\n");
                }
                if heard.is_subscribed {
                    out.push_str("< subscribed\n");
                }
                if !heard.carriers.is_empty() {
                    let _ = writeln!(out, "< carriers {}", heard.carriers.join(" "));
                }
                assert!(source.ask(access, &task, &at, NOW_MS).expect("asked before").is_none(), "{name}: asked when done");
            }
            Err(trouble) => {
                assert_eq!(before, at, "{name}: {trouble} moved the place");
                let wait = if let Trouble::Wait { after_s: Some(s), .. } = &trouble { format!(" after {s} s") } else { String::new() };
                let _ = writeln!(out, "! {trouble}{wait}");
            }
        }
    }
    out
}

/// The body of a push, signed as the source signs.
fn body_of(code: &str, access: &Access, scenario: &Value) -> String {
    let Some(form) = scenario["form"].as_object() else { return scenario["body"].to_string() };
    let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let signed_name = ["param", "RequestData", "data"].into_iter().find(|n| form.contains_key(*n)).expect("what is signed");
    let whole = text(&form[signed_name]);
    let (signer, scheme, secret) = match code {
        "kuaidi100" => ("kuaidi100", Some("push"), "salt"),
        "kdniao" => ("kdniao", None, "api_key"),
        _ => ("zto", None, "app_secret"),
    };
    let mut input = SignInput { secret: access.values[secret].clone(), ..SignInput::default() };
    input.fields.insert(signed_name.to_owned(), whole.clone());
    let signature = sign(signer, scheme, &input).expect("signed").sign;
    let encode = |t: &str| percent_encoding::utf8_percent_encode(t, percent_encoding::NON_ALPHANUMERIC).to_string();
    let pairs = form.iter().map(|(name, value)| {
        let value = match text(value).as_str() {
            "$sign" => signature.clone(),
            "$sign%" => encode(&signature),
            other => other.to_owned(),
        };
        format!("{name}={}", encode(&value))
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn play_push(code: &str, source: &dyn Tracker, access: &Access, scenario: &Value) -> String {
    let body = body_of(code, access, scenario);
    let mut out = String::new();
    match source.hear_push(access, &Push { headers: &[], body: body.as_bytes() }, NOW_MS) {
        Ok(pushed) => {
            pushed.tracks.iter().for_each(|track| show_track(track, &mut out));
            let _ = writeln!(out, "> {} {}", pushed.answer.status, pushed.answer.body);
        }
        Err(trouble) => {
            let answer = source.refuse_push(&trouble, NOW_MS);
            let _ = writeln!(out, "! {trouble}\n> {} {}", answer.status, answer.body);
        }
    }
    out
}

fn show_track(track: &HeardTrack, out: &mut String) {
    let _ = write!(out, "< {}", track.number);
    for (what, value) in [("carrier", &track.carrier), ("ended", &track.ended), ("signer", &track.signer)] {
        if let Some(value) = value {
            let _ = write!(out, " {what} {value}");
        }
    }
    let _ = writeln!(out, "{}", if track.is_finished { " finished" } else { "" });
    for event in &track.events {
        let at = WallTime::from_utc_ms(event.at_ms, CHINA_OFFSET_MINUTES);
        let stand = event.stand.map_or("?".to_owned(), Stand::text);
        let _ = writeln!(out, "    {} [{}] {stand} ({}) {}", at.as_str(), event.code, event.place, event.text);
    }
}

/// The states of the facts, code by code.
#[test]
fn codes_and_their_states() {
    let lines = include_str!("cases/track_states.csv").lines().filter(|line| !line.starts_with('#'));
    let mut seen = 0;
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let [source, code, state] = cells[..] else { panic!("{line}") };
        let (_, tracker) = trackers().into_iter().find(|(c, _)| *c == source).unwrap_or_else(|| panic!("{source}"));
        let (counted, stand) = stand_of(tracker.about().table, &[Some(code.to_owned())], "");
        assert_eq!((counted.as_str(), stand.map(|s| s.state.word())), (code, Some(state)), "{line}");
        seen += 1;
    }
    assert!(seen > 90, "{seen} codes");
}

fn planted(source: &dyn Tracker) -> Access {
    let mut access = Access { url: "http://127.0.0.1:9".into(), ..Access::default() };
    let shop = source.about().shop_of.and_then(yidan_platforms::find).and_then(|p| p.channel()).map_or(&[][..], |c| c.about().form);
    for key in source.about().form.iter().chain(shop).map(|f| f.key).chain(["access_token"]) {
        access.values.insert(key.to_owned(), CANARY.to_owned());
    }
    access.values.insert("request_type".to_owned(), "8001".to_owned());
    access
}

fn tasks(source: &dyn Tracker) -> Vec<Task> {
    let about = source.about();
    let carrier = about.carriers.lines().find(|l| !l.starts_with('#')).and_then(|l| l.split(',').nth(1)).expect("a carrier");
    assert!(carrier_code(about.carriers, carrier).is_some());
    let followed = Followed {
        number: "YT8800000000017".into(),
        carrier: carrier.to_owned(),
        phone_end: "4712".into(),
        order_no: "6900000000000000017".into(),
        ..Followed::default()
    };
    let address = "https://desk.example.com/track/v1/x/secretpath".to_owned();
    vec![Task::Query(followed.clone()), Task::Subscribe { followed, address }, Task::Guess { number: "600000000017".into() }]
}

#[test]
fn what_is_said_of_a_source_is_sane() {
    assert!(trackers().len() >= 6);
    for (code, source) in trackers() {
        let about = source.about();
        for field in about.form {
            assert!(field.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{code}: {}", field.key);
            assert!(!field.words.0.is_empty() && field.words.1.is_ascii(), "{code}: {}", field.key);
        }
        assert!(about.rates.iter().all(|r| f64::from(r.calls) * 60_000.0 / (r.per_ms as f64) <= 40.0), "{code}: more than 40 a minute");
        assert!(
            about.url.starts_with("https://") && !about.url.ends_with('/') || about.url.is_empty() && about.shop_of.is_some(),
            "{code}"
        );
        assert!(!about.can(Can::Subscribe) || about.can(Can::Push), "{code} orders what it does not understand");
        let mut seen = std::collections::HashSet::new();
        for [of, stand, words, mark] in table_lines(about.table) {
            assert!(seen.insert(of), "{code}: {of} twice");
            assert!(Stand::parse(stand).is_some_and(|s| s.text() == stand), "{code}: {of} stands at {stand}");
            assert!(!words.is_empty() && ["official", "third-party", "inferred"].contains(&mark), "{code}: {of} {mark}");
        }
        assert!(!seen.is_empty(), "{code}");
    }
}

#[test]
fn abilities_and_an_empty_access() {
    for (code, source) in trackers() {
        let about = source.about();
        for task in tasks(source) {
            let can = match task {
                Task::Query(_) => true,
                Task::Subscribe { .. } => about.can(Can::Subscribe),
                Task::Guess { .. } => about.can(Can::Guess),
            };
            let asked = source.ask(&planted(source), &task, &At::default(), NOW_MS).unwrap_or_else(|e| panic!("{code} {task:?}: {e}"));
            assert_eq!(asked.is_some(), can, "{code} {task:?}");
            assert!(asked.is_none_or(|r| r.writes == matches!(task, Task::Subscribe { .. })), "{code} {task:?}");
            if can {
                let bare = source.ask(&Access::default(), &task, &At::default(), NOW_MS);
                assert!(matches!(bare, Err(Trouble::Setup { .. })), "{code} {task:?}: {bare:?}");
            }
        }
        let pushed = source.hear_push(&Access::default(), &Push { headers: &[], body: b"" }, NOW_MS);
        assert!(pushed.is_err(), "{code}: an empty push");
    }
}

#[test]
fn replies_and_pushes_that_are_none() {
    for (code, source) in trackers() {
        let access = planted(source);
        for task in tasks(source) {
            let Some(request) = source.ask(&access, &task, &At::default(), NOW_MS).expect("asked") else { continue };
            let shown = format!("{request:?} {task:?} {access:?}");
            assert!(!shown.contains(CANARY) && !shown.contains("4712"), "{code} shows secrets: {shown}");
            for reply in replies_that_are_none() {
                let mut at = At::default();
                match source.hear(&access, &task, &mut at, &reply) {
                    Err(Trouble::Unreadable { .. } | Trouble::Again { .. }) => {}
                    other => panic!("{code} {task:?}: {:?} gives {other:?}", String::from_utf8_lossy(&reply.body)),
                }
                assert_eq!(at, At::default(), "{code} {task:?}");
            }
        }
        for reply in replies_that_are_none() {
            let pushed = source.hear_push(&access, &Push { headers: &[], body: &reply.body }, NOW_MS);
            assert!(matches!(pushed, Err(PushTrouble::Signature | PushTrouble::Unreadable(_) | PushTrouble::NotSpoken)), "{code}");
        }
    }
}

/// Whatever is changed in a signed push, it is not taken.
#[test]
fn a_changed_push_is_no_push() {
    for code in ["kuaidi100", "kdniao", "carrier_zto"] {
        let (_, source) = trackers().into_iter().find(|(c, _)| *c == code).expect("a source");
        let (_, folder, scenario) = scenarios_in(code, "track").into_iter().find(|(name, _, _)| name == "push").expect("a push");
        let access = access_of(&folder, &scenario);
        let body = body_of(code, &access, &scenario);
        let hear = |body: &str| source.hear_push(&access, &Push { headers: &[], body: body.as_bytes() }, NOW_MS);
        assert!(hear(&body).is_ok(), "{code}");
        for (from, to) in [("2026", "2025"), ("11", "12")] {
            assert!(body.contains(from), "{code}");
            assert_eq!(hear(&body.replacen(from, to, 1)).unwrap_err(), PushTrouble::Signature, "{code}: {from} as {to}");
        }
    }
}
