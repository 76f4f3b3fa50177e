//! Time of a cell into a wall-clock time. No zone is ever applied: what the source writes is what is kept.

use super::text::narrow;
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StringDeserializer};
use yidan_domain::WallTime;

/// Order of day and month where a file writes `05/06/2026`. Decided once per file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayMonth {
    #[default]
    DayFirst,
    MonthFirst,
}

/// What a file's times need to be understood.
#[derive(Debug, Clone, Default)]
pub struct TimeForm {
    pub day_month: DayMonth,
    /// Serial numbers count from 1904 instead of 1900.
    pub from_1904: bool,
    /// A time without hours is a date only (banks and carriers); elsewhere it is midnight.
    pub date_only: bool,
    /// Years of dates that carry none, by month.
    pub span: Option<Span>,
}

/// First and last day of a bill's title, for dates without a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub first: (i32, u32),
    pub last: (i32, u32),
}

impl Span {
    /// The title's year in which this month lies.
    fn year_of(&self, month: u32) -> i32 {
        if self.first.0 != self.last.0 && month >= self.first.1 { self.first.0 } else { self.last.0 }
    }
}

#[derive(Clone, Copy, Default)]
struct Moment {
    year: i32,
    month: u32,
    day: u32,
    clock: Option<(u32, u32, u32)>,
}

/// Reads a cleaned cell. `None` when it is no time, or a day that does not exist.
pub fn read(text: &str, form: &TimeForm) -> Option<WallTime> {
    if let Some(w) = usual(text.as_bytes()) {
        let text = if text.as_bytes()[4] == b'-' { text.to_owned() } else { text.replace('/', "-") };
        return if is_real(&w) { wrap(text) } else { None };
    }
    let narrowed = narrow(text);
    let t = narrowed.trim();
    if let Some(w) = serial(t, form) {
        return finish(w, None, form);
    }
    let (t, offset) = split_offset(t);
    let w = digits_only(t).or_else(|| split_fields(t, form))?;
    finish(w, offset, form)
}

/// `YYYY-MM-DD HH:MM:SS` and `YYYY/MM/DD HH:MM:SS`: nearly every cell there is.
fn usual(b: &[u8]) -> Option<Moment> {
    if b.len() != 19 || b[4] != b[7] || !matches!(b[4], b'-' | b'/') || b[10] != b' ' || b[13] != b':' || b[16] != b':' {
        return None;
    }
    let n = |from: usize, len: usize| {
        b[from..from + len].iter().try_fold(0u32, |a, c| if c.is_ascii_digit() { Some(a * 10 + u32::from(c - b'0')) } else { None })
    };
    Some(Moment { year: n(0, 4)? as i32, month: n(5, 2)?, day: n(8, 2)?, clock: Some((n(11, 2)?, n(14, 2)?, n(17, 2)?)) })
}

/// Excel's day number, 20000 to 80000, with the time of day behind the point. Rounded to the second.
fn serial(t: &str, form: &TimeForm) -> Option<Moment> {
    let whole = t.split('.').next()?;
    if whole.len() != 5 || !t.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let v: f64 = t.parse().ok()?;
    if !(20_000.0..=80_000.0).contains(&v) {
        return None;
    }
    let seconds = (v * 86_400.0).round() as u64;
    let epoch = if form.from_1904 { NaiveDate::from_ymd_opt(1904, 1, 1)? } else { NaiveDate::from_ymd_opt(1899, 12, 30)? };
    let date = epoch.checked_add_days(Days::new(seconds / 86_400))?;
    let s = (seconds % 86_400) as u32;
    let has_clock = t.contains('.') && s > 0;
    Some(Moment { clock: has_clock.then_some((s / 3600, s / 60 % 60, s % 60)), ..of_date(date) })
}

fn of_date(date: NaiveDate) -> Moment {
    use chrono::Datelike;
    Moment { year: date.year(), month: date.month(), day: date.day(), clock: None }
}

/// A trailing ` +0800`, `+08:00` or `Z`.
fn split_offset(t: &str) -> (&str, Option<String>) {
    if let Some(head) = t.strip_suffix(['Z', 'z'])
        && head.contains('T')
    {
        return (head, Some("+0000".to_owned()));
    }
    let Some(at) = t.rfind(['+', '-']) else { return (t, None) };
    let tail = &t[at + 1..];
    let digits: String = tail.chars().filter(|c| *c != ':').collect();
    let head = t[..at].trim_end();
    if digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) && head.contains(':') {
        return (head, Some(format!("{}{digits}", &t[at..=at])));
    }
    (t, None)
}

