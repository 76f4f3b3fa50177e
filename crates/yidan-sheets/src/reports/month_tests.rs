//! The month sheet read back: by calamine cell by cell, and by LibreOffice with every formula calculated anew.

use super::month::write_limited;
use super::{
    EachGoods, EachOrder, EachProblem, MonthGoods, MonthHead, MonthOrder, MonthOutcome, MonthProblem, MonthSource, ReportError,
    SourceError, write_month,
};
use calamine::{Data, Range, Reader, Xlsx};
use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;

/// 2026-11-01 00:00:00 at UTC+8.
const MONTH_START_MS: i64 = 1_793_462_400_000;
const SHOPS: [(&str, &str); 4] = [("样例平台", "示例小店"), ("样例平台", "=1+1 示例店"), ("样例平台二", "*"), ("样例平台二", "示例家居")];
const STATES: [&str; 4] = ["待审核", "已打单", "已完成", "已取消"];

/// Made-up rows, the same for the same number.
#[derive(Default)]
struct MadeUp {
    orders: u64,
    /// Fails after so many orders.
    fails_after: Option<u64>,
    /// 实付 of every order, instead of a made-up one.
    paid_fen: Option<i64>,
}

impl MadeUp {
    fn paid(&self, n: u64) -> i64 {
        self.paid_fen.unwrap_or((n * 7919 % 1_000_003) as i64 + 1)
    }

    fn refund(n: u64) -> Option<i64> {
        match n % 10 {
            0 => Some((n % 97) as i64 + 1),
            1 => Some(0),
            _ => None,
        }
    }
}

