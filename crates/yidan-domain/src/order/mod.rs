//! An order of ours: what is known of it, where it stands, what marks it carries.
//! How other people's news changes it is in `merge`; how events move it is in `apply` by the table in `transitions`;
//! where the news and our record contradict each other is in `cause`.

pub mod apply;
pub mod cause;
pub mod hands;
pub mod merge;
pub mod state;
pub mod transitions;

pub use apply::{Facts, Refusal, allowed, apply};
pub use cause::{Cause, contradictions};
pub use merge::{Change, Grain, Incoming, MergeOutcome, merge, new_order};
pub use state::{Event, Stage, State};
pub use transitions::{By, Follow, Need, Transition};

use crate::draft::{DraftStatus, ItemDraft, RefundState, Tracking};
use crate::finding::Finding;
use crate::stops::{self, AddressChange, Holds, SecondCheck};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Side states: true or false beside the state, each with a reason kept in the trail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Marks {
    /// 挂起
    pub held: bool,
    /// 锁定: an address change or a second check is pending
    pub locked: bool,
    /// 异常
    pub exception: bool,
    /// 售后中
    pub after_sale: bool,
    /// 加急
    pub urgent: bool,
}

impl Marks {
    /// One bit each; never renumbered.
    pub fn bits(self) -> i64 {
        i64::from(self.held)
            | i64::from(self.locked) << 1
            | i64::from(self.exception) << 2
            | i64::from(self.after_sale) << 3
            | i64::from(self.urgent) << 4
    }

    pub fn from_bits(bits: i64) -> Self {
        Marks { held: bits & 1 != 0, locked: bits & 2 != 0, exception: bits & 4 != 0, after_sale: bits & 8 != 0, urgent: bits & 16 != 0 }
    }
}

/// Who gets the parcel. Debug output is masked.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Receiver {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub phone_ext: Option<String>,
    pub province: Option<String>,
    pub city: Option<String>,
    pub district: Option<String>,
    /// The rest of the address below the district.
    pub address: Option<String>,
    /// Hidden or enciphered by the platform.
    pub masked: bool,
}

impl Receiver {
    /// No field is known at all: the source carries no receiver.
    pub fn is_absent(&self) -> bool {
        self.name.is_none() && self.phone.is_none() && self.address.is_none() && self.province.is_none()
    }

    /// Every field under its name in the normal form.
    pub fn fields(&self) -> [(&'static str, &Option<String>); 7] {
        [
            ("receiver_name", &self.name),
            ("receiver_phone", &self.phone),
            ("receiver_phone_ext", &self.phone_ext),
            ("receiver_province", &self.province),
            ("receiver_city", &self.city),
            ("receiver_district", &self.district),
            ("receiver_address", &self.address),
        ]
    }

    /// The same fields in the same order, to be changed.
    pub fn fields_mut(&mut self) -> [(&'static str, &mut Option<String>); 7] {
        [
            ("receiver_name", &mut self.name),
            ("receiver_phone", &mut self.phone),
            ("receiver_phone_ext", &mut self.phone_ext),
            ("receiver_province", &mut self.province),
            ("receiver_city", &mut self.city),
            ("receiver_district", &mut self.district),
            ("receiver_address", &mut self.address),
        ]
    }

    /// A field by its name in the normal form; `None` when a receiver has no such field.
    pub fn field(&self, name: &str) -> Option<&Option<String>> {
        self.fields().into_iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    /// The same, to be changed.
    pub fn field_mut(&mut self, name: &str) -> Option<&mut Option<String>> {
        self.fields_mut().into_iter().find(|(field, _)| *field == name).map(|(_, slot)| slot)
    }
}

impl std::fmt::Debug for Receiver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receiver").field("masked", &self.masked).finish_non_exhaustive()
    }
}

/// An order. Times are UTC milliseconds, money is fen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Order {
    /// Time-ordered: unix seconds at first sight of the order's own time, shifted left 12 bits, plus a sequence. 0 = not stored yet.
    pub id: i64,
    pub shop_id: i64,
    pub order_no: String,
    pub state: State,
    pub marks: Marks,
    /// Why it is an exception; says nothing while `marks.exception` is not set.
    pub cause: Option<Cause>,
    /// Reason of the oldest hold that stands, in words of the one who set it, or the rule's name.
    pub hold_reason: Option<String>,
    pub holds: Holds,
    /// The latest request for another address.
    pub address_change: Option<AddressChange>,
    /// The latest check by two people.
    pub second_check: Option<SecondCheck>,
    /// Names of the tags, sorted.
    pub tags: Vec<String>,
    /// The warehouse that a rule or a person asks for.
    pub warehouse: Option<String>,
    /// The carrier that a rule or a person asks for.
    pub carrier: Option<String>,
    /// 0 none, 1 red, 2 yellow, 3 green, 4 blue, 5 purple; further colours follow as data.
    pub flag: u8,
    pub status: Option<DraftStatus>,
    pub status_raw: Option<String>,
    pub refund_state: Option<RefundState>,
    pub created_at_ms: Option<i64>,
    pub paid_at_ms: Option<i64>,
    pub shipped_at_ms: Option<i64>,
    pub finished_at_ms: Option<i64>,
    /// Until when the platform promised that the parcel leaves.
    pub ship_by_ms: Option<i64>,
    pub buyer_amount_fen: Option<i64>,
    pub merchant_amount_fen: Option<i64>,
    pub freight_fen: Option<i64>,
    pub refund_fen: Option<i64>,
    pub receiver: Receiver,
    /// Absent = no source has told about waybills.
    pub trackings: Option<Vec<Tracking>>,
    pub buyer_memo: Option<String>,
    pub seller_memo: Option<String>,
    pub items: Vec<ItemDraft>,
    pub findings: Vec<Finding>,
    /// Normal-form fields that a person has edited: no import touches them any more.
    pub edited: Vec<String>,
    /// What kind of source the money and the lines came from.
    pub grain: Grain,
    /// How often a label of this order has come out of a printer.
    pub print_count: i64,
}

