//! What files bring beside orders, on a real file: bill lines by their numbers, rows by their places, formats, watched folders, causes.

// The method itself is not general enough over the life of a handle; the lint does not see that.
#![allow(clippy::redundant_closure_for_method_calls)]

mod made_up;

use made_up::{events, order};
use yidan_domain::{BillLine, Direction, Finding, Severity, WallTime};
use yidan_store::{BillFilter, Error, NewLine, NewSourceFile, RejectedRow, Result, SourceRow, SourceSheet, Store, StoredRule, Writer};

const NOW: i64 = 1_795_017_600_000;

struct Desk {
    store: Store,
    shop: i64,
    file: i64,
    _folder: tempfile::TempDir,
}

fn write<T>(store: &Store, work: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> T {
    store.write(work).expect("the transaction goes through")
}

fn new_file(shop_id: i64, hash: u8, name: &str) -> NewSourceFile {
    let (platform, kind, actor) = ("alipay".into(), "fund_flow".into(), "小李".into());
    NewSourceFile { hash: [hash; 32], shop_id, name: name.into(), bytes: 9, platform, kind, actor, at_ms: NOW }
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().expect("folder");
    let store = Store::open(folder.path(), NOW).expect("opens");
    let (shop, file) = write(&store, |w| {
        let shop = w.shop_id("alipay", "账户", NOW)?;
        let file = w.add_source_file(&new_file(shop, 1, "账单.csv"))?;
        w.add_source_sheet(file, 0, None, &["号".into(), "额".into()])?;
        Ok((shop, file))
    });
    Desk { store, shop, file, _folder: folder }
}

fn line(n: i64, numbers: [Option<&str>; 3]) -> NewLine {
    let [order_no, sub_order_no, tracking_no] = numbers.map(|t| t.map(str::to_owned));
    let line = BillLine {
        line_id: Some(n.to_string()),
        at: WallTime::parse(&format!("2026-05-{:02} 10:00:00", n % 28 + 1)),
        order_no,
        sub_order_no,
        tracking_no,
        direction: Some(if n % 2 == 0 { Direction::In } else { Direction::Out }),
        amount_fen: if n % 2 == 0 { n } else { -n },
        kind: Some("goods".into()),
        type_raw: Some("交易".into()),
        balance_fen: Some(100 + n),
        fees: (n % 3 == 0).then(|| [("commission".to_owned(), -n)].into()),
        party: Some("示例".into()),
        remark: None,
        weight_g: Some(n),
        province: Some("浙江省".into()),
        city: None,
        carrier: None,
        ..BillLine::default()
    };
    NewLine { key: n.to_string(), sheet: 0, row: n + 1, line }
}

#[test]
fn lines_come_in_once_per_account_and_kind() {
    let d = desk();
    let other = write(&d.store, |w| w.shop_id("alipay", "另一个", NOW));
    let new = line(1, [Some("A1"), None, None]);
    for (shop, bill, key, is_new) in [
        (d.shop, "fund_flow", "1", true),
        (d.shop, "fund_flow", "1", false),
        (d.shop, "trade_bill", "1", true),
        (other, "fund_flow", "1", true),
    ] {
        let given = NewLine { key: key.into(), ..new.clone() };
        assert_eq!(d.store.read(|r| r.knows_line(shop, bill, key)), Ok(!is_new), "{shop} {bill}");
        assert_eq!(write(&d.store, |w| w.add_line(shop, bill, d.file, &given)), is_new, "{shop} {bill}");
    }
    assert_eq!(d.store.read(|r| Ok::<_, Error>((r.line_count(d.shop)?, r.line_count(other)?))), Ok((2, 1)));
    let kept = d.store.read(|r| r.lines_of(&["A1".into()], &[])).expect("reads");
    assert_eq!((kept.len(), &kept[0].line, kept[0].row, kept[0].file_name.as_str()), (3, &new.line, 2, "账单.csv"));
}

#[test]
fn lines_are_found_by_each_of_their_numbers() {
    let d = desk();
    let lines = [
        line(1, [Some("A1"), None, None]),
        line(2, [Some("A1"), Some("S1"), None]),
        line(3, [None, Some("S2"), None]),
        line(4, [None, None, Some("YT1")]),
        line(5, [Some("A2"), None, Some("YT1")]),
    ];
    write(&d.store, |w| lines.iter().try_for_each(|l| w.add_line(d.shop, "settlement", d.file, l).map(drop)));
    for (numbers, trackings, want) in [
        (&["A1"][..], &[][..], &["1", "2"][..]),
        (&["S1"], &[], &["2"]),
        (&["A1", "S1", "S2"], &["YT1"], &["1", "2", "3", "4", "5"]),
        (&["YT1"], &[], &[]),
        (&[], &["YT1"], &["4", "5"]),
        (&["A9"], &["A1"], &[]),
        (&[], &[], &[]),
    ] {
        let texts = |list: &[&str]| list.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let found = d.store.read(|r| r.lines_of(&texts(numbers), &texts(trackings))).expect("reads");
        let ids: Vec<_> = found.into_iter().map(|l| l.line.line_id.unwrap_or_default()).collect();
        assert_eq!(ids, texts(want), "{numbers:?} {trackings:?}");
    }
}

#[test]
fn pages_of_lines_hold_each_once() {
    let d = desk();
    let undated = NewLine { line: BillLine { at: None, ..line(70, [None; 3]).line }, ..line(70, [None; 3]) };
    write(&d.store, |w| {
        (1..=60).map(|n| line(n, [None; 3])).chain([undated]).try_for_each(|l| w.add_line(d.shop, "f", d.file, &l).map(drop))
    });
    for (filter, total) in [
        (BillFilter::default(), 61),
        (BillFilter { shop_id: Some(d.shop), ..BillFilter::default() }, 61),
        (BillFilter { shop_id: Some(d.shop + 1), ..BillFilter::default() }, 0),
        (BillFilter { from: Some("2026-05-02".into()), to: Some("2026-05-04".into()), ..BillFilter::default() }, 6),
    ] {
        let (mut seen, mut after) = (Vec::new(), None::<(String, i64)>);
        loop {
            let page = d.store.read(|r| r.bill_lines(&filter, after.as_ref().map(|(at, id)| (at.as_str(), *id)), 7)).expect("reads");
            let Some(last) = page.last() else { break };
            after = Some((last.line.at.as_ref().map_or(String::new(), |t| t.as_str().to_owned()), last.id));
            seen.extend(page.iter().map(|l| l.id));
        }
        let listed = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((listed, seen.len()), (total, total), "{filter:?}");
    }
}

#[test]
fn rows_and_files_by_their_places() {
    let d = desk();
    let row = SourceRow { file_id: d.file, sheet: 0, row: 7, cells: vec!["一".into(), "2".into()] };
    let second = write(&d.store, |w| {
        w.add_source_rows(0, std::slice::from_ref(&row))?;
        w.add_source_file(&new_file(d.shop, 2, "第二份.csv"))
    });
    assert_eq!(d.store.read(|r| r.row_at(d.file, 0, 7)), Ok(Some(row.cells)));
    assert_eq!(d.store.read(|r| r.row_at(d.file, 1, 7)), Ok(None));
    let ids = |after| d.store.read(|r| r.source_files_after(after, 10)).expect("reads").into_iter().map(|f| f.id).collect::<Vec<_>>();
    assert_eq!((ids(None), ids(Some(second)), ids(Some(d.file))), (vec![second, d.file], vec![d.file], vec![]));
    assert_eq!(d.store.read(|r| r.source_file_by_id(99)), Err(Error::Unknown { table: "source_file", id: 99 }));
    let sheets = d.store.read(|r| r.source_sheets(d.file)).expect("reads");
    assert_eq!(sheets, [SourceSheet { sheet: 0, name: None, headings: vec!["号".to_owned(), "额".to_owned()] }]);
}

#[test]
fn formats_and_watched_folders_are_kept() {
    let d = desk();
    write(&d.store, |w| w.save_profile("乙", "a", NOW));
    write(&d.store, |w| w.save_profile("甲", "b", NOW));
    write(&d.store, |w| w.save_profile("乙", "c", NOW + 1));
    let saved = d.store.read(|r| r.profiles()).expect("reads");
    assert_eq!(saved.iter().map(|p| (p.name.as_str(), p.toml.as_str())).collect::<Vec<_>>(), [("乙", "c"), ("甲", "b")]);
    assert!(write(&d.store, |w| w.remove_profile("乙")) && !write(&d.store, |w| w.remove_profile("乙")));

    write(&d.store, |w| w.watch_folder("/导出", None));
    write(&d.store, |w| w.watch_folder("/导出", Some("甲店")));
    write(&d.store, |w| w.note_watch("/导出", NOW, Some("不在")));
    write(&d.store, |w| w.note_watch("/别处", NOW, None));
    let folders = d.store.read(|r| r.watched_folders()).expect("reads");
    assert_eq!(folders.len(), 1);
    assert_eq!(
        (folders[0].shop.as_deref(), folders[0].last_seen_at_ms, folders[0].error.as_deref()),
        (Some("甲店"), Some(NOW), Some("不在"))
    );
    write(&d.store, |w| w.note_watched_file("/导出", "a.csv", 9, NOW));
    write(&d.store, |w| w.note_watched_file("/别处", "a.csv", 9, NOW));
    for (path, bytes, at_ms, done) in
        [("/导出", 9, NOW, true), ("/导出", 10, NOW, false), ("/导出", 9, NOW + 1, false), ("/别处", 9, NOW, false)]
    {
        assert_eq!(d.store.read(|r| r.is_watched_file_done(path, "a.csv", bytes, at_ms)), Ok(done), "{path} {bytes} {at_ms}");
    }
    assert!(write(&d.store, |w| w.unwatch_folder("/导出")));
    write(&d.store, |w| w.watch_folder("/导出", None));
    assert_eq!(d.store.read(|r| r.is_watched_file_done("/导出", "a.csv", 9, NOW)), Ok(false), "a folder begins anew");
}

#[test]
fn review_rules_keep_their_places() {
    let d = desk();
    let rule = |name: &str, toml: Option<&str>, is_on, priority| StoredRule {
        name: name.into(),
        toml: toml.map(str::to_owned),
        is_on,
        priority,
        updated_at_ms: NOW,
    };
    let (a, b, c) = (rule("乙", Some("a"), true, 5), rule("甲", None, false, -1), rule("乙", Some("c"), false, 7));
    for saved in [&a, &b, &c] {
        write(&d.store, |w| w.save_review_rule(saved));
    }
    assert_eq!(d.store.read(|r| r.review_rules()).expect("reads"), [c, b]);
    assert!(write(&d.store, |w| w.remove_review_rule("乙")) && !write(&d.store, |w| w.remove_review_rule("乙")));
}

#[test]
fn causes_are_counted_and_listed() {
    let d = desk();
    write(&d.store, |w| {
        for n in 0..40 {
            let mut o = order(n, 40, 30, NOW, d.shop, 5);
            o.findings = vec![Finding::new("phone_length", Severity::Blocking).with("digits", "10"), Finding::new("odd", Severity::Info)];
            let row = SourceRow { file_id: d.file, sheet: 0, row: n as i64 + 2, cells: vec![n.to_string()] };
            let first = events(&o, NOW);
            w.insert_order(&mut o, &first, &[row])?;
        }
        let refused = |row, reason: &str, heading: &str| RejectedRow {
            file_id: d.file,
            sheet: 0,
            row,
            key: None,
            reason: reason.into(),
            heading: Some(heading.into()),
            cell: Some(format!("A{row}")),
        };
        w.add_rejected_rows(&[
            refused(3, "bad_money", "额"),
            refused(3, "bad_money", "费"),
            refused(9, "bad_money", "额"),
            refused(4, "bad_time", "时"),
        ])
    });
    let waiting = d.store.read(|r| r.order_causes(None)).expect("reads");
    let phones = waiting.iter().find(|c| c.code == "phone_length").expect("some wait");
    assert!(phones.severity == 3 && phones.count > 0 && phones.count < 40, "{phones:?}");
    assert_eq!(d.store.read(|r| r.order_causes(Some(d.shop + 1))), Ok(Vec::new()));
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = d.store.read(|r| r.order_troubles("phone_length", Some(d.shop), after, 3)).expect("reads");
        let Some(last) = page.last() else { break };
        after = Some(last.order_id);
        assert!(page.iter().all(|t| t.file_name.as_deref() == Some("账单.csv") && t.row.is_some() && t.facts.contains("10")), "{page:?}");
        seen.extend(page.iter().map(|t| t.order_id));
    }
    assert!(seen.is_sorted_by(|a, b| a > b) && seen.len() as i64 == phones.count, "{seen:?}");

    let rows = d.store.read(|r| r.row_causes(None)).expect("reads");
    assert_eq!(rows.iter().map(|c| (c.code.as_str(), c.count)).collect::<Vec<_>>(), [("bad_money", 3), ("bad_time", 1)]);
    let first = d.store.read(|r| r.row_troubles("bad_money", None, None, 2)).expect("reads");
    let last = &first[1];
    let rest = d
        .store
        .read(|r| r.row_troubles("bad_money", None, Some([last.rejected.file_id, last.rejected.sheet, last.rejected.row, last.seq]), 2))
        .expect("reads");
    let cells: Vec<_> = first.iter().chain(&rest).map(|t| (t.rejected.row, t.rejected.heading.as_deref().unwrap_or_default())).collect();
    assert_eq!(cells, [(3, "额"), (3, "费"), (9, "额")]);
}
