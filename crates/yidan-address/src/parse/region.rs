//! Finds the chain of divisions in the fragments and settles what is doubtful about it: towns, repetitions, contradictions, misspellings,
//! old names. Returns what was found; raising flags and filling fields is the work of `mod.rs`.

use super::fragment::Fragment;
use super::path::{self, Path, Step};
use super::{doubt, note, person, place, town};
use crate::flag::{Code, Flags, Severity};
use crate::regions::{Form, Id, Kind, Level, NONE, atlas};
use crate::text::{Class, Clean, Owner};

/// The region of a record and where its words end.
pub struct Region {
    pub path: Path,
    /// Equally good readings, the chosen one included; one entry when there is no doubt.
    pub readings: Vec<Path>,
    /// Where the rest of the address begins.
    pub rest: usize,
    pub town: Option<town::Town>,
    pub flags: Flags,
    /// A reading that contradicts the words typed: what was probably meant.
    pub suggestions: Vec<Id>,
    /// Set when the levels contradict each other: the typed division of each level.
    pub typed: Option<[Id; 3]>,
}

/// How far a chain beginning in this fragment may reach: up to the next character somebody owns.
fn limit(clean: &Clean, from: usize) -> usize {
    (from..clean.len()).find(|at| clean.owner[*at] != Owner::Free).unwrap_or(clean.len())
}

struct Candidate {
    score: i32,
    fragment: usize,
    readings: Vec<Path>,
}

/// The best chain over all fragments.
fn best(clean: &Clean, fragments: &[Fragment]) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    for (number, fragment) in fragments.iter().enumerate() {
        let limit = limit(clean, fragment.start);
        let lead = note::lead(clean, fragment.start, fragment.end);
        let mut contradicted = 0;
        for start in fragment.start..fragment.end {
            // Once a chain stands clear, nothing inside an address can outdo it.
            if start > fragment.start + lead && best.as_ref().is_some_and(|known| stands_clear(&known.readings[0])) {
                break;
            }
            if !clean.is(start, Class::Han) {
                continue;
            }
            let readings = path::read(clean, start, limit).best;
            let Some(first) = readings.first() else { continue };
            let prefix = start - fragment.start;
            let penalty = if prefix == 0 || prefix == lead { 0 } else { 4 + prefix as i32 };
            let accepted = if penalty == 0 {
                !stands_alone(clean, fragments, number, first) && !is_generic(first, start)
            } else {
                may_follow(clean, fragment.start, start, first)
            };
            if !accepted {
                continue;
            }
            // A chain that begins where another one ended contradicts it; that is looked into later and must not be skipped here.
            let goes_on = best.as_ref().is_some_and(|known| {
                let before = &known.readings[0];
                known.fragment == number && before.full_steps() > 0 && before.end == start
            });
            if goes_on {
                contradicted = first.end;
            }
            if start < contradicted {
                continue;
            }
            let score = first.score - penalty;
            if best.as_ref().is_none_or(|known| score > known.score) {
                best = Some(Candidate { score, fragment: number, readings });
            }
        }
    }
    best
}

/// A chain that no accidental match can be better than.
fn stands_clear(path: &Path) -> bool {
    path.full_steps() >= 1 && path.steps().len() >= 2 && path.district != NONE
}

/// 东区 alone is part of an estate far more often than the district of that name.
fn is_generic(path: &Path, start: usize) -> bool {
    path.steps().len() == 1 && path.end - start == 2 && matches!(atlas().get(path.deepest()).name, "东区" | "西区" | "南区" | "北区")
}

/// A bare short name of a county as a whole fragment may just as well be a person (高平, 海宁): it needs an address right after it.
fn stands_alone(clean: &Clean, fragments: &[Fragment], number: usize, path: &Path) -> bool {
    let fragment = fragments[number];
    // 宁波璐: what is left of a short word is no address.
    let short = path.steps().len() == 1 && !path.steps()[0].form.is_full() && fragment.len() <= 4 && path.end < fragment.end;
    if short && !place::is_address(clean, path.end, fragment.end) && person::rate(clean, fragment.start, fragment.end).is_some() {
        return true;
    }
    let bare =
        path.steps().len() == 1 && matches!(path.steps()[0].form, Form::Short | Form::OldShort) && path.steps()[0].level == Level::District;
    if !bare || path.end < fragment.end {
        return false;
    }
    let next = fragments.get(number + 1).filter(|next| (fragment.end..next.start).all(|at| clean.is_free(at)));
    next.is_none_or(|next| !place::is_address(clean, next.start, next.end)) || fragments.len() < 3
}

