//! Numbers that name something (orders, sub-orders, waybills): whether Excel has damaged them.

use std::borrow::Cow;

/// Text of a worksheet number: whole numbers without `.0`, and above 2^53 in a form that `is_damaged` knows.
pub fn number_text(v: &str) -> Cow<'_, str> {
    let plain = v.len() <= 15 && v.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'.');
    if plain && !v.contains('.') {
        return Cow::Borrowed(v);
    }
    let Ok(f) = v.parse::<f64>() else { return Cow::Borrowed(v) };
    float_text(f).into()
}

/// As `number_text`, from a binary number.
pub fn float_text(f: f64) -> String {
    if f.is_finite() && f.abs() <= 9_007_199_254_740_992.0 {
        return format!("{f}");
    }
    let text = format!("{f:E}");
    match text.find('E') {
        Some(at) if !text[at + 1..].starts_with('-') => format!("{}E+{}", &text[..at], &text[at + 1..]),
        _ => text,
    }
}

/// `5.12E+18`: digits, an optional fraction, `E+` and digits. `26051212E45678` has no plus and is sound.
pub fn is_damaged(t: &str) -> bool {
    let b = t.as_bytes();
    let Some(e) = b.iter().position(|c| matches!(c, b'E' | b'e')) else { return false };
    let (head, tail) = (&b[..e], &b[e + 1..]);
    let mut points = 0;
    let digits_only = |c: &u8| c.is_ascii_digit();
    !head.is_empty()
        && head[0].is_ascii_digit()
        && head.iter().all(|c| {
            points += usize::from(*c == b'.');
            c.is_ascii_digit() || *c == b'.'
        })
        && points <= 1
        && tail.len() >= 2
        && tail[0] == b'+'
        && tail[1..].iter().all(digits_only)
}

/// What the tail of a long number says about the file it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// Shorter than 17 digits or not all digits: says nothing.
    Silent,
    /// 17 or more digits, all zeros after the 15th.
    Zeros,
    /// 17 or more digits with something after the 15th: the file is sound.
    Sound,
}

pub fn tail(t: &str) -> Tail {
    let b = t.as_bytes();
    if b.len() < 17 || !b.iter().all(u8::is_ascii_digit) {
        Tail::Silent
    } else if b[15..].iter().all(|c| *c == b'0') {
        Tail::Zeros
    } else {
        Tail::Sound
    }
}

/// A waybill or id that came through a worksheet as `123.0`.
pub fn without_point_zero(t: &str) -> &str {
    match t.strip_suffix(".0") {
        Some(head) if !head.is_empty() && head.bytes().all(|b| b.is_ascii_digit()) => head,
        _ => t,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage() {
        for (t, want) in [
            ("5.12E+18", true),
            ("5E+18", true),
            ("5.127801625403012E+18", true),
            ("26051212E45678", false),
            ("2.60512E45678", false),
            ("5.12E+", false),
            ("E+18", false),
            ("JT3981E+1", false),
            ("5127801625403010000", false),
        ] {
            assert_eq!(is_damaged(t), want, "{t}");
        }
        assert_eq!(tail("5127801625403010000"), Tail::Zeros);
        assert_eq!(tail("5127801625403012345"), Tail::Sound);
        assert_eq!(tail("512780162540"), Tail::Silent);
        assert_eq!(tail("260521-101353088073365"), Tail::Silent);
    }

    #[test]
    fn numbers_of_worksheets() {
        for (v, want) in [
            ("78606854877288", "78606854877288"),
            ("7.8606854877288E13", "78606854877288"),
            ("0.9", "0.9"),
            ("2.7999999999999998", "2.8"),
            ("3.0", "3"),
            ("9007199254740992", "9007199254740992"),
            ("5127801625403012345", "5.127801625403012E+18"),
            ("1E-3", "0.001"),
            ("-12.50", "-12.5"),
        ] {
            assert_eq!(number_text(v), want);
        }
        assert!(is_damaged(&number_text("5127801625403012345")));
    }
}
