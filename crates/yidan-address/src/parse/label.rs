//! Words that announce what follows: 收货人, 手机号码, 详细地址. A label outweighs every guess; it may be glued to its value without
//! colon or blank. Reading the values is left to the later steps.

use crate::text::{Class, Clean, Owner};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Label {
    Name,
    Phone,
    Region,
    Address,
    Postcode,
    Note,
    OrderNo,
    IdCard,
    Sender,
    /// Headings without a value: 收货信息.
    Heading,
}

/// A label and the range its value may stand in.
#[derive(Clone, Copy, Debug)]
pub struct Zone {
    pub label: Label,
    /// First character of the label itself.
    pub word: usize,
    pub start: usize,
    pub end: usize,
}

/// Longer words before the words they begin with. The flag says that a colon (or brackets) must prove the word to be a label.
const WORDS: [(&str, Label, bool); 96] = [
    ("收件人信息", Label::Heading, false),
    ("收货人信息", Label::Heading, false),
    ("收件人姓名", Label::Name, false),
    ("收货人姓名", Label::Name, false),
    ("收件人名称", Label::Name, false),
    ("收件人手机号码", Label::Phone, false),
    ("收件人手机号", Label::Phone, false),
    ("收件人手机", Label::Phone, false),
    ("收件人联系电话", Label::Phone, false),
    ("收件人联系方式", Label::Phone, false),
    ("收件人电话", Label::Phone, false),
    ("收货人手机号码", Label::Phone, false),
    ("收货人手机号", Label::Phone, false),
    ("收货人手机", Label::Phone, false),
    ("收货人联系电话", Label::Phone, false),
    ("收货人联系方式", Label::Phone, false),
    ("收货人电话", Label::Phone, false),
    ("收件人地址", Label::Address, false),
    ("收货人地址", Label::Address, false),
    ("收件人", Label::Name, false),
    ("收货人", Label::Name, false),
    ("收货信息", Label::Heading, false),
    ("收件信息", Label::Heading, false),
    ("地址信息", Label::Heading, false),
    ("收件姓名", Label::Name, false),
    ("收货姓名", Label::Name, false),
    ("收货地址", Label::Address, false),
    ("收件地址", Label::Address, false),
    ("收货电话", Label::Phone, false),
    ("收件电话", Label::Phone, false),
    ("收货地区", Label::Region, false),
    ("收件地区", Label::Region, false),
    ("签收人", Label::Name, false),
    ("联系人电话", Label::Phone, false),
    ("联系人姓名", Label::Name, false),
    ("联系人", Label::Name, false),
    ("联系电话", Label::Phone, false),
    ("联系方式", Label::Phone, false),
    ("联系手机", Label::Phone, false),
    ("联系号码", Label::Phone, false),
    ("联系地址", Label::Address, false),
    ("客户姓名", Label::Name, false),
    ("买家姓名", Label::Name, false),
    ("姓名", Label::Name, false),
    ("名字", Label::Name, true),
    ("客户", Label::Name, true),
    ("顾客", Label::Name, true),
    ("收件", Label::Name, true),
    ("收货", Label::Name, true),
    ("备用电话", Label::Phone, false),
    ("固定电话", Label::Phone, false),
    ("移动电话", Label::Phone, false),
    ("手机号码", Label::Phone, false),
    ("手机号", Label::Phone, false),
    ("手机", Label::Phone, false),
    ("电话号码", Label::Phone, false),
    ("电话", Label::Phone, false),
    ("座机", Label::Phone, false),
    ("固话", Label::Phone, false),
    ("号码", Label::Phone, true),
    ("所在地区", Label::Region, false),
    ("所在省市", Label::Region, false),
    ("所在城市", Label::Region, false),
    ("所属地区", Label::Region, false),
    ("省市区", Label::Region, false),
    ("地区", Label::Region, true),
    ("省份", Label::Region, true),
    ("城市", Label::Region, true),
    ("区县", Label::Region, true),
    ("详细地址", Label::Address, false),
    ("邮寄地址", Label::Address, false),
    ("快递地址", Label::Address, false),
    ("配送地址", Label::Address, false),
    ("通讯地址", Label::Address, false),
    ("家庭地址", Label::Address, false),
    ("公司地址", Label::Address, false),
    ("单位地址", Label::Address, false),
    ("住址", Label::Address, true),
    ("地址", Label::Address, false),
    ("街道", Label::Address, true),
    ("邮政编码", Label::Postcode, false),
    ("邮编", Label::Postcode, false),
    ("买家留言", Label::Note, false),
    ("买家备注", Label::Note, false),
    ("卖家备注", Label::Note, false),
    ("订单备注", Label::Note, false),
    ("留言", Label::Note, false),
    ("备注", Label::Note, false),
    ("商品", Label::Note, true),
    ("规格", Label::Note, true),
    ("订单编号", Label::OrderNo, false),
    ("订单号", Label::OrderNo, false),
    ("快递单号", Label::OrderNo, false),
    ("运单号", Label::OrderNo, false),
    ("身份证号码", Label::IdCard, false),
    ("身份证号", Label::IdCard, false),
];