impl Order {
    /// Pieces over all lines that tell their quantity.
    pub fn pieces(&self) -> i64 {
        self.items.iter().filter_map(|i| i.qty).sum()
    }

    /// The order's own time, for its place among all orders: created, else paid, else shipped or finished, else the day that the number begins with.
    /// The last is never shown as a time: `260517-…` only says the day, and near midnight not even that.
    pub fn own_time_ms(&self) -> Option<i64> {
        let known = self.created_at_ms.or(self.paid_at_ms).or(self.shipped_at_ms).or(self.finished_at_ms);
        known.or_else(|| {
            let (day, rest) = self.order_no.split_once('-')?;
            let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
            (digits(day, 6) && digits(rest, 15)).then_some(())?;
            let text = format!("20{}-{}-{}", &day[..2], &day[2..4], &day[4..]);
            crate::WallTime::parse(&text).map(|w| w.to_utc_ms(crate::wall_time::CHINA_OFFSET_MINUTES))
        })
    }

    /// Brings the marks in line with what stops the order: held while a hold stands, locked while an address change or a second check
    /// waits and the parcel is still here.
    pub fn settle_stops(&mut self) {
        let open = self.holds.0.iter().find(|h| h.is_open());
        self.marks.held = open.is_some();
        self.hold_reason = open.map(|h| h.reason.clone());
        let waits = stops::is_locked(self.address_change.as_ref(), self.second_check.as_ref());
        self.marks.locked = waits && self.state.is_before_shipping();
    }

    /// Makes it an exception of this cause. Returns whether that is news.
    pub fn except(&mut self, cause: Cause) -> bool {
        let is_news = !self.marks.exception || self.cause != Some(cause);
        self.marks.exception = true;
        self.cause = Some(cause);
        is_news
    }

    /// It is an exception of this cause.
    pub fn is_excepted(&self, cause: Cause) -> bool {
        self.marks.exception && self.cause == Some(cause)
    }

    /// It is no exception of this cause any more. Returns whether it was one.
    pub fn settle(&mut self, cause: Cause) -> bool {
        let was = self.is_excepted(cause);
        self.marks.exception &= !was;
        was
    }

    /// A red finding stands.
    pub fn is_blocked(&self) -> bool {
        self.findings.iter().any(|f| f.severity == crate::Severity::Blocking)
    }
}
