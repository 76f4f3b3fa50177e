//! What the writer remembers between rows and transactions, so that a bulk import does not ask the same thing a million times.
//! Everything here can be thrown away at any time; it is, whenever a transaction is rolled back.

use crate::shop::Listing;
use std::collections::HashMap;

#[derive(Default)]
pub(crate) struct Caches {
    /// shop → platform. A shop never changes its platform.
    pub platform_of_shop: HashMap<i64, i64>,
    /// Key of the three texts → listing.
    pub listings: HashMap<[u8; 16], Listing>,
    pub provinces: HashMap<String, i64>,
    /// Second → id to try next, for seconds in which more orders arrived than expected.
    pub next_free: HashMap<i64, i64>,
}

/// Beyond so many entries a cache starts again: bounded memory for any catalogue.
const MOST_ENTRIES: usize = 200_000;

impl Caches {
    pub fn clear(&mut self) {
        *self = Caches::default();
    }

    pub fn bound(&mut self) {
        if self.listings.len() > MOST_ENTRIES {
            self.listings.clear();
        }
        if self.next_free.len() > MOST_ENTRIES {
            self.next_free.clear();
        }
    }
}
