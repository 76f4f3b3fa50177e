//! A code under the scanner in normal form, and what kind of code it looks like. Whether it is known is not asked here.

use yidan_domain::limits::SCAN_CHARACTERS;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// Capitals, half width, no blanks. Hyphens stay: they are part of articles' codes and of child waybills.
    Text(String),
    /// A spreadsheet has made `7.73E+14` of a number: its last digits are lost.
    Scientific(String),
    /// Stars hide a part of it.
    Starred(String),
    /// Nothing, or far too much.
    Nothing,
}

/// Full width as half width, capitals, without blanks, quotes and signs that nobody sees.
pub fn normal(text: &str) -> String {
    let half = |c: char| match c {
        // The block is the ASCII one, moved by 0xFEE0.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    };
    let is_seen = |c: &char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(c, '\'' | '"' | '`' | '‘' | '’' | '“' | '”' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
    };
    text.chars().map(half).filter(is_seen).flat_map(char::to_uppercase).collect()
}

/// Reads what came from a scanner, a hand or a file.
pub fn read(text: &str) -> Code {
    let code = normal(text);
    if code.is_empty() || code.chars().count() > SCAN_CHARACTERS {
        return Code::Nothing;
    }
    if is_scientific(&code) {
        return Code::Scientific(code);
    }
    if code.contains('*') { Code::Starred(code) } else { Code::Text(code) }
}

/// `7.73E+14`; an article may well be called `A1E+2`.
fn is_scientific(code: &str) -> bool {
    let Some((head, power)) = code.split_once("E+") else { return false };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    digits(head) && digits(power)
}

/// Letters and digits, lower case: how numbers are kept and compared.
pub fn plain(number: &str) -> String {
    number.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The mother's number of a child waybill `JDVA01000000017-1-3-`; nothing for all other codes.
pub fn mother(code: &str) -> Option<&str> {
    let mut parts = code.trim_end_matches('-').rsplitn(3, '-');
    let (total, n, head) = (parts.next()?, parts.next()?, parts.next()?);
    let small = |t: &str| (1..=3).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    (small(total) && small(n) && head.len() >= 8).then_some(head)
}

/// The barcode of an article as shops of China print it: EAN-13 of GS1 China, or of a book, with its check digit.
pub fn is_article_barcode(code: &str) -> bool {
    let digits: Vec<u32> = code.chars().filter_map(|c| c.to_digit(10)).collect();
    let is_ours = code.starts_with("69") || code.starts_with("978") || code.starts_with("979");
    if digits.len() != 13 || code.len() != 13 || !is_ours {
        return false;
    }
    let sum: u32 = digits.iter().enumerate().map(|(at, d)| if at % 2 == 0 { *d } else { d * 3 }).sum();
    sum.is_multiple_of(10)
}

/// Long enough, and digits enough, for a number of a carrier or a platform.
pub fn looks_like_number(code: &str) -> bool {
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let others = code.chars().filter(|c| !c.is_ascii_alphanumeric() && *c != '-').count();
    code.len() >= 8 && digits >= 6 && others == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms() {
        for (text, want) in [
            (" sf1000000000017 ", "SF1000000000017"),
            ("ＳＦ１００００００００００１７", "SF1000000000017"),
            ("'773000000000017", "773000000000017"),
            ("7800 0000 0000 15", "78000000000015"),
            ("\u{feff}78000000000015\u{200b}", "78000000000015"),
            ("JDVA01000000017－1－3－", "JDVA01000000017-1-3-"),
            ("款a-01", "款A-01"),
            ("\"78000000000015\"", "78000000000015"),
        ] {
            assert_eq!(read(text), Code::Text(want.into()), "{text}");
        }
        for (text, want) in [
            ("7.73E+14", Code::Scientific("7.73E+14".into())),
            ("７．７３ｅ＋１４", Code::Scientific("7.73E+14".into())),
            ("A1E+2", Code::Text("A1E+2".into())),
            ("SF1002****9999", Code::Starred("SF1002****9999".into())),
            ("  ", Code::Nothing),
            (&"9".repeat(65), Code::Nothing),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }

    #[test]
    fn kinds() {
        assert_eq!(mother("JDVA01000000017-1-3-"), Some("JDVA01000000017"));
        for code in ["JDVA01000000017", "A-1-3", "26-0512-1234567", "-1-3-"] {
            assert_eq!(mother(code), None, "{code}");
        }
        for (code, is) in
            [("6901234567892", true), ("6901234567890", false), ("9787000000001", true), ("9800000000017", false), ("690123", false)]
        {
            assert_eq!(is_article_barcode(code), is, "{code}");
        }
        for (code, is) in
            [("78000000000015", true), ("SF1000000000017", true), ("A-001", false), ("ABCDEFGHIJ", false), ("HTTP://123456789", false)]
        {
            assert_eq!(looks_like_number(code), is, "{code}");
        }
    }
}
