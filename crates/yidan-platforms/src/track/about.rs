//! What a source of tracks needs and offers. Data only.

use crate::channel::{Field, Rate};

/// One source of tracks as data.
#[derive(Debug)]
pub struct About {
    /// The marketplace whose connected shop opens this source: its keys and tokens are part of the access, and it knows that shop's parcels only.
    pub shop_of: Option<&'static str>,
    /// Entries of the form, in their order.
    pub form: &'static [Field],
    pub can: &'static [Can],
    /// Carriers: csv, `code,name,name…` a line, as in `channel::carrier_code`.
    pub carriers: &'static str,
    /// Codes of carriers of which it wants the last four digits of a phone.
    pub phone_of: &'static [&'static str],
    /// Its codes: csv, `code,stand,words,mark` a line.
    pub table: &'static str,
    pub rates: &'static [Rate],
    /// The address of requests where the access gives none of its own; empty = that of the marketplace.
    pub url: &'static str,
    /// False = what is known of it comes from third parties only: it stays off until the owner says that he checked.
    pub is_official: bool,
}

/// What a source can do. Being asked is not named: every source can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Can {
    /// Sends by itself what was asked for once.
    Subscribe,
    /// Its pushes are understood, whoever ordered them.
    Push,
    /// Says what carriers a number may belong to.
    Guess,
}

impl About {
    pub fn can(&self, can: Can) -> bool {
        self.can.contains(&can)
    }
}