/// `20260510`, `20260510144134`, `202605101441`, also with a blank or `,` between day and clock.
fn digits_only(t: &str) -> Option<Moment> {
    let d: Vec<u32> = t.bytes().filter(u8::is_ascii_digit).map(|b| u32::from(b - b'0')).collect();
    if !t.bytes().all(|b| b.is_ascii_digit() || b == b' ')
        || !t.bytes().take(8).all(|b| b.is_ascii_digit())
        || !matches!(d.len(), 8 | 12 | 14)
    {
        return None;
    }
    let n = |from: usize, len: usize| d[from..from + len].iter().fold(0, |a, c| a * 10 + c);
    let clock = match d.len() {
        8 => None,
        12 => Some((n(8, 2), n(10, 2), 0)),
        _ => Some((n(8, 2), n(10, 2), n(12, 2))),
    };
    Some(Moment { year: n(0, 4) as i32, month: n(4, 2), day: n(6, 2), clock })
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Everything written with separators: numbers, month names, 上午/下午, AM/PM.
fn split_fields(t: &str, form: &TimeForm) -> Option<Moment> {
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let mut month_name = None;
    let mut half: Option<bool> = None;
    let mut rest = t;
    let mut clock_from = None;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let len = rest.bytes().take_while(u8::is_ascii_digit).count();
            if len > 9 {
                return None;
            }
            if rest[len..].starts_with([':', '时', '点']) && clock_from.is_none() {
                clock_from = Some(numbers.len());
            }
            numbers.push((rest[..len].parse().ok()?, len));
            rest = &rest[len..];
        } else if c.is_ascii_alphabetic() {
            let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let word = rest[..len].to_ascii_lowercase();
            match word.as_str() {
                "am" => half = Some(false),
                "pm" => half = Some(true),
                "t" if !numbers.is_empty() => {}
                w if w.len() >= 3 => month_name = Some((MONTHS.iter().position(|m| w.starts_with(m))? as u32 + 1, numbers.len())),
                _ => return None,
            }
            rest = &rest[len..];
        } else if let Some(r) = rest.strip_prefix("上午") {
            half = Some(false);
            rest = r;
        } else if let Some(r) = rest.strip_prefix("下午") {
            half = Some(true);
            rest = r;
        } else if matches!(c, '-' | '/' | '.' | ':' | ' ' | ',' | '年' | '月' | '日' | '时' | '点' | '分' | '秒' | '\t') {
            rest = &rest[c.len_utf8()..];
        } else {
            return None;
        }
    }
    let clock_from = clock_from.unwrap_or_else(|| clock_without_colons(&numbers, month_name.is_some()));
    let (date, clock) = numbers.split_at(clock_from.min(numbers.len()));
    let mut m = date_of(date, month_name, form)?;
    m.clock = clock_of(clock, half)?;
    Some(m)
}

/// `2026-05-10 144134`: the clock is one number of six digits after the day.
fn clock_without_colons(numbers: &[(u32, usize)], named_month: bool) -> usize {
    let date_numbers = if named_month { 2 } else { 3 };
    match numbers {
        [(_, 8), (_, 5 | 6)] => 1,
        _ => date_numbers.min(numbers.len()),
    }
}

fn date_of(n: &[(u32, usize)], month_name: Option<(u32, usize)>, form: &TimeForm) -> Option<Moment> {
    let year = |v: u32, len: usize| if len == 2 { 2000 + v as i32 } else { v as i32 };
    let m = match (n, month_name) {
        ([(d, 1 | 2), (y, 4)], Some((month, _))) => Moment { year: *y as i32, month, day: *d, clock: None },
        ([(d, 1 | 2), (y, 2)], Some((month, 1))) => Moment { year: year(*y, 2), month, day: *d, clock: None },
        (_, Some(_)) => return None,
        ([(y, 4), (m, 1 | 2), (d, 1 | 2)], _) => Moment { year: *y as i32, month: *m, day: *d, clock: None },
        ([(ymd, 8)], _) => Moment { year: (ymd / 10_000) as i32, month: ymd / 100 % 100, day: ymd % 100, clock: None },
        ([(a, 1 | 2), (b, 1 | 2), (y, len @ (2 | 4))], _) => {
            let (d, m) = if form.day_month == DayMonth::MonthFirst { (*b, *a) } else { (*a, *b) };
            Moment { year: year(*y, *len), month: m, day: d, clock: None }
        }
        ([(m, 1 | 2), (d, 1 | 2)], _) => Moment { year: form.span?.year_of(*m), month: *m, day: *d, clock: None },
        _ => return None,
    };
    Some(m)
}

