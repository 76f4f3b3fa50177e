//! The numbering plan: which digits are a number and of which kind. No searching in texts here.

use crate::regions::atlas;

/// Three digits (four where a series is shared) handed out for mobile use: 工信部, 公众移动通信网网号, state of March 2023, and 1610 as
/// later seen in third-party metadata. Kept as data because shops' lists age faster than the plan.
#[rustfmt::skip]
const MOBILE_SERIES: &[&str] = &[
    "145", "146", "147", "148", "149", "150", "151", "152", "153", "155", "156", "157", "158", "159", "1610", "1619", "162", "165", "166",
    "167", "170", "171", "172", "173", "1740", "1741", "1749", "175", "176", "177", "178",
];

/// `1[3-9]` and nine more digits.
pub fn is_mobile_shape(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
}

/// Whether the series of a well-shaped mobile number has been handed out.
pub fn is_known_series(digits: &str) -> bool {
    match &digits[..2] {
        "13" => true,
        "18" => true,
        "19" => &digits[..3] != "194",
        _ => MOBILE_SERIES.iter().any(|series| digits.starts_with(series)),
    }
}

/// Numbers typed to get past a form.
pub fn is_filler(digits: &str) -> bool {
    let same = digits.bytes().all(|digit| Some(digit) == digits.bytes().next());
    let tail_same = digits.len() == 11 && digits.bytes().skip(3).all(|digit| digit == digits.as_bytes()[3]);
    same || tail_same || digits == "12345678901" || (digits.len() == 11 && matches!(&digits[3..], "00138000" | "12345678"))
}

/// Numbers of machines: nobody answers them.
pub fn is_machine(digits: &str) -> bool {
    digits.len() == 13
        && ["1400", "1410", "1440", "1441", "146", "148", "10646", "10647", "10648", "10649"]
            .iter()
            .any(|series| digits.starts_with(series))
}

/// The length of the area code that `digits` (with its leading zero) begins with, and the bits of its local lengths:
/// 1 = seven digits, 2 = eight. Retired codes count as none.
pub fn area_code(digits: &str) -> Option<(usize, u8)> {
    let bytes = digits.as_bytes();
    if bytes.first() != Some(&b'0') || bytes.len() < 3 {
        return None;
    }
    let length = if bytes[1] == b'1' || bytes[1] == b'2' { 3 } else { 4 };
    let code: u16 = digits.get(1..length)?.parse().ok()?;
    let bits = atlas().area_code(code)?;
    (bits > 0).then_some((length, bits))
}

/// Whether a local number of this length fits. The long-code cities are moving from seven to eight digits, so there both pass.
pub fn local_length_fits(code_length: usize, local: usize) -> bool {
    local == 8 || (local == 7 && code_length == 4)
}

/// Eight digits as Hong Kong hands them out.
pub fn is_hong_kong(digits: &str) -> bool {
    digits.len() == 8 && (b'2'..=b'9').contains(&digits.as_bytes()[0])
}

/// Eight digits as Macau hands them out.
pub fn is_macau(digits: &str) -> bool {
    digits.len() == 8 && (digits.starts_with('6') || digits.starts_with("28") || digits.starts_with('8'))
}

/// 18 characters with a plausible date of birth and the right check digit.
pub fn is_id_card(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let part = |from: usize, to: usize| text[from..to].parse::<u32>().unwrap_or(0);
    let (year, month, day) = (part(6, 10), part(10, 12), part(12, 14));
    if !(1850..=2099).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return false;
    }
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = bytes[..17].iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    bytes[17].to_ascii_uppercase() == b"10X98765432"[(sum % 11) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_follow_the_plan() {
        for known in ["19900001234", "13400000000", "17000000000", "16190000000", "19200000000", "14900000000"] {
            assert!(is_mobile_shape(known) && is_known_series(known), "{known}");
        }
        for unknown in ["14300001234", "19400000000", "15400000000", "16400000000", "17900000000"] {
            assert!(is_mobile_shape(unknown) && !is_known_series(unknown), "{unknown}");
        }
        assert!(!is_mobile_shape("12600001234"));
    }

    #[test]
    fn area_codes_come_from_the_table() {
        assert_eq!(area_code("057180001234").map(|found| found.0), Some(4));
        assert_eq!(area_code("02180001234").map(|found| found.0), Some(3));
        assert_eq!(area_code("0261234567"), None);
        assert_eq!(area_code("08521234567"), None);
    }

    #[test]
    fn id_cards_need_their_check_digit() {
        assert!(is_id_card("11010519491231002X"));
        assert!(!is_id_card("110105194912310021"));
        assert!(!is_id_card("254615732320399899"));
    }
}
