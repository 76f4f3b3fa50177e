//! Lays the tables out as one file. Every section is `count: u32, width: u32 (bytes per item), items, padding to four bytes`, little
//! endian, in the order of the `push` calls in `blob`.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::read::{Rename, Tables};
use crate::trie::Builder;

/// Stands for "no such division" in 16-bit columns.
const NONE: u16 = u16::MAX;

/// How a name stands for its division; the order is known to `src/regions/name.rs`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Full = 0,
    Alias = 1,
    Short = 2,
    OldFull = 3,
    OldShort = 4,
}

#[derive(Default)]
struct Pool {
    bytes: Vec<u8>,
    known: HashMap<String, u32>,
}

impl Pool {
    /// Offset and byte length packed into one word: `offset << 8 | length`.
    fn add(&mut self, text: &str) -> u32 {
        if let Some(at) = self.known.get(text) {
            return *at;
        }
        assert!(text.len() < 256 && self.bytes.len() < 1 << 24);
        let at = (self.bytes.len() as u32) << 8 | text.len() as u32;
        self.bytes.extend_from_slice(text.as_bytes());
        self.known.insert(text.to_owned(), at);
        at
    }
}

#[derive(Default)]
struct Sections(Vec<u8>);

impl Sections {
    fn bytes(&mut self, items: &[u8], width: usize) {
        self.0.extend_from_slice(&((items.len() / width) as u32).to_le_bytes());
        self.0.extend_from_slice(&(width as u32).to_le_bytes());
        self.0.extend_from_slice(items);
        while !self.0.len().is_multiple_of(4) {
            self.0.push(0);
        }
    }
    fn words(&mut self, items: &[u32]) {
        self.bytes(&items.iter().flat_map(|item| item.to_le_bytes()).collect::<Vec<u8>>(), 4);
    }
    fn halves(&mut self, items: &[u16]) {
        self.bytes(&items.iter().flat_map(|item| item.to_le_bytes()).collect::<Vec<u8>>(), 2);
    }
    fn trie(&mut self, builder: &Builder) {
        let columns = builder.finish();
        self.halves(&columns.letters);
        self.words(&columns.first);
        self.words(&columns.values);
    }
}

/// Division numbers by code and by (province, city, district) names.
struct Index<'a> {
    by_code: HashMap<u32, u16>,
    by_path: HashMap<(&'a str, &'a str, &'a str), u16>,
    cities: HashMap<&'a str, u16>,
    /// Short names of the cities in use.
    city_stems: HashSet<Vec<char>>,
}

