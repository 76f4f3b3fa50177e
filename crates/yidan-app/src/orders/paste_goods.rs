//! Goods and quantities in a pasted text: `苹果2箱`, `A-1 x3`, `要两件`. What is known to the shop is matched; what is not is kept as typed.
//! Addresses are not read here; a word that could be one is left alone.

use std::ops::Range;
use yidan_domain::ItemDraft;

/// What the shop sells: code, title, spec, in search form beside the original.
pub(super) struct Goods(Vec<Known>);

struct Known {
    item: ItemDraft,
    code: String,
    title: String,
    spec: String,
}

/// One line found in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Bytes of the text.
    pub place: Range<usize>,
    pub item: ItemDraft,
    /// The shop knows it, and only one thing is meant.
    pub sure: bool,
    /// A quantity was told; otherwise one piece is meant.
    told: bool,
}

/// All that was found, and the sum of money if one was told.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cart {
    pub lines: Vec<Found>,
    pub amount_fen: Option<(Range<usize>, i64)>,
}

const UNITS: &str = "盒件个箱包袋瓶套双条斤只份支罐桶提组台本对片块张卷盆束枚听串公斤";
const WISHES: &[&str] = &["我要", "还要", "再要", "另外", "需要", "要", "来", "买", "拿", "订", "各", "共", "加"];
/// A word with one of these is part of an address unless the shop knows it.
const PLACES: &str = "省市区县路街道号楼室村镇乡栋幢单元巷弄期座层门户院园";

impl Goods {
    pub fn new(list: Vec<ItemDraft>) -> Goods {
        let plain_of = |t: &Option<String>| plain(t.as_deref().unwrap_or_default());
        Goods(
            list.into_iter()
                .map(|item| Known { code: plain_of(&item.sku_code), title: plain_of(&item.title), spec: plain_of(&item.spec), item })
                .collect(),
        )
    }

    /// Reads the goods of one order.
    pub fn read(&self, text: &str) -> Cart {
        let seen = yidan_address::parse(text);
        let mut cart = Cart::default();
        let words = words(text);
        let mut at = 0;
        while at < words.len() {
            let place = words[at].clone();
            let word = &text[place.clone()];
            if let Some(fen) = money(word) {
                cart.amount_fen.get_or_insert((place, fen));
            } else if let Some(found) = self.word(word, &place) {
                cart.lines.push(found);
            } else if let Some(qty) = quantity(bare(word)) {
                self.quantity(text, &words, at, qty, &seen.name, &mut cart);
            }
            at += 1;
        }
        cart
    }

    /// One word that names goods, with or without a quantity in it.
    fn word(&self, word: &str, place: &Range<usize>) -> Option<Found> {
        // 苹果10斤 where 10斤 is the variant: no quantity.
        let whole = self.matching(bare(word)).filter(|(item, sure)| {
            let spec = plain(item.spec.as_deref().unwrap_or_default());
            *sure && !spec.is_empty() && plain(word).ends_with(&spec)
        });
        if let Some((item, sure)) = whole {
            return Some(Found { place: place.clone(), item: ItemDraft { qty: Some(1), ..item }, sure, told: false });
        }
        if let Some((phrase, qty)) = with_quantity(word) {
            let known = self.matching(phrase);
            let doubtful = phrase.contains(|c| PLACES.contains(c)) || phrase.chars().any(|c| c.is_ascii_digit());
            if known.is_none() && (doubtful || phrase.chars().count() < 2) {
                return None;
            }
            let (item, sure) = known.unwrap_or_else(|| (ItemDraft { title: Some(phrase.to_owned()), ..ItemDraft::default() }, false));
            return Some(Found { place: place.clone(), item: ItemDraft { qty: Some(qty), ..item }, sure, told: true });
        }
        let (item, sure) = self.matching(bare(word))?;
        Some(Found { place: place.clone(), item: ItemDraft { qty: Some(1), ..item }, sure, told: false })
    }

    /// A quantity by itself belongs to the goods before it, or to the words before it that are no part of a receiver.
    fn quantity(&self, text: &str, words: &[Range<usize>], at: usize, qty: i64, name: &str, cart: &mut Cart) {
        let place = words[at].clone();
        let before = at.checked_sub(1).map(|before| words[before].clone());
        if let Some(last) = cart.lines.last_mut().filter(|last| !last.told && Some(last.place.end) == before.map(|b| b.end)) {
            last.item.qty = Some(qty);
            last.place.end = place.end;
            last.told = true;
            return;
        }
        let floor = cart.lines.last().map_or(0, |last| last.place.end);
        let Some(start) = phrase_before(text, &words[..at], floor, name) else {
            cart.lines.push(Found { place, item: ItemDraft { qty: Some(qty), ..ItemDraft::default() }, sure: false, told: true });
            return;
        };
        let phrase = bare(text[start..place.start].trim());
        let typed = || (ItemDraft { title: Some(phrase.to_owned()), ..ItemDraft::default() }, false);
        let (item, sure) = self.matching(phrase).unwrap_or_else(typed);
        cart.lines.push(Found { place: start..place.end, item: ItemDraft { qty: Some(qty), ..item }, sure, told: true });
    }

