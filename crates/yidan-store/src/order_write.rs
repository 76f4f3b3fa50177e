//! Writing orders: the row, what hangs on it, search tokens, summaries and the trail, all in the caller's transaction.

use crate::clock;
use crate::codes;
use crate::error::{Error, Result};
use crate::event::NewEvent;
use crate::fingerprint::fingerprint;
use crate::open::Writer;
use crate::order_children::ChildTable;
use crate::search::order_tokens;
use crate::source::SourceRow;
use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};
use yidan_domain::Tracking;
use yidan_domain::order::{Grain, Order};

/// Ids that share one second.
const IDS_PER_SECOND: i64 = 4_096;

impl Writer<'_> {
    /// Stores a new order, gives it its id, and appends its first events. The id's time is the order's own:
    /// created, else paid, else the event's. `DuplicateOrder` when the shop has the number already; `NoEvent` when no event
    /// leads to the order's state.
    pub fn insert_order(&mut self, order: &mut Order, events: &[NewEvent], rows: &[SourceRow]) -> Result<()> {
        let last = checked(events, order, true)?;
        let platform_id = self.platform_of_shop(order.shop_id)?;
        let province_id = self.province_id(order.receiver.province.as_deref())?;
        let listings = self.listings(order)?;
        let at_ms = order.own_time_ms().unwrap_or(last.at_ms);
        let since = clock::restarted(None, order, events);
        order.id = self.insert_row(order, platform_id, province_id, (at_ms, last.at_ms), since)?;
        self.put_items(order.id, &order.items, &listings)?;
        if !order.receiver.is_absent() {
            self.put_receiver(order.id, &order.receiver)?;
        }
        self.put_findings(order.id, &order.findings)?;
        self.put_edits(order.id, &order.edited)?;
        self.put_stops(None, order)?;
        self.add_source_rows(order.id, rows)?;
        self.index_order(order.id, &order_tokens(order, &listings))?;
        self.deltas.count(order, &listings, 1);
        self.follow_numbers(None, order, last.at_ms)?;
        self.append_events(order.id, events)
    }

    /// Stores what differs between `before` (as read in this transaction) and `after`, and appends the events, at least one.
    /// Shop, number and id never change. `NoEvent` when no event leads to the new state.
    pub fn update_order(&mut self, before: &Order, after: &Order, events: &[NewEvent], rows: &[SourceRow]) -> Result<()> {
        let last = checked(events, after, before.state != after.state)?;
        assert_eq!(
            (before.id, before.shop_id, &before.order_no),
            (after.id, after.shop_id, &after.order_no),
            "an order keeps its identity"
        );
        let old_listings = self.listings(before)?;
        let new_listings = self.listings(after)?;
        let since = clock::restarted(Some(before.state), after, events);
        self.update_row(before, after, last.at_ms, since)?;
        if before.items != after.items {
            self.clear_children(ChildTable::Items, after.id)?;
            self.put_items(after.id, &after.items, &new_listings)?;
        }
        if before.receiver != after.receiver {
            self.clear_children(ChildTable::Receiver, after.id)?;
            if !after.receiver.is_absent() {
                self.put_receiver(after.id, &after.receiver)?;
            }
        }
        if before.findings != after.findings {
            self.clear_children(ChildTable::Findings, after.id)?;
            self.put_findings(after.id, &after.findings)?;
        }
        if before.edited != after.edited {
            self.clear_children(ChildTable::Edits, after.id)?;
            self.put_edits(after.id, &after.edited)?;
        }
        self.put_stops(Some(before), after)?;
        self.keep_replaced_numbers(before, after, last.at_ms)?;
        self.follow_numbers(Some(before), after, last.at_ms)?;
        self.add_source_rows(after.id, rows)?;
        let tokens = order_tokens(after, &new_listings);
        if tokens != order_tokens(before, &old_listings) {
            self.reindex_order(after.id, &tokens)?;
        }
        self.deltas.count(before, &old_listings, -1);
        self.deltas.count(after, &new_listings, 1);
        self.append_events(after.id, events)
    }

    fn insert_row(
        &mut self,
        o: &Order,
        platform_id: i64,
        province_id: Option<i64>,
        (at_ms, now_ms): (i64, i64),
        since: Option<Value>,
    ) -> Result<i64> {
        let base = codes::id_from_ms(at_ms);
        let second = base >> 12;
        // The number spreads orders of one second, so that a second import of the same orders would meet the same ids.
        let mut id = match self.caches.next_free.get(&second) {
            Some(next) => *next,
            None => base | spread(&o.order_no, o.shop_id),
        };
        let trackings = o.trackings.as_ref().map(|t| trackings_json(t));
        let fp = fingerprint(o);
        loop {
            let mut stmt = self.conn.prepare_cached(INSERT_ORDER)?;
            let done = stmt.execute(params![
                id,
                o.shop_id,
                platform_id,
                o.state.code(),
                o.marks.bits(),
                o.flag,
                province_id,
                finding_level(o),
                o.print_count,
                o.buyer_amount_fen,
                o.paid_at_ms,
                o.order_no,
                o.status.map(codes::of_status),
                o.status_raw,
                o.refund_state.map(codes::of_refund),
                o.created_at_ms,
                o.shipped_at_ms,
                o.finished_at_ms,
                o.merchant_amount_fen,
                o.freight_fen,
                o.refund_fen,
                trackings,
                o.buyer_memo,
                o.seller_memo,
                o.hold_reason,
                grain_bits(o.grain),
                fp.as_slice(),
                now_ms,
                now_ms,
                o.cause.map(codes::of_cause),
                o.warehouse,
                o.carrier,
                since,
                o.ship_by_ms
            ]);
            drop(stmt);
            match done {
                Ok(_) => break,
                Err(e) if is_key_clash(&e) => {
                    id = self.free_id_from(id + 1)?;
                    self.caches.next_free.insert(second, id + 1);
                }
                Err(e) if extended_code(&e) == Some(rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE) => {
                    return Err(Error::DuplicateOrder { shop_id: o.shop_id, order_no: o.order_no.clone() });
                }
                Err(e) => return Err(e.into()),
            }
        }
        if let Some(next) = self.caches.next_free.get_mut(&second) {
            *next = id + 1;
        }
        Ok(id)
    }

    /// The first id from here on that nobody has. Walks over what is taken; the caller remembers where it came to.
    fn free_id_from(&self, from: i64) -> Result<i64> {
        let mut stmt = self.conn.prepare_cached("SELECT id FROM orders WHERE id >= ?1 ORDER BY id")?;
        let mut rows = stmt.query([from])?;
        let mut free = from;
        while let Some(row) = rows.next()? {
            if row.get::<_, i64>(0)? != free {
                break;
            }
            free += 1;
        }
        Ok(free)
    }

    fn update_row(&mut self, before: &Order, after: &Order, now_ms: i64, since: Option<Value>) -> Result<()> {
        let was = self.changing_columns(before)?;
        let is = self.changing_columns(after)?;
        let mut sql = String::from("UPDATE orders SET updated_at_ms = ?1");
        let mut values = vec![Value::Integer(now_ms)];
        // Only what differs is named: SQLite rewrites every index whose column is named, changed or not.
        for ((name, old), (_, new)) in was.into_iter().zip(is) {
            if old != new {
                values.push(new);
                sql.push_str(&format!(", {name} = ?{}", values.len()));
            }
        }
        if let Some(since) = since {
            values.push(since);
            sql.push_str(&format!(", since_ms = ?{}", values.len()));
        }
        values.push(Value::Integer(after.id));
        sql.push_str(&format!(" WHERE id = ?{}", values.len()));
        let n = self.conn.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        if n == 1 { Ok(()) } else { Err(Error::Unknown { table: "orders", id: after.id }) }
    }

    fn changing_columns(&mut self, o: &Order) -> Result<[(&'static str, Value); 27]> {
        let int = |v: Option<i64>| v.map_or(Value::Null, Value::Integer);
        let text = |v: &Option<String>| v.clone().map_or(Value::Null, Value::Text);
        let province = self.province_id(o.receiver.province.as_deref())?;
        Ok([
            ("state", Value::Integer(o.state.code())),
            ("marks", Value::Integer(o.marks.bits())),
            ("flag", Value::Integer(i64::from(o.flag))),
            ("province_id", int(province)),
            ("finding_level", Value::Integer(finding_level(o))),
            ("print_count", Value::Integer(o.print_count)),
            ("buyer_amount_fen", int(o.buyer_amount_fen)),
            ("paid_at_ms", int(o.paid_at_ms)),
            ("status", int(o.status.map(codes::of_status))),
            ("status_raw", text(&o.status_raw)),
            ("refund_state", int(o.refund_state.map(codes::of_refund))),
            ("created_at_ms", int(o.created_at_ms)),
            ("shipped_at_ms", int(o.shipped_at_ms)),
            ("finished_at_ms", int(o.finished_at_ms)),
            ("ship_by_ms", int(o.ship_by_ms)),
            ("merchant_amount_fen", int(o.merchant_amount_fen)),
            ("freight_fen", int(o.freight_fen)),
            ("refund_fen", int(o.refund_fen)),
            ("trackings", o.trackings.as_ref().map_or(Value::Null, |t| Value::Text(trackings_json(t)))),
            ("buyer_memo", text(&o.buyer_memo)),
            ("seller_memo", text(&o.seller_memo)),
            ("hold_reason", text(&o.hold_reason)),
            ("cause", int(o.cause.map(codes::of_cause))),
            ("warehouse", text(&o.warehouse)),
            ("carrier", text(&o.carrier)),
            ("grain", Value::Integer(grain_bits(o.grain))),
            ("fp", Value::Blob(fingerprint(o).to_vec())),
        ])
    }
}

