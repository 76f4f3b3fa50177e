//! A plain trie in breadth-first order: the children of one node stand side by side, sorted, so that `first[n]..first[n + 1]` is all
//! a node needs. No failure links: a name is only ever looked for at a chosen place.

use std::collections::BTreeMap;

#[derive(Default)]
struct Node {
    children: BTreeMap<char, usize>,
    value: u32,
}

pub struct Builder {
    nodes: Vec<Node>,
}

/// The three columns of a finished trie; node 0 is the root.
pub struct Columns {
    pub letters: Vec<u16>,
    pub first: Vec<u32>,
    pub values: Vec<u32>,
}

impl Builder {
    pub fn new() -> Builder {
        Builder { nodes: vec![Node::default()] }
    }

    /// Stores `value` (0 means "no name ends here", so callers count from 1).
    pub fn insert(&mut self, name: &[char], value: u32) {
        assert!(value > 0 && !name.is_empty());
        let mut at = 0;
        for letter in name {
            at = match self.nodes[at].children.get(letter) {
                Some(next) => *next,
                None => {
                    self.nodes.push(Node::default());
                    let next = self.nodes.len() - 1;
                    self.nodes[at].children.insert(*letter, next);
                    next
                }
            };
        }
        assert_eq!(self.nodes[at].value, 0, "inserted twice");
        self.nodes[at].value = value;
    }

    pub fn finish(&self) -> Columns {
        let mut order = vec![0usize];
        let mut out = Columns { letters: vec![0], first: Vec::new(), values: Vec::new() };
        let mut done = 0;
        while done < order.len() {
            let node = &self.nodes[order[done]];
            out.first.push(order.len() as u32);
            out.values.push(node.value);
            for (letter, child) in &node.children {
                order.push(*child);
                out.letters.push(u16::try_from(*letter as u32).expect("names stay in the basic plane"));
            }
            done += 1;
        }
        out.first.push(order.len() as u32);
        out
    }
}
