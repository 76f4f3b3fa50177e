//! How much a few characters look like the name of a person. Where they stand in the text is weighed by `name`.

use crate::text::{Class, Clean};

/// Single-character surnames, the common ones of 百家姓 and today's registers.
const SURNAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕\
郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房\
裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄\
印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄\
阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公付肖闫涂覃代佟苟原岳商蔡卿门佘战覆候宛仝冼邸钭阳佴宇卓占揭撒矫揣栗亓初展母由衣仉苑晋楚法汝鄢缑\
亢况郈有琴归海墨哈谯笪年爱逊修来楼兰牟邝区欧仇战戚慎么岑芦种冷南苗税招火麦门老黑才信但展呙";

/// Surnames of two characters.
#[rustfmt::skip]
const COMPOUND: &[&str] = &[
    "欧阳", "司马", "上官", "夏侯", "诸葛", "闻人", "东方", "赫连", "皇甫", "尉迟", "公羊", "澹台", "公冶", "宗政", "濮阳", "淳于",
    "单于", "太叔", "申屠", "公孙", "仲孙", "轩辕", "令狐", "钟离", "宇文", "长孙", "慕容", "鲜于", "闾丘", "司徒", "司空", "端木",
    "百里", "呼延", "东郭", "南门", "南宫", "独孤", "西门", "拓跋", "第五", "纳兰", "完颜", "爱新",
];

/// Characters that many given names are made of.
const GIVEN: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华红玉萍飞梅鑫波斌莉宇浩凯健俊帆雪荣洁琴云龙辉玲桃颖鹏琳文志建国海晨曦雨欣怡子涵梓轩诗佳琪思远若可馨泽一诺天佑博睿旭阳悦瑞宁慧莹倩萌婷\
燕雯薇露琦瑶菲蕾茹媛彤妍蓉晶璐珊瑾岚珍珠翠凤仙春秋冬冰月芬芝莲菊香美惠雅淑娇娥婉娴婵贞晓小丹青松林峰岩山江河海洋湖森木东南西北中民生成功利达发财富贵福禄寿喜庆祥安康和顺德仁义礼智信忠孝廉勤俭良善\
正直刚毅坚定胜利保卫兵卫红革新学武彬炳煜烨炎焱然亮光耀灿星辰宸昊晟昕昌景晴暖暄朗朝润泉浩瀚涵清澈洁泓泽源溪滨沐沛汐奕弈毅逸翼羽翔宏鸿弘恒衡航杭豪昊皓颢嘉佳家加珂可柯克科铭鸣名敏闽铮锋钢铁银金钰玉\
珏琪琦祺奇麒骐棋启起祁岐其延言妍研岩颜彦艳燕雁晏乐悦越月岳跃云芸韵蕴允运君均军钧俊骏峻竣郡菁菁静婧靖敬景竞婕杰洁捷睫介界楠男南囡妮倪霓宁凝柠甜恬添田天芊茜倩乾钱前谦迁千巧乔俏桥树书舒淑姝殊述帅\
双爽顺舜硕朔思丝斯司四松颂宋送苏素速肃索锁塔泰太汤唐棠堂陶涛桃腾藤滕婷亭庭廷停霆通童桐彤同统图土团万旺望王威薇巍微维唯惟伟玮炜伟卫未位文雯纹闻稳问武五午吴梧舞务希曦溪西夕惜茜汐喜洗霞侠夏仙先贤\
现宪献县香湘祥翔向晓笑小孝校心欣馨新鑫信兴星行幸雄秀旭绪轩萱宣玄选学雪勋寻迅雅亚娅焰阳洋杨扬瑶尧耀业叶烨一伊依怡仪宜义艺忆亿易奕益逸意毅茵音因银寅引英樱瑛莹迎盈营颖影映永勇咏用友有又佑于余宇雨羽\
玉钰育昱裕煜豫誉元园圆源媛远苑愿泽增占展战章彰长掌照兆哲喆珍真贞臻振震镇正政之芝知志智治致中忠钟仲舟洲周竹柱祝卓子紫梓自宗祖尊作莎莲萝菡苗苹茉荷莺蓝黛玫瑰妹姐弟哥";

