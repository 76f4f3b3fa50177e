//! Archives: members with any names and contents, and the same with bytes of the archive itself turned.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: (&str, &[u8], &[u8], u16, u8)| {
    let (name, first, second, at, by) = input;
    let name = format!("{}.csv", name.chars().filter(|c| !c.is_control()).take(40).collect::<String>());
    let mut bytes = yidan_fuzz::zipped(&[(name.as_str(), first), ("明细/second.csv", second)]);
    let place = usize::from(at) % bytes.len();
    bytes[place] ^= by;
    yidan_fuzz::read(&bytes);
});
