//! How much a few characters look like the name of a person. Where they stand in the text is weighed by `name`.

use crate::text::{Class, Clean};
use crate::words::{Letters, Set, is_in};

/// How a name was recognised; a larger worth is better evidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person {
    pub worth: i32,
    /// A surname or title was seen, not just a short word.
    pub sure: bool,
}

fn letter(clean: &Clean, index: usize) -> char {
    char::from_u32(u32::from(clean.key[index])).unwrap_or('\0')
}

/// Length of the surname at `index`, 0 if there is none.
pub fn surname(clean: &Clean, index: usize, end: usize) -> usize {
    if index + 2 <= end && clean.word(index, Set::Compound).is_some() && end - index > 2 {
        return 2;
    }
    usize::from(index < end && clean.is(index, Class::Han) && is_in(clean.key[index], Letters::Surname))
}

pub fn is_given(clean: &Clean, index: usize) -> bool {
    is_in(clean.key[index], Letters::Given)
}

pub fn is_brand(clean: &Clean, start: usize, end: usize) -> bool {
    clean.word(start, Set::Brand).is_some_and(|length| start + length <= end)
}

/// Rates `start..end` as a whole. None means that it cannot be a name.
pub fn rate(clean: &Clean, start: usize, end: usize) -> Option<Person> {
    let length = end - start;
    if length == 0 || length > 24 {
        return None;
    }
    let count = |class: Class| (start..end).filter(|at| clean.is(*at, class)).count();
    let (han, latin, digits, dots) = (count(Class::Han), count(Class::Latin), count(Class::Digit), count(Class::NameDot));
    if han == 0 {
        return rate_latin(clean, start, end, latin, digits);
    }
    if clean.has_word(start, end, Set::NoName) {
        return None;
    }
    if dots > 0 {
        let plain = han + dots + latin == length && clean.is(start, Class::Han) && clean.is(end - 1, Class::Han);
        return (plain && han >= 3).then_some(Person { worth: 85, sure: true });
    }
    if let Some(title) = clean.word_ending(start, end, Set::Title) {
        let rest = length - title;
        let known = surname(clean, start, end - title) > 0;
        return (rest <= 4 && digits == 0).then_some(Person {
            worth: if rest == 0 {
                20
            } else if known {
                90
            } else {
                60
            },
            sure: rest > 0,
        });
    }
    if is_in(clean.key[end - 1], Letters::NoNameEnd) && length >= 2 {
        // 李场 may be a person, 张店 not likely: only two characters with a good given name pass.
        return (length == 2 && surname(clean, start, end) == 1 && is_given(clean, end - 1)).then_some(Person { worth: 45, sure: true });
    }
    if han < length {
        let stars = count(Class::Star);
        if stars > 0 && stars + han == length && length <= 5 && clean.is(start, Class::Han) {
            return Some(Person { worth: 80, sure: true });
        }
        // 小A, 7号客户: possible, but weak.
        return (length <= 8 && digits <= 4 && han + latin + digits == length).then_some(Person { worth: 18, sure: false });
    }
    rate_han(clean, start, end)
}

fn rate_latin(clean: &Clean, start: usize, end: usize, latin: usize, digits: usize) -> Option<Person> {
    const SIZES: &[&str] = &["XS", "XXL", "XXXL", "XL", "S", "M", "L", "kg", "KG", "g", "ml", "ML", "cm", "mm", "PC", "pcs"];
    let text: String = clean.written[start..end].iter().collect();
    let wordy = latin >= 2 && digits <= 3 && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '\'' | '·' | '_'));
    if !wordy || SIZES.contains(&text.as_str()) || !clean.is(start, Class::Latin) {
        return None;
    }
    Some(Person { worth: if digits == 0 && latin >= 3 { 60 } else { 25 }, sure: digits == 0 && latin >= 3 })
}

fn rate_han(clean: &Clean, start: usize, end: usize) -> Option<Person> {
    let length = end - start;
    let family = surname(clean, start, end);
    let given = length - family;
    if family == 1 && length == 2 && is_in(clean.key[end - 1], Letters::ShortTitle) {
        return Some(Person { worth: 85, sure: true });
    }
    if family == 2 && length == 3 && is_in(clean.key[end - 1], Letters::ShortTitle) {
        return Some(Person { worth: 85, sure: true });
    }
    let good = (start + family..end).filter(|at| is_given(clean, *at)).count();
    let worth = match (family, given) {
        (0, _) => return rate_nickname(clean, start, end),
        (1, 1) => {
            if good == 1 {
                78
            } else {
                66
            }
        }
        (1, 2) => {
            if good == 2 {
                82
            } else {
                60 + 8 * good as i32
            }
        }
        (2, 1..=2) => 84,
        (1, 3) => {
            if good >= 2 {
                45
            } else {
                28
            }
        }
        (2, 3) => 40,
        _ => return rate_nickname(clean, start, end),
    };
    let worth = if is_brand(clean, start, end) { worth - 45 } else { worth };
    Some(Person { worth, sure: worth >= 50 })
}

/// No surname: 糖糖, 阿杰, 小鱼儿, 大旋仔. Weak, but somebody has to receive the parcel.
fn rate_nickname(clean: &Clean, start: usize, end: usize) -> Option<Person> {
    let length = end - start;
    if length > 8 {
        return None;
    }
    let first = letter(clean, start);
    let fond = "阿小老大".contains(first) && (2..=4).contains(&length);
    let fond = fond || (2..=4).contains(&length) && "妈爸姐哥妹叔婶嫂".contains(letter(clean, end - 1));
    let doubled = (2..=3).contains(&length) && clean.key[end - 1] == clean.key[end - 2];
    let placed = length >= 2 && "城府苑庄湾里园居轩阁庭台苏阳州都村堡".contains(letter(clean, end - 1));
    let worth = match length {
        1 => 30,
        2..=8 if placed => 20,
        2..=4 if fond || doubled => 42,
        // A rare surname with a given name as people give it.
        3 if is_given(clean, end - 1) && is_given(clean, end - 2) => 42,
        2..=4 => 30,
        5 => 22,
        _ => 10,
    };
    Some(Person { worth, sure: (fond || doubled) && !placed })
}
