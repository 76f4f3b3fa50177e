//! 一致性日报: every day at ten, or at the next start, yesterday's orders of every shop beside those of its platform; every Monday
//! everything that the platforms still tell. Making it (`make`), looking at it (`view`), its workbook (`sheet`).

pub mod make;
pub mod sheet;
pub mod view;

use crate::moment::{self, DAY_MS};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::CONSISTENCY_HOUR;

/// What is compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ConsistencyKind")]
pub enum Kind {
    /// The orders of one day.
    #[default]
    Day,
    /// Everything that the platforms still tell.
    Week,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Day => "day",
            Kind::Week => "week",
        }
    }
}

/// The day of which a report tells that is made at this moment: yesterday, or for the week its Monday.
pub(crate) fn day_of(kind: Kind, now_ms: i64) -> String {
    match kind {
        Kind::Day => moment::day(now_ms - DAY_MS),
        Kind::Week => moment::day(now_ms - days_since_monday(now_ms) * DAY_MS),
    }
}

/// When the report of this moment's day, or week, is to be made, UTC ms.
fn due_ms(kind: Kind, now_ms: i64) -> Option<i64> {
    let back = if kind == Kind::Week { days_since_monday(now_ms) } else { 0 };
    moment::day_start(&moment::day(now_ms - back * DAY_MS)).map(|start| start + CONSISTENCY_HOUR * 3_600_000)
}

fn days_since_monday(now_ms: i64) -> i64 {
    // The first of January 1970 was a Thursday.
    ((now_ms + 8 * 3_600_000).div_euclid(DAY_MS) + 3).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_weeks() {
        // 2026-11-22 10:00 in China, a Sunday.
        let now_ms = 1_795_312_800_000;
        assert_eq!((day_of(Kind::Day, now_ms), day_of(Kind::Week, now_ms)), ("2026-11-21".into(), "2026-11-16".into()));
        assert_eq!(due_ms(Kind::Day, now_ms), Some(now_ms));
        assert_eq!(due_ms(Kind::Week, now_ms), Some(now_ms - 6 * DAY_MS));
        assert_eq!(day_of(Kind::Week, now_ms + DAY_MS), "2026-11-23");
    }
}
