//! The vocabulary of places: what a road, a building or a plot is called, and what that says about the words before it.
//! Only words live here; which words are whose is decided by the steps of the pipeline.

use crate::text::{Class, Clean};
use crate::words::{Letters, Set, is_in};

const DIRECTIONS: &str = "东西南北中前后内外上下";

fn letter(clean: &Clean, index: usize) -> char {
    clean.key.get(index).and_then(|key| char::from_u32(u32::from(*key))).unwrap_or('\0')
}

/// Whether the characters after a short name, up to `limit`, make that name part of something else.
pub fn blocks_short_name(clean: &Clean, index: usize, limit: usize) -> bool {
    if index >= limit {
        return false;
    }
    let first = letter(clean, index);
    if clean.starts(index, "街道") && !DIRECTIONS.contains(letter(clean, index + 2)) {
        return true;
    }
    if let Some(length) = clean.word(index, Set::AfterShort) {
        // 公园路, 大桥村: a road or village of its own that is named after such a place.
        let own = !"路街道".contains(letter(clean, index + length - 1))
            && clean.starts_any(index + length, &["大道", "大街", "路", "街", "村", "镇", "乡"]).is_some();
        return !own;
    }
    if is_in(clean.key[index], Letters::AfterShort) {
        return true;
    }
    if first == '站' || first == '府' {
        return !"前东西南北后".contains(letter(clean, index + 1));
    }
    let second = if index + 1 < limit { letter(clean, index + 1) } else { '\0' };
    if is_in(clean.key[index], Letters::Nature) {
        return !clean.is(index + 1, Class::Han)
            || index + 1 >= limit
            || is_in(second as u16, Letters::AfterShort)
            || (DIRECTIONS.contains(second) && "路街".contains(letter(clean, index + 2)) && first != '城')
            || "上下脚".contains(second)
            || (first == '城' && !"东西南北中关区内外郊乡厢".contains(second));
    }
    // One character before the road word is no road name of its own, unless it is a direction (南大街).
    if clean.starts_any(index + 1, &["大道", "大街", "路", "街", "巷"]).is_some() && !clean.starts(index + 1, "街道") {
        return true;
    }
    false
}

/// 文化广场, 博物馆: words up to the first digit that end in a landmark and hold no road. What every county has (its bus station, its
/// hospital) and what every city has (chains) says nothing about the words before.
pub fn is_landmark(clean: &Clean, index: usize, limit: usize) -> bool {
    let end = clean.run(index, Class::Han).min(limit);
    if clean.word(index, Set::Everywhere).is_some() {
        return false;
    }
    clean.word_ending(index, end, Set::Landmark).is_some() && !clean.contains_any(index, end, &["路", "街", "大道", "镇", "乡", "村", "巷"])
}

/// 德阳市中姜县: one character and a suffix left over mean that the name was cut in the wrong place.
pub fn leaves_a_stump(clean: &Clean, index: usize) -> bool {
    matches!(letter(clean, index + 1), '区' | '县') && !clean.starts(index, "城区") && !clean.starts(index + 1, "县医院")
}

/// Whether a full name is followed by a road word (天津路).
pub fn blocks_full_name(clean: &Clean, index: usize) -> bool {
    clean.starts_any(index, &["大道", "大街", "路", "巷", "弄", "胡同"]).is_some()
        || (clean.starts(index, "街") && !clean.starts(index, "街道"))
}

/// Whether an address can well begin here: a road, village or town name of two characters or more before its suffix.
pub fn begins_road(clean: &Clean, index: usize, limit: usize) -> bool {
    let end = clean.run(index, Class::Han).min(limit);
    (index + 2..end).any(|at| clean.word(at, Set::Road).is_some_and(|length| at + length <= end))
}

/// Functional zones are not divisions; a city followed by one has no district.
pub fn zone(clean: &Clean, index: usize, limit: usize) -> Option<usize> {
    let end = clean.run(index, Class::Han).min(limit).min(index + 12);
    (index..end).find_map(|at| {
        if at > index && "路街号村镇乡".contains(letter(clean, at)) {
            return Some(None);
        }
        clean.word(at, Set::Zone).filter(|length| at + length <= end).map(|length| Some(at + length))
    })?
}

/// Strong signs of an address in a fragment.
pub fn is_address(clean: &Clean, start: usize, end: usize) -> bool {
    if clean.has_word(start, end, Set::Strong) {
        return true;
    }
    let digits = (start..end).any(|at| clean.is(at, Class::Digit));
    if end - start >= 3 && is_in(clean.key[end - 1], Letters::Suffix) {
        return true;
    }
    if !digits {
        return (start + 2..end).any(|at| "路街巷弄".contains(letter(clean, at))) && end - start >= 4;
    }
    // 3栋, 502室, 16-2-1649, 18号楼, A座1902
    let unit =
        (start..end).any(|at| clean.is(at, Class::Digit) && "号室栋楼幢层座户铺组队期排弄巷村院社区单".contains(letter(clean, at + 1)));
    let joined = (start + 1..end.saturating_sub(1)).any(|at| {
        matches!(letter(clean, at), '-' | '#' | '/')
            && clean.is(at - 1, Class::Digit)
            && (clean.is(at + 1, Class::Digit) || clean.is(at + 1, Class::Latin))
    });
    unit || joined
        || (start..end)
            .all(|at| clean.is(at, Class::Digit) || clean.is(at, Class::Latin) || clean.is(at, Class::Dash) || letter(clean, at) == '#')
        || (start + 1..end).any(|at| is_in(clean.key[at - 1], Letters::Ending) && clean.is(at, Class::Digit))
}

/// Whether the detail names any road, number, village, estate or building, or at least says enough to be one.
pub fn is_enough_detail(detail: &str) -> bool {
    let letters = detail.chars().filter(|c| c.is_alphanumeric()).count();
    const PLACE: &str = "路街巷弄道园苑府城村屯寨庄组队号店厂校院站楼场铺里堡湾庭居寓厦局所部馆岛港";
    letters >= 4 || (letters >= 2 && detail.chars().any(|c| c.is_ascii_digit() || PLACE.contains(c)))
}
