//! What every source of waybills has to keep, whoever wrote it: no number bought that nobody asked for, no secret and no person shown, no place lost
//! on a reply that is none.

mod support;

use serde_json::Value;
use support::{replies_that_are_none, reply_of, scenarios_in, waybills};
use yidan_platforms::channel::{Access, At, Reply, Trouble, carrier_code};
use yidan_platforms::find;
use yidan_platforms::waybill::{About, Can, Consignment, Deed, Issued, Lost, REFUSALS, Task, Waybill};

const NOW_MS: i64 = 1_795_312_800_000;
const CANARY: &str = "canary4711";

/// A consignment that the source has to take.
fn consignment(code: &str, about: &About) -> Consignment {
    let mut whole: Consignment = serde_json::from_str(include_str!("cases/consignment.json")).expect("consignment");
    whole.carrier = about.carriers.lines().find(|l| !l.starts_with('#')).and_then(|l| l.split(',').nth(1)).expect("a carrier").to_owned();
    whole.platform = about.shop_of.unwrap_or_default().to_owned();
    whole.order_nos = vec!["6900000000000000017".to_owned()];
    assert!(carrier_code(about.carriers, &whole.carrier).is_some(), "{code}");
    whole
}

fn tasks(code: &str, about: &About) -> Vec<Task> {
    let consignment = consignment(code, about);
    let carrier = consignment.carrier.clone();
    let issued = Issued {
        number: "YT8800000000017".into(),
        carrier: carrier.clone(),
        platform: about.shop_of.unwrap_or_default().to_owned(),
        parcel: "yd0001".into(),
        order_nos: consignment.order_nos.clone(),
        notes: [("order_type".to_owned(), "2".to_owned())].into(),
    };
    vec![
        Task::Test { carrier: carrier.clone() },
        Task::Issue(Box::new(consignment.clone())),
        Task::Query(Box::new(consignment)),
        Task::Cancel(issued.clone()),
        Task::Reprint(issued.clone()),
        Task::Printed { issued, is_again: false },
        Task::Balance { carrier: carrier.clone() },
        Task::Templates { carrier },
    ]
}

fn needed(task: &Task) -> Option<Can> {
    match task {
        Task::Test { .. } => Some(Can::Test),
        Task::Issue(_) => None,
        Task::Query(_) => Some(Can::Query),
        Task::Cancel(_) => Some(Can::Cancel),
        Task::Reprint(_) => Some(Can::Reprint),
        Task::Printed { .. } => Some(Can::Printed),
        Task::Balance { .. } => Some(Can::Balance),
        Task::Templates { .. } => Some(Can::Templates),
    }
}

/// Every entry of the forms and every usual token, filled with something that must never be shown.
fn planted(source: &dyn Waybill) -> Access {
    let mut access = Access { url: "http://127.0.0.1:9".into(), ..Access::default() };
    let shop = source.about().shop_of.and_then(find).and_then(|p| p.channel()).map_or(&[][..], |c| c.about().form);
    for key in source.about().form.iter().chain(shop).map(|f| f.key).chain(["access_token", "refresh_token"]) {
        access.values.insert(key.to_owned(), CANARY.to_owned());
    }
    access
}

#[test]
fn what_is_said_of_a_source_is_sane() {
    assert!(waybills().len() >= 2);
    for (code, source) in waybills() {
        let about = source.about();
        let mut keys: Vec<_> = about.form.iter().map(|f| f.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), about.form.len(), "{code}: an entry stands twice");
        for field in about.form {
            assert!(field.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{code}: {}", field.key);
            assert!(!field.words.0.is_empty() && field.words.1.is_ascii(), "{code}: {}", field.key);
        }
        assert!(about.rates.iter().any(|r| r.method == "*") && about.rates.iter().all(|r| r.calls > 0 && r.per_ms > 0), "{code}: rates");
        assert!(
            about.url.starts_with("https://") && !about.url.ends_with('/') || about.url.is_empty() && about.shop_of.is_some(),
            "{code}"
        );
        let can = |can: Can| about.can.contains(&can);
        assert!(can(Can::Query) || can(Can::Cancel), "{code} can neither say nor take back what it gave");
        for deed in [Deed::Issue, Deed::Cancel] {
            let rules = about.rules.iter().filter(|r| r.deed == deed).count();
            assert_eq!(rules, usize::from(deed == Deed::Issue || can(Can::Cancel)), "{code}: one rule for {deed:?}");
        }
        assert!(about.lost(Deed::Issue) != Lost::Query || can(Can::Query), "{code}: nothing to query by");
        assert!(about.shop_of.is_none_or(|shop| find(shop).and_then(|p| p.channel()).is_some()), "{code}: shop_of");
        assert!(!scenarios_in(code, "waybill").is_empty(), "{code} has no scenarios");
    }
}

#[test]
fn an_empty_access_is_told_not_guessed() {
    for (code, source) in waybills() {
        for task in tasks(code, source.about()) {
            match source.ask(&Access::default(), &task, &At::default(), NOW_MS) {
                Err(Trouble::Setup { .. }) => {}
                Ok(None) => assert!(needed(&task).is_some_and(|can| !source.about().can.contains(&can)), "{code} {task:?} is not asked"),
                other => panic!("{code} {task:?}: {other:?}"),
            }
        }
    }
}

