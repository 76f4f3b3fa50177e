//! The administrative divisions of China as compiled in: names, aliases, old names, towns. Answers "what is called so", never "what did
//! the writer mean"; that is the work of `parse` and `check`.

mod blob;
pub mod lookup;
pub mod trie;

use std::ops::Range;
use std::sync::OnceLock;

use blob::Sections;
use trie::Trie;

/// Number of a division in the compiled table.
pub type Id = u16;

/// "No such level", for instance the city of a municipality's district.
pub const NONE: Id = u16::MAX;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    Province = 1,
    City = 2,
    District = 3,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Territory {
    Mainland,
    HongKong,
    Macau,
    Taiwan,
}

/// The place of a division in the three levels; see `Atlas::triple` for what each kind shows as its city.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Province,
    City,
    /// 东莞, 中山, 儋州, 嘉峪关: towns stand directly under the city.
    CityWithoutDistricts,
    District,
    MunicipalityDistrict,
    /// A county-level unit directly under its province: city and district carry the same name.
    DirectCounty,
    SarDistrict,
    Other,
}

#[derive(Debug)]
pub struct Division {
    /// GB/T 2260; rows of Hong Kong, Macau and Taiwan carry the source's own codes 81xxxx, 82xxxx, 83xxxx.
    pub code: u32,
    pub level: Level,
    pub territory: Territory,
    pub kind: Kind,
    pub name: &'static str,
    pub province: Id,
    pub city: Id,
    /// Without the leading zero; 0 if unknown.
    pub area_code: u32,
    /// Postcode of the prefecture; 0 if unknown.
    pub postcode: u32,
}

/// How a name stands for a division. Order as in `build/write.rs`; a smaller form is the better evidence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Form {
    Full,
    Alias,
    Short,
    OldFull,
    OldShort,
}

