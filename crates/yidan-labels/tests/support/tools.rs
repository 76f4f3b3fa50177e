//! Programs and folders of tests that look at paper: poppler renders, zbar reads codes.

use std::path::{Path, PathBuf};
use std::process::Command;
use yidan_labels::LabelData;

pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().expect("installed");
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{program} complains: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// False, with a message, when one of the programs is not there.
pub fn tools(names: &[&str]) -> bool {
    let missing: Vec<&str> = names.iter().copied().filter(|tool| Command::new(tool).arg("--version").output().is_err()).collect();
    if !missing.is_empty() {
        eprintln!(
            "SKIPPED: {} not installed (packages poppler-utils, zbar-tools); pages were not rendered and not decoded",
            missing.join(", ")
        );
    }
    missing.is_empty()
}

/// A folder of this test alone.
pub fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("writable target folder");
    path
}

/// Many orders with numbers of every carrier's form, in a list order that differs from their numbers' order.
pub fn many(count: u64) -> Vec<LabelData> {
    let mut orders = super::fixtures();
    orders.truncate(5);
    let base = orders.clone();
    for n in 0..count {
        let mut order = base[(n % 5) as usize].clone();
        let spread = n * 7919 % 100_000;
        order.order_no = format!("20261122{spread:010}");
        order.sequence_no = n as u32 + 1;
        order.waybill_no = match n % 6 {
            0 => None,
            1 => Some(format!("73{spread:012}")),
            2 => Some(format!("YT{spread:013}")),
            3 => Some(format!("JDVA{spread:011}")),
            4 => Some(format!("EA{spread:09}CN")),
            _ => Some(format!("773{spread:012}")),
        };
        orders.push(order);
    }
    orders
}

/// One value per file, in the order of the files.
pub fn decode(files: &[PathBuf], kind: &str) -> Vec<String> {
    let mut arguments =
        vec!["-q".to_owned(), "--nodbus".to_owned(), "--raw".to_owned(), "-Sdisable".to_owned(), format!("-S{kind}.enable")];
    arguments.extend(files.iter().map(|f| f.to_string_lossy().into_owned()));
    run("zbarimg", &arguments.iter().map(String::as_str).collect::<Vec<_>>()).lines().map(str::to_owned).collect()
}

pub fn codes(orders: &[LabelData]) -> Vec<String> {
    orders.iter().map(|o| o.code().to_owned()).collect()
}
