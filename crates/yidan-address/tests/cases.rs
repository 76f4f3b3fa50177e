//! The open corpus of made-up records, scored as a whole: a record counts only if every field is right and no needless flag is raised.
//! The reached figures are asserted with a small margin, so that a change that costs accuracy is seen at once.

use serde_json::Value;
use yidan_address::{Code, Parsed, Severity, parse};

/// Width, case, blanks and punctuation do not matter.
fn norm(text: &str) -> String {
    let wide = |c: char| char::from_u32(c as u32 - 0xfee0).filter(|_| ('！'..='～').contains(&c)).unwrap_or(c);
    text.chars()
        .map(|c| if ('！'..='～').contains(&c) { wide(c) } else { c })
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case["truth"][key].as_str().unwrap_or_default()
}

fn accepted<'a>(case: &'a Value, key: &str) -> Vec<&'a str> {
    let more = case["accept"][key].as_array().into_iter().flatten().filter_map(Value::as_str);
    std::iter::once(text(case, key)).chain(more).collect()
}

fn field_is_right(case: &Value, field: &str, got: &Parsed) -> bool {
    match field {
        "name" => accepted(case, "name").iter().any(|name| norm(name) == norm(&got.name)),
        "phone" => accepted(case, "phone").iter().any(|phone| digits(phone) == digits(&got.phone) + &got.ext),
        "province" => got.province == text(case, "province"),
        "city" => accepted(case, "city").contains(&got.city),
        "district" => accepted(case, "district").contains(&got.district),
        "detail" => {
            let street = text(case, "street");
            let got = [norm(&got.detail), norm(&format!("{}{}", got.street, got.detail))];
            let with_street = accepted(case, "detail").into_iter().flat_map(|detail| [norm(detail), norm(&format!("{street}{detail}"))]);
            with_street.collect::<Vec<_>>().iter().any(|want| got.contains(want))
        }
        other => panic!("unknown field {other}"),
    }
}

/// Flags that would send the record to a person. A missing field that the case does not ask for never counts.
fn alarms(case: &Value, scored: &[&str], got: &Parsed) -> Vec<String> {
    let flagged = got.flags.iter().filter(|flag| flag.severity > Severity::Info && flag.code != Code::Renamed);
    let names = flagged.map(|flag| serde_json::to_value(flag.code).expect("a code").as_str().expect("a word").to_owned());
    let optional =
        |field: &str| case["must_flag"].is_null() && (!scored.contains(&field) || field == "detail" && text(case, "detail").is_empty());
    names
        .filter(|name| {
            let missing =
                ["name", "phone", "district", "detail"].iter().any(|field| *name == format!("{field}_missing") && optional(field));
            let short = name == "detail_too_short" && optional("detail");
            !missing && !short
        })
        .collect()
}

#[derive(Default, Debug)]
struct Score {
    valid: usize,
    valid_right: usize,
    faulty: usize,
    faulty_right: usize,
    false_alarms: usize,
    wrong: Vec<String>,
}

fn score(file: &str) -> Score {
    let cases: Value = serde_json::from_str(file).expect("the cases are JSON");
    let mut score = Score::default();
    for case in cases["cases"].as_array().expect("a list") {
        let input = case["input"].as_str().expect("a text");
        let scored: Vec<&str> = case["score"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        let got = parse(input);
        let right = scored.iter().all(|field| field_is_right(case, field, &got));
        let alarms = alarms(case, &scored, &got);
        let whole = if case["must_flag"].is_null() {
            score.valid += 1;
            score.false_alarms += usize::from(!alarms.is_empty());
            let whole = right && alarms.is_empty();
            score.valid_right += usize::from(whole);
            whole
        } else {
            score.faulty += 1;
            let codes: Vec<&str> = case["must_flag"]["accept_codes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let whole = right && alarms.iter().any(|alarm| codes.contains(&alarm.as_str()));
            score.faulty_right += usize::from(whole);
            whole
        };
        if !whole {
            score.wrong.push(format!("{} {input:?} -> {got:?}", case["id"]));
        }
    }
    score
}

fn check(file: &str, at_least_percent: usize) {
    let score = score(file);
    let enough = |right: usize, all: usize| right * 100 >= all * at_least_percent;
    assert!(score.valid > 40, "the corpus was read");
    assert!(enough(score.valid_right, score.valid), "{score:#?}");
    assert!(enough(score.faulty_right, score.faulty), "{score:#?}");
    assert!(score.false_alarms * 200 <= score.valid, "{score:#?}");
}

#[test]
fn nearly_every_open_record_is_wholly_right() {
    check(include_str!("cases/dev.json"), 99);
}

#[test]
fn every_sample_is_wholly_right() {
    check(include_str!("cases/sample.json"), 100);
}
