//! Events of one number and what they say together. Sources repeat the whole history, send it twice and out of order: an event is known by its key,
//! and what is concluded depends on the events alone, never on the order in which they came.

use super::stand::{Stand, TrackState};

/// One line of a parcel's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackEvent {
    /// UTC ms, as the carrier tells it.
    pub at_ms: i64,
    /// The carrier's sentence, as it came.
    pub text: String,
    /// City or site; empty = not told.
    pub place: String,
    /// The source's own code; empty = it sent none, and the stand was read from the sentence.
    pub code: String,
    /// `None` = neither code nor sentence is known.
    pub stand: Option<Stand>,
}

/// A delivered parcel may be told as returned so many days later; after that the number belongs to another parcel.
const RETURN_DAYS: i64 = 30;
const DAY_MS: i64 = 86_400_000;

/// What an event is known by: number, moment, and its sentence without blanks, brackets and punctuation. The same event told twice, or by a
/// push and by a query, has the same key.
pub fn key(number: &str, at_ms: i64, text: &str) -> i64 {
    // FNV-1a; the events of one number are few.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    number.bytes().chain([0]).chain(at_ms.to_le_bytes()).for_each(&mut eat);
    let mut letter = [0; 4];
    for c in text.chars().map(super::number::narrow).filter(|c| c.is_alphanumeric()) {
        c.encode_utf8(&mut letter).bytes().for_each(&mut eat);
    }
    i64::from_le_bytes(hash.to_le_bytes())
}

/// By moment, then by rank of the state.
pub fn sort(events: &mut [TrackEvent]) {
    events.sort_by(|a, b| (a.at_ms, a.stand.map(|s| s.state), &a.text).cmp(&(b.at_ms, b.stand.map(|s| s.state), &b.text)));
}

/// What the events of a number say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    pub stand: Stand,
    /// First scan of the carrier, UTC ms.
    pub collected_ms: Option<i64>,
    /// First event on the road, at the door or later.
    pub moved_ms: Option<i64>,
    pub delivered_ms: Option<i64>,
    /// Since when it stands where it stands.
    pub since_ms: i64,
    /// The newest sign of life, that is anything but the label's own making.
    pub scan_ms: Option<i64>,
    /// Events whose meaning nobody knows.
    pub unknown: usize,
}

/// Reads the way from events in any order; the list may hold an event twice.
pub fn way(events: &[TrackEvent]) -> Way {
    let mut sorted = events.to_vec();
    sort(&mut sorted);
    let mut way = Way {
        stand: Stand::plain(TrackState::Pending),
        collected_ms: None,
        moved_ms: None,
        delivered_ms: None,
        since_ms: sorted.first().map_or(0, |e| e.at_ms),
        scan_ms: None,
        unknown: 0,
    };
    let mut returns_by_code = false;
    for event in &sorted {
        let Some(stand) = event.stand else {
            way.unknown += 1;
            // Somebody has it in hand; before the first scan an unknown sentence proves nothing.
            if way.collected_ms.is_some() {
                way.scan_ms = Some(event.at_ms);
            }
            continue;
        };
        if stand.state != TrackState::Pending && !is_of_the_desk(stand) {
            way.collected_ms = way.collected_ms.or(Some(event.at_ms));
            way.scan_ms = Some(event.at_ms);
            if stand.state > TrackState::Collected {
                way.moved_ms = way.moved_ms.or(Some(event.at_ms));
            }
        }
        let next = after(&way, stand, event.at_ms, returns_by_code);
        if next != way.stand {
            way.since_ms = event.at_ms;
        }
        if next.state == TrackState::Delivered {
            way.delivered_ms = way.delivered_ms.or(Some(event.at_ms));
        } else {
            way.delivered_ms = None;
        }
        if next.state == TrackState::Returned && stand.state == TrackState::Returned {
            returns_by_code |= !event.code.is_empty();
        }
        way.stand = next;
    }
    way
}

/// Told without anybody having scanned the parcel.
fn is_of_the_desk(stand: Stand) -> bool {
    matches!(stand.sub, "cancelled" | "no_trace")
}

