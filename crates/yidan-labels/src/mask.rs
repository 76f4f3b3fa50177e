//! Hides parts of name, phone and address on paper (GB/T 41833-2022 as reported: one character of the name, six digits of the phone,
//! the unit and room number). Text that already carries stars is left alone. Deciding whether to mask is the caller's.

/// `张示例` → `张*例`, `张示` → `张*`, four and more keep the first and the last.
pub fn name(full: &str) -> String {
    let full = full.trim();
    if full.contains('*') {
        return full.to_owned();
    }
    let letters: Vec<char> = full.chars().collect();
    match letters.as_slice() {
        [] => String::new(),
        [_] => "*".to_owned(),
        [first, _] => format!("{first}*"),
        [first, _, last] => format!("{first}*{last}"),
        [first, .., last] => format!("{first}**{last}"),
    }
}

/// Hides six digits and keeps at most three in front and two behind; an extension stays, because the courier dials it.
pub fn phone(full: &str) -> String {
    let full = full.trim();
    if full.contains('*') {
        return full.to_owned();
    }
    let (country, local) = split_country(full);
    let (number, extension) = split_extension(local);
    let (area, subscriber) = split_area(number);
    let digits: String = subscriber.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return full.to_owned();
    }
    let spare = digits.len().saturating_sub(6);
    // A landline keeps nothing in front: its area code already stands there.
    let head = if area.is_empty() { spare.saturating_sub(2).min(3) } else { 0 };
    let tail = (spare - head).min(2);
    let stars = "*".repeat(digits.len() - head - tail);
    let (front, back) = (&digits[..head], &digits[digits.len() - tail..]);
    let gap = if country.is_empty() { "" } else { " " };
    let dash = if area.is_empty() { "" } else { "-" };
    format!("{country}{gap}{area}{dash}{front}{stars}{back}{extension}")
}

/// `+852 …` keeps its country; `+86` and `86-` are dropped as everywhere inside the country.
fn split_country(text: &str) -> (&str, &str) {
    let Some(rest) = text.strip_prefix('+') else {
        return ("", text.strip_prefix("86-").unwrap_or(text));
    };
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    if rest.starts_with("86") && (end == 2 || rest.len() == 13) {
        return ("", rest[2..].trim_start_matches([' ', '-']));
    }
    if end == 0 {
        return ("", text);
    }
    (&text[..=end], rest[end..].trim_start_matches([' ', '-']))
}

/// Cuts `-1234`, `转1234` and the like off, with the sign in front.
fn split_extension(text: &str) -> (&str, &str) {
    for sign in ["转", "ext", "EXT", "#", ",", "，"] {
        if let Some(at) = text.find(sign) {
            return text.split_at(at);
        }
    }
    let Some(at) = text.rfind(['-', ' ']) else { return (text, "") };
    let tail_digits = text[at + 1..].chars().filter(char::is_ascii_digit).count();
    let head_digits = text[..at].chars().filter(char::is_ascii_digit).count();
    // Behind a whole mobile or landline number only an extension can follow.
    if head_digits >= 10 && (1..=6).contains(&tail_digits) { text.split_at(at) } else { (text, "") }
}

/// `0571-80000000` → area and number.
fn split_area(text: &str) -> (&str, &str) {
    match text.split_once(['-', ' ']) {
        Some((area, rest)) if area.starts_with('0') && (3..=4).contains(&area.len()) => (area, rest),
        _ => ("", text),
    }
}

/// Hides everything from the unit or room number on: `…样例花园2栋1单元301室` → `…样例花园2栋****`.
pub fn address(full: &str) -> String {
    let full = full.trim();
    if full.contains('*') {
        return full.to_owned();
    }
    let letters: Vec<char> = full.chars().collect();
    match door(&letters) {
        Some(at) => letters[..at].iter().chain(&['*'; 4]).collect(),
        None => full.to_owned(),
    }
}

/// Where the door begins. A number counts as a door when its word says so (单元, 室, 户, 房), when it follows a house (2栋301, A座1208),
/// when it ends the text with three or more digits (样例花园301), or when it ends the address of a village (3组15号).
fn door(letters: &[char]) -> Option<usize> {
    let mut at = 0;
    while at < letters.len() {
        let end = number_end(letters, at);
        if end == at {
            at += 1;
            continue;
        }
        // The first few characters are a province or a city, whatever numbers they hold.
        if at >= 4
            && let Some(start) = door_in_number(letters, at, end)
        {
            return Some(start);
        }
        at = end;
    }
    None
}

fn door_in_number(letters: &[char], start: usize, end: usize) -> Option<usize> {
    let has_digit = letters[start..end].iter().any(|c| is_digit(*c));
    let after: String = letters[end..letters.len().min(end + 3)].iter().collect();
    if ["单元", "室"].iter().any(|w| after.starts_with(w)) {
        return Some(start);
    }
    if !has_digit {
        return None;
    }
    if ["户", "房", "号房", "号室"].iter().any(|w| after.starts_with(w)) {
        return Some(start);
    }
    // `2-1-301`: house, unit, room; the house may stay.
    if let Some(joint) = letters[start..end].iter().position(|c| is_joint(*c)) {
        let house_named = after_house(letters, start);
        return Some(if house_named { start } else { start + joint });
    }
    if after_house(letters, start) && !["栋", "幢", "座", "楼", "层", "弄"].iter().any(|w| after.starts_with(w)) {
        return Some(start);
    }
    let digits = letters[start..end].iter().filter(|c| is_digit(**c)).count();
    if end == letters.len() && digits >= 3 {
        return Some(start);
    }
    let rest_is_door = after == "号";
    (rest_is_door && after_village(letters, start)).then_some(start)
}

