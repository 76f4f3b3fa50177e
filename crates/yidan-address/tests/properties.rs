//! What must hold for every text: nothing is lost, nothing panics, reading the result again changes nothing, and a road named after a
//! place never moves a parcel.

use proptest::prelude::*;
use serde_json::Value;
use yidan_address::{Parsed, lookup, parse};

fn open_cases() -> Vec<String> {
    let file: Value = serde_json::from_str(include_str!("cases/dev.json")).expect("the cases are JSON");
    file["cases"].as_array().expect("a list").iter().filter_map(|case| case["input"].as_str().map(str::to_owned)).collect()
}

/// The places follow each other from the first to the last byte, and every one can be cut out.
fn check_places(text: &str, parsed: &Parsed) {
    let mut done = 0;
    for place in &parsed.places {
        assert_eq!(place.start, done, "a gap in {text:?}: {:?}", parsed.places);
        assert!(text.is_char_boundary(place.end) && place.end > place.start, "{text:?}: {place:?}");
        done = place.end;
    }
    assert_eq!(done, if parsed.places.is_empty() { 0 } else { text.len() }, "the end of {text:?} is lost");
    let units: usize = parsed.places_in_utf16(text).last().map_or(0, |place| place.end);
    assert!(parsed.places.is_empty() || units == text.encode_utf16().count());
}

#[test]
fn nothing_is_lost_from_the_open_cases() {
    for text in open_cases() {
        check_places(&text, &parse(&text));
    }
}

#[test]
fn reading_the_result_again_changes_nothing() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for text in open_cases() {
        let first = parse(&text);
        if first.province.is_empty() || !first.candidates.is_empty() {
            continue;
        }
        tried += 1;
        let city = if first.city == first.province || first.city == first.district { "" } else { first.city };
        let again = parse(&format!("{}{city}{}{}{}", first.province, first.district, first.street, first.detail));
        let same = [again.province, again.city, again.district] == [first.province, first.city, first.district];
        if !same || again.street != first.street || again.detail != first.detail {
            wrong.push(format!("{text:?}\n  {first:?}\n  {again:?}"));
        }
    }
    assert!(tried > 1_000);
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

fn stem(name: &str) -> String {
    name.trim_end_matches(['省', '市', '盟']).trim_end_matches("地区").to_owned()
}

#[test]
fn a_road_named_after_a_place_never_moves_the_parcel() {
    let provinces = lookup::provinces();
    let cities = provinces.iter().flat_map(|province| lookup::children(province.code)).filter(|it| !it.leaf);
    let names: Vec<String> =
        provinces.iter().copied().chain(cities).map(|it| stem(it.name)).filter(|name| name.chars().count() <= 4).collect();
    assert!(names.len() > 300);
    let bases = [
        ["浙江省", "杭州市", "西湖区"],
        ["新疆维吾尔自治区", "伊犁哈萨克自治州", "伊宁市"],
        ["广东省", "广州市", ""],
        ["上海市", "上海市", "静安区"],
    ];
    let mut wrong = Vec::new();
    for [province, city, district] in bases {
        let base = if city == province { format!("{province}{district}") } else { format!("{province}{city}{district}") };
        for name in &names {
            for road in ["路", "东路", "大道", "街", "大厦", "小区", "商城"] {
                let detail = format!("{name}{road}8号");
                let got = parse(&format!("{base}{detail}"));
                if [got.province, got.city, got.district] != [province, city, district] || got.detail != detail {
                    wrong.push(format!("{base}{detail} -> {} {} {} {}", got.province, got.city, got.district, got.detail));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// A small generator of its own: proptest is thorough, this one is fast enough for a million texts.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

const PIECES: &[&str] = &[
    "浙江省",
    "浙江",
    "杭州市",
    "杭州",
    "西湖区",
    "西湖",
    "新疆",
    "北京",
    "朝阳区",
    "朝阳",
    "重庆市县",
    "城口县",
    "东莞市",
    "虎门",
    "市",
    "区",
    "县",
    "省",
    "路",
    "街道",
    "镇",
    "号",
    "栋",
    "楼",
    "室",
    "单元",
    "张三",
    "欧阳",
    "收",
    "先生",
    "阿",
    "·",
    "收货人",
    "电话",
    "地址",
    "备注",
    "：",
    ":",
    "，",
    ",",
    " ",
    "\n",
    "\r\n",
    "\t",
    "-",
    "—",
    "/",
    "（",
    "）",
    "[",
    "]",
    "【",
    "】",
    "#",
    "*",
    "**",
    "$",
    "+86",
    "86",
    "0",
    "1",
    "13",
    "199",
    "0000",
    "19900001234",
    "0571",
    "80001234",
    "400",
    "95",
    "转",
    "000000",
    "x",
    "X",
    "O",
    "l",
    "Linda",
    "\u{200b}",
    "\u{feff}",
    "🏠",
    "é",
    "ﬀ",
    "𠀀",
    "\u{301}",
    "１９９",
    "Ａ",
    "臺灣",
    "⻄",
    "一",
    "二",
    "〇",
    "三环以内",
    "市辖区",
    "其它区",
    "香港",
    "九龙",
    "+852",
    "110105",
    "谢谢",
    "2箱",
    "红色",
    "\0",
    "",
    "ꦿ",
    "ا",
];

#[test]
fn no_text_of_pieces_panics_or_loses_a_character() {
    let rounds = if cfg!(debug_assertions) { 12_000 } else { 1_000_000 };
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut text = String::new();
    for _ in 0..rounds {
        text.clear();
        for _ in 0..dice.roll(24) {
            text.push_str(PIECES[dice.roll(PIECES.len())]);
        }
        check_places(&text, &parse(&text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_at_all_panics(text in "\\PC{0,60}|[\\x00-\\x{2ff}]{0,40}|[一-龥0-9，。 ]{0,60}") {
        check_places(&text, &parse(&text));
        yidan_address::phone::classify(&text);
        yidan_address::check(&yidan_address::Fields { province: &text, city: &text, district: &text, street: &text, address: &text, name: &text, phone: &text });
    }
}
