//! Windows of changed orders: fetched whole, then stored in one transaction with their receipt and the cursor.

use super::line::Line;
use super::{Halt, KeptTrouble};
use crate::error::Failure;
use crate::orders::intake::{self, Origin, Taken};
use crate::orders::review::{Review, by_system, flow};
use serde_json::json;
use std::collections::BTreeMap;
use yidan_domain::limits::{ASK_AGAIN_MINUTES, ASK_AGAIN_ORDERS, CLOCK_TOLERANCE_MS, OPEN_ORDERS, WINDOW_ORDERS};
use yidan_domain::order::hands::PLATFORM;
use yidan_domain::order::{Incoming, Order, State};
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;
use yidan_domain::{DraftStatus, OrderDraft, RefundState};
use yidan_platforms::channel::{Can, Heard, HeardOrder, HeardRefund, Task, Trouble, Walk};
use yidan_store::{Link, NewEvent, Receipt, RemoteOrder, Writer};

/// What the answers of a window brought together.
#[derive(Default)]
struct Brought {
    /// By number; of an order that came twice the newer word.
    orders: BTreeMap<String, HeardOrder>,
    refunds: Vec<HeardRefund>,
    gaps: Vec<serde_json::Value>,
}

impl Brought {
    /// Everything that a task brings. Returns how many answers came.
    fn of(&mut self, line: &mut Line<'_>, task: &Task) -> Result<i64, Halt> {
        line.run(task, &mut |heard| {
            self.hear(heard);
            Ok(())
        })
    }

    fn hear(&mut self, heard: Heard) {
        for order in heard.orders {
            keep_newest(&mut self.orders, order);
        }
        self.refunds.extend(heard.refunds);
        self.gaps.extend(heard.unreadable.into_iter().map(|(no, why)| json!({ "order_no": no, "why": why })));
    }
}

/// Of an order that comes twice the newer word is kept, by its number.
pub(super) fn keep_newest(orders: &mut BTreeMap<String, HeardOrder>, order: HeardOrder) {
    match orders.get(&order.draft.order_no) {
        Some(known) if known.modified_ms > order.modified_ms => {}
        _ => drop(orders.insert(order.draft.order_no.clone(), order)),
    }
}

/// Windows from the cursor to now, oldest first.
pub(super) fn windows(from_ms: i64, to_ms: i64, walk: &Walk) -> Vec<(i64, i64)> {
    let (longest, mut from, mut out) = (walk.longest_s.max(1) * 1_000, from_ms, Vec::new());
    while from < to_ms {
        let to = (from + longest).min(to_ms);
        out.push((from, to));
        from = to;
    }
    out
}

/// Pulls all windows between the cursor and now. Each that was stored is told to `stored`.
pub(super) fn pull(line: &mut Line<'_>, link: &Link, is_full: bool, stored: &mut Vec<Receipt>) -> Result<(), Halt> {
    let walk = line.channel.about().walk;
    let now_ms = line.app.now_ms();
    let end = now_ms - walk.lag_s * 1_000;
    let earliest = now_ms - walk.days_back * 86_400_000;
    let start = if is_full { earliest } else { link.cursor_ms.saturating_sub(walk.overlap_s * 1_000).max(earliest) };
    let mut waiting = windows(start, end, &walk);
    waiting.reverse();
    while let Some((from, to)) = waiting.pop() {
        match window(line, from, to)? {
            Fetched::Stored(receipt) => stored.push(receipt),
            Fetched::TooNew(end) => {
                if from < end {
                    waiting.push((from, end));
                }
            }
            Fetched::TooMuch => {
                // Too much for one question: the halves are asked one after the other.
                let middle = from + (to - from) / 2;
                waiting.push((middle, to));
                waiting.push((from, middle));
            }
        }
    }
    Ok(())
}

/// What came of a window.
enum Fetched {
    Stored(Receipt),
    /// It holds more orders than one question may bring and can still be halved.
    TooMuch,
    /// Our clock is ahead of the platform's: the window ends in its future, where orders still come in while pages are read. It has to end
    /// here, UTC ms.
    TooNew(i64),
}

