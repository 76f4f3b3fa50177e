//! The same table in other clothes: encodings, separators, containers, column orders, drifting headings. What it says must stay the same.

mod support;

use serde_json::Value;
use std::io::Write;
use support::{difference, platforms, profiles, read};
use yidan_sheets::ProfileSet;
use zip::unstable::write::FileOptionsExt;
use zip::write::SimpleFileOptions;

type Grid = Vec<Vec<String>>;

/// Samples of different kinds, with the row of their header.
const SAMPLES: [(&str, usize); 8] = [
    ("taobao/fixtures/ExportOrderList201905151650.csv", 1),
    ("pdd/fixtures/orders_export2026-06-01-09-30-00.csv", 1),
    ("pdd/fixtures/货款明细_202606.csv", 5),
    ("douyin/fixtures/1780300000_抖店订单导出.csv", 1),
    ("jd/fixtures/货款明细_202606.csv", 2),
    ("shopify/fixtures/shopify_orders_export_1.csv", 1),
    ("tiktok_shop/fixtures/TikTok_All order-2026-06-01-09_00.csv", 1),
    ("bank_icbc/fixtures/hisdetail1780300000.csv", 7),
];

/// The cells of a sample, all rows as wide as the header.
fn grid(path: &str, header: usize) -> Grid {
    let bytes = std::fs::read(platforms().join(path)).expect("a sample");
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::GB18030.decode(&bytes).0.into_owned(),
    };
    // The reader of the `csv` package leaves out blank lines, so they are marked first.
    let marked = text.replace("\r\n\r\n", "\r\n\u{1}\r\n").replace("\n\n", "\n\u{1}\n");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(marked.as_bytes());
    let mut rows: Grid = reader.records().map(|r| r.expect("a record").iter().map(|c| c.replace('\u{1}', "")).collect()).collect();
    let width = rows[header - 1].len();
    rows.iter_mut().for_each(|r| r.resize(width.max(r.len()), String::new()));
    rows[header - 1].iter_mut().for_each(|h| *h = h.replace('"', ""));
    rows
}

fn delimited(rows: &Grid, delimiter: u8) -> String {
    let mut out = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    rows.iter().for_each(|r| out.write_record(r).expect("memory"));
    String::from_utf8(out.into_inner().expect("memory")).expect("text")
}

fn escaped(t: &str) -> String {
    t.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn html(rows: &Grid, meta: &str) -> String {
    let cells = |r: &Vec<String>| r.iter().map(|c| format!("<td x:str>{}</td>", escaped(c))).collect::<String>();
    let body: String = rows.iter().map(|r| format!("<tr>{}</tr>\n", cells(r))).collect();
    format!(
        "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head>{meta}<style>td {{ mso: '<tr>' }}</style></head><body><table>{body}</table></body></html>"
    )
}

fn spreadsheetml(rows: &Grid) -> String {
    let cells = |r: &Vec<String>| {
        r.iter()
            .enumerate()
            .filter(|(_, c)| !c.is_empty())
            .map(|(i, c)| format!("<ss:Cell ss:Index=\"{}\"><ss:Data ss:Type=\"String\">{}</ss:Data></ss:Cell>", i + 1, escaped(c)))
            .collect::<String>()
    };
    let body: String = rows
        .iter()
        .enumerate()
        .filter(|(_, r)| r.iter().any(|c| !c.is_empty()))
        .map(|(i, r)| format!("<ss:Row ss:Index=\"{}\">{}</ss:Row>", i + 1, cells(r)))
        .collect();
    format!(
        "<?xml version=\"1.0\"?><ss:Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><ss:Worksheet ss:Name=\"一\"><ss:Table>{body}</ss:Table></ss:Worksheet></ss:Workbook>"
    )
}

fn xlsx(rows: &Grid) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate().filter(|(_, c)| !c.is_empty()) {
            sheet.write_string(r as u32, c as u16, cell).expect("a cell");
        }
    }
    book.add_worksheet().set_name("说明").expect("a name").write_string(0, 0, "仅供参考").expect("a cell");
    book.save_to_buffer().expect("memory")
}

fn zipped(members: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        out.start_file(*name, options).expect("memory");
        out.write_all(bytes).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}

/// Everything but the clothes.
fn naked(mut found: Value) -> Value {
    for key in ["container", "encoding", "sheet", "member", "ignored_members"] {
        found.as_object_mut().expect("an object").remove(key);
    }
    // The address of a cell and the words of skipped rows may differ; rows and reasons may not.
    found
}

fn check(set: &ProfileSet, what: &str, bytes: &[u8], password: Option<&str>, container: &str, expected: &Value) {
    let found = read(bytes, set, password);
    assert_eq!(found["container"], container, "{what}: {}", found["error"]);
    if let Some(d) = difference(&naked(found), expected, "") {
        panic!("{what}: {d}");
    }
}

