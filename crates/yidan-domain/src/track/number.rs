//! Waybill numbers: their plain form, what carrier they look like, and the one published check digit (S10 of the postal union).
//! A pattern suggests and warns; a number is never refused for its looks.

use regex::Regex;
use std::sync::LazyLock;

/// A carrier that a number may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Short code in capitals: `ZTO`.
    pub code: &'static str,
    /// As people write it: `中通快递`.
    pub name: &'static str,
    /// The pattern is used today, not only by old numbers.
    pub is_current: bool,
}

/// What is odd about a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// The check digit of a postal number is wrong: most likely a typing mistake.
    CheckDigit,
    /// No carrier that we know has such numbers.
    Unknown,
    /// Several carriers have such numbers.
    Several,
}

impl Warning {
    pub fn word(self) -> &'static str {
        match self {
            Warning::CheckDigit => "check_digit",
            Warning::Unknown => "unknown",
            Warning::Several => "several",
        }
    }
}

/// What a number looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// In its plain form.
    pub number: String,
    /// The likeliest first.
    pub candidates: Vec<Candidate>,
    pub warnings: Vec<Warning>,
}

struct Pattern {
    candidate: Candidate,
    regex: Regex,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let mut cells = line.splitn(4, ',');
        let (code, name, age, regex) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        Some(Pattern { candidate: Candidate { code, name, is_current: age == "now" }, regex: Regex::new(regex).ok()? })
    };
    include_str!("numbers.csv").lines().filter(|l| !l.starts_with('#')).filter_map(line).collect()
});

/// A full-width letter, digit or sign as its plain one.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// The plain form of a number: capitals, no blanks, quotes, invisible signs, and no hyphens but those of a child parcel.
/// `None` when nothing is left, or when a spreadsheet has made a rounded sum of it (`7.73E+14`): the number is lost.
pub fn bare(text: &str) -> Option<String> {
    let text: String = text.chars().map(narrow).flat_map(char::to_uppercase).collect();
    let text = text.trim().trim_start_matches(['\'', '‘', '’']);
    let kept: String = text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if text.contains("E+") {
        return None;
    }
    static CHILD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^JD[A-Z0-9]{2,}-\d+-\d+-?$").ok());
    let is_child = CHILD.as_ref().is_some_and(|child| child.is_match(&kept));
    let kept = if is_child { kept } else { kept.replace('-', "") };
    Some(kept).filter(|kept| !kept.is_empty())
}

/// The check digit of a postal number's eight digits; `None` unless there are eight.
pub fn s10_check_digit(serial: &str) -> Option<u32> {
    const WEIGHTS: [u32; 8] = [8, 6, 4, 2, 3, 5, 9, 7];
    let digits: Option<Vec<u32>> = serial.chars().map(|c| c.to_digit(10)).collect();
    let digits = digits.filter(|d| d.len() == WEIGHTS.len())?;
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(d, w)| d * w).sum();
    Some(match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    })
}

/// What carrier a number looks like. `None` as for `bare`.
pub fn guess(text: &str) -> Option<Guess> {
    let number = bare(text)?;
    let mut candidates: Vec<Candidate> = Vec::new();
    for pattern in PATTERNS.iter().filter(|p| p.regex.is_match(&number)) {
        if candidates.iter().all(|c| c.code != pattern.candidate.code) {
            candidates.push(pattern.candidate);
        }
    }
    // A pattern of today is decisive over those of old numbers.
    if candidates.iter().any(|c| c.is_current) {
        candidates.retain(|c| c.is_current);
    }
    let mut warnings = Vec::new();
    match candidates.len() {
        0 => warnings.push(Warning::Unknown),
        1 => {}
        _ if is_postal(&number) => {}
        _ => warnings.push(Warning::Several),
    }
    if is_postal(&number) && s10_check_digit(&number[2..10]) != number[10..11].parse().ok() {
        warnings.push(Warning::CheckDigit);
    }
    Some(Guess { number, candidates, warnings })
}

