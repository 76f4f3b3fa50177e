//! Moments as replies write them: RFC 3339 with the offset of the desk (China Standard Time).

use yidan_domain::WallTime;
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;

/// `2026-11-22T14:05:00+08:00`
pub fn rfc3339(utc_ms: i64) -> String {
    let wall = WallTime::from_utc_ms(utc_ms, CHINA_OFFSET_MINUTES);
    format!("{}+08:00", wall.as_str().replacen(' ', "T", 1))
}

/// The same for something that may not be known.
pub fn maybe(utc_ms: Option<i64>) -> Option<String> {
    utc_ms.map(rfc3339)
}

/// `2026-11-22 14:05`, for people and labels.
pub fn short(utc_ms: i64) -> String {
    WallTime::from_utc_ms(utc_ms, CHINA_OFFSET_MINUTES).as_str()[..16].to_owned()
}

/// `YYYY-MM-DD` at UTC+8.
pub fn day(utc_ms: i64) -> String {
    WallTime::from_utc_ms(utc_ms, CHINA_OFFSET_MINUTES).as_str()[..10].to_owned()
}

/// Start of a day written `YYYY-MM-DD` at UTC+8, in UTC milliseconds.
pub fn day_start(text: &str) -> Option<i64> {
    WallTime::parse(text).filter(WallTime::is_date_only).map(|w| w.to_utc_ms(CHINA_OFFSET_MINUTES))
}

/// First and last-plus-one millisecond of a month written `YYYY-MM` at UTC+8.
pub fn month_span(text: &str) -> Option<(i64, i64)> {
    let (year, month) = text.split_once('-')?;
    let (y, m): (i32, u32) = (year.parse().ok().filter(|_| year.len() == 4)?, month.parse().ok().filter(|_| month.len() == 2)?);
    let (next_y, next_m) = if m == 12 { (y + 1, 1) } else { (y, m + 1) };
    Some((day_start(&format!("{y:04}-{m:02}-01"))?, day_start(&format!("{next_y:04}-{next_m:02}-01"))?))
}

pub const DAY_MS: i64 = 86_400_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(rfc3339(1_778_395_294_000), "2026-05-10T14:41:34+08:00");
        assert_eq!(day_start("2026-05-10"), Some(1_778_342_400_000));
        assert_eq!(day_start("2026-05-10 10:00:00"), None);
        assert_eq!(month_span("2026-12"), Some((day_start("2026-12-01").unwrap(), day_start("2027-01-01").unwrap())));
        for bad in ["2026-13", "2026", "26-01", "2026-1", "x-y", ""] {
            assert_eq!(month_span(bad), None, "{bad}");
        }
    }
}
