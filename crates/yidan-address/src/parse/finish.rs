//! Turns claims into fields and raises the flags that depend on the whole record.

use super::Work;
use super::path::Path;
use super::region::{Region, has_no_districts};
use super::{place, town};
use crate::flag::{Code, Flags, Severity};
use crate::parsed::{Candidate, Parsed, Part, Place};
use crate::phone::{Kind, Phone};
use crate::regions::{Id, Level, NONE, Territory, atlas};
use crate::text::{Class, Clean, Owner};

pub(super) fn parsed(mut work: Work) -> Parsed {
    for owner in &mut work.clean.owner {
        if *owner == Owner::Free {
            *owner = Owner::Dropped;
        }
    }
    let mut out = Parsed { flags: std::mem::take(&mut work.flags), ..Parsed::default() };
    fill_region(&mut out, work.region.as_ref());
    let clean = &mut work.clean;
    trim_detail(clean);
    out.name = joined(clean, Owner::Name);
    out.detail = joined(clean, Owner::Detail);
    out.note = joined(clean, Owner::Note);
    fill_phone(&mut out, work.numbers.phone.take());
    out.second_phones = std::mem::take(&mut work.numbers.seconds);
    out.id_card = std::mem::take(&mut work.numbers.id_card);
    out.order_no = std::mem::take(&mut work.numbers.order_no);
    out.postcode = std::mem::take(&mut work.numbers.postcode);
    out.places = places(clean);
    check_whole(&mut out);
    out
}

