//! Words that announce what follows: 收货人, 手机号码, 详细地址. A label outweighs every guess; it may be glued to its value without
//! colon or blank. Reading the values is left to the later steps.

use crate::text::{Class, Clean, Owner};
use crate::words::Set;
pub use crate::words::labels::Label;

/// A label and the range its value may stand in.
#[derive(Clone, Copy, Debug)]
pub struct Zone {
    pub label: Label,
    /// First character of the label itself.
    pub word: usize,
    pub start: usize,
    pub end: usize,
}

#[rustfmt::skip]
/// Finds all labels, claims them as dropped and returns the zones in order.
pub fn find(clean: &mut Clean) -> Vec<Zone> {
    let crowded = is_crowded(clean);
    let mut zones: Vec<Zone> = Vec::new();
    let mut done = 0;
    let hits = clean.hits();
    for (index, hit) in hits.iter().enumerate() {
        let at = hit.at as usize;
        // The words at one place are looked at together, the longest first: 收货地址 before 收货. A shorter one may still be a label where
        // the longer one is none.
        if at < done || (index > 0 && hits[index - 1].at == hit.at) {
            continue;
        }
        let found = clean.hits_at(at).rev().find_map(|hit| {
            let (label, strict) = hit.label()?;
            label_at(clean, at, hit.length as usize, label, strict, crowded)
        });
        if let Some((label, end)) = found {
            zones.push(Zone { label, word: at, start: end, end: clean.len() });
            done = end;
        }
    }
    for index in 0..zones.len() {
        if let Some(next) = zones.get(index + 1) {
            zones[index].end = next.word;
        }
    }
    for zone in &zones {
        clean.claim(zone.word, zone.start, Owner::Dropped);
    }
    zones
}

fn is_crowded(clean: &Clean) -> bool {
    clean.hits().iter().filter(|hit| hit.is(Set::Unmistakable)).nth(1).is_some()
}

/// The label that the word at `at` is, and the end of label, brackets and colon.
fn label_at(clean: &Clean, at: usize, length: usize, label: Label, strict: bool, crowded: bool) -> Option<(Label, usize)> {
    let end = at + length;
    if clean.is(at, Class::Latin) && ((at > 0 && clean.is(at - 1, Class::Latin)) || clean.is(end, Class::Latin)) {
        return None;
    }
    let unmistakable = crowded && clean.word(at, Set::Unmistakable) == Some(length);
    let dot = usize::from(clean.is(at, Class::Latin) && clean.written.get(end) == Some(&'.'));
    accept(clean, at, end + dot, label, strict, unmistakable)
}

fn accept(clean: &Clean, at: usize, word_end: usize, label: Label, strict: bool, unmistakable: bool) -> Option<(Label, usize)> {
    let mut next = word_end;
    while clean.is(next, Class::Space) && next < word_end + 3 {
        next += 1;
    }
    let before = at.checked_sub(1);
    let bracketed = before.is_some_and(|b| clean.is(b, Class::Open)) && clean.is(next, Class::Close);
    let colon = |index: usize| matches!(clean.written.get(index), Some(':' | '：' | '='));
    if bracketed {
        return Some((label, next + 1 + usize::from(colon(next + 1))));
    }
    if colon(next) {
        return Some((label, next + 1));
    }
    if strict || label == Label::Heading {
        return None;
    }
    let boundary = unmistakable || before.is_none_or(|b| clean.is_gap(b) || clean.is(b, Class::Digit) || clean.owner[b] != Owner::Free);
    let digit = clean.is(next, Class::Digit) || matches!(clean.written.get(next), Some('+' | '('));
    let fits = match label {
        Label::Phone | Label::Postcode | Label::OrderNo | Label::IdCard => digit,
        Label::Note => boundary && !clean.starts(word_end, "板"),
        Label::Name | Label::Address | Label::Region => {
            boundary && (clean.is(next, Class::Han) || clean.is(next, Class::Break) || clean.is(next, Class::Latin))
        }
        Label::Sender | Label::Heading => false,
    };
    fits.then_some((label, word_end))
}

/// Two people in one text: what belongs to the sender is set aside. Only where a receiver is named as well.
pub fn sender_ranges(clean: &Clean, zones: &[Zone]) -> Vec<(usize, usize)> {
    let receives = |zone: &Zone| clean.starts(zone.word, "收");
    if !zones.iter().any(receives) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut from = None;
    for zone in zones {
        if zone.label == Label::Sender && from.is_none() {
            from = Some(zone.start);
        } else if receives(zone)
            && let Some(start) = from.take()
        {
            out.push((start, zone.word));
        }
    }
    if let Some(start) = from {
        out.push((start, clean.len()));
    }
    out
}
