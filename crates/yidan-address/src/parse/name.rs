//! Chooses the receiver's name among what is left once numbers and region are known. Evidence, strongest first: label, 收, title, surname
//! next to the phone, a short word of its own, a name glued to the end of the address.

use super::fragment::Fragment;
use super::person;
use crate::text::{Class, Clean, Owner};
use crate::words::{Letters, Set, is_in};

/// What may be said about a fragment when names are weighed.
#[derive(Clone, Copy)]
pub struct Standing {
    pub fragment: Fragment,
    /// Already known to be part of the address.
    pub address: bool,
    /// Glued to the region or after it.
    pub in_address: bool,
    /// First or last of all fragments.
    pub border: bool,
}

#[derive(Clone, Copy)]
pub struct Choice {
    pub start: usize,
    pub end: usize,
    /// End of the words that go with the name: 收, (代收).
    pub tail: usize,
    pub worth: i32,
}

/// Length of 收 and the like at the end of a range.
fn receive_mark(clean: &Clean, start: usize, end: usize) -> usize {
    let length = clean.word_ending(start, end, Set::Receive).unwrap_or(0);
    if length < end - start { length } else { 0 }
}

/// Length of a bracket after a sure name: 张三（女士）, 张三(前台代收).
fn bracket_at_end(clean: &Clean, start: usize, end: usize) -> usize {
    if !clean.is(end - 1, Class::Close) {
        return 0;
    }
    let Some(open) = (start + 1..end).find(|at| clean.is(*at, Class::Open)) else { return 0 };
    let said = clean.word_ending(open + 1, end - 1, Set::Receive).is_some()
        || clean.word(open + 1, Set::Title).is_some()
        || clean.starts_any(open + 1, &["女", "男", "本人"]).is_some();
    let sure = person::rate(clean, start, open).is_some_and(|person| person.sure);
    if sure && said { end - open } else { 0 }
}

/// （张三收）: the surest sign of all. Claims name and brackets.
pub fn bracketed(clean: &mut Clean) -> Option<(usize, usize)> {
    let mut found = None;
    for open in 0..clean.len() {
        if !clean.is(open, Class::Open) || !clean.is_free(open) {
            continue;
        }
        let Some(close) = (open + 1..clean.len().min(open + 24)).find(|at| clean.is(*at, Class::Close)) else { continue };
        if !(open..=close).all(|at| clean.is_free(at)) {
            continue;
        }
        let mark = clean.word_ending(open + 1, close, Set::Receive).unwrap_or(0);
        if mark == 0 {
            continue;
        }
        let mut end = close - mark;
        while end > open + 1 && clean.is(end - 1, Class::Space) {
            end -= 1;
        }
        if end == open + 1 {
            clean.claim(open, close + 1, Owner::Dropped);
        } else if found.is_none() && end - open <= 12 && person::rate(clean, open + 1, end).is_some() {
            clean.claim(open, close + 1, Owner::Dropped);
            clean.claim(open + 1, end, Owner::Name);
            found = Some((open + 1, end));
        }
    }
    found
}

/// Rates a whole fragment. `near_phone` is true if only separators stand between it and the number.
pub fn whole(clean: &Clean, standing: Standing, near_phone: bool, has_phone: bool) -> Option<Choice> {
    let Fragment { start, end } = standing.fragment;
    let bracket = bracket_at_end(clean, start, end);
    let mark = if bracket > 0 { bracket } else { receive_mark(clean, start, end) };
    let stop = end - mark;
    if standing.address && mark == 0 {
        return None;
    }
    let person = person::rate(clean, start, stop)?;
    if standing.address && !person.sure {
        return None;
    }
    let mut worth = person.worth;
    if mark > 0 {
        worth = worth.max(70) + 25;
    }
    worth += if near_phone { 12 } else { 0 } + if standing.border { 4 } else { 0 } - if standing.in_address { 8 } else { 0 };
    // A short word at either end of the text that is no address is somebody, if only by a nickname.
    let nickname = standing.border && !standing.in_address && has_phone && person.worth >= 30;
    let single = stop - start == 1 && (standing.border || near_phone) && !standing.in_address;
    let enough = person.sure || mark > 0 || worth >= 40 || (worth >= 24 && near_phone) || nickname || single;
    enough.then_some(Choice { start, end: stop, tail: end, worth })
}

