//! What people type into the search box, and whether an order answers it. SQLite's own part (FTS5) only proposes candidates;
//! each one is checked against the stored texts, because tokens know neither word order nor whole numbers.

use crate::codes;
use crate::error::{Error, Result};
use crate::open::Reader;
use crate::order_write::trackings;
use crate::search::{Run, runs, tail};
use rusqlite::{CachedStatement, params};
use yidan_domain::order::Order;

/// Titles, and listings, that one term may stand for before it is checked on the orders instead.
const MOST_GOODS: usize = 64;
/// Candidates looked at for one number.
const MOST_CANDIDATES: i64 = 5_000;
/// Numbers of one pasted list.
pub const NUMBERS_PER_SEARCH: usize = 2_000;
/// A number of so many characters is taken for a whole one first.
const WHOLE_NUMBER: usize = 8;
/// Fewer digits are no phone by which a buyer is known again.
const PHONE_DIGITS: usize = 7;

/// A search text, read.
#[derive(Debug, Clone)]
pub(crate) enum TextQuery {
    /// Whole numbers that were found, as order ids, newest first.
    Ids(Vec<i64>),
    /// All of these must hold.
    Terms(Vec<Term>),
}

#[derive(Debug, Clone)]
pub(crate) struct Term {
    /// Lower case.
    text: String,
    /// Letters and digits only, when it may be a number or the end of one.
    number: Option<String>,
    /// The expression that proposes candidates; empty when nothing can match, `None` when it would propose too many to be of use.
    pub tokens: Option<String>,
    /// Tokens of goods that hold the text; `usize::MAX` when they are too many to name.
    pub goods: usize,
}

/// Where a term was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundIn {
    OrderNo,
    SubNo,
    Phone,
    Tracking,
    Name,
    Goods,
    Memo,
}

/// Letters and digits of a number, lower case.
pub(crate) fn plain_number(text: &str) -> String {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase() as char).collect()
}

/// The form of a number if the text may be one, or the end of one.
fn as_number(text: &str) -> Option<String> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'*' | b'+' | b'.');
    let plain = plain_number(text);
    (text.bytes().all(fits) && text.bytes().any(|b| b.is_ascii_digit()) && plain.len() >= crate::search::TAIL).then_some(plain)
}

/// A phone typed in groups, as `199 0000 1234`, `+86 199-0000-1234` or `0571 8000 0000`.
fn grouped_phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_phone = text.contains(' ')
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '(' | ')'))
        && (7..=15).contains(&digits.len())
        && (text.starts_with('0') || text.split(' ').all(|group| group.len() <= 5 || group.contains('-')));
    is_phone.then(|| digits.strip_prefix("86").filter(|d| d.len() == 11).map_or(digits.clone(), str::to_owned))
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；' | '、')).filter(|w| !w.is_empty()).collect()
}

fn quoted(token: &str) -> String {
    // Tokens are letters and digits by their making; nothing of the user's own syntax gets here.
    format!("\"{token}\"")
}

/// The tokens that a text's own words and characters have in an order, joined by AND; `None` when there is nothing to ask for.
fn text_tokens(text: &str) -> Option<String> {
    let mut all = Vec::new();
    for run in runs(text) {
        match run {
            Run::Word(word) => all.push(quoted(&format!("w{word}"))),
            Run::Ideographs(chars) if chars.len() == 1 => all.push(quoted(&chars[0].to_string())),
            Run::Ideographs(chars) => all.extend(chars.windows(2).map(|p| quoted(&p.iter().collect::<String>()))),
        }
    }
    (!all.is_empty()).then(|| all.join(" AND "))
}

pub(crate) fn listing_expression(ids: &[i64]) -> String {
    ids.iter().map(|id| quoted(&format!("s{id}"))).collect::<Vec<_>>().join(" OR ")
}

