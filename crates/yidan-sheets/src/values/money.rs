//! Money of a cell into 1/100 of its currency. The only place where decimals are read; a float never leaves it.

use super::text::narrow;

/// How a file writes decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decimals {
    /// `1,234.56`.
    #[default]
    Point,
    /// `1.234,56`: Indonesia, Brazil, Viet Nam.
    Comma,
}

/// Reads a cleaned cell. `None` when it is no amount. Half a fen is rounded away from zero.
pub fn read(text: &str, decimals: Decimals) -> Option<i64> {
    if let Some(fen) = plain(text) {
        return Some(fen);
    }
    let narrowed = narrow(text);
    let mut t = narrowed.trim();
    let mut negative = false;
    if let Some(inner) = t.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
        // Accountants write a negative amount in brackets.
        negative = true;
        t = inner.trim();
    } else if let Some(at) = t.find('(').filter(|at| *at > 0) {
        t = t[..at].trim_end();
    }
    let mut decimals = decimals;
    loop {
        let before = t.len();
        t = t.trim();
        if let Some(rest) = t.strip_prefix('-') {
            negative = !negative;
            t = rest;
        }
        t = t.strip_prefix('+').unwrap_or(t);
        t = t.trim_start_matches(['¥', '￥', '$', '£', '€', '₱', '฿', '₫', '₹', '元']);
        t = t.trim_end_matches(['元', '¥', '￥', '€', '₫', '圆']);
        for (code, comma) in CURRENCY_WORDS {
            let cut = t.strip_prefix(code).or_else(|| t.strip_suffix(code));
            if let Some(rest) = cut {
                t = rest;
                if *comma {
                    decimals = Decimals::Comma;
                }
                break;
            }
        }
        if t.len() == before {
            break;
        }
    }
    let size = digits(t, decimals)?;
    Some(if negative { -size } else { size })
}

/// Words around an amount; true where the country writes a decimal comma.
const CURRENCY_WORDS: &[(&str, bool)] = &[
    ("CNY", false),
    ("RMB", false),
    ("USD", false),
    ("GBP", false),
    ("EUR", false),
    ("PHP", false),
    ("MYR", false),
    ("SGD", false),
    ("THB", false),
    ("HKD", false),
    ("TWD", false),
    ("JPY", false),
    ("AUD", false),
    ("CAD", false),
    ("MXN", false),
    ("NT$", false),
    ("HK$", false),
    ("US$", false),
    ("S$", false),
    ("RM", false),
    ("IDR", true),
    ("VND", true),
    ("BRL", true),
    ("R$", true),
    ("Rp", true),
];

/// The common case without any copying: `-?digits(.digits)?`.
fn plain(t: &str) -> Option<i64> {
    let b = t.as_bytes();
    let (negative, b) = match b.first()? {
        b'-' => (true, &b[1..]),
        _ => (false, b),
    };
    if b.is_empty() || b.len() > 15 {
        return None;
    }
    let mut whole: i64 = 0;
    let mut i = 0;
    while i < b.len() && b[i].is_ascii_digit() {
        whole = whole * 10 + i64::from(b[i] - b'0');
        i += 1;
    }
    if i == 0 {
        return None;
    }
    let mut cents = 0;
    if i < b.len() {
        let rest = &b[i + 1..];
        if b[i] != b'.' || rest.len() > 2 || rest.iter().any(|c| !c.is_ascii_digit()) {
            return None;
        }
        for k in 0..2 {
            cents = cents * 10 + rest.get(k).map_or(0, |c| i64::from(c - b'0'));
        }
    }
    let fen = whole * 100 + cents;
    Some(if negative { -fen } else { fen })
}

