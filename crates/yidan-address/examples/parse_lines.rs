//! Reads JSON lines `{"id", "text"}` from standard input and writes the answers, one per line. For trying the parser on a file of cases.

use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let input = std::io::stdin().lock();
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    for line in input.lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let case: serde_json::Value = serde_json::from_str(&line)?;
        let parsed = yidan_address::parse(case["text"].as_str().unwrap_or_default());
        let mut answer = serde_json::to_value(&parsed)?;
        answer["id"] = case["id"].clone();
        serde_json::to_writer(&mut output, &answer)?;
        writeln!(output)?;
    }
    Ok(())
}
