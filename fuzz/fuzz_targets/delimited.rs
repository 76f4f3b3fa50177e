//! Delimited text in any encoding below the headings of a known format.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: (u8, u8, &[u8])| {
    let (which, mark, rest) = input;
    let lines = yidan_fuzz::headings();
    let mut bytes = if mark % 2 == 0 { Vec::new() } else { b"\xef\xbb\xbf".to_vec() };
    bytes.extend_from_slice(lines[usize::from(which) % lines.len()].as_bytes());
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(rest);
    yidan_fuzz::read(&bytes);
});
