//! Reading orders: whole ones for the rules and the drawer, light rows for the list.

use crate::codes;
use crate::error::{Error, Result};
use crate::open::Reader;
use crate::order_write::{grain, trackings};
use rusqlite::{OptionalExtension, Row, params};
use yidan_domain::order::{Marks, Order, Receiver, State};
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
    pub flag: u8,
    pub status_raw: Option<String>,
    pub refund_state: Option<RefundState>,
    pub created_at_ms: Option<i64>,
    pub paid_at_ms: Option<i64>,
    pub shipped_at_ms: Option<i64>,
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
   buyer_memo, seller_memo, hold_reason, grain FROM orders";

/// The columns of the list, receiver included: one row of one statement.
const LIST_ROW: &str = "SELECT o.id, o.shop_id, o.state, o.marks, o.flag, o.print_count, o.buyer_amount_fen, o.paid_at_ms, o.order_no,
   o.status_raw, o.created_at_ms, o.freight_fen, o.refund_fen, o.trackings, o.buyer_memo, o.seller_memo, o.hold_reason,
   o.finding_level, o.updated_at_ms, r.name, r.phone, r.phone_ext, r.province, r.city, r.district, r.address, r.masked, o.refund_state, o.shipped_at_ms
   FROM orders o LEFT JOIN receiver r ON r.order_id = o.id WHERE o.id = ?1";

fn state(r: &Row<'_>, at: usize, id: i64) -> Result<State> {
    State::from_code(r.get(at)?).ok_or(Error::Unreadable { table: "orders", column: "state", id })
}

impl Reader<'_> {
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
            receiver: self.receiver(id)?,
            items: self.items(id)?,
            findings: self.findings(id)?,
            edited: self.edits(id)?,
        }))
    }

    /// List rows in the order of `ids`. Ids that are gone are left out.
    pub fn rows(&self, ids: &[i64]) -> Result<Vec<ListRow>> {
        let mut stmt = self.conn.prepare_cached(LIST_ROW)?;
        let mut trouble = self.conn.prepare_cached(
            "SELECT state IN ('failed', 'unknown') FROM print_label WHERE order_id = ?1 ORDER BY batch_id DESC, seq DESC LIMIT 1",
        )?;
        let mut out = Vec::with_capacity(ids.len());
        for id in ids {
            let mut found = stmt.query([id])?;
            let Some(r) = found.next()? else { continue };
            let mut row = list_row(r, *id)?;
            row.items = self.items(*id)?;
            if r.get::<_, i64>(17)? > 0 {
                row.findings = self.findings(*id)?;
            }
            row.print_trouble = trouble.query_row([id], |r| r.get(0)).optional()?.unwrap_or(false);
            out.push(row);
        }
        Ok(out)
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
