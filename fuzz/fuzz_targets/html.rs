//! Tables as markup that calls itself a workbook.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = b"<html><body><table>".to_vec();
    file.extend_from_slice(bytes);
    yidan_fuzz::read(&file);
});
