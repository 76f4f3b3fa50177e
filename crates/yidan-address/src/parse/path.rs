//! From a place in the text to the chain of divisions written there. All readings are followed and scored as a whole, never level by
//! level; equally good ones are all kept. What happens after the chain (towns, conflicts, spelling) is in `region`.

use super::place;
use crate::regions::{Form, Id, Level, NONE, Sense, Territory, atlas};
use crate::text::{Class, Clean};
use crate::words::Set;

const MAX_STEPS: usize = 8;

#[derive(Clone, Copy, Debug)]
pub struct Step {
    // Narrow on purpose: chains are copied at every fork of the walk.
    start: u32,
    end: u32,
    pub level: Level,
    pub form: Form,
}

impl Step {
    pub fn new(start: usize, end: usize, level: Level, form: Form) -> Step {
        Step { start: start as u32, end: end as u32, level, form }
    }
    pub fn start(&self) -> usize {
        self.start as usize
    }
    pub fn end(&self) -> usize {
        self.end as usize
    }
    pub fn len(&self) -> usize {
        (self.end - self.start) as usize
    }
}

/// A chain of divisions and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Path {
    steps: [Step; MAX_STEPS],
    count: usize,
    pub province: Id,
    pub city: Id,
    pub district: Id,
    /// Number of the old name used, 0 if none.
    pub old: u16,
    pub start: usize,
    pub end: usize,
    pub score: i32,
}

impl Path {
    pub fn empty(at: usize) -> Path {
        let nothing = Step::new(at, at, Level::Province, Form::Full);
        Path { steps: [nothing; MAX_STEPS], count: 0, province: NONE, city: NONE, district: NONE, old: 0, start: at, end: at, score: 0 }
    }
    pub fn steps(&self) -> &[Step] {
        &self.steps[..self.count]
    }
    /// The lowest division known, `NONE` for an empty path.
    pub fn deepest(&self) -> Id {
        [self.district, self.city, self.province].into_iter().find(|id| *id != NONE).unwrap_or(NONE)
    }
    pub fn full_steps(&self) -> usize {
        self.steps().iter().filter(|step| step.form.is_full()).count()
    }
    /// Levels typed, repeated ones counted once.
    pub fn has_typed(&self, level: Level) -> bool {
        self.steps().iter().any(|step| step.level == level)
    }
    /// Adds a word to the chain; words beyond the eighth are left unclaimed.
    pub fn push(&mut self, step: Step) {
        if self.count < MAX_STEPS {
            self.steps[self.count] = step;
            self.count += 1;
        }
    }
    /// Takes over a division and everything above it.
    pub fn set(&mut self, id: Id) {
        let it = atlas().get(id);
        self.province = it.province;
        match it.level {
            Level::Province => {}
            Level::City => self.city = id,
            Level::District => {
                self.city = it.city;
                self.district = id;
            }
        }
    }
}

/// The best chain from one place and those that score the same.
#[derive(Default)]
pub struct Readings {
    pub best: Vec<Path>,
}

impl Readings {
    fn offer(&mut self, path: Path) {
        let top = self.best.first().map_or(0, |best| best.score);
        if path.score > top {
            self.best.clear();
        }
        if path.score < top.max(1) {
            return;
        }
        match self.best.iter_mut().find(|known| known.deepest() == path.deepest()) {
            Some(known) if known.end < path.end => *known = path,
            Some(_) => {}
            None => self.best.push(path),
        }
    }
}

/// Follows every reading from `start`; the chain may not pass `limit`.
pub fn read(clean: &Clean, start: usize, limit: usize) -> Readings {
    // Asked for nearly every character, and nearly always in vain.
    if !atlas().names.has_prefix(&clean.key[start..limit.max(start)]) {
        return Readings::default();
    }
    continue_from(clean, Path::empty(start), limit)
}

/// Goes on from a chain already known.
pub fn continue_from(clean: &Clean, path: Path, limit: usize) -> Readings {
    let mut readings = Readings::default();
    Walk { clean, limit, readings: &mut readings }.extend(path);
    readings
}

struct Walk<'a, 'b> {
    clean: &'a Clean<'a>,
    limit: usize,
    readings: &'b mut Readings,
}

