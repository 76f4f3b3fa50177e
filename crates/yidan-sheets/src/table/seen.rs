//! Rows and keys that have been there before, as hashes: a million rows take a few dozen megabytes.

use crate::sink::SourceRow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// The keys are hashes already.
#[derive(Default)]
pub struct Through(u64);

impl Hasher for Through {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0 << 8) | u64::from(*b);
        }
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
    fn write_u128(&mut self, n: u128) {
        self.0 = n as u64;
    }
}

/// For maps whose keys are hashes already.
pub type Hashed = BuildHasherDefault<Through>;

/// What is known of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    New,
    Same,
    /// The key, with other content.
    Other,
}

/// See the module.
#[derive(Default)]
pub struct Seen {
    by_key: HashMap<u64, u64, Hashed>,
    rows: HashSet<u128, Hashed>,
}

impl Seen {
    /// For files in which a key may occur once.
    pub fn key_with_content(&mut self, key: u64, content: u64) -> Known {
        match self.by_key.entry(key) {
            Entry::Vacant(free) => {
                free.insert(content);
                Known::New
            }
            Entry::Occupied(old) if *old.get() == content => Known::Same,
            Entry::Occupied(_) => Known::Other,
        }
    }

    /// Takes the mark of a refused row back.
    pub fn forget_key(&mut self, key: u64) {
        self.by_key.remove(&key);
    }

    /// For files in which only the whole row counts. True when it is new.
    pub fn row(&mut self, key: u64, content: u64) -> bool {
        self.rows.insert(u128::from(key) << 64 | u128::from(content))
    }
}

/// Hash of all cells, without empty ones at the end.
pub fn content_hash(row: &SourceRow) -> u64 {
    let mut h = Mix::default();
    let last = row.filled_len();
    let end = if last == 0 { 0 } else { row.ends[last - 1] as usize };
    h.bytes(&row.text.as_bytes()[..end]);
    for pair in row.ends[..last].chunks(2) {
        let second = pair.get(1).copied().unwrap_or(0);
        h.pair(u64::from(pair[0]), u64::from(second));
    }
    h.0
}

/// Hash of a key.
pub fn text_hash(text: &str) -> u64 {
    let mut h = Mix::default();
    h.bytes(text.as_bytes());
    h.0
}

/// Multiply, fold, repeat: fast, and even enough for sets.
struct Mix(u64);

impl Default for Mix {
    fn default() -> Self {
        Mix(0x9e37_79b9_7f4a_7c15)
    }
}

impl Mix {
    fn pair(&mut self, a: u64, b: u64) {
        let product = u128::from(a ^ self.0).wrapping_mul(u128::from(b ^ 0xa076_1d64_78bd_642f));
        self.0 = (product as u64) ^ ((product >> 64) as u64) ^ self.0.rotate_left(23);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        // A chunk has exactly sixteen bytes, a half exactly eight.
        let half = |c: &[u8]| u64::from_le_bytes([c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]]);
        let mut chunks = bytes.chunks_exact(16);
        for c in &mut chunks {
            self.pair(half(&c[..8]), half(&c[8..]));
        }
        let mut tail = [0u8; 16];
        tail[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
        self.pair(half(&tail[..8]), half(&tail[8..]));
        self.pair(bytes.len() as u64, 0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> SourceRow {
        let mut r = SourceRow::default();
        for c in cells {
            r.text.push_str(c);
            r.end_cell();
        }
        r
    }

    #[test]
    fn rows_differ_by_any_cell_but_not_by_an_empty_tail() {
        let a = content_hash(&row(&["1", "2", "3"]));
        assert_eq!(a, content_hash(&row(&["1", "2", "3", "", ""])));
        for other in [vec!["1", "2"], vec!["12", "", "3"], vec!["1", "23"], vec!["1", "2", "4"], vec!["", "1", "2", "3"]] {
            assert_ne!(a, content_hash(&row(&other)), "{other:?}");
        }
    }

    #[test]
    fn many_rows_do_not_collide() {
        let mut seen = Seen::default();
        for i in 0..50_000u32 {
            let text = format!("260521-{i:015}");
            assert!(seen.row(text_hash(&text), content_hash(&row(&[&text, "x"]))));
        }
    }
}
