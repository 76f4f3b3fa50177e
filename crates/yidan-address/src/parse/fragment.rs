//! Cuts what nobody owns yet into fragments at separators. A separator inside a house number (16-2, 1/3), between Latin words or inside
//! an attached bracket does not cut.

use crate::text::{Class, Clean, Owner};

#[derive(Clone, Copy, Debug)]
pub struct Fragment {
    pub start: usize,
    pub end: usize,
}

impl Fragment {
    pub fn len(&self) -> usize {
        self.end - self.start
    }
}

pub fn cut(clean: &Clean) -> Vec<Fragment> {
    let mut out = Vec::with_capacity(12);
    let mut start = None;
    let mut at = 0;
    while at < clean.len() {
        let inside = match keeps(clean, at, start.is_some()) {
            0 => false,
            length => {
                start.get_or_insert(at);
                at += length;
                true
            }
        };
        if !inside {
            if let Some(from) = start.take() {
                push(clean, &mut out, from, at);
            }
            at += 1;
        }
    }
    if let Some(from) = start {
        push(clean, &mut out, from, clean.len());
    }
    out
}

/// Trims separators that were kept for the sake of a neighbour.
fn push(clean: &Clean, out: &mut Vec<Fragment>, mut start: usize, mut end: usize) {
    let loose =
        |at: usize| matches!(clean.class[at], Class::Dash | Class::Space | Class::NameDot | Class::Mark) || clean.written[at] == '.';
    while start < end && loose(start) {
        start += 1;
    }
    while end > start && loose(end - 1) {
        end -= 1;
    }
    let content = (start..end).any(|at| matches!(clean.class[at], Class::Han | Class::Digit | Class::Latin | Class::Star));
    if content {
        out.push(Fragment { start, end });
    }
}

/// How many characters at `at` belong to the fragment: 0 for a cut, more than one for a whole bracket.
fn keeps(clean: &Clean, at: usize, open: bool) -> usize {
    if !clean.is_free(at) {
        return 0;
    }
    let around = |class: Class| at > 0 && clean.is(at - 1, class) && clean.is(at + 1, class);
    let word = |index: usize| clean.is_free(index) && matches!(clean.class[index], Class::Han | Class::Digit | Class::Latin | Class::Other);
    match clean.class[at] {
        Class::Han | Class::Digit | Class::Latin | Class::Star => 1,
        Class::Other => usize::from(at + 1 < clean.len() || open),
        Class::Space => usize::from(open && around(Class::Latin) && latin_words(clean, at)),
        Class::Mark => usize::from(open && around(Class::Digit) && matches!(clean.written[at], '/' | ':' | '+' | '~' | '、' | ',')),
        Class::Dash => {
            let han = around(Class::Han);
            usize::from(open && !han && at > 0 && word(at - 1) && word(at + 1))
        }
        Class::NameDot => usize::from(open && at > 0 && word(at - 1) && word(at + 1)),
        Class::Open if open => bracket(clean, at).map_or(0, |close| close + 1 - at),
        Class::Open | Class::Close | Class::Break => 0,
    }
}

/// Latin words joined by a blank are one name unless a digit is near.
fn latin_words(clean: &Clean, blank: usize) -> bool {
    let mut start = blank;
    while start > 0 && clean.is(start - 1, Class::Latin) {
        start -= 1;
    }
    let end = clean.run(blank + 1, Class::Latin);
    let digit = |at: Option<usize>| at.is_some_and(|at| clean.is(at, Class::Digit) && clean.is_free(at));
    blank - start >= 2 && end - blank > 2 && !digit(start.checked_sub(1)) && !digit(Some(end))
}

/// The closing bracket of a short bracket that is attached to a word and wholly free.
fn bracket(clean: &Clean, at: usize) -> Option<usize> {
    if at == 0 || !clean.is_free(at - 1) || clean.is_gap(at - 1) || matches!(clean.written[at], '【' | '〖') {
        return None;
    }
    let close = (at + 1..clean.len().min(at + 40)).find(|index| clean.is(*index, Class::Close) || clean.is(*index, Class::Break))?;
    let whole = clean.is(close, Class::Close) && (at + 1..close).all(|index| clean.owner[index] == Owner::Free);
    (whole && close > at + 1).then_some(close)
}
