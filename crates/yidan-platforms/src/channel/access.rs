//! What a marketplace's interface needs and offers: the form of its credentials, its abilities and its limits. Data only.

use super::trouble::Trouble;
use std::collections::BTreeMap;

/// One marketplace's interface as data.
#[derive(Debug)]
pub struct About {
    /// Entries of the form that the owner fills in, in their order.
    pub form: &'static [Field],
    pub can: &'static [Can],
    pub walk: Walk,
    pub rates: &'static [Rate],
    /// The address of requests where the shop gives none of its own; empty = the shop must give one.
    pub url: &'static str,
    /// The page at which the owner allows the access; `{name}` stands for an entry of the form, `{redirect}` and `{state}` for ours.
    pub authorize_url: &'static str,
    /// False = what is known of its writing calls comes from third parties only: they stay off until the owner says that he checked.
    pub writes_are_official: bool,
}

/// One entry of the credentials form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Key in `Access`.
    pub key: &'static str,
    /// Chinese and English.
    pub words: (&'static str, &'static str),
    /// Never shown again once saved.
    pub is_secret: bool,
    pub is_required: bool,
}

/// What an interface can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Can {
    Orders,
    Detail,
    Refunds,
    Ship,
    ShipParts,
    Memo,
    Flag,
    Stock,
    /// A token has to be fetched or made new.
    Token,
    /// The owner allows it in a browser.
    Browser,
}

/// How its windows of changed orders have to be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk {
    /// Longest window of one question, seconds.
    pub longest_s: i64,
    /// Each window begins so much before the end of the last one, seconds.
    pub overlap_s: i64,
    /// The newest so many seconds are left to the next window: clocks differ, lists lag.
    pub lag_s: i64,
    /// How far back the interface tells, days.
    pub days_back: i64,
    /// Least time between two walks of a shop, seconds.
    pub every_s: i64,
    /// The window bounds the time of change; false = the walk watches sets of its own (see `Task::Changed`).
    pub by_change: bool,
}

/// So many calls in so many milliseconds; `*` = all methods that have no line of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub method: &'static str,
    pub calls: u32,
    pub per_ms: u64,
}

/// The address and credentials of one shop. They come from the keyring and are never stored or shown by what uses them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// The shop's own address where the platform has none (own sites, tests); empty = the platform's.
    pub url: String,
    /// Entries of the form, and tokens. Beside them: `redirect`, the address at which the browser came back, for the first token; and
    /// `carrier.<name as written>`, the platform's code that the owner chose for a carrier which our table does not know.
    pub values: BTreeMap<String, String>,
}

impl Access {
    /// An entry, or `Trouble::Setup` naming what is missing.
    pub fn need(&self, key: &str) -> Result<&str, Trouble> {
        self.get(key).ok_or_else(|| Trouble::Setup { code: "missing".to_owned(), words: key.to_owned() })
    }

    /// An entry that is not empty.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str).filter(|v| !v.is_empty())
    }

    /// The address to ask, without a slash at its end.
    pub fn base<'a>(&'a self, about: &'a About) -> Result<&'a str, Trouble> {
        let url = if self.url.is_empty() { about.url } else { &self.url };
        match url.trim_end_matches('/') {
            "" => Err(Trouble::Setup { code: "missing".to_owned(), words: "url".to_owned() }),
            url => Ok(url),
        }
    }
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("url", &self.url).field("names", &self.values.keys()).finish()
    }
}
