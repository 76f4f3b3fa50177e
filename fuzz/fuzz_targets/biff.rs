//! Old workbooks: the compound file's signature and any bytes behind it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    file.extend_from_slice(bytes.get(8..).unwrap_or_default());
    yidan_fuzz::read(&file);
});
