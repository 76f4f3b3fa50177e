//! Every county of the table, written in the ways people write it, must come back as itself and leave the rest of the address untouched.

use std::collections::HashMap;

use yidan_address::{Severity, lookup, parse};

const DETAIL: &str = "人民路8号";

/// province, city as printed, district; and whether the city was a word of its own in the text.
struct County {
    code: u32,
    province: &'static str,
    city: &'static str,
    district: &'static str,
}

fn counties() -> Vec<County> {
    let mut out = Vec::new();
    for province in lookup::provinces() {
        for below in lookup::children(province.code) {
            let leaves = if below.leaf { vec![below] } else { lookup::children(below.code) };
            for leaf in leaves {
                let [province, city, district] = lookup::names(leaf.code).expect("a code of the table");
                out.push(County { code: leaf.code, province, city, district });
            }
        }
    }
    out
}

fn check(text: &str, county: &County, wrong: &mut Vec<String>) {
    let got = parse(text);
    let region = [got.province, got.city, got.district] == [county.province, county.city, county.district];
    let doubt = got.flags.iter().any(|flag| {
        let name = serde_json::to_string(&flag.code).expect("a code");
        flag.severity > Severity::Info && !name.contains("name_missing") && !name.contains("phone_missing")
    });
    if !region || got.detail != DETAIL || doubt {
        wrong.push(format!("{} {text} -> {} {} {} | {} | {:?}", county.code, got.province, got.city, got.district, got.detail, got.flags));
    }
}

/// The name without its suffix, as people shorten provinces and cities.
fn short(name: &str) -> &str {
    let special = ["内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门"];
    special
        .into_iter()
        .find(|short| name.starts_with(short))
        .or_else(|| name.strip_suffix(['省', '市']))
        .or_else(|| name.strip_suffix("地区"))
        .unwrap_or(name)
}

#[test]
fn every_county_returns_itself() {
    let counties = counties();
    let mut in_province: HashMap<(&str, &str), usize> = HashMap::new();
    for county in &counties {
        *in_province.entry((county.province, county.district)).or_default() += 1;
    }
    let mut wrong = Vec::new();
    let mut tried = 0;
    for county in &counties {
        let County { province, city, district, .. } = *county;
        let middle = if city == province || city == district { "" } else { city };
        let mut forms = vec![
            format!("{province}{middle}{district}{DETAIL}"),
            format!("{province} {city} {district} {DETAIL}"),
            format!("{province}{middle}{district}{province}{middle}{district}{DETAIL}"),
            format!("{}{}{district}{DETAIL}", short(province), short(middle)),
        ];
        if !middle.is_empty() {
            forms.push(format!("{middle}{district}{DETAIL}"));
        }
        if !district.is_empty() && in_province[&(province, district)] == 1 {
            forms.push(format!("{province}{district}{DETAIL}"));
        }
        for form in forms {
            tried += 1;
            check(&form, county, &mut wrong);
        }
    }
    assert!(counties.len() > 3_000 && tried > 15_000, "{} counties, {tried} texts", counties.len());
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}
