//! Rows of cells below the headings of a known format: what cells hold, not how they are packed.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: (u8, Vec<Vec<String>>)| {
    let (which, rows) = input;
    let lines = yidan_fuzz::headings();
    let mut text = lines[usize::from(which) % lines.len()].clone();
    for row in rows {
        text.push('\n');
        let cells: Vec<String> = row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
        text.push_str(&cells.join(","));
    }
    yidan_fuzz::read(text.as_bytes());
});
