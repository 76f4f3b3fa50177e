//! The prebuilt trie: looks for every name that begins at a given place. It does not know what the names stand for.

/// Children of one node stand side by side and sorted, so `first[n]..first[n + 1]` is all a node needs. Node 0 is the root.
pub struct Trie {
    letters: Vec<u16>,
    first: Vec<u32>,
    values: Vec<u32>,
    /// Child of the root for each character, 0 if none: nearly every look-up ends here.
    roots: Vec<u16>,
}

impl Trie {
    pub fn new(letters: Vec<u16>, first: Vec<u32>, values: Vec<u32>) -> Trie {
        let mut roots = vec![0u16; 1 << 16];
        for child in first[0]..first[1] {
            roots[letters[child as usize] as usize] = child as u16;
        }
        Trie { letters, first, values, roots }
    }

    fn child(&self, node: u32, letter: u16) -> Option<u32> {
        if node == 0 {
            return match self.roots[letter as usize] {
                0 => None,
                child => Some(u32::from(child)),
            };
        }
        let (start, end) = (self.first[node as usize] as usize, self.first[node as usize + 1] as usize);
        let children = &self.letters[start..end];
        if children.len() < 8 {
            return children.iter().position(|known| *known == letter).map(|at| (start + at) as u32);
        }
        children.binary_search(&letter).ok().map(|at| (start + at) as u32)
    }

    /// Calls `found(length, value)` for each name that is a prefix of `text`, shortest first. Values count from 0.
    pub fn prefixes(&self, text: &[u16], mut found: impl FnMut(usize, usize)) {
        let mut node = 0;
        for (index, letter) in text.iter().enumerate() {
            let Some(next) = self.child(node, *letter) else { return };
            node = next;
            if self.values[node as usize] > 0 {
                found(index + 1, self.values[node as usize] as usize - 1);
            }
        }
    }

    /// Whether any name is a prefix of `text`.
    pub fn has_prefix(&self, text: &[u16]) -> bool {
        let mut node = 0;
        for letter in text {
            let Some(next) = self.child(node, *letter) else { return false };
            node = next;
            if self.values[node as usize] > 0 {
                return true;
            }
        }
        false
    }

    /// The value of exactly `text`.
    pub fn exact(&self, text: &[u16]) -> Option<usize> {
        let mut hit = None;
        self.prefixes(text, |length, value| {
            if length == text.len() {
                hit = Some(value);
            }
        });
        hit
    }
}