/// The last event. There must be one, and where the state is new the last step among them must lead to it: the trail tells every state.
fn checked<'e>(events: &'e [NewEvent], order: &Order, is_new_state: bool) -> Result<&'e NewEvent> {
    let leads = !is_new_state || events.iter().rev().find_map(|e| e.to) == Some(order.state);
    events.last().filter(|_| leads).ok_or_else(|| Error::NoEvent { order_no: order.order_no.clone() })
}

const INSERT_ORDER: &str = "INSERT INTO orders (id, shop_id, platform_id, state, marks, flag, province_id, finding_level, print_count,
   buyer_amount_fen, paid_at_ms, order_no, status, status_raw, refund_state, created_at_ms, shipped_at_ms, finished_at_ms,
   merchant_amount_fen, freight_fen, refund_fen, trackings, buyer_memo, seller_memo, hold_reason, grain, fp, first_seen_at_ms, updated_at_ms,
   cause, warehouse, carrier, since_ms, ship_by_ms)
 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29,
   ?30, ?31, ?32, ?33, ?34)";

fn extended_code(e: &rusqlite::Error) -> Option<i32> {
    e.sqlite_error().map(|s| s.extended_code)
}

fn is_key_clash(e: &rusqlite::Error) -> bool {
    matches!(extended_code(e), Some(rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY | rusqlite::ffi::SQLITE_CONSTRAINT_ROWID))
}

