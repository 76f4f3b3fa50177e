//! What the fuzz targets share: all known formats, and a file read to its end as an import would. A target fails by a panic alone;
//! refusing a file is always right.

use std::io::{Cursor, Write};
use std::sync::OnceLock;
use yidan_sheets::{ProfileSet, ProfileSource, Source, guess_mapping, open, read_all};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// All formats of the platforms.
pub fn profiles() -> &'static ProfileSet {
    static SET: OnceLock<ProfileSet> = OnceLock::new();
    SET.get_or_init(|| {
        let texts = yidan_platforms::LIST
            .iter()
            .flat_map(|p| p.export_profiles().iter().map(|toml| ProfileSource { platform: p.code(), toml, status_csv: p.status_words() }));
        ProfileSet::parse(&texts.collect::<Vec<_>>()).expect("the platforms' formats are well-formed")
    })
}

/// Recognises and reads some bytes; a table that nobody knows is looked at as the mapping dialogue does.
pub fn read(bytes: &[u8]) {
    let Ok(mut opened) = Source::memory(bytes).and_then(|source| open(source, profiles(), Some("1"))) else { return };
    let Ok(reading) = read_all(&mut opened) else { return };
    assert!(reading.totals.accepted_rows as usize >= reading.orders.len().min(reading.lines.len()), "a result without a row");
    if let Ok(rows) = opened.preview(50) {
        let _ = guess_mapping(&rows);
    }
}

/// Rows of headings of every format, as its required columns in a line of text.
pub fn headings() -> &'static [String] {
    static LINES: OnceLock<Vec<String>> = OnceLock::new();
    LINES.get_or_init(|| {
        let texts = yidan_platforms::LIST.iter().flat_map(|p| p.export_profiles());
        let formats = texts.filter_map(|t| yidan_sheets::Profile::from_toml(t).ok()).flat_map(|p| p.format);
        let line = |f: yidan_sheets::Format| {
            let feeds = f.order.values().chain(f.item.values()).chain(f.line.values()).chain(f.fees.values());
            let mut names: Vec<String> = f.required.iter().map(|r| r.names()[0].clone()).collect();
            names.extend(feeds.flat_map(|feed| feed.columns().to_vec()));
            let mut seen = std::collections::HashSet::new();
            names.retain(|n| seen.insert(n.clone()));
            names.iter().map(|n| format!("\"{}\"", n.replace('"', "\"\""))).collect::<Vec<_>>().join(",")
        };
        formats.map(line).collect()
    })
}

/// A zip with these members.
pub fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in members {
        zip.start_file(*name, stored).expect("a plain name");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}
