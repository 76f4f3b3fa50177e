//! How windows and pages are walked so that nothing is skipped. Pure arithmetic on `At`; which fields carry it is the folders' business.
//!
//! An order that changes while pages are read leaves the window, and all behind it move up by one place. Whoever reads from the first
//! page to the last then misses the one that moved over the edge of a page already read; from the last to the first it is met again.
//! That is so for either sorting, so all walks by page number go from the last page to the first. Where the sorting may be chosen it is by
//! the oldest change first: should this machine's clock be ahead, changed orders stay in the window, and newest first they would push
//! others over the edge.

use crate::channel::{At, Heard, HeardOrder, Trouble};
use crate::letters::unreadable;
use crate::node::Node;
use crate::wording;

/// The part of a window that is asked for at a time, whole seconds, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slice {
    pub from_s: i64,
    pub to_s: i64,
    /// End of the whole window.
    end_s: i64,
}

const FROM: &str = "from_s";
const LENGTH: &str = "length_s";
const TOTAL: &str = "total";
const WHOLE: &str = "whole";

impl Slice {
    /// Where the walk of a window stands. Windows longer than the platform allows are cut.
    pub fn of(at: &At, from_ms: i64, to_ms: i64, longest_s: i64) -> Slice {
        let note = |key: &str| at.notes.get(key).and_then(|t| t.parse::<i64>().ok());
        let end_s = to_ms.div_euclid(1_000) + i64::from(to_ms.rem_euclid(1_000) > 0);
        let from_s = note(FROM).unwrap_or(from_ms.div_euclid(1_000));
        let length_s = note(LENGTH).unwrap_or(longest_s).min(longest_s);
        Slice { from_s, to_s: end_s.min(from_s.saturating_add(length_s)), end_s }
    }

    /// The slice is read: on to the next one, or done.
    pub fn finish(self, at: &mut At) {
        if self.to_s >= self.end_s {
            at.is_done = true;
            return;
        }
        at.notes.insert(FROM.to_owned(), self.to_s.to_string());
        at.cursor.clear();
        (at.step, at.page, at.pages) = (0, 0, None);
    }

    /// Too many for the platform's page numbers: from here on in slices of half the length.
    fn halve(self, at: &mut At) {
        at.notes.insert(LENGTH.to_owned(), ((self.to_s - self.from_s) / 2).to_string());
    }
}

/// What the platform says about the pages of a slice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pages {
    /// Number of the first page: 0 or 1.
    pub first: i64,
    pub size: i64,
    /// So many pages can be asked for at most.
    pub most: i64,
}

impl Pages {
    /// The page to be asked: the first one tells how many there are.
    pub fn page(self, at: &At) -> i64 {
        if at.step == 0 { self.first } else { at.page }
    }

    /// Hears a page. `total` is what the reply says. True when the orders of this reply are to be taken: those of the first, counting
    /// question are only when they are all.
    pub fn hear(self, at: &mut At, slice: Slice, total: i64) -> bool {
        if at.step > 0 {
            at.page -= 1;
            if at.page < self.first {
                slice.finish(at);
            }
            return true;
        }
        let pages = (total.max(0) + self.size - 1) / self.size;
        if pages > self.most && slice.to_s - slice.from_s > 1 {
            // Told at once: whoever finds the window too long for one bite need not read half of it first.
            at.notes.entry(WHOLE.to_owned()).or_insert_with(|| total.to_string());
            slice.halve(at);
            return false;
        }
        let before = at.notes.get(TOTAL).and_then(|t| t.parse::<i64>().ok()).unwrap_or(0);
        at.notes.insert(TOTAL.to_owned(), before.saturating_add(total).to_string());
        if pages <= 1 {
            slice.finish(at);
            return true;
        }
        at.pages = Some(pages);
        (at.step, at.page) = (1, self.first + pages - 1);
        false
    }
}

impl Pages {
    /// As `hear`, with the total that the reply tells under a key. A reply without it is none.
    pub fn hear_told(self, at: &mut At, slice: Slice, reply: Node, key: &str) -> Result<bool, Trouble> {
        let total = reply.at(key).int().ok_or_else(|| unreadable(&format!("a list without {key}")))?;
        Ok(self.hear(at, slice, total))
    }