#[rustfmt::skip]
const TITLES: &[&str] = &[
    "先生", "女士", "小姐", "老师", "师傅", "经理", "老板", "阿姨", "同学", "医生", "主任", "太太", "校长", "会计", "厂长", "站长",
    "队长", "警官", "律师", "护士", "妈妈", "爸爸", "奶奶", "爷爷", "大姐", "大哥", "姐姐", "哥哥", "叔叔", "店长",
];

/// Titles of one character; they need a surname before them.
const SHORT_TITLES: &str = "总姐哥工叔姨嫂爷妈生";

/// What no name ends in.
const NO_NAME_END: &str = "路街巷弄号栋幢室层镇乡区县市省店厂司院校寓厦旁边口坊铺栈摊馆部局站所厅台处组队班房场村屯寨庄圩码斤件箱盒袋瓶包双条套只罐桶份张色款装的了吧呢吗啊呀";

/// What no name contains.
#[rustfmt::skip]
const NO_NAME: &[&str] = &[
    "小区", "花园", "大厦", "广场", "单元", "宿舍", "公寓", "家园", "大道", "街道", "超市", "驿站", "快递", "学校", "中学", "小学",
    "大学", "学院", "医院", "公司", "工业", "门面", "商铺", "商店", "物业", "前台", "收发", "传达", "交叉", "对面", "附近", "新村",
    "银行", "酒店", "宾馆", "中心", "市场", "电话", "手机", "地址", "谢谢", "你好", "您好", "麻烦", "快点", "尽快", "发货", "包邮",
    "顺丰", "中通", "圆通", "韵达", "申通", "邮政",
];

/// Two-character words that begin with a surname and name houses or brands.
#[rustfmt::skip]
const BRANDS: &[&str] = &[
    "万达", "万科", "华润", "金地", "金茂", "龙湖", "金域", "华庭", "华府", "安居", "富力", "时代", "方圆", "万象", "东方", "金色",
    "阳光", "水岸", "温馨", "幸福", "明珠", "江南", "金辉", "宝龙", "万和", "永和", "和平", "华城", "金城", "康城", "安置", "华联",
    "家乐福", "沃尔玛", "步行", "全国", "马路", "房东", "家里", "国际",
];

/// How a name was recognised; a larger worth is better evidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person {
    pub worth: i32,
    /// A surname or title was seen, not just a short word.
    pub sure: bool,
}

fn letter(clean: &Clean, index: usize) -> char {
    char::from_u32(u32::from(clean.key[index])).unwrap_or('\0')
}

/// Length of the surname at `index`, 0 if there is none.
pub fn surname(clean: &Clean, index: usize, end: usize) -> usize {
    if index + 2 <= end && COMPOUND.iter().any(|name| clean.starts(index, name)) && end - index > 2 {
        return 2;
    }
    usize::from(index < end && clean.is(index, Class::Han) && SURNAMES.contains(letter(clean, index)))
}

pub fn is_given(clean: &Clean, index: usize) -> bool {
    GIVEN.contains(letter(clean, index))
}

pub fn is_brand(clean: &Clean, start: usize, end: usize) -> bool {
    BRANDS.iter().any(|brand| clean.starts(start, brand) && start + brand.chars().count() <= end)
}

