//! The vocabulary of places: what a road, a building or a plot is called, and what that says about the words before it.
//! Only words live here; which words are whose is decided by the steps of the pipeline.

use crate::text::{Class, Clean};

/// Right after a short name these make it part of a road or of a house: 北京西路, 浙江大学, 重庆小面. Longer words first.
#[rustfmt::skip]
const AFTER_SHORT: &[&str] = &[
    "大道", "大街", "大厦", "大学", "大酒店", "大饭店", "大酒楼", "大市场", "大剧院", "大桥", "大楼", "大院", "东路", "西路", "南路",
    "北路", "中路", "东街", "西街", "南街", "北街", "中街", "东道", "西道", "南道", "北道", "环路", "一路", "二路", "三路", "四路",
    "五路", "胡同", "学院", "医院", "饭店", "宾馆", "酒店", "酒楼", "商城", "商会", "商场", "花园", "花苑", "小区", "小学", "小吃",
    "小面", "广场", "公园", "公寓", "中学", "中心", "银行", "名都", "家园", "国际", "新村", "新城", "新苑", "市场", "超市", "机场",
    "车站", "火车站", "山庄", "宿舍", "会馆", "人家", "世家", "嘉园", "雅苑", "豪庭",
];

/// The same in one character; a town or a road that begins with it is looked at before this list.
const AFTER_SHORT_LETTERS: &str = "路街道巷弄桥村苑门店厂楼塔寺庙坊镇乡区县市省州旗盟菜饭烧话";

/// One character of nature that makes a road or a house only together with the next: 凤凰山路, but 任泽山水居.
const NATURE: &str = "山河江湖海港湾口园庄屯井沟坡岭岛峰泉潭溪洲城里关";

/// Words that end the name of a well-known place rather than begin an address: 西湖文化广场.
#[rustfmt::skip]
const LANDMARKS: &[&str] = &[
    "广场", "公园", "大厦", "酒店", "宾馆", "饭店", "医院", "大学", "学院", "车站", "机场", "景区", "码头", "市场", "商场", "商城",
    "中心", "博物馆", "体育馆", "图书馆", "剧院", "影院", "银行", "公司", "集团", "工厂", "食品厂", "小吃", "专卖店", "超市", "火锅",
    "饭馆", "拉面", "特产", "大枣", "苹果",
];

const DIRECTIONS: &str = "东西南北中前后内外上下";

const ROADS: &[&str] = &["大道", "大街", "街道", "公路", "胡同", "路", "街", "巷", "弄", "里", "道", "村", "镇"];

fn letter(clean: &Clean, index: usize) -> char {
    clean.key.get(index).and_then(|key| char::from_u32(u32::from(*key))).unwrap_or('\0')
}

/// Whether the characters after a short name, up to `limit`, make that name part of something else.
pub fn blocks_short_name(clean: &Clean, index: usize, limit: usize) -> bool {
    if index >= limit {
        return false;
    }
    let first = letter(clean, index);
    if clean.starts(index, "街道") && !DIRECTIONS.contains(letter(clean, index + 2)) {
        return true;
    }
    if let Some(length) = clean.starts_any(index, AFTER_SHORT) {
        // 公园路, 大桥村: a road or village of its own that is named after such a place.
        let own = !"路街道".contains(letter(clean, index + length - 1))
            && clean.starts_any(index + length, &["大道", "大街", "路", "街", "村", "镇", "乡"]).is_some();
        return !own;
    }
    if AFTER_SHORT_LETTERS.contains(first) {
        return true;
    }
    if first == '站' || first == '府' {
        return !"前东西南北后".contains(letter(clean, index + 1));
    }
    let second = if index + 1 < limit { letter(clean, index + 1) } else { '\0' };
    if NATURE.contains(first) {
        return !clean.is(index + 1, Class::Han)
            || index + 1 >= limit
            || AFTER_SHORT_LETTERS.contains(second)
            || (DIRECTIONS.contains(second) && "路街".contains(letter(clean, index + 2)) && first != '城')
            || (first == '城' && !"东西南北中关区内外郊乡厢".contains(second));
    }
    // One character before the road word is no road name of its own, unless it is a direction (南大街).
    if clean.starts_any(index + 1, &["大道", "大街", "路", "街", "巷"]).is_some() && !clean.starts(index + 1, "街道") {
        return true;
    }
    false
}

/// 文化广场, 博物馆: words up to the first digit that end in a landmark and hold no road. What every county has (its bus station, its
/// hospital) and what every city has (chains) says nothing about the words before.
pub fn is_landmark(clean: &Clean, index: usize, limit: usize) -> bool {
    #[rustfmt::skip]
    const EVERYWHERE: &[&str] = &[
        "汽车站", "客运站", "火车站", "高铁站", "人民医院", "中医院", "中医医院", "妇幼", "第一", "第二", "第三", "一中", "二中", "万达",
        "吾悦", "宝龙", "银泰", "大润发", "沃尔玛", "永辉", "华联", "红星美凯龙", "居然之家", "农贸", "批发", "中国",
    ];
    let end = clean.run(index, Class::Han).min(limit);
    if clean.starts_any(index, EVERYWHERE).is_some() {
        return false;
    }
    clean.ends_any(index, end, LANDMARKS).is_some() && !clean.contains_any(index, end, &["路", "街", "大道", "镇", "乡", "村", "巷"])
}

