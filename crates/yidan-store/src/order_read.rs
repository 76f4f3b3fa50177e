//! Reading orders: whole ones for the rules and the drawer, light rows for the list.

use crate::codes;
use crate::error::{Error, Result};
use crate::fingerprint::fingerprint;
use crate::open::Reader;
use crate::order_children::item;
use crate::order_write::{grain, trackings};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::HashMap;
use yidan_domain::order::{Cause, Marks, Order, Receiver, State};
use yidan_domain::stops::Hold;
use yidan_domain::{Finding, ItemDraft, RefundState, Tracking};

/// A row of the order list. Light on purpose: what the list and `orders list` show, nothing that needs the trail.
#[derive(Clone, PartialEq, Eq)]
pub struct ListRow {
    pub id: i64,
    pub shop_id: i64,
    pub order_no: String,
    pub state: State,
    pub marks: Marks,
    pub hold_reason: Option<String>,
    /// Names of the rules whose holds stand.
    pub hold_rules: Vec<String>,
    pub cause: Option<Cause>,
    /// Names, sorted.
    pub tags: Vec<String>,
    pub flag: u8,
    pub status_raw: Option<String>,
    pub refund_state: Option<RefundState>,
    pub created_at_ms: Option<i64>,
    pub paid_at_ms: Option<i64>,
    pub shipped_at_ms: Option<i64>,
    /// Until when the platform promised that the parcel leaves.
    pub ship_by_ms: Option<i64>,
    pub buyer_amount_fen: Option<i64>,
    pub freight_fen: Option<i64>,
    pub refund_fen: Option<i64>,
    pub receiver: Receiver,
    pub trackings: Option<Vec<Tracking>>,
    pub buyer_memo: Option<String>,
    pub seller_memo: Option<String>,
    pub print_count: i64,
    pub items: Vec<ItemDraft>,
    pub findings: Vec<Finding>,
    /// The last label of the order failed, or nobody knows whether it came out.
    pub print_trouble: bool,
    pub updated_at_ms: i64,
}

/// Debug output carries the number only: rows hold names and phones.
impl std::fmt::Debug for ListRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListRow")
            .field("id", &self.id)
            .field("order_no", &self.order_no)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

const ORDER: &str = "SELECT id, shop_id, state, marks, flag, print_count, buyer_amount_fen, paid_at_ms, order_no, status, status_raw,
   refund_state, created_at_ms, shipped_at_ms, finished_at_ms, merchant_amount_fen, freight_fen, refund_fen, trackings,
   buyer_memo, seller_memo, hold_reason, grain, cause, warehouse, carrier, ship_by_ms FROM orders";

/// Orders whose list rows are fetched together.
const ROWS_AT_ONCE: usize = 500;

/// `?1` is a JSON array of ids; the list of ids leads, each order is one seek.
const LIST_ROWS: &str = "SELECT o.id, o.shop_id, o.state, o.marks, o.flag, o.print_count, o.buyer_amount_fen, o.paid_at_ms,
   o.order_no, o.status_raw, o.created_at_ms, o.freight_fen, o.refund_fen, o.trackings, o.buyer_memo, o.seller_memo,
   o.hold_reason, o.finding_level, o.updated_at_ms, r.name, r.phone, r.phone_ext, r.province, r.city, r.district, r.address,
   r.masked, o.refund_state, o.shipped_at_ms, o.cause, o.ship_by_ms
   FROM json_each(?1) j CROSS JOIN orders o ON o.id = j.value LEFT JOIN receiver r ON r.order_id = o.id";

const LIST_ITEMS: &str = "SELECT l.sub_no, g.sku_code, g.title, g.spec, l.qty, l.unit_price_fen, l.amount_fen, l.refund_fen, l.order_id
   FROM json_each(?1) j CROSS JOIN order_line l ON l.order_id = j.value JOIN listing g ON g.id = l.listing_id
   ORDER BY j.key, l.line";

const LIST_TAGS: &str = "SELECT t.order_id, g.name FROM json_each(?1) j CROSS JOIN order_tag t ON t.order_id = j.value
   JOIN tag g ON g.id = t.tag_id ORDER BY t.order_id, g.name";

const LIST_PRINTS: &str = "SELECT p.order_id, p.state IN ('failed', 'unknown')
   FROM json_each(?1) j CROSS JOIN print_label p ON p.order_id = j.value ORDER BY p.order_id, p.batch_id, p.seq";

