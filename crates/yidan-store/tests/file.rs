//! The data file itself: opened, refused, copied, put back, shared by two, and cut off in the middle.

// The method itself is not general enough over the life of a handle; the lint does not see that.
#![allow(clippy::redundant_closure_for_method_calls)]

mod made_up;

use made_up::{DAY_MS, events, order};
use rusqlite::Connection;
use std::path::Path;
use yidan_store::{Error, Filter, Result, Store, VERSION};

const NOW: i64 = 1_795_017_600_000;

fn add(store: &Store, from: u64, to: u64) {
    let done = store.write(|w| -> Result<()> {
        let shop = w.shop_id("taobao", "一号店", NOW)?;
        for n in from..to {
            let mut o = order(n, 100, 30, NOW, shop, 2);
            let first = events(&o, NOW);
            w.insert_order(&mut o, &first, &[])?;
        }
        Ok(())
    });
    done.expect("the orders go in");
}

fn count(store: &Store) -> i64 {
    store.read(|r| r.total(&Filter::default())).expect("counts").n
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn file(folder: &Path) -> std::path::PathBuf {
    folder.join("yidan.db")
}

#[test]
fn the_schema_is_the_one_in_the_snapshot() {
    let folder = folder();
    drop(Store::open(folder.path(), NOW).expect("opens"));
    let conn = Connection::open(file(folder.path())).expect("opens");
    let mut stmt = conn
        .prepare("SELECT type || ' ' || name || ' ON ' || tbl_name || coalesce(char(10) || sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name")
        .expect("prepares");
    let all = stmt.query_map([], |r| r.get::<_, String>(0)).expect("runs").collect::<rusqlite::Result<Vec<_>>>().expect("reads");
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn every_table_is_strict_and_every_question_of_the_list_has_its_index() {
    let folder = folder();
    drop(Store::open(folder.path(), NOW).expect("opens"));
    let conn = Connection::open(file(folder.path())).expect("opens");
    let loose: Vec<String> = conn
        .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
        .expect("prepares")
        .query_map([], |r| r.get(0))
        .expect("runs")
        .collect::<rusqlite::Result<_>>()
        .expect("reads");
    assert_eq!(loose, Vec::<String>::new());
    for (question, index) in [
        ("state = ?1 AND id < ?2 ORDER BY id DESC", "orders_by_state (state=? AND rowid<?)"),
        ("shop_id = ?1 AND state = ?2 AND id < ?3 ORDER BY id DESC", "orders_by_shop (shop_id=? AND state=? AND rowid<?)"),
        ("platform_id = ?1 AND state = ?2 AND id < ?3 ORDER BY id DESC", "orders_by_platform (platform_id=? AND state=? AND rowid<?)"),
        ("(marks & 1) <> 0 AND id < ?1 ORDER BY id DESC", "orders_held (id<?)"),
        ("flag = ?1 AND flag <> 0 AND id < ?2 ORDER BY id DESC", "orders_flagged (flag=? AND rowid<?)"),
        ("finding_level <> 0 AND id < ?1 ORDER BY id DESC", "orders_with_finding (id<?)"),
        ("print_count <> 0 AND id < ?1 ORDER BY id DESC", "orders_printed (id<?)"),
        ("province_id = ?1 AND id < ?2 ORDER BY id DESC", "orders_by_province (province_id=? AND rowid<?)"),
        ("state = ?1 AND state < 60 AND paid_at_ms IS NOT NULL ORDER BY paid_at_ms, id", "orders_waiting (state=? AND paid_at_ms>?)"),
        ("paid_at_ms IS NOT NULL AND (paid_at_ms, id) < (?1, ?2) ORDER BY paid_at_ms DESC, id DESC", "orders_by_paid"),
    ] {
        let sql = format!("EXPLAIN QUERY PLAN SELECT id FROM orders WHERE {question}");
        let mut stmt = conn.prepare(&sql).expect("prepares");
        let mut rows = stmt.raw_query();
        let mut plan = Vec::new();
        while let Some(r) = rows.next().expect("runs") {
            plan.push(r.get::<_, String>(3).expect("reads"));
        }
        assert!(plan.len() == 1 && plan[0].contains(index), "{question}: {plan:?}");
    }
}

#[test]
fn a_newer_file_is_refused_and_left_alone() {
    let folder = folder();
    drop(Store::open(folder.path(), NOW).expect("opens"));
    let conn = Connection::open(file(folder.path())).expect("opens");
    conn.execute_batch(&format!("PRAGMA journal_mode=DELETE; PRAGMA user_version = {}", VERSION + 1)).expect("ages");
    drop(conn);
    let before = std::fs::read(file(folder.path())).expect("reads");
    assert_eq!(Store::open(folder.path(), NOW).err(), Some(Error::NewerFile { found: VERSION + 1, ours: VERSION }));
    assert_eq!(std::fs::read(file(folder.path())).expect("reads"), before);
}

#[test]
fn a_file_of_another_line_is_refused() {
    let folder = folder();
    drop(Store::open(folder.path(), NOW).expect("opens"));
    let conn = Connection::open(file(folder.path())).expect("opens");
    conn.execute_batch("UPDATE migration SET checksum = zeroblob(32) WHERE version = 1").expect("changes");
    drop(conn);
    assert_eq!(Store::open(folder.path(), NOW).err(), Some(Error::MigrationChanged { version: 1 }));
}

#[test]
fn what_is_no_database_or_damaged_is_told_apart() {
    let folder = folder();
    std::fs::write(file(folder.path()), "这不是数据库".repeat(300)).expect("writes");
    assert_eq!(Store::open(folder.path(), NOW).err(), Some(Error::NotADatabase { path: file(folder.path()) }));
    assert!(std::fs::read(file(folder.path())).expect("reads").starts_with("这".as_bytes()), "it is left alone");

    let damaged = self::folder();
    let store = Store::open(damaged.path(), NOW).expect("opens");
    add(&store, 0, 100);
    drop(store);
    let mut bytes = std::fs::read(file(damaged.path())).expect("reads");
    let (from, to) = (4_096 * 3, bytes.len());
    bytes[from..to].fill(0x5a);
    std::fs::write(file(damaged.path()), bytes).expect("writes");
    let told = match Store::open(damaged.path(), NOW) {
        Err(e) => e,
        Ok(store) => store.check().expect_err("is damaged"),
    };
    assert!(matches!(told, Error::Corrupt { .. }), "{told:?}");

    let under_a_file = folder.path().join("yidan.db").join("below");
    assert!(matches!(Store::open(&under_a_file, NOW).err(), Some(Error::Io { .. })));
    let a_folder = self::folder();
    std::fs::create_dir(file(a_folder.path())).expect("makes");
    assert!(matches!(Store::open(a_folder.path(), NOW).err(), Some(Error::CannotOpen { .. })));
}

#[test]
fn an_empty_file_is_a_new_shop() {
    let folder = folder();
    std::fs::write(file(folder.path()), "").expect("writes");
    let store = Store::open(folder.path(), NOW).expect("opens");
    assert_eq!(count(&store), 0);
}

#[test]
fn two_stores_on_one_folder_see_each_other() {
    let folder = folder();
    let one = Store::open(folder.path(), NOW).expect("opens");
    let two = Store::open(folder.path(), NOW).expect("opens beside");
    let seen = two.change_counter().expect("counts");
    add(&one, 0, 10);
    assert_ne!(two.change_counter().expect("counts"), seen);
    assert_eq!(count(&two), 10);
    std::thread::scope(|s| {
        s.spawn(|| (1..5).for_each(|n| add(&one, n * 10, n * 10 + 10)));
        s.spawn(|| (5..10).for_each(|n| add(&two, n * 10, n * 10 + 10)));
        s.spawn(|| {
            for _ in 0..50 {
                let (n, listed) = one
                    .read(|r| {
                        Ok::<_, Error>((r.total(&Filter::default())?.n, r.ids(&Filter::default(), yidan_store::Sort::Newest, 1_000)?.len()))
                    })
                    .expect("reads beside the writers");
                assert_eq!(n, listed as i64, "one moment");
            }
        });
    });
    assert_eq!((count(&one), count(&two)), (100, 100));
}

#[test]
fn a_transaction_of_a_dead_process_is_gone() {
    let folder = folder();
    let store = Store::open(folder.path(), NOW).expect("opens");
    add(&store, 0, 10);
    // What a killed process leaves: a file and a journal with frames that no commit closes.
    let other = Connection::open(file(folder.path())).expect("opens");
    other.execute_batch("PRAGMA cache_size=5; BEGIN IMMEDIATE; UPDATE orders SET state = 90; DELETE FROM order_line;").expect("writes");
    let copy = self::folder();
    for name in ["yidan.db", "yidan.db-wal"] {
        std::fs::copy(folder.path().join(name), copy.path().join(name)).expect("copies");
    }
    let store = Store::open(copy.path(), NOW).expect("opens");
    assert_eq!(count(&store), 10);
    let report = store.read(|r| r.verify_trail(|_, _| true)).expect("checks").expect("is not stopped");
    assert!(report.ok);
    assert_eq!(store.integrity(), Ok(Vec::new()));
}

#[test]
fn copies_are_kept_and_put_back() {
    let folder = folder();
    let store = Store::open(folder.path(), NOW).expect("opens");
    let beside = Store::open(folder.path(), NOW).expect("opens beside");
    add(&store, 0, 10);
    for day in 0..20 {
        assert!(store.daily_backup(NOW + day * DAY_MS).expect("copies").is_some());
        assert!(store.daily_backup(NOW + day * DAY_MS + 3_600_000).expect("looks").is_none(), "one a day");
    }
    let kept = store.backups().expect("lists");
    assert_eq!((kept.len(), kept[0].name.as_str()), (14, "yidan-20261208-000000.db"));
    add(&store, 10, 30);
    let aside = store.restore(&kept[0].name, NOW + 21 * DAY_MS).expect("restores");
    assert_eq!((count(&store), count(&beside)), (10, 10), "both see the old content at once");
    add(&beside, 40, 45);
    assert_eq!(count(&store), 15);
    let replaced = Connection::open(aside).expect("opens");
    assert_eq!(replaced.query_row("SELECT count(*) FROM orders", [], |r| r.get(0)), Ok(30));
    assert_eq!(store.backups().expect("lists").len(), 14, "what was put aside does not count");
    let stopped = store.back_up(NOW + 30 * DAY_MS, |_, _| false).expect("stops");
    assert_eq!(stopped, None);
    assert!(std::fs::read_dir(folder.path().join("backups")).expect("lists").all(|f| !f.expect("reads").path().ends_with(".part")));
}

#[test]
fn a_restore_by_one_process_is_not_mixed_with_what_another_remembers() {
    let folder = folder();
    let one = Store::open(folder.path(), NOW).expect("opens");
    let two = Store::open(folder.path(), NOW).expect("opens beside");
    let copy = one.back_up(NOW, |_, _| true).expect("copies").expect("is not stopped");
    add(&one, 0, 20);
    let name = copy.file_name().expect("has a name").to_string_lossy().into_owned();
    two.restore(&name, NOW).expect("restores");
    add(&two, 50, 70);
    add(&one, 0, 20);
    for n in 0..20 {
        let want = order(n, 100, 30, NOW, 1, 2);
        let got = one.read(|r| r.find_order(1, &want.order_no)).expect("reads").expect("is there");
        assert_eq!((got.items, got.receiver), (want.items, want.receiver));
    }
    assert_eq!(count(&one), 40);
    assert_eq!(one.integrity(), Ok(Vec::new()));
}

#[test]
fn only_a_sound_copy_is_put_back() {
    let folder = folder();
    let store = Store::open(folder.path(), NOW).expect("opens");
    add(&store, 0, 10);
    let copies = folder.path().join("backups");
    std::fs::create_dir_all(&copies).expect("makes");
    std::fs::write(copies.join("yidan-1.db"), "x".repeat(5_000)).expect("writes");
    drop(Connection::open(copies.join("yidan-2.db")).and_then(|c| c.execute_batch("CREATE TABLE t(x)")));
    let newer = Connection::open(copies.join("yidan-3.db")).expect("opens");
    newer.execute_batch(&format!("CREATE TABLE t(x); PRAGMA user_version = {}", VERSION + 3)).expect("writes");
    for name in ["yidan-1.db", "yidan-2.db", "yidan-3.db", "yidan-4.db", "../yidan.db"] {
        assert!(store.restore(name, NOW).is_err(), "{name}");
        assert_eq!(count(&store), 10, "{name}");
    }
}

#[test]
fn a_copy_takes_the_place_of_a_file_that_does_not_open() {
    let folder = folder();
    let store = Store::open(folder.path(), NOW).expect("opens");
    add(&store, 0, 10);
    let copy = store.back_up(NOW, |_, _| true).expect("copies").expect("is not stopped");
    drop(store);
    std::fs::write(file(folder.path()), "gone").expect("writes");
    assert!(Store::open(folder.path(), NOW).is_err());
    let aside = Store::put_back(folder.path(), &copy, NOW).expect("puts back");
    assert_eq!(std::fs::read(aside).expect("reads"), b"gone");
    assert_eq!(count(&Store::open(folder.path(), NOW).expect("opens")), 10);
}

#[test]
fn the_folder_can_be_copied_when_the_store_is_closed() {
    let folder = folder();
    let store = Store::open(folder.path(), NOW).expect("opens");
    add(&store, 0, 50);
    drop(store);
    let moved = self::folder();
    std::fs::copy(file(folder.path()), file(moved.path())).expect("copies");
    assert_eq!(count(&Store::open(moved.path(), NOW).expect("opens")), 50);
}

#[test]
fn a_reader_cannot_write() {
    let folder = folder();
    let store = Store::open(folder.path(), NOW).expect("opens");
    add(&store, 0, 1);
    let conn = Connection::open(file(folder.path())).expect("opens");
    conn.execute_batch("PRAGMA query_only=ON").expect("sets");
    let told = conn.execute_batch("DELETE FROM orders").map_err(Error::from);
    assert!(matches!(told, Err(Error::ReadOnly { .. })), "{told:?}");
}