/// Grouped or scientific digits, unsigned.
fn digits(t: &str, decimals: Decimals) -> Option<i64> {
    if t.bytes().any(|b| matches!(b, b'e' | b'E')) {
        // A worksheet may hold `1E-3`; only the whole value is meaningful, so the float ends here.
        let v: f64 = t.parse().ok()?;
        return (v.is_finite() && v.abs() < 9e13).then_some(((v * 1e5).round() / 1e3).round() as i64);
    }
    let (point, group) = separators(t, decimals);
    let mut whole: i64 = 0;
    let mut fraction: Vec<u8> = Vec::new();
    let mut in_fraction = false;
    let mut group_len: Option<usize> = None;
    let mut seen = false;
    for b in t.bytes() {
        match b {
            b'0'..=b'9' if in_fraction => fraction.push(b - b'0'),
            b'0'..=b'9' => {
                whole = whole.checked_mul(10)?.checked_add(i64::from(b - b'0'))?;
                group_len = group_len.map(|n| n + 1);
            }
            _ if b == point && !in_fraction => in_fraction = true,
            _ if b == group && !in_fraction && seen && group_len.is_none_or(|n| n == 3) => group_len = Some(0),
            _ => return None,
        }
        seen = true;
    }
    if group_len.is_some_and(|n| n != 3) || !t.bytes().any(|b| b.is_ascii_digit()) || fraction.len() > 18 {
        return None;
    }
    let cents = i64::from(fraction.first().copied().unwrap_or(0)) * 10 + i64::from(fraction.get(1).copied().unwrap_or(0));
    let up = i64::from(fraction.get(2).copied().unwrap_or(0) >= 5);
    whole.checked_mul(100)?.checked_add(cents + up)
}

/// Which sign is the decimal point and which groups. With both present the later one is the point.
fn separators(t: &str, decimals: Decimals) -> (u8, u8) {
    match (t.rfind('.'), t.rfind(',')) {
        (Some(p), Some(c)) if c > p => (b',', b'.'),
        (Some(_), Some(_)) => (b'.', b','),
        (None, Some(c)) if decimals == Decimals::Point && t.len() - c - 1 != 3 && t.matches(',').count() == 1 => (b',', b'.'),
        _ if decimals == Decimals::Comma => (b',', b'.'),
        _ => (b'.', b','),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts() {
        let cases = [
            ("12.30", Some(1230)),
            ("12.3", Some(1230)),
            ("12", Some(1200)),
            ("-0.05", Some(-5)),
            ("+10000.00", Some(1_000_000)),
            ("¥28.16", Some(2816)),
            ("￥1,234.50", Some(123_450)),
            ("0.00元", Some(0)),
            ("461.10 元", Some(46110)),
            ("１２．５０", Some(1250)),
            ("69.20(分销商等级折扣：47.80)", Some(6920)),
            ("69.20（说明）", Some(6920)),
            ("3.20000", Some(320)),
            ("12.345", Some(1235)),
            ("-12.345", Some(-1235)),
            ("12.34499", Some(1234)),
            ("1,204,331.5", Some(120_433_150)),
            ("BRL 1.234,56", Some(123_456)),
            ("IDR 125.000", Some(12_500_000)),
            ("USD 12.99", Some(1299)),
            ("69.19999999999999", Some(6920)),
            ("1E-3", Some(0)),
            ("1.5E3", Some(150_000)),
            ("(12.00)", Some(-1200)),
            ("待确认", None),
            ("12.3.4", None),
            ("1,23,4", None),
            ("", None),
            ("¥", None),
            ("12a", None),
            ("99999999999999999999", None),
        ];
        for (text, want) in cases {
            assert_eq!(read(text, Decimals::Point), want, "{text}");
        }
        for (text, want) in [("12.500", Some(1_250_000)), ("1.234,56", Some(123_456)), ("0", Some(0)), ("89.900", Some(8_990_000))] {
            assert_eq!(read(text, Decimals::Comma), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(fen in -10_000_000_000i64..10_000_000_000) {
            prop_assert_eq!(read(&yidan_domain::money::plain(fen), Decimals::Point), Some(fen));
            prop_assert_eq!(read(&yidan_domain::money::yuan(fen), Decimals::Point), Some(fen));
        }

        #[test]
        fn any_text_ends(text in "\\PC{0,40}") {
            let _ = read(&text, Decimals::Point);
            let _ = read(&text, Decimals::Comma);
        }
    }
}
