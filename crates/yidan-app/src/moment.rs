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

/// `2026-11-22T14`: an hour at UTC+8.
pub fn hour(utc_ms: i64) -> String {
    rfc3339(utc_ms)[..13].to_owned()
}

/// First and last-plus-one millisecond of an hour written so.
pub fn hour_span(text: &str) -> Option<(i64, i64)> {
    let start = parse(&format!("{text}:00:00+08:00")).filter(|_| text.len() == 13)?;
    Some((start, start + 3_600_000))
}

/// A moment in RFC 3339 as UTC milliseconds; fractions of a second are dropped.
pub fn parse(text: &str) -> Option<i64> {
    let (date, rest) = text.split_at_checked(19)?;
    let wall = WallTime::parse(&date.replacen(['T', 't'], " ", 1)).filter(|w| !w.is_date_only())?;
    let zone = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let minutes = match zone {
        "Z" | "z" => 0,
        _ => {
            let (sign, clock) = zone.split_at_checked(1)?;
            let (h, m) = clock.split_once(':')?;
            let (h, m): (i32, i32) = (h.parse().ok().filter(|h| *h < 24)?, m.parse().ok().filter(|m| *m < 60)?);
            match sign {
                "+" => h * 60 + m,
                "-" => -(h * 60 + m),
                _ => return None,
            }
        }
    };
    Some(wall.to_utc_ms(minutes))
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
        assert_eq!(hour(1_778_395_294_000), "2026-05-10T14");
        assert_eq!(hour_span("2026-05-10T14"), Some((1_778_392_800_000, 1_778_396_400_000)));
        for text in ["2026-05-10T14:41:34+08:00", "2026-05-10T06:41:34Z", "2026-05-10T06:41:34.123Z", "2026-05-10T01:11:34-05:30"] {
            assert_eq!(parse(text), Some(1_778_395_294_000), "{text}");
        }
        for bad in ["", "2026-05-10", "2026-05-10T14:41:34", "2026-05-10T14:41:34+8", "2026-05-10T25:41:34Z", "2026-05-10T14:41:34+08:00x"]
        {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!((hour_span("2026-05-10"), hour_span("2026-05-10T99"), hour_span("x")), (None, None, None));
        for bad in ["2026-13", "2026", "26-01", "2026-1", "x-y", ""] {
            assert_eq!(month_span(bad), None, "{bad}");
        }
    }
}
