//! Running other programs: shown, checked, and counted where they are test runners.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The top folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A command with its words shown before it starts.
pub fn command(program: &str, args: &[&str]) -> Command {
    println!("\n$ {program} {}", args.join(" "));
    let mut c = Command::new(program);
    c.args(args);
    c
}

/// Runs to the end or fails.
pub fn step(program: &str, args: &[&str]) -> Result<()> {
    finish(command(program, args))
}

/// The same inside a folder.
pub fn step_in(folder: &str, program: &str, args: &[&str]) -> Result<()> {
    let mut c = command(program, args);
    c.current_dir(folder);
    finish(c)
}

pub fn finish(mut c: Command) -> Result<()> {
    let name = c.get_program().to_string_lossy().into_owned();
    let started = Instant::now();
    let status = c.status().with_context(|| format!("{name} could not be started"))?;
    took(started);
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    Ok(())
}

/// Says how long a step took, when it was long.
fn took(started: Instant) {
    let seconds = started.elapsed().as_secs();
    if seconds > 0 {
        println!("({seconds} s)");
    }
}

/// True when the program can be found.
pub fn has(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|paths| std::env::split_paths(&paths).any(|p| p.join(program).is_file()))
}

/// npm is a script of another name on Windows.
pub fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

/// Tests that passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs a test runner, passes its output through and adds up what its closing lines say.
/// A runner that fails without naming a failed test counts as one failure.
pub fn counted(mut c: Command) -> Result<Count> {
    let name = c.get_program().to_string_lossy().into_owned();
    let started = Instant::now();
    let mut child = c.stdout(Stdio::piped()).spawn().with_context(|| format!("{name} could not be started"))?;
    let mut count = Count::default();
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).split(b'\n') {
            let line = line?;
            let text = String::from_utf8_lossy(&line);
            println!("{text}");
            count += read_line(&plain(&text));
        }
    }
    std::io::stdout().flush()?;
    let status = child.wait()?;
    took(started);
    if !status.success() && count.failed == 0 {
        eprintln!("{name} ended with {status}");
        count.failed = 1;
    }
    Ok(count)
}

/// A gate that is either right or wrong counts as one test.
pub fn gate(c: Command) -> Count {
    match finish(c) {
        Ok(()) => Count { passed: 1, failed: 0 },
        Err(e) => {
            eprintln!("{e}");
            Count { passed: 0, failed: 1 }
        }
    }
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        out.push_str(&rest[..at]);
        rest = rest[at..].find('m').map_or("", |end| &rest[at + end + 1..]);
    }
    out.push_str(rest);
    out
}

/// Closing lines of cargo test, vitest, Playwright and node's runner.
fn read_line(line: &str) -> Count {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number_before = |word: &str| {
        words
            .iter()
            .position(|w| w.trim_end_matches([';', ',', ')']) == word)
            .filter(|i| *i > 0)
            .and_then(|i| words[i - 1].parse::<u64>().ok())
            .unwrap_or(0)
    };
    if line.starts_with("test result:") || line.trim_start().starts_with("Tests ") {
        return Count { passed: number_before("passed"), failed: number_before("failed") };
    }
    match words.as_slice() {
        ["#" | "ℹ", "pass", n] => Count { passed: n.parse().unwrap_or(0), failed: 0 },
        ["#" | "ℹ", "fail", n] => Count { passed: 0, failed: n.parse().unwrap_or(0) },
        // Playwright: "  12 passed (30.1s)", "  1 failed"
        [n, "passed", rest] if rest.starts_with('(') => Count { passed: n.parse().unwrap_or(0), failed: 0 },
        [n, "failed"] => Count { passed: 0, failed: n.parse().unwrap_or(0) },
        _ => Count::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_read() {
        let cases = [
            ("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s", 12, 0),
            ("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured", 3, 2),
            ("      Tests  41 passed (41)", 41, 0),
            ("      Tests  1 failed | 40 passed (41)", 40, 1),
            ("  7 passed (31.2s)", 7, 0),
            ("  2 failed", 0, 2),
            ("# pass 5", 5, 0),
            ("ℹ fail 1", 0, 1),
            ("all 3 passed the gate", 0, 0),
        ];
        for (line, passed, failed) in cases {
            assert_eq!(read_line(&plain(line)), Count { passed, failed }, "{line}");
        }
        assert_eq!(plain("\u{1b}[32m ok \u{1b}[0m"), " ok ");
    }
}