fn window(line: &mut Line<'_>, from_ms: i64, to_ms: i64) -> Result<Fetched, Halt> {
    let (app, shop_id) = (line.app, line.shop_id);
    let began_at_ms = app.now_ms();
    let (requests, retries) = (line.requests, line.retries);
    let mut brought = Brought::default();
    let by_change = line.channel.about().walk.by_change;
    let open =
        if by_change { Vec::new() } else { open_numbers(line, began_at_ms + 1, OPEN_ORDERS)?.into_iter().map(|(_, no)| no).collect() };
    let may_halve = by_change && to_ms - from_ms > 2_000;
    let mut is_too_much = false;
    let done = line.run(&Task::Changed { from_ms, to_ms, open }, &mut |heard| {
        if may_halve && heard.total.is_some_and(|n| n > WINDOW_ORDERS) {
            is_too_much = true;
            return Err(Halt::Cut);
        }
        brought.hear(heard);
        Ok(())
    });
    if is_too_much {
        return Ok(Fetched::TooMuch);
    }
    let safe_ms = began_at_ms - line.ahead_ms - line.channel.about().walk.lag_s * 1_000;
    if done.is_ok() && line.ahead_ms > CLOCK_TOLERANCE_MS && by_change && to_ms > safe_ms {
        return Ok(Fetched::TooNew(safe_ms));
    }
    let pages = match done {
        Ok(pages) => pages + refunds(line, from_ms, to_ms, &mut brought)?,
        Err(halt) => {
            let trouble = Some(KeptTrouble::of(app, &halt).json());
            if !matches!(halt, Halt::Cut) {
                let counts = (line.requests - requests, line.retries - retries);
                let failed = Receipt { trouble, ..receipt(shop_id, (from_ms, to_ms), (began_at_ms, app.now_ms()), counts) };
                app.store.put(|w| w.add_receipt(&failed))?;
            }
            return Err(halt);
        }
    };
    let counts = (line.requests - requests, line.retries - retries);
    let mut kept = Receipt { pages, ..receipt(shop_id, (from_ms, to_ms), (began_at_ms, app.now_ms()), counts) };
    store(line, &brought, &mut kept, Some(to_ms))?;
    Ok(Fetched::Stored(kept))
}

fn receipt(shop_id: i64, (from_ms, to_ms): (i64, i64), (began_at_ms, ended_at_ms): (i64, i64), (requests, retries): (i64, i64)) -> Receipt {
    let (kind, gaps) = ("window".to_owned(), "[]".to_owned());
    Receipt { shop_id, kind, gaps, from_ms, to_ms, began_at_ms, ended_at_ms, requests, retries, ..Receipt::default() }
}

/// After-sale cases of the same window, where the platform has a question of its own for them. A platform that does not let us ask is a
/// gap of the window, not its end: its orders still come in.
fn refunds(line: &mut Line<'_>, from_ms: i64, to_ms: i64, brought: &mut Brought) -> Result<i64, Halt> {
    if !line.channel.about().can.contains(&Can::Refunds) {
        return Ok(0);
    }
    let task = Task::Refunds { from_ms, to_ms };
    let mut asked = brought.of(line, &task);
    if matches!(asked, Err(Halt::Trouble(Trouble::Setup { .. }))) {
        // The orders came with the same keys and clock: what was said once may have been a whim.
        asked = brought.of(line, &task);
    }
    match asked {
        Err(Halt::Trouble(Trouble::Refused { code, words } | Trouble::Setup { code, words })) => {
            brought.gaps.push(json!({ "refunds": format!("{code} {words}") }));
            Ok(0)
        }
        other => other,
    }
}

/// Orders that stood still for a while are asked about one by one: a lost message must not leave them behind.
pub(super) fn ask_again(line: &mut Line<'_>) -> Result<Option<Receipt>, Halt> {
    let (app, began_at_ms) = (line.app, line.app.now_ms());
    if !line.channel.about().can.contains(&Can::Detail) {
        return Ok(None);
    }
    let still = open_numbers(line, began_at_ms - ASK_AGAIN_MINUTES * 60_000, ASK_AGAIN_ORDERS)?;
    if still.is_empty() {
        return Ok(None);
    }
    let (requests, retries) = (line.requests, line.retries);
    let mut brought = Brought::default();
    let numbers = still.iter().map(|(_, no)| no.clone()).collect();
    let pages = brought.of(line, &Task::Orders { numbers })?;
    let times = (began_at_ms, app.now_ms());
    let base = receipt(line.shop_id, times, times, (line.requests - requests, line.retries - retries));
    let mut kept = Receipt { kind: "asked_again".to_owned(), pages, ..base };
    let silent: Vec<i64> = still.iter().filter(|(_, no)| !brought.orders.contains_key(no)).map(|(id, _)| *id).collect();
    store(line, &brought, &mut kept, None)?;
    app.store.put(|w| silent.iter().try_for_each(|id| w.note_asked(*id, began_at_ms)))?;
    Ok(Some(kept))
}

