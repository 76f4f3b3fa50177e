//! Checks a receiver whose fields were split by somebody else, as marketplaces send them: are the levels consistent, what is missing and
//! certain, what has to be looked at. What a platform hides is recognised and never flagged. Free text is the work of `parse`.

use std::borrow::Cow;

use serde::Serialize;

use crate::flag::{Code, Flags, Severity};
use crate::parse::path::{self, Path};
use crate::parse::{finish, place, region, town, typo};
use crate::parsed::Candidate;
use crate::phone::{self, Phone, number};
use crate::regions::{Id, Level, NONE, Sense, atlas};
use crate::text::Clean;

/// A receiver as it arrives, every field as sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields<'a> {
    pub province: &'a str,
    pub city: &'a str,
    pub district: &'a str,
    /// The town, if sent apart.
    pub street: &'a str,
    pub address: &'a str,
    pub name: &'a str,
    pub phone: &'a str,
}

/// Which parts the platform hides (`张**`, `138****0000`, `##…`). They are never flagged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Masked {
    pub name: bool,
    pub phone: bool,
    pub region: bool,
    pub address: bool,
}

impl Masked {
    pub fn any(self) -> bool {
        self.name || self.phone || self.region || self.address
    }
}

/// The same receiver, completed and corrected where that is certain.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Checked {
    /// Official names; a name nobody knows stays as sent.
    pub province: Cow<'static, str>,
    pub city: Cow<'static, str>,
    pub district: Cow<'static, str>,
    pub street: Cow<'static, str>,
    /// The address without the region words it repeated.
    pub detail: String,
    /// None if the field was empty or is hidden.
    pub phone: Option<Phone>,
    /// An old division name as sent, where `district` or `city` holds the present one.
    pub old_name: &'static str,
    pub masked: Masked,
    pub flags: Flags,
    pub candidates: Vec<Candidate>,
}

/// Checks one receiver. Fast enough for every order of an import.
pub fn check(fields: &Fields) -> Checked {
    let mut out = Checked {
        masked: Masked {
            name: is_hidden(fields.name),
            phone: is_hidden(fields.phone),
            region: [fields.province, fields.city, fields.district].into_iter().any(is_hidden),
            address: is_hidden(fields.address),
        },
        ..Checked::default()
    };
    if !out.masked.name && fields.name.trim().is_empty() {
        out.flags.raise(Code::NameMissing);
    }
    check_phone(fields.phone, &mut out);
    if out.masked.region {
        out.province = Cow::Owned(fields.province.to_owned());
        out.city = Cow::Owned(fields.city.to_owned());
        out.district = Cow::Owned(fields.district.to_owned());
        out.street = Cow::Owned(fields.street.to_owned());
        out.detail = fields.address.trim().to_owned();
    } else {
        let mut levels = Levels::default();
        levels.read(fields, &mut out);
        levels.read_address(fields, &mut out);
        levels.fill(fields, &mut out);
    }
    if !out.masked.address {
        if out.detail.is_empty() && out.street.is_empty() {
            out.flags.raise(Code::DetailMissing);
        } else if !place::is_enough_detail(&out.detail) && (out.street.is_empty() || out.detail.chars().count() < 2) {
            out.flags.raise(Code::DetailTooShort);
        }
    }
    out
}

/// Stars, or a sealed field.
fn is_hidden(text: &str) -> bool {
    text.contains('*') || text.contains('＊') || text.contains('●') || is_sealed(text)
}

/// The marks in which platforms wrap encrypted fields.
fn is_sealed(text: &str) -> bool {
    let text = text.trim();
    let wrapped = |mark: &str| text.len() > mark.len() * 2 && text.starts_with(mark) && text.ends_with(mark);
    ["##", "$$", "~", "#", "$"].into_iter().any(wrapped)
}

fn check_phone(text: &str, out: &mut Checked) {
    let text = text.trim();
    if text.is_empty() {
        out.flags.raise(Code::PhoneMissing);
        return;
    }
    // A lent number is wrapped as well ($199…$#1234#), but it holds eleven open digits.
    let open = text.bytes().filter(u8::is_ascii_digit).count() >= 11 && !text.contains('*');
    if out.masked.phone && !open {
        return;
    }
    out.masked.phone = false;
    let plain = text.len() == 11 && text.bytes().all(|digit| digit.is_ascii_digit()) && number::is_mobile_shape(text);
    let found = if plain && number::is_known_series(text) && !number::is_filler(text) {
        Phone::new(phone::Kind::Mobile, text.to_owned())
    } else {
        phone::classify(text)
    };
    finish::raise_phone(&mut out.flags, &found);
    out.phone = Some(found);
}