/// A number in 0..4096 from shop and order number.
fn spread(order_no: &str, shop_id: i64) -> i64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325 ^ shop_id as u64;
    for b in order_no.bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    ((h ^ (h >> 32)) % IDS_PER_SECOND as u64) as i64
}

fn finding_level(o: &Order) -> i64 {
    o.findings.iter().map(|f| codes::of_severity(f.severity)).max().unwrap_or(0)
}

fn grain_bits(g: Grain) -> i64 {
    i64::from(g.money_of_order) | i64::from(g.lines_of_items) << 1
}

pub(crate) fn grain(bits: i64) -> Grain {
    Grain { money_of_order: bits & 1 != 0, lines_of_items: bits & 2 != 0 }
}

/// The file's own form: an array of pairs, carrier (or null) and number.
fn trackings_json(trackings: &[Tracking]) -> String {
    let pairs: Vec<(Option<&str>, &str)> = trackings.iter().map(|t| (t.carrier(), t.number())).collect();
    serde_json::json!(pairs).to_string()
}

pub(crate) fn trackings(json: Option<&str>, id: i64) -> Result<Option<Vec<Tracking>>> {
    let Some(json) = json else { return Ok(None) };
    let pairs: Vec<(Option<String>, String)> =
        serde_json::from_str(json).map_err(|_| Error::Unreadable { table: "orders", column: "trackings", id })?;
    Ok(Some(pairs.into_iter().map(|(carrier, number)| Tracking(carrier, number)).collect()))
}
