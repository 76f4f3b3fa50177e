//! `orders.show`: one order with its whole story.

use super::row::OrderRow;
use super::view::{self, Shops};
use super::{stops, story};
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::order::Order;
use yidan_store::Reader;

/// Asks for one order by id or by any number known of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ShowRequest {
    pub id: Option<i64>,
    pub no: Option<String>,
    pub mask: bool,
}

/// One entry of the trail in words.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EventView {
    pub at: String,
    pub actor: String,
    /// Event word (`import`, `accept`, `edit`, `print`, …).
    pub what: String,
    pub from: Option<String>,
    pub to: Option<String>,
    pub rule: Option<String>,
    /// The sentence for people.
    pub text: String,
}

/// A source row as it came.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RowView {
    pub file: String,
    pub sheet: Option<String>,
    pub row: u64,
    /// Heading and cell, verbatim, in file order.
    pub cells: Vec<(String, String)>,
}

/// One printed, failed or waiting label of the order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintView {
    pub at: String,
    pub actor: String,
    pub printer: String,
    pub template: String,
    pub batch_no: String,
    pub sequence: i64,
    /// `queued`, `sent`, `printed`, `failed`, `unknown`, `cancelled`
    pub state: String,
    /// 0 = first print, then 1, 2, … for 补打.
    pub reprint: i64,
    pub words: Option<String>,
}

/// A hold that stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HoldView {
    pub reason: String,
    /// The whole sentence, with the rule and the words that met it.
    pub text: String,
    /// Name of the rule that set it; absent when a person did.
    pub rule: Option<String>,
    pub at: String,
    pub actor: String,
    /// When it goes on by itself; absent = when a person says so.
    pub release_at: Option<String>,
}

/// The next step that the drawer offers.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NextStep {
    /// `accept`, `print`, `ship`, `release`, or none of them.
    pub action: Option<String>,
    /// Why it is grey, as a sentence.
    pub refusal: Option<String>,
}

/// A number that the order is or was known by.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NumberView {
    pub no: String,
    /// `order`, `sub_order`, `waybill`, `payment`, `refund`, `merged`, `masked`
    pub kind: String,
    /// The kind in words.
    pub name: String,
    /// The order carries it now; otherwise it did once, or a bill or another source tells it.
    pub current: bool,
}

/// The order's story.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OrderStory {
    #[serde(flatten)]
    pub order: OrderRow,
    pub finished_at: Option<String>,
    pub merchant_amount_fen: Option<i64>,
    /// Normal-form fields that a person has edited.
    pub edited: Vec<String>,
    pub next_step: NextStep,
    pub events: Vec<EventView>,
    pub rows: Vec<RowView>,
    pub holds: Vec<HoldView>,
    pub address_change: stops::AddressChangeView,
    /// Absent when nobody asked for a second person.
    pub second_check: Option<stops::SecondCheckView>,
    pub prints: Vec<PrintView>,
    /// Bill lines that name this order.
    pub bills: Vec<crate::files::bills::BillView>,
    /// Every number that leads to this order.
    pub numbers: Vec<NumberView>,
    /// Its parcels, where it was merged or split.
    pub parcels: Option<crate::parcels::show::ParcelsReply>,
    /// Questions about likely doubles that are open.
    pub doubles: Vec<crate::doubles::list::PairView>,
    /// Its shop is connected: the platform can be asked about it.
    pub linked: bool,
}

/// One order by id or by any number known of it.
pub fn show(app: &App, session: &Session, request: ShowRequest) -> Result<OrderStory> {
    app.store.read(|r| {
        let id = match (request.id, &request.no) {
            (Some(id), _) => id,
            (None, Some(no)) => super::find::the_one(app, r, no)?,
            (None, None) => return Err(Failure::new(Code::BadRequest).with("detail", "id / no")),
        };
        let order = r.order(id)?.ok_or_else(|| Failure::new(Code::NotFound).with("what", request.no.clone().unwrap_or(id.to_string())))?;
        let shops = Shops::of(r)?;
        let trail = r.events(id)?;
        let prints = story::prints(r, id)?;
        let bills = crate::files::bills::of_order(app, r, &shops, &order)?;
        let trouble = prints.last().is_some_and(|p| p.state == "failed" || p.state == "unknown");
        Ok(OrderStory {
            order: OrderRow { parcel: mark(r, id)?, ..view::of_order(app, &shops, &order, trouble, request.mask) },
            parcels: if r.parcels_of(id)?.is_empty() { None } else { Some(crate::parcels::show::of_order(app, r, id)?) },
            linked: r.link(order.shop_id)?.is_some(),
            finished_at: moment::maybe(order.finished_at_ms),
            merchant_amount_fen: order.merchant_amount_fen,
            edited: order.edited.iter().filter(|e| !e.contains(':')).cloned().collect(),
            next_step: story::next_step(app, &order, session.by()),
            events: story::events(app, &trail),
            rows: story::rows(r, id)?,
            holds: story::holds(app, &order, &trail),
            address_change: stops::change_view(app, session, &order, request.mask),
            second_check: stops::check_view(app, session, &order)?,
            prints,
            numbers: numbers(app, r, &order, &bills)?,
            doubles: crate::doubles::list::open_of(app, r, &shops, order.id)?,
            bills,
        })
    })
}

fn mark(r: &Reader<'_>, id: i64) -> Result<Option<crate::parcels::ParcelMark>> {
    let rows = r.rows(&[id])?;
    Ok(crate::parcels::marks(r, &rows)?.remove(&id))
}

/// What the order carries now, then what the registry remembers, then what bills call its payments and refunds; each number once.
fn numbers(app: &App, r: &Reader<'_>, order: &Order, bills: &[crate::files::bills::BillView]) -> Result<Vec<NumberView>> {
    let mut all: Vec<(String, &str, bool)> = vec![(order.order_no.clone(), "order", true)];
    all.extend(order.items.iter().filter_map(|i| i.sub_no.clone()).map(|no| (no, "sub_order", true)));
    all.extend(order.trackings.iter().flatten().map(|t| (t.number().to_owned(), "waybill", true)));
    let kept = r.known_numbers(order.id)?;
    all.extend(kept.iter().map(|k| (k.no.clone(), k.kind.as_str(), false)));
    for bill in bills.iter().filter(|b| matches!(b.bill.as_str(), "trade_bill" | "fund_flow" | "personal_bill")) {
        let kind = if bill.kind.as_deref() == Some("refund") { "refund" } else { "payment" };
        all.extend(bill.line_id.clone().map(|no| (no, kind, false)));
    }
    let mut out: Vec<NumberView> = Vec::new();
    for (no, kind, current) in all {
        if out.iter().all(|known| known.no != no) {
            out.push(NumberView { no, name: app.say_with(&format!("number.{kind}"), &[]), kind: kind.to_owned(), current });
        }
    }
    Ok(out)
}
