//! What every interface of the list has to keep, whoever wrote it: no panic, no secret shown, no place lost on a reply that is none, walks that end.

mod support;

use support::{access_of, channels, platforms_with_scenarios, replies_that_are_none, reply_of, scenarios};
use yidan_platforms::channel::{Access, At, Can, Channel, Reply, Shipment, ShippedParcel, Task, Trouble};

const NOW_MS: i64 = 1_773_541_230_000;
const CANARY: &str = "canary4711";

fn tasks() -> Vec<Task> {
    let parcel = ShippedParcel { carrier: "中通".into(), number: "78000000000001".into(), lines: vec![("1".into(), 1)] };
    let goods = ["num_iid", "goods_id", "product_id", "item_id", "sku_id", "sku_code"].map(|k| (k.to_owned(), "1".to_owned()));
    vec![
        Task::Test,
        Task::Authorize { code: "code".into() },
        Task::Refresh,
        Task::Changed { from_ms: NOW_MS - 1_200_000, to_ms: NOW_MS - 300_000, open: vec!["1".into()] },
        Task::Placed { from_ms: NOW_MS - 1_200_000, to_ms: NOW_MS - 300_000 },
        Task::Orders { numbers: vec!["1".into(), "2".into()] },
        Task::Refunds { from_ms: NOW_MS - 1_200_000, to_ms: NOW_MS - 300_000 },
        Task::Ship(Shipment { order_no: "1".into(), parcels: vec![parcel], is_all: true }),
        Task::Memo { order_no: "1".into(), memo: Some("加急".into()), flag: Some(1) },
        Task::Stock { goods: goods.into_iter().collect(), pieces: 7 },
        Task::Carriers,
    ]
}

/// Every entry of the form and every usual token, filled with something that must never be shown.
fn planted(channel: &dyn Channel) -> Access {
    let mut access = Access { url: "http://127.0.0.1:9/shop".into(), ..Access::default() };
    let usual =
        ["access_token", "refresh_token", "session", "password", "user", "shop_id", "seller_id", "shop_cipher", "country", "location_id"];
    for key in channel.about().form.iter().map(|f| f.key).chain(usual) {
        access.values.insert(key.to_owned(), CANARY.to_owned());
    }
    access
}

#[test]
fn what_is_said_of_an_interface_is_sane() {
    for (code, channel) in channels() {
        let about = channel.about();
        let mut keys: Vec<_> = about.form.iter().map(|f| f.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), about.form.len(), "{code}: an entry stands twice");
        for field in about.form {
            assert!(field.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{code}: {}", field.key);
            assert!(!field.words.0.is_empty() && field.words.1.is_ascii(), "{code}: {}", field.key);
        }
        let walk = about.walk;
        assert!(walk.longest_s > walk.overlap_s && walk.overlap_s > 0 && walk.lag_s >= 0, "{code}: {walk:?}");
        assert!(about.placed.is_none_or(|p| p.longest_s > walk.longest_s && p.settles_s > 0), "{code}: {:?}", about.placed);
        assert!(walk.days_back > 0 && walk.every_s >= 10, "{code}: {walk:?}");
        assert!(about.rates.iter().any(|r| r.method == "*") && about.rates.iter().all(|r| r.calls > 0 && r.per_ms > 0), "{code}: rates");
        assert!(about.url.is_empty() || about.url.starts_with("https://") && !about.url.ends_with('/'), "{code}: {}", about.url);
        assert_eq!(about.can.contains(&Can::Browser), !about.authorize_url.is_empty(), "{code}: authorize_url");
        for part in about.authorize_url.split('{').skip(1).filter_map(|p| p.split('}').next()) {
            assert!(["redirect", "state"].contains(&part) || about.form.iter().any(|f| f.key == part), "{code}: {{{part}}}");
        }
    }
}

#[test]
fn an_empty_access_is_told_not_guessed() {
    for (code, channel) in channels() {
        for task in tasks() {
            match channel.ask(&Access::default(), &task, &At::default(), NOW_MS) {
                Err(Trouble::Setup { .. } | Trouble::Refused { .. }) | Ok(None) => {}
                other => panic!("{code} {task:?}: {other:?}"),
            }
        }
        let test = channel.ask(&Access::default(), &Task::Test, &At::default(), NOW_MS);
        assert!(matches!(test, Err(Trouble::Setup { .. })), "{code}: {test:?}");
    }
}

