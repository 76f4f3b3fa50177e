//! The text as the parser sees it: one entry per character that counts, with its place in the original, its form for comparing and its
//! class. Invisible characters vanish here; nothing is interpreted.

use crate::regions::atlas;
use crate::words::{self, Hit, Set};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// Chinese and other letters that are neither Latin nor digits.
    Han,
    Digit,
    Latin,
    Space,
    /// Line end, tab, or a symbol nobody writes inside a word.
    Break,
    /// Comma, colon, quotation mark and the like.
    Mark,
    Open,
    Close,
    Dash,
    /// A character that platforms use for hiding: `*`, `●`, `×`.
    Star,
    /// The dot inside a name: 阿依古丽·买买提.
    NameDot,
    /// `#`, `&`, `@` and the rest, which may be part of a house number.
    Other,
}

/// What a character was found to be part of. The order is of no importance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    Free,
    Name,
    Phone,
    SecondPhone,
    Province,
    City,
    District,
    Street,
    Detail,
    Postcode,
    IdCard,
    OrderNo,
    Note,
    /// Read and left out: labels, separators, fillers, repeated regions, greetings.
    Dropped,
}

/// Columns side by side; `at` has one entry more than the others.
pub struct Clean<'a> {
    pub text: &'a str,
    /// Byte offset of each character; invisible characters count to the one before.
    pub at: Vec<u32>,
    /// Width and look-alikes normalised; case, script and punctuation as typed.
    pub written: Vec<char>,
    /// For comparing: simplified characters, 0 outside the basic plane.
    pub key: Vec<u16>,
    pub class: Vec<Class>,
    pub owner: Vec<Owner>,
    hits: Vec<Hit>,
}

impl<'a> Clean<'a> {
    pub fn new(text: &'a str) -> Clean<'a> {
        let capacity = text.len() / 2 + 1;
        let mut clean = Clean {
            text,
            at: Vec::with_capacity(capacity + 1),
            written: Vec::with_capacity(capacity),
            key: Vec::with_capacity(capacity),
            class: Vec::with_capacity(capacity),
            owner: Vec::new(),
            hits: Vec::new(),
        };
        let atlas = atlas();
        for (offset, typed) in text.char_indices() {
            let letter = normal(typed);
            let Some(class) = class_of(letter) else { continue };
            let offset = if clean.at.is_empty() { 0 } else { offset };
            clean.at.push(offset as u32);
            clean.written.push(letter);
            clean.key.push(u16::try_from(letter as u32).map_or(0, |key| atlas.simplify(key)));
            clean.class.push(class);
        }
        clean.at.push(text.len() as u32);
        clean.owner = vec![Owner::Free; clean.written.len()];
        clean.hits = words::mark(&clean.key);
        clean
    }

    pub fn len(&self) -> usize {
        self.written.len()
    }

    pub fn is_free(&self, index: usize) -> bool {
        self.owner.get(index) == Some(&Owner::Free)
    }

    pub fn claim(&mut self, start: usize, end: usize, owner: Owner) {
        self.owner[start..end].fill(owner);
    }

    /// Claims only what nobody owns yet.
    pub fn claim_free(&mut self, start: usize, end: usize, owner: Owner) {
        for slot in &mut self.owner[start..end] {
            if *slot == Owner::Free {
                *slot = owner;
            }
        }
    }

    /// Whether the (simplified) `word` stands at `index`.
    pub fn starts(&self, index: usize, word: &str) -> bool {
        word.chars().zip(index..).all(|(letter, at)| self.key.get(at).copied() == Some(letter as u16))
    }

    /// The length in characters of the first of `words` that stands at `index`. List longer words first.
    pub fn starts_any(&self, index: usize, words: &[&str]) -> Option<usize> {
        words.iter().find(|word| self.starts(index, word)).map(|word| word.chars().count())
    }

    /// Whether `word` ends right before `end` and begins at or after `floor`.
    pub fn ends(&self, floor: usize, end: usize, word: &str) -> bool {
        let length = word.chars().count();
        end >= floor + length && self.starts(end - length, word)
    }

    pub fn ends_any(&self, floor: usize, end: usize, words: &[&str]) -> Option<usize> {
        words.iter().find(|word| self.ends(floor, end, word)).map(|word| word.chars().count())
    }

    /// Whether `word` occurs inside the range.
    pub fn contains(&self, start: usize, end: usize, word: &str) -> bool {
        let length = word.chars().count();
        (start..(end + 1).saturating_sub(length)).any(|at| self.starts(at, word))
    }

    pub fn contains_any(&self, start: usize, end: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.contains(start, end, word))
    }

