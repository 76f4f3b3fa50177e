//! Frames of every print component, built and read, beside made-up ones written from the platforms' documents.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use yidan_platforms::component::{Ask, COMPONENTS, Component, Custom, Fate, Said, Sheet, Unfit, Why, find};
use yidan_platforms::waybill::Party;

fn fixtures() -> Vec<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/component/fixtures");
    let mut all: Vec<(String, Value)> = std::fs::read_dir(folder)
        .expect("folder")
        .flatten()
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().trim_end_matches(".json").to_owned();
            (name, serde_json::from_slice(&std::fs::read(entry.path()).expect("file")).expect("json"))
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn component(name: &str, fixture: &Value) -> &'static Component {
    find(fixture["component"].as_str().unwrap_or(name)).unwrap_or_else(|| panic!("no component {name}"))
}

fn sheet(told: &Value) -> Sheet {
    let words = [("item_info", "测试商品A 红色/L x2"), ("seq", "B0001-003")];
    let custom = Custom {
        url: "http://labels.invalid/custom/1001/1".into(),
        words: words.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect::<BTreeMap<_, _>>(),
    };
    let sender = Party {
        name: "示例店铺".into(),
        mobile: "19900000001".into(),
        province: "浙江省".into(),
        city: "杭州市".into(),
        district: "示例区".into(),
        street: "测试路1号仓库".into(),
        ..Party::default()
    };
    let part = |at: usize| told["part"][at].as_u64().unwrap_or(1) as u32;
    Sheet {
        task: "T1".into(),
        number: "YT8800000000017".into(),
        printer: "Label A".into(),
        text: told["text"].as_str().unwrap_or_default().into(),
        key: told["key"].as_str().map(str::to_owned),
        sender: (told["sender"] == true).then_some(sender),
        part: (part(0), part(1)),
        width_mm: 76,
        height_mm: 130,
        custom: (told["custom"] == true).then_some(custom),
    }
}

fn frame(component: &Component, id: &str, ask: &Ask<'_>) -> Value {
    match component.ask(id, ask).expect("fits") {
        Some(text) => serde_json::from_str(&text).expect("json"),
        None => Value::Null,
    }
}

fn why(w: &Why) -> String {
    format!("{}{}", if w.is_data { "data " } else { "" }, w.words)
}

/// One line for one thing said.
fn line(said: &Said) -> String {
    match said {
        Said::Version { id, version } => format!("version {id}: {version}"),
        Said::Printers { id, printers } => {
            let mark = |on: bool, mark: &'static str| if on { mark } else { "" };
            let shown: Vec<String> =
                printers.iter().map(|p| format!("{}{}{}", p.name, mark(p.is_default, " *"), mark(!p.is_ready, " off"))).collect();
            format!("printers {id}: {}", shown.join(", "))
        }
        Said::Taken { task } => format!("taken {task}"),
        Said::Drawn { task } => format!("drawn {task}"),
        Said::Out { task } => format!("out {task}"),
        Said::NotOut { task, why: w } => format!("not out {task}: {}", why(w)),
        Said::Shown { task, places, pictures } if pictures.is_empty() => format!("shown {task}: {}", places.join(" ")),
        Said::Shown { task, places, pictures } => format!("shown {task}: {},{}", places.join(" "), pictures.join(" ")),
        Said::Fate { task, fate: Fate::Out } => format!("fate {task} out"),
        Said::Fate { task, fate: Fate::Pending } => format!("fate {task} pending"),
        Said::Fate { task, fate: Fate::NotOut(w) } => format!("fate {task} not out: {}", why(w)),
        Said::Answered { id } => format!("answered {id}"),
    }
}

#[test]
fn frames_are_built_as_each_component_spells_them() {
    let all = fixtures();
    for component in COMPONENTS {
        assert!(all.iter().any(|(name, _)| name == component.code), "{} has no fixture", component.code);
    }
    for (name, fixture) in &all {
        let (component, sheet) = (component(name, fixture), sheet(&fixture["sheet"]));
        assert_eq!(frame(component, "T1", &Ask::Print(&sheet)), fixture["print"], "{name}: print");
        let questions = [("version", "q-0", Ask::Version), ("printers", "q-1", Ask::Printers), ("fate", "q-2", Ask::Fate("T1"))];
        for (key, id, ask) in questions {
            if let Some(expected) = fixture.get(key) {
                assert_eq!(&frame(component, id, &ask), expected, "{name}: {key}");
            }
        }
        assert_eq!(component.tells_fates(), !fixture.get("fate").is_none_or(Value::is_null) || name.contains('_'), "{name}");
        let previewed = frame(component, "T1", &Ask::Preview(&sheet));
        assert_eq!(component.has_preview(), !previewed.is_null(), "{name}");
        if let Some(differs) = fixture["preview_differs_in"].as_object() {
            let mut expected = fixture["print"].clone();
            for (pointer, value) in differs {
                *expected.pointer_mut(pointer).expect("a place of the frame") = value.clone();
            }
            assert_eq!(previewed, expected, "{name}: preview");
        }
    }
}

#[test]
fn frames_are_read() {
    for (name, fixture) in fixtures() {
        for case in fixture["hears"].as_array().expect("cases") {
            let said: Vec<String> = component(&name, &fixture).hear(&case[0].to_string()).iter().map(line).collect();
            assert_eq!(json!(said), case[1], "{name}: {}", case[0]);
        }
    }
}

#[test]
fn frames_of_nobody_say_nothing() {
    for component in COMPONENTS {
        for frame in ["", "hello", "[]", "{}", "null", "{\"cmd\":5}", "{\"cmd\":\"print", "{\"code\":\"2\",\"status\":\"500\"}"] {
            assert_eq!(component.hear(frame), Vec::new(), "{}: {frame}", component.code);
        }
    }
}

#[test]
fn what_does_not_fit_is_not_sent() {
    let cases = [
        ("cainiao", "not json", None, Unfit::Data),
        ("cainiao", "[1]", None, Unfit::Data),
        ("pdd", "{\"templateUrl\":\"x\"}", None, Unfit::Data),
        ("douyin", "{\"print_data\":\"x\",\"sign\":\"y\"}", None, Unfit::Key),
        ("douyin", "{\"sign\":\"y\"}", Some("k"), Unfit::Data),
        ("jd", "{\"printData\":[\"a\",\"b\"],\"tempUrl\":\"x\"}", None, Unfit::Data),
        ("jd", "{\"printData\":[\"a\"]}", None, Unfit::Data),
        ("wechat", "", None, Unfit::Data),
    ];
    for (code, text, key, expected) in cases {
        let told = json!({"text": text, "key": key});
        let refused = find(code).expect("a component").ask("T1", &Ask::Print(&sheet(&told)));
        assert_eq!(refused, Err(expected), "{code}: {text}");
    }
}

#[test]
fn logs_show_no_print_data() {
    let shown = format!("{:?}", sheet(&json!({"text": "canary-data", "key": "canary-key", "sender": true})));
    assert!(!shown.contains("canary") && !shown.contains("19900000001"), "{shown}");
}