    /// As `hear_told`, where the total is left out together with the elements: then the window is empty.
    pub fn hear_or_empty(self, at: &mut At, slice: Slice, reply: Node, key: &str, list: Node) -> Result<bool, Trouble> {
        if reply.at(key).int().is_none() && (at.step > 0 || list.len() == 0) {
            return Ok(self.hear(at, slice, 0));
        }
        self.hear_told(at, slice, reply, key)
    }
}

/// The platform's own count of the window so far; of a window that had to be cut, as it was told for the whole.
pub(crate) fn total(at: &At) -> Option<i64> {
    let note = |key: &str| at.notes.get(key).and_then(|t| t.parse().ok());
    note(TOTAL).max(note(WHOLE))
}

const LAST: &str = "last";

/// Takes the next place of a walk whose pages leave ids to be asked for one by one: it stays open until they are.
pub(crate) fn with_ids(at: &mut At, mut next: At, ids: Vec<String>) {
    next.ids = ids;
    if next.is_done && !next.ids.is_empty() {
        next.is_done = false;
        next.notes.insert(LAST.to_owned(), "1".to_owned());
    }
    *at = next;
}

/// The first of these ids is heard.
pub(crate) fn next_id(at: &mut At) {
    next_ids(at, 1);
}

/// So many of these ids are heard.
pub(crate) fn next_ids(at: &mut At, count: usize) {
    at.ids.drain(..count.min(at.ids.len()));
    at.is_done = at.ids.is_empty() && at.notes.remove(LAST).is_some();
}

/// The first of these ids is known no more: the walk goes on without it.
pub(crate) fn gone_id(at: &mut At) -> Heard {
    let gone = at.ids.first().cloned().into_iter().collect();
    next_id(at);
    Heard { gone, ..Heard::default() }
}

/// The first of these ids is answered without what was asked for: that is told, and the walk goes on.
pub(crate) fn untold_id(at: &mut At) -> Heard {
    let untold = at.ids.first().map(|id| (id.clone(), "a reply without what was asked for".to_owned())).into_iter().collect();
    next_id(at);
    Heard { unreadable: untold, ..Heard::default() }
}

/// Where a cursor leads: on within the slice, to the next slice, or nowhere, when it comes back as it went.
pub(crate) fn follow(at: &mut At, slice: Slice, cursor: Option<String>) -> Result<(), Trouble> {
    match cursor {
        None => slice.finish(at),
        Some(cursor) if cursor == at.cursor => return Err(Trouble::Unreadable { what: "the cursor does not move".to_owned() }),
        Some(cursor) => {
            at.step = 1;
            at.cursor = cursor;
        }
    }
    Ok(())
}

/// The next of the numbers that are asked for one by one.
pub(crate) fn number<'n>(at: &At, numbers: &'n [String]) -> Option<&'n str> {
    usize::try_from(at.page).ok().and_then(|i| numbers.get(i)).map(String::as_str)
}

/// The next of the numbers that are asked for so many at a time.
pub(crate) fn batch<'n>(at: &At, numbers: &'n [String], size: usize) -> &'n [String] {
    let from = usize::try_from(at.page).unwrap_or(usize::MAX).saturating_mul(size).min(numbers.len());
    &numbers[from..numbers.len().min(from.saturating_add(size))]
}

/// A batch is heard: on to the next one.
pub(crate) fn next_batch(at: &mut At, count: usize, size: usize) {
    next_number(at, count.div_ceil(size));
}

/// The number is heard: on to the next one.
pub(crate) fn next_number(at: &mut At, count: usize) {
    at.page += 1;
    at.is_done = at.page >= count as i64;
}

/// The platform does not know the number: that is told, and the next one is asked.
pub(crate) fn gone(at: &mut At, numbers: &[String]) -> Heard {
    let gone = number(at, numbers).map(str::to_owned).into_iter().collect();
    next_number(at, numbers.len());
    Heard { gone, ..Heard::default() }
}

