//! The numbers that stand for words in the file. Never renumbered; an unknown number is reported, not guessed.

use yidan_domain::order::Cause;
use yidan_domain::{DraftStatus, RefundState, Severity};

const STATUS: &[(DraftStatus, i64)] = &[
    (DraftStatus::Unpaid, 1),
    (DraftStatus::ToShip, 2),
    (DraftStatus::PartShipped, 3),
    (DraftStatus::Shipped, 4),
    (DraftStatus::Completed, 5),
    (DraftStatus::Closed, 6),
];

const REFUND: &[(RefundState, i64)] = &[
    (RefundState::None, 0),
    (RefundState::InProgress, 1),
    (RefundState::Partial, 2),
    (RefundState::Full, 3),
    (RefundState::PartialOrFull, 4),
];

const SEVERITY: &[(Severity, i64)] = &[(Severity::Info, 1), (Severity::Warning, 2), (Severity::Blocking, 3)];

const CAUSE: &[(Cause, i64)] = &[
    (Cause::ClosedOnTheWay, 1),
    (Cause::RefundedOnTheWay, 2),
    (Cause::LeftWhileStopped, 3),
    (Cause::ShippedWhileStopped, 4),
    (Cause::ClosedAfterPrint, 5),
    (Cause::RefundedAfterPrint, 6),
    (Cause::ShippedElsewhere, 7),
    (Cause::CompletedUnshipped, 8),
    (Cause::UnpaidAfterReview, 9),
    (Cause::MovingAfterClosing, 10),
    (Cause::AddressBad, 11),
    (Cause::OutOfStock, 12),
    (Cause::Double, 13),
    (Cause::WaybillRefused, 14),
    (Cause::WriteBackRefused, 15),
    (Cause::NotCollected, 16),
    (Cause::TrackSilent, 17),
    (Cause::Returned, 18),
    (Cause::LostOrDamaged, 19),
    (Cause::AmountOdd, 20),
    (Cause::Other, 21),
];

fn code_of<T: PartialEq + Copy>(table: &[(T, i64)], value: T) -> i64 {
    // Every variant stands in its table; the test below proves it for those that exist.
    table.iter().find(|(v, _)| *v == value).map_or(-1, |(_, c)| *c)
}

fn value_of<T: Copy>(table: &[(T, i64)], code: i64) -> Option<T> {
    table.iter().find(|(_, c)| *c == code).map(|(v, _)| *v)
}

pub(crate) fn of_status(s: DraftStatus) -> i64 {
    code_of(STATUS, s)
}

pub(crate) fn status(code: i64) -> Option<DraftStatus> {
    value_of(STATUS, code)
}

pub(crate) fn of_refund(r: RefundState) -> i64 {
    code_of(REFUND, r)
}

pub(crate) fn refund(code: i64) -> Option<RefundState> {
    value_of(REFUND, code)
}

pub(crate) fn of_severity(s: Severity) -> i64 {
    code_of(SEVERITY, s)
}

pub(crate) fn severity(code: i64) -> Option<Severity> {
    value_of(SEVERITY, code)
}

pub(crate) fn of_cause(c: Cause) -> i64 {
    code_of(CAUSE, c)
}

pub(crate) fn cause(code: i64) -> Option<Cause> {
    value_of(CAUSE, code)
}

/// The shop's local day (UTC+8) of an order id, in days since 1970.
pub(crate) fn day_of_id(id: i64) -> i64 {
    ((id >> 12) + 28_800).div_euclid(86_400)
}

/// The lowest order id of a moment.
pub(crate) fn id_from_ms(at_ms: i64) -> i64 {
    at_ms.div_euclid(1_000).clamp(0, MOST_SECONDS) << 12
}

/// The local day (UTC+8) of a moment.
pub(crate) fn day_of_ms(at_ms: i64) -> i64 {
    (at_ms.div_euclid(1_000) + 28_800).div_euclid(86_400)
}

/// Keeps ids within the integers that a JavaScript number holds exactly.
pub(crate) const MOST_SECONDS: i64 = (1 << 40) - 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_its_number() {
        use DraftStatus as S;
        for s in [S::Unpaid, S::ToShip, S::PartShipped, S::Shipped, S::Completed, S::Closed] {
            assert_eq!(status(of_status(s)), Some(s));
        }
        use RefundState as R;
        for r in [R::None, R::InProgress, R::Partial, R::Full, R::PartialOrFull] {
            assert_eq!(refund(of_refund(r)), Some(r));
        }
        for s in [Severity::Info, Severity::Warning, Severity::Blocking] {
            assert_eq!(severity(of_severity(s)), Some(s));
        }
        for c in Cause::ALL {
            assert_eq!(cause(of_cause(c)), Some(c));
        }
        assert_eq!((status(99), refund(-1), severity(0)), (None, None, None));
    }

    #[test]
    fn days_begin_at_midnight_in_china() {
        let midnight = 1_778_342_400_000; // 2026-05-10 00:00 +0800
        assert_eq!(day_of_ms(midnight), day_of_id(id_from_ms(midnight)));
        assert_eq!(day_of_ms(midnight - 1) + 1, day_of_ms(midnight));
        assert_eq!(day_of_id(id_from_ms(midnight) - 1) + 1, day_of_id(id_from_ms(midnight)));
    }
}
