//! Records as people paste them: layouts, chatter, nicknames, traps and faults met in the wild, each retold with made-up people.

use yidan_address::{Parsed, Severity, parse};

fn found(parsed: &Parsed) -> [String; 6] {
    let phone = if parsed.ext.is_empty() { parsed.phone.clone() } else { format!("{}-{}", parsed.phone, parsed.ext) };
    let codes = parsed.flags.iter().filter(|flag| flag.severity > Severity::Info);
    let codes: Vec<String> =
        codes.map(|flag| serde_json::to_value(flag.code).expect("a code").as_str().unwrap_or_default().to_owned()).collect();
    [
        parsed.name.clone(),
        phone,
        format!("{} {} {}", parsed.province, parsed.city, parsed.district).trim().to_owned(),
        parsed.street.to_string(),
        parsed.detail.clone(),
        codes.join(" "),
    ]
}

fn check(line: &str) -> Option<String> {
    let (text, wanted) = line.split_once(" => ").expect("text => fields");
    let text = text.replace("\\n", "\n").replace("\\t", "\t");
    let wanted: Vec<&str> = wanted.split(';').map(str::trim).collect();
    let got = found(&parse(&text));
    (got.as_slice() != wanted.as_slice()).then(|| format!("{line}\n  {}", got.join(" ; ")))
}

#[test]
fn pasted_records_are_read_as_people_mean_them() {
    let lines: Vec<&str> = include_str!("cases/pasted.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let wrong: Vec<String> = lines.iter().filter_map(|line| check(line)).collect();
    assert!(lines.len() > 200);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}