const SENDER_WORDS: &[&str] = &["寄件人", "发件人", "发货人", "寄件地址", "发件地址", "发货地址", "寄件", "发件"];
const LATIN_WORDS: [(&str, Label); 8] = [
    ("Telephone", Label::Phone),
    ("telephone", Label::Phone),
    ("Mobile", Label::Phone),
    ("mobile", Label::Phone),
    ("Phone", Label::Phone),
    ("phone", Label::Phone),
    ("Tel", Label::Phone),
    ("TEL", Label::Phone),
];

/// Finds all labels, claims them as dropped and returns the zones in order.
pub fn find(clean: &mut Clean) -> Vec<Zone> {
    let crowded = is_crowded(clean);
    let mut zones: Vec<Zone> = Vec::new();
    let mut at = 0;
    while at < clean.len() {
        let Some((label, end)) = label_at(clean, at, crowded) else {
            at += 1;
            continue;
        };
        zones.push(Zone { label, word: at, start: end, end: clean.len() });
        at = end;
    }
    for index in 0..zones.len() {
        if let Some(next) = zones.get(index + 1) {
            zones[index].end = next.word;
        }
    }
    for zone in &zones {
        clean.claim(zone.word, zone.start, Owner::Dropped);
    }
    zones
}

/// Labels that nobody writes inside an address; where two of them occur, they need no separator before them.
const UNMISTAKABLE: &[&str] = &["收货人", "收件人", "手机号码", "联系电话", "所在地区", "详细地址", "收货地址", "收件地址"];

fn is_crowded(clean: &Clean) -> bool {
    (0..clean.len()).filter(|at| clean.key[*at] != 0 && clean.starts_any(*at, UNMISTAKABLE).is_some()).nth(1).is_some()
}

/// The label at `at` and the end of label, brackets and colon.
fn label_at(clean: &Clean, at: usize, crowded: bool) -> Option<(Label, usize)> {
    match clean.class[at] {
        Class::Han => {
            let found = match char::from_u32(u32::from(clean.key[at]))? {
                '收' | '签' | '联' | '客' | '买' | '卖' | '姓' | '名' | '顾' | '备' | '固' | '移' | '手' | '电' | '座' | '号' | '所'
                | '省' | '地' | '城' | '区' | '详' | '邮' | '快' | '配' | '通' | '家' | '公' | '单' | '住' | '街' | '留' | '商' | '规'
                | '订' | '运' | '身' => WORDS.iter().find(|(word, _, _)| clean.starts(at, word)).copied(),
                '寄' | '发' => SENDER_WORDS.iter().find(|word| clean.starts(at, word)).map(|word| (*word, Label::Sender, true)),
                _ => None,
            };
            let (word, label, strict) = found?;
            let unmistakable = crowded && UNMISTAKABLE.contains(&word);
            accept(clean, at, at + word.chars().count(), label, strict, unmistakable)
        }
        Class::Latin if at == 0 || !clean.is(at - 1, Class::Latin) => {
            let (word, label) = LATIN_WORDS.iter().find(|(word, _)| clean.starts(at, word))?;
            let end = at + word.len();
            let dot = usize::from(clean.written.get(end) == Some(&'.'));
            (!clean.is(end, Class::Latin)).then(|| accept(clean, at, end + dot, *label, false, false))?
        }
        _ => None,
    }
}

fn accept(clean: &Clean, at: usize, word_end: usize, label: Label, strict: bool, unmistakable: bool) -> Option<(Label, usize)> {
    let mut next = word_end;
    while clean.is(next, Class::Space) && next < word_end + 3 {
        next += 1;
    }
    let before = at.checked_sub(1);
    let bracketed = before.is_some_and(|b| clean.is(b, Class::Open)) && clean.is(next, Class::Close);
    let colon = |index: usize| matches!(clean.written.get(index), Some(':' | '：' | '='));
    if bracketed {
        return Some((label, next + 1 + usize::from(colon(next + 1))));
    }
    if colon(next) {
        return Some((label, next + 1));
    }
    if strict || label == Label::Heading {
        return None;
    }
    let boundary = unmistakable || before.is_none_or(|b| clean.is_gap(b) || clean.is(b, Class::Digit) || clean.owner[b] != Owner::Free);
    let digit = clean.is(next, Class::Digit) || matches!(clean.written.get(next), Some('+' | '('));
    let fits = match label {
        Label::Phone | Label::Postcode | Label::OrderNo | Label::IdCard => digit,
        Label::Note => boundary && !clean.starts(word_end, "板"),
        Label::Name | Label::Address | Label::Region => {
            boundary && (clean.is(next, Class::Han) || clean.is(next, Class::Break) || clean.is(next, Class::Latin))
        }
        Label::Sender | Label::Heading => false,
    };
    fits.then_some((label, word_end))
}

/// Two people in one text: what belongs to the sender is set aside. Only where a receiver is named as well.
pub fn sender_ranges(clean: &Clean, zones: &[Zone]) -> Vec<(usize, usize)> {
    let receives = |zone: &Zone| clean.starts(zone.word, "收");
    if !zones.iter().any(receives) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut from = None;
    for zone in zones {
        if zone.label == Label::Sender && from.is_none() {
            from = Some(zone.start);
        } else if receives(zone)
            && let Some(start) = from.take()
        {
            out.push((start, zone.word));
        }
    }
    if let Some(start) = from {
        out.push((start, clean.len()));
    }
    out
}