/// Takes orders in that windows should have brought. Returns how many of them are new.
pub(super) fn take_late(line: &mut Line<'_>, orders: BTreeMap<String, HeardOrder>) -> Result<i64, Halt> {
    if orders.is_empty() {
        return Ok(0);
    }
    let now_ms = line.app.now_ms();
    let base = receipt(line.shop_id, (now_ms, now_ms), (now_ms, now_ms), (line.requests, line.retries));
    let mut kept = Receipt { kind: "compared".to_owned(), ..base };
    store(line, &Brought { orders, ..Brought::default() }, &mut kept, None)?;
    Ok(kept.orders_new)
}

/// Asks about one order now and takes the answer in. The order as the platform has it, if it has it.
pub(super) fn read_back(line: &mut Line<'_>, order_no: &str) -> Result<Option<HeardOrder>, Halt> {
    let mut brought = Brought::default();
    brought.of(line, &Task::Orders { numbers: vec![order_no.to_owned()] })?;
    let Some(order) = brought.orders.remove(order_no) else { return Ok(None) };
    let app = line.app;
    app.store.write(|w| {
        let review = Review::load(w)?;
        take(w, line.shop_id, &order, &review, app.now_ms()).map(drop)
    })?;
    Ok(Some(order))
}

fn open_numbers(line: &Line<'_>, asked_before_ms: i64, limit: usize) -> Result<Vec<(i64, String)>, Failure> {
    let states: Vec<i64> = State::ALL.iter().filter(|s| !matches!(s, State::Completed | State::Closed)).map(|s| s.code()).collect();
    line.app.store.get(|r| r.open_numbers(line.shop_id, &states, asked_before_ms, limit))
}

/// Stores what came, its receipt and the cursor, all or nothing.
fn store(line: &Line<'_>, brought: &Brought, receipt: &mut Receipt, cursor_ms: Option<i64>) -> Result<(), Halt> {
    let (app, shop_id) = (line.app, line.shop_id);
    let now_ms = app.now_ms();
    receipt.gaps = serde_json::to_string(&brought.gaps).unwrap_or_else(|_| "[]".to_owned());
    let is_ours = app.store.write(|w| {
        if !w.holds_link(shop_id, &line.visitor)? {
            return Ok(false);
        }
        let review = Review::load(w)?;
        for order in brought.orders.values() {
            match take(w, shop_id, order, &review, now_ms)? {
                Taken::New => receipt.orders_new += 1,
                Taken::Updated => receipt.orders_updated += 1,
                Taken::Unchanged => receipt.orders_unchanged += 1,
            }
        }
        for refund in &brought.refunds {
            take_refund(w, shop_id, refund, &review, now_ms)?;
        }
        receipt.id = w.add_receipt(receipt)?;
        if let Some(cursor_ms) = cursor_ms {
            w.move_cursor(shop_id, cursor_ms)?;
        }
        Ok::<bool, Failure>(true)
    })?;
    if !is_ours {
        return Err(Halt::Cut);
    }
    if receipt.orders_new + receipt.orders_updated > 0 || !brought.refunds.is_empty() {
        app.ports.faces.changed(&["orders"]);
    }
    Ok(())
}

/// An order that has gone on here and not yet left: it does not go back to payment, it is held where it stands.
fn is_on_its_way(known: Option<&Order>) -> bool {
    known.is_some_and(|o| o.state != State::Unpaid && o.state.is_before_shipping())
}

/// The order as it is taken in, beside the one that is here already.
pub(super) fn as_taken(heard: &HeardOrder, known: Option<&Order>) -> OrderDraft {
    let mut draft = OrderDraft { is_latest: true, ..heard.draft.clone() };
    if is_on_its_way(known) {
        return draft;
    }
    if let Some(word) = heard.hold.as_ref().filter(|_| draft.status == Some(DraftStatus::ToShip)) {
        // Paid, but the platform does not want it sent yet: it waits where unpaid orders wait and comes when the platform says so.
        draft.status = Some(DraftStatus::Unpaid);
        draft.status_raw = Some(word.clone());
    }
    draft
}