impl Form {
    pub fn is_full(self) -> bool {
        matches!(self, Form::Full | Form::OldFull | Form::Alias)
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Sense {
    pub target: Id,
    pub form: Form,
    /// Number in `Atlas::olds`, counted from 1; 0 for a name in use.
    pub old: u16,
}

/// A name out of use: what it was called and above whom it stood.
pub struct Old {
    pub name: &'static str,
    pub city: Id,
    pub province: Id,
}

pub struct Atlas {
    pub version: &'static str,
    pub divisions: Vec<Division>,
    pub names: Trie,
    sense_starts: Vec<u32>,
    senses: Vec<Sense>,
    olds: Vec<Old>,
    pub towns: Trie,
    town_names: Vec<&'static str>,
    town_county_starts: Vec<u32>,
    town_counties: Vec<Id>,
    county_town_starts: Vec<u32>,
    county_towns: Vec<u16>,
    area_codes: Vec<(u16, u8)>,
    /// (character, sound class), sorted.
    readings: Vec<(u16, u16)>,
    simplified: Vec<u16>,
    lookalikes: Vec<(u16, u16)>,
    /// For each province the numbers of its divisions, which stand together.
    ranges: Vec<(Id, Range<usize>)>,
}

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/regions.bin"));
static ATLAS: OnceLock<Atlas> = OnceLock::new();

/// The compiled tables; unpacked at the first call (a few milliseconds).
pub fn atlas() -> &'static Atlas {
    ATLAS.get_or_init(Atlas::unpack)
}

fn pairs(halves: &[u16]) -> Vec<(u16, u16)> {
    halves.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

impl Atlas {
    fn unpack() -> Atlas {
        let mut file = Sections::new(BYTES);
        let version = file.text();
        let pool = file.text();
        let text = |word: u32| &pool[(word >> 8) as usize..(word >> 8) as usize + (word & 0xff) as usize];
        let divisions: Vec<Division> = file.words().chunks_exact(6).map(|row| division(row, text)).collect();
        let names = file.trie();
        let sense_starts = file.words();
        let senses = file.words().chunks_exact(2).map(sense).collect();
        let olds = file.words().chunks_exact(2).map(|row| old(row, text)).collect();
        let towns = file.trie();
        let town_names = file.words().iter().map(|word| text(*word)).collect();
        let town_county_starts = file.words();
        let town_counties = file.halves();
        let county_town_starts = file.words();
        let county_towns = file.halves();
        let area_codes = pairs(&file.halves()).iter().map(|(code, lengths)| (*code, *lengths as u8)).collect();
        let readings = pairs(&file.halves());
        let mut simplified: Vec<u16> = (0..=u16::MAX).collect();
        for (from, to) in pairs(&file.halves()) {
            simplified[from as usize] = to;
        }
        let lookalikes = pairs(&file.halves());
        let ranges = province_ranges(&divisions);
        Atlas {
            ranges,
            version,
            divisions,
            names,
            sense_starts,
            senses,
            olds,
            towns,
            town_names,
            town_county_starts,
            town_counties,
            county_town_starts,
            county_towns,
            area_codes,
            readings,
            simplified,
            lookalikes,
        }
    }

    pub fn get(&self, id: Id) -> &Division {
        &self.divisions[id as usize]
    }

    /// Numbers of the divisions of a province; empty for `NONE`.
    pub fn province_range(&self, province: Id) -> Range<usize> {
        self.ranges.iter().find(|(id, _)| *id == province).map_or(0..0, |(_, range)| range.clone())
    }

    /// The senses of a value of `names`.
    pub fn senses(&self, value: usize) -> &[Sense] {
        &self.senses[self.sense_starts[value] as usize..self.sense_starts[value + 1] as usize]
    }

    pub fn old(&self, number: u16) -> Option<&Old> {
        self.olds.get((number as usize).checked_sub(1)?)
    }

    pub fn town_name(&self, value: usize) -> &'static str {
        self.town_names[value]
    }

    /// The counties (or cities without districts) that have a town of this name.
    pub fn town_counties(&self, value: usize) -> &[Id] {
        &self.town_counties[self.town_county_starts[value] as usize..self.town_county_starts[value + 1] as usize]
    }

    /// Numbers of the town names of a county, in the order of their codes.
    pub fn towns_of(&self, id: Id) -> &[u16] {
        &self.county_towns[self.county_town_starts[id as usize] as usize..self.county_town_starts[id as usize + 1] as usize]
    }

    /// Length bits of an area code without its zero: 1 = seven digits, 2 = eight digits, 0 = retired. None if there is no such code.
    pub fn area_code(&self, code: u16) -> Option<u8> {
        self.area_codes.binary_search_by_key(&code, |row| row.0).ok().map(|at| self.area_codes[at].1)
    }

    /// Whether two characters sound alike to many speakers.
    pub fn sound_alike(&self, a: u16, b: u16) -> bool {
        let class = |letter: u16| self.readings.binary_search_by_key(&letter, |row| row.0).ok().map(|at| self.readings[at].1);
        class(a).is_some_and(|sound| class(b) == Some(sound))
    }

    /// Traditional to simplified, for comparing only.
    pub fn simplify(&self, letter: u16) -> u16 {
        self.simplified[letter as usize]
    }

    /// The character meant by a radical or compatibility character that looks the same.
    pub fn lookalike(&self, letter: char) -> Option<char> {
        let letter = u16::try_from(letter as u32).ok()?;
        let at = self.lookalikes.binary_search_by_key(&letter, |row| row.0).ok()?;
        char::from_u32(u32::from(self.lookalikes[at].1))
    }

    /// Province, city and district as they are written on a parcel: a municipality and a SAR repeat the province as city, a county
    /// directly under its province stands in city and district.
    pub fn triple(&self, id: Id) -> [&'static str; 3] {
        let it = self.get(id);
        let province = self.get(it.province).name;
        match it.kind {
            Kind::Province if it.territory == Territory::HongKong || it.territory == Territory::Macau => [province, province, ""],
            Kind::Province if matches!(it.code, 110_000 | 120_000 | 310_000 | 500_000) => [province, province, ""],
            Kind::Province => [province, "", ""],
            Kind::City | Kind::CityWithoutDistricts => [province, it.name, ""],
            Kind::MunicipalityDistrict | Kind::SarDistrict => [province, province, it.name],
            Kind::DirectCounty => [province, it.name, it.name],
            Kind::District | Kind::Other if it.city == NONE => [province, province, it.name],
            Kind::District | Kind::Other => [province, self.get(it.city).name, it.name],
        }
    }

    /// Beijing, Tianjin, Shanghai, Chongqing: districts stand directly under the province.
    pub fn is_municipality(&self, id: Id) -> bool {
        matches!(self.get(id).code, 110_000 | 120_000 | 310_000 | 500_000)
    }
}

fn province_ranges(divisions: &[Division]) -> Vec<(Id, Range<usize>)> {
    let mut out: Vec<(Id, Range<usize>)> = Vec::new();
    for (number, it) in divisions.iter().enumerate() {
        match out.iter_mut().find(|(id, _)| *id == it.province) {
            Some((_, range)) => range.end = number + 1,
            None => out.push((it.province, number..number + 1)),
        }
    }
    out
}

fn division(row: &[u32], text: impl Fn(u32) -> &'static str) -> Division {
    let level = match row[1] & 0xff {
        1 => Level::Province,
        2 => Level::City,
        _ => Level::District,
    };
    let territory = match row[1] >> 8 & 0xff {
        0 => Territory::Mainland,
        1 => Territory::HongKong,
        2 => Territory::Macau,
        _ => Territory::Taiwan,
    };
    let kind = match row[1] >> 16 {
        0 => Kind::Province,
        1 => Kind::City,
        2 => Kind::CityWithoutDistricts,
        3 => Kind::District,
        4 => Kind::MunicipalityDistrict,
        5 => Kind::DirectCounty,
        6 => Kind::SarDistrict,
        _ => Kind::Other,
    };
    Division {
        code: row[0],
        level,
        territory,
        kind,
        name: text(row[2]),
        province: row[3] as u16,
        city: (row[3] >> 16) as u16,
        area_code: row[4],
        postcode: row[5],
    }
}

fn sense(row: &[u32]) -> Sense {
    let form = match row[0] >> 16 {
        0 => Form::Full,
        1 => Form::Alias,
        2 => Form::Short,
        3 => Form::OldFull,
        _ => Form::OldShort,
    };
    Sense { target: row[0] as u16, form, old: row[1] as u16 }
}

fn old(row: &[u32], text: impl Fn(u32) -> &'static str) -> Old {
    Old { name: text(row[0]), city: row[1] as u16, province: (row[1] >> 16) as u16 }
}
