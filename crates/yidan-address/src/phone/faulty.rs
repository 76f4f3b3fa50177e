//! Numbers that are wrong in a way that can be told: letters or Chinese numerals for digits, too many or too few of them.

use super::number::{self, is_mobile_shape};
use super::scan::Found;
use super::{Kind, Phone};
use crate::flag::Code;
use crate::text::{Class, Clean};

/// Eleven characters in which letters stand for similar digits: 1990000l2O4.
pub fn lettered(clean: &Clean, at: usize) -> Option<Found> {
    let run = clean.run(at, Class::Digit);
    if run - at > 10 || !matches!(clean.written.get(run), Some('a'..='z' | 'A'..='Z' | '|' | '!')) {
        return None;
    }
    let digit = |index: usize| match clean.written.get(index)? {
        c @ '0'..='9' => Some(*c),
        'o' | 'O' | 'Q' | 'D' => Some('0'),
        'l' | 'I' | 'i' | '|' | '!' => Some('1'),
        'z' | 'Z' => Some('2'),
        'S' | 's' => Some('5'),
        'b' => Some('6'),
        'B' => Some('8'),
        _ => None,
    };
    let text: String = (at..at + 11).map_while(digit).collect();
    let letters = (at..(at + 11).min(clean.len())).filter(|index| !clean.is(*index, Class::Digit)).count();
    let open = |index: Option<usize>| index.is_none_or(|i| !clean.is(i, Class::Latin) && !clean.is(i, Class::Digit));
    if letters == 0 || letters > 4 || text.len() != 11 || !is_mobile_shape(&text) || !open(at.checked_sub(1)) || !open(Some(at + 11)) {
        return None;
    }
    let mut phone = Phone::new(Kind::Invalid, clean.slice(at, at + 11)).with_problem(Code::PhoneCharset);
    phone.suggestion = Some(text);
    Some(Found { start: at, end: at + 11, phone })
}

/// Eleven digits written (in part) as Chinese numerals.
pub fn numerals(clean: &Clean, at: usize) -> Option<Found> {
    let run = clean.run(at, Class::Digit);
    let numeral = matches!(
        clean.written.get(run),
        Some(
            '〇' | '零'
                | '○'
                | '一'
                | '壹'
                | '幺'
                | '二'
                | '贰'
                | '两'
                | '三'
                | '叁'
                | '四'
                | '肆'
                | '五'
                | '伍'
                | '六'
                | '陆'
                | '七'
                | '柒'
                | '八'
                | '捌'
                | '九'
                | '玖'
        )
    );
    if run - at > 9 || !numeral || !clean.is(at + 10, Class::Han) && !clean.is(at + 10, Class::Digit) {
        return None;
    }
    let digit = |index: usize| {
        let letter = *clean.written.get(index)?;
        if letter.is_ascii_digit() {
            return Some(letter);
        }
        const NUMERALS: &[&str] = &["〇零○", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"];
        NUMERALS.iter().position(|forms| forms.contains(letter)).and_then(|value| char::from_digit(value as u32, 10))
    };
    let text: String = (at..clean.len()).map_while(digit).take(12).collect();
    let written = (at..(at + 11).min(clean.len())).filter(|index| clean.is(*index, Class::Han)).count();
    if text.len() != 11 || written < 2 || !is_mobile_shape(&text) {
        return None;
    }
    let mut phone = Phone::new(Kind::Invalid, clean.slice(at, at + 11)).with_problem(Code::PhoneCharset);
    phone.suggestion = Some(text);
    Some(Found { start: at, end: at + 11, phone })
}

/// Digits that must be meant as a number but are none: says what is wrong.
pub fn doubtful(clean: &Clean, start: usize, end: usize, digits: &str) -> Phone {
    let typed = clean.slice(start, end);
    if number::is_machine(digits) {
        return Phone::new(Kind::Invalid, typed).with_problem(Code::PhoneInvalid);
    }
    if digits.len() == 11 && digits.starts_with('1') {
        return Phone::new(Kind::Invalid, typed).with_problem(Code::PhonePrefix);
    }
    if digits.len() == 15 && is_mobile_shape(&digits[..11]) {
        let mut phone = Phone::new(Kind::Invalid, typed).with_problem(Code::PhoneLength);
        phone.suggestion = Some(format!("{}-{}", &digits[..11], &digits[11..]));
        return phone;
    }
    let near = (7..=15).contains(&digits.len()) && (digits.starts_with('1') || digits.starts_with('0') || digits.len() <= 8);
    Phone::new(Kind::Invalid, typed).with_problem(if near { Code::PhoneLength } else { Code::PhoneInvalid })
}
