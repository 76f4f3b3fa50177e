//! Orders as review rules see them, a thousand at a time: what rules can ask of an order, and nothing else. For looking through the
//! orders of many days; whoever changes an order reads it whole.

use crate::codes;
use crate::error::{Error, Result};
use crate::open::Reader;
use crate::order_children::item;
use rusqlite::{Row, params};
use yidan_domain::order::{Grain, Marks, Order, Receiver, State};
use yidan_domain::stops::Holds;

const ORDERS: &str = "SELECT o.id, o.shop_id, o.state, o.marks, o.flag, o.buyer_amount_fen, o.paid_at_ms, o.order_no, o.status_raw,
   o.created_at_ms, o.merchant_amount_fen, o.freight_fen, o.refund_fen, o.buyer_memo, o.seller_memo, o.warehouse, o.carrier,
   r.name, r.phone, r.phone_ext, r.province, r.city, r.district, r.address, r.masked
   FROM orders o LEFT JOIN receiver r ON r.order_id = o.id WHERE o.id >= ?1 ORDER BY o.id LIMIT ?2";

const LINES: &str = "SELECT l.sub_no, g.sku_code, g.title, g.spec, l.qty, l.unit_price_fen, l.amount_fen, l.refund_fen, l.order_id
   FROM order_line l CROSS JOIN listing g ON g.id = l.listing_id WHERE l.order_id >= ?1 AND l.order_id <= ?2 ORDER BY l.order_id, l.line";

const TAGS: &str = "SELECT t.order_id, g.name FROM order_tag t CROSS JOIN tag g ON g.id = t.tag_id
   WHERE t.order_id >= ?1 AND t.order_id <= ?2 ORDER BY t.order_id, g.name";

impl Reader<'_> {
    /// Orders whose own time is not before `from_ms` and whose id is above `after`, the oldest first, at most `limit`. Findings, edits
    /// and stops are left out.
    pub fn orders_to_judge(&self, from_ms: i64, after: i64, limit: usize) -> Result<Vec<Order>> {
        let first = codes::id_from_ms(from_ms).max(after.saturating_add(1));
        let mut stmt = self.conn.prepare_cached(ORDERS)?;
        let mut rows = stmt.query(params![first, i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut out = Vec::with_capacity(limit);
        while let Some(r) = rows.next()? {
            out.push(order(r)?);
        }
        let (Some(first), Some(last)) = (out.first().map(|o: &Order| o.id), out.last().map(|o| o.id)) else { return Ok(out) };
        let mut stmt = self.conn.prepare_cached(LINES)?;
        let mut rows = stmt.query([first, last])?;
        // Lines and tags come in the order of the orders.
        let mut at = 0;
        while let Some(r) = rows.next()? {
            if let Some(order) = step_to(&mut out, &mut at, r.get(8)?) {
                order.items.push(item(r)?);
            }
        }
        let mut stmt = self.conn.prepare_cached(TAGS)?;
        let mut rows = stmt.query([first, last])?;
        at = 0;
        while let Some(r) = rows.next()? {
            if let Some(order) = step_to(&mut out, &mut at, r.get(0)?) {
                order.tags.push(r.get(1)?);
            }
        }
        Ok(out)
    }
}

/// The order of this id, at or behind `at`.
fn step_to<'a>(orders: &'a mut [Order], at: &mut usize, id: i64) -> Option<&'a mut Order> {
    while orders.get(*at).is_some_and(|o| o.id < id) {
        *at += 1;
    }
    orders.get_mut(*at).filter(|o| o.id == id)
}

fn order(r: &Row<'_>) -> Result<Order> {
    let id = r.get(0)?;
    Ok(Order {
        id,
        shop_id: r.get(1)?,
        state: State::from_code(r.get(2)?).ok_or(Error::Unreadable { table: "orders", column: "state", id })?,
        marks: Marks::from_bits(r.get(3)?),
        flag: r.get(4)?,
        buyer_amount_fen: r.get(5)?,
        paid_at_ms: r.get(6)?,
        order_no: r.get(7)?,
        status_raw: r.get(8)?,
        created_at_ms: r.get(9)?,
        merchant_amount_fen: r.get(10)?,
        freight_fen: r.get(11)?,
        refund_fen: r.get(12)?,
        buyer_memo: r.get(13)?,
        seller_memo: r.get(14)?,
        warehouse: r.get(15)?,
        carrier: r.get(16)?,
        receiver: Receiver {
            name: r.get(17)?,
            phone: r.get(18)?,
            phone_ext: r.get(19)?,
            province: r.get(20)?,
            city: r.get(21)?,
            district: r.get(22)?,
            address: r.get(23)?,
            masked: r.get::<_, Option<bool>>(24)?.unwrap_or(false),
        },
        cause: None,
        hold_reason: None,
        holds: Holds::default(),
        address_change: None,
        second_check: None,
        tags: Vec::new(),
        status: None,
        refund_state: None,
        shipped_at_ms: None,
        finished_at_ms: None,
        ship_by_ms: None,
        trackings: None,
        items: Vec::new(),
        findings: Vec::new(),
        edited: Vec::new(),
        grain: Grain::default(),
        print_count: 0,
    })
}
