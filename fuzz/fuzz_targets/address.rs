#![no_main]
//! Any text through the address room: no panic, every byte in exactly one place, and the same answer when asked again.
//! `cargo +nightly fuzz run address`, from the top folder.

use libfuzzer_sys::fuzz_target;
use yidan_address::{Fields, check, parse, phone};

fuzz_target!(|text: &str| {
    let read = parse(text);
    let mut done = 0;
    for place in &read.places {
        assert_eq!(place.start, done, "a gap");
        assert!(place.end > place.start && text.is_char_boundary(place.end), "a place without text");
        done = place.end;
    }
    assert!(read.places.is_empty() || done == text.len(), "the end is lost");
    assert_eq!(read, parse(text), "the same text, another answer");
    phone::classify(text);
    let parts: Vec<&str> = text.splitn(6, '\n').collect();
    let part = |at: usize| parts.get(at).copied().unwrap_or_default();
    let fields = Fields { province: part(0), city: part(1), district: part(2), street: "", address: part(3), name: part(4), phone: part(5) };
    check(&fields);
});