    /// What the shop sells under these words, and whether only one thing can be meant.
    fn matching(&self, phrase: &str) -> Option<(ItemDraft, bool)> {
        let wanted = plain(phrase);
        let length = wanted.chars().count();
        if length < 2 {
            return None;
        }
        // A bare number is no code: it may be a house or a price.
        let is_code = |known: &&Known| !known.code.is_empty() && known.code == wanted && !wanted.bytes().all(|b| b.is_ascii_digit());
        if let Some(known) = self.0.iter().find(is_code) {
            return Some((known.item.clone(), true));
        }
        let by = |fits: &dyn Fn(&Known) -> bool| self.0.iter().filter(|k| !k.title.is_empty() && fits(k)).collect::<Vec<_>>();
        let mut list = by(&|k| k.title == wanted || format!("{}{}", k.title, k.spec) == wanted);
        if list.is_empty() {
            list = by(&|k| k.title.chars().count() >= 2 && wanted.contains(&k.title));
        }
        if list.is_empty() && !wanted.contains(|c| PLACES.contains(c)) {
            list = by(&|k| k.title.contains(&wanted));
        }
        let told = list.iter().filter(|k| !k.spec.is_empty() && wanted.contains(&k.spec)).copied().collect::<Vec<_>>();
        if !told.is_empty() {
            list = told;
        }
        let first = list.first()?;
        if list.iter().all(|k| (&k.title, &k.spec, &k.code) == (&first.title, &first.spec, &first.code)) {
            return Some((first.item.clone(), true));
        }
        let one_title = list.iter().all(|k| k.title == first.title);
        let title = if one_title { first.item.title.clone() } else { Some(phrase.to_owned()) };
        Some((ItemDraft { title, ..ItemDraft::default() }, false))
    }
}

/// Where the words begin that a quantity behind them counts. On a line of goods alone that may be several, beside a receiver only one.
fn phrase_before(text: &str, words: &[Range<usize>], floor: usize, name: &str) -> Option<usize> {
    let line = text[..words.last()?.end].rfind(['\n', '\r']).map_or(0, |at| at + 1).max(floor);
    let is_goods = |word: &Range<usize>| {
        let it = &text[word.clone()];
        let digits = it.bytes().filter(u8::is_ascii_digit).count();
        word.start >= line
            && it != name
            && digits < 5
            && digits < it.len()
            && !it.contains(|c| PLACES.contains(c))
            && it.chars().count() <= 20
    };
    let last = words.last().filter(|word| is_goods(word) && text[(*word).clone()].chars().count() >= 2)?;
    let seen = yidan_address::parse(&text[last.clone()]);
    if !seen.province.is_empty() || !seen.city.is_empty() {
        return None;
    }
    let whole = yidan_address::parse(&text[line..last.end]);
    if whole.number.is_some() || !whole.province.is_empty() || text[line..last.end].contains([':', '：']) {
        return Some(last.start);
    }
    words.iter().rev().take_while(|word| is_goods(word)).last().map(|word| word.start)
}

/// Lower case, narrow, without blanks.
fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).flat_map(char::to_lowercase).collect()
}

/// Places of the words of a text.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices() {
        let parts = letter.is_whitespace() || matches!(letter, ',' | '，' | ';' | '；' | '。' | '、' | '+' | '|' | '：' | ':' | '！' | '!');
        match (parts, start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                out.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    out.extend(start.map(|from| from..text.len()));
    out
}

/// The word without the wish in front of it.
fn bare(word: &str) -> &str {
    WISHES.iter().find_map(|wish| word.strip_prefix(wish)).filter(|rest| !rest.is_empty()).unwrap_or(word)
}

/// A word that is a quantity and nothing else: `2盒`, `x3`, `两件`.
fn quantity(word: &str) -> Option<i64> {
    let (times, rest) = match word.strip_prefix(['x', 'X', '×', '*', '＊']) {
        Some(rest) => (true, rest),
        None => (false, word),
    };
    let (number, length) = number(rest)?;
    let unit = &rest[length..];
    let is_unit = !unit.is_empty() && unit.chars().count() <= 2 && unit.chars().all(|c| UNITS.contains(c));
    (is_unit || times && unit.is_empty()).then_some(number)
}

/// A word that names something and says how many: the name, and the quantity.
fn with_quantity(word: &str) -> Option<(&str, i64)> {
    let word = bare(word);
    // In front: 2盒苹果.
    if let Some((number, length)) = number(word) {
        let rest = &word[length..];
        let unit = rest.chars().next().filter(|c| UNITS.contains(*c))?;
        let phrase = &rest[unit.len_utf8()..];
        return (phrase.chars().count() >= 2).then_some((phrase, number));
    }
    // Behind: 苹果2盒, A-1x3, 苹果*2.
    for (at, _) in word.char_indices().skip(1) {
        if let Some(qty) = quantity(&word[at..]) {
            let phrase = word[..at].trim_end_matches(['x', 'X', '×', '*']);
            return (!phrase.is_empty()).then_some((phrase, qty));
        }
    }
    None
}