#[test]
fn replies_that_are_none_leave_the_place() {
    for (code, channel) in channels() {
        let access = planted(channel);
        for task in tasks() {
            let request = match channel.ask(&access, &task, &At::default(), NOW_MS) {
                Ok(Some(request)) => request,
                Ok(None) | Err(Trouble::Refused { .. }) => continue,
                Err(other) => panic!("{code} {task:?}: {other}"),
            };
            assert!(!format!("{request:?}").contains(CANARY), "{code} {task:?} shows a secret");
            for reply in replies_that_are_none() {
                let mut at = At::default();
                match channel.hear(&access, &task, &mut at, &reply) {
                    Err(trouble @ (Trouble::Unreadable { .. } | Trouble::Again { .. })) => {
                        assert!(!trouble.to_string().contains(CANARY), "{code} {task:?}: {trouble}");
                    }
                    other => panic!("{code} {task:?}: {:?} gives {other:?}", String::from_utf8_lossy(&reply.body)),
                }
                assert_eq!(at, At::default(), "{code} {task:?}");
                assert!(!format!("{reply:?}").contains(CANARY));
            }
        }
        assert!(!format!("{access:?}").contains(CANARY), "{code}");
    }
}

#[test]
fn abilities_and_tasks_agree() {
    for (code, channel) in channels() {
        let (access, can) = (planted(channel), channel.about().can);
        for task in tasks() {
            if let Task::Placed { .. } = task {
                let asked = channel.ask(&access, &task, &At::default(), NOW_MS).expect("asked");
                assert_eq!(asked.is_some(), channel.about().placed.is_some(), "{code}: a list by the time of placing");
                continue;
            }
            let needed = match &task {
                Task::Refunds { .. } => Can::Refunds,
                Task::Ship(_) => Can::Ship,
                Task::Memo { .. } => Can::Memo,
                Task::Stock { .. } => Can::Stock,
                Task::Changed { .. } => Can::Orders,
                Task::Orders { .. } => Can::Detail,
                _ => continue,
            };
            let asked = channel.ask(&access, &task, &At::default(), NOW_MS);
            match asked {
                Ok(Some(request)) => {
                    assert!(can.contains(&needed), "{code} {task:?} is asked though it cannot");
                    let writes = matches!(task, Task::Ship(_) | Task::Memo { .. } | Task::Stock { .. });
                    // Some writes begin with a question.
                    assert!(writes || !request.writes, "{code} {task:?}: a question that writes");
                }
                Ok(None) => assert!(!can.contains(&needed), "{code} {task:?} is never asked though it can"),
                // A carrier that its table does not know, or goods under other names.
                Err(Trouble::Refused { .. }) => {}
                Err(other) => panic!("{code} {task:?}: {other}"),
            }
        }
    }
}

/// Whatever page follows whatever question: a walk ends, without a panic.
#[test]
fn walks_end() {
    for (code, channel) in platforms_with_scenarios() {
        let all = scenarios(code);
        let replies: Vec<Reply> =
            all.iter().flat_map(|(_, folder, s)| s["replies"].as_array().into_iter().flatten().map(|r| reply_of(folder, r))).collect();
        for (name, folder, scenario) in &all {
            let access = access_of(folder, scenario);
            let task: Task = serde_json::from_value(scenario["task"].clone()).expect("task");
            let own: Vec<Reply> = scenario["replies"].as_array().into_iter().flatten().map(|r| reply_of(folder, r)).collect();
            for (pool, bound) in [(&own, 5_000), (&replies, 20_000)] {
                if pool.is_empty() {
                    continue;
                }
                let (mut at, mut asked, mut stuck) = (At::default(), 0, 0);
                while let Ok(Some(_)) = channel.ask(&access, &task, &at, NOW_MS) {
                    let before = at.clone();
                    let heard = channel.hear(&access, &task, &mut at, &pool[asked % pool.len()]);
                    assert!(heard.is_ok() || before == at, "{code}/{name}: a trouble moved the walk");
                    asked += 1;
                    stuck = if before == at { stuck + 1 } else { 0 };
                    if stuck > pool.len() * 2 {
                        break; // Nothing but troubles from here on: that is the sender's affair.
                    }
                    assert!(asked < bound, "{code}/{name}: no end after {asked} questions");
                }
            }
        }
    }
}
