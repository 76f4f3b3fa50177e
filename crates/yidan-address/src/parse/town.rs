//! The town (街道, 镇, 乡, 苏木) at a place in the text: from the list of the county, or by its suffix.

use std::borrow::Cow;

use super::place;
use super::region::has_no_districts;
use crate::regions::{Id, Kind, Level, NONE, atlas};
use crate::text::{Class, Clean};
use crate::words::Set;

#[derive(Clone, Debug)]
pub struct Town {
    pub end: usize,
    /// The official name if listed, else as typed.
    pub name: Cow<'static, str>,
    pub listed: bool,
    /// Typed without its suffix.
    pub completed: bool,
    /// The district, where only the city was known and the town name is found in one district of it only.
    pub district: Option<Id>,
    /// Another district of the same city, where the town is listed there and not in the district typed.
    pub sibling: Option<Id>,
}

/// Looks for a town of `place` at `at`. `place` may be a district, a city without districts, or a city whose district is missing.
pub fn at(clean: &Clean, at: usize, limit: usize, place: Id) -> Option<Town> {
    if place == NONE || at >= limit {
        return None;
    }
    listed(clean, at, limit, place).or_else(|| unsuffixed(clean, at, limit, place)).or_else(|| by_suffix(clean, at, limit, place))
}

fn listed(clean: &Clean, at: usize, limit: usize, place: Id) -> Option<Town> {
    let atlas = atlas();
    let it = atlas.get(place);
    let own = it.level == Level::District || it.kind == Kind::CityWithoutDistricts;
    let mut found: Option<Town> = None;
    atlas.towns.prefixes(&clean.key[at..limit], |length, value| {
        let end = at + length;
        if place::blocks_full_name(clean, end) || (length < 3 && clean.is(end, Class::Han)) {
            return;
        }
        let counties = atlas.town_counties(value);
        let district = if own {
            if !counties.contains(&place) {
                return;
            }
            None
        } else {
            let mut inside = counties.iter().filter(|county| is_in(**county, place));
            match (inside.next(), inside.next()) {
                (Some(only), None) if length >= 3 && is_town_word(atlas.town_name(value)) => Some(*only),
                _ => return,
            }
        };
        found = Some(Town { end, name: Cow::Borrowed(atlas.town_name(value)), listed: true, completed: false, district, sibling: None });
    });
    found.map(|town| with_office(clean, town, limit))
}

fn is_in(county: Id, place: Id) -> bool {
    let county = atlas().get(county);
    // Only a city (or a municipality) is small enough for a town name to prove the district.
    county.city == place || (county.province == place && atlas().is_municipality(place))
}

fn is_town_word(name: &str) -> bool {
    ["街道", "镇", "乡", "苏木"].iter().any(|suffix| name.ends_with(suffix))
}

/// 白藤街道办事处: the office stands for its street.
fn with_office(clean: &Clean, mut town: Town, limit: usize) -> Town {
    if town.name.ends_with("街道")
        && let Some(length) = clean.starts_any(town.end, &["办事处", "办"])
        && town.end + length <= limit
        && !clean.starts(town.end, "办公")
    {
        town.end += length;
    }
    town
}

/// 东莞市虎门, 中山市石岐区: where towns stand directly under the city people leave out the suffix or write another one.
fn unsuffixed(clean: &Clean, at: usize, limit: usize, place: Id) -> Option<Town> {
    if !has_no_districts(place) {
        return None;
    }
    let atlas = atlas();
    for number in atlas.towns_of(place) {
        let name = atlas.town_name(*number as usize);
        let Some(stem) = ["街道", "镇", "乡"].iter().find_map(|suffix| name.strip_suffix(suffix)) else { continue };
        if !clean.starts(at, stem) {
            continue;
        }
        let end = at + stem.chars().count();
        if let Some(length) = clean.starts_any(end, &["街道办事处", "街道办", "街道", "镇", "区"])
            && end + length <= limit
        {
            return Some(Town {
                end: end + length,
                name: Cow::Borrowed(name),
                listed: true,
                completed: false,
                district: None,
                sibling: None,
            });
        }
        if end <= limit && !place::blocks_short_name(clean, end, limit) {
            return Some(Town { end, name: Cow::Borrowed(name), listed: true, completed: true, district: None, sibling: None });
        }
    }
    None
}

/// A town the list does not know. Two to five characters before the suffix, none of which belongs to a road or house.
fn by_suffix(clean: &Clean, at: usize, limit: usize, place: Id) -> Option<Town> {
    let end = clean.run(at, Class::Han).min(limit).min(at + 8);
    for index in at + 2..end {
        if "路街道号楼村巷弄园区店城里院厂".contains(clean.written[index - 1]) {
            return None;
        }
        if index - at > 5 {
            return None;
        }
        let Some(length) = clean.starts_any(index, &["街道", "苏木", "镇", "乡"]) else { continue };
        let stop = index + length;
        if stop > limit || place::blocks_full_name(clean, stop) || clean.word(stop, Set::NotTown).is_some() {
            return None;
        }
        // 景德镇大厦: the short name of a city is no town.
        if atlas().names.exact(&clean.key[at..stop]).is_some() {
            return None;
        }
        let name = Cow::Owned(clean.slice(at, stop));
        let sibling = sibling(&clean.key[at..stop], place);
        let town = Town { end: stop, name, listed: false, completed: false, district: None, sibling };
        return Some(with_office(clean, town, limit));
    }
    None
}

/// The one other district of the city that has this town.
fn sibling(name: &[u16], place: Id) -> Option<Id> {
    let atlas = atlas();
    let it = atlas.get(place);
    let city = if it.city == NONE { it.province } else { it.city };
    if it.level != Level::District || (it.city == NONE && !atlas.is_municipality(city)) {
        return None;
    }
    let mut others = atlas.town_counties(atlas.towns.exact(name)?).iter().filter(|county| is_in(**county, city));
    match (others.next(), others.next()) {
        (Some(only), None) => Some(*only),
        _ => None,
    }
}