/// What the three fields turned out to be.
struct Levels {
    path: Path,
    /// Fields that no division answers to.
    unknown_city: bool,
    unknown_district: bool,
    zone: bool,
    /// A town that was sent as district.
    town: Option<Cow<'static, str>>,
    conflict: bool,
    /// The successors of a division that was split up.
    successors: Vec<Path>,
    /// Districts of the same name that all fit what was sent.
    several: Vec<Path>,
}

impl Default for Levels {
    fn default() -> Levels {
        Levels {
            path: Path::empty(0),
            unknown_city: false,
            unknown_district: false,
            zone: false,
            town: None,
            conflict: false,
            successors: Vec::new(),
            several: Vec::new(),
        }
    }
}

const FILLERS: &[&str] = &["市辖区", "县", "其它区", "其他区", "其它", "其他", "全境", "城区", "-", "无", "暂不选择", "请选择"];

fn is_filler(text: &str) -> bool {
    text.is_empty() || FILLERS.contains(&text) || text.contains("直辖")
}

/// The senses of a whole field, without allocating.
fn senses(text: &str) -> &'static [Sense] {
    let atlas = atlas();
    let mut key = [0u16; 24];
    let mut length = 0;
    for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
        if length == key.len() {
            return &[];
        }
        key[length] = u16::try_from(letter as u32).map_or(0, |key| atlas.simplify(key));
        length += 1;
    }
    atlas.names.exact(&key[..length]).map_or(&[], |value| atlas.senses(value))
}

impl Levels {
    /// Enters the best sense of a field that fits the chain so far. Returns whether there was one.
    fn enter(&mut self, list: &[Sense], wanted: impl Fn(Level) -> bool) -> bool {
        let fitting = list.iter().filter(|sense| wanted(atlas().get(sense.target).level));
        let mut best: Option<(Sense, Path)> = None;
        for sense in fitting {
            if let Some(next) = path::step(self.path, 0, 0, *sense)
                && best.is_none_or(|(known, _)| sense.form < known.form)
            {
                best = Some((*sense, next));
            }
        }
        if let Some((_, next)) = best {
            self.path = next;
        }
        best.is_some()
    }

    /// The districts that a name may mean here, if there are several in different places.
    fn namesakes(&self, list: &[Sense]) -> Vec<Path> {
        // Beside a city the name is unique; this keeps the usual order free of any allocation.
        if self.path.city != NONE || self.path.district != NONE {
            return Vec::new();
        }
        let current = list.iter().filter(|sense| sense.old == 0 && atlas().get(sense.target).level == Level::District);
        let Some(form) = current.clone().map(|sense| sense.form).min() else { return Vec::new() };
        let mut out: Vec<Path> = Vec::new();
        for next in current.filter(|sense| sense.form == form).filter_map(|sense| path::step(self.path, 0, 0, *sense)) {
            if out.iter().all(|known| known.deepest() != next.deepest()) {
                out.push(next);
            }
        }
        if out.len() > 1 { out } else { Vec::new() }
    }

    fn read(&mut self, fields: &Fields, out: &mut Checked) {
        let [province, city, district] = [fields.province.trim(), fields.city.trim(), fields.district.trim()];
        if !is_filler(province) {
            let list = senses(province);
            if !self.enter(list, |level| level == Level::Province) && !self.enter(list, |_| true) {
                out.flags.raise(Code::RegionConflict);
                self.conflict = true;
            }
        }
        if !is_filler(city) && !self.read_city(city, out) {
            self.unknown_city = true;
        }
        if !district.is_empty() {
            self.read_district(district, out);
        }
    }

    fn read_city(&mut self, city: &str, out: &mut Checked) -> bool {
        let list = senses(city);
        // 北京 | 北京市, and 北京 | 朝阳区 as one platform sends it.
        if self.enter(list, |level| level == Level::City) || self.enter(list, |_| true) {
            return true;
        }
        let province = if self.path.province == NONE { 0 } else { atlas().get(self.path.province).code };
        if matches!(province, 810_000 | 820_000) {
            return true;
        }
        let other = list.iter().find(|sense| atlas().get(sense.target).level == Level::City);
        match other {
            Some(sense) => {
                out.flags.raise(Code::CityNotInProvince);
                out.candidates.push(finish::candidate(sense.target));
                self.conflict = true;
            }
            None => out.flags.raise_as(Code::UnknownCity, Severity::Warning),
        }
        false
    }

