//! The fingerprint of an order's receiver and goods, for finding likely doubles. Whether two orders are doubles is not decided here.

use crate::trail::{Hash, first_half};
use yidan_domain::order::Order;

/// Receiver's name and phone digits, and the sorted goods with their quantities, in normal form. Time is left out:
/// doubles are looked for within a window of time.
pub fn fingerprint(order: &Order) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(order.receiver.name.as_deref().unwrap_or("").trim().as_bytes());
    hasher.update(&[0]);
    for b in order.receiver.phone.as_deref().unwrap_or("").bytes().filter(u8::is_ascii_digit) {
        hasher.update(&[b]);
    }
    let mut goods: Vec<(&str, &str, &str, i64)> = order
        .items
        .iter()
        .map(|i| {
            let code = i.sku_code.as_deref().unwrap_or("").trim();
            // The merchant's own code says enough; titles and specs are worded differently from source to source.
            let (title, spec) =
                if code.is_empty() { (i.title.as_deref().unwrap_or("").trim(), i.spec.as_deref().unwrap_or("").trim()) } else { ("", "") };
            (code, title, spec, i.qty.unwrap_or(1))
        })
        .collect();
    goods.sort_unstable();
    for (code, title, spec, qty) in goods {
        for text in [code, title, spec] {
            hasher.update(&[0]);
            hasher.update(text.as_bytes());
        }
        hasher.update(&qty.to_le_bytes());
    }
    first_half(hasher.finalize().as_bytes())
}
