//! What the import is measured against: the same rows by raw prepared statements, and the schema that a textbook would draw.

use super::{BATCH, made};
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::Instant;
use yidan_domain::order::Order;

fn open(file: &Path) -> Connection {
    let conn = Connection::open(file).expect("opens");
    conn.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=16000; PRAGMA cache_size=-65536;
         PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;",
    )
    .expect("pragmas");
    conn.set_prepared_statement_cache_capacity(64);
    conn
}

/// Runs the orders through `insert` in batches and answers orders per second; making them up is not counted.
fn timed(conn: &Connection, orders: u64, mut insert: impl FnMut(&Connection, &Order, &str, u64)) -> f64 {
    let (mut spent, mut at) = (0.0, 0);
    while at < orders {
        let to = (at + BATCH).min(orders);
        let batch = made(at, to, orders);
        let start = Instant::now();
        conn.execute_batch("BEGIN IMMEDIATE").expect("begins");
        for (n, (o, row)) in (at..).zip(&batch) {
            let cells = serde_json::to_string(&row.cells).expect("texts");
            insert(conn, o, &cells, n);
        }
        conn.execute_batch("COMMIT").expect("commits");
        spent += start.elapsed().as_secs_f64();
        at = to;
    }
    orders as f64 / spent
}

fn trackings(o: &Order) -> String {
    let pairs: Vec<(Option<&str>, &str)> = o.trackings.iter().flatten().map(|t| (t.carrier(), t.number())).collect();
    serde_json::to_string(&pairs).expect("pairs")
}

/// The store's own tables and indexes for orders, lines, receivers and source rows; no trail, search or summaries, nothing looked up.
pub fn raw(file: &Path, orders: u64) -> f64 {
    let conn = open(file);
    let schema = include_str!("../../../../migrations/0001_start.sql");
    conn.execute_batch(schema).expect("the schema");
    timed(&conn, orders, |conn, o, cells, n| {
        let id = (o.created_at_ms.unwrap_or(0) / 1_000) << 12 | (n as i64 & 0xfff);
        let mut stmt = conn
            .prepare_cached(
                "INSERT INTO orders (id, shop_id, platform_id, state, marks, flag, province_id, finding_level, print_count,
                 buyer_amount_fen, paid_at_ms, order_no, status, status_raw, refund_state, created_at_ms, shipped_at_ms,
                 finished_at_ms, merchant_amount_fen, freight_fen, refund_fen, trackings, buyer_memo, seller_memo, hold_reason,
                 grain, fp, first_seen_at_ms, updated_at_ms)
                 VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24,?25,?26,?27,?28,?28)",
            )
            .expect("prepares");
        stmt.execute(params![
            id,
            o.shop_id,
            (o.shop_id + 1) / 2,
            o.state.code(),
            o.marks.bits(),
            o.flag,
            1 + n as i64 % 6,
            if o.findings.is_empty() { 0 } else { 2 },
            o.print_count,
            o.buyer_amount_fen,
            o.paid_at_ms,
            o.order_no,
            2,
            o.status_raw,
            o.refund_state.map(|_| 1),
            o.created_at_ms,
            o.shipped_at_ms,
            o.finished_at_ms,
            o.merchant_amount_fen,
            o.freight_fen,
            o.refund_fen,
            trackings(o),
            o.buyer_memo,
            o.seller_memo,
            o.hold_reason,
            1,
            [0_u8; 16].as_slice(),
            1_795_017_600_000_i64
        ])
        .expect("an order");
        let mut stmt = conn.prepare_cached("INSERT INTO order_line VALUES (?1,?2,?3,?4,?5,?6,?7,?8)").expect("prepares");
        for (line, i) in o.items.iter().enumerate() {
            stmt.execute(params![id, line as i64, 1 + n as i64 % 5_000, i.sub_no, i.qty, i.unit_price_fen, i.amount_fen, i.refund_fen])
                .expect("a line");
        }
        let r = &o.receiver;
        conn.prepare_cached("INSERT INTO receiver VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)")
            .expect("prepares")
            .execute(params![id, r.name, r.phone, r.phone_ext, r.province, r.city, r.district, r.address, r.masked])
            .expect("a receiver");
        conn.prepare_cached("INSERT INTO source_row VALUES (?1,1,0,?2,?3)")
            .expect("prepares")
            .execute(params![id, n as i64, cells])
            .expect("a source row");
    })
}

/// Random keys, one autoincrement per child with an index on its parent, an index for everything that is searched.
pub fn textbook(file: &Path, orders: u64) -> f64 {
    let conn = open(file);
    conn.execute_batch(include_str!("textbook.sql")).expect("the schema");
    timed(&conn, orders, |conn, o, cells, n| {
        let id = format!("{:016x}{:016x}", (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15), (n + 7).wrapping_mul(0xbf58_476d_1ce4_e5b9));
        let r = &o.receiver;
        conn.prepare_cached("INSERT INTO orders VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)")
            .expect("prepares")
            .execute(params![
                id,
                o.shop_id,
                o.order_no,
                o.state.word(),
                o.status_raw,
                o.created_at_ms,
                o.paid_at_ms,
                o.buyer_amount_fen,
                r.name,
                r.phone,
                r.province,
                r.city,
                r.district,
                r.address,
                o.buyer_memo,
                o.seller_memo
            ])
            .expect("an order");
        for i in &o.items {
            conn.prepare_cached(
                "INSERT INTO items (order_id, sub_no, sku, title, spec, qty, price, amount) VALUES (?1,?2,?3,?4,?5,?6,?7,?8)",
            )
            .expect("prepares")
            .execute(params![id, i.sub_no, i.sku_code, i.title, i.spec, i.qty, i.unit_price_fen, i.amount_fen])
            .expect("an item");
        }
        for t in o.trackings.iter().flatten() {
            conn.prepare_cached("INSERT INTO parcels (order_id, carrier, number) VALUES (?1,?2,?3)")
                .expect("prepares")
                .execute(params![id, t.carrier(), t.number()])
                .expect("a parcel");
        }
        for e in super::events(o, 0) {
            conn.prepare_cached("INSERT INTO events (order_id, at_ms, actor, kind, from_state, to_state) VALUES (?1,?2,?3,?4,?5,?6)")
                .expect("prepares")
                .execute(params![id, e.at_ms, e.actor, e.kind, e.from.map(|s| s.word()), e.to.map(|s| s.word())])
                .expect("an event");
        }
        conn.prepare_cached("INSERT INTO sources (order_id, cells) VALUES (?1,?2)")
            .expect("prepares")
            .execute(params![id, cells])
            .expect("a source row");
    })
}