impl MonthSource for MadeUp {
    fn orders(&mut self, each: EachOrder<'_>) -> Result<(), SourceError> {
        for n in 0..self.orders {
            if self.fails_after == Some(n) {
                return Err("the rows end here".into());
            }
            let (platform, shop) = SHOPS[(n % 4) as usize];
            let order_no = format!("20261101{n:011}");
            let paid = self.paid(n);
            let order = MonthOrder {
                platform,
                shop,
                order_no: &order_no,
                state: STATES[(n / 3 % 4) as usize],
                status_raw: "TRADE_FINISHED",
                created_at_ms: Some(MONTH_START_MS + n as i64 * 1000),
                paid_at_ms: Some(MONTH_START_MS + n as i64 * 1000 + 60_000),
                pieces: Some(1 + (n % 3) as i64),
                receivable_fen: Some(paid + 3),
                paid_fen: Some(paid),
                freight_fen: (n % 2 == 0).then_some(801),
                refund_fen: MadeUp::refund(n),
                refund_state: if n % 25 == 7 { "退款中" } else { "" },
                carrier: "样例快递",
                tracking_no: "073100000000017",
                province: "样例省",
                city: "样例市",
                buyer_memo: if n == 5 { "=HYPERLINK(\"http://example.invalid\")" } else { "放门口" },
                seller_memo: ["+8", "-1", "@样例", "正常", "\u{7}响铃\u{0}"][(n % 5) as usize],
                ..MonthOrder::default()
            };
            if each(&order).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn goods(&mut self, each: EachGoods<'_>) -> Result<(), SourceError> {
        for n in 0..self.orders.min(40) as i64 {
            let code = format!("0{n:05}");
            let goods = MonthGoods {
                sku_code: &code,
                title: "样例杯",
                spec: "白",
                orders: n + 1,
                pieces: Some(n),
                amount_fen: Some(n * 1999),
                refund_fen: None,
            };
            if each(&goods).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn problems(&mut self, each: EachProblem<'_>) -> Result<(), SourceError> {
        for n in 0..self.orders.min(30) {
            // Two problems of every third order.
            let order_no = format!("20261101{:011}", n / 2 * 3);
            let problem =
                MonthProblem {
                    platform: "样例平台", shop: "示例小店", order_no: &order_no, severity: "提醒", text: "金额与平台账单不符"
                };
            if let ControlFlow::Break(()) = each(&problem) {
                break;
            }
        }
        Ok(())
    }
}

fn head(expected_orders: u64) -> MonthHead {
    MonthHead {
        month: "2026-11".into(),
        scope: "全部店铺".into(),
        basis: "付款时间；没有付款时间的按下单时间".into(),
        made_at: "2026-12-01 09:30:00".into(),
        offset_minutes: 480,
        states: STATES.iter().map(|s| (*s).to_owned()).collect(),
        expected_orders,
        temp_dir: None,
    }
}

fn written(orders: u64, expected: u64, sheet_rows: u32) -> (Vec<u8>, MonthOutcome) {
    let mut file = Cursor::new(Vec::new());
    let outcome = write_limited(&mut file, &head(expected), &mut MadeUp { orders, ..MadeUp::default() }, sheet_rows).expect("written");
    (file.into_inner(), outcome)
}

type Book = Xlsx<Cursor<Vec<u8>>>;

fn book(bytes: Vec<u8>) -> Book {
    Xlsx::new(Cursor::new(bytes)).expect("a sound workbook")
}

fn sheet(book: &mut Book, name: &str) -> Range<Data> {
    book.worksheet_range(name).expect("the sheet is there")
}

/// A money cell as fen; only numbers count.
fn fen(cell: Option<&Data>) -> i64 {
    match cell {
        Some(Data::Float(yuan)) => {
            let fen = (yuan * 100.0).round();
            assert!((yuan * 100.0 - fen).abs() < 1e-4, "{yuan} has more than two decimals");
            fen as i64
        }
        Some(Data::Int(yuan)) => yuan * 100,
        Some(Data::Empty) | None => 0,
        other => panic!("not a number: {other:?}"),
    }
}

/// The column of a heading in the first row of a sheet.
fn column(sheet: &Range<Data>, title: &str) -> usize {
    sheet.rows().next().expect("a head").iter().position(|c| *c == Data::String(title.into())).expect("the column is there")
}

/// Sum of the rows between head and total, and the cached total.
fn added(sheet: &Range<Data>, title: &str) -> (i64, i64) {
    let at = column(sheet, title);
    let rows: Vec<&[Data]> = sheet.rows().skip(1).collect();
    let (total, data) = rows.split_last().expect("a row of totals");
    assert_eq!(total[0], Data::String("合计".into()));
    (data.iter().map(|r| fen(r.get(at))).sum(), fen(total.get(at)))
}

fn check_totals(orders: u64, expected: u64, sheet_rows: u32, sheets: &[&str]) {
    let (bytes, outcome) = written(orders, expected, sheet_rows);
    let mut book = book(bytes);
    assert_eq!(book.sheet_names(), sheets);
    assert_eq!(outcome.sheets, sheets);
    let source = MadeUp::default();
    let paid: i64 = (0..orders).map(|n| source.paid(n)).sum();
    let refunds: i64 = (0..orders).filter_map(MadeUp::refund).sum();
    assert_eq!((outcome.orders, outcome.sum_fen, outcome.refund_fen), (orders, paid, refunds));
    let mut sums = std::collections::BTreeMap::new();
    for name in sheets.iter().filter(|n| n.starts_with("订单明细") || n.starts_with("退款")) {
        let range = sheet(&mut book, name);
        for title in ["应收", "实付", "运费", "退款"] {
            if range.rows().next().is_some_and(|r| r.contains(&Data::String(title.into()))) {
                let (rows, total) = added(&range, title);
                assert_eq!(rows, total, "{name} {title}");
                let table = if name.starts_with("退款") { "退款表" } else { "订单明细" };
                *sums.entry((table, title)).or_insert(0) += rows;
            }
        }
    }
    assert_eq!(sums[&("订单明细", "实付")], paid);
    assert_eq!(sums[&("订单明细", "应收")], paid + 3 * orders as i64);
    assert_eq!(sums[&("订单明细", "退款")], refunds);
    assert_eq!(sums[&("退款表", "退款")], refunds);
    check_summary(&sheet(&mut book, "汇总"), orders, paid, refunds);
}

fn check_summary(summary: &Range<Data>, orders: u64, paid: i64, refunds: i64) {
    let rows: Vec<&[Data]> = summary.rows().collect();
    let total = rows.iter().position(|r| r[0] == Data::String("合计".into())).expect("a total");
    let head = rows.iter().position(|r| r[0] == Data::String("店铺号".into())).expect("a head");
    let at = |title: &str| rows[head].iter().position(|c| *c == Data::String(title.into())).expect(title);
    for (title, want) in [("订单数", orders as i64 * 100), ("实付", paid), ("退款", refunds), ("实付减退款", paid - refunds)] {
        let column = at(title);
        let sum: i64 = rows[head + 1..total].iter().map(|r| fen(r.get(column))).sum();
        assert_eq!((sum, fen(rows[total].get(column))), (want, want), "{title}");
    }
    let states: i64 = STATES.iter().filter(|s| rows[head].contains(&Data::String((**s).into()))).map(|s| fen(rows[total].get(at(s)))).sum();
    assert_eq!(states, orders as i64 * 100, "every order is in one state");
}

#[test]
fn totals_are_the_sums_of_their_rows() {
    let one = ["汇总", "订单明细", "商品汇总", "退款", "问题"];
    check_totals(500, 500, 1_048_576, &one);
    check_totals(500, 0, 1_048_576, &one);
    check_totals(1, 1, 1_048_576, &one);
}

#[test]
fn full_sheets_go_on_on_the_next() {
    check_totals(230, 0, 102, &["汇总", "订单明细", "订单明细2", "订单明细3", "商品汇总", "退款", "问题"]);
    // Exactly full: no empty second sheet.
    check_totals(100, 0, 102, &["汇总", "订单明细", "商品汇总", "退款", "问题"]);
    check_totals(101, 0, 102, &["汇总", "订单明细", "订单明细2", "商品汇总", "退款", "问题"]);
}

#[test]
fn a_month_without_orders_is_a_sound_workbook() {
    let (bytes, outcome) = written(0, 0, 1_048_576);
    assert_eq!((outcome.orders, outcome.sum_fen, outcome.differences), (0, 0, 0));
    let mut book = book(bytes);
    let summary = sheet(&mut book, "汇总");
    assert!(summary.rows().any(|r| r[0] == Data::String("合计".into())));
    let formulas = book.worksheet_formula("汇总").expect("formulas");
    let circular = formulas.used_cells().any(|(_, _, f)| f.contains("D7:D7") && formulas.get((1, 3)).is_some_and(|g| g == f));
    assert!(!circular);
}

#[test]
fn numbers_and_formula_like_text_stay_text() {
    for expected in [60, 0] {
        let (bytes, outcome) = written(60, expected, 1_048_576);
        assert_eq!(outcome.differences, 15);
        let mut book = book(bytes);
        let orders = sheet(&mut book, "订单明细");
        let (number, tracking, buyer, seller) =
            (column(&orders, "订单号"), column(&orders, "运单号"), column(&orders, "买家留言"), column(&orders, "卖家备注"));
        let rows: Vec<&[Data]> = orders.rows().skip(1).take(60).collect();
        assert_eq!(rows[59][number], Data::String("2026110100000000059".into()));
        assert_eq!(rows[0][tracking], Data::String("073100000000017".into()));
        assert_eq!(rows[5][buyer], Data::String("=HYPERLINK(\"http://example.invalid\")".into()));
        for (row, text) in [(0, "+8"), (1, "-1"), (2, "@样例")] {
            assert_eq!(rows[row][seller], Data::String(text.into()));
        }
        // Only the row of totals holds formulas.
        let formulas = book.worksheet_formula("订单明细").expect("formulas");
        for (row, _, formula) in formulas.used_cells() {
            assert!(formula.is_empty() || row + formulas.start().expect("used").0 as usize == 61, "{formula} in row {row}");
        }
    }
}

#[test]
fn times_are_local() {
    let (bytes, _) = written(3, 3, 1_048_576);
    let orders = sheet(&mut book(bytes), "订单明细");
    let at = column(&orders, "下单时间");
    let Data::DateTime(moment) = &orders.rows().nth(2).expect("a row")[at] else { panic!("not a time") };
    assert_eq!(moment.to_ymd_hms_milli(), (2026, 11, 1, 0, 0, 1, 0));
}

#[test]
fn faults_end_the_run_with_their_facts() {
    let run = |source: &mut MadeUp| write_month(Cursor::new(Vec::new()), &head(0), source);
    let ended = run(&mut MadeUp { orders: 10, fails_after: Some(4), ..MadeUp::default() });
    assert!(matches!(&ended, Err(ReportError::Source(e)) if e.to_string() == "the rows end here"), "{ended:?}");
    let large = run(&mut MadeUp { orders: 3, paid_fen: Some(i64::MAX / 2), ..MadeUp::default() });
    assert!(matches!(&large, Err(ReportError::AmountTooLarge { row: 2, .. })), "{large:?}");
    let sum = run(&mut MadeUp { orders: 3, paid_fen: Some(600_000_000_000_000), ..MadeUp::default() });
    assert!(matches!(&sum, Err(ReportError::AmountTooLarge { row: 5, .. })), "the sum counts too: {sum:?}");
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    assert_eq!(written(40, 0, 1_048_576).0, written(40, 0, 1_048_576).0);
}

/// The workbook with a wrong value beside every formula, so that a right one must have been calculated.
fn spoiled(bytes: Vec<u8>) -> Vec<u8> {
    let value = regex::Regex::new("(</f><v>)[^<]*(</v>)").expect("a sound pattern");
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..from.len() {
        let mut part = from.by_index(i).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("started");
        to.write_all(value.replace_all(&text, "${1}4711${2}").as_bytes()).expect("written");
    }
    to.finish().expect("finished").into_inner()
}

/// Tells LibreOffice to calculate everything when a file is opened.
const ALWAYS_CALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;

#[test]
fn libreoffice_calculates_the_same_totals() {
    if std::process::Command::new("soffice").arg("--version").output().is_err() {
        eprintln!("SKIPPED: soffice not installed (package libreoffice-calc); formulas were not calculated anew");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let profile = folder.path().join("profile/user");
    std::fs::create_dir_all(&profile).expect("a folder");
    std::fs::write(profile.join("registrymodifications.xcu"), ALWAYS_CALCULATE).expect("written");
    let (bytes, outcome) = written(130, 0, 102);
    std::fs::write(folder.path().join("month.xlsx"), spoiled(bytes.clone())).expect("written");
    let run = std::process::Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.path().display()))
        .args(["--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"])
        .arg("--outdir")
        .arg(folder.path())
        .arg(folder.path().join("month.xlsx"))
        .output()
        .expect("runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut book = book(bytes);
    let mut compared = 0;
    for name in &outcome.sheets {
        let text = std::fs::read_to_string(folder.path().join(format!("month-{name}.csv"))).expect("a sheet of its own");
        assert!(!text.contains("4711") && !text.contains("#REF") && !text.contains("Err:") && !text.contains("#NAME"), "{name}: {text}");
        let calculated: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes())
            .records()
            .map(|r| r.expect("csv"))
            .collect();
        let range = sheet(&mut book, name);
        let formulas = book.worksheet_formula(name).expect("formulas");
        let (top, left) = formulas.start().unwrap_or_default();
        for (row, col, formula) in formulas.used_cells().filter(|(_, _, f)| !f.is_empty()) {
            let (row, col) = (row + top as usize, col + left as usize);
            let cached = range.get_value((row as u32, col as u32));
            let anew: f64 = calculated[row][col].parse().unwrap_or(f64::NAN);
            let fen_anew = (anew * 100.0).round() as i64;
            assert_eq!(fen(cached), fen_anew, "{name} {row},{col}: {formula}");
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
}
