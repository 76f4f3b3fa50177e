//! Reads the csv tables of `assets/regions`. The files hold no quotes, so a line splits at its commas; a row with the wrong number of
//! columns stops the build with its line number.

use std::collections::HashMap;
use std::path::Path;

pub struct Division {
    pub code: u32,
    pub level: u8,
    pub name: String,
    pub short: String,
    pub province: String,
    pub city: String,
    pub district: String,
    pub region: u8,
    pub kind: u8,
    pub area_code: u32,
    pub postcode: u32,
}

pub struct Rename {
    pub province: String,
    pub city: String,
    pub district: String,
    pub recent: bool,
    pub new_codes: Vec<u32>,
}

pub struct Alias {
    pub alias: String,
    pub code: u32,
    /// The name without its suffix, as against a nickname or a wrong suffix.
    pub is_short: bool,
}

pub struct Town {
    pub county: u32,
    pub name: String,
}

pub struct AreaCode {
    pub code: u32,
    pub lengths: u8,
}

pub struct Tables {
    pub version: String,
    pub divisions: Vec<Division>,
    pub renames: Vec<Rename>,
    pub aliases: Vec<Alias>,
    pub towns: Vec<Town>,
    pub area_codes: Vec<AreaCode>,
    /// Traditional to simplified, for matching only.
    pub simplified: HashMap<char, char>,
    pub traditional: Vec<(char, char)>,
    pub lookalikes: Vec<(char, char)>,
    /// (syllable, characters)
    pub readings: Vec<(String, String)>,
}

fn rows(folder: &Path, file: &str, columns: usize) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut out = Vec::new();
    for (index, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty()) {
        let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        assert_eq!(cells.len(), columns, "{file}:{}: wrong number of columns", index + 1);
        out.push(cells);
    }
    out
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or(0)
}

fn pair(cells: &[String]) -> (char, char) {
    let one = |text: &str| text.chars().next().expect("a cell holds one character");
    (one(&cells[0]), one(&cells[1]))
}

impl Tables {
    pub fn load(folder: &Path) -> Tables {
        let version = std::fs::read_to_string(folder.join("VERSION")).expect("assets/regions/VERSION").trim().to_owned();
        let traditional: Vec<_> = rows(folder, "traditional.csv", 2).iter().map(|cells| pair(cells)).collect();
        Tables {
            version,
            divisions: rows(folder, "divisions.csv", 11).iter().map(|cells| division(cells)).collect(),
            renames: rows(folder, "renames.csv", 9).iter().map(|cells| rename(cells)).collect(),
            aliases: aliases(folder),
            towns: rows(folder, "towns.csv", 3).iter().map(|c| Town { county: number(&c[1]), name: c[2].clone() }).collect(),
            area_codes: area_codes(folder),
            simplified: traditional.iter().copied().collect(),
            traditional,
            lookalikes: rows(folder, "lookalikes.csv", 2).iter().map(|cells| pair(cells)).collect(),
            readings: rows(folder, "readings.csv", 2).iter().map(|c| (c[0].clone(), c[1].clone())).collect(),
        }
    }

    /// The form in which names are compared: simplified characters.
    pub fn fold(&self, text: &str) -> Vec<char> {
        text.chars().map(|c| self.simplified.get(&c).copied().unwrap_or(c)).collect()
    }
}

fn division(c: &[String]) -> Division {
    let region = ["CN", "HK", "MO", "TW"].iter().position(|r| *r == c[7]).expect("known region") as u8;
    let kinds = [
        "province",
        "city",
        "city_no_district",
        "district",
        "municipality_district",
        "direct_county",
        "sar_district",
        "admin_district_non_gb",
        "admin_committee",
    ];
    let kind = kinds.iter().position(|k| *k == c[8]).expect("known kind") as u8;
    Division {
        code: number(&c[0]),
        level: number(&c[1]) as u8,
        name: c[2].clone(),
        short: c[3].clone(),
        province: c[4].clone(),
        city: c[5].clone(),
        district: c[6].clone(),
        region,
        kind,
        area_code: number(&c[9]),
        postcode: number(&c[10]),
    }
}

fn rename(c: &[String]) -> Rename {
    Rename {
        province: c[1].clone(),
        city: c[2].clone(),
        district: c[3].clone(),
        recent: c[5] != "<2016",
        new_codes: c[7].split('|').map(number).collect(),
    }
}

/// `aliases.csv` is computed and refreshed with the divisions; `nicknames.csv` is kept by hand and survives a refresh.
fn aliases(folder: &Path) -> Vec<Alias> {
    let mut out: Vec<Alias> = Vec::new();
    for c in rows(folder, "aliases.csv", 6) {
        out.push(Alias { alias: c[0].clone(), code: number(&c[1]), is_short: c[3] == "short" });
    }
    for c in rows(folder, "nicknames.csv", 2) {
        out.push(Alias { alias: c[0].clone(), code: number(&c[1]), is_short: false });
    }
    out
}

/// Lengths as bits: 1 = seven digits, 2 = eight digits, 0 = retired.
fn area_codes(folder: &Path) -> Vec<AreaCode> {
    let mut out: Vec<AreaCode> = Vec::new();
    for c in rows(folder, "area_codes.csv", 5) {
        let lengths = if c[4] == "in use" { u8::from(c[3].contains('7')) | u8::from(c[3].contains('8')) << 1 } else { 0 };
        let code = number(&c[0]);
        match out.iter_mut().find(|known| known.code == code) {
            Some(known) => known.lengths |= lengths,
            None => out.push(AreaCode { code, lengths }),
        }
    }
    out.sort_by_key(|row| row.code);
    out
}