    fn read_district(&mut self, district: &str, out: &mut Checked) {
        let list = senses(district);
        let before = self.path;
        self.several = self.namesakes(list);
        if !self.several.is_empty() {
            return;
        }
        if self.enter(list, |level| level == Level::District) {
            let same_old = list.iter().filter(|sense| self.path.old > 0 && sense.old == self.path.old);
            self.successors = same_old.filter_map(|sense| path::step(before, 0, 0, *sense)).collect();
            return;
        }
        if matches!(district, "其它区" | "其他区") {
            self.zone = true;
        }
        if is_filler(district) {
            return;
        }
        let clean = Clean::new(district);
        if self.path.district != NONE || region::has_no_districts(self.path.city) {
            // The fourth level of one platform, or a town where there are no districts.
            if path::fourth_level_filler(&clean, 0) != Some(clean.len()) {
                let found = town::at(&clean, 0, clean.len(), self.path.deepest()).filter(|town| town.end == clean.len());
                self.town = Some(found.map_or_else(|| Cow::Owned(district.to_owned()), |town| town.name));
            }
            return;
        }
        if place::zone(&clean, 0, clean.len()) == Some(clean.len()) {
            self.zone = true;
            return;
        }
        if let Some((corrected, true)) = typo::name_after(&clean, 0, clean.len(), &self.path) {
            self.path = corrected;
            out.flags.raise(Code::Typo);
            return;
        }
        self.unknown_district = true;
        let elsewhere: Vec<Id> = list.iter().filter(|sense| sense.old == 0).map(|sense| sense.target).collect();
        if elsewhere.is_empty() {
            // Platforms add divisions before our table does.
            out.flags.raise_as(Code::UnknownDistrict, Severity::Warning);
        } else if !self.unknown_city {
            out.flags.raise(Code::DistrictNotInCity);
            self.conflict = true;
        }
        out.candidates.extend(elsewhere.into_iter().map(finish::candidate));
    }

    /// Drops what the address repeats and takes from it what the fields left open.
    fn read_address(&mut self, fields: &Fields, out: &mut Checked) {
        if is_sealed(fields.address) {
            out.detail = fields.address.trim().to_owned();
            out.street = self.town.take().unwrap_or_else(|| sent(fields.street));
            return;
        }
        let clean = Clean::new(fields.address);
        let start = path::skip(&clean, 0, clean.len(), &self.path);
        if !self.several.is_empty() {
            self.settle_several(&clean, start, fields.street);
        }
        let mut rest = start;
        let mut onward = self.path;
        onward.end = start;
        let open = self.path.deepest() != NONE && self.path.district == NONE && !self.unknown_district && !self.zone && !self.conflict;
        if open
            && let Some(next) = path::continue_from(&clean, onward, clean.len()).best.first()
            && next.steps().len() > onward.steps().len()
        {
            self.path = *next;
            rest = next.end;
        } else if let readings = path::read(&clean, start, clean.len()).best
            && let Some(again) = readings.first()
        {
            let clear = again.full_steps() >= 1 && again.end - again.start >= 3;
            if self.path.deepest() == NONE && clear {
                if readings.iter().any(|other| other.deepest() != again.deepest()) {
                    self.several = readings;
                    self.settle_several(&clean, start, fields.street);
                } else if self.several.is_empty() {
                    self.path = *again;
                    rest = again.end;
                }
            } else if clear && region::is_within(self.path.deepest(), again.deepest()) {
                rest = again.end;
                out.flags.raise(Code::DuplicateRemoved);
            } else if again.full_steps() >= 2 && self.path.deepest() != NONE && !region::is_within(again.deepest(), self.path.deepest()) {
                out.flags.raise(Code::RegionConflict);
                out.candidates.push(finish::candidate(again.deepest()));
            }
        }
        let rest = path::skip(&clean, rest, clean.len(), &self.path);
        self.settle_successors(&clean, rest, fields.street);
        // 苏州市 | 工业园区星湖街1号: the zone stands where the district would.
        self.zone |= self.path.city != NONE && self.path.district == NONE && place::zone(&clean, rest, clean.len()).is_some();
        out.detail = clean.slice(rest, clean.len()).trim().to_owned();
        if fields.street.trim().is_empty() && self.town.is_none() {
            self.read_town(&clean, rest, out);
        } else {
            out.street = self.town.take().unwrap_or_else(|| Cow::Owned(fields.street.trim().to_owned()));
            if let Some(shorter) = out.detail.strip_prefix(out.street.as_ref()).map(|text| text.trim().to_owned()) {
                out.detail = shorter;
            }
        }
    }

