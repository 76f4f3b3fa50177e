//! Every fixture of every platform folder, against what was agreed to be in it. A new layout of an export is a sample here, not code.

mod support;

use support::{difference, fixtures, profiles, read};

#[test]
fn fixtures_read_as_expected() {
    let set = profiles();
    let mut wrong = Vec::new();
    for (file, expected) in fixtures() {
        let bytes = std::fs::read(&file).expect("a fixture beside its expectation");
        let expected: serde_json::Value = serde_json::from_slice(&std::fs::read(&expected).expect("a readable file")).expect("JSON");
        let password = std::fs::read_to_string(format!("{}.password", file.display())).ok();
        if let Some(right) = &password {
            assert_eq!(read(&bytes, &set, None)["error"], "needs_password", "{}", file.display());
            assert_eq!(read(&bytes, &set, Some(&format!("{right}0")))["error"], "bad_password", "{}", file.display());
        }
        let found = read(&bytes, &set, password.as_deref());
        wrong.extend(difference(&found, &expected, "").map(|d| format!("{}: {d}", file.display())));
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The list of files a person has looked at: nobody adds a sample and forgets what it should say.
#[test]
fn no_sample_without_expectation() {
    let known: Vec<_> = fixtures().into_iter().map(|(file, _)| file).collect();
    for file in &known {
        let folder = file.parent().expect("files stand in folders");
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            let is_table =
                path.extension().and_then(|e| e.to_str()).is_some_and(|e| matches!(e, "csv" | "xlsx" | "xls" | "zip" | "txt" | "tsv"));
            assert!(!is_table || known.contains(&path), "{} has no .expected.json", path.display());
        }
    }
}
