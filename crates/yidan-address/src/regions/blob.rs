//! Reads back the file that `build/write.rs` lays out. Only bytes become columns here; what they mean is said in `mod.rs`.

use super::trie::Trie;

/// A cursor over the sections of the embedded file. The file is made by our own build script in the same build, so a malformed section
/// is a programming error and stops at once.
pub struct Sections {
    rest: &'static [u8],
}

impl Sections {
    pub fn new(bytes: &'static [u8]) -> Sections {
        Sections { rest: bytes }
    }

    fn next(&mut self, width: usize) -> &'static [u8] {
        let word = |at: usize| u32::from_le_bytes([self.rest[at], self.rest[at + 1], self.rest[at + 2], self.rest[at + 3]]) as usize;
        let (count, stored) = (word(0), word(4));
        assert_eq!(stored, width, "the build script wrote another width");
        let length = count * width;
        let items = &self.rest[8..8 + length];
        self.rest = &self.rest[8 + length.next_multiple_of(4)..];
        items
    }

    pub fn text(&mut self) -> &'static str {
        std::str::from_utf8(self.next(1)).expect("the build script writes UTF-8")
    }

    pub fn words(&mut self) -> Vec<u32> {
        self.next(4).chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    }

    pub fn halves(&mut self) -> Vec<u16> {
        self.next(2).chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect()
    }

    pub fn trie(&mut self) -> Trie {
        let letters = self.halves();
        let first = self.words();
        let values = self.words();
        Trie::new(letters, first, values)
    }
}
