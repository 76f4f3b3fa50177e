//! The status words of a platform: from `status.csv`, by column. An unknown word never means success.

use crate::error::Error;
use crate::values::text::heading;
use std::collections::HashMap;
use yidan_domain::DraftStatus;

/// What an after-sale word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundWord {
    None,
    InProgress,
    /// A refund succeeded; how much is not said.
    Success,
    Partial,
    Full,
}

/// What a status word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    pub status: Option<DraftStatus>,
    pub refund: Option<RefundWord>,
    /// The row stands for nothing: the parent of a split order.
    pub is_parent: bool,
}

/// Words of one platform. Compared without blanks, bracket widths and case.
#[derive(Debug, Clone, Default)]
pub struct Words {
    status: HashMap<String, Meaning>,
    after_sale: HashMap<String, Meaning>,
    /// Words with a `*` at one end, in the order of the file.
    status_patterns: Vec<(String, Meaning)>,
    after_sale_patterns: Vec<(String, Meaning)>,
}

impl Words {
    /// Lines `column,word,status,refund`; column is `status` or `after_sale`; `#` opens a remark.
    pub fn parse(name: &str, csv_text: &str) -> Result<Self, Error> {
        let bad = |fact: String| Error::BadProfile { name: name.to_owned(), fact };
        let mut words = Words::default();
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_reader(csv_text.as_bytes());
        for record in reader.records() {
            let record = record.map_err(|e| bad(e.to_string()))?;
            let cell = |i: usize| record.get(i).unwrap_or("").trim();
            let is_parent = cell(2) == "parent";
            let status = if is_parent || cell(2).is_empty() {
                None
            } else {
                Some(DraftStatus::from_word(cell(2)).ok_or_else(|| bad(format!("status {}", cell(2))))?)
            };
            let refund = if cell(3).is_empty() { None } else { Some(refund(cell(3)).ok_or_else(|| bad(format!("refund {}", cell(3))))?) };
            words.add(cell(0) == "after_sale", cell(1), Meaning { status, refund, is_parent });
        }
        Ok(words)
    }

    /// Adds `word → status` pairs of a format in front of all others.
    pub fn with_format<'w>(mut self, name: &str, pairs: impl Iterator<Item = (&'w String, &'w String)>) -> Result<Self, Error> {
        for (word, to) in pairs {
            let status =
                DraftStatus::from_word(to).ok_or_else(|| Error::BadProfile { name: name.to_owned(), fact: format!("status {to}") })?;
            self.add(false, word, Meaning { status: Some(status), refund: None, is_parent: false });
        }
        Ok(self)
    }

    fn add(&mut self, after_sale: bool, word: &str, meaning: Meaning) {
        let key = heading(word);
        let (exact, patterns) =
            if after_sale { (&mut self.after_sale, &mut self.after_sale_patterns) } else { (&mut self.status, &mut self.status_patterns) };
        if key.contains('*') {
            patterns.push((key, meaning));
        } else {
            exact.insert(key, meaning);
        }
    }

    /// What a status word says; `None` when it is not known. `A，B` is read as status A with after-sale word B.
    pub fn status(&self, word: &str) -> Option<Meaning> {
        let key = heading(word);
        if let Some(m) = self.status.get(&key).or_else(|| find(&self.status_patterns, &key)) {
            return Some(*m);
        }
        let (first, second) = key.split_once(',')?;
        let first = self.status.get(first)?;
        let refund = self.after_sale.get(second).or_else(|| find(&self.after_sale_patterns, second)).and_then(|m| m.refund);
        let refund = refund.or_else(|| by_parts(second));
        refund.map(|r| Meaning { refund: Some(if r == RefundWord::Success { RefundWord::Full } else { r }), ..*first })
    }

    /// What an after-sale word says; `None` when neither the list nor its parts tell.
    pub fn after_sale(&self, word: &str) -> Option<RefundWord> {
        let key = heading(word);
        let known = self.after_sale.get(&key).or_else(|| find(&self.after_sale_patterns, &key));
        known.and_then(|m| m.refund).or_else(|| by_parts(&key))
    }
}

/// A dictionary with the words of one file remembered, since a file has few words and many rows.
#[derive(Default)]
pub struct Heard {
    status: Vec<(String, Option<Meaning>)>,
    after_sale: Vec<(String, Option<RefundWord>)>,
}

/// Different words of one file that are remembered; few enough to be looked through one by one.
const MOST_HEARD: usize = 32;

impl Heard {
    /// As `Words::status`.
    pub fn status(&mut self, words: &Words, word: &str) -> Option<Meaning> {
        recall(&mut self.status, word, |w| words.status(w))
    }

