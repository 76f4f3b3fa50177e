//! What every outside platform tells about itself: its code, its names, and the formats of its files as text.
//! The texts are read by another room; nothing here knows what they mean.

use crate::channel::Channel;
use crate::track::Tracker;
use crate::waybill::Waybill;

/// One outside platform: a marketplace, a payment house, a bank or a carrier. Its code is stored with every order and never changes.
pub trait Platform: Send + Sync {
    /// `pdd`: lower case, ASCII.
    fn code(&self) -> &'static str;
    /// Chinese name for people, and the English one.
    fn names(&self) -> (&'static str, &'static str);
    /// Texts of the formats of its exports and bills (toml).
    fn export_profiles(&self) -> &'static [&'static str] {
        &[]
    }
    /// Its status words (csv: `column,word,status,refund`).
    fn status_words(&self) -> &'static str {
        ""
    }
    /// Its waybills, where it gives any.
    fn waybill(&self) -> Option<&'static dyn Waybill> {
        None
    }
    /// The ways of parcels, where it tells any.
    fn tracker(&self) -> Option<&'static dyn Tracker> {
        None
    }
    /// Its interface for orders, where we know one.
    fn channel(&self) -> Option<&'static dyn Channel> {
        None
    }
}

/// A platform whose files are known, and perhaps its interfaces.
pub(crate) struct Files {
    pub code: &'static str,
    pub names: (&'static str, &'static str),
    pub profiles: &'static [&'static str],
    pub status: &'static str,
    pub channel: Option<&'static dyn Channel>,
    pub waybill: Option<&'static dyn Waybill>,
    pub tracker: Option<&'static dyn Tracker>,
}

/// One of which nothing is known yet.
pub(crate) const PLAIN: Files = Files { code: "", names: ("", ""), profiles: &[], status: "", channel: None, waybill: None, tracker: None };

impl Platform for Files {
    fn code(&self) -> &'static str {
        self.code
    }
    fn names(&self) -> (&'static str, &'static str) {
        self.names
    }
    fn export_profiles(&self) -> &'static [&'static str] {
        self.profiles
    }
    fn status_words(&self) -> &'static str {
        self.status
    }
    fn channel(&self) -> Option<&'static dyn Channel> {
        self.channel
    }
    fn waybill(&self) -> Option<&'static dyn Waybill> {
        self.waybill
    }
    fn tracker(&self) -> Option<&'static dyn Tracker> {
        self.tracker
    }
}
