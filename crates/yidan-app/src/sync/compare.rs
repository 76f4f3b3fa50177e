//! The full comparison of a shop with its platform: everything the interface tells, beside everything that is here, order by order.

use super::line::Line;
use super::visit::{channel_of, held};
use super::{Halt, KeptTrouble, pull};
use crate::App;
use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;
use yidan_domain::OrderDraft;
use yidan_domain::order::{Incoming, Order, State, new_order};
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;
use yidan_platforms::channel::HeardOrder;
use yidan_store::{Link, Reader, Shop};

/// One field of one order that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DifferenceView {
    pub order_no: String,
    /// Normal-form name.
    pub field: String,
    pub ours: String,
    pub theirs: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CompareReply {
    /// Orders of the time compared, here and there.
    pub ours: i64,
    pub theirs: i64,
    /// There and not here.
    pub missing: Vec<String>,
    /// Here and not there.
    pub extra: Vec<String>,
    pub different: Vec<DifferenceView>,
}

/// Orders of this time are compared, by their own time, UTC ms, end exclusive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub from_ms: i64,
    pub to_ms: i64,
}

/// What came of asking the platform.
pub(crate) enum Compared {
    /// Somebody else visits the shop.
    Busy,
    Trouble(Halt),
    /// The comparison, and how many of the missing orders came in since; 0 where nothing was to be taken in.
    Done(CompareReply, i64),
}

/// Everything that the platform still tells.
pub(super) fn compare(app: &App, shop: &Shop, link: &Link) -> Result<CompareReply> {
    let walk = channel_of(app, shop.id)?.about().walk;
    let span = Span { from_ms: app.now_ms() - walk.days_back * 86_400_000, to_ms: i64::MAX };
    match span_of(app, link, span, false, &|| false)? {
        Compared::Done(reply, _) => Ok(reply),
        Compared::Busy => {
            let why = app.say_with("sync.busy", &[]);
            Err(Failure::new(Code::Refused).with("reason", "busy").with("why", why))
        }
        Compared::Trouble(Halt::Failure(failure)) => Err(failure),
        Compared::Trouble(halt) => {
            let why = KeptTrouble::of(app, &halt).sentence(app);
            Err(Failure::new(Code::Network).with("detail", why))
        }
    }
}

/// Compares a shop's orders of a span with its platform. With `takes_in` what was missing or different is taken in afterwards, as a visit
/// would have done, and what changed there since the last visit is no difference: the next one brings it.
pub(crate) fn span_of(app: &App, link: &Link, span: Span, takes_in: bool, stop: &dyn Fn() -> bool) -> Result<Compared> {
    let compared = held(app, link.shop_id, |visitor| {
        let mut line = Line::open(app, link, visitor, stop)?;
        let heard = match line.first_token(&mut |_| Ok(())).and_then(|()| fetch(&mut line, span)) {
            Ok(heard) => heard,
            Err(halt) => return Ok(Compared::Trouble(halt)),
        };
        // The next visit asks once more for the end of the last window, because clocks differ and lists lag.
        let overlap_ms = line.channel.about().walk.overlap_s * 1_000;
        let since_ms = if takes_in { link.cursor_ms - overlap_ms } else { i64::MAX };
        let span = Span { to_ms: span.to_ms.min(since_ms), ..span };
        let mut reply = app.store.read(|r| beside(r, link.shop_id, span, since_ms, &heard))?;
        if line.channel.about().placed.is_some() {
            // A list by the time of the deal does not know orders that ended before there was one, such as those of a group that failed.
            reply.extra = app.store.read(|r| not_closed(r, link.shop_id, reply.extra))?;
        }
        if !takes_in {
            return Ok(Compared::Done(reply, 0));
        }
        let wanted: BTreeSet<&String> = reply.missing.iter().chain(reply.different.iter().map(|d| &d.order_no)).collect();
        let late = heard.into_iter().filter(|(no, _)| wanted.contains(no)).collect();
        match pull::take_late(&mut line, late) {
            Ok(fetched) => Ok(Compared::Done(reply, fetched)),
            Err(halt) => Ok(Compared::Trouble(halt)),
        }
    })?;
    Ok(compared.unwrap_or(Compared::Busy))
}

