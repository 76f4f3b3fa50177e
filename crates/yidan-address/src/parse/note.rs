//! What is neither person nor place: wishes, goods, greetings. Only whole fragments are judged, never a piece of one.

use crate::text::{Class, Clean, Owner};
use crate::words::Set;

const UNITS: &str = "件箱盒袋瓶包斤双条套只罐桶份张片本对把台码克升支枚粒串提板卷组个";
const SIZES: &[&str] = &["XS", "S", "M", "L", "XL", "XXL", "XXXL", "2XL", "3XL", "4XL", "均码", "大码"];

pub fn is_greeting(clean: &Clean, start: usize, end: usize) -> bool {
    clean.hits_at(start).any(|hit| hit.is(Set::Greeting) && hit.length as usize == end - start)
}

/// Characters taken up by words that lead up to an address.
pub fn lead(clean: &Clean, start: usize, end: usize) -> usize {
    let mut at = start;
    while let Some(length) = clean.word(at, Set::Lead) {
        if at + length >= end {
            break;
        }
        at += length;
    }
    at - start
}

/// Nothing but words that lead up to an address.
pub fn is_lead(clean: &Clean, start: usize, end: usize) -> bool {
    let taken = lead(clean, start, end);
    let last = start + taken;
    clean.hits_at(last).any(|hit| hit.is(Set::Lead) && last + hit.length as usize == end)
}

pub fn is_wish(clean: &Clean, start: usize, end: usize) -> bool {
    if let Some(length) = clean.word(start, Set::Carrier)
        && (start + length == end || clean.starts_any(start + length, &["快递", "速递", "速运", "物流"]) == Some(end - start - length))
    {
        return true;
    }
    if (start..end).filter(|at| clean.is(*at, Class::Digit)).count() > 3 {
        return false;
    }
    let ends_as_place = clean
        .ends_any(start, end, &["驿站", "超市", "小区", "店", "路", "号", "室", "栋", "楼", "村", "门卫", "门卫室", "传达室", "收发室"])
        .is_some();
    let starts = clean.word(start, Set::WishStart).is_some();
    (starts && !ends_as_place && end - start >= 4) || clean.has_word(start, end, Set::Wish) && (starts || !ends_as_place)
}

/// 文三路8号（送货上门）: a wish in brackets is no part of the address.
pub fn claim_bracketed(clean: &mut Clean) {
    for open in 0..clean.len() {
        if !clean.is(open, Class::Open) || !clean.is_free(open) {
            continue;
        }
        let close = (open + 1..clean.len().min(open + 24)).find(|at| clean.is(*at, Class::Close));
        let Some(close) = close.filter(|close| close - open > 3 && (open..*close).all(|at| clean.is_free(at))) else { continue };
        if is_wish(clean, open + 1, close) {
            clean.claim(open, close + 1, Owner::Dropped);
            clean.claim(open + 1, close, Owner::Note);
        }
    }
}

/// Goods: a number with a unit, a multiplication sign, a size or a colour.
pub fn is_goods(clean: &Clean, start: usize, end: usize) -> bool {
    let at = |index: usize| clean.written.get(index).copied().filter(|_| index < end).unwrap_or(' ');
    for index in start..end {
        let times = clean.is(index, Class::Star) || matches!(at(index), 'x' | 'X');
        if times && clean.is(index + 1, Class::Digit) && index + 1 < end && (index == start || !clean.is(index - 1, Class::Digit)) {
            return true;
        }
        let amount = clean.is(index, Class::Digit) || "一二两三四五六七八九十半".contains(at(index));
        if !amount || index + 1 >= end {
            continue;
        }
        let last = index + 2 >= end;
        if UNITS.contains(at(index + 1))
            && (last || clean.starts_any(index + 2, &["装", "起", "*", "×", "/"]).is_some() || clean.is(index + 2, Class::Star))
        {
            return true;
        }
        if clean.is(index, Class::Digit) && clean.starts_any(index + 1, &["kg", "KG", "Kg", "ml", "ML", "g", "斤装", "件套"]).is_some()
        {
            return true;
        }
    }
    let text: String = clean.written[start..end].iter().collect();
    SIZES.contains(&text.as_str()) || (at(end - 1) == '色' && end - start <= 4)
}