fn gb(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

#[test]
fn other_encodings_and_containers() {
    let set = profiles();
    for (path, header) in SAMPLES {
        let rows = grid(path, header);
        let comma = delimited(&rows, b',');
        let tab = delimited(&rows, b'\t');
        let expected = naked(read(comma.as_bytes(), &set, None));
        assert_ne!(expected["platform"], "unknown", "{path}");
        assert!(expected["accepted_rows"].as_u64() > Some(10), "{path}");
        let clothes: Vec<(&str, Vec<u8>, &str)> = vec![
            ("gb18030", gb(&comma), "csv"),
            ("utf-8 with mark", [b"\xef\xbb\xbf", comma.as_bytes()].concat(), "csv"),
            ("mark of utf-8, then gbk", [b"\xef\xbb\xbf".to_vec(), gb(&comma)].concat(), "csv"),
            ("tabs", tab.as_bytes().to_vec(), "csv"),
            ("tabs in gb18030", gb(&tab), "csv"),
            ("semicolons", delimited(&rows, b';').into_bytes(), "csv"),
            ("utf-16 le", utf16(&tab, false, true), "csv"),
            ("utf-16 be", utf16(&tab, true, true), "csv"),
            ("utf-16 le without mark", utf16(&comma, false, false), "csv"),
            ("unix lines", comma.replace("\r\n", "\n").into_bytes(), "csv"),
            ("html in gbk", gb(&html(&rows, "<meta charset=gb2312>")), "html"),
            ("html in gbk, undeclared", gb(&html(&rows, "")), "html"),
            ("html in utf-8", html(&rows, "<meta charset=\"utf-8\">").into_bytes(), "html"),
            ("spreadsheetml", spreadsheetml(&rows).into_bytes(), "spreadsheetml"),
            ("xlsx", xlsx(&rows), "xlsx"),
            ("zip with csv", zipped(&[("readme.exe", b"MZ"), ("订单.csv", &gb(&comma))], SimpleFileOptions::default()), "zip/csv"),
            ("zip with xlsx", zipped(&[("a/订单.xlsx", &xlsx(&rows))], SimpleFileOptions::default()), "zip/xlsx"),
            ("zip with html", zipped(&[("订单.xls", &gb(&html(&rows, "")))], SimpleFileOptions::default()), "zip/html"),
        ];
        for (what, bytes, container) in clothes {
            check(&set, &format!("{path} as {what}"), &bytes, None, container, &expected);
        }
    }
}

#[test]
fn protected_archives() {
    let set = profiles();
    let (path, header) = SAMPLES[1];
    let comma = delimited(&grid(path, header), b',');
    let expected = naked(read(comma.as_bytes(), &set, None));
    let aes = SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "123456");
    let old = SimpleFileOptions::default().with_deprecated_encryption(b"123456").expect("a password");
    for (what, options) in [("aes", aes), ("old cipher", old)] {
        let bytes = zipped(&[("账单.csv", comma.as_bytes())], options);
        assert_eq!(read(&bytes, &set, None)["error"], "needs_password", "{what}");
        // Some wrong passwords pass the old cipher's quick check; none may open the file.
        for wrong in 0..600 {
            assert_eq!(read(&bytes, &set, Some(&format!("wrong{wrong}")))["error"], "bad_password", "{what}");
            if what == "aes" && wrong > 3 {
                break;
            }
        }
        check(&set, what, &bytes, Some("123456"), "zip-encrypted/csv", &expected);
    }
}

#[test]
fn columns_in_any_order_with_strangers_among_them() {
    let set = profiles();
    for (path, header) in SAMPLES {
        let rows = grid(path, header);
        let expected = naked(read(delimited(&rows, b',').as_bytes(), &set, None));
        if !expected["skipped"].as_array().expect("a list").is_empty() {
            continue; // Titles and totals stand in certain columns.
        }
        let width = rows[0].len();
        let turned: Grid = rows
            .iter()
            .enumerate()
            .map(|(r, row)| {
                let mut cells: Vec<String> = (0..width).map(|c| row[(c * 7 + 3) % width].clone()).collect();
                if width.is_multiple_of(7) {
                    cells = row.iter().rev().cloned().collect();
                }
                cells.insert(1, if r == 0 { "新的一列".to_owned() } else { "x".to_owned() });
                cells.push(if r == 0 { "末列".to_owned() } else { String::new() });
                cells
            })
            .collect();
        check(&set, path, delimited(&turned, b',').as_bytes(), None, "csv", &expected);
    }
}

#[test]
fn headings_drift() {
    let set = profiles();
    for (path, header) in SAMPLES {
        let mut rows = grid(path, header);
        let expected = naked(read(delimited(&rows, b',').as_bytes(), &set, None));
        for h in &mut rows[header - 1] {
            *h = format!("\u{200b} {} \u{3000}", h.replace('(', "（").replace(')', "）").replace('账', "帐").replace("ID", "I D"));
        }
        check(&set, path, delimited(&rows, b',').as_bytes(), None, "csv", &expected);
    }
}

#[test]
fn cells_of_another_encoding_among_others() {
    let set = profiles();
    let rows = grid(SAMPLES[1].0, 1);
    let expected = naked(read(delimited(&rows, b',').as_bytes(), &set, None));
    let lines: Vec<String> = delimited(&rows, b',').split_inclusive("\r\n").map(str::to_owned).collect();
    // A cell in UTF-8 that is no GB18030, in a file of GB18030.
    let mixed: Vec<u8> = lines
        .iter()
        .flat_map(|l| {
            l.split_inclusive(',')
                .flat_map(|cell| if cell.starts_with("手工辣椒酱") { cell.as_bytes().to_vec() } else { gb(cell) })
                .collect::<Vec<u8>>()
        })
        .collect();
    assert!(std::str::from_utf8(&mixed).is_err());
    check(&set, "utf-8 among gb18030", &mixed, None, "csv", &expected);
    // A cell in GB18030 in a file of UTF-8.
    let mixed: Vec<u8> = lines.iter().enumerate().flat_map(|(i, l)| if i == 5 { gb(l) } else { l.as_bytes().to_vec() }).collect();
    check(&set, "gb18030 among utf-8", &mixed, None, "csv", &expected);
}