/// Where it stands after one more event.
fn after(way: &Way, stand: Stand, at_ms: i64, returns_by_code: bool) -> Stand {
    use TrackState as S;
    let now = way.stand;
    match (now.state, stand.state) {
        // Delivered is the end, but for a return within its days; what else comes is kept as a note.
        (S::Delivered, S::Returned) if at_ms - way.delivered_ms.unwrap_or(at_ms) <= RETURN_DAYS * DAY_MS => stand,
        (S::Delivered, _) => now,
        // On the way back the sender signs. A return that only a sentence speaks of may be a detour.
        (S::Returned, S::Delivered) if returns_by_code => Stand { state: S::Returned, sub: "returned" },
        (S::Returned, S::Returned) => {
            if now.sub == "returned" {
                now
            } else {
                stand
            }
        }
        (S::Returned, _) if returns_by_code => now,
        (state, S::Pending) if state != S::Pending => now,
        // A second collection, at another site, is a step on the road.
        (S::InTransit | S::OutForDelivery, S::Collected) => now,
        (S::Exception, S::Collected) => {
            if way.moved_ms.is_some() {
                Stand::plain(S::InTransit)
            } else {
                stand
            }
        }
        _ => stand,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 3_600_000;

    /// `hour stand [code]`, one event a line.
    fn events(text: &str) -> Vec<TrackEvent> {
        let of = |line: &str| {
            let mut parts = line.split_whitespace();
            let hour: i64 = parts.next().expect("hour").parse().expect("hour");
            let stand = parts.next().expect("stand");
            let code = parts.next().unwrap_or_default().to_owned();
            TrackEvent { at_ms: hour * HOUR_MS, text: format!("{line}。"), place: String::new(), code, stand: Stand::parse(stand) }
        };
        text.split(';').map(str::trim).filter(|l| !l.is_empty()).map(of).collect()
    }

    fn check(text: &str, want: &str) {
        let all = events(text);
        let shown = |w: &Way| {
            let hour = |ms: Option<i64>| ms.map_or("-".to_owned(), |ms| (ms / HOUR_MS).to_string());
            format!("{} {} {} {} {}", w.stand.text(), hour(w.collected_ms), hour(w.moved_ms), hour(w.delivered_ms), hour(w.scan_ms))
        };
        assert_eq!(shown(&way(&all)), want, "{text}");
        // Backwards and doubled it is the same.
        let mut other: Vec<TrackEvent> = all.iter().rev().cloned().collect();
        other.extend(all.clone());
        assert_eq!(way(&other).stand, way(&all).stand, "{text} backwards");
        assert_eq!(shown(&way(&other)), want, "{text} backwards");
    }

    #[test]
    fn ways() {
        for (text, want) in [
            ("", "pending - - - -"),
            ("1 pending", "pending - - - -"),
            ("1 pending; 5 collected", "collected 5 - - 5"),
            ("1 collected; 2 in_transit; 3 out_for_delivery; 4 delivered", "delivered 1 2 4 4"),
            ("2 in_transit", "in_transit 2 2 - 2"),
            ("1 collected; 2 in_transit; 3 collected", "in_transit 1 2 - 3"),
            ("1 collected; 1 in_transit; 1 delivered", "delivered 1 1 1 1"),
            ("1 collected; 3 delivered; 4 exception/no_contact; 5 in_transit", "delivered 1 3 3 5"),
            ("1 collected; 3 delivered; 50 returned/returning", "returned/returning 1 3 - 50"),
            ("1 collected; 3 delivered; 800 returned/returning", "delivered 1 3 3 800"),
            ("1 collected; 2 exception/held; 3 in_transit", "in_transit 1 2 - 3"),
            ("1 collected; 2 returned/returning 6; 3 in_transit; 9 delivered", "returned/returned 1 2 - 9"),
            ("1 collected; 2 returned/returning; 3 in_transit; 9 delivered", "delivered 1 2 9 9"),
            ("1 collected; 2 returned/returned 406; 3 returned/returning 6", "returned/returned 1 2 - 3"),
            ("1 collected; 2 unknown", "collected 1 - - 2"),
            ("1 unknown", "pending - - - -"),
            ("1 exception/no_trace", "exception/no_trace - - - -"),
            ("1 collected; 2 pending", "collected 1 - - 1"),
            ("1 collected; 2 out_for_delivery; 3 at_pickup_point; 9 delivered; 9 delivered", "delivered 1 2 9 9"),
        ] {
            check(text, want);
        }
    }

    #[test]
    fn an_event_is_known_again() {
        let told = key("YT8800000000017", 5, "[杭州市] 示例网点，已揽收");
        assert_eq!(told, key("YT8800000000017", 5, "【杭州市】示例网点 已揽收。"));
        assert_eq!(key("A", 5, "ＡＢ１"), key("A", 5, "AB1"));
        for (number, at_ms, text) in [
            ("YT8800000000024", 5, "[杭州市]示例网点 已揽收"),
            ("YT8800000000017", 6, "[杭州市]示例网点 已揽收"),
            ("YT8800000000017", 5, "[深圳市]示例网点 已揽收"),
        ] {
            assert_ne!(told, key(number, at_ms, text));
        }
    }
}
