//! What a marketplace's interface needs and offers: the form of its credentials, its abilities and its limits. Data only.

use super::Task;
use super::trouble::Trouble;
use std::collections::BTreeMap;

/// One marketplace's interface as data.
#[derive(Debug)]
pub struct About {
    /// Entries of the form that the owner fills in, in their order.
    pub form: &'static [Field],
    pub can: &'static [Can],
    pub walk: Walk,
    /// Its list of orders by the time they were placed, where asking that is much cheaper than asking what changed.
    pub placed: Option<Placed>,
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

/// A list of orders by the time they were placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Longest window of one question, seconds.
    pub longest_s: i64,
    /// Orders younger than so many seconds may not be in it yet.
    pub settles_s: i64,
}

impl About {
    /// The questions that together tell every order of a span, UTC ms, as it stands now: by the time of placing where there is such a list and
    /// the orders are old enough, the rest by change. Oldest first.
    pub fn everything(&self, from_ms: i64, now_ms: i64) -> Vec<Task> {
        let (mut from_ms, mut tasks) = (from_ms, Vec::new());
        if let Some(placed) = self.placed {
            let settled_ms = now_ms - placed.settles_s * 1_000;
            tasks.extend(cut(from_ms, settled_ms, placed.longest_s).map(|(from_ms, to_ms)| Task::Placed { from_ms, to_ms }));
            from_ms = from_ms.max(settled_ms);
        }
        let changed = |(from_ms, to_ms)| Task::Changed { from_ms, to_ms, open: Vec::new() };
        tasks.extend(cut(from_ms, now_ms, self.walk.longest_s).map(changed));
        tasks
    }
}

/// A span in windows of so many seconds; an empty one has none.
fn cut(from_ms: i64, to_ms: i64, longest_s: i64) -> impl Iterator<Item = (i64, i64)> {
    let step = longest_s.max(1) * 1_000;
    let starts = std::iter::successors(Some(from_ms), move |from| from.checked_add(step)).take_while(move |from| *from < to_ms);
    starts.map(move |from| (from, (from + step).min(to_ms)))
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
        self.house(about.url)
    }

    /// The same, with the usual address.
    pub(crate) fn house<'a>(&'a self, usual: &'a str) -> Result<&'a str, Trouble> {
        let url = if self.url.is_empty() { usual } else { &self.url };
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

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 86_400_000;

    #[test]
    fn everything_of_a_span_in_windows_without_holes() {
        for code in ["pdd", "xiaohongshu", "taobao"] {
            let about = crate::find(code).and_then(|p| p.channel()).expect("a channel").about();
            let (from_ms, now_ms) = (1_773_000_000_000, 1_773_000_000_000 + 30 * DAY_MS);
            let mut end_ms = from_ms;
            for task in about.everything(from_ms, now_ms) {
                let (from, to, longest_s) = match task {
                    Task::Placed { from_ms, to_ms } => (from_ms, to_ms, about.placed.expect("a list").longest_s),
                    Task::Changed { from_ms, to_ms, .. } => (from_ms, to_ms, about.walk.longest_s),
                    other => panic!("{code}: {other:?}"),
                };
                assert!(from == end_ms && to > from && to - from <= longest_s * 1_000, "{code}: {from} {to}");
                end_ms = to;
            }
            assert_eq!(end_ms, now_ms, "{code}");
            assert!(about.everything(now_ms, now_ms).is_empty());
        }
        let pdd = crate::find("pdd").and_then(|p| p.channel()).expect("a channel").about();
        assert_eq!(pdd.everything(0, 90 * DAY_MS).len(), 88 + 2 * 48);
        assert!(pdd.everything(0, DAY_MS).iter().all(|t| matches!(t, Task::Changed { .. })), "young orders are asked by change");
    }
}