/// The text of one owner; what stood between two pieces becomes one blank, a hyphen or slash stays.
fn joined(clean: &Clean, owner: Owner) -> String {
    let Some(first) = clean.owner.iter().position(|it| *it == owner) else { return String::new() };
    let mut out = String::with_capacity(clean.text.len() - clean.at[first] as usize);
    let mut last_end: Option<usize> = None;
    let mut at = first;
    while at < clean.len() {
        if clean.owner[at] != owner {
            at += 1;
            continue;
        }
        let start = at;
        while at < clean.len() && clean.owner[at] == owner {
            at += 1;
        }
        if let Some(end) = last_end {
            out.push(glue(clean, end, start));
        }
        let blank = |index: &usize| matches!(clean.class[*index], Class::Space | Class::Break);
        let from = (start..at).find(|index| !blank(index)).unwrap_or(at);
        let to = (from..at).rev().find(|index| !blank(index)).map_or(from, |last| last + 1);
        out.extend((from..to).map(|index| clean.shown(index)));
        last_end = Some(at);
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.drain(..end - out.trim_start().len());
    out
}

fn glue(clean: &Clean, end: usize, start: usize) -> char {
    let kept = (end..start).find(|at| matches!(clean.written[*at], '-' | '/' | '、'));
    match kept {
        Some(at) if start - end == 1 => clean.written[at],
        _ => ' ',
    }
}

/// Separators at the head or tail of a claim are nobody's content.
fn trim_detail(clean: &mut Clean) {
    for at in 0..clean.len() {
        let ours = clean.owner[at] == Owner::Detail;
        let edge = at == 0 || clean.owner[at - 1] != Owner::Detail;
        if ours && edge && matches!(clean.class[at], Class::Mark | Class::Dash | Class::Space | Class::Break | Class::Close) {
            clean.owner[at] = Owner::Dropped;
        }
    }
}

fn places(clean: &Clean) -> Vec<Place> {
    let mut out = Vec::with_capacity(16);
    clean.runs(|owner, start, end| {
        let part = match owner {
            Owner::Name => Part::Name,
            Owner::Phone => Part::Phone,
            Owner::SecondPhone => Part::SecondPhone,
            Owner::Province => Part::Province,
            Owner::City => Part::City,
            Owner::District => Part::District,
            Owner::Street => Part::Street,
            Owner::Detail => Part::Detail,
            Owner::Postcode => Part::Postcode,
            Owner::Note => Part::Note,
            Owner::IdCard => Part::IdCard,
            Owner::OrderNo => Part::OrderNo,
            Owner::Dropped | Owner::Free => Part::Dropped,
        };
        out.push(Place { part, start, end });
    });
    out
}

pub fn candidate(id: Id) -> Candidate {
    let [province, city, district] = atlas().triple(id);
    Candidate { province, city, district }
}

fn fill_region(out: &mut Parsed, region: Option<&Region>) {
    let Some(region) = region else {
        out.flags.raise(Code::RegionMissing);
        return;
    };
    for flag in region.flags.iter() {
        out.flags.raise_as(flag.code, flag.severity);
    }
    if let Some(town) = &region.town {
        out.street = town.name.clone();
        if town.completed {
            out.flags.raise(Code::TownCompleted);
        }
    }
    for id in &region.suggestions {
        let proposal = candidate(*id);
        if *id != NONE && !out.candidates.contains(&proposal) {
            out.candidates.push(proposal);
        }
    }
    if let Some(typed) = region.typed {
        let name = |id: Id| if id == NONE { "" } else { atlas().get(id).name };
        (out.province, out.city, out.district) = (name(typed[0]), name(typed[1]), name(typed[2]));
        return;
    }
    if region.readings.len() > 1 {
        return several(out, region);
    }
    one(out, &region.path, region.town.as_ref());
}

fn one(out: &mut Parsed, path: &Path, town: Option<&town::Town>) {
    let [province, city, district] = atlas().triple(path.deepest());
    (out.province, out.city, out.district) = (province, city, district);
    if let Some(old) = atlas().old(path.old) {
        // The same name under another city is told as well, but there is no old name to show.
        if old.name != district && old.name != city {
            out.old_name = old.name;
        }
        out.flags.raise(Code::Renamed);
    }
    completed(&mut out.flags, path, town.is_some_and(|town| town.district.is_some()));
    missing(&mut out.flags, path);
}

/// What was not typed but follows.
pub fn completed(flags: &mut Flags, path: &Path, from_town: bool) {
    let typed = |level| path.has_typed(level);
    let municipal = path.province != NONE && (atlas().is_municipality(path.province) || path.city == NONE);
    if path.district != NONE && !from_town && !typed(Level::Province) && !typed(Level::City) {
        flags.raise(Code::RegionCompleted);
    } else if !typed(Level::Province) && path.province != NONE {
        flags.raise(Code::ProvinceCompleted);
    } else if path.district != NONE && !typed(Level::City) && !municipal {
        flags.raise(Code::CityCompleted);
    }
}

pub fn missing(flags: &mut Flags, path: &Path) {
    if path.district != NONE || has_no_districts(path.city) || flags.has(Code::Zone) || flags.has(Code::UnknownDistrict) {
        return;
    }
    let it = atlas().get(path.deepest());
    match it.territory {
        // The districts of Hong Kong and Macau are rarely written, and carriers do without.
        Territory::HongKong | Territory::Macau => flags.raise_as(Code::DistrictMissing, Severity::Info),
        _ if path.city == NONE && !atlas().is_municipality(path.province) => flags.raise(Code::CityMissing),
        _ => flags.raise(Code::DistrictMissing),
    }
}

/// Several readings fit: only what they share is filled in, and all are proposed. The successors of one split division are not a doubt
/// about what was typed, so the old name stays and the record may go.
fn several(out: &mut Parsed, region: &Region) {
    let all: Vec<Candidate> = region.readings.iter().map(|path| candidate(path.deepest())).collect();
    let same = |pick: fn(&Candidate) -> &'static str| if all.iter().all(|c| pick(c) == pick(&all[0])) { pick(&all[0]) } else { "" };
    out.province = same(|c| c.province);
    out.city = same(|c| c.city);
    out.district = same(|c| c.district);
    let first = &region.path;
    let split = first.old > 0 && region.readings.iter().all(|path| path.old == first.old);
    match atlas().old(first.old) {
        Some(old) if split => {
            out.district = old.name;
            out.old_name = old.name;
            out.flags.raise_as(Code::Renamed, Severity::Warning);
        }
        _ => out.flags.raise(Code::AmbiguousDistrict),
    }
    out.candidates = all;
}

fn fill_phone(out: &mut Parsed, phone: Option<Phone>) {
    let Some(phone) = phone else {
        out.flags.raise(Code::PhoneMissing);
        return;
    };
    raise_phone(&mut out.flags, &phone);
    out.phone = phone.number.clone();
    out.ext = phone.ext.clone();
    out.number = Some(phone);
}

/// The flags a number brings with it.
pub fn raise_phone(flags: &mut Flags, phone: &Phone) {
    if let Some(problem) = phone.problem {
        flags.raise(problem);
    }
    match phone.kind {
        Kind::Landline | Kind::Service => flags.raise(Code::Landline),
        Kind::Virtual => flags.raise(Code::VirtualNumber),
        Kind::HongKong | Kind::Macau | Kind::Taiwan | Kind::Foreign => flags.raise(Code::NonMainland),
        Kind::Mobile | Kind::Masked | Kind::Invalid => {}
    }
}

fn check_whole(out: &mut Parsed) {
    if !out.second_phones.is_empty() {
        out.flags.raise(Code::SecondPhone);
    }
    if out.name.is_empty() {
        out.flags.raise(Code::NameMissing);
    } else if out.name.contains('*') {
        out.flags.raise(Code::NameMasked);
    }
    if out.detail.as_bytes().windows(2).any(|two| two == b"**") || out.detail.contains('●') && out.detail.contains("●●") {
        out.flags.raise(Code::DetailMasked);
    }
    if out.detail.is_empty() && out.street.is_empty() {
        out.flags.raise(Code::DetailMissing);
    } else if !place::is_enough_detail(&out.detail) && (out.street.is_empty() || out.detail.chars().count() < 2) {
        out.flags.raise(Code::DetailTooShort);
    }
}