/// `Some(None)`: no clock at all.
#[allow(clippy::option_option)]
fn clock_of(n: &[(u32, usize)], half: Option<bool>) -> Option<Option<(u32, u32, u32)>> {
    let (mut h, m, s) = match n {
        [] => return half.is_none().then_some(None),
        [(hms, 5 | 6)] => (hms / 10_000, hms / 100 % 100, hms % 100),
        [(h, 1 | 2), (m, 1 | 2)] => (*h, *m, 0),
        [(h, 1 | 2), (m, 1 | 2), (s, 1 | 2)] | [(h, 1 | 2), (m, 1 | 2), (s, 1 | 2), (_, 1..=9)] => (*h, *m, *s),
        _ => return None,
    };
    match half {
        Some(_) if !(1..=12).contains(&h) && half == Some(false) => return None,
        Some(true) if h < 12 => h += 12,
        Some(false) if h == 12 => h = 0,
        _ => {}
    }
    Some(Some((h, m, s)))
}

/// A day that exists, in a year that orders have.
fn is_real(w: &Moment) -> bool {
    let is_leap = w.year % 4 == 0 && (w.year % 100 != 0 || w.year % 400 == 0);
    let days = match w.month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    };
    let clock = w.clock.unwrap_or_default();
    (1990..=2100).contains(&w.year) && (1..=days).contains(&w.day) && clock.0 < 24 && clock.1 < 60 && clock.2 < 60
}

/// Day and time have been checked, so the text is wrapped as it is; checking it once more took a third of the reading time.
fn wrap(checked: String) -> Option<WallTime> {
    let text: StringDeserializer<ValueError> = checked.into_deserializer();
    WallTime::deserialize(text).ok()
}

fn finish(w: Moment, offset: Option<String>, form: &TimeForm) -> Option<WallTime> {
    if !is_real(&w) {
        return None;
    }
    let mut out = format!("{:04}-{:02}-{:02}", w.year, w.month, w.day);
    if w.clock.is_some() || !form.date_only {
        let (h, m, s) = w.clock.unwrap_or_default();
        out.push_str(&format!(" {h:02}:{m:02}:{s:02}"));
    }
    if let Some(z) = offset {
        out.push(' ');
        out.push_str(&z);
    }
    WallTime::parse(&out)
}

/// What a cell says about the order of day and month: `Some` when it settles the question for the whole file.
pub fn day_month_evidence(text: &str) -> Option<DayMonth> {
    let t = text.trim();
    let mut fields = t.split(|c: char| !c.is_ascii_digit());
    let (a, b, y) = (fields.next()?, fields.next()?, fields.next()?);
    if !(1..=2).contains(&a.len()) || !(1..=2).contains(&b.len()) || y.len() != 4 {
        return None;
    }
    let upper = t.to_ascii_uppercase();
    if upper.ends_with("AM") || upper.ends_with("PM") {
        return Some(DayMonth::MonthFirst);
    }
    match (a.parse::<u32>().ok()?, b.parse::<u32>().ok()?) {
        (13.., _) => Some(DayMonth::DayFirst),
        (_, 13..) => Some(DayMonth::MonthFirst),
        _ => None,
    }
}

/// Whether a cell is written with day and month in front of the year at all.
pub fn is_year_last(text: &str) -> bool {
    let mut fields = text.trim().split(['/', '-', '.', ' ']);
    let short = |f: Option<&str>| f.is_some_and(|f| (1..=2).contains(&f.len()) && f.bytes().all(|b| b.is_ascii_digit()));
    short(fields.next()) && short(fields.next()) && fields.next().is_some_and(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()))
}