/// Rates `start..end` as a whole. None means that it cannot be a name.
pub fn rate(clean: &Clean, start: usize, end: usize) -> Option<Person> {
    let length = end - start;
    if length == 0 || length > 24 {
        return None;
    }
    let count = |class: Class| (start..end).filter(|at| clean.is(*at, class)).count();
    let (han, latin, digits, dots) = (count(Class::Han), count(Class::Latin), count(Class::Digit), count(Class::NameDot));
    if han == 0 {
        return rate_latin(clean, start, end, latin, digits);
    }
    if clean.contains_any(start, end, NO_NAME) {
        return None;
    }
    if dots > 0 {
        let plain = han + dots + latin == length && clean.is(start, Class::Han) && clean.is(end - 1, Class::Han);
        return (plain && han >= 3).then_some(Person { worth: 85, sure: true });
    }
    if let Some(title) = clean.ends_any(start, end, TITLES) {
        let rest = length - title;
        let known = surname(clean, start, end - title) > 0;
        return (rest <= 4 && digits == 0).then_some(Person {
            worth: if rest == 0 {
                20
            } else if known {
                90
            } else {
                60
            },
            sure: rest > 0,
        });
    }
    if NO_NAME_END.contains(letter(clean, end - 1)) && length >= 2 {
        // 李场 may be a person, 张店 not likely: only two characters with a good given name pass.
        return (length == 2 && surname(clean, start, end) == 1 && is_given(clean, end - 1)).then_some(Person { worth: 45, sure: true });
    }
    if han < length {
        let stars = count(Class::Star);
        if stars > 0 && stars + han == length && length <= 5 && clean.is(start, Class::Han) {
            return Some(Person { worth: 80, sure: true });
        }
        // 小A, 7号客户: possible, but weak.
        return (length <= 8 && digits <= 4 && han + latin + digits == length).then_some(Person { worth: 18, sure: false });
    }
    rate_han(clean, start, end)
}

fn rate_latin(clean: &Clean, start: usize, end: usize, latin: usize, digits: usize) -> Option<Person> {
    const SIZES: &[&str] = &["XS", "XXL", "XXXL", "XL", "S", "M", "L", "kg", "KG", "g", "ml", "ML", "cm", "mm", "PC", "pcs"];
    let text: String = clean.written[start..end].iter().collect();
    let wordy = latin >= 2 && digits <= 3 && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '\'' | '·' | '_'));
    if !wordy || SIZES.contains(&text.as_str()) || !clean.is(start, Class::Latin) {
        return None;
    }
    Some(Person { worth: if digits == 0 && latin >= 3 { 60 } else { 25 }, sure: digits == 0 && latin >= 3 })
}

fn rate_han(clean: &Clean, start: usize, end: usize) -> Option<Person> {
    let length = end - start;
    let family = surname(clean, start, end);
    let given = length - family;
    if family == 1 && length == 2 && SHORT_TITLES.contains(letter(clean, end - 1)) {
        return Some(Person { worth: 85, sure: true });
    }
    if family == 2 && length == 3 && SHORT_TITLES.contains(letter(clean, end - 1)) {
        return Some(Person { worth: 85, sure: true });
    }
    let good = (start + family..end).filter(|at| is_given(clean, *at)).count();
    let worth = match (family, given) {
        (0, _) => return rate_nickname(clean, start, end),
        (1, 1) => {
            if good == 1 {
                78
            } else {
                66
            }
        }
        (1, 2) => {
            if good == 2 {
                82
            } else {
                60 + 8 * good as i32
            }
        }
        (2, 1..=2) => 84,
        (1, 3) => {
            if good >= 2 {
                45
            } else {
                28
            }
        }
        (2, 3) => 40,
        _ => return rate_nickname(clean, start, end),
    };
    let worth = if is_brand(clean, start, end) { worth - 45 } else { worth };
    Some(Person { worth, sure: worth >= 50 })
}

/// No surname: 糖糖, 阿杰, 小鱼儿, 大旋仔. Weak, but somebody has to receive the parcel.
fn rate_nickname(clean: &Clean, start: usize, end: usize) -> Option<Person> {
    let length = end - start;
    if length > 8 {
        return None;
    }
    let first = letter(clean, start);
    let fond = "阿小老大".contains(first) && (2..=4).contains(&length);
    let doubled = (2..=3).contains(&length) && clean.key[end - 1] == clean.key[end - 2];
    let placed = length >= 2 && "城府苑庄湾里园居轩阁庭台苏阳州都村堡".contains(letter(clean, end - 1));
    let worth = match length {
        1 => 30,
        2..=8 if placed => 20,
        2..=4 if fond || doubled => 42,
        2..=4 => 30,
        5 => 22,
        _ => 10,
    };
    Some(Person { worth, sure: (fond || doubled) && !placed })
}
