//! A whole file in memory, in the normal form, for small files, for tests and for `files read`.

use crate::error::Error;
use crate::opened::{Opened, Recognised};
use crate::sink::{Flow, Rejected, Sink, Skipped, SourceRow};
use crate::table::walk::Totals;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use yidan_domain::{BillLine, Finding, OrderDraft, limits};

/// Everything a file tells. Serializes to the object of `files read`, without the file's name.
#[derive(Debug, Clone)]
pub struct Reading {
    pub recognised: Recognised,
    pub totals: Totals,
    pub orders: Vec<OrderDraft>,
    pub lines: Vec<BillLine>,
    pub rejected: Vec<Rejected>,
    pub skipped: Vec<Skipped>,
    pub findings: Vec<Finding>,
}

struct Collect<'r>(&'r mut Reading);

impl Sink for Collect<'_> {
    fn order(&mut self, order: OrderDraft, _rows: &[SourceRow]) -> Flow {
        self.0.orders.push(order);
        Flow::Continue
    }
    fn line(&mut self, line: BillLine, _row: &SourceRow) -> Flow {
        self.0.lines.push(line);
        Flow::Continue
    }
    fn rejected(&mut self, rejected: Rejected, _source: &SourceRow) -> Flow {
        if self.0.rejected.len() < limits::LISTED_REJECTIONS {
            self.0.rejected.push(rejected);
        }
        Flow::Continue
    }
    fn skipped(&mut self, skipped: Skipped) -> Flow {
        if self.0.skipped.len() < limits::LISTED_REJECTIONS {
            self.0.skipped.push(skipped);
        }
        Flow::Continue
    }
    fn finding(&mut self, finding: Finding) -> Flow {
        self.0.findings.push(finding);
        Flow::Continue
    }
}

/// Reads all of an opened file.
pub fn read_all(opened: &mut Opened<'_>) -> Result<Reading, Error> {
    let mut reading = Reading {
        recognised: opened.recognised().clone(),
        totals: Totals::default(),
        orders: Vec::new(),
        lines: Vec::new(),
        rejected: Vec::new(),
        skipped: Vec::new(),
        findings: Vec::new(),
    };
    reading.totals = opened.read_into(&mut Collect(&mut reading))?;
    reading.rejected.sort_by_key(|r| r.row);
    reading.skipped.sort_by_key(|s| s.row);
    Ok(reading)
}

/// An order as `files read` shows it: what the file cannot tell is null, not empty.
struct Shown<'o> {
    order: &'o OrderDraft,
    tells_receiver: bool,
    tells_items: bool,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let o = self.order;
        let mut m = s.serialize_map(None)?;
        m.serialize_entry("order_no", &o.order_no)?;
        m.serialize_entry("status", &o.status)?;
        m.serialize_entry("status_raw", &o.status_raw)?;
        m.serialize_entry("refund_state", &o.refund_state)?;
        m.serialize_entry("created_at", &o.created_at)?;
        m.serialize_entry("paid_at", &o.paid_at)?;
        m.serialize_entry("shipped_at", &o.shipped_at)?;
        m.serialize_entry("finished_at", &o.finished_at)?;
        m.serialize_entry("buyer_amount_fen", &o.buyer_amount_fen)?;
        m.serialize_entry("merchant_amount_fen", &o.merchant_amount_fen)?;
        m.serialize_entry("freight_fen", &o.freight_fen)?;
        m.serialize_entry("refund_fen", &o.refund_fen)?;
        m.serialize_entry("receiver_name", &o.receiver_name)?;
        m.serialize_entry("receiver_phone", &o.receiver_phone)?;
        m.serialize_entry("receiver_phone_ext", &o.receiver_phone_ext)?;
        m.serialize_entry("receiver_province", &o.receiver_province)?;
        m.serialize_entry("receiver_city", &o.receiver_city)?;
        m.serialize_entry("receiver_district", &o.receiver_district)?;
        m.serialize_entry("receiver_address", &o.receiver_address)?;
        m.serialize_entry("receiver_masked", &self.tells_receiver.then_some(o.receiver_masked))?;
        m.serialize_entry("trackings", &o.trackings)?;
        m.serialize_entry("buyer_memo", &o.buyer_memo)?;
        m.serialize_entry("seller_memo", &o.seller_memo)?;
        m.serialize_entry("items", &self.tells_items.then_some(&o.items))?;
        m.end()
    }
}

impl Serialize for Reading {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Body<'b> {
            #[serde(flatten)]
            recognised: &'b Recognised,
            accepted_rows: u64,
            rejected: &'b [Rejected],
            skipped: &'b [Skipped],
            #[serde(skip_serializing_if = "Option::is_none")]
            orders: Option<Vec<Shown<'b>>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            lines: Option<&'b [BillLine]>,
            findings: &'b [Finding],
        }
        let r = &self.recognised;
        let shown = |order| Shown { order, tells_receiver: r.tells_receiver, tells_items: r.tells_items };
        let body = Body {
            recognised: r,
            accepted_rows: self.totals.accepted_rows,
            rejected: &self.rejected,
            skipped: &self.skipped,
            orders: r.kind.is_orders().then(|| self.orders.iter().map(shown).collect()),
            lines: (!r.kind.is_orders()).then_some(self.lines.as_slice()),
            findings: &self.findings,
        };
        body.serialize(s)
    }
}