fn state(r: &Row<'_>, at: usize, id: i64) -> Result<State> {
    State::from_code(r.get(at)?).ok_or(Error::Unreadable { table: "orders", column: "state", id })
}

impl Reader<'_> {
    /// The orders' own numbers, in the order asked for; orders that are gone are left out.
    pub fn order_numbers(&self, ids: &[i64]) -> Result<Vec<String>> {
        let mut stmt = self.conn.prepare_cached("SELECT order_no FROM orders WHERE id = ?1")?;
        let mut out = Vec::with_capacity(ids.len());
        for id in ids {
            out.extend(stmt.query_row([id], |r| r.get(0)).optional()?);
        }
        Ok(out)
    }

    /// The order of this number in this shop, complete.
    pub fn find_order(&self, shop_id: i64, order_no: &str) -> Result<Option<Order>> {
        let mut stmt = self.conn.prepare_cached("SELECT id FROM orders WHERE shop_id = ?1 AND order_no = ?2")?;
        let id: Option<i64> = stmt.query_row(params![shop_id, order_no], |r| r.get(0)).optional()?;
        id.map(|id| self.show(id)).transpose()
    }

    /// The order of this id, complete. `Unknown` when there is none.
    pub fn show(&self, id: i64) -> Result<Order> {
        self.order(id)?.ok_or(Error::Unknown { table: "orders", id })
    }

    /// The order of this id, complete, if there is one.
    pub fn order(&self, id: i64) -> Result<Option<Order>> {
        let sql = format!("{ORDER} WHERE id = ?1");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows = stmt.query([id])?;
        let Some(r) = rows.next()? else { return Ok(None) };
        let (status, refund): (Option<i64>, Option<i64>) = (r.get(9)?, r.get(11)?);
        let unreadable = |column| Error::Unreadable { table: "orders", column, id };
        Ok(Some(Order {
            id,
            shop_id: r.get(1)?,
            state: state(r, 2, id)?,
            marks: Marks::from_bits(r.get(3)?),
            flag: r.get(4)?,
            print_count: r.get(5)?,
            buyer_amount_fen: r.get(6)?,
            paid_at_ms: r.get(7)?,
            order_no: r.get(8)?,
            status: status.map(|c| codes::status(c).ok_or(unreadable("status"))).transpose()?,
            status_raw: r.get(10)?,
            refund_state: refund.map(|c| codes::refund(c).ok_or(unreadable("refund_state"))).transpose()?,
            created_at_ms: r.get(12)?,
            shipped_at_ms: r.get(13)?,
            finished_at_ms: r.get(14)?,
            merchant_amount_fen: r.get(15)?,
            freight_fen: r.get(16)?,
            refund_fen: r.get(17)?,
            trackings: trackings(r.get_ref(18)?.as_str_or_null().map_err(rusqlite::Error::from)?, id)?,
            buyer_memo: r.get(19)?,
            seller_memo: r.get(20)?,
            hold_reason: r.get(21)?,
            grain: grain(r.get(22)?),
            cause: r.get::<_, Option<i64>>(23)?.map(|c| codes::cause(c).ok_or(unreadable("cause"))).transpose()?,
            warehouse: r.get(24)?,
            carrier: r.get(25)?,
            ship_by_ms: r.get(26)?,
            holds: self.holds(id)?,
            address_change: self.address_change(id)?,
            second_check: self.second_check(id)?,
            tags: self.tags_of(id)?,
            receiver: self.receiver(id)?,
            items: self.items(id)?,
            findings: self.findings(id)?,
            edited: self.edits(id)?,
        }))
    }

    /// Other orders with the same receiver and goods whose own time lies within `window_ms` of this one's: likely doubles.
    pub fn twins(&self, order: &Order, window_ms: i64) -> Result<Vec<i64>> {
        let at_ms = (order.id >> 12) * 1_000;
        let (from, to) = (codes::id_from_ms(at_ms - window_ms), codes::id_from_ms(at_ms.saturating_add(window_ms).saturating_add(1_000)));
        let mut stmt = self.conn.prepare_cached("SELECT id FROM orders WHERE id >= ?1 AND id < ?2 AND fp = ?3 AND id <> ?4 ORDER BY id")?;
        let rows = stmt.query_map(params![from, to, fingerprint(order).as_slice(), order.id], |r| r.get(0))?;
        rows.map(|r| r.map_err(Error::from)).collect()
    }

    /// List rows in the order of `ids`. Ids that are gone are left out.
    pub fn rows(&self, ids: &[i64]) -> Result<Vec<ListRow>> {
        let mut out = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(ROWS_AT_ONCE) {
            out.extend(self.rows_at_once(chunk)?);
        }
        Ok(out)
    }

    /// One statement per table for all ids together: starting a statement costs more than the row it brings.
    fn rows_at_once(&self, ids: &[i64]) -> Result<Vec<ListRow>> {
        let list = serde_json::to_string(ids).unwrap_or_default();
        let mut rows: HashMap<i64, ListRow> = HashMap::with_capacity(ids.len());
        let mut stmt = self.conn.prepare_cached(LIST_ROWS)?;
        let mut found = stmt.query([&list])?;
        let mut with_findings = Vec::new();
        while let Some(r) = found.next()? {
            let id = r.get(0)?;
            if r.get::<_, i64>(17)? > 0 {
                with_findings.push(id);
            }
            rows.insert(id, list_row(r, id)?);
        }
        let mut stmt = self.conn.prepare_cached(LIST_ITEMS)?;
        let mut found = stmt.query([&list])?;
        while let Some(r) = found.next()? {
            if let Some(row) = rows.get_mut(&r.get(8)?) {
                row.items.push(item(r)?);
            }
        }
        let mut stmt = self.conn.prepare_cached(LIST_TAGS)?;
        let mut found = stmt.query([&list])?;
        while let Some(r) = found.next()? {
            if let Some(row) = rows.get_mut(&r.get(0)?) {
                row.tags.push(r.get(1)?);
            }
        }
        let mut stmt = self.conn.prepare_cached(LIST_PRINTS)?;
        let mut found = stmt.query([&list])?;
        while let Some(r) = found.next()? {
            // The last label has the last word.
            if let Some(row) = rows.get_mut(&r.get(0)?) {
                row.print_trouble = r.get(1)?;
            }
        }
        // Few orders are held, so these are asked one by one.
        for row in rows.values_mut().filter(|row| row.marks.held) {
            row.hold_rules = self.holds(row.id)?.0.into_iter().filter(Hold::is_open).filter_map(|h| h.rule).collect();
        }
        for id in with_findings {
            if let Some(row) = rows.get_mut(&id) {
                row.findings = self.findings(id)?;
            }
        }
        Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
    }
}