#[test]
fn abilities_and_tasks_agree() {
    for (code, source) in waybills() {
        let access = planted(source);
        for task in tasks(code, source.about()) {
            let asked = source.ask(&access, &task, &At::default(), NOW_MS).unwrap_or_else(|e| panic!("{code} {task:?}: {e}"));
            let can = needed(&task).is_none_or(|can| source.about().can.contains(&can));
            assert_eq!(asked.is_some(), can, "{code} {task:?}");
            let writes = matches!(task, Task::Issue(_) | Task::Cancel(_));
            // Some begin with a question.
            assert!(asked.is_none_or(|r| !r.writes || writes), "{code} {task:?} writes");
        }
    }
}

#[test]
fn replies_that_are_none_leave_the_place() {
    for (code, source) in waybills() {
        let access = planted(source);
        for task in tasks(code, source.about()) {
            let Some(request) = source.ask(&access, &task, &At::default(), NOW_MS).expect("asked") else { continue };
            let shown = format!("{request:?} {task:?} {access:?}");
            for secret in [CANARY, "张示例", "19900000000", "样例花园"] {
                assert!(!shown.contains(secret), "{code} shows {secret}: {shown}");
            }
            for reply in replies_that_are_none() {
                let mut at = At::default();
                match source.hear(&access, &task, &mut at, &reply) {
                    Err(Trouble::Unreadable { .. } | Trouble::Again { .. }) => {}
                    other => panic!("{code} {task:?}: {:?} gives {other:?}", String::from_utf8_lossy(&reply.body)),
                }
                assert_eq!(at, At::default(), "{code} {task:?}");
            }
        }
    }
}

/// What may not be sent is refused before anything is: masks instead of people, no parcel, keys that no source takes.
#[test]
fn what_no_source_takes_is_refused() {
    type Spoil = fn(&mut Consignment);
    let spoiled: [(&str, Spoil); 6] = [
        ("no parcel", |c| c.parcels.clear()),
        ("a key that is too long", |c| c.parcels[0].key = "1234567890123456".into()),
        ("a masked name", |c| (c.platform, c.receiver.name) = (String::new(), "张*".into())),
        ("a masked phone", |c| (c.platform, c.receiver.mobile) = (String::new(), "199****0000".into())),
        ("no phone of the sender", |c| c.sender.mobile.clear()),
        ("an unknown carrier", |c| c.carrier = "示例速运".into()),
    ];
    for (code, source) in waybills() {
        for (what, spoil) in spoiled {
            let mut bad = consignment(code, source.about());
            spoil(&mut bad);
            let asked = source.ask(&planted(source), &Task::Issue(Box::new(bad)), &At::default(), NOW_MS);
            let is_ours = matches!(&asked, Err(Trouble::Refused { code, .. }) if REFUSALS.contains(&code.as_str()));
            assert!(is_ours, "{code}, {what}: {asked:?}");
        }
    }
}

/// Several parcels are asked for until each has its number, and never once more: as many requests as the source needs, all different.
#[test]
fn no_parcel_is_asked_for_twice() {
    for (code, source) in waybills() {
        let access = planted(source);
        let replies: Vec<Reply> = scenarios_in(code, "waybill")
            .iter()
            .filter(|(name, _, _)| name == "issue")
            .flat_map(|(_, folder, s)| s["replies"].as_array().into_iter().flatten().map(|r| reply_of(folder, r)).collect::<Vec<_>>())
            .collect();
        for is_family in [false, true] {
            if !source.about().can.contains(if is_family { &Can::Family } else { &Can::Several }) {
                continue;
            }
            let mut several = consignment(code, source.about());
            several.is_family = is_family;
            let first = several.parcels[0].clone();
            several.parcels.extend((2..=3).map(|n| {
                let mut parcel = first.clone();
                parcel.key = format!("yd000{n}");
                parcel
            }));
            let task = Task::Issue(Box::new(several));
            let (mut at, mut bodies, mut asked) = (At::default(), std::collections::BTreeSet::new(), 0);
            while let Some(request) = source.ask(&access, &task, &at, NOW_MS).expect("asked") {
                asked += 1;
                assert!(asked <= 9, "{code}: no end");
                assert!(!request.writes || bodies.insert(request.body.clone()), "{code}: the same deed twice");
                let heard = replies.iter().find_map(|reply| source.hear(&access, &task, &mut at, reply).ok());
                assert!(heard.is_some(), "{code}: no reply of its own scenario fits");
            }
            assert!(!bodies.is_empty() && bodies.len() <= 3, "{code}: {} deeds for three parcels", bodies.len());
        }
    }
}

/// Whatever reply follows whatever question: it ends or stays, without a panic.
#[test]
fn any_reply_to_any_question() {
    for (code, source) in waybills() {
        let access = planted(source);
        let all = scenarios_in(code, "waybill");
        let of = |(_, folder, s): &(String, std::path::PathBuf, Value)| -> Vec<Reply> {
            s["replies"].as_array().into_iter().flatten().map(|r| reply_of(folder, r)).collect()
        };
        for reply in all.iter().flat_map(of) {
            for task in tasks(code, source.about()) {
                let mut at = At::default();
                for _ in 0..5 {
                    let before = at.clone();
                    let heard = source.hear(&access, &task, &mut at, &reply);
                    assert!(heard.is_ok() || before == at, "{code} {task:?}: a trouble moved the place");
                }
            }
        }
    }
}
