//! A wall-clock time as a source writes it, in one text form. No clock and no zone data here: the caller knows the offset.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// China Standard Time in minutes east of UTC: the zone of every mainland platform.
pub const CHINA_OFFSET_MINUTES: i32 = 480;

/// `YYYY-MM-DD HH:MM:SS`, or `YYYY-MM-DD` where the source has no time of day, or with a trailing ` +0800` where the source writes its offset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct WallTime(String);

impl WallTime {
    /// Checks the form and that the day and the time exist. `None` otherwise.
    pub fn parse(text: &str) -> Option<Self> {
        let w = WallTime(text.to_owned());
        w.parts().map(|_| w)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Only a day is known.
    pub fn is_date_only(&self) -> bool {
        self.0.len() == 10
    }

    /// Milliseconds since 1970 UTC. `default_offset_minutes` is used where the text carries none.
    pub fn to_utc_ms(&self, default_offset_minutes: i32) -> i64 {
        // Every constructor has checked the parts; deserialized text may be anything and then counts as the epoch.
        let Some((naive, offset)) = self.parts() else { return 0 };
        naive.and_utc().timestamp_millis() - i64::from(offset.unwrap_or(default_offset_minutes)) * 60_000
    }

    /// The wall time of a UTC moment at an offset, to the second.
    pub fn from_utc_ms(utc_ms: i64, offset_minutes: i32) -> Self {
        let shifted = utc_ms.saturating_add(i64::from(offset_minutes) * 60_000);
        let moment = chrono::DateTime::from_timestamp_millis(shifted).unwrap_or_default();
        WallTime(moment.format("%Y-%m-%d %H:%M:%S").to_string())
    }

    fn parts(&self) -> Option<(chrono::NaiveDateTime, Option<i32>)> {
        let b = self.0.as_bytes();
        if !self.0.is_ascii() {
            return None;
        }
        let date = chrono::NaiveDate::parse_from_str(self.0.get(0..10)?, "%Y-%m-%d").ok()?;
        match b.len() {
            10 => Some((date.and_hms_opt(0, 0, 0)?, None)),
            19 | 25 if b[10] == b' ' => {
                let time = chrono::NaiveTime::parse_from_str(self.0.get(11..19)?, "%H:%M:%S").ok()?;
                let offset = match self.0.get(19..) {
                    Some("") | None => None,
                    Some(z) => Some(parse_offset(z.strip_prefix(' ')?)?),
                };
                Some((date.and_time(time), offset))
            }
            _ => None,
        }
    }
}

fn parse_offset(text: &str) -> Option<i32> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let hours: i32 = text.get(1..3)?.parse().ok()?;
    let minutes: i32 = text.get(3..5)?.parse().ok()?;
    (text.len() == 5 && hours < 15 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_zones() {
        let cases = [
            ("2026-05-10 14:41:34", Some(1_778_395_294_000)),
            ("2026-05-10 14:41:34 +0800", Some(1_778_395_294_000)),
            ("2026-05-10 06:41:34 +0000", Some(1_778_395_294_000)),
            ("2026-05-10", Some(1_778_342_400_000)),
            ("2026-13-10 14:41:34", None),
            ("2026-06-31", None),
            ("2026-05-10T14:41:34", None),
            ("2026-05-10 25:00:00", None),
            ("", None),
            ("二〇二六", None),
        ];
        for (text, want) in cases {
            assert_eq!(WallTime::parse(text).map(|w| w.to_utc_ms(CHINA_OFFSET_MINUTES)), want, "{text}");
        }
    }

    #[test]
    fn round_trip() {
        let w = WallTime::from_utc_ms(1_778_395_294_000, CHINA_OFFSET_MINUTES);
        assert_eq!(w.as_str(), "2026-05-10 14:41:34");
        assert_eq!(w.to_utc_ms(CHINA_OFFSET_MINUTES), 1_778_395_294_000);
    }
}