/// Whether a full name is followed by a road word (天津路).
pub fn blocks_full_name(clean: &Clean, index: usize) -> bool {
    clean.starts_any(index, &["大道", "大街", "路", "巷", "弄", "胡同"]).is_some()
        || (clean.starts(index, "街") && !clean.starts(index, "街道"))
}

/// Whether an address can well begin here: a road, village or town name of two characters or more before its suffix.
pub fn begins_road(clean: &Clean, index: usize, limit: usize) -> bool {
    let end = clean.run(index, Class::Han).min(limit);
    (index + 2..end).any(|at| clean.starts_any(at, ROADS).is_some_and(|length| at + length <= end))
}

/// Functional zones are not divisions; a city followed by one has no district.
pub fn zone(clean: &Clean, index: usize, limit: usize) -> Option<usize> {
    #[rustfmt::skip]
    const ZONES: &[&str] = &[
        "高新技术产业开发区", "高新技术开发区", "经济技术开发区", "技术开发区", "经济开发区", "开发区", "高新区", "高新西区", "高新南区",
        "高新东区", "经开区", "工业园区", "航空港区", "空港区", "保税区", "度假区", "示范区", "实验区", "试验区", "管理区", "自贸区",
        "新区",
    ];
    let end = clean.run(index, Class::Han).min(limit).min(index + 12);
    (index..end).find_map(|at| {
        if at > index && "路街号村镇乡".contains(letter(clean, at)) {
            return Some(None);
        }
        clean.starts_any(at, ZONES).filter(|length| at + length <= end).map(|length| Some(at + length))
    })?
}

/// Words after which a building or plot number is complete; a name may follow.
pub const ENDINGS: &str = "号室栋楼幢层座户铺元院组队店厂司区园苑厦场寓校市站库行局所馆城府湾里庄屯堡寨坊村庭居都轩阁门旁边口侧内";

/// Strong signs of an address in a fragment.
pub fn is_address(clean: &Clean, start: usize, end: usize) -> bool {
    #[rustfmt::skip]
    const STRONG: &[&str] = &[
        "小区", "花园", "大厦", "广场", "单元", "宿舍", "公寓", "家园", "大道", "大街", "街道", "胡同", "超市", "驿站", "快递", "学校",
        "中学", "小学", "大学", "学院", "医院", "公司", "工业", "门面", "商铺", "商店", "菜鸟", "丰巢", "门卫", "物业", "前台", "收发室",
        "传达室", "交叉口", "对面", "旁边", "附近", "路口", "新村", "银行", "酒店", "宾馆", "产业园", "科技园", "创业园", "购物", "中心",
    ];
    const SUFFIX: &str = "路街巷弄号栋幢室层镇乡村区县省座店厂司院校寓厦场站旁楼";
    if clean.contains_any(start, end, STRONG) {
        return true;
    }
    let digits = (start..end).any(|at| clean.is(at, Class::Digit));
    let last = letter(clean, end - 1);
    if end - start >= 3 && SUFFIX.contains(last) {
        return true;
    }
    if !digits {
        return (start + 2..end).any(|at| "路街巷弄".contains(letter(clean, at))) && end - start >= 4;
    }
    // 3栋, 502室, 16-2-1649, 18号楼, A座1902
    let unit =
        (start..end).any(|at| clean.is(at, Class::Digit) && "号室栋楼幢层座户铺组队期排弄巷村院社区单".contains(letter(clean, at + 1)));
    let joined = (start + 1..end.saturating_sub(1)).any(|at| {
        matches!(letter(clean, at), '-' | '#' | '/')
            && clean.is(at - 1, Class::Digit)
            && (clean.is(at + 1, Class::Digit) || clean.is(at + 1, Class::Latin))
    });
    unit || joined
        || (start..end)
            .all(|at| clean.is(at, Class::Digit) || clean.is(at, Class::Latin) || clean.is(at, Class::Dash) || letter(clean, at) == '#')
        || (start + 1..end).any(|at| ENDINGS.contains(letter(clean, at - 1)) && clean.is(at, Class::Digit))
}

/// Whether the detail names any road, number, village, estate or building, or at least says enough to be one.
pub fn is_enough_detail(detail: &str) -> bool {
    let letters = detail.chars().filter(|c| c.is_alphanumeric()).count();
    const PLACE: &str = "路街巷弄道园苑府城村屯寨庄组队号店厂校院站楼场铺里堡湾庭居寓厦局所部馆岛港";
    letters >= 4 || (letters >= 2 && detail.chars().any(|c| c.is_ascii_digit() || PLACE.contains(c)))
}