/// A number in front of `text` and its bytes; Chinese ones up to ten, and 半 is none.
fn number(text: &str) -> Option<(i64, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return (digits <= 4).then(|| text[..digits].parse().ok()).flatten().filter(|n| *n > 0).map(|n| (n, digits));
    }
    let letter = text.chars().next()?;
    let value = match letter {
        '两' | '俩' => 2,
        _ => "一二三四五六七八九十".chars().position(|c| c == letter)? as i64 + 1,
    };
    Some((value, letter.len_utf8()))
}

/// A sum of money with its sign: `59元`, `¥59.90`, `实付59`.
fn money(word: &str) -> Option<i64> {
    let told = ["实付", "已付", "付款", "收款", "合计", "总计", "￥", "¥", "共"];
    let (mut rest, mut signed) = (word, false);
    while let Some(next) = told.iter().find_map(|sign| rest.strip_prefix(sign)) {
        (rest, signed) = (next, true);
    }
    if let Some(next) = rest.strip_suffix('元').or_else(|| rest.strip_suffix("块钱")) {
        (rest, signed) = (next, true);
    }
    if !signed || !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (yuan, cents) = rest.split_once('.').unwrap_or((rest, ""));
    let whole: i64 = yuan.parse().ok().filter(|_| yuan.len() <= 7)?;
    let part: i64 = match cents.len() {
        0 => 0,
        1 => cents.parse::<i64>().ok()? * 10,
        2 => cents.parse().ok()?,
        _ => return None,
    };
    Some(whole * 100 + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goods() -> Goods {
        let item = |code: &str, title: &str, spec: &str| ItemDraft {
            sku_code: Some(code.into()),
            title: Some(title.into()),
            spec: Some(spec.into()),
            ..ItemDraft::default()
        };
        Goods::new(vec![
            item("AP-5", "红富士苹果", "5斤"),
            item("AP-10", "红富士苹果", "10斤"),
            item("TEA-1", "样例绿茶", "250克"),
            item("8", "样例杯子", "白色"),
        ])
    }

    /// Lines as `code title qty sure`.
    fn check(text: &str, expected: &[&str]) {
        let cart = goods().read(text);
        let shown: Vec<String> = cart
            .lines
            .iter()
            .map(|l| {
                let name = l.item.sku_code.clone().or(l.item.title.clone()).unwrap_or_default();
                format!("{name} {} {}", l.item.qty.unwrap_or(0), if l.sure { "sure" } else { "unsure" })
            })
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn known_goods() {
        check("TEA-1 x3", &["TEA-1 3 sure"]);
        check("tea-1*2", &["TEA-1 2 sure"]);
        check("样例绿茶2盒", &["TEA-1 2 sure"]);
        check("要两盒绿茶", &["TEA-1 2 sure"]);
        check("绿茶", &["TEA-1 1 sure"]);
        check("红富士苹果10斤 2箱", &["AP-10 2 sure"]);
        check("苹果2箱", &["红富士苹果 2 unsure"]);
        check("绿茶2盒，AP-5 1箱", &["TEA-1 2 sure", "AP-5 1 sure"]);
    }

    #[test]
    fn goods_nobody_knows_and_what_is_none() {
        check("大闸蟹3只", &["大闸蟹 3 unsure"]);
        check("大闸蟹3只 两件", &["大闸蟹 3 unsure", " 2 unsure"]);
        check("要两件", &[" 2 unsure"]);
        check("浙江省杭州市西湖区样例路8号 19900001234 张三 两件", &[" 2 unsure"]);
        check("红色M码 2件", &["红色M码 2 unsure"]);
        check("张三 19900001234 浙江省杭州市西湖区样例路8号\n红色 M码 2件", &["红色 M码 2 unsure"]);
        check("张三 19900001234 浙江省杭州市西湖区样例路8号 大闸蟹 3只", &["大闸蟹 3 unsure"]);
        check("浙江省杭州市西湖区样例路8号 张三 19900001234 3只", &[" 3 unsure"]);
        check("浙江杭州 3只", &[" 3 unsure"]);
        check("样例路8号 3栋2单元 501室", &[]);
        check("张三 19900001234 浙江省杭州市西湖区样例路8号", &[]);
        check("三包村2组", &[]);
        check("8", &[]);
    }

    #[test]
    fn sums() {
        for (text, fen) in [("59元", Some(5_900)), ("¥59.9", Some(5_990)), ("实付59.05", Some(5_905)), ("59", None), ("59.123元", None)]
        {
            assert_eq!(goods().read(text).amount_fen.map(|(_, fen)| fen), fen, "{text}");
        }
    }
}
