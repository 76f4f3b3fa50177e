//! What a later statement about an order may change: later state wins, nothing known is lost, a plain receiver is never masked,
//! a person's edit is never overwritten. Pure: the caller stores the result.

use super::state::{Event, State};
use super::{By, Facts, Marks, Order, Receiver, apply};
use crate::draft::{DraftStatus, ItemDraft, OrderDraft, RefundState, Tracking};
use crate::stops::Holds;
use crate::wall_time::WallTime;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of source the order's money and lines come from: an order report beats the sums of an item report for money,
/// an item report beats an order report for lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Grain {
    pub money_of_order: bool,
    pub lines_of_items: bool,
}

/// A draft on its way in.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    pub draft: &'a OrderDraft,
    /// The source is an item report (kind `order_items`).
    pub is_item_report: bool,
    /// Zone of the source's wall times, minutes east of UTC.
    pub offset_minutes: i32,
}

/// One field that changed, in the normal form's names. Values as they are shown; receiver values are left out of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Change {
    pub field: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// What a merge did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeOutcome {
    pub changes: Vec<Change>,
    /// Steps of the state table taken, in order.
    pub steps: Vec<(State, Event, State)>,
}

impl MergeOutcome {
    pub fn is_unchanged(&self) -> bool {
        self.changes.is_empty() && self.steps.is_empty()
    }
}

/// An order as first seen. Its state is what the platform says of it; automatic review is the caller's next step.
pub fn new_order(shop_id: i64, incoming: Incoming<'_>) -> Order {
    let d = incoming.draft;
    let utc = |t: &Option<WallTime>| t.as_ref().map(|w| w.to_utc_ms(incoming.offset_minutes));
    Order {
        id: 0,
        shop_id,
        order_no: d.order_no.clone(),
        state: first_state(d),
        marks: Marks { after_sale: d.refund_state == Some(RefundState::InProgress), ..Marks::default() },
        cause: None,
        hold_reason: None,
        holds: Holds::default(),
        address_change: None,
        second_check: None,
        tags: Vec::new(),
        warehouse: None,
        carrier: None,
        flag: 0,
        status: d.status,
        status_raw: d.status_raw.clone(),
        refund_state: d.refund_state,
        created_at_ms: utc(&d.created_at),
        paid_at_ms: utc(&d.paid_at),
        shipped_at_ms: utc(&d.shipped_at),
        finished_at_ms: utc(&d.finished_at),
        ship_by_ms: promised(incoming),
        buyer_amount_fen: d.buyer_amount_fen,
        merchant_amount_fen: d.merchant_amount_fen,
        freight_fen: d.freight_fen,
        refund_fen: d.refund_fen,
        receiver: receiver_of(d),
        trackings: d.trackings.clone(),
        buyer_memo: d.buyer_memo.clone(),
        seller_memo: d.seller_memo.clone(),
        items: d.items.clone(),
        findings: Vec::new(),
        edited: Vec::new(),
        grain: Grain { money_of_order: !incoming.is_item_report, lines_of_items: incoming.is_item_report },
        print_count: 0,
    }
}

/// The promised moment; a promised day lasts until midnight.
fn promised(incoming: Incoming<'_>) -> Option<i64> {
    let promise = incoming.draft.promised_at.as_ref()?;
    let day_ms = if promise.is_date_only() { 86_400_000 } else { 0 };
    Some(promise.to_utc_ms(incoming.offset_minutes) + day_ms)
}

/// The state the platform's word stands for. An unknown word waits for a person; it never means success.
fn first_state(d: &OrderDraft) -> State {
    match d.status {
        Some(DraftStatus::Unpaid) => State::Unpaid,
        Some(DraftStatus::ToShip | DraftStatus::PartShipped) | None => State::ToReview,
        Some(DraftStatus::Shipped) => State::Shipped,
        Some(DraftStatus::Completed) => State::Completed,
        Some(DraftStatus::Closed) => State::Closed,
    }
}

pub(crate) fn receiver_of(d: &OrderDraft) -> Receiver {
    Receiver {
        name: d.receiver_name.clone(),
        phone: d.receiver_phone.clone(),
        phone_ext: d.receiver_phone_ext.clone(),
        province: d.receiver_province.clone(),
        city: d.receiver_city.clone(),
        district: d.receiver_district.clone(),
        address: d.receiver_address.clone(),
        masked: d.receiver_masked,
    }
}

