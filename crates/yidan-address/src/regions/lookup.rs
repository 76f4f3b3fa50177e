//! Plain questions to the compiled tables, for forms with three linked lists and for checks. No interpretation of typed text.

use super::{Division, Id, Level, NONE, atlas};

/// A division as shown in a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Entry {
    /// GB/T 2260; see `assets/regions/README.md` for Hong Kong, Macau and Taiwan.
    pub code: u32,
    pub name: &'static str,
    /// Whether the list below this entry would be empty.
    pub leaf: bool,
}

/// Date of the division table, for instance `2026-04-18`.
pub fn version() -> &'static str {
    atlas().version
}

fn id_of(code: u32) -> Option<Id> {
    atlas().divisions.iter().position(|it| it.code == code).map(|at| at as Id)
}

fn entry(id: usize, it: &'static Division) -> Entry {
    Entry { code: it.code, name: it.name, leaf: !atlas().divisions.iter().any(|other| is_child(other, id as Id)) }
}

/// Whether `it` stands right below `parent`. Counties directly under a province, and the districts of a municipality, have no city.
fn is_child(it: &Division, parent: Id) -> bool {
    match it.level {
        Level::Province => false,
        Level::City => it.province == parent,
        Level::District => it.city == parent || (it.city == NONE && it.province == parent),
    }
}

/// All provinces, municipalities, autonomous and special administrative regions, in the order of their codes.
pub fn provinces() -> Vec<Entry> {
    atlas().divisions.iter().enumerate().filter(|(_, it)| it.level == Level::Province).map(|(id, it)| entry(id, it)).collect()
}

/// What stands right below the division with this code: cities and directly governed counties below a province, districts below a city
/// or a municipality. Empty for an unknown code.
pub fn children(code: u32) -> Vec<Entry> {
    let Some(parent) = id_of(code) else { return Vec::new() };
    atlas().divisions.iter().enumerate().filter(|(_, it)| is_child(it, parent)).map(|(id, it)| entry(id, it)).collect()
}

/// The towns of a county, or of a city without districts.
pub fn towns(code: u32) -> Vec<&'static str> {
    let Some(id) = id_of(code) else { return Vec::new() };
    atlas().towns_of(id).iter().map(|number| atlas().town_name(*number as usize)).collect()
}

/// Province, city and district of a code, as printed on a parcel.
pub fn names(code: u32) -> Option<[&'static str; 3]> {
    id_of(code).map(|id| atlas().triple(id))
}

/// The code of a full path of official names (as `Parsed` holds them), None if there is no such path. The district may be empty.
pub fn code(province: &str, city: &str, district: &str) -> Option<u32> {
    let atlas = atlas();
    let path = [province, city, district];
    (0..atlas.divisions.len()).find(|id| atlas.triple(*id as Id) == path).map(|id| atlas.divisions[id].code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_the_counts_of_its_date() {
        let mainland =
            |level| atlas().divisions.iter().filter(|it| it.level == level && it.territory == super::super::Territory::Mainland).count();
        assert_eq!(provinces().len(), 34);
        assert_eq!(mainland(Level::Province), 31);
        assert_eq!(mainland(Level::City), 333);
        // 2,847 in the national list, four managed districts of 大兴安岭 and one committee without a national code.
        assert_eq!(mainland(Level::District), 2_847 + 5);
        assert_eq!(version().len(), 10);
    }

    #[test]
    fn lists_lead_down_to_towns() {
        let zhejiang = provinces().into_iter().find(|it| it.name == "浙江省").expect("a province");
        let hangzhou = children(zhejiang.code).into_iter().find(|it| it.name == "杭州市").expect("a city");
        let xihu = children(hangzhou.code).into_iter().find(|it| it.name == "西湖区").expect("a district");
        assert!(xihu.leaf);
        assert!(towns(xihu.code).contains(&"文新街道"));
        assert_eq!(names(xihu.code), Some(["浙江省", "杭州市", "西湖区"]));
        assert_eq!(code("浙江省", "杭州市", "西湖区"), Some(xihu.code));
        assert!(children(441_900).is_empty());
        assert!(towns(441_900).contains(&"虎门镇"));
        assert!(children(429_000).is_empty());
        assert!(children(420_000).iter().any(|it| it.name == "仙桃市" && it.leaf));
    }

    #[test]
    fn every_path_leads_back_to_its_code() {
        for it in &atlas().divisions {
            let [province, city, district] = names(it.code).expect("a known code");
            let back = code(province, city, district);
            let same_path = it.level == Level::Province && !city.is_empty();
            assert!(back == Some(it.code) || same_path, "{}", it.name);
        }
    }
}