impl<'a> Index<'a> {
    fn new(tables: &'a Tables) -> Index<'a> {
        let mut index = Index { by_code: HashMap::new(), by_path: HashMap::new(), cities: HashMap::new(), city_stems: HashSet::new() };
        for (number, d) in tables.divisions.iter().enumerate() {
            index.by_code.insert(d.code, number as u16);
            index.by_path.insert((&d.province, &d.city, &d.district), number as u16);
            if d.level == 2 {
                index.cities.insert(&d.name, number as u16);
                index.city_stems.insert(tables.fold(&d.short));
            }
        }
        index
    }
    fn province(&self, name: &str) -> u16 {
        self.by_path.get(&(name, "", "")).copied().unwrap_or(NONE)
    }
    fn city(&self, province: &str, name: &str) -> u16 {
        self.by_path.get(&(province, name, "")).copied().unwrap_or(NONE)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Sense {
    target: u16,
    form: Form,
    /// Number of the old entry, counted from 1; 0 for names in use.
    old: u16,
}

struct Names {
    senses: BTreeMap<Vec<char>, Vec<Sense>>,
    /// name, alternative city, alternative province
    olds: Vec<(u32, u16, u16)>,
}

impl Names {
    fn add(&mut self, name: Vec<char>, sense: Sense) {
        if name.len() < 2 {
            return;
        }
        let list = self.senses.entry(name).or_default();
        if !list.iter().any(|known| known.target == sense.target && (known.form as u8) <= (sense.form as u8) && known.old == sense.old) {
            list.push(sense);
        }
    }
}

pub fn blob(tables: &Tables) -> Vec<u8> {
    let mut pool = Pool::default();
    let mut out = Sections::default();
    let index = Index::new(tables);
    out.bytes(tables.version.as_bytes(), 1);
    let divisions = divisions(tables, &index, &mut pool);
    let names = names(tables, &index, &mut pool);
    let towns = Towns::new(tables, &index, &mut pool);
    out.bytes(&pool.bytes, 1);
    out.words(&divisions);
    write_names(&names, &mut out);
    towns.write(&mut out);
    let codes: Vec<u16> = tables.area_codes.iter().flat_map(|row| [row.code as u16, u16::from(row.lengths)]).collect();
    out.halves(&codes);
    out.halves(&readings(tables));
    let letters = |pairs: &[(char, char)]| pairs.iter().flat_map(|(a, b)| [*a as u32 as u16, *b as u32 as u16]).collect::<Vec<u16>>();
    out.halves(&letters(&tables.traditional));
    out.halves(&letters(&tables.lookalikes));
    out.0
}

/// Six words for each division: code; level, region and kind; name; province and city numbers; area code; postcode.
fn divisions(tables: &Tables, index: &Index, pool: &mut Pool) -> Vec<u32> {
    let mut out = Vec::new();
    for d in &tables.divisions {
        let province = index.province(&d.province);
        let city = if d.level == 1 { NONE } else { index.city(&d.province, &d.city) };
        assert_ne!(province, NONE, "{}: unknown province", d.name);
        out.extend([
            d.code,
            u32::from(d.level) | u32::from(d.region) << 8 | u32::from(d.kind) << 16,
            pool.add(&d.name),
            u32::from(province) | u32::from(city) << 16,
            d.area_code,
            d.postcode,
        ]);
    }
    out
}

fn names(tables: &Tables, index: &Index, pool: &mut Pool) -> Names {
    let mut names = Names { senses: BTreeMap::new(), olds: Vec::new() };
    for (number, d) in tables.divisions.iter().enumerate() {
        let target = number as u16;
        names.add(tables.fold(&d.name), Sense { target, form: Form::Full, old: 0 });
        if d.region > 0 && d.short != d.name {
            names.add(tables.fold(&d.short), Sense { target, form: Form::Short, old: 0 });
        }
    }
    for alias in &tables.aliases {
        let target = *index.by_code.get(&alias.code).unwrap_or_else(|| panic!("alias {}: unknown code", alias.alias));
        // A nickname counts like a full name only if it says what it is: 龙华新区, but 内蒙.
        let suffixed = alias.alias.ends_with(['省', '市', '区', '县', '旗', '州', '盟']);
        let form = if suffixed && !alias.is_short { Form::Alias } else { Form::Short };
        names.add(tables.fold(&alias.alias), Sense { target, form, old: 0 });
    }
    let mut ranks: HashMap<(&str, bool, u16), u8> = HashMap::new();
    for row in &tables.renames {
        for target in targets(index, row) {
            let best = ranks.entry((old_name(row), row.district.is_empty(), city_of(tables, index, target))).or_default();
            *best = (*best).max(rank(index, row));
        }
    }
    for row in &tables.renames {
        old_names(tables, index, row, &ranks, pool, &mut names);
    }
    names
}

fn old_name(row: &Rename) -> &str {
    if row.district.is_empty() { &row.city } else { &row.district }
}

fn targets(index: &Index, row: &Rename) -> Vec<u16> {
    row.new_codes.iter().filter_map(|code| index.by_code.get(code).copied()).collect()
}

fn city_of(tables: &Tables, index: &Index, target: u16) -> u16 {
    let now = &tables.divisions[target as usize];
    index.city(&now.province, &now.city)
}

/// One name in one city went through several reforms: the latest counts, then those under a city that still exists.
fn rank(index: &Index, row: &Rename) -> u8 {
    match row.recent {
        true => 3,
        false if index.city(&row.province, &row.city) != NONE => 2,
        false => 1,
    }
}

/// Words that named a part of almost every city once; as old names they say nothing.
const GENERIC: [&str; 6] = ["市区", "郊区", "城区", "矿区", "新区", "东区"];

fn old_names(tables: &Tables, index: &Index, row: &Rename, ranks: &HashMap<(&str, bool, u16), u8>, pool: &mut Pool, names: &mut Names) {
    let is_city = row.district.is_empty();
    let name = old_name(row);
    if index.cities.contains_key(name) || (GENERIC.contains(&name) && !row.recent) {
        return;
    }
    let alt_city = if is_city { NONE } else { index.city(&row.province, &row.city) };
    let alt_province = index.province(&row.province);
    let kept: Vec<u16> = targets(index, row)
        .into_iter()
        .filter(|target| ranks[&(name, is_city, city_of(tables, index, *target))] == rank(index, row))
        .filter(|target| says_something_new(tables, index, name, *target, alt_city))
        .collect();
    if kept.is_empty() {
        return;
    }
    names.olds.push((pool.add(name), alt_city, alt_province));
    let old = u16::try_from(names.olds.len()).expect("fewer than 65,536 old names");
    let folded = tables.fold(name);
    let stem = folded.len() - 1;
    for target in kept {
        // An old city that became a county stands for the city above that county.
        let parent = city_of(tables, index, target);
        let target = if is_city && tables.divisions[target as usize].level == 3 && parent != NONE { parent } else { target };
        names.add(folded.clone(), Sense { target, form: Form::OldFull, old });
        if !is_city
            && stem >= 2
            && "区县市".contains(folded[stem])
            && !"市城郊矿".contains(folded[0])
            && !index.city_stems.contains(&folded[..stem])
        {
            names.add(folded[..stem].to_vec(), Sense { target, form: Form::OldShort, old });
        }
    }
}

/// A row is left out when the name is in use in the same city today: the name in use speaks for itself.
fn says_something_new(tables: &Tables, index: &Index, name: &str, target: u16, alt_city: u16) -> bool {
    let now = &tables.divisions[target as usize];
    let moved = alt_city != NONE && alt_city != index.city(&now.province, &now.city);
    moved || (now.name != name && !index.by_path.contains_key(&(now.province.as_str(), now.city.as_str(), name)))
}

fn write_names(names: &Names, out: &mut Sections) {
    let mut builder = Builder::new();
    let mut starts: Vec<u32> = Vec::new();
    let mut senses: Vec<u32> = Vec::new();
    for (name, list) in &names.senses {
        starts.push((senses.len() / 2) as u32);
        builder.insert(name, starts.len() as u32);
        let mut list = list.clone();
        // An old short name adds nothing where today's name means the same division.
        list.retain(|s| s.form != Form::OldShort || !list_has_current(&names.senses[name], s.target));
        for sense in list {
            senses.extend([u32::from(sense.target) | (sense.form as u32) << 16, u32::from(sense.old)]);
        }
    }
    starts.push((senses.len() / 2) as u32);
    out.trie(&builder);
    out.words(&starts);
    out.words(&senses);
    let olds: Vec<u32> =
        names.olds.iter().flat_map(|(name, city, province)| [*name, u32::from(*city) | u32::from(*province) << 16]).collect();
    out.words(&olds);
}

fn list_has_current(list: &[Sense], target: u16) -> bool {
    list.iter().any(|s| s.target == target && s.old == 0)
}

struct Towns {
    builder: Builder,
    /// Pool references of the distinct names.
    names: Vec<u32>,
    /// For each name the counties that have it.
    counties: Vec<Vec<u16>>,
    /// For each division the town names in the order of their codes.
    of_division: Vec<Vec<u16>>,
}

impl Towns {
    fn new(tables: &Tables, index: &Index, pool: &mut Pool) -> Towns {
        let mut towns = Towns {
            builder: Builder::new(),
            names: Vec::new(),
            counties: Vec::new(),
            of_division: vec![Vec::new(); tables.divisions.len()],
        };
        let mut numbers: HashMap<Vec<char>, u16> = HashMap::new();
        for town in &tables.towns {
            let Some(county) = index.by_code.get(&town.county).copied() else { continue };
            let folded = tables.fold(&town.name);
            let number = match numbers.get(&folded) {
                Some(number) => *number,
                None => {
                    towns.names.push(pool.add(&town.name));
                    towns.counties.push(Vec::new());
                    let number = u16::try_from(towns.names.len() - 1).expect("fewer than 65,536 town names");
                    towns.builder.insert(&folded, u32::from(number) + 1);
                    numbers.insert(folded, number);
                    number
                }
            };
            if !towns.counties[number as usize].contains(&county) {
                towns.counties[number as usize].push(county);
                towns.of_division[county as usize].push(number);
            }
        }
        towns
    }

    fn write(&self, out: &mut Sections) {
        out.trie(&self.builder);
        out.words(&self.names);
        for lists in [&self.counties, &self.of_division] {
            let mut starts: Vec<u32> = Vec::new();
            let mut items: Vec<u16> = Vec::new();
            for list in lists {
                starts.push(items.len() as u32);
                items.extend(list);
            }
            starts.push(items.len() as u32);
            out.words(&starts);
            out.halves(&items);
        }
    }
}

/// Pairs of character and sound class, sorted by character. Sounds that many speakers do not tell apart share a class:
/// zh/z, ch/c, sh/s, n/l and the finals with and without g.
fn readings(tables: &Tables) -> Vec<u16> {
    let mut classes: HashMap<String, u16> = HashMap::new();
    let mut pairs: Vec<(u16, u16)> = Vec::new();
    for (syllable, letters) in &tables.readings {
        let plain = syllable.replacen("zh", "z", 1).replacen("ch", "c", 1).replacen("sh", "s", 1);
        let plain = plain.strip_suffix('g').map_or(plain.clone(), str::to_owned);
        let plain = plain.strip_prefix('l').map_or(plain.clone(), |rest| format!("n{rest}"));
        let next = classes.len() as u16 + 1;
        let class = *classes.entry(plain).or_insert(next);
        pairs.extend(letters.chars().map(|letter| (letter as u32 as u16, class)));
    }
    pairs.sort_unstable();
    pairs.iter().flat_map(|(letter, class)| [*letter, *class]).collect()
}
