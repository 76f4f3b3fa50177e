//! Damaged, cut, mutated and made-up bytes: reading always ends, never panics, and answers a file that nobody knows or a word for its trouble.

mod support;

use std::io::{Read, Write};
use std::path::PathBuf;
use support::{fixtures, profiles, read};
use yidan_sheets::ProfileSet;

/// A small generator, so that a failure can be repeated from its number.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }
}

fn mutate(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        if out.is_empty() {
            return out;
        }
        let at = dice.below(out.len());
        let len = dice.below(64).min(out.len() - at);
        match dice.below(7) {
            0 => out.truncate(at),
            1 => out[at] = dice.roll() as u8,
            2 => {
                out.drain(at..at + len);
            }
            3 => {
                let again = out[at..at + len].to_vec();
                out.splice(at..at, again);
            }
            4 => {
                let noise: Vec<u8> = (0..len).map(|_| dice.roll() as u8).collect();
                out.splice(at..at + len, noise);
            }
            5 => {
                let signs = [b'"', b',', b'\n', b'<', b'>', b'&', b'\t', 0, 0xff, b'='];
                out.insert(at, signs[dice.below(signs.len())]);
            }
            _ => out[at] ^= 1 << dice.below(8),
        }
    }
    out
}

/// Reads; the answer is either an error word or a platform.
fn survives(bytes: &[u8], set: &ProfileSet, what: &str) {
    let found = read(bytes, set, Some("x"));
    assert!(found["error"].is_string() || found["platform"].is_string(), "{what}: {found}");
}

#[test]
fn mutated_samples() {
    let set = profiles();
    for (n, (file, _)) in fixtures().into_iter().enumerate() {
        let bytes = std::fs::read(&file).expect("a fixture");
        for round in 0..10 {
            let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (n as u64 * 1000 + round));
            survives(&mutate(&bytes, &mut dice), &set, &format!("{} round {round}", file.display()));
        }
    }
}

/// Mutations inside the parts of workbooks, with sound check sums around them.
#[test]
fn mutated_parts() {
    let set = profiles();
    let books: Vec<PathBuf> = fixtures().into_iter().map(|(f, _)| f).filter(|f| f.extension().is_some_and(|e| e == "xlsx")).collect();
    for (n, file) in books.iter().enumerate() {
        let bytes = std::fs::read(file).expect("a fixture");
        if !bytes.starts_with(b"PK") {
            continue;
        }
        for round in 0..6 {
            let mut dice = Dice(0x0dd5_eed5 ^ (n as u64 * 1000 + round) << 8);
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("an archive");
            let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            for i in 0..archive.len() {
                let mut member = archive.by_index(i).expect("a member");
                let name = member.name().expect("a name").into_owned();
                let mut part = Vec::new();
                member.read_to_end(&mut part).expect("a sound member");
                if dice.below(2) == 0 {
                    part = mutate(&part, &mut dice);
                }
                out.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
                out.write_all(&part).expect("memory");
            }
            let changed = out.finish().expect("memory").into_inner();
            survives(&changed, &set, &format!("{} round {round}", file.display()));
        }
    }
}

#[test]
fn made_up_bytes() {
    let set = profiles();
    let heads: [&[u8]; 12] = [
        b"",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"<html><table><tr><td>",
        b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table><Row><Cell><Data>",
        b"\"",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n",
    ];
    for (n, head) in heads.iter().enumerate() {
        for round in 0..40 {
            let mut dice = Dice(0x5eed ^ (n as u64 * 100 + round) << 16 | 1);
            let mut bytes = head.to_vec();
            let len = dice.below(3000);
            let only_text = dice.below(2) == 0;
            bytes.extend(
                (0..len).map(|_| if only_text { b" ,\t\"\n0123456789<>/&;=-abc\xd6\xd0"[dice.below(27)] } else { dice.roll() as u8 }),
            );
            survives_or_empty(&bytes, &set, &format!("head {n} round {round}"));
        }
    }
}

fn survives_or_empty(bytes: &[u8], set: &ProfileSet, what: &str) {
    let found = read(bytes, set, None);
    assert!(found["error"].is_string() || found["platform"].is_string(), "{what}: {found}");
}

/// Whole files that hold nothing, or nothing that can be read, say so in one word.
#[test]
fn words_for_trouble() {
    let set = profiles();
    let book = std::fs::read(support::platforms().join("carrier_zto/fixtures/中通_5月账单.xlsx")).expect("a fixture");
    let zip_of = |members: &[(&str, &[u8])]| {
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in members {
            out.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory");
            out.write_all(bytes).expect("memory");
        }
        out.finish().expect("memory").into_inner()
    };
    let mut empty_book = rust_xlsxwriter::Workbook::new();
    empty_book.add_worksheet();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", vec![], "empty_file"),
        ("only a mark", b"\xef\xbb\xbf".to_vec(), "empty_file"),
        ("only blanks", b"\r\n \r\n\t\r\n".to_vec(), "empty_file"),
        ("a cut workbook", book[..book.len() / 2].to_vec(), "corrupt"),
        ("a workbook's first bytes", book[..30].to_vec(), "corrupt"),
        ("a cut old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more".to_vec(), "corrupt"),
        ("an archive of programs", zip_of(&[("a.exe", b"MZ"), ("b/", b""), ("c.pdf", b"%PDF")]), "nothing_to_import"),
        ("an archive of nothing", zip_of(&[]), "nothing_to_import"),
        ("an empty workbook", empty_book.save_to_buffer().expect("memory"), "nothing_to_import"),
    ];
    for (what, bytes, want) in cases {
        assert_eq!(read(&bytes, &set, None)["error"], want, "{what}");
    }
    for unknown in [&b"hello world\nthis is no table"[..], b"a,b,c\n1,2,3\n", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"] {
        let found = read(unknown, &set, None);
        assert_eq!((found["platform"].as_str(), found["accepted_rows"].as_u64()), (Some("unknown"), Some(0)));
    }
}

/// Small files that unpack to more than any merchant has.
#[test]
fn bombs_are_refused() {
    let set = profiles();
    let huge = |name: &str, head: &[u8], fill: u8, mb: usize| {
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        out.write_all(head).expect("memory");
        let block = vec![fill; 1024 * 1024];
        for _ in 0..mb {
            out.write_all(&block).expect("memory");
        }
        out.finish().expect("memory").into_inner()
    };
    // One cell without end, in a text and in a sheet.
    assert_eq!(read(&huge("a.csv", "订单号,".as_bytes(), b'x', 40), &set, None)["error"], "too_big");
    let sheet = huge("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>", b'x', 100);
    assert_eq!(read(&sheet, &set, None)["error"], "too_big");
    // Ten thousand columns: the row is read, what is beyond the limit is left out.
    let wide: String = (0..10_000).map(|i| format!("列{i},")).collect();
    assert_eq!(read(wide.as_bytes(), &set, None)["platform"], "unknown");
}