fn after_house(letters: &[char], at: usize) -> bool {
    let mut before = at;
    while before > 0 && letters[before - 1] == ' ' {
        before -= 1;
    }
    let front: String = letters[before.saturating_sub(3)..before].iter().collect();
    ["栋", "幢", "座", "层", "号楼", "单元", "大厦", "公寓"].iter().any(|w| front.ends_with(w))
        || (front.ends_with('楼') && letters[..before - 1].last().is_some_and(|c| is_digit(*c)))
        || (front.ends_with('号') && letters[..before - 1].last().is_some_and(|c| is_digit(*c)))
}

fn after_village(letters: &[char], at: usize) -> bool {
    at > 0 && matches!(letters[at - 1], '村' | '组' | '社' | '队' | '屯' | '庄' | '寨')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_joint(c: char) -> bool {
    matches!(c, '-' | '－' | '—' | '–' | '#' | '/')
}

fn number_end(letters: &[char], start: usize) -> usize {
    let is_part = |c: char| is_digit(c) || c.is_ascii_alphabetic() || "零〇一二三四五六七八九十百".contains(c);
    let mut end = start;
    while end < letters.len() && is_part(letters[end]) {
        end += 1;
        // A joint belongs to the number only between two parts.
        if end + 1 < letters.len() && is_joint(letters[end]) && is_part(letters[end + 1]) {
            end += 1;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mask: fn(&str) -> String, cases: &[(&str, &str)]) {
        for (full, want) in cases {
            assert_eq!(&mask(full), want, "{full}");
            assert_eq!(&mask(want), want, "masking twice changes nothing: {full}");
        }
    }

    #[test]
    fn names() {
        check(
            name,
            &[
                ("张示", "张*"),
                ("张示例", "张*例"),
                ("示例贸易公司", "示**司"),
                ("欧阳示例", "欧**例"),
                ("示", "*"),
                ("", ""),
                (" 张示 ", "张*"),
                ("𬱖示例", "𬱖*例"),
                ("张**", "张**"),
            ],
        );
    }

    #[test]
    fn phones() {
        check(
            phone,
            &[
                ("19900000000", "199******00"),
                ("199 0000 0000", "199******00"),
                ("+86 19900000000", "199******00"),
                ("+8619900000000", "199******00"),
                ("86-19900000000", "199******00"),
                ("19900000000-1234", "199******00-1234"),
                ("19900000000转1234", "199******00转1234"),
                ("19900000000 1234", "199******00 1234"),
                ("0571-80000000", "0571-******00"),
                ("0571-80000000-802", "0571-******00-802"),
                ("010-80000000", "010-******00"),
                ("0571-8000000", "0571-******0"),
                ("057180000000", "057*******00"),
                ("400-800-0000", "40******00"),
                ("+852 98000000", "+852 ******00"),
                ("199****0000", "199****0000"),
                ("", ""),
                ("无", "无"),
            ],
        );
    }

    #[test]
    fn every_number_of_six_digits_or_more_hides_six() {
        for length in 6..16 {
            let full = "1".repeat(length);
            let masked = phone(&full);
            assert!(masked.chars().filter(|c| *c == '*').count() >= 6, "{length}: {masked}");
        }
    }

    #[test]
    fn addresses() {
        check(
            address,
            &[
                ("广东省深圳市示例区样例花园2栋1单元301室", "广东省深圳市示例区样例花园2栋****"),
                ("广东省深圳市示例区样例花园2栋301", "广东省深圳市示例区样例花园2栋****"),
                ("浙江省杭州市示例区样例路88号3幢502室(放门口)", "浙江省杭州市示例区样例路88号3幢****"),
                ("浙江省杭州市示例区样例路88号502室", "浙江省杭州市示例区样例路88号****"),
                ("浙江省杭州市示例区样例路88号 502", "浙江省杭州市示例区样例路88号 ****"),
                ("浙江省杭州市示例区样例小区5号楼2-301", "浙江省杭州市示例区样例小区5号楼****"),
                ("浙江省杭州市示例区样例小区5-2-301", "浙江省杭州市示例区样例小区5****"),
                ("上海市示例区样例大厦A座1208", "上海市示例区样例大厦A座****"),
                ("上海市示例区样例大厦12层1208", "上海市示例区样例大厦12层****"),
                ("上海市示例区样例大厦12楼1208", "上海市示例区样例大厦12楼****"),
                ("上海市示例区样例路100弄3号1208室", "上海市示例区样例路100弄3号****"),
                ("北京市示例区样例家园三单元五零一室", "北京市示例区样例家园****"),
                ("北京市示例区样例花园301", "北京市示例区样例花园****"),
                ("湖南省示例县样例镇示例村3组15号", "湖南省示例县样例镇示例村3组****"),
                ("浙江省杭州市示例区样例路88号", "浙江省杭州市示例区样例路88号"),
                ("浙江省杭州市示例区第一实验室旁样例驿站", "浙江省杭州市示例区第一实验室旁样例驿站"),
                ("四川省示例市七户村样例超市", "四川省示例市七户村样例超市"),
                ("广东省深圳市示例区样例路1号样例厂B区8栋3楼", "广东省深圳市示例区样例路1号样例厂B区8栋3楼"),
                ("广东省深圳市示例区****", "广东省深圳市示例区****"),
                ("", ""),
            ],
        );
    }
}