impl Reader<'_> {
    pub(crate) fn text_query(&self, text: &str) -> Result<TextQuery> {
        let text = text.trim();
        if let Some(phone) = grouped_phone(text) {
            return self.text_query(&phone);
        }
        let words = words(text);
        if words.len() > 1 && words.iter().all(|w| as_number(w).is_some_and(|n| n.len() >= 6)) {
            return Ok(TextQuery::Ids(self.ids_of_list(&words)?));
        }
        // A whole order number of any length, or any other whole number, needs no further reading.
        let mut looked_up = None;
        if let [word] = words[..]
            && word.bytes().any(|b| b.is_ascii_digit())
        {
            let ids = self.ids_of_whole_number(word)?;
            if !ids.is_empty() || word.contains('*') {
                let ids = if ids.is_empty() { self.ids_by_mask(word)? } else { ids };
                return Ok(TextQuery::Ids(ids));
            }
            looked_up = as_number(word).filter(|n| n.len() >= WHOLE_NUMBER);
        }
        let terms = words.into_iter().map(|w| self.term(w, as_number(w).filter(|_| looked_up.is_none()))).collect::<Result<Vec<_>>>()?;
        // A term without a letter or digit is in no order.
        if terms.iter().any(|t| t.tokens.as_ref().is_some_and(String::is_empty)) {
            return Ok(TextQuery::Ids(Vec::new()));
        }
        Ok(TextQuery::Terms(terms))
    }

    /// The orders that a number belongs to: order, sub-order, waybill or phone, whole or by its last characters (four at least);
    /// several numbers, separated by blanks or commas, are looked up one by one. Newest first.
    pub fn ids_by_number(&self, text: &str) -> Result<Vec<i64>> {
        if let Some(phone) = grouped_phone(text.trim()) {
            return self.ids_of_list(&[&phone]);
        }
        self.ids_of_list(&words(text))
    }

    fn ids_of_list(&self, words: &[&str]) -> Result<Vec<i64>> {
        let mut out = Vec::new();
        for word in words.iter().take(NUMBERS_PER_SEARCH) {
            let mut ids = self.ids_of_whole_number(word)?;
            if word.contains('*') && ids.is_empty() {
                ids = self.ids_by_mask(word)?;
            } else if let Some(number) = as_number(word).filter(|_| ids.is_empty()) {
                for class in [Class::Tracking, Class::Phone, Class::SubNo, Class::OrderNo] {
                    ids.extend(self.ids_of_class(class, &number)?);
                }
            }
            out.extend(ids);
        }
        out.sort_unstable_by(|a, b| b.cmp(a));
        out.dedup();
        Ok(out)
    }

    /// A number that an order carries now leads before one that only the registry knows; the number of an order that went up in
    /// another one leads to that one.
    fn ids_of_whole_number(&self, word: &str) -> Result<Vec<i64>> {
        let merged = self.merged_into(word)?;
        if !merged.is_empty() {
            return Ok(merged);
        }
        let now = self.ids_of_current_number(word)?;
        if now.is_empty() { self.ids_of_known_number(word) } else { Ok(now) }
    }

    /// The first kind of number that answers wins: nobody's waybill number is somebody's order number.
    pub(crate) fn ids_of_current_number(&self, word: &str) -> Result<Vec<i64>> {
        let mut stmt = self
            .conn
            .prepare_cached("SELECT o.id FROM shop s CROSS JOIN orders o WHERE o.shop_id = s.id AND o.order_no = ?1 ORDER BY o.id DESC")?;
        let upper = word.to_ascii_uppercase();
        for text in [word, &upper] {
            let ids = stmt.query_map([text], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
            if !ids.is_empty() {
                return Ok(ids);
            }
        }
        let Some(number) = as_number(word).filter(|n| n.len() >= WHOLE_NUMBER) else { return Ok(Vec::new()) };
        for class in [Class::Phone, Class::Tracking, Class::SubNo, Class::OrderNo] {
            let ids = self.ids_of_class(class, &number)?;
            if !ids.is_empty() {
                return Ok(ids);
            }
        }
        Ok(Vec::new())
    }

    /// Does no older order go to this order's phone? `None` when the phone is hidden or not there.
    pub fn is_first_order(&self, order: &Order) -> Result<Option<bool>> {
        let number = order.receiver.phone.as_deref().filter(|_| !order.receiver.masked).map(plain_number).unwrap_or_default();
        let (Some(end), true) = (tail(&number), number.len() >= PHONE_DIGITS) else { return Ok(None) };
        // Of two orders of one second the one that is stored is the older.
        let next_second = |ms: i64| codes::id_from_ms(ms.saturating_add(1_000));
        let before = if order.id > 0 { order.id } else { order.own_time_ms().map_or(i64::MAX, next_second) };
        let token = quoted(&format!("{}{}", Class::Phone.prefix(), String::from_utf8_lossy(&end)));
        let mut candidates = self.conn.prepare_cached(
            "SELECT r.phone, r.phone_ext FROM search s JOIN receiver r ON r.order_id = s.rowid
             WHERE search MATCH ?1 AND s.rowid < ?2 ORDER BY s.rowid DESC LIMIT ?3",
        )?;
        let mut rows = candidates.query(params![token, before, MOST_CANDIDATES])?;
        while let Some(row) = rows.next()? {
            let (phone, ext): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
            // A lent number is another person with every extension.
            if ext == order.receiver.phone_ext && phone.is_some_and(|p| ends_with(&p, &number) || number.ends_with(&plain_number(&p))) {
                return Ok(Some(false));
            }
        }
        Ok(Some(true))
    }

    fn ids_of_class(&self, class: Class, number: &str) -> Result<Vec<i64>> {
        let Some(end) = tail(number) else { return Ok(Vec::new()) };
        if class == Class::Phone && !number.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let token = quoted(&format!("{}{}", class.prefix(), String::from_utf8_lossy(&end)));
        let mut candidates = self.conn.prepare_cached("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT ?2")?;
        let mut check = self.conn.prepare_cached(class.texts())?;
        let mut rows = candidates.query(params![token, MOST_CANDIDATES])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let mut texts = check.query([id])?;
            while let Some(found) = texts.next()? {
                let Some(text) = found.get_ref(0)?.as_str_or_null().map_err(rusqlite::Error::from)? else { continue };
                let hit = match class {
                    Class::Tracking => trackings(Some(text), id)?.is_some_and(|t| t.iter().any(|t| ends_with(t.number(), number))),
                    _ => ends_with(text, number),
                };
                if hit {
                    out.push(id);
                    break;
                }
            }
        }
        Ok(out)
    }

    /// `number` is the word as a number that was not looked up before.
    fn term(&self, word: &str, number: Option<String>) -> Result<Term> {
        let text = word.to_lowercase();
        let mut parts = Vec::new();
        if let Some(end) = number.as_deref().and_then(tail) {
            let end = String::from_utf8_lossy(&end).into_owned();
            parts.extend(["n", "b", "p", "t"].map(|class| quoted(&format!("{class}{end}"))));
        }
        let mut goods = 0;
        if let Some(own) = text_tokens(&text) {
            if text.chars().count() > 1 {
                match self.goods_like(&text, &own)? {
                    Some(named) => {
                        goods = named.len();
                        parts.extend(named);
                    }
                    None => goods = usize::MAX,
                }
            }
            parts.push(format!("({own})"));
        }
        let tokens = if goods == usize::MAX { None } else { Some(parts.join(" OR ")) };
        Ok(Term { text, number, tokens, goods })
    }

    /// The tokens of goods whose title, spec or code holds the text; `None` when they are too many to name.
    fn goods_like(&self, text: &str, tokens: &str) -> Result<Option<Vec<String>>> {
        let mut out = Vec::new();
        for (prefix, sql) in [
            (
                "g",
                "SELECT g.id, g.title, NULL FROM title_search s JOIN listing g ON g.id = s.rowid
                   WHERE title_search MATCH ?1 ORDER BY s.rowid DESC LIMIT ?2",
            ),
            (
                "s",
                "SELECT g.id, g.sku_code, g.spec FROM listing_search s JOIN listing g ON g.id = s.rowid
                   WHERE listing_search MATCH ?1 ORDER BY s.rowid DESC LIMIT ?2",
            ),
        ] {
            let mut stmt = self.conn.prepare_cached(sql)?;
            let mut rows = stmt.query(params![tokens, MOST_GOODS as i64 + 1])?;
            let mut seen = 0;
            while let Some(r) = rows.next()? {
                seen += 1;
                let texts: [Option<String>; 2] = [r.get(1)?, r.get(2)?];
                if texts.iter().flatten().any(|t| holds(t, text)) {
                    out.push(quoted(&format!("{prefix}{}", r.get::<_, i64>(0)?)));
                }
            }
            if seen > MOST_GOODS {
                return Ok(None);
            }
        }
        Ok(Some(out))
    }

    pub(crate) fn checker(&self) -> Result<Checker<'_>> {
        Ok(Checker {
            texts: self.conn.prepare_cached(
                "SELECT o.order_no, o.trackings, r.name, r.phone, o.buyer_memo, o.seller_memo
                 FROM orders o LEFT JOIN receiver r ON r.order_id = o.id WHERE o.id = ?1",
            )?,
            lines: self.conn.prepare_cached(
                "SELECT l.sub_no, g.sku_code, g.title, g.spec FROM order_line l JOIN listing g ON g.id = l.listing_id
                 WHERE l.order_id = ?1",
            )?,
        })
    }
}