    /// The town tells which part of a split division is meant.
    fn settle_successors(&mut self, clean: &Clean, rest: usize, street: &str) {
        if self.successors.len() < 2 {
            return;
        }
        let sent = Clean::new(street);
        let has = |path: &Path| {
            let listed = |clean: &Clean, at: usize| town::at(clean, at, clean.len(), path.district).is_some_and(|town| town.listed);
            listed(&sent, 0) || listed(clean, rest)
        };
        let fitting: Vec<Path> = self.successors.iter().copied().filter(|path| has(path)).collect();
        if let [only] = fitting[..] {
            self.path = only;
            self.successors.clear();
        }
    }

    /// The address names the city of one namesake, or a town of only one.
    fn settle_several(&mut self, clean: &Clean, start: usize, street: &str) {
        let named = path::read(clean, start, clean.len()).best;
        let is_clear = named.iter().all(|it| it.deepest() == named[0].deepest());
        let sent = Clean::new(street);
        let fits = |path: &Path| {
            let listed = |clean: &Clean, at: usize| town::at(clean, at, clean.len(), path.district).is_some_and(|town| town.listed);
            let told =
                named.first().is_some_and(|it| it.end - it.start >= 2 && path.city != NONE && region::is_within(it.deepest(), path.city));
            (is_clear && told) || listed(&sent, 0) || listed(clean, start)
        };
        let mut fitting = self.several.iter().copied().filter(|path| fits(path));
        if let (Some(only), None) = (fitting.next(), fitting.next()) {
            self.path = only;
            self.several.clear();
        }
    }

    fn read_town(&mut self, clean: &Clean, rest: usize, out: &mut Checked) {
        let Some(found) = town::at(clean, rest, clean.len(), self.path.deepest()) else { return };
        if let Some(district) = found.district.filter(|_| !self.zone && !self.unknown_district) {
            self.path.set(district);
            out.flags.raise(Code::DistrictCompleted);
        }
        out.detail = clean.slice(found.end, clean.len()).trim().to_owned();
        out.street = found.name;
    }

    fn fill(&self, fields: &Fields, out: &mut Checked) {
        let path = &self.path;
        if !self.several.is_empty() {
            out.candidates.extend(self.several.iter().map(|path| finish::candidate(path.deepest())));
            let first = out.candidates[0];
            let same = |pick: fn(&Candidate) -> &'static str, typed: &str| {
                if out.candidates.iter().all(|other| pick(other) == pick(&first)) { Cow::Borrowed(pick(&first)) } else { sent(typed) }
            };
            (out.province, out.city) = (same(|c| c.province, fields.province), same(|c| c.city, fields.city));
            out.district = sent(fields.district);
            out.flags.raise(Code::AmbiguousDistrict);
            return;
        }
        if path.deepest() == NONE {
            out.flags.raise(Code::RegionMissing);
            (out.province, out.city, out.district) = (sent(fields.province), sent(fields.city), sent(fields.district));
            return;
        }
        let [province, city, district] = atlas().triple(path.deepest());
        (out.province, out.city, out.district) = (Cow::Borrowed(province), Cow::Borrowed(city), Cow::Borrowed(district));
        if self.unknown_city {
            out.city = sent(fields.city);
        }
        if (self.unknown_district || self.zone) && !is_filler(fields.district.trim()) {
            out.district = sent(fields.district);
        }
        if self.zone {
            out.flags.raise(Code::Zone);
        }
        if self.successors.len() > 1
            && let Some(old) = atlas().old(path.old)
        {
            (out.district, out.old_name) = (Cow::Borrowed(old.name), old.name);
            out.flags.raise_as(Code::Renamed, Severity::Warning);
            out.candidates.extend(self.successors.iter().map(|path| finish::candidate(path.deepest())));
        } else if let Some(old) = atlas().old(path.old) {
            if old.name != district && old.name != city {
                out.old_name = old.name;
            }
            out.flags.raise(Code::Renamed);
        }
        if !self.conflict && !self.unknown_city && !self.unknown_district {
            finish::completed(&mut out.flags, path, false);
            finish::missing(&mut out.flags, path);
        }
    }
}

fn sent(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.trim().to_owned())
}
