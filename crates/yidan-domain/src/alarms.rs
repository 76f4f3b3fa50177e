//! What the desk raises its voice for, in three grades, and the figures by which it does. Finding the orders is the store's; telling
//! people is the app's.

use crate::limits;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// How loud an alarm is. Only the first grade reaches a person who is not looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 必须处理
    Must,
    /// 提醒
    Remind,
    /// 记录
    Record,
}

impl Grade {
    pub const ALL: [Grade; 3] = [Grade::Must, Grade::Remind, Grade::Record];

    pub fn word(self) -> &'static str {
        match self {
            Grade::Must => "must",
            Grade::Remind => "remind",
            Grade::Record => "record",
        }
    }
}

/// One cause, one line. The order of the variants is the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// Automatic movement is paused.
    Paused,
    /// The trail is not what was written.
    TrailBroken,
    /// The time to ship is over.
    Overdue,
    /// Our record and the platform's news contradict each other.
    Exception,
    /// A platform did not take our news.
    Unsent,
    /// The time to ship is nearly over.
    DueSoon,
    /// 待审核
    ToReview,
    /// Probably the same order twice.
    Double,
    /// 改地址待批
    AddressChange,
    /// 待复核
    SecondCheck,
    /// 待分仓 for longer than agreed.
    Allocating,
    /// Left, and no carrier has scanned it yet.
    NotCollected,
    /// On its way, and no scan for too long.
    Silent,
    /// The carrier cannot deliver it.
    DeliveryTrouble,
    /// The parcel comes back.
    ComingBack,
    /// Far more orders in this hour than in the same hour of other days.
    Volume,
    /// A hold ends soon.
    HoldDue,
    /// Longer in a state than its limit.
    SlowReview,
    SlowAllocate,
    SlowPrint,
    SlowPack,
}

impl Alarm {
    pub const ALL: [Alarm; 21] = [
        Alarm::Paused,
        Alarm::TrailBroken,
        Alarm::Overdue,
        Alarm::Exception,
        Alarm::Unsent,
        Alarm::DueSoon,
        Alarm::ToReview,
        Alarm::Double,
        Alarm::AddressChange,
        Alarm::SecondCheck,
        Alarm::Allocating,
        Alarm::NotCollected,
        Alarm::Silent,
        Alarm::DeliveryTrouble,
        Alarm::ComingBack,
        Alarm::Volume,
        Alarm::HoldDue,
        Alarm::SlowReview,
        Alarm::SlowAllocate,
        Alarm::SlowPrint,
        Alarm::SlowPack,
    ];

    /// The word of commands, replies and filters.
    pub fn word(self) -> &'static str {
        match self {
            Alarm::Paused => "paused",
            Alarm::TrailBroken => "trail_broken",
            Alarm::Overdue => "overdue",
            Alarm::Exception => "exception",
            Alarm::Unsent => "unsent",
            Alarm::DueSoon => "due_soon",
            Alarm::ToReview => "to_review",
            Alarm::Double => "double",
            Alarm::AddressChange => "address_change",
            Alarm::SecondCheck => "second_check",
            Alarm::Allocating => "allocating",
            Alarm::NotCollected => "not_collected",
            Alarm::Silent => "silent",
            Alarm::DeliveryTrouble => "delivery_trouble",
            Alarm::ComingBack => "coming_back",
            Alarm::Volume => "volume",
            Alarm::HoldDue => "hold_due",
            Alarm::SlowReview => "slow_review",
            Alarm::SlowAllocate => "slow_allocate",
            Alarm::SlowPrint => "slow_print",
            Alarm::SlowPack => "slow_pack",
        }
    }

    pub fn grade(self) -> Grade {
        match self {
            Alarm::Paused | Alarm::TrailBroken | Alarm::Overdue | Alarm::Exception | Alarm::Unsent => Grade::Must,
            Alarm::DueSoon
            | Alarm::ToReview
            | Alarm::Double
            | Alarm::AddressChange
            | Alarm::SecondCheck
            | Alarm::Allocating
            | Alarm::NotCollected
            | Alarm::Silent
            | Alarm::DeliveryTrouble
            | Alarm::ComingBack
            | Alarm::Volume => Grade::Remind,
            Alarm::HoldDue | Alarm::SlowReview | Alarm::SlowAllocate | Alarm::SlowPrint | Alarm::SlowPack => Grade::Record,
        }
    }
}

