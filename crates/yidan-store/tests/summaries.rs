//! The summaries after random changes, against a count of the tables themselves.

// The method itself is not general enough over the life of a handle; the lint does not see that.
#![allow(clippy::redundant_closure_for_method_calls)]

mod made_up;

use made_up::{Dice, events, order};
use rusqlite::Connection;
use yidan_domain::order::{Marks, Order, State};
use yidan_store::{Error, Result, Store};

const NOW: i64 = 1_795_017_600_000;

/// Each summary beside the query that counts it anew; both in the same order.
const COUNTS: &[(&str, &str)] = &[
    (
        "SELECT shop_id, state, n, fen FROM state_total WHERE n <> 0 ORDER BY 1, 2",
        "SELECT shop_id, state, count(*), sum(coalesce(buyer_amount_fen, 0)) FROM orders GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    (
        "SELECT day * 100 + shop_id, state, n, fen FROM state_day WHERE n <> 0 AND time_of = 0 ORDER BY 1, 2",
        "SELECT ((id >> 12) + 28800) / 86400 * 100 + shop_id, state, count(*), sum(coalesce(buyer_amount_fen, 0)) FROM orders GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    (
        "SELECT day * 100 + shop_id, state, n, fen FROM state_day WHERE n <> 0 AND time_of = 1 ORDER BY 1, 2",
        "SELECT (paid_at_ms / 1000 + 28800) / 86400 * 100 + shop_id, state, count(*), sum(coalesce(buyer_amount_fen, 0)) FROM orders
         WHERE paid_at_ms IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    (
        "SELECT shop_id, mark, n, fen FROM mark_total WHERE n <> 0 ORDER BY 1, 2",
        "SELECT o.shop_id, m.value, count(*), sum(coalesce(o.buyer_amount_fen, 0)) FROM orders o, json_each('[1,2,4,8,16]') m
         WHERE o.marks & m.value <> 0 GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    (
        "SELECT day, listing_id, qty, fen FROM listing_day WHERE qty <> 0 OR fen <> 0 ORDER BY 1, 2",
        "SELECT ((o.id >> 12) + 28800) / 86400, l.listing_id, sum(coalesce(l.qty, 0)), sum(coalesce(l.amount_fen, 0))
         FROM orders o JOIN order_line l ON l.order_id = o.id WHERE o.state NOT IN (10, 110) GROUP BY 1, 2
         HAVING sum(coalesce(l.qty, 0)) <> 0 OR sum(coalesce(l.amount_fen, 0)) <> 0 ORDER BY 1, 2",
    ),
];

fn table(conn: &Connection, sql: &str) -> Vec<[i64; 4]> {
    let mut stmt = conn.prepare(sql).expect(sql);
    let rows = stmt.query_map([], |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?])).expect(sql);
    rows.collect::<rusqlite::Result<_>>().expect(sql)
}

fn change(d: &mut Dice, o: &mut Order) {
    match d.below(8) {
        0..3 => o.state = *d.of(&State::ALL),
        3 => o.marks = Marks::from_bits(d.below(32) as i64),
        4 => o.buyer_amount_fen = (d.below(4) != 0).then(|| d.below(100_000) as i64),
        5 => o.paid_at_ms = (d.below(3) != 0).then(|| NOW - d.below(3_000_000_000) as i64),
        6 => o.items.truncate(1),
        _ => o.items[0].qty = (d.below(5) != 0).then(|| d.below(9) as i64),
    }
}

#[test]
fn a_recount_after_random_changes_agrees() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), NOW).expect("opens");
    let mut d = Dice::new(17);
    let mut ids = Vec::new();
    for round in 0..60 {
        let spoils = round % 7 == 6;
        let done = store.write(|w| -> Result<()> {
            let shops = [w.shop_id("taobao", "一号店", NOW)?, w.shop_id("pdd", "二号店", NOW)?];
            let mut fresh = Vec::new();
            for n in round * 15..round * 15 + 15 {
                let mut o = order(n, 900, 45, NOW, shops[d.below(2) as usize], 1);
                let first = events(&o, NOW);
                w.insert_order(&mut o, &first, &[])?;
                fresh.push(o.id);
            }
            for _ in 0..30 {
                let Some(id) = ids.get(d.below(ids.len().max(1) as u64) as usize) else { break };
                let before = w.show(*id)?;
                let mut after = before.clone();
                change(&mut d, &mut after);
                let mut e = events(&after, NOW);
                e[0].to = Some(after.state);
                w.update_order(&before, &after, &e[..1], &[])?;
            }
            if spoils {
                return Err(Error::DiskFull);
            }
            ids.extend(fresh);
            Ok(())
        });
        assert_eq!(done.is_err(), spoils);
    }
    let conn = Connection::open(folder.path().join("yidan.db")).expect("opens");
    for (kept, counted) in COUNTS {
        let counted = table(&conn, counted);
        assert!(counted.len() > 3, "{kept}");
        assert_eq!(table(&conn, kept), counted, "{kept}");
    }
    let (least, most, lag_least, lag_most): (i64, i64, i64, i64) = conn
        .query_row(
            "SELECT least, most, (SELECT min(paid_at_ms - (id >> 12) * 1000) FROM orders), (SELECT max(paid_at_ms - (id >> 12) * 1000) FROM orders) FROM paid_lag",
            [],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)),
        )
        .expect("reads");
    assert!(least <= lag_least && most >= lag_most, "{least} {lag_least} {lag_most} {most}");
    let report = store.read(|r| r.verify_trail(|_, _| true)).expect("checks").expect("is not stopped");
    assert!(report.ok, "{report:?}");
}