impl Walk<'_, '_> {
    fn extend(&mut self, path: Path) {
        if path.count > 0 {
            let last = path.steps[path.count - 1];
            // A town of the district right after it is the best proof there is.
            if path.district != NONE && self.town_length(&path, skip(self.clean, last.end(), self.limit, &path)) > 0 {
                self.readings.offer(Path { score: path.score + 4, ..path });
            } else if self.may_end(&path, last) {
                self.readings.offer(path);
            }
        }
        if path.count == MAX_STEPS {
            return;
        }
        let at = if path.count == 0 { path.end } else { skip(self.clean, path.end, self.limit, &path) };
        let mut hits = [(0usize, 0usize); 6];
        let mut count = 0;
        atlas().names.prefixes(&self.clean.key[at..self.limit.max(at)], |length, value| {
            if count < hits.len() {
                hits[count] = (length, value);
                count += 1;
            }
        });
        // 芒市芒市镇: a town of the district is more than the district once more.
        let town = if path.district == NONE { 0 } else { self.town_length(&path, at) };
        for (length, value) in hits[..count].iter().rev().filter(|(length, _)| *length > town) {
            // 济南市中海国际 is 济南市 and 中海国际, not 济南 and 市中.
            let steals_suffix =
                path.count > 0 && path.end == at && !path.steps[path.count - 1].form.is_full() && self.clean.starts(at, "市");
            for sense in atlas().senses(*value) {
                if steals_suffix && !sense.form.is_full() {
                    continue;
                }
                if let Some(next) = step(path, at, at + length, *sense) {
                    self.extend(next);
                }
            }
        }
    }

    /// A short name at the end of the chain must not be part of a road, a house or a longer name; a full name needs less proof.
    fn may_end(&self, path: &Path, last: Step) -> bool {
        if last.end() >= self.limit || !self.clean.is(last.end(), Class::Han) {
            return true;
        }
        if last.form.is_full() {
            return last.len() > 2 || !place::blocks_full_name(self.clean, last.end());
        }
        if self.is_cut_off(last) {
            return false;
        }
        if place::blocks_short_name(self.clean, last.end(), self.limit) {
            // 哈尔滨道里菜市场: what blocks the city is the beginning of one of its districts.
            return last.level == Level::City && self.goes_on(path, last);
        }
        if last.level != Level::District {
            return true;
        }
        let wrong = place::is_landmark(self.clean, last.end(), self.limit) || place::leaves_a_stump(self.clean, last.end());
        !wrong && (path.count > 1 || place::begins_road(self.clean, last.end(), self.limit))
    }

    /// Whether a district of the city begins right after its name, be it as part of a road.
    fn goes_on(&self, path: &Path, last: Step) -> bool {
        let mut found = false;
        atlas().names.prefixes(&self.clean.key[last.end()..self.limit.max(last.end())], |_, value| {
            found |= atlas().senses(value).iter().any(|sense| sense.old == 0 && step(*path, last.end(), last.end(), *sense).is_some());
        });
        found && path.count < MAX_STEPS
    }

    /// 巴彦淖尔市 holds 巴彦, but does not mean it.
    fn is_cut_off(&self, last: Step) -> bool {
        let mut longer = false;
        atlas().names.prefixes(&self.clean.key[last.start()..self.limit.max(last.end())], |length, value| {
            longer |= length > last.len() + 1 && atlas().senses(value).iter().any(|sense| sense.form == Form::Full);
        });
        longer
    }

    /// Length of the town of the district that begins here, 0 if none: the best proof there is.
    fn town_length(&self, path: &Path, at: usize) -> usize {
        let mut found = 0;
        if path.district != NONE {
            atlas().towns.prefixes(&self.clean.key[at..self.limit.max(at)], |length, value| {
                if length >= 3 && atlas().town_counties(value).contains(&path.district) && !place::blocks_full_name(self.clean, at + length)
                {
                    found = length;
                }
            });
        }
        found
    }
}

/// The chain with one more division, if that is consistent.
pub fn step(path: Path, start: usize, end: usize, sense: Sense) -> Option<Path> {
    let atlas = atlas();
    let it = atlas.get(sense.target);
    let mut next = path;
    let repeated = match it.level {
        Level::Province => {
            if path.province == NONE {
                next.province = sense.target;
                false
            } else if path.province == sense.target && may_repeat(&path, sense.form, Level::Province) {
                true
            } else {
                return None;
            }
        }
        Level::City => {
            if path.city == sense.target && may_repeat(&path, sense.form, Level::City) {
                true
            } else if path.district == NONE
                && fits(path.province, it.province)
                && (path.city == NONE || holds_prefecture(path.city, sense.target))
            {
                next.set(sense.target);
                false
            } else {
                return None;
            }
        }
        Level::District => {
            if path.district == sense.target && may_repeat(&path, sense.form, Level::District) {
                true
            } else if path.district == NONE && district_fits(&path, sense) {
                next.set(sense.target);
                next.old = sense.old;
                false
            } else {
                return None;
            }
        }
    };
    if it.level == Level::City && sense.old > 0 {
        next.old = sense.old;
    }
    next.steps[next.count] = Step::new(start, end, it.level, sense.form);
    next.count += 1;
    next.end = end;
    next.score += match repeated {
        // 北京 北京市: the better form counts.
        true => {
            2 + path
                .steps()
                .iter()
                .rev()
                .find(|step| step.level == it.level)
                .map_or(0, |step| (form_worth(sense.form) - form_worth(step.form)).max(0) + 1)
        }
        false => worth(&path, sense, it.level, it.territory) + (end - start) as i32,
    };
    Some(next)
}