fn take(w: &mut Writer<'_>, shop_id: i64, heard: &HeardOrder, review: &Review, now_ms: i64) -> Result<Taken, Failure> {
    // Only with a word of the platform's does it matter where the order stands here; most have none and are looked up once, on their way in.
    let known = if heard.hold.is_some() { w.find_order(shop_id, &heard.draft.order_no)? } else { None };
    let may_hold = heard.hold.is_none() || is_on_its_way(known.as_ref());
    let draft = as_taken(heard, known.as_ref());
    let (mut taken, mut order) = take_draft(w, shop_id, &draft, review, now_ms)?;
    if may_hold && heard.draft.status == Some(DraftStatus::ToShip) && order.state.is_before_shipping() {
        let before = order.clone();
        if order.holds.by_platform(heard.hold.as_deref(), now_ms) {
            order.settle_stops();
            let held = heard.hold.as_ref().map(|word| json!({ "reason": word }).to_string());
            let kind = if held.is_some() { "hold" } else { "release" };
            let mut events = vec![NewEvent { actor: PLATFORM.to_owned(), ..by_system(now_ms, kind, held) }];
            if !review.is_paused {
                flow(&mut order, now_ms, &mut events);
            }
            w.update_order(&before, &order, &events, &[])?;
            taken = Taken::Updated;
        }
    }
    let tokens = (!heard.receiver_tokens.is_empty()).then(|| serde_json::to_string(&heard.receiver_tokens).unwrap_or_default());
    w.put_remote(&RemoteOrder {
        order_id: order.id,
        raw: heard.raw.clone(),
        modified_ms: heard.modified_ms,
        merge_key: heard.merge_key.clone(),
        tokens,
        buyer_id: heard.buyer_id.clone(),
        asked_at_ms: now_ms,
    })?;
    Ok(taken)
}

/// An after-sale case moves its order's refund mark. Cases of orders that we do not have come again with their order.
fn take_refund(w: &mut Writer<'_>, shop_id: i64, refund: &HeardRefund, review: &Review, now_ms: i64) -> Result<(), Failure> {
    let Some(order) = w.find_order(shop_id, &refund.order_no)? else { return Ok(()) };
    let state = match (refund.is_open, refund.is_paid) {
        (true, _) => RefundState::InProgress,
        (false, true) if refund.amount_fen.is_some_and(|a| order.buyer_amount_fen.is_some_and(|paid| a >= paid)) => RefundState::Full,
        (false, true) => RefundState::Partial,
        (false, false) => RefundState::None,
    };
    let refund_fen = refund.amount_fen.filter(|_| refund.is_paid);
    let draft = OrderDraft {
        order_no: refund.order_no.clone(),
        refund_state: Some(state),
        refund_fen,
        refund_no: Some(refund.refund_no.clone()),
        is_latest: true,
        ..OrderDraft::default()
    };
    take_draft(w, shop_id, &draft, review, now_ms).map(drop)
}

fn take_draft(w: &mut Writer<'_>, shop_id: i64, draft: &OrderDraft, review: &Review, now_ms: i64) -> Result<(Taken, Order), Failure> {
    let origin = Origin { actor: PLATFORM, now_ms, shop_id, source: "sync", review };
    let incoming = Incoming { draft, is_item_report: false, offset_minutes: CHINA_OFFSET_MINUTES };
    intake::take(w, &origin, incoming, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_platform_stops_after_payment_waits_where_it_stands() {
        let store = yidan_store::Store::open_memory().expect("a store");
        let shop_id = store.write(|w| w.shop_id("pdd", "小店", 0)).expect("a shop");
        let told = |hold: Option<&str>, now_ms: i64| {
            let draft = OrderDraft { order_no: "260315-1".into(), status: Some(DraftStatus::ToShip), ..OrderDraft::default() };
            let heard = HeardOrder { draft, hold: hold.map(str::to_owned), ..HeardOrder::default() };
            store.write(|w| {
                let review = Review::load(w).expect("rules");
                take(w, shop_id, &heard, &review, now_ms).expect("taken");
                Ok::<Order, Failure>(w.find_order(shop_id, "260315-1")?.expect("an order"))
            })
        };
        // New and stopped: it waits for its payment to be let through.
        assert_eq!(told(Some("审核中"), 1).expect("told").state, State::Unpaid);
        let paid = told(None, 2).expect("told");
        assert!(paid.state != State::Unpaid && !paid.marks.held);
        let stopped = told(Some("暂停发货"), 3).expect("told");
        assert_eq!((stopped.state, stopped.marks.held, stopped.hold_reason.as_deref()), (paid.state, true, Some("暂停发货")));
        assert!(told(Some("暂停发货"), 4).expect("told").marks.held);
        assert!(!told(None, 5).expect("told").marks.held);
    }

    #[test]
    fn windows_touch_and_cover() {
        let walk = Walk { longest_s: 60, overlap_s: 0, lag_s: 0, days_back: 1, every_s: 60, by_change: true };
        assert_eq!(windows(0, 150_000, &walk), [(0, 60_000), (60_000, 120_000), (120_000, 150_000)]);
        assert_eq!(windows(10, 10, &walk), []);
    }
}