/// Merges the draft into the order. Running it again with the same draft changes nothing.
pub fn merge(order: &mut Order, incoming: Incoming<'_>) -> MergeOutcome {
    let mut m = Merging { edited: order.edited.clone(), out: MergeOutcome::default() };
    let d = incoming.draft;
    let utc = |t: &Option<WallTime>| t.as_ref().map(|w| (w.to_utc_ms(incoming.offset_minutes), w.is_date_only()));
    m.time(&mut order.created_at_ms, utc(&d.created_at), "created_at");
    m.time(&mut order.paid_at_ms, utc(&d.paid_at), "paid_at");
    m.time(&mut order.shipped_at_ms, utc(&d.shipped_at), "shipped_at");
    m.time(&mut order.finished_at_ms, utc(&d.finished_at), "finished_at");
    m.time(&mut order.ship_by_ms, promised(incoming).map(|at_ms| (at_ms, false)), "promised_at");
    merge_money(order, incoming, &mut m);
    merge_receiver(&mut order.receiver, d, &mut m);
    merge_trackings(order, d, &mut m);
    m.text(&mut order.buyer_memo, &d.buyer_memo, "buyer_memo");
    m.text(&mut order.seller_memo, &d.seller_memo, "seller_memo");
    merge_items(order, incoming, &mut m);
    merge_status(order, d, &mut m);
    m.out
}

struct Merging {
    edited: Vec<String>,
    out: MergeOutcome,
}

impl Merging {
    fn is_edited(&self, field: &str) -> bool {
        self.edited.iter().any(|e| e == field)
    }

    fn note(&mut self, field: &str, from: Option<String>, to: Option<String>) {
        self.out.changes.push(Change { field: field.to_owned(), from, to });
    }

    fn text(&mut self, ours: &mut Option<String>, theirs: &Option<String>, field: &str) {
        if theirs.is_some() && theirs != ours && !self.is_edited(field) {
            let from = std::mem::replace(ours, theirs.clone());
            self.note(field, from, theirs.clone());
        }
    }

    fn fen(&mut self, ours: &mut Option<i64>, theirs: Option<i64>, field: &str) {
        if theirs.is_some() && theirs != *ours && !self.is_edited(field) {
            let from = std::mem::replace(ours, theirs);
            self.note(field, from.map(crate::money::plain), theirs.map(crate::money::plain));
        }
    }

    /// The same minute without seconds, or the same day without a time, says nothing new.
    fn time(&mut self, ours: &mut Option<i64>, theirs: Option<(i64, bool)>, field: &str) {
        let Some((at_ms, date_only)) = theirs else { return };
        if let Some(known) = *ours {
            let same_minute = known.div_euclid(60_000) * 60_000 == at_ms;
            let same_day = date_only && (known - at_ms).abs() < 86_400_000 && known >= at_ms;
            if known == at_ms || same_minute || same_day {
                return;
            }
        }
        let from = ours.replace(at_ms);
        self.note(field, from.map(|f| f.to_string()), Some(at_ms.to_string()));
    }
}

fn merge_money(order: &mut Order, incoming: Incoming<'_>, m: &mut Merging) {
    let d = incoming.draft;
    // Sums of an item report never replace what an order report said.
    let weaker = incoming.is_item_report && order.grain.money_of_order;
    for (ours, theirs, field) in [
        (&mut order.buyer_amount_fen, d.buyer_amount_fen, "buyer_amount_fen"),
        (&mut order.merchant_amount_fen, d.merchant_amount_fen, "merchant_amount_fen"),
        (&mut order.freight_fen, d.freight_fen, "freight_fen"),
    ] {
        if ours.is_none() || !weaker {
            m.fen(ours, theirs, field);
        }
    }
    // A refund only grows.
    if d.refund_fen > order.refund_fen {
        m.fen(&mut order.refund_fen, d.refund_fen, "refund_fen");
    }
    order.grain.money_of_order |= !incoming.is_item_report;
}

fn merge_receiver(ours: &mut Receiver, d: &OrderDraft, m: &mut Merging) {
    let theirs = receiver_of(d);
    if theirs.is_absent() || (theirs.masked && !ours.is_absent() && !ours.masked) {
        return;
    }
    let mut touched = false;
    let lifted = ours.masked && !theirs.masked;
    for ((field, o), (_, t)) in ours.fields_mut().into_iter().zip(theirs.fields()) {
        if t.is_some() && t != o && !m.is_edited(field) {
            o.clone_from(t);
            // Personal data stays out of the trail: the field is named, the values are not.
            m.note(field, None, None);
            touched = true;
        }
    }
    if (touched || lifted) && ours.masked != theirs.masked {
        ours.masked = theirs.masked;
    }
}

fn merge_trackings(order: &mut Order, d: &OrderDraft, m: &mut Merging) {
    let Some(theirs) = &d.trackings else { return };
    let ours = order.trackings.get_or_insert_with(Vec::new);
    for t in theirs {
        match ours.iter_mut().find(|o| o.number() == t.number()) {
            None => {
                ours.push(t.clone());
                m.note("trackings", None, Some(t.number().to_owned()));
            }
            Some(known) if known.carrier().is_none() && t.carrier().is_some() => {
                *known = Tracking(t.0.clone(), known.1.clone());
                m.note("trackings", None, Some(t.number().to_owned()));
            }
            Some(_) => {}
        }
    }
}