/// The figures of the clocks. Each is a policy of the shop; the defaults stand in `limits`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Clocks {
    /// Hours from payment to dispatch, by platform code; a promise that the platform tells itself goes before.
    pub ship_hours: BTreeMap<String, i64>,
    /// The same for platforms that are not named.
    pub ship_hours_else: i64,
    /// 临期: so many minutes before the time is over.
    pub due_soon_minutes: i64,
    /// Longest stay in a state, minutes.
    pub review_minutes: i64,
    pub allocate_minutes: i64,
    pub print_minutes: i64,
    pub pack_minutes: i64,
    /// 待分仓 for so many minutes is told.
    pub allocate_notice_minutes: i64,
    /// Hours from dispatch to the first scan.
    pub collect_hours: i64,
    /// Hours between two scans.
    pub silent_hours: i64,
    /// An hour with more than so many per cent of the usual.
    pub volume_percent: i64,
    /// Orders that may wait for automatic movement, and how long.
    pub breaker_orders: i64,
    pub breaker_minutes: i64,
}

impl Default for Clocks {
    fn default() -> Self {
        Clocks {
            ship_hours: limits::SHIP_WITHIN_HOURS_OF.iter().map(|(code, hours)| ((*code).to_owned(), *hours)).collect(),
            ship_hours_else: limits::SHIP_WITHIN_HOURS,
            due_soon_minutes: limits::DUE_SOON_MINUTES,
            review_minutes: limits::REVIEW_MINUTES,
            allocate_minutes: limits::ALLOCATE_MINUTES,
            print_minutes: limits::PRINT_MINUTES,
            pack_minutes: limits::PACK_MINUTES,
            allocate_notice_minutes: limits::ALLOCATE_NOTICE_MINUTES,
            collect_hours: limits::COLLECT_HOURS,
            silent_hours: limits::SILENT_HOURS,
            volume_percent: limits::VOLUME_PERCENT,
            breaker_orders: limits::BREAKER_ORDERS,
            breaker_minutes: limits::BREAKER_MINUTES,
        }
    }
}

impl Clocks {
    /// Every figure lies between one and a year's worth of minutes; the first that does not, by its name.
    pub fn first_wrong(&self) -> Option<&'static str> {
        let fits = |n: i64| (1..=525_600).contains(&n);
        if !self.ship_hours.values().all(|h| fits(*h)) || self.ship_hours.len() > limits::LIST_ROWS {
            return Some("ship_hours");
        }
        [
            ("ship_hours_else", self.ship_hours_else),
            ("due_soon_minutes", self.due_soon_minutes),
            ("review_minutes", self.review_minutes),
            ("allocate_minutes", self.allocate_minutes),
            ("print_minutes", self.print_minutes),
            ("pack_minutes", self.pack_minutes),
            ("allocate_notice_minutes", self.allocate_notice_minutes),
            ("collect_hours", self.collect_hours),
            ("silent_hours", self.silent_hours),
            ("volume_percent", self.volume_percent),
            ("breaker_orders", self.breaker_orders),
            ("breaker_minutes", self.breaker_minutes),
        ]
        .into_iter()
        .find(|(_, n)| !fits(*n))
        .map(|(name, _)| name)
    }

    /// Hours from payment to dispatch on a platform.
    pub fn ship_hours_of(&self, platform: &str) -> i64 {
        self.ship_hours.get(platform).copied().unwrap_or(self.ship_hours_else)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_unique_and_serialized_alike() {
        let mut words: Vec<&str> = Alarm::ALL.iter().map(|a| a.word()).collect();
        for a in Alarm::ALL {
            assert_eq!(serde_json::to_value(a).unwrap(), a.word());
        }
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Alarm::ALL.len());
        assert!(Alarm::ALL.windows(2).all(|w| w[0] < w[1] && w[0].grade() <= w[1].grade()), "graver ones come first");
    }

    #[test]
    fn the_defaults_are_the_agreed_figures() {
        let c = Clocks::default();
        assert_eq!((c.ship_hours_of("pdd"), c.ship_hours_of("douyin"), c.ship_hours_of("taobao")), (24, 24, 48));
        assert_eq!((c.review_minutes, c.allocate_minutes, c.print_minutes, c.pack_minutes), (1, 5, 1, 30));
        assert_eq!((c.allocate_notice_minutes, c.collect_hours, c.silent_hours, c.volume_percent), (30, 4, 36, 200));
        assert_eq!((c.breaker_orders, c.breaker_minutes), (200, 8));
        assert_eq!(c.first_wrong(), None);
        let told: Clocks = serde_json::from_str(r#"{"collect_hours": 0}"#).unwrap();
        assert_eq!((told.first_wrong(), told.silent_hours), (Some("collect_hours"), 36));
    }
}
