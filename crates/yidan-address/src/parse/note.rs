//! What is neither person nor place: wishes, goods, greetings. Only whole fragments are judged, never a piece of one.

use crate::text::{Class, Clean};

/// Said and meant for nobody: dropped.
#[rustfmt::skip]
const GREETINGS: &[&str] = &[
    "你好老板", "您好老板", "老板你好", "老板您好", "你好", "您好", "老板", "亲亲", "亲", "在吗", "谢谢", "谢谢了", "谢谢啦", "感谢",
    "多谢", "辛苦了", "麻烦了", "麻烦您了", "拜托了", "好的", "嗯", "哦", "谢", "中国", "中华人民共和国", "CN", "China", "或", "和",
    "或者", "这个", "就这个", "地址如下", "如下", "谢谢亲", "默认",
];

/// What people write before an address: 麻烦寄到, 发给. Longer words first.
#[rustfmt::skip]
const LEADS: &[&str] = &[
    "中华人民共和国", "我的收货地址是", "我的地址是", "收货地址是", "收货地址", "收件地址", "地址是", "地址", "麻烦帮我寄到",
    "麻烦帮忙寄到", "帮我寄到", "帮忙寄到", "麻烦寄到", "麻烦发到", "请寄到", "请发到", "请寄往", "请送到", "帮我发到", "寄到", "寄往",
    "寄给", "寄去", "发到", "发往", "发给", "送到", "送至", "邮到", "邮寄到", "邮寄", "快递到", "配送至", "麻烦", "帮我", "请", "中国",
    "我在", "家住", "在",
];

#[rustfmt::skip]
const WISH_STARTS: &[&str] = &[
    "请", "麻烦", "务必", "谢谢", "感谢", "多谢", "不要", "不用", "勿", "别", "尽快", "尽量", "加急", "帮忙", "帮我", "希望", "如果",
    "如", "送货", "放", "周一", "周末", "周六", "工作日", "节假日", "白天", "晚上", "下午", "上午", "中午", "到了", "到货", "到付",
    "收到", "发顺丰", "要发", "打电话", "提前", "电话联系", "联系不上", "包装", "赠品", "生日", "记得",
];

#[rustfmt::skip]
const WISHES: &[&str] = &[
    "打电话", "电话联系", "联系我", "直接联系", "发顺丰", "发中通", "发圆通", "发邮政", "走顺丰", "送货上门", "送上门", "不在家", "在家",
    "轻放", "投诉", "通知", "尽快", "放快递柜", "快递柜", "放门口", "放门卫", "放前台", "放驿站", "谢谢", "易碎", "好评", "返现", "包装",
    "保密", "不要", "勿放", "发货", "签收", "验货", "开箱", "拒收", "短信", "微信",
];

const UNITS: &str = "件箱盒袋瓶包斤双条套只罐桶份张片本对把台码克升支枚粒串提板卷组个";
const SIZES: &[&str] = &["XS", "S", "M", "L", "XL", "XXL", "XXXL", "2XL", "3XL", "4XL", "均码", "大码"];

pub fn is_greeting(clean: &Clean, start: usize, end: usize) -> bool {
    GREETINGS.iter().any(|word| clean.starts(start, word) && word.chars().count() == end - start)
}

/// Characters taken up by words that lead up to an address.
pub fn lead(clean: &Clean, start: usize, end: usize) -> usize {
    let mut at = start;
    while let Some(length) = clean.starts_any(at, LEADS) {
        if at + length >= end {
            break;
        }
        at += length;
    }
    at - start
}

/// Nothing but words that lead up to an address.
pub fn is_lead(clean: &Clean, start: usize, end: usize) -> bool {
    let taken = lead(clean, start, end);
    let last = start + taken;
    LEADS.iter().any(|word| clean.starts(last, word) && last + word.chars().count() == end)
}

pub fn is_wish(clean: &Clean, start: usize, end: usize) -> bool {
    const CARRIERS: &[&str] = &["顺丰", "中通", "圆通", "申通", "韵达", "百世", "极兔", "邮政", "EMS", "德邦", "京东", "菜鸟"];
    if let Some(length) = clean.starts_any(start, CARRIERS)
        && (start + length == end || clean.starts_any(start + length, &["快递", "速递", "速运", "物流"]) == Some(end - start - length))
    {
        return true;
    }
    if (start..end).filter(|at| clean.is(*at, Class::Digit)).count() > 3 {
        return false;
    }
    let ends_as_place = clean
        .ends_any(start, end, &["驿站", "超市", "小区", "店", "路", "号", "室", "栋", "楼", "村", "门卫", "门卫室", "传达室", "收发室"])
        .is_some();
    let starts = clean.starts_any(start, WISH_STARTS).is_some();
    (starts && !ends_as_place && end - start >= 4) || clean.contains_any(start, end, WISHES) && (starts || !ends_as_place)
}

/// Goods: a number with a unit, a multiplication sign, a size or a colour.
pub fn is_goods(clean: &Clean, start: usize, end: usize) -> bool {
    let at = |index: usize| clean.written.get(index).copied().filter(|_| index < end).unwrap_or(' ');
    for index in start..end {
        let times = clean.is(index, Class::Star) || matches!(at(index), 'x' | 'X');
        if times && clean.is(index + 1, Class::Digit) && index + 1 < end && (index == start || !clean.is(index - 1, Class::Digit)) {
            return true;
        }
        let amount = clean.is(index, Class::Digit) || "一二两三四五六七八九十半".contains(at(index));
        if !amount || index + 1 >= end {
            continue;
        }
        let last = index + 2 >= end;
        if UNITS.contains(at(index + 1))
            && (last || clean.starts_any(index + 2, &["装", "起", "*", "×", "/"]).is_some() || clean.is(index + 2, Class::Star))
        {
            return true;
        }
        if clean.is(index, Class::Digit) && clean.starts_any(index + 1, &["kg", "KG", "Kg", "ml", "ML", "g", "斤装", "件套"]).is_some()
        {
            return true;
        }
    }
    let text: String = clean.written[start..end].iter().collect();
    SIZES.contains(&text.as_str()) || (at(end - 1) == '色' && end - start <= 4)
}