fn merge_items(order: &mut Order, incoming: Incoming<'_>, m: &mut Merging) {
    let theirs = &incoming.draft.items;
    if theirs.is_empty() || m.is_edited("items") || (order.grain.lines_of_items && !incoming.is_item_report) {
        order.grain.lines_of_items |= incoming.is_item_report && !theirs.is_empty();
        return;
    }
    let merged: Vec<ItemDraft> = theirs
        .iter()
        .map(|t| match matching(&order.items, t) {
            Some(o) => filled(t, o),
            None => t.clone(),
        })
        .collect();
    // An order report that knows fewer lines than we do takes nothing away.
    let keeps = !incoming.is_item_report && merged.len() < order.items.len();
    if merged != order.items && !keeps {
        let from = order.items.len();
        order.items = merged;
        m.note("items", Some(from.to_string()), Some(order.items.len().to_string()));
    }
    order.grain.lines_of_items |= incoming.is_item_report;
}

fn matching<'a>(ours: &'a [ItemDraft], t: &ItemDraft) -> Option<&'a ItemDraft> {
    match &t.sub_no {
        Some(no) => ours.iter().find(|o| o.sub_no.as_ref() == Some(no)),
        None => ours.iter().find(|o| o.sub_no.is_none() && o.sku_code == t.sku_code && o.title == t.title && o.spec == t.spec),
    }
}

/// The new line with its empty fields filled from the known one.
fn filled(t: &ItemDraft, o: &ItemDraft) -> ItemDraft {
    ItemDraft {
        sub_no: t.sub_no.clone().or_else(|| o.sub_no.clone()),
        sku_code: t.sku_code.clone().or_else(|| o.sku_code.clone()),
        title: t.title.clone().or_else(|| o.title.clone()),
        spec: t.spec.clone().or_else(|| o.spec.clone()),
        qty: t.qty.or(o.qty),
        unit_price_fen: t.unit_price_fen.or(o.unit_price_fen),
        amount_fen: t.amount_fen.or(o.amount_fen),
        refund_fen: t.refund_fen.max(o.refund_fen),
    }
}

fn merge_status(order: &mut Order, d: &OrderDraft, m: &mut Merging) {
    let (rank_ours, rank_theirs) = (refund_rank(order.refund_state), refund_rank(d.refund_state));
    // Files do not tell their age, so "no refund" never takes a request back by itself: a person does, and is not told the old
    // request again. Money that went back is told in any case.
    let is_settled = m.is_edited("refund_state") && d.refund_state == Some(RefundState::InProgress);
    let is_told = d.is_latest && d.refund_state.is_some() && d.refund_state != order.refund_state;
    if is_told || (rank_theirs > rank_ours && !is_settled) {
        m.note("refund_state", order.refund_state.map(|r| format!("{r:?}")), d.refund_state.map(|r| format!("{r:?}")));
        order.refund_state = d.refund_state;
        order.marks.after_sale = d.refund_state == Some(RefundState::InProgress);
    }
    // Later wins whatever the order of import; the same rank may still bring the platform's newer word.
    if d.status < order.status || d.status.is_none() {
        if d.status.is_none() && order.status.is_none() {
            m.text(&mut order.status_raw, &d.status_raw, "status_raw");
        }
        return;
    }
    if d.status > order.status {
        m.note("status", order.status_raw.clone(), d.status_raw.clone());
        order.status = d.status;
        order.status_raw.clone_from(&d.status_raw);
        follow(order, d, m);
    } else if d.status_raw.is_some() && d.status_raw != order.status_raw && (d.is_latest || rank_theirs >= rank_ours) {
        m.text(&mut order.status_raw, &d.status_raw, "status_raw");
    }
}

fn refund_rank(r: Option<RefundState>) -> u8 {
    match r {
        None => 0,
        Some(RefundState::None) => 1,
        Some(RefundState::InProgress) => 2,
        Some(RefundState::PartialOrFull) => 3,
        Some(RefundState::Partial) => 4,
        Some(RefundState::Full) => 5,
    }
}

/// Takes the steps of the state table that the platform's news stands for.
fn follow(order: &mut Order, d: &OrderDraft, m: &mut Merging) {
    let event = match d.status {
        Some(DraftStatus::ToShip | DraftStatus::PartShipped) => Event::Pay,
        Some(DraftStatus::Shipped) => Event::Ship,
        Some(DraftStatus::Completed) => Event::Complete,
        Some(DraftStatus::Closed) => Event::Close,
        Some(DraftStatus::Unpaid) => Event::AwaitPayment,
        None => return,
    };
    if let Ok(from) = apply(order, event, Facts::by(By::Platform))
        && from != order.state
    {
        m.out.steps.push((from, event, order.state));
    }
}