    /// As `Words::after_sale`.
    pub fn after_sale(&mut self, words: &Words, word: &str) -> Option<RefundWord> {
        recall(&mut self.after_sale, word, |w| words.after_sale(w))
    }
}

fn recall<T: Copy>(heard: &mut Vec<(String, Option<T>)>, word: &str, look_up: impl Fn(&str) -> Option<T>) -> Option<T> {
    if let Some((_, known)) = heard.iter().find(|(w, _)| w == word) {
        return *known;
    }
    let found = look_up(word);
    if heard.len() < MOST_HEARD {
        heard.push((word.to_owned(), found));
    }
    found
}

fn find<'a>(patterns: &'a [(String, Meaning)], key: &str) -> Option<&'a Meaning> {
    patterns
        .iter()
        .find(|(p, _)| match (p.strip_prefix('*'), p.strip_suffix('*')) {
            (Some(rest), None) => key.ends_with(rest),
            (None, Some(head)) => key.starts_with(head),
            (Some(_), Some(_)) => key.contains(p.trim_matches('*')),
            (None, None) => p.split_once('*').is_some_and(|(a, b)| key.starts_with(a) && key.ends_with(b)),
        })
        .map(|(_, m)| m)
}

/// Parts of after-sale words that mean the same on every platform.
fn by_parts(key: &str) -> Option<RefundWord> {
    const PARTS: &[(&str, RefundWord)] = &[
        ("部分退款", RefundWord::Partial),
        ("全额退款", RefundWord::Full),
        ("全部退款", RefundWord::Full),
        ("关闭", RefundWord::None),
        ("取消", RefundWord::None),
        ("拒绝", RefundWord::None),
        ("撤销", RefundWord::None),
        ("失败", RefundWord::None),
        ("无售后", RefundWord::None),
        ("没有", RefundWord::None),
        ("换货成功", RefundWord::None),
        ("补寄成功", RefundWord::None),
        ("维修", RefundWord::None),
        ("退款成功", RefundWord::Success),
        ("退款完成", RefundWord::Success),
        ("售后完成", RefundWord::Success),
        ("已退款", RefundWord::Success),
        ("退款中", RefundWord::InProgress),
        ("处理中", RefundWord::InProgress),
        ("待", RefundWord::InProgress),
        ("申请", RefundWord::InProgress),
        ("售后中", RefundWord::InProgress),
        ("进行中", RefundWord::InProgress),
    ];
    PARTS.iter().find(|(part, _)| key.contains(part)).map(|(_, r)| *r)
}

fn refund(word: &str) -> Option<RefundWord> {
    Some(match word {
        "none" => RefundWord::None,
        "in_progress" => RefundWord::InProgress,
        "success" => RefundWord::Success,
        "partial" => RefundWord::Partial,
        "full" => RefundWord::Full,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookup() {
        let words = Words::parse(
            "t",
            "column,word,status,refund\nstatus,待发货,to_ship,\nstatus,已发货，待收货,shipped,\nstatus,已发货,shipped,\nstatus,未发货，退款成功,closed,full\nstatus,(删除)*,parent,\nstatus,*/fulfilled,shipped,\nafter_sale,无售后或售后取消,,none\n",
        )
        .unwrap();
        let check = |word: &str, want: Option<(Option<DraftStatus>, Option<RefundWord>)>| {
            assert_eq!(words.status(word).map(|m| (m.status, m.refund)), want, "{word}");
        };
        check("待发货", Some((Some(DraftStatus::ToShip), None)));
        check("已发货,待收货", Some((Some(DraftStatus::Shipped), None)));
        check("已发货，退款成功", Some((Some(DraftStatus::Shipped), Some(RefundWord::Full))));
        check("待发货，售后处理中", Some((Some(DraftStatus::ToShip), Some(RefundWord::InProgress))));
        check("未发货，退款成功", Some((Some(DraftStatus::Closed), Some(RefundWord::Full))));
        check("paid/fulfilled", Some((Some(DraftStatus::Shipped), None)));
        check("神秘状态", None);
        assert!(words.status("（删除）等待出库").unwrap().is_parent);
        assert_eq!(words.after_sale("无售后或售后取消"), Some(RefundWord::None));
        assert_eq!(words.after_sale("买家已经申请退款，等待卖家同意"), Some(RefundWord::InProgress));
        assert_eq!(words.after_sale("神秘"), None);
        assert!(Words::parse("t", "column,word,status,refund\nstatus,a,nonsense,\n").is_err());
    }
}