fn list_row(r: &Row<'_>, id: i64) -> Result<ListRow> {
    let refund: Option<i64> = r.get(27)?;
    Ok(ListRow {
        id,
        shop_id: r.get(1)?,
        state: state(r, 2, id)?,
        marks: Marks::from_bits(r.get(3)?),
        flag: r.get(4)?,
        print_count: r.get(5)?,
        buyer_amount_fen: r.get(6)?,
        paid_at_ms: r.get(7)?,
        order_no: r.get(8)?,
        status_raw: r.get(9)?,
        created_at_ms: r.get(10)?,
        freight_fen: r.get(11)?,
        refund_fen: r.get(12)?,
        trackings: trackings(r.get_ref(13)?.as_str_or_null().map_err(rusqlite::Error::from)?, id)?,
        buyer_memo: r.get(14)?,
        seller_memo: r.get(15)?,
        hold_reason: r.get(16)?,
        hold_rules: Vec::new(),
        ship_by_ms: r.get(30)?,
        cause: r.get::<_, Option<i64>>(29)?.and_then(codes::cause),
        tags: Vec::new(),
        refund_state: refund
            .map(|c| codes::refund(c).ok_or(Error::Unreadable { table: "orders", column: "refund_state", id }))
            .transpose()?,
        shipped_at_ms: r.get(28)?,
        updated_at_ms: r.get(18)?,
        receiver: Receiver {
            name: r.get(19)?,
            phone: r.get(20)?,
            phone_ext: r.get(21)?,
            province: r.get(22)?,
            city: r.get(23)?,
            district: r.get(24)?,
            address: r.get(25)?,
            masked: r.get::<_, Option<bool>>(26)?.unwrap_or(false),
        },
        items: Vec::new(),
        findings: Vec::new(),
        print_trouble: false,
    })
}
