//! Why an order is an exception: one closed list, and the part of it that is plain from the record, namely where the platform's or the
//! carrier's news contradicts what we did or meant to do. The news has already won when this is asked; nothing is changed here.

use super::{Order, RefundState, State};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One cause per exception. The words line is `cause.<word>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The deal is closed and the parcel is on its way.
    ClosedOnTheWay,
    /// The money went back and the parcel is on its way.
    RefundedOnTheWay,
    /// The carrier has a parcel whose order was held, locked or refunded.
    LeftWhileStopped,
    /// The platform tells of a parcel for an order that was held, locked or refunded here.
    ShippedWhileStopped,
    /// The deal is closed and a label is out: somebody may have packed it.
    ClosedAfterPrint,
    /// The money went back, or is asked back, and a label is out.
    RefundedAfterPrint,
    /// The platform names another waybill than the one we printed.
    ShippedElsewhere,
    /// The deal is done although we know of no parcel for a printed label.
    CompletedUnshipped,
    /// The platform says that payment is open after we went on.
    UnpaidAfterReview,
    /// A closed order moves in the carrier's records.
    MovingAfterClosing,
    /// Address or phone cannot be delivered to.
    AddressBad,
    /// Stock does not suffice.
    OutOfStock,
    /// Probably the same order twice.
    Double,
    /// No carrier gives a number.
    WaybillRefused,
    /// The platform does not take our news.
    WriteBackRefused,
    /// No first scan in time.
    NotCollected,
    /// No scan for too long.
    TrackSilent,
    /// The parcel comes back.
    Returned,
    /// The carrier says lost or damaged.
    LostOrDamaged,
    /// Money does not fit.
    AmountOdd,
    /// Said by a person in own words.
    Other,
}

impl Cause {
    pub const ALL: [Cause; 21] = [
        Cause::ClosedOnTheWay,
        Cause::RefundedOnTheWay,
        Cause::LeftWhileStopped,
        Cause::ShippedWhileStopped,
        Cause::ClosedAfterPrint,
        Cause::RefundedAfterPrint,
        Cause::ShippedElsewhere,
        Cause::CompletedUnshipped,
        Cause::UnpaidAfterReview,
        Cause::MovingAfterClosing,
        Cause::AddressBad,
        Cause::OutOfStock,
        Cause::Double,
        Cause::WaybillRefused,
        Cause::WriteBackRefused,
        Cause::NotCollected,
        Cause::TrackSilent,
        Cause::Returned,
        Cause::LostOrDamaged,
        Cause::AmountOdd,
        Cause::Other,
    ];

    /// The word of commands and replies.
    pub fn word(self) -> &'static str {
        match self {
            Cause::ClosedOnTheWay => "closed_on_the_way",
            Cause::RefundedOnTheWay => "refunded_on_the_way",
            Cause::LeftWhileStopped => "left_while_stopped",
            Cause::ShippedWhileStopped => "shipped_while_stopped",
            Cause::ClosedAfterPrint => "closed_after_print",
            Cause::RefundedAfterPrint => "refunded_after_print",
            Cause::ShippedElsewhere => "shipped_elsewhere",
            Cause::CompletedUnshipped => "completed_unshipped",
            Cause::UnpaidAfterReview => "unpaid_after_review",
            Cause::MovingAfterClosing => "moving_after_closing",
            Cause::AddressBad => "address_bad",
            Cause::OutOfStock => "out_of_stock",
            Cause::Double => "double",
            Cause::WaybillRefused => "waybill_refused",
            Cause::WriteBackRefused => "write_back_refused",
            Cause::NotCollected => "not_collected",
            Cause::TrackSilent => "track_silent",
            Cause::Returned => "returned",
            Cause::LostOrDamaged => "lost_or_damaged",
            Cause::AmountOdd => "amount_odd",
            Cause::Other => "other",
        }
    }

    pub fn from_word(word: &str) -> Option<Cause> {
        Cause::ALL.into_iter().find(|c| c.word() == word)
    }
}

/// Where news from outside contradicts our record, the gravest first. `before` and `after` are the order around one piece of news
/// (a merge, or an event by the platform or the carrier). The same news again gives nothing.
pub fn contradictions(before: &Order, after: &Order) -> Vec<Cause> {
    let moved = before.state != after.state;
    let on_the_way = matches!(before.state, State::Shipped | State::Collected | State::InTransit);
    let printed = before.state == State::Printed;
    let refunded = stops_parcel(after) && !stops_parcel(before);
    let refund_found = refunded || (asks_back(after) && !asks_back(before));
    let stopped = before.marks.held || before.marks.locked || asks_back(before);
    let leaves = moved && before.state.is_before_shipping() && !after.state.is_before_shipping();
    let mut out = Vec::new();
    let mut note = |fits: bool, cause: Cause| {
        if fits {
            out.push(cause);
        }
    };
    note(moved && after.state == State::Closed && on_the_way, Cause::ClosedOnTheWay);
    note(refunded && on_the_way && after.state != State::Closed, Cause::RefundedOnTheWay);
    note(leaves && stopped && scanned(after.state), Cause::LeftWhileStopped);
    note(leaves && stopped && after.state == State::Shipped, Cause::ShippedWhileStopped);
    note(moved && after.state == State::Closed && printed, Cause::ClosedAfterPrint);
    note(refund_found && printed && after.state != State::Closed, Cause::RefundedAfterPrint);
    note(leaves && printed && names_another(before, after), Cause::ShippedElsewhere);
    note(moved && printed && after.state == State::Completed && no_parcel(after), Cause::CompletedUnshipped);
    note(moved && after.state == State::Unpaid && before.state > State::ToReview, Cause::UnpaidAfterReview);
    out
}

/// What a scan of the carrier says of an order that the table does not let move by it.
pub fn scan_contradiction(order: &Order) -> Option<Cause> {
    (order.state == State::Closed).then_some(Cause::MovingAfterClosing)
}

fn scanned(state: State) -> bool {
    matches!(state, State::Collected | State::InTransit | State::Delivered)
}

fn stops_parcel(order: &Order) -> bool {
    matches!(order.refund_state, Some(RefundState::Full | RefundState::PartialOrFull))
}

fn asks_back(order: &Order) -> bool {
    stops_parcel(order) || order.refund_state == Some(RefundState::InProgress)
}

/// We had a number, and the news has one that is not ours.
fn names_another(before: &Order, after: &Order) -> bool {
    let ours = before.trackings.as_deref().unwrap_or_default();
    let theirs = after.trackings.as_deref().unwrap_or_default();
    !ours.is_empty() && theirs.iter().any(|t| ours.iter().all(|o| o.number() != t.number()))
}

/// The source tells of waybills, and there is none; and no moment of sending either.
fn no_parcel(order: &Order) -> bool {
    order.trackings.as_ref().is_some_and(Vec::is_empty) && order.shipped_at_ms.is_none()
}
