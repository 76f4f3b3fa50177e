//! The text of a cell: unwrapped, trimmed, empty words turned to nothing; and headings in the form in which they are compared.

use std::borrow::Cow;

/// The value of a cell, or nothing when it is one of the words that mean "empty".
pub fn clean(raw: &str) -> Option<Cow<'_, str>> {
    clean_marked(raw, true)
}

/// As `clean`, for cells of which it is known whether they may hold marks such as `&#…;`.
pub fn clean_marked(raw: &str, may_hold_marks: bool) -> Option<Cow<'_, str>> {
    let t = trim(raw);
    let first = *t.as_bytes().first()?;
    let is_odd = matches!(first, b'=' | b'\'' | b'`' | b'"') || (may_hold_marks && t.bytes().any(|b| matches!(b, b'\r' | b'&' | b'_')));
    let out = if is_odd { unwrap(t) } else { Cow::Borrowed(t) };
    (!is_empty_word(&out)).then_some(out)
}

/// Trims spaces, tabs, line breaks, U+3000 and marks that have no width.
pub fn trim(raw: &str) -> &str {
    let t = raw.trim_ascii();
    let (Some(first), Some(last)) = (t.as_bytes().first(), t.as_bytes().last()) else { return t };
    // All white space beyond ASCII begins with one of these bytes in UTF-8, or ends above 0x7f.
    if first.is_ascii() && last.is_ascii() && *first != 0 && *last != 0 {
        return t;
    }
    t.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{0}')
}

fn is_empty_word(t: &str) -> bool {
    if !matches!(t.as_bytes().first(), None | Some(b'-' | b'/' | b'\\' | b'n' | b'N' | 0xe2 | 0xe6)) {
        return false;
    }
    match t.len() {
        0 => true,
        1 => matches!(t, "-" | "/"),
        2..=6 => matches!(t, "--" | "—" | "——" | "\\N" | "无" | "---" | "null" | "NULL" | "Null"),
        _ => false,
    }
}

fn unwrap(t: &str) -> Cow<'_, str> {
    let mut t = t;
    if let Some(inner) = t.strip_prefix("=\"").and_then(|r| r.strip_suffix('"')) {
        t = trim(inner);
    } else if let Some(inner) = t.strip_prefix("\"=\"\"").and_then(|r| r.strip_suffix("\"\"\"")) {
        t = trim(inner);
    }
    if let Some(rest) = t.strip_prefix(['\'', '`']) {
        t = trim(rest);
    }
    if !t.bytes().any(|b| matches!(b, b'\r' | b'&' | b'_')) {
        return Cow::Borrowed(t);
    }
    let decoded = decode_marks(t);
    Cow::Owned(trim(&decoded).to_owned())
}

/// `_x000D_`, `&#20013;`, `&#x4e2d;` and Windows line breaks.
fn decode_marks(t: &str) -> String {
    let mut out = String::with_capacity(t.len());
    let mut rest = t;
    while let Some(at) = rest.find(['\r', '&', '_']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, used) = match rest.as_bytes()[0] {
            b'\r' => (Some('\n'), if rest.starts_with("\r\n") { 2 } else { 1 }),
            b'&' => numeric_entity(rest).map_or((Some('&'), 1), |(c, n)| (Some(c), n)),
            _ => excel_escape(rest).map_or((Some('_'), 1), |(c, n)| (c, n)),
        };
        out.extend(c);
        rest = &rest[used..];
    }
    out.push_str(rest);
    out
}

/// `&#123;` or `&#x7b;` at the start: the character and the length.
pub fn numeric_entity(t: &str) -> Option<(char, usize)> {
    let body = t.strip_prefix("&#")?;
    let end = body.as_bytes().iter().take(9).position(|b| *b == b';')?;
    let digits = &body[..end];
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    Some((char::from_u32(code)?, 2 + end + 1))
}

/// `_x000D_` at the start. A carriage return itself becomes nothing, as a line feed follows it.
fn excel_escape(t: &str) -> Option<(Option<char>, usize)> {
    let b = t.as_bytes();
    if b.len() < 7 || b[1] != b'x' || b[6] != b'_' {
        return None;
    }
    let code = u32::from_str_radix(t.get(2..6)?, 16).ok()?;
    if code == 13 {
        let feed_follows = t[7..].starts_with('\n') || t[7..].starts_with("_x000A_");
        return Some((if feed_follows { None } else { Some('\n') }, 7));
    }
    Some((Some(char::from_u32(code)?), 7))
}

/// A heading in the form in which headings are compared: no white space, no quotes, full-width signs as ASCII, 帐 as 账, lower case,
/// and without a final currency in brackets, `(PHP)`.
pub fn heading(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        let c = match c {
            c if c.is_whitespace() || is_invisible(c) => continue,
            '"' | '`' | '\'' => continue,
            '帐' => '账',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '【' => '[',
            '】' => ']',
            c => c,
        };
        out.push(c);
    }
    if out.len() > 5 && out.ends_with(')') && out.as_bytes()[out.len() - 5] == b'(' {
        let tail = &out.as_bytes()[out.len() - 4..out.len() - 1];
        if tail.iter().all(u8::is_ascii_uppercase) {
            out.truncate(out.len() - 5);
        }
    }
    out.make_ascii_lowercase();
    if out.is_ascii() { out } else { out.to_lowercase() }
}

/// Full-width digits, letters and signs as ASCII.
pub fn narrow(t: &str) -> Cow<'_, str> {
    if t.is_ascii() || !t.chars().any(|c| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}' | '\u{2212}' | '\u{a0}')) {
        return Cow::Borrowed(t);
    }
    Cow::Owned(
        t.chars()
            .map(|c| match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
                '\u{3000}' | '\u{a0}' => ' ',
                '\u{2212}' => '-',
                c => c,
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells() {
        let cases = [
            ("  你好\t", Some("你好")),
            ("=\"5123\"", Some("5123")),
            ("'0138", Some("0138")),
            ("`2026-06-01 18:53:25", Some("2026-06-01 18:53:25")),
            ("`", None),
            ("\t", None),
            ("--", None),
            ("——", None),
            ("\\N", None),
            ("无", None),
            ("无锡", Some("无锡")),
            ("=\"\"", None),
            ("a_x000D_\nb", Some("a\nb")),
            ("a_x000D_b", Some("a\nb")),
            ("a\r\nb", Some("a\nb")),
            ("&#20013;&#x56fd;&amp", Some("中国&amp")),
            ("a_b", Some("a_b")),
            ("\u{3000}空\u{3000}", Some("空")),
        ];
        for (raw, want) in cases {
            assert_eq!(clean(raw).as_deref(), want, "{raw:?}");
        }
    }

    #[test]
    fn headings() {
        let cases = [
            ("收货地址 ", "收货地址"),
            ("下单帐号", "下单账号"),
            ("收入金额（+元）", "收入金额(+元)"),
            ("\u{feff}订单号", "订单号"),
            ("币\u{3000}\u{3000}种", "币种"),
            ("商品 ID", "商品id"),
            ("Grand Total (PHP)", "grandtotal"),
            ("Weight(kg)", "weight(kg)"),
            ("订单编号\"", "订单编号"),
            ("`交易时间", "交易时间"),
            ("计费重量\n(公斤)", "计费重量(公斤)"),
        ];
        for (raw, want) in cases {
            assert_eq!(heading(raw), want, "{raw:?}");
        }
    }
}
