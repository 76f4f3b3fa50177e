//! Finds the numbers in a text. A run of digits is always decided as a whole, so that a telephone number is never cut out of an order
//! number or an identity card. What a short run means (room, postcode, local number) is left to the caller, who knows its surroundings.

use super::extension::{extension, with_extension};
use super::faulty::{lettered, numerals};
use super::number::{self, area_code, is_id_card, is_known_series, is_mobile_shape};
use super::{Kind, Phone};
use crate::flag::Code;
use crate::text::{Class, Clean};
use crate::words::{Letters, is_in};

pub struct Found {
    /// Range in characters, prefix and extension included.
    pub start: usize,
    pub end: usize,
    pub phone: Phone,
}

/// A run of digits nobody has explained yet.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub start: usize,
    pub end: usize,
}

#[derive(Default)]
pub struct Scan {
    pub phones: Vec<Found>,
    pub id_cards: Vec<Run>,
    pub loose: Vec<Run>,
}

pub fn scan(clean: &Clean) -> Scan {
    let mut out = Scan::default();
    let mut at = 0;
    while at < clean.len() {
        if !clean.is_free(at) || !may_begin(clean, at) {
            at += 1;
            continue;
        }
        if let Some(found) = lettered(clean, at).or_else(|| numerals(clean, at)).or_else(|| number_at(clean, at)) {
            at = found.end;
            out.phones.push(found);
            continue;
        }
        if clean.is(at, Class::Digit) {
            let end = clean.run(at, Class::Digit);
            let card = end + usize::from(matches!(clean.written.get(end), Some('x' | 'X')) && end - at == 17);
            if card - at == 18 && is_id_card(&clean.written[at..card].iter().collect::<String>()) {
                out.id_cards.push(Run { start: at, end: card });
                at = card;
                continue;
            }
            match glued_to_room(clean, at, end) {
                Some(found) => out.phones.push(found),
                None => out.loose.push(Run { start: at, end }),
            }
            at = end;
            continue;
        }
        at += 1;
    }
    out
}

fn may_begin(clean: &Clean, at: usize) -> bool {
    let inside = at > 0 && clean.is_free(at - 1) && clean.is(at - 1, Class::Digit);
    let first = match clean.class[at] {
        Class::Digit => true,
        Class::Open => clean.written[at] == '(' && (clean.is(at + 1, Class::Digit) || clean.written.get(at + 1) == Some(&'+')),
        Class::Han => matches!(clean.written[at], '一' | '壹' | '幺'),
        _ => matches!(clean.written[at], '+' | '$' | 'l' | 'I'),
    };
    first && !inside
}

/// A complete number of any kind.
fn number_at(clean: &Clean, at: usize) -> Option<Found> {
    // A house number can be told from its length: nothing shorter than seven digits goes on without a separator or a star.
    if clean.is(at, Class::Digit) {
        let end = clean.run(at, Class::Digit);
        let goes_on = matches!(
            clean.class.get(end),
            Some(Class::Space | Class::Dash | Class::Star | Class::Other | Class::Latin | Class::NameDot | Class::Close)
        );
        if end - at < 7 && !goes_on {
            return None;
        }
    }
    let begin = at + usize::from(clean.written[at] == '$');
    let found = masked(clean, begin).or_else(|| international(clean, begin)).or_else(|| national(clean, begin))?;
    Some(Found { start: at, ..found })
}

fn national(clean: &Clean, at: usize) -> Option<Found> {
    match clean.written.get(at)? {
        '1' => mobile(clean, at),
        '4' | '8' => service(clean, at),
        '0' | '(' => landline(clean, at),
        '9' => leased(clean, at),
        _ => None,
    }
}

/// Up to three groups of digits parted by single spaces, hyphens or dots.
struct Groups {
    ends: [usize; 3],
    lengths: [usize; 3],
    digits: Digits,
}

/// A few digits without a place on the heap; what exceeds the room belongs to no number.
#[derive(Clone, Copy)]
struct Digits {
    bytes: [u8; 32],
    length: usize,
}

impl Digits {
    const NONE: Digits = Digits { bytes: [b'0'; 32], length: 0 };

    fn push(&mut self, letters: &[char]) {
        for letter in letters.iter().filter(|letter| letter.is_ascii_digit()) {
            if self.length < self.bytes.len() {
                self.bytes[self.length] = *letter as u8;
                self.length += 1;
            }
        }
    }
}