/// Two letters, nine digits, two letters.
fn is_postal(number: &str) -> bool {
    let b = number.as_bytes();
    b.len() == 13 && [0, 1, 11, 12].iter().all(|i| b[*i].is_ascii_uppercase()) && b[2..11].iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(number: &str) -> Option<&'static str> {
        guess(number).and_then(|g| g.candidates.first().filter(|c| c.is_current).map(|c| c.code))
    }

    #[test]
    fn every_line_reads() {
        assert_eq!(PATTERNS.len(), include_str!("numbers.csv").lines().filter(|l| !l.starts_with('#')).count());
    }

    #[test]
    fn numbers_of_today() {
        for (carrier, valid, invalid) in [
            ("SF", vec!["SF1000000000017"], vec!["SF100000000001", "SF10000000000170"]),
            ("ZTO", vec!["78000000000015", "73000000000017"], vec!["77000000000015", "7800000000001"]),
            ("YTO", vec!["YT8800000000017"], vec!["YT880000000001"]),
            ("STO", vec!["773000000000017"], vec!["753000000000017"]),
            ("YUNDA", vec!["310000000000017", "460000000000017", "5000000000017"], vec!["210000000000017"]),
            ("JT", vec!["JT5000000000017"], vec!["JT500000000001"]),
            ("YZPY", vec!["9800000000017"], vec!["9700000000017"]),
            ("EMS", vec!["1100000000017", "EA100000017CN"], vec!["EA100000017C"]),
            ("JD", vec!["JDVA01000000017", "JD0101000000017", "JDVA01000000017-1-3-"], vec!["JDVA0100000001"]),
            ("DBKD", vec!["DPK364000000017", "DPK3640000000170"], vec!["DPK36400000001"]),
            ("CAINIAO", vec!["621000000000017"], vec!["62100000000001"]),
            ("KYE", vec!["KY10000000000017"], vec!["KY100"]),
        ] {
            for number in valid {
                assert_eq!(first(number), Some(carrier), "{number}");
            }
            for number in invalid {
                assert_ne!(first(number), Some(carrier), "{number}");
            }
        }
    }

    #[test]
    fn ambiguous_and_unknown_ones() {
        let twelve = guess("600000000017").expect("a guess");
        assert_eq!(twelve.candidates.iter().map(|c| c.code).collect::<Vec<_>>(), ["SF", "ZTO", "YTO", "STO", "JD"]);
        assert_eq!(twelve.warnings, [Warning::Several]);
        assert_eq!(guess("123").expect("a guess").warnings, [Warning::Unknown]);
        assert!(guess("7.73E+14").is_none() && guess(" - ").is_none() && guess("").is_none());
    }

    #[test]
    fn plain_forms() {
        for (text, want) in [
            (" yt88 0000-0000017 ", "YT8800000000017"),
            ("'773000000000017", "773000000000017"),
            ("ＳＦ１００００００００００１７", "SF1000000000017"),
            ("SF100\u{200b}0000000017", "SF1000000000017"),
            ("\"JDVA01000000017-1-3-\"", "JDVA01000000017-1-3-"),
        ] {
            assert_eq!(bare(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn postal_check_digits() {
        for good in ["EA100000017CN", "LX100000140CN", "RB100000025SG", "CP200000037CN", "RR473124829GB", "LX100000017CN"] {
            assert!(!guess(good).expect("a guess").warnings.contains(&Warning::CheckDigit), "{good}");
        }
        for bad in ["EA100000018CN", "LX100000141CN", "RB100000026SG", "CP200000038CN"] {
            let found = guess(bad).expect("a guess");
            assert!(found.warnings.contains(&Warning::CheckDigit) && !found.candidates.is_empty(), "{bad}");
        }
        assert_eq!((s10_check_digit("10000001"), s10_check_digit("10000014"), s10_check_digit("10000002")), (Some(7), Some(0), Some(5)));
        assert_eq!(s10_check_digit("1000000"), None);
    }
}
