//! One way of writing for texts that are compared: half width, small letters, no blanks at the ends. And values of the other kinds as integers.

use super::field::{Field, Kind};
use crate::wall_time::WallTime;

/// The text as it is compared.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\u{3000}' => out.push(' '),
            '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
            '\u{ff01}'..='\u{ff5e}' => {
                // The block is the ASCII one, moved by 0xFEE0.
                out.extend(char::from_u32(c as u32 - 0xfee0).map(|c| c.to_ascii_lowercase()));
            }
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

/// The text of a field as it is compared; phones lose what is not a digit, and the mainland's country code.
pub fn fold_for(field: Field, text: &str) -> String {
    if field == Field::ReceiverPhone { crate::blacklist::phone_key(text) } else { fold(text) }
}

/// A value of a rule for a field that is not text: fen, grams, minutes of the day, `YYYYMMDD`, or 1 and 0 for yes and no.
pub fn number(kind: Kind, text: &str) -> Option<i64> {
    let text = text.trim();
    match kind {
        Kind::Text => None,
        Kind::Number => text.parse().ok(),
        Kind::TimeOfDay => {
            let (hours, minutes) = text.split_once([':', '：'])?;
            let (h, m): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
            ((0..=24).contains(&h) && (0..60).contains(&m)).then_some((h * 60 + m).min(1_440))
        }
        Kind::Day => {
            let day = WallTime::parse(text).filter(WallTime::is_date_only)?;
            day.as_str().replace('-', "").parse().ok()
        }
        Kind::YesNo => match text {
            "yes" | "true" | "1" | "是" => Some(1),
            "no" | "false" | "0" | "否" => Some(0),
            _ => None,
        },
    }
}

/// The integer as a person reads it in that kind of field.
pub fn shown(kind: Kind, value: i64) -> String {
    match kind {
        Kind::TimeOfDay => format!("{:02}:{:02}", value / 60, value % 60),
        Kind::Day => format!("{:04}-{:02}-{:02}", value / 10_000, value / 100 % 100, value % 100),
        Kind::YesNo => if value == 1 { "yes" } else { "no" }.to_owned(),
        Kind::Number | Kind::Text => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        for (text, folded) in [(" ＡＢ－1　x ", "ab-1 x"), ("大学城\u{200b}", "大学城"), ("", "")] {
            assert_eq!(fold(text), folded, "{text}");
        }
        assert_eq!(fold_for(Field::ReceiverPhone, "+86 199-0000-0001"), "19900000001");
    }

    #[test]
    fn numbers() {
        for (kind, text, want) in [
            (Kind::Number, "-5", Some(-5)),
            (Kind::Number, "5.0", None),
            (Kind::TimeOfDay, "22:05", Some(1_325)),
            (Kind::TimeOfDay, "24:00", Some(1_440)),
            (Kind::TimeOfDay, "22", None),
            (Kind::TimeOfDay, "9:60", None),
            (Kind::Day, "2026-11-11", Some(20_261_111)),
            (Kind::Day, "2026-11-31", None),
            (Kind::YesNo, "是", Some(1)),
            (Kind::YesNo, "maybe", None),
            (Kind::Text, "1", None),
        ] {
            assert_eq!(number(kind, text), want, "{text}");
            if let Some(value) = want.filter(|_| kind != Kind::YesNo) {
                assert_eq!(shown(kind, value), text);
            }
        }
    }
}
