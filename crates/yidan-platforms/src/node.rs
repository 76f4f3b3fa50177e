//! Reading JSON of platforms leniently: whatever is missing or of an unexpected kind is absent, never an error.
//! Money becomes fen and ids become text without passing through a float. What the fields mean is the business of the folders.

use serde_json::Value;
use yidan_domain::wall_time::{CHINA_OFFSET_MINUTES, WallTime};

/// A place in a reply. A place that does not exist is a place with nothing in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'v>(pub &'v Value);

static NOTHING: Value = Value::Null;

impl<'v> Node<'v> {
    /// The member of an object.
    pub fn at(self, key: &str) -> Node<'v> {
        Node(self.0.get(key).unwrap_or(&NOTHING))
    }

    /// The first of these members that holds something.
    pub fn first(self, keys: &[&str]) -> Node<'v> {
        keys.iter().map(|k| self.at(k)).find(|n| n.text().is_some()).unwrap_or(Node(&NOTHING))
    }

    pub fn is_nothing(self) -> bool {
        self.0.is_null()
    }

    pub fn is_object(self) -> bool {
        self.0.is_object()
    }

    /// Elements of a list; an absent list is an empty one.
    pub fn list(self) -> impl Iterator<Item = Node<'v>> {
        self.0.as_array().into_iter().flatten().map(Node)
    }

    pub fn len(self) -> i64 {
        self.0.as_array().map_or(0, Vec::len) as i64
    }

    /// Text, or a number as text; blank = absent.
    pub fn text(self) -> Option<String> {
        match self.0 {
            Value::String(s) if !s.trim().is_empty() => Some(s.clone()),
            Value::Number(n) => Some(n.to_string()),
            _ => None,
        }
    }

    /// An id: like text, but `0` says that there is none.
    pub fn id(self) -> Option<String> {
        self.text().map(|t| t.trim().to_owned()).filter(|t| t != "0" && t != "-1")
    }

    /// A whole number, also when written as text.
    pub fn int(self) -> Option<i64> {
        match self.0 {
            Value::Number(n) => n.as_i64(),
            Value::String(s) => s.trim().parse().ok(),
            _ => None,
        }
    }

    /// `true`, `"true"`, 1 and `"1"`.
    pub fn is_true(self) -> bool {
        match self.0 {
            Value::Bool(b) => *b,
            Value::String(s) => matches!(s.trim(), "true" | "1"),
            Value::Number(n) => n.as_i64() == Some(1),
            _ => false,
        }
    }

    /// Decimal yuan, as text or number, in fen.
    pub fn yuan(self) -> Option<i64> {
        match self.0 {
            Value::Number(n) => fen_of_decimal(&n.to_string()),
            Value::String(s) => fen_of_decimal(s.trim()),
            _ => None,
        }
    }

    /// `yyyy-MM-dd HH:mm:ss` of China, fractions left out; the empty times of the platforms are absent.
    pub fn wall_time(self) -> Option<WallTime> {
        let text = self.0.as_str()?.trim();
        let text = text.get(..19).unwrap_or(text);
        WallTime::parse(text).filter(|w| w.as_str() > "1971")
    }

    /// UTC ms of such a time.
    pub fn wall_ms(self) -> Option<i64> {
        self.wall_time().map(|w| w.to_utc_ms(CHINA_OFFSET_MINUTES))
    }

    /// UTC ms of an ISO 8601 time with its zone; a time without one is UTC.
    pub fn iso_ms(self) -> Option<i64> {
        let text = self.0.as_str()?.trim();
        let with_zone = chrono::DateTime::parse_from_rfc3339(text).ok().map(|t| t.timestamp_millis());
        let bare = || chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok().map(|t| t.and_utc().timestamp_millis());
        with_zone.or_else(bare).filter(|ms| *ms > 0)
    }

    /// Seconds since 1970 as UTC ms; 0 = absent.
    pub fn seconds(self) -> Option<i64> {
        self.int().filter(|s| *s > 0)?.checked_mul(1_000)
    }

    /// Milliseconds since 1970; 0 = absent.
    pub fn millis(self) -> Option<i64> {
        self.int().filter(|s| *s > 0)
    }

    /// The list itself, or the first one among the members: for replies whose list has no published name.
    pub fn any_list(self) -> Node<'v> {
        let members = self.0.as_object().into_iter().flat_map(|m| m.values());
        std::iter::once(self.0).chain(members).find(|v| v.is_array()).map_or(Node(&NOTHING), Node)
    }
}