/// Whether a chain may begin inside a fragment: enough evidence, and nothing before it that belongs to an address.
fn may_follow(clean: &Clean, from: usize, start: usize, path: &Path) -> bool {
    let first = path.steps()[0];
    let strong = path.steps().len() >= 2 && path.full_steps() >= 1 || first.form == Form::Full && first.len() >= 3;
    if !strong {
        return false;
    }
    let before = start - from;
    let addressy = (from..start).any(|at| clean.is(at, Class::Digit) || "路街号栋楼室村镇乡巷弄区县".contains(clean.written[at]));
    if addressy || before > 8 {
        return path.full_steps() >= 2 && path.district != NONE;
    }
    true
}

pub fn find(clean: &mut Clean, fragments: &[Fragment]) -> Option<Region> {
    let candidate = best(clean, fragments)?;
    let mut region = Region {
        path: candidate.readings[0],
        readings: candidate.readings,
        rest: 0,
        town: None,
        flags: Flags::default(),
        suggestions: Vec::new(),
        typed: None,
    };
    let limit = limit(clean, region.path.start);
    settle_readings(clean, &mut region, limit);
    doubt::before_the_chain(clean, &mut region, fragments[candidate.fragment].start);
    doubt::after_the_chain(clean, &mut region, limit);
    claim(clean, &region.path);
    region.rest = region.path.end;
    read_town(clean, &mut region, limit);
    drop_repetitions(clean, &mut region, limit);
    Some(region)
}

/// Several readings score the same: a town that only one of them has decides.
fn settle_readings(clean: &Clean, region: &mut Region, limit: usize) {
    if region.readings.len() < 2 {
        return;
    }
    let fitting: Vec<Path> = region
        .readings
        .iter()
        .filter(|path| town::at(clean, path::skip(clean, path.end, limit, path), limit, path.deepest()).is_some_and(|town| town.listed))
        .copied()
        .collect();
    if fitting.len() == 1 {
        region.path = fitting[0];
        region.readings = fitting;
    }
}

/// 东莞 and the three others whose towns stand directly under the city.
pub fn has_no_districts(city: Id) -> bool {
    city != NONE && atlas().get(city).kind == Kind::CityWithoutDistricts
}

/// Gives the words of the chain to their levels; what stands between them is dropped.
fn claim(clean: &mut Clean, path: &Path) {
    let mut at = path.start;
    for step in path.steps() {
        if step.start() > at {
            clean.claim_free(at, step.start(), Owner::Dropped);
        }
        claim_step(clean, *step);
        at = step.end();
    }
    clean.claim_free(at, path.end, Owner::Dropped);
}

fn claim_step(clean: &mut Clean, step: Step) {
    let owner = match step.level {
        Level::Province => Owner::Province,
        Level::City => Owner::City,
        Level::District => Owner::District,
    };
    clean.claim(step.start(), step.end(), owner);
}

/// The town after the chain, and the district that a town makes certain.
fn read_town(clean: &mut Clean, region: &mut Region, limit: usize) {
    let mut at = path::skip(clean, region.rest, limit, &region.path);
    if (region.rest..at).any(|at| clean.is(at, Class::Han)) {
        clean.claim_free(region.rest, at, Owner::Dropped);
        region.rest = at;
    }
    if region.path.district != NONE
        && let Some(length) = path::fourth_level_filler(clean, at)
        && at + length <= limit
    {
        clean.claim(region.rest, at + length, Owner::Dropped);
        at = path::skip(clean, at + length, limit, &region.path);
        region.rest = at;
    }
    let place = region.path.deepest();
    let found = if region.typed.is_some() { None } else { town::at(clean, at, limit, place) };
    if let Some(found) = found {
        clean.claim_free(region.rest, at, Owner::Dropped);
        clean.claim(at, found.end, Owner::Street);
        region.rest = found.end;
        if let Some(district) = found.district {
            region.path.set(district);
            region.readings = vec![region.path];
            region.flags.raise(Code::DistrictCompleted);
        }
        if let Some(other) = found.sibling {
            // 余杭区临平街道: the town went to another district, or the district is wrong.
            region.flags.raise_as(Code::RegionConflict, Severity::Warning);
            region.suggestions.extend([region.path.district, other]);
        }
        region.town = Some(found);
    }
}

