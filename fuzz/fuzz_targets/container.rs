//! Any bytes as a file. Started with the samples as its corpus it reaches every container.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| yidan_fuzz::read(bytes));