/// First and last month named in a title such as `账单明细（2026-05-01至2026-05-31）` or `2026年05月`.
pub fn span_of_title(title: &str) -> Option<Span> {
    let mut found: Vec<(i32, u32)> = Vec::new();
    let b = title.as_bytes();
    let mut i = 0;
    while i + 4 <= b.len() {
        let is_year = b[i..i + 4].iter().all(u8::is_ascii_digit) && b[i..].starts_with(b"20") && (i == 0 || !b[i - 1].is_ascii_digit());
        if !is_year {
            i += 1;
            continue;
        }
        let year: i32 = title.get(i..i + 4)?.parse().ok()?;
        let tail = title.get(i + 4..).unwrap_or("").trim_start_matches(['-', '/', '.', '年', ' ']);
        let digits: String = tail.chars().take(2).take_while(char::is_ascii_digit).collect();
        let month = digits.parse().ok().filter(|m| (1..=12).contains(m)).unwrap_or(1);
        found.push((year, month));
        i += 4;
    }
    Some(Span { first: *found.iter().min()?, last: *found.iter().max()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, want: Option<&str>) {
        assert_eq!(read(text, &TimeForm::default()).as_ref().map(WallTime::as_str), want, "{text}");
    }

    #[test]
    fn forms() {
        for (text, want) in [
            ("2026-05-10 14:41:34", "2026-05-10 14:41:34"),
            ("2026/05/10 14:41:34", "2026-05-10 14:41:34"),
            ("2026/5/10 14:41", "2026-05-10 14:41:00"),
            ("2026-5-1 4:01", "2026-05-01 04:01:00"),
            ("2026-05-10 14:41:34.0", "2026-05-10 14:41:34"),
            ("2026-05-10T14:41:34", "2026-05-10 14:41:34"),
            ("2026年5月10日 14:41", "2026-05-10 14:41:00"),
            ("2026年05月10日14时41分34秒", "2026-05-10 14:41:34"),
            ("2026.05.10 14:41:34", "2026-05-10 14:41:34"),
            ("20260510", "2026-05-10 00:00:00"),
            ("20260510144134", "2026-05-10 14:41:34"),
            ("20260510 144134", "2026-05-10 14:41:34"),
            ("20260510 14:41:34", "2026-05-10 14:41:34"),
            ("2026-05-10", "2026-05-10 00:00:00"),
            ("2026-05-10 14:41:34 +0800", "2026-05-10 14:41:34 +0800"),
            ("2026-05-10T14:41:34+08:00", "2026-05-10 14:41:34 +0800"),
            ("2026-05-10T06:41:34Z", "2026-05-10 06:41:34 +0000"),
            ("10/05/2026 14:41:34", "2026-05-10 14:41:34"),
            ("10 May 2026 14:41", "2026-05-10 14:41:00"),
            ("May 10, 2026 2:41 PM", "2026-05-10 14:41:00"),
            ("2026/5/10 下午2:41", "2026-05-10 14:41:00"),
            ("46152.61", "2026-05-10 14:38:24"),
            ("46152", "2026-05-10 00:00:00"),
            ("46152.6121990741", "2026-05-10 14:41:34"),
            ("２０２６－０５－１０ １４：４１：３４", "2026-05-10 14:41:34"),
        ] {
            check(text, Some(want));
        }
    }

    #[test]
    fn refused() {
        for text in [
            "2026-13-01 10:00:00",
            "2026-06-31 10:00:00",
            "待确认",
            "2026-05-10 25:00:00",
            "20261310",
            "12",
            "05-10",
            "",
            "1.5",
            "2026-02-29",
            "abc 2026",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn months_first_and_short_dates() {
        let us = TimeForm { day_month: DayMonth::MonthFirst, ..TimeForm::default() };
        assert_eq!(read("05/10/2026 02:41:34 PM", &us).unwrap().as_str(), "2026-05-10 14:41:34");
        assert_eq!(read("05/10/2026 12:01:34 AM", &us).unwrap().as_str(), "2026-05-10 00:01:34");
        assert_eq!(day_month_evidence("13/05/2026 10:00:00"), Some(DayMonth::DayFirst));
        assert_eq!(day_month_evidence("05/13/2026 10:00:00"), Some(DayMonth::MonthFirst));
        assert_eq!(day_month_evidence("05/06/2026 10:00:00 AM"), Some(DayMonth::MonthFirst));
        assert_eq!(day_month_evidence("05/06/2026 10:00:00"), None);
        let bill = TimeForm { date_only: true, span: span_of_title("账单明细（2025-12-16至2026-01-15）"), ..TimeForm::default() };
        assert_eq!(read("12-20", &bill).unwrap().as_str(), "2025-12-20");
        assert_eq!(read("01-05", &bill).unwrap().as_str(), "2026-01-05");
        assert_eq!(read("2026-01-05", &bill).unwrap().as_str(), "2026-01-05");
        assert_eq!(span_of_title("2026年05月"), Some(Span { first: (2026, 5), last: (2026, 5) }));
        assert_eq!(span_of_title("顺丰速运月结账单"), None);
        let mac = TimeForm { from_1904: true, ..TimeForm::default() };
        assert_eq!(read("44690.5", &mac).unwrap().as_str(), "2026-05-10 12:00:00");
    }

    proptest! {
        #[test]
        fn any_text_ends(text in "\\PC{0,40}") {
            let _ = read(&text, &TimeForm::default());
        }
        #[test]
        fn numbers_and_signs_end(text in "[0-9/:. +\\-]{0,30}") {
            let _ = read(&text, &TimeForm::default());
            let _ = day_month_evidence(&text);
        }
    }
}