/// 某某公司采购部 19900001234 浙江省…: a firm or shop before the address, where no person is named.
pub fn firm(clean: &Clean, fragment: Fragment) -> Option<Choice> {
    const FIRMS: &[&str] =
        &["公司", "商行", "超市", "部", "店", "厂", "行", "馆", "院", "中心", "前台", "仓库", "工作室", "合作社", "学校"];
    let Fragment { start, end } = fragment;
    let plain = (start..end).all(|at| clean.is(at, Class::Han) || clean.is(at, Class::Latin));
    let named = plain && (2..=20).contains(&(end - start)) && clean.ends_any(start, end, FIRMS).is_some();
    let road = clean.contains_any(start, end, &["路", "街", "大道", "巷", "弄", "村", "镇"]);
    (named && !road).then_some(Choice { start, end, tail: end, worth: 20 })
}

/// A name at the end of an address fragment: …301室张三. Only where a number has been found and stands next, or at the end of the text.
pub fn at_tail(clean: &Clean, fragment: Fragment) -> Option<Choice> {
    let mark = receive_mark(clean, fragment.start, fragment.end);
    let end = fragment.end - mark;
    let mut best: Option<Choice> = None;
    for length in 2..=5 {
        if end < fragment.start + length + 2 || !clean.is(end - length, Class::Han) {
            break;
        }
        let start = end - length;
        let Some(mut worth) = tail_worth(clean, fragment.start, start, end) else { continue };
        if mark > 0 {
            worth += 25;
        }
        if best.is_none_or(|known| worth > known.worth) {
            best = Some(Choice { start, end, tail: fragment.end, worth });
        }
    }
    best.filter(|choice| choice.worth >= 48)
}

/// …大都荟马云19900001234: no mark between address and name. Only the commonest surnames with a given name as people give it, and only
/// where the number follows at once.
pub fn unmarked_tail(clean: &Clean, fragment: Fragment) -> Option<Choice> {
    const PLACE: &str = "新城东西南北中园江海山湖河林泉源庄华达通光明和平家";
    let end = fragment.end;
    let letter = |at: usize| char::from_u32(u32::from(clean.key[at])).unwrap_or('\0');
    [3, 2].into_iter().find_map(|length| {
        let start = end.checked_sub(length).filter(|start| *start >= fragment.start + 3)?;
        let given = (start + 1..end).all(|at| person::is_given(clean, at) && !PLACE.contains(letter(at)));
        let whole = is_in(clean.key[start], Letters::CommonSurname)
            && given
            && !person::is_brand(clean, start, end)
            && clean.is(start - 1, Class::Han);
        whole.then_some(Choice { start, end, tail: end, worth: 40 })
    })
}

fn tail_worth(clean: &Clean, floor: usize, start: usize, end: usize) -> Option<i32> {
    const TITLES: &[&str] = &["先生", "女士", "小姐", "老师", "师傅", "经理", "阿姨", "同学", "老板"];
    let family = person::surname(clean, start, end);
    let given = end - start - family;
    let titled = clean.ends_any(start, end, TITLES).is_some();
    let fits = (1..=2).contains(&given) || (titled && given <= 3);
    if family == 0 || !fits {
        return None;
    }
    let person = person::rate(clean, start, end).filter(|person| person.sure)?;
    let good = (start + family..end).any(|at| person::is_given(clean, at));
    if !good && !titled && !is_in(clean.key[start], Letters::CommonSurname) {
        return None;
    }
    // 66号海棠苑 is a house, whoever 海 may be.
    let last = clean.written[end - 1];
    let house =
        "苑城府湾庄".contains(last) && end - start > 2 || "园居阁台里庭".contains(last) && !is_in(clean.key[start], Letters::CommonSurname);
    if house && !titled {
        return None;
    }
    let before = clean.written[start - 1];
    let earlier = if start >= floor + 2 { clean.written[start - 2] } else { ' ' };
    let numbered = earlier.is_ascii_alphanumeric() || "号一二三四五六七八九十".contains(earlier);
    // 20号楼黄琳 is a building and 黄琳; 家园楼丽丽 is 楼丽丽.
    if clean.written[start] == '楼' && (before == '号' || before.is_ascii_digit()) {
        return None;
    }
    let marker = match before {
        '楼' if !numbered => return (family > 0).then_some(person.worth - 40),
        '号' | '室' | '栋' | '楼' | '幢' | '层' | '座' | '户' | '组' | '铺' | '单' | '元' => 5,
        _ if before.is_ascii_alphanumeric() || clean.is(start - 1, Class::Close) => 3,
        _ if is_in(clean.key[start - 1], Letters::Ending) => -8,
        _ => return None,
    };
    let common = if is_in(clean.key[start], Letters::CommonSurname) { 4 } else { 0 };
    Some(person.worth - 8 + marker + common)
}
