//! One loop over the scenarios of the sources of waybills (`fixtures/waybill/*.json`): every request that is built, everything that is read from the
//! replies, every trouble, beside what is expected (`*.snap`). A scenario is written as for `channels`; its consignment is
//! `cases/consignment.json` with what the scenario changes in it.

mod support;

use serde_json::{Value, json};
use std::fmt::Write;
use support::{access_of, reply_of, scenarios_in, show_request, waybills};
use yidan_platforms::channel::{Access, At, Reply, Trouble};
use yidan_platforms::waybill::{Heard, Task, Waybill, leaves_open};

#[test]
fn requests_replies_and_troubles() {
    for (code, source) in waybills() {
        let all = scenarios_in(code, "waybill");
        for (name, folder, scenario) in &all {
            let access = access_of(folder, scenario);
            let replies: Vec<Reply> = scenario["replies"].as_array().into_iter().flatten().map(|r| reply_of(folder, r)).collect();
            let text = play(source, &access, &task(&scenario["task"]), &replies, &format!("{code}/{name}"));
            insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name.as_str(), text);
            });
        }
        for needed in ["issue", "cancel", "troubles"] {
            assert!(all.iter().any(|(name, _, _)| name.starts_with(needed)), "{code} has no scenario {needed}");
        }
    }
}

/// A task as a scenario writes it.
fn task(written: &Value) -> Task {
    let mut task = written.clone();
    for kind in ["issue", "query"] {
        if let Some(changes) = task.get_mut(kind) {
            let mut whole: Value = serde_json::from_str(include_str!("cases/consignment.json")).expect("consignment");
            change(&mut whole, changes);
            *changes = whole;
        }
    }
    serde_json::from_value(task).unwrap_or_else(|e| panic!("{written}: {e}"))
}

fn change(whole: &mut Value, changes: &Value) {
    match (whole, changes) {
        (Value::Object(whole), Value::Object(changes)) => {
            for (key, value) in changes {
                change(whole.entry(key).or_insert(Value::Null), value);
            }
        }
        (whole, changes) => *whole = changes.clone(),
    }
}

/// 2026-11-22 10:00 in China.
const NOW_MS: i64 = 1_795_312_800_000;

fn play(source: &dyn Waybill, access: &Access, task: &Task, replies: &[Reply], name: &str) -> String {
    let (mut at, mut out, mut replies, mut asked) = (At::default(), String::new(), replies.iter(), None);
    loop {
        let request = match source.ask(access, task, &at, NOW_MS) {
            Ok(Some(request)) => request,
            Ok(None) => {
                out.push_str("done\n");
                assert_eq!(replies.len(), 0, "{name}: replies are left over");
                return out;
            }
            Err(trouble) => {
                assert_eq!(replies.len(), 0, "{name}: replies are left over after {trouble}");
                let _ = writeln!(out, "! {trouble}");
                return out;
            }
        };
        assert!(
            request == source.ask(access, task, &at, NOW_MS).expect("asked before").expect("asked before"),
            "{name}: not the same again"
        );
        if asked.as_ref() == Some(&request) {
            let _ = writeln!(out, "> {} the same again", request.call);
        } else {
            show_request(&request, &mut out);
        }
        asked = Some(request);
        let Some(reply) = replies.next() else { return out };
        let before = at.clone();
        match source.hear(access, task, &mut at, reply) {
            Ok(heard) => {
                assert_ne!(before, at, "{name}: a reply was taken and nothing moved");
                show_heard(&heard, &mut out, name);
            }
            Err(trouble) => {
                assert_eq!(before, at, "{name}: {trouble} moved the place");
                let open = if leaves_open(&trouble) { " (done or not)" } else { "" };
                let wait = if let Trouble::Wait { after_s: Some(s), .. } = &trouble { format!(" after {s} s") } else { String::new() };
                let _ = writeln!(out, "! {trouble}{wait}{open}");
            }
        }
    }
}

fn show_heard(heard: &Heard, out: &mut String, name: &str) {
    for waybill in &heard.waybills {
        assert!(serde_json::from_str::<Value>(&waybill.raw).is_ok(), "{name}: raw");
        let mut shown = json!({
            "number": waybill.number, "parcel": waybill.parcel, "role": format!("{:?}", waybill.role), "mother": waybill.mother,
            "carrier": waybill.carrier, "route_code": waybill.route_code, "bag_place": waybill.bag_place, "words": waybill.words,
            "notes": waybill.notes,
        });
        shown.as_object_mut().expect("object").retain(|_, v| !v.is_null() && *v != json!({}));
        let _ = writeln!(out, "< {}", serde_json::to_string_pretty(&shown).expect("json"));
    }
    for label in &heard.labels {
        let _ = writeln!(out, "< label {} {:?} {}", label.number, label.kind, label.text);
        for (name, value) in &label.headers {
            let _ = writeln!(out, "    {name}: {value}");
        }
    }
    if heard.is_unknown {
        out.push_str("< nothing was given\n");
    }
    for branch in &heard.branches {
        let _ = writeln!(out, "< {branch:?}");
    }
    for template in &heard.templates {
        let _ = writeln!(out, "< {template:?}");
    }
    for remark in &heard.remarks {
        let _ = writeln!(out, "< remark {remark}");
    }
}

/// What Douyin's component is given to ask for its key with: signed at that moment, and without the secret.
#[test]
fn the_key_of_the_component_is_asked_for_freshly() {
    let (_, source) = waybills().into_iter().find(|(code, _)| *code == "douyin").expect("douyin");
    let (_, folder, _) = scenarios_in("douyin", "waybill").remove(0);
    let access = access_of(&folder, &json!({}));
    let asked = |now_ms: i64| source.print_key(&access, now_ms).expect("signed").expect("a question");
    let (now, later) = (asked(NOW_MS), asked(NOW_MS + 60_000));
    for part in ["method=logistics.getShopKey", "param_json=%7B%7D", "timestamp=1795312800", "access_token=testtoken", "sign="] {
        assert!(now.contains(part), "{part} is not in {now}");
    }
    assert!(now != later && !now.contains("testsecret"), "{now}");
    assert!(source.print_key(&Access::default(), NOW_MS).is_err());
}
