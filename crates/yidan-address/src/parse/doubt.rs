//! What is wrong or missing right before and right after a chain: misspelt, cut-off and unknown names, contradictions, functional zones.
//! Everything found is told; only a misspelt name whose meaning is certain is put right.

use super::path::{self, Path};
use super::region::{Region, has_no_districts};
use super::{place, town, typo};
use crate::flag::Code;
use crate::regions::{Form, Level, NONE, atlas};
use crate::text::{Class, Clean, Owner};

/// A misspelt or cut-off word right before the chain: 台洲市黄岩区, 疆维吾尔自治区乌鲁木齐市.
pub fn before_the_chain(clean: &mut Clean, region: &mut Region, from: usize) {
    let start = region.path.start;
    if start == from {
        return;
    }
    if let Some(begin) = typo::stump_before(clean, from, start, &region.path) {
        clean.claim(begin, start, Owner::Dropped);
        region.flags.raise(Code::Normalised);
    } else if let Some((begin, level)) = typo::word_before(clean, from, start, &region.path) {
        clean.claim(begin, start, if level == Level::Province { Owner::Province } else { Owner::City });
        region.flags.raise(Code::Typo);
    } else if region.path.city != NONE || region.path.district != NONE {
        // 碧落市文登区: a city nobody knows, before a district that has another one.
        let begin = (from..start).rev().take_while(|at| clean.is(*at, Class::Han)).last().unwrap_or(start);
        let unknown = start >= begin + 3 && clean.ends_any(begin, start, &["市", "自治州", "省"]).is_some();
        if unknown && !region.path.has_typed(Level::City) && start - begin <= 6 {
            region.flags.raise(Code::UnknownCity);
        }
    }
}

/// What follows a chain that has no district: a misspelt name, one of another city, an unknown one, or a functional zone.
pub fn after_the_chain(clean: &Clean, region: &mut Region, limit: usize) {
    for _ in 0..2 {
        let path = region.path;
        if path.district != NONE || has_no_districts(path.city) || region.readings.len() > 1 {
            break;
        }
        let at = path::skip(clean, path.end, limit, &path);
        if town::at(clean, at, limit, path.deepest()).is_some_and(|town| town.listed) {
            break;
        }
        if contradiction(clean, region, at, limit) {
            return;
        }
        if place::zone(clean, at, limit).is_some() {
            break;
        }
        let Some((corrected, certain)) = typo::name_after(clean, at, limit, &path) else { break };
        if !certain {
            region.suggestions.push(corrected.deepest());
            region.flags.raise(Code::UnknownDistrict);
            return;
        }
        region.flags.raise(Code::Typo);
        let onward = path::continue_from(clean, corrected, limit).best;
        region.path = onward.first().copied().filter(|next| next.deepest() != NONE).unwrap_or(corrected);
        region.readings = vec![region.path];
    }
    let path = region.path;
    if path.district != NONE {
        second_district(clean, region, limit);
        return;
    }
    let municipal = path.province != NONE && atlas().is_municipality(path.province);
    if (path.city == NONE && !municipal) || has_no_districts(path.city) {
        return;
    }
    let at = path::skip(clean, path.end, limit, &path);
    let other = clean.ends_any(path.end, at, &["其它区", "其他区"]).is_some();
    if other || place::zone(clean, at, limit).is_some() {
        region.flags.raise(Code::Zone);
    } else if typo::unknown_district(clean, at, limit) {
        region.flags.raise(Code::UnknownDistrict);
    }
}

/// What is called after places, full names included.
const HOUSES: &[&str] = &["大厦", "小区", "商城", "花园", "饭店", "宾馆", "酒店", "商会", "会馆", "驻", "办事处"];

/// A full name of another parent right after the chain: 甘肃省台州市, 湛江市伍家岗区.
fn contradiction(clean: &Clean, region: &mut Region, at: usize, limit: usize) -> bool {
    let other = path::read(clean, at, limit).best;
    let Some(first) = other.first().copied() else { return false };
    let head = first.steps()[0];
    if !head.form.is_full() || head.len() < 3 || head.level == Level::Province && region.path.city == NONE && first.steps().len() < 2 {
        return false;
    }
    // 福州市廉江县: an old name of elsewhere is less likely than 连江县 misspelt.
    if head.form == Form::OldFull && typo::name_after(clean, at, limit, &region.path).is_some_and(|(_, certain)| certain) {
        return false;
    }
    // 广州市兴安盟大厦: a house may be called after any place.
    if first.steps().len() == 1 && clean.starts_any(first.end, HOUSES).is_some() {
        return false;
    }
    let path = region.path;
    let typed_city = if first.has_typed(Level::City) { first.city } else { path.city };
    region.flags.raise(match head.level {
        Level::Province => Code::RegionConflict,
        Level::City if path.city != NONE => Code::RegionConflict,
        Level::City => Code::CityNotInProvince,
        Level::District if path.city != NONE || atlas().is_municipality(path.province) => Code::DistrictNotInCity,
        Level::District => Code::DistrictNotInCity,
    });
    region.typed = Some([path.province, typed_city, first.district]);
    region.suggestions.extend(other.iter().map(Path::deepest));
    region.path.end = first.end;
    for step in first.steps() {
        region.path.push(*step);
    }
    true
}

/// 西湖区余杭区: two districts of one city stand side by side.
fn second_district(clean: &Clean, region: &mut Region, limit: usize) {
    let path = region.path;
    let at = path::skip(clean, path.end, limit, &path);
    if town::at(clean, at, limit, path.district).is_some() {
        return;
    }
    let other = path::read(clean, at, limit).best;
    let Some(first) = other.first() else { return };
    let head = first.steps()[0];
    let clear = head.form == Form::Full && head.level == Level::District && head.len() >= 3;
    if !clear || first.deepest() == path.district {
        return;
    }
    let same_city = atlas().get(first.district).city == atlas().get(path.district).city;
    if same_city || first.steps().len() > 1 {
        region.flags.raise(Code::RegionConflict);
        region.suggestions.extend([path.district, first.district]);
    }
}
