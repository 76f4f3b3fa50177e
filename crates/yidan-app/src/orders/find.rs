//! `orders.find`: one box for any number, phone, name or SKU.

use super::view::{self, Shops};
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::{FIND_HITS, PASTED_NUMBERS};
use yidan_store::Reader;

/// What a person typed or pasted, and how many hits are wanted (20 when absent, 200 at most).
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct FindRequest {
    pub text: String,
    pub limit: Option<usize>,
    pub mask: bool,
}

/// Hits, newest first. `searched` says over how many orders.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindReply {
    pub orders: Vec<super::row::OrderRow>,
    /// There are more hits than shown.
    pub more: bool,
    pub searched: i64,
    /// Numbers of a pasted list that found nothing.
    pub missing: Vec<String>,
}

/// Any number, phone, tail of a phone, name or SKU; a pasted list of numbers is looked up one by one.
pub fn find(app: &App, _session: &Session, request: FindRequest) -> Result<FindReply> {
    let limit = request.limit.unwrap_or(20).clamp(1, FIND_HITS);
    let text = request.text.trim();
    app.store.read(|r| {
        let shops = Shops::of(r)?;
        let searched = r.total(&yidan_store::Filter::default())?.n;
        let (ids, missing) = if text.is_empty() { (Vec::new(), Vec::new()) } else { hits(r, text, limit)? };
        let more = ids.len() > limit;
        let orders = view::rows(app, r, &shops, &ids[..ids.len().min(limit)], request.mask)?;
        Ok(FindReply { orders, more, searched, missing })
    })
}

/// The one order that a number means; of several with one number the newest. A number with stars that could mean several is refused
/// with their numbers, so that nobody acts on the wrong one.
pub fn the_one(app: &App, r: &Reader<'_>, no: &str) -> Result<i64> {
    let ids = r.ids_by_number(no)?;
    if no.contains('*') && ids.len() > 1 {
        let rows = r.rows(&ids[..ids.len().min(NAMED)])?;
        let candidates: Vec<String> = rows.into_iter().map(|row| row.order_no).collect();
        let why = app.say_with("error.refused.ambiguous", &[("no", no.to_owned()), ("candidates", candidates.join("、"))]);
        return Err(Failure::new(Code::Refused).with("reason", "ambiguous").with("why", why));
    }
    ids.first().copied().ok_or_else(|| Failure::new(Code::NotFound).with("what", no))
}

/// Candidates that are named in a refusal.
const NAMED: usize = 8;

fn hits(r: &Reader<'_>, text: &str, limit: usize) -> Result<(Vec<i64>, Vec<String>)> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；')).filter(|w| !w.is_empty()).collect();
    let is_list =
        words.len() > 1 && words.iter().all(|w| w.len() >= 6 && w.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '*')));
    if !is_list {
        return Ok((r.find(text, limit + 1)?.into_iter().map(|h| h.order_id).collect(), Vec::new()));
    }
    let (mut ids, mut missing) = (Vec::new(), Vec::new());
    for word in words.into_iter().take(PASTED_NUMBERS) {
        let found = r.ids_by_number(word)?;
        if found.is_empty() {
            missing.push(word.to_owned());
        }
        ids.extend(found);
    }
    Ok((ids, missing))
}
