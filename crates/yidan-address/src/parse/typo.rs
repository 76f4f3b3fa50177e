//! Misspelt, cut-off and unknown division names next to a chain already read. A correction is only ever looked for among the children
//! of a division that was recognised.

use super::path::{Path, Step};
use super::place;
use crate::regions::{Form, Id, Level, NONE, atlas};
use crate::text::{Class, Clean};
use crate::words::Set;

/// Characters mistaken for each other by the eye; sound is checked with the table of readings.
#[rustfmt::skip]
const LOOK_ALIKE: &[&str] = &[
    "昌晶", "海梅", "未末", "已己巳", "土士", "日曰", "大太犬", "干千于", "天夫无", "人入八", "东车", "泗洒", "郴彬", "崃来", "郫碑",
    "邳丕", "亳毫", "泸沪", "泾径", "睢雎", "浚俊", "峄泽译", "洮桃", "岷泯", "淮准", "汴卞", "晋普", "宜宣", "平干", "石右", "古吉",
    "白自", "田由", "河何", "湖糊", "阴阳", "陕峡", "蓝篮", "贡贵", "埇涌",
];

fn close(a: u16, b: u16) -> bool {
    let letter = |key: u16| char::from_u32(u32::from(key)).unwrap_or('\0');
    atlas().sound_alike(a, b) || LOOK_ALIKE.iter().any(|group| group.contains(letter(a)) && group.contains(letter(b)))
}

/// Whether the text at `at` is `name` with exactly one wrong character, the suffix being right. True inside if the two look or sound alike.
fn one_off(clean: &Clean, at: usize, limit: usize, name: &str) -> Option<bool> {
    // Division names are of the basic plane, three bytes each.
    let length = name.len() / 3;
    if length < 3 || at + length > limit {
        return None;
    }
    let atlas = atlas();
    let mut wrong = None;
    for (index, letter) in name.chars().enumerate() {
        let want = atlas.simplify(letter as u32 as u16);
        let have = clean.key[at + index];
        if want != have {
            if wrong.is_some() || index + 1 == length || !clean.is(at + index, Class::Han) {
                return None;
            }
            wrong = Some((want, have));
        }
    }
    // Asked last: nearly every name has a second wrong character.
    wrong.map(|(want, have)| close(want, have))
}

/// The child of the last division of `path` that was meant at `at`. The flag tells whether that is certain (alike, or a long name) or
/// only a proposal.
pub fn name_after(clean: &Clean, at: usize, limit: usize, path: &Path) -> Option<(Path, bool)> {
    let atlas = atlas();
    let parent = path.deepest();
    // 2: looks or sounds alike, 1: a long name otherwise right, 0: only a proposal.
    let mut found: Option<(Id, usize, u8)> = None;
    let mut several = false;
    for number in atlas.province_range(path.province) {
        let it = &atlas.divisions[number];
        let under =
            (path.city != NONE && it.city == path.city) || (path.city == NONE && it.province == parent && it.level != Level::Province);
        if !under {
            continue;
        }
        let Some(alike) = one_off(clean, at, limit, it.name) else { continue };
        let length = it.name.chars().count();
        let rank = if alike { 2 } else { u8::from(length >= 5) };
        match found {
            Some((_, _, known)) if known > rank => {}
            Some((_, _, known)) if known == rank => several = true,
            _ => {
                found = Some((number as Id, length, rank));
                several = false;
            }
        }
    }
    let (id, length, rank) = found.filter(|_| !several)?;
    if place::blocks_full_name(clean, at + length) {
        return None;
    }
    let mut next = *path;
    next.set(id);
    next.push(Step::new(at, at + length, atlas.get(id).level, Form::Alias));
    next.end = at + length;
    Some((next, rank > 0))
}

/// A word right before the chain that is the misspelt name of one of the divisions above it.
pub fn word_before(clean: &Clean, from: usize, start: usize, path: &Path) -> Option<(usize, Level)> {
    for (id, level) in [(path.city, Level::City), (path.province, Level::Province)] {
        if id == NONE || path.has_typed(level) {
            continue;
        }
        let name = atlas().get(id).name;
        let length = name.chars().count();
        if start >= from + length && one_off(clean, start - length, start, name) == Some(true) {
            return Some((start - length, level));
        }
    }
    None
}

/// The rest of a name whose first characters got lost in copying.
pub fn stump_before(clean: &Clean, from: usize, start: usize, path: &Path) -> Option<usize> {
    [path.province, path.city].into_iter().filter(|id| *id != NONE).find_map(|id| {
        let name = atlas().get(id).name;
        let mut rest = name.chars();
        for _ in 0..3 {
            rest.next();
            let stump = rest.as_str();
            if stump.chars().count() < 2 {
                return None;
            }
            if clean.starts(from, stump) && from + stump.chars().count() == start {
                return Some(from);
            }
        }
        None
    })
}

/// Two to five characters and 区, 县, 旗 or 市 where a district should stand, and not the name of an estate or zone.
pub fn unknown_district(clean: &Clean, at: usize, limit: usize) -> bool {
    let end = clean.run(at, Class::Han).min(limit).min(at + 7);
    for index in at + 2..end {
        if "路街道号楼村巷弄镇乡栋".contains(clean.written[index - 1]) {
            return false;
        }
        if "区县旗市".contains(char::from_u32(u32::from(clean.key[index])).unwrap_or('\0')) {
            return clean.word_ending(at, index + 1, Set::NotDistrict).is_none()
                && !place::blocks_full_name(clean, index + 1)
                && !clean.starts(index + 1, "场");
        }
    }
    false
}