/// Kinds of numbers, as their tokens know them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    OrderNo,
    SubNo,
    Phone,
    Tracking,
}

impl Class {
    fn prefix(self) -> &'static str {
        match self {
            Class::OrderNo => "n",
            Class::SubNo => "b",
            Class::Phone => "p",
            Class::Tracking => "t",
        }
    }

    fn texts(self) -> &'static str {
        match self {
            Class::OrderNo => "SELECT order_no FROM orders WHERE id = ?1",
            Class::SubNo => "SELECT sub_no FROM order_line WHERE order_id = ?1",
            Class::Phone => "SELECT phone FROM receiver WHERE order_id = ?1",
            Class::Tracking => "SELECT trackings FROM orders WHERE id = ?1",
        }
    }
}

fn ends_with(text: &str, number: &str) -> bool {
    plain_number(text).ends_with(number)
}

fn holds(text: &str, lower: &str) -> bool {
    text.contains(lower) || text.to_lowercase().contains(lower)
}

/// Looks at an order's stored texts.
pub(crate) struct Checker<'a> {
    texts: CachedStatement<'a>,
    lines: CachedStatement<'a>,
}

impl Checker<'_> {
    /// Every term is found in the order.
    pub fn all(&mut self, id: i64, terms: &[Term]) -> Result<bool> {
        for term in terms {
            if self.place(id, term)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Where in the order the term is found.
    pub fn place(&mut self, id: i64, term: &Term) -> Result<Option<FoundIn>> {
        let mut rows = self.texts.query([id])?;
        let Some(r) = rows.next()? else { return Ok(None) };
        let text =
            |at: usize| -> Result<Option<&str>> { r.get_ref(at)?.as_str_or_null().map_err(|e| Error::from(rusqlite::Error::from(e))) };
        if let Some(number) = &term.number {
            if text(0)?.is_some_and(|t| ends_with(t, number)) {
                return Ok(Some(FoundIn::OrderNo));
            }
            if text(3)?.is_some_and(|t| ends_with(t, number)) {
                return Ok(Some(FoundIn::Phone));
            }
            if trackings(text(1)?, id)?.is_some_and(|t| t.iter().any(|t| ends_with(t.number(), number))) {
                return Ok(Some(FoundIn::Tracking));
            }
        }
        if text(2)?.is_some_and(|t| holds(t, &term.text)) {
            return Ok(Some(FoundIn::Name));
        }
        for at in [4, 5] {
            if text(at)?.is_some_and(|t| holds(t, &term.text)) {
                return Ok(Some(FoundIn::Memo));
            }
        }
        drop(rows);
        if term.goods > 0 || term.number.is_some() { self.place_in_lines(id, term) } else { Ok(None) }
    }

    fn place_in_lines(&mut self, id: i64, term: &Term) -> Result<Option<FoundIn>> {
        let mut rows = self.lines.query([id])?;
        while let Some(r) = rows.next()? {
            let text =
                |at: usize| -> Result<Option<&str>> { r.get_ref(at)?.as_str_or_null().map_err(|e| Error::from(rusqlite::Error::from(e))) };
            if let (Some(number), Some(sub)) = (&term.number, text(0)?)
                && ends_with(sub, number)
            {
                return Ok(Some(FoundIn::SubNo));
            }
            for at in [1, 2, 3] {
                if term.goods > 0 && text(at)?.is_some_and(|t| holds(t, &term.text)) {
                    return Ok(Some(FoundIn::Goods));
                }
            }
        }
        Ok(None)
    }
}

impl Term {
    /// The first term of a text, only for telling where it was found.
    pub fn first_of(text: &str) -> Term {
        let word = grouped_phone(text.trim()).unwrap_or_else(|| words(text).first().copied().unwrap_or("").to_owned());
        Term { text: word.to_lowercase(), number: as_number(&word), tokens: None, goods: usize::MAX }
    }
}
