//! `doubles.answer`: keep both, void one, or merge the typed one into the other. Keeping can be taken back by asking again;
//! what closes an order cannot, so faces ask before they send it.

use super::list::{self, PairView};
use super::look::{self, answer_pair, is_typed};
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::orders::review::Review;
use crate::orders::row::OrderRow;
use crate::orders::view::{self, Shops};
use crate::orders::{step, touch};
use crate::{App, waybills};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_domain::likeness::MAYBE_DOUBLE;
use yidan_domain::order::{Event, Order, State};
use yidan_store::{MERGED, Pair, PairAnswer, Reader, Writer};

/// What a person says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoubleAnswer {
    /// 保留两单: two orders; never asked again.
    Keep,
    /// 合并: what the typed one knows more goes into the other, then it is closed.
    Merge,
    /// 作废: the named order is closed.
    Void,
    /// Takes `keep` back.
    Ask,
}

/// Answers a pair, named by its ids or by any number of one of its orders.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AnswerRequest {
    #[serde(default)]
    #[ts(optional)]
    pub pair: Option<(i64, i64)>,
    #[serde(default)]
    #[ts(optional)]
    pub no: Option<String>,
    pub answer: DoubleAnswer,
    /// The order that goes; needed for `void`. For `merge` of two typed orders, which of them goes; the later one when absent.
    #[serde(default)]
    #[ts(optional)]
    pub void: Option<i64>,
}

/// Answers a pair.
pub fn answer(app: &App, session: &Session, request: AnswerRequest) -> Result<PairView> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let pair = list::asked_for(app, w, request.pair, request.no.as_deref())?;
        let review = Review::load(w)?;
        let bad = |detail: &str| Failure::new(Code::BadRequest).with("detail", detail);
        if request.void.is_some_and(|id| id != pair.a && id != pair.b) {
            return Err(bad("void"));
        }
        if matches!(pair.answer, PairAnswer::Voided | PairAnswer::Merged) {
            return Err(refused(app, "answered"));
        }
        let (a, b) = (pair.a, pair.b);
        match request.answer {
            DoubleAnswer::Keep => answer_pair(w, &review, pair, PairAnswer::Kept, None, &session.actor, now_ms)?,
            DoubleAnswer::Ask => ask_again(app, w, a, b, now_ms)?,
            DoubleAnswer::Void => {
                let gone = request.void.ok_or_else(|| bad("void"))?;
                let kept = w.show(pair.other(gone))?;
                let note = app.say_with("double.void_note", &[("no", kept.order_no)]);
                answer_pair(w, &review, pair, PairAnswer::Voided, Some(gone), &session.actor, now_ms)?;
                close(app, w, &review, session, gone, &note, now_ms)?;
            }
            DoubleAnswer::Merge => {
                let (left, right) = (w.show(a)?, w.show(b)?);
                let gone = merging(w, &left, &right, request.void)?.map_err(|reason| refused(app, reason))?;
                let kept = pair.other(gone);
                answer_pair(w, &review, pair, PairAnswer::Merged, Some(gone), &session.actor, now_ms)?;
                take_over(w, &review, session, gone, kept, now_ms)?;
                let note = app.say_with("double.merge_note", &[("no", w.show(kept)?.order_no)]);
                close(app, w, &review, session, gone, &note, now_ms)?;
            }
        }
        let pair = list::asked_for(app, w, Some((a, b)), None)?;
        Ok(list::of_orders(app, &Shops::of(w)?, &pair, &w.show(a)?, &w.show(b)?))
    })
}

/// Sets every question about one order aside: all of its pairs are kept.
pub fn keep_all(app: &App, session: &Session, id: i64) -> Result<OrderRow> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let review = Review::load(w)?;
        let open: Vec<Pair> = w.pairs_of(id)?.into_iter().filter(|p| p.answer == PairAnswer::Open).collect();
        if open.is_empty() {
            return Err(Failure::new(Code::NotFound).with("what", MAYBE_DOUBLE));
        }
        for pair in open {
            answer_pair(w, &review, pair, PairAnswer::Kept, None, &session.actor, now_ms)?;
        }
        Ok(view::of_order(app, &Shops::of(w)?, &w.show(id)?, false, false))
    })
}

fn refused(app: &App, reason: &str) -> Failure {
    Failure::new(Code::Refused).with("reason", reason).with("why", app.say_with(&format!("error.refused.{reason}"), &[]))
}

/// The question stands again on both orders.
fn ask_again(app: &App, w: &mut Writer<'_>, a: i64, b: i64, now_ms: i64) -> Result<()> {
    let pair = list::asked_for(app, w, Some((a, b)), None)?;
    if pair.answer != PairAnswer::Kept {
        return Err(refused(app, "answered"));
    }
    let (left, right) = (w.show(a)?, w.show(b)?);
    let turned = look::turned(&pair.reasons);
    look::put_question(w, &left, &right, &pair.reasons, now_ms)?;
    look::put_question(w, &right, &left, &turned, now_ms)?;
    w.put_pair(&Pair { answer: PairAnswer::Open, gone: None, actor: None, answered_at_ms: None, ..pair })?;
    Ok(())
}

