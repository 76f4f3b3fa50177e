//! The digits after a main number: `-1234`, `转1234`, `#1234#` and the other shapes that platforms and people use.

use super::{Kind, Phone};
use crate::text::{Class, Clean};

/// Reads an extension into `phone` and returns where number and extension end. A `lent` number with an extension is a virtual one.
pub fn with_extension(clean: &Clean, end: usize, phone: &mut Phone, lent: bool) -> usize {
    let Some((ext, next)) = extension(clean, end, lent) else { return end };
    phone.ext = ext;
    if lent {
        phone.kind = Kind::Virtual;
    }
    next
}

/// `-1234`, `转1234`, `（转1234）`, `[1234]`, `#1234#`, `$#1234#`, `,1234`. Returns the digits and where they end.
/// Bare forms (comma, space) are taken after `lent` numbers only, and only for exactly four digits that stand alone.
pub fn extension(clean: &Clean, end: usize, lent: bool) -> Option<(String, usize)> {
    let free_run = |at: usize| {
        let stop = clean.run(at, Class::Digit);
        (stop > at && (at..stop).all(|index| clean.is_free(index))).then_some(stop)
    };
    let mut at = end;
    while clean.is(at, Class::Space) && at < end + 2 {
        at += 1;
    }
    let opened = clean.is(at, Class::Open);
    let inner = at + usize::from(opened);
    const WORDS: &[&str] = &["转分机", "转接", "分机号", "分机", "转", "ext.", "ext", "Ext", "EXT", "$#"];
    if let Some(length) = clean.starts_any(inner, WORDS) {
        let mut digits = inner + length;
        while clean.is_gap(digits) && digits < inner + length + 2 {
            digits += 1;
        }
        let stop = free_run(digits).filter(|stop| stop - digits <= 8)?;
        let hash = usize::from(clean.written.get(stop) == Some(&'#'));
        let close = usize::from(opened && clean.is(stop + hash, Class::Close));
        return Some((clean.digits(digits, stop), stop + hash + close));
    }
    if opened {
        let stop = free_run(inner).filter(|stop| (3..=6).contains(&(stop - inner)) && clean.is(*stop, Class::Close))?;
        return Some((clean.digits(inner, stop), stop + 1));
    }
    let parted = clean.written.get(end)?;
    match parted {
        '-' | '_' => {
            let from = end + 1 + usize::from(clean.is(end + 1, Class::Dash));
            let stop = free_run(from).filter(|stop| (1..=8).contains(&(stop - from)))?;
            let goes_on = clean.is(stop, Class::Dash) || "号栋幢室楼单座层".contains(*clean.written.get(stop).unwrap_or(&' '));
            (!goes_on).then(|| (clean.digits(from, stop), stop))
        }
        '#' => {
            let stop = free_run(end + 1).filter(|stop| (1..=8).contains(&(stop - end - 1)))?;
            Some((clean.digits(end + 1, stop), stop + usize::from(clean.written.get(stop) == Some(&'#'))))
        }
        ',' | ' ' if lent => {
            let stop = free_run(end + 1).filter(|stop| stop - end - 1 == 4)?;
            let alone = stop == clean.len()
                || matches!(clean.class[stop], Class::Space | Class::Break)
                || (clean.is(stop, Class::Mark) && clean.written[stop] != '/');
            alone.then(|| (clean.digits(end + 1, stop), stop))
        }
        _ => None,
    }
}