/// The platform answers well but without the order: that is told, and the next one is asked.
pub(crate) fn untold(at: &mut At, numbers: &[String]) -> Heard {
    let untold = number(at, numbers).map(|n| (n.to_owned(), "a reply without the order".to_owned())).into_iter().collect();
    next_number(at, numbers.len());
    Heard { unreadable: untold, ..Heard::default() }
}

/// The reply to one of the numbers: the order as `read` understands it, or that it is not told.
pub(crate) fn told<'v>(at: &mut At, numbers: &[String], order: Node<'v>, read: impl Fn(Node<'v>) -> Option<HeardOrder>) -> Heard {
    if !order.is_object() {
        return untold(at, numbers);
    }
    let mut heard = Heard::default();
    wording::take_orders(std::iter::once(order), &mut heard, read);
    next_number(at, numbers.len());
    heard
}

/// Shops that leave out a filter which they do not know answer with other orders too: what was not asked for is not taken, what is
/// missing is gone.
pub(crate) fn only(asked: &[String], heard: &mut Heard) {
    heard.orders.retain(|o| asked.contains(&o.draft.order_no));
    heard.refunds.retain(|r| asked.contains(&r.order_no));
    heard.gone = asked.iter().filter(|id| !heard.orders.iter().any(|o| o.draft.order_no == **id)).cloned().collect();
}

/// The place of the next page where pages follow the time of the last row: that time, and how many rows of it are read. `times` are those of
/// the page, in its order. False = this was the last page.
pub(crate) fn turned(at: &mut At, times: &[String], is_full: bool) -> bool {
    let Some(last) = times.last().filter(|_| is_full) else { return false };
    if *last == at.cursor {
        at.page += times.len() as i64;
    } else {
        at.page = times.iter().rev().take_while(|t| *t == last).count() as i64;
        at.cursor.clone_from(last);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGES: Pages = Pages { first: 1, size: 10, most: 5 };

    /// Walks a window over a made-up platform: orders by second; `leaves` = the order that changes after so many questions.
    fn walk(orders: &mut Vec<i64>, pages: Pages, to_s: i64, longest_s: i64, leaves: &[(usize, i64)]) -> (Vec<i64>, usize) {
        let (mut at, mut got, mut asked) = (At::default(), Vec::new(), 0);
        while !at.is_done {
            asked += 1;
            assert!(asked < 1_000, "the walk ends");
            for (when, who) in leaves {
                if *when == asked {
                    orders.retain(|o| o != who);
                }
            }
            let slice = Slice::of(&at, 0, to_s * 1_000, longest_s);
            let inside: Vec<i64> = orders.iter().copied().filter(|o| *o >= slice.from_s && *o <= slice.to_s).collect();
            let start = ((pages.page(&at) - pages.first) * pages.size) as usize;
            let page: Vec<i64> = inside.iter().copied().skip(start).take(pages.size as usize).collect();
            if pages.hear(&mut at, slice, inside.len() as i64) {
                got.extend(page);
            }
        }
        (got, asked)
    }

    #[test]
    fn nothing_is_skipped_when_orders_leave() {
        for first in [0, 1] {
            let pages = Pages { first, ..PAGES };
            for who in 0..35 {
                let mut orders: Vec<i64> = (0..35).collect();
                let (got, _) = walk(&mut orders, pages, 100, 1_000, &[(3, who), (4, (who + 7) % 35)]);
                for o in orders {
                    assert!(got.contains(&o), "{o} was skipped when {who} left");
                }
            }
        }
    }

    #[test]
    fn long_and_full_windows_are_cut() {
        let mut orders: Vec<i64> = (0..1_000).collect();
        let (got, asked) = walk(&mut orders, PAGES, 1_000, 400, &[]);
        assert!((0..1_000).all(|o| got.contains(&o)));
        assert!(asked < 180, "{asked}");
    }

    #[test]
    fn one_second_with_too_many_still_ends() {
        let mut orders = vec![5; 200];
        let (got, _) = walk(&mut orders, PAGES, 10, 1_000, &[]);
        // Slices share the second at which they meet: rather twice than not at all.
        assert!(got.len() >= 200, "{}", got.len());
    }

    #[test]
    fn an_empty_window_takes_one_question() {
        assert_eq!(walk(&mut vec![], PAGES, 10, 1_000, &[]), (vec![], 1));
    }
}