/// The platform's orders of the span beside ours.
fn beside(r: &Reader<'_>, shop_id: i64, span: Span, since_ms: i64, heard: &BTreeMap<String, HeardOrder>) -> Result<CompareReply> {
    let ours: BTreeSet<String> = r.numbers_between(shop_id, span.from_ms, span.to_ms)?.into_iter().collect();
    let (mut theirs, mut missing, mut different) = (0, Vec::new(), Vec::new());
    for (no, order) in heard {
        let known = r.find_order(shop_id, no)?;
        let draft = pull::as_taken(order, known.as_ref());
        let own_ms = known.as_ref().map_or_else(|| own_time_ms(&draft), Order::own_time_ms);
        if !own_ms.is_none_or(|at| (span.from_ms..span.to_ms).contains(&at)) {
            continue;
        }
        theirs += 1;
        match known {
            None => missing.push(no.clone()),
            Some(known) if order.modified_ms.is_none_or(|at| at < since_ms) => differences(&known, &draft, &mut different),
            Some(_) => {}
        }
    }
    let extra = ours.iter().filter(|no| !heard.contains_key(*no)).cloned().collect();
    Ok(CompareReply { ours: ours.len() as i64, theirs, missing, extra, different })
}

fn not_closed(r: &Reader<'_>, shop_id: i64, numbers: Vec<String>) -> Result<Vec<String>> {
    let mut kept = Vec::new();
    for no in numbers {
        if r.find_order(shop_id, &no)?.is_none_or(|o| o.state != State::Closed) {
            kept.push(no);
        }
    }
    Ok(kept)
}

/// The own time of an order that is not here yet, as it would have been.
fn own_time_ms(draft: &OrderDraft) -> Option<i64> {
    new_order(0, Incoming { draft, is_item_report: false, offset_minutes: CHINA_OFFSET_MINUTES }).own_time_ms()
}

/// Every order that was made since the span began, and others that changed, each by its newest word.
fn fetch(line: &mut Line<'_>, span: Span) -> std::result::Result<BTreeMap<String, HeardOrder>, Halt> {
    let mut theirs = BTreeMap::new();
    for task in line.channel.about().everything(span.from_ms, line.app.now_ms()) {
        line.run(&task, &mut |heard| {
            for order in heard.orders {
                pull::keep_newest(&mut theirs, order);
            }
            Ok(())
        })?;
    }
    Ok(theirs)
}

/// The normal form's word; empty for none.
fn word(value: Option<impl Serialize>) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn differences(order: &Order, draft: &OrderDraft, out: &mut Vec<DifferenceView>) {
    let mut differs = |field: &str, ours: String, theirs: String| {
        if ours != theirs {
            out.push(DifferenceView { order_no: order.order_no.clone(), field: field.to_owned(), ours, theirs });
        }
    };
    if draft.status.is_some() {
        differs("status", word(order.status), word(draft.status));
    }
    if draft.refund_state.is_some() {
        differs("refund_state", word(order.refund_state), word(draft.refund_state));
    }
    let money = |v: Option<i64>| v.map_or_else(String::new, |n| n.to_string());
    if draft.buyer_amount_fen.is_some() {
        differs("buyer_amount_fen", money(order.buyer_amount_fen), money(draft.buyer_amount_fen));
    }
    if let Some(there) = &draft.trackings {
        let numbers = |list: &[yidan_domain::Tracking]| list.iter().map(|t| t.number().to_owned()).collect::<BTreeSet<_>>();
        let here = numbers(order.trackings.as_deref().unwrap_or_default());
        let joined = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(",");
        // A waybill of ours that the platform has not heard of yet is no difference of orders.
        if !numbers(there).is_subset(&here) {
            differs("trackings", joined(&here), joined(&numbers(there)));
        }
    }
    let pieces = |items: &[yidan_domain::ItemDraft]| items.iter().filter_map(|i| i.qty).sum::<i64>().to_string();
    if !draft.items.is_empty() {
        differs("items", order.items.len().to_string(), draft.items.len().to_string());
        differs("qty", pieces(&order.items), pieces(&draft.items));
    }
}
