//! What all rows of an order say together about its state and its refunds.

use super::row::Say;
use crate::profile::fields::OrderField as O;
use crate::profile::plan::Plan;
use crate::profile::words::RefundWord;
use yidan_domain::{DraftStatus, OrderDraft, RefundState};

/// Sets `status`, `status_raw` and `refund_state`. Gifts decide nothing unless there is nothing else.
pub fn settle(plan: &Plan, d: &mut OrderDraft, says: &[Say]) {
    let is_mixed = says.iter().any(|s| s.is_gift) && says.iter().any(|s| !s.is_gift);
    let without_gifts: Vec<Say>;
    let says = if is_mixed {
        without_gifts = says.iter().filter(|s| !s.is_gift).cloned().collect();
        &without_gifts
    } else {
        says
    };
    let (status, word) = status(says);
    d.status = status;
    d.status_raw = word;
    d.refund_state = refund_state(plan, d, says);
}

/// A closed sub-order decides only when all are closed; else the least progress counts.
fn status(says: &[Say]) -> (Option<DraftStatus>, Option<String>) {
    if let [one] = says {
        let status = if one.is_cancelled { Some(DraftStatus::Closed) } else { one.meaning.and_then(|m| m.status) };
        return (status, one.word.clone());
    }
    let of = |s: &Say| if s.is_cancelled { Some(DraftStatus::Closed) } else { s.meaning.and_then(|m| m.status) };
    let word_of = |status: DraftStatus| says.iter().find(|s| of(s) == Some(status)).and_then(|s| s.word.clone());
    let known: Vec<DraftStatus> = says.iter().filter_map(of).collect();
    if known.is_empty() || known.len() < says.iter().filter(|s| s.word.is_some()).count() && known.iter().all(|s| *s == DraftStatus::Closed)
    {
        // An unknown word stays verbatim and never counts as a success.
        let word = says.iter().find(|s| of(s).is_none() && s.word.is_some()).and_then(|s| s.word.clone());
        return (None, word);
    }
    let open: Vec<DraftStatus> = known.iter().copied().filter(|s| *s != DraftStatus::Closed).collect();
    let Some(least) = open.iter().min().copied() else { return (Some(DraftStatus::Closed), word_of(DraftStatus::Closed)) };
    let most = open.iter().max().copied().unwrap_or(least);
    let half_way =
        matches!(least, DraftStatus::ToShip | DraftStatus::PartShipped) && matches!(most, DraftStatus::Shipped | DraftStatus::Completed);
    if half_way {
        return (Some(DraftStatus::PartShipped), word_of(least));
    }
    (Some(least), word_of(least))
}

fn refund_state(plan: &Plan, d: &OrderDraft, says: &[Say]) -> Option<RefundState> {
    let has_words = plan.order(O::AfterSale).is_present();
    let is_closed = d.status == Some(DraftStatus::Closed);
    if says.iter().any(|s| s.meaning.is_some_and(|m| m.refund == Some(RefundWord::Full))) {
        return Some(RefundState::Full);
    }
    let words = || says.iter().filter_map(|s| s.refund.or(s.meaning.and_then(|m| m.refund)));
    let any = |w: RefundWord| words().any(|said| said == w);
    let in_progress = any(RefundWord::InProgress);
    let success = any(RefundWord::Success) || any(RefundWord::Full) || any(RefundWord::Partial);
    if let Some(refund) = d.refund_fen {
        if refund > 0 && (success || !in_progress) {
            let denied = has_words && words().next().is_some() && words().all(|w| w == RefundWord::None);
            let full = d.buyer_amount_fen.is_some_and(|paid| refund >= paid);
            return Some(match (denied, full) {
                (true, _) => RefundState::None,
                (false, true) => RefundState::Full,
                (false, false) => RefundState::Partial,
            });
        }
        if !success {
            return Some(if in_progress { RefundState::InProgress } else { RefundState::None });
        }
    }
    let all_say = |w: RefundWord| says.iter().all(|s| s.refund == Some(w));
    if success {
        return Some(if is_closed || all_say(RefundWord::Full) {
            RefundState::Full
        } else if any(RefundWord::Partial) && !any(RefundWord::Success) {
            RefundState::Partial
        } else {
            RefundState::PartialOrFull
        });
    }
    if in_progress {
        return Some(RefundState::InProgress);
    }
    let odd = says.iter().any(|s| s.odd_refund_word.is_some());
    ((has_words && !odd) || any(RefundWord::None)).then_some(RefundState::None)
}