    /// All words of the vocabulary, in order of place.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    pub fn hits_at(&self, index: usize) -> impl DoubleEndedIterator<Item = &Hit> {
        let from = self.hits.partition_point(|hit| (hit.at as usize) < index);
        let to = from + self.hits[from..].iter().take_while(|hit| hit.at as usize == index).count();
        self.hits[from..to].iter()
    }

    /// Length of the longest word of `set` that stands at `index`.
    pub fn word(&self, index: usize, set: Set) -> Option<usize> {
        self.hits_at(index).rev().find(|hit| hit.is(set)).map(|hit| hit.length as usize)
    }

    /// Whether a word of `set` stands inside the range.
    pub fn has_word(&self, start: usize, end: usize, set: Set) -> bool {
        let from = self.hits.partition_point(|hit| (hit.at as usize) < start);
        self.hits[from..]
            .iter()
            .take_while(|hit| (hit.at as usize) < end)
            .any(|hit| hit.is(set) && hit.at as usize + hit.length as usize <= end)
    }

    /// Length of the longest word of `set` that ends right before `end` and begins at or after `floor`.
    pub fn word_ending(&self, floor: usize, end: usize, set: Set) -> Option<usize> {
        let from = self.hits.partition_point(|hit| (hit.at as usize) < floor);
        let inside = self.hits[from..].iter().take_while(|hit| (hit.at as usize) < end);
        inside.filter(|hit| hit.is(set) && hit.at as usize + hit.length as usize == end).map(|hit| hit.length as usize).max()
    }

    pub fn is(&self, index: usize, class: Class) -> bool {
        self.class.get(index) == Some(&class)
    }

    /// Something that parts words and is not itself content.
    pub fn is_gap(&self, index: usize) -> bool {
        matches!(self.class.get(index), Some(Class::Space | Class::Break | Class::Mark | Class::Open | Class::Close | Class::Dash))
    }

    /// The end of the run of `class` that begins at `start`.
    pub fn run(&self, start: usize, class: Class) -> usize {
        let mut end = start;
        while self.is(end, class) {
            end += 1;
        }
        end
    }

    /// Characters of a range as one string: punctuation as typed, width normalised elsewhere.
    pub fn slice(&self, start: usize, end: usize) -> String {
        let mut out = String::with_capacity((end - start) * 3);
        for index in start..end {
            out.push(self.shown(index));
        }
        out
    }

    /// One character for output: full-width letters and digits become plain, punctuation stays as typed.
    pub fn shown(&self, index: usize) -> char {
        match self.class[index] {
            Class::Mark | Class::Open | Class::Close | Class::Dash | Class::Other => {
                self.text[self.at[index] as usize..].chars().next().unwrap_or(self.written[index])
            }
            Class::Break => ' ',
            _ => self.written[index],
        }
    }

    pub fn digits(&self, start: usize, end: usize) -> String {
        self.written[start..end].iter().filter(|c| c.is_ascii_digit()).collect()
    }

    /// Calls `found` with each run of characters of one owner and its bytes in the original.
    pub fn runs(&self, mut found: impl FnMut(Owner, usize, usize)) {
        let mut start = 0;
        for end in 1..=self.len() {
            if end == self.len() || self.owner[end] != self.owner[start] {
                found(self.owner[start], self.at[start] as usize, self.at[end] as usize);
                start = end;
            }
        }
    }
}