impl std::ops::Deref for Digits {
    type Target = str;
    fn deref(&self) -> &str {
        // Only ASCII digits are ever pushed.
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

fn groups(clean: &Clean, at: usize) -> Groups {
    let mut out = Groups { ends: [at; 3], lengths: [0; 3], digits: Digits::NONE };
    let mut start = at;
    for group in 0..3 {
        let end = clean.run(start, Class::Digit);
        if end == start || !(start..end).all(|index| clean.is_free(index)) {
            break;
        }
        out.digits.push(&clean.written[start..end]);
        out.ends[group] = end;
        out.lengths[group] = end - start;
        let parted = clean.is(end, Class::Space) || clean.is(end, Class::Dash) || clean.written.get(end) == Some(&'.');
        if !parted || out.digits.len() > 11 {
            break;
        }
        start = end + 1;
    }
    out
}

impl Groups {
    /// The end of the number if the leading groups have one of the `shapes` (unused places are 0).
    fn shaped(&self, shapes: &[[usize; 3]]) -> Option<(usize, usize)> {
        shapes.iter().find_map(|shape| {
            let used = shape.iter().filter(|length| **length > 0).count();
            (self.lengths[..used] == shape[..used]).then(|| (self.ends[used - 1], shape.iter().sum()))
        })
    }
}

fn mobile(clean: &Clean, at: usize) -> Option<Found> {
    let groups = groups(clean, at);
    const SHAPES: [[usize; 3]; 7] = [[11, 0, 0], [3, 4, 4], [4, 3, 4], [4, 4, 3], [3, 8, 0], [7, 4, 0], [5, 6, 0]];
    let (end, length) = groups.shaped(&SHAPES)?;
    let digits = groups.digits[..length].to_owned();
    if !is_mobile_shape(&digits) || (end - at > 11 && !groups_belong(clean, at, &groups)) {
        return None;
    }
    let mut phone = Phone::new(Kind::Mobile, digits);
    if !is_known_series(&phone.number) {
        phone.problem = Some(Code::PhonePrefix);
    } else if number::is_filler(&phone.number) {
        phone.problem = Some(Code::PhoneSuspect);
    }
    let end = with_extension(clean, end, &mut phone, true);
    Some(Found { start: at, end, phone })
}

/// 12#1941 135-6330-3580 holds a room and then a number: groups must stand apart from what precedes them, share one separator, and
/// not leave a better number starting at the second group.
fn groups_belong(clean: &Clean, at: usize, first: &Groups) -> bool {
    let touches = at > 0 && clean.is_free(at - 1) && matches!(clean.class[at - 1], Class::Other | Class::Dash | Class::Latin);
    let separators =
        [clean.written[first.ends[0]], if first.lengths[2] > 0 { clean.written[first.ends[1]] } else { clean.written[first.ends[0]] }];
    let second = groups(clean, first.ends[0] + 1);
    let better = second.shaped(&[[3, 4, 4]]).is_some() && is_mobile_shape(&second.digits[..11]);
    !touches && separators[0] == separators[1] && !better
}

fn service(clean: &Clean, at: usize) -> Option<Found> {
    let groups = groups(clean, at);
    if !groups.digits.starts_with("400") && !groups.digits.starts_with("800") {
        return None;
    }
    let (end, length) = groups.shaped(&[[10, 0, 0], [3, 3, 4], [4, 3, 3], [3, 4, 3], [3, 7, 0], [6, 4, 0], [4, 6, 0]])?;
    let mut phone = Phone::new(Kind::Service, groups.digits[..length].to_owned());
    let end = with_extension(clean, end, &mut phone, false);
    Some(Found { start: at, end, phone })
}

/// 0571-80001234, (0571)80001234, 057180001234, and the mobile numbers of Taiwan, which begin with 09.
fn landline(clean: &Clean, at: usize) -> Option<Found> {
    let bracket = clean.written.get(at) == Some(&'(');
    let first = at + usize::from(bracket);
    let code_end = clean.run(first, Class::Digit);
    if clean.written.get(first) != Some(&'0') {
        return None;
    }
    let mut all = groups(clean, first);
    if bracket {
        if !clean.is(code_end, Class::Close) {
            return None;
        }
        let local = code_end + 1 + usize::from(clean.is(code_end + 1, Class::Space) || clean.is(code_end + 1, Class::Dash));
        let rest = groups(clean, local);
        all = Groups {
            ends: [code_end, rest.ends[0], rest.ends[1]],
            lengths: [code_end - first, rest.lengths[0], rest.lengths[1]],
            digits: {
                let mut both = Digits::NONE;
                both.push(&clean.written[first..code_end]);
                both.push(&rest.digits.chars().collect::<Vec<char>>());
                both
            },
        };
    }
    if let Some((end, 10)) = all.shaped(&[[10, 0, 0], [4, 3, 3], [4, 6, 0]])
        && all.digits.starts_with("09")
    {
        let mut phone = Phone::new(Kind::Taiwan, all.digits[..10].to_owned());
        phone.country = "886".to_owned();
        return Some(Found { start: at, end, phone });
    }
    let (code, _) = area_code(&all.digits)?;
    let whole = all.lengths[0];
    let (end, local) = if whole == code {
        all.shaped(&[[code, 8, 0], [code, 7, 0], [code, 4, 4], [code, 3, 4]]).map(|(end, length)| (end, length - code))?
    } else if whole > code && (7..=8).contains(&(whole - code)) {
        (all.ends[0], whole - code)
    } else {
        return None;
    };
    let mut phone = Phone::new(Kind::Landline, all.digits[..code + local].to_owned());
    if !number::local_length_fits(code, local) {
        phone.problem = Some(Code::PhoneLength);
    }
    let end = with_extension(clean, end, &mut phone, false);
    Some(Found { start: at, end, phone })
}

/// 95xxxxx with an extension of four to eight digits: a number lent by a platform.
fn leased(clean: &Clean, at: usize) -> Option<Found> {
    let end = clean.run(at, Class::Digit);
    if end - at != 7 || clean.written[at] != '9' || clean.written[at + 1] != '5' {
        return None;
    }
    let (ext, end) = extension(clean, end, false)?;
    if !(4..=8).contains(&ext.len()) {
        return None;
    }
    let mut phone = Phone::new(Kind::Virtual, clean.digits(at, at + 7));
    phone.ext = ext;
    Some(Found { start: at, end, phone })
}

/// A country code before the number. 86 counts only when a whole number follows and no house number can be meant.
fn international(clean: &Clean, at: usize) -> Option<Found> {
    let mut index = at + usize::from(clean.written.get(at) == Some(&'('));
    let plus = clean.written.get(index) == Some(&'+');
    index += usize::from(plus);
    let zeros = clean.starts(index, "00");
    let digits_at = index + if zeros { 2 } else { 0 };
    let after_word = at > 0 && clean.is_free(at - 1) && clean.is(at - 1, Class::Han);
    for country in ["86", "852", "853", "886"] {
        if !clean.starts(digits_at, country) {
            continue;
        }
        let mut next = digits_at + country.len();
        let parted = clean.is_gap(next);
        while clean.is_gap(next) && next < digits_at + country.len() + 3 {
            next += 1;
        }
        if !plus && !zeros && after_word && parted && country == "86" {
            return None;
        }
        if !clean.is(next, Class::Digit) {
            continue;
        }
        if let Some(found) = after_country(clean, at, next, country, plus || zeros || parted) {
            return Some(found);
        }
    }
    if !plus {
        return None;
    }
    let groups = groups(clean, digits_at);
    let (end, used) =
        [(groups.ends[2], 3), (groups.ends[1], 2), (groups.ends[0], 1)].into_iter().find(|(_, used)| groups.lengths[used - 1] > 0)?;
    let length: usize = groups.lengths[..used].iter().sum();
    if !(8..=15).contains(&length) {
        return None;
    }
    let mut phone = Phone::new(Kind::Foreign, (*groups.digits).to_owned());
    phone.country = String::new();
    Some(Found { start: at, end, phone })
}

fn after_country(clean: &Clean, at: usize, next: usize, country: &str, certain: bool) -> Option<Found> {
    if country == "86" {
        if let Some(found) = mobile(clean, next).or_else(|| landline(clean, next)) {
            return Some(Found { start: at, ..found });
        }
        // The zero of the area code is dropped after a country code: 86-571-80001234.
        let groups = groups(clean, next);
        let with_zero = format!("0{}", &*groups.digits);
        let (code, _) = area_code(&with_zero)?;
        let (end, length) = groups.shaped(&[[code - 1, 8, 0], [code - 1, 7, 0], [code - 1, 4, 4], [code + 7, 0, 0], [code + 6, 0, 0]])?;
        let mut phone = Phone::new(Kind::Landline, with_zero[..=length].to_owned());
        let end = with_extension(clean, end, &mut phone, false);
        return Some(Found { start: at, end, phone });
    }
    let groups = groups(clean, next);
    let (kind, shapes): (Kind, &[[usize; 3]]) = match country {
        "852" => (Kind::HongKong, &[[8, 0, 0], [4, 4, 0]]),
        "853" => (Kind::Macau, &[[8, 0, 0], [4, 4, 0]]),
        _ => (Kind::Taiwan, &[[10, 0, 0], [9, 0, 0], [3, 3, 3], [4, 3, 3], [8, 0, 0], [1, 8, 0], [2, 8, 0], [1, 4, 4]]),
    };
    let (end, length) = groups.shaped(shapes)?;
    let mut digits = groups.digits[..length].to_owned();
    let fits = match kind {
        Kind::HongKong => number::is_hong_kong(&digits),
        Kind::Macau => number::is_macau(&digits),
        _ => certain,
    };
    if !fits || (!certain && kind != Kind::Taiwan && after_digits(clean, at)) {
        return None;
    }
    if kind == Kind::Taiwan && !digits.starts_with('0') {
        digits.insert(0, '0');
    }
    let mut phone = Phone::new(kind, digits);
    phone.country = country.to_owned();
    Some(Found { start: at, end, phone })
}

fn after_digits(clean: &Clean, at: usize) -> bool {
    at > 0 && clean.is_free(at - 1) && !clean.is_gap(at - 1)
}

/// Digits with at least three hiding characters between them: 199****0000, 199xxxx0000.
fn masked(clean: &Clean, at: usize) -> Option<Found> {
    if !clean.is(at, Class::Digit) {
        return None;
    }
    let hides = |index: usize| {
        clean.is(index, Class::Star)
            || clean.is(index, Class::NameDot)
            || (matches!(clean.written.get(index), Some('x' | 'X'))
                && matches!(clean.written.get(index + 1).or(clean.written.get(index - 1)), Some('x' | 'X')))
            || (matches!(clean.written.get(index), Some('x' | 'X')) && matches!(clean.written.get(index - 1), Some('x' | 'X')))
    };
    let mut end = at;
    let mut stars = 0;
    while end < clean.len()
        && clean.is_free(end)
        && (clean.is(end, Class::Digit) || hides(end) || (clean.is(end, Class::Dash) && stars == 0))
    {
        stars += usize::from(hides(end));
        end += 1;
    }
    if stars < 3 || !(7..=14).contains(&(end - at)) || end - at - stars < 2 {
        return None;
    }
    let mut phone = Phone::new(Kind::Masked, clean.slice(at, end)).with_problem(Code::PhoneMasked);
    if let Some((ext, next)) = extension(clean, end, true) {
        phone.ext = ext;
        end = next;
    }
    Some(Found { start: at, end, phone })
}

/// 5-30119900001234: a house number that ran into the telephone number. The last eleven digits are the number.
fn glued_to_room(clean: &Clean, at: usize, end: usize) -> Option<Found> {
    let length = end - at;
    if !(12..=16).contains(&length) || at == 0 || !clean.is_free(at - 1) {
        return None;
    }
    let before = clean.class[at - 1];
    let touches = matches!(before, Class::Han | Class::Latin | Class::Other) || (before == Class::Dash && at > 1 && !clean.is_gap(at - 2));
    let tail = clean.digits(end - 11, end);
    if !touches || !is_mobile_shape(&tail) || !is_known_series(&tail) || clean.written[at] == '0' || follows_a_name(clean, at) {
        return None;
    }
    let mut phone = Phone::new(Kind::Mobile, tail);
    let end = with_extension(clean, end, &mut phone, true);
    Some(Found { start: at + length - 11, end, phone })
}

/// Two to four characters and nothing else stand before the digits: a name, so no room number can be meant.
fn follows_a_name(clean: &Clean, at: usize) -> bool {
    let mut start = at;
    while start > 0 && clean.is_free(start - 1) && clean.is(start - 1, Class::Han) {
        start -= 1;
    }
    let alone = start == 0 || !clean.is_free(start - 1) || clean.is_gap(start - 1);
    alone && (2..=4).contains(&(at - start)) && !is_in(clean.key[at - 1], Letters::Ending)
}
