//! The search tokens of orders and listings, and writing them. SQLite's own part (FTS5); asking is in `find`.
//!
//! An order's tokens, separated by blanks: `n`, `b`, `p`, `t` + the last four characters of order number, sub-order numbers,
//! phone and waybill numbers; `s` + listing id, `g` + title id; for the receiver's name single characters and pairs; for memos pairs.
//! `w` + a Latin word or a run of digits. No token is as rare as a whole number: a million different terms cost more than
//! looking through the hundred orders that share a tail.

use crate::error::Result;
use crate::open::Writer;
use crate::shop::Listing;
use rusqlite::params;
use yidan_domain::ItemDraft;
use yidan_domain::order::Order;

/// A tail has so many characters.
pub(crate) const TAIL: usize = 4;

/// A piece of user text: Chinese (or any other script without blanks) or a Latin word / run of digits, lower case.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Run {
    Ideographs(Vec<char>),
    Word(String),
}

/// Cuts text into runs; whatever is neither letter nor digit only separates.
pub(crate) fn runs(text: &str) -> Vec<Run> {
    let mut out = Vec::new();
    for c in text.chars() {
        if !c.is_alphanumeric() {
            out.push(None);
            continue;
        }
        match (c.is_ascii(), out.last_mut()) {
            (true, Some(Some(Run::Word(word)))) => word.push(c.to_ascii_lowercase()),
            (true, _) => out.push(Some(Run::Word(c.to_ascii_lowercase().to_string()))),
            (false, Some(Some(Run::Ideographs(chars)))) => chars.push(c),
            (false, _) => out.push(Some(Run::Ideographs(vec![c]))),
        }
    }
    out.into_iter().flatten().collect()
}

/// The last four letters and digits of a number, lower case; `None` when it has fewer or a star hides one of them.
pub(crate) fn tail(number: &str) -> Option<[u8; TAIL]> {
    let mut tail = [0; TAIL];
    let mut left = TAIL;
    for b in number.bytes().rev() {
        if b == b'*' {
            return None;
        }
        if b.is_ascii_alphanumeric() {
            left -= 1;
            tail[left] = b.to_ascii_lowercase();
            if left == 0 {
                return Some(tail);
            }
        }
    }
    None
}

/// Collects tokens, each once at most where that is cheap to see.
struct Tokens(String);

impl Tokens {
    fn push(&mut self, prefix: &str, rest: &str) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(prefix);
        self.0.push_str(rest);
    }

    fn number(&mut self, prefix: &str, number: i64) {
        use std::fmt::Write;
        self.push(prefix, "");
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{number}");
    }

    fn tail(&mut self, prefix: &str, number: &str) {
        if let Some(t) = tail(number) {
            // A tail is ASCII by its making.
            self.push(prefix, std::str::from_utf8(&t).unwrap_or(""));
        }
    }

    fn text(&mut self, text: &str, with_singles: bool) {
        for run in runs(text) {
            match run {
                Run::Word(word) => self.push("w", &word),
                Run::Ideographs(chars) => {
                    let mut buffer = [0; 4];
                    if with_singles || chars.len() == 1 {
                        for c in &chars {
                            self.push("", c.encode_utf8(&mut buffer));
                        }
                    }
                    for pair in chars.windows(2) {
                        self.push("", pair[0].encode_utf8(&mut buffer));
                        self.0.push(pair[1]);
                    }
                }
            }
        }
    }
}

/// The complete token text of an order.
pub(crate) fn order_tokens(order: &Order, listings: &[Listing]) -> String {
    let mut t = Tokens(String::with_capacity(128));
    t.tail("n", &order.order_no);
    for item in &order.items {
        if let Some(sub) = item.sub_no.as_deref().filter(|s| *s != order.order_no) {
            t.tail("b", sub);
        }
    }
    for (at, listing) in listings.iter().enumerate() {
        t.number("s", listing.id);
        if listing.title_id != 0 && listings[..at].iter().all(|l| l.title_id != listing.title_id) {
            t.number("g", listing.title_id);
        }
    }
    if let Some(phone) = &order.receiver.phone {
        t.tail("p", phone);
    }
    for tracking in order.trackings.iter().flatten() {
        t.tail("t", tracking.number());
    }
    if let Some(name) = &order.receiver.name {
        t.text(name, true);
    }
    for memo in [&order.buyer_memo, &order.seller_memo].into_iter().flatten() {
        t.text(memo, false);
    }
    t.0
}

fn listing_tokens(item: &ItemDraft) -> String {
    let mut t = Tokens(String::new());
    for text in [&item.sku_code, &item.spec].into_iter().flatten() {
        t.text(text, true);
    }
    t.0
}

impl Writer<'_> {
    pub(crate) fn index_order(&mut self, id: i64, tokens: &str) -> Result<()> {
        self.conn.prepare_cached("INSERT INTO search (rowid, tokens) VALUES (?1, ?2)")?.execute(params![id, tokens])?;
        Ok(())
    }

    pub(crate) fn reindex_order(&mut self, id: i64, tokens: &str) -> Result<()> {
        self.conn.prepare_cached("INSERT OR REPLACE INTO search (rowid, tokens) VALUES (?1, ?2)")?.execute(params![id, tokens])?;
        Ok(())
    }

    pub(crate) fn index_listing(&mut self, id: i64, item: &ItemDraft) -> Result<()> {
        let tokens = listing_tokens(item);
        self.conn.prepare_cached("INSERT INTO listing_search (rowid, tokens) VALUES (?1, ?2)")?.execute(params![id, tokens])?;
        Ok(())
    }

    pub(crate) fn index_title(&mut self, id: i64, title: &str) -> Result<()> {
        let mut t = Tokens(String::new());
        t.text(title, true);
        self.conn.prepare_cached("INSERT INTO title_search (rowid, tokens) VALUES (?1, ?2)")?.execute(params![id, t.0])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails() {
        for (number, want) in [
            ("2605121234567890", Some("7890")),
            ("SF-1002-99ab", Some("99ab")),
            ("JDX000123-1-1-", Some("2311")),
            ("199****1234", Some("1234")),
            ("1**********", None),
            ("123", None),
            ("", None),
            ("转1234号", Some("1234")),
        ] {
            let got = tail(number);
            assert_eq!(got.as_ref().map(|t| std::str::from_utf8(t).unwrap_or("?")), want, "{number}");
        }
    }

    #[test]
    fn text_is_cut_into_runs() {
        let show = |text: &str| {
            let mut t = Tokens(String::new());
            t.text(text, true);
            t.0
        };
        for (text, want) in [
            ("王小明", "王 小 明 王小 小明"),
            ("张**", "张"),
            ("Tom Lee", "wtom wlee"),
            ("送A1码\"OR\"快", "送 wa1 码 wor 快"),
            ("😀——", ""),
        ] {
            assert_eq!(show(text), want);
        }
    }
}