/// Full-width forms, odd spaces and look-alike radicals.
fn normal(typed: char) -> char {
    match typed {
        '\u{21}'..='\u{7e}' | '\u{4e00}'..='\u{9fff}' => typed,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(typed as u32 - 0xfee0).unwrap_or(typed),
        '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => atlas().lookalike(typed).unwrap_or(typed),
        '﹣' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' => '-',
        _ => typed,
    }
}

/// None for characters that nobody can see.
fn class_of(letter: char) -> Option<Class> {
    Some(match letter {
        '\u{4e00}'..='\u{9fff}' | '〇' | '々' => Class::Han,
        '0'..='9' => Class::Digit,
        'a'..='z' | 'A'..='Z' => Class::Latin,
        ' ' => Class::Space,
        '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Class::Break,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' => return None,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => return None,
        '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '\u{e0000}'..='\u{e0fff}' => return None,
        ',' | ';' | ':' | '|' | '!' | '?' | '"' | '\'' | '`' | '<' | '>' | '=' | '~' | '^' | '_' | '\\' | '/' | '+' => Class::Mark,
        '，' | '；' | '：' | '、' | '。' | '！' | '？' | '“' | '”' | '‘' | '’' | '《' | '》' | '…' | '～' | '｡' | '､' => {
            Class::Mark
        }
        '(' | '[' | '{' | '【' | '〔' | '〖' | '「' | '『' | '〈' => Class::Open,
        ')' | ']' | '}' | '】' | '〕' | '〗' | '」' | '』' | '〉' => Class::Close,
        '-' => Class::Dash,
        '*' | '●' | '×' | '✱' | '∗' | '※' => Class::Star,
        '·' | '•' | '・' | '‧' | '∙' => Class::NameDot,
        '#' | '$' | '%' | '&' | '@' | '.' | '№' | '°' | '￥' | '¥' => Class::Other,
        _ => return other_class(letter),
    })
}

fn other_class(letter: char) -> Option<Class> {
    let code = letter as u32;
    Some(match code {
        // Signs, arrows, boxes, dingbats, emoji and private use: nobody writes them inside a word.
        0x2010..=0x2bff | 0x3000..=0x303f | 0x3200..=0x33ff | 0xe000..=0xf8ff | 0xfe30..=0xfe4f | 0xfff0..=0xffff => {
            if letter.is_alphanumeric() && !(0x2190..=0x2bff).contains(&code) { Class::Han } else { Class::Break }
        }
        0x1f000..=0x1ffff | 0xf0000.. => Class::Break,
        0xc0..=0x24f => Class::Latin,
        _ if letter.is_whitespace() => Class::Space,
        _ if letter.is_control() => return None,
        _ if letter.is_alphanumeric() => Class::Han,
        _ => Class::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        let clean = Clean::new(input);
        let shown: String = clean.written.iter().collect();
        assert_eq!(shown, expected, "{input:?}");
        assert_eq!(clean.at.len(), clean.len() + 1);
        assert_eq!(clean.at[0], 0);
        assert_eq!(*clean.at.last().expect("one entry more than characters") as usize, input.len());
    }

    #[test]
    fn width_lookalikes_and_invisible_characters_are_normalised() {
        check("１３８ ＡＢ，", "138 AB,");
        check("\u{feff}199\u{200b}0000", "1990000");
        check("⻄安⻓乐", "西安长乐");
        check("一\u{3000}二\u{a0}三", "一 二 三");
        check("", "");
    }

    #[test]
    fn comparing_ignores_the_script() {
        let clean = Clean::new("臺灣省新北市新店區");
        assert!(clean.starts(0, "台湾省"));
        assert!(clean.ends(0, clean.len(), "新店区"));
    }
}
