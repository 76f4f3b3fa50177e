//! The vocabulary, marked once over the whole text: every later question ("does one of these words stand here?") is then a look-up.
//! Only the words and the marking live here.

pub mod labels;
mod notes;
mod people;
mod places;

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A group of words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Set {
    AfterShort,
    Landmark,
    Road,
    Everywhere,
    Zone,
    Strong,
    Filler,
    NotDistrict,
    NotTown,
    Greeting,
    Lead,
    WishStart,
    Wish,
    Carrier,
    Unmistakable,
    Label,
    Compound,
    Title,
    NoName,
    Brand,
    Receive,
}

const SETS: [(Set, &[&str]); 20] = [
    (Set::AfterShort, places::AFTER_SHORT),
    (Set::Landmark, places::LANDMARKS),
    (Set::Road, places::ROADS),
    (Set::Everywhere, places::EVERYWHERE),
    (Set::Zone, places::ZONES),
    (Set::Strong, places::STRONG),
    (Set::Filler, places::FILLERS),
    (Set::NotDistrict, places::NOT_DISTRICT),
    (Set::NotTown, places::NOT_TOWN),
    (Set::Greeting, notes::GREETINGS),
    (Set::Lead, notes::LEADS),
    (Set::WishStart, notes::WISH_STARTS),
    (Set::Wish, notes::WISHES),
    (Set::Carrier, notes::CARRIERS),
    (Set::Unmistakable, notes::UNMISTAKABLE),
    (Set::Compound, people::COMPOUND),
    (Set::Title, people::TITLES),
    (Set::NoName, people::NO_NAME),
    (Set::Brand, people::BRANDS),
    (Set::Receive, people::RECEIVE),
];

/// A group of single characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Letters {
    Surname,
    CommonSurname,
    Given,
    ShortTitle,
    NoNameEnd,
    AfterShort,
    Nature,
    Ending,
    Suffix,
}

const LETTERS: [(Letters, &str); 9] = [
    (Letters::Surname, people::SURNAMES),
    (Letters::CommonSurname, people::COMMON),
    (Letters::Given, people::GIVEN),
    (Letters::ShortTitle, people::SHORT_TITLES),
    (Letters::NoNameEnd, people::NO_NAME_END),
    (Letters::AfterShort, places::AFTER_SHORT_LETTERS),
    (Letters::Nature, places::NATURE),
    (Letters::Ending, places::ENDINGS),
    (Letters::Suffix, places::SUFFIX),
];

/// A word found in a text.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    pub at: u32,
    pub length: u8,
    /// Row of `labels::WORDS`, counted from 1; 0 for other words.
    label: u8,
    sets: u32,
}

impl Hit {
    /// What the word announces and whether it needs a colon, if it is a label.
    pub fn label(&self) -> Option<(labels::Label, bool)> {
        labels::WORDS.get((self.label as usize).checked_sub(1)?).map(|(label, strict, _)| (*label, *strict))
    }
    pub fn is(&self, set: Set) -> bool {
        self.sets & (1 << set as u8) != 0
    }
}

struct Lexicon {
    /// All words, sorted, with the sets they belong to and the label they are.
    words: Vec<(Vec<u16>, u32, u8)>,
    /// For each first character the range of its words in `words`; (0, 0) if none.
    first: Vec<(u16, u16)>,
    letters: Vec<u16>,
}

static LEXICON: OnceLock<Lexicon> = OnceLock::new();

fn lexicon() -> &'static Lexicon {
    LEXICON.get_or_init(Lexicon::collect)
}

impl Lexicon {
    fn collect() -> Lexicon {
        let mut words: BTreeMap<Vec<u16>, (u32, u8)> = BTreeMap::new();
        let labels = labels::WORDS.iter().enumerate().map(|(row, (_, _, list))| (Set::Label, *list, row as u8 + 1));
        for (set, list, label) in SETS.into_iter().map(|(set, list)| (set, list, 0)).chain(labels) {
            for word in list {
                let entry = words.entry(word.encode_utf16().collect()).or_default();
                entry.0 |= 1 << set as u8;
                entry.1 = entry.1.max(label);
            }
        }
        let words: Vec<(Vec<u16>, u32, u8)> = words.into_iter().map(|(word, (sets, label))| (word, sets, label)).collect();
        let mut first = vec![(0, 0); 1 << 16];
        for (index, (word, _, _)) in words.iter().enumerate() {
            let range = &mut first[word[0] as usize];
            if range.1 == 0 {
                range.0 = index as u16;
            }
            range.1 = index as u16 + 1;
        }
        let mut letters = vec![0; 1 << 16];
        for (set, list) in LETTERS {
            for letter in list.encode_utf16() {
                letters[letter as usize] |= 1 << set as u8;
            }
        }
        Lexicon { words, first, letters }
    }
}

/// Marks all words of the vocabulary in a (simplified) text, in order of place, shorter words first.
pub fn mark(text: &[u16]) -> Vec<Hit> {
    let lexicon = lexicon();
    let mut hits = Vec::with_capacity(text.len() / 2);
    for (at, letter) in text.iter().enumerate() {
        let (from, to) = lexicon.first[*letter as usize];
        let rest = &text[at..];
        for (word, sets, label) in &lexicon.words[from as usize..to as usize] {
            // Character by character: words are short, and nearly all part at the second one.
            if word.len() <= rest.len() && word.iter().zip(rest).skip(1).all(|(a, b)| a == b) {
                hits.push(Hit { at: at as u32, length: word.len() as u8, label: *label, sets: *sets });
            }
        }
    }
    hits
}

/// Whether a (simplified) character belongs to a group.
pub fn is_in(letter: u16, letters: Letters) -> bool {
    lexicon().letters[letter as usize] & (1 << letters as u8) != 0
}