/// The wall time in China of UTC ms.
pub(crate) fn in_china(utc_ms: i64) -> WallTime {
    WallTime::from_utc_ms(utc_ms, CHINA_OFFSET_MINUTES)
}

/// `19.9`, `-2.50`, `19.90000000000001` in hundredths, rounded to the nearest. `None` for anything else.
pub(crate) fn fen_of_decimal(text: &str) -> Option<i64> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digit = |i: usize| part.as_bytes().get(i).map_or(0, |b| i64::from(b - b'0'));
    let rounded = i64::from(digit(2) >= 5);
    let fen = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(digit(0) * 10 + digit(1) + rounded)?;
    Some(if is_negative { -fen } else { fen })
}

/// A name, phone or address that the platform has hidden.
pub(crate) fn is_masked(text: &Option<String>) -> bool {
    text.as_deref().is_some_and(has_mask)
}

/// A text in which something is hidden.
pub(crate) fn has_mask(text: &str) -> bool {
    text.contains('*')
}

/// A person's two names in one. Chinese names begin with the family.
pub(crate) fn full_name(first: Node, last: Node) -> Option<String> {
    let (first, last) = (first.text().unwrap_or_default(), last.text().unwrap_or_default());
    let name = if first.is_ascii() && last.is_ascii() { format!("{first} {last}") } else { format!("{last}{first}") };
    Some(name.trim().to_owned()).filter(|n| !n.is_empty())
}

/// Town and street in one, without saying the town twice.
pub(crate) fn with_town(town: Option<String>, address: Option<String>) -> Option<String> {
    match (town, address) {
        (Some(town), Some(address)) if !address.contains(&town) => Some(format!("{town}{address}")),
        (Some(town), None) => Some(town),
        (_, address) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn money_without_floats() {
        for (value, want) in [
            (json!("107.50"), Some(10_750)),
            (json!("19.9"), Some(1_990)),
            (json!(19.9), Some(1_990)),
            (json!(25), Some(2_500)),
            (json!("-2.50"), Some(-250)),
            (json!(-0.05), Some(-5)),
            (json!(0.1 + 0.2), Some(30)),
            (json!("19.995"), Some(2_000)),
            (json!("8014398509481984.01"), Some(801_439_850_948_198_401)),
            (json!(""), None),
            (json!(null), None),
            (json!("1,204.50"), None),
            (json!("¥5"), None),
            (json!(".5"), None),
            (json!("92233720368547758.08"), None),
            (json!(true), None),
        ] {
            assert_eq!(Node(&value).yuan(), want, "{value}");
        }
    }

    #[test]
    fn ids_beyond_what_a_float_holds() {
        let value: Value = serde_json::from_str(r#"{"tid":3300112233445566779,"none":0,"minus":-1,"text":"A 1 "}"#).unwrap();
        let node = Node(&value);
        assert_eq!(node.at("tid").id().as_deref(), Some("3300112233445566779"));
        assert_eq!(node.at("text").id().as_deref(), Some("A 1"));
        for none in ["none", "minus", "absent"] {
            assert_eq!(node.at(none).id(), None, "{none}");
        }
    }

    #[test]
    fn times_and_their_absence() {
        for (value, want) in [
            (json!("2026-03-15 10:12:41"), Some("2026-03-15 10:12:41")),
            (json!("2026-03-15 10:12:41.0"), Some("2026-03-15 10:12:41")),
            (json!("0001-01-01 00:00:00"), None),
            (json!("1970-01-01 00:00:00"), None),
            (json!("1970-01-01 08:00:00"), None),
            (json!(""), None),
            (json!(0), None),
        ] {
            assert_eq!(Node(&value).wall_time().as_ref().map(WallTime::as_str), want, "{value}");
        }
        for text in ["2026-03-15T01:58:02.000Z", "2026-03-15T09:58:02+08:00", "2026-03-15T01:58:02"] {
            assert_eq!(Node(&json!(text)).iso_ms(), Some(1_773_539_882_000), "{text}");
        }
        for text in ["", "2026-03-15", "1970-01-01T00:00:00Z", "soon"] {
            assert_eq!(Node(&json!(text)).iso_ms(), None, "{text}");
        }
        assert_eq!(Node(&json!(1_773_539_882)).seconds().map(in_china).unwrap().as_str(), "2026-03-15 09:58:02");
        assert_eq!(Node(&json!("1773539882")).seconds(), Some(1_773_539_882_000));
        assert_eq!(Node(&json!(0)).seconds(), None);
        assert_eq!(Node(&json!(i64::MAX)).seconds(), None);
    }
}
