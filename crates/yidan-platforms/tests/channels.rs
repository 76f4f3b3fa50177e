//! One loop over the scenarios in the folders of the platforms (`fixtures/channel/*.json`): every request that is built, everything that is
//! read from the replies, every trouble, in the order of the walk, beside what is expected (`*.snap`).
//!
//! A scenario: `task` and `now_ms`; `access` overrides `access.json`; `replies` are given one after another, each `json`, `text` or the name of a
//! `file` beside it, with a `status` where it is not 200. After a trouble the same is asked again.

mod support;

use serde_json::{Value, json};
use std::fmt::Write;
use support::{access_of, platforms_with_scenarios, reply_of, scenarios, show_request};
use yidan_platforms::channel::{Access, At, Channel, Heard, HeardOrder, Reply, Task, Trouble};

#[test]
fn requests_replies_troubles_and_walks() {
    let mut count = 0;
    for (code, channel) in platforms_with_scenarios() {
        for (name, folder, scenario) in scenarios(code) {
            let access = access_of(&folder, &scenario);
            let task: Task = serde_json::from_value(scenario["task"].clone()).unwrap_or_else(|e| panic!("{code}/{name}: {e}"));
            let replies: Vec<Reply> = scenario["replies"].as_array().into_iter().flatten().map(|r| reply_of(&folder, r)).collect();
            let now_ms = scenario["now_ms"].as_i64().unwrap_or(1_773_541_230_000);
            let text = play(channel, &access, &task, &replies, now_ms, &format!("{code}/{name}"));
            insta::with_settings!({ snapshot_path => &folder, prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name.as_str(), text);
            });
            count += 1;
        }
    }
    assert!(count > 20, "only {count} scenarios were found");
}

/// Plays a scenario to its end and writes down what happened.
fn play(channel: &dyn Channel, access: &Access, task: &Task, replies: &[Reply], now_ms: i64, name: &str) -> String {
    let (mut at, mut out, mut replies) = (At::default(), String::new(), replies.iter());
    loop {
        let request = match channel.ask(access, task, &at, now_ms) {
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
        let again = channel.ask(access, task, &at, now_ms).expect("asked before").expect("asked before");
        assert!(request == again, "{name}: the same place gives another request");
        show_request(&request, &mut out);
        let Some(reply) = replies.next() else { return out };
        let before = at.clone();
        match channel.hear(access, task, &mut at, reply) {
            Ok(heard) => {
                assert_ne!(before, at, "{name}: a reply was taken and the walk did not move");
                show_heard(&heard, &mut out, name);
            }
            Err(trouble) => {
                assert_eq!(before, at, "{name}: {trouble} moved the walk");
                let wait = if let Trouble::Wait { after_s: Some(s), .. } = &trouble { format!(" after {s} s") } else { String::new() };
                let _ = writeln!(out, "! {trouble}{wait}");
            }
        }
    }
}

fn show_heard(heard: &Heard, out: &mut String, name: &str) {
    if let Some(total) = heard.total {
        let _ = writeln!(out, "< total {total}");
    }
    for order in &heard.orders {
        assert!(order.raw.contains(&order.draft.order_no) && serde_json::from_str::<Value>(&order.raw).is_ok(), "{name}: raw");
        let _ = writeln!(out, "< {}", serde_json::to_string_pretty(&shown_order(order)).expect("json"));
    }
    for refund in &heard.refunds {
        let _ = writeln!(out, "< {refund:?}");
    }
    for number in &heard.gone {
        let _ = writeln!(out, "< gone {number}");
    }
    for (place, why) in &heard.unreadable {
        let _ = writeln!(out, "< unreadable {place}: {why}");
    }
    if let Some(tokens) = &heard.tokens {
        let _ = writeln!(out, "< tokens {:?} until {:?} or for {:?}", tokens.values, tokens.expires_at_ms, tokens.expires_in_s);
    }
    for (carrier, code) in &heard.carriers {
        let _ = writeln!(out, "< carrier {carrier} = {code}");
    }
    if let Some(shop) = &heard.shop_name {
        let _ = writeln!(out, "< shop {shop}");
    }
}

/// The order without what is absent.
fn shown_order(order: &HeardOrder) -> Value {
    let mut draft = serde_json::to_value(&order.draft).expect("json");
    let members = draft.as_object_mut().expect("object");
    members.insert("promised_at".into(), json!(order.draft.promised_at));
    members.insert("payment_no".into(), json!(order.draft.payment_no));
    members.insert("+modified_ms".into(), json!(order.modified_ms));
    members.insert("+merge_key".into(), json!(order.merge_key));
    members.insert("+buyer_id".into(), json!(order.buyer_id));
    members.insert("+hold".into(), json!(order.hold));
    members.insert("+currency".into(), json!(order.currency));
    members.insert("+flag".into(), json!(order.flag));
    members.insert("+receiver_tokens".into(), json!(order.receiver_tokens));
    if order.is_deposit {
        members.insert("+is_deposit".into(), json!(true));
    }
    for item in members.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
        item.as_object_mut().expect("object").retain(|_, v| !v.is_null());
    }
    members.retain(|_, v| !v.is_null());
    draft
}