/// Why an order cannot be voided, as a sentence; `None` = it can.
pub fn void_refusal(app: &App, order: &Order) -> Option<String> {
    let word = match order.state {
        State::Closed => "answered",
        state if state.is_before_shipping() => return None,
        _ => "already_gone",
    };
    Some(app.say_with(&format!("error.refused.{word}"), &[]))
}

/// Which of the two would go up in the other one, or the word of the refusal. The order that a platform has numbered stays.
pub fn merging(r: &Reader<'_>, a: &Order, b: &Order, wish: Option<i64>) -> Result<std::result::Result<i64, &'static str>> {
    let typed = |order: &Order| Ok::<_, Failure>(r.platform_code(order.shop_id)?.is_some_and(|code| is_typed(&code)));
    let gone = match (typed(a)?, typed(b)?) {
        (true, false) => a,
        (false, true) => b,
        (true, true) => [a, b].into_iter().find(|o| Some(o.id) == wish).unwrap_or(b),
        (false, false) => return Ok(Err("both_numbered")),
    };
    let kept = if gone.id == a.id { b } else { a };
    Ok(if wish.is_some_and(|id| id != gone.id) {
        Err("number_stays")
    } else if gone.state == State::Closed || kept.state == State::Closed {
        Err("answered")
    } else if !gone.state.is_before_shipping() {
        Err("already_gone")
    } else {
        Ok(gone.id)
    })
}

/// Closes an order by the state table.
fn close(app: &App, w: &mut Writer<'_>, review: &Review, session: &Session, id: i64, note: &str, now_ms: i64) -> Result<()> {
    let before = w.show(id)?;
    if let Some(why) = void_refusal(app, &before) {
        let reason = if before.state == State::Closed { "answered" } else { "already_gone" };
        return Err(Failure::new(Code::Refused).with("reason", reason).with("why", why));
    }
    let mut after = before.clone();
    let events = step::move_by(&mut after, Event::Close, session, now_ms, Some(note)).map_err(|why| {
        Failure::new(Code::Refused).with("reason", why.word()).with("why", step::refusal_text(app, &before, Event::Close, why))
    })?;
    after.findings.clear();
    w.update_order(&before, &after, &events, &[])?;
    waybills::note(w, &before, &after, now_ms)?;
    look::follow(w, review, &before, &after, now_ms)
}

/// What the going order knows more goes into the staying one: memos, waybills, a receiver in plain, the flag; and all of its numbers.
fn take_over(w: &mut Writer<'_>, review: &Review, session: &Session, gone: i64, kept: i64, now_ms: i64) -> Result<()> {
    let (from, before) = (w.show(gone)?, w.show(kept)?);
    let mut after = before.clone();
    let mut fields = Vec::new();
    for (field, theirs) in [("buyer_memo", &from.buyer_memo), ("seller_memo", &from.seller_memo)] {
        let slot = if field == "buyer_memo" { &mut after.buyer_memo } else { &mut after.seller_memo };
        if let Some(joined) = joined(slot.as_deref(), theirs.as_deref()) {
            *slot = Some(joined);
            fields.push(field);
        }
    }
    for tracking in from.trackings.iter().flatten() {
        let ours = after.trackings.get_or_insert_with(Vec::new);
        if ours.iter().all(|t| t.number() != tracking.number()) {
            ours.push(tracking.clone());
            fields.push("trackings");
        }
    }
    if (after.receiver.is_absent() || after.receiver.masked) && !from.receiver.is_absent() && !from.receiver.masked {
        after.receiver = from.receiver.clone();
        fields.push("receiver_address");
    }
    if after.flag == 0 {
        after.flag = from.flag;
    }
    after.marks.urgent |= from.marks.urgent;
    after.edited.extend(fields.iter().map(|f| (*f).to_owned()));
    after.edited.sort();
    after.edited.dedup();
    after.findings = review.findings(&after);
    fields.dedup();
    let changes: Vec<_> = fields.iter().map(|f| json!([f, null, null])).collect();
    let data = json!({ "no": from.order_no, "changes": changes }).to_string();
    let event = touch::event(session, now_ms, "merged_in", None, None, Some(data));
    w.update_order(&before, &after, &[event], &[])?;
    w.note_number(kept, MERGED, &from.order_no, now_ms)?;
    for sub in from.items.iter().filter_map(|i| i.sub_no.as_deref()) {
        w.note_number(kept, "sub_order", sub, now_ms)?;
    }
    for known in w.known_numbers(gone)? {
        w.note_number(kept, &known.kind, &known.no, now_ms)?;
    }
    Ok(())
}

/// Both texts where they differ; `None` where nothing is added.
fn joined(ours: Option<&str>, theirs: Option<&str>) -> Option<String> {
    match (ours, theirs) {
        (_, None) => None,
        (None, Some(theirs)) => Some(theirs.to_owned()),
        (Some(ours), Some(theirs)) => (!ours.contains(theirs)).then(|| format!("{ours}；{theirs}")),
    }
}
