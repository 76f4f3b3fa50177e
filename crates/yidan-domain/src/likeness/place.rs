//! Where an order is looked for among others before anything is compared: coarse keys that cost almost nothing. Two orders that are
//! alike share a key; two that share a key need not be alike.

use super::compare::Window;
use crate::order::Order;
use crate::review::fold;

/// What leads to an order's likely doubles. Nothing personal can be read from it alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The moment that counts, UTC seconds.
    pub at_s: i64,
    pub shop_id: i64,
    /// No platform has numbered it.
    pub typed: bool,
    /// The last four digits of the phone; and for orders that were typed or have no such digits, the name. At most two.
    pub keys: Vec<u32>,
    /// The whole phone, where nothing of it is hidden; 0 = hidden or none.
    pub phone: u32,
}

/// Names stand above all four digits.
const NAMES: u32 = 1 << 16;
/// Digits of a phone that count: country codes differ from source to source.
const DIGITS: usize = 11;

impl Place {
    /// `None` without a moment, or without anything that is known of the person.
    pub fn of(order: &Order, typed: bool) -> Option<Place> {
        let at_s = order.paid_at_ms.or(order.created_at_ms)?.div_euclid(1_000);
        let r = &order.receiver;
        let mut keys = Vec::with_capacity(2);
        let mut phone = 0;
        if let Some((tail, whole)) = r.phone.as_deref().and_then(|p| digits(p, r.phone_ext.as_deref())) {
            keys.push(tail);
            phone = whole;
        }
        if typed || keys.is_empty() {
            let name = r.name.as_deref().filter(|n| !n.contains('*')).map(fold).filter(|n| !n.is_empty());
            keys.extend(name.map(|n| NAMES | hash(n.bytes())));
        }
        (!keys.is_empty()).then_some(Place { at_s, shop_id: order.shop_id, typed, keys, phone })
    }

    /// Key and whole of a phone as they stand in a place: the last four digits, and a number for all of them (0 where one is hidden).
    /// `None` where the last four cannot be seen.
    pub fn phone(phone: &str, ext: Option<&str>) -> Option<(u32, u32)> {
        digits(phone, ext)
    }

    /// Could these two be asked about? Only what the places themselves tell.
    pub fn may_meet(&self, other: &Place, window: Window) -> bool {
        let limit = if self.typed || other.typed || self.shop_id != other.shop_id { window.typed_s } else { window.numbered_s };
        let other_phone = self.phone != 0 && other.phone != 0 && self.phone != other.phone;
        (self.at_s - other.at_s).abs() <= limit && !other_phone
    }
}

/// The last four digits, and a number for all of them (0 where one is hidden). `None` where the last four are not there to be seen.
fn digits(phone: &str, ext: Option<&str>) -> Option<(u32, u32)> {
    let mut seen: Vec<u8> = Vec::with_capacity(24);
    for b in phone.bytes().filter(|b| b.is_ascii_digit() || *b == b'*') {
        seen.push(b);
    }
    let tail = seen.get(seen.len().checked_sub(4)?..)?;
    if tail.contains(&b'*') {
        return None;
    }
    let tail = tail.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0'));
    if seen.contains(&b'*') {
        return Some((tail, 0));
    }
    let whole = seen[seen.len().saturating_sub(DIGITS)..].iter().copied();
    let ext = ext.into_iter().flat_map(str::bytes).filter(u8::is_ascii_digit);
    Some((tail, hash(whole.chain(ext)).max(1)))
}

/// FNV-1a, 32 bits.
fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811c_9dc5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_in_many_forms() {
        let plain = digits("19900000001", None);
        assert_eq!(plain.map(|(tail, _)| tail), Some(1));
        for (phone, ext, same) in [
            ("+86 199-0000-0001", None, true),
            ("199 0000 0001", Some(""), true),
            ("19900000002", None, false),
            ("19800000001", None, false),
            ("19900000001", Some("1234"), false),
        ] {
            assert_eq!(digits(phone, ext) == plain, same, "{phone} {ext:?}");
        }
        assert_eq!(digits("199****0001", None), Some((1, 0)));
        for nothing in ["1**********", "123", "", "199000*0001*"] {
            assert_eq!(digits(nothing, None), None, "{nothing}");
        }
    }
}