/// 河北省高邑县万城镇 河北省石家庄市高邑县万城镇金桂北路: the same chain once more.
fn drop_repetitions(clean: &mut Clean, region: &mut Region, limit: usize) {
    for _ in 0..2 {
        let at = path::skip(clean, region.rest, limit, &region.path);
        if at >= limit {
            return;
        }
        let again = path::read(clean, at, limit).best;
        let same = again.iter().find(|path| {
            let full = path.full_steps() >= 1 && path.end - path.start >= 3;
            full && is_within(region.path.deepest(), path.deepest())
        });
        if let Some(path) = same {
            clean.claim_free(region.rest, at, Owner::Dropped);
            claim(clean, path);
            region.rest = path.end;
            region.flags.raise(Code::DuplicateRemoved);
            read_town(clean, region, limit);
            continue;
        }
        // The town alone once more: 上顿渡镇上顿渡镇.
        let Some(known) = region.town.as_ref().filter(|town| town.listed) else { return };
        if !clean.starts(at, &known.name) {
            return;
        }
        let end = at + known.name.chars().count();
        clean.claim_free(region.rest, at, Owner::Dropped);
        clean.claim(at, end, Owner::Street);
        region.rest = end;
        region.flags.raise(Code::DuplicateRemoved);
    }
}

/// Whether `outer` is `inner` or one of the divisions above it.
pub fn is_within(inner: Id, outer: Id) -> bool {
    if inner == NONE || outer == NONE {
        return false;
    }
    let it = atlas().get(inner);
    inner == outer || it.city == outer || it.province == outer
}

/// A later fragment, beyond a label or number: it may go on with the chain, or repeat it. Claims the words it takes.
/// A short name counts only where a label says that a region follows (江宁晓 may be a person).
pub fn carry_on(clean: &mut Clean, region: &mut Region, fragment: Fragment, labelled: bool) {
    let limit = limit(clean, fragment.start).min(fragment.end);
    if region.path.district == NONE && region.readings.len() == 1 && region.typed.is_none() {
        let mut path = region.path;
        path.end = fragment.start;
        let onward = path::continue_from(clean, path, limit).best;
        let goes_on =
            |next: &&Path| next.steps().len() > path.steps().len() && (labelled || next.steps()[path.steps().len()].form.is_full());
        if let Some(next) = onward.first().filter(goes_on).copied() {
            clean.claim_free(region.rest.min(fragment.start), fragment.start, Owner::Dropped);
            for step in &next.steps()[path.steps().len()..] {
                claim_step(clean, *step);
            }
            clean.claim_free(fragment.start, next.end, Owner::Dropped);
            region.path = next;
            region.readings = onward;
            region.rest = next.end;
            read_town(clean, region, limit);
            drop_repetitions(clean, region, limit);
            return;
        }
    }
    let again = path::read(clean, fragment.start, limit).best;
    let known = region.path.deepest();
    // A second complete region that is not the first one: somebody has to say which is meant.
    if let Some(other) = again.first().filter(|path| path.full_steps() >= 2 && path.district != NONE && region.path.district != NONE)
        && other.district != region.path.district
    {
        region.flags.raise(Code::RegionConflict);
        region.suggestions.extend([region.path.district, other.district]);
        return;
    }
    let same = again.into_iter().find(|path| path.full_steps() >= 1 && path.end - path.start >= 3 && is_within(known, path.deepest()));
    if let Some(path) = same {
        claim(clean, &path);
        region.flags.raise(Code::DuplicateRemoved);
        if region.town.is_none() {
            region.rest = path.end;
            read_town(clean, region, limit);
        }
    }
}

/// A fragment before the chain that is nothing but a division: it may decide between readings, belong to the chain or contradict it.
pub fn stands_before(clean: &mut Clean, region: &mut Region, fragment: Fragment) {
    let is_town = |town: &town::Town| town.name.chars().count() == fragment.len() && clean.starts(fragment.start, &town.name);
    if region.town.as_ref().is_some_and(is_town) {
        clean.claim(fragment.start, fragment.end, Owner::Street);
        return;
    }
    let found = path::read(clean, fragment.start, fragment.end).best;
    let Some(whole) = found.first().filter(|path| path.end == fragment.end).copied() else { return };
    let province = whole.steps().len() == 1 && whole.steps()[0].level == Level::Province;
    let clear = province || (whole.full_steps() >= 1 && fragment.len() >= 3);
    if !clear {
        return;
    }
    let outer = whole.deepest();
    let fitting: Vec<Path> = region.readings.iter().copied().filter(|path| is_within(path.deepest(), outer)).collect();
    if fitting.is_empty() {
        region.flags.raise(Code::RegionConflict);
        region.suggestions.extend([region.path.deepest(), outer]);
        return;
    }
    region.path = fitting[0];
    region.readings = fitting;
    claim(clean, &whole);
    for step in whole.steps() {
        region.path.push(*step);
    }
}

/// A town at the head of a fragment that stands apart from the chain.
pub fn town_of(clean: &mut Clean, region: &mut Region, fragment: Fragment) {
    let found = town::at(clean, fragment.start, fragment.end, region.path.deepest());
    if let Some(found) = found.filter(|town| town.listed) {
        clean.claim(fragment.start, found.end, Owner::Street);
        region.town = Some(found);
    }
}