fn fits(known: Id, wanted: Id) -> bool {
    known == NONE || known == wanted
}

/// 伊犁哈萨克自治州塔城地区: a prefecture that stands under another one.
fn holds_prefecture(outer: Id, inner: Id) -> bool {
    atlas().get(outer).code == 654_000 && matches!(atlas().get(inner).code, 654_200 | 654_300)
}

/// A district under its own parents, or, for an old name, under the parents it had.
fn district_fits(path: &Path, sense: Sense) -> bool {
    let it = atlas().get(sense.target);
    if fits(path.province, it.province) && fits(path.city, it.city) {
        return true;
    }
    let Some(old) = atlas().old(sense.old) else { return false };
    (fits(path.province, it.province) || path.province == old.province) && path.city != NONE && path.city == old.city
}

/// Repeating is common, but a short name that repeats is more likely the county of that name or a road.
fn may_repeat(path: &Path, form: Form, level: Level) -> bool {
    let last = path.steps[path.count - 1];
    form.is_full() || (last.level == level && path.district == NONE)
}

fn form_worth(form: Form) -> i32 {
    match form {
        Form::Full => 12,
        Form::Alias => 9,
        Form::Short => 6,
        Form::OldFull => 8,
        Form::OldShort => 4,
    }
}

fn worth(path: &Path, sense: Sense, level: Level, territory: Territory) -> i32 {
    let level = match level {
        Level::Province => 4,
        Level::City => 3,
        // A district below a city already known adds most; below a province a short name means the city of that name; alone it is weakest.
        Level::District if path.count > 0 && sense.form == Form::Short && path.city == NONE && !atlas().is_municipality(path.province) => 2,
        Level::District if path.count > 0 => 6,
        Level::District if sense.form == Form::Short => -1,
        Level::District => 4,
    };
    // Unless something before says so, a name that exists on both sides of the strait is meant on the mainland.
    let abroad = i32::from(path.count == 0 && territory != Territory::Mainland && sense.form != Form::Full) * 2
        + i32::from(path.count == 0 && territory != Territory::Mainland);
    form_worth(sense.form) + level - abroad
}

/// Over separators and words that fill an empty level.
pub fn skip(clean: &Clean, from: usize, limit: usize, path: &Path) -> usize {
    let mut at = from;
    for _ in 0..8 {
        if at < limit && (clean.is_gap(at) || clean.is(at, Class::NameDot)) {
            at += 1;
        } else if let Some(length) = filler(clean, at, path) {
            at += length;
        } else {
            break;
        }
    }
    at.min(limit.max(from))
}

fn filler(clean: &Clean, at: usize, path: &Path) -> Option<usize> {
    let after_province = path.count > 0 && path.steps[path.count - 1].level == Level::Province;
    if path.district == NONE || after_province {
        if let Some(length) = clean.word(at, Set::Filler) {
            return Some(length);
        }
        let province = if path.province == NONE { 0 } else { atlas().get(path.province).code };
        return match province {
            500_000 if clean.starts(at, "县") && clean.is(at + 1, Class::Han) => Some(1),
            810_000 if clean.starts(at, "九龙") && !clean.starts(at, "九龙城") => Some(2),
            810_000 => clean.starts_any(at, &["香港岛", "新界", "港岛"]),
            820_000 => clean.starts_any(at, &["澳门半岛", "氹仔", "路环", "离岛"]),
            _ => None,
        };
    }
    None
}

/// What one platform writes as a fourth level after the district: 全境, 城区, 三环以内.
pub fn fourth_level_filler(clean: &Clean, at: usize) -> Option<usize> {
    if let Some(length) = clean.starts_any(at, &["全境", "全区", "全县", "全市"]) {
        return (!clean.starts(at + length, "街")).then_some(length);
    }
    if clean.starts(at, "城区") && clean.starts_any(at + 2, &["街道", "镇", "乡", "办", "工业", "社区"]).is_none() {
        return Some(2);
    }
    let ring = clean.starts_any(at, &["一环", "二环", "三环", "四环", "五环", "六环", "内环", "中环", "外环", "绕城"])?;
    let mut end = at + ring;
    if let Some(length) = clean.starts_any(end, &["到", "至"]) {
        end += length + clean.starts_any(end + length, &["二环", "三环", "四环", "五环", "六环", "中环", "外环"])?;
    }
    clean.starts_any(end, &["之间", "以内", "以外", "之内", "之外"]).map(|length| end + length - at)
}
